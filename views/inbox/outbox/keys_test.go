package outbox

import (
	"slices"
	"testing"
	"time"

	"iscope/api"
	"iscope/views/inbox/book"
)

func TestTakesBackTheOneUnderTheCursor(t *testing.T) {
	d := newDesk(t, "dark")
	d.decide(api.BulkApprove, window, "a", "b", "c")
	d.open(0).press("down", "u")
	d.takenBack("b")
	d.says("Taken back, nothing was sent: b")
	d.cursor("c")
	d.says("2 held", "1 ended", "taken back, nothing was sent")
}

func TestTakesBackTheMarkedOnes(t *testing.T) {
	d := newDesk(t, "dark")
	batch := d.decide(api.BulkApprove, window, "a", "b", "c")
	d.decide(api.BulkReject, 0, "x")
	d.open(0).press("space", "space", "down", "space")
	d.says("u take back 3 marked") // one that is only being read has not left
	d.check("x")
	d.says("u take back 2 marked")
	d.press("u")
	d.takenBack("a", "b")
	d.says("Taken back, nothing was sent: 2 decisions; too late for 1")
	if d.b.Run(batch).Open() != 1 {
		t.Error("the third is on its way no more")
	}
}

// TestSaysWhyNothingIsTakenBack has one decision in each stage that cannot be
// taken back.
func TestSaysWhyNothingIsTakenBack(t *testing.T) {
	for name, c := range map[string]struct {
		play func(*desk)
		want string
	}{
		"sending":  {func(d *desk) { d.check("a") }, "Too late: it is on its way"},
		"reading":  {func(d *desk) { d.lose("a") }, "Too late: it is on its way"},
		"stopped":  {func(d *desk) { d.refuse("a", "no") }, "It stopped; there is nothing to take back"},
		"doubtful": {func(d *desk) { d.doubt("a") }, "Too late: it is on its way"},
		"over":     {func(d *desk) { d.done("a") }, "It is over already"},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t, "dark")
			d.decide(api.BulkApprove, 0, "a")
			c.play(d)
			d.open(0).press("u")
			d.takenBack()
			d.says(c.want)
			d.press("j")
			d.silent(c.want)
		})
	}
	d := newDesk(t, "dark")
	d.open(0).press("u")
	d.says("There is nothing to take back")
	d.decide(api.BulkApprove, 0, "a", "b")
	d.check("a")
	d.check("b")
	d.press("*", "u")
	d.takenBack()
	d.says("Too late for all of them")
}

// TestHeldDownKeyTakesBackOne pins that a key that repeats by itself, after the
// pause that keyboards make before they do, means the row it was pressed on.
func TestHeldDownKeyTakesBackOne(t *testing.T) {
	d := newDesk(t, "dark")
	d.decide(api.BulkApprove, time.Minute, items(20)...)
	d.open(0)
	for _, first := range []time.Duration{250 * time.Millisecond, 660 * time.Millisecond} {
		before := len(d.withdrawn)
		d.press("u")
		d.now = d.now.Add(first)
		for range 100 {
			d.press("u")
			d.now = d.now.Add(30 * time.Millisecond)
		}
		d.says("One press takes one; space marks more")
		if got := len(d.withdrawn) - before; got != 1 {
			t.Fatalf("%d taken back by one long press", got)
		}
		d.now = d.now.Add(time.Second)
	}
	d.press("u")
	d.takenBack("item 000", "item 001", "item 002")
	d.press("down", "u") // a key between them: no repeat
	d.takenBack("item 000", "item 001", "item 002", "item 004")
}

// TestRowThatSlidIsNotTakenBack pins that a key that was meant for a row that
// went away does not hit the one in its place, whether the person has moved the
// cursor or it stayed on top.
func TestRowThatSlidIsNotTakenBack(t *testing.T) {
	for name, before := range map[string][]string{"moved": {"down", "up"}, "on top": nil} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t, "dark")
			d.decide(api.BulkApprove, window, "a", "b", "c")
			d.decide(api.BulkApprove, 0, "z")
			d.open(0).press(before...)
			d.step(book.Withdrawn{Keys: []book.Key{{Item: "a", Line: "line"}}}) // by another window
			d.frame()
			d.now = d.now.Add(300 * time.Millisecond)
			d.check("z") // news about another row does not make it safer
			d.frame()
			d.press("u")
			d.takenBack()
			d.says("The row has just changed; look again")
			d.now = d.now.Add(201 * time.Millisecond)
			d.press("u")
			d.takenBack("b")
		})
	}
}

