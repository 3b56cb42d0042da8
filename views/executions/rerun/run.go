package rerun

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/api/journal"
	"iscope/ui/cell"
	"iscope/ui/screen"
	"iscope/ui/theme"
	"iscope/views/internal/change"
)

// What the tenant allows: so many starts in so long.
const (
	startsAtOnce = 5
	startsWindow = 10 * time.Second
)

// saysNo reports whether the message of an external trigger says that nothing
// was run.
func saysNo(message string) bool {
	return strings.Contains(strings.ToLower(message), "not executed")
}

// begun says whether what was agreed to is in the journal.
type begun struct {
	marks map[string]mark // by the id of the workflow
}

// begin runs what was agreed to: all of it is written down first, with where the
// executions of each workflow ended before.
func (d *Desk) begin() tea.Cmd {
	j := d.job
	d.until = time.Time{}
	var intents []journal.Intent
	var flows []string
	for _, it := range j.items {
		if !it.runnable() {
			continue
		}
		it.fate, it.intent, it.said, it.shown = queued, d.journal.NewID(), "", it.flow.w
		intents = append(intents, journal.Intent{
			ID: it.intent, Op: wayOf(&it.shown).op(), Target: it.flow.id, Line: it.exec.ID, Name: it.flow.label(),
		})
		if len(flows) == 0 || flows[len(flows)-1] != it.flow.id {
			flows = append(flows, it.flow.id)
		}
	}
	if len(intents) == 0 {
		return nil
	}
	if len(intents) > 1 {
		for i := range intents {
			intents[i].Batch = intents[0].ID
		}
	}
	j.running = true
	j.tell(theme.Running, "Writing it down")
	jr, isc, now := d.journal, d.on.Cmds.ISC, d.on.Env.Now
	write := order(d, d.on.Writes, d.reads.Detached(api.ListExecutions, "begin"), func(ctx context.Context) (begun, error) {
		out := begun{marks: map[string]mark{}}
		for _, id := range flows {
			if _, ok := out.marks[id]; !ok {
				out.marks[id] = placeMark(ctx, isc, id, now())
			}
		}
		for i := range intents {
			intents[i].Want = out.marks[intents[i].Target].want()
		}
		if e := change.Record(jr, intents...); e != nil {
			return out, e
		}
		return out, nil
	})
	return tea.Batch(d.toRuns(), write)
}

// runBegan goes on once all is written down. Where it cannot be, nothing is sent.
func (d *Desk) runBegan(r api.Result[begun]) tea.Cmd {
	j := d.job
	if r.Err != nil {
		for _, it := range j.items {
			if it.fate == queued {
				it.fate, it.intent = ready, ""
			}
		}
		j.running = false
		text := "Nothing was sent: " + change.Reason(r.Err)
		j.tell(theme.Bad, text)
		if !d.open() {
			return screen.Say(screen.Bad, text)
		}
		return nil
	}
	for _, f := range j.flows {
		if k, ok := r.Value.marks[f.id]; ok {
			f.mark = k
		}
	}
	j.tell(theme.Running, "")
	return d.pump()
}

// pump sends the next run, or waits until the tenant allows it.
func (d *Desk) pump() tea.Cmd {
	j := d.job
	if d.held {
		return nil
	}
	var next *item
	for _, it := range j.items {
		switch {
		case it.fate == sending:
			return nil
		case it.fate == queued && next == nil:
			next = it
		}
	}
	if next == nil || !j.running {
		return d.goOn()
	}
	if n := len(d.sends); n >= startsAtOnce {
		// From answer to departure: whenever the tenant counted it, its window has
		// moved past it.
		if wait := d.sends[n-startsAtOnce].Add(startsWindow + 10*time.Millisecond).Sub(d.on.Env.Now()); wait > 0 {
			return d.tick(wait)
		}
	}
	if d.slept() {
		d.until = time.Time{}
		return tea.Batch(d.stop(journal.NotSent, "the machine slept; say again whether to run it"), d.goOn())
	}
	d.expect(api.DefaultWriteTimeout)
	next.fate = sending
	c := command{next.intent, next.shown, wayOf(&next.shown), compact(next.input)}
	jr, isc, now := d.journal, d.on.Cmds.ISC, d.on.Env.Now
	return order(d, d.on.Writes, d.reads.Detached(c.way.op(), next.key()), func(ctx context.Context) (sent, error) {
		return send(ctx, isc, jr, c, now), nil
	})
}

// sentCame takes what came of one run.
func (d *Desk) sentCame(r api.Result[sent]) tea.Cmd {
	j := d.job
	var it *item
	for _, x := range j.items {
		if x.fate == sending && x.key() == r.Key {
			it = x
		}
	}
	if it == nil {
		return nil
	}
	s := r.Value
	if r.Err != nil { // a defect of ours: what was sent is not known
		s = sent{ending: change.Unknown, said: "it is not known what happened: " + change.Reason(r.Err), err: r.Err, left: true, mark: it.flow.mark}
	}
	if s.left {
		d.keepLast(it.flow.id, it.input)
		d.sends = append(d.sends[max(len(d.sends)-startsAtOnce+1, 0):], d.on.Env.Now())
	}
	it.fate, it.said, it.lead, it.again = fateOf(s.ending), s.said, s.said, s.again()
	if s.now.ID == it.flow.id {
		it.flow.w = s.now // what is in turn goes by what was agreed to all the same
	}
	cmds := []tea.Cmd{d.note(it)}
	switch it.fate {
	case started:
		it.run = s.run
		d.links.add(it.exec.ID, s.run)
		cmds = append(cmds, screen.Send(api.Mutated{Op: wayOf(&it.shown).op(), IDs: []string{it.flow.id}}))
	case doubtful:
		it.looking = true
		cmds = append(cmds, d.look(it, s.mark, 0), screen.Send(api.Mutated{Op: wayOf(&it.shown).op(), IDs: []string{it.flow.id}}))
	}
	if s.stops() {
		cmds = append(cmds, d.stop(journal.NotSent, "the one before did not end clearly"))
	}
	return tea.Batch(append(cmds, d.pump())...)
}

