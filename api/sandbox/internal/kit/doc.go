// Package kit is what every service of the demo tenant shares.
//
// A service (workflows, work items, tasks, …) is a value with routes:
//
//	func (s *Service) Routes() []kit.Route {
//		return []kit.Route{
//			{Method: "GET", Path: "/work-items/{id}", In: kit.Everywhere, Handle: s.get},
//		}
//	}
//
//	func (s *Service) get(r *kit.Request) kit.Reply {
//		n, ok := s.world.Index("work-item", r.Vars["id"])
//		if !ok {
//			return kit.NotFound()
//		}
//		return kit.OK(s.row(n))
//	}
//
// Paths are written once, in the form the versioned documents use. The tenant
// mounts each of them under every generation named by In: /v3, /beta, /v2024,
// /v2025, /v2026, and, for [V1], with "v1" after the first segment
// (/work-items/v1/{id}). A service with a base and errors of its own, as NERM
// is, implements [Styled] as well.
//
// The tenant calls handlers and Poke one at a time under a single lock, so a
// service needs none. It must not keep a *Request beyond the call.
//
// The [World] is the invented company all services agree on: people, sources,
// the caller, the clock and the seed. Records are not stored: they are computed
// from ([World.Seed], kind, number) by [World.Rand], named by [World.UUID] or
// [World.ID32], and found again by [World.Index], so that a million of them
// weigh nothing. A service holds only what requests have changed.
//
// Answers are built from the service's own types or plain maps. Nothing here is
// shared with the clients under test: a wrong name must not be wrong twice.
package kit
