package inbox

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"iscope/api"
	"iscope/keymap"
	"iscope/ui/screen"
)

func TestLargeListRefreshesByTheCountAlone(t *testing.T) {
	sit(t, items(smallList+200), func(d *desk) {
		pages := d.tenant.count(api.ListWorkItems, "")
		d.wait(5 * time.Minute)
		if n := d.tenant.count(api.ListWorkItems, "") - pages; n != 0 {
			t.Errorf("%d pages read though nothing changed", n)
		}
		if n := d.tenant.count(api.SummarizeWorkItems, ""); n < 15 {
			t.Errorf("%d summaries in five minutes", n)
		}
		d.wait(6 * time.Minute)
		if d.tenant.count(api.ListWorkItems, "")-pages < 5 {
			t.Error("an old list is not read again")
		}
	})
}

func TestLargeListShowsWhatIsNew(t *testing.T) {
	for name, troubles := range map[string][]trouble{
		"at once":         nil,
		"after a failure": {{op: api.ListWorkItems, err: &api.Error{Kind: api.Server, Detail: "bad gateway"}}},
	} {
		t.Run(name, func(t *testing.T) {
			sit(t, items(smallList+200), func(d *desk) {
				d.tenant.mu.Lock()
				d.tenant.open = slices.Insert(d.tenant.open, 0, record("new", []string{"Pending"}))
				d.tenant.mu.Unlock()
				for _, tr := range troubles {
					d.tenant.troubled(tr)
				}
				d.wait(2 * time.Minute)
				if d.list.Row("new") == nil || d.list.SelectedID() != "i0" {
					t.Errorf("new item shown: %v, cursor on %s", d.list.Row("new") != nil, d.list.SelectedID())
				}
			})
		})
	}
}

// TestLatePageDoesNotBringBackWhatWasDecided pins the race of a page that was
// on its way when a decision ended: of a small list, and of the first page of a
// large one that is looked at for what is new.
func TestLatePageDoesNotBringBackWhatWasDecided(t *testing.T) {
	for _, n := range []int{3, smallList + 200} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			sit(t, items(n), func(d *desk) {
				d.wait(12 * time.Second)
				pages := d.tenant.count(api.ListWorkItems, "")
				d.tenant.add(record("new", []string{"Pending"}))
				d.tenant.troubled(trouble{op: api.ListWorkItems, late: 10 * time.Second})
				d.act("inbox.approve")
				d.wait(6 * time.Second)
				if d.tenant.count(api.ListWorkItems, "") != pages+1 || d.tenant.state("i0") != "Finished" || d.list.Row("i0") != nil {
					t.Fatalf("%d pages, i0 is %v", d.tenant.count(api.ListWorkItems, "")-pages, d.tenant.state("i0"))
				}
				d.wait(8 * time.Second)
				if d.list.Row("i0") != nil {
					t.Error("the late page brought the decided item back")
				}
			})
		})
	}
}

// TestSummaryThatFailsDuringALoad pins a crash: the count asked for at the
// start fails when the list has already grown long and is still being read.
func TestSummaryThatFailsDuringALoad(t *testing.T) {
	sit(t, func(t testing.TB) *tenant {
		return slow(smallList + 700)(t).troubled(trouble{op: api.SummarizeWorkItems, sleeps: 5500 * time.Millisecond, err: &api.Error{Kind: api.Server, Detail: "bad gateway"}})
	}, func(d *desk) {
		d.wait(10 * time.Second)
		d.says("1,700 items")
		d.silent("bad gateway")
	})
}

func TestCompletedAndBack(t *testing.T) {
	sit(t, func(t testing.TB) *tenant {
		s := newTenant(t, 4)
		for _, state := range []string{"Finished", "Rejected", "Expired", "Canceled", "Returned"} {
			s.closed = append(s.closed, record("c-"+state, []string{state}, decided(state, "Me Myself")))
		}
		return s
	}, func(d *desk) {
		d.act("list.down")
		d.act("inbox.history")
		d.says("completed · mine · 5 items")
		d.says("Approve access c-Finished")
		d.silent("Approve access i0")
		for _, a := range []string{"inbox.approve", "inbox.reject", "inbox.forward", "inbox.complete"} {
			if why := d.Disabled(keymap.Action(a)); !strings.Contains(why, "cannot be decided again") {
				t.Errorf("%s: %q", a, why)
			}
		}
		d.act("inbox.history")
		d.says("pending · mine · 4 items")
		if d.list.SelectedID() != "i1" {
			t.Errorf("cursor on %s", d.list.SelectedID())
		}
	})
}

func TestToggleWhileLoading(t *testing.T) {
	sit(t, slow(600), func(d *desk) {
		d.wait(1500 * time.Millisecond)
		d.act("inbox.history")
		d.says("No completed work items.")
		d.act("inbox.history")
		d.wait(5 * time.Second)
		d.says("600 items")
		if got := ids(d.Model); len(slices.Compact(got)) != 600 {
			t.Errorf("%d rows", len(got))
		}
		d.wait(time.Minute)
		if !strings.HasPrefix(d.Freshness(), "live") {
			t.Errorf("freshness %q", d.Freshness())
		}
	})
}

func TestCloseCancelsReads(t *testing.T) {
	sit(t, func(t testing.TB) *tenant {
		return newTenant(t, 3).troubled(trouble{op: api.ListWorkItems, times: -1, hang: true})
	}, func(d *desk) {
		d.Close()
		d.wait(time.Minute)
		if d.list.Len() != 0 || len(d.toasts) != 0 || d.problem != nil {
			t.Errorf("%d rows, said %v, problem %v", d.list.Len(), d.toasts, d.problem)
		}
	})
}

func TestOpenById(t *testing.T) {
	sit(t, items(5), func(d *desk) {
		d.do(d.Open("i3"))
		d.says("Approve access i3")
		if d.detail.item.ID != "i3" || d.list.SelectedID() != "i3" {
			t.Errorf("open is %s, cursor on %s", d.detail.item.ID, d.list.SelectedID())
		}
		d.do(d.Open("nope"))
		d.told(screen.Bad, `No work item has the id "nope"`)
	})
}
