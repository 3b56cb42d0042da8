package book

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"iscope/api"
	"iscope/api/journal"
)

func TestDecisionRunsItsCourse(t *testing.T) {
	b := newBook()
	d := approve(pending(t, "a", 2))
	toSending(t, b, d, pending(t, "a", 2))
	after := item(t, "a", []string{"Finished", "Finished"}, set("state", "Finished"), set("completed", "2026-03-02T12:00:06Z"))
	out := b.Step(Answered{Ref: d.Ref(), Item: after})
	wantKinds(t, out, Settled)
	wantEnd(t, out, Settled, journal.Done, "approved")
	if len(b.Entries) != 0 || out[0].Item == nil || out[0].Item.State != api.StateFinished {
		t.Errorf("%d entries left, item %v", len(b.Entries), out[0].Item)
	}
	if out := b.Step(Answered{Ref: d.Ref(), Item: after}); out != nil {
		t.Errorf("a doubled answer has effects: %v", out)
	}
}

func TestUndoSendsNothing(t *testing.T) {
	b := newBook()
	d := approve(pending(t, "a", 1))
	asked := b.Step(Asked{[]*Decision{d}, window, noon})
	recordAll(b, asked)
	out := b.Step(Undone{})
	wantKinds(t, out, TakenOff)
	wantEnd(t, out, TakenOff, journal.TakenBack, "nothing was sent")
	if out := b.Step(Expired{b.Batch(), noon.Add(time.Second)}); out != nil {
		t.Fatalf("the end of the window of a decision taken back has effects: %v", out)
	}
	if out := b.Step(Hurried{noon.Add(time.Second)}); out != nil {
		t.Fatalf("sending now after undo: %v", out)
	}
	if out := b.Step(Undone{}); out != nil {
		t.Fatalf("undo of nothing: %v", out)
	}
}

func TestUndoTakesBackTheLastBatchOnly(t *testing.T) {
	b := newBook()
	for _, id := range []string{"a", "b"} {
		b.Step(Asked{[]*Decision{approve(pending(t, id, 1))}, window, noon})
	}
	out := b.Step(Undone{})
	wantKinds(t, out, TakenOff)
	if out[0].D.Item != "b" || b.About("a") == nil || b.About("b") != nil {
		t.Errorf("took back %s", out[0].D.Item)
	}
}

// TestAnyCanBeTakenBack pins that the outbox takes back what it names, of any
// batch, as far as nothing of it has left.
func TestAnyCanBeTakenBack(t *testing.T) {
	b := newBook()
	entries := approvals(t, 5)
	wantKinds(t, askNow(t, b, entries...), Check, Check)
	held := approve(pending(t, "h", 1))
	b.Step(Asked{[]*Decision{held}, window, noon})
	out := b.Step(Withdrawn{[]Key{entries[0].Key, entries[3].Key, held.Key, {Item: "no such"}}})
	wantKinds(t, out, TakenOff, TakenOff, TakenOff)
	if out[0].D.Item != "i0" || out[1].D.Item != "i3" || out[2].D.Item != "h" || b.Count(Checking) != 1 || b.Count(Due) != 2 {
		t.Errorf("took back %s, %s and %s, %d under way, %d wait", out[0].D.Item, out[1].D.Item, out[2].D.Item, b.Count(Checking), b.Count(Due))
	}
	if r := b.Run(1); r.Taken != 2 || r.Open() != 3 {
		t.Errorf("the run is %+v", r)
	}
	read := out[0].D
	if out := b.Step(Checked{Ref: read.Ref(), Item: entries[0].Seen}); slices.Contains(kinds(out), Send) {
		t.Errorf("what was taken back while it was read is sent: %v", kinds(out))
	}
}

// TestFrozen pins that nothing leaves while the person is asked whether to give
// up what is held, and that what is held has a whole window afterwards.
func TestFrozen(t *testing.T) {
	b := newBook()
	reading := approve(pending(t, "r", 1))
	wantKinds(t, askNow(t, b, reading), Check)
	recordAll(b, b.Step(Asked{[]*Decision{approve(pending(t, "a", 1))}, window, noon}))
	wantKinds(t, b.Step(Frozen{}))
	wantKinds(t, b.Step(Checked{Ref: reading.Ref(), Item: reading.Seen}))
	late := noon
	for range 9 { // the clock goes on
		late = late.Add(time.Second)
		wantKinds(t, b.Step(Ticked{late}))
	}
	wantKinds(t, b.Step(Expired{2, late}))
	wantKinds(t, b.Step(Hurried{late}))
	out := b.Step(Thawed{late})
	wantKinds(t, out, Check, Check)
	if b.Count(Held) != 0 { // the person hurried them
		t.Errorf("%d held", b.Count(Held))
	}
	recordAll(b, b.Step(Asked{[]*Decision{approve(pending(t, "b", 1))}, window, late}))
	b.Step(Frozen{})
	out = b.Step(Thawed{late.Add(2 * time.Second)})
	wantKinds(t, out, Arm)
	if out[0].Wait != window {
		t.Errorf("held for %v more", out[0].Wait)
	}
	wantKinds(t, b.Step(Expired{3, late.Add(window)})) // the end of the first window
	if b.Count(Held) != 1 {
		t.Error("the old window ends it")
	}
	b.Step(Ticked{late.Add(window)})
	b.Step(Expired{3, late.Add(2*time.Second + window)})
	if b.Count(Held) != 0 {
		t.Error("the new window does not end it")
	}
	wantKinds(t, b.Step(Thawed{late.Add(time.Minute)})) // nothing was frozen
}

