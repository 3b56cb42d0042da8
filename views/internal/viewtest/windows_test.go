package viewtest

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/ui/dialog"
	"iscope/ui/golden"
	"iscope/ui/screen"
)

// pane is a window that writes down what it gets; esc closes it.
type pane struct {
	title  string
	typing bool
	got    []string
	does   tea.Cmd // what a key leads to
}

func (p *pane) Title() string                         { return p.title }
func (p *pane) Render(int, int) (string, *tea.Cursor) { return "body of " + p.title, nil }
func (p *pane) Hints() []screen.Hint                  { return nil }
func (p *pane) Typing() bool                          { return p.typing }
func (p *pane) Listens(msg tea.Msg) bool              { m, ok := msg.(mine); return ok && m.text == "for "+p.title }
func (p *pane) Init() tea.Cmd {
	return func() tea.Msg { return mine{"notes#1", "for " + p.title} }
}
func (p *pane) Update(msg tea.Msg) (tea.Cmd, bool) {
	switch m := msg.(type) {
	case tea.KeyPressMsg:
		p.got = append(p.got, m.String())
		return p.does, m == Esc
	case tea.PasteMsg:
		p.got = append(p.got, "paste "+m.Content)
	case mine:
		p.got = append(p.got, m.text)
	}
	return nil, false
}

// show asks for windows, one message each.
func show(shows ...screen.Show) tea.Cmd {
	var cmds []tea.Cmd
	for _, s := range shows {
		cmds = append(cmds, func() tea.Msg { return s })
	}
	return tea.Sequence(cmds...)
}

func titles(list []screen.Dialog) string {
	var out []string
	for _, d := range list {
		out = append(out, d.Title())
	}
	return strings.Join(out, " ")
}

// TestWindows pins who gets what.
func TestWindows(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var rest []string
		w := NewWindows(t, Part("notes#1", func(msg tea.Msg) tea.Cmd { rest = append(rest, msg.(mine).text); return nil }))
		a, b := &pane{title: "a"}, &pane{title: "b"}
		if w.Top() != nil {
			t.Error("something is open")
		}
		w.Do(show(screen.Show{Dialog: a}))
		w.Press(Char('x'), Ctrl('s'))
		w.Write("ab")
		w.Paste("cd")
		a.does = show(screen.Show{Dialog: b})
		w.Press(Enter)
		a.does = nil
		w.Send(mine{"notes#1", "for a"}) // which is not on top
		w.Send(mine{"notes#1", "for b"})
		if want := []string{"for a", "x", "ctrl+s", "a", "b", "paste cd", "enter"}; !slices.Equal(a.got, want) {
			t.Errorf("the first got %q", a.got)
		}
		if want := []string{"for b", "for b"}; !slices.Equal(b.got, want) || !slices.Equal(rest, []string{"for a"}) {
			t.Errorf("the second got %q, the view %q", b.got, rest)
		}
		if len(w.Came) != 4 {
			t.Errorf("came: %v", w.Came)
		}
		if w.Press(Esc); w.Top() != a {
			t.Errorf("open: %s", titles(w.Stack))
		}
		if w.Press(Esc); w.Top() != nil || len(w.Sent) != 2 {
			t.Errorf("open: %s; %d sent", titles(w.Stack), len(w.Sent))
		}
	})
}

// TestWindowsLate pins that a window which no key opened gives way, unless it
// belongs over the one that is open.
func TestWindowsLate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := NewWindows(t, Part("notes#1", func(tea.Msg) tea.Cmd { return nil }))
		a, b, c, d := &pane{title: "a"}, &pane{title: "b"}, &pane{title: "c"}, &pane{title: "d", typing: true}
		w.Do(show(screen.Show{Dialog: a, Late: true}, screen.Show{Dialog: b, Late: true}, screen.Show{Dialog: b, Late: true, Over: c}, screen.Show{Dialog: c, Late: true, Over: a}))
		if titles(w.Stack) != "a c" || titles(w.Dropped) != "b b" {
			t.Errorf("open: %s; dropped: %s", titles(w.Stack), titles(w.Dropped))
		}
		w.Do(show(screen.Show{Dialog: d}, screen.Show{Dialog: b, Late: true, Over: d}))
		if titles(w.Stack) != "a c d" || titles(w.Dropped) != "b b b" {
			t.Errorf("over one that is typed into: %s; dropped: %s", titles(w.Stack), titles(w.Dropped))
		}
	})
}

// TestWindowsAsk answers questions, and pins that none is asked twice and that
// an answer comes to the view.
func TestWindowsAsk(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		env := golden.Env(t, "dark", golden.Live(time.Now))
		var answers []dialog.Answer
		w := NewWindows(t, Part("notes#1", func(msg tea.Msg) tea.Cmd { answers = append(answers, msg.(dialog.Answer)); return nil }))
		w.Pause = time.Second
		ask := func(name, typed string) screen.Show {
			return screen.Show{Dialog: &dialog.Confirm{Env: env, View: "notes#1", Name: name, Head: "Really " + name + "?", Type: typed}}
		}
		began := time.Now()
		w.Do(show(ask("burn", ""), ask("burn", "")))
		if len(w.Stack) != 1 || len(w.Dropped) != 1 {
			t.Fatalf("open: %s; dropped: %s", titles(w.Stack), titles(w.Dropped))
		}
		if w.Asked("Really burn?") != w.Asked("") {
			t.Error("two questions")
		}
		w.Agree("Really burn?")
		w.Do(show(ask("tear", "it")))
		w.Agree("")
		if len(answers) != 2 || answers[0].Name != "burn" || answers[1].Name != "tear" || w.Top() != nil {
			t.Errorf("answers %+v, open: %s", answers, titles(w.Stack))
		}
		if passed := time.Since(began); passed != 5*time.Second {
			t.Errorf("%v passed", passed)
		}
	})
}

// TestWindowsChoose takes an option by the beginning of its label.
func TestWindowsChoose(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var got any
		w := NewWindows(t, Part("notes#1", func(msg tea.Msg) tea.Cmd { got = msg.(dialog.Answer).Value; return nil }))
		p := &dialog.Pick{Env: golden.Env(t, "dark"), View: "notes#1", Name: "which", Head: "Which one?"}
		p.SetOptions([]dialog.Option{{Label: "One", Value: 1}, {Label: "Two", Value: 2}, {Label: "Twenty", Value: 20}})
		w.Do(show(screen.Show{Dialog: p}))
		w.Choose("Twe")
		if o, _ := got.(dialog.Option); o.Value != 20 || w.Top() != nil {
			t.Errorf("chose %v, open: %s", got, titles(w.Stack))
		}
	})
}
