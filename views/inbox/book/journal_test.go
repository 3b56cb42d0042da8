package book

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"iscope/api"
	"iscope/api/journal"
)

// TestNothingLeavesBeforeItIsOnDisk pins that a decision is not even read again
// before its intent is written, however its window ends.
func TestNothingLeavesBeforeItIsOnDisk(t *testing.T) {
	for name, end := range map[string]Event{"the window ends": Expired{1, noon.Add(time.Second)}, "the person hurries": Hurried{noon.Add(time.Second)}} {
		t.Run(name, func(t *testing.T) {
			b := newBook()
			d, other := approve(pending(t, "a", 1)), approve(pending(t, "b", 1))
			out := b.Step(Asked{[]*Decision{d, other}, window, noon})
			if out := b.Step(end); out != nil {
				t.Fatalf("it goes on without the journal: %v", kinds(out))
			}
			if out := b.Step(Recorded{IDs: []string{"another"}}); out != nil || d.Stage != Due {
				t.Fatalf("another intent lets it go: %v", kinds(out))
			}
			wantKinds(t, b.Step(Recorded{IDs: []string{out[0].Intents[0].ID}}), Check)
			wantKinds(t, b.Step(Recorded{IDs: []string{out[0].Intents[1].ID}}), Check)
			if out := b.Step(Recorded{IDs: []string{d.ID}, Err: errors.New("late")}); out != nil || d.Stage != Checking {
				t.Errorf("a doubled answer of the journal: %v", kinds(out))
			}
		})
	}
}

// TestUnwrittenIsNotSent pins that a decision that the disk cannot take stops
// and says why, at whichever moment the disk says so.
func TestUnwrittenIsNotSent(t *testing.T) {
	full := errors.New("the journal of decisions cannot be written: no space left on device")
	for name, before := range map[string]Event{"held": Ticked{noon.Add(time.Second)}, "due": Hurried{noon.Add(time.Second)}} {
		t.Run(name, func(t *testing.T) {
			b := newBook()
			asked := b.Step(Asked{[]*Decision{approve(pending(t, "a", 1)), approve(pending(t, "b", 1))}, window, noon})
			b.Step(before)
			out := b.Step(Recorded{IDs: []string{asked[0].Intents[0].ID, asked[0].Intents[1].ID}, Err: full})
			wantKinds(t, out, Halted, Halted)
			wantEnd(t, out, Halted, journal.Open, "not sent: the journal of decisions cannot be written: no space left")
			if r := b.Run(1); b.Count(Stopped) != 2 || r.Halted != 2 || r.Open() != 0 {
				t.Errorf("%d stopped, run %+v", b.Count(Stopped), r)
			}
			if out := b.Step(Hurried{noon.Add(2 * time.Second)}); out != nil {
				t.Errorf("it is sent all the same: %v", kinds(out))
			}
		})
	}
}

// TestUndoBeforeTheJournal pins that a decision taken back while it is being
// written is over, whatever the journal says of it later.
func TestUndoBeforeTheJournal(t *testing.T) {
	for _, err := range []error{nil, errors.New("disk full")} {
		b := newBook()
		d := approve(pending(t, "a", 1))
		b.Step(Asked{[]*Decision{d}, window, noon})
		wantEnd(t, b.Step(Undone{}), TakenOff, journal.TakenBack, "nothing was sent")
		if out := b.Step(Recorded{IDs: []string{d.ID}, Err: err}); out != nil || len(b.Entries) != 0 {
			t.Errorf("%v brings it back: %v", err, kinds(out))
		}
	}
}

