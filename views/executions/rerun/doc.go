// Package rerun runs executions again: one, with its input open for editing, or
// many, reviewed and then one after the other at the pace that the tenant allows.
//
// What is asked for is a job (job.go). The desk holds it and carries it out; the
// window (panel.go, render.go) only draws it and takes keys, so that closing the
// window changes nothing about what is under way.
//
//	read      the input out of the history, the workflow, the trigger's example,
//	          and the journal: which of these were run again before   (read.go)
//	review    which way the tenant demands, and what differs          (rule.go, check.go)
//	disable   where it demands that, asked for and sent by itself     (toggle.go)
//	run       written into the journal, read again, sent once         (run.go, send.go)
//	enable    asked for until it is answered                          (toggle.go)
//	follow    the new execution is opened, and linked to the old one  (follow.go)
//
// A run is live and cannot be told from another, so the rules of package change
// for objects do not do here: no answer is ever taken for a refusal, and nothing
// is sent again. Where no clear answer came the executions of the workflow that
// are newer than the newest one before are listed (look.go): it may be one of
// them. The same is done, and no more, at the start after a crash (settle.go).
//
// While a workflow is disabled for a run, the intent to enable it again stands in
// the journal, begun and not sent: should the program end before that is
// answered, the next start tells so.
package rerun
