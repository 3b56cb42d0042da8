package tasks

import (
	"testing"
	"time"

	"iscope/api"
	"iscope/views/internal/viewtest"
)

// took makes tasks of one kind that ended after the given times.
func took(name, target string, status api.CompletionStatus, times ...time.Duration) []row {
	var out []row
	for _, d := range times {
		out = append(out, row{Task: api.Task{Name: name, Target: api.Ref{ID: target}, Status: status, Launched: at.Add(-d), Completed: at}})
	}
	return out
}

func TestUsuals(t *testing.T) {
	rows := took("Aggregation", "ad", api.TaskSuccess, 9*time.Minute, time.Minute, 5*time.Minute)
	rows = append(rows, took("Aggregation", "ad", api.TaskFailed, 40*time.Hour, 50*time.Hour)...) // cleared ones
	rows = append(rows, took("Aggregation", "sap", api.TaskSuccess, time.Hour, time.Hour)...)
	got := usuals(rows)
	if u := got[kind{"Aggregation", "ad"}]; u.median != 5*time.Minute || u.of != 3 {
		t.Errorf("%+v", u)
	}
	if _, ok := got[kind{"Aggregation", "sap"}]; ok {
		t.Error("two tasks make a median")
	}
}

func TestStuck(t *testing.T) {
	m := &Model{env: viewtest.Env(t, func() time.Time { return at })}
	m.usual = map[kind]usual{{"Aggregation", "ad"}: {30 * time.Minute, 5}, {"Refresh", ""}: {20 * time.Hour, 5}}
	for name, c := range map[string]struct {
		task api.Task
		want string
	}{
		"young":                  {api.Task{Name: "Aggregation", Target: api.Ref{ID: "ad"}, Launched: at.Add(-80 * time.Minute)}, ""},
		"longer than its like":   {api.Task{Name: "Aggregation", Target: api.Ref{ID: "ad"}, Launched: at.Add(-100 * time.Minute)}, "its like take about 30m"},
		"its like are not known": {api.Task{Name: "Aggregation", Target: api.Ref{ID: "sap"}, Launched: at.Add(-100 * time.Minute)}, ""},
		"a day":                  {api.Task{Name: "Aggregation", Target: api.Ref{ID: "sap"}, Launched: at.Add(-25 * time.Hour)}, "pending for more than a day"},
		"a day of a slow kind":   {api.Task{Name: "Refresh", Launched: at.Add(-25 * time.Hour)}, "pending for more than a day; its like take about 20h"},
		"never launched":         {api.Task{Name: "Other", Created: at.Add(-25 * time.Hour)}, "pending for more than a day"},
		"ended":                  {api.Task{Name: "Other", Created: at.Add(-25 * time.Hour), Status: api.TaskSuccess}, ""},
		"of unknown age":         {api.Task{Name: "Other"}, ""},
	} {
		if got := m.stuck(&c.task); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
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
