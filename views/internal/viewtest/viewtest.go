// Package viewtest drives a view the way the shell does, for tests: commands
// run in goroutines, their messages come back one at a time, and inside a
// testing/synctest bubble timers take no real time.
package viewtest

import (
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/keymap"
	"iscope/ui/screen"
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

	t     *testing.T
	msgs  chan tea.Msg
	meant func(tea.Msg) tea.Cmd // what comes of a message that was not for the view; nil: nothing
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
		go Run(cmd, func(msg tea.Msg) { l.msgs <- msg })
	}
}

func (l *Loop) handle(msg tea.Msg) {
	if to, ok := msg.(interface{ To() string }); ok {
		if to.To() == l.View.ID() {
			l.start(l.View.Update(msg))
			return
		}
	}
	l.Sent = append(l.Sent, msg)
	if l.meant != nil {
		l.start(l.meant(msg))
	}
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
