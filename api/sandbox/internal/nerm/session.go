package nerm

import (
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"time"
)

// session is a workflow session. Its attributes are not filled in until asked for.
type session struct {
	n             uint64
	workflow      int // index in workflows
	requester     string
	requesterType string
	profile       string   // of an update workflow
	profiles      []string // of a batch workflow
	commaList     bool     // profiles are written as one string
	status        string
	attributes    map[string]string
	runFrom       time.Time // the workflow goes on from here; zero: it waits
	touched       time.Time // by a client
}

// How long a workflow that runs stays in each of its phases.
const phase = 4 * time.Second

// statusAt is the session's status at a moment: that of its record until its
// workflow runs, and then that of the workflow.
func (x *session) statusAt(now time.Time) string {
	if x.runFrom.IsZero() || now.Before(x.runFrom) {
		return x.status
	}
	done := []string{createKind: "non_employee_created", updateKind: "non_employee_updated", batchKind: "batch_completed"}
	switch now.Sub(x.runFrom) / phase {
	case 0:
		return "processing"
	case 1:
		return done[workflows[x.workflow].kind]
	case 2:
		return "completed"
	}
	return "closed"
}

// total is how many sessions there are; their numbers rise with time.
func (s *Service) total() uint64 { return s.base + uint64(len(s.added)) }

// head is session n without its attributes, unless it has been changed.
func (s *Service) head(n uint64) *session {
	if x := s.changed[n]; x != nil {
		return x
	}
	if n >= s.base {
		return s.added[n-s.base]
	}
	x := s.draft(n)
	x.status = born[(s.base-1-n)%uint64(len(born))]
	return x
}

// draft makes up a session that has not begun.
func (s *Service) draft(n uint64) *session {
	r := s.world.Rand("nerm session", n)
	x := &session{n: n, workflow: r.IntN(len(workflows)), status: "new", requesterType: "User"}
	u := s.user(r.Uint64N(userCount))
	x.requester = u.id
	if u.kind == "NeaccessUser" || r.IntN(3) == 0 {
		x.requesterType = u.kind
	}
	switch workflows[x.workflow].kind {
	case updateKind:
		x.profile = s.world.UUID("nerm-profile", s.worker(r))
	case batchKind:
		for range 2 + r.IntN(4) {
			if id := s.world.UUID("nerm-profile", s.worker(r)); !slices.Contains(x.profiles, id) {
				x.profiles = append(x.profiles, id)
			}
		}
		x.commaList = r.IntN(3) == 0
	}
	return x
}

// worker draws the number of a profile that is a person.
func (s *Service) worker(r *rand.Rand) uint64 {
	first := uint64(len(organisations) + len(projects))
	return first + r.Uint64N(profileCount-first)
}

// whole is session n with its attributes. It must not be changed.
func (s *Service) whole(n uint64) *session {
	x := s.head(n)
	if x.attributes == nil {
		x.attributes = s.fill(x)
	}
	return x
}

// fill makes up the attributes of a session.
func (s *Service) fill(x *session) map[string]string {
	r := s.world.Rand("nerm session attributes", x.n)
	about := s.profile(s.worker(r))
	if n, ok := s.world.Index("nerm-profile", x.profile); ok {
		about = s.profile(n)
	}
	out := map[string]string{}
	for _, uid := range workflows[x.workflow].attributes {
		if v := s.value(r, attributeByUID(uid), about); v != "" {
			out[uid] = v
		}
	}
	return out
}

// change is a copy of session n, as it is at a moment, that may be altered and
// then kept.
func (s *Service) change(n uint64, at time.Time) *session {
	x := *s.whole(n)
	x.attributes = maps.Clone(x.attributes)
	x.status = x.statusAt(at) // what ran so far is its own from here on
	if x.status == "closed" {
		x.runFrom = time.Time{}
	}
	return &x
}

func (s *Service) keep(x *session) { s.changed[x.n] = x }

// row is a session as the API writes it. Absent profiles are left out.
func (s *Service) row(x *session) map[string]any {
	out := map[string]any{
		"id": s.world.UUID("nerm-session", x.n), "uid": s.world.ID32("nerm-session uid", x.n),
		"workflow_id": workflowID(s.world, x.workflow), "requester_id": x.requester, "requester_type": x.requesterType,
		"status": x.statusAt(s.world.Now()), "attributes": maps.Clone(x.attributes),
	}
	if x.profile != "" {
		out["profile_id"] = x.profile
	}
	switch {
	case len(x.profiles) > 0 && x.commaList:
		out["profile_ids"] = strings.Join(x.profiles, ", ")
	case len(x.profiles) > 0:
		out["profile_ids"] = slices.Clone(x.profiles)
	}
	return out
}
