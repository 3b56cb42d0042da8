package script

import (
	"fmt"
	"slices"
	"strings"

	"iscope/api"
)

// statuses are the words for --status, by the list: all that its column prints,
// and those that the view has beside.
var statuses = map[string][]string{
	"workflows":  {"on", "off", "enabled", "disabled"},
	"executions": {"queued", "running", "completed", "failed", "canceled", "timedout", "terminated"},
	"inbox":      {"pending", "completed", "finished", "rejected", "returned", "expired", "canceled"},
	"tasks":      {taskPending, taskRunning, taskWaiting, "success", "warning", "error", "terminated", "temperror"},
	"sessions":   sessionStatuses(),
}

func sessionStatuses() []string {
	out := make([]string, len(api.SessionFilterStatuses))
	for i, s := range api.SessionFilterStatuses {
		out[i] = api.NormalStatus(s)
	}
	return out
}

// akin are words that people have for a status that is called otherwise in one
// list or another.
var akin = [][]string{
	{"failed", "failure", "error", "rejected"}, {"completed", "complete", "done", "success", "successful", "succeeded", "ended", "finished", "closed"},
	{"running", "active", "started", "pending", "open"}, {"canceled", "cancelled", "aborted", "stopped", "terminated"}, {"queued", "waiting", "new"},
}

// status returns the status that is asked for as statuses has it, "" for any.
// Neither case nor what stands between its words matters.
func (g Get) status() (string, error) {
	if g.Status == "" {
		return "", nil
	}
	valid := statuses[g.What]
	want := plainStatus(g.Status)
	if i := slices.IndexFunc(valid, func(s string) bool { return plainStatus(s) == want }); i >= 0 {
		return valid[i], nil
	}
	what, near := g.What+" have", "; one of "
	if g.What == "inbox" {
		what = "items of the inbox have"
	}
	if s := nearStatus(want, valid); s != "" {
		near = fmt.Sprintf("; did you mean %q? One of ", s)
	}
	return "", fmt.Errorf("%s no status %q%s%s", what, g.Status, near, few(valid))
}

// told is how many words a message names.
const told = 14

// few names words, and how many more there are of many.
func few(words []string) string {
	if more := len(words) - told; more > 0 {
		return fmt.Sprintf("%s and %d more", strings.Join(words[:told], ", "), more)
	}
	return strings.Join(words, ", ")
}

// plainStatus is what statuses are compared by.
func plainStatus(s string) string {
	return strings.NewReplacer(" ", "", "_", "", "-", "").Replace(strings.ToLower(s))
}

// nearStatus is the valid word that somebody means with another, "" where that
// cannot be told.
func nearStatus(want string, valid []string) string {
	for _, same := range akin {
		if !slices.Contains(same, want) {
			continue
		}
		for _, s := range same {
			if slices.Contains(valid, s) {
				return s
			}
		}
	}
	const alike = 3 // first letters
	for _, s := range valid {
		if p := plainStatus(s); len(want) >= alike && len(p) >= alike && p[:alike] == want[:alike] {
			return s
		}
	}
	return ""
}
