package executions

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/charmbracelet/x/ansi"

	"iscope/api"
	"iscope/api/journal"
	"iscope/ui/dialog"
	"iscope/ui/golden"
	"iscope/ui/pager"
	"iscope/views/internal/viewtest"
)

// three are the open executions of the company, in the order shown.
var three = []string{"queued-1", "running-1", "odd-0"}

// markThree opens the view over the company and marks the open executions and
// one that has ended.
func markThree(t *testing.T, f *tenant) (*Model, *viewtest.Loop) {
	t.Helper()
	m, loop := open(t, f)
	for _, id := range append(slices.Clone(three), "failed-1") {
		m.list.SetMark(id, true)
	}
	return m, loop
}

func marked(m *Model) []string {
	var out []string
	for _, r := range m.list.Marked() {
		out = append(out, r.ID)
	}
	return out
}

// recorded returns how the decisions about the three ended, and fails unless
// they were agreed to together.
func recorded(t *testing.T, f *tenant) map[string]journal.Entry {
	t.Helper()
	entries, err := f.journal.Entries()
	if err != nil || len(entries) != 3 {
		t.Fatalf("%d decisions, %v", len(entries), err)
	}
	out := map[string]journal.Entry{}
	for _, e := range entries {
		out[e.Target] = e
		if e.Batch == "" || e.Batch != entries[0].Batch {
			t.Errorf("%s is of batch %q, others of %q", e.Target, e.Batch, entries[0].Batch)
		}
	}
	return out
}

func TestCancelMarked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := company(t, time.Now())
		f.canceling = map[string]int{"queued-1": 3, "running-1": 8, "odd-0": 5}
		m, loop := markThree(t, f)
		agree(t, loop)
		c := loop.Dialog().(*dialog.Confirm)
		text, _ := c.Render(80, 20)
		golden.Equal(t, "cancel-marked-80x20", c.Title()+"\n"+text)
		f.journal.Is(t,
			"begin cancel execution queued-1", "begin cancel execution running-1", "begin cancel execution odd-0",
			"send cancel execution", "send cancel execution", "send cancel execution")
		if hint := m.Hint(); hint != "canceling, 0 of 3 ended" {
			t.Errorf("hint %q", hint)
		}
		if why := m.Disabled("executions.cancel"); why != "None of the marked executions can be canceled: 1 ended already, 3 being canceled already" {
			t.Errorf("disabled: %q", why)
		}
		loop.Advance(time.Minute)
		if toasts := loop.Toasts(); !slices.Equal(toasts, []string{"3 of 3 executions canceled"}) {
			t.Errorf("toasts %q", toasts)
		}
		if got := marked(m); !slices.Equal(got, []string{"failed-1"}) || f.cancels != 3 || len(m.cancels) != 0 || m.Hint() != "" {
			t.Errorf("marked %q, %d requests", got, f.cancels)
		}
		for id, e := range recorded(t, f) {
			if e.Ending != journal.Done {
				t.Errorf("%s ended as %s", id, e.Ending)
			}
		}
	})
}

// One marked execution is spoken of as one, and a protected tenant says why its name
// is asked for, as it does of one under the cursor.
func TestCancelOneMarked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, loop := open(t, company(t, time.Now()))
		m.env.Protected = true
		m.list.Select("running-1")
		for _, mark := range []bool{false, true} {
			m.list.SetMark("running-1", mark)
			loop.Act("executions.cancel")
			c := loop.Dialog().(*dialog.Confirm)
			text := strings.Join(c.Lines, "\n")
			if !strings.Contains(text, stopsLater) || strings.Contains(text, "each of them") || !strings.Contains(text, m.env.Tenant+" is protected") || c.Type != m.env.Tenant {
				t.Errorf("marked %v: %s", mark, text)
			}
		}
	})
}

// One after the other: the next is read and sent once the one before was
// answered.
func TestCancelMarkedIsSequential(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := company(t, time.Now())
		m, loop := markThree(t, f)
		m.SetActive(false)
		loop.Advance(time.Minute)
		f.latency = time.Second
		f.reset()
		agree(t, loop)
		if free, why := m.CanLeave(); free || why != "2 executions would not be canceled: the request has not been sent" {
			t.Errorf("free to leave: %v, %q", free, why)
		}
		loop.Advance(6500 * time.Millisecond)
		var order []string
		for _, c := range f.calls {
			if id, ok := strings.CutPrefix(c, call(api.CancelExecution, "")); ok {
				order = append(order, id)
			}
		}
		if !slices.Equal(order, three) {
			t.Errorf("sent %q", order)
		}
		if free, why := m.CanLeave(); !free {
			t.Errorf("not free to leave: %q", why)
		}
		f.latency = 0
		loop.Advance(6 * time.Minute)
	})
}

