package session

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"iscope/api"
	"iscope/api/journal"
	"iscope/ui/screen"
)

// begin opens the form for a new session and fills in what it must have.
func (r *rig) begin() {
	r.t.Helper()
	r.press("n")
	if r.m.editor == nil || r.m.editor.stage != editing {
		r.t.Fatalf("the form is not open: %+v", r.m.editor)
	}
	r.set(keyWorkflow, "wf-contractor")
	r.set(keyRequester, "u-ada")
	r.m.addAttribute("site", "Rome")
}

const wantPost = `{"workflow_id":"wf-contractor","requester_id":"u-ada","requester_type":"User","attributes":{"site":"Rome"}}`

// madeIDs are the ids that the fake gives to the first sessions it makes.
func madeID(n int) string { return fmt.Sprintf("99f072dd-13b4-41e1-8ea0-%012d", n) }

func TestCreate(t *testing.T) {
	store := newMemory()
	inBubble(t, withDrafts(store), func(r *rig) {
		r.press("n")
		r.lacks("Status", "Uid ")
		r.press("ctrl+s")
		r.complaint(keyWorkflow, "must not be blank")
		r.complaint(keyRequester, "must not be blank")
		r.press("esc")
		r.begin()
		r.Advance(time.Second)
		if !strings.Contains(store.kept[freshID], "wf-contractor") {
			t.Errorf("the draft is %q", store.kept[freshID])
		}
		r.press("ctrl+s")
		head, lines := r.question()
		for _, want := range []string{"A new session", "Tenant acme", "Workflow\n  wf-contractor", "Requester\n  Ada Lovelace (u-ada)", "Requester type\n  User", "Site (site)\n  Rome"} {
			if !strings.Contains(lines, want) {
				t.Errorf("the review does not say %q:\n%s", want, lines)
			}
		}
		if head != "Create a session?" || strings.Contains(lines, "continues at once") {
			t.Errorf("%s\n%s", head, lines)
		}
		r.answer("y")
		if p := r.nerm.posts; len(p) != 1 || p[0].body != wantPost || p[0].run {
			t.Errorf("sent %+v", p)
		}
		if r.m.editor != nil || r.m.detail.id != madeID(3) || store.kept[freshID] != "" || r.m.live != nil {
			t.Errorf("afterwards: editor %v, shown %s, draft %q", r.m.editor != nil, r.m.detail.id, store.kept[freshID])
		}
		r.shows("Session made3", "● new")
		e := r.nerm.journal.Latest(t)
		if e.Op != api.CreateSession || e.Ending != journal.Done || e.Target != "" || e.Name != "new session of workflow wf-contractor" ||
			e.Want[wantWorkflow] != "wf-contractor" || e.Want[wantRequester] != "u-ada" || len(e.Want[wantSeen+"0"]) != markLetters || strings.Contains(fmt.Sprint(e), "Rome") {
			t.Errorf("the journal has %+v", e)
		}
		if got := r.Toasts(); got[len(got)-1] != "Created: session made3" {
			t.Errorf("said %q", got)
		}
	})
}

// TestCreateAndRun pins that running is a choice of its own, followed at once.
func TestCreateAndRun(t *testing.T) {
	inBubble(t, nil, func(r *rig) {
		r.begin()
		r.press("ctrl+r")
		if head, lines := r.question(); head != "Create a session and run it?" || !strings.Contains(lines, "continues at once") {
			t.Errorf("%s\n%s", head, lines)
		}
		r.answer("y")
		if p := r.nerm.posts; len(p) != 1 || !p[0].run || r.m.live == nil || r.m.live.ID != madeID(3) {
			t.Errorf("sent %+v", p)
		}
		r.shows("following", "● processing")
	})
}

