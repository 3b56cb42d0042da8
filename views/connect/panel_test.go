package connect

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/zalando/go-keyring"

	"iscope/api/probe"
	"iscope/api/sandbox"
	"iscope/config"
	"iscope/ui/golden"
	"iscope/ui/screen"
)

const canary = "c4nary-0f-a-secret"

// opened opens the form of a first run.
func opened(t *testing.T, w, h int, check func(context.Context, probe.Target, probe.Options, func(probe.Step)) []probe.Step) *driver {
	t.Helper()
	d := start(t, w, h, nil)
	d.press("2")
	if check != nil {
		d.panel().opt.Check = check
	}
	return d
}

// filled fills in what is needed.
func (d *driver) filled(url, secret string) {
	d.t.Helper()
	d.fill(fieldName, "acme")
	d.fill(fieldURL, url)
	d.fill(fieldID, "an-id")
	d.fill(fieldSecret, secret)
}

var (
	fine    = probe.Step{Name: probe.Address, Words: "https://acme.api.identitynow.com"}
	refused = probe.Step{Name: probe.SignIn, About: probe.AboutSecret, State: probe.Problem, Words: "refused: invalid_client", Remedy: "check client id and secret"}
	barred  = probe.Step{
		Name: probe.Workflows, About: probe.AboutID, State: probe.Warning, Words: "may not be read: forbidden (HTTP 403)", Remedy: "the user has to be ORG_ADMIN",
	}
	unasked = probe.Step{Name: probe.Executions, State: probe.Skipped, Words: "there is no workflow to ask about"}
)

func TestFormFrames(t *testing.T) {
	for _, s := range sizes {
		d := opened(t, s.w, s.h, nil)
		golden.Equal(t, "form-empty-"+s.name, d.frame())
		d.filled("acme.example.com", canary)
		d.panel().form.Focus(fieldURL)
		golden.Equal(t, "form-filled-"+s.name, d.frame())
		d.panel().form.Focus(fieldWhere)
		d.press("enter")
		golden.Equal(t, "form-places-"+s.name, d.frame())
		d.search(canary)
	}
}

// Each step is drawn as it ends, in the window of the form.
func TestCheckFrames(t *testing.T) {
	for _, s := range sizes {
		d := opened(t, s.w, s.h, nil)
		d.filled("acme", canary)
		p := d.panel()
		// Between two steps: the end is not there yet.
		p.begin()
		p.arrived(progressed{panel: p, gen: p.gen, step: fine})
		p.arrived(progressed{panel: p, gen: p.gen, step: probe.Step{Name: probe.Lookup, Words: "acme.api.identitynow.com is 192.0.2.1 and 3 more"}})
		golden.Equal(t, "checking-"+s.name, d.frame())
		p.giveUp()
		p.opt.Check = scripted(fine, barred, unasked)
		d.press("ctrl+s")
		golden.Equal(t, "checked-warning-"+s.name, d.frame())
		p.opt.Check = scripted(fine, barred, refused, unasked)
		d.press("ctrl+s")
		golden.Equal(t, "checked-problem-"+s.name, d.frame())
		d.press("enter")
		golden.Equal(t, "form-refused-"+s.name, d.frame())
		d.search(canary)
	}
	d := start(t, 80, 24, func(o *Options) { o.Theme = "mono" })
	d.press("2")
	d.filled("acme", canary)
	d.panel().opt.Check = scripted(fine, barred, refused, unasked)
	d.press("ctrl+s")
	golden.Styled(t, "checked-mono", d.frame())
}

