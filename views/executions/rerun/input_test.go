package rerun

import (
	"strings"
	"testing"

	"iscope/api"
)

// TestWhereTheInputComesFrom pins what is said where the history does not tell
// the input.
func TestWhereTheInputComesFrom(t *testing.T) {
	for name, c := range map[string]struct {
		set  func(f *tenant, e api.Execution)
		says string
	}{
		"archived": {func(f *tenant, e api.Execution) { delete(f.inputs, e.ID) }, "Archived: the tenant keeps executions for 90 days"},
		"no input": {func(f *tenant, e api.Execution) { f.inputs[e.ID] = "" }, "Its history does not tell the input"},
		"null":     {func(f *tenant, e api.Execution) { f.inputs[e.ID] = "null" }, "Its history does not tell the input"},
		"unreadable": {func(f *tenant, _ api.Execution) {
			f.fail = failing(api.GetHistory, &api.Error{Kind: api.Server, Status: 500, Detail: "oh"})
		}, "Its input could not be read: oh (HTTP 500)"},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				f := newTenant()
				e := f.flow("a", api.TriggerEvent, false)
				c.set(f, e)
				s := open(t, f)
				s.begin(e)
				s.shows(c.says, "input, yours", "1 {}")
				s.Press(next)
				text, _ := s.Asked("Run it again, live?").Render(76, 40)
				if !strings.Contains(text, "yours, 2 bytes") {
					t.Errorf("the question does not say whose input it is:\n%s", text)
				}
			})
		})
	}
}

// TestWhatIsKnownIsNotReadAgain pins that a timeline that is open lends its
// events.
func TestWhatIsKnownIsNotReadAgain(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := newTenant()
		e := f.flow("a", api.TriggerEvent, false)
		s := open(t, f)
		s.desk.known = func(string) []api.Event { return events(`{"from":"the timeline"}`) }
		s.begin(e)
		s.shows(`"from": "the timeline"`)
		if n := f.count(api.GetHistory); n != 0 {
			t.Errorf("%d histories read", n)
		}
	})
}

// TestEditing pins what editing changes, what is an error and what a warning.
func TestEditing(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := newTenant()
		f.example = `{"identity":{},"changes":[],"more":1}`
		e := f.flow("a", api.TriggerEvent, false)
		s := open(t, f)
		s.begin(e)
		s.shows("Unlike the trigger's example the input lacks changes, more and has n beyond it")
		s.Press(char('x'))
		s.shows("input, edited", "1:1 invalid character 'x' looking for beginning of value")
		s.Press(next)
		s.shows("line 1, column 1: invalid character 'x'")
		if len(s.Stack) != 1 {
			t.Fatal("a malformed input got through")
		}
		s.Press(ctrl('z'))
		s.shows("input, as in the history")
		s.Press(enter) // a line break before the object changes nothing
		s.Press(next)
		text, _ := s.Asked("Run it again, live?").Render(76, 40)
		if !strings.Contains(text, "as in the history") || !strings.Contains(text, "lacks changes, more") {
			t.Errorf("the question does not warn:\n%s", text)
		}
		s.Press(char('n'), ctrl('z'))
		s.Paste(`{"identity":1,"changes":[],"more":2}`)
		s.Press(next)
		s.shows("invalid character '{' after top-level value")
		s.Press(ctrl('z'), ctrl('z'), ctrl('z'), ctrl('z'), ctrl('z'))
		for range 200 {
			s.Press(ctrl('k'))
		}
		s.Paste(`{"identity":1,"changes":[],"more":2}`)
		s.Press(next)
		text, _ = s.Asked("Run it again, live?").Render(76, 40)
		if !strings.Contains(text, "edited, 36 bytes") || strings.Contains(text, "Unlike") {
			t.Errorf("%s", text)
		}
		s.Press(char('n'), esc)
		s.Asked("Discard the edited input?")
		s.Press(char('n'), next)
		s.Agree("Run it again, live?")
		if len(f.bodies) != 1 || f.bodies[0] != `{"identity":1,"changes":[],"more":2}` {
			t.Errorf("sent %q", f.bodies)
		}
	})
}

func TestEditsCanBeDiscarded(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := newTenant()
		s := open(t, f)
		s.begin(f.flow("a", api.TriggerEvent, false))
		s.Press(char('x'), esc)
		s.Agree("Discard the edited input?")
		if len(s.Stack) != 0 || s.desk.job != nil {
			t.Error("the window stayed")
		}
		s.j.Is(t)
	})
}

// TestALargePasteIsTaken pins that a megabyte does no harm, and is checked when
// it is to be sent.
func TestALargePasteIsTaken(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := newTenant()
		s := open(t, f)
		s.begin(f.flow("a", api.TriggerEvent, false))
		for range 200 {
			s.Press(ctrl('k'))
		}
		big := `{"a":"` + strings.Repeat("x", 1<<20) + `"}`
		s.Paste(big)
		s.Press(char('}'), next)
		s.shows("invalid character '}' after top-level value")
		s.Press(char('x')) // the cursor stands before what is wrong
		s.Press(ctrl('k'))
		s.Press(back, next)
		s.Agree("Run it again, live?")
		if len(f.bodies) != 1 || f.bodies[0] != big {
			t.Errorf("%d bodies", len(f.bodies))
		}
	})
}
