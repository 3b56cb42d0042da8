// Package compare puts two runs side by side: which step of one is which of the
// other, where they part, how much longer each step took, and what differs in
// what went into it and came out.
//
//	c := compare.Make(failed, good)
//	if c.Empty() { … }                  // compare(x, x) is
//	for i := range c.Rows { … }         // aligned steps; c.First is where they part
//	for _, s := range c.Differences(i) { fmt.Println(s.Title, s.Lines) }
//
// Steps are aligned by name and action, in order (align.go). A step that was
// tried again is one row, and so is a loop; the steps in a loop follow it, each
// one row for all iterations. Inputs and outputs are compared as JSON, in which
// the order of members means nothing (differ.go).
//
// That part is pure. [Dialog] is the window that shows it.
package compare
