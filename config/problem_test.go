package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"pgregory.net/rapid"
)

// TestMistakes pins the exact words of every mistake in a file; @ stands for the
// file's name.
func TestMistakes(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"unknown key", `refersh = "15s"`, `@1: unknown key "refersh"; did you mean "refresh"?`},
		{"far key", `zzz = 1`, `@1: unknown key "zzz"`},
		{"dash", `read-only = true`, `@1: unknown key "read-only"; did you mean "read_only"?`},
		{"hostile key", "\"a\\u202e\\u001b\" = 1", `@1: unknown key "a\u202e\x1b"`},
		{"two keys on a line of a table", "[tenants.acme]\nurl='a'\nclient_id='i'\nclient_secret='env:S'\n\n  clientid = 1\nzzz=2", `@6: unknown key "clientid" in [tenants.acme]; did you mean "client_id"?` + "\n" +
			`@7: unknown key "zzz" in [tenants.acme]`},
		{"tenant key on top", `client_id = "x"`, `@1: "client_id" belongs in a table [tenants.NAME]`},
		{"global key in a tenant", acme + "theme = 'dark'", `@5: "theme" does not belong in [tenants.acme] but at the top of the file, before the first table`},
		{"wrong types", "view = 1\ntheme = true\nrefresh = 15\nread_only = 'yes'\nlog_file = ['x']\nundo = 1.5\nascii = 2026-01-01", `@1: view: want one of workflows, executions, inbox, tasks, sessions, found an integer` + "\n" +
			`@2: theme: want one of auto, dark, light, contrast, mono, fjord, dune, found a boolean` + "\n" +
			`@3: refresh: want a duration such as "15s" or "2m", found an integer` + "\n" +
			`@4: read_only: want true or false, found a string` + "\n" +
			`@5: log_file: want a string, found a list` + "\n" +
			`@6: undo: want a duration such as "15s" or "2m", found a number with a fraction` + "\n" +
			`@7: ascii: want true or false, found a date`},
		{"empty", `tenant = " "`, `@1: tenant: is empty`},
		{"view", `view = "inboxes"`, `@1: view: "inboxes" is none of workflows, executions, inbox, tasks, sessions; did you mean "inbox"?`},
		{"theme", `theme = "drak"`, `@1: theme: "drak" is none of auto, dark, light, contrast, mono, fjord, dune; did you mean "dark"?`},
		{"theme far", `theme = "solarized"`, `@1: theme: "solarized" is none of auto, dark, light, contrast, mono, fjord, dune`},
		{"slow line", `slow_line = "maybe"`, `@1: slow_line: "maybe" is none of auto, yes, no`},
		{"duration without unit", `refresh = "15"`, `@1: refresh: "15" is not a duration such as "15s" or "2m"; did you mean "15s"?`},
		{"duration", `refresh = "soon"`, `@1: refresh: "soon" is not a duration such as "15s" or "2m"`},
		{"refresh short", `refresh = "1s"`, `@1: refresh: 1s is too short, the least is 2s`},
		{"undo long", `undo = "11m"`, `@1: undo: 11m is too long, the most is 10m`},
		{"undo negative", `undo = "-1s"`, `@1: undo: -1s is too short, the least is 0s`},
		{"timeout", "read_timeout = '10ms'\nwrite_timeout = '1h'", `@1: read_timeout: 10ms is too short, the least is 1s` + "\n" +
			`@2: write_timeout: 1h is too long, the most is 10m`},
		{"several at once", "theme = 'drak'\n\nview = 'x'\n" + acme + "api = 'v4'\n", `@1: theme: "drak" is none of auto, dark, light, contrast, mono, fjord, dune; did you mean "dark"?` + "\n" +
			`@3: view: "x" is none of workflows, executions, inbox, tasks, sessions` + "\n" +
			`@8: tenants.acme.api: "v4" is none of v3, v2025, v2026, v1; did you mean "v3"?`},
		{"tenant table", "[tenant.acme]\nurl = 'x'", `@1: tenant: names the tenant to open; the table of one is called [tenants.NAME]`},
		{"tenants", `tenants = "acme"`, `@1: tenants: want tables [tenants.NAME], found a string`},
		{"tenants without a name", "[tenants]\nurl = 'acme'", `@2: tenants.url: belongs in a table [tenants.NAME], with a name`},
		{"tenant no table", "[tenants]\nacme = 'x'", `@2: tenants.acme: want a table [tenants.acme], found a string`},
		{"list of tenants", "[[tenants.acme]]\nurl='x'", `@1: tenants.acme: want a table [tenants.acme], found a list of tables`},
		{"tenant name", "[tenants.'../x']\nurl='x'", `@1: "../x" is no name for a tenant: use letters, digits, . - _, 40 at most; begin with a letter or digit`},
		{"incomplete tenant", "\n[tenants.acme]\n", `@2: tenant "acme" has no client_id` + "\n" +
			`@2: tenant "acme" has no client_secret` + "\n" +
			`@2: tenant "acme" has no url`},
		{"url", acme1("url", "'a b'"), `@2: tenants.acme.url: "a b" is not a tenant, tenant.domain or https://HOST`},
		{"url http", acme1("url", "'http://acme.api.identitynow.com'"), `@2: tenants.acme.url: plain http is for loopback only; did you mean "https://acme.api.identitynow.com"?`},
		{"url version", acme1("url", "'https://acme.api.identitynow.com/v3'"), `@2: tenants.acme.url: want the address without the version of the API; did you mean "https://acme.api.identitynow.com"?`},
		{"url without scheme", acme1("url", "'acme.api.identitynow.com/x'"), `@2: tenants.acme.url: "acme.api.identitynow.com/x" is not a tenant, and an address begins with https://; did you mean "https://acme.api.identitynow.com/x"?`},
		{"url loopback", acme1("url", "'localhost:80'"), `@2: tenants.acme.url: "localhost:80" is not a tenant, and an address begins with https://; did you mean "http://localhost:80"?`},
		{"url credentials", acme1("url", "'https://me:s3cret@acme.com'"), `@2: tenants.acme.url: credentials do not belong in an address`},
		{"url name credentials", acme1("url", "'me:s3cret@acme.com'"), `@2: tenants.acme.url: want a tenant, tenant.domain or https://HOST`},
		{"url query", acme1("url", "'https://acme.com?x=1'"), `@2: tenants.acme.url: want an address without query and fragment`},
		{"url scheme", acme1("url", "'ftp://acme.com'"), `@2: tenants.acme.url: unknown scheme "ftp", use https`},
		{"url host", acme1("url", "'https://ac_me$.com'"), `@2: tenants.acme.url: "ac_me$.com" is not the name of a host`},
		{"url type", acme1("url", "1"), `@2: tenants.acme.url: want a string, found an integer`},
		{"secret", acme1("client_secret", "'s3cret'"), `@4: tenants.acme.client_secret: a secret must not stand here; say where it is: env:NAME, keyring:, file:PATH or command:PROGRAM`},
		{"secret colon", acme1("client_secret", "'evn:s3cret'"), `@4: tenants.acme.client_secret: unknown kind of reference; did you mean env:?`},
		{"secret env", acme1("client_secret", "'env:s3cret!'"), `@4: tenants.acme.client_secret: env: wants the name of a variable, as in env:ISC_SECRET`},
		{"secret keyring", acme1("client_secret", "'keyring:/s3cret'"), `@4: tenants.acme.client_secret: keyring: wants nothing after it, or SERVICE/USER`},
		{"secret file", acme1("client_secret", "'file:'"), `@4: tenants.acme.client_secret: file: wants a path after it`},
		{"secret command", acme1("client_secret", "'command:'"), `@4: tenants.acme.client_secret: command: wants a program after it`},
		{"secret command quote", acme1("client_secret", `'''command:pass "s3cret'''`), `@4: tenants.acme.client_secret: command: a " is not closed`},
		{"secret type", acme1("client_secret", "5"), `@4: tenants.acme.client_secret: want a string, found an integer`},
		{"client id", acme1("client_id", "'a b'"), `@3: tenants.acme.client_id: a client id has neither spaces nor special characters`},
		{"nerm http", acme + "nerm_url = 'http://x.nonemployee.com/api'", `@5: tenants.acme.nerm_url: plain http is for loopback only; did you mean "https://x.nonemployee.com/api"?`},
		{"nerm name", acme + "nerm_url = 'a_b'", `@5: tenants.acme.nerm_url: "a_b" is not a tenant, tenant.domain or https://HOST`},
		{"nerm token alone", acme + "nerm_token = 'env:T'", `@5: tenants.acme.nerm_token: is of no use without nerm_url`},
		{"api", acme + "api = 'beta'", `@5: tenants.acme.api: "beta" is none of v3, v2025, v2026, v1`},
		{"color", acme + "color = 'rde'", `@5: tenants.acme.color: "rde" is no colour: want red, green, yellow, blue, magenta, cyan, white, gray, a number from 0 to 255 or #rrggbb; did you mean "red"?`},
		{"color far", acme + "color = 256", `@5: tenants.acme.color: "256" is no colour: want red, green, yellow, blue, magenta, cyan, white, gray, a number from 0 to 255 or #rrggbb`},
		{"color type", acme + "color = true", `@5: tenants.acme.color: want a colour such as "red", "203" or "#ff5f5f", found a boolean`},
		{"tenant switches", acme + "read_only = 1\nprotected = 'no'\nrefresh = '1s'", `@5: tenants.acme.read_only: want true or false, found an integer` + "\n" +
			`@6: tenants.acme.protected: want true or false, found a string` + "\n" +
			`@7: tenants.acme.refresh: 1s is too short, the least is 2s`},
		{"aliases", acme + "workflow_aliases = 1", `@5: tenants.acme.workflow_aliases: want a table, found an integer`},
		{"alias", acme + "[tenants.acme.workflow_aliases]\n'a b' = 1\nc = ''", `@6: tenants.acme.workflow_aliases."a b": want a string, found an integer` + "\n" +
			`@7: tenants.acme.workflow_aliases.c: is empty`},
		{"keys", `keys = 1`, `@1: keys: want a table [keys], found an integer`},
		{"key", "[keys]\n'inbox.approve' = 1\n'inbox.reject' = [1]", `@2: keys."inbox.approve": want a key such as "a" or a list of keys, found an integer` + "\n" +
			`@3: keys."inbox.reject": want a list of keys such as ["a", "ctrl+y"], found an integer in it`},
		{"key twice", "[keys]\n'inbox.approve' = 'a'\ninbox.approve = 'b'", `@2: keys."inbox.approve": is there twice, with and without quotes`},
		{"unknown tenant", "tenant = 'acmee'\n" + acme, `@1: tenant: no tenant is called "acmee"; did you mean "acme"?`},
		{"unknown tenant far", "tenant = 'zzz'\n" + acme, `@1: tenant: no tenant is called "zzz", only acme`},
		{"tenant without tenants", "tenant = 'zzz'", `@1: tenant: no tenant is called "zzz", and none is configured`},
		{"syntax", "theme = 'dark'\nview = inbox\n", `@2:8: want a value: text in quotes, a number, true or false`},
		{"syntax secret", "client_secret = s3cret\n", `@1:17: want a value: text in quotes, a number, true or false`},
		{"syntax secret number", "client_secret = 12s3cret\n", `@1:19: is not TOML; want KEY = "VALUE"`},
		{"syntax secret quote", "client_secret = \"s3cret\n", `@1:24: is not TOML; want KEY = "VALUE"`},
		{"syntax twice", "theme = 'dark'\ntheme = 'dark'\n", `@2:16: "theme" is set twice`},
		{"syntax hostile", "a = \"\x1b\"", `@1:5: TOML files cannot contain control characters: '0x1b'`},
		{"too long", "#" + strings.Repeat("x", maxFile), `@ cannot be read: longer than 256 kB`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c, err := load(t, tt.text, nil)
			want := strings.ReplaceAll(tt.want, "@", "config.toml:")
			if err == nil || err.Error() != want {
				t.Errorf("got\n%v\nwant\n%s", err, want)
			}
			if err != nil && strings.Contains(err.Error(), "s3cret") {
				t.Error("the secret is in the message")
			}
			if c == nil || c.Refresh != 15*time.Second || c.Theme != "auto" || c.View != "inbox" || c.Undo != 5*time.Second {
				t.Errorf("what is wrong has not kept its default: %+v", c)
			}
			problems, ok := errors.AsType[Problems](err)
			if !ok {
				t.Fatalf("a %T", err)
			}
			for _, p := range problems {
				if p.Line == 0 && tt.name != "too long" || p.Key == "" && !strings.HasPrefix(tt.name, "syntax") && tt.name != "too long" {
					t.Errorf("%+v has no place", p)
				}
			}
		})
	}
}

