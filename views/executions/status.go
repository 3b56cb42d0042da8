package executions

import (
	"iscope/api"
	"iscope/ui/theme"
	"iscope/views/executions/run"
)

// statusState is how an execution is doing.
func statusState(s api.ExecutionStatus) theme.State { return run.StatusState(s, theme.Unknown) }

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

// How an execution ended.
const (
	completed = run.Completed
	canceled  = run.Canceled
)

// verbOf is the word for the end that a status tells of.
func verbOf(s api.ExecutionStatus) run.Verb { return run.VerbOf(s) }
