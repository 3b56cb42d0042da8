package nerm

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"iscope/api/sandbox/internal/kit"
)

// list answers sessions, newest first unless ordered otherwise.
func (s *Service) list(r *kit.Request) kit.Reply {
	w, err := windowOf(r, "id", "uid", "status", "workflow_id", "requester_id", "profile_id", "created_at")
	if err != nil {
		return fail(http.StatusBadRequest, err.Error())
	}
	fits, err := s.sessionFilter(r)
	if err != nil {
		return fail(http.StatusBadRequest, err.Error())
	}
	total := s.total()
	if fits == nil && w.order == "" { // the common case: nothing to look through
		return w.reply(r, "workflow_sessions", int(total), http.StatusOK, func(i int) any {
			return s.row(s.whole(total - 1 - uint64(i)))
		})
	}
	var hits []uint64
	for n := total; n > 0; n-- {
		if fits == nil || fits(s.head(n-1)) {
			hits = append(hits, n-1)
		}
	}
	s.sort(hits, w)
	return w.reply(r, "workflow_sessions", len(hits), http.StatusOK, func(i int) any { return s.row(s.whole(hits[i])) })
}

// sessionFilter reads the list's filters; nil if there are none.
func (s *Service) sessionFilter(r *kit.Request) (func(*session) bool, error) {
	q := r.URL.Query()
	var all []func(*session) bool
	add := func(name string, fits func(x *session, want string) bool) {
		if want := q.Get(name); want != "" {
			all = append(all, func(x *session) bool { return fits(x, want) })
		}
	}
	add("profile_id", func(x *session, want string) bool { return x.profile == want || slices.Contains(x.profiles, want) })
	add("uid", func(x *session, want string) bool { return s.world.ID32("nerm-session uid", x.n) == want })
	add("workflow_id", func(x *session, want string) bool { return workflowID(s.world, x.workflow) == want })
	add("requester_id", func(x *session, want string) bool { return x.requester == want })
	if text := q.Get("status"); text != "" {
		status, ok := filterStatus(text)
		if !ok {
			return nil, fmt.Errorf("%s is not a valid status", text)
		}
		now := s.world.Now()
		all = append(all, func(x *session) bool { return x.statusAt(now) == status })
	}
	if len(all) == 0 {
		return nil, nil
	}
	return func(x *session) bool {
		return !slices.ContainsFunc(all, func(fits func(*session) bool) bool { return !fits(x) })
	}, nil
}

// sort orders numbers of sessions as the window wants; without an order they stay.
func (s *Service) sort(hits []uint64, w window) {
	if w.order == "" {
		return
	}
	now := s.world.Now()
	key := map[string]func(x *session) string{
		"id":           func(x *session) string { return s.world.UUID("nerm-session", x.n) },
		"uid":          func(x *session) string { return s.world.ID32("nerm-session uid", x.n) },
		"status":       func(x *session) string { return x.statusAt(now) },
		"workflow_id":  func(x *session) string { return workflowID(s.world, x.workflow) },
		"requester_id": func(x *session) string { return x.requester },
		"profile_id":   func(x *session) string { return x.profile },
	}[w.order]
	slices.SortStableFunc(hits, func(a, b uint64) int {
		var o int
		if key == nil { // created_at: the number itself
			o = cmp.Compare(a, b)
		} else {
			o = strings.Compare(key(s.head(a)), key(s.head(b)))
		}
		if w.desc {
			o = -o
		}
		return o
	})
}

func (s *Service) get(r *kit.Request) kit.Reply {
	n, ok := s.find(r)
	if !ok {
		return noSession()
	}
	return kit.OK(map[string]any{"workflow_session": s.row(s.whole(n))})
}

// find turns the path's id into the number of a session that exists.
func (s *Service) find(r *kit.Request) (uint64, bool) {
	n, ok := s.world.Index("nerm-session", r.Vars["id"])
	return n, ok && n < s.total()
}

func noSession() kit.Reply {
	return fail(http.StatusNotFound, "The requested Workflow session was not found")
}