// TestNothingIsCanceledWhileItIsAsked pins that the rest of several is not sent
// under the question to quit: it goes on for who stays, and is given up by who
// quits.
func TestNothingIsCanceledWhileItIsAsked(t *testing.T) {
	for _, stays := range []bool{true, false} {
		synctest.Test(t, func(t *testing.T) {
			f := company(t, time.Now())
			m, loop := markThree(t, f)
			f.latency = time.Second
			agree(t, loop)
			sent := func() (n int) {
				f.mu.Lock()
				defer f.mu.Unlock()
				for _, c := range f.calls {
					if strings.HasPrefix(c, call(api.CancelExecution, "")) {
						n++
					}
				}
				return n
			}
			loop.Do(m.Hold(true))
			loop.Advance(time.Minute)
			before, want := sent(), 3
			if before > 1 {
				t.Errorf("%d were sent under the question", before)
			}
			if stays {
				loop.Do(m.Hold(false))
			} else {
				loop.Do(m.Abandon())
				want = before
			}
			loop.Advance(time.Minute)
			if got := sent(); got != want {
				t.Errorf("%d were sent, want %d", got, want)
			}
			f.mu.Lock()
			f.latency = 0
			f.mu.Unlock()
			loop.Advance(10 * time.Minute)
		})
	}
}

// TestCancelMarkedOutcomes holds that the numbers of the summary add up, and that
// what was not canceled stays marked.
func TestCancelMarkedOutcomes(t *testing.T) {
	refuse := func(id string, err *api.Error) func(api.Op, string) error {
		return func(o api.Op, i string) error {
			if o == api.CancelExecution && i == id {
				return err
			}
			return nil
		}
	}
	forbidden := &api.Error{Kind: api.Forbidden, Op: api.CancelExecution, Status: 403, Detail: "no right"}
	conflict := &api.Error{Kind: api.Conflict, Op: api.CancelExecution, Status: 409, Detail: "not now"}
	for _, c := range []struct {
		name    string
		prepare func(f *tenant)
		sent    int
		toast   string
		marks   []string
		endings []journal.Ending // of the three; nil: not recorded
	}{
		{
			name:    "one ended first",
			prepare: func(f *tenant) { f.end("running-1", api.ExecutionCompleted, time.Now()) },
			sent:    2, toast: "2 of 3 executions canceled, 1 ended first", marks: []string{"failed-1"},
			endings: []journal.Ending{journal.Done, journal.Overtaken, journal.Done},
		},
		{
			name:    "one refused, the others go on",
			prepare: func(f *tenant) { f.fail = refuse("running-1", conflict) },
			sent:    3, toast: "2 of 3 executions canceled, 1 refused; what is not stays marked", marks: []string{"running-1", "failed-1"},
			endings: []journal.Ending{journal.Done, journal.Refused, journal.Done},
		},
		{
			name:    "no right: the rest is not sent",
			prepare: func(f *tenant) { f.fail = refuse("queued-1", forbidden) },
			sent:    1, toast: "0 of 3 executions canceled, 1 refused, 2 not sent; what is not stays marked",
			marks: []string{"queued-1", "running-1", "failed-1", "odd-0"}, endings: []journal.Ending{journal.Refused, journal.NotSent, journal.NotSent},
		},
		{
			name: "an answer lost: the rest is not sent, and that one is followed",
			prepare: func(f *tenant) {
				f.fail = refuse("running-1", lost(api.CancelExecution))
			},
			sent: 2, toast: "2 of 3 executions canceled, 1 not sent; what is not stays marked", marks: []string{"failed-1", "odd-0"},
			endings: []journal.Ending{journal.Done, journal.Done, journal.NotSent},
		},
		{
			name: "lost on the way",
			prepare: func(f *tenant) {
				f.fail = refuse("running-1", lost(api.CancelExecution))
				delete(f.canceling, "running-1")
			},
			sent: 2, toast: "1 of 3 executions canceled, 1 not sent, 1 lost on the way; what is not stays marked",
			marks: []string{"running-1", "failed-1", "odd-0"}, endings: []journal.Ending{journal.Done, journal.Lost, journal.NotSent},
		},
		{
			name:    "accepted, and nothing happens",
			prepare: func(f *tenant) { delete(f.canceling, "odd-0") },
			sent:    3, toast: "2 of 3 executions canceled, 1 unknown; what is not stays marked", marks: []string{"failed-1", "odd-0"},
			endings: []journal.Ending{journal.Done, journal.Done, journal.Unknown},
		},
		{
			name:    "the journal is full",
			prepare: func(f *tenant) { f.journal.Fill() },
			toast:   "0 of 3 executions canceled, 3 not sent; what is not stays marked", marks: []string{"queued-1", "running-1", "failed-1", "odd-0"},
		},
		{
			name:    "cannot be read before",
			prepare: func(f *tenant) { f.fail = failing(api.GetExecution, lost(api.GetExecution)) },
			toast:   "0 of 3 executions canceled, 3 not sent; what is not stays marked", marks: []string{"queued-1", "running-1", "failed-1", "odd-0"},
			endings: []journal.Ending{journal.NotSent, journal.NotSent, journal.NotSent},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := company(t, time.Now())
				f.canceling = map[string]int{"queued-1": 2, "running-1": 2, "odd-0": 2}
				m, loop := markThree(t, f)
				c.prepare(f)
				agree(t, loop)
				loop.Advance(6 * time.Minute)
				toasts := loop.Toasts()
				if len(toasts) == 0 || toasts[len(toasts)-1] != c.toast {
					t.Errorf("toasts %q, want %q", toasts, c.toast)
				}
				if got := marked(m); !slices.Equal(got, c.marks) || f.cancels != c.sent || len(m.cancels) != 0 {
					t.Errorf("marked %q, %d requests, %d followed for ever", got, f.cancels, len(m.cancels))
				}
				_, reads := loop.Dialog().(*dialog.Reader)
				if reads != strings.Contains(c.toast, "stays marked") {
					t.Errorf("the dialog is a %T", loop.Dialog())
				}
				if c.endings == nil {
					if entries, err := f.journal.Entries(); len(entries) > 0 || err != nil {
						t.Errorf("%d decisions in a journal that is full, %v", len(entries), err)
					}
					return
				}
				got := recorded(t, f)
				for i, id := range three {
					if e := got[id]; e.Ending != c.endings[i] {
						t.Errorf("%s ended as %s %q, want %s", id, e.Ending, e.Words, c.endings[i])
					}
				}
			})
		})
	}
}

