package flow

import (
	"net/http"

	"iscope/api/sandbox/internal/kit"
)

// Service is the workflow part of a tenant.
type Service struct {
	world   *kit.World
	streams []*stream // of the start; see roster

	// What requests have changed.
	edited      map[uint64]*workflow // created ones too
	deleted     map[uint64]bool
	nextCreated uint64
	clients     uint64 // OAuth clients minted

	costs map[costKey]cost
}

// New makes the service. It computes nothing yet.
func New(w *kit.World) *Service {
	return &Service{
		world: w, edited: map[uint64]*workflow{}, deleted: map[uint64]bool{},
		nextCreated: createdFrom, costs: map[costKey]cost{},
	}
}

// Routes lists the 18 operations and history-v2.
func (s *Service) Routes() []kit.Route {
	all := kit.Everywhere
	old := []kit.Generation{kit.V3, kit.Beta}
	return []kit.Route{
		{Method: http.MethodGet, Path: "/workflows", In: all, Handle: s.list},
		{Method: http.MethodPost, Path: "/workflows", In: all, Handle: s.create},
		{Method: http.MethodGet, Path: "/workflows/{id}", In: all, Handle: s.get},
		{Method: http.MethodPut, Path: "/workflows/{id}", In: all, Handle: s.put},
		{Method: http.MethodPatch, Path: "/workflows/{id}", In: all, Handle: s.patch},
		{Method: http.MethodDelete, Path: "/workflows/{id}", In: all, Handle: s.delete},
		{Method: http.MethodPost, Path: "/workflows/{id}/test", In: all, TestLimit: true, Handle: s.test},
		{Method: http.MethodGet, Path: "/workflows/{id}/executions", In: all, Deprecated: all, Handle: s.executions},
		{Method: http.MethodPost, Path: "/workflows/{id}/external/oauth-clients", In: all, Handle: s.mint},
		{Method: http.MethodPost, Path: executePath, In: all, Handle: s.execute},
		{Method: http.MethodPost, Path: executePath + "/test", In: all, Handle: s.echo},
		{Method: http.MethodGet, Path: "/workflow-executions/{id}", In: all, Handle: s.execution},
		{Method: http.MethodGet, Path: "/workflow-executions/{id}/history", In: all, Deprecated: old, Handle: s.history},
		{Method: http.MethodGet, Path: "/workflow-executions/{id}/history-v2", In: []kit.Generation{kit.V2025, kit.V2026, kit.V1}, Handle: s.historyV2},
		{Method: http.MethodPost, Path: "/workflow-executions/{id}/cancel", In: all, Handle: s.cancel},
		{Method: http.MethodGet, Path: "/workflow-library", In: all, Handle: s.library},
		{Method: http.MethodGet, Path: "/workflow-library/actions", In: all, Handle: s.libraryActions},
		{Method: http.MethodGet, Path: "/workflow-library/triggers", In: all, Handle: s.libraryTriggers},
		{Method: http.MethodGet, Path: "/workflow-library/operators", In: all, Handle: s.libraryOperators},
	}
}

const executePath = "/workflows/execute/external/{id}"

// Poke lets somebody else act, with "id" naming a workflow:
//
//	workflow.edit     another person changes the description (to "text")
//	workflow.enable   another person enables it
//	workflow.disable  another person disables it
//	workflow.delete   another person deletes it, enabled or not
//	workflow.run      its trigger fires now
func (s *Service) Poke(name string, args map[string]string) error {
	switch name {
	case "workflow.edit", "workflow.enable", "workflow.disable", "workflow.delete", "workflow.run":
	default:
		return kit.ErrUnknownPoke
	}
	w, ok := s.find(args["id"])
	if !ok {
		return kit.Refusef(http.StatusNotFound, "there is no workflow %q", args["id"])
	}
	other := s.world.Somebody(s.world.Rand("poke", kit.Text(args["id"]), uint64(s.world.Now().UnixNano())))
	switch name {
	case "workflow.edit":
		w.description = args["text"]
		s.touch(w, other)
	case "workflow.enable", "workflow.disable":
		s.enable(w, name == "workflow.enable")
		s.touch(w, other)
	case "workflow.delete":
		s.remove(w)
	case "workflow.run":
		s.startRun(w, nil)
	}
	return nil
}