// TestDuplicate pins that a new session is like another, but for what is, or
// could be, secret, and what cannot be sent as it is.
func TestDuplicate(t *testing.T) {
	set := func(_ *Model, f *fake) {
		attrs := f.rows[idA]["attributes"].(map[string]any)
		attrs["unknown"], attrs["structure"], attrs["empty"] = "u", map[string]any{"a": 1}, ""
		attrs["contacts"] = "Ada Lovelace (ada@acme.example),Bo (bo@x)"
		f.kinds = append(f.kinds, api.NEAttribute{ID: "20", UID: "structure", DataType: "text field"})
	}
	inBubble(t, set, func(r *rig) {
		r.press("d")
		r.shows("New session", "Not copied: Curriculum vitae (a file), National identity number (encrypted), structure (cannot be sent as it is)")
		if r.m.editor.form.Value(attrKey+"unknown") != "u" { // all kinds are known, and it is none of them
			t.Error("what is known not to be secret is left out")
		}
		r.set(attrKey+"reason", "Another one")
		r.press("ctrl+s")
		if _, lines := r.question(); !strings.Contains(lines, "Not copied: Curriculum vitae") || strings.Contains(lines, "AB123456") {
			t.Errorf("the review says\n%s", lines)
		}
		r.answer("y")
		want := `{"workflow_id":"wf-contractor","requester_id":"u-ada","requester_type":"User","profile_id":"p-zoe",` +
			`"attributes":{"contacts":"u-ada,Bo (bo@x)","contract_end":"03/31/2026","reason":"Another one","site":"Leeds","unknown":"u"}}`
		if p := r.nerm.posts; len(p) != 1 || p[0].body != want {
			t.Errorf("sent %s", p[0].body)
		}
	})
	inBubble(t, func(_ *Model, f *fake) { f.onKinds = errors.New("not today") }, func(r *rig) {
		r.press("d")
		for _, key := range r.m.editor.form.Keys() {
			if strings.HasPrefix(key, attrKey) {
				t.Errorf("%s is copied, and may be secret", key)
			}
		}
	})
	inBubble(t, func(_ *Model, f *fake) { delete(f.rows, idA); f.order = []string{idB} }, func(r *rig) {
		delete(r.nerm.rows, idB)
		r.press("d")
		r.shows("Session " + idB + " could not be read")
	})
}

// TestCreationRefused pins that complaints stand beside their fields, and that
// the form stays.
func TestCreationRefused(t *testing.T) {
	inBubble(t, nil, func(r *rig) {
		r.nerm.onPost = func(func() api.Session) (api.Session, error) {
			return api.Session{}, &api.Error{Kind: api.Invalid, Op: api.CreateSession, Status: 400, Detail: "The workflow session failed to create",
				Fields: map[string]string{"requester_id": "must exist", "site": "is closed"}}
		}
		r.begin()
		r.send()
		r.complaint(keyRequester, "must exist")
		r.complaint(attrKey+"site", "is closed")
		if r.nerm.journal.Latest(t).Ending != journal.Refused || !r.m.editor.fresh {
			t.Errorf("%+v", r.nerm.journal.Latest(t))
		}
		r.shows("NERM refused it: The workflow session failed to create")
	})
	inBubble(t, nil, func(r *rig) {
		r.begin()
		r.nerm.journal.Fill()
		r.send()
		r.shows("Nothing was sent: the journal of decisions cannot be written")
		if len(r.nerm.posts) != 0 {
			t.Error("what is not written down was sent")
		}
	})
	inBubble(t, nil, func(r *rig) {
		r.begin()
		r.nerm.onList = func() error { return &api.Error{Kind: api.Offline, Op: api.ListSessions, Detail: "no route"} }
		r.send()
		r.shows("Nothing was sent, since the sessions could not be read first", "no route")
		if len(r.nerm.posts) != 0 || len(r.nerm.journal.Happened()) != 0 {
			t.Error("something was sent or written down")
		}
	})
}

