// Package journal keeps what a person decided about the tenant's objects, so
// that the question "what did I decide, and did it arrive?" has an answer
// whatever happens to the program.
//
// A decision is an [Intent]. It is on disk before its request leaves, and what
// came of it is written after:
//
//	Begin  the person decided; nothing has left
//	Sent   its request leaves now, once
//	End    what came of it
//
// An intent that never was Sent has not reached the tenant. One that was Sent
// and has no End is settled by reading the object, never by sending again: a
// line of the journal is only ever a question to the tenant.
//
// The transport asks [Journal.Guard] before a write leaves, so that no request
// that changes anything gets out without an intent on disk:
//
//	if err := j.Begin(intent); err != nil { … nothing can be sent … }
//	item, err := isc.BulkApprove(journal.With(ctx, intent.ID), id)
//	j.End(journal.End{ID: intent.ID, Ending: journal.Done})
//
// # Several programs on one tenant
//
// All of them append to one file, under a lock. A [Journal] is one run of the
// program; it holds a second lock for as long as it lives, by which the others
// tell a run that goes on from one that crashed. [Journal.Adopt] takes over
// what crashed runs left open, and Guard refuses what another run is deciding
// or has decided meanwhile: see [ErrElsewhere].
//
// # The file
//
// JSON Lines, one event a line, only ever appended to:
//
//	{"e":"journal","id":"5f0c…","time":…}                                  the file is a new one
//	{"e":"intent","id":"9a41…-1","time":…,"run":"9a41…","tenant":"acme",
//	 "op":"approve work item","target":"2c91…","name":"…","digest":"1f…"}  Begin
//	{"e":"sent","id":"9a41…-1","time":…}                                   Guard let it out
//	{"e":"outcome","id":"9a41…-1","time":…,"ending":"done","words":"…"}    End
//	{"e":"adopted","id":"9a41…-1","time":…,"run":"c07b…"}                  another run looks after it
//
// Whatever the file holds can be read: a line that is torn, garbage or too long
// is skipped and counted, an unknown event or member left alone, and the order
// of the events of one decision does not matter. What was settled and is older
// than 90 days is dropped now and then; what is not settled never is.
package journal
