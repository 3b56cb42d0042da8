package e2e

import (
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// ends is how often each way to end is taken.
const ends = 20

// way is how the program ends while a decision is held.
type way struct {
	name     string
	end      func(*session)
	wanted   bool // the person was asked, and gave the decision up
	restores bool // the terminal is still there, and the program lives to restore it
}

var ways = []way{
	{"q, then yes", func(s *session) {
		s.keys("q")
		s.wait(`Quit\?`)
		s.insist("y", `Quit\?`, false)
	}, true, true},
	{"ctrl+c", func(s *session) { s.keys("\x03") }, false, true},
	{"SIGINT", func(s *session) { _ = s.cmd.Process.Signal(syscall.SIGINT) }, false, true},
	{"SIGTERM", func(s *session) { _ = s.cmd.Process.Signal(syscall.SIGTERM) }, false, true},
	{"SIGHUP", func(s *session) { _ = s.cmd.Process.Signal(syscall.SIGHUP) }, false, true},
	{"SIGKILL", func(s *session) { _ = s.cmd.Process.Kill() }, false, false},
	{"closed terminal", func(s *session) { _ = s.tty.Close(); _ = s.pts.Close() }, false, false},
}

// TestEndingsInTheUndoWindow ends the program in each way, again and again,
// while a decision is held. Nothing is sent, and the next run says so unless
// the person knows.
func TestEndingsInTheUndoWindow(t *testing.T) {
	t.Parallel()
	var ended, sent atomic.Int64
	crew(t, len(ways), func(t *testing.T, i int) {
		way := ways[i]
		tn, env := tenant(t, still())
		look := lookAt(t, tn)
		item := look.pending(workItem.plain)[0]
		for n := range ends {
			home := t.TempDir()
			s := startAt(t, home, 100, 30, env, "--view", "inbox")
			s.hold(look, item)
			eventually(t, "the decision in the journal", func() bool { return len(journalOf(t, home)) == 1 })
			if n == ends-1 { // at the last moment
				s.wait(`approve in [01]s`)
			}
			way.end(s)
			s.exit()
			if way.restores {
				s.restored()
			}
			s.close()
			ended.Add(1)
			if got := writes(tn); len(got) > 0 {
				t.Fatalf("%s: sent: %v", way.name, got)
			}
			if want := way.ending(t, home, env, item); want.sent > 0 || want.Target != item.ID {
				t.Errorf("%s: the journal has %+v", way.name, want)
			}
		}
		sent.Add(int64(len(writes(tn))))
	})
	t.Logf("%d ways to end in the undo window × %d: %d requests", len(ways), ended.Load()/int64(len(ways)), sent.Load())
}

// ending starts the program again, which says that the decision was not sent
// where the person does not know, and returns it as the journal has it then.
func (w way) ending(t *testing.T, home string, env []string, item workItem) *intent {
	t.Helper()
	s := startAt(t, home, 100, 30, env, "--view", "inbox")
	defer s.close()
	end := "taken back"
	if w.wanted {
		s.wait(`pending · mine · \d+ items`)
	} else {
		end = "not sent"
		text := s.wait(`(?s)Since the last time.*Nothing is sent by itself`)
		for _, want := range []string{"1 decision was held when iscope ended. Nothing was sent", "1 × not sent: it was held when iscope ended", item.ID} {
			if !strings.Contains(text, want) {
				t.Errorf("%q is not said:\n%s", want, text)
			}
		}
	}
	eventually(t, end, func() bool { return journalOf(t, home)[0].ending() == end })
	return journalOf(t, home)[0]
}

// hold approves an item, which is held then. Just after another decision, or
// when the row has just changed, a key is not taken for a decision.
func (s *session) hold(look *eye, item workItem) {
	s.t.Helper()
	s.seek(look, item)
	s.repeat("a", `approve in \d+[ms]`, true, unheld)
}

// seek puts the cursor on an item, which is where the tenant lists it.
func (s *session) seek(look *eye, item workItem) {
	s.t.Helper()
	all := look.pending(func(workItem) bool { return true })
	s.wait(fmt.Sprintf(`pending · mine · %d items`, len(all)))
	at := slices.IndexFunc(all, func(w workItem) bool { return w.ID == item.ID })
	s.keys("g" + strings.Repeat("j", at))
}

// TestSuspended stops the program for longer than the undo window while a
// decision is held: the person has not seen the countdown and is asked again.
func TestSuspended(t *testing.T) {
	t.Parallel()
	tn, env := tenant(t, still())
	look := lookAt(t, tn)
	item := look.pending(workItem.plain)[0]
	s := start(t, 120, 30, env, "--view", "inbox")
	s.hold(look, item)
	if err := s.cmd.Process.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	<-time.After(6 * time.Second) // it is real time that has to pass, and nothing can tell of it
	if err := s.cmd.Process.Signal(syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	s.wait(`iscope or the machine was stopped while it was held; decide again`)
	if got := writes(tn); len(got) > 0 {
		t.Fatalf("sent: %v", got)
	}
	s.hold(look, item)
	s.keys("U")
	s.wait(`Approved: `)
	if got := decisions(tn); len(got) != 1 || got[0].item != item.ID {
		t.Errorf("requests that decide: %v", got)
	}
	t.Logf("stopped for longer than the undo window: 0 requests, and 1 when it was decided again")
}
