package script

import (
	"errors"
	"runtime"
	"syscall"

	"iscope/api"
)

// Exit codes of every command. Mistakes of usage or configuration that are
// found before a command is started are Usage too. Watch gives some of them a
// narrower sense: see there.
const (
	OK          = 0   // done
	Failure     = 1   // it failed, for a reason that has no code of its own
	Usage       = 2   // what was asked for makes no sense, here or to the tenant
	Refused     = 3   // signing in failed, or the account lacks the right
	Missing     = 4   // the tenant does not have it
	Unavailable = 5   // the tenant cannot be reached, has a problem or limits requests
	Partly      = 6   // some could not be read; the rest is printed
	Interrupted = 130 // by a signal
)

// Code returns the exit code of a failure, OK of none.
func Code(err *api.Error) int {
	if err == nil {
		return OK
	}
	switch err.Kind {
	case api.Canceled:
		return Interrupted
	case api.Invalid, api.Conflict:
		return Usage
	case api.Auth, api.Forbidden:
		return Refused
	case api.NotFound:
		return Missing
	case api.Offline, api.Server, api.Throttled, api.Decode:
		return Unavailable
	}
	return Failure
}

// What Windows says when nobody reads any more.
const (
	windowsBrokenPipe = syscall.Errno(109)
	windowsNoData     = syscall.Errno(232)
)

// nobodyReads reports whether writing failed since the reader has gone, such as
// head, which has what it wanted: no reason to complain.
func nobodyReads(err error) bool {
	if errors.Is(err, syscall.EPIPE) {
		return true
	}
	return runtime.GOOS == "windows" && (errors.Is(err, windowsBrokenPipe) || errors.Is(err, windowsNoData))
}
