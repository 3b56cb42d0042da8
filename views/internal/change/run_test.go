package change

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/ui/golden"
	"iscope/ui/screen"
)

// stage is a screen with a run on it, driven by hand.
type stage struct {
	*tenant
	run  *Run[lamp]
	news []tea.Msg // what was sent to others
}

// begin lights lamps.
func begin(t *testing.T, f *tenant, lamps []lamp) (*stage, tea.Cmd) {
	t.Helper()
	s := &stage{tenant: f}
	plan := f.light()
	on := Screen{
		Env: golden.Env(t, "dark", golden.Live(nil)), Cmds: &api.Commands{}, Journal: f.journal, Writes: t.Context(), Reads: api.NewScope(t.Context(), "lamps#1"),
	}
	var cmd tea.Cmd
	s.run, cmd = Begin(on, plan, lamps)
	return s, cmd
}

// do runs a command and all that follows from it.
func (s *stage) do(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	switch msg := cmd().(type) {
	case tea.BatchMsg:
		for _, c := range msg {
			s.do(c)
		}
	case api.Result[Outcome[lamp]]:
		_, cmd, _ := s.run.Took(msg)
		s.do(cmd)
	default:
		s.news = append(s.news, msg)
	}
}

// told returns the news of one type.
func told[M any](s *stage) []M {
	var out []M
	for _, msg := range s.news {
		if m, ok := msg.(M); ok {
			out = append(out, m)
		}
	}
	return out
}

// toast returns the only toast.
func (s *stage) toast(t rapid.TB) screen.Toast {
	t.Helper()
	toasts := told[screen.Toast](s)
	if len(toasts) != 1 {
		t.Fatalf("%d toasts: %+v", len(toasts), toasts)
	}
	return toasts[0]
}

func hall(n int) []lamp {
	var out []lamp
	for i := range n {
		out = append(out, lamp{ID: strconv.Itoa(i)})
	}
	return out
}

func TestOneAfterTheOther(t *testing.T) {
	s, cmd := begin(t, &tenant{}, hall(3))
	for i := range 3 {
		if got, want := s.run.Progress(), fmt.Sprintf("lighting %d of 3", i+1); got != want || s.run.Over() {
			t.Errorf("%q, want %q; over %v", got, want, s.run.Over())
		}
		result, ok := cmd().(api.Result[Outcome[lamp]])
		if !ok || result.To() != "lamps#1" || !result.IsWrite() || len(s.sent) != i+1 {
			t.Fatalf("%+v; sent %v", result, s.sent)
		}
		o, next, ok := s.run.Took(result)
		if !ok || o.Ending != Done || o.Object.ID != strconv.Itoa(i) {
			t.Fatalf("%+v %v", o, ok)
		}
		if _, again, ok := s.run.Took(result); ok || again != nil {
			t.Error("the same result counts twice")
		}
		batch := next().(tea.BatchMsg)
		s.do(batch[0])
		cmd = batch[1]
	}
	s.do(cmd)
	if !s.run.Over() || s.run.Progress() != "" || !slices.Equal(s.sent, []string{"0", "1", "2"}) || !slices.Equal(s.asked, s.sent) {
		t.Errorf("over %v, asked %v, sent %v", s.run.Over(), s.asked, s.sent)
	}
	if got := s.toast(t); got.Text != "3 of 3 lamps lit" || got.Tone != screen.Good || len(told[screen.Show](s)) != 0 {
		t.Errorf("%+v", got)
	}
	if got := told[screen.Decided](s); len(got) != 3 || got[1] != (screen.Decided{What: "light lamp", Target: "Lamp 1", ID: "1", Outcome: "done"}) {
		t.Errorf("%+v", got)
	}
	if got := told[api.Mutated](s); len(got) != 3 || got[2].Op != api.PatchWorkflow || !slices.Equal(got[2].IDs, []string{"2"}) {
		t.Errorf("%+v", got)
	}
}

// TestTheFirstUnclearOneStops pins that the rest waits, and is named.
func TestTheFirstUnclearOneStops(t *testing.T) {
	s, cmd := begin(t, &tenant{writes: map[string]answer{"1": {err: failed(api.Offline)}}}, hall(4))
	s.do(cmd)
	if !s.run.Over() || !slices.Equal(s.sent, []string{"0", "1"}) {
		t.Errorf("over %v, sent %v", s.run.Over(), s.sent)
	}
	text := "1 of 4 lamps lit, 1 unknown, 2 not sent"
	if got := s.toast(t); got.Text != text+"; the dark ones stay marked" || got.Tone != screen.Warn {
		t.Errorf("%+v", got)
	}
	reader := told[screen.Show](s)[0].Dialog
	list, _ := reader.Render(100, 20)
	list = ansi.Strip(list)
	for _, want := range []string{
		"Lamp 0 in the hall: done", "Lamp 1 in the hall: unknown: " + nobodyKnows[:40],
		"Lamp 2 in the hall: not sent, since the one before did not end clearly", "Lamp 3 in the hall: not sent",
	} {
		if !strings.Contains(list, want) {
			t.Errorf("%q is missing:\n%s", want, list)
		}
	}
	if reader.Title() != text {
		t.Errorf("%q", reader.Title())
	}
}

