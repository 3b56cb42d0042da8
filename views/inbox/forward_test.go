package inbox

import (
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/ui/screen"
	"iscope/views/inbox/forward"
)

// people makes a tenant of two items and some people to forward to.
func people(t testing.TB) *tenant {
	s := newTenant(t, 2)
	s.people = []api.Identity{
		{ID: "bo", Name: "Bo Diddley", Alias: "bo", Email: "bo@acme.example"}, {ID: "bob", Name: "Bob Dylan", Alias: "bob", Email: "bob@acme.example"},
		{ID: "me", Name: "Me Myself"}, {ID: "fake", Name: "Bоb Cyrillic"},
	}
	return s
}

// choose opens the forward dialog and takes the first person found.
func choose(d *desk, text string) {
	d.t.Helper()
	d.act("inbox.forward")
	d.write(text)
	d.wait(forward.SearchDelay)
	d.press(tea.KeyEnter)
}

func TestSearchWaitsForTypingToRest(t *testing.T) {
	sit(t, people, func(d *desk) {
		d.act("inbox.forward")
		if got := d.dialog(); !strings.Contains(got, "Forward: Approve access i0") || !strings.Contains(got, "type a name") {
			t.Fatalf("dialog:\n%s", got)
		}
		for _, r := range "bob" {
			d.write(string(r))
			d.wait(forward.SearchDelay / 2)
		}
		d.wait(forward.SearchDelay)
		if got := d.tenant.calls[len(d.tenant.calls)-1]; d.tenant.count(api.ListPublicIdentities, "") != 1 || !strings.HasSuffix(got, "\x00bob") {
			t.Errorf("%d searches, the last is %q", d.tenant.count(api.ListPublicIdentities, ""), got)
		}
		if got := d.dialog(); !strings.Contains(got, "Bob Dylan") || strings.Contains(got, "Bo Diddley") || !strings.Contains(got, "bob@acme.example") {
			t.Errorf("dialog:\n%s", got)
		}
	})
}

func TestSearchThatIsOvertaken(t *testing.T) {
	sit(t, people, func(d *desk) {
		d.tenant.troubled(trouble{op: api.ListPublicIdentities, item: "bo", late: 5 * time.Second})
		d.act("inbox.forward")
		d.write("bo")
		d.wait(forward.SearchDelay)
		d.write("b")
		d.wait(10 * time.Second)
		if got := d.dialog(); strings.Contains(got, "Bo Diddley") || !strings.Contains(got, "Bob Dylan") {
			t.Errorf("an older answer is shown:\n%s", got)
		}
	})
}

func TestSearchFindsNobodyOrFails(t *testing.T) {
	sit(t, people, func(d *desk) {
		d.act("inbox.forward")
		d.write("zz")
		d.wait(forward.SearchDelay)
		if got := d.dialog(); !strings.Contains(got, "nobody is called that") {
			t.Errorf("dialog:\n%s", got)
		}
		d.press(tea.KeyEnter)
		if got := d.dialog(); strings.Contains(got, "comment") {
			t.Error("nobody was chosen, and a comment is asked for")
		}
		d.tenant.troubled(trouble{op: api.ListPublicIdentities, err: &api.Error{Kind: api.Offline, Detail: "no route"}})
		d.write("z")
		d.wait(forward.SearchDelay)
		if got := d.dialog(); !strings.Contains(got, "no route") {
			t.Errorf("dialog:\n%s", got)
		}
	})
}

func TestForwardDemandsAComment(t *testing.T) {
	sit(t, people, func(d *desk) {
		choose(d, "bob")
		if got := d.dialog(); !strings.Contains(got, "Bob Dylan") || !strings.Contains(got, "id bob") || !strings.Contains(got, "notify    yes") {
			t.Fatalf("dialog:\n%s", got)
		}
		d.write("  ")
		d.press(tea.KeyEnter)
		if got := d.dialog(); !strings.Contains(got, "demands a comment") {
			t.Fatalf("dialog:\n%s", got)
		}
		d.wait(time.Minute)
		d.wrote()
		d.press(tea.KeyTab)
		d.write("on leave")
		d.press(tea.KeyEnter)
		if d.window() != nil {
			t.Fatalf("dialog:\n%s", d.dialog())
		}
		if got := d.Hint(); got != "forward in 5s · u takes back" {
			t.Errorf("hint %q", got)
		}
		d.wait(6 * time.Second)
		d.wrote("forward work item i0")
		if want := (api.Forward{TargetOwnerID: "bob", Comment: "on leave", SendNotifications: false}); !slices.Equal(d.tenant.forwards, []api.Forward{want}) {
			t.Errorf("sent %+v, want %+v", d.tenant.forwards, want)
		}
		if n := d.tenant.count(api.GetWorkItem, "i0"); n != 2 {
			t.Errorf("read %d times, want before and after", n)
		}
		d.told(screen.Good, "Forwarded: Approve access i0 to Bob Dylan")
		if d.list.Row("i0") != nil {
			t.Error("the item is still in the list")
		}
	})
}

func TestForwardGoesBackToTheSearch(t *testing.T) {
	sit(t, people, func(d *desk) {
		choose(d, "bob")
		d.press(tea.KeyEscape)
		if got := d.dialog(); !strings.Contains(got, "Bob Dylan") || strings.Contains(got, "comment") {
			t.Fatalf("dialog:\n%s", got)
		}
		d.press(tea.KeyEscape)
		if d.window() != nil {
			t.Error("the dialog is open")
		}
		d.wait(time.Minute)
		d.wrote()
	})
}