// fateOf returns what an ending comes to for an item.
func fateOf(e change.Ending) fate {
	switch e {
	case change.Done:
		return started
	case change.Refused:
		return refused
	case change.Changed, change.Gone:
		return changed
	}
	return doubtful
}

// note tells the activity log of a run.
func (d *Desk) note(it *item) tea.Cmd {
	word := map[fate]string{started: "done", refused: "refused", changed: "changed meanwhile", doubtful: "unknown"}[it.fate]
	return screen.Send(screen.Decided{What: d.job.is().what, Target: it.flow.label(), ID: it.flow.id, Outcome: word + ": " + it.said})
}

// stop ends the run before its end: what waits for its turn is not sent.
func (d *Desk) stop(as journal.Ending, why string) tea.Cmd {
	j := d.job
	var ends []journal.End
	for _, it := range j.items {
		if it.fate != queued {
			continue
		}
		ends = append(ends, journal.End{ID: it.intent, Ending: as, Words: why})
		it.fate, it.intent, it.said = ready, "", ""
	}
	j.gen++ // the tick that is out finds nobody
	if len(ends) == 0 {
		return nil
	}
	j.tell(theme.Warn, cell.Count(len(ends), "run")+" not sent: "+why)
	jr := d.journal
	return func() tea.Msg {
		if problem := change.End(jr, ends...); problem != "" {
			return screen.Toast{Tone: screen.Bad, Text: problem, Keep: true}
		}
		return nil
	}
}

// cancelRest takes back what has not been sent, because the person says so.
func (d *Desk) cancelRest() tea.Cmd {
	cmd := d.stop(journal.TakenBack, "you canceled the rest")
	return tea.Batch(cmd, d.pump())
}

// goOn goes on after a run or a switch ended: refused ones may be tried again,
// what is disabled is asked about, and what is over is told.
func (d *Desk) goOn() tea.Cmd {
	j := d.job
	if j == nil || j.busy() && !j.drained() {
		return nil
	}
	ended := j.running
	j.running = false
	var cmds []tea.Cmd
	if ended {
		cmds = append(cmds, d.ended())
	}
	if len(j.off()) > 0 {
		switch {
		case !ended:
		case d.open():
			cmds = append(cmds, d.askEnable(true))
		default:
			cmds = append(cmds, d.show(true), screen.Send(screen.Toast{
				Tone: screen.Warn, Keep: true, Text: j.off()[0].label() + " is still disabled; " + d.on.Env.Keys.Key("executions.again") + " asks whether to enable it again",
			}))
		}
		return tea.Batch(cmds...)
	}
	switch {
	case !d.open():
		d.over()
	case j.single() && j.items[0].fate == started && !j.follows:
		cmds = append(cmds, d.dismiss()) // the new run is what there is to see
	}
	return tea.Batch(cmds...)
}

// drained reports whether nothing is in turn or being sent any more.
func (j *Job) drained() bool {
	for _, it := range j.items {
		if it.fate == queued || it.fate == sending {
			return false
		}
	}
	for _, f := range j.flows {
		if f.switching {
			return false
		}
	}
	return true
}

// ended tells what came of a run that is over, and follows a single one.
func (d *Desk) ended() tea.Cmd {
	j := d.job
	var cmds []tea.Cmd
	if !j.single() {
		by, _ := j.counts()
		tone := theme.Good
		if by[refused]+by[changed]+by[doubtful]+by[ready] > 0 {
			tone = theme.Warn
		}
		if j.said == "" || tone == theme.Good {
			j.tell(tone, "")
		}
		if !d.open() {
			cmds = append(cmds, screen.Say(change.Tone(tone), j.summary()))
		}
		return tea.Batch(cmds...)
	}
	it := j.items[0]
	text := it.flow.label() + ": " + it.said
	j.tell(fateStates[it.fate], it.said)
	switch {
	case it.fate == started && d.open():
		cmds = append(cmds, screen.Say(screen.Good, j.is().ran+": "+text), d.follow(it, 0))
	case it.fate == started:
		cmds = append(cmds, screen.Say(screen.Good, j.is().ran+": "+text))
	case !d.open():
		cmds = append(cmds, screen.Say(change.Tone(fateStates[it.fate]), text))
	}
	return tea.Batch(cmds...)
}

// retry makes ready again, on a key, what was not run: of many only where the
// reason may have passed, of one also since its input can be edited.
func (j *Job) retry() {
	for _, it := range j.items {
		if (it.fate == refused || it.fate == changed) && (it.again || j.single() && it.flow.problem == "") {
			it.fate, it.intent, it.again = ready, "", false
			it.check()
		}
	}
}

// edit takes an input that a person changed.
func (d *Desk) edit(it *item, text string) {
	it.input = json.RawMessage(text)
	if it.found {
		it.check()
	}
}
