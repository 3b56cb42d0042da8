package program

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/adrg/xdg"

	"iscope/api"
	"iscope/api/journal"
	"iscope/config"
	"iscope/keymap"
	"iscope/views/connect"
)

// home gives the test folders of its own and a configuration with two tenants.
func home(t *testing.T) (p *Program, file string) {
	t.Helper()
	dir := t.TempDir()
	for _, v := range []string{"XDG_CONFIG_HOME", "XDG_STATE_HOME", "HOME"} {
		t.Setenv(v, dir)
	}
	xdg.Reload()
	t.Cleanup(xdg.Reload)
	file = filepath.Join(dir, "iscope", "config.toml")
	write(t, file, `tenant = "one"
[tenants.one]
url = "https://one.api.example.com"
client_id = "1"
client_secret = "env:ISCOPE_TEST_SECRET"
color = "red"
[tenants.two]
url = "https://two.api.example.com"
client_id = "2"
client_secret = "env:ISCOPE_TEST_NONE"
read_only = true
`)
	t.Setenv("ISCOPE_TEST_SECRET", "s")
	sources := config.Sources{Env: os.LookupEnv, File: file}
	cfg, err := config.Load(sources)
	if err != nil {
		t.Fatal(err)
	}
	keys, _ := keymap.New(nil)
	return &Program{Sources: sources, Config: cfg, Keys: keys, Now: time.Now, first: cfg.Tenants["one"]}, file
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestSessionsShareNothing pins that a tenant opened again has other addresses,
// and an environment, journal and calls of its own.
func TestSessionsShareNothing(t *testing.T) {
	p, _ := home(t)
	a, err := p.open("one", 1)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	b, err := p.open("one", 2)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	if a.Env == b.Env || a.Journal == b.Journal || a.Calls == b.Calls || a.Env.Memory == b.Env.Memory {
		t.Error("the two share something")
	}
	for i := range a.Views {
		if a.Views[i].ID() == b.Views[i].ID() || !strings.HasSuffix(b.Views[i].ID(), "#2") {
			t.Errorf("%s and %s", a.Views[i].ID(), b.Views[i].ID())
		}
	}
	if a.Accent != p.Config.Tenants["one"].Color || a.Env.ReadOnly {
		t.Errorf("colour %q, read-only %v", a.Accent, a.Env.ReadOnly)
	}
}

// TestOnlyTheDemoTenantIsForgotten pins that a tenant that is connected while
// the demo tenant is open has its journal on disk, and the real time of day.
func TestOnlyTheDemoTenantIsForgotten(t *testing.T) {
	p, _ := home(t)
	p.Demo, p.Frozen = true, true
	p.Now = func() time.Time { return time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC) }
	two := p.Config.Tenants["two"]
	two.ClientSecret = "env:ISCOPE_TEST_SECRET"
	for name, demo := range map[string]bool{"one": true, "two": false} {
		s, err := p.open(name, 1)
		if err != nil {
			t.Fatal(err)
		}
		if got := s.Env.Now().Year() == 2020; got != demo {
			t.Errorf("%s has the clock of the demo tenant: %v", name, got)
		}
		if err = s.Journal.Begin(journal.Intent{ID: s.Journal.NewID(), Op: api.CompleteWorkItem, Target: "x"}); err != nil {
			t.Fatal(err)
		}
		s.Close()
		files, err := filepath.Glob(filepath.Join(config.JournalDir(), "*"))
		if err != nil || len(files) > 0 == demo {
			t.Errorf("%s has %q on disk", name, files)
		}
	}
}

// TestTenantsThatCannotBeOpened pins that the reason is told, without a secret.
func TestTenantsThatCannotBeOpened(t *testing.T) {
	p, _ := home(t)
	for name, want := range map[string]string{"none": "the configuration has no tenant none", "two": "ISCOPE_TEST_NONE"} {
		if s, err := p.open(name, 1); s != nil || err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, %v", name, s, err)
		}
	}
}

