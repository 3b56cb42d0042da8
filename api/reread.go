package api

import (
	"context"
	"time"
)

// Fresh is how long what was read of an object stands for a write that rests on
// it, that no update is lost (guarantee 8 of package views). A write that has not
// left by then does not leave.
const Fresh = 2 * time.Second

type leaveByKey struct{}

// JustRead marks the writes made under ctx as resting on what has been read this
// moment: they leave within Fresh, or fail as [Throttled] and Unsent. It is
// called when the reading ends, by the monotonic clock; reads are not held to
// it.
func JustRead(ctx context.Context) context.Context {
	return context.WithValue(ctx, leaveByKey{}, time.Now().Add(Fresh))
}

// LeaveBy returns until when a write made under ctx may leave, false where
// nothing was said by JustRead.
func LeaveBy(ctx context.Context) (time.Time, bool) {
	by, ok := ctx.Value(leaveByKey{}).(time.Time)
	return by, ok
}
