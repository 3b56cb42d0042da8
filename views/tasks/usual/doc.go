// Package usual remembers how long tasks take, by what they do and on what, and
// says from it how long one usually takes.
//
//	book.Add(&task)               // every task that ended and is seen
//	u, ok := book.Of(&pending)    // its like
//	u.Median, u.P95, u.Runs
//
// A [Book] is bounded: of each kind the newest durations count, and the kinds
// that were not seen for longest are forgotten. It outlives the rows that it was
// told about, so that a long history can be gone through in a small window and
// still says what is usual.
//
// Failed and stopped tasks do not count: they tell how long it took to fail. Nor
// do those that a person cleared.
package usual
