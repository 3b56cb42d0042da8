package doctor

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/adrg/xdg"
	"github.com/zalando/go-keyring"

	"iscope/api/demotest"
	"iscope/api/sandbox"
	"iscope/config"
)

const canary = "c4nary-0f-a-secret"

// patient is a doctor in a home of its own, on a terminal as it should be.
type patient struct {
	Doctor
	out  strings.Builder
	env  map[string]string
	file string
}

func admit(t *testing.T, file string) *patient {
	t.Helper()
	home, configHome, state := xdg.Home, xdg.ConfigHome, xdg.StateHome
	t.Cleanup(func() { xdg.Home, xdg.ConfigHome, xdg.StateHome = home, configHome, state })
	xdg.Home = t.TempDir()
	xdg.ConfigHome, xdg.StateHome = filepath.Join(xdg.Home, ".config"), filepath.Join(xdg.Home, ".local", "state")
	keyring.MockInit()
	t.Cleanup(keyring.MockInit)
	p := &patient{env: map[string]string{"TERM": "xterm-kitty", "COLORTERM": "truecolor", "LANG": "en_US.UTF-8"}, file: config.DefaultFile()}
	if file != "" {
		if err := os.MkdirAll(filepath.Dir(p.file), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(p.file, []byte(file), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	p.Sources.Env = func(name string) (string, bool) { v, ok := p.env[name]; return v, ok }
	p.Size = func() (int, int, bool) { return 120, 40, true }
	p.Ask = func(context.Context, string, ...string) (string, error) { return "", errors.New("no such program") }
	return p
}

// examine runs the doctor and returns its lines by what they are about. Each is
// one line of the same form.
func (p *patient) examine(t *testing.T, code int) map[string]string {
	t.Helper()
	p.out.Reset()
	p.Out = &p.out
	if got := p.Run(t.Context()); got != code {
		t.Errorf("exit code %d, want %d:\n%s", got, code, p.out.String())
	}
	lines := map[string]string{}
	for line := range strings.Lines(whole(p.out.String())) {
		line = strings.TrimSuffix(line, "\n")
		if len(line) < 27 || strings.ContainsFunc(line, func(r rune) bool { return r < ' ' || r == 0x7f }) {
			t.Errorf("not a line of ours: %q", line)
			continue
		}
		state, what, words := strings.TrimSpace(line[:7]), strings.TrimSpace(line[9:24]), strings.TrimSpace(line[24:])
		if (state == "problem" || state == "warning") && !strings.Contains(words, "→") && !strings.Contains(words, "->") && what != "configuration" {
			t.Errorf("no remedy: %s", line)
		}
		lines[what] += state + ": " + words + "\n"
	}
	if strings.Contains(p.out.String(), canary) {
		t.Errorf("the secret is in it:\n%s", p.out.String())
	}
	return lines
}

// whole puts what was broken for a terminal together again.
func whole(out string) string {
	var b strings.Builder
	for line := range strings.Lines(out) {
		text := strings.TrimSuffix(line, "\n")
		rest := strings.TrimLeft(text, " ")
		switch {
		case rest != text:
			b.WriteString(" " + rest)
		case b.Len() > 0:
			b.WriteString("\n" + text)
		default:
			b.WriteString(text)
		}
		if len(strings.Fields(text)) <= 3 && len(text) < 25 { // the head of a narrow one
			b.WriteString(strings.Repeat(" ", 26-len(text)))
		}
	}
	return b.String() + "\n"
}

func want(t *testing.T, lines map[string]string, what string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(lines[what], text) {
			t.Errorf("%s: no %q in %q", what, text, lines[what])
		}
	}
}

// demo starts a demo tenant and sets the variables that lead to it.
func (p *patient) demo(t *testing.T) *sandbox.Tenant {
	t.Helper()
	tenant := sandbox.New(sandbox.Options{Seed: 7})
	server, err := tenant.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	for k, v := range demotest.Vars(server.Env()) {
		p.env[k] = v
		t.Setenv(k, v)
	}
	return tenant
}

func TestWell(t *testing.T) {
	p := admit(t, "")
	p.demo(t)
	lines := p.examine(t, Well)
	want(t, lines, "configuration", "ok: no file at ~/.config/iscope/config.toml, 1 tenant")
	want(t, lines, "files", "ok: only you can write the configuration and read what is kept in ~/.local/state/iscope")
	want(t, lines, "journal", "ok: ~/.local/state/iscope/journal can be written")
	want(t, lines, "keyring", "ok: answers")
	want(t, lines, "chosen tenant", "ok: env")
	want(t, lines, "tenant", "ok: ", "demo01")
	want(t, lines, "secrets", "ok: client id and secret are there")
	want(t, lines, "sign-in", "ok: ", "ORG_ADMIN")
	want(t, lines, "sessions", "ok: can be read")
	want(t, lines, "terminal", "ok: xterm-kitty")
	want(t, lines, "colours", "ok: 16 million")
	want(t, lines, "size", "ok: 120 columns, 40 lines")
	want(t, lines, "characters", "ok: UTF-8")
	want(t, lines, "clipboard", "ok: OSC 52")
	for _, name := range []string{"SAIL_CLIENT_SECRET", "SAIL_NERM_TOKEN"} {
		if strings.Contains(p.out.String(), p.env[name]) {
			t.Errorf("%s is in it", name)
		}
	}
	// Nothing is left behind in the journal's folder.
	if left, err := os.ReadDir(config.JournalDir()); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestNothingConfigured(t *testing.T) {
	lines := admit(t, "").examine(t, Unwell)
	want(t, lines, "chosen tenant", "problem: none is configured", "run iscope to connect one")
	want(t, lines, "keyring", "ok")
}

func TestMistakes(t *testing.T) {
	p := admit(t, "teme = \"dark\"\n[tenants.acme]\nurl = \"acme\"\nclient_id = \"i\"\nclient_secret = \""+canary+"\"\n[keys]\n\"inbox.aprove\" = \"a\"\n\"app.quit\" = \"nokey\"\n")
	lines := p.examine(t, Unwell)
	want(t, lines, "configuration", `config.toml:1: unknown key "teme" → did you mean theme?`, "config.toml:5: tenants.acme.client_secret: a secret must not stand here", `config.toml:7: "inbox.aprove": there is no such action → did you mean inbox.approve?`,
		"is not a key")
	p = admit(t, "[tenants.acme]\nurl = 1")
	want(t, p.examine(t, Unwell), "configuration", "has no client_id", "want a string")
}

func TestSignInRefused(t *testing.T) {
	p := admit(t, "")
	p.demo(t)
	p.env["SAIL_CLIENT_SECRET"] = canary
	t.Setenv("SAIL_CLIENT_SECRET", canary)
	delete(p.env, "SAIL_NERM_BASE_URL")
	lines := p.examine(t, Unwell)
	want(t, lines, "sign-in", "problem: refused: invalid_client", "→ check client id and secret")
	want(t, lines, "inbox", "skipped: not signed in")
}

func TestSecretsMissing(t *testing.T) {
	p := admit(t, "[tenants.acme]\nurl = \"http://127.0.0.1:1\"\nclient_id = \"env:ISCOPE_TEST_NO_ID\"\nclient_secret = \"keyring:\"\nprotected = true\nread_only = true\n")
	lines := p.examine(t, Unwell)
	want(t, lines, "chosen tenant", "acme, protected, read-only")
	want(t, lines, "secrets", "problem: env:ISCOPE_TEST_NO_ID: the variable is not set → correct [tenants.acme]", "problem: keyring:iscope/acme/client_secret: no such entry; add it with")
	want(t, lines, "connection", "problem: the host refuses connections")
	p.Keyring = func(context.Context) error {
		return &config.KeyringError{Why: "there is no desktop session here", Err: errors.New("x")}
	}
	want(t, p.examine(t, Unwell), "keyring", "problem: there is no desktop session here; the tenant acme has its secret there → keep the secret in a file")
	p = admit(t, "")
	p.demo(t)
	p.Keyring = func(context.Context) error { return errors.New("odd") }
	want(t, p.examine(t, Well), "keyring", "skipped: odd; nothing here needs it")
}

func TestFiles(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("modes are made up there")
	}
	p := admit(t, "log_file = \"no/such/folder/log\"\n")
	p.demo(t)
	if err := os.Chmod(p.file, 0o666); err != nil {
		t.Fatal(err)
	}
	loose := filepath.Join(config.JournalDir(), "acme.journal")
	if err := os.MkdirAll(config.JournalDir(), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(loose, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(loose, 0o644); err != nil {
		t.Fatal(err)
	}
	lines := p.examine(t, Unwell)
	want(t, lines, "files", "config.toml can be written by others (mode 0666) → chmod go-w ~/.config/iscope/config.toml", "acme.journal can be read by others (mode 0644)", "log file")
}

func TestNoJournal(t *testing.T) {
	p := admit(t, "")
	p.demo(t)
	state := filepath.Join(xdg.StateHome, "iscope")
	if err := os.MkdirAll(state, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(state, "journal"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	want(t, p.examine(t, Unwell), "journal", "cannot be written: not a directory; nothing can be decided → free disk space")
	if err := os.RemoveAll(state); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(state, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	want(t, p.examine(t, Unwell), "files", "state folder", "XDG_STATE_HOME")
}

func TestTerminals(t *testing.T) {
	for _, c := range []struct {
		name string
		env  map[string]string
		size [2]int
		code int
		what string
		want string
	}{
		{"dumb", map[string]string{"TERM": "dumb"}, [2]int{80, 24}, Unwell, "terminal", "problem: TERM=dumb"},
		{"unset", map[string]string{"TERM": ""}, [2]int{80, 24}, Unwell, "terminal", "problem: TERM is not set"},
		{"program", map[string]string{"TERM_PROGRAM": "WezTerm", "TERM_PROGRAM_VERSION": "1"}, [2]int{80, 24}, Well, "terminal", "(WezTerm 1)"},
		{"no colour", map[string]string{"NO_COLOR": "1"}, [2]int{80, 24}, Well, "colours", "ok: none, as NO_COLOR asks"},
		{"16", map[string]string{"TERM": "xterm-color", "COLORTERM": ""}, [2]int{80, 24}, Well, "colours", "ok: 16"},
		{"256", map[string]string{"TERM": "xterm-256color", "COLORTERM": ""}, [2]int{80, 24}, Well, "colours", "ok: 256"},
		{"mono", map[string]string{"TERM": "dumb", "COLORTERM": ""}, [2]int{80, 24}, Unwell, "colours", "warning: none"},
		{"small", nil, [2]int{60, 20}, Well, "size", "warning: 60 columns, 20 lines"},
		{"tiny", nil, [2]int{39, 10}, Unwell, "size", "problem: 39 columns"},
		{"no colour at all", map[string]string{"CLICOLOR": "0"}, [2]int{80, 24}, Well, "colours", "ok: none, as CLICOLOR=0 asks"},
		{"vt100", map[string]string{"TERM": "vt100"}, [2]int{80, 24}, Well, "colours", "ok: none: vt100 is a terminal without them"},
		{"forced", map[string]string{"CLICOLOR": "0", "CLICOLOR_FORCE": "1"}, [2]int{80, 24}, Well, "colours", "ok: 16 million"},
		{"UTF-8", nil, [2]int{80, 24}, Well, "characters", "ok: UTF-8"},
		{"latin", map[string]string{"LC_ALL": "C"}, [2]int{80, 24}, Well, "characters", "warning: ASCII: the locale is not UTF-8 (LC_ALL=C) -> export LANG=C.UTF-8; or ascii = false"},
		{"no locale", map[string]string{"LANG": ""}, [2]int{80, 24}, Well, "characters", "warning: ASCII: the locale is not UTF-8 (no LANG)"},
		{"asked for", map[string]string{"ISCOPE_ASCII": "1"}, [2]int{80, 24}, Well, "characters", "ok: ASCII, as ISCOPE_ASCII asks"},
		{"asked for UTF-8", map[string]string{"LC_ALL": "C", "ISCOPE_ASCII": "0"}, [2]int{80, 24}, Well, "characters", "ok: UTF-8, as ISCOPE_ASCII asks, though the locale is another (LC_ALL=C)"},
		{"mac", map[string]string{"TERM": "xterm-256color", "TERM_PROGRAM": "Apple_Terminal"}, [2]int{80, 24}, Well, "clipboard", "warning: this terminal takes no OSC 52"},
		{"gnome", map[string]string{"TERM": "xterm-256color", "VTE_VERSION": "7600"}, [2]int{80, 24}, Well, "clipboard", "warning: this terminal"},
		{"iTerm", map[string]string{"TERM": "xterm-256color", "LC_TERMINAL": "iTerm2"}, [2]int{80, 24}, Well, "clipboard", "ok: OSC 52, if the settings"},
		{"windows", map[string]string{"TERM": "xterm-256color", "WT_SESSION": "x"}, [2]int{80, 24}, Well, "clipboard", "ok: OSC 52"},
		{"screen", map[string]string{"TERM": "screen", "STY": "1"}, [2]int{80, 24}, Well, "clipboard", "through screen"},
		{"unknown", map[string]string{"TERM": "xterm"}, [2]int{80, 24}, Well, "clipboard", "nothing says so"},
		{"tmux silent", map[string]string{"TMUX": "x"}, [2]int{80, 24}, Well, "clipboard", "warning: tmux does not say"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := admit(t, "")
			p.demo(t)
			for k, v := range c.env {
				p.env[k] = v
			}
			_, byLocale := c.env["LC_ALL"]
			if _, unset := c.env["LANG"]; (byLocale || unset) && (runtime.GOOS == "windows" || runtime.GOOS == "darwin") {
				t.Skip("the locale says nothing here")
			}
			p.Size = func() (int, int, bool) { return c.size[0], c.size[1], true }
			want(t, p.examine(t, c.code), c.what, c.want)
			if c.name == "latin" || c.name == "asked for" {
				for _, r := range p.out.String() {
					if r > '~' {
						t.Errorf("%q for a terminal without UTF-8", r)
					}
				}
			}
		})
	}
	p := admit(t, "")
	p.demo(t)
	p.Size = func() (int, int, bool) { return 0, 0, false }
	lines := p.examine(t, Well)
	want(t, lines, "terminal", "skipped: the output is not a terminal")
	if lines["size"] != "" {
		t.Error("a size of what is no terminal")
	}
}

func TestTmux(t *testing.T) {
	for _, c := range []struct{ clipboard, passthrough, want string }{
		{"on", "off", "ok: OSC 52 through tmux (set-clipboard on)"}, {"external", "all", "ok: OSC 52 through tmux (allow-passthrough all)"},
		{"external", "off", "warning: tmux keeps OSC 52 back → put set -s set-clipboard on"},
	} {
		p := admit(t, "")
		p.demo(t)
		p.env["TMUX"] = "x"
		p.Ask = func(_ context.Context, name string, args ...string) (string, error) {
			if name != "tmux" || args[0] != "show-options" {
				t.Errorf("asked %s %v", name, args)
			}
			return map[string]string{"set-clipboard": c.clipboard, "allow-passthrough": c.passthrough}[args[2]] + "\n", nil
		}
		want(t, p.examine(t, Well), "clipboard", c.want)
	}
}

// What is asked of a program that is not there, or given up, does not hold it up.
func TestAsking(t *testing.T) {
	if _, err := run(t.Context(), "iscope-no-such-program"); err == nil {
		t.Error("it answered")
	}
	p := admit(t, "")
	p.demo(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	p.Out = &p.out
	if code := p.Run(ctx); code != Interrupted {
		t.Errorf("exit code %d", code)
	}
}

// A hostile tenant cannot drive the terminal.
func TestHostileTenant(t *testing.T) {
	p := admit(t, "")
	if err := p.demo(t).SetFaults(sandbox.Fault{Kind: sandbox.FaultHostile, Count: -1}); err != nil {
		t.Fatal(err)
	}
	p.Out = &p.out
	p.Run(t.Context())
	if strings.ContainsAny(p.out.String(), "\x1b\u202e\u200b\u009b") {
		t.Errorf("%q", p.out.String())
	}
}
