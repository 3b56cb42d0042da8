package external

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"iscope/api"
	"iscope/ui/golden"
	"iscope/ui/theme"
	"iscope/views/workflows/delta"
)

func TestDryTest(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := newTenant()
		s := open(t, f)
		s.Press(enter)
		s.shows("the step library's example", `"badge": "B-17"`)
		s.Press(ctrl('s'))
		s.shows("The echo is what was sent. Nothing ran.", `"north door"`)
		if len(f.inputs) != 1 || !sameJSON(f.inputs[0], example) {
			t.Errorf("%q", f.inputs)
		}
		s.Press(char('Y'))
		if c := s.copies(); len(c) != 1 || !sameJSON(c[0].Text, example) {
			t.Errorf("%v", c)
		}
		f.echo = `{"badge":17,"person":{"id":"2c91"},"seen":["north door","lobby","roof"],"odd \u202e":true}`
		s.Press(esc, ctrl('s'))
		s.shows("differs from what was sent. Nothing ran.", "- only in what was sent: 2 lines + only in what came back: 3 lines",
			`- "badge": "B-17"`, `+ "badge": 17`, `- "name": "Ada Lovelace"`, `+ "roof"`, `+ "odd \u202e": true`)
		s.Press(esc, char('x'))
		s.Press(ctrl('s'))
		s.shows("line 1, column 1")
		if f.count(api.TestExternal) != 2 {
			t.Errorf("%d requests", f.count(api.TestExternal))
		}
		s.Press(ctrl('z'), esc, esc)
		if len(s.Stack) != 0 || len(f.journal.Happened()) != 0 || f.count(api.ExecuteExternal) != 0 {
			t.Errorf("%v %v", f.calls, f.journal.Happened())
		}
	})
}

func sameJSON(a, b string) bool { return delta.Diff([]byte(a), []byte(b)) == nil }

func TestDryTestFails(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := newTenant()
		f.fail[api.TestExternal] = &api.Error{Kind: api.Forbidden, Status: 403, Op: api.TestExternal, Detail: "Forbidden"}
		s := open(t, f)
		s.Press(enter, ctrl('s'))
		s.shows("The dry test failed: Forbidden", "lacks the right")
		s.View.Update(tea.FocusMsg{})
		s.Press(esc)
		f.latency = time.Minute
		s.Press(enter)
		s.Press(ctrl('s'))
		s.Advance(time.Second)
		s.shows("Asking for the echo")
		s.Press(ctrl('s'))
		s.shows("Asking for the echo")
		s.Press(esc, esc)
		s.Advance(time.Hour)
		if len(s.Stack) != 0 || f.count(api.TestExternal) != 2 {
			t.Errorf("%d windows, %d requests", len(s.Stack), f.count(api.TestExternal))
		}
	})
}

func TestExecuteIsHandedOver(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := newTenant()
		s := open(t, f)
		s.Press(down, enter)
		if len(s.Stack) != 0 || len(s.runs) != 1 || s.runs[0].Workflow.ID != flowID || len(f.calls) != 0 {
			t.Errorf("%d windows, %v, %v", len(s.Stack), s.runs, f.calls)
		}
	})
}

func TestBegin(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := newTenant()
		s := open(t, f)
		s.create()
		s.Stack = nil
		s.Do(s.desk.Begin(f.w))
		if len(s.Stack) != 1 || s.desk.panel.secret == nil {
			t.Error("a secret nobody has seen is lost when the window is opened anew")
		}
		s.Press(char('y'), esc, esc)
		s.Do(s.desk.Begin(api.Workflow{ID: "w", Name: "Leaver", Trigger: api.Trigger{Type: "EVENT"}}))
		if got := s.Toasts(); len(got) != 1 || got[0] != "Leaver has no external trigger" {
			t.Errorf("%q", got)
		}
		s.desk.example = nil
		s.Do(s.desk.Begin(f.w))
		s.Press(enter)
		s.shows("there is no example")
	})
}

func (s *stage) golden(name string) {
	s.t.Helper()
	d := s.Stack[len(s.Stack)-1]
	window := func(w, h int) string {
		body, cursor := d.Render(w, h)
		if cursor != nil && (cursor.X >= w || cursor.Y >= h) {
			s.t.Errorf("cursor at %v of %dx%d", cursor, w, h)
		}
		lines := strings.Split(body, "\n")
		if len(lines) > h {
			s.t.Errorf("%d lines of %d", len(lines), h)
		}
		golden.Fits(s.t, body, w, len(lines))
		var keys []string
		for _, x := range d.Hints() {
			keys = append(keys, x.Key+" "+x.Text)
		}
		return "[" + d.Title() + "]\n" + body + "\n[" + strings.Join(keys, "   ") + "]"
	}
	golden.Equal(s.t, name+"-120x36", ansi.Strip(window(100, 30)))
	golden.Equal(s.t, name+"-80x24", ansi.Strip(window(74, 18)))
	golden.Equal(s.t, name+"-40x12", ansi.Strip(window(34, 6)))
	was := s.env.Styles
	s.env.Styles = theme.New("mono", true, true, "")
	golden.Mono(s.t, name+"-mono", window(74, 18))
	s.env.Styles = was
	for w := range 40 {
		for _, h := range []int{1, 2, 9} {
			window(w+1, h)
		}
	}
}

func TestFrames(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := newTenant()
		s := open(t, f)
		s.golden("menu")
		s.Press(enter)
		s.golden("input")
		f.echo = `{"badge":17,"person":{"id":"2c91"}}`
		s.Press(ctrl('s'))
		s.golden("echo")
		s.Press(esc, esc)
		s.create()
		s.golden("secret")
		s.Press(char('v'), char('y'))
		s.golden("secret-shown")
		s.Press(esc)
		s.golden("created")
	})
	bubble(t, func(t *testing.T) {
		f := newTenant()
		f.w.Enabled = false
		f.fail[api.CreateExternalClient] = &api.Error{Kind: api.Offline, Op: api.CreateExternalClient, Detail: "reset"}
		s := open(t, f)
		s.create()
		s.env.ReadOnly = true
		s.golden("unknown")
	})
}
