// Package since reads what a person types to say which time they mean, and
// writes it back in words.
//
//	today                      since midnight, in the person's zone
//	yesterday, fri, 1 Mar      that whole day, the last one there was
//	2026-03-01                 likewise
//	2h, 30m, 3d, 2w, 1h30m     since so long ago
//	14:00, 1 Mar 14:00         since that moment
//	1 Mar..5 Mar               from the first day to the last, both included
//	14:00..15:30               today, or yesterday where that is still to come
//	1 Mar.., since 1 Mar       from that day on
//	..1 Mar                    what is older, as far as it is kept
//	all                        as far as it is kept
//
// A [Range] is fixed when it is read: "2h" does not move on with the clock, so
// that no row leaves a list while somebody looks at it. It never begins before
// the time that the tenant keeps executions for, and never ends in the future.
//
// The package is pure: the clock and the zone are given.
package since
