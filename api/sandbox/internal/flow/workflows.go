package flow

import (
	"net/http"

	"iscope/api/sandbox/internal/kit"
)

var workflowFields = map[string]kit.Field{
	"enabled":             {Kind: kit.BoolField, Ops: []string{"eq"}},
	"connectorInstanceId": {Ops: []string{"eq"}},
	"triggerId":           {Ops: []string{"eq"}},
}

// list answers GET /workflows. Only v3 and beta know parameters; later
// documents name none, and their service returns everything.
func (s *Service) list(r *kit.Request) kit.Reply {
	rows := s.all()
	if r.Gen != kit.V3 && r.Gen != kit.Beta {
		out := make([]wireWorkflow, len(rows))
		for i, w := range rows {
			out[i] = s.wire(w, true)
		}
		return kit.OK(out)
	}
	q := r.URL.Query()
	filter, err := kit.ParseFilter(q.Get("filters"), workflowFields)
	if err != nil {
		return kit.Refuse(err)
	}
	sorters, err := kit.ParseSorters(q.Get("sorters"), "name", "modified")
	if err != nil {
		return kit.Refuse(err)
	}
	kept := rows[:0]
	for _, w := range rows {
		if filter.Match(w.field) {
			kept = append(kept, w)
		}
	}
	kit.SortBy(kept, sorters, (*workflow).field)
	return kit.PaginateFunc(r, len(kept), func(i int) any { return s.wire(kept[i], true) })
}

// field is a value for filters and sorters.
func (w *workflow) field(name string) any {
	switch name {
	case "enabled":
		return w.enabled
	case "triggerId":
		if _, id := triggerOf(w.trigger); id != "" {
			return id
		}
	case "name":
		return w.name
	case "modified":
		return w.modified
	}
	return nil // connectorInstanceId among them: no workflow here has one
}

// get answers GET /workflows/{id}.
func (s *Service) get(r *kit.Request) kit.Reply {
	w, ok := s.find(r.Vars["id"])
	if !ok {
		return kit.NotFound()
	}
	metrics := true
	switch text := r.URL.Query().Get("workflowMetrics"); text {
	case "", "true":
	case "false":
		metrics = false
	default:
		return kit.Fail(http.StatusBadRequest, "workflowMetrics must be true or false.")
	}
	return kit.OK(s.wire(w, metrics))
}

// delete answers DELETE /workflows/{id}.
func (s *Service) delete(r *kit.Request) kit.Reply {
	w, ok := s.find(r.Vars["id"])
	if !ok {
		return kit.NotFound()
	}
	if w.enabled {
		return kit.Fail(http.StatusBadRequest, "Enabled workflows cannot be deleted. They must first be disabled.")
	}
	s.remove(w)
	return kit.NoContent()
}

func (s *Service) remove(w *workflow) {
	delete(s.edited, w.st.index)
	s.deleted[w.st.index] = true
}
