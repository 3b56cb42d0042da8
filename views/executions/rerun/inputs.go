package rerun

import (
	"encoding/json"
	"slices"
	"time"

	"iscope/api"
	"iscope/ui/cell"
)

// origin is where an input comes from, before it is edited. The zero origin is
// the person.
type origin struct {
	words  string // as in "input, the trigger's example"
	repeat bool   // of a run there was: running it may repeat what that did
}

var (
	fromHistory = origin{"as in the history", true}
	fromExample = origin{"the trigger's example", false}
)

// fromRun is the origin of an input that another run had.
func fromRun(e *api.Execution, zone *time.Location) origin {
	return origin{"as of run " + cell.CutMiddle(e.ID, idCells) + ", " + e.Start.In(zone).Format("2 Jan 15:04"), true}
}

// begin makes an input the one that editing begins with.
func (it *item) begin(input json.RawMessage, from origin) {
	it.orig, it.input, it.from = input, input, from
}

// edited reports whether a person changed the input.
func (it *item) edited() bool { return !sameJSON(it.orig, it.input) }

// typed reports whether the input is the person's work.
func (it *item) typed() bool {
	return it.edited() || it.from.words == "" && string(compact(it.input)) != "{}"
}

// source is the words for where the input comes from.
func (it *item) source() string {
	switch {
	case it.from.words == "":
		return "yours"
	case it.edited():
		return "edited"
	}
	return it.from.words
}

// Bounds of the inputs that are kept after they were sent.
const (
	lastKept  = 16
	lastBytes = 1 << 20 // of one
)

// lastInput is what a workflow was given here last.
type lastInput struct {
	flow  string
	input json.RawMessage
	at    time.Time
}

// keepLast keeps an input that was sent, for as long as the program runs.
func (d *Desk) keepLast(flow string, input json.RawMessage) {
	d.last = slices.DeleteFunc(d.last, func(l lastInput) bool { return l.flow == flow })
	if len(input) > lastBytes {
		return
	}
	d.last = append(d.last, lastInput{flow, input, d.on.Env.Now()})
	if len(d.last) > lastKept {
		d.last = slices.Delete(d.last, 0, 1)
	}
}

// lastOf returns what a workflow was given here last; without an input where it
// was nothing.
func (d *Desk) lastOf(flow string) lastInput {
	if i := slices.IndexFunc(d.last, func(l lastInput) bool { return l.flow == flow }); i >= 0 {
		return d.last[i]
	}
	return lastInput{}
}

// replace begins anew with another input. What was typed is not lost: it can be
// chosen again.
func (d *Desk) replace(it *item, c *choice, input json.RawMessage) {
	if it.edited() {
		it.kept = it.input
	}
	it.begin(input, c.from)
	it.about = ""
	it.check()
	p := d.panel
	p.load(it)
	p.review++
	p.refresh()
}
