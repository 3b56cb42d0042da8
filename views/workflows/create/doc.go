// Package create asks what a new workflow is to begin with: nothing, a trigger
// of the tenant's library, a file, a text that is pasted, or another workflow.
//
// The answer is a [Chosen] with a [Source]: the body of a workflow as JSON, which
// the view hands to its editor. Nothing is sent from here, and what is chosen is
// complete: it could be created as it is. What the tenant made of another
// workflow, its owner, and whether it was enabled are left out; the notes say
// so, and which secrets may have to be set.
package create
