// Package check tells what is wrong with a workflow's JSON before it is sent: with
// a line and a column to go to, and what to do about it.
//
//	r := check.Text(text, check.Options{Action: library.Action, Trigger: library.Trigger})
//	for _, p := range r.Problems { fmt.Println(p) }    // 12:18 error: …
//	if len(r.Errors()) > 0 { … }                       // not to be sent
//	if len(r.Warnings()) > 0 { … }                     // to be sent if a person says so
//
// What is looked at is a whole workflow, a definition, one step within its
// definition, or a trigger: see [Scope]. Every rule has an id that stays as it is,
// and a severity ([Rules]). An error is what the tenant refuses or what cannot
// work: text that is not JSON, a step that leads to no step, a path that is not one. A
// warning is what looks wrong but may be right: a step nobody reaches, an action
// that the library, which may be older than the tenant, does not know. A note only
// tells.
//
// The rules are grouped by what they look at:
//
//   - members.go    which members there are, and of which type
//   - workflow.go   the members of a workflow
//   - definition.go start and steps; graph.go where they lead
//   - step.go, choice.go, action.go  one step
//   - expr.go       JSONPaths, templates, and who produces what they read
//   - trigger.go, schedule.go  what starts a workflow
//
// A text that is not JSON has one problem, the first one. In all others every rule
// is tried; what is not of the type it should be is told once and then left alone.
//
// All words of a problem are clean and fit for a terminal, whatever the text holds.
package check
