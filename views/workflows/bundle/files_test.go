package bundle

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"iscope/api"
)

// contents returns the files of a folder by name.
func contents(t testing.TB, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		text, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		out[e.Name()] = string(text)
	}
	return out
}

func TestExport(t *testing.T) {
	ws := []api.Workflow{
		workflow(t, `{"id":"3","name":"Mover","definition":{"start":"b"}}`),
		workflow(t, record),
		workflow(t, `{"id":"1","name":"mover!","definition":{"start":"a"}}`),
		{ID: "9", Name: "Unread"},
		workflow(t, `{"id":"2","name":"Mover","definition":{"start":"a"}}`),
	}
	files := Export(ws)
	var names []string
	for _, f := range files {
		names = append(names, f.Name+" "+f.Workflow+" "+f.Problem)
	}
	if want := []string{
		"joiner-provision-laptop.json Joiner: provision laptop ", "mover.json Mover ", "mover-2.json Mover ", "mover-3.json mover! ", "unread.json Unread its record has not been read",
	}; !slices.Equal(names, want) {
		t.Errorf("%q", names)
	}
	if !strings.Contains(string(files[1].Data), `"a"`) {
		t.Errorf("of two with one name the order is not that of what is in them: %s", files[1].Data)
	}
	slices.Reverse(ws)
	for i, f := range Export(ws) {
		if f.Name != files[i].Name || string(f.Data) != string(files[i].Data) {
			t.Errorf("in another order: %s", f.Name)
		}
	}
}

func TestSave(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "flows")
	old := syscall.Umask(0)
	defer syscall.Umask(old)
	files := Export([]api.Workflow{workflow(t, record), workflow(t, `{"id":"1","name":"Mover"}`), {Name: "Unread"}})
	var done []int
	r, err := Save(dir, files, func(n int) { done = append(done, n) })
	if err != nil || r.Summary() != "3 workflows: 2 written, 1 not possible" || r.Notes != 1 || r.Dir != dir || !slices.Equal(done, []int{1, 2, 3}) {
		t.Fatalf("%+v, %v, %v", r, err, done)
	}
	there := contents(t, dir)
	if len(there) != 3 || there["mover.json"] != "{\n  \"name\": \"Mover\"\n}\n" {
		t.Errorf("%q", there)
	}
	notes := there["joiner-provision-laptop.notes.txt"]
	for _, want := range []string{"Joiner: provision laptop", "To be set", "step Call desk, oAuthClientSecret", "owner: William� Wilson"} {
		if !strings.Contains(notes, want) {
			t.Errorf("%q is not in the notes:\n%s", want, notes)
		}
	}
	if strings.Contains(notes, "hunter2") {
		t.Errorf("a credential is in the notes:\n%s", notes)
	}
	for name, want := range map[string]os.FileMode{".": 0o700 | os.ModeDir, "mover.json": 0o600, "joiner-provision-laptop.notes.txt": 0o600} {
		if info, err := os.Stat(filepath.Join(dir, name)); err != nil || info.Mode() != want {
			t.Errorf("%s: %v, %v", name, info.Mode(), err)
		}
	}

	if err := os.WriteFile(filepath.Join(dir, "mover.json"), []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	r, err = Save(dir, files, nil)
	if err != nil || r.Summary() != "3 workflows: 1 the same already, 1 not overwritten, 1 not possible" || r.Files[1].Why != "there is another file of that name" {
		t.Errorf("%+v, %v", r, err)
	}
	if contents(t, dir)["mover.json"] != "mine" {
		t.Error("a file was overwritten")
	}
}

func TestFolder(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "file"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		"":                               "a path is needed",
		filepath.Join(dir, "file"):       filepath.Join(dir, "file") + " is a file, not a folder",
		filepath.Join(dir, "no", "in"):   "there is no folder " + filepath.Join(dir, "no") + ": make it first, or name another",
		filepath.Join(dir, "file", "in"): "the folder " + filepath.Join(dir, "file", "in") + " cannot be made: not a directory",
	} {
		if _, err := Save(path, nil, nil); err == nil || err.Error() != want {
			t.Errorf("%s: %v", path, err)
		}
	}
}

