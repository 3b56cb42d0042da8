package tasks

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"iscope/api/sandbox/internal/kit"
)

// Service is the task-status part of the tenant. See the package documentation.
type Service struct {
	world  *kit.World
	line   *timeline
	forced map[uint64]ending // what clients and pokes have put an end to
}

// New makes the service over a world. Tasks are worked out when they are asked for.
func New(w *kit.World) kit.Service {
	return &Service{world: w, line: newTimeline(w), forced: map[uint64]ending{}}
}

// older are the generations that list pending tasks apart.
var older = []kit.Generation{kit.Beta, kit.V2024, kit.V2025}

// Routes lists the operations of /task-status. v3 has none of them; the pending
// list has been withdrawn from v2026 on.
func (s *Service) Routes() []kit.Route {
	return []kit.Route{
		{Method: http.MethodGet, Path: "/task-status", In: kit.NotV3, Handle: s.list},
		{Method: http.MethodGet, Path: "/task-status/{id}", In: kit.NotV3, Handle: s.get},
		{Method: http.MethodPatch, Path: "/task-status/{id}", In: kit.NotV3, Handle: s.patch},
		{Method: http.MethodGet, Path: "/task-status/pending-tasks", In: older, Deprecated: older, Handle: s.listPending},
		{Method: http.MethodHead, Path: "/task-status/pending-tasks", In: older, Deprecated: older, Handle: s.headPending},
	}
}

// ending is how a task ended, or will.
type ending struct {
	at      time.Time // zero: never
	status  string
	known   time.Time // when the record was last written
	cleared bool      // by a client, not by itself
}

func (e ending) pending(now time.Time) bool { return e.at.IsZero() || !e.cleared && e.at.After(now) }

func (s *Service) ending(t run) ending {
	if e, ok := s.forced[t.n]; ok {
		return e
	}
	return ending{at: t.ends, status: t.outcome, known: t.ends}
}

// pending lists the tasks under way, newest first.
func (s *Service) pending() []uint64 {
	now := s.world.Now()
	var out []uint64
	for n := s.line.total(now); n > 0; n-- {
		t := s.line.run(n - 1)
		if now.Sub(t.created) > 2*longest {
			break
		}
		if s.ending(t).pending(now) {
			out = append(out, n-1)
		}
	}
	for _, n := range slices.Backward(s.line.stuck) { // all of them older than that
		if s.ending(s.line.run(n)).pending(now) {
			out = append(out, n)
		}
	}
	return out
}

// find turns an identifier into the number of a task that exists.
func (s *Service) find(id string) (uint64, bool) {
	n, ok := s.world.Index(kindName, id)
	return n, ok && n < s.line.total(s.world.Now())
}

// list answers completed tasks in beta, all tasks in later generations, newest first.
func (s *Service) list(r *kit.Request) kit.Reply {
	w, err := r.Window()
	if err != nil {
		return kit.Refuse(err)
	}
	q := r.URL.Query()
	f, err := parseFilter(q.Get("filters"), r.Gen)
	if err != nil {
		return kit.Refuse(err)
	}
	sorters, err := kit.ParseSorters(q.Get("sorters"), "created")
	if err != nil {
		return kit.Refuse(err)
	}
	oldestFirst := len(sorters) > 0 && !sorters[0].Desc
	without := []uint64{}
	if r.Gen == kit.Beta {
		without = s.pending()
	}
	total := int(s.line.total(s.world.Now()))
	if f == nil {
		return w.Reply(total-len(without), func(i int) any {
			return s.row(numberAt(i, total, without, oldestFirst))
		})
	}
	if onlyPending(f) { // what clients poll with: found without reading the history
		numbers := slices.DeleteFunc(s.pending(), func(n uint64) bool { return !f.Match(s.field(n)) })
		if oldestFirst {
			slices.Reverse(numbers)
		}
		return w.Reply(len(numbers), func(i int) any { return s.row(numbers[i]) })
	}
	want := w.Offset + w.Limit
	if w.Count || want < 0 {
		want = total
	}
	var hits []uint64
	for i := 0; i < total-len(without) && len(hits) < want; i++ {
		if n := numberAt(i, total, without, oldestFirst); f.Match(s.field(n)) {
			hits = append(hits, n)
		}
	}
	return w.Reply(len(hits), func(i int) any { return s.row(hits[i]) })
}