// TestConnected pins that a tenant that was saved while the program runs can be
// opened, also where the rest of the file has become wrong.
func TestConnected(t *testing.T) {
	p, file := home(t)
	if _, ok := p.connected(tea.FocusMsg{}); ok {
		t.Error("any message is taken for a new tenant")
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	added := string(text) + "[tenants.three]\nurl = \"https://three.api.example.com\"\nclient_id = \"3\"\nclient_secret = \"env:ISCOPE_TEST_SECRET\"\nprotected = true\n"
	write(t, file, added)
	three := &config.Tenant{Name: "three", URL: "https://three.api.example.com", ClientID: "3", ClientSecret: "env:ISCOPE_TEST_SECRET", Protected: true}
	got, ok := p.connected(connect.Connected{Tenant: three, File: file})
	if !ok || got.Name != "three" || got.Host != "three.api.example.com" || !got.Protected {
		t.Errorf("%+v, %v", got, ok)
	}
	write(t, file, "nonsense = 1\n"+added)
	four := *three
	four.Name = "four"
	if got, ok = p.connected(connect.Connected{Tenant: &four, File: file}); !ok || got.Name != "four" {
		t.Errorf("%+v, %v", got, ok)
	}
	for _, name := range []string{"one", "three", "four"} {
		s, err := p.open(name, 9)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if s.Env.Refresh <= 0 {
			t.Errorf("%s is refreshed every %v", name, s.Env.Refresh)
		}
		s.Close()
	}
}

// TestPalettes pins that a palette of the person's own is there, and that one
// with a mistake is told and keeps nobody from starting.
func TestPalettes(t *testing.T) {
	_, file := home(t)
	built, err := os.ReadFile(filepath.Join("..", "..", "ui", "theme", "palettes", "dark.toml"))
	if err != nil {
		t.Fatal(err)
	}
	themes := filepath.Join(filepath.Dir(file), "themes")
	write(t, filepath.Join(themes, "mine.toml"), string(built))
	write(t, filepath.Join(themes, "broken.toml"), "accent = [\n")
	set, notes := Palettes()
	if !set.Has("mine") || set.Has("broken") || len(notes) != 1 || !strings.Contains(notes[0].Text, "broken.toml:") {
		t.Errorf("themes %v, notes %+v", set.Names(), notes)
	}
}

// TestTheme pins that the theme that was chosen is there at the next start, that
// what names one wins, and that a theme that is gone keeps nobody from starting.
func TestTheme(t *testing.T) {
	p, file := home(t)
	choices := config.OpenChoices()
	choices.Remember(config.MemoryTheme, "dune")
	if err := choices.Close(); err != nil {
		t.Fatal(err)
	}
	palettes, _ := Palettes()
	if name, from := p.theme(palettes, config.OpenChoices()); name != "dune" || from != "" {
		t.Errorf("%s of %q", name, from)
	}
	if name, from := p.theme(palettes, config.OpenMemory("")); name != "auto" || from != "" {
		t.Errorf("nothing remembered: %s of %q", name, from)
	}
	write(t, filepath.Join(filepath.Dir(file), "themes", "mine.toml"), "nonsense")
	choices.Remember(config.MemoryTheme, "mine") // which cannot be drawn
	if name, from := p.theme(palettes, choices); name != "auto" || from != "" {
		t.Errorf("%s of %q", name, from)
	}
	p.Sources.Env = func(name string) (string, bool) { return "light", name == "ISCOPE_THEME" }
	var err error
	if p.Config, err = config.Load(p.Sources); err != nil {
		t.Fatal(err)
	}
	if name, from := p.theme(palettes, choices); name != "light" || from != "ISCOPE_THEME" {
		t.Errorf("%s of %q", name, from)
	}
	if err = choices.Close(); err != nil {
		t.Fatal(err)
	}
}
