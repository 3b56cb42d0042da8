package rerun

import (
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"iscope/api"
	"iscope/api/journal"
	"iscope/ui/golden"
	"iscope/ui/theme"
	"iscope/views/internal/change/changetest"
)

// sizes are those of terminals; the shell leaves a window six cells and lines
// less.
var sizes = []struct {
	name string
	w, h int
}{{"120x36", 120, 36}, {"80x24", 80, 24}, {"40x12", 40, 12}}

// window draws the window on top as the shell does in a terminal of that size,
// with its title and the keys.
func (s *stage) window(w, h int) string {
	s.t.Helper()
	d := s.Top()
	inner := 76
	if x, ok := d.(interface{ Width() int }); ok {
		inner = x.Width()
	}
	inner = min(inner, w-6)
	body, cursor := d.Render(inner, h-6)
	if cursor != nil && (cursor.X < 0 || cursor.X >= inner || cursor.Y < 0 || cursor.Y >= h-6) {
		s.t.Errorf("cursor at %v of %dx%d", cursor, inner, h-6)
	}
	var keys []string
	for _, x := range d.Hints() {
		keys = append(keys, x.Key+" "+x.Text)
	}
	if _, ok := d.(*Panel); ok {
		golden.Fits(s.t, body, inner, min(h-6, highest))
	}
	return "[" + d.Title() + "]\n" + body + "\n[" + strings.Join(keys, "   ") + "]"
}

func (s *stage) golden(name string) {
	s.t.Helper()
	for _, size := range sizes {
		golden.Equal(s.t, name+"-"+size.name, ansi.Strip(s.window(size.w, size.h)))
	}
	was := s.env.Styles
	s.env.Styles = theme.New("mono", true, true, "")
	golden.Mono(s.t, name+"-mono", s.window(80, 24))
	s.env.Styles = was
}

// story names things as a real tenant does.
func story(f *tenant) (one api.Execution, many []api.Execution) {
	f.example = `{"identity":{"id":"ee769173319b41d19ccec6cea52f237b","name":"john.doe","type":"IDENTITY"},"changes":[]}`
	one = f.flow("0c7f2a5e-0001-4000-8000-0123456789ab", api.TriggerEvent, true)
	f.workflows[one.WorkflowID].Name = "Joiner: provision laptop"
	f.inputs[one.ID] = `{"identity":{"id":"ee769173319b41d19ccec6cea52f237b","name":"ada.lovelace","type":"IDENTITY"},"attributes":{"department":"Research","start":"2026-03-01"}}`
	x := f.flow("0c7f2a5e-0002-4000-8000-0123456789ab", api.TriggerExternal, true)
	f.workflows[x.WorkflowID].Name = "Badge lost"
	many = []api.Execution{one, f.ran(one.WorkflowID), f.ran(one.WorkflowID), x, f.ran(x.WorkflowID)}
	delete(f.inputs, many[2].ID)
	return one, many
}

func TestFrames(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := newTenant()
		one, _ := story(f)
		s := open(t, f)
		f.latency = time.Second
		s.begin(one)
		s.golden("reading")
		s.Advance(10 * time.Second)
		s.golden("input")
		s.Press(next)
		s.golden("ask-disable")
		f.latency = 0
		s.Agree("Step 1 of 3: disable the workflow?")
		s.golden("ask-run")
		s.Press(char('n'))
		s.Press(back, char('}'), char('}'))
		s.golden("malformed")
		s.Press(ctrl('z'), next)
		f.lose = func(api.Op, string) bool { return true }
		s.Agree("Run it again, live?")
		s.golden("ask-enable")
		s.Press(char('n'))
		s.Advance(time.Minute)
		s.golden("nobody-knows")
	})
}