// TestRowThatWasSentMakesRoom is the same where the row is still there, further
// down, and the cursor stayed on top.
func TestRowThatWasSentMakesRoom(t *testing.T) {
	d := newDesk(t, "dark")
	first := d.decide(api.BulkApprove, window, "a")
	d.decide(api.BulkApprove, window, "b", "c")
	d.open(0)
	d.send(first)
	d.frame()
	d.cursor("b")
	d.press("u")
	d.takenBack()
	d.now = d.now.Add(501 * time.Millisecond)
	d.press("u")
	d.takenBack("b")
}

// TestCursorStaysOnTop pins that nobody has to scroll after what happens, as
// long as the cursor was not moved, and that a moved one stays on its row.
func TestCursorStaysOnTop(t *testing.T) {
	for moved, want := range map[bool]string{false: "b", true: "a"} {
		d := newDesk(t, "dark")
		d.decide(api.BulkApprove, 0, "a", "b", "c")
		if d.open(0); moved {
			d.press("down", "up")
		}
		d.refuse("a", "no")
		d.frame()
		d.cursor(want)
		d.says("reading it first", "refused: no")
	}
}

// TestCancelOfTheRest pins the promise of a bulk run: after the key nothing of
// it is even read any more but what was under way.
func TestCancelOfTheRest(t *testing.T) {
	d := newDesk(t, "dark")
	batch := d.decide(api.BulkApprove, window, items(1000)...)
	d.send(batch)
	d.open(batch)
	d.done("item 000")
	d.check("item 001")
	d.says("999 to go", "c cancel the rest (998)")
	asked := len(d.checks)
	d.press("c")
	d.says("1 done, 998 taken back, 1 to go", "Taken back: 998; 1 under way goes on")
	d.step(book.Answered{Ref: d.about("item 001").Ref(), Item: item(t, "item 001", "Finished")})
	if len(d.checks) != asked {
		t.Errorf("%d more were read", len(d.checks)-asked)
	}
	if r := d.b.Run(batch); r.Open() != 0 || r.Done != 2 || r.Taken != 998 {
		t.Errorf("the run ended as %+v", r)
	}
	d.press("c")
	d.says("There is nothing to cancel")
}

func TestCancelIsAboutWhatIsShown(t *testing.T) {
	d := newDesk(t, "dark")
	d.decide(api.BulkApprove, window, "a", "b")
	batch := d.decide(api.BulkReject, window, "x", "y")
	d.open(batch).press("/", "x", "enter", "c") // the filter does not narrow it
	d.takenBack("x", "y")
	d.says("Taken back: 2; nothing of it was sent")
	d.press("tab", "c")
	d.takenBack("x", "y", "a", "b")
}

func TestCancelOfWhatIsUnderWay(t *testing.T) {
	d := newDesk(t, "dark")
	d.decide(api.BulkApprove, 0, "a")
	d.check("a")
	d.open(0).press("c")
	d.says("Too late: 1 under way goes on")
	d.takenBack()
}

func TestSendsNow(t *testing.T) {
	d := newDesk(t, "dark")
	d.decide(api.BulkApprove, window, "a")
	batch := d.decide(api.BulkApprove, window, "b", "c")
	d.open(batch)
	d.says("U send all 3 held")
	d.press("U")
	d.says("waits for its turn", "Sending 3 decisions now")
	if d.hurried != 1 || d.b.Count(book.Held) != 0 {
		t.Error("something is held")
	}
	d.press("U")
	d.says("Nothing is held")
	if d.hurried != 1 {
		t.Error("nothing was sent twice over")
	}
}

// TestSendsNothingOutOfSight pins that the progress of a run does not send what
// is held of another.
func TestSendsNothingOutOfSight(t *testing.T) {
	d := newDesk(t, "dark")
	d.decide(api.BulkApprove, window, "a")
	d.open(d.decide(api.BulkApprove, 0, "b", "c"))
	d.silent("U send")
	d.press("U")
	d.says("Nothing of this run is held")
	if d.hurried != 0 || d.about("a").Stage != book.Held {
		t.Error("it was sent")
	}
	d.press("tab")
	d.says("U send now")
	d.press("U")
	d.says("Sending 1 decision now")
}

