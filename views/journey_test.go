package views

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"iscope/api"
	"iscope/api/demotest"
	"iscope/api/isc"
	"iscope/api/journal"
	"iscope/api/sandbox"
	"iscope/keymap"
	"iscope/ui/screen"
	"iscope/views/inbox"
)

// Journeys go the whole way: keys, shell, inbox, commands, client, and the
// demo tenant in process, whose own record says what was really asked of it.

// visit is a person before the inbox of the demo tenant.
type visit struct {
	*stage
	ctx    context.Context
	tenant *sandbox.Tenant
	client *isc.Client
	items  []api.WorkItem // open when the visit began
}

// enter plays a journey as the demo tenant's owner of the inbox.
func enter(t *testing.T, readOnly bool, play func(*visit)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel() // in the bubble, which the test's own context would not be after a failure
		v := &visit{stage: &stage{}, ctx: ctx, tenant: sandbox.New(sandbox.Options{Seed: 7})}
		calls := &api.Calls{}
		var err error
		book := journal.Memory("demo", time.Now)
		v.client = demotest.ISC(t, v.tenant, isc.Config{Guard: book.Guard, Calls: calls, ReadOnly: readOnly})
		page, err := v.client.WorkItems(ctx, "", api.Query{})
		if err != nil {
			t.Fatal(err)
		}
		v.items = page.Items
		e := testEnv(t, time.Now)
		e.ReadOnly = readOnly
		view := inbox.New(e, &api.Commands{ISC: v.client}, inbox.Options{Journal: book}, ctx, "inbox#1")
		v.raise(t, Options{Env: e, Views: []View{view}, First: keymap.Inbox, Theme: "dark", Calls: calls, Journal: book}, func(*stage) {
			v.says(fmt.Sprintf("pending · mine · %d items", len(v.items)))
			play(v)
		})
	})
}

// pick returns the first open item that fits.
func (v *visit) pick(what string, fits func(api.WorkItem) bool) api.WorkItem {
	v.t.Helper()
	i := slices.IndexFunc(v.items, fits)
	if i < 0 {
		v.t.Fatalf("the demo tenant has no %s", what)
	}
	return v.items[i]
}

// goAndOpen opens an item in the detail, which has the keys then only where
// focus is asked for.
func (v *visit) goAndOpen(it api.WorkItem, focus bool) {
	v.t.Helper()
	v.send(screen.Goto{View: keymap.Inbox, Value: it.ID})
	if focus {
		v.press("tab")
	}
	v.says(it.ID)
}

// writes returns what was asked of the tenant that changes something, as
// method and path.
func (v *visit) writes() []string {
	var out []string
	for _, e := range v.tenant.Record().Entries {
		if e.Method != http.MethodGet && e.Method != http.MethodHead && !strings.Contains(e.Path, "/oauth/") {
			out = append(out, e.Method+" "+e.Path)
		}
	}
	return out
}

// wrote fails unless exactly one request changed something, to a path with this
// end.
func (v *visit) wrote(end string) {
	v.t.Helper()
	if got := v.writes(); len(got) != 1 || !strings.HasSuffix(got[0], end) {
		v.t.Fatalf("sent %q, want one request to …%s", got, end)
	}
}

// now reads an item as it is.
func (v *visit) now(id string) api.WorkItem {
	v.t.Helper()
	it, err := v.client.WorkItem(v.ctx, id)
	if err != nil {
		v.t.Fatal(err)
	}
	return it
}

func oneLine(it api.WorkItem) bool {
	return it.Nature == api.Approval && it.Lines == 1 && it.Open == 1
}

func TestJourneyApprove(t *testing.T) {
	enter(t, false, func(v *visit) {
		it := v.pick("request of one line", oneLine)
		v.goAndOpen(it, false)
		v.press("a", "a", "a")
		v.wait(4 * time.Second)
		if n := len(v.writes()); n != 0 {
			t.Fatalf("%d requests within the undo window", n)
		}
		v.wait(2 * time.Second)
		v.wrote("/" + it.Body().Approval[0].ID)
		v.says("Approved: ")
		if now := v.now(it.ID); now.State.Open() || now.Body().Approval[0].State != api.StateFinished {
			t.Errorf("the tenant has it as %s", now.State)
		}
		v.press("L")
		v.says("approve: ")
		v.says("POST ")
	})
}

func TestJourneyUndo(t *testing.T) {
	enter(t, false, func(v *visit) {
		v.goAndOpen(v.pick("request of one line", oneLine), false)
		v.press("a")
		v.wait(3 * time.Second)
		v.press("u")
		v.says("Taken back, nothing was sent")
		v.wait(time.Minute)
		if got := v.writes(); len(got) != 0 {
			t.Errorf("sent %q", got)
		}
	})
}

func TestJourneyRejectALine(t *testing.T) {
	enter(t, false, func(v *visit) {
		it := v.pick("request of several open lines", func(it api.WorkItem) bool { return it.Nature == api.Approval && it.Open > 1 && it.Open == it.Lines })
		v.goAndOpen(it, true)
		v.press("down", "x")
		v.wait(6 * time.Second)
		v.wrote("/" + it.Body().Approval[1].ID)
		now := v.now(it.ID)
		if a := now.Body().Approval; a[1].State != api.StateRejected || !a[0].State.Open() || !now.State.Open() {
			t.Errorf("the tenant has the lines as %+v", a)
		}
		v.says("Rejected: ")
	})
}

