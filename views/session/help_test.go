package session

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"iscope/api"
	"iscope/keymap"
	"iscope/ui/cell"
	"iscope/ui/dialog"
	"iscope/ui/golden"
	"iscope/ui/screen"
	"iscope/views/internal/viewtest"
)

const (
	idA  = "33f072dd-13b4-41e1-8ea0-16f2a59b57c8"
	uidA = "0a1b2c3d4e5f60718293a4b5c6d7e8f9"
	idB  = "44f072dd-13b4-41e1-8ea0-16f2a59b57c9"
	idC  = "55f072dd-13b4-41e1-8ea0-16f2a59b57ca"
)

// rig is a view with its tenant and the loop that drives it.
type rig struct {
	*viewtest.Loop
	m    *Model
	nerm *fake
	env  *screen.Env
	t    *testing.T
}

// inBubble runs a test with a view that is shown, in virtual time.
func inBubble(t *testing.T, set func(*Model, *fake), test func(*rig)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		f := newFake(t)
		env := golden.Env(t, "dark", golden.Live(time.Now))
		m := New(env, &api.Commands{NERM: f}, f.journal.Journal, t.Context(), "session#1")
		m.journal = f.journal
		if set != nil {
			set(m, f)
		}
		r := &rig{viewtest.New(t, m), m, f, env, t}
		defer r.end()
		r.Do(m.Init())
		r.Do(m.SetActive(true))
		test(r)
	})
}

// end lets the ticks come that are out: they cannot be called back, and a
// bubble waits for them.
func (r *rig) end() {
	r.Do(r.m.SetActive(false))
	if r.m.live != nil {
		r.m.endFollowing()
	}
	r.Advance(10 * time.Minute)
	r.m.Close()
}

// answer presses keys in the dialog that was opened last, as the shell would.
func (r *rig) answer(keys ...string) {
	r.t.Helper()
	d := r.Dialog()
	if d == nil {
		r.t.Fatal("no dialog was opened")
	}
	for _, k := range keys {
		cmd, done := d.Update(keyPress(k))
		if done {
			r.Sent = nil
		}
		r.Do(cmd)
	}
}

// say writes text into the dialog that was opened last, and accepts it.
func (r *rig) say(text string) {
	r.t.Helper()
	d := r.Dialog()
	if d == nil {
		r.t.Fatal("no dialog was opened")
	}
	for _, c := range text {
		d.Update(tea.KeyPressMsg{Code: c, Text: string(c)})
	}
	r.answer("enter")
}

// take moves down in the picker that was opened last and takes what is there.
func (r *rig) take(label string) {
	r.t.Helper()
	p, ok := r.Dialog().(interface {
		Selected() (dialog.Option, bool)
	})
	if !ok {
		r.t.Fatalf("the dialog is a %T", r.Dialog())
	}
	for range 100 {
		if o, _ := p.Selected(); o.Label == label {
			r.answer("enter")
			return
		}
		r.answer("down")
	}
	r.t.Fatalf("%q is not offered", label)
}

func keyPress(k string) tea.KeyPressMsg {
	switch k {
	case "enter":
		return tea.KeyPressMsg{Code: tea.KeyEnter}
	case "esc":
		return tea.KeyPressMsg{Code: tea.KeyEscape}
	case "backspace":
		return tea.KeyPressMsg{Code: tea.KeyBackspace}
	case "down":
		return tea.KeyPressMsg{Code: tea.KeyDown}
	case "tab":
		return tea.KeyPressMsg{Code: tea.KeyTab}
	}
	if c, ok := strings.CutPrefix(k, "ctrl+"); ok {
		return tea.KeyPressMsg{Code: rune(c[0]), Mod: tea.ModCtrl}
	}
	return tea.KeyPressMsg{Code: []rune(k)[0], Text: k}
}

// press hands keys to the view as the shell does: typing, or by the keymap.
func (r *rig) press(keys ...string) {
	r.t.Helper()
	for _, k := range keys {
		msg := keyPress(k)
		if r.m.Typing() {
			r.Send(msg)
			continue
		}
		if a, ok := r.env.Keys.Resolve(append(r.m.Scopes(), keymap.Global), msg.String()); ok {
			r.Act(a)
		}
	}
}

// question returns head and lines of the question asked last.
func (r *rig) question() (string, string) {
	r.t.Helper()
	c, ok := r.Dialog().(*dialog.Confirm)
	if !ok {
		r.t.Fatalf("the dialog is a %T", r.Dialog())
	}
	return c.Head, strings.Join(c.Lines, "\n")
}

// decisions returns what was noted in the activity log.
func (r *rig) decisions() []screen.Decided {
	var out []screen.Decided
	for _, msg := range r.Sent {
		if d, ok := msg.(screen.Decided); ok {
			out = append(out, d)
		}
	}
	return out
}

// frame returns what the view draws, without styles, and checks its size.
func (r *rig) frame(w, h int) string {
	r.t.Helper()
	styled, cursor := r.m.Render(w, h)
	lines := strings.Split(styled, "\n")
	if len(lines) != h {
		r.t.Fatalf("%d lines instead of %d:\n%s", len(lines), h, styled)
	}
	for _, l := range lines {
		if cell.Width(l) > w {
			r.t.Fatalf("%d cells instead of %d: %q", cell.Width(l), w, l)
		}
	}
	if cursor != nil && (cursor.X < 0 || cursor.X >= w || cursor.Y < 0 || cursor.Y >= h) {
		r.t.Fatalf("the cursor is at %d,%d of %dx%d", cursor.X, cursor.Y, w, h)
	}
	return ansi.Strip(styled)
}

// shows fails when the frame lacks one of the texts, however it is wrapped.
func (r *rig) shows(texts ...string) {
	r.t.Helper()
	frame := r.frame(120, 40)
	flat := strings.Join(strings.Fields(frame), " ")
	for _, text := range texts {
		if !strings.Contains(frame, text) && !strings.Contains(flat, text) {
			r.t.Errorf("the screen does not say %q:\n%s", text, frame)
		}
	}
}

// lacks fails when the frame has one of the texts.
func (r *rig) lacks(texts ...string) {
	r.t.Helper()
	frame := r.frame(120, 40)
	for _, text := range texts {
		if strings.Contains(frame, text) {
			r.t.Errorf("the screen says %q:\n%s", text, frame)
		}
	}
}

// golden compares the frame with testdata/name-WxH.golden.
func (r *rig) golden(name string, w, h int) {
	r.t.Helper()
	golden.Equal(r.t, fmt.Sprintf("%s-%dx%d", name, w, h), r.frame(w, h))
}

func splitLines(s string) []string { return strings.Split(s, "\n") }

func stripped(s string) string { return ansi.Strip(s) }

func answerUID(uid string) dialog.Answer { return dialog.Answer{Name: askUID, Value: uid} }

func resultOf(v recovered) api.Result[recovered] { return api.Result[recovered]{Value: v} }
