// Package viewtest drives a view the way the shell does, for tests: commands
// run in goroutines, their messages come back one at a time, and inside a
// testing/synctest bubble timers take no real time.
package viewtest

import (
	"math"
	"reflect"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/keymap"
	"iscope/ui/screen"
	"iscope/ui/theme"
)

// Model is what a view must have to be driven.
type Model interface {
	ID() string
	Update(tea.Msg) tea.Cmd
	Act(keymap.Action) tea.Cmd
	Render(w, h int) (string, *tea.Cursor)
}

// Loop drives one view. Make it with New inside a synctest bubble.
type Loop struct {
	View Model
	// Sent holds every message that was not for the view, such as intents, in
	// order.
	Sent []tea.Msg

	t    *testing.T
	msgs chan tea.Msg
}

// New returns a loop around v.
func New(t *testing.T, v Model) *Loop { return &Loop{View: v, t: t, msgs: make(chan tea.Msg, 1024)} }

// Do runs cmd and everything that follows from it until nothing happens any
// more without time passing.
func (l *Loop) Do(cmd tea.Cmd) {
	l.t.Helper()
	l.start(cmd)
	l.settle()
}

// Act presses what stands for an action.
func (l *Loop) Act(a keymap.Action) {
	l.t.Helper()
	l.Do(l.View.Act(a))
}

// Send hands a message to the view.
func (l *Loop) Send(msg tea.Msg) {
	l.t.Helper()
	l.Do(l.View.Update(msg))
}

// Type hands every character of s to the view as a key press.
func (l *Loop) Type(s string) {
	l.t.Helper()
	for _, r := range s {
		l.Send(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
}

// Advance lets d of the bubble's time pass and handles what it brings.
func (l *Loop) Advance(d time.Duration) {
	l.t.Helper()
	end := time.Now().Add(d)
	for {
		l.settle()
		left := time.Until(end)
		if left <= 0 {
			return
		}
		select {
		case msg := <-l.msgs:
			l.handle(msg)
		case <-time.After(left):
		}
	}
}

func (l *Loop) settle() {
	for {
		synctest.Wait()
		select {
		case msg := <-l.msgs:
			l.handle(msg)
		default:
			return
		}
	}
}

func (l *Loop) start(cmd tea.Cmd) {
	if cmd != nil {
		go func() { l.msgs <- cmd() }()
	}
}

func (l *Loop) handle(msg tea.Msg) {
	switch m := msg.(type) {
	case nil:
		return
	case tea.BatchMsg:
		for _, c := range m {
			l.start(c)
		}
		return
	}
	// tea.Sequence gives an unexported slice of commands.
	if v := reflect.ValueOf(msg); v.Kind() == reflect.Slice && v.Type().Elem() == reflect.TypeFor[tea.Cmd]() {
		for i := range v.Len() {
			l.start(v.Index(i).Interface().(tea.Cmd))
		}
		return
	}
	if to, ok := msg.(interface{ To() string }); ok {
		if to.To() == l.View.ID() {
			l.start(l.View.Update(msg))
			return
		}
	}
	l.Sent = append(l.Sent, msg)
}

// Toasts returns the texts of the toasts sent so far.
func (l *Loop) Toasts() []string {
	var out []string
	for _, m := range l.Sent {
		if t, ok := m.(screen.Toast); ok {
			out = append(out, t.Text)
		}
	}
	return out
}

// Dialog returns the dialog that was asked for last, nil when none was.
func (l *Loop) Dialog() screen.Dialog {
	for i := len(l.Sent) - 1; i >= 0; i-- {
		if s, ok := l.Sent[i].(screen.Show); ok {
			return s.Dialog
		}
	}
	return nil
}

// Env returns an environment with the default keys, UTC, a dark theme and the
// clock now. Random is always 0.5.
func Env(t *testing.T, now func() time.Time) *screen.Env {
	t.Helper()
	keys, problems := keymap.New(nil)
	if problems != nil {
		t.Fatal(problems)
	}
	return &screen.Env{
		Styles: theme.New("dark", true, false, ""), Keys: keys, Now: now, Random: func() float64 { return 0.5 }, Zone: time.UTC,
		Tenant: "acme", WebURL: "https://acme.identitynow.com", Refresh: 15 * time.Second, Undo: 5 * time.Second, Motion: true,
	}
}

// Forever is longer than any test waits.
const Forever = time.Duration(math.MaxInt64)
