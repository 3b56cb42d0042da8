package nerm

import (
	"net/http"
	"strconv"
	"time"

	"iscope/api/sandbox/internal/kit"
)

// Service is the NERM part of the tenant. See the package documentation.
type Service struct {
	world   *kit.World
	base    uint64 // sessions at the start
	added   []*session
	changed map[uint64]*session
	moves   uint64 // slots of the tenant's own life that have been played
	lookups map[string]*lookup
}

// New makes the service over a world. Records are made when they are asked for.
func New(w *kit.World) kit.Service {
	return &Service{world: w, base: uint64(w.Scale.Sessions), changed: map[uint64]*session{}}
}

var _ kit.Styled = (*Service)(nil)

// Base is the path of the product's API.
func (s *Service) Base() string { return "/nerm/api" }

// Routes lists the sessions and the look-ups, relative to Base.
func (s *Service) Routes() []kit.Route {
	route := func(method, path string, h func(*kit.Request) kit.Reply) kit.Route {
		return kit.Route{Method: method, Path: path, Handle: func(r *kit.Request) kit.Reply {
			s.live()
			return h(r)
		}}
	}
	out := []kit.Route{
		route(http.MethodGet, "/workflow_sessions", s.list),
		route(http.MethodPost, "/workflow_sessions", s.create),
		route(http.MethodGet, "/workflow_sessions/{id}", s.get),
		route(http.MethodPatch, "/workflow_sessions/{id}", s.patch),
		route(http.MethodGet, "/profile_types/{profile_type_id}/ne_attributes", s.attributesOfType),
		route(http.MethodGet, "/workflow_actions", s.workflowActions),
		route(http.MethodGet, "/job_status", s.jobStatus),
	}
	for name, singular := range singulars {
		out = append(out, route(http.MethodGet, "/"+name, func(r *kit.Request) kit.Reply { return s.lookup(name).list(r) }))
		if singular != "" {
			out = append(out, route(http.MethodGet, "/"+name+"/{id}", func(r *kit.Request) kit.Reply { return s.lookup(name).get(r) }))
		}
	}
	return out
}

// fail is an error body of the product.
func fail(status int, text string) kit.Reply {
	return kit.Reply{Status: status, Body: map[string]any{"error": text}}
}

// invalid is the error body of a write whose fields were refused.
func invalid(verb string, errors map[string]string) kit.Reply {
	return kit.Reply{Status: http.StatusBadRequest, Body: map[string]any{
		"error": "The workflow session failed to " + verb, "errors": errors,
	}}
}

// Unauthorized answers a bad token.
func (s *Service) Unauthorized(text string) kit.Reply { return fail(http.StatusUnauthorized, text) }

// MissingRoute answers a path that is not served.
func (s *Service) MissingRoute() kit.Reply {
	return fail(http.StatusNotFound, "The requested resource was not found")
}

// Limited answers too many requests.
func (s *Service) Limited(after time.Duration) kit.Reply {
	seconds := int((after + time.Second - 1) / time.Second)
	return fail(http.StatusTooManyRequests, "Rate limit exceeded").With("Retry-After", strconv.Itoa(max(1, seconds)))
}

// Broken answers a fault of the tenant's own.
func (s *Service) Broken() kit.Reply {
	return fail(http.StatusInternalServerError, "Sorry something went wrong")
}

func workflowID(w *kit.World, i int) string { return w.UUID("nerm-workflow", uint64(i)) }
