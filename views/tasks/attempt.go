package tasks

import (
	"context"
	"time"

	"iscope/api"
)

// settled is how an attempt to clear a task ended.
type settled uint8

const (
	done    settled = iota // it is cleared
	refused                // the tenant said no, or nothing was sent
	ended                  // it was not pending any more, so nothing was sent
	gone                   // it does not exist any more
	unknown                // it may be cleared or not
)

// outcome is what came of one attempt.
type outcome struct {
	settled
	task api.Task   // as it is now, where that is known; else as it was shown
	said string     // what to tell, as a clause
	err  *api.Error // nil unless something failed
}

// stops reports whether a run over several tasks had better stop.
func (o outcome) stops() bool {
	if o.settled == unknown {
		return true
	}
	if o.err == nil {
		return false
	}
	switch o.err.Kind {
	case api.Forbidden, api.Auth, api.Offline, api.Server, api.Throttled, api.ReadOnly, api.Internal, api.Canceled:
		return true
	}
	return false
}

// clearing is the patch that clears the record of a task: both fields, or it
// would be half pending. The moment lies in the past, as the tenant demands.
func clearing(now time.Time) []api.PatchOp {
	return []api.PatchOp{
		api.Replace("/completionStatus", "Error"),
		api.Replace("/completed", now.Add(-time.Second).UTC().Format(time.RFC3339)),
	}
}

// readBackTimeout bounds the look at a task after a write whose own time may be
// over.
const readBackTimeout = 15 * time.Second

// attempt clears one task and finds out what came of it. The task is read
// just before; where it is not pending any more nothing is sent. The patch is
// sent once. attempt runs in a command, not in Update.
func attempt(ctx context.Context, isc api.ISC, shown api.Task, patch []api.PatchOp) outcome {
	now, err := isc.Task(ctx, shown.ID)
	if err != nil {
		e := api.AsError(api.GetTask, err)
		if e.Kind == api.NotFound {
			return outcome{gone, shown, "it is gone already", nil}
		}
		return outcome{refused, shown, "nothing was sent, since it could not be read first: " + e.Error(), e}
	}
	if !now.Pending() {
		_, word := endState(now.Status)
		return outcome{ended, now, "nothing was sent: it ended meanwhile with " + word, nil}
	}
	after, err := isc.PatchTask(ctx, shown.ID, patch)
	e := api.AsError(api.PatchTask, err)
	switch {
	case e == nil && after.ID == shown.ID && !after.Pending():
		return outcome{done, after, "", nil}
	case e != nil && !e.Ambiguous():
		return outcome{refused, now, e.Error(), e}
	}
	return readBack(ctx, isc, now, e)
}

// readBack finds out what a patch did whose answer is lost or makes no sense.
func readBack(ctx context.Context, isc api.ISC, shown api.Task, cause *api.Error) outcome {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), readBackTimeout)
	defer cancel()
	now, err := isc.Task(ctx, shown.ID)
	if e := api.AsError(api.GetTask, err); e != nil {
		if e.Kind == api.NotFound {
			return outcome{gone, shown, "no clear answer came, and it is gone now", nil}
		}
		if cause == nil {
			cause = e
		}
		return outcome{unknown, shown, "no clear answer came (" + cause.Kind.String() + "), and it could not be read back (" + e.Kind.String() + ")", cause}
	}
	_, word := endState(now.Status)
	switch {
	case now.Pending():
		return outcome{unknown, now, "no clear answer came, and it is still pending; look again before trying once more", cause}
	case now.Status.Is(api.TaskFailed):
		return outcome{done, now, "no clear answer came; reading it back shows that it is cleared", nil}
	}
	return outcome{ended, now, "no clear answer came; it has ended with " + word, nil}
}
