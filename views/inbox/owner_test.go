package inbox

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/ui/screen"
	"iscope/views/inbox/forward"
)

// leaver makes a tenant with n items of Lea, who left, and two of the person.
func leaver(n int) func(testing.TB) *tenant {
	return func(t testing.TB) *tenant {
		s := people(t)
		s.people = append(s.people, api.Identity{ID: "lea", Name: "Lea Leaver", Alias: "lleaver", Email: "lea@acme.example", Status: "INACTIVE_SHORT_TERM"})
		for i := range n {
			s.add(record(fmt.Sprint("l", i), []string{"Pending"}, set("ownerId", "lea"), set("ownerName", "Lea Leaver")))
		}
		return s
	}
}

// toLea lists the items of Lea.
func toLea(d *desk) {
	d.t.Helper()
	d.act("inbox.owner")
	d.write("lea")
	d.wait(forward.SearchDelay)
	d.press(tea.KeyEnter)
	d.wait(time.Second) // the list settles
	if d.owner.ID != "lea" {
		d.t.Fatalf("the owner is %+v", d.owner)
	}
}

func TestOwnerIsSearchedOnceTypingRests(t *testing.T) {
	sit(t, leaver(3), func(d *desk) {
		d.act("inbox.owner")
		if got := d.dialog(); !strings.Contains(got, "Whose work items?") || !strings.Contains(got, "type a name, alias or e-mail address") {
			t.Fatalf("dialog:\n%s", got)
		}
		for _, r := range "lea" {
			d.write(string(r))
			d.wait(forward.SearchDelay / 2)
		}
		d.wait(forward.SearchDelay)
		if n := d.tenant.count(api.ListPublicIdentities, ""); n != 1 || d.tenant.count(api.ListPublicIdentities, "lea") != 1 {
			t.Errorf("%d searches", n)
		}
		if got := d.dialog(); !strings.Contains(got, "Lea Leaver (inactive short term)") || !strings.Contains(got, "lea@acme.example") {
			t.Errorf("dialog:\n%s", got)
		}
		for range 3 { // with nothing typed nobody is asked
			d.press(tea.KeyBackspace)
		}
		d.wait(time.Minute)
		if n := d.tenant.count(api.ListPublicIdentities, ""); n != 1 {
			t.Errorf("%d searches", n)
		}
		d.press(tea.KeyEscape)
		if d.window() != nil || d.owner.ID != "" {
			t.Errorf("dialog %q, owner %+v", d.dialog(), d.owner)
		}
	})
}

func TestOwnerSearchThatIsOvertaken(t *testing.T) {
	sit(t, leaver(3), func(d *desk) {
		d.tenant.troubled(trouble{op: api.ListPublicIdentities, item: "bo", late: 5 * time.Second})
		d.act("inbox.owner")
		d.write("bo")
		d.wait(forward.SearchDelay)
		d.write("b")
		d.wait(10 * time.Second)
		if got := d.dialog(); strings.Contains(got, "Bo Diddley") || !strings.Contains(got, "Bob Dylan") {
			t.Errorf("an older answer is shown:\n%s", got)
		}
	})
}

func TestOwnerSearchFindsNobodyOrFails(t *testing.T) {
	sit(t, leaver(1), func(d *desk) {
		d.act("inbox.owner")
		d.write("zz")
		d.wait(forward.SearchDelay)
		if got := d.dialog(); !strings.Contains(got, "nobody is called that") {
			t.Errorf("dialog:\n%s", got)
		}
		d.press(tea.KeyEnter)
		if d.window() == nil || d.owner.ID != "" {
			t.Error("nobody was chosen")
		}
		d.tenant.troubled(trouble{op: api.ListPublicIdentities, err: &api.Error{Kind: api.Forbidden, Detail: "admins only"}})
		d.write("z")
		d.wait(forward.SearchDelay)
		if got := d.dialog(); !strings.Contains(got, "admins only") {
			t.Errorf("dialog:\n%s", got)
		}
	})
}

// TestListOfAnotherOwner pins what the list says of whose it is, and that the
// same key goes back.
func TestListOfAnotherOwner(t *testing.T) {
	sit(t, leaver(3), func(d *desk) {
		d.tenant.closed = append(d.tenant.closed, record("done", []string{"Finished"}, decided("Finished", "Lea Leaver"), set("ownerId", "lea")))
		d.act("list.mark", "inbox.history", "inbox.history")
		toLea(d)
		d.says("pending · of Lea Leaver · 3 items")
		if got := ids(d.Model); !slices.Equal(got, []string{"l0", "l1", "l2"}) || d.list.Marks() != 0 || d.list.SelectedID() != "l0" {
			t.Errorf("rows %v, %d marks, cursor on %q", got, d.list.Marks(), d.list.SelectedID())
		}
		if got := d.Hint(); got != "3 pending · 1 completed" {
			t.Errorf("hint %q", got)
		}
		d.act("inbox.history")
		d.says("completed · of Lea Leaver · 1 item")
		d.act("inbox.history")
		d.wait(time.Minute) // refreshes are about the same owner
		d.says("of Lea Leaver · 3 items")
		d.act("inbox.owner")
		d.says("pending · mine · 2 items")
		if got := d.Hint(); d.window() != nil || got != "2 pending · 0 completed" {
			t.Errorf("dialog %q, hint %q", d.dialog(), got)
		}
	})
}