// TestUndoTakesBackWhatWaits pins that the rest of a long batch can be called
// off after its undo window.
func TestUndoTakesBackWhatWaits(t *testing.T) {
	b := newBook()
	wantKinds(t, askNow(t, b, approvals(t, 5)...), Check, Check)
	wantKinds(t, b.Step(Undone{}), TakenOff, TakenOff, TakenOff, TakenOff, TakenOff)
	if len(b.Entries) != 0 {
		t.Errorf("%d entries left", len(b.Entries))
	}
}

func TestHurriedLeavesTheWindow(t *testing.T) {
	b := newBook()
	recordAll(b, b.Step(Asked{[]*Decision{approve(pending(t, "a", 1))}, window, noon}))
	recordAll(b, b.Step(Asked{[]*Decision{approve(pending(t, "b", 1))}, window, noon}))
	wantKinds(t, b.Step(Hurried{noon.Add(time.Second)}), Check, Check)
	if out := b.Step(Expired{1, noon.Add(window)}); out != nil {
		t.Errorf("the end of the window starts it again: %v", kinds(out))
	}
}

// TestWindowsEndOneByOne pins that the end of one window says nothing about the
// decisions in another, and that what is sent is what was read last.
func TestWindowsEndOneByOne(t *testing.T) {
	b := newBook()
	first, second := approve(pending(t, "a", 1)), approve(pending(t, "b", 1))
	recordAll(b, b.Step(Asked{[]*Decision{first}, window, noon}))
	recordAll(b, b.Step(Asked{[]*Decision{second}, window, noon.Add(2 * time.Second)}))
	b.Step(Ticked{noon.Add(3 * time.Second)})
	out := b.Step(Expired{1, noon.Add(window)})
	if wantKinds(t, out, Check); out[0].D.Item != "a" || second.Stage != Held || !second.Until.Equal(noon.Add(window+2*time.Second)) {
		t.Fatalf("%s is checked, the other is at stage %d until %v", out[0].D.Item, second.Stage, second.Until)
	}
	fresh := item(t, "a", []string{"Pending"}, set("modified", "2026-03-02T12:00:00Z"))
	out = b.Step(Checked{Ref: first.Ref(), Item: fresh})
	if wantKinds(t, out, Send); string(out[0].D.Seen.Raw.JSON()) != string(fresh.Raw.JSON()) {
		t.Error("it is sent with an older reading")
	}
}

func TestTwoUnderWayAtMost(t *testing.T) {
	b := newBook()
	entries := approvals(t, 6)
	wantKinds(t, askNow(t, b, entries...), Check, Check)
	if n := b.Count(Checking, Sending, Reading); n != InFlight {
		t.Fatalf("%d under way", n)
	}
	b.Step(Checked{Ref: entries[0].Ref(), Item: entries[0].Seen})
	wantKinds(t, b.Step(Answered{Ref: entries[0].Ref(), Item: closedAs(t, "i0", "Finished")}), Settled, Check)
}

func TestLinesOfOneItemGoOneByOne(t *testing.T) {
	b := newBook()
	it := pending(t, "a", 2)
	entries := []*Decision{Line(api.ApproveItem, it, "a-l0", "first"), Line(api.BulkReject, it, "a-l1", "second")}
	if entries[1].Op != api.RejectItem {
		t.Errorf("a line is decided with %q", entries[1].Op)
	}
	wantKinds(t, askNow(t, b, entries...), Check)
	b.Step(Checked{Ref: entries[0].Ref(), Item: it})
	half := item(t, "a", []string{"Finished", "Pending"})
	wantKinds(t, b.Step(Answered{Ref: entries[0].Ref(), Item: half}), Settled, Check)
	wantKinds(t, b.Step(Checked{Ref: entries[1].Ref(), Item: half}), Send)
	wantKinds(t, b.Step(Answered{Ref: entries[1].Ref(), Item: item(t, "a", []string{"Finished", "Rejected"}, set("state", "Finished"))}), Settled)
}

