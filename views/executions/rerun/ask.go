package rerun

import (
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/ui/cell"
	"iscope/ui/dialog"
	"iscope/ui/screen"
	"iscope/views/internal/change"
)

// confirm makes a question about a step, with "no" preset. A protected tenant's
// name has to be typed.
func (d *Desk) confirm(s step, f *flow, head, yes string, lines []string) *dialog.Confirm {
	v := asked{job: d.job.n, step: s}
	if f != nil {
		v.flow = f.id
	}
	if d.panel != nil {
		v.of = d.panel.review
	}
	c := &dialog.Confirm{
		Env: d.on.Env, View: d.view, Name: question, Value: v, Head: head, Lines: lines, Yes: yes, Grave: s != enable,
	}
	change.Protect(d.on.Env, c)
	return c
}

// put shows a question, a late one over the window or not at all.
func (d *Desk) put(c *dialog.Confirm, late bool) tea.Cmd {
	s := screen.Show{Dialog: c, Late: late}
	if late && d.open() {
		s.Over = d.panel
	}
	return screen.Send(s)
}

// named names tenant and workflow, in lines.
func (d *Desk) named(f *flow) []string {
	lines := []string{
		"Tenant     " + d.on.Env.Tenant,
		"Workflow   " + f.label(),
		"           " + f.id,
	}
	lines = append(lines, change.Doubts(f.label())...)
	return lines
}

// askDisable asks whether a workflow shall be disabled for the run. Late is for
// when no key asked for it, here and below.
func (d *Desk) askDisable(f *flow, late bool) tea.Cmd {
	lines := append(d.named(f), "State      "+state(&f.w), "",
		"The tenant tests only disabled workflows. While this one is disabled, "+lost(&f.w)+" Executions under way go on.",
		"After the run iscope asks whether to enable it again.")
	return d.put(d.confirm(disable, f, "Step 1 of 3: disable the workflow?", "Disable", lines), late)
}

// askEnable asks whether a workflow shall be enabled again.
func (d *Desk) askEnable(late bool) tea.Cmd {
	_, f := d.job.owes()
	if f == nil {
		return nil
	}
	lines := append(d.named(f), "", "It was disabled "+d.job.is().aim+", and still is: nothing starts it. Enabled, it is as it was before.")
	return d.put(d.confirm(enable, f, "Enable the workflow again?", "Enable", lines), late)
}

// askOff asks what shall become of what was disabled, when somebody wants to
// leave.
func (d *Desk) askOff() tea.Cmd {
	head := d.job.off()[0].label() + " is disabled"
	if n := len(d.job.off()); n > 1 {
		head = cell.Count(n, "workflow") + " are disabled"
	}
	p := &dialog.Pick{Env: d.on.Env, View: d.view, Name: question, Head: head}
	option := func(s step, label string) dialog.Option {
		return dialog.Option{Value: asked{job: d.job.n, step: s}, Label: label}
	}
	p.SetOptions([]dialog.Option{option(enable, "Enable it again"), option(leave, "Leave it disabled"), option(nothing, "Go back")})
	return screen.Send(screen.Show{Dialog: p})
}

// chose goes on with what was chosen of that: each takes a question of its own.
func (d *Desk) chose(s step) tea.Cmd {
	switch s {
	case enable:
		return d.askEnable(false)
	case leave:
		return d.askLeave()
	}
	return nil
}

// askLeave asks whether what was disabled shall stay so.
func (d *Desk) askLeave() tea.Cmd {
	var names []string
	for _, f := range d.job.off() {
		names = append(names, f.label())
	}
	lines := []string{
		"Tenant     " + d.on.Env.Tenant,
		strings.Join(names, ", "), "",
		"Disabled " + d.job.is().aim + ". Nothing starts it until somebody enables it; what happens meanwhile is not made up for.",
	}
	c := d.confirm(leave, nil, "Leave it disabled?", "Leave it disabled", lines)
	c.No = "Go back"
	return screen.Send(screen.Show{Dialog: c})
}

