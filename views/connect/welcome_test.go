package connect

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"iscope/config"
	"iscope/ui/golden"
)

var sizes = []struct {
	name string
	w, h int
}{{"120x36", 120, 36}, {"80x24", 80, 24}, {"40x12", 40, 12}}

func sail(context.Context) ([]config.SailEnvironment, error) {
	return []config.SailEnvironment{
		{Name: "prod", Active: true, URL: "https://acme.api.identitynow.com"},
		{Name: "dev\x1b[2J", URL: "https://acme-dev.api.identitynow.com", Problem: "its address does not serve: plain http is for loopback only"},
	}, nil
}

func withSail(o *Options) { o.Sail = sail }

func TestWelcomeFrames(t *testing.T) {
	for _, s := range sizes {
		golden.Equal(t, "welcome-"+s.name, start(t, s.w, s.h, withSail).frame())
		d := start(t, s.w, s.h, nil)
		d.press("end")
		golden.Equal(t, "welcome-bare-"+s.name, d.frame())
	}
	golden.Styled(t, "welcome-mono", start(t, 80, 24, func(o *Options) { o.Sail, o.Theme = sail, "mono" }).frame())
	plain := start(t, 80, 24, func(o *Options) { o.Plain = true })
	plain.press("2")
	for _, r := range plain.frames.String() {
		if r > '~' {
			t.Errorf("%q in\n%s", r, plain.frame())
		}
	}
	if strings.Contains(plain.frame(), "---") {
		t.Error("a screen reader is read rules")
	}
	golden.Equal(t, "welcome-plain", plain.frame())
}

func TestWelcomeChoices(t *testing.T) {
	for _, c := range []struct {
		keys []string
		want Choice
	}{
		{[]string{"enter"}, Choice{Demo: true}}, {[]string{"1"}, Choice{Demo: true}}, {[]string{"q"}, Choice{}}, {[]string{"esc"}, Choice{}},
		{[]string{"ctrl+c"}, Choice{}}, {[]string{"end", "enter"}, Choice{}}, {[]string{"G", "k", "k", "k", "k", "k", "enter"}, Choice{Demo: true}},
		{[]string{"j", "down", "up", "g", "enter"}, Choice{Demo: true}}, {[]string{"2", "ctrl+c", "ctrl+c"}, Choice{}},
	} {
		d := start(t, 80, 24, withSail)
		d.press(c.keys...)
		if !d.quit || d.Choice() != c.want {
			t.Errorf("%v: quit %v, %+v", c.keys, d.quit, d.Choice())
		}
		if v := d.View(); v.Content != "" {
			t.Errorf("%v: drawn after the end: %q", c.keys, v.Content)
		}
	}
	d := start(t, 80, 24, withSail)
	d.press("2", "a", "ctrl+c")
	d.want("Discard what was typed?")
	d = start(t, 80, 24, withSail)
	d.press("9", "x")
	d.send(tea.PasteMsg{Content: "1"})
	if d.quit {
		t.Error("a key that stands before nothing, or a paste, chose something")
	}
}

// Help is there with its key, and over the form with one that is no text.
func TestWelcomeHelp(t *testing.T) {
	d := start(t, 80, 24, withSail)
	d.press("?")
	d.want("First start")
	d.press("esc", "2", "?")
	if d.helping() {
		t.Error("a text is taken for the key of the help")
	}
	d.send(tea.KeyPressMsg{Code: tea.KeyF1})
	d.want("Nothing is saved before it was checked")
	d.press("esc")
	if d.helping() || d.quit || len(d.panels) != 1 {
		t.Errorf("after esc: quit %v, %d windows", d.quit, len(d.panels))
	}
}

// What cannot be chosen says why, and the cursor stands where a screen reader
// shall read.
func TestWelcomeSaysWhyNot(t *testing.T) {
	d := start(t, 80, 24, withSail)
	d.press("4")
	d.want("It cannot be used: its address does not serve")
	if len(d.panels) != 0 {
		t.Error("it was opened all the same")
	}
	if c := d.View().Cursor; c == nil || !strings.Contains(strings.Split(strip(d.frame()), "\n")[c.Y], "4 Environment dev") {
		t.Errorf("the cursor is at %v", c)
	}
	if strings.Contains(d.frames.String(), "\x1b[2J") {
		t.Error("a name drives the terminal")
	}
	d = start(t, 80, 24, func(o *Options) {
		o.Sail = func(context.Context) ([]config.SailEnvironment, error) { return nil, errors.New("is no YAML\x1b[2J") }
	})
	d.want("The environments of the sail CLI cannot be read: is no YAML")
}

// An environment whose token cannot be had still fills the form in, as far as it
// goes.
func TestWelcomeWithoutToken(t *testing.T) {
	d := start(t, 80, 24, func(o *Options) {
		o.Sail = func(context.Context) ([]config.SailEnvironment, error) {
			return []config.SailEnvironment{{Name: "prod", URL: "https://acme.api.identitynow.com", Lacks: "there is no desktop session here (no D-Bus)"}}, nil
		}
	})
	d.want("the form asks for a personal access token: there is no desktop session")
	d.press("3")
	p := d.panel()
	if p.form.Value(fieldName) != "prod" || p.form.Value(fieldURL) != "https://acme.api.identitynow.com" || p.form.Value(fieldID) != "" || p.form.Focused() != fieldID || p.where == asItIs {
		t.Errorf("%q, %q, %q, at %s, in %s", p.form.Value(fieldName), p.form.Value(fieldURL), p.form.Value(fieldID), p.form.Focused(), p.where)
	}
}

// The real reader of the sail CLI is the one that is used, and finds nothing in
// an empty home.
func TestWelcomeWithoutSail(t *testing.T) {
	d := start(t, 80, 24, nil)
	if len(d.lines) != 3 {
		t.Errorf("%+v", d.lines)
	}
	if err := os.MkdirAll(config.SailFile(), 0o700); err != nil {
		t.Fatal(err)
	}
	d.do(d.Init())
	d.want("sail CLI cannot be read", "not a regular file")
}

// A background that is light changes the palette, and nothing too small breaks.
func TestWelcomeSizes(t *testing.T) {
	d := start(t, 80, 24, withSail)
	before := d.env.Styles.Name
	d.Update(tea.BackgroundColorMsg{})
	if d.env.Styles.Name != "dark" || before != "dark" {
		t.Errorf("%s, %s", before, d.env.Styles.Name)
	}
	for _, s := range [][2]int{{1, 1}, {23, 5}, {24, 6}, {30, 8}, {500, 200}, {80, 7}} {
		for _, panel := range []bool{false, true} {
			d := start(t, 80, 24, withSail)
			if panel {
				d.press("2")
			}
			d.w, d.h = s[0], s[1]
			d.send(tea.WindowSizeMsg{Width: s[0], Height: s[1]})
			d.press("down", "down", "down")
		}
	}
}

func TestStart(t *testing.T) {
	d := start(t, 80, 24, nil)
	o := d.opt
	o.Sail = func(context.Context) ([]config.SailEnvironment, error) { return nil, nil } // it may go on beyond the test
	o.Input, o.Output = strings.NewReader("q"), &strings.Builder{}
	if choice, err := Start(o); err != nil || choice != (Choice{}) {
		t.Errorf("%+v, %v", choice, err)
	}
}