// A tenant is connected from the first key to the saved file, against a real
// server, and the secret is nowhere but in the keyring.
func TestConnect(t *testing.T) {
	for _, s := range sizes {
		_, env := demo(t)
		d := opened(t, s.w, s.h, nil)
		secret := env["SAIL_CLIENT_SECRET"]
		d.fill(fieldName, "acme")
		d.fill(fieldURL, env["SAIL_BASE_URL"])
		d.fill(fieldID, env["SAIL_CLIENT_ID"])
		d.panel().form.Focus(fieldSecret)
		d.send(tea.PasteMsg{Content: " " + secret + " \n"}) // with blanks around it, as a browser copies it
		d.fill(fieldNERM, env["SAIL_NERM_BASE_URL"])
		d.fill(fieldNERMToken, env["SAIL_NERM_TOKEN"]+" ")
		d.choose(fieldProtected, "yes")
		d.choose(fieldColor, "magenta")
		d.choose(fieldAPI, "v2025")
		d.press("ctrl+s")
		got := d.Choice().Tenant
		if !d.quit || got == nil {
			t.Fatalf("not connected:\n%s", strip(d.frame()))
		}
		want := config.Tenant{
			Name: "acme", URL: env["SAIL_BASE_URL"], ClientID: config.Reference(env["SAIL_CLIENT_ID"]), ClientSecret: "keyring:iscope/acme/client_secret",
			NERMURL: env["SAIL_NERM_BASE_URL"], NERMToken: "keyring:iscope/acme/nerm_token", API: "v2025", Protected: true, Color: "13",
		}
		text := d.written()[".config/iscope/config.toml"]
		cfg, err := config.Load(config.Sources{File: d.file, Env: func(string) (string, bool) { return "", false }})
		if err != nil || cfg.Tenants["acme"] == nil {
			t.Fatalf("%v\n%s", err, text)
		}
		read := *cfg.Tenants["acme"]
		read.Refresh = 0
		for _, one := range []config.Tenant{*got, read} {
			if one.Name != want.Name || one.URL != want.URL || one.ClientID != want.ClientID || one.ClientSecret != want.ClientSecret || one.NERMURL != want.NERMURL ||
				one.NERMToken != want.NERMToken || one.API != want.API || !one.Protected || one.Color != want.Color {
				t.Errorf("%+v", one)
			}
		}
		if _, fetched, token, err := read.Secrets(t.Context()); fetched != secret || token != env["SAIL_NERM_TOKEN"] || err != nil {
			t.Errorf("the keyring has something else: %v", err)
		}
		d.search(secret)
		d.search(env["SAIL_NERM_TOKEN"])
		if d.log.Len() == 0 || d.calls.Len() == 0 {
			t.Error("nothing was recorded, so nothing was searched")
		}
	}
}

// What went wrong is said beside its field, and nothing is saved.
func TestRefused(t *testing.T) {
	_, env := demo(t)
	d := opened(t, 80, 24, nil)
	d.filled(env["SAIL_BASE_URL"], canary)
	d.press("ctrl+s")
	d.want("acme cannot be used as it is; nothing was saved", "problem: refused: invalid_client")
	d.press("enter")
	if p := d.panel(); p.form.Focused() != fieldSecret || !strings.Contains(p.form.Complaint(fieldSecret), "sign-in: refused: invalid_client") ||
		!strings.Contains(p.form.Complaint(fieldSecret), "6 months") {
		t.Errorf("%s: %s", p.form.Focused(), p.form.Complaint(fieldSecret))
	}
	if files := d.written(); len(files) > 0 {
		t.Errorf("saved: %v", files)
	}
	if _, err := keyring.Get("iscope", "acme/client_secret"); !errors.Is(err, keyring.ErrNotFound) {
		t.Errorf("the keyring has it: %v", err)
	}
	d.search(canary)
}

// Warnings are looked at before the tenant is saved.
func TestWarningsAreShown(t *testing.T) {
	d := opened(t, 80, 24, scripted(fine, barred, unasked))
	d.filled("acme", canary)
	d.press("ctrl+s")
	if len(d.written()) != 0 || d.quit {
		t.Fatal("saved unseen")
	}
	d.press("esc")
	if p := d.panel(); p.stage != editing || p.form.Focused() != fieldID {
		t.Errorf("stage %d, field %s", p.stage, p.form.Focused())
	}
	d.press("ctrl+s", "enter")
	if !d.quit || d.Choice().Tenant == nil {
		t.Errorf("not saved:\n%s", strip(d.frame()))
	}
	d.search(canary)
}

