package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"
)

// maxFile is the longest configuration that is read, in bytes.
const maxFile = 256 << 10

// Sources are where Load reads from. The zero value is the real thing, without
// a command line.
type Sources struct {
	File     string                                 // the file to read; "": that of --config or ISCOPE_CONFIG, or DefaultFile, which may be absent
	ReadFile func(path string) ([]byte, error)      // nil: os.ReadFile
	Stat     func(path string) (os.FileInfo, error) // of files with secrets; nil: os.Stat
	Env      func(name string) (string, bool)       // nil: os.LookupEnv
	Flags    Flags                                  // from ParseArgs
}

// loader is one run of Load.
type loader struct {
	Sources
	cfg      *Config
	dir      string         // of the file
	tree     map[string]any // what the file says
	refresh  bool           // a flag or variable sets it, for every tenant
	chosen   origin         // of Config.Tenant
	problems Problems
}

// origin is where a value came from.
type origin struct {
	inFile bool
	key    string // as Problem.Key
}

// Load reads the file, the environment and the flags. What is wrong with them
// is returned as Problems, all of it at once. The Config is never nil: values
// that are wrong have their defaults in it, so that a caller can go on to find
// mistakes of its own, but it must not be used when there are problems.
func Load(s Sources) (*Config, error) {
	l := &loader{Sources: s.filled(), cfg: defaults()}
	l.readFile()
	l.unknown(l.tree, globalNames, tenantNames)
	l.globals()
	l.readInbox()
	if layouts := l.readLayouts(); len(layouts) > 0 {
		l.cfg.Layouts = layouts
	}
	l.readKeys()
	l.readTenants()
	if l.Flags.Demo {
		l.demoTenant()
	} else {
		l.chooseTenant()
	}
	for _, t := range l.cfg.Tenants {
		t.ReadOnly, t.ReadOnlyBy = l.readOnly(t)
		if t.Refresh == 0 || l.refresh {
			t.Refresh = l.cfg.Refresh
		}
	}
	return l.cfg, l.problems.err()
}

// readOnly reports whether a tenant is opened read-only, and by what.
func (l *loader) readOnly(t *Tenant) (on bool, by string) {
	const key = "read_only"
	switch {
	case t.ReadOnly:
		return true, "tenant " + visible(t.Name) + " in the configuration"
	case !l.cfg.ReadOnly:
		return false, ""
	case l.Flags.Given("read-only"):
		return true, "--read-only"
	case l.env(settingVariable(key)) != "":
		return true, settingVariable(key)
	}
	return true, key + " in the configuration"
}

// readFile finds, reads and decodes the file. Without one the tree is empty.
func (l *loader) readFile() {
	path, named := l.path()
	show := path
	if !named {
		show = shorten(path)
	}
	data, err := l.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) && !named {
		return
	}
	l.cfg.File = show
	if err == nil && len(data) > maxFile {
		err = fmt.Errorf("longer than %d kB", maxFile>>10)
	}
	if err != nil {
		l.problems = append(l.problems, &Problem{File: show, Text: "cannot be read: " + visible(bareError(err).Error())})
		return
	}
	if abs, err := filepath.Abs(path); err == nil {
		l.dir = filepath.Dir(abs)
	}
	if _, err := toml.Decode(string(data), &l.tree); err != nil {
		l.tree = nil
		l.problems = append(l.problems, syntaxProblem(show, string(data), err))
		return
	}
	l.cfg.at = scan(string(data))
}

// syntaxProblem is what a decoder said of a text that is no TOML. Its message
// may quote the text, and so a secret that somebody wrote there without quotes.
func syntaxProblem(file, text string, err error) *Problem {
	p := &Problem{File: file, Line: 1, Text: "is not TOML"}
	e, ok := errors.AsType[toml.ParseError](err)
	if !ok {
		return p
	}
	p.Line, p.Column, p.Text = max(e.Position.Line, 1), max(e.Position.Col, 1), visible(e.Message)
	line := ""
	if lines := strings.Split(text, "\n"); p.Line <= len(lines) {
		line = strings.TrimSpace(strings.ToLower(lines[p.Line-1]))
	}
	key, twice := definedTwice(e.Message)
	switch {
	case twice && key == "tenant" && strings.HasPrefix(line, "["):
		p.Text = visible(line) + ": tables of tenants are [tenants.NAME]"
	case twice && strings.HasPrefix(line, "[["):
		p.Text = quote(key) + " is one table above, and cannot be a list of tables here"
	case twice && strings.HasPrefix(line, "["):
		p.Text = "the table [" + visible(key) + "] is there twice"
	case twice:
		p.Text = quote(key) + " is set twice"
	case strings.HasPrefix(e.Message, "expected value"):
		p.Text = "want a value: text in quotes, a number, true or false"
	case strings.Contains(line, "secret") || strings.Contains(line, "token") || strings.Contains(line, "client_id"):
		p.Text = "is not TOML; want KEY = \"VALUE\""
	}
	return p
}

