package config

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// The example of the README has no mistakes and means what its comments say.
func TestExample(t *testing.T) {
	text, err := os.ReadFile("testdata/example.toml")
	if err != nil {
		t.Fatal(err)
	}
	want := &Config{
		File: "config.toml", Tenant: "acme-prod", View: "inbox", Theme: "auto", Refresh: 15 * time.Second, Undo: 5 * time.Second,
		ReadTimeout: 15 * time.Second, WriteTimeout: 30 * time.Second, SlowLine: "auto",
		Keys: map[string][]string{"inbox.approve": {"a", "ctrl+y"}, "inbox.reject": {"x"}},
		Inbox: Inbox{
			Comments: []string{"Not mine: please decide", "I am away, you know the case"},
			Sections: []InboxSection{
				{Name: "Waiting long", Older: 72 * time.Hour},
				{Name: "Finance", Types: []string{"Approval"}, Applications: []string{"SAP", "Coupa"}},
				{Name: "By hand, new", Types: []string{"ManualAction", "Remediation"}, Younger: 24 * time.Hour},
			},
		},
		Tenants: map[string]*Tenant{
			"acme-prod": {
				Name: "acme-prod", URL: "https://acme.api.identitynow.com", WebURL: "https://acme.identitynow.com",
				ClientID: "2f9a6d3c0b8e4f51a7c2d9e0b1f3a586", ClientSecret: "keyring:iscope/acme-prod/client_secret",
				NERMURL: "https://acme.nonemployee.com/api", API: "v3", Protected: true, Color: "9", Refresh: 15 * time.Second,
				WorkflowAliases: map[string]string{"Onboard contractor": "4b0a1c7e-90ad-4d3f-8a56-1f2e3d4c5b6a"},
			},
			"acme-test": {
				Name: "acme-test", URL: "https://acme-test.api.identitynow.com", WebURL: "https://acme-test.identitynow.com",
				ClientID: "env:ACME_TEST_ID", ClientSecret: "command:pass show iscope/acme-test", API: "v2025", ReadOnly: true, ReadOnlyBy: "tenant acme-test in the configuration", Refresh: time.Minute,
			},
		},
	}
	got := must(t, string(text), nil)
	if d := cmp.Diff(want, got, cmpopts.IgnoreUnexported(Config{})); d != "" {
		t.Error(d)
	}
	if got.Current() != got.Tenants["acme-prod"] || !slices.Equal(got.Names(), []string{"acme-prod", "acme-test"}) {
		t.Errorf("current %v of %v", got.Current(), got.Names())
	}
	for i, line := range strings.Split(string(text), "\n") {
		key, _, _ := strings.Cut(line, " =")
		if slices.Contains(globalNames, key) && got.Position(key) != i+1 && !strings.Contains(line, `"1m"`) && key != "read_only" {
			t.Errorf("%s is on line %d, not %d", key, got.Position(key), i+1)
		}
	}
}

// Flag over environment over file over default, for every setting that all of
// them have.
func TestPrecedence(t *testing.T) {
	get := map[string]func(c *Config) any{
		"view":       func(c *Config) any { return c.View },
		"theme":      func(c *Config) any { return c.Theme },
		"refresh":    func(c *Config) any { return brief(c.Refresh) },
		"read-only":  func(c *Config) any { return c.ReadOnly },
		"ascii":      func(c *Config) any { return c.ASCII },
		"accessible": func(c *Config) any { return c.Accessible },
		"log-file":   func(c *Config) any { return filepath.Base(c.LogFile) },
		"tenant":     func(c *Config) any { return c.Tenant },
	}
	tenants := ""
	for _, name := range []string{"d", "f", "e", "g"} {
		tenants += strings.ReplaceAll(acme, "acme", name)
	}
	for _, tt := range []struct {
		flag                            string
		byDefault, file, env, flagValue any
		toml                            string
	}{
		{"view", "inbox", "tasks", "sessions", "executions", "'tasks'"},
		{"theme", "auto", "dark", "light", "mono", "'dark'"},
		{"refresh", "15s", "20s", "30s", "40s", "'20s'"},
		{"read-only", false, true, false, true, "true"},
		{"ascii", false, true, false, true, "true"},
		{"accessible", false, true, false, true, "true"},
		{"log-file", ".", "f.log", "e.log", "g.log", "'f.log'"},
		{"tenant", "d", "f", "e", "g", "'f'"},
	} {
		key := strings.ReplaceAll(tt.flag, "-", "_")
		value := func(v any) string {
			if b, ok := v.(bool); ok {
				return map[bool]string{true: "yes", false: "0"}[b]
			}
			return v.(string)
		}
		file := key + " = " + tt.toml + "\n" + tenants
		env := map[string]string{"ISCOPE_" + strings.ToUpper(key): value(tt.env)}
		flag := "--" + tt.flag + "=" + value(tt.flagValue)
		for i, step := range []struct {
			c    *Config
			want any
		}{
			{must(t, tenants, nil), tt.byDefault},
			{must(t, file, nil), tt.file},
			{must(t, file, env), tt.env},
			{must(t, file, env, flag), tt.flagValue},
			{must(t, tenants, env), tt.env},
			{must(t, file, nil, flag), tt.flagValue},
		} {
			if got := get[tt.flag](step.c); got != step.want {
				t.Errorf("%s, step %d: got %v, want %v", tt.flag, i, got, step.want)
			}
		}
	}
}

