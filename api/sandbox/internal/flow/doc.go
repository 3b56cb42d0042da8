// Package flow is the workflow part of the demo tenant: workflows, their
// executions and histories, and the step library.
//
// What it serves, it computes. A workflow comes from one of the blueprints
// (blueprints.txt), filled in with numbers drawn from the seed. When it runs is
// a cadence: an endless row of instants, numbered from 0, of which "how many
// until now" and "when was number n" are both arithmetic. A run is therefore
// just (workflow, n): its identifier encodes the pair, its outcome, duration and
// failing step are hashes of it, and its history is the walk through the
// definition that was in force when it started. As the clock advances there are
// more instants in the past, more steps of open runs are done, and nothing had
// to happen for it.
//
// Kept are only the changes that requests made: patched, created and deleted
// workflows, test and external runs with their input, and cancellations. That
// is why a million executions cost no memory, and why two requests at the same
// instant agree.
//
//	blueprint → workflow (definition versions, trigger, counters)
//	                │
//	cadence  →   runs (n ↔ start) → run (outcome, close) → plan → history events
package flow
