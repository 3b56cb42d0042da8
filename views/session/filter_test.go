package session

import (
	"sync"
	"testing"

	"iscope/api"
	"iscope/views/session/filter"
)

// notes is a screen.Memory.
type notes struct {
	mu   sync.Mutex
	kept map[string]string
}

func (n *notes) Recall(key string) string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.kept[key]
}

func (n *notes) Remember(key, value string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.kept[key] = value
}

// lastQuery is what the list was asked for last.
func (r *rig) lastQuery() api.SessionQuery {
	r.t.Helper()
	q := r.nerm.queries[len(r.nerm.queries)-1]
	q.Limit = 0
	return q
}

// TestFilter goes through every part of the filter: it is asked of NERM in the
// form that NERM wants, told in the head, remembered, and cleared with esc.
func TestFilter(t *testing.T) {
	memory := &notes{kept: map[string]string{}}
	inBubble(t, func(m *Model, _ *fake) { m.env.Memory = memory }, func(r *rig) {
		r.press("f")
		r.has("Status", "Workflow", "Requester", "Profile", "Uid", "any")
		r.take("Status")
		r.take("pending approval")
		if q := r.lastQuery(); q != (api.SessionQuery{Status: "pending approval"}) {
			t.Errorf("asked for %+v", q)
		}
		r.shows("Sessions status pending approval · 1 session")
		r.press("f")
		r.take("Workflow")
		r.take("wf-contractor")
		r.press("f")
		r.take("Requester")
		r.take("Ada Lovelace (ada@acme.example)")
		r.press("f")
		r.take("Profile")
		r.take("Zoë Müller")
		want := api.SessionQuery{Status: "pending approval", WorkflowID: "wf-contractor", RequesterID: "u-ada", ProfileID: "p-zoe"}
		if q := r.lastQuery(); q != want {
			t.Errorf("asked for %+v", q)
		}
		r.shows("requester Ada Lovelace · profile Zoë Müller · 1 session")
		if memory.kept[memoryFilter] != r.m.filter.String() || r.m.filter.IsZero() {
			t.Errorf("remembered %q", memory.kept[memoryFilter])
		}
		r.press("f")
		r.take("Uid")
		r.say("no such uid")
		r.shows("No such workflow sessions", "uid no such uid", "esc clears the filter")
	})
	inBubble(t, func(m *Model, _ *fake) { m.env.Memory = memory; m.recall() }, func(r *rig) {
		if q := r.lastQuery(); q.UID != "no such uid" || q.RequesterID != "u-ada" {
			t.Errorf("the next start asks for %+v", q)
		}
		r.press("esc")
		if q := r.lastQuery(); q != (api.SessionQuery{}) || memory.kept[memoryFilter] != "" {
			t.Errorf("esc leaves %+v, remembered %q", q, memory.kept[memoryFilter])
		}
		r.shows("3 sessions")
	})
}

// TestFilterOneByOne pins that a part is taken out again, and all at once.
func TestFilterOneByOne(t *testing.T) {
	inBubble(t, nil, func(r *rig) {
		r.press("f")
		r.take("Status")
		r.take("processing")
		r.press("f")
		r.has("processing")
		r.take("Status")
		r.types("any")
		r.take("Any")
		if !r.m.filter.IsZero() {
			t.Errorf("left %+v", r.m.filter)
		}
		r.press("f")
		r.take("Workflow")
		r.take("wf-review")
		r.press("f")
		r.take("Workflow")
		r.take("Any")
		if q := r.lastQuery(); q != (api.SessionQuery{}) {
			t.Errorf("asked for %+v", q)
		}
		r.press("f")
		r.take("Uid")
		r.say(uidA)
		r.press("f")
		r.take("Clear the filter")
		if q := r.lastQuery(); q != (api.SessionQuery{}) {
			t.Errorf("asked for %+v", q)
		}
	})
}

// TestFilterOfBadMemory pins that what nobody can ask for is no filter.
func TestFilterOfBadMemory(t *testing.T) {
	memory := &notes{kept: map[string]string{memoryFilter: "status=AUTH-STATUS1&uid=x"}}
	inBubble(t, func(m *Model, _ *fake) { m.env.Memory = memory; m.recall() }, func(r *rig) {
		if !r.m.filter.IsZero() {
			t.Errorf("%+v", r.m.filter)
		}
	})
}

// TestFilterWhereListingIsForbidden pins that there is nothing to filter then,
// and that a session is still opened by its id.
func TestFilterWhereListingIsForbidden(t *testing.T) {
	inBubble(t, func(_ *Model, f *fake) {
		f.onList = func() error { return &api.Error{Kind: api.Forbidden, Op: api.ListSessions, Status: 403} }
	}, func(r *rig) {
		if r.m.Disabled("sessions.filter") == "" || r.m.Disabled("sessions.new") != "" {
			t.Error("what can be done is wrong")
		}
		r.press("i")
		r.say(idB)
		r.shows("processing", "grace")
	})
}

// TestFilterKeepsOfferedAnswersApart pins that an answer about the filter never
// lands in a form.
func TestFilterKeepsOfferedAnswersApart(t *testing.T) {
	inBubble(t, nil, func(r *rig) {
		if cmd := r.m.filterBy(filter.Status, "AUTH-STATUS1"); cmd == nil {
			t.Error("nothing is said about a status that cannot be asked for")
		}
		if !r.m.filter.IsZero() {
			t.Errorf("%+v", r.m.filter)
		}
	})
}
