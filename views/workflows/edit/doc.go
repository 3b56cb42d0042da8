// Package edit changes workflows: one that is there, in a text or a form, or a new
// one; and the owner of many.
//
// What is under way is a job (job.go). The desk holds it and carries it out; the
// window (panel.go, keys.go, render.go) draws it and takes keys, so that closing
// the window changes nothing about what was sent.
//
//	read      the workflow again, and the drafts of earlier edits   (read.go, drafts.go)
//	edit      the whole, the definition, one step, or a form; here
//	          or in $EDITOR                                         (what.go, text.go, outside.go)
//	check     what is wrong: errors bar, warnings may be overridden, in a
//	          command, since a thousand steps take longer than a key may (assess.go,
//	          problems.go)
//	review    the difference and the exact request                  (request.go, review.go)
//	send      written down, read again, compared, sent once; a new one is
//	          looked for where no clear answer comes               (send.go, create.go)
//	resolve   where someone else was faster: theirs against mine   (resolve.go)
//
// Where the tenant wants a workflow disabled first, that is three steps, each
// asked for and each in the journal (toggle.go, [change.Pause]). The intent to
// enable it again stands there open until it is answered.
//
// What is typed is a draft on disk (kept.go, text.go) until it was sent: no crash,
// no refusal and no change by someone else takes it away. Every edit has a place
// of its own, so one that was left for later is never overwritten. A draft holds no
// secret that is written out. An editor of its own has the text in a file, with all
// that is in it, for as long as it is open; the file goes once the draft has the
// text. Where we ended meanwhile the next start puts it into the draft (recover.go).
// Should a secret be written out in it, the draft gets the rest, and a person is
// asked: to go on with it, or to remove the file. Anyone who leaves it there is not asked
// again; it goes with the draft, when that is sent or discarded (left.go).
//
// A request that was not answered clearly is read back, never sent again; what an
// earlier run of the program left open is settled likewise (settle.go), a new workflow
// by package change.
package edit