func TestJourneyComplete(t *testing.T) {
	enter(t, false, func(v *visit) {
		it := v.pick("manual action", func(it api.WorkItem) bool { return it.Nature == api.Manual })
		v.goAndOpen(it, false)
		v.press("a")
		v.says("c completes it, f forwards it")
		v.press("c")
		v.wait(6 * time.Second)
		v.wrote("/" + it.ID)
		if now := v.now(it.ID); now.State.Open() {
			t.Errorf("the tenant has it as %s", now.State)
		}
		v.press("h")
		v.says("completed · mine")
		v.wait(time.Second)
		v.says(it.Description[:min(len(it.Description), 20)])
	})
}

func TestJourneyForward(t *testing.T) {
	enter(t, false, func(v *visit) {
		me, err := v.client.Whoami(v.ctx)
		if err != nil {
			t.Fatal(err)
		}
		people, err := v.client.FindIdentities(v.ctx, "a", 10)
		if err != nil {
			t.Fatal(err)
		}
		to := people[slices.IndexFunc(people, func(p api.Identity) bool { return p.ID != me.IdentityID })]
		it := v.pick("request of one line", oneLine)
		v.goAndOpen(it, false)
		v.press("f")
		v.press(strings.Split(to.Email, "")...)
		v.wait(time.Second)
		v.says(to.Name)
		v.press("enter", "enter")
		v.says("demands a comment")
		v.press("a", "w", "a", "y", "enter")
		v.wait(6 * time.Second)
		v.wrote("/" + it.ID + "/forward")
		v.says("Forwarded: ")
		if now, err := v.client.WorkItem(v.ctx, it.ID); err == nil && now.OwnerID != to.ID {
			t.Errorf("the owner is %s, want %s", now.OwnerID, to.ID)
		}
	})
}

// TestJourneyUnderFaults loses the answer to the decision: it is read back,
// never sent again.
func TestJourneyUnderFaults(t *testing.T) {
	for _, kind := range []sandbox.FaultKind{sandbox.FaultDropAfter, sandbox.FaultCut, sandbox.FaultEmpty, sandbox.FaultHTML, sandbox.FaultBadJSON, sandbox.FaultDropBefore} {
		t.Run(string(kind), func(t *testing.T) {
			enter(t, false, func(v *visit) {
				it := v.pick("request of one line", oneLine)
				v.goAndOpen(it, false)
				if err := v.tenant.SetFaults(sandbox.Fault{Method: "POST", Path: "/", Kind: kind}); err != nil {
					t.Fatal(err)
				}
				v.press("a", "U")
				v.wait(time.Second)
				if n := len(v.writes()); n != 1 {
					t.Fatalf("%d requests: %q", n, v.writes())
				}
				arrived := !v.now(it.ID).State.Open()
				if arrived != (kind != sandbox.FaultDropBefore) {
					t.Fatalf("arrived: %v", arrived)
				}
				v.wait(time.Minute)
				if n := len(v.writes()); n != 1 {
					t.Errorf("sent %d times", n)
				}
				told := slices.ContainsFunc(v.decisions, func(d decision) bool {
					return d.Outcome == "approved" && arrived || strings.Contains(d.Outcome, "did not take effect") && !arrived
				})
				if !told {
					t.Errorf("the activity log says %+v", v.decisions)
				}
			})
		})
	}
}

func TestJourneyReadOnly(t *testing.T) {
	enter(t, true, func(v *visit) {
		v.press("a", "x", "f", "c", "U", "*", "a", "y")
		v.wait(time.Minute)
		if got := v.writes(); len(got) != 0 || len(v.dialogs) != 0 {
			t.Errorf("sent %q, %d dialogs", got, len(v.dialogs))
		}
		v.says("read-only")
	})
}

func TestJourneyQuitWithAHeldDecision(t *testing.T) {
	enter(t, false, func(v *visit) {
		v.goAndOpen(v.pick("request of one line", oneLine), false)
		v.press("a", "q")
		v.says("1 decision held or waiting would not be sent")
		v.wait(time.Second)
		v.press("y")
		if !v.quitting() {
			t.Fatal("y does not quit")
		}
		if got := v.writes(); len(got) != 0 {
			t.Errorf("sent %q", got)
		}
	})
}

// TestJourneyNothingLeavesUnderTheQuestion pins that a decision that the
// question to quit calls unsent is not sent while somebody reads it, and that
// who stays has the whole window again.
func TestJourneyNothingLeavesUnderTheQuestion(t *testing.T) {
	enter(t, false, func(v *visit) {
		v.goAndOpen(v.pick("request of one line", oneLine), false)
		v.press("a", "q")
		v.wait(time.Minute)
		v.says("1 decision held or waiting would not be sent")
		if got := v.writes(); len(got) != 0 {
			t.Fatalf("sent %q while it was asked", got)
		}
		v.press("n")
		v.wait(4 * time.Second)
		if got := v.writes(); len(got) != 0 {
			t.Errorf("sent %q before the window ended", got)
		}
		v.wait(4 * time.Second)
		if got := v.writes(); len(got) != 1 {
			t.Errorf("sent %q", got)
		}
	})
}
