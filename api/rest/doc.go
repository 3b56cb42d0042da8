// Package rest is the transport that the clients of ISC and NERM share: one
// typed request goes in, the body of a success or one [api.Error] comes out.
//
//	c, err := rest.New(rest.Config{BaseURL: "https://acme.api.identitynow.com"})
//	c = c.With(rest.NewOAuth(c, id, secret))
//	res, err := c.Do(ctx, rest.Request{Op: api.ListTasks, Method: "GET", Path: "/beta/task-status", Bucket: "beta"})
//
// What it takes care of, so that no caller does:
//
//   - Authentication: a token is renewed at 80 % of its life, and once when the
//     API refuses it; requests that need it at the same time share one renewal.
//   - Manners: a client keeps within 90 of the 100 requests per 10 seconds that
//     each API version allows it, within 5 for test runs, and has at most 6
//     under way; writes go first. A 429 stops the whole version for as long as
//     the tenant asks.
//   - Certainty about writes: a write is sent once, and again only when the API
//     refused its token; with Request.Once not even then. Error.Unsent is set exactly
//     when no byte of it can have reached the tenant. Reads are repeated once
//     when the network failed before an answer, or a gateway had none. A write
//     asks Config.Guard just before it leaves, which writes it down.
//   - Confinement: https only (http for loopback), TLS 1.2 or newer, no redirect
//     of a write, none of a read to another host, answers of at most 32 MiB, and
//     for a tenant opened read-only nothing but reads.
//   - A record of every request for the activity view and the log, without
//     secrets. The credentials a request carried are taken out of the body of
//     its answer before anything reads it.
//
// Deadlines come from the context. Time that passes is the runtime's (so tests
// use testing/synctest); Config.Now tells the time that is written down.
package rest
