package script

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"iscope/api"
	"iscope/views/executions/run"
)

// What the codes mean for Watch: an execution that has ended is OK, or without
// success Failure where the result is asked for; Unavailable is Patience at its
// end.
const (
	Ended     = OK
	Unsuccess = Failure
	Misused   = Usage
)

// Pace of Watch.
const (
	Every    = 3 * time.Second // between two looks, unless told otherwise
	Patience = 5 * time.Minute // of failures in a row, after which it gives up
	slowest  = time.Minute     // between two looks after failures
)

// Watch follows one execution until it has ended.
type Watch struct {
	Cmds       *api.Commands
	Execution  string        // id
	Every      time.Duration // between two looks; 0: Every
	ExitStatus bool          // tell by the exit code how it ended
	Out        io.Writer     // a line for each change
	Err        io.Writer     // problems, in words
	Now        func() time.Time
}

// Main is Run on the streams and the clock of the process, until an interrupt or
// a SIGTERM.
func (w Watch) Main() int {
	w.Out, w.Err, w.Now = os.Stdout, os.Stderr, time.Now
	ctx, stop := untilSignal()
	defer stop()
	return w.Run(ctx)
}

// Run prints a line for each change of the status, the first at once, and
// returns the exit code when the execution has ended, or when that cannot be
// found out. It sends nothing that changes the tenant.
func (w Watch) Run(ctx context.Context) int {
	if w.Every <= 0 {
		w.Every = Every
	}
	last := api.ExecutionStatus("none yet")
	var trouble failures
	for {
		e, err := ask(ctx, w.Cmds, api.GetExecution, func(ctx context.Context) (api.Execution, error) {
			return w.Cmds.ISC.Execution(ctx, w.Execution)
		})
		wait := w.Every
		switch {
		case ctx.Err() != nil:
			return Interrupted
		case err != nil:
			code, again := w.failed(&trouble, err)
			if again <= 0 {
				return code
			}
			wait = again
		case e.Status.Closed():
			if !w.print(w.lastLine(ctx, e)...) {
				return Unavailable
			}
			return w.code(e.Status)
		default:
			trouble = failures{}
			if s := word(e.Status); s != last {
				if !w.print(string(s)) {
					return Unavailable
				}
				last = s
			}
		}
		select {
		case <-ctx.Done():
			return Interrupted
		case <-time.After(wait):
		}
	}
}

// ask makes one read, within the time the commands give it.
func ask[T any](ctx context.Context, cmds *api.Commands, op api.Op, read func(context.Context) (T, error)) (T, *api.Error) {
	for again := 0; ; again++ {
		r, _ := api.Run(cmds, ctx, api.Ticket{Op: op}, read)().(api.Result[T]) // a command made by Run gives nothing else
		if r.Err == nil || r.Err.Kind != api.Throttled || again == waits || r.Err.RetryAfter > longestWait || !rest(ctx, max(r.Err.RetryAfter, time.Second)) {
			return r.Value, r.Err
		}
	}
}

// A tenant that asks to wait is waited for, so often and so long.
const (
	waits       = 2
	longestWait = 2 * time.Minute
)

// rest waits and reports whether nobody ended it before.
func rest(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}

// print writes one line with the time in front, and reports whether it could.
func (w Watch) print(fields ...string) bool {
	line := strings.Join(append([]string{w.Now().UTC().Format(time.RFC3339)}, fields...), "\t")
	_, err := fmt.Fprintln(w.Out, line)
	switch {
	case nobodyReads(err):
		return false
	case err != nil:
		w.say("the output cannot be written: " + err.Error())
		return false
	}
	return true
}

func (w Watch) say(text string) { _, _ = fmt.Fprintln(w.Err, "iscope: "+text) }

// code is what an end comes to.
func (w Watch) code(s api.ExecutionStatus) int {
	if w.ExitStatus && run.VerbOf(s) != run.Completed {
		return Unsuccess
	}
	return Ended
}

// word is the status as it is printed: as the documents spell it, where tenants
// spell it otherwise.
func word(s api.ExecutionStatus) api.ExecutionStatus {
	switch {
	case s == "":
		return "Unknown"
	case s.Running():
		return "Running"
	case run.VerbOf(s) == run.Canceled && s.Closed():
		return api.ExecutionCanceled
	}
	return s
}

// failures are looks in a row that told nothing.
type failures struct {
	n     int
	since time.Time
}

// failed says what a failure means: after how long to look again or, where that
// is 0, the exit code. Of a row of failures the first is told.
func (w Watch) failed(f *failures, err *api.Error) (code int, again time.Duration) {
	now := w.Now()
	switch code := Code(err); code { // the others may pass
	case Refused, Missing, Usage:
		return w.end(code, err)
	}
	if f.n == 0 {
		f.since = now
	}
	left := Patience - now.Sub(f.since)
	if left <= 0 || err.RetryAfter > left {
		w.say(fmt.Sprintf("given up after %s: %s", now.Sub(f.since).Round(time.Second), err.Error()))
		return Unavailable, 0
	}
	again = max(min(w.Every<<min(f.n, 8), max(slowest, w.Every)), err.RetryAfter)
	if f.n == 0 {
		w.say(err.Error() + "; trying again")
	}
	f.n++
	return 0, again
}

func (w Watch) end(code int, err *api.Error) (int, time.Duration) {
	text := err.Error()
	if err.Kind == api.NotFound {
		text += "; it may be older than 90 days, or invisible to this account"
	}
	w.say(text)
	return code, 0
}