// acme1 is acme with another value for one of its keys.
func acme1(key, value string) string {
	lines := strings.Split(acme, "\n")
	i := slices.IndexFunc(lines, func(l string) bool { return strings.HasPrefix(l, key+" ") })
	lines[i] = key + " = " + value
	return strings.Join(lines, "\n")
}

// TestEnvironmentMistakes pins the words for flags and variables, which come
// after those of the file.
func TestEnvironmentMistakes(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		env        map[string]string
		args       []string
		want       string
	}{
		{"variables", "", map[string]string{"ISCOPE_THEME": "lihgt", "ISCOPE_READ_ONLY": "maybe", "ISCOPE_UNDO": "5"}, nil,
			`ISCOPE_THEME: "lihgt" is none of auto, dark, light, contrast, mono, fjord, dune; did you mean "light"?` + "\n" +
				`ISCOPE_UNDO: "5" is not a duration such as "15s" or "2m"; did you mean "5s"?` + "\n" +
				`ISCOPE_READ_ONLY: "maybe" is neither true nor false`},
		{"flags", "theme = 'x'", map[string]string{"ISCOPE_VIEW": "tsks"}, []string{"--theme=drk", "--refresh", "1ms", "--tenant", "acme"},
			`config.toml:1: theme: "x" is none of auto, dark, light, contrast, mono, fjord, dune` + "\n" +
				`ISCOPE_VIEW: "tsks" is none of workflows, executions, inbox, tasks, sessions; did you mean "tasks"?` + "\n" +
				`--theme: "drk" is none of auto, dark, light, contrast, mono, fjord, dune; did you mean "dark"?` + "\n" +
				`--refresh: 1ms is too short, the least is 2s` + "\n" +
				`--tenant: no tenant is called "acme", and none is configured`},
		{"unknown tenant", acme, map[string]string{"ISCOPE_TENANT": "acm"}, nil, `ISCOPE_TENANT: no tenant is called "acm"; did you mean "acme"?`},
		{"address only", acme, map[string]string{sailURL: "acme"}, nil,
			"SAIL_CLIENT_ID: is not set, but its companions are\nSAIL_CLIENT_SECRET: is not set, but its companions are"},
		{"no address", "", map[string]string{sailID: "x", sailSecret: "s3cret"}, nil, "SAIL_BASE_URL: is not set, but its companions are"},
		{"bad addresses", "", map[string]string{sailURL: "http://acme.com", sailID: "x", sailSecret: "s3cret", sailNERM: "ftp://x"}, nil,
			`SAIL_BASE_URL: plain http is for loopback only; did you mean "https://acme.com"?` + "\n" + `SAIL_NERM_BASE_URL: unknown scheme "ftp", use https`},
		{"no file", "", nil, []string{"--config", "absent.toml"}, `absent.toml: cannot be read: file does not exist`},
		{"hostile file name", "", nil, []string{"--config", "a\u202eb\x1b.toml"}, `"a\u202eb\x1b.toml": cannot be read: file does not exist`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := load(t, tt.text, tt.env, tt.args...); err == nil || err.Error() != tt.want {
				t.Errorf("got\n%v\nwant\n%s", err, tt.want)
			}
		})
	}
}