// The settings that have no flag.
func TestOtherSettings(t *testing.T) {
	c := must(t, "undo = '0s'\nread_timeout = '1s'\nwrite_timeout = '1m30s'\nslow_line = true\n", nil)
	if c.Undo != 0 || c.ReadTimeout != time.Second || c.WriteTimeout != 90*time.Second || c.SlowLine != "yes" {
		t.Errorf("%+v", c)
	}
	c = must(t, "slow_line = false", map[string]string{"ISCOPE_UNDO": "10m"})
	if c.SlowLine != "no" || c.Undo != MaxUndo {
		t.Errorf("%+v", c)
	}
}

// What is set for all tenants is worked into each: read-only adds up, and the
// interval of a tenant gives way to the command line only.
func TestTenantInherits(t *testing.T) {
	file := "refresh = '20s'\n" + acme + "refresh = '1m'\n" + strings.ReplaceAll(acme, "acme", "other")
	for _, tt := range []struct {
		env         map[string]string
		args        []string
		acme, other time.Duration
		readOnly    bool
	}{
		{nil, nil, time.Minute, 20 * time.Second, false},
		{map[string]string{"ISCOPE_REFRESH": "30s"}, nil, 30 * time.Second, 30 * time.Second, false},
		{nil, []string{"--refresh", "40s", "--read-only"}, 40 * time.Second, 40 * time.Second, true},
	} {
		c := must(t, file, tt.env, tt.args...)
		a, o := c.Tenants["acme"], c.Tenants["other"]
		if a.Refresh != tt.acme || o.Refresh != tt.other || a.ReadOnly != tt.readOnly || o.ReadOnly != tt.readOnly {
			t.Errorf("%v %v: %+v, %+v", tt.env, tt.args, a, o)
		}
	}
	// A tenant that is read-only stays so, whatever the command line says.
	if c := must(t, acme+"read_only = true", nil, "--read-only=false"); !c.Current().ReadOnly {
		t.Error("a flag has opened a read-only tenant for writing")
	}
}

// The variables of SailPoint's tools are a tenant without any file.
func TestEnvironmentTenant(t *testing.T) {
	with := func(name, value string) map[string]string {
		env := maps.Clone(sail)
		env[name] = value
		return env
	}
	want := &Tenant{
		Name: "acme", URL: "https://acme.api.identitynow.com", WebURL: "https://acme.identitynow.com", API: "v3",
		ClientID: "env:SAIL_CLIENT_ID", ClientSecret: "env:SAIL_CLIENT_SECRET", Refresh: 15 * time.Second,
	}
	if d := cmp.Diff(want, must(t, "", sail).Current()); d != "" {
		t.Error(d)
	}
	c := must(t, "", with(sailNERM, "https://acme.nonemployee.com/api"))
	if got := c.Current(); got.NERMURL != "https://acme.nonemployee.com/api" || got.NERMToken != "" {
		t.Errorf("NERM without a token: %+v", got)
	}
	env := with(sailNERM, "https://acme.nonemployee.com/api")
	env[sailNERMToken] = "s3cret"
	if got := must(t, "", env).Current(); got.NERMToken != "env:SAIL_NERM_TOKEN" {
		t.Errorf("NERM with a token: %+v", got)
	}
	if got := must(t, "", with(sailURL, "http://127.0.0.1:8080")).Current(); got.Name != "env" || got.URL != "http://127.0.0.1:8080" || got.WebURL != "" {
		t.Errorf("loopback: %+v", got)
	}
}

