package tasks

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"iscope/api"
	"iscope/api/demotest"
	"iscope/api/isc"
	"iscope/api/journal"
	"iscope/api/sandbox"
	"iscope/ui/golden"
	"iscope/ui/screen"
	"iscope/views/internal/change/changetest"
	"iscope/views/internal/viewtest"
)

// visit shows the screen over the demo tenant, through the real client but
// without a socket.
func visit(t *testing.T, gen isc.Generation) (*rig, *sandbox.Tenant) {
	t.Helper()
	tenant := sandbox.New(sandbox.Options{Seed: 7})
	j := changetest.New()
	client := demotest.ISC(t, tenant, isc.Config{Generation: gen, Guard: j.Journal.Guard})
	e := golden.Env(t, "dark", golden.Live(time.Now))
	m := New(e, &api.Commands{ISC: client}, j.Journal, t.Context(), "tasks#1")
	m.journal = j
	r := &rig{viewtest.New(t, m), m, &fake{ISC: client, journal: j}, e, t}
	r.Do(m.Init())
	r.Do(m.SetActive(true))
	r.Advance(2 * time.Second)
	return r, tenant
}

// patches counts the patches of tasks that reached the tenant.
func patches(tenant *sandbox.Tenant) int {
	n := 0
	for _, e := range tenant.Record().Entries {
		if e.Method == http.MethodPatch {
			n++
		}
	}
	return n
}

// TestDemoTenant walks through the screen as a person would, in every
// generation of the API.
func TestDemoTenant(t *testing.T) {
	for _, gen := range isc.Generations {
		t.Run(string(gen), func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				r, tenant := visit(t, gen)
				if r.m.pending.table.Len() == 0 || r.m.pending.err != nil || r.m.history.err != nil {
					t.Fatalf("%d pending, %v, %v", r.m.pending.table.Len(), r.m.pending.err, r.m.history.err)
				}
				if r.m.book.Len() == 0 {
					t.Error("nothing says what is usual")
				}
				r.has("▲ stuck")
				oldest := *r.m.pending.table.At(0)
				r.act("app.open", "tasks.clear")
				r.confirm()
				r.Advance(2 * time.Second)
				r.said("Cleared: " + title(&oldest.Task))
				r.act("app.back", "tasks.history")
				r.Advance(2 * time.Second)
				first := len(r.ids())
				r.act("list.bottom")
				r.Advance(2 * time.Second)
				if len(r.ids()) <= first {
					t.Errorf("%d tasks in the history, no more than at first", len(r.ids()))
				}
				seen := map[string]bool{}
				for _, row := range r.m.history.table.Rows() {
					if row.Pending() || seen[row.ID] {
						t.Errorf("%s is pending or stands there twice", row.ID)
					}
					seen[row.ID] = true
				}
				r.act("tasks.status")
				r.Advance(2 * time.Second)
				for _, row := range r.m.history.table.Rows() {
					if !row.Status.Is(api.TaskFailed) {
						t.Errorf("%s among the errors", row.Status)
					}
				}
				for range 4 {
					r.frame(120, 36)
					r.act("app.open", "text.next-tab")
				}
				if n := patches(tenant); n != 1 || tenant.Record().Refused != 0 {
					t.Errorf("%d patches, %d requests refused", n, tenant.Record().Refused)
				}
			})
		})
	}
}

// TestDemoTenantLives pins that the screen keeps up with a tenant in which tasks
// begin, move on and end, for two hours.
func TestDemoTenantLives(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r, tenant := visit(t, isc.V3)
		ended, percents := 0, map[string]map[int]bool{}
		for range 240 {
			tenant.Advance(30 * time.Second)
			r.Advance(15 * time.Second)
			for _, row := range r.m.pending.table.Rows() {
				if row.leaving > 0 {
					ended++
				}
				if percents[row.ID] == nil {
					percents[row.ID] = map[int]bool{}
				}
				percents[row.ID][row.Percent] = true
			}
		}
		moved := 0
		for _, p := range percents {
			if len(p) > 3 {
				moved++
			}
		}
		if ended == 0 || moved == 0 || r.m.pending.err != nil {
			t.Errorf("%d ends seen, %d tasks moved on, %v", ended, moved, r.m.pending.err)
		}
		if rec := tenant.Record(); rec.Refused != 0 || rec.Peak > 30 {
			t.Errorf("%d requests refused, up to %d in 10 s", rec.Refused, rec.Peak)
		}
	})
}

