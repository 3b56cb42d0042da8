package rerun

import (
	"slices"
	"testing"
	"time"

	"iscope/api"
	"iscope/keymap"
	"iscope/ui/screen"
)

// views returns where the person was sent, in order.
func (s *stage) views() []keymap.Scope {
	var out []keymap.Scope
	for _, m := range s.Sent {
		if g, ok := m.(screen.Goto); ok {
			out = append(out, g.View)
		}
	}
	return out
}

// firstValue returns what the first view that the person was sent to was handed.
func (s *stage) firstValue() any {
	for _, m := range s.Sent {
		if g, ok := m.(screen.Goto); ok {
			return g.Value
		}
	}
	return nil
}

// TestWhoSendsNothingGoesBack pins that a window opened from the workflows leads back
// there as long as nothing was sent, and to the executions once that was agreed to.
func TestWhoSendsNothingGoesBack(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := newTenant()
		e := f.flow("a", api.TriggerEvent, false)
		s := open(t, f)
		s.test(f.workflow("a"))
		s.Press(esc)
		if got := s.views(); len(s.Stack) != 0 || !slices.Equal(got, []keymap.Scope{keymap.Workflows}) {
			t.Errorf("closed at once: %d windows, went to %q", len(s.Stack), got)
		}
		s.Sent = nil
		s.begin(e)
		s.Press(esc)
		if got := s.views(); len(s.Stack) != 0 || len(got) != 0 {
			t.Errorf("opened from the executions: %d windows, went to %q", len(s.Stack), got)
		}
		s.test(f.workflow("a"))
		s.Press(next)
		s.Agree("Test it, live?")
		s.Advance(time.Minute)
		if got := s.views(); !slices.Equal(got, []keymap.Scope{keymap.Executions, keymap.Executions}) || len(f.bodies) != 1 {
			t.Errorf("agreed to: went to %q, %d sent", got, len(f.bodies))
		}
		if w, ok := s.firstValue().(api.Workflow); !ok || w.ID != "a" {
			t.Errorf("first not to the runs of the workflow")
		}
	})
}

// TestNothingSentReadOnly pins that a launch that is refused leads back too.
func TestNothingSentReadOnly(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := newTenant()
		f.flow("a", api.TriggerEvent, false)
		s := open(t, f)
		s.env.ReadOnly = true
		s.test(f.workflow("a"))
		if got := s.views(); len(s.Stack) != 0 || !slices.Equal(got, []keymap.Scope{keymap.Workflows}) {
			t.Errorf("%d windows, went to %q", len(s.Stack), got)
		}
	})
}