// Which tenant is opened, and under which name that of the environment goes.
func TestChoice(t *testing.T) {
	other := strings.ReplaceAll(acme, "acme", "aaa")
	env := strings.ReplaceAll(acme, "acme", "env")
	for _, tt := range []struct {
		name, file string
		env        map[string]string
		args       []string
		want       string
		names      []string
	}{
		{"nothing", "", nil, nil, "", nil},
		{"first of the file, not of the alphabet", acme + other, nil, nil, "acme", []string{"aaa", "acme"}},
		{"environment over file", other, sail, nil, "acme", []string{"aaa", "acme"}},
		{"file names one", "tenant = 'aaa'\n" + other, sail, nil, "aaa", []string{"aaa", "acme"}},
		{"flag names one", other, sail, []string{"--tenant", "aaa"}, "aaa", []string{"aaa", "acme"}},
		{"name taken", acme, sail, nil, "env", []string{"acme", "env"}},
		{"both names taken", acme + env, sail, nil, "env2", []string{"acme", "env", "env2"}},
		{"half an environment is let be when a tenant is named", acme, map[string]string{sailURL: "x"}, []string{"--tenant=acme"}, "acme", []string{"acme"}},
		{"a secret for a reference is no tenant", acme, map[string]string{sailSecret: "s"}, nil, "acme", []string{"acme"}},
		{"demo opens nothing else", "tenant = 'zzz'\n" + acme, sail, []string{"--demo"}, Demo, []string{Demo}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := must(t, tt.file, tt.env, tt.args...)
			if c.Tenant != tt.want || !slices.Equal(c.Names(), tt.names) {
				t.Errorf("got %q of %v, want %q of %v", c.Tenant, c.Names(), tt.want, tt.names)
			}
			if cur := c.Current(); (cur == nil) != (tt.want == "") || cur != nil && cur.Name != tt.want {
				t.Errorf("current tenant %+v", cur)
			}
		})
	}
}

// A file that is named must be there; the default one need not. Paths in a
// file are relative to it.
func TestFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "my.toml")
	if err := os.WriteFile(path, []byte("log_file = 'a.log'\n"+acme1("client_secret", "'file:sub/s'")), 0o600); err != nil {
		t.Fatal(err)
	}
	none := func(string) (string, bool) { return "", false }
	for name, s := range map[string]Sources{
		"explicit": {File: path, Env: none},
		"flag":     {Flags: Flags{Config: path}, Env: func(n string) (string, bool) { return "absent", n == "ISCOPE_CONFIG" }},
		"variable": {Env: func(n string) (string, bool) { return path, n == "ISCOPE_CONFIG" }},
	} {
		c, err := Load(s)
		if err != nil || c.File != path || c.LogFile != filepath.Join(dir, "a.log") {
			t.Errorf("%s: %v, %+v", name, err, c)
			continue
		}
		if got := c.Tenants["acme"].ClientSecret; got != Reference("file:"+filepath.Join(dir, "sub", "s")) {
			t.Errorf("%s: %s", name, got)
		}
	}
	asked := ""
	c, err := Load(Sources{Env: none, ReadFile: func(p string) ([]byte, error) { asked = p; return nil, os.ErrNotExist }})
	if err != nil || c.File != "" || asked != DefaultFile() || c.Position("theme") != 0 {
		t.Errorf("%v, %+v, asked %s", err, c, asked)
	}
	if p := c.Problem("keys.x", "t", ""); p.Error() != "t" {
		t.Errorf("a problem without a file: %v", p)
	}
}

// Keys may be written with quotes and without; an empty list unbinds.
func TestKeys(t *testing.T) {
	c := must(t, "[keys]\n'inbox.approve' = 'a'\ninbox.reject = ['x', 'ctrl+x']\n[keys.tasks]\nclear = []\n", nil)
	want := map[string][]string{"inbox.approve": {"a"}, "inbox.reject": {"x", "ctrl+x"}, "tasks.clear": {}}
	if d := cmp.Diff(want, c.Keys); d != "" {
		t.Error(d)
	}
	for key, line := range map[string]int{"keys.inbox.approve": 2, "keys.inbox.reject": 3, "keys.tasks.clear": 5} {
		if got := c.Position(key); got != line {
			t.Errorf("%s is on line %d, want %d", key, got, line)
		}
	}
	// A key that is not there is placed at the table around it.
	for key, want := range map[string]string{"keys.tasks.zzz": "config.toml:4: x", "keys.zzz": "config.toml:1: x", "zzz": "config.toml:1: x"} {
		if got := c.Problem(key, "x", "").Error(); got != want {
			t.Errorf("%s: got %s, want %s", key, got, want)
		}
	}
	if got := c.Problem("keys.inbox.reject", `"inbox.reject": no such action`, "inbox.forward").Error(); got !=
		`config.toml:3: "inbox.reject": no such action; did you mean "inbox.forward"?` {
		t.Error(got)
	}
}

func TestColor(t *testing.T) {
	for in, want := range map[any]string{
		"red": "9", "Gray": "8", "203": "203", int64(0): "0", int64(255): "255", "#FF5F5f": "#ff5f5f", "#abc": "#aabbcc",
	} {
		if got, m := color(in); m != nil || got != want {
			t.Errorf("%v: got %q, %v", in, got, m)
		}
	}
	for _, in := range []any{"-1", int64(-1), "#12", "#12345g", "", "red "} {
		if got, m := color(in); m == nil {
			t.Errorf("%v is taken for the colour %q", in, got)
		}
	}
}
