package inbox

import (
	"iscope/api/sandbox/internal/kit"
)

// Service is the work-item part of the tenant. See the package documentation.
type Service struct {
	world  *kit.World
	ledger *ledger
	life   life
}

// New makes the service over a world. Items are written when they are asked for.
func New(w *kit.World) kit.Service {
	s := &Service{world: w, ledger: newLedger(w)}
	s.life.quota = len(s.ledger.shelf(w.Me.Index).open)
	return s
}

// Routes lists the thirteen operations of /work-items, in every generation but beta.
func (s *Service) Routes() []kit.Route {
	route := func(method, path string, h func(*kit.Request) kit.Reply) kit.Route {
		return kit.Route{Method: method, Path: "/work-items" + path, In: kit.NotBeta, Handle: func(r *kit.Request) kit.Reply {
			s.live()
			return h(r)
		}}
	}
	return []kit.Route{
		route("GET", "", s.list(false)),
		route("GET", "/completed", s.list(true)),
		route("GET", "/count", s.count(false)),
		route("GET", "/completed/count", s.count(true)),
		route("GET", "/summary", s.summary),
		route("GET", "/{id}", s.get),
		route("POST", "/{id}", s.onItem(s.complete)),
		route("POST", "/{id}/approve/{approvalItemId}", s.onItem(s.decideLine(finished))),
		route("POST", "/{id}/reject/{approvalItemId}", s.onItem(s.decideLine(rejected))),
		route("POST", "/bulk-approve/{id}", s.onItem(s.decideAll(finished))),
		route("POST", "/bulk-reject/{id}", s.onItem(s.decideAll(rejected))),
		route("POST", "/{id}/forward", s.onItem(s.forward)),
		route("POST", "/{id}/submit-account-selection", s.onItem(s.selectAccount)),
	}
}

// owner is the person whose items are asked for: the caller, unless ownerId
// names somebody else, which the caller may do as an administrator.
func (s *Service) owner(r *kit.Request) (*kit.Person, bool) {
	id := r.URL.Query().Get("ownerId")
	if id == "" {
		return s.world.Me, true
	}
	return s.world.Person(id)
}

// side is one of an owner's two lists, oldest first.
func (s *Service) side(owner *kit.Person, done bool) []uint32 {
	shelf := s.ledger.shelf(owner.Index)
	if done {
		return shelf.done
	}
	return shelf.open
}

// list answers an owner's items, newest first.
func (s *Service) list(done bool) func(*kit.Request) kit.Reply {
	return func(r *kit.Request) kit.Reply {
		owner, ok := s.owner(r)
		if !ok {
			return kit.NotFound()
		}
		numbers := s.side(owner, done)
		return kit.PaginateFunc(r, len(numbers), func(i int) any {
			return s.ledger.item(numbers[len(numbers)-1-i]).in(r.Gen)
		})
	}
}

func (s *Service) count(done bool) func(*kit.Request) kit.Reply {
	return func(r *kit.Request) kit.Reply {
		owner, ok := s.owner(r)
		if !ok {
			return kit.NotFound()
		}
		return kit.OK(map[string]int{"count": len(s.side(owner, done))})
	}
}

func (s *Service) summary(r *kit.Request) kit.Reply {
	owner, ok := s.owner(r)
	if !ok {
		return kit.NotFound()
	}
	open, done := len(s.side(owner, false)), len(s.side(owner, true))
	return kit.OK(map[string]int{"open": open, "completed": done, "total": open + done})
}

func (s *Service) get(r *kit.Request) kit.Reply {
	n, ok := s.ledger.find(r.Vars["id"])
	if !ok {
		return kit.NotFound()
	}
	return kit.OK(s.ledger.item(n).in(r.Gen))
}
