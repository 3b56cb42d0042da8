package executions

import (
	"slices"
	"time"

	"iscope/api"
	"iscope/views/executions/stats"
)

// flow is what the view knows of one workflow.
type flow struct {
	api.Workflow
	listed bool // the tenant's list has it

	loaded  bool      // its newest page was read
	counted counters  // when that was asked for last
	asked   time.Time // likewise
	due     bool      // its newest page is queued or under way
	err     *api.Error

	all   reach // its executions
	part  reach // those that a filter finds
	older older // the page of older ones that was asked for

	runs    []row // what is known of it, in order
	open    []row // those that may still change, likewise
	version int   // grows whenever runs change, or how far back they are known
	usual   usual

	def     *api.Definition
	defTime time.Time // Modified of the workflow def was read from
}

// usual is how the workflow's runs go lately.
type usual struct {
	stats stats.Stats
	of    int // version of the workflow
}

// counters are what the list of workflows says about executions; -1 is unknown.
type counters struct{ executions, failures int }

func (f *flow) counters() counters { return counters{f.Executions, f.Failures} }

// news reports whether the counters moved since the newest page was asked for.
func (f *flow) news() bool {
	return f.Executions >= 0 && f.counters() != f.counted
}

// name is what the workflow is called on screen.
func (f *flow) name() string {
	switch {
	case f.Name != "":
		return f.Name
	case f.ID != "":
		return f.ID
	}
	return "unknown workflow"
}

// definition returns the workflow's definition of today.
func (f *flow) definition() api.Definition {
	if f.def == nil || !f.defTime.Equal(f.Modified) {
		d := f.Workflow.Definition()
		f.def, f.defTime = &d, f.Modified
	}
	return *f.def
}

// limit is how many executions to ask for: a page, more where more have come.
func (f *flow) limit() int {
	if !f.loaded || f.counted.executions < 0 {
		return pageSize
	}
	return max(pageSize, min(f.Executions-f.counted.executions+len(f.open), api.MaxPage))
}

// add takes ordered runs that are new or moved, after others may have changed.
func (f *flow) add(fresh []row) {
	f.runs, _ = weave(f.runs, fresh)
	for _, r := range fresh {
		if r.open() && !slices.Contains(f.open, r) {
			f.open = append(f.open, r)
		}
	}
	f.settle()
}

// settle forgets what has ended among the open runs.
func (f *flow) settle() {
	f.open = slices.DeleteFunc(f.open, func(r row) bool { return !r.open() })
	slices.SortFunc(f.open, newerRow)
	f.version++
}

// place is where a run stands among those of the workflow, the newest first.
func (f *flow) place(r row) int {
	at, _ := slices.BinarySearchFunc(f.runs, r, newerRow)
	return at
}

// since returns the runs that started at that time or later, or have not yet.
func (f *flow) since(t time.Time) []row {
	at, _ := slices.BinarySearchFunc(f.runs, t, func(r row, t time.Time) int {
		if r.Start.IsZero() || !r.Start.Before(t) {
			return -1
		}
		return 1
	})
	return f.runs[:at]
}

// unbroken returns the runs that are known without a gap.
func (f *flow) unbroken() []row {
	if !f.all.more {
		return f.runs
	}
	return f.since(f.all.edge)
}

// tookNewest notes how far back executions go after the newest page came.
func (f *flow) tookNewest(page api.Page[api.Execution], m merged) {
	if f.loaded && m.overlap {
		return
	}
	f.version++
	f.loaded, f.part = true, reach{}
	f.all = reach{more: page.More && len(page.Items) > 0, edge: oldest(page.Items)}
}