// Without a check that passed nothing is saved, unless a question of its own is
// answered with yes.
func TestSaveAnyway(t *testing.T) {
	d := opened(t, 80, 24, scripted(fine, refused))
	d.press("ctrl+r")
	if len(d.panels) != 1 {
		t.Error("an empty form is asked about")
	}
	d.filled("acme", canary)
	d.choose(fieldWhere, "file")
	d.press("ctrl+s", "ctrl+s", "ctrl+r", "enter") // no is focused
	if len(d.written()) != 0 {
		t.Fatal("saved without a yes")
	}
	d.press("ctrl+r", "y")
	if !d.quit || d.Choice().Tenant == nil {
		t.Fatalf("not saved:\n%s", strip(d.frame()))
	}
	secretFile := ".config/iscope/secrets/acme.client_secret"
	d.search(canary, secretFile)
	if _, got, _, err := d.Choice().Tenant.Secrets(t.Context()); got != canary || err != nil {
		t.Errorf("the file has something else: %v", err)
	}
	// Also before any check.
	d = opened(t, 80, 24, scripted(fine, refused))
	d.filled("acme", canary)
	d.press("ctrl+r", "n", "ctrl+r", "y")
	if d.Choice().Tenant == nil || d.calls.Len() > 0 {
		t.Error("not saved unchecked")
	}
	d.search(canary)
}

// Where secrets are not typed the configuration names where they are, and the
// check fetches them from there.
func TestReferences(t *testing.T) {
	_, env := demo(t)
	t.Setenv("ISCOPE_TEST_SECRET", env["SAIL_CLIENT_SECRET"])
	t.Setenv("ISCOPE_TEST_ID", env["SAIL_CLIENT_ID"])
	d := opened(t, 80, 24, nil)
	d.fill(fieldSecret, canary)
	d.choose(fieldWhere, "variable")
	d.want("Client secret in")
	if v := d.panel().form.Value(fieldSecret); v != "" {
		t.Error("what was typed hidden is shown")
	}
	d.filled(env["SAIL_BASE_URL"], "ISCOPE_TEST_NONE")
	d.press("ctrl+s")
	if c := d.panel().form.Complaint(fieldSecret); !strings.Contains(c, "ISCOPE_TEST_NONE: the variable is not set") {
		t.Errorf("complaint %q", c)
	}
	d.panel().form.Set(fieldSecret, "ISCOPE_TEST_SECRET")
	d.panel().form.Set(fieldID, "env:ISCOPE_TEST_ID")
	d.press("ctrl+s")
	got := d.Choice().Tenant
	if got == nil || got.ClientSecret != "env:ISCOPE_TEST_SECRET" || got.ClientID != "env:ISCOPE_TEST_ID" {
		t.Fatalf("%+v\n%s", got, strip(d.frame()))
	}
	d.search(env["SAIL_CLIENT_SECRET"])
	d.search(canary)
}

func TestCommand(t *testing.T) {
	d := opened(t, 80, 24, scripted(fine))
	d.choose(fieldWhere, "command")
	d.filled("acme", "iscope-no-such-program --flag")
	d.press("ctrl+s")
	if c := d.panel().form.Complaint(fieldSecret); !strings.Contains(c, "no such program") {
		t.Errorf("complaint %q", c)
	}
	d.panel().form.Set(fieldSecret, "'")
	d.press("ctrl+s")
	if c := d.panel().form.Complaint(fieldSecret); !strings.Contains(c, "not closed") {
		t.Errorf("complaint %q", c)
	}
}

