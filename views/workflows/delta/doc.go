// Package delta says how two versions of a workflow differ, and puts the difference
// into the words that the API takes and that people read.
//
//	ops, err := delta.Patch(before, after)       // PATCH /workflows/{id}: the least that makes after of before
//	draft, resets, err := delta.PutBody(before, after)  // PUT: the whole, and what else that changes
//	lines := delta.Diff(before, after)           // for people
//	text := diff.Render(styles, lines, width)
//
// When someone else has changed the workflow meanwhile, nothing is overwritten:
//
//	m, err := delta.Merge(base, mine, theirs)    // what both changed in different places
//	for _, c := range m.Conflicts { … }          // what both changed in the same one
//	merged, err := m.Resolve(choices...)
//
// Versions are JSON objects, compared as JSON: the order of members and the blanks
// between them mean nothing, numbers are as they are written. What is written again
// keeps the order of the version it comes from. Members that the tenant sets itself,
// such as id and modified, are never part of a request.
//
// Nothing here draws, waits or asks; package diff draws. All lines are clean.
package delta
