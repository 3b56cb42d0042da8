package session

import (
	"strings"
	"testing"
	"time"

	"iscope/api"
	"iscope/api/journal"
)

// TestRun pins that a session is run as it is by a request of its own, once,
// written down before, and followed.
func TestRun(t *testing.T) {
	inBubble(t, nil, func(r *rig) {
		r.nerm.onPatch = func(apply func() api.Session) (api.Session, error) {
			r.nerm.rows[idA]["status"] = "processing"
			return apply(), nil
		}
		r.press("R")
		head, lines := r.question()
		if head != "Run the session?" || !strings.Contains(lines, "Session "+uidA) || !strings.Contains(lines, "Id "+idA) || !strings.Contains(lines, "Tenant acme") ||
			!strings.Contains(lines, "Status pending approval") || !strings.Contains(lines, "That cannot be taken back") {
			t.Errorf("%s\n%s", head, lines)
		}
		r.answer("enter") // "not now" is preset
		if len(r.nerm.patches) != 0 {
			t.Fatal("enter alone runs it")
		}
		r.press("R")
		r.answer("y")
		if p := r.nerm.patches; len(p) != 1 || p[0].body != `{"workflow_session":{}}` || !p[0].run || p[0].id != idA {
			t.Errorf("sent %+v", p)
		}
		e := r.nerm.journal.Latest(t)
		if e.Op != api.PatchSession || e.Target != idA || e.Ending != journal.Done || e.Want[wantRun] != "true" {
			t.Errorf("the journal has %+v", e)
		}
		if r.m.live == nil || r.m.live.ID != idA || r.m.live.Expects() {
			t.Error("it is not followed")
		}
		r.shows("● processing")
		r.nerm.alter(idA, "status", "closed")
		r.Advance(time.Minute)
		if len(r.told()) != 1 || len(r.nerm.patches) != 1 {
			t.Errorf("told %q, %d patches", r.told(), len(r.nerm.patches))
		}
	})
}

// TestRunOfUnknownOutcome pins that no answer leads to reading back alone, to
// the words "may have run", and to a warning before the next run.
func TestRunOfUnknownOutcome(t *testing.T) {
	for name, moved := range map[string]bool{"as before": false, "now, so its workflow seems to have run": true} {
		inBubble(t, nil, func(r *rig) {
			r.nerm.onPatch = func(func() api.Session) (api.Session, error) {
				if moved {
					r.nerm.rows[idA]["status"] = "processing"
				}
				return api.Session{}, lost
			}
			r.press("R")
			r.answer("y")
			if len(r.nerm.patches) != 1 || r.nerm.journal.Latest(t).Ending != journal.Unknown {
				t.Fatalf("%d patches, %+v", len(r.nerm.patches), r.nerm.journal.Latest(t))
			}
			if got := strings.Join(r.Toasts(), " "); !strings.Contains(got, name) || !moved && !strings.Contains(got, "may have run") {
				t.Errorf("%s: said %q", name, got)
			}
			r.Advance(time.Hour)
			if len(r.nerm.patches) != 1 {
				t.Errorf("sent %d times", len(r.nerm.patches))
			}
			r.press("R")
			if _, lines := r.question(); !strings.Contains(lines, "An earlier run got no answer") {
				t.Errorf("the question says\n%s", lines)
			}
		})
	}
}

func TestRunIsStoppedByAChange(t *testing.T) {
	inBubble(t, nil, func(r *rig) {
		r.press("R")
		r.nerm.alter(idA, attrKey+"site", "Rome")
		r.answer("y")
		if len(r.nerm.patches) != 0 || r.nerm.journal.Latest(t).Ending != journal.Changed {
			t.Errorf("%d patches, %+v", len(r.nerm.patches), r.nerm.journal.Latest(t))
		}
		if got := strings.Join(r.Toasts(), " "); !strings.Contains(got, "it changed since it was shown") {
			t.Errorf("said %q", got)
		}
	})
}

func TestRunRefused(t *testing.T) {
	inBubble(t, nil, func(r *rig) {
		r.nerm.onPatch = func(func() api.Session) (api.Session, error) {
			return api.Session{}, &api.Error{Kind: api.Invalid, Op: api.PatchSession, Status: 400, Detail: "it cannot be run"}
		}
		r.press("R")
		r.answer("y")
		if r.nerm.journal.Latest(t).Ending != journal.Refused || r.m.live != nil || len(r.nerm.patches) != 1 {
			t.Errorf("%+v", r.nerm.journal.Latest(t))
		}
	})
}

func TestRunElsewhere(t *testing.T) {
	inBubble(t, func(m *Model, _ *fake) { m.env.Protected = true }, func(r *rig) {
		r.press("R")
		r.answer("y", "enter")
		if len(r.nerm.patches) != 0 {
			t.Error("a protected tenant runs without its name")
		}
		r.press("R")
		r.say("acme")
		if len(r.nerm.patches) != 1 {
			t.Errorf("%d patches", len(r.nerm.patches))
		}
	})
	inBubble(t, func(m *Model, _ *fake) { m.env.ReadOnly = true }, func(r *rig) {
		r.press("R", "n", "d", "e")
		if r.Dialog() != nil || r.m.editor != nil || len(r.Toasts()) != 4 {
			t.Errorf("said %q", r.Toasts())
		}
	})
	inBubble(t, func(_ *Model, f *fake) { f.rows[idA]["status"] = "closed" }, func(r *rig) {
		r.press("R")
		if _, lines := r.question(); !strings.Contains(lines, "It is done already") {
			t.Errorf("the question says\n%s", lines)
		}
	})
}
