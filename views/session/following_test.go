package session

import (
	"strings"
	"testing"
	"time"

	"iscope/api"
	"iscope/ui/screen"
)

// told returns what the person was told that may be looking elsewhere.
func (r *rig) told() []string {
	var out []string
	for _, msg := range r.Sent {
		if n, ok := msg.(screen.Notify); ok {
			out = append(out, n.Text)
		}
	}
	return out
}

// TestFollowUntilItRests pins that changes are told with their times, that it
// stops by itself, and that nothing is asked for after that.
func TestFollowUntilItRests(t *testing.T) {
	inBubble(t, nil, func(r *rig) {
		r.press("j", "F")
		if got := r.Toasts(); len(got) != 1 || got[0] != "Following session 1a1b2c3d4e5f60718293a4b5c6d7e8f0 until it rests; F stops" {
			t.Errorf("said %q", got)
		}
		r.shows("following: looks again every 2s", "00:00:00 ● processing")
		r.Advance(3 * time.Second)
		r.nerm.alter(idB, "status", "approved")
		r.Advance(4 * time.Second)
		r.shows("● processing for 5s", "00:00:05 ● approved")
		r.nerm.alter(idB, "status", "batch_completed")
		r.Advance(10 * time.Second)
		if got := r.told(); len(got) != 1 || got[0] != "Session 1a1b2c3d4e5f60718293a4b5c6d7e8f0 rests: batch completed (done), after 10s" {
			t.Errorf("told %q", got)
		}
		r.shows("followed until 00:00:10", "✓ batch completed")
		reads := r.nerm.reads
		r.Do(r.m.SetActive(false))
		r.Advance(time.Minute)
		if r.nerm.reads != reads || r.m.live != nil || strings.Contains(r.m.Hint(), "following") {
			t.Errorf("%d more looks", r.nerm.reads-reads)
		}
	})
}

// TestFollowWhatWaitsForPeople pins that it is followed until it has moved on,
// and that one which is done is not followed.
func TestFollowWhatWaitsForPeople(t *testing.T) {
	inBubble(t, nil, func(r *rig) {
		r.press("F")
		r.shows("following: waits for it to leave pending approval")
		r.Advance(time.Minute)
		if len(r.told()) != 0 {
			t.Errorf("told %q", r.told())
		}
		r.nerm.alter(idA, "status", "rejected")
		r.Advance(time.Minute)
		if got := r.told(); len(got) != 1 || !strings.Contains(got[0], "rests: rejected (failed)") {
			t.Errorf("told %q", got)
		}
		r.Sent = nil
		r.press("F")
		if got := r.Toasts(); len(got) != 1 || !strings.Contains(got[0], "there is nothing to follow") || r.m.live != nil {
			t.Errorf("said %q", got)
		}
	})
}

func TestFollowingIsStopped(t *testing.T) {
	for _, key := range []string{"esc", "F"} {
		inBubble(t, nil, func(r *rig) {
			r.press("j", "F")
			if !strings.Contains(r.m.Hint(), "following") {
				t.Errorf("hint %q", r.m.Hint())
			}
			r.press(key)
			reads := r.nerm.reads
			r.Do(r.m.SetActive(false))
			r.Advance(time.Minute)
			if r.m.live != nil || r.nerm.reads != reads {
				t.Errorf("%s: %d more looks", key, r.nerm.reads-reads)
			}
		})
	}
}

func TestFollowingThroughFailures(t *testing.T) {
	inBubble(t, nil, func(r *rig) {
		r.press("j", "F")
		r.nerm.onRead = func(int) error { return &api.Error{Kind: api.Offline, Op: api.GetSession, Detail: "no route"} }
		r.Advance(10 * time.Second)
		r.shows("looks failed, tries again every")
		r.nerm.onRead = nil
		r.nerm.alter(idB, "status", "closed")
		r.Advance(time.Minute)
		if got := r.told(); len(got) != 1 || !strings.Contains(got[0], "rests: closed (done)") {
			t.Errorf("told %q", got)
		}
	})
	for _, kind := range []api.Kind{api.NotFound, api.Forbidden, api.Auth} {
		inBubble(t, nil, func(r *rig) {
			r.press("j", "F")
			r.nerm.onRead = func(int) error { return &api.Error{Kind: kind, Op: api.GetSession} }
			r.Advance(10 * time.Second)
			if got := r.told(); len(got) != 1 || !strings.Contains(got[0], "cannot be followed any more") || r.m.live != nil {
				t.Errorf("%s: told %q", kind, got)
			}
		})
	}
}

func TestFollowNothing(t *testing.T) {
	inBubble(t, func(_ *Model, f *fake) { f.order = nil }, func(r *rig) {
		if r.m.Disabled("sessions.follow") == "" || r.m.Disabled("sessions.run") == "" || r.m.Disabled("sessions.duplicate") == "" || r.m.Disabled("sessions.new") != "" {
			t.Error("what can be done without sessions is wrong")
		}
		r.press("F", "R", "d")
		if got := r.Toasts(); len(got) != 3 || r.m.live != nil || r.m.editor != nil || len(r.nerm.patches) != 0 {
			t.Errorf("said %q", got)
		}
	})
}
