package config

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// manageIn runs a command of iscope config on a file (none when text is "").
func manageIn(t *testing.T, text string, env map[string]string, args ...string) (code int, out, errs string) {
	t.Helper()
	state(t) // what somebody chose on this machine is not shown
	flags, err := ParseArgs(args, io.Discard)
	if err != nil || !flags.IsManage() {
		t.Fatalf("%q: %v", args, err)
	}
	s := Sources{Flags: flags, Env: environ(env)}
	if flags.Config == "" {
		s.File = "config.toml"
		s.ReadFile = func(string) ([]byte, error) { return []byte(text), nil }
		if text == "" {
			s.File = ""
			s.ReadFile = func(string) ([]byte, error) { return nil, os.ErrNotExist }
		}
	}
	c, err := Load(s)
	var o, e bytes.Buffer
	code = Manage(s, c, err, &o, &e)
	return code, o.String(), e.String()
}

func exampleFile(t *testing.T) string {
	t.Helper()
	data, err := os.ReadFile("testdata/example.toml")
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := "testdata/" + name
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), got); d != "" {
		t.Errorf("%s: %s", name, d)
	}
}

func TestShowOrigin(t *testing.T) {
	env := map[string]string{"ISCOPE_THEME": "mono", "ISCOPE_REFRESH": "20s"}
	code, out, errs := manageIn(t, exampleFile(t), env, "config", "show", "--origin", "--tenant", "acme-test")
	if code != 0 || errs != "" {
		t.Fatalf("exit code %d: %s", code, errs)
	}
	golden(t, "show-origin.txt", out)
	env = map[string]string{"ISCOPE_READ_ONLY": "1", sailNERM: "https://acme.nonemployee.com/api", sailNERMToken: "t0ken"}
	for k, v := range sail {
		env[k] = v
	}
	code, out, errs = manageIn(t, "", env, "config", "show", "--origin")
	if code != 0 || errs != "" {
		t.Fatalf("exit code %d: %s", code, errs)
	}
	golden(t, "show-env.txt", out)
	if strings.Contains(out, env[sailSecret]) || strings.Contains(out, "t0ken") {
		t.Error("a secret is shown")
	}
}

// The theme that was chosen in the program is in force in the next run, unless a
// flag, a variable or the file names one.
func TestChosenTheme(t *testing.T) {
	state(t)
	choices := OpenChoices()
	choices.Remember(MemoryTheme, "dune")
	closed(t, choices)
	for _, c := range []struct {
		args      []string
		env, file string
		name      string
		from      string
		fixed     bool
	}{
		{name: "dune", from: "chosen in iscope, with :theme"},
		{args: []string{"--theme", "mono"}, env: "dark", file: "light", name: "mono", from: "--theme", fixed: true},
		{env: "dark", file: "light", name: "dark", from: "ISCOPE_THEME", fixed: true},
		{file: "light", name: "light", from: "config.toml:1", fixed: true},
		{file: "auto", name: "auto", from: "config.toml:1", fixed: true},
	} {
		flags, err := ParseArgs(c.args, io.Discard)
		if err != nil {
			t.Fatal(err)
		}
		s := Sources{File: "config.toml", Flags: flags, Env: func(name string) (string, bool) { return c.env, name == "ISCOPE_THEME" && c.env != "" }, ReadFile: func(string) ([]byte, error) {
			if c.file == "" {
				return nil, nil
			}
			return []byte("theme = \"" + c.file + "\"\n"), nil
		}}
		cfg, err := Load(s)
		if err != nil {
			t.Fatal(err)
		}
		if name, from, fixed := cfg.StartTheme(s, OpenChoices()); name != c.name || from != c.from || fixed != c.fixed {
			t.Errorf("%+v: %s of %s, fixed %v", c, name, from, fixed)
		}
		var out strings.Builder
		if err = cfg.Show(&out, s, true); err != nil || !regexp.MustCompile(`(?m)^theme = "`+c.name+`" +# `+regexp.QuoteMeta(c.from)+`$`).MatchString(out.String()) {
			t.Errorf("%+v: %v\n%s", c, err, &out)
		}
	}
	for _, odd := range []string{"", "gone"} {
		choices.Remember(MemoryTheme, odd)
		if name, from, fixed := new(Config).StartTheme(Sources{}, choices); name != "" || from != fromDefault || fixed {
			t.Errorf("%q chosen: %s of %s", odd, name, from)
		}
	}
	closed(t, choices)
}

// What is shown is a configuration, and says the same as the one it shows.
func TestShowReadsBack(t *testing.T) {
	before := must(t, exampleFile(t), nil)
	for _, origin := range []string{"--origin", "--origin=no"} {
		code, out, errs := manageIn(t, exampleFile(t), nil, "config", "show", origin)
		if code != 0 || errs != "" {
			t.Fatalf("exit code %d: %s", code, errs)
		}
		after := must(t, out, nil)
		if d := cmp.Diff(before, after, cmpopts.IgnoreUnexported(Config{})); d != "" {
			t.Errorf("%s: %s\n%s", origin, d, out)
		}
	}
}

func TestTOMLStrings(t *testing.T) {
	for _, s := range []string{"", `a"b\c`, "tab\t", "\x1b\x00\x7f", "Zoë 日本 \u202e \U000e0041"} {
		text := "log_file = " + tomlString("/"+s)
		if got := must(t, text, nil).LogFile; got != filepath.Clean("/"+s) {
			t.Errorf("%q is %q of %s", s, got, text)
		}
	}
}

