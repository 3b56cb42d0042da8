// Package outbox is the window of decisions on their way: the outbox, which
// opens over any view, and the progress of one bulk run.
//
// It keeps no decision of its own. Every frame is drawn from the machine of
// decisions (package book), which it sees through a [Desk], so that what it
// says is what is so:
//
//	held         their own countdown; u takes back, c takes back all, U sends now
//	on the way   waits, is read first, is sent, is read back
//	stopped      failed, or nobody knows: the whole reason, R tries again
//	over         done, decided by others, taken back; the newest first
//
// The numbers above the list add up to the number of items of the run.
//
// A key means the row that was seen. When the row under the cursor went away,
// or the key is held down, what slid into its place is not taken back with it.
package outbox