// The environments of the sail CLI are tenants whose secrets stay where they
// are.
func TestSailEnvironment(t *testing.T) {
	d := start(t, 80, 24, withSail)
	for service, value := range map[string]string{"environments.pat.clientid": "an-id", "environments.pat.clientsecret": canary} {
		if err := keyring.Set(service, "prod", value); err != nil {
			t.Fatal(err)
		}
	}
	d.press("3")
	d.want("prod", "where it is: keyring:environments.pat.clientsecret/prod")
	var target probe.Target
	d.panel().opt.Check = func(_ context.Context, to probe.Target, _ probe.Options, _ func(probe.Step)) []probe.Step {
		target = to
		return []probe.Step{fine}
	}
	d.press("ctrl+s")
	if got := d.Choice().Tenant; got == nil || got.ClientSecret != "keyring:environments.pat.clientsecret/prod" || target.Secret.Reveal() != canary || target.ClientID != "an-id" {
		t.Errorf("%+v, %+v", got, target)
	}
	if _, err := keyring.Get("iscope", "prod/client_secret"); !errors.Is(err, keyring.ErrNotFound) {
		t.Error("the secret was copied")
	}
	d.search(canary)
}

// Without a keyring a file is proposed, and what cannot be stored says why.
func TestNoKeyring(t *testing.T) {
	d := start(t, 80, 24, nil)
	keyring.MockInitWithError(errors.New("exec: \"dbus-launch\": executable file not found"))
	d.press("2")
	d.want("The secret goes to a file of mode 0600: the keyring cannot be used, there is no desktop session here", "a file of mode 0600")
	if d.panel().form.Changed() {
		t.Error("what nobody typed would be asked about")
	}
	d.panel().opt.Check = scripted(fine)
	d.filled("acme", canary)
	d.choose(fieldWhere, "keyring")
	d.press("ctrl+s")
	p := d.panel()
	if c := p.form.Complaint(fieldWhere); !strings.Contains(c, "no desktop session") || !strings.Contains(c, "mode 0600") || p.form.Focused() != fieldWhere {
		t.Errorf("complaint %q at %s", c, p.form.Focused())
	}
	if len(d.written()) > 0 {
		t.Error("something was written")
	}
	d.search(canary)
}

// A configuration that changed meanwhile, or cannot be written, keeps what it
// has, and the secret is not left behind.
func TestCannotSave(t *testing.T) {
	d := opened(t, 80, 24, scripted(fine))
	d.filled("acme", canary)
	if err := config.Save(d.file, &config.Tenant{Name: "other", URL: "https://o.api.identitynow.com", ClientID: "i", ClientSecret: "env:S"}, ""); err != nil {
		t.Fatal(err)
	}
	d.press("ctrl+s")
	d.want("changed by somebody else meanwhile; ctrl+s again")
	if _, err := keyring.Get("iscope", "acme/client_secret"); !errors.Is(err, keyring.ErrNotFound) {
		t.Errorf("the secret was left behind: %v", err)
	}
	d.press("ctrl+s")
	if text := d.written()[".config/iscope/config.toml"]; d.Choice().Tenant == nil || !strings.Contains(text, "[tenants.other]") || !strings.Contains(text, "[tenants.acme]") {
		t.Errorf("the second time:\n%s", text)
	}
	// A name that came to be taken meanwhile is not overwritten.
	d = start(t, 80, 24, func(*Options) {})
	if err := config.Save(d.file, &config.Tenant{Name: "acme", URL: "https://o.api.identitynow.com", ClientID: "i", ClientSecret: "env:S"}, ""); err != nil {
		t.Fatal(err)
	}
	d.press("2")
	d.panel().opt.Check = scripted(fine)
	d.filled("acme", canary)
	d.press("ctrl+s")
	d.want("there is a tenant of that name; choose another")
	// Nor is a link followed.
	d = start(t, 80, 24, nil)
	if err := os.MkdirAll(d.file, 0o700); err != nil {
		t.Fatal(err)
	}
	d.press("2")
	d.panel().opt.Check = scripted(fine)
	d.filled("acme", canary)
	d.press("ctrl+s")
	d.want("Nothing was saved", "not a regular file")
	d.search(canary)
}

