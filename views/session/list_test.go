package session

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/keymap"
	"iscope/ui/screen"
	"iscope/ui/theme"
)

func TestListShowsNamesOnceTheyAreFound(t *testing.T) {
	inBubble(t, nil, func(r *rig) {
		r.shows("Ada Lovelace", "Zoë Müller", "2 profiles", "grace", "阮 Nguyễn", "pending approval", "3 sessions", "1 waiting on people", "1 failed")
		if r.m.Badge() != "1" {
			t.Errorf("badge = %q", r.m.Badge())
		}
	})
}

func TestNamesThatCannotBeReadLeaveIds(t *testing.T) {
	inBubble(t, func(_ *Model, f *fake) {
		f.onLookups = &api.Error{Kind: api.Forbidden, Op: api.ListNERMUsers, Status: 403}
	}, func(r *rig) {
		r.shows("u-ada", "p-zoe")
	})
}

func TestHiddenViewAsksForNothing(t *testing.T) {
	inBubble(t, nil, func(r *rig) {
		r.Do(r.m.SetActive(false))
		before := r.nerm.lists
		r.Advance(10 * time.Minute)
		if r.nerm.lists != before {
			t.Errorf("a hidden list was read %d times", r.nerm.lists-before)
		}
		r.Do(r.m.SetActive(true))
		r.Advance(time.Second)
		if r.nerm.lists != before+1 {
			t.Errorf("shown again, the list was read %d times", r.nerm.lists-before)
		}
	})
}

func TestRefreshKeepsTheCursorOnItsSession(t *testing.T) {
	inBubble(t, nil, func(r *rig) {
		r.press("j")
		r.nerm.order = []string{idC, idA, idB}
		r.nerm.alter(idB, "status", "closed")
		r.Advance(20 * time.Second)
		if r.nerm.lists < 2 || r.m.list.SelectedID() != idB || r.m.list.Place() != 2 {
			t.Errorf("after %d reads the cursor is on %s", r.nerm.lists, r.m.list.SelectedID())
		}
		r.shows("closed")
	})
}

func TestPagesFollowTheCursor(t *testing.T) {
	const all = pageSize*eager + 30
	inBubble(t, func(_ *Model, f *fake) {
		f.order = nil
		for i := range all {
			id := fmt.Sprintf("%032d", i)
			f.order = append(f.order, id)
			f.rows[id] = map[string]any{"id": id, "status": "closed", "attributes": map[string]any{}}
		}
	}, func(r *rig) {
		if n := r.m.list.Len(); n != pageSize*eager || r.nerm.lists != eager {
			t.Fatalf("%d rows in %d pages", n, r.nerm.lists)
		}
		r.shows("1,000 loaded, more follow")
		r.press("G")
		if n := r.m.list.Len(); n != all {
			t.Fatalf("%d rows after going to the end", n)
		}
		r.shows("1,030 sessions")
		r.press("r")
		if n := r.m.list.Len(); n != all {
			t.Errorf("%d rows after a refresh", n)
		}
	})
}

func TestFilterFindsGroupsAndNames(t *testing.T) {
	inBubble(t, nil, func(r *rig) {
		r.press("/", "f", "a", "i", "l", "enter")
		if r.m.list.Shown() != 1 || r.m.list.SelectedID() != idC {
			t.Errorf("%d rows shown", r.m.list.Shown())
		}
		r.press("esc", "/")
		r.Type("lovelace")
		if r.m.list.Shown() != 1 || r.m.list.SelectedID() != idA {
			t.Errorf("%d rows shown by name", r.m.list.Shown())
		}
		if strings.Contains(r.m.filterText(r.m.list.Row(idA)), "AB123456") {
			t.Error("the filter looks into encrypted values")
		}
	})
}

func TestListRestsWhileTyping(t *testing.T) {
	inBubble(t, nil, func(r *rig) {
		r.press("/")
		before := r.nerm.lists
		r.Advance(5 * time.Minute)
		if r.nerm.lists != before {
			t.Error("the list was read while the filter is typed")
		}
		r.press("esc")
		r.Advance(time.Second)
		if r.nerm.lists == before {
			t.Error("the list is not read again after the filter")
		}
	})
}

