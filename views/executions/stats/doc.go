// Package stats says how the runs of one workflow usually go: how many fail, how
// long they take, how often they start, and which took longer than usual.
//
//	s := stats.Of(runs, stats.Span{From: from, To: now})
//	s.Words()    // "412 runs · 3.1% failed · median 4.2s · p95 31.0s · 17 a day"
//	s.Slow(took) // whether a run of that length is slower than usual
//
// Durations are those of completed runs alone: a run that failed often ends at
// once, or when a limit is up, which tells nothing about how long the work takes.
// Rates count what has ended or started; what is still running has not failed.
//
// [Level] turns a duration into one of eight heights for a small chart. The
// median stands in the middle, so that charts of different workflows compare and
// a new run does not redraw the others.
//
// The package is pure: it knows no tenant, no screen and no clock.
package stats
