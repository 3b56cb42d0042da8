package executions

import (
	"time"

	"iscope/api"
	"iscope/ui/theme"
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

	next     int       // offset of the next older page
	more     bool      // there may be one
	horizon  time.Time // back to when rows are without a gap, while there is more
	olderDue bool

	trend []theme.State // newest first
	open  []openRow
	seen  int // rows

	def     *api.Definition
	defTime time.Time // Modified of the workflow def was read from
}

// counters are what the list of workflows says about executions; -1 is unknown.
type counters struct{ executions, failures int }

// openRow is an execution that may still change.
type openRow struct {
	id    string
	start time.Time
	place int // among the rows of its workflow, newest first
}

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

// tookNewest notes how far back rows go after the newest page came.
func (f *flow) tookNewest(page api.Page[api.Execution], m merged) {
	if f.loaded && m.overlap {
		f.next += m.fresh
		return
	}
	f.loaded, f.horizon = true, time.Time{}
	f.tookOlder(page)
}

// tookOlder notes how far back rows go after an older page came. Pages shift as
// executions start, so one may reach back less than what is there.
func (f *flow) tookOlder(page api.Page[api.Execution]) {
	f.next, f.more = page.Next, page.More && len(page.Items) > 0
	for _, e := range page.Items {
		if !e.Start.IsZero() && (f.horizon.IsZero() || e.Start.Before(f.horizon)) {
			f.horizon = e.Start
		}
	}
	if !f.more {
		f.horizon = time.Time{}
	}
}
