package views

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	slashpath "path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"iscope/api/isc"
	"iscope/api/nerm"
	"iscope/keymap"
	"iscope/ui/golden"
)

// The tests in this file hold for the repository as a whole. They stand here
// so that the top level keeps its fixed names.

// root is the top of the repository, seen from this package.
const root = ".."

// source is one Go file that is not a test.
type source struct {
	name   string // path from the top, with slashes
	folder string // of it, "." for the top
	file   *ast.File
	fset   *token.FileSet
	lines  int
}

// sources parses every Go file of the repository but tests.
func sources(t *testing.T) []source {
	t.Helper()
	var out []source
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && p != root && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata") {
			return filepath.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(p, ".go") || strings.HasSuffix(p, "_test.go") {
			return nil
		}
		text, err := os.ReadFile(p)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, p)
		if err != nil {
			return err
		}
		s := source{name: filepath.ToSlash(rel), fset: token.NewFileSet(), lines: bytes.Count(text, []byte("\n"))}
		s.folder = slashpath.Dir(s.name)
		s.file, err = parser.ParseFile(s.fset, s.name, text, parser.ParseComments)
		out = append(out, s)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

const module = "iscope/"

// arrows is the table of imports: what a folder and those
// below it may import of ours. A name ending in "/" stands for a whole tree.
// The longest folder that fits counts. What is not obvious:
//
//   - ui and views may import api/safe: text that is pasted, typed by an
//     editor or kept on disk comes from outside as well;
//   - api/lenient (tolerant JSON) and api/rest (transport, sign-in, limiter)
//     are packages of their own between api and its clients;
//   - api/sandbox imports nothing of ours but its own tree;
//   - views/internal holds what several screens share: the rules of a write
//     (change), drafts, files, people, columns; and what their tests do.
var arrows = map[string][]string{
	".":                             {"api", "api/", "config", "keymap", "views/connect", "views/connect/doctor", "views/program", "views/script"},
	"views":                         {"api", "api/journal", "api/safe", "keymap", "ui/", "views/"},
	"views/executions":              screens("api/journal", "views/executions/"),
	"views/program":                 {"api", "api/", "config", "keymap", "ui/", "views", "views/connect"},                                                                                                   // opens tenants of the configuration
	"views/connect":                 {"api/probe", "api/safe", "config", "keymap", "ui/"},                                                                                                                   // a form over the configuration
	"views/script":                  {"api", "api/export", "api/safe", "ui/cell", "views/executions/run", "views/executions/since", "views/internal/terms", "views/tasks/query", "views/workflows/trigger"}, // commands for scripts: no screen
	"views/inbox":                   screens("api/heap", "api/export", "api/journal", "views/inbox/"),
	"views/session":                 screens("api/journal", "views/session/"),
	"views/tasks":                   screens("api/journal", "views/tasks/"),
	"views/workflows":               screens("api/export", "api/journal", "api/lenient", "views/workflows/", "views/executions/run"),
	"views/internal":                screens("api/export", "api/journal"),
	"views/internal/save/savetest":  screens("views/internal/viewtest"),
	"ui":                            {"api/safe", "keymap", "ui/"},
	"api":                           {"api/lenient", "api/safe"},
	"api/safe":                      {},
	"api/lenient":                   {"api/safe"},
	"api/rest":                      {"api", "api/lenient", "api/safe", "api/rest/"},
	"api/rest/contract":             {"api/vendordocs"},
	"api/isc":                       {"api", "api/lenient", "api/safe", "api/rest"},
	"api/nerm":                      {"api", "api/lenient", "api/safe", "api/rest"},
	"api/tenant":                    {"api", "api/isc", "api/journal", "api/nerm", "api/safe"}, // opens the clients of one tenant
	"api/probe":                     {"api", "api/isc", "api/lenient", "api/nerm", "api/rest", "api/safe"},
	"api/journal":                   {"api", "api/safe"},
	"api/export":                    {"api/safe"}, // tables for other programs: CSV, JSON Lines
	"api/sandbox":                   {"api/sandbox/"},
	"api/sandbox/internal/spectest": {"api/sandbox/", "api/vendordocs"},
	"api/demotest":                  {"api/isc", "api/nerm", "api/safe", "api/sandbox"}, // the clients over a demo tenant, for tests
	"api/vendordocs":                {},                                                 // the vendor's documents, for tests
	"keymap":                        {},
	"config":                        {},
	"screenshots":                   {},
	"screenshots/internal":          {"screenshots/internal/", "api/", "config", "keymap", "ui/", "views"},
}