// definedTwice returns the key that a decoder found twice, and whether that is what
// its message says.
func definedTwice(message string) (key string, ok bool) {
	rest, ok := strings.CutPrefix(message, "Key '")
	if !ok {
		return "", false
	}
	key, why, ok := strings.Cut(rest, "' ")
	return key, ok && strings.Contains(why, "already")
}

// add notes a mistake in what came from o.
func (l *loader) add(o origin, m *mistake) {
	if m == nil {
		return
	}
	p := &Problem{Key: o.key}
	if o.inFile {
		p = l.cfg.Problem(o.key, "", "")
	}
	p.Text, p.Suggest = o.key+": "+m.text, m.suggest
	l.problems = append(l.problems, p)
}

// addAt notes a problem of the file whose text names the key already.
func (l *loader) addAt(key, suggest, format string, args ...any) {
	l.problems = append(l.problems, l.cfg.Problem(key, fmt.Sprintf(format, args...), suggest))
}

// unknown reports what a table has beside the valid names. elsewhere are the
// names of the other kind of table: a setting that stands in the wrong one is
// the slip that TOML invites.
func (l *loader) unknown(table map[string]any, valid, elsewhere []string, path ...string) {
	for name := range table {
		if slices.Contains(valid, name) {
			continue
		}
		where, key := "", strings.Join(append(path[:len(path):len(path)], name), ".")
		if len(path) > 0 {
			where = " in [" + keyPath(path...) + "]"
		}
		switch near := nearest(name, valid); {
		case !slices.Contains(elsewhere, name):
			l.addAt(key, near, "unknown key %s%s", quote(name), where)
		case len(path) > 0:
			l.addAt(key, "", "%s does not belong%s but at the top of the file, before the first table", quote(name), where)
		default:
			l.addAt(key, "", "%s belongs in a table [tenants.NAME]", quote(name))
		}
	}
}

// globals reads the settings, each from the file, then from its variable, then
// from its flag, so that the last one wins and all are checked.
func (l *loader) globals() {
	l.cfg.Accessible, l.cfg.ASCII = l.accessibleWish(), !l.Locale().UTF8
	for _, s := range settings {
		if v, ok := l.tree[s.key]; ok {
			l.global(s, v, origin{true, s.key})
		}
		if v := l.env(s.variable()); v != "" {
			l.global(s, word(v), origin{false, s.variable()})
		}
		if v, ok := l.Flags.given[s.flag()]; ok {
			l.global(s, word(v), origin{false, "--" + s.flag()})
		}
	}
	l.patience()
}

func (l *loader) global(s setting, v any, o origin) {
	if _, isTable := v.(map[string]any); isTable && s.key == "tenant" {
		l.addAt(s.key, "", "tenant: names the tenant to open; the table of one is called [tenants.NAME]")
		return
	}
	m := s.set(l.cfg, v)
	l.add(o, m)
	switch {
	case m != nil:
	case s.key == "tenant":
		l.chosen = o
	case s.key == "refresh":
		l.refresh = !o.inFile
	case s.key == "log_file":
		dir := ""
		if o.inFile {
			dir = l.dir
		}
		if abs, err := filepath.Abs(expand(l.cfg.LogFile, dir)); err == nil {
			l.cfg.LogFile = abs
		}
	}
}

// readKeys reads [keys]. An action may be written with or without quotes:
// TOML takes inbox.approve for a table, which is flattened.
func (l *loader) readKeys() {
	v, ok := l.tree[keysTable]
	if !ok {
		return
	}
	table, ok := v.(map[string]any)
	if !ok {
		l.add(origin{true, keysTable}, wrong("want a table [keys], found %s", kind(v)))
		return
	}
	l.flatten(table, "")
}

func (l *loader) flatten(table map[string]any, prefix string) {
	for name, v := range table {
		name = prefix + name
		if inner, ok := v.(map[string]any); ok {
			l.flatten(inner, name+".")
			continue
		}
		path := keysTable + "." + name
		list, m := keys(v)
		if _, twice := l.cfg.Keys[name]; twice {
			m = wrong("is there twice, with and without quotes")
		}
		if m != nil {
			l.addAt(path, m.suggest, "%s: %s", keyPath(keysTable, name), m.text)
			continue
		}
		l.cfg.Keys[name] = list
	}
}
