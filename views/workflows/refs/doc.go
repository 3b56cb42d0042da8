// Package refs says how the steps of a workflow's definition hang together:
// where each leads, and whose data it uses.
//
//	g := refs.Of(workflow.Definition())
//	i, ok := g.ByStep("/definition/steps/Create ticket")
//	g.Exits(i)       // the steps it may lead to
//	g.UsedBy(i)      // everything that refers to it, by name or by its data
//	g.Producers(i)   // its $.… expressions, and who makes what they ask for
//
// A step is known by its index in the graph; steps of loops have one too, and
// [Graph.Pointer] names each as a JSON pointer into the workflow's record.
//
// The result of a step stands at the root of the data under the step's name in
// camel case ([Camel]): that of "HTTP Request 2" at $.hTTPRequest2. So for an
// expression the graph knows the step it asks, and from the flow whether that
// one has run by then on every way, on some, or on none ([Reach]). What is in a
// loop gets its data from $.loop; for that [Use.Via] says what it is outside.
//
// [ValueIn] looks an expression up in the results of a run.
//
// Definitions come from a tenant and may be anything: circles, loops in loops, a
// hundred thousand steps. Nothing here recurses along the flow, and what could
// cost its size squared has a bound. Nothing here draws or waits.
package refs
