package tasks

import (
	"slices"
	"time"

	"iscope/api"
	"iscope/ui/cell"
)

// A task is stuck that has been pending for stuckAfter, or longer than
// stuckTimes what its like take, if that is more than stuckLeast.
const (
	stuckAfter = 24 * time.Hour
	stuckTimes = 3
	stuckLeast = time.Hour
	fewest     = 3 // tasks of a kind from which a median says something
)

// kind is what makes tasks comparable: the same work on the same target.
type kind struct{ name, target string }

func kindOf(t *api.Task) kind {
	target := t.Target.ID
	if target == "" {
		target = t.Target.Name
	}
	return kind{t.Name, target}
}

// usual is how long tasks of a kind take.
type usual struct {
	median time.Duration
	of     int // tasks it was taken from
}

// usuals returns the medians of what tasks that ended took, by kind. Those that
// were cleared or stopped say nothing about how long the work takes.
func usuals(ended []row) map[kind]usual {
	took := map[kind][]time.Duration{}
	for i := range ended {
		t := &ended[i].Task
		d := t.Took(t.Completed)
		if t.Pending() || d <= 0 || t.Status.Is(api.TaskFailed) || t.Status.Is(api.TaskTerminated) {
			continue
		}
		k := kindOf(t)
		took[k] = append(took[k], d)
	}
	out := make(map[kind]usual, len(took))
	for k, list := range took {
		if len(list) >= fewest {
			slices.Sort(list)
			out[k] = usual{list[len(list)/2], len(list)}
		}
	}
	return out
}

// stuck says why a pending task is taken for stuck, "" when it is not.
func (m *Model) stuck(t *api.Task) string {
	d := age(t, m.env.Now())
	if !t.Pending() || d <= stuckLeast {
		return ""
	}
	u, known := m.usual[kindOf(t)]
	switch {
	case known && d > stuckTimes*u.median:
		return "its like take about " + cell.Age(u.median)
	case d > stuckAfter && !known:
		return "pending for more than a day"
	case d > stuckAfter:
		return "pending for more than a day; its like take about " + cell.Age(u.median)
	}
	return ""
}