func TestFramesOfMany(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := newTenant()
		_, many := story(f)
		j := changetest.New()
		e := j.Sent(t, journal.Intent{Op: api.ExecuteExternal, Target: many[3].WorkflowID, Line: many[3].ID})
		if err := j.Journal.End(journal.End{ID: e.ID, Ending: journal.Done, Words: "started as 5f0c1b7a-0001-4000-8000-00000000000a"}); err != nil {
			t.Fatal(err)
		}
		s := openWith(t, f, j)
		time.Sleep(time.Hour)
		s.begin(many...)
		s.Press(char('j'), char('j'), char('j'))
		s.golden("many")
		s.Press(next)
		s.Agree("Step 1 of 3: disable the workflow?")
		s.golden("ask-many")
		f.fail = failing(api.ExecuteExternal, &api.Error{Kind: api.Forbidden, Status: 403, Detail: "Forbidden: insufficient scope"})
		f.latency = time.Second
		s.Agree("Run 3 runs again, live?")
		s.Advance(7 * time.Second)
		s.golden("running")
		s.Advance(time.Minute)
		s.Press(char('n'))
		s.Press(char('G'))
		s.golden("many-ended")
	})
}

func TestFramesOfATest(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := newTenant()
		one, _ := story(f)
		f.dated = "1999-11-01T00:00:00Z"
		s := open(t, f)
		s.env.Protected = true
		w := f.workflow(one.WorkflowID)
		s.desk.keepLast(w.ID, []byte(`{"identity":{}}`))
		time.Sleep(20 * time.Minute)
		s.test(w)
		s.golden("test-input")
		f.latency = time.Second
		s.Press(choices)
		s.golden("choose-reading")
		s.Advance(2 * time.Second)
		s.Press(char('j'), char('j'), char('j'))
		s.golden("choose")
		f.latency = 0
		s.Press(enter)
		s.golden("choose-archived")
		s.Press(char('j'), enter)
		s.golden("test-chosen")
		f.workflows[w.ID].Enabled = false
		s.Press(esc)
		s.test(f.workflow(w.ID))
		s.Press(next)
		s.golden("ask-test")
	})
}

func TestFramesOfExecute(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := newTenant()
		_, many := story(f)
		s := open(t, f)
		w := f.workflow(many[3].WorkflowID)
		s.execute(w)
		s.golden("execute-input")
		s.Press(next)
		s.golden("ask-execute")
		s.Press(char('n'), esc)
		f.workflows[w.ID].Enabled = false
		s.execute(w)
		s.golden("execute-blocked")
	})
}

// TestAnyRoomWillDo pins that the window draws itself in any room at all.
func TestAnyRoomWillDo(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := newTenant()
		one, many := story(f)
		for _, list := range [][]api.Execution{{one}, many} {
			s := open(t, f)
			s.begin(list...)
			for w := range 40 {
				for h := range 20 {
					body, _ := s.Top().Render(w, h)
					golden.Fits(t, body, w, h)
				}
			}
		}
	})
}

// TestHostileNamesAreHarmless pins that what a tenant calls things cannot drive
// the terminal from here: domain values are clean, the input is not.
func TestHostileNamesAreHarmless(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := newTenant()
		e := f.flow("a", api.TriggerEvent, false)
		f.workflows["a"].Name = "Pаyroll" // with a Cyrillic а
		f.inputs[e.ID] = "{\"\u202eevil\":\"\u009b2J\u200b\",\"x\\u001b]0;\":1}"
		f.example = "{\"\u202elive\":1}"
		s := open(t, f)
		s.begin(e, f.ran("a"))
		frame, _ := s.Top().Render(100, 30)
		s.Press(next)
		asked, _ := s.Top().Render(76, 60)
		for _, bad := range []string{"\u202e", "\u009b", "\u200b", "\x1b]"} {
			if strings.Contains(frame+asked, bad) {
				t.Errorf("%q is alive", bad)
			}
		}
		if !strings.Contains(asked, "mixes letters of several scripts") {
			t.Errorf("nothing warns of the name:\n%s", asked)
		}
		s.Press(char('n'), enter)
		frame, _ = s.Top().Render(100, 30)
		if !strings.Contains(ansi.Strip(frame), `\u202eevil`) || strings.Contains(frame, "\u202e") {
			t.Errorf("the input hides what it has:\n%s", frame)
		}
	})
}
