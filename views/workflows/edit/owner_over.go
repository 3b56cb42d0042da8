package edit

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"iscope/api/journal"
	"iscope/ui/cell"
	"iscope/ui/dialog"
	"iscope/ui/screen"
	"iscope/views/internal/change"
)

// abandonOwner notes down that what has not been begun is given up. What is to be
// enabled again stays open in the journal.
func (d *Desk) abandonOwner() tea.Cmd {
	o := d.owner
	why := o.stopped
	if why == "" {
		why = "given up by quitting"
	}
	var ends []journal.End
	for i, it := range o.items {
		if !it.over && (i > o.at || !o.busy && it.step != enable) {
			it.over, it.said = true, "not sent: "+why
			it.ending = change.Refused
			ends = append(ends, journal.End{ID: it.intent.ID, Ending: journal.NotSent, Words: why})
		}
	}
	if len(ends) == 0 {
		return nil
	}
	jr := d.Journal
	return func() tea.Msg {
		if problem := change.End(jr, ends...); problem != "" {
			return screen.Toast{Tone: screen.Bad, Text: problem, Keep: true}
		}
		return nil
	}
}

// ownerOver tells what came of it. The numbers add up to that of the workflows.
func (d *Desk) ownerOver() tea.Cmd {
	o := d.owner
	d.owner = nil
	done, off := 0, 0
	var lines []string
	for _, it := range o.items {
		word := map[change.Ending]string{change.Done: "changed", change.Refused: "not changed", change.Changed: "changed meanwhile, left alone", change.Gone: "gone", change.Unknown: "unknown"}[it.ending]
		if it.ending == change.Done {
			done++
		}
		if it.off {
			off++
			word += ", still disabled"
		}
		lines = append(lines, strings.TrimSuffix(change.WorkflowName(&it.w)+": "+word+": "+it.said, ": "))
	}
	if done == len(o.items) && off == 0 {
		text := o.to.Name + " owns " + change.WorkflowName(&o.items[0].w) + " now"
		if done > 1 {
			text = fmt.Sprintf("%s owns %s now", o.to.Name, cell.Count(done, "workflow"))
		}
		return screen.Say(screen.Good, text)
	}
	if len(o.items) == 1 {
		return screen.Say(screen.Bad, lines[0])
	}
	text := fmt.Sprintf("The owner of %d of %s was changed", done, cell.Count(len(o.items), "workflow"))
	if off > 0 {
		text += ", " + plural(off, "is", "are") + " still disabled"
	}
	return tea.Batch(screen.Say(screen.Warn, text), screen.Send(screen.Show{Dialog: dialog.NewReader(d.Env, text, strings.Join(lines, "\n")), Late: true}))
}