// TestLatePageOfTheOwnerBefore pins that pages on their way do not come into
// the list of another owner.
func TestLatePageOfTheOwnerBefore(t *testing.T) {
	sit(t, leaver(2), func(d *desk) {
		d.tenant.troubled(trouble{op: api.ListWorkItems, late: 20 * time.Second}, trouble{op: api.SummarizeWorkItems, late: 20 * time.Second})
		d.act("app.refresh")
		toLea(d)
		d.wait(time.Minute)
		if got := ids(d.Model); !slices.Equal(got, []string{"l0", "l1"}) || d.Hint() != "2 pending · 0 completed" {
			t.Errorf("rows %v, hint %q", got, d.Hint())
		}
	})
}

// TestDecisionsForAnotherOwnerAskFirst pins that nothing of somebody else is
// decided by one key.
func TestDecisionsForAnotherOwnerAskFirst(t *testing.T) {
	s := func(t testing.TB) *tenant {
		lea := []func(map[string]any){set("ownerId", "lea"), set("ownerName", "Lea Leaver")}
		return leaver(1)(t).add(record("many", []string{"Pending", "Pending"}, lea...), record("hand", nil, append(lea, manual)...))
	}
	for name, c := range map[string]struct {
		act  func(*desk)
		head string
		want string
	}{
		"approve":  {func(d *desk) { d.act("inbox.approve") }, "Approve 1 item?", approved("l0")},
		"reject":   {func(d *desk) { d.act("inbox.reject") }, "Reject 1 item?", "reject approval item l0"},
		"complete": {func(d *desk) { d.act("list.bottom", "inbox.complete") }, "Complete 1 item?", "complete work item hand"},
		"a line":   {func(d *desk) { d.act("list.down", "app.open", "inbox.approve") }, "Approve 1 item?", approved("many")},
		"forward": {func(d *desk) {
			choose(d, "bob")
			d.write("left")
			d.press(tea.KeyEnter)
		}, "Forward 1 item?", "forward work item l0"},
	} {
		t.Run(name, func(t *testing.T) {
			sit(t, s, func(d *desk) {
				toLea(d)
				c.act(d)
				if got := d.dialog(); !strings.Contains(got, c.head) {
					t.Fatalf("dialog:\n%s", got)
				}
				d.wait(time.Minute)
				d.wrote()
				d.write("y")
				d.wait(30 * time.Second)
				d.wrote(c.want)
			})
		})
	}
}

// TestLeaverRun deals all items of somebody who left out to two people.
func TestLeaverRun(t *testing.T) {
	sit(t, leaver(5), func(d *desk) {
		toLea(d)
		d.act("list.mark-all")
		choose(d, "bo d")
		d.do(d.front.Update(tea.KeyPressMsg{Code: 'n', Mod: tea.ModCtrl}))
		d.write("bob")
		d.wait(forward.SearchDelay)
		d.press(tea.KeyEnter)
		if got := d.dialog(); !strings.Contains(got, "Bo Diddley") || !strings.Contains(got, "Bob Dylan") || !strings.Contains(got, "5 items dealt out in turn") {
			t.Fatalf("dialog:\n%s", got)
		}
		d.write("Lea left")
		d.press(tea.KeyEnter)
		got := d.dialog()
		d.press(tea.KeyEnd)
		got += d.dialog()
		for _, want := range []string{
			"Forward 5 items?", "Approve access l0 to Bo Diddley", "Approve access l1 to Bob Dylan", "Approve access l2 to Bo Diddley", "Approve access l3 to Bob Dylan",
			"Approve access l4 to Bo Diddley", "id bo", "id bob", "id l4", "comment Lea left",
		} {
			if !strings.Contains(got, want) {
				t.Errorf("%q is not in the review:\n%s", want, got)
			}
		}
		d.write("y")
		d.wait(time.Minute)
		d.wroteAll("forward work item l0", "forward work item l1", "forward work item l2", "forward work item l3", "forward work item l4")
		d.told(screen.Good, "5 of 5 forwarded")
		for i, owner := range []string{"bo", "bob", "bo", "bob", "bo"} {
			if got := d.tenant.find(fmt.Sprint("l", i))["ownerId"]; got != owner {
				t.Errorf("l%d went to %v, want %s", i, got, owner)
			}
		}
		if d.list.Len() != 0 {
			t.Errorf("%d items are left", d.list.Len())
		}
		entries, err := d.opt.Journal.Entries()
		if err != nil || len(entries) != 5 || entries[0].Want["owner"] != "bo" || entries[0].Want["from"] != "lea" {
			t.Errorf("%v %+v", err, entries)
		}
		d.close()
		d.says("Lea Leaver has no open work items")
	})
}