func TestValidate(t *testing.T) {
	code, out, errs := manageIn(t, "thme = 1\n[tenants.acme]\nurl = 5\n", nil, "config", "validate")
	want := []string{`config.toml:1: unknown key "thme"; did you mean "theme"?`, "config.toml:2: ", "config.toml:2: ", "config.toml:3: tenants.acme.url: want a string, found an integer"}
	lines := strings.Split(strings.TrimSpace(out), "\n")
	if code != 2 || errs != "" || len(lines) != len(want) {
		t.Fatalf("exit code %d, %q, %s", code, errs, out)
	}
	for i, l := range lines {
		if !strings.HasPrefix(l, want[i]) {
			t.Errorf("line %d: %s", i+1, l)
		}
	}
	if code, out, _ := manageIn(t, exampleFile(t), nil, "config", "validate"); code != 0 || out != "config.toml: no mistakes\n" {
		t.Errorf("%d: %s", code, out)
	}
	if code, out, _ := manageIn(t, "", nil, "config", "validate"); code != 0 || !strings.HasPrefix(out, "there is no ") {
		t.Errorf("%d: %s", code, out)
	}
	if code, out, errs := manageIn(t, "thme = 1", nil, "config", "show"); code != 2 || out != "" || !strings.Contains(errs, "config.toml:1") {
		t.Errorf("show: %d: %s%s", code, out, errs)
	}
}

func TestTenantsAndPath(t *testing.T) {
	if code, out, _ := manageIn(t, exampleFile(t), nil, "config", "tenants"); code != 0 || out != "acme-prod\nacme-test\n" {
		t.Errorf("%d: %q", code, out)
	}
	if code, out, errs := manageIn(t, "thme = 1\n"+acme, nil, "config", "tenants"); code != 2 || out != "acme\n" || errs == "" {
		t.Errorf("with a mistake: %d: %q, %q", code, out, errs)
	}
	path := filepath.Join(t.TempDir(), "x.toml")
	if code, out, _ := manageIn(t, "", nil, "config", "path", "--config", path); code != 0 || out != path+"\n" {
		t.Errorf("%d: %q", code, out)
	}
	if code, out, _ := manageIn(t, "", nil, "config", "path"); code != 0 || out != DefaultFile()+"\n" {
		t.Errorf("%d: %q", code, out)
	}
}

func TestInit(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new", "config.toml")
	code, out, errs := manageIn(t, "", nil, "config", "init", "--config", path)
	if code != 0 || errs != "" || !strings.Contains(out, "config.toml") {
		t.Fatalf("%d: %s%s", code, out, errs)
	}
	for p, want := range map[string]os.FileMode{path: 0o600, filepath.Dir(path): 0o700} {
		if info, err := os.Stat(p); err != nil || info.Mode().Perm() != want && runtime.GOOS != "windows" {
			t.Errorf("%s: %v, %v", p, info.Mode(), err)
		}
	}
	if err := os.WriteFile(path, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	code, out, errs = manageIn(t, "", nil, "config", "init", "--config", path)
	if kept, _ := os.ReadFile(path); code != 1 || out != "" || !strings.Contains(errs, "not overwritten") || string(kept) != "mine" {
		t.Errorf("%d: %s%s; the file is %q", code, out, errs, kept)
	}
	code, _, errs = manageIn(t, "", nil, "config", "init", "--config", filepath.Join(path, "below"))
	if code != 1 || errs == "" {
		t.Errorf("below a file: %d, %s", code, errs)
	}
}

// The template sets nothing, and what it explains is valid once it is not
// commented out any more.
func TestTemplate(t *testing.T) {
	if d := cmp.Diff(must(t, "", nil), must(t, Template(), nil), cmpopts.IgnoreUnexported(Config{}), cmpopts.IgnoreFields(Config{}, "File")); d != "" {
		t.Errorf("it sets something: %s", d)
	}
	text := regexp.MustCompile(`(?m)^#([^ \n])`).ReplaceAllString(Template(), "$1")
	c := must(t, text, nil)
	if c.Tenant != "acme-prod" || !c.ASCII || len(c.Inbox.Sections) != 1 || c.Current().WorkflowAliases["Onboard contractor"] == "" || len(c.Keys) != 1 {
		t.Errorf("%+v", c)
	}
	for l := range strings.Lines(Template()) {
		if len([]rune(l)) > 80 {
			t.Errorf("wider than 80: %s", l)
		}
	}
}

// Settings and their explanations are the same ones.
func TestEverySettingIsExplained(t *testing.T) {
	var have, want []string
	for _, e := range explanations {
		have = append(have, e.key)
		if e.help == "" || e.example == "" || e.get == nil {
			t.Errorf("%s is not explained", e.key)
		}
	}
	for _, e := range tenantExplanations {
		have = append(have, "tenants."+e.key)
		if e.help == "" || e.example == "" || e.get == nil {
			t.Errorf("%s is not explained", e.key)
		}
	}
	for _, s := range settings {
		want = append(want, s.key)
	}
	for _, s := range tenantSettings {
		want = append(want, "tenants."+s.key)
	}
	slices.Sort(have)
	slices.Sort(want)
	if d := cmp.Diff(want, have); d != "" {
		t.Errorf("settings.go and template.go do not have the same settings: %s", d)
	}
}

func TestOutputThatCannotBeWritten(t *testing.T) {
	for _, command := range []string{ConfigPath, ConfigShow, ConfigTenants, ConfigValidate} {
		s := Sources{Flags: Flags{Command: command}, Env: func(string) (string, bool) { return "", false }, ReadFile: func(string) ([]byte, error) { return nil, os.ErrNotExist }}
		c, err := Load(s)
		var errs bytes.Buffer
		if code := Manage(s, c, err, broken{}, &errs); code != 1 || errs.Len() == 0 {
			t.Errorf("%s: %d, %s", command, code, errs.String())
		}
	}
	if _, err := validate("x", &Config{}, errors.New("y"), broken{}); err == nil {
		t.Error("problems that were not written")
	}
}
