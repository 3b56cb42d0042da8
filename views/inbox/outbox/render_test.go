package outbox

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"iscope/api"
	"iscope/api/journal"
	"iscope/ui/golden"
	"iscope/ui/theme"
	"iscope/views/inbox/book"
)

// sizes are the insides of the window in terminals of 120x36, 80x24 and 40x12.
var sizes = map[string][2]int{"120x36": {110, 30}, "80x24": {74, 18}, "40x12": {34, 6}}

// busy is a bulk run with a decision in every stage, and some beside it.
func busy(t testing.TB, name string) (*desk, int) {
	d := newDesk(t, name)
	d.step(book.Recalled{Entries: []*book.Decision{book.Recall(journal.Entry{Intent: journal.Intent{ID: "old", Op: api.RejectItem, Target: "earlier", Line: "line", Name: "Access to Ledger for Tom"}, Sent: d.now})}})
	batch := d.decide(api.BulkReject, 0, "Access to Payroll for Ada Lovelace", "Access to Vault for Bo", "Access to Ledger for Cy", "Access to Mail for Di",
		"Access to Mail for Ed", "Access to Mail for Flo", "Access to Mail for Gus")
	d.done("Access to Payroll for Ada Lovelace")
	d.overtake("Access to Vault for Bo")
	d.refuse("Access to Ledger for Cy", "the request for this access was withdrawn on 2026-03-13 by its requester, and the role it asked for cannot be taken from this identity since a policy of the organisation grants it: ask the owner of the role")
	d.step(book.Withdrawn{Keys: []book.Key{{Item: "Access to Mail for Gus", Line: "line"}}})
	d.lose("Access to Mail for Di")
	d.decide(api.ForwardWorkItem, window, "Laptop for Hal to Ida", "Badge for Jo to Ida")
	d.decide(api.BulkApprove, 0, "許可申請 新しい社員のための給与システムへのアクセス")
	d.wait(2 * time.Second)
	return d, batch
}

func TestFrames(t *testing.T) {
	for size, s := range sizes {
		for what, play := range map[string]func(*testing.T, string) *desk{
			"outbox": func(t *testing.T, name string) *desk { d, _ := busy(t, name); return d.at(s).open(0) },
			"run":    func(t *testing.T, name string) *desk { d, batch := busy(t, name); return d.at(s).open(batch) },
			"reason": func(t *testing.T, name string) *desk {
				d, batch := busy(t, name)
				d.at(s).open(batch).press("/", "c", "y", "enter")
				return d
			},
			"detail": func(t *testing.T, name string) *desk {
				d, batch := busy(t, name)
				d.at(s).open(batch).press("/", "c", "y", "enter", "enter")
				return d
			},
			"empty": func(t *testing.T, name string) *desk { return newDesk(t, name).at(s).open(0) },
			"held":  func(t *testing.T, name string) *desk { return newDesk(t, name).at(s).bulk(50) },
			"over": func(t *testing.T, name string) *desk {
				d := newDesk(t, name).at(s).bulk(3)
				d.send(1)
				d.done("item 000")
				d.done("item 001")
				d.done("item 002")
				return d
			},
		} {
			t.Run(what+"-"+size, func(t *testing.T) { golden.Text(t, what+"-"+size, play(t, "dark").whole()) })
			if size == "80x24" {
				t.Run(what+"-mono", func(t *testing.T) {
					d := play(t, "mono")
					f, _ := d.p.Render(d.w, d.h)
					golden.Styled(t, what+"-mono", f)
				})
				t.Run(what+"-ascii", func(t *testing.T) { golden.Text(t, what+"-ascii", play(t, "ascii").whole()) })
			}
		}
	}
}

func (d *desk) at(s [2]int) *desk { d.w, d.h = s[0], s[1]; return d }

// bulk opens the progress of a run of n items that are held.
func (d *desk) bulk(n int) *desk { return d.open(d.decide(api.BulkApprove, window, items(n)...)) }

// TestASCII pins that a terminal of plain characters gets none of ours but
// those the shell replaces.
func TestASCII(t *testing.T) {
	d, batch := busy(t, "ascii")
	d.open(batch)
	for _, r := range strings.NewReplacer("…", "").Replace(d.whole()) {
		if r > 0x7e {
			t.Fatalf("%q in\n%s", r, d.whole())
		}
	}
}