// What is said before every run: the last of them where the input is that of a
// run there was.
const (
	liveRun    = "This is a live run: its steps act on the tenant and on the systems behind it"
	mayRepeat  = ", and may repeat what the first run did."
	mayRepeat1 = ", and may repeat what the run did that the input is from."
)

// askRun asks whether to run what is ready.
func (d *Desk) askRun(late bool) tea.Cmd {
	j := d.job
	var list []*item
	for _, it := range j.items {
		if it.runnable() {
			list = append(list, it)
		}
	}
	if len(list) == 0 {
		return nil
	}
	if len(list) == 1 {
		return d.put(d.confirm(execute, list[0].flow, j.is().head, j.is().yes, d.runLines(list[0])), late)
	}
	head := fmt.Sprintf("Run %s again, live?", cell.Count(len(list), "run"))
	return d.put(d.confirm(execute, nil, head, "Run them live", d.manyLines(list)), late)
}

// runLines says what a single run would do.
func (d *Desk) runLines(it *item) []string {
	lines := append(d.named(it.flow), "Run by     "+wayOf(&it.flow.w).how())
	if !it.fresh() {
		lines = append(lines, "Again of   "+it.exec.ID,
			"           "+strings.ToLower(string(it.exec.Status))+", started "+cell.Stamp(it.exec.Start, d.on.Env.Zone))
	}
	lines = append(lines, "Input      "+it.inputWords(), "", it.live())
	for _, w := range it.warnings(d) {
		lines = append(lines, "", w)
	}
	return lines
}

// inputWords says what the input is.
func (it *item) inputWords() string {
	words := it.source() + ", " + cell.Count(len(compact(it.input)), "byte")
	if it.from.words == "" && it.about != "" {
		words += "; " + it.about
	}
	return words
}

// live says what a run is.
func (it *item) live() string {
	switch {
	case !it.fresh():
		return liveRun + mayRepeat
	case it.from.repeat:
		return liveRun + mayRepeat1
	}
	return liveRun + "."
}

// warnings are what may be overridden by agreeing.
func (it *item) warnings(d *Desk) []string {
	var out []string
	if w := it.beforeWords(d); w != "" {
		out = append(out, "It "+w)
	}
	if it.differs != "" {
		out = append(out, it.differs+".")
	}
	return out
}

// manyLines says what several runs would do.
func (d *Desk) manyLines(list []*item) []string {
	lines := []string{"Tenant     " + d.on.Env.Tenant}
	differ, edited, before := 0, 0, 0
	for _, f := range d.job.flows {
		n := 0
		for _, it := range list {
			if it.flow != f {
				continue
			}
			n++
			if it.differs != "" {
				differ++
			}
			if it.typed() || it.from.words == "" {
				edited++
			}
			if it.before.ID != "" {
				before++
			}
		}
		if n > 0 {
			lines = append(lines, fmt.Sprintf("%4d ×     %s", n, f.label()), "           "+f.id+", by "+wayOf(&f.w).how())
			lines = append(lines, change.Doubts(f.label())...)
		}
	}
	pace := fmt.Sprintf("One after the other, at most %d in %d seconds", startsAtOnce, int(startsWindow.Seconds()))
	if took := time.Duration((len(list)-1)/startsAtOnce) * startsWindow; took > 0 {
		pace += ", which takes about " + cell.Duration(took)
	}
	lines = append(lines, "", pace+". It stops at the first one that does not end clearly.", "", strings.Replace(liveRun, "This is a live run: its", "These are live runs: their", 1)+mayRepeat)
	put := func(n int, text string) {
		if n > 0 {
			lines = append(lines, fmt.Sprintf("%s of the %s %s", cell.Thousands(n), cell.Count(len(list), "input"), text))
		}
	}
	put(differ, "differ from the trigger's example.")
	put(edited, "are edited.")
	put(before, "belong to runs that were, or may have been, run again before.")
	return lines
}
