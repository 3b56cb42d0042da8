package config

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/adrg/xdg"
	"github.com/google/go-cmp/cmp"
)

// newcomer is a tenant as a form makes it.
func newcomer() *Tenant {
	return &Tenant{
		Name: "beta", URL: "https://beta.api.identitynow.com", ClientID: "an-id", ClientSecret: "keyring:iscope/beta/client_secret",
		API: "v3", Color: "9", Protected: true,
	}
}

func save(t *testing.T, text string, tn *Tenant) (string, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "config.toml")
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	err := Save(path, tn, "")
	data, e := os.ReadFile(path)
	if e != nil {
		t.Fatal(e)
	}
	return string(data), err
}

const betaTable = `[tenants.beta]
url = "https://beta.api.identitynow.com"
client_id = "an-id"
client_secret = "keyring:"
protected = true
color = "9"
`

func TestSaveAdds(t *testing.T) {
	example, err := os.ReadFile("testdata/example.toml")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ before, between string }{
		"empty":           {"", ""},
		"example":         {string(example), "\n"},
		"no line end":     {"view = \"inbox\" # mine", "\n\n"},
		"comment at end":  {"[keys]\n# nothing yet\n", "\n"},
		"empty line":      {"[keys]\n\n", ""},
		"byte order mark": {"\ufeff", ""},
		"only a subtable": {"[tenants.beta.workflow_aliases]\nA = \"1\"\n", "\n"},
	} {
		got, err := save(t, c.before, newcomer())
		if want := c.before + c.between + betaTable; got != want || name != "only a subtable" && err != nil {
			t.Errorf("%s: %v\n%s", name, err, cmp.Diff(want, got))
		}
	}
	windows := "# mine\r\nview = \"inbox\"\r\n"
	if got, err := save(t, windows, newcomer()); err != nil || got != windows+"\r\n"+strings.ReplaceAll(betaTable, "\n", "\r\n") {
		t.Errorf("line ends: %q, %v", got, err)
	}
}

const written = `# before
theme = "dark"   # a comment

  [ tenants . "beta" ] # the one
  client_secret   =   'keyring:'   # of the desktop
	url="beta"  # short
  # between
  client_id = """an-id"""
  nerm_url = "beta" # gone soon
  color = "red"
  workflow_aliases = { A = "1" }
  read_only = true # for now

# after
[tenants.acme]
url = "acme"
client_id = "id"
client_secret = "env:S"
[[inbox.sections]]
name = "x"
type = "Approval"
`

func TestSaveReplaces(t *testing.T) {
	// What says the same keeps its spelling, what is new stands behind the rest.
	got, err := save(t, written, newcomer())
	want := strings.NewReplacer(
		"  nerm_url = \"beta\" # gone soon\n", "",
		"read_only = true # for now\n", "read_only = false # for now\n  protected = true\n",
	).Replace(written)
	if err != nil || got != want {
		t.Errorf("%v\n%s", err, cmp.Diff(want, got))
	}
	// Nothing to do leaves the file alone.
	again, err := save(t, got, newcomer())
	if err != nil || again != got {
		t.Errorf("again: %v\n%s", err, cmp.Diff(got, again))
	}
	changed := newcomer()
	changed.URL, changed.ClientID, changed.ClientSecret = "https://b2.api.identitynow.com", "env:ID", "command:pass 'a \"b\"'"
	changed.API, changed.Refresh, changed.Protected, changed.Color = "v2025", 2*time.Minute, false, "#ff0000"
	got, err = save(t, got, changed)
	for _, line := range []string{
		"  client_secret   =   \"command:pass 'a \\\"b\\\"'\"   # of the desktop\n", "\turl=\"https://b2.api.identitynow.com\"  # short\n",
		"  client_id = \"env:ID\"\n", "  color = \"#ff0000\"\n", "protected = false\n", "  api = \"v2025\"\n", "  refresh = \"2m\"\n",
	} {
		if !strings.Contains(got, line) {
			t.Errorf("%q is missing: %v\n%s", line, err, got)
		}
	}
}

