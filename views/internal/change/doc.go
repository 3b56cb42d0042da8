// Package change holds the rules by which screens change objects of the tenant,
// one or several at once, when a person has agreed to it. What is changed and
// how it is told is a [Plan] of the screen; what must hold for every change
// stands here once.
//
// One object is an attempt (attempt.go):
//
//	write the decision down     → where that fails, send nothing (record.go)
//	read it just before
//	compare it with what was shown: gone, or not the same any more → send nothing
//	send once
//	a clear yes or no           → done or refused
//	no clear answer             → read it back, never send again
//	write down how it ended
//
// What came of it is an [Outcome]. Done, refused and unknown are three different
// things, and an object that changed or went away meanwhile are two more.
//
// Several objects are a [Run] (run.go): all of them are written down, then one
// attempt follows the other, until one ends such that nobody knows what happened
// or the rest would end alike. At the end every object stands in the summary,
// also those that were not sent.
//
//	m.change, cmd = change.Begin(screen, plan, agreed)
//	…
//	o, cmd, ok := m.change.Took(result)
//
// A workflow that is to be created (create.go) cannot be read before, and has no
// id to be read back by. What is the newest in the list before is written down
// with the decision; where no clear answer comes, a newer one of the name is it.
//
// What takes a disabled workflow disables it for as long as it needs (pause.go).
// That it is to be enabled again is a decision of its own, which stands in the
// journal from before the first request until somebody answers it.
//
// A decision that was sent by an earlier run of the program, which did not live
// to see its end, is settled at the next start (settle.go): the object is read,
// nothing is sent, and what became of the decision is written down and told.
package change