// A file with the secret in it is refused where others can read it.
// What stands twice is told in our words, not in those of the library.
func TestSetTwice(t *testing.T) {
	for text, want := range map[string]string{
		"tenant = \"x\"\n[tenant.foo]\nurl = \"a\"":                                 "config.toml:2:2: [tenant.foo]: tables of tenants are [tenants.NAME]",
		"view = \"inbox\"\nview = \"tasks\"":                                        `config.toml:2:16: "view" is set twice`,
		"[tenants.a]\nurl = \"x\"\n[tenants.a]":                                     "config.toml:3:2: the table [tenants.a] is there twice",
		"[inbox.sections]\nname = \"x\"\n[[inbox.sections]]\nname = \"y\"":          `config.toml:3:3: "inbox.sections" is one table above, and cannot be a list of tables here`,
		"[keys]\n\"inbox.approve\" = \"x\"\n\"inbox.approve\" = \"z\"":              `config.toml:3:2: "keys.\"inbox.approve\"" is set twice`,
		"[tenants.a]\nclient_secret = \"keyring:\"\nclient_secret = \"env:SECRET\"": `config.toml:3:28: "tenants.a.client_secret" is set twice`,
	} {
		if _, err := load(t, text, nil); err == nil || err.Error() != want {
			t.Errorf("%s\n%v\nwant %s", text, err, want)
		}
	}
}

