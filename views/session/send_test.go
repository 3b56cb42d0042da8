package session

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"iscope/api"
	"iscope/api/demotest"
	"iscope/api/journal"
	"iscope/api/nerm"
	"iscope/api/sandbox"
	"iscope/ui/golden"
	"iscope/ui/screen"
	"iscope/views/internal/change/changetest"
	"iscope/views/internal/viewtest"
)

// editTwo opens the first session and changes its site and end of contract.
func (r *rig) editTwo() {
	r.t.Helper()
	r.open()
	r.set(attrKey+"site", "Bergen")
	r.set(attrKey+"contract_end", "06/30/2026")
}

func TestServerComplaintsLandBesideTheirFields(t *testing.T) {
	inBubble(t, nil, func(r *rig) {
		r.editTwo()
		r.set(keyStatus, "closed")
		r.nerm.onPatch = func(func() api.Session) (api.Session, error) {
			return api.Session{}, &api.Error{Kind: api.Invalid, Op: api.PatchSession, Status: 400, Detail: "The Workflow session failed to update", Fields: map[string]string{
				"site": "is not included in the list", "status_uid": "cannot be set", "attributes.contract_end": "is in the past", "colour": "is unknown",
			}}
		}
		r.send()
		r.complaint(attrKey+"site", "is not included in the list")
		r.complaint(attrKey+"contract_end", "is in the past")
		r.complaint(keyStatus, "cannot be set")
		r.shows("NERM refused it: The Workflow session failed to update; colour is unknown", "is not included in the list")
		if d := r.decisions(); len(d) != 1 || !strings.HasPrefix(d[0].Outcome, "refused") {
			t.Errorf("decisions %+v", d)
		}
		if n := len(r.m.editor.form.Changes()); n != 3 {
			t.Errorf("%d changes are left", n)
		}
		r.nerm.onPatch = nil
		r.send()
		if r.m.editor != nil || len(r.nerm.patches) != 2 {
			t.Error("a corrected change is not sent")
		}
	})
}

func TestRefusals(t *testing.T) {
	for name, c := range map[string]struct {
		err  *api.Error
		says string
	}{
		"forbidden": {&api.Error{Kind: api.Forbidden, Op: api.PatchSession, Status: 403, Detail: "no"}, "NERM refused it"},
		"throttled": {&api.Error{Kind: api.Throttled, Op: api.PatchSession, Status: 429}, "asks for a pause"},
		"offline":   {&api.Error{Kind: api.Offline, Op: api.PatchSession, Detail: "connection refused", Unsent: true}, "Nothing was sent"},
		"read-only": {&api.Error{Kind: api.ReadOnly, Op: api.PatchSession, Unsent: true}, "Nothing was sent"},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, nil, func(r *rig) {
				r.editTwo()
				r.nerm.onPatch = func(func() api.Session) (api.Session, error) { return api.Session{}, c.err }
				r.send()
				r.shows(c.says)
				r.Advance(time.Hour)
				if len(r.nerm.patches) != 1 || len(r.m.editor.form.Changes()) != 2 {
					t.Errorf("%d patches, %d changes", len(r.nerm.patches), len(r.m.editor.form.Changes()))
				}
			})
		})
	}
}

// TestStatusIgnoredInSilence is the trap of NERM's documents: the request is
// accepted, the status stays.
func TestStatusIgnoredInSilence(t *testing.T) {
	inBubble(t, nil, func(r *rig) {
		r.editTwo()
		r.set(keyStatus, "closed")
		r.nerm.onPatch = func(apply func() api.Session) (api.Session, error) {
			apply()
			r.nerm.rows[idA]["status"] = "pending_approval"
			r.nerm.rows[idA]["attributes"].(map[string]any)["site"] = "Leeds"
			return r.nerm.session(idA), nil
		}
		r.send()
		r.complaint(keyStatus, "did not take; NERM has pending approval")
		r.complaint(attrKey+"site", "did not take; NERM has Leeds")
		r.complaint(attrKey+"contract_end", "")
		r.shows("1 change took, 2 changes did not: Status, Site (site)")
		if got := strings.Join(r.Toasts(), " "); !strings.Contains(got, "Did not take: Status, Site (site)") {
			t.Errorf("toasts %v", r.Toasts())
		}
		if c := r.m.editor.form.Changes(); len(c) != 2 || c[0].After != "closed" || c[1].After != "Bergen" {
			t.Errorf("left to send: %+v", c)
		}
	})
}