// TestDealingLeavesNoneWithItsOwner pins that who owns an item already is
// passed over, not the item.
func TestDealingLeavesNoneWithItsOwner(t *testing.T) {
	d := still(t, newTenant(t, 0), false)
	bo, bob := api.Identity{ID: "bo", Name: "Bo"}, api.Identity{ID: "bob", Name: "Bob"}
	for _, c := range []struct {
		people []api.Identity
		n      int
		owner  string
		want   string
	}{{[]api.Identity{bo, bob}, 0, "me", "bo"}, {[]api.Identity{bo, bob}, 3, "me", "bob"}, {[]api.Identity{bo, bob}, 0, "bo", "bob"}, {[]api.Identity{bo, bob}, 1, "bob", "bo"}, {[]api.Identity{bo}, 5, "bo", ""}} {
		if got, ok := turn(c.people, c.n, c.owner); got.ID != c.want || ok != (c.want != "") {
			t.Errorf("item %d of %s goes to %q, want %q", c.n, c.owner, got.ID, c.want)
		}
	}
	it := read(t, record("a", []string{"Pending"}, set("ownerId", "bo")))
	cmd := d.forwardItems(forward.Chosen{Targets: []api.Identity{bo, bob}, Comment: "x", Items: []api.WorkItem{it, it}})
	if s, ok := cmd().(screen.Show); !ok || !strings.Contains(s.Dialog.Title(), "Forward 2 items?") {
		t.Errorf("%v", s)
	}
}

// TestForwardWarnsInTheReview pins that a name which imitates another is warned
// about where several items go to it, with the id to tell.
func TestForwardWarnsInTheReview(t *testing.T) {
	sit(t, people, func(d *desk) {
		d.act("list.mark-all")
		choose(d, "bоb") // a Cyrillic о
		d.write("x")
		d.press(tea.KeyEnter)
		if got := d.dialog(); !strings.Contains(got, "Forward 2 items?") || !strings.Contains(got, "mixes alphabets") || !strings.Contains(got, "id fake") {
			t.Errorf("dialog:\n%s", got)
		}
	})
}

// TestLeaverRunIsResumed ends the program in the middle of a run; what did not
// leave can be forwarded again, to the same people, once a comment is given.
func TestLeaverRunIsResumed(t *testing.T) {
	sit(t, leaver(3), func(d *desk) {
		toLea(d)
		d.act("list.mark-all")
		choose(d, "bob")
		d.write("Lea left")
		d.press(tea.KeyEnter)
		d.write("y")
		d.wait(time.Second)
		next := d.next()
		if len(next.recalled) != 3 {
			t.Fatalf("recalled %+v", next.recalled)
		}
		next.act("inbox.outbox")
		next.write("*R")
		next.wait(time.Minute)
		if got := next.dialog(); !strings.Contains(got, "Forward: 3 items") || !strings.Contains(got, "Bob Dylan") || !strings.Contains(got, "comment") {
			t.Fatalf("dialog:\n%s", got)
		}
		next.write("Lea left, again")
		next.press(tea.KeyEnter)
		next.write("y")
		next.wait(time.Minute)
		d.wroteAll("forward work item l0", "forward work item l1", "forward work item l2")
		if f := d.tenant.forwards[0]; f.TargetOwnerID != "bob" || f.Comment != "Lea left, again" {
			t.Errorf("sent %+v", f)
		}
	})
}

// TestBadgeIsAboutThePerson pins that the badge goes on counting the person's
// own items while those of somebody else are listed.
func TestBadgeIsAboutThePerson(t *testing.T) {
	sit(t, leaver(3), func(d *desk) {
		toLea(d)
		if got := d.Badge(); got != "2" {
			t.Errorf("badge %q", got)
		}
		d.tenant.add(record("new", []string{"Pending"}))
		d.do(d.SetActive(false))
		d.wait(10 * time.Minute)
		if got := d.Badge(); got != "3" {
			t.Errorf("badge %q after an item of one's own came", got)
		}
	})
}