func TestSecretFileMode(t *testing.T) {
	text := strings.Replace(acme, "env:S", "file:/etc/isc", 1)
	for _, tt := range []struct {
		mode fs.FileMode
		want string
	}{
		{0o600, ""},
		{0o400, ""},
		{0o640, "config.toml:4: tenants.acme.client_secret: /etc/isc can be read by others (mode 0640); run: chmod 600 /etc/isc"},
		{0o604, "config.toml:4: tenants.acme.client_secret: /etc/isc can be read by others (mode 0604); run: chmod 600 /etc/isc"},
		{0o700 | fs.ModeDir, "config.toml:4: tenants.acme.client_secret: /etc/isc is not a regular file"},
	} {
		_, err := Load(Sources{
			File: "config.toml", Env: func(string) (string, bool) { return "", false },
			ReadFile: func(string) ([]byte, error) { return []byte(text), nil },
			Stat:     func(string) (os.FileInfo, error) { return mode(tt.mode), nil },
		})
		if got := fmt.Sprint(err); err == nil && tt.want != "" || err != nil && got != tt.want {
			t.Errorf("%v: %s", tt.mode, got)
		}
	}
}

func TestNearest(t *testing.T) {
	valid := []string{"refresh", "read_only", "url", "api", "workflows"}
	for s, want := range map[string]string{
		"refersh": "refresh", "REFRESH": "refresh", "read-only": "read_only", "readonly": "read_only", "ur": "url", "work": "",
		"workflow": "workflows", "x": "", "": "", "é": "", strings.Repeat("u", 10_000): "",
	} {
		if got := nearest(s, valid); got != want {
			t.Errorf("%.20q: got %q, want %q", s, got, want)
		}
	}
}

// The distance is symmetric, zero for equal texts only, and one for one slip.
func TestDistance(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := []rune(rapid.StringN(0, 12, -1).Draw(t, "a")), []rune(rapid.StringN(0, 12, -1).Draw(t, "b"))
		d := distance(a, b)
		if d != distance(b, a) || (d == 0) != slices.Equal(a, b) || d > max(len(a), len(b)) {
			t.Fatalf("distance %d", d)
		}
		if len(a) > 1 && a[0] != a[1] {
			slip := slices.Clone(a)
			slip[0], slip[1] = slip[1], slip[0]
			if distance(a, slip) != 1 || distance(a, a[1:]) != 1 {
				t.Fatal("one slip is not one")
			}
		}
	})
}

// Whatever a value holds, its message can be printed.
func TestMessagesArePrintable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "s")
		for _, got := range []string{quote(s), visible(s), keyPath(s, s)} {
			if strings.ContainsFunc(got, func(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) }) {
				t.Fatalf("%q", got)
			}
		}
	})
	if got := quote(strings.Repeat("x", 1000)); len(got) > 2*shown {
		t.Errorf("%d bytes", len(got))
	}
}
