// Package e2e tests the built program as a person uses it: in a pseudo
// terminal, against the demo tenant's server. It has tests only.
//
// What really happened is read where the program cannot embellish it: in the
// tenant's own record of what it received, in its items as they are afterwards,
// and in the bytes of the journal. Since tenant and test are one process, the
// program can be killed and started again before the same tenant, with the same
// home folder.
//
// The promises about decisions are kept here, each by a test that prints its
// figure (go test -v):
//
//	TestKilledInABulkRun           SIGKILL at any instant: nothing lost, nothing twice
//	TestEndingsInTheUndoWindow     seven ways to end: nothing sent
//	TestSuspended                  stopped for longer than the window: asked again
//	TestFaults…                    answers lost, late, cut, wrong: nothing twice
//	TestChanged…, TestDecidedBy…   never about something not seen as it is
//	TestThousandInOneRun           a bulk run within the rate limit
//	TestCancelTheRest              what is not under way does not leave
//	TestOneKey…, TestTwoPrograms   one decision, however often it is pressed, and where
//	TestJournalCannotBeWritten     no journal, no decision
//
// and those about workflows:
//
//	TestLostUpdate                 changed by others while it is edited: noticed, nothing overwritten
//	TestKilledWhileEditing         SIGKILL while something is typed, or an editor is open: the draft is there
//	TestEditorThatCrashes          what a dying $EDITOR saved is taken over
//	TestReadOnlyWorkflows…         no key changes anything
//	TestRoundTrip                  export, import, export: the same bytes
//	TestClientSecret               the secret of an OAuth client is in no file
//
// Where that takes thousands of decisions with their pauses, everything but the
// terminal runs in a bubble of virtual time (bubble_test.go).
//
// ISCOPE_KILLS and ISCOPE_FAULTS say how many kills and decisions; the promise
// is 200 and 2,000. By itself a run makes 40 kills, to be quick, and all 2,000
// decisions; under the race detector it does a fifth of most things. ISCOPE_EDITS
// and ISCOPE_DRAFTS do the same for edits and kills of workflows; both promise 200.
package e2e