func TestIntentSaysWhatIsWanted(t *testing.T) {
	b := newBook()
	it := item(t, "a", []string{"Pending", "Finished", "Pending"})
	d := approve(it)
	one := b.Step(Asked{[]*Decision{d}, window, noon})[0].Intents
	if i := one[0]; i.ID != d.ID || i.Batch != "" || i.Op != api.BulkApprove || i.Target != "a" || i.Line != "" || i.Name != "Approve access a" || i.Digest != it.Print ||
		i.Want["from"] != "me" || i.Want["lines"] != "a-l0,a-l2" {
		t.Errorf("the intent is %+v", i)
	}
	two := b.Step(Asked{[]*Decision{forwardTo(pending(t, "b", 1), "bo"), Line(api.RejectItem, pending(t, "c", 2), "c-l1", "")}, window, noon})[0].Intents
	if two[0].Batch != two[0].ID || two[1].Batch != two[0].ID || two[0].ID == two[1].ID || two[0].Want["owner"] != "bo" {
		t.Errorf("the intents of a batch are %+v", two)
	}
	if i := two[1]; i.Line != "c-l1" || i.Op != api.RejectItem || i.Want["lines"] != "c-l1" || i.Digest == 0 {
		t.Errorf("the intent of a line is %+v", i)
	}
}

// TestRecalledAsItWas pins that what the journal keeps is enough to judge by.
func TestRecalledAsItWas(t *testing.T) {
	it := pending(t, "a", 2)
	for _, d := range []*Decision{approve(it), Line(api.RejectItem, it, "a-l1", ""), forwardTo(it, "bo"), New(api.CompleteWorkItem, it, "x")} {
		d.ID = "run-7"
		r := Recall(journal.Entry{Intent: d.Intent()})
		if r.Key != d.Key || r.ID != d.ID || r.Op != d.Op || r.Name != d.Name || r.Digest != d.Digest || r.From != "me" || !slices.Equal(r.Lines, d.Lines) || !r.Past {
			t.Errorf("%s: %+v", d.Op, r)
		}
		if d.Forward != nil && (r.Forward == nil || r.Forward.TargetOwnerID != "bo") {
			t.Errorf("forward to %v", r.Forward)
		}
	}
}

// TestManyLinesAreKeptWhole pins that the journal is told all lines of a
// decision or none, in values that it does not cut.
func TestManyLinesAreKeptWhole(t *testing.T) {
	ids := func(n int) []string {
		var out []string
		for i := range n {
			out = append(out, fmt.Sprintf("%032x", i))
		}
		return out
	}
	for n, kept := range map[int]int{0: 0, 1: 1, 8: 8, 9: 9, 100: 100, 150: 150, 400: 0} {
		want := (&Decision{Lines: ids(n)}).Intent().Want
		for k, v := range want {
			if len(v) > 300 || len(want) > 23 {
				t.Errorf("%d lines: %d values, %s is %d long", n, len(want), k, len(v))
			}
		}
		if got := Recall(journal.Entry{Intent: journal.Intent{Want: want}}).Lines; len(got) != kept || !slices.Equal(got, ids(kept)) {
			t.Errorf("of %d lines %d came back, want %d", n, len(got), kept)
		}
	}
	if got := (&Decision{Lines: []string{"a,b", strings.Repeat("c", 400)}}).Intent().Want; len(got) != 0 {
		t.Errorf("ids that cannot be told apart are kept: %v", got)
	}
}

// left is a decision of an earlier run whose request left.
func left(it api.WorkItem, id string) *Decision {
	d := Recall(journal.Entry{Intent: approve(it).Intent(), Asked: noon, Sent: noon.Add(window)})
	d.ID = id
	return d
}

// TestPastThatNeverLeft pins that a decision that an earlier run did not send
// is reported as such at once, and can be decided again.
func TestPastThatNeverLeft(t *testing.T) {
	b := newBook()
	it := pending(t, "a", 1)
	d := Recall(journal.Entry{Intent: approve(it).Intent(), Asked: noon})
	d.ID = "old-1"
	out := b.Step(Recalled{[]*Decision{d, left(pending(t, "b", 1), "old-2")}})
	wantKinds(t, out, Halted, LookBack)
	wantEnd(t, out, Halted, journal.NotSent, "not sent: it was held when iscope ended")
	if r := b.Run(1); r.Size != 2 || r.Halted != 1 || r.Open() != 1 || out[0].D.ID != "old-1" {
		t.Errorf("the run is %+v", r)
	}
	again := approve(it)
	wantKinds(t, askNow(t, b, again), Check)
	if len(b.Entries) != 2 || b.Of(d.Key) != again {
		t.Errorf("%d entries", len(b.Entries))
	}
}

