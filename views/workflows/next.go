package workflows

import (
	"time"

	"iscope/api"
	"iscope/views/workflows/trigger"
)

// nextMemo remembers the next run of a schedule until it has passed: finding it
// costs more than drawing a row.
type nextMemo struct {
	at       time.Time
	modified time.Time // of the workflow
	known    bool
	until    time.Time
}

// nextRun returns when a workflow runs next by itself, and whether that is known.
// One that is disabled does not run.
func (m *Model) nextRun(w *api.Workflow) (time.Time, bool) {
	if !w.Enabled || trigger.Kind(w.Trigger) != "schedule" {
		return time.Time{}, false
	}
	now := m.env.Now()
	if memo, ok := m.next[w.ID]; ok && memo.holds(w, now) {
		return memo.at, memo.known
	}
	return trigger.NextRun(w.Trigger, now)
}

func (n nextMemo) holds(w *api.Workflow, now time.Time) bool {
	return n.modified.Equal(w.Modified) && !now.After(n.until)
}

// foresee finds the next runs of workflows that are about to be drawn, where they
// are not remembered.
func (m *Model) foresee(workflows []api.Workflow) {
	now := m.env.Now()
	for i := range workflows {
		w := &workflows[i]
		if memo, ok := m.next[w.ID]; !w.Enabled || trigger.Kind(w.Trigger) != "schedule" || ok && memo.holds(w, now) {
			continue
		}
		memo := nextMemo{modified: w.Modified, until: now.Add(time.Hour)}
		if memo.at, memo.known = trigger.NextRun(w.Trigger, now); memo.known {
			memo.until = memo.at
		}
		m.next[w.ID] = memo
	}
}
