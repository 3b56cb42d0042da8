package rerun

import (
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/ui/cell"
)

// Hint says in a few words what is under way or waits for an answer while the
// window is closed, "" for nothing.
func (d *Desk) Hint() string {
	j := d.job
	switch {
	case j == nil || d.open():
		return ""
	case j.running && !j.single():
		by, _ := j.counts()
		return fmt.Sprintf("running again, %d to go", by[queued]+by[sending])
	case len(j.off()) > 0:
		return cell.Cut(j.off()[0].label(), 24) + " is disabled: " + d.on.Env.Keys.Key("executions.again")
	}
	return ""
}

// CanLeave reports whether nothing would be left undone by quitting now, else
// what.
func (d *Desk) CanLeave() (bool, string) {
	j := d.job
	if j == nil {
		return true, ""
	}
	var pending []string
	by, _ := j.counts()
	if j.running && by[queued] > 0 {
		pending = append(pending, cell.Count(by[queued], "run")+" would not be started any more")
	}
	if by[sending] > 0 {
		pending = append(pending, "a run is on its way; its outcome would not be seen")
	}
	for _, f := range j.flows {
		if f.switching && !f.off {
			pending = append(pending, f.label()+" is being disabled and would stay so")
		}
	}
	for _, f := range j.off() {
		pending = append(pending, f.label()+" was disabled "+j.is().aim+" and would stay so")
	}
	return len(pending) == 0, strings.Join(pending, "; ")
}

// Abandon notes down that what has not been started is given up. What is to be
// enabled again stays open in the journal, so that the next start tells of it.
func (d *Desk) Abandon() tea.Cmd {
	if d.job == nil || !d.job.running {
		return nil
	}
	return d.cancelRest()
}

// Hold keeps back what waits for its turn, while the person is asked whether to
// give it up.
func (d *Desk) Hold(on bool) tea.Cmd {
	d.held = on
	if on || d.job == nil || !d.job.running {
		return nil
	}
	d.expect(0)
	return d.pump()
}

// nap is how much later than expected the next run may be due before we take it
// that the machine slept, and nobody watches.
const nap = time.Minute

// expect notes when something is to be heard at the latest.
func (d *Desk) expect(after time.Duration) { d.until = d.on.Env.Now().Round(0).Add(after + nap) }

// slept reports whether the clock has jumped since.
func (d *Desk) slept() bool { return !d.until.IsZero() && d.on.Env.Now().Round(0).After(d.until) }

// tick arms the moment to go on.
func (d *Desk) tick(after time.Duration) tea.Cmd {
	d.expect(after)
	d.job.gen++
	t := due{d.view, d.job.n, d.job.gen}
	return tea.Tick(after, func(time.Time) tea.Msg { return t })
}

// Pending reports whether a job is not over, so that asking to run something
// again shows it instead.
func (d *Desk) Pending() bool { return d.job != nil }
