package executions

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/api/journal"
	"iscope/ui/dialog"
	"iscope/ui/screen"
	"iscope/views/internal/viewtest"
)

// agree asks to cancel what is selected and says yes, as the shell would.
func agree(t *testing.T, loop *viewtest.Loop) {
	t.Helper()
	loop.Act("executions.cancel")
	d := loop.Dialog()
	if d == nil {
		t.Fatal("no dialog")
	}
	cmd, done := d.Update(tea.KeyPressMsg{Code: 'y', Text: "y"})
	if !done {
		t.Fatal("yes does not close the dialog")
	}
	loop.Do(cmd)
}

func outcomes(loop *viewtest.Loop) []string {
	var out []string
	for _, msg := range loop.Sent {
		if d, ok := msg.(screen.Decided); ok {
			out = append(out, d.Outcome)
		}
	}
	return out
}

func mutated(loop *viewtest.Loop) int {
	n := 0
	for _, msg := range loop.Sent {
		if _, ok := msg.(api.Mutated); ok {
			n++
		}
	}
	return n
}

// lost is the error of a request whose answer never came.
func lost(op api.Op) *api.Error {
	return &api.Error{Kind: api.Offline, Op: op, Detail: "connection reset by peer"}
}

func TestCancelIsFollowedUntilItIsTrue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := company(t, time.Now())
		f.canceling["running-1"] = 4
		m, loop := open(t, f)
		m.list.Select("running-1")
		loop.Act("executions.cancel")
		text, _ := loop.Dialog().Render(70, 20)
		if !strings.Contains(text, "Leaver: revoke ServiceNow access") || !strings.Contains(text, "running-1") {
			t.Errorf("the dialog names neither:\n%s", text)
		}
		agree(t, loop)
		if f.cancels != 1 || !strings.Contains(render(m, 80, 20), "◌ Canceling") {
			t.Errorf("%d requests sent:\n%s", f.cancels, render(m, 80, 20))
		}
		loop.Advance(20 * time.Second)
		if got := outcomes(loop); !slices.Equal(got, []string{"sent", "canceled"}) || mutated(loop) != 1 {
			t.Errorf("outcomes %q, told others %d times", got, mutated(loop))
		}
		if toasts := loop.Toasts(); !slices.Contains(toasts, "Canceled: Leaver: revoke ServiceNow access") {
			t.Errorf("toasts %q", toasts)
		}
		if m.list.Row("running-1").Status != api.ExecutionCanceled || f.cancels != 1 || len(m.cancels) != 0 {
			t.Errorf("the row is %s, %d requests", m.list.Row("running-1").Status, f.cancels)
		}
	})
}

