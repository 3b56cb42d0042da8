package executions

import (
	"iscope/api"
	"iscope/ui/theme"
)

// statusState is how an execution is doing; other is for a status that nobody
// knows.
func statusState(s api.ExecutionStatus, other theme.State) theme.State {
	switch {
	case s.Failed():
		return theme.Bad
	case s.Running():
		return theme.Running
	case verbOf(s) == completed:
		return theme.Good
	case s.Closed():
		return theme.Canceled
	case s == api.ExecutionQueued:
		return theme.Queued
	}
	return other
}

// statusWord is what stands on screen: the tenant's own word, but for the one
// that documents and tenants spell differently.
func statusWord(s api.ExecutionStatus) string {
	switch {
	case s == "":
		return "Unknown"
	case s.Running():
		return "Running"
	}
	return string(s)
}
