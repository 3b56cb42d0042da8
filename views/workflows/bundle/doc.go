// Package bundle moves workflows between a tenant and files: export writes one
// file per workflow, import reads files and creates what is in them.
//
// # A file
//
// A file is the body of POST /workflows, in JSON, and nothing else, so that any
// client can create the workflow from it:
//
//	{
//	  "name": "Joiner: provision laptop",
//	  "description": "…",
//	  "trigger": { "type": "EVENT", "attributes": { … } },
//	  "definition": { "start": "Get Identity", "steps": { … } }
//	}
//
// It is written in one way only (body.go): two spaces, these members in this
// order, type before the rest of a trigger, start before the rest of a
// definition, everything else by name, numbers as the tenant wrote them, and
// characters that cannot be seen as escapes. So two exports of the same workflow
// are the same bytes, whatever order a tenant keeps members in, and a file can
// stand under version control.
//
// What is not in a file (strip.go):
//
//   - what the tenant makes: id, counters, created, creator, modified,
//     modifiedBy, and the client id and address of an external trigger;
//   - the owner, and whether it is enabled: a workflow is created disabled, and
//     belongs to the person who creates it;
//   - members that say nothing: an empty description, a trigger without a type,
//     and what is null in a trigger;
//   - secrets. A reference to a stored one ($.secrets.…, refID) means nothing in
//     another tenant, and a credential that stands in the definition itself must
//     not lie about in files. Both are blanked: the member stays, with "".
//
// Where something has to be set again after an import, a text beside the file,
// joiner-provision-laptop.notes.txt, tells which step and which field. No note
// holds a credential.
//
// An export of what was imported from an export is therefore the same, byte by
// byte, files and names; but for the notes, since nothing is left to take out.
//
// # Names of files
//
// A name is made of the letters and digits of the workflow's, in lower case, with
// hyphens between (name.go). Workflows of one name, or whose names differ
// in what a file cannot tell, are numbered from -2. Nothing is overwritten: a
// file that is there stays, and it is said whether it has the same bytes.
//
// # Windows
//
// [ExportDialog] asks where to, and writes. Import is a [Desk], which belongs to
// the view and goes on when its window is closed: read, mark, review, create one
// after the other. What was agreed to is in the journal before the first request;
// each is sent once; where no clear answer came the list of workflows tells what
// came of it, and the rest waits.
package bundle