// The form itself is checked first, and says of each field what it wants.
func TestFields(t *testing.T) {
	d := opened(t, 80, 24, func(context.Context, probe.Target, probe.Options, func(probe.Step)) []probe.Step {
		t.Error("checked a form that is not sound")
		return nil
	})
	d.press("ctrl+s")
	p := d.panel()
	for field, want := range map[string]string{fieldName: "letters", fieldURL: "its name is enough", fieldID: "personal access token", fieldSecret: "it is needed"} {
		if c := p.form.Complaint(field); !strings.Contains(c, want) {
			t.Errorf("%s: %q", field, c)
		}
	}
	d.want("Correct the marked fields first")
	d.filled("http://acme.example.com", canary)
	d.fill(fieldNERMToken, canary)
	d.press("ctrl+s")
	if c := p.form.Complaint(fieldURL); !strings.Contains(c, `did you mean "https://acme.example.com"`) {
		t.Errorf("address: %q", c)
	}
	if c := p.form.Complaint(fieldNERMToken); !strings.Contains(c, "without an address of NERM") {
		t.Errorf("token: %q", c)
	}
	// What an address leads to is said as it is typed.
	p.form.Set(fieldURL, "")
	for typed, want := range map[string]string{
		"acme": "→ https://acme.api.identitynow.com", "acme.example.com": "→ https://acme.api.example.com", "a b": "→ no address yet",
		"https://api.acme.example.com": "→ https://api.acme.example.com",
	} {
		p.form.Set(fieldURL, typed)
		d.want(want)
	}
	d.fill(fieldNERM, "acme")
	d.want("→ https://acme.nonemployee.com/api")
	d.search(canary)
}

// Closing asks where something would be lost, giving up a check ends it, and
// what comes of it afterwards is void.
func TestLeaving(t *testing.T) {
	d := opened(t, 80, 24, nil)
	d.press("esc")
	if len(d.panels) != 0 {
		t.Error("an untouched form asks")
	}
	d.press("2")
	d.write("x")
	d.press("esc", "enter")
	if len(d.panels) != 1 {
		t.Error("discarded without a yes")
	}
	d.press("esc", "y")
	if len(d.panels) != 0 {
		t.Error("still there after a yes")
	}
	d = opened(t, 80, 24, nil)
	d.filled("acme", canary)
	p := d.panel()
	given := make(chan struct{})
	p.opt.Check = func(ctx context.Context, _ probe.Target, _ probe.Options, _ func(probe.Step)) []probe.Step {
		<-ctx.Done()
		close(given)
		return nil
	}
	_, cmd := d.Update(tea.KeyPressMsg{Code: 's', Mod: tea.ModCtrl})
	d.press("x", "esc")
	d.do(cmd)
	<-given
	if p.stage != editing || len(d.written()) > 0 || d.quit {
		t.Errorf("stage %d", p.stage)
	}
	d.want("Given up; nothing was saved")
	d.search(canary)
}

// A panic of the check is told, not suffered.
func TestPanic(t *testing.T) {
	d := opened(t, 80, 24, func(context.Context, probe.Target, probe.Options, func(probe.Step)) []probe.Step { panic("oh\x1b[2J") })
	d.filled("acme", canary)
	d.press("ctrl+s")
	d.want("internal error: oh")
}

// Steps that are more than the window holds scroll.
func TestSteps(t *testing.T) {
	d := opened(t, 40, 12, scripted(fine, barred, unasked, refused, barred, unasked, refused))
	d.filled("acme", canary)
	d.press("ctrl+s")
	p := d.panel()
	for _, keys := range [][]string{{"down", "tab", "j", "pgdown", "pgdown", "pgdown", "pgdown", "pgdown", "pgdown"}, {"up", "shift+tab", "k", "pgup", "pgup", "pgup", "pgup", "pgup", "pgup", "pgup"}} {
		d.press(keys...)
		if want := map[string]int{"down": p.over, "up": 0}[keys[0]]; p.top != want || p.over == 0 {
			t.Errorf("%v: line %d of %d", keys, p.top, p.over)
		}
	}
}