// screens returns what a screen may import: what all of them may, and its own.
func screens(own ...string) []string {
	return append(own, "api", "api/safe", "keymap", "ui/", "views/internal/change", "views/internal/columns", "views/internal/draft",
		"views/internal/launch", "views/internal/paths", "views/internal/people", "views/internal/save", "views/internal/terms")
}

// allowed returns what the folder may import, and whether the table knows it.
func allowed(folder string) ([]string, bool) {
	for f := folder; ; f = slashpath.Dir(f) {
		if list, ok := arrows[f]; ok {
			return list, f != "." || folder == "."
		}
		if f == "." {
			return nil, false
		}
	}
}

func mayImport(list []string, folder string) bool {
	return slices.ContainsFunc(list, func(a string) bool {
		return a == folder || strings.HasSuffix(a, "/") && strings.HasPrefix(folder, a)
	})
}

func TestImportsFollowTheTable(t *testing.T) {
	for _, s := range sources(t) {
		list, known := allowed(s.folder)
		if !known {
			t.Errorf("%s: the table of imports does not know its folder", s.name)
			continue
		}
		for _, imp := range s.file.Imports {
			to, err := strconv.Unquote(imp.Path.Value)
			if err != nil {
				t.Fatal(err)
			}
			if ours, ok := strings.CutPrefix(to, module); ok && !mayImport(list, ours) {
				t.Errorf("%s imports %s; %s may import %v", s.name, ours, s.folder, list)
			}
			if strings.HasPrefix(to, "charm.land/bubbletea") && strings.HasPrefix(s.folder, "api/") {
				t.Errorf("%s imports bubbletea: in api only the package api itself does", s.name)
			}
			if screen := strings.HasPrefix(s.folder, "ui/") || strings.HasPrefix(s.folder, "views"); screen && (to == "net" || strings.HasPrefix(to, "net/")) && to != "net/url" {
				t.Errorf("%s imports %s: screens do no I/O of their own", s.name, to)
			}
		}
	}
}

// TestArrowsAreMeant pins the table itself where a wrong entry would hide a
// wrong arrow.
func TestArrowsAreMeant(t *testing.T) {
	for _, c := range []struct {
		from, to string
		want     bool
	}{
		{"views/inbox", "views/tasks", false}, {"views/inbox", "api/isc", false}, {"views/inbox", "ui/table", true}, {"views/inbox", "config", false},
		{"views/tasks", "views/internal/change", true}, {"views/tasks", "views/internal/viewtest", false}, {"views/internal/change", "views/tasks", false},
		{"ui/table", "api", false}, {"ui/table", "api/safe", true}, {"api", "api/isc", false}, {"api/isc", "api/nerm", false},
		{"api/sandbox", "api", false}, {"api/sandbox/internal/flow", "api/sandbox/internal/kit", true}, {"api/sandbox/internal/flow", "api/safe", false},
		{"config", "keymap", false}, {"keymap", "ui/cell", false}, {"views", "views/inbox", true}, {"views", "config", false}, {".", "config", true},
	} {
		list, known := allowed(c.from)
		if got := known && mayImport(list, c.to); got != c.want {
			t.Errorf("%s may import %s: %v", c.from, c.to, got)
		}
	}
	if _, known := allowed("internal/util"); known {
		t.Error("the table knows a folder that is not there")
	}
}

func TestTopLevelHasOnlyItsNames(t *testing.T) {
	names := []string{"go.mod", "go.sum", "main.go", "ui", "views", "api", "keymap", "config", "screenshots", "README.md", "LICENSE"}
	names = append(names, builtHere(t)...)
	entries, err := os.ReadDir(root)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), ".") && !slices.Contains(names, e.Name()) {
			t.Errorf("%s is not one of the names of the top level: %v", e.Name(), names)
		}
	}
}