// TestDemoTenantLosesAnswers pins that a patch whose answer is lost is read
// back, not sent again, whatever became of it.
func TestDemoTenantLosesAnswers(t *testing.T) {
	for name, c := range map[string]struct {
		fault sandbox.Fault
		said  string
	}{
		"after it was done":  {sandbox.Fault{Method: "PATCH", Kind: sandbox.FaultDropAfter}, "reading it back shows that it is cleared"},
		"before it was done": {sandbox.Fault{Method: "PATCH", Kind: sandbox.FaultDropBefore}, "it is still pending; look again"},
		"cut":                {sandbox.Fault{Method: "PATCH", Kind: sandbox.FaultCut}, "reading it back shows that it is cleared"},
		"empty":              {sandbox.Fault{Method: "PATCH", Kind: sandbox.FaultEmpty}, "reading it back shows that it is cleared"},
		"server error":       {sandbox.Fault{Method: "PATCH", Kind: sandbox.FaultStatus, Status: 500, After: true}, "reading it back shows that it is cleared"},
		"forbidden":          {sandbox.Fault{Method: "PATCH", Kind: sandbox.FaultStatus, Status: 403}, "Not cleared: "},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				r, tenant := visit(t, isc.V3)
				if err := tenant.SetFaults(c.fault); err != nil {
					t.Fatal(err)
				}
				r.act("tasks.clear")
				r.confirm()
				r.Advance(5 * time.Second)
				if got := r.Toasts(); patches(tenant) != 1 || len(got) == 0 || !strings.Contains(got[len(got)-1], c.said) {
					t.Errorf("%d patches, said %q, want %q", patches(tenant), got, c.said)
				}
			})
		})
	}
}

// TestDemoTenantSettles pins what an earlier run, which ended before it heard
// of a patch, is told to have done, through the real client.
func TestDemoTenantSettles(t *testing.T) {
	for kind, want := range map[sandbox.FaultKind]string{
		sandbox.FaultDropAfter: "done: it is cleared", sandbox.FaultDropBefore: "lost: it did not take effect; it is still pending",
	} {
		t.Run(string(kind), func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				r, tenant := visit(t, isc.V2025)
				if err := tenant.SetFaults(sandbox.Fault{Method: "PATCH", Kind: kind}); err != nil {
					t.Fatal(err)
				}
				task := r.m.pending.table.At(0).Task
				intent := r.f.journal.Begun(t, journal.Intent{Op: api.PatchTask, Target: task.ID, Name: title(&task), Want: map[string]string{wantStatus: cleared}})
				if _, err := r.f.ISC.PatchTask(journal.With(t.Context(), intent), task.ID, clearing(time.Now())); err == nil {
					t.Fatal("an answer came")
				}
				r.Do(r.m.Settle([]journal.Entry{r.f.journal.Latest(t)}))
				r.Advance(time.Minute)
				if got := last[screen.Recalled](r); got.Outcome != want || patches(tenant) != 1 {
					t.Errorf("%+v, %d patches; want %q", got, patches(tenant), want)
				}
			})
		})
	}
}

// TestDemoTenantMisbehaves pins that no answer crashes the screen, loses what
// it has or reaches the terminal raw, and that it recovers.
func TestDemoTenantMisbehaves(t *testing.T) {
	for _, kind := range []sandbox.FaultKind{
		sandbox.FaultHTML502, sandbox.FaultDropBefore, sandbox.FaultDropAfter, sandbox.FaultCut, sandbox.FaultEmpty, sandbox.FaultHTML,
		sandbox.FaultBadJSON, sandbox.FaultDuplicate, sandbox.FaultReorder, sandbox.FaultWrongTypes, sandbox.FaultHostile, sandbox.FaultQuirks,
	} {
		t.Run(string(kind), func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				r, tenant := visit(t, isc.V3)
				r.frame(120, 36)
				r.act("app.open")
				if err := tenant.SetFaults(sandbox.Fault{Path: "/beta/task-status", Kind: kind, Count: -1}); err != nil {
					t.Fatal(err)
				}
				r.act("app.refresh")
				r.Advance(20 * time.Second)
				r.act("app.back", "tasks.history", "app.open")
				r.Advance(20 * time.Second)
				for range 3 {
					frame := r.frame(120, 36)
					if strings.ContainsFunc(frame, func(c rune) bool { return c < ' ' && c != '\n' || c == '\u202e' || c == '\u200b' }) {
						t.Errorf("raw text reaches the terminal: %q", frame)
					}
					r.frame(60, 20)
					r.act("text.next-tab")
				}
				if err := tenant.SetFaults(); err != nil {
					t.Fatal(err)
				}
				r.act("tasks.history", "app.refresh")
				r.Advance(30 * time.Second)
				if r.m.pending.err != nil || r.m.pending.table.Len() == 0 || r.m.poller.Stale() {
					t.Errorf("it does not recover: %v, %d rows", r.m.pending.err, r.m.pending.table.Len())
				}
			})
		})
	}
}