func TestListingForbidden(t *testing.T) {
	for kind, status := range map[api.Kind]int{api.Forbidden: 403, api.NotFound: 404} {
		inBubble(t, func(_ *Model, f *fake) {
			f.onList = func() error { return &api.Error{Kind: kind, Op: api.ListSessions, Status: status} }
		}, func(r *rig) {
			r.shows("This account may not list workflow sessions", "i opens a session by its id")
			before := r.nerm.lists
			r.Advance(time.Hour)
			if r.nerm.lists != before || r.m.Freshness() != "no list" {
				t.Errorf("a forbidden list is asked for again: %d times, %s", r.nerm.lists-before, r.m.Freshness())
			}
			r.press("i")
			r.say(idA)
			r.shows("Session 0a1b2c3d4e5f60718293a4b5c6d7e8f9", "Ada Lovelace (u-ada)", "pending approval", "Leeds")
		})
	}
}

func TestListFailsAndRecovers(t *testing.T) {
	var err error
	inBubble(t, func(_ *Model, f *fake) { f.onList = func() error { return err } }, func(r *rig) {
		err = &api.Error{Kind: api.Server, Op: api.ListSessions, Status: 502, Detail: "Bad gateway"}
		r.Advance(20 * time.Second)
		r.shows("Bad gateway", "Ada Lovelace")
		if !strings.HasPrefix(r.m.Freshness(), "stale") {
			t.Errorf("freshness = %q", r.m.Freshness())
		}
		err = nil
		r.Advance(5 * time.Minute)
		r.lacks("Bad gateway")
	})
}

func TestFailuresInPlainWords(t *testing.T) {
	offline := &api.Error{Kind: api.Offline, Op: api.ListSessions, Detail: "the host refuses connections"}
	inBubble(t, func(_ *Model, f *fake) { f.onList = func() error { return offline } }, func(r *rig) {
		r.shows("NERM cannot be reached: the host refuses connections", "Check the network and nerm_url; iscope keeps trying")
		if h := r.m.head(); h.Problem != "" {
			t.Errorf("an empty list says it twice: %q", h.Problem)
		}
	})
	inBubble(t, nil, func(r *rig) {
		r.nerm.onList = func() error { return offline }
		r.press("r")
		r.shows("✗ NERM cannot be reached: the host refuses connections; check the network and nerm_url; iscope keeps trying", "Ada Lovelace")
	})
	for kind, want := range map[api.Kind]string{
		api.Auth: "NERM does not accept the token (HTTP 401)/check nerm_token, then press r", api.Throttled: "NERM asks for a pause (HTTP 401)/iscope waits as told",
		api.Server: "NERM has a problem (HTTP 401)/iscope keeps trying",
	} {
		inBubble(t, nil, func(r *rig) {
			problem, remedy := r.m.failure(&api.Error{Kind: kind, Op: api.ListSessions, Status: 401})
			if got := problem + "/" + remedy; got != want {
				t.Errorf("%q, want %q", got, want)
			}
		})
	}
}

func TestMarksAreCounted(t *testing.T) {
	inBubble(t, nil, func(r *rig) {
		if got := r.m.Hint(); got != "" {
			t.Errorf("hint %q", got)
		}
		r.Act("list.mark")
		r.Act("list.mark")
		if got := r.m.Hint(); got != "2 marked" {
			t.Errorf("hint %q", got)
		}
		r.press("e")
		if got := r.m.Hint(); got != "" {
			t.Errorf("hint in the editor %q", got)
		}
	})
}

// TestIdsStayWhole pins that an id is on one line: whole where it fits, cut in
// its middle where not, never broken at a hyphen.
func TestIdsStayWhole(t *testing.T) {
	for w, want := range map[int]string{60: "Ada (" + idB + ")", 40: "Ada\n" + idB, 20: "Ada\n44f072dd…6a59b57c9"} {
		got := oneLine("Ada", idB, w)
		if w == 20 && (strings.Count(got, "\n") != 1 || !strings.Contains(got, "…") || !strings.HasPrefix(got, "Ada\n44f0")) || w != 20 && got != want {
			t.Errorf("in %d cells: %q", w, got)
		}
	}
	inBubble(t, func(_ *Model, f *fake) { f.alter(idA, attrKey+"site", idC) }, func(r *rig) {
		r.press("enter")
		for _, w := range []int{40, 60, 80, 110, 120} {
			for l := range strings.SplitSeq(r.frame(w, 36), "\n") {
				if strings.HasSuffix(strings.TrimRight(l, " "), "-") {
					t.Errorf("%d cells: an id is broken: %q", w, l)
				}
			}
		}
	})
}

