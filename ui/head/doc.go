// Package head draws what stands above the body of a window: what it is about, how
// far something is, and the rule that names the body.
//
//	var top head.Stack
//	top.Put(5, st.Muted, tenant, w, 1)             // the first to go where room is short
//	top.Put(0, st.Warn, note, w, 2)                // the last
//	top.Add(2, head.Rule(st, "input, edited", "3:14", st.Muted, w))
//	lines := top.Fit(h - least)
package head