// TestPastOnlyReads pins that a decision of an earlier run is settled by
// reading, and never sent, whatever is read.
func TestPastOnlyReads(t *testing.T) {
	open := pending(t, "a", 1)
	for name, c := range map[string]struct {
		read []ReadBack
		want Effect
	}{
		"done":        {[]ReadBack{{Item: closedAs(t, "a", "Finished")}}, Effect{Kind: Settled, Ending: journal.Done, Words: "approved"}},
		"not arrived": {[]ReadBack{{Item: open}, {Item: open}}, Effect{Kind: Halted, Ending: journal.Lost, Words: "it did not take effect (iscope ended before the answer came); the item is still open"}},
		"overtaken":   {[]ReadBack{{Item: closedAs(t, "a", "Rejected")}}, Effect{Kind: News, Ending: journal.Overtaken, Words: "was rejected by somebody else"}},
		"gone":        {[]ReadBack{{Err: bad(api.NotFound, "no such item")}}, Effect{Kind: News, Ending: journal.Overtaken, Words: "by this decision, or"}},
		"moved":       {[]ReadBack{{Item: item(t, "a", []string{"Pending"}, set("ownerId", "bo"), set("ownerName", "Bo"))}}, Effect{Kind: News, Ending: journal.Overtaken, Words: "now belongs to Bo"}},
		"unreadable":  {slices.Repeat([]ReadBack{{Err: bad(api.Offline, "no route")}}, maxTries), Effect{Kind: Halted, Ending: journal.Open, Words: "nobody knows yet"}},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBook()
			d := left(open, "old-1")
			wantKinds(t, b.Step(Recalled{[]*Decision{d}}), LookBack)
			for _, e := range []Event{Undone{}, Hurried{noon}, Withdrawn{[]Key{d.Key}}, Recorded{IDs: []string{d.ID}}, Checked{Ref: d.Ref(), Item: open}, Answered{Ref: d.Ref(), Item: open}, Recalled{[]*Decision{d}}} {
				if out := b.Step(e); out != nil {
					t.Fatalf("%T has effects: %v", e, kinds(out))
				}
			}
			for i, r := range c.read {
				r.Ref = d.Ref()
				out := b.Step(r)
				if i == len(c.read)-1 {
					wantEnd(t, out, c.want.Kind, c.want.Ending, c.want.Words)
					wantKinds(t, out, c.want.Kind)
					continue
				}
				wantKinds(t, out, LookBack)
			}
		})
	}
}

// TestPastStandsInNobodysWay pins that decisions of an earlier run are all
// looked after, even about the same thing, and that nothing new about it leaves
// meanwhile.
func TestPastStandsInNobodysWay(t *testing.T) {
	b := newBook()
	it := pending(t, "a", 1)
	held := approve(it)
	recordAll(b, b.Step(Asked{[]*Decision{held}, window, noon}))
	one, two := left(it, "old-1"), left(it, "old-2")
	wantKinds(t, b.Step(Recalled{[]*Decision{one, two}}), LookBack, LookBack)
	if out := b.Step(Hurried{noon.Add(time.Second)}); out != nil {
		t.Fatalf("a decision leaves while an earlier one about the same thing is read back: %v", kinds(out))
	}
	wantKinds(t, b.Step(ReadBack{Ref: one.Ref(), Item: closedAs(t, "a", "Finished")}), Settled)
	out := b.Step(ReadBack{Ref: two.Ref(), Item: closedAs(t, "a", "Finished")})
	wantKinds(t, out, Settled, Check)
	wantKinds(t, b.Step(Checked{Ref: held.Ref(), Item: closedAs(t, "a", "Finished")}), News)
	if r := b.Run(2); r.Size != 2 || r.Done != 2 {
		t.Errorf("the run of the recalled is %+v", r)
	}
}
