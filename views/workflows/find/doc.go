// Package find looks through the definitions of all workflows of a tenant:
// which of them use this action, this secret, this source, this address, or
// say this anywhere at all.
//
//	ix := find.New().Update(ctx, workflows)      // beside the loop that draws
//	q, err := find.Parse("url:servicedesk")      // a text, a $.path, or a prefix
//	for _, f := range ix.Search(q).Flows { … f.Hits[0].Step, f.Hits[0].Pointer … }
//	uses := ix.Uses(find.Action, "sp:http")
//
// An [Index] holds every record as a tape of small numbers, and each text that
// occurs in any of them once: five thousand workflows made from some hundred
// ideas repeat themselves. A text is looked for in the texts first, and then the
// tapes are asked which of those they hold. What a record says of actions,
// triggers, secrets, sources, owners, addresses and steps is noted when it is
// read. An Index is never changed: [Index.Update] returns another one, which
// shares what stayed the same, and reads only records whose modified time is new.
//
// A [Finder] belongs to a view. It makes the index once a person asks for it,
// keeps it up to date beside the loop, and opens the window ([Dialog]), in which
// each key starts a search that no key waits for; a JSONPath, which has to be
// followed through every record, brings its hits a part at a time. The window
// answers with [Open] and [Keep].
package find