func TestConflictStopsAndShowsWhatChanged(t *testing.T) {
	drafts := newMemory()
	inBubble(t, func(m *Model, _ *fake) { m.Drafts = drafts }, func(r *rig) {
		r.editTwo()
		r.nerm.alter(idA, attrKey+"site", "Gdańsk")
		r.nerm.alter(idA, "status", "pending_review")
		r.nerm.alter(idA, attrKey+"national_id", "CD999999")
		r.nerm.alter(idA, attrKey+"buddy", "Grace")
		r.send()
		if len(r.nerm.patches) != 0 {
			t.Fatal("a changed session was patched")
		}
		head, lines := r.question()
		for _, want := range []string{"Status\n  pending approval → pending review", "Site (site)\n  Leeds → Gdańsk\n  yours: Bergen", "buddy\n  empty → Grace", "(hidden, another one)"} {
			if !strings.Contains(lines, want) {
				t.Errorf("the question does not say %q:\n%s", want, lines)
			}
		}
		if head != "The session changed meanwhile" || strings.Contains(lines, "CD999999") {
			t.Errorf("%s\n%s", head, lines)
		}
		r.answer("n")
		r.shows("The session changed since it was opened here; nothing was sent")
		r.Advance(time.Second)
		if !strings.Contains(drafts.kept[idA], "Bergen") {
			t.Errorf("the draft is gone: %q", drafts.kept[idA])
		}
		r.send()
		r.answer("y") // go on from there
		if c := r.m.editor.form.Changes(); len(c) != 2 || c[1].Before != "Gdańsk" || c[1].After != "Bergen" || r.m.editor.form.Value(keyStatus) != "pending_review" {
			t.Fatalf("changes %+v", c)
		}
		r.send()
		want := `{"workflow_session":{"attributes":{"contract_end":"06/30/2026","site":"Bergen"}}}`
		if p := r.nerm.patches; len(p) != 1 || p[0].body != want {
			t.Errorf("sent %+v", p)
		}
	})
}

// TestAttributeGoneMeanwhile pins both sides of the three-way rule for a row
// that vanished: without a change it goes, with one the change stays.
func TestAttributeGoneMeanwhile(t *testing.T) {
	inBubble(t, nil, func(r *rig) {
		r.editTwo()
		delete(r.nerm.rows[idA]["attributes"].(map[string]any), "site")
		delete(r.nerm.rows[idA]["attributes"].(map[string]any), "reason")
		r.send()
		r.answer("y")
		f := r.m.editor.form
		if f.Has(attrKey+"reason") || f.Value(attrKey+"site") != "Bergen" || len(f.Changes()) != 2 {
			t.Errorf("fields %v, changes %+v", f.Keys(), f.Changes())
		}
	})
}

func TestSessionGoneBeforeSending(t *testing.T) {
	inBubble(t, nil, func(r *rig) {
		r.editTwo()
		r.nerm.onRead = func(int) error {
			return &api.Error{Kind: api.Server, Op: api.GetSession, Status: 500, Detail: "Sorry something went wrong"}
		}
		r.send()
		r.shows("Nothing was sent, since the session could not be read again")
		if len(r.nerm.patches) != 0 || r.m.editor.stage != editing {
			t.Errorf("%d patches", len(r.nerm.patches))
		}
	})
}

func TestAnotherSessionAnswers(t *testing.T) {
	inBubble(t, nil, func(r *rig) {
		r.editTwo()
		r.nerm.rows[idA] = r.nerm.rows[idB]
		r.send()
		r.shows("The tenant answered with another session")
		if len(r.nerm.patches) != 0 {
			t.Error("it was sent all the same")
		}
	})
}

// lost is an answer that never came.
var lost = &api.Error{Kind: api.Offline, Op: api.PatchSession, Detail: "unexpected EOF"}

