// Package rerun runs workflows by hand. It runs executions again: one, with its
// input open for editing, or many, reviewed and then one after the other at the
// pace that the tenant allows. And it tests a workflow, or executes it through its
// external trigger, with an input that a person has seen (launch.go). All three
// are the same but for what they are called and where the input comes from
// (purpose.go).
//
// What is asked for is a job (job.go). The desk holds it and carries it out; the
// window (panel.go, render.go) only draws it and takes keys, so that closing the
// window changes nothing about what is under way.
//
//	read      the input out of the history, the workflow, the trigger's example,
//	          and the journal: which of these were run before         (read.go)
//	input     another one to begin with, of any past run              (choices.go, chooser.go)
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
