package inbox

import (
	"strings"
	"testing"
	"time"

	"iscope/api"
	"iscope/api/journal"
	"iscope/ui/screen"
)

func TestChangedItemIsStoppedAndCanBeDecidedAnew(t *testing.T) {
	sit(t, items(2), func(d *desk) {
		d.act("inbox.approve")
		d.tenant.change("i0", value("Domain Admins"))
		d.wait(6 * time.Second)
		d.wrote()
		d.told(screen.Bad, `it changed since it was shown: memberOf was "Group 0", is "Domain Admins"`)
		d.says("not sent")
		d.act("list.top", "app.open")
		d.says("Approve: not sent: it changed since it was shown")
		d.act("app.back")
		d.act("list.top", "inbox.approve")
		d.wait(6 * time.Second)
		d.wrote(approved("i0"))
		d.told(screen.Good, "Approved")
	})
}

func TestDecidedByOthersIsNews(t *testing.T) {
	for name, c := range map[string]struct {
		happens func(*tenant)
		want    string
	}{
		"rejected": {func(s *tenant) { s.change("i0", decided("Rejected", "Bo")) }, "Was rejected by somebody else (Bo): Approve access i0"},
		"moved":    {func(s *tenant) { s.change("i0", set("ownerId", "bo"), set("ownerName", "Bo")) }, "Now belongs to Bo: Approve access i0"},
		"gone":     {func(s *tenant) { s.remove("i0") }, "Is gone: it was decided or withdrawn elsewhere: Approve access i0"},
	} {
		t.Run(name, func(t *testing.T) {
			sit(t, items(3), func(d *desk) {
				d.act("inbox.approve")
				c.happens(d.tenant)
				d.wait(6 * time.Second)
				d.wrote()
				d.told(screen.Info, c.want)
				if d.list.Row("i0") != nil || len(d.book.Entries) != 0 {
					t.Error("the row stays")
				}
			})
		})
	}
}

func TestUnknownOutcomeIsReadBack(t *testing.T) {
	reset := &api.Error{Kind: api.Offline, Detail: "connection reset"}
	for name, c := range map[string]struct {
		trouble trouble
		tone    screen.Tone
		want    string
		stays   bool
	}{
		"it arrived":   {trouble{op: api.ApproveItem, after: true, err: reset}, screen.Good, "Approved", false},
		"it did not":   {trouble{op: api.ApproveItem, err: reset}, screen.Bad, "did not take effect", true},
		"no answer":    {trouble{op: api.ApproveItem, after: true, hang: true}, screen.Good, "Approved", false},
		"gateway page": {trouble{op: api.ApproveItem, after: true, err: &api.Error{Kind: api.Server, Status: 502, Detail: "bad gateway"}}, screen.Good, "Approved", false},
		"cut answer":   {trouble{op: api.ApproveItem, after: true, err: &api.Error{Kind: api.Decode, Detail: "cut"}}, screen.Good, "Approved", false},
	} {
		t.Run(name, func(t *testing.T) {
			sit(t, items(2), func(d *desk) {
				d.tenant.troubled(c.trouble)
				d.act("inbox.approve")
				d.wait(2 * time.Minute)
				d.wrote(approved("i0"))
				reads := 2 // once before and once after
				if c.stays {
					reads = 3 // an open item is read twice before it proves anything
				}
				if n := d.tenant.count(api.GetWorkItem, "i0"); n != reads {
					t.Errorf("read %d times, want %d", n, reads)
				}
				d.told(c.tone, c.want)
				if got := d.list.Row("i0") != nil; got != c.stays {
					t.Errorf("row there: %v", got)
				}
			})
		})
	}
}

// TestAskedToWait pins that a decision refused for want of room is sent once
// more after the pause, under an intent of its own, and that undo still works
// meanwhile.
func TestAskedToWait(t *testing.T) {
	wait := api.Error{Kind: api.Throttled, Status: 429, Detail: "slow down", RetryAfter: 20 * time.Second}
	sit(t, items(2), func(d *desk) {
		d.tenant.troubled(trouble{op: api.ApproveItem, err: &wait})
		d.act("inbox.approve")
		d.wait(20 * time.Second)
		d.wrote(approved("i0"))
		d.wait(10 * time.Second)
		d.wrote(approved("i0"), approved("i0"))
		d.told(screen.Good, "Approved: Approve access i0")
		entries, err := d.opt.Journal.Entries()
		if err != nil || len(entries) != 2 || entries[0].Ending != journal.Done || entries[1].Ending != journal.Refused {
			t.Errorf("%v %+v", err, entries)
		}
	})
	sit(t, items(2), func(d *desk) {
		d.tenant.troubled(trouble{op: api.ApproveItem, err: &wait})
		d.act("inbox.approve")
		d.wait(10 * time.Second)
		d.act("inbox.undo")
		d.told(screen.Good, "Taken back, nothing was sent: Approve access i0")
		d.wait(time.Minute)
		d.wrote(approved("i0"))
	})
}

func TestReadingBackThatFails(t *testing.T) {
	sit(t, items(2), func(d *desk) {
		d.tenant.troubled(trouble{op: api.ApproveItem, after: true, err: &api.Error{Kind: api.Server, Detail: "bad gateway"}})
		d.act("inbox.approve")
		d.wait(4 * time.Second)
		d.tenant.mu.Lock()
		d.tenant.troubles = append(d.tenant.troubles, &trouble{op: api.ListWorkItems, times: -1, err: &api.Error{Kind: api.Offline, Detail: "no route"}})
		d.tenant.mu.Unlock()
		d.wait(999 * time.Millisecond)
		d.tenant.troubled(trouble{op: api.GetWorkItem, times: 1, sleeps: time.Second}) // the check succeeds
		d.tenant.troubled(trouble{op: api.GetWorkItem, times: -1, err: &api.Error{Kind: api.Offline, Detail: "no route"}})
		d.wait(5 * time.Minute)
		d.wrote(approved("i0"))
		d.told(screen.Bad, "nobody knows whether it arrived")
		d.says("unknown")
	})
}

func TestRefusedStaysWithTheReason(t *testing.T) {
	for name, c := range map[string]struct {
		err  api.Error
		want string
	}{
		"no right": {api.Error{Kind: api.Forbidden, Status: 403, Detail: "not yours"}, "Refused: not yours"},
		"invalid":  {api.Error{Kind: api.Invalid, Status: 400, Detail: "no such state"}, "Refused: no such state"},
		"not sent": {api.Error{Kind: api.Offline, Detail: "no route", Unsent: true}, "Not sent: no route"},
	} {
		t.Run(name, func(t *testing.T) {
			sit(t, items(2), func(d *desk) {
				d.tenant.troubled(trouble{op: api.ApproveItem, err: &c.err})
				d.act("inbox.approve")
				d.wait(time.Minute)
				d.wrote(approved("i0"))
				d.told(screen.Bad, c.want)
				d.act("list.top", "app.open")
				d.says("Approve: " + strings.ToLower(c.want[:1]) + c.want[1:])
			})
		})
	}
}

func TestReadBeforeSendingThatFails(t *testing.T) {
	sit(t, items(2), func(d *desk) {
		d.tenant.troubled(trouble{op: api.GetWorkItem, err: &api.Error{Kind: api.Offline, Detail: "no route"}})
		d.act("inbox.approve")
		d.wait(6 * time.Second)
		d.wrote()
		d.told(screen.Bad, "could not be read first: no route")
	})
}
