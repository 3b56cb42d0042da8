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
				s.press(next)
				text, _ := s.asked("Run it again, live?").Render(76, 40)
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
		s.press(char('x'))
		s.shows("input, edited", "1:1 invalid character 'x' looking for beginning of value")
		s.press(next)
		s.shows("line 1, column 1: invalid character 'x'")
		if len(s.stack) != 1 {
			t.Fatal("a malformed input got through")
		}
		s.press(ctrl('z'))
		s.shows("input, as in the history")
		s.press(enter) // a line break before the object changes nothing
		s.press(next)
		text, _ := s.asked("Run it again, live?").Render(76, 40)
		if !strings.Contains(text, "as in the history") || !strings.Contains(text, "lacks changes, more") {
			t.Errorf("the question does not warn:\n%s", text)
		}
		s.press(char('n'), ctrl('z'))
		s.do(s.toTop(paste(`{"identity":1,"changes":[],"more":2}`)))
		s.press(next)
		s.shows("invalid character '{' after top-level value")
		s.press(ctrl('z'), ctrl('z'), ctrl('z'), ctrl('z'), ctrl('z'))
		for range 200 {
			s.press(ctrl('k'))
		}
		s.do(s.toTop(paste(`{"identity":1,"changes":[],"more":2}`)))
		s.press(next)
		text, _ = s.asked("Run it again, live?").Render(76, 40)
		if !strings.Contains(text, "edited, 36 bytes") || strings.Contains(text, "Unlike") {
			t.Errorf("%s", text)
		}
		s.press(char('n'), esc)
		s.asked("Discard the edited input?")
		s.press(char('n'), next)
		s.agree("Run it again, live?")
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
		s.press(char('x'), esc)
		s.agree("Discard the edited input?")
		if len(s.stack) != 0 || s.desk.job != nil {
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
			s.press(ctrl('k'))
		}
		big := `{"a":"` + strings.Repeat("x", 1<<20) + `"}`
		s.do(s.toTop(paste(big)))
		s.press(char('}'), next)
		s.shows("invalid character '}' after top-level value")
		s.press(char('x')) // the cursor stands before what is wrong
		s.press(ctrl('k'))
		s.press(back, next)
		s.agree("Run it again, live?")
		if len(f.bodies) != 1 || f.bodies[0] != big {
			t.Errorf("%d bodies", len(f.bodies))
		}
	})
}
