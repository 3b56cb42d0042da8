package outbox

import (
	"slices"
	"testing"
	"time"

	"iscope/api"
	"iscope/ui/screen"
	"iscope/views/inbox/book"
)

func TestTabLeadsToTheRest(t *testing.T) {
	d := newDesk(t, "dark")
	d.decide(api.BulkReject, window, "elsewhere")
	batch := d.decide(api.BulkApprove, window, "a", "b")
	d.open(batch)
	d.says("Progress", "approve 2 items: 2 to go (held 5s)", "tab everything")
	d.silent("elsewhere")
	d.press("space", "tab")
	d.says("Outbox", "3 held (5s)", "elsewhere", "tab only this run")
	if d.p.list.Marks() != 0 || d.p.Batch() != 0 {
		t.Error("a mark of the other list is left")
	}
	d.press("tab")
	d.silent("elsewhere")
	if d.p.Batch() != batch {
		t.Error("the run is shown no more")
	}
	d = newDesk(t, "dark")
	d.decide(api.BulkReject, window, "a")
	d.open(0).press("tab")
	d.says("Outbox", "1 held")
	d.silent("tab ")
}

func TestEscape(t *testing.T) {
	d := newDesk(t, "dark")
	d.decide(api.BulkReject, window, "ax", "bx", "c")
	d.open(0).press("/", "x", "enter", "space", "esc")
	if d.p.list.Marks() != 0 || d.p.list.Filter() != "x" {
		t.Error("marks go first")
	}
	d.press("enter")
	d.says("decision", "reject", "intent")
	d.press("esc", "esc")
	if d.closed || d.p.list.Filter() != "" {
		t.Error("then the detail, then the filter")
	}
	if d.press("esc"); !d.closed {
		t.Error("the window is open")
	}
	for _, key := range []string{"q", "O"} {
		d.closed = false
		if d.open(0).press("space", key); !d.closed {
			t.Errorf("%s does not close it", key)
		}
	}
	d.closed = false
	if d.open(0).press("ctrl+c"); !d.closed {
		t.Error("ctrl+c does not close it")
	}
}

func TestKeysThatMeanNothing(t *testing.T) {
	d := newDesk(t, "dark")
	d.decide(api.BulkApprove, window, "b", "a")
	d.open(0)
	before := d.whole()
	d.press("s", "S", "a", "x", "f", "n", "1", "T", "w")
	if after := d.whole(); after != before || d.closed || d.sent != nil {
		t.Errorf("something changed:\n%s", after)
	}
}

func TestCopiesTheID(t *testing.T) {
	d := newDesk(t, "dark")
	d.open(0).press("y")
	d.decide(api.BulkApprove, window, "a", "b")
	d.press("j", "y", "enter", "y")
	want := screen.Copy{Text: "b", What: "id"}
	if len(d.sent) != 2 || d.sent[0] != want || d.sent[1] != want {
		t.Errorf("copied %v", d.sent)
	}
}

func TestFilterTypedInTheWindow(t *testing.T) {
	d := newDesk(t, "dark")
	d.decide(api.BulkApprove, 0, "payroll", "ledger", "vault")
	d.refuse("payroll", "no such right")
	d.open(0).press("/", "r", "i", "g", "h", "t")
	d.says("payroll", "1 of 3")
	d.silent("vault")
	if _, cursor := d.p.Render(d.w, d.h); cursor == nil || cursor.Y >= d.h {
		t.Errorf("the cursor is at %v", cursor)
	}
	d.press("esc", "/", "up", "enter", "d")
	d.cursor("vault")
	if d.hurried+len(d.withdrawn)+len(d.retried) != 0 {
		t.Error("letters of the filter did something")
	}
	d.done("ledger")
	d.frame()
	d.cursor("vault") // the person chose it
}

func TestDetailFollowsItsDecision(t *testing.T) {
	d := newDesk(t, "dark")
	batch := d.decide(api.BulkApprove, window, "a", "b", "c")
	d.open(0).press("j", "enter")
	d.says("about", "b", "held 5s", "u take back")
	d.wait(2 * time.Second)
	d.says("held 3s")
	d.send(batch)
	d.says("where it is  reading it first")
	d.check("b")
	d.press("u")
	d.says("Too late")
	d.step(book.Answered{Ref: d.about("b").Ref(), Err: &api.Error{Kind: api.Invalid, Detail: "not allowed"}})
	d.says("refused: not allowed")
	d.press("/", "n", "o", "t", "enter") // a search, not the filter
	d.press("R")
	if len(d.retried) != 1 || !slices.Equal(namesOf(d.retried[0]), []string{"b"}) {
		t.Errorf("tried again: %v", d.retried)
	}
	d.p.act("outbox.forget")
	d.says("Outbox", "decision  what")
	d.press("G", "enter")
	d.done("a")
	d.says("where it is  reading it first") // c, not what took its place
	d.press("esc", "g", "enter")
	d.done("c")
	d.says("about", "c", "where it is  approved")
}