// TestFitsAnyWindow pins the size of frames: frame checks it.
func TestFitsAnyWindow(t *testing.T) {
	d, batch := busy(t, "dark")
	for _, b := range []int{0, batch} {
		for w := 0; w < 50; w += 3 {
			for h := range 20 {
				d.at([2]int{w, h}).open(b)
				d.press("G", "k", "enter")
				d.p.Hints()
				d.press("esc", "/", "x")
			}
		}
	}
	d.at([2]int{300, 90}).open(0)
}

// TestReasonIsToldInFull pins that what is not told below the list is told in
// the detail.
func TestReasonIsToldInFull(t *testing.T) {
	for size, s := range sizes {
		d, batch := busy(t, "dark")
		d.at(s).open(batch).press("/", "c", "y", "enter")
		plain := func(s string) string { return strings.Join(strings.Fields(s), "") }
		if !strings.Contains(plain(d.frame()), plain("ask the owner of the role")) {
			if !strings.Contains(d.frame(), "… enter") {
				t.Errorf("%s: nothing leads to the rest:\n%s", size, d.frame())
			}
			d.press("enter")
			var all strings.Builder
			for range 30 {
				line, _, _ := strings.Cut(d.frame(), "\n")
				all.WriteString(strings.TrimPrefix(line, "where it is"))
				d.press("j")
			}
			all.WriteString(d.frame())
			if !strings.Contains(plain(all.String()), plain("grants it: ask the owner of the role")) {
				t.Errorf("%s: the reason ends early:\n%s", size, all.String())
			}
		}
	}
}

func TestOrderOfRows(t *testing.T) {
	d, _ := busy(t, "dark")
	d.open(0)
	d.says(
		"Laptop for Hal to Ida", "Badge for Jo to Ida", // held
		"Access to Ledger for Tom", "Access to Mail for Di", "Access to Mail for Ed", "許可申請", // on their way
		"Access to Ledger for Cy",                                                           // stopped
		"Access to Mail for Gus", "Access to Vault for Bo", "Access to Payroll for Ada Lov", // over, newest first
	)
}

// TestCountdown pins that it runs without news from the book, and never below
// zero.
func TestCountdown(t *testing.T) {
	d := newDesk(t, "dark")
	d.decide(api.BulkApprove, window, "a")
	d.open(0)
	for left := 5; left >= 0; left-- {
		want := fmt.Sprintf("held %ds", left)
		d.says(fmt.Sprintf("1 held (%ds)", left), want, want)
		d.wait(time.Second)
	}
	d.says("1 held (0s)", "held 0s")
}

// TestWordsOfEachStage has every stage, and that one without words never
// comes.
func TestWordsOfEachStage(t *testing.T) {
	for _, c := range []struct {
		row   row
		state theme.State
		want  string
	}{
		{row{d: &book.Decision{Stage: book.Held}}, theme.Held, "held"},
		{row{d: &book.Decision{Stage: book.Due}}, theme.Queued, "waits for its turn"},
		{row{d: &book.Decision{Stage: book.Due}, doubt: true}, theme.Queued, "waits for the outcome of another"},
		{row{d: &book.Decision{Stage: book.Resting}}, theme.Queued, "waits as long as the tenant asked"},
		{row{d: &book.Decision{Stage: book.Checking}}, theme.Running, "reading it first"},
		{row{d: &book.Decision{Stage: book.Sending}}, theme.Running, "sending"},
		{row{d: &book.Decision{Stage: book.Reading}}, theme.Running, "reading it back"},
		{row{d: &book.Decision{Stage: book.Reading, Reason: "reset"}}, theme.Running, "reading it back: reset"},
		{row{d: &book.Decision{Stage: book.Stopped, Reason: "refused: no"}}, theme.Bad, "refused: no"},
		{row{d: &book.Decision{Stage: book.Doubtful, Reason: "nobody knows"}}, theme.Unknown, "nobody knows"},
		{row{over: &book.Ended{Ending: journal.Done, Words: "approved"}}, theme.Good, "approved"},
		{row{over: &book.Ended{Ending: journal.Overtaken, Words: "is gone"}}, theme.Warn, "is gone"},
		{row{over: &book.Ended{Ending: journal.TakenBack, Words: "taken back"}}, theme.Canceled, "taken back"},
	} {
		if got := c.row.words(); got != c.want || c.row.state() != c.state {
			t.Errorf("%q, state %d; want %q, state %d", got, c.row.state(), c.want, c.state)
		}
	}
}

