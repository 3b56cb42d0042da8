package inbox

import (
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/keymap"
	"iscope/ui/dialog"
	"iscope/ui/screen"
	"iscope/views/inbox/book"
)

// The figures of the inbox: from a key to the frame that shows it, with as many
// items loaded as a tenant may have.

// crowd is how many items are loaded.
const crowd = 100_000

// deliver runs what a command sends at once and hands it to the inbox, all but
// what waits for a clock. It returns the dialog that was asked for.
func deliver(m *Model, cmd tea.Cmd) (asked screen.Dialog) {
	if cmd == nil || strings.Contains(runtime.FuncForPC(reflect.ValueOf(cmd).Pointer()).Name(), ".Tick.") {
		return nil
	}
	switch msg := cmd().(type) {
	case tea.BatchMsg:
		for _, c := range msg {
			if d := deliver(m, c); d != nil {
				asked = d
			}
		}
	case screen.Show:
		return msg.Dialog
	case interface{ To() string }:
		return deliver(m, m.Update(msg))
	}
	return asked
}

// stopwatch takes the times of a benchmark and reports their mean and their
// 99th percentile.
type stopwatch struct{ laps []time.Duration }

func (s *stopwatch) time(f func()) {
	begin := time.Now()
	f()
	s.laps = append(s.laps, time.Since(begin))
}

func (s *stopwatch) report(b *testing.B) {
	var sum time.Duration
	for _, l := range s.laps {
		sum += l
	}
	slices.Sort(s.laps)
	b.ReportMetric(float64(sum.Nanoseconds())/float64(len(s.laps)), "ns/op")
	b.ReportMetric(s.laps[len(s.laps)*99/100].Seconds()*1e3, "p99-ms")
}

// BenchmarkDecideKey100k goes from the key that approves an item of one line to
// the frame that shows it held, with what that sends at once: the intent is
// written down on the way. The target is 12 ms at p99.
func BenchmarkDecideKey100k(b *testing.B) {
	m := full(b, crowd)
	m.Render(120, 40)
	m.Act("list.page-down")
	var watch stopwatch
	for b.Loop() {
		watch.time(func() {
			deliver(m, m.Act("inbox.approve"))
			m.Render(120, 40)
		})
		if len(m.book.Entries) != 1 || m.book.Entries[0].Stage != book.Held {
			b.Fatalf("%+v", m.book.Entries)
		}
		deliver(m, m.Act("inbox.undo"))
		m.Render(120, 40)
	}
	watch.report(b)
}

// BenchmarkMarkKey100k goes from the key that marks to the frame that shows it.
func BenchmarkMarkKey100k(b *testing.B) {
	m := full(b, crowd)
	m.Render(120, 40)
	var watch stopwatch
	for b.Loop() {
		watch.time(func() {
			deliver(m, m.Act("list.mark"))
			m.Render(120, 40)
		})
	}
	if m.list.Marks() == 0 {
		b.Fatal("nothing is marked")
	}
	watch.report(b)
}

// BenchmarkMarkAllKey100k marks and unmarks every item.
func BenchmarkMarkAllKey100k(b *testing.B) {
	m := full(b, crowd)
	m.Render(120, 40)
	var watch stopwatch
	for b.Loop() {
		watch.time(func() {
			deliver(m, m.Act("list.mark-all"))
			m.Render(120, 40)
		})
	}
	watch.report(b)
}

// BenchmarkSectionKey100k goes from the key to the frame of another section.
func BenchmarkSectionKey100k(b *testing.B) {
	m := full(b, crowd)
	m.opt.Sections = []Section{{Name: "Payroll", Applications: []string{"payroll"}}, {Name: "Old", Older: time.Hour}}
	m.Render(120, 40)
	var watch stopwatch
	for b.Loop() {
		watch.time(func() {
			deliver(m, m.Act("inbox.section-next"))
			m.Render(120, 40)
		})
	}
	watch.report(b)
}

// markThousand marks the first thousand items.
func markThousand(m *Model) {
	n := 0
	m.list.MarkWhere(func(*api.WorkItem) bool { n++; return n <= 1000 })
}

// BenchmarkReview1000 goes from the key that approves 1,000 marked items to the
// frame of the review.
func BenchmarkReview1000(b *testing.B) {
	m := full(b, crowd)
	markThousand(m)
	m.Render(120, 40)
	var watch stopwatch
	for b.Loop() {
		watch.time(func() {
			d := deliver(m, m.Act("inbox.approve"))
			if _, ok := d.(*dialog.Confirm); !ok {
				b.Fatalf("%T", d)
			}
			m.Render(120, 40)
			d.Render(110, 34)
		})
	}
	watch.report(b)
}

// BenchmarkConfirm1000 goes from the yes to 1,000 marked items to the first
// frame with its progress; the intents are written down beside it.
func BenchmarkConfirm1000(b *testing.B) {
	m := full(b, crowd)
	m.Render(120, 40)
	var watch stopwatch
	for b.Loop() {
		markThousand(m)
		review, ok := deliver(m, m.Act("inbox.approve")).(*dialog.Confirm)
		if !ok {
			b.Fatal("no review")
		}
		var cmd tea.Cmd
		watch.time(func() {
			cmd = m.Update(dialog.Answer{View: m.id, Name: review.Name, Value: review.Value})
			m.Render(120, 40)
			m.panel.Render(110, 34)
		})
		deliver(m, cmd)
		if n := m.book.Count(book.Held); n != 1000 {
			b.Fatalf("%d held", n)
		}
		m.panel = nil // closed
		deliver(m, m.Act("inbox.undo"))
		m.Render(120, 40)
	}
	watch.report(b)
}

// TestDecidingDoesNotDependOnTheNumberOfItems counts allocations, which unlike
// time are the same on every machine.
func TestDecidingDoesNotDependOnTheNumberOfItems(t *testing.T) {
	for _, c := range []struct {
		name string
		acts []keymap.Action
	}{{"decide", []keymap.Action{"inbox.approve", "inbox.undo"}}, {"mark", []keymap.Action{"list.mark"}}} {
		var allocs [2]float64
		for i, n := range counts {
			m := full(t, n)
			m.Render(120, 40)
			m.Act("list.mark")
			m.Act("list.top")
			allocs[i] = testing.AllocsPerRun(50, func() {
				for _, a := range c.acts {
					m.Act(a)
					m.Render(120, 40)
				}
			})
		}
		if allocs[1] > 2*allocs[0] {
			t.Errorf("%s: %v allocations with %v items", c.name, allocs, counts)
		}
	}
}