func TestFirstLoadFails(t *testing.T) {
	inBubble(t, func(_ *Model, f *fake) { f.onList = func() error { return errors.New("no route to host") } }, func(r *rig) {
		r.shows("The sessions could not be read", "No route to host", "r tries again")
		r.lacks("\ufffd")
	})
}

func TestSignedOffWaitsForAPerson(t *testing.T) {
	inBubble(t, func(_ *Model, f *fake) {
		f.onList = func() error { return &api.Error{Kind: api.Auth, Op: api.ListSessions, Status: 401} }
	}, func(r *rig) {
		before := r.nerm.lists
		r.Advance(time.Hour)
		if r.nerm.lists != before {
			t.Error("a refused sign-in is tried again by itself")
		}
		r.press("r")
		if r.nerm.lists != before+1 {
			t.Error("r does not try again")
		}
	})
}

func TestEmptyList(t *testing.T) {
	inBubble(t, func(_ *Model, f *fake) { f.order = nil }, func(r *rig) { r.shows("No workflow sessions") })
}

func TestNotConfigured(t *testing.T) {
	inBubble(t, func(m *Model, _ *fake) { m.cmds.NERM = nil }, func(r *rig) {
		r.shows("NERM is not configured", "nerm_url", "nerm_token", "SAIL_NERM_BASE_URL", "SAIL_NERM_TOKEN")
		for _, a := range []keymap.Action{"sessions.open-id", "sessions.edit", "app.open", "app.refresh", "list.copy-json"} {
			r.Act(a)
		}
		if r.Dialog() != nil || r.m.Disabled("sessions.open-id") == "" || r.m.editor != nil {
			t.Error("something can be done without NERM")
		}
	})
}

func TestDetailMasksEncryptedValues(t *testing.T) {
	inBubble(t, nil, func(r *rig) {
		r.press("enter")
		r.shows("Contract end", "03/31/2026", "National identity number", "(hidden)")
		r.lacks("AB123456")
		if frame := r.frame(100, 30); !strings.Contains(frame, "contract_end · date mm/dd/yyyy") {
			t.Errorf("the detail does not say what kind an attribute is:\n%s", frame)
		}
		r.press("]")
		r.shows(`"national_id": "(hidden)"`, `"site": "Leeds"`)
		r.lacks("AB123456")
		r.press("Y")
		for _, msg := range r.Sent {
			if c, ok := msg.(screen.Copy); ok && (strings.Contains(c.Text, "AB123456") || !strings.Contains(c.Text, "Leeds")) {
				t.Errorf("copied %s", c.Text)
			}
		}
	})
}

// TestValuesWaitForTheirKinds pins that no value is on screen, not even for a
// moment, before it is known whether it is encrypted.
func TestValuesWaitForTheirKinds(t *testing.T) {
	inBubble(t, nil, func(r *rig) {
		r.m.split.Open, r.m.split.Focused = true, true
		r.m.follow()
		r.lacks("AB123456", "Leeds")
		r.m.sheet.SetTab(1)
		r.lacks("AB123456", "Leeds")
	})
}

func TestKindsThatCannotBeReadAreSaid(t *testing.T) {
	inBubble(t, func(_ *Model, f *fake) {
		f.onKinds = &api.Error{Kind: api.Forbidden, Op: api.ListNEAttributes, Status: 403}
	}, func(r *rig) {
		r.press("enter")
		r.shows("Which attributes are encrypted is not known", "Leeds")
	})
}

func TestCopyID(t *testing.T) {
	inBubble(t, nil, func(r *rig) {
		r.press("y")
		if c, ok := r.Sent[len(r.Sent)-1].(screen.Copy); !ok || c.Text != idA {
			t.Errorf("sent %+v", r.Sent)
		}
	})
}