func TestSameThingIsNotDecidedTwice(t *testing.T) {
	b := newBook()
	it := pending(t, "a", 2)
	b.Step(Asked{[]*Decision{approve(it)}, window, noon})
	for _, d := range []*Decision{New(api.BulkReject, it, ""), approve(it), Line(api.RejectItem, it, "a-l0", ""), forwardTo(it, "bo")} {
		if out := b.Step(Asked{[]*Decision{d}, window, noon}); out != nil || !b.Collides(d.Key) {
			t.Errorf("%s of %v beside the other: %v", d.Op, d.Key, kinds(out))
		}
	}
	if len(b.Entries) != 1 || b.Entries[0].Op != api.BulkApprove || b.Run(b.Batch()).Size != 0 {
		t.Fatalf("%d entries, the last run has %d", len(b.Entries), b.Run(b.Batch()).Size)
	}
	line := newBook()
	out := line.Step(Asked{[]*Decision{Line(api.ApproveItem, it, "a-l0", ""), approve(it), Line(api.ApproveItem, it, "a-l1", ""), Line(api.RejectItem, it, "a-l1", "")}, window, noon})
	if wantKinds(t, out, Record, Arm); len(out[0].Intents) != 2 || line.Run(1).Size != 2 {
		t.Errorf("%d intents for two lines", len(out[0].Intents))
	}
}

// TestRowShowsWhatMayStillLeave pins that a stopped decision about a line does
// not hide one that is held.
func TestRowShowsWhatMayStillLeave(t *testing.T) {
	b := newBook()
	it := pending(t, "a", 2)
	first := Line(api.RejectItem, it, "a-l0", "first")
	toSending(t, b, first, it)
	wantEnd(t, b.Step(Answered{Ref: first.Ref(), Err: bad(api.Invalid, "no comment")}), Halted, journal.Refused, "refused: no comment")
	if d := b.About("a"); d != first || b.UnderWay("a") {
		t.Fatalf("the row shows %v", d)
	}
	b.Step(Asked{[]*Decision{approve(it)}, window, noon.Add(time.Minute)})
	if d := b.About("a"); d.Stage != Held || d.Op != api.BulkApprove || !b.UnderWay("a") {
		t.Errorf("the row shows %s at stage %d", d.Op, d.Stage)
	}
}

// TestStoppedGivesWay pins that a decision that stopped can be taken anew, and
// can be forgotten; one that may still leave cannot.
func TestStoppedGivesWay(t *testing.T) {
	b := newBook()
	it := pending(t, "a", 1)
	d := approve(it)
	toSending(t, b, d, it)
	if b.Forget(d.Key) {
		t.Error("what was sent can be forgotten")
	}
	b.Step(Answered{Ref: d.Ref(), Err: bad(api.Invalid, "no")})
	again := New(api.BulkReject, it, "")
	wantKinds(t, b.Step(Asked{[]*Decision{again}, window, noon.Add(time.Minute)}), Record, Arm)
	if len(b.Entries) != 1 || b.Of(d.Key) != again || again.ID == d.ID {
		t.Fatalf("%d entries, intent %s after %s", len(b.Entries), again.ID, d.ID)
	}
	b.Step(Ticked{noon.Add(time.Hour)})
	if again.Stage != Stopped || !b.Forget(again.Key) || b.Forget(again.Key) || len(b.Entries) != 0 || b.Of(d.Key) != nil {
		t.Errorf("stage %d, %d entries", again.Stage, len(b.Entries))
	}
}

// TestForbiddenStopsTheRest pins what ends a run, and that nothing of it leaves
// any more.
func TestForbiddenStopsTheRest(t *testing.T) {
	for kind, ends := range map[api.Kind]bool{api.Forbidden: true, api.Auth: true, api.ReadOnly: true, api.Unrecorded: true, api.Invalid: false} {
		b := newBook()
		entries := approvals(t, 5)
		wantKinds(t, askNow(t, b, entries...), Check, Check)
		b.Step(Checked{Ref: entries[0].Ref(), Item: entries[0].Seen})
		out := b.Step(Answered{Ref: entries[0].Ref(), Err: bad(kind, "no right")})
		if n := b.Count(Stopped); ends && n != 5 || !ends && n != 1 {
			t.Fatalf("%v: %d stopped, effects %v", kind, n, kinds(out))
		}
		if !ends {
			continue
		}
		for _, e := range out[1:] {
			if e.Ending != journal.NotSent || !strings.Contains(e.Words, `stopped after "Approve access i0"`) {
				t.Errorf("%v: %s ended as %q: %s", kind, e.D.Item, e.Ending, e.Words)
			}
		}
		if out := b.Step(Checked{Ref: entries[1].Ref(), Item: entries[1].Seen}); out != nil {
			t.Errorf("%v: one that was being read when the tenant refused is sent: %v", kind, kinds(out))
		}
		if r := b.Run(1); r.Halted != 5 || r.Open() != 0 {
			t.Errorf("%v: the run is %+v", kind, r)
		}
	}
}