func TestCancelMarkedSummary(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := company(t, time.Now())
		f.canceling = map[string]int{"queued-1": 2}
		f.fail = failing(api.CancelExecution, &api.Error{Kind: api.Conflict, Op: api.CancelExecution, Status: 409, Detail: "not now"})
		_, loop := markThree(t, f)
		f.end("odd-0", api.ExecutionFailed, time.Now())
		agree(t, loop)
		loop.Advance(time.Minute)
		r, ok := loop.Dialog().(*dialog.Reader)
		if !ok {
			t.Fatalf("the dialog is a %T", loop.Dialog())
		}
		golden.Equal(t, "cancel-summary-80x20", r.Title()+"\n"+textOf(r.Text, 80, 12))
	})
}

func textOf(p *pager.Pager, w, h int) string {
	text, _ := p.Render(w, h)
	return ansi.Strip(text)
}

// A protected tenant wants its name typed, and one marked execution is as good
// as several.
func TestCancelMarkedAsksWell(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := company(t, time.Now())
		m, loop := open(t, f)
		m.env.Protected = true
		m.list.SetMark("queued-1", true)
		m.list.Select("running-1")
		loop.Act("executions.cancel")
		c := loop.Dialog().(*dialog.Confirm)
		if c.Type != "acme" || c.Title() != "Cancel 1 execution?" || len(c.Value.([]api.Execution)) != 1 || c.Value.([]api.Execution)[0].ID != "queued-1" {
			t.Errorf("%q about %v, wants %q typed", c.Title(), c.Value, c.Type)
		}
		m.env.ReadOnly = true
		if why := m.Disabled("executions.cancel"); why == "" {
			t.Error("read-only is no reason")
		}
		loop.Do(m.answered(dialog.Answer{View: m.ID(), Name: "cancel", Value: c.Value}))
		if f.cancels > 0 {
			t.Error("sent though read-only")
		}
	})
}

// Answering twice sends once.
func TestCancelMarkedIsSentOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := company(t, time.Now())
		m, loop := markThree(t, f)
		loop.Act("executions.cancel")
		v := loop.Dialog().(*dialog.Confirm).Value
		again := dialog.Answer{View: m.ID(), Name: "cancel", Value: v}
		loop.Do(m.answered(again))
		loop.Do(m.answered(again))
		loop.Advance(time.Minute)
		loop.Do(m.answered(again))
		if f.cancels != 3 {
			t.Errorf("%d requests", f.cancels)
		}
	})
}

// Many that take long are followed at a pace the tenant can bear.
func TestCancelManyIsPaced(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newTenant()
		f.populate(time.Now(), 3, 2)
		for i := range 60 {
			f.add(i%3, api.Execution{ID: fmt.Sprintf("open-%02d", i), Status: api.ExecutionRunning, Start: time.Now().Add(-time.Duration(i) * time.Second)})
		}
		m, loop := open(t, f)
		loop.Act("list.mark-all")
		agree(t, loop)
		m.SetActive(false)
		loop.Advance(time.Minute)
		f.reset()
		loop.Advance(2 * time.Minute)
		if n := f.count(api.GetExecution); n > 2*2*60+60 || n < 60 {
			t.Errorf("%d reads in two minutes", n)
		}
		loop.Advance(4 * time.Minute)
		if f.cancels != 60 || len(m.cancels) > 0 {
			t.Errorf("%d sent, %d followed for ever", f.cancels, len(m.cancels))
		}
	})
}