func TestPause(t *testing.T) {
	inBubble(t, nil, func(r *rig) {
		r.press("p")
		before := r.nerm.lists
		r.Advance(time.Hour)
		if r.nerm.lists != before || !strings.HasPrefix(r.m.Freshness(), "paused") {
			t.Errorf("%d reads, %s", r.nerm.lists-before, r.m.Freshness())
		}
		r.press("p")
		r.Advance(time.Second)
		if r.nerm.lists == before {
			t.Error("p does not go on")
		}
	})
}

func TestStatuses(t *testing.T) {
	for status, want := range map[string]group{
		"pending_approval": people, "pending approval": people, "failed": failed, "closed": done, "processing": running,
		"pending_ldap": running, "AUTH-STATUS3": other, "pending courion_extend": running, "something new": other, "": other,
		"Pending Questions": people,
	} {
		if got := groupOf(status); got != want {
			t.Errorf("groupOf(%q) = %s, want %s", status, got, want)
		}
	}
	for _, s := range api.SessionStatuses {
		if groupOf(s) == other && !strings.HasPrefix(s, "AUTH-STATUS") {
			t.Errorf("%s has no group", s)
		}
		if strings.Contains(words(s), "_") {
			t.Errorf("words(%q) = %q", s, words(s))
		}
	}
	for g := failed; g <= other; g++ {
		if g.String() == "" || g != other && g.state() == theme.Unknown {
			t.Errorf("group %d has no words or state", g)
		}
	}
}

func TestSortByStatusPutsGroupsTogether(t *testing.T) {
	inBubble(t, nil, func(r *rig) {
		r.press("s")
		var got []string
		for i := range r.m.list.Shown() {
			got = append(got, r.m.list.At(i).Status)
		}
		if strings.Join(got, " ") != "failed pending_approval processing" {
			t.Errorf("order = %v", got)
		}
	})
}

func TestMouse(t *testing.T) {
	inBubble(t, nil, func(r *rig) {
		r.frame(120, 20)
		r.Do(r.m.Click(5, 3))
		if r.m.list.SelectedID() != idB {
			t.Errorf("clicked on %s", r.m.list.SelectedID())
		}
		r.press("enter")
		r.frame(120, 20)
		r.Do(r.m.Click(67, 2))
		if r.m.sheet.Tab() != 1 {
			t.Error("a click on the tab JSON does nothing")
		}
		r.Do(r.m.Click(5, 2))
		if r.m.split.Focused || r.m.list.SelectedID() != idA {
			t.Error("a click into the list does not focus it")
		}
		r.Do(r.m.Wheel(5, 5, 2))
		if r.m.list.SelectedID() != idC {
			t.Error("the wheel does not move the cursor")
		}
	})
}

func TestChangesMadeElsewhereRefreshTheList(t *testing.T) {
	inBubble(t, nil, func(r *rig) {
		before := r.nerm.lists
		r.Send(api.Mutated{Op: api.PatchTask, IDs: []string{"x"}})
		r.Advance(0)
		if r.nerm.lists != before {
			t.Error("a change of a task refreshes the sessions")
		}
		r.Send(api.Mutated{Op: api.PatchSession, IDs: []string{idA}})
		r.Advance(time.Millisecond)
		if r.nerm.lists != before+1 {
			t.Errorf("the list was read %d times", r.nerm.lists-before)
		}
	})
}

func TestUnfocusedTerminalPollsSlower(t *testing.T) {
	inBubble(t, nil, func(r *rig) {
		r.Send(tea.BlurMsg{})
		r.Advance(20 * time.Second) // the tick that was out
		before := r.nerm.lists
		r.Advance(40 * time.Second)
		if r.nerm.lists != before {
			t.Errorf("read %d times without the focus", r.nerm.lists-before)
		}
		r.Send(tea.FocusMsg{})
		r.Advance(time.Millisecond)
		if r.nerm.lists != before+1 {
			t.Error("regaining the focus does not refresh")
		}
	})
}

func TestSearchInTheDetail(t *testing.T) {
	inBubble(t, nil, func(r *rig) {
		r.press("enter", "/")
		if !r.m.Typing() {
			t.Fatal("/ does not search")
		}
		r.Type("sponsor")
		r.press("enter")
		r.shows("1 of 1")
		r.press("o", "esc", "esc")
		if r.m.split.Open {
			t.Error("esc does not close the detail")
		}
	})
}