// builtHere returns the names at the top that git ignores, such as the
// program itself.
func builtHere(t *testing.T) []string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, ".gitignore"))
	if err != nil {
		t.Skipf("no .gitignore: %v", err)
	}
	var out []string
	for line := range strings.Lines(string(text)) {
		if name, ok := strings.CutPrefix(strings.TrimSpace(line), "/"); ok {
			out = append(out, strings.TrimSuffix(name, "/"))
		}
	}
	return out
}

const (
	longestFile     = 500
	longestFunction = 60
)

func TestFilesAndFunctionsAreShort(t *testing.T) {
	for _, s := range sources(t) {
		if s.lines > longestFile {
			t.Errorf("%s has %d lines", s.name, s.lines)
		}
		for _, d := range s.file.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok {
				continue
			}
			from, to := s.fset.Position(fn.Type.Func).Line, s.fset.Position(fn.End()).Line
			if to-from+1 > longestFunction && !s.excused(fn) {
				t.Errorf("%s:%d: %s has %d lines and no comment that says why (\"long: …\")", s.name, from, fn.Name.Name, to-from+1)
			}
		}
	}
}

// excused reports whether a comment above or inside the function says why it
// is long.
func (s source) excused(fn *ast.FuncDecl) bool {
	start := fn.Pos()
	if fn.Doc != nil {
		start = fn.Doc.Pos()
	}
	for _, group := range s.file.Comments {
		if group.End() >= start && group.Pos() <= fn.End() && strings.Contains(group.Text(), "long: ") {
			return true
		}
	}
	return false
}

// TestKeysAreComparedInOnePlace holds that nobody but the keymap and what text
// is typed into looks at the name of a key.
func TestKeysAreComparedInOnePlace(t *testing.T) {
	for _, s := range sources(t) {
		if slices.Contains([]string{"keymap", "ui/field", "ui/dialog"}, s.folder) {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.SwitchStmt:
				if n.Tag != nil && keyName(n.Tag) {
					t.Errorf("%s: a switch over the name of a key", s.fset.Position(n.Pos()))
				}
			case *ast.BinaryExpr:
				if (n.Op == token.EQL || n.Op == token.NEQ) && (keyName(n.X) || keyName(n.Y)) {
					t.Errorf("%s: the name of a key is compared", s.fset.Position(n.Pos()))
				}
			}
			return true
		})
	}
}

// keyName reports whether an expression is the name of a key press, going by
// what such variables are called here.
func keyName(e ast.Expr) bool {
	call, ok := e.(*ast.CallExpr)
	if !ok {
		return false
	}
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || sel.Sel.Name != "String" && sel.Sel.Name != "Keystroke" {
		return false
	}
	id, ok := sel.X.(*ast.Ident)
	return ok && slices.Contains([]string{"msg", "key", "k", "press"}, id.Name)
}

// TestEveryActionIsDone finds keys that stand in the help and do nothing: the
// name of every action stands in the code that does it.
func TestEveryActionIsDone(t *testing.T) {
	named := map[string]bool{}
	for _, s := range sources(t) {
		if s.folder == "keymap" {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
				if text, err := strconv.Unquote(lit.Value); err == nil {
					named[text] = true
				}
			}
			return true
		})
	}
	keys, _ := keymap.New(nil)
	for _, b := range keys.All() {
		if !named[string(b.Action)] && !strings.HasPrefix(string(b.Action), "view.") {
			t.Errorf("%s (%s) is done nowhere", b.Action, b.Help)
		}
	}
}

// TestREADMEQuotes compares the sections of the README that stand elsewhere:
// the table of keys with the keymap, the example of a configuration with the
// one that package config reads in its tests. -update writes them.
func TestREADMEQuotes(t *testing.T) {
	name := filepath.Join(root, "README.md")
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	example, err := os.ReadFile(filepath.Join(root, "config", "testdata", "example.toml"))
	if err != nil {
		t.Fatal(err)
	}
	want := string(text)
	for section, body := range map[string]string{
		"keys": keymap.Markdown(), "endpoints": endpointTable(), "config": "```toml\n" + string(example) + "```\n",
	} {
		begin, end := "<!-- "+section+" -->\n", "<!-- /"+section+" -->"
		before, rest, ok := strings.Cut(want, begin)
		_, after, closed := strings.Cut(rest, end)
		if !ok || !closed {
			t.Fatalf("README.md has no section between %q and %q", begin, end)
		}
		want = before + begin + "\n" + body + "\n" + end + after
	}
	if want == string(text) {
		return
	}
	if !golden.Update() {
		t.Fatal("README.md quotes what is not so any more; run the test with -update")
	}
	if err := os.WriteFile(name, []byte(want), 0o644); err != nil {
		t.Fatal(err)
	}
}

