package tasks

import (
	"strings"
	"time"

	"iscope/api"
	"iscope/ui/theme"
)

// row is one task in the list of pending ones.
type row struct {
	api.Task
	// leaving is how many refreshes a task that is no longer pending stays, so
	// that its end can be seen; 0 while it is pending.
	leaving int
}

func rowID(r *row) string { return r.ID }

// staying is leaving of a task that has just ended: it goes with the next
// refresh but one.
const staying = 2

// nameOf returns what a task is called.
func nameOf(t *api.Task) string {
	for _, s := range []string{t.Name, t.Description, t.Type} {
		if s != "" {
			return s
		}
	}
	return t.ID
}

// endState says how a task ended, as a state and a word.
func endState(s api.CompletionStatus) (theme.State, string) {
	switch {
	case s.Is(api.TaskSuccess):
		return theme.Good, "success"
	case s.Is(api.TaskWarning):
		return theme.Warn, "warning"
	case s.Is(api.TaskFailed):
		return theme.Bad, "error"
	case s.Is(api.TaskTerminated):
		return theme.Canceled, "terminated"
	case s.Is(api.TaskTempError):
		return theme.Warn, "temp error"
	case s == "":
		return theme.Unknown, "ended"
	}
	return theme.Unknown, strings.ToLower(string(s))
}

// rowText is what the filter looks in.
func (m *Model) rowTexts(r *row, to []string) []string {
	_, word := m.state(r)
	return append(to, word, nameOf(&r.Task), typeWords(&r.Task), r.Description, r.Target.Name, r.Launcher, runWords(r.Type), r.Type, r.ID)
}

// state says how a task is doing.
func (m *Model) state(r *row) (theme.State, string) {
	switch {
	case r.leaving > 0 || !r.Pending():
		return endState(r.Status)
	case m.stuck(&r.Task) != "":
		return theme.Warn, "stuck"
	case r.Launched.IsZero():
		return theme.Queued, "waiting"
	}
	return theme.Running, "running"
}

// firstMessage returns the message of a task that matters most, "" when it has
// none, and whether it is a warning or an error.
func firstMessage(t *api.Task) (words string, severe bool) {
	text, rank := "", 0
	for _, msg := range t.Body().Messages {
		if r := severity(msg.Severity); r > rank {
			text, rank = messageWords(msg), r
		}
	}
	return strings.Join(strings.Fields(text), " "), rank > 1
}

// severity ranks a message: 3 for an error, 2 for a warning, else 1.
func severity(s string) int {
	switch strings.ToUpper(s) {
	case "ERROR":
		return 3
	case "WARN", "WARNING":
		return 2
	}
	return 1
}

// age returns how long a task has been pending.
func age(t *api.Task, now time.Time) time.Duration {
	if t.Began().IsZero() {
		return 0
	}
	return max(now.Sub(t.Began()), 0)
}