func TestReadOnlySendsNothing(t *testing.T) {
	d := newDesk(t, "dark")
	d.env.ReadOnly = true
	d.decide(api.BulkApprove, 0, "x")
	d.refuse("x", "no")
	d.decide(api.BulkApprove, window, "a")
	d.open(0)
	d.says("u take back", "c cancel the rest (1)")
	d.silent("send now", "retry")
	d.press("U")
	d.says("Read-only: nothing can be changed")
	d.press("down", "R")
	d.says("Read-only: nothing can be changed")
	if d.hurried != 0 || d.retried != nil {
		t.Error("something would be sent")
	}
	d.press("up", "u")
	d.takenBack("a")
}

func TestRetryInTheOutbox(t *testing.T) {
	d := newDesk(t, "dark")
	d.decide(api.BulkApprove, 0, "a", "b")
	d.refuse("a", "no")
	d.doubt("b")
	d.decide(api.BulkApprove, window, "held")
	d.open(0).press("R")
	d.says("Only what failed can be tried again")
	d.press("down")
	d.cursor("a")
	d.says("R retry ")
	d.press("R")
	d.says("1 decision to take again: shown to you first")
	d.press("up", "*")
	d.says("R retry 2 marked")
	d.press("R")
	if len(d.retried) != 2 || !slices.Equal(namesOf(d.retried[0]), []string{"a"}) || !slices.Equal(namesOf(d.retried[1]), []string{"a", "b"}) {
		t.Errorf("tried again: %v", d.retried)
	}
	d.press("esc", "g", "space", "R")
	d.says("Only what failed can be tried again")
	if len(d.retried) != 2 {
		t.Error("what is held was tried again")
	}
}

// TestRetryOfARun pins that in the progress of a run all that failed in it is
// meant, unless rows are marked.
func TestRetryOfARun(t *testing.T) {
	d := newDesk(t, "dark")
	d.decide(api.BulkApprove, 0, "other")
	d.refuse("other", "no")
	batch := d.decide(api.BulkApprove, 0, "a", "b", "c", "d")
	d.done("a")
	d.open(batch).press("R")
	d.says("Nothing of this run failed")
	d.refuse("b", "no")
	d.refuse("c", "no")
	d.says("R retry 2 failed")
	d.press("R", "G", "k", "space")
	d.says("R retry 1 marked")
	d.press("R", "g", "space", "k")
	d.cursor("d")
	d.press("space", "R")
	if len(d.retried) < 2 || !slices.Equal(namesOf(d.retried[0]), []string{"b", "c"}) || !slices.Equal(namesOf(d.retried[1]), []string{"c"}) {
		t.Errorf("tried again: %v", d.retried)
	}
	for _, keys := range d.retried {
		if slices.Contains(namesOf(keys), "other") || slices.Contains(namesOf(keys), "d") {
			t.Errorf("tried again: %v", d.retried)
		}
	}
}

// TestRetriedGivesWay pins that a run counts what was tried again in another
// one.
func TestRetriedGivesWay(t *testing.T) {
	d := newDesk(t, "dark")
	batch := d.decide(api.BulkApprove, 0, "a", "b")
	d.refuse("a", "no")
	d.refuse("b", "no")
	d.open(batch)
	d.says("approve 2 items: 2 failed")
	d.decide(api.BulkApprove, window, "a")
	d.says("approve 2 items: 1 failed, 1 tried again or set aside")
}

func TestForget(t *testing.T) {
	d := newDesk(t, "dark")
	batch := d.decide(api.BulkApprove, 0, "a", "b", "c", "d")
	for _, n := range []string{"a", "b", "c"} {
		d.refuse(n, "no")
	}
	d.open(batch).press("down")
	d.cursor("a")
	d.p.act("outbox.forget")
	d.says("Set aside; it stays in the journal")
	d.cursor("b")
	d.p.act("outbox.forget") // held down
	d.says("2 failed, 1 tried again or set aside, 1 to go", "One press takes one")
	d.press("up")
	d.cursor("d")
	d.p.act("outbox.forget")
	d.says("Only what failed can be set aside")
	d.press("*")
	d.p.act("outbox.forget")
	d.says("3 tried again or set aside, 1 to go")
	d.silent("failed,")
}