func TestLostAnswerOfAChangeThatTook(t *testing.T) {
	inBubble(t, nil, func(r *rig) {
		r.editTwo()
		r.nerm.onPatch = func(apply func() api.Session) (api.Session, error) { apply(); return api.Session{}, lost }
		r.send()
		if r.m.editor != nil || len(r.nerm.patches) != 1 || !strings.Contains(strings.Join(r.Toasts(), " "), "No answer came, but the session has it") {
			t.Errorf("%d patches, toasts %v", len(r.nerm.patches), r.Toasts())
		}
	})
}

func TestLostAnswerOfAChangeThatDidNot(t *testing.T) {
	inBubble(t, nil, func(r *rig) {
		r.editTwo()
		r.nerm.onPatch = func(func() api.Session) (api.Session, error) { return api.Session{}, lost }
		r.send()
		r.shows("No answer came, and the session has nothing of the change")
		r.Advance(time.Hour)
		if len(r.nerm.patches) != 1 || len(r.m.editor.form.Changes()) != 2 {
			t.Errorf("%d patches, %+v", len(r.nerm.patches), r.m.editor.form.Changes())
		}
	})
}

func TestLostAnswerOfAChangeThatTookInPart(t *testing.T) {
	inBubble(t, nil, func(r *rig) {
		r.editTwo()
		r.nerm.onPatch = func(func() api.Session) (api.Session, error) {
			r.nerm.rows[idA]["attributes"].(map[string]any)["site"] = "Bergen"
			return api.Session{}, lost
		}
		r.send()
		r.complaint(attrKey+"contract_end", "did not take; NERM has 03/31/2026")
		if c := r.m.editor.form.Changes(); len(c) != 1 {
			t.Errorf("left to send: %+v", c)
		}
	})
}

func TestLostAnswerThatCannotBeReadBack(t *testing.T) {
	inBubble(t, nil, func(r *rig) {
		r.editTwo()
		reads := r.nerm.reads
		r.nerm.onRead = func(n int) error {
			if n > reads+1 { // the look before sending works
				return errors.New("no route to host")
			}
			return nil
		}
		r.nerm.onPatch = func(apply func() api.Session) (api.Session, error) { apply(); return api.Session{}, lost }
		r.send()
		r.shows("whether the change took is not known", "ctrl+s reads it again before anything is sent")
		d := r.decisions()
		if len(d) != 2 || !strings.HasPrefix(d[1].Outcome, "unknown") {
			t.Errorf("decisions %+v", d)
		}
		// Trying again finds that it had taken, and sends nothing.
		r.nerm.onRead, r.nerm.onPatch = nil, nil
		r.send()
		if _, lines := r.question(); !strings.Contains(lines, "Leeds → Bergen") {
			t.Errorf("the question says\n%s", lines)
		}
		r.answer("y")
		if r.m.editor.form.Changed() || len(r.nerm.patches) != 1 {
			t.Errorf("%d patches, left %+v", len(r.nerm.patches), r.m.editor.form.Changes())
		}
	})
}

func TestLostAnswerOfARun(t *testing.T) {
	inBubble(t, nil, func(r *rig) {
		r.open()
		r.nerm.onPatch = func(func() api.Session) (api.Session, error) { return api.Session{}, lost }
		r.press("ctrl+r")
		r.answer("y")
		r.shows("whether it took cannot be seen", "the workflow may have continued")
		r.Advance(time.Hour)
		if len(r.nerm.patches) != 1 {
			t.Fatalf("a run was sent %d times", len(r.nerm.patches))
		}
		r.press("ctrl+r")
		if _, lines := r.question(); !strings.Contains(lines, "An earlier run got no answer") {
			t.Errorf("the question says\n%s", lines)
		}
	})
}

// TestDemoTenant edits a session of the demo tenant through the real client.
func TestDemoTenant(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tenant := sandbox.New(sandbox.Options{Seed: 7})
		j := changetest.New()
		client := demotest.NERM(t, tenant, nerm.Config{Guard: j.Journal.Guard})
		view := golden.Env(t, "dark", golden.Live(time.Now))
		m := New(view, &api.Commands{NERM: client}, j.Journal, t.Context(), "session#1")
		m.journal = j
		r := &rig{viewtest.New(t, m), m, &fake{journal: j}, view, t}
		defer r.end()
		r.Do(m.SetActive(true))
		if m.list.Len() < 10 {
			t.Fatalf("%d sessions", m.list.Len())
		}
		demoEdit(r, tenant)
		demoTrouble(r, tenant)
		demoSettle(r, tenant)
	})
}

