// Package api is what iscope knows of a tenant, and the one layer through
// which its screens ask for it.
//
// It holds the domain (Workflow, Execution, WorkItem, Task, Session …), the
// [ISC] and [NERM] interfaces that the clients in api/isc and api/nerm
// satisfy, and [Commands], which turns their calls into messages:
//
//	ctx, t := m.reads.Next(api.ListWorkItems)   // cancels the one under way
//	return m.cmds.WorkItems(ctx, t, query)      // → api.Result[api.Page[api.WorkItem]]
//
// A [Ticket] says which view asked, for what and which attempt it was, so
// that an answer finds its asker and a late one is recognised. [Commands] sets
// the deadline, turns a panic into an error and measures the time; no view
// does I/O in any other way. Every failure is one [*Error].
//
// Domain values are decoded tolerantly (api/lenient) and hold clean text only
// (api/safe): what is in them may be drawn.
package api
