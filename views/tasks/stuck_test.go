package tasks

import (
	"fmt"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"iscope/api"
	"iscope/ui/golden"
)

// book makes a book of what tasks of one kind took, in minutes.
func (m *Model) wrote(name, target string, minutes ...int) {
	for i, n := range minutes {
		m.book.Add(&api.Task{
			ID: fmt.Sprint(name, target, i), Name: name, Target: api.Ref{ID: target}, Status: api.TaskSuccess,
			Launched: at.Add(-time.Duration(n) * time.Minute), Completed: at,
		})
	}
}

func TestStuck(t *testing.T) {
	m := &Model{env: golden.Env(t, "dark", golden.Live(func() time.Time { return at }))}
	m.wrote("Aggregation", "ad", 20, 30, 40, 90)
	m.wrote("Refresh", "", 1_700, 1_750, 1_800)
	m.wrote("Report", "", 1, 1, 2)
	m.wrote("Two", "", 1, 1)
	since := func(name, target string, minutes int) api.Task {
		return api.Task{Name: name, Target: api.Ref{ID: target}, Launched: at.Add(-time.Duration(minutes) * time.Minute)}
	}
	ended := since("Other", "", 3_000)
	ended.Status = api.TaskSuccess
	for name, c := range map[string]struct {
		task api.Task
		want string
	}{
		"no longer than its like": {since("Aggregation", "ad", 90), ""},
		"longer than its like":    {since("Aggregation", "ad", 91), "95 of 100 of its like take no more than 1h30m"},
		"short, over its like":    {since("Report", "", 29), ""},
		"over its like and floor": {since("Report", "", 31), "95 of 100 of its like take no more than 2m00s"},
		"its like are not known":  {since("Aggregation", "sap", 1_000), ""},
		"too few are known":       {since("Two", "", 1_000), ""},
		"a day":                   {since("Aggregation", "sap", 1_500), "pending for more than a day; too few of its like are known to compare it with"},
		"a day of a slow kind":    {since("Refresh", "", 1_500), ""},
		"never launched":          {api.Task{Name: "Other", Created: at.Add(-25 * time.Hour)}, "pending for more than a day; too few of its like are known to compare it with"},
		"ended":                   {ended, ""},
		"of unknown age":          {api.Task{Name: "Other"}, ""},
	} {
		if got := m.stuck(&c.task); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// TestEstimate pins what stands for the progress of a task that tells none, and
// that it is not taken for progress.
func TestEstimate(t *testing.T) {
	m := &Model{env: golden.Env(t, "dark", golden.Live(func() time.Time { return at }))}
	m.wrote("Aggregation", "ad", 9, 10, 11)
	for name, c := range map[string]struct {
		name    string
		minutes int
		percent int
		waits   bool
		want    string
	}{
		"estimate":         {"Aggregation", 4, 0, false, "████░░░░░░ ~40%"},
		"over":             {"Aggregation", 12, 0, false, "~ over usual"},
		"the tenant tells": {"Aggregation", 4, 70, false, "███████░░░  70%"},
		"nothing is known": {"Refresh", 4, 0, false, "under way"},
		"not launched":     {"Aggregation", 4, 0, true, "not begun"},
	} {
		r := row{Task: api.Task{Name: c.name, Target: api.Ref{ID: "ad"}, Created: at, Launched: at.Add(-time.Duration(c.minutes) * time.Minute), Percent: c.percent}}
		if c.waits {
			r.Launched = time.Time{}
		}
		text, _ := m.progress(&r)
		if got := ansi.Strip(text); got != c.want || ansi.StringWidth(got) > barWidth+5 {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestTypeWords(t *testing.T) {
	for name, want := range map[string]string{
		"Cloud Account Aggregation": "Account aggregation", "CLOUD_ACCOUNT_AGGREGATION": "Account aggregation", "IDENTITY_REFRESH": "Identity refresh",
		"Report: Accounts by Source": "Report: Accounts by Source", "Cloud": "Cloud", "Cloud ": "Cloud ", "CLOUD_": "Cloud", "": "t", "REPORT": "REPORT",
	} {
		if got := typeWords(&api.Task{ID: "t", Name: name}); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
	for typ, want := range map[string]string{"QUARTZ": "scheduled (QUARTZ)", "QUEUED_TASK": "queued (QUEUED_TASK)", "QPOC": "QPOC", "": "", "New": "New"} {
		if got := typeField(&api.Task{Type: typ}); got != want {
			t.Errorf("%q: %q, want %q", typ, got, want)
		}
	}
}

func TestPercentOf(t *testing.T) {
	for phase, want := range map[string]int{
		"Processed 95 of 259 identities": 36, "Processed 4,200 of 10,000 accounts": 42, "Started": 0, "": 0,
		"3 of 0": 0, "5 of 3": 0, "0 of 9": 0, "step 12a of 3": 0, "999999999999999999 of 3": 0,
	} {
		if got := percentOf(&row{Task: api.Task{Progress: phase}}); got != want {
			t.Errorf("%q: %d, want %d", phase, got, want)
		}
	}
	if got := percentOf(&row{Task: api.Task{Progress: "1 of 2", Percent: 7}}); got != 7 {
		t.Errorf("%d: what the tenant tells counts more", got)
	}
}
