package flow

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"iscope/api/sandbox/internal/kit"
)

// workflow is what requests read and edit. One that nobody has touched is made
// anew for every request; an edited one is kept.
type workflow struct {
	st                         *stream
	name, description          string
	owner, creator, modifiedBy *kit.Ref
	created, modified          time.Time
	enabled                    bool
	trigger                    json.RawMessage
	definition                 json.RawMessage
}

// kindOf is the name under which kit makes the identifiers of workflows.
const kindOf = "workflow"

// createdFrom is the index of the first workflow that a request makes.
const createdFrom = 1 << 19

// find looks a workflow up by its id.
func (s *Service) find(id string) (*workflow, bool) {
	i, ok := s.world.Index(kindOf, id)
	if !ok {
		return nil, false
	}
	return s.workflow(i)
}

// workflow is number i as it is now, edited or not; false if there is none.
func (s *Service) workflow(i uint64) (*workflow, bool) {
	if s.deleted[i] {
		return nil, false
	}
	if w := s.edited[i]; w != nil {
		return w, true
	}
	if list := s.roster(); i < uint64(len(list)) {
		return s.original(list[i]), true
	}
	return nil, false
}

// all lists the workflows there are: those of the start, then the created ones.
func (s *Service) all() []*workflow {
	var out []*workflow
	for i := range s.roster() {
		if w, ok := s.workflow(uint64(i)); ok {
			out = append(out, w)
		}
	}
	for i := uint64(createdFrom); i < s.nextCreated; i++ {
		if w, ok := s.workflow(i); ok {
			out = append(out, w)
		}
	}
	return out
}

func (s *Service) uuid(st *stream) string { return s.world.UUID(kindOf, st.index) }

// original is the workflow as the tenant was born with it.
func (s *Service) original(st *stream) *workflow {
	b, r := st.blueprint, s.world.Rand("original", st.index)
	fill := st.fill()
	w := &workflow{
		st: st, name: fill.Replace(b.name), description: fill.Replace(b.about),
		enabled: st.enabled, modified: st.changed,
		definition: json.RawMessage(fill.Replace(b.definition)),
	}
	if v := st.variation % variations; v > 0 && w.name == b.name {
		w.name += " – " + locations[v]
	}
	if again := st.variation / variations; again > 0 {
		w.name += " " + strconv.Itoa(again+1)
	}
	w.created = st.changed.Add(-time.Duration(r.Int64N(int64(500 * day))))
	if oldest := s.born().Add(-time.Duration(1+r.IntN(300)) * day); w.created.After(oldest) {
		w.created = oldest // it must be older than its runs
	}
	w.owner = s.world.Somebody(r).Ref()
	if r.IntN(9) == 0 {
		w.owner = s.leaver(int(st.index)).Ref()
	}
	w.creator = s.world.Anyone(r).Ref()
	switch r.IntN(10) {
	case 0:
		w.creator = nil
	case 1, 2:
		w.modifiedBy = nil
	default:
		w.modifiedBy = s.world.Somebody(r).Ref()
	}
	w.trigger = json.RawMessage(mustJSON(b.on.wire(b.filter, s.uuid(st))))
	return w
}

// leaver is the n-th of those who are no longer active, going round.
func (s *Service) leaver(n int) *kit.Person {
	var gone []*kit.Person
	for i := range s.world.People {
		if p := &s.world.People[i]; !p.Active {
			gone = append(gone, p)
		}
	}
	if len(gone) == 0 {
		return s.world.Me
	}
	return gone[n%len(gone)]
}

// variations is after how many workflows of one kind the names begin again.
const variations = 9

var (
	departments = []string{"Engineering", "Finance", "Field Operations", "Sales", "Trading", "Customer Care", "Legal", "Procurement", "Marketing"}
	locations   = []string{"Bergen", "Leeds", "Rotterdam", "Austin", "Lisbon", "Gdańsk", "Pune", "Nairobi", "Zürich"}
)

// fill replaces the placeholders of the blueprint.
func (st *stream) fill() *strings.Replacer {
	v := st.variation % variations
	return strings.NewReplacer(
		"{source}", st.world.Sources[v%len(st.world.Sources)].Name,
		"{department}", departments[v], "{location}", locations[v],
	)
}

// versionsOf lists the definitions the workflow has had, oldest first.
func (s *Service) versionsOf(st *stream) []version {
	if st.versions == nil {
		g := st.blueprint.graphs()
		st.versions = []version{{since: st.changed, graph: g.now}}
		if st.changed.After(s.born()) && st.enabled {
			st.versions = []version{{graph: g.older}, {since: st.changed, graph: g.now}}
		}
	}
	return st.versions
}

// versionAt is the definition in force at t; before the first, the first.
func (s *Service) versionAt(st *stream, t time.Time) version {
	list := s.versionsOf(st)
	for i := len(list) - 1; i > 0; i-- {
		if !list[i].since.After(t) {
			return list[i]
		}
	}
	return list[0]
}

// text is the version's definition as JSON.
func (st *stream) text(v version) json.RawMessage {
	switch {
	case v.definition != nil:
		return v.definition
	case v.graph == st.blueprint.graphs().older:
		return json.RawMessage(st.fill().Replace(st.blueprint.older))
	}
	return json.RawMessage(st.fill().Replace(st.blueprint.definition))
}

// keep makes the workflow one that is remembered, before it is edited.
func (s *Service) keep(w *workflow) *workflow {
	s.edited[w.st.index] = w
	return w
}

// wireWorkflow is a workflow as JSON. Absent stands for what the documents do
// not allow to be null.
type wireWorkflow struct {
	ID             string          `json:"id"`
	ExecutionCount *int            `json:"executionCount,omitempty"`
	FailureCount   *int            `json:"failureCount,omitempty"`
	Created        string          `json:"created"`
	Modified       string          `json:"modified"`
	ModifiedBy     *kit.Ref        `json:"modifiedBy,omitempty"`
	Creator        *kit.Ref        `json:"creator,omitempty"`
	Name           string          `json:"name"`
	Owner          *kit.Ref        `json:"owner,omitempty"`
	Description    string          `json:"description"`
	Definition     json.RawMessage `json:"definition,omitempty"`
	Enabled        bool            `json:"enabled"`
	Trigger        json.RawMessage `json:"trigger,omitempty"`
}

// wire writes the workflow; metrics says whether to count its runs.
func (s *Service) wire(w *workflow, metrics bool) wireWorkflow {
	out := wireWorkflow{
		ID: s.uuid(w.st), Created: kit.Stamp(w.created), Modified: kit.Stamp(w.modified),
		ModifiedBy: w.modifiedBy, Creator: w.creator, Name: w.name, Owner: w.owner,
		Description: w.description, Definition: w.definition, Enabled: w.enabled, Trigger: w.trigger,
	}
	if metrics {
		runs, failures := s.counters(w.st, s.world.Now())
		out.ExecutionCount, out.FailureCount = &runs, &failures
	}
	return out
}

// triggerOf reads the type and event id of a stored trigger.
func triggerOf(raw json.RawMessage) (kind, id string) {
	var t struct {
		Type       string
		Attributes struct{ ID string }
	}
	_ = json.Unmarshal(raw, &t) // whatever a client stored; unreadable is none
	return t.Type, t.Attributes.ID
}