// What Save cannot do without disturbing the rest it leaves alone, and says so.
func TestSaveRefuses(t *testing.T) {
	bad := newcomer()
	bad.Color = "no colour"
	unnamed := newcomer()
	unnamed.Name = "a/b"
	noSecret := newcomer()
	noSecret.ClientSecret = "hunter2"
	for name, c := range map[string]struct {
		text string
		tn   *Tenant
		want string
	}{
		"inline":     {"tenants = { beta = { url = \"x\", client_id = \"i\", client_secret = \"env:S\" } }\n", newcomer(), "without disturbing"},
		"dotted":     {"[tenants]\nbeta.url = \"x\"\n", newcomer(), "without disturbing"},
		"many":       {"[[tenants]]\nname = \"beta\"\n", newcomer(), "without disturbing"},
		"no TOML":    {"theme = dark\n", newcomer(), "line 1: want a value"},
		"bad colour": {"", bad, "no usable color"},
		"bad name":   {"", unnamed, "no name for a tenant"},
		"a secret":   {"", noSecret, "no usable client_secret"},
	} {
		got, err := save(t, c.text, c.tn)
		if got != c.text || err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: %v\n%s", name, err, got)
		}
	}
}

func TestSaveSeesChanges(t *testing.T) {
	path := filepath.Join(t.TempDir(), "config.toml")
	seen := StampOf(path)
	if err := Save(path, newcomer(), seen); err != nil {
		t.Fatal(err)
	}
	if err := Save(path, newcomer(), seen); !errors.Is(err, ErrChanged) {
		t.Errorf("a stamp of before: %v", err)
	}
	if err := Save(path, newcomer(), StampOf(path)); err != nil {
		t.Error(err)
	}
	// The very last moment.
	now, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		before  []byte
		present bool
	}{{[]byte("something else"), true}, {nil, false}} {
		if err := swapFile(path, c.before, c.present, []byte("x")); !errors.Is(err, ErrChanged) {
			t.Errorf("%q: %v", c.before, err)
		}
	}
	if after, _ := os.ReadFile(path); string(after) != string(now) {
		t.Errorf("it was written all the same: %s", after)
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(path), ".*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestSaveIsPrivate(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("modes are made up there")
	}
	home := xdg.ConfigHome
	t.Cleanup(func() { xdg.ConfigHome = home })
	xdg.ConfigHome = filepath.Join(t.TempDir(), "config")
	if err := os.MkdirAll(filepath.Dir(DefaultFile()), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := Save(DefaultFile(), newcomer(), ""); err != nil {
		t.Fatal(err)
	}
	elsewhere := filepath.Join(t.TempDir(), "new", "config.toml")
	if err := Save(elsewhere, newcomer(), ""); err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{DefaultFile(), elsewhere} {
		for path, want := range map[string]os.FileMode{file: 0o600, filepath.Dir(file): 0o700} {
			if info, err := os.Stat(path); err != nil || info.Mode().Perm() != want {
				t.Errorf("%s: %v, %v", path, info.Mode(), err)
			}
		}
	}
	// A link is neither replaced nor followed.
	link := filepath.Join(t.TempDir(), "config.toml")
	if err := os.Symlink(elsewhere, link); err != nil {
		t.Fatal(err)
	}
	before, _ := os.ReadFile(elsewhere)
	other := newcomer()
	other.Name = "other"
	if err := Save(link, other, ""); err == nil || !strings.Contains(err.Error(), elsewhere) {
		t.Errorf("a link: %v", err)
	}
	if _, _, err := StoreSecretFile(link, "s3cret"); err == nil || strings.Contains(err.Error(), "s3cret") {
		t.Errorf("a secret behind a link: %v", err)
	}
	if after, _ := os.ReadFile(elsewhere); string(after) != string(before) {
		t.Error("the target was written")
	}
	if err := Save(t.TempDir(), newcomer(), ""); err == nil {
		t.Error("a folder was replaced")
	}
}

func TestResolveAddress(t *testing.T) {
	if base, web, err := Resolve("acme"); base != "https://acme.api.identitynow.com" || web != "https://acme.identitynow.com" || err != nil {
		t.Error(base, web, err)
	}
	if _, _, err := Resolve("http://acme.example.com"); err == nil || !strings.Contains(err.Error(), "https://acme.example.com") {
		t.Error(err)
	}
	if base, err := ResolveNERM("acme"); base != "https://acme.nonemployee.com/api" || err != nil {
		t.Error(base, err)
	}
	if _, err := ResolveNERM("a b"); err == nil {
		t.Error("a NERM address with a space")
	}
	if err := errors.Join(CheckName("acme-1.x"), CheckName("A")); err != nil || CheckName("-x") == nil || CheckName("") == nil {
		t.Error(err)
	}
	if c, err := CheckColor("red"); c != "9" || err != nil {
		t.Error(c, err)
	}
	if _, err := CheckColor("nope"); err == nil || len(ColorNames()) == 0 {
		t.Error(err)
	}
	file := filepath.Join(t.TempDir(), "config.toml")
	if r, err := ReadReference(file, "acme", "client_secret", "keyring:", false); r != "keyring:iscope/acme/client_secret" || err != nil {
		t.Error(r, err)
	}
	if r, err := ReadReference(file, "acme", "client_secret", "file:s", false); string(r) != "file:"+filepath.Join(filepath.Dir(file), "s") || err != nil {
		t.Error(r, err)
	}
	if r, err := ReadReference(file, "acme", "client_secret", "hunter2", false); r != "" || err == nil || strings.Contains(err.Error(), "hunter2") {
		t.Error(r, err)
	}
}

