package change

import (
	"context"
	"time"

	"iscope/api"
)

// Room waits, in a command, until there is room for a write that did not leave
// since what it rests on would have been out of date by then (see
// [api.JustRead]). It reports whether there is now: then the object is read and
// judged anew before the write is tried again. It is false for every other
// failure, and where the time of ctx ends before.
func Room(ctx context.Context, e *api.Error) bool {
	if e == nil || e.Kind != api.Throttled || !e.Unsent || e.RetryAfter <= 0 {
		return false
	}
	if end, ok := ctx.Deadline(); !ok || time.Until(end) <= e.RetryAfter {
		return false
	}
	t := time.NewTimer(e.RetryAfter)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}
