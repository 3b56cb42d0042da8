package viewtest

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	"go.uber.org/goleak"

	"iscope/keymap"
)

// noted is a message that only says who sent it.
type noted string

// after is a command that takes seconds.
func after(seconds int, name string) tea.Cmd {
	return func() tea.Msg {
		time.Sleep(time.Duration(seconds) * time.Second)
		return noted(name)
	}
}

// told runs a command and returns what was said, in order, and how long it took.
func told(t *testing.T, cmd tea.Cmd) (string, time.Duration) {
	t.Helper()
	var mu sync.Mutex
	var out []string
	began := time.Now()
	Run(cmd, func(msg tea.Msg) {
		mu.Lock()
		defer mu.Unlock()
		out = append(out, string(msg.(noted)))
	})
	return strings.Join(out, " "), time.Since(began)
}

// TestRun pins that commands run as bubbletea runs them: a sequence that ran
// side by side would end in other order and sooner.
func TestRun(t *testing.T) {
	nothing := func() tea.Msg { return nil }
	for name, c := range map[string]struct {
		cmd   tea.Cmd
		order string
		takes time.Duration
	}{
		"nothing":               {nil, "", 0},
		"a message of nothing":  {nothing, "", 0},
		"one":                   {after(2, "a"), "a", 2 * time.Second},
		"side by side":          {tea.Batch(after(3, "a"), after(1, "b"), nothing), "b a", 3 * time.Second},
		"in order":              {tea.Sequence(after(3, "a"), nil, nothing, after(1, "b")), "a b", 4 * time.Second},
		"a batch in a sequence": {tea.Sequence(tea.Batch(after(3, "a"), after(1, "b")), after(1, "c")), "b a c", 4 * time.Second},
		"a sequence in a batch": {tea.Batch(tea.Sequence(after(3, "a"), after(1, "b")), after(1, "c")), "c a b", 4 * time.Second},
		"a sequence in a sequence": {
			tea.Sequence(tea.Sequence(after(3, "a"), after(2, "b")), after(1, "c")), "a b c", 6 * time.Second},
		"a sequence in a batch in a sequence": {
			tea.Sequence(tea.Batch(tea.Sequence(after(1, "a"), after(3, "b")), after(2, "c")), after(1, "d")), "a c b d", 5 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				if order, takes := told(t, c.cmd); order != c.order || takes != c.takes {
					t.Errorf("%q in %v, want %q in %v", order, takes, c.order, c.takes)
				}
			})
		})
	}
}

// TestRunAsProgram holds Run against bubbletea itself.
func TestRunAsProgram(t *testing.T) {
	defer goleak.VerifyNone(t)
	var turn sync.Mutex
	ran := func(out *[]string, name string) tea.Cmd {
		return func() tea.Msg {
			turn.Lock()
			defer turn.Unlock()
			*out = append(*out, name)
			return noted(name)
		}
	}
	chain := func(out *[]string) tea.Cmd {
		return tea.Sequence(ran(out, "a"), tea.Batch(tea.Sequence(ran(out, "b"), ran(out, "c"))), tea.Sequence(nil, ran(out, "d"), ran(out, "e")), ran(out, "f"))
	}
	var mine, theirs []string
	Run(chain(&mine), func(tea.Msg) {})
	p := tea.NewProgram(&listener{first: tea.Sequence(chain(&theirs), tea.Quit)}, tea.WithInput(nil), tea.WithoutRenderer(), tea.WithoutSignalHandler())
	if _, err := p.Run(); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(mine, theirs) || len(mine) != 6 {
		t.Errorf("%q here, %q in a program", mine, theirs)
	}
}

// listener is a program that does nothing of its own.
type listener struct{ first tea.Cmd }

func (l *listener) Init() tea.Cmd                       { return l.first }
func (l *listener) Update(tea.Msg) (tea.Model, tea.Cmd) { return l, nil }
func (*listener) View() tea.View                        { return tea.NewView("") }

// mine is a message for the view it names.
type mine struct{ view, text string }

func (m mine) To() string { return m.view }

// notebook is a view that writes down what it gets and when.
type notebook struct {
	began time.Time
	got   []string
	does  map[keymap.Action]tea.Cmd
}

func (*notebook) ID() string                            { return "notes#1" }
func (n *notebook) Act(a keymap.Action) tea.Cmd         { return n.does[a] }
func (*notebook) Render(int, int) (string, *tea.Cursor) { return "", nil }
func (n *notebook) Update(msg tea.Msg) tea.Cmd {
	if m, ok := msg.(mine); ok {
		n.got = append(n.got, m.text+" "+time.Since(n.began).String())
	}
	return nil
}

// TestLoopInOrder pins that a loop keeps the order of a sequence, hands a view
// only what is for it, and lets time pass between.
func TestLoopInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		to := func(view, text string, wait time.Duration) tea.Cmd {
			return func() tea.Msg { time.Sleep(wait); return mine{view, text} }
		}
		n := &notebook{began: time.Now(), does: map[keymap.Action]tea.Cmd{
			"go": tea.Sequence(to("notes#1", "a", 2*time.Second), to("other#1", "x", 0), to("notes#1", "b", 0), to("notes#1", "c", time.Second)),
		}}
		l := New(t, n)
		l.Act("go")
		if len(n.got) != 0 {
			t.Errorf("without time passing it got %q", n.got)
		}
		l.Advance(2 * time.Second)
		if want := []string{"a 2s", "b 2s"}; !slices.Equal(n.got, want) {
			t.Errorf("after two seconds it got %q", n.got)
		}
		l.Advance(5 * time.Second)
		if want := []string{"a 2s", "b 2s", "c 3s"}; !slices.Equal(n.got, want) {
			t.Errorf("it got %q", n.got)
		}
		if len(l.Sent) != 1 || l.Sent[0] != (mine{"other#1", "x"}) {
			t.Errorf("sent %v", l.Sent)
		}
	})
}