// endpointTable is every request the program can make, with the right it needs.
func endpointTable() string {
	var b strings.Builder
	b.WriteString("| request | what for | scope of the token |\n| --- | --- | --- |\n")
	for _, e := range slices.Concat(isc.Endpoints(isc.V3), nerm.Endpoints()) {
		what := string(e.Op)
		if e.Op.Writes() {
			what += " †"
		}
		var scopes []string
		for _, s := range e.Op.Scopes() {
			scopes = append(scopes, "`"+s+"`")
		}
		fmt.Fprintf(&b, "| `%s %s` | %s | %s |\n", e.Method, e.Path, what, strings.Join(scopes, " or "))
	}
	return b.String()
}

// TestExportedNamesAreDocumented holds that the comment of every exported name
// starts with it. Members of a group may share the group's comment.
func TestExportedNamesAreDocumented(t *testing.T) {
	for _, s := range sources(t) {
		for _, d := range s.file.Decls {
			for _, complaint := range undocumented(d) {
				t.Errorf("%s: %s", s.fset.Position(d.Pos()), complaint)
			}
		}
	}
}

func undocumented(d ast.Decl) []string {
	switch d := d.(type) {
	case *ast.FuncDecl:
		if d.Name.IsExported() && (d.Recv == nil || exportedReceiver(d.Recv)) {
			return startsWith(d.Doc, d.Name.Name)
		}
	case *ast.GenDecl:
		var out []string
		for _, spec := range d.Specs {
			doc := d.Doc
			switch spec := spec.(type) {
			case *ast.TypeSpec:
				if spec.Doc != nil {
					doc = spec.Doc
				}
				if spec.Name.IsExported() {
					out = append(out, startsWith(doc, spec.Name.Name)...)
				}
			case *ast.ValueSpec:
				out = append(out, undocumentedValue(d, spec)...)
			}
		}
		return out
	}
	return nil
}

func undocumentedValue(d *ast.GenDecl, spec *ast.ValueSpec) []string {
	if !slices.ContainsFunc(spec.Names, func(n *ast.Ident) bool { return n.IsExported() }) {
		return nil
	}
	switch {
	case !d.Lparen.IsValid():
		return startsWith(d.Doc, spec.Names[0].Name)
	case d.Doc == nil && spec.Doc == nil && spec.Comment == nil:
		return []string{spec.Names[0].Name + " has no comment, nor has its group"}
	}
	return nil
}

func exportedReceiver(recv *ast.FieldList) bool {
	t := recv.List[0].Type
	for {
		switch x := t.(type) {
		case *ast.StarExpr:
			t = x.X
		case *ast.IndexExpr:
			t = x.X
		case *ast.IndexListExpr:
			t = x.X
		case *ast.Ident:
			return x.IsExported()
		default:
			return false
		}
	}
}

func startsWith(doc *ast.CommentGroup, name string) []string {
	if doc == nil {
		return []string{name + " has no comment"}
	}
	if first, _, _ := strings.Cut(strings.TrimSpace(doc.Text()), " "); strings.TrimRight(first, ".,:;\n") != name {
		return []string{fmt.Sprintf("the comment of %s starts with %q", name, first)}
	}
	return nil
}

// TestEveryPackageTellsItsStory holds that each package has a doc.go or a
// package comment.
func TestEveryPackageTellsItsStory(t *testing.T) {
	told := map[string]bool{}
	for _, s := range sources(t) {
		told[s.folder] = told[s.folder] || s.file.Doc != nil
	}
	for folder, ok := range told {
		if !ok {
			t.Errorf("the package in %s has no package comment", folder)
		}
	}
}
