// Package session is the screen of NERM workflow sessions: a list where the
// tenant allows one, a session opened by its id where it does not, and an
// editor that shows what will change before anything is sent.
//
// A NERM server may ignore a change in silence, refuse one field of several,
// or give no answer at all. The editor therefore goes through stages that a
// person can follow:
//
//	opening   the session is read anew, with the kinds of its attributes
//	editing   a form; every change is checked here and kept as a draft on disk
//	reviewed  a question lists what changes, before → after
//	sending   written into the journal, then read once more: whatever differs
//	          from what the editor began with stops it; then only the changed
//	          members leave, in one PATCH
//	settled   the reply, or the session read back where no reply came, is
//	          compared with what was asked, and what did not take is said
//	          beside its field
//
// Nothing is ever sent a second time by itself. A session that is to be created
// goes the same way, but that the sessions like it are listed first: where no
// clear answer comes the new one is looked for among those that were not there
// before. What an earlier run of the program sent and did not see the end of is
// compared at the start, by prints of what was asked: the journal has no values.
// Values of encrypted attributes are shown nowhere, and no draft holds them.
//
// model.go, update.go and act.go are the view; list.go, filter.go, names.go,
// flows.go, open.go and detail.go what it shows; run.go and following.go what goes
// on with one session. editor.go, check.go, fields.go, attributes.go, values.go,
// review.go, send.go, outcome.go and close.go are the editor, search.go the windows
// in which its fields are filled in, create.go and created.go what is new about a
// new session, external.go the texts that another editor has; keeper.go,
// restore.go and drafts.go its drafts, which package draft keeps:
// one that is left for later is never overwritten, since every edit has a place of
// its own; journal.go and settle.go what the journal keeps of all that.
//
// Its sub-packages know no screen: kind what values look like, filter what is
// asked for, follow when to look again, complaint which field an error is about.
package session