// FuzzSave holds that what is saved is read back, that no other byte of the file
// changes but in the tenant's own table, and that nothing is written where that
// cannot be.
func FuzzSave(f *testing.F) {
	example, err := os.ReadFile("testdata/example.toml")
	if err != nil {
		f.Fatal(err)
	}
	for _, s := range []string{
		"", written, string(example), "tenants.beta.url = \"x\"", "[tenants]\n[tenants.beta]", "[tenants.beta]url=1", "a=1\r\n[tenants.beta]\r\nurl=\"x\"#c",
		"\ufeff[tenants.beta]\n", "[\"tenants\".'beta']\n\n\nprotected=true\n", "x = \"\"\"\n[tenants.beta]\n\"\"\"\n", "[tenants.beta]\nurl = \"\"\"\nx\"\"\"\nclient_id=''",
	} {
		f.Add(s, "https://beta.api.identitynow.com", "an-id", "9")
	}
	f.Fuzz(func(t *testing.T, text, url, id, color string) {
		if len(text) > 4<<10 {
			t.Skip("the decoder takes its time for deep nonsense")
		}
		tn := newcomer()
		tn.URL, tn.ClientID, tn.Color = url, Reference(id), color
		after, err := withTenant("config.toml", text, tn)
		if err != nil {
			return
		}
		got := readText("config.toml", after).Tenants["beta"]
		if got == nil || got.URL != url || string(got.ClientID) != id || got.Color != color || got.ClientSecret != tn.ClientSecret || !got.Protected {
			t.Fatalf("%q: read back as %+v", after, got)
		}
		if again, err := withTenant("config.toml", after, tn); err != nil || again != after {
			t.Fatalf("saving again: %v\n%s", err, cmp.Diff(after, again))
		}
		// Everything outside the table is there, in order.
		inside := func(s string) (before, behind string) {
			all := statements(s)
			for i, st := range all {
				if st.header && reflect.DeepEqual(st.path, []string{"tenants", "beta"}) {
					end := len(s)
					for _, next := range all[i+1:] {
						if next.header {
							end = next.start
							break
						}
					}
					return s[:st.start], s[end:]
				}
			}
			return s, ""
		}
		b1, e1 := inside(text)
		b2, e2 := inside(after)
		if !strings.HasPrefix(b2, b1) || strings.TrimSpace(b2[len(b1):]) != "" || e1 != e2 {
			t.Fatalf("the rest changed: %q, %q → %q, %q", b1, e1, b2, e2)
		}
	})
}

// Path is where Load reads, whoever names it.
func TestPath(t *testing.T) {
	env := func(value string) func(string) (string, bool) {
		return func(name string) (string, bool) { return value, name == "ISCOPE_CONFIG" && value != "" }
	}
	abs, err := filepath.Abs("x.toml")
	if err != nil {
		t.Fatal(err)
	}
	for want, s := range map[string]Sources{
		DefaultFile(): {Env: env("")}, abs: {Env: env("x.toml")}, "/f.toml": {Env: env("x.toml"), Flags: Flags{Config: "/f.toml"}}, "/s.toml": {File: "/s.toml", Env: env("x")},
	} {
		if got := s.Path(); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
	if names, stamp := NamesIn(filepath.Join(t.TempDir(), "none.toml")); names != nil || stamp != "absent" {
		t.Error(names, stamp)
	}
	if names, stamp := NamesIn(writeFile(t, acme+"[oops", 0o600)); names != nil || stamp == "" {
		t.Error(names, stamp)
	}
	file := writeFile(t, acme, 0o600)
	if names, stamp := NamesIn(file); len(names) != 1 || names[0] != "acme" || stamp != StampOf(file) {
		t.Error(names, stamp)
	}
	if s := StampOf(t.TempDir()); s != "unreadable" {
		t.Error(s)
	}
	if got := Short(filepath.Join(xdg.Home, "a\x1bb")); got != `"~/a\x1bb"` {
		t.Error(got)
	}
}