// TestWaitsForAnOutcome pins that a run that stands still says why.
func TestWaitsForAnOutcome(t *testing.T) {
	d := newDesk(t, "dark")
	batch := d.decide(api.BulkApprove, 0, "a", "b", "c")
	d.lose("a")
	d.check("b") // it is not sent before a is known
	d.open(batch)
	d.says("reading it back: the connection", "waits for the outcome", "waits for the outcome", "reading it back: the connection was reset")
}

// TestTwoOfAnEarlierRunAboutOneThing pins that both have a row, though they
// share all but their intents.
func TestTwoOfAnEarlierRunAboutOneThing(t *testing.T) {
	d := newDesk(t, "dark")
	var past []*book.Decision
	for _, id := range []string{"i1", "i2"} {
		past = append(past, book.Recall(journal.Entry{Intent: journal.Intent{ID: id, Op: api.ApproveItem, Target: "a", Line: "line", Name: "twice"}, Sent: d.now}))
	}
	d.step(book.Recalled{Entries: past})
	d.open(0).press("down", "enter")
	d.says("intent", "i2")
	d.press("esc", "up", "space")
	if marked := d.p.list.Marked(); len(marked) != 1 || marked[0].d.ID != "i1" {
		t.Errorf("%d are marked", len(marked))
	}
}

// TestRowsAreMadeOnNewsOnly pins what makes a frame cheap, and that nothing
// that the book changes is missed.
func TestRowsAreMadeOnNewsOnly(t *testing.T) {
	d := newDesk(t, "dark")
	batch := d.decide(api.BulkApprove, window, "a", "b", "c")
	d.open(0)
	made := func() *row { return &d.p.list.Rows()[0] }
	changed := func(what string, play func()) {
		t.Helper()
		before := made()
		d.wait(time.Second)
		if d.frame(); made() != before {
			t.Errorf("before %s: rows were made without news", what)
		}
		play()
		if d.frame(); made() == before {
			t.Errorf("%s is not shown", what)
		}
	}
	changed("sending", func() { d.send(batch) })
	changed("a request", func() { d.check("a") })
	changed("a lost answer", func() { d.step(book.Answered{Ref: d.about("a").Ref(), Err: &api.Error{Kind: api.Offline}}) })
	changed("an end", func() { d.step(book.ReadBack{Ref: d.about("a").Ref(), Item: item(t, "a", "Finished")}) })
	changed("what stopped", func() { d.refuse("b", "no") })
	changed("what was set aside", func() { d.b.Forget(d.about("b").Key) })
	changed("a new one", func() { d.decide(api.BulkApprove, window, "d") })
	changed("the end of an old one as another begins", func() {
		d.step(book.Withdrawn{Keys: []book.Key{d.about("d").Key}})
		d.decide(api.BulkApprove, window, "d")
	})
}

// TestBeyondWhatTheBookRemembers pins that the rows follow when the book drops
// the oldest of what is over.
func TestBeyondWhatTheBookRemembers(t *testing.T) {
	d := newDesk(t, "dark")
	d.decide(api.BulkApprove, window, items(2500)...)
	d.open(0).press("j", "k")
	for batch := range slices.Chunk(slices.Clone(d.b.Entries), 50) {
		var keys []book.Key
		for _, x := range batch[:len(batch)-1] {
			keys = append(keys, x.Key)
		}
		d.step(book.Withdrawn{Keys: keys})
		d.frame()
	}
	d.frame()
	if n := len(d.b.Ended); d.p.list.Len() != n+50 || n > 2000 {
		t.Errorf("%d rows of %d", d.p.list.Len(), n+50)
	}
	d.press("G", "k")
	d.says("50 held (5s), 1,850 ended")
	if r := d.p.list.Selected(); r.over == nil || r.d.Item != d.b.Ended[1].Item {
		t.Errorf("the oldest but one is %s", r.d.Item)
	}
}

// BenchmarkRender draws a bulk run of a thousand with two thousand that are
// over: without news, while a countdown runs, and with rows made anew.
func BenchmarkRender(b *testing.B) {
	for name, anew := range map[string]bool{"news": true, "no-news": false} {
		for hold, window := range map[string]time.Duration{"held": time.Hour, "due": 0} {
			b.Run(name+"/"+hold, func(b *testing.B) {
				d := newDesk(b, "dark")
				d.decide(api.BulkApprove, time.Hour, items(2000)...)
				d.step(book.Undone{})
				d.decide(api.BulkApprove, window, items(1000)...)
				d.open(0)
				b.ReportAllocs()
				for b.Loop() {
					if anew {
						d.p.known.made = false
					}
					d.p.Render(110, 30)
					d.p.Hints()
				}
			})
		}
	}
}
