package connect

import (
	"context"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/adrg/xdg"
	"github.com/zalando/go-keyring"

	"iscope/api"
	"iscope/api/demotest"
	"iscope/api/probe"
	"iscope/api/sandbox"
	"iscope/config"
	"iscope/keymap"
	"iscope/ui/golden"
	"iscope/ui/screen"
	"iscope/views/internal/viewtest"
)

// driver runs a Welcome the way a program does: commands in goroutines, their
// messages one at a time, until there is none left.
type driver struct {
	*Welcome
	t      *testing.T
	w, h   int
	frames strings.Builder // every one that was drawn
	log    strings.Builder // of the requests
	said   []tea.Msg       // every message
	quit   bool
	calls  *api.Calls
	file   string
}

// start makes a Welcome of a size in a home of its own.
func start(t *testing.T, w, h int, change func(*Options)) *driver {
	t.Helper()
	home, configHome := xdg.Home, xdg.ConfigHome
	t.Cleanup(func() { xdg.Home, xdg.ConfigHome = home, configHome })
	xdg.Home = t.TempDir()
	xdg.ConfigHome = filepath.Join(xdg.Home, ".config")
	keyring.MockInit()
	t.Cleanup(keyring.MockInit)
	keys, problems := keymap.New(nil)
	if problems != nil {
		t.Fatal(problems)
	}
	d := &driver{t: t, w: w, h: h, calls: &api.Calls{}, file: config.DefaultFile()}
	o := Options{Keys: keys, File: d.file, Theme: "dark", Now: func() time.Time { return noon }}
	o.Probe.Calls, o.Probe.Log = d.calls, slog.New(slog.NewJSONHandler(&d.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	if change != nil {
		change(&o)
	}
	d.Welcome = NewWelcome(o)
	d.do(d.Init())
	d.send(tea.WindowSizeMsg{Width: w, Height: h})
	return d
}

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// do runs a command and everything that follows from it.
func (d *driver) do(cmd tea.Cmd) {
	d.t.Helper()
	msgs, ended := make(chan tea.Msg, 100), make(chan struct{})
	running := 0
	run := func(cmd tea.Cmd) {
		running++
		go func() {
			viewtest.Run(cmd, func(msg tea.Msg) { msgs <- msg })
			ended <- struct{}{}
		}()
	}
	take := func(msg tea.Msg) {
		if _, ok := msg.(tea.QuitMsg); ok {
			d.quit = true
			return
		}
		d.said = append(d.said, msg)
		_, next := d.Update(msg)
		d.frame()
		run(next)
	}
	run(cmd)
	for running > 0 || len(msgs) > 0 {
		select {
		case msg := <-msgs:
			take(msg)
		case <-ended:
			running--
		}
	}
}

// frame draws, checks and keeps a frame.
func (d *driver) frame() string {
	d.t.Helper()
	v := d.View()
	if v.Content != "" {
		golden.Fits(d.t, v.Content, d.w, d.h)
		d.frames.WriteString(v.Content + "\n")
	}
	if c := v.Cursor; c != nil && (c.X < 0 || c.X >= d.w || c.Y < 0 || c.Y >= d.h) {
		d.t.Errorf("the cursor is at %d,%d of %d,%d", c.X, c.Y, d.w, d.h)
	}
	return v.Content
}

func (d *driver) send(msg tea.Msg) {
	d.t.Helper()
	_, cmd := d.Update(msg)
	d.frame()
	d.do(cmd)
}

var named = map[string]tea.KeyPressMsg{
	"enter": {Code: tea.KeyEnter}, "esc": {Code: tea.KeyEscape}, "tab": {Code: tea.KeyTab}, "up": {Code: tea.KeyUp}, "down": {Code: tea.KeyDown},
	"shift+tab": {Code: tea.KeyTab, Mod: tea.ModShift}, "pgdown": {Code: tea.KeyPgDown}, "pgup": {Code: tea.KeyPgUp},
	"end": {Code: tea.KeyEnd}, "home": {Code: tea.KeyHome}, "backspace": {Code: tea.KeyBackspace},
}

// press presses keys by name; ctrl+x and single characters need no name.
func (d *driver) press(keys ...string) {
	d.t.Helper()
	for _, k := range keys {
		msg, ok := named[k]
		if c, ctrl := strings.CutPrefix(k, "ctrl+"); ctrl {
			msg, ok = tea.KeyPressMsg{Code: rune(c[0]), Mod: tea.ModCtrl}, true
		}
		if !ok {
			msg = tea.KeyPressMsg{Code: rune(k[0]), Text: k}
		}
		d.send(msg)
	}
}

// write types a text.
func (d *driver) write(text string) {
	d.t.Helper()
	for _, r := range text {
		d.send(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
}

// fill goes to a field of the form and types into it.
func (d *driver) fill(field, text string) {
	d.t.Helper()
	if !d.panel().form.Focus(field) {
		d.t.Fatalf("no field %s", field)
	}
	d.write(text)
}

// choose goes to a choice and takes the option that a text narrows it to.
func (d *driver) choose(field, text string) {
	d.t.Helper()
	d.panel().form.Focus(field)
	d.press("enter")
	d.write(text)
	d.press("enter")
}

// panel returns the form that is open.
func (d *driver) panel() *Panel {
	d.t.Helper()
	for _, p := range d.panels {
		if p, ok := p.(*Panel); ok {
			return p
		}
	}
	d.t.Fatal("no form is open")
	return nil
}

// want fails unless the frame shows a text.
func (d *driver) want(texts ...string) {
	d.t.Helper()
	frame := strings.Join(strings.Fields(strip(d.frame())), " ")
	for _, text := range texts {
		if !strings.Contains(frame, text) {
			d.t.Errorf("no %q in\n%s", text, strip(d.frame()))
		}
	}
}

// written is all that reached a file below the home folder, by path.
func (d *driver) written() map[string]string {
	d.t.Helper()
	out := map[string]string{}
	err := filepath.WalkDir(xdg.Home, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := e.Info()
		if err != nil {
			return err
		}
		if !e.IsDir() {
			data, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			rel, _ := filepath.Rel(xdg.Home, path)
			out[rel] = string(data)
			if info.Mode().Perm() != 0o600 {
				d.t.Errorf("%s has mode %v", rel, info.Mode())
			}
		}
		return nil
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return out
}

// search fails when a secret is in any frame, message, log or record, or in a
// file that is not meant to have it.
func (d *driver) search(secret string, meant ...string) {
	d.t.Helper()
	places := map[string]string{
		"frames": strip(d.frames.String()), "raw frames": d.frames.String(), "log": d.log.String(), "calls": fmt.Sprintf("%+v", d.calls.Latest()),
	}
	for i, m := range d.said {
		switch m := m.(type) {
		case tea.KeyPressMsg, tea.PasteMsg:
		case mine:
		default:
			places[fmt.Sprintf("message %d", i)] = fmt.Sprintf("%T %+v", m, m)
		}
	}
	for path, text := range d.written() {
		places[path] = text
	}
	for _, path := range meant {
		if !strings.Contains(places[path], secret) {
			d.t.Errorf("%s does not have the secret", path)
		}
		delete(places, path)
	}
	for place, text := range places {
		if strings.Contains(text, secret) {
			d.t.Errorf("the secret is in %s: %s", place, text)
		}
	}
}

func strip(s string) string {
	var b strings.Builder
	for {
		before, after, ok := strings.Cut(s, "\x1b[")
		b.WriteString(before)
		if !ok {
			return b.String()
		}
		_, s, _ = strings.Cut(after, "m")
	}
}

// scripted is a check that tells prepared steps, and lets a test look after each.
func scripted(steps ...probe.Step) func(context.Context, probe.Target, probe.Options, func(probe.Step)) []probe.Step {
	return func(_ context.Context, _ probe.Target, _ probe.Options, tell func(probe.Step)) []probe.Step {
		for _, s := range steps {
			tell(s)
		}
		return steps
	}
}

// demo starts a demo tenant and returns its variables.
func demo(t *testing.T) (*sandbox.Tenant, map[string]string) {
	t.Helper()
	tenant := sandbox.New(sandbox.Options{Seed: 7})
	server, err := tenant.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	return tenant, demotest.Vars(server.Env())
}

var _ screen.Dialog = (*Panel)(nil)
