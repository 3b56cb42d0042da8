// Package sandbox is the embedded demo tenant: a lifelike SailPoint ISC and NERM
// tenant of an invented company, served over real HTTP on loopback.
//
//	tenant := sandbox.New(sandbox.Options{Seed: 1})
//	server, err := tenant.Listen("127.0.0.1:0")
//	…
//	fmt.Println(strings.Join(server.Env(), "\n")) // SAIL_BASE_URL=…
//
// It is stateful and alive. What a request changes stays changed; and as its
// clock advances executions start, progress, fail and finish, work items
// arrive and tasks move. Everything is a function of the seed, the clock and the
// changes made by requests, so the same seed gives the same tenant. Records are
// computed when they are asked for, never held: a tenant of a million
// executions starts as fast, and weighs as little, as a small one.
//
// It enforces what the real service enforces (tokens, rate limits, page limits,
// filters, JSON Patch, state rules, error bodies), and it reproduces what real
// tenants do and the documents do not say. It is also a bad network on demand:
// see [Fault]. Tests read back what was really received with [Tenant.Record].
//
// Inside, each service is a package of its own on top of internal/kit; this
// package mounts them under every path form, in front of them the layers every
// request passes: record, faults, authentication, rate limit, lock.
//
// Nothing here is shared with the clients: the sandbox writes its own JSON, so
// that a wrong field name cannot be wrong on both sides and pass.
package sandbox
