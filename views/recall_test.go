package views

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/api/journal"
	"iscope/ui/screen"
)

// settlingView is a view that settles decisions of some kinds as it is told to.
type settlingView struct {
	*fakeView
	settles []api.Op
	given   []journal.Entry
}

var _ Settler = (*settlingView)(nil)

func (v *settlingView) Settles(op api.Op) bool { return slices.Contains(v.settles, op) }

func (v *settlingView) Settle(entries []journal.Entry) tea.Cmd {
	v.given = append(v.given, entries...)
	return nil
}

// tells answers for one of the entries, in the order they were given.
func (st *stage) tells(e journal.Entry, outcome string, doubtful bool) {
	st.send(screen.Recalled{Decided: screen.Decided{What: "approve", Target: e.Name, ID: e.Target, Outcome: outcome}, Intent: e.ID, Doubtful: doubtful})
}

// past is a decision of an earlier run.
type past struct {
	op     api.Op
	target string
	sent   bool
}

// earlier returns a journal of a new run in which an earlier one left these
// decisions open.
func earlier(t *testing.T, file *journal.Bytes, decisions ...past) *journal.Journal {
	t.Helper()
	j := journal.New(file.Open(), "acme", time.Now)
	for _, p := range decisions {
		i := journal.Intent{ID: j.NewID(), Op: p.op, Target: p.target, Name: "The name of " + p.target}
		if err := j.Begin(i); err != nil {
			t.Fatal(err)
		}
		if p.sent {
			if err := j.Guard(journal.With(context.Background(), i.ID), p.op); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	return journal.New(file.Open(), "acme", time.Now)
}

// sentAndHeld is one decision that was sent and one that was held.
func sentAndHeld() []past {
	return []past{{api.ApproveItem, "w1", true}, {api.ForwardWorkItem, "w2", false}}
}

// onReturn plays a test in a shell that begins after a run which left these
// decisions open. Its inbox and its tasks settle what is of their kind.
func onReturn(t *testing.T, play func(st *stage, inbox, tasks *settlingView, file *journal.Bytes), decisions ...past) {
	t.Helper()
	var inbox, tasks *settlingView
	file := journal.NewBytes(nil)
	onStage(t, func(opt *Options) {
		file = journal.NewBytes(nil) // in the bubble
		opt.Journal = earlier(t, file, decisions...)
		inbox = &settlingView{fakeView: opt.Views[2].(*fakeView), settles: []api.Op{api.ApproveItem, api.ForwardWorkItem}}
		tasks = &settlingView{fakeView: opt.Views[3].(*fakeView), settles: []api.Op{api.PatchTask}}
		opt.Views[2], opt.Views[3] = inbox, tasks
	}, func(st *stage) { play(st, inbox, tasks, file) })
}

// endings returns how the decisions of a journal ended, by their targets.
func endings(t *testing.T, j *journal.Journal) map[string]journal.Ending {
	t.Helper()
	entries, err := j.Entries()
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]journal.Ending{}
	for _, e := range entries {
		out[e.Target] = e.Ending
	}
	return out
}

const recallTitle = "Since the last time"

// TestSinceTheLastTime pins that every decision which an earlier run left open
// is named with what became of it, once that is known of all of them.
func TestSinceTheLastTime(t *testing.T) {
	onReturn(t, func(st *stage, inbox, tasks *settlingView, _ *journal.Bytes) {
		st.says("Looking at what became of 3 decisions of the last time")
		if len(inbox.given) != 2 || inbox.given[0].Target != "w1" || inbox.given[1].Target != "w2" || len(tasks.given) != 1 || tasks.given[0].Target != "t1" {
			t.Fatalf("the inbox settles %+v, the tasks %+v", inbox.given, tasks.given)
		}
		st.tells(inbox.given[0], "approved", false)
		st.silent(recallTitle)
		st.tells(tasks.given[0], "sent, but nobody knows whether it arrived: no route", true)
		st.silent(recallTitle)
		st.tells(inbox.given[1], "not sent: it was held when iscope ended", false)
		st.says(recallTitle)
		for _, want := range []string{
			"the outcome of 3 decisions", "The name of w1", "id w1", "approved", "The name of w2", "id w2", "not sent: it was held when iscope ended",
			"The name of t1", "id t1", "nobody knows whether it arrived: no route", "Nothing is sent by itself",
		} {
			st.says(want)
		}
		st.press("esc") // typed before it could be seen
		st.says(recallTitle)
		st.wait(time.Second)
		st.press("esc")
		st.silent(recallTitle)
		st.press("L")
		for _, want := range []string{"The name of w1", "The name of w2", "The name of t1"} {
			st.says(want)
		}
		st.press("esc")
		st.wait(time.Hour)
		st.silent(recallTitle)
	}, append(sentAndHeld(), past{api.PatchTask, "t1", true})...)
}

// TestNothingSinceTheLastTime pins that a start after a clean end says nothing.
func TestNothingSinceTheLastTime(t *testing.T) {
	onReturn(t, func(st *stage, inbox, tasks *settlingView, _ *journal.Bytes) {
		if len(st.dialogs) != 0 || st.toasts.Len() != 0 || len(inbox.given)+len(tasks.given) != 0 {
			t.Errorf("%d dialogs, %d toasts", len(st.dialogs), st.toasts.Len())
		}
	})
}

// TestRecallDoesNotInterrupt pins that the window does not come over another
// one, nor take the keys from a text that is being typed.
func TestRecallDoesNotInterrupt(t *testing.T) {
	for name, busy := range map[string]func(st *stage, v *settlingView){
		"a dialog is open": func(st *stage, _ *settlingView) { st.press("?") },
		"a text is typed":  func(_ *stage, v *settlingView) { v.typing = true },
	} {
		t.Run(name, func(t *testing.T) {
			onReturn(t, func(st *stage, inbox, _ *settlingView, _ *journal.Bytes) {
				busy(st, inbox)
				before := len(st.dialogs)
				st.tells(inbox.given[0], "approved", false)
				st.tells(inbox.given[1], "not sent: it was held when iscope ended", false)
				if len(st.dialogs) != before {
					t.Fatalf("%d dialogs, %d before", len(st.dialogs), before)
				}
				inbox.typing = false
				if before > 0 {
					st.press("esc")
				}
				st.wait(time.Minute) // it stays until it was seen
				st.says("What became of 2 decisions of the last time stands in the activity log: L")
				st.press("L")
				for _, want := range []string{"The name of w1", "approved", "The name of w2", "not sent: it was held when iscope ended"} {
					st.says(want)
				}
			}, sentAndHeld()...)
		})
	}
}

// healing is the store of a journal that cannot be read for a while.
type healing struct {
	journal.Store
	well *bool
}

func (h healing) Size() (int64, error) {
	if !*h.well {
		return 0, errors.New("input/output error")
	}
	return h.Store.Size()
}

// TestJournalThatHeals pins that what earlier runs left open is asked for until
// the journal can be read, and told then.
func TestJournalThatHeals(t *testing.T) {
	well := false
	onStage(t, func(opt *Options) {
		file := journal.NewBytes(nil)
		_ = earlier(t, file, past{api.PatchSession, "s1", false})
		opt.Journal = journal.New(healing{file.Open(), &well}, "acme", time.Now)
	}, func(st *stage) {
		st.says("Nothing can be decided for now")
		st.wait(5 * time.Minute)
		st.silent(recallTitle)
		well = true
		st.wait(adoptAgain)
		st.says(recallTitle)
		st.says("The name of s1")
	})
}

// sick is the store of a journal that cannot be read.
type sick struct{ journal.Store }

func (sick) Size() (int64, error) { return 0, errors.New("input/output error") }

func TestJournalThatCannotBeRead(t *testing.T) {
	onStage(t, func(opt *Options) {
		opt.Journal = journal.New(sick{journal.NewBytes(nil).Open()}, "acme", time.Now)
	}, func(st *stage) {
		st.says("Nothing can be decided for now: the journal of decisions cannot be read: input/output error")
		st.wait(time.Hour)
		st.says("Nothing can be decided for now")
		if len(st.dialogs) != 0 {
			t.Errorf("%d dialogs", len(st.dialogs))
		}
	})
}

// TestDecisionsThatNoViewSettles pins that they are told as what they are, and
// not told again at every start.
func TestDecisionsThatNoViewSettles(t *testing.T) {
	onReturn(t, func(st *stage, inbox, tasks *settlingView, file *journal.Bytes) {
		if len(inbox.given)+len(tasks.given) != 0 {
			t.Fatalf("settled by %+v %+v", inbox.given, tasks.given)
		}
		st.says(recallTitle) // at once: there is nothing to wait for
		for _, want := range []string{
			"The name of s1", "sent, and nothing here can read back what became of it", "The name of s2", "The name of t1", "not sent: it was held when iscope ended",
		} {
			st.says(want)
		}
		want := map[string]journal.Ending{"s1": journal.Unknown, "s2": journal.NotSent, "t1": journal.NotSent}
		for target, ending := range endings(t, st.opt.Journal) {
			if ending != want[target] {
				t.Errorf("the journal has %s as %q, want %q", target, ending, want[target])
			}
		}
		_ = st.opt.Journal.Close()
		next := journal.New(file.Open(), "acme", time.Now)
		if again, err := next.Adopt(); err != nil || len(again) != 0 {
			t.Errorf("told once more: %v %+v", err, again)
		}
	}, past{api.PatchSession, "s1", true}, past{api.PatchSession, "s2", false}, past{api.PatchTask, "t1", false})
}

// TestRecallOfBoth pins that what no view settles waits for what one does.
func TestRecallOfBoth(t *testing.T) {
	onReturn(t, func(st *stage, inbox, _ *settlingView, _ *journal.Bytes) {
		st.silent(recallTitle)
		st.tells(inbox.given[0], "approved", false)
		st.says(recallTitle)
		st.says("The name of s1")
		st.says("The name of w1")
	}, past{api.PatchSession, "s1", true}, past{api.ApproveItem, "w1", true})
}

// unwritable is the store of a journal in which no outcome can be written.
type unwritable struct{ journal.Store }

func (u unwritable) Append(p []byte) error {
	if strings.Contains(string(p), `"outcome"`) {
		return errors.New("no space left on device")
	}
	return u.Store.Append(p)
}

func TestRecallThatCannotBeWrittenDown(t *testing.T) {
	onStage(t, func(opt *Options) {
		file := journal.NewBytes(nil)
		_ = earlier(t, file, past{api.PatchSession, "s1", false})
		opt.Journal = journal.New(unwritable{file.Open()}, "acme", time.Now)
	}, func(st *stage) {
		st.says(recallTitle)
		st.wait(time.Second)
		st.press("esc")
		st.says("the journal of decisions cannot be written: no space left on device")
	})
}

// leavingView gives up what it holds when the person quits.
type leavingView struct {
	*fakeView
	abandoned func() tea.Msg
}

func (v *leavingView) Abandon() tea.Cmd { return v.abandoned }

// TestQuitWaitsForWhatIsNotedDown pins that the program does not end before the
// views have noted down what is given up by that.
func TestQuitWaitsForWhatIsNotedDown(t *testing.T) {
	type done struct{}
	onStage(t, func(opt *Options) {
		v := &leavingView{fakeView: opt.Views[2].(*fakeView)}
		v.leave = "1 decision held or waiting would not be sent"
		v.abandoned = func() tea.Msg { time.Sleep(3 * time.Second); return done{} }
		opt.Views[2] = v
	}, func(st *stage) {
		st.press("q")
		st.wait(time.Second)
		st.press("y")
		if st.quitting() {
			t.Fatal("it quits before that is noted down")
		}
		st.wait(3 * time.Second)
		i := slices.IndexFunc(st.out, func(m tea.Msg) bool { _, ok := m.(done); return ok })
		j := slices.IndexFunc(st.out, func(m tea.Msg) bool { _, ok := m.(tea.QuitMsg); return ok })
		if i < 0 || j < i {
			t.Errorf("noted down as message %d, quit as %d", i, j)
		}
	})
}

// TestJourneyQuitAndBack goes the whole way: what was held when the person quit
// is taken back in the journal, and the next start has nothing to tell.
func TestJourneyQuitAndBack(t *testing.T) {
	enter(t, false, func(v *visit) {
		it := v.pick("request of one line", oneLine)
		v.goAndOpen(it, false)
		v.press("a", "q")
		v.wait(time.Second)
		v.press("y")
		if !v.quitting() || len(v.writes()) != 0 {
			t.Fatalf("quits: %v, sent %q", v.quitting(), v.writes())
		}
		j := v.opt.Journal
		if got := endings(t, j); len(got) != 1 || got[it.ID] != journal.TakenBack {
			t.Errorf("the journal has %v", got)
		}
	})
}