// TestUnreadableIsNotSent pins that what cannot be read before sending is not
// sent, alone or with the rest of its run.
func TestUnreadableIsNotSent(t *testing.T) {
	for kind, stopped := range map[api.Kind]int{api.Offline: 1, api.Server: 1, api.Forbidden: 3, api.Auth: 3} {
		b := newBook()
		entries := approvals(t, 3)
		askNow(t, b, entries...)
		out := b.Step(Checked{Ref: entries[0].Ref(), Err: bad(kind, "no route")})
		wantEnd(t, out, Halted, journal.NotSent, "not sent: it could not be read first: no route")
		if n := b.Count(Stopped); n != stopped {
			t.Errorf("%v stopped %d", kind, n)
		}
	}
}

// TestUnknownHoldsTheRest pins that a batch waits while the outcome of one of
// its decisions is unknown, and goes on once it was read back as done.
func TestUnknownHoldsTheRest(t *testing.T) {
	b := newBook()
	entries := approvals(t, 4)
	wantKinds(t, askNow(t, b, entries...), Check, Check)
	wantKinds(t, b.Step(Checked{Ref: entries[0].Ref(), Item: entries[0].Seen}), Send)
	wantKinds(t, b.Step(Answered{Ref: entries[0].Ref(), Err: bad(api.Server, "bad gateway")}), LookBack)
	if out := b.Step(Checked{Ref: entries[1].Ref(), Item: entries[1].Seen}); out != nil || entries[1].Stage != Due {
		t.Fatalf("the next one leaves meanwhile: %v", kinds(out))
	}
	wantKinds(t, b.Step(ReadBack{Ref: entries[0].Ref(), Item: closedAs(t, "i0", "Finished")}), Settled, Check, Check)
}

// TestRunAddsUp pins that the counts of a run add up to its size, however its
// decisions end.
func TestRunAddsUp(t *testing.T) {
	b := newBook()
	entries := approvals(t, 6)
	if r := b.Run(1); r != (Run{}) {
		t.Errorf("a run that is yet to come: %+v", r)
	}
	askNow(t, b, entries...)
	want := Run{Op: api.ApproveItem, Size: 6}
	step := func(e Event, done, news, halted, taken int) {
		t.Helper()
		b.Step(e)
		want.Done, want.News, want.Halted, want.Taken = want.Done+done, want.News+news, want.Halted+halted, want.Taken+taken
		if r := b.Run(1); r != want || r.Open() != len(b.Entries)-b.Count(Stopped, Doubtful) {
			t.Fatalf("after %T the run is %+v, want %+v", e, r, want)
		}
	}
	step(Checked{Ref: entries[0].Ref(), Item: entries[0].Seen}, 0, 0, 0, 0)
	step(Answered{Ref: entries[0].Ref(), Item: closedAs(t, "i0", "Finished")}, 1, 0, 0, 0)
	step(Checked{Ref: entries[1].Ref(), Item: closedAs(t, "i1", "Rejected")}, 0, 1, 0, 0)
	step(Checked{Ref: entries[2].Ref(), Item: item(t, "i2", []string{"Pending"}, line("value", "Domain Admins"))}, 0, 0, 1, 0)
	step(Withdrawn{[]Key{entries[5].Key}}, 0, 0, 0, 1)
	step(Checked{Ref: entries[3].Ref(), Err: bad(api.Forbidden, "no right")}, 0, 0, 2, 0)
	if len(b.Ended) != 3 {
		t.Errorf("%d ended", len(b.Ended))
	}
}

// TestEndedAreRemembered pins what is kept of decisions that are over, and that
// it is not kept without end.
func TestEndedAreRemembered(t *testing.T) {
	b := newBook()
	d := approve(pending(t, "a", 1))
	toSending(t, b, d, pending(t, "a", 1))
	b.Step(Answered{Ref: d.Ref(), Item: closedAs(t, "a", "Finished")})
	if e := b.Ended[0]; e.Ending != journal.Done || e.Words != "approved" || e.Item != "a" || e.ID != d.ID || e.Seen.Raw.JSON() != nil {
		t.Errorf("kept %+v", e)
	}
	it := pending(t, "b", 1)
	for range endedKept {
		b.Step(Asked{[]*Decision{approve(it)}, window, noon})
		b.Step(Undone{})
	}
	if n := len(b.Ended); n > endedKept || n < endedKept/2 || b.Ended[n-1].ID != fmt.Sprint("n", endedKept+1) {
		t.Errorf("%d kept, the last is %s", n, b.Ended[n-1].ID)
	}
}