// TestCreationOfUnknownOutcome pins that a request without an answer is never
// repeated: the session is looked for among those that are new.
func TestCreationOfUnknownOutcome(t *testing.T) {
	for name, c := range map[string]struct {
		made   int // sessions like it that are there afterwards
		blind  bool
		ending journal.Ending
		says   string
	}{
		"it is there":        {1, false, journal.Done, "No answer came, but the session is there: made3"},
		"it is not there":    {0, false, journal.Unknown, "NERM has no new session like it"},
		"two are there":      {2, false, journal.Unknown, "2 new sessions may be it: " + madeID(3)},
		"nobody can tell":    {1, true, journal.Unknown, "the sessions cannot be listed"},
		"nobody could tell.": {0, true, journal.Unknown, "a session may exist already"},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, nil, func(r *rig) {
				r.begin()
				if c.blind {
					r.nerm.onList = func() error { return &api.Error{Kind: api.Forbidden, Op: api.ListSessions, Status: 403} }
				}
				r.nerm.onPost = func(apply func() api.Session) (api.Session, error) {
					for range c.made {
						apply()
					}
					return api.Session{}, lost
				}
				r.press("ctrl+r")
				r.answer("y")
				r.Advance(time.Minute)
				if len(r.nerm.posts) != 1 {
					t.Fatalf("sent %d times", len(r.nerm.posts))
				}
				if e := r.nerm.journal.Latest(t); e.Ending != c.ending {
					t.Errorf("the journal has %+v", e)
				}
				if r.m.editor != nil {
					r.shows(c.says, "the workflow may have run")
				} else if got := strings.Join(r.Toasts(), " "); !strings.Contains(got, c.says) {
					t.Errorf("said %q", got)
				}
				if (r.m.editor == nil) != (c.ending == journal.Done) {
					t.Errorf("the editor is open: %v", r.m.editor != nil)
				}
			})
		})
	}
}

// TestCreatingOnceMore pins that what arrived late is found before anything is
// sent again.
func TestCreatingOnceMore(t *testing.T) {
	inBubble(t, nil, func(r *rig) {
		r.begin()
		var late func() api.Session
		r.nerm.onPost = func(apply func() api.Session) (api.Session, error) {
			late = apply
			return api.Session{}, lost
		}
		r.send()
		r.Advance(time.Minute)
		r.shows("ctrl+s asks first whether it is there")
		late()
		r.nerm.onPost = nil
		r.press("ctrl+s")
		if _, lines := r.question(); !strings.Contains(lines, "NERM is asked first whether its session is there") {
			t.Errorf("the review says\n%s", lines)
		}
		r.answer("y")
		if len(r.nerm.posts) != 1 || r.m.editor != nil || r.m.detail.id != madeID(3) {
			t.Errorf("sent %d times, shown %s", len(r.nerm.posts), r.m.detail.id)
		}
	})
	inBubble(t, nil, func(r *rig) { // it never arrived
		r.begin()
		r.nerm.onPost = func(func() api.Session) (api.Session, error) { return api.Session{}, lost }
		r.send()
		r.Advance(time.Minute)
		r.nerm.onPost = nil
		r.send()
		if len(r.nerm.posts) != 2 || r.m.editor != nil {
			t.Errorf("sent %d times", len(r.nerm.posts))
		}
	})
}

// TestCreatedInPart pins that what NERM ignored is said beside its field, of the
// session that is there now.
func TestCreatedInPart(t *testing.T) {
	inBubble(t, nil, func(r *rig) {
		r.begin()
		r.set(keyProfile, "p-zoe")
		r.nerm.onPost = func(apply func() api.Session) (api.Session, error) {
			id := apply().ID
			delete(r.nerm.rows[id]["attributes"].(map[string]any), "site")
			delete(r.nerm.rows[id], "profile_id")
			return r.nerm.session(id), nil
		}
		r.send()
		e := r.m.editor
		if e == nil || e.fresh || e.id != madeID(3) {
			t.Fatalf("the editor has %+v", e)
		}
		r.complaint(attrKey+"site", "did not take")
		r.complaint(keyProfile, "did not take")
		r.shows("The session was created, but 2 values did not take")
		r.nerm.onPost = nil
		r.send()
		if p := r.nerm.patches; len(r.nerm.posts) != 1 || len(p) != 1 || p[0].id != madeID(3) || p[0].body != `{"workflow_session":{"attributes":{"site":"Rome"},"profile_id":"p-zoe"}}` {
			t.Errorf("%d posts, then %+v", len(r.nerm.posts), p)
		}
	})
}