// demoEdit changes the status of a session that waits, and its reason.
func demoEdit(r *rig, tenant *sandbox.Tenant) {
	r.t.Helper()
	for i := range r.m.list.Shown() {
		if s := r.m.list.At(i); s.Status == "pending_approval" {
			r.m.list.Select(s.ID)
			break
		}
	}
	id := r.m.list.SelectedID()
	r.open()
	r.set(keyStatus, "closed")
	if !r.m.editor.form.Set(attrKey+"reason", "Asked for by Zoë\nin two lines") {
		r.m.addAttribute("reason", "Asked for by Zoë\nin two lines")
	}
	r.Do(r.m.edited())
	r.send()
	if r.m.editor != nil {
		r.t.Fatalf("the change did not take: %s", r.frame(120, 40))
	}
	s := r.m.list.Row(id)
	if reason, _ := s.Attribute("reason"); s.Status != "closed" || reason != "Asked for by Zoë\nin two lines" {
		r.t.Errorf("the list has %+v", s)
	}
	if n := tenant.Record().Writes; n != 1 {
		r.t.Errorf("%d writes", n)
	}
}

// demoTrouble has the tenant refuse a field, change a session meanwhile and
// lose an answer.
func demoTrouble(r *rig, tenant *sandbox.Tenant) {
	r.t.Helper()
	id := r.m.list.SelectedID()
	r.open()
	r.set(keyRequester, "nobody-has-this-id")
	r.send()
	r.complaint(keyRequester, "must exist")
	r.press("ctrl+z")
	r.set(keyStatus, "failed")
	if err := tenant.Poke("change-session", map[string]string{"id": id, "attribute": "reason", "value": "somebody else"}); err != nil {
		r.t.Fatal(err)
	}
	r.send()
	if _, lines := r.question(); !strings.Contains(lines, "somebody else") {
		r.t.Errorf("the question says\n%s", lines)
	}
	r.answer("y")
	if err := tenant.SetFaults(sandbox.Fault{Method: http.MethodPatch, Kind: sandbox.FaultDropAfter}); err != nil {
		r.t.Fatal(err)
	}
	before := tenant.Record().Writes
	r.send()
	if r.m.editor != nil || tenant.Record().Writes != before+1 {
		r.t.Errorf("%d writes; %s", tenant.Record().Writes-before, r.frame(120, 40))
	}
	if s := r.m.list.Row(id); s.Status != "failed" {
		r.t.Errorf("the list has %s", s.Status)
	}
}

// demoSettle settles a change of which an earlier run heard nothing.
func demoSettle(r *rig, tenant *sandbox.Tenant) {
	r.t.Helper()
	id := r.m.list.SelectedID()
	for kind, want := range map[sandbox.FaultKind]string{sandbox.FaultDropAfter: "done: the session has it", sandbox.FaultDropBefore: "lost: did not take: reason"} {
		r.open()
		v := reviewed{id: id, keys: []string{attrKey + "reason"}, want: map[string]string{attrKey + "reason": "Because of " + string(kind)},
			change: api.SessionChange{Attributes: map[string]string{"reason": "Because of " + string(kind)}}}
		r.m.editor.asked = v
		intent := r.m.intent(r.nerm.journal.NewID(), v)
		r.press("esc")
		if err := r.nerm.journal.Begin(intent); err != nil {
			r.t.Fatal(err)
		}
		if err := tenant.SetFaults(sandbox.Fault{Method: http.MethodPatch, Kind: kind}); err != nil {
			r.t.Fatal(err)
		}
		if _, err := r.m.cmds.NERM.PatchSession(journal.With(r.t.Context(), intent.ID), id, v.change, false); err == nil {
			r.t.Fatal("an answer came")
		}
		r.Do(r.m.Settle([]journal.Entry{r.nerm.journal.Latest(r.t)}))
		r.Advance(10 * time.Second)
		if told, ok := r.Sent[len(r.Sent)-1].(screen.Recalled); !ok || told.Outcome != want {
			r.t.Errorf("%+v, want %q", r.Sent[len(r.Sent)-1], want)
		}
	}
}
