package inbox

import (
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/ui/screen"
	"iscope/views/inbox/book"
)

func TestMarkedItemsAreReviewedThenSentAsOneBatch(t *testing.T) {
	sit(t, func(t testing.TB) *tenant { return newTenant(t, 5).add(record("m", nil, manual)) }, func(d *desk) {
		d.act("list.mark-all", "inbox.approve")
		for _, want := range []string{"Approve 5 items?", "Approve access i0", "1 item left out", "Ada Request", "Payroll"} {
			if got := d.dialog(); !strings.Contains(got, want) {
				t.Fatalf("%q is not in the review:\n%s", want, got)
			}
		}
		d.wait(time.Minute)
		d.write("y") // reads on: not every item has been in sight
		d.wrote()
		d.press(tea.KeyEnd)
		if got := d.dialog(); !strings.Contains(got, "Approve access i4") {
			t.Fatalf("the last item is not in the review:\n%s", got)
		}
		d.write("y")
		if got := d.Hint(); got != "approve 5 items in 5s · u takes back" {
			t.Errorf("hint %q", got)
		}
		d.wait(time.Minute)
		d.wroteAll(approved("i0"), approved("i1"), approved("i2"), approved("i3"), approved("i4"))
		d.told(screen.Good, "5 of 5 approved")
		if d.tenant.peak > book.InFlight {
			t.Errorf("%d at once", d.tenant.peak)
		}
		if d.list.Marks() != 1 || d.list.Len() != 1 { // what was left out stays marked
			t.Errorf("%d marked, %d rows", d.list.Marks(), d.list.Len())
		}
	})
}

func TestReviewThatIsDeclined(t *testing.T) {
	sit(t, items(3), func(d *desk) {
		d.act("list.mark-all", "inbox.reject")
		d.press(tea.KeyEnter) // no is preset
		if d.window() != nil || d.list.Marks() != 3 {
			t.Errorf("dialog %q, %d marked", d.dialog(), d.list.Marks())
		}
		d.wait(time.Minute)
		d.wrote()
	})
}

func TestUndoOfABatch(t *testing.T) {
	sit(t, items(3), func(d *desk) {
		d.act("list.mark-all", "inbox.reject")
		d.write("y")
		d.act("inbox.undo")
		d.told(screen.Good, "Taken back, nothing was sent: 3 decisions")
		d.wait(time.Minute)
		d.wrote()
		if run := d.book.Run(d.book.Batch()); run.Taken != 3 || run.Open() != 0 {
			t.Errorf("%+v", run)
		}
	})
}

// TestSummaryOfABatchAddsUp has each fate in one batch; what failed stays
// marked with its reason.
func TestSummaryOfABatchAddsUp(t *testing.T) {
	sit(t, items(6), func(d *desk) {
		d.act("list.mark-all", "inbox.approve")
		d.tenant.change("i1", value("Domain Admins"))
		d.tenant.change("i2", decided("Rejected", "Bo"))
		d.tenant.troubled(trouble{op: api.ApproveItem, item: "i3", err: &api.Error{Kind: api.Invalid, Detail: "no"}})
		d.tenant.troubled(trouble{op: api.ApproveItem, item: "i4", after: true, err: &api.Error{Kind: api.Offline, Detail: "connection reset"}})
		d.agree()
		d.wait(time.Minute)
		d.wroteAll(approved("i0"), approved("i3"), approved("i4"), approved("i5"))
		d.told(screen.Bad, "3 of 6 approved, 1 decided by others, 2 not: they stay marked")
		var marked []string
		for _, it := range d.list.Marked() {
			marked = append(marked, it.ID)
		}
		if !slices.Equal(marked, []string{"i1", "i3"}) {
			t.Errorf("marked %v", marked)
		}
		d.says("not sent")
		d.says("refused: no")
	})
}

func TestForbiddenStopsTheBatch(t *testing.T) {
	sit(t, items(8), func(d *desk) {
		d.tenant.troubled(trouble{op: api.ApproveItem, times: -1, err: &api.Error{Kind: api.Forbidden, Status: 403, Detail: "no right"}})
		d.act("list.mark-all", "inbox.approve")
		d.agree()
		d.wait(time.Minute)
		if n := len(d.tenant.writes()); n > book.InFlight {
			t.Errorf("%d requests after the first was forbidden", n)
		}
		d.told(screen.Bad, "0 of 8 approved, 8 not")
	})
}

func TestProtectedTenantAsksForItsName(t *testing.T) {
	sit(t, items(2), func(d *desk) {
		d.env.Protected = true
		d.act("inbox.approve")
		if got := d.dialog(); !strings.Contains(got, "Approve 1 item?") || !strings.Contains(got, "Type acme to go on") {
			t.Fatalf("dialog:\n%s", got)
		}
		d.write("y")
		d.press(tea.KeyEnter)
		d.wait(time.Minute)
		d.wrote()
		if d.window() == nil {
			t.Fatal("y alone closed the question")
		}
		d.press(tea.KeyBackspace)
		d.write("acme")
		d.press(tea.KeyEnter)
		d.wait(time.Minute)
		d.wrote(approved("i0"))
	})
}