// TestTheSummaryAddsUp pins that whatever happens every lamp is told of once,
// and that none is sent twice.
func TestTheSummaryAddsUp(t *testing.T) {
	number := regexp.MustCompile(`(?:^|, )(\d+)`)
	rapid.Check(t, func(rt *rapid.T) {
		lamps := hall(rapid.IntRange(2, 12).Draw(rt, "lamps"))
		f := &tenant{writes: map[string]answer{}}
		for _, l := range lamps {
			if k := rapid.IntRange(-4, int(api.Unrecorded)).Draw(rt, "kind"); k >= 0 {
				f.writes[l.ID] = answer{err: failed(api.Kind(k))}
			}
		}
		s, cmd := begin(t, f, lamps)
		s.do(cmd)
		text, sum := s.toast(rt).Text, 0
		for _, n := range number.FindAllStringSubmatch(text, -1) {
			i, err := strconv.Atoi(n[1])
			if err != nil {
				rt.Fatal(err)
			}
			sum += i
		}
		if sum != len(lamps) {
			rt.Errorf("%q: %d of %d", text, sum, len(lamps))
		}
		if sent := slices.Compact(slices.Sorted(slices.Values(f.sent))); len(sent) != len(f.sent) || len(sent) != len(told[screen.Decided](s)) {
			rt.Errorf("sent %v, told of %d", f.sent, len(told[screen.Decided](s)))
		}
		if !s.run.Over() {
			rt.Error("the run has no end")
		}
	})
}

// TestSayOne pins what a person reads about a single object, and which screens
// hear that something may have changed.
func TestSayOne(t *testing.T) {
	dark := lamp{ID: "0"}
	for name, c := range map[string]struct {
		f       *tenant
		tone    screen.Tone
		text    string
		outcome string
		mutated int
	}{
		"done":      {&tenant{}, screen.Good, "Lit: Lamp 0 in the hall", "done", 1},
		"already":   {&tenant{reads: []answer{{l: lamp{"0", true, 0}}}}, screen.Good, "Lamp 0 in the hall: it was lit already", "done: it was lit already", 1},
		"swapped":   {&tenant{reads: []answer{{l: lamp{"0", false, 5}}}}, screen.Warn, "Lamp 0 in the hall: nothing was sent: it is another one; look again", "swapped: nothing was sent: it is another one", 1},
		"gone":      {&tenant{reads: []answer{{err: failed(api.NotFound)}}}, screen.Info, "Lamp 0 in the hall: it is gone already", "gone: it is gone already", 1},
		"forbidden": {&tenant{write: answer{err: failed(api.Forbidden)}}, screen.Bad, "Not lit: Lamp 0 in the hall: patch workflow: forbidden; this account lacks the right, or its token the scope sp:workflow:manage; ask an ISC administrator", "refused: patch workflow: forbidden", 0},
		"invalid":   {&tenant{write: answer{err: failed(api.Invalid)}}, screen.Bad, "Not lit: Lamp 0 in the hall: patch workflow: invalid", "refused: patch workflow: invalid", 0},
		"lost":      {&tenant{write: answer{err: failed(api.Offline)}}, screen.Bad, "Lamp 0 in the hall: " + nobodyKnows, "unknown: " + nobodyKnows, 1},
	} {
		t.Run(name, func(t *testing.T) {
			s, cmd := begin(t, c.f, []lamp{dark})
			if got := s.run.Progress(); got != "lighting Lamp 0" {
				t.Errorf("%q", got)
			}
			s.do(cmd)
			if got := s.toast(t); got.Text != c.text || got.Tone != c.tone || len(told[screen.Show](s)) != 0 {
				t.Errorf("%+v, want %q", got, c.text)
			}
			if got := told[screen.Decided](s); len(got) != 1 || got[0].Outcome != c.outcome {
				t.Errorf("%+v, want %q", got, c.outcome)
			}
			if got := told[api.Mutated](s); len(got) != c.mutated {
				t.Errorf("%+v", got)
			}
		})
	}
	f := &tenant{reads: []answer{{l: lamp{"0", false, 5}}}}
	s, _ := begin(t, f, []lamp{dark})
	s.run.plan.Again = "" // nothing is left to do
	s.do(s.run.attempt())
	if got := s.toast(t); got.Tone != screen.Info || got.Text != "Lamp 0 in the hall: nothing was sent: it is another one" {
		t.Errorf("%+v", got)
	}
}

// TestADefectIsUnknown pins that a panic of ours never passes for a refusal,
// and stops the run.
func TestADefectIsUnknown(t *testing.T) {
	s, cmd := begin(t, &tenant{onWrite: func() { panic("boom") }}, hall(2))
	s.do(cmd)
	if got := told[screen.Decided](s); len(got) != 1 || !strings.HasPrefix(got[0].Outcome, "unknown: it is not known what happened: ") {
		t.Errorf("%+v", got)
	}
	if len(s.sent) != 1 || len(told[api.Mutated](s)) != 1 || !s.run.Over() {
		t.Errorf("sent %v", s.sent)
	}
}

// TestResultsOfOthersAreIgnored pins that only the attempt under way counts.
func TestResultsOfOthersAreIgnored(t *testing.T) {
	s, cmd := begin(t, &tenant{}, hall(2))
	stray := api.Result[Outcome[lamp]]{Ticket: api.Ticket{Key: "1"}, Value: Outcome[lamp]{Ending: Done}}
	if _, got, ok := s.run.Took(stray); ok || got != nil {
		t.Error("a result for a lamp that is not under way counts")
	}
	s.do(cmd)
	if _, got, ok := s.run.Took(stray); ok || got != nil {
		t.Error("a result counts after the end")
	}
	var none *Run[lamp]
	if _, got, ok := none.Took(stray); ok || got != nil || !none.Over() || none.Progress() != "" {
		t.Error("a result counts without a run")
	}
	if s, cmd := begin(t, &tenant{}, nil); s.run != nil || cmd != nil {
		t.Error("a run over nothing begins")
	}
}