func TestCancelOutcomes(t *testing.T) {
	for _, c := range []struct {
		name     string
		prepare  func(f *tenant)
		sent     int
		outcome  string
		toast    string
		canceled bool
		ending   journal.Ending
		words    string
	}{
		{
			name:    "ended before it was sent",
			prepare: func(f *tenant) { f.end("running-1", api.ExecutionCompleted, time.Now()) },
			outcome: "ended first: Completed", toast: "ended first, Completed",
			ending: journal.Overtaken, words: "finished first: Completed",
		},
		{
			name: "refused",
			prepare: func(f *tenant) {
				f.fail = failing(api.CancelExecution, &api.Error{Kind: api.Forbidden, Op: api.CancelExecution, Status: 403, Detail: "no right"})
			},
			sent: 1, outcome: "refused: no right (HTTP 403)", toast: "Not canceled: no right (HTTP 403); this account lacks the right",
			ending: journal.Refused, words: "no right (HTTP 403)",
		},
		{
			name: "answer lost, but it arrived",
			prepare: func(f *tenant) {
				f.fail = failing(api.CancelExecution, lost(api.CancelExecution))
				f.canceling["running-1"] = 2
			},
			sent: 1, outcome: "canceled", toast: "Canceled: Leaver", canceled: true, ending: journal.Done, words: "it is canceled",
		},
		{
			name:    "lost on the way",
			prepare: func(f *tenant) { f.fail = failing(api.CancelExecution, lost(api.CancelExecution)) },
			sent:    1, outcome: "not canceled", toast: "still runs, so the request was lost",
			ending: journal.Lost, words: "it did not take effect; it still runs",
		},
		{
			name:    "cannot be read before",
			prepare: func(f *tenant) { f.fail = failing(api.GetExecution, lost(api.GetExecution)) },
			outcome: "not sent: connection reset by peer", toast: "Not canceled, nothing was sent: connection reset",
			ending: journal.NotSent, words: "connection reset by peer",
		},
		{
			name:    "accepted, and nothing happens",
			prepare: func(f *tenant) {},
			sent:    1, outcome: "unknown: still running", toast: "still runs 5m0s after",
			ending: journal.Unknown, words: "it was accepted, and it still runs after 5m0s",
		},
		{
			name: "accepted, and gone",
			prepare: func(f *tenant) {
				f.vanishing = "running-1"
			},
			sent: 1, outcome: "unknown: the tenant does not have it any more", toast: "the tenant does not have this execution any more",
			ending: journal.Unknown, words: "the tenant does not have this execution any more",
		},
		{
			name: "another iscope is at it",
			prepare: func(f *tenant) {
				f.fail = failing(api.CancelExecution, &api.Error{Kind: api.Conflict, Op: api.CancelExecution, Unsent: true, Detail: "another iscope is deciding about it"})
			},
			sent: 1, outcome: "not sent: another iscope is deciding about it", toast: "nothing was sent: another iscope is deciding about it",
			ending: journal.NotSent, words: "another iscope is deciding about it",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := company(t, time.Now())
				m, loop := open(t, f)
				m.list.Select("running-1")
				c.prepare(f)
				agree(t, loop)
				loop.Advance(6 * time.Minute)
				got := outcomes(loop)
				if f.cancels != c.sent || got[len(got)-1] != c.outcome {
					t.Errorf("%d requests, outcomes %q, want %q", f.cancels, got, c.outcome)
				}
				if !slices.ContainsFunc(loop.Toasts(), func(s string) bool { return strings.Contains(s, c.toast) }) {
					t.Errorf("toasts %q, want %q", loop.Toasts(), c.toast)
				}
				if len(m.cancels) != 0 {
					t.Error("it is followed for ever")
				}
				e := f.journal.Latest(t)
				if e.Ending != c.ending || e.Words != c.words || e.Left() != (c.sent > 0) {
					t.Errorf("in the journal: %s %q, left %v", e.Ending, e.Words, e.Left())
				}
			})
		})
	}
}

// failing returns what makes one operation fail.
func failing(op api.Op, err *api.Error) func(api.Op, string) error {
	return func(o api.Op, _ string) error {
		if o == op {
			return err
		}
		return nil
	}
}

func TestCancelIsSentOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := company(t, time.Now())
		f.latency = time.Second
		m, loop := open(t, f)
		loop.Advance(10 * time.Second)
		m.list.Select("running-1")
		agree(t, loop)
		loop.Do(m.answered(dialog.Answer{View: m.ID(), Name: "cancel", Value: m.list.Row("running-1").Execution}))
		if why := m.Disabled("executions.cancel"); why != "Its cancellation is under way" {
			t.Errorf("disabled: %q", why)
		}
		loop.Act("executions.cancel")
		loop.Advance(10 * time.Second)
		if f.cancels != 1 {
			t.Errorf("%d requests", f.cancels)
		}
	})
}

func TestCancelReachesTheTenantThoughTheViewIsClosed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := company(t, time.Now())
		f.latency = time.Second
		m, loop := open(t, f)
		loop.Advance(10 * time.Second)
		m.list.Select("running-1")
		agree(t, loop)
		m.Close()
		loop.Advance(5 * time.Second)
		if f.cancels != 1 {
			t.Errorf("%d requests reached the tenant", f.cancels)
		}
	})
}

func TestWhyCancelCannotBeDone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, loop := open(t, company(t, time.Now()))
		m.list.Select("failed-1")
		if why := m.Disabled("executions.cancel"); why != "It has ended already: Failed" {
			t.Errorf("a failed one: %q", why)
		}
		loop.Act("executions.cancel")
		if loop.Dialog() != nil {
			t.Error("a dialog for an execution that has ended")
		}
		m.list.Select("running-1")
		if why := m.Disabled("executions.cancel"); why != "" {
			t.Errorf("a running one: %q", why)
		}
		loop.Act("app.open")
		loop.Act("list.up")
		if why := m.Disabled("executions.cancel"); why != "" {
			t.Errorf("the one in the timeline: %q", why)
		}
		m.env.ReadOnly = true
		if why := m.Disabled("executions.cancel"); why == "" {
			t.Error("read-only is no reason")
		}
		m.env.ReadOnly, m.env.Protected = false, true
		loop.Act("executions.cancel")
		if c := loop.Dialog().(*dialog.Confirm); c.Type != "acme" {
			t.Errorf("a protected tenant wants %q typed", c.Type)
		}
	})
}
