// Package follow watches one session until it rests: when to look again, which
// changes of its status were seen, and whether it is over.
//
//	f := follow.Begin(id, name, status, now)
//	wait := f.Wait()            // …then read it
//	if f.Took(status, rests, now) { /* it rests */ }
//	f.Failed(retryAfter)        // …or it could not be read
//
// It asks often while things move, and ever more rarely while nothing does. The
// package sends nothing and knows no clock.
package follow