// put writes files into a new folder.
func folder(t testing.TB, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestRead(t *testing.T) {
	dir := folder(t, map[string]string{
		"cli.json":    record,
		"list.json":   "[\n  {\"name\": \"One\"},\n  {\"name\": 2},\n  [],\n  {\"name\": \"Two\", \"trigger\": {\"type\": \"EVENT\", \"attributes\": {\"id\": \"idn:x\"}}}\n]",
		"bad.json":    "{\n  \"name\": \"é\" x\n}",
		"cut.json":    "{\n  \"name\": \"a\"\n",
		"empty.json":  " \n",
		"none.json":   "[]",
		"number.json": "\n 7",
		"utf16.json":  "\xff\xfe{\x00}\x00",
		"latin.json":  "{\"name\": \"Z\xfcrich\"}",
		"bom.JSON":    "\ufeff{\"name\": \"Bom\"}",
		"other.txt":   "{}",
		".hid.json":   "{}",
		"noname.json": "\n\n  {\"definition\": {}}",
	})
	if err := os.Mkdir(filepath.Join(dir, "sub.json"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mkfifo(filepath.Join(dir, "pipe.json"), 0o600); err != nil {
		t.Fatal(err)
	}
	drafts, problems := Read(dir)
	var got []string
	for _, d := range drafts {
		got = append(got, d.From+": "+d.Name)
	}
	if want := []string{"bom.JSON: Bom", "cli.json: Joiner: provision laptop", "list.json, 1: One", "list.json, 4: Two"}; !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	got = nil
	for _, p := range problems {
		got = append(got, p.String())
	}
	if want := []string{
		"bad.json:2:15: invalid character 'x' after object key:value pair",
		"cut.json:2:14: unexpected end of JSON input",
		"empty.json: nothing is in it",
		"latin.json:1:12: this is not UTF-8",
		"list.json, 2:3:3: it has no name",
		"list.json, 3:4:3: it is not a workflow: an object is expected: { … }",
		"noname.json:3:3: it has no name",
		"none.json: the list in it is empty",
		"number.json:2:2: a workflow is expected: { … }, or a list of them: [ … ]",
		"pipe.json: it is not an ordinary file",
		"utf16.json: it is written in UTF-16: save it as UTF-8",
	}; !slices.Equal(got, want) {
		t.Errorf("%s", strings.Join(got, "\n"))
	}
	cli := drafts[1]
	if cli.ID != "d201c5e9" || !slices.Contains(cli.Notes, "enabled: a workflow is created disabled") || !slices.Contains(cli.Notes, "trigger: EXTERNAL joiner, once it is enabled") {
		t.Errorf("%q", cli.Notes)
	}
	if !strings.Contains(string(cli.Text), "$.secrets") || strings.Contains(string(cli.Moved().Text), "$.secrets") || !strings.Contains(string(cli.Moved().Text), "hunter2") {
		t.Error("what refers to secrets is not blanked where it moves, and only there")
	}
	if got := drafts[3].Notes; !slices.Equal(got, []string{"trigger: EVENT idn:x, once it is enabled"}) {
		t.Errorf("%q", got)
	}
	if got := drafts[2].Notes; !slices.Equal(got, []string{"trigger: none"}) {
		t.Errorf("%q", got)
	}
	if d, err := drafts[0].Draft(); err != nil || d.Name != "Bom" {
		t.Errorf("%+v, %v", d, err)
	}
}

func TestReadOne(t *testing.T) {
	dir := folder(t, map[string]string{"x.txt": `{"name":"X"}`})
	drafts, problems := Read(filepath.Join(dir, "x.txt"))
	if len(drafts) != 1 || len(problems) != 0 || drafts[0].From != "x.txt" {
		t.Errorf("%+v %+v", drafts, problems)
	}
	for path, want := range map[string]string{
		dir:                          dir + ": there is no file in it whose name ends in .json",
		filepath.Join(dir, "nobody"): filepath.Join(dir, "nobody") + ": no such file or directory",
		"":                           "path: a path is needed",
	} {
		if d, p := Read(path); len(d) != 0 || len(p) != 1 || p[0].String() != want {
			t.Errorf("%s: %v %v", path, d, p)
		}
	}
	huge := filepath.Join(dir, "huge.json")
	if err := os.WriteFile(huge, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(huge, MaxFile+1); err != nil {
		t.Fatal(err)
	}
	if _, p := Read(huge); len(p) != 1 || p[0].Text != "it is larger than 64 MB" {
		t.Errorf("%v", p)
	}
	if d, p := ReadText("paste", `{"name":"a","x":"`+strings.Repeat("a", MaxWorkflow)+`"}`); len(d) != 0 || len(p) != 1 || p[0].String() != "paste:1:1: it is larger than 2 MB" {
		t.Errorf("%v", p)
	}
	many := "[" + strings.Repeat(`{"name":"a"},`, MaxWorkflows) + `{"name":"a"}]`
	if d, p := ReadText("paste", many); len(d) != MaxWorkflows || len(p) != 1 || p[0].Text != "only the first 5,000 workflows are read" {
		t.Errorf("%d, %v", len(d), p)
	}
}

// FuzzReadText pins that any text gives drafts that can be sent, or a problem
// at a place that is in it.
func FuzzReadText(f *testing.F) {
	for _, s := range []string{record, "[" + record + ",{}]", "", "{", "[1,", "\ufeff{}", "\xff", `{"name":"a\u0000"}`, "[\n\n{\"name\":\"b\"}\r\n]", "\"a\""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		drafts, problems := ReadText("paste", text)
		if len(drafts)+len(problems) == 0 {
			t.Fatal("neither drafts nor problems")
		}
		lines := strings.Count(text, "\n") + 1
		for _, p := range problems {
			if p.Text == "" || p.Line > lines || p.Line > 0 && p.Column < 1 || p.Column > len(text)+1 {
				t.Fatalf("%+v", p)
			}
		}
		for _, d := range drafts {
			sent, err := d.Draft()
			if err != nil || sent.Name == "" || sent.Owner != nil || sent.Enabled != nil || d.Name == "" {
				t.Fatalf("%+v: %+v, %v", d, sent, err)
			}
			if again, p := ReadText("again", string(d.Text)); len(again) != 1 || len(p) != 0 || string(again[0].Text) != string(d.Text) {
				t.Fatalf("%v\n%s", p, d.Text)
			}
		}
	})
}

func BenchmarkExport(b *testing.B) {
	ws := make([]api.Workflow, 1000)
	for i := range ws {
		ws[i] = workflow(b, strings.Replace(record, "Joiner:", fmt.Sprintf("Joiner %d:", i), 1))
	}
	for b.Loop() {
		if len(Export(ws)) != len(ws) {
			b.Fatal("files are missing")
		}
	}
}