// TestDraftOfANewSession pins that it survives the end of the program.
func TestDraftOfANewSession(t *testing.T) {
	store := newMemory()
	inBubble(t, withDrafts(store), func(r *rig) {
		r.begin()
		r.m.addAttribute("sponsor", "")
		r.press("enter")
		r.take("Ada Lovelace (ada@acme.example)")
		r.Do(r.m.onAttribute(answerUID("national_id")))
		r.set(attrKey+"national_id", "SECRET")
		r.Advance(time.Second)
		if free, _ := r.m.CanLeave(); free {
			t.Error("a secret that no draft holds can be left")
		}
	})
	if strings.Contains(store.kept[freshID], "SECRET") {
		t.Fatalf("the draft has %s", store.kept[freshID])
	}
	inBubble(t, withDrafts(store), func(r *rig) {
		r.press("n")
		r.take("Continue the draft")
		r.complaint(attrKey+"national_id", "type it again")
		r.press("ctrl+x", "ctrl+s")
		r.answer("y")
		want := `{"workflow_id":"wf-contractor","requester_id":"u-ada","requester_type":"User","attributes":{"site":"Rome","sponsor":"u-ada"}}`
		if p := r.nerm.posts; len(p) != 1 || p[0].body != want {
			t.Errorf("sent %+v", p)
		}
	})
	var k kept
	if err := json.Unmarshal([]byte(store.kept[freshID]), &k); err == nil && len(k.Changes) > 0 {
		t.Errorf("the draft stays: %+v", k)
	}
}

// TestSettleCreation pins what becomes known, at the next start, of a request to
// create a session whose end an earlier run did not see.
func TestSettleCreation(t *testing.T) {
	for name, c := range map[string]struct {
		made, others int
		blind        bool
		want         string
	}{
		"there":     {1, 0, false, "done: it is there, with the id " + madeID(3)},
		"not there": {0, 1, false, "lost: NERM has no session like it"},
		"two":       {2, 0, false, "unknown: 2 new sessions may be it"},
		"blind":     {1, 0, true, "unknown: nobody knows whether it arrived: the sessions there were before are not known"},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, nil, func(r *rig) {
				r.begin()
				changes := r.m.editor.form.Changes()
				v := reviewed{fresh: true, draft: r.m.draftOf(changes), want: map[string]string{}}
				for _, ch := range changes {
					v.keys = append(v.keys, ch.Key)
					v.want[ch.Key] = ch.After
				}
				r.m.editor.asked = v
				i := r.m.intent(r.nerm.journal.NewID(), v)
				i.Want = withSeen(i.Want, map[string]bool{idA: true}, !c.blind)
				if err := r.nerm.journal.Begin(i); err != nil {
					t.Fatal(err)
				}
				r.nerm.onPost = func(apply func() api.Session) (api.Session, error) {
					for range c.made {
						apply()
					}
					return api.Session{}, nil
				}
				if c.made > 0 {
					if _, err := r.nerm.CreateSession(journal.With(r.t.Context(), i.ID), v.draft, false); err != nil {
						t.Fatal(err)
					}
				}
				e := r.nerm.journal.Latest(t)
				e.Sent = time.Now()
				r.Do(r.m.discard())
				r.Do(r.m.Settle([]journal.Entry{e}))
				r.Advance(time.Minute)
				var got []string
				for _, msg := range r.Sent {
					if m, ok := msg.(screen.Recalled); ok {
						got = append(got, m.Outcome)
						if m.What != "create session" {
							t.Errorf("it is called %q", m.What)
						}
					}
				}
				if len(got) != 1 || got[0] != c.want {
					t.Errorf("told %q, want %q", got, c.want)
				}
			})
		})
	}
}
