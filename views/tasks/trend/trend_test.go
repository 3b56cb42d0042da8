package trend

import (
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"slices"
	"testing"
	"time"

	"iscope/api"
)

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

// task makes a task that began some hours before noon.
func task(id, name, target string, ago int, more string) *api.Task {
	began := noon.Add(-time.Duration(ago) * time.Hour)
	raw := fmt.Sprintf(`{"id":%q,"uniqueName":%q,"target":{"id":%q},"launched":%q%s}`, id, name, target, began.Format(time.RFC3339), more)
	t, ok := api.ReadTask([]byte(raw))
	if !ok {
		panic(raw)
	}
	t.SetRaw(api.RawRow(json.RawMessage(raw)))
	return &t
}

func done(ago int, took time.Duration, figures string) string {
	end := noon.Add(-time.Duration(ago)*time.Hour + took)
	return fmt.Sprintf(`,"completionStatus":"SUCCESS","completed":%q,"returns":[{"name":"Total","attributeName":"total"}],"attributes":{%s}`, end.Format(time.RFC3339), figures)
}

func TestRuns(t *testing.T) {
	now := task("b", "Aggregation", "ad", 10, done(10, time.Minute, `"total":"8,400","created":3`))
	others := []*api.Task{
		task("newer", "Aggregation", "ad", 2, done(2, time.Minute, `"total":1`)),
		task("e", "Aggregation", "ad", 40, done(40, time.Minute, `"total":1`)),
		task("c", "Aggregation", "ad", 20, done(20, 2*time.Minute, `"total":8000`)),
		task("c", "Aggregation", "ad", 20, done(20, 2*time.Minute, `"total":8000`)),
		now,
		task("hr", "Aggregation", "hr", 15, done(15, time.Minute, ``)),
		task("other", "Refresh", "ad", 15, done(15, time.Minute, ``)),
		task("open", "Aggregation", "ad", 30, ``),
	}
	runs := Runs(now, slices.Values(others))
	var ids []string
	for _, r := range runs {
		ids = append(ids, r.ID)
	}
	if !slices.Equal(ids, []string{"b", "c", "e"}) || runs[1].Took != 2*time.Minute || runs[0].Figures[0] != (api.TaskFigure{Name: "Total", Value: "8,400"}) {
		t.Errorf("%+v", runs)
	}
	pending := Runs(task("open", "Aggregation", "ad", 1, ``), slices.Values(others))
	if len(pending) != 5 || !pending[0].Pending || pending[0].Took != 0 || pending[1].ID != "newer" {
		t.Errorf("%+v", pending)
	}
	var many []*api.Task
	for i := range 50 {
		many = append(many, task(fmt.Sprint(i), "Aggregation", "ad", 11+i, done(11+i, time.Minute, ``)))
	}
	if runs := Runs(now, slices.Values(many)); len(runs) != Most || runs[Most-1].ID != "10" {
		t.Errorf("%d runs, the last %s", len(runs), runs[len(runs)-1].ID)
	}
}

func run(took time.Duration, figures ...string) Run {
	r := Run{Took: took}
	for i := 0; i < len(figures); i += 2 {
		r.Figures = append(r.Figures, api.TaskFigure{Name: figures[i], Value: figures[i+1]})
	}
	return r
}

func TestCompare(t *testing.T) {
	now := run(0, "Total", "8,412", "Created", "3", "Deleted", "0", "Mode", "delta", "Ratio", "0.75", "New", "1", "Same", "x")
	before := run(0, "Total", "8400", "Created", "12", "Deleted", "0.0", "Mode", "full", "Ratio", "0.5", "Old", "9", "Same", "x")
	want := []Change{
		{"Total", "8,412", "8400", "+12", 1}, {"Created", "3", "12", "-9", -1}, {"Deleted", "0", "0.0", "same", 0}, {"Mode", "delta", "full", "changed", 0},
		{"Ratio", "0.75", "0.5", "+0.25", 1}, {"New", "1", "", "new", 0}, {"Same", "x", "x", "same", 0}, {"Old", "", "9", "gone", 0},
	}
	if got := Compare(now, before); !reflect.DeepEqual(got, want) {
		t.Errorf("%+v", got)
	}
	if got := Compare(run(0, "A", "12345678"), run(0, "A", "0"))[0].Difference; got != "+12,345,678" {
		t.Errorf("%s", got)
	}
}

func TestBefore(t *testing.T) {
	runs := []Run{{ID: "now"}, {ID: "failed"}, run(0, "Total", "1"), {ID: "older"}}
	runs[2].ID = "good"
	if got := Before(runs).ID; got != "good" {
		t.Errorf("%s", got)
	}
	if got := Before([]Run{runs[0], runs[1], runs[3]}).ID; got != "failed" {
		t.Errorf("%s", got)
	}
}

func TestLonger(t *testing.T) {
	for want, d := range map[string][2]time.Duration{
		"+30.0s": {90 * time.Second, time.Minute}, "-1m00s": {time.Minute, 2 * time.Minute}, "same": {time.Minute, time.Minute + time.Millisecond}, "": {0, time.Minute},
	} {
		if got := Longer(run(d[0]), run(d[1])); got != want {
			t.Errorf("%v: %q, want %q", d, got, want)
		}
	}
}

func TestValues(t *testing.T) {
	runs := []Run{run(2*time.Second, "Total", "4", "Mode", "x", "Once", "1"), run(0, "Mode", "9"), run(time.Second, "Total", "2", "Mode", "8", "Late", "NaN")}
	if got := Names(runs); !slices.Equal(got, []string{"Total", "Mode"}) {
		t.Errorf("%v", got)
	}
	if got := Values(runs, "Total"); got[0] != 2 || !math.IsNaN(got[1]) || got[2] != 4 {
		t.Errorf("%v", got)
	}
	if got := Took(runs); got[0] != 1 || !math.IsNaN(got[1]) || got[2] != 2 {
		t.Errorf("%v", got)
	}
}

func TestHeights(t *testing.T) {
	nan := math.NaN()
	for _, c := range []struct {
		values []float64
		want   []int
	}{
		{[]float64{0, 4, 8}, []int{0, 4, 7}}, {[]float64{5, nan, 5}, []int{4, -1, 4}}, {[]float64{0, 0}, []int{4, 4}}, {nil, []int{}}, {[]float64{nan}, []int{-1}},
		{[]float64{-4, 0, -2}, []int{0, 7, 3}}, {[]float64{-1, 7}, []int{0, 7}},
	} {
		if got := Heights(c.values, 8); !slices.Equal(got, c.want) {
			t.Errorf("%v: %v, want %v", c.values, got, c.want)
		}
	}
}
