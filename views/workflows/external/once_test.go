package external

import (
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/ui/dialog"
)

// TestOneQuestionForTwoKeys pins that the key that asks, pressed twice before the
// question can be seen, opens one: two could be agreed to one after the other.
func TestOneQuestionForTwoKeys(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := open(t, newTenant())
		s.Press(char('G'))
		first, second := s.Take(enter), s.Take(enter)
		s.Do(tea.Batch(first, second))
		if len(s.Stack) != 2 {
			t.Errorf("%d windows are open", len(s.Stack))
		}
		s.Press(esc, enter) // asked again once it was declined
		if len(s.Stack) != 2 {
			t.Errorf("%d windows are open after asking again", len(s.Stack))
		}
	})
}

// TestOldQuestionIsVoid pins that where nobody knows whether a client was made, a
// question from before that does not make another.
func TestOldQuestionIsVoid(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := newTenant()
		s := open(t, f)
		f.fail[api.CreateExternalClient] = &api.Error{Kind: api.Server, Op: api.CreateExternalClient, Status: 502, Detail: "bad gateway"}
		s.Press(char('G'), enter)
		old := s.Stack[1].(*dialog.Confirm).Value
		s.Agree("Create an OAuth client?")
		s.Advance(time.Minute)
		cmd, mine := s.desk.Answered(dialog.Answer{View: s.View.ID(), Name: questions, Value: old})
		s.Do(cmd)
		s.Advance(time.Minute)
		if n := f.count(api.CreateExternalClient); n != 1 || !mine {
			t.Errorf("%d requests, ours: %v", n, mine)
		}
		s.Press(enter)
		s.Agree("Create an OAuth client?")
		s.Advance(time.Minute)
		if n := f.count(api.CreateExternalClient); n != 2 {
			t.Errorf("agreed to anew, and %d requests", n)
		}
	})
}