func TestForwardOffersRecentPeopleFirst(t *testing.T) {
	sit(t, people, func(d *desk) {
		choose(d, "bob")
		d.write("on leave")
		d.press(tea.KeyEnter)
		d.wait(time.Second)
		before := d.tenant.count(api.ListPublicIdentities, "")
		d.act("inbox.forward")
		if got := d.dialog(); !strings.Contains(got, "Bob Dylan") || d.tenant.count(api.ListPublicIdentities, "") != before {
			t.Errorf("dialog:\n%s", got)
		}
	})
}

// TestRecentPeopleAreRemembered pins that those forwarded to are offered in
// the next run, newest first, and asked for by their alias before they count.
func TestRecentPeopleAreRemembered(t *testing.T) {
	sit(t, people, func(d *desk) {
		for _, name := range []string{"bob d", "bo d", "bob d"} {
			choose(d, name)
			d.write("x")
			d.press(tea.KeyEnter)
			d.act("inbox.undo")
		}
		next := d.again()
		next.show()
		next.act("inbox.forward")
		got := next.dialog()
		if i, j := strings.Index(got, "Bob Dylan"), strings.Index(got, "Bo Diddley"); i < 0 || j < i || strings.Count(got, "Bob Dylan") != 1 {
			t.Fatalf("dialog:\n%s", got)
		}
		next.press(tea.KeyEnter)
		if n := d.tenant.count(api.ListPublicIdentities, "bob"); n != 1 {
			t.Errorf("asked %d times for the alias", n)
		}
		next.write("y")
		next.press(tea.KeyEnter)
		next.wait(10 * time.Second)
		d.wrote("forward work item i0")
	})
	sit(t, people, func(d *desk) { // what was remembered is as hostile as what a tenant sends
		d.act("inbox.forward")
		if got := d.dialog(); strings.ContainsRune(got, 0x1b) || !strings.Contains(got, "Bad") || len(d.recent) != recentTargets {
			t.Errorf("%d people\n%s", len(d.recent), got)
		}
	}, func(d *desk) {
		d.memory[memoryRecent] = "[" + strings.TrimSuffix(strings.Repeat(`{"ID":"x","Name":"Bad\u001b[2J Name"},`, 20), ",") + "]"
	})
}

func TestForwardOfManyItems(t *testing.T) {
	for _, protected := range []bool{false, true} {
		sit(t, people, func(d *desk) {
			d.env.Protected = protected
			d.act("list.mark-all")
			choose(d, "bob")
			if got := d.dialog(); !strings.Contains(got, "Forward: 2 items") {
				t.Fatalf("dialog:\n%s", got)
			}
			d.write("on leave")
			d.press(tea.KeyEnter)
			got := d.dialog()
			if !strings.Contains(got, "Forward 2 items?") || !strings.Contains(got, "Approve access i0 to Bob Dylan") || strings.Contains(got, "Type acme") != protected {
				t.Fatalf("dialog:\n%s", got)
			}
			if protected {
				d.write("acme")
				d.press(tea.KeyEnter)
			} else {
				d.write("y")
			}
			d.wait(10 * time.Second)
			d.wroteAll("forward work item i0", "forward work item i1")
			d.told(screen.Good, "2 of 2 forwarded")
			if d.list.Marks() != 0 {
				t.Errorf("%d marked", d.list.Marks())
			}
		})
	}
}

func TestForwardToTheOwner(t *testing.T) {
	sit(t, people, func(d *desk) {
		choose(d, "me")
		d.write("why not")
		d.press(tea.KeyEnter)
		d.told(screen.Warn, "Me Myself owns this already")
		d.wait(time.Minute)
		d.wrote()
	})
}

func TestForwardWarnsOfMixedAlphabets(t *testing.T) {
	sit(t, people, func(d *desk) {
		choose(d, "bоb")
		if got := d.dialog(); !strings.Contains(got, "mixes alphabets") {
			t.Errorf("dialog:\n%s", got)
		}
	})
}

func TestForwardUndoAndUnknownOutcome(t *testing.T) {
	sit(t, people, func(d *desk) {
		choose(d, "bob")
		d.write("on leave")
		d.press(tea.KeyEnter)
		d.act("inbox.undo")
		d.wait(time.Minute)
		d.wrote()
		d.tenant.troubled(trouble{op: api.ForwardWorkItem, after: true, err: &api.Error{Kind: api.Server, Detail: "bad gateway"}})
		choose(d, "bob")
		d.write("on leave")
		d.press(tea.KeyEnter)
		d.wait(time.Minute)
		d.wrote("forward work item i0")
		d.told(screen.Good, "Forwarded")
	})
}

// TestForwardDialogFitsItsWindow draws each step at every size a window can
// have.
func TestForwardDialogFitsItsWindow(t *testing.T) {
	sit(t, people, func(d *desk) {
		steps := []func(){
			func() { d.act("inbox.forward") },
			func() { d.write("b"); d.wait(forward.SearchDelay) },
			func() { d.press(tea.KeyEnter) },
			func() { d.press(tea.KeyEnter) },
		}
		for i, step := range steps {
			step()
			for w := 34; w <= 100; w++ {
				for h := 4; h <= 30; h++ {
					text, cursor := d.window().Render(w, h)
					lines := strings.Split(text, "\n")
					if len(lines) > h && h >= 6 {
						t.Fatalf("step %d at %dx%d has %d lines:\n%s", i, w, h, len(lines), text)
					}
					for _, l := range lines {
						if got := width(l); got > w {
							t.Fatalf("step %d at %dx%d: %d cells in %q", i, w, h, got, l)
						}
					}
					if cursor != nil && (cursor.X >= w || cursor.X < 0) {
						t.Fatalf("step %d at %dx%d: the cursor is in column %d", i, w, h, cursor.X)
					}
				}
			}
		}
	})
}
