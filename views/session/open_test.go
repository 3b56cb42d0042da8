package session

import (
	"strings"
	"testing"

	"iscope/api"
	"iscope/ui/dialog"
)

func TestOpenByID(t *testing.T) {
	inBubble(t, nil, func(r *rig) {
		r.press("i")
		p := r.Dialog().(*dialog.Prompt)
		for text, wrong := range map[string]bool{"": true, "a b": true, "../x": true, strings.Repeat("x", 300): true, idA: false} {
			if got := p.Check(text) != ""; got != wrong {
				t.Errorf("Check(%.20q) refuses: %v", text, got)
			}
		}
		r.say("nowhere")
		r.shows("There is no session with the id or uid nowhere", "(HTTP 404)", "i another id esc back")
		r.press("esc", "i")
		r.say(idC)
		if r.m.list.SelectedID() != idC || r.m.detail.pinned {
			t.Error("a session in the list is not selected there")
		}
	})
}

// TestOpenByUID pins that the uid which the list shows opens a session, too,
// whether it is loaded or not.
func TestOpenByUID(t *testing.T) {
	inBubble(t, nil, func(r *rig) {
		r.press("i")
		r.say(uidA)
		if r.m.detail.id != idA || r.m.list.SelectedID() != idA {
			t.Errorf("shown %s", r.m.detail.id)
		}
	})
	inBubble(t, func(_ *Model, f *fake) {
		f.onList = func() error { return &api.Error{Kind: api.Forbidden, Op: api.ListSessions, Status: 403} }
	}, func(r *rig) {
		r.press("i")
		r.say(uidA)
		r.shows("There is no session with the id or uid")
		r.press("esc", "i")
		r.nerm.onList = nil
		r.say(uidA)
		r.shows("Session "+uidA, idA)
		if q := r.nerm.queries[len(r.nerm.queries)-1]; q.UID != uidA || !r.m.detail.pinned || r.m.detail.id != idA {
			t.Errorf("asked %+v, shown %+v", q, r.m.detail)
		}
	})
}

// TestForbiddenDetail pins that our words come first, and that all of them are
// there however narrow the pane is.
func TestForbiddenDetail(t *testing.T) {
	inBubble(t, func(_ *Model, f *fake) {
		f.onRead = func(int) error {
			return &api.Error{Kind: api.Forbidden, Op: api.GetSession, Status: 403, Detail: "You are not authorized to perform this action on this resource"}
		}
	}, func(r *rig) {
		r.press("enter")
		flat := strings.Join(strings.Fields(r.frame(60, 20)), " ")
		if !strings.Contains(flat, "This account may not read this session by itself; shown as listed at 00:00. NERM: You are not authorized") || strings.Contains(flat, "keeps trying") {
			t.Errorf("says\n%s", r.frame(60, 20))
		}
	})
}

func TestOpenerTakesAnID(t *testing.T) {
	inBubble(t, nil, func(r *rig) {
		r.Do(r.m.Open(42))
		if r.m.split.Open {
			t.Error("a number was opened")
		}
		r.Do(r.m.Open(idB))
		r.shows("Session 1a1b2c3d", "processing")
	})
}