// From the running program the form is a window over a tenant that is there.
func TestReplace(t *testing.T) {
	d := start(t, 80, 24, nil)
	tenant := &config.Tenant{Name: "acme", URL: "https://acme.api.identitynow.com", ClientID: "an-id", ClientSecret: "keyring:iscope/acme/client_secret", API: "v3", Color: "#123456"}
	if err := config.Save(d.file, tenant, ""); err != nil {
		t.Fatal(err)
	}
	before := d.written()[".config/iscope/config.toml"]
	if err := keyring.Set("iscope", "acme/client_secret", canary); err != nil {
		t.Fatal(err)
	}
	p := New(Form{Env: d.env, File: d.file, Begin: tenant, Replace: true, Check: scripted(fine)})
	if p.Title() != "Tenant acme" || !p.Typing() || p.Width() == 0 || p.Listens(tea.KeyPressMsg{}) {
		t.Error(p.Title())
	}
	d.do(d.open(p))
	d.choose(fieldReadOnly, "yes")
	d.press("ctrl+s")
	if text := d.written()[".config/iscope/config.toml"]; d.Choice().Tenant == nil || text != before+"read_only = true\n" {
		t.Errorf("%s", text)
	}
	d.search(canary)
}

// Every answer of a tenant that misbehaves leaves the form usable.
func TestMisbehaving(t *testing.T) {
	for _, kind := range []sandbox.FaultKind{sandbox.FaultHostile, sandbox.FaultHTML502, sandbox.FaultCut, sandbox.FaultBadJSON, sandbox.FaultHuge, sandbox.FaultWrongTypes} {
		tenant, env := demo(t)
		if err := tenant.SetFaults(sandbox.Fault{Kind: kind, Count: -1}); err != nil {
			t.Fatal(err)
		}
		d := opened(t, 80, 24, nil)
		d.filled(env["SAIL_BASE_URL"], canary)
		d.press("ctrl+s", "pgdown", "esc")
		if d.quit || len(d.written()) > 0 {
			t.Errorf("%s: connected", kind)
		}
		d.search(canary)
	}
}

// What the panel says to the program is a toast and the tenant.
func TestIntents(t *testing.T) {
	d := opened(t, 80, 24, scripted(fine))
	d.filled("acme", canary)
	d.press("ctrl+s")
	var toast screen.Toast
	var connected Connected
	for _, m := range d.said {
		switch m := m.(type) {
		case screen.Toast:
			toast = m
		case Connected:
			connected = m
		}
	}
	if toast.Text != "acme saved in ~/.config/iscope/config.toml, secret in the keyring" || connected.File != d.file || connected.Tenant.Name != "acme" {
		t.Errorf("%+v, %+v", toast, connected)
	}
}

// The window of the shell may be much smaller than a screen.
func TestSmallWindows(t *testing.T) {
	for _, stage := range []string{"form", "steps"} {
		d := opened(t, 80, 24, scripted(fine, barred, refused, unasked))
		d.filled("acme", canary)
		if stage == "steps" {
			d.press("ctrl+s")
		}
		for _, s := range [][2]int{{34, 6}, {92, 30}, {20, 3}, {7, 2}, {1, 1}} {
			frame, cursor := d.panel().Render(s[0], s[1])
			golden.Fits(t, frame, s[0], s[1])
			if cursor != nil && (cursor.X >= s[0] || cursor.Y >= s[1] || cursor.Y < 0) {
				t.Errorf("%s at %v: cursor at %d,%d", stage, s, cursor.X, cursor.Y)
			}
		}
		if frame, _ := d.panel().Render(0, 5); frame != "" {
			t.Errorf("%q in no room", frame)
		}
	}
}