// onlyPending says whether nothing but pending tasks can meet the filter.
func onlyPending(f *kit.Filter) bool {
	return f.Op == "isnull" || f.Op == "and" && slices.ContainsFunc(f.Kids, onlyPending)
}

// numberAt is the i-th of the numbers below total without those left out, which
// come highest first.
func numberAt(i, total int, without []uint64, rising bool) uint64 {
	if rising {
		n := uint64(i)
		for _, p := range slices.Backward(without) {
			if p <= n {
				n++
			}
		}
		return n
	}
	n := uint64(total - 1 - i)
	for _, p := range without {
		if p >= n {
			n--
		}
	}
	return n
}

// filterFields are what the documents of each generation say can be filtered by.
func filterFields(gen kit.Generation) map[string]kit.Field {
	out := map[string]kit.Field{
		"id":               {Ops: []string{"eq", "in"}},
		"sourceId":         {Ops: []string{"eq", "in"}},
		"completionStatus": {Ops: []string{"eq", "in"}},
		"type":             {Ops: []string{"eq", "in"}},
	}
	if gen != kit.Beta && gen != kit.V2024 {
		out["completionStatus"] = kit.Field{Ops: []string{"eq", "in", "isnull"}}
	}
	if gen == kit.V2026 || gen == kit.V1 {
		out["launcher"] = kit.Field{Ops: []string{"eq", "in"}}
	}
	return out
}

// parseFilter reads a filter and refuses values of type that the service's own
// enumeration does not know: those of the field it writes, of all things.
func parseFilter(text string, gen kit.Generation) (*kit.Filter, error) {
	f, err := kit.ParseFilter(text, filterFields(gen))
	if err != nil || f == nil {
		return f, err
	}
	var check func(*kit.Filter) error
	check = func(f *kit.Filter) error {
		if f.Field == "type" {
			for _, v := range f.Values {
				if !slices.ContainsFunc(kinds, func(k taskKind) bool { return strings.EqualFold(k.code, v) }) {
					return kit.Refusef(http.StatusBadRequest, "Could not convert value %q of the filter field \"type\" to an enum of type TaskDefinitionType.", v)
				}
			}
		}
		for _, kid := range f.Kids {
			if err := check(kid); err != nil {
				return err
			}
		}
		return nil
	}
	return f, check(f)
}

// field reads the fields of a task that filters ask for.
func (s *Service) field(n uint64) func(string) any {
	t := s.line.run(n)
	return func(name string) any {
		switch name {
		case "id":
			return s.world.ID32(kindName, n)
		case "sourceId":
			if t.source == nil {
				return nil
			}
			return t.source.ID
		case "completionStatus":
			if e := s.ending(t); !e.pending(s.world.Now()) {
				return e.status
			}
			return nil
		case "launcher": // both what the record says and the codes of the manual
			return []string{s.launcher(t), t.kind.code}
		}
		return t.kind.code
	}
}

// get answers one task. Its 404 has no body, as documented.
func (s *Service) get(r *kit.Request) kit.Reply {
	n, ok := s.find(r.Vars["id"])
	if !ok {
		return kit.Reply{Status: http.StatusNotFound}
	}
	return kit.OK(s.row(n))
}

func (s *Service) listPending(r *kit.Request) kit.Reply {
	w, err := r.Window()
	if err != nil {
		return kit.Refuse(err)
	}
	numbers := s.pending()
	if len(numbers) == 0 {
		return counted(kit.NoContent(), w, 0)
	}
	return w.Reply(len(numbers), func(i int) any { return s.row(numbers[i]) })
}

// headPending is the cheap counter.
func (s *Service) headPending(r *kit.Request) kit.Reply {
	w, err := r.Window()
	if err != nil {
		return kit.Refuse(err)
	}
	n := len(s.pending())
	if n == 0 {
		return counted(kit.NoContent(), w, 0)
	}
	return counted(kit.Reply{Status: http.StatusOK}, w, n)
}

func counted(r kit.Reply, w kit.Window, n int) kit.Reply {
	if !w.Count {
		return r
	}
	return r.With("X-Total-Count", strconv.Itoa(n))
}
