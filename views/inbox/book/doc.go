// Package book is the machine of decisions about work items: from the moment a
// person decides until it is known what came of it.
//
//	asked → held       the undo window; the intent goes to the journal
//	      → due        waits for its turn, and for the journal
//	      → checking   the item is read again and compared with what was shown
//	      → sending    the request is out
//	      → reading    the outcome is unknown: the item is read back
//	      → ended, stopped (the reason says why), or doubtful
//
// A [Book] is a pure state machine: [Book.Step] takes an event and returns what
// has to be done, in order, and somebody else does it. It reads no clock, no
// disk and no network, so that random histories can be played against it
// (simulate_test.go). What answers an effect says which one ([Decision.Ref]), so
// that what comes late or twice changes nothing. What it holds:
//
//   - nothing is sent that is not in the journal;
//   - one decision leaves at most one request that the tenant may act on;
//   - nothing is sent that differs from what was shown, or was taken back;
//   - every decision ends, and is told as what it is: done, refused or unknown.
package book
