package bundle

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/api/journal"
	"iscope/ui/cell"
	"iscope/ui/screen"
	"iscope/ui/theme"
	"iscope/views/internal/change"
)

// stage is how far an import is.
type stage uint8

const (
	asking stage = iota // for the path
	reading
	choosing // and all that follows: the list is on screen
)

// fate is what became of one workflow.
type fate uint8

const (
	ready    fate = iota // it can be created
	blocked              // it cannot: said tells why
	queued               // written down, waits for its turn
	sending              // its request is under way
	made                 // created
	refused              // the tenant said no, or nothing was sent
	doubtful             // nobody knows whether it was created
	ends
)

var itemWords = [ends]string{"to be created", "not possible", "in turn", "being created", "created", "refused", "nobody knows"}
var itemStates = [ends]theme.State{theme.Queued, theme.Bad, theme.Queued, theme.Running, theme.Good, theme.Bad, theme.Unknown}

// item is one workflow that was found, or something in its place that is not one.
type item struct {
	draft  Draft
	same   int  // workflows of its name that the tenant has
	out    bool // it is not to be created
	fate   fate
	said   string
	intent string
	w      api.Workflow // as created
}

// sets reports whether something has to be set once it is created.
func (it *item) sets() bool {
	for _, n := range it.draft.Notes {
		if strings.HasSuffix(n, ", blanked") || strings.Contains(n, "may want it set again") || strings.Contains(n, "an OAuth client of its own") {
			return true
		}
	}
	return false
}

// job is one import.
type job struct {
	n       int
	stage   stage
	items   []*item
	running bool
	said    string // what is to be told of it as a whole
	after   change.Newest
	owner   *api.OwnerRef // nil: the tenant decides
}

// ready returns the items that would be created now.
func (j *job) ready() []*item {
	var out []*item
	for _, it := range j.items {
		if it.fate == ready && !it.out {
			out = append(out, it)
		}
	}
	return out
}

// counts returns how many items are in which state; those left out are not
// among them.
func (j *job) counts() (by [ends]int) {
	for _, it := range j.items {
		if it.fate != ready || !it.out {
			by[it.fate]++
		}
	}
	return by
}

// summary says how the items stand; the numbers add up to that of the items.
func (j *job) summary() string {
	by := j.counts()
	all := 0
	var parts []string
	put := func(n int, word string) {
		if all += n; n > 0 {
			parts = append(parts, cell.Thousands(n)+" "+word)
		}
	}
	for _, f := range []fate{made, refused, doubtful, sending, queued, ready, blocked} {
		put(by[f], itemWords[f])
	}
	put(len(j.items)-all, "left out")
	return cell.Thousands(len(j.items)) + " found: " + strings.Join(parts, ", ")
}

// begun is what a run begins with.
type begun struct {
	after change.Newest
	owner *api.OwnerRef
}

// begin creates what was agreed to: all of it is written down first, with the
// newest workflow that the tenant had before.
func (d *Desk) begin() tea.Cmd {
	j := d.job
	var drafts []api.WorkflowDraft
	var items []*item
	for _, it := range j.ready() {
		draft, err := it.draft.Draft()
		if err != nil {
			it.fate, it.said = blocked, err.Error()
			continue
		}
		drafts, items = append(drafts, draft), append(items, it)
	}
	if len(items) == 0 {
		return nil
	}
	intents := make([]journal.Intent, len(items))
	for i := range drafts {
		intents[i] = change.Creation(d.Journal, drafts[i], change.Newest{})
		items[i].fate, items[i].intent, items[i].said = queued, intents[i].ID, ""
		if len(drafts) > 1 {
			intents[i].Batch = intents[0].ID
		}
	}
	j.running, j.said = true, "Writing it down"
	jr, isc := d.Journal, d.Cmds.ISC
	return order(d, "begin", func(ctx context.Context) (b begun, err error) {
		if b.after, err = change.FindNewest(ctx, isc); err != nil {
			return b, err
		}
		if me, err := isc.Whoami(ctx); err == nil && me.IdentityID != "" {
			b.owner = &api.OwnerRef{Type: "IDENTITY", ID: me.IdentityID}
		}
		for i := range intents {
			intents[i] = change.Since(intents[i], b.after)
		}
		change.Alike(intents)
		if e := change.Record(jr, intents...); e != nil {
			return b, e
		}
		return b, nil
	})
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
		lead := "Nothing was sent: "
		if r.Err.Op == api.ListWorkflows {
			lead = "Nothing was sent, since the list of workflows could not be read first: "
		}
		j.running, j.said = false, lead+change.Why(r.Err)
		return d.tell(screen.Bad, j.said)
	}
	j.said, j.after, j.owner = "", r.Value.after, r.Value.owner
	return d.pump()
}

// tell says something where the window does not.
func (d *Desk) tell(tone screen.Tone, text string) tea.Cmd {
	if d.open() {
		return nil
	}
	return screen.Say(tone, text)
}

// created is what came of one workflow, and what is the newest now.
type created struct {
	change.Outcome[api.Workflow]
	after change.Newest
}

// pump creates the next workflow, or ends the run.
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
	if next == nil {
		return d.ended()
	}
	draft, err := next.draft.Draft()
	if err != nil { // it could be decoded before
		return d.stop(journal.NotSent, err.Error())
	}
	draft.Owner = j.owner
	next.fate = sending
	jr, isc, intent, after := d.Journal, d.Cmds.ISC, next.intent, j.after
	return order(d, intent, func(ctx context.Context) (created, error) {
		o := change.CreateRecorded(ctx, isc, jr, intent, draft, &after)
		return created{o, after}, nil
	})
}

// createdCame takes what came of one workflow.
func (d *Desk) createdCame(r api.Result[created]) tea.Cmd {
	j := d.job
	var it *item
	for _, x := range j.items {
		if x.fate == sending && x.intent == r.Key {
			it = x
		}
	}
	if it == nil {
		return nil
	}
	o := r.Value.Outcome
	if r.Err != nil { // a defect of ours: what was sent is not known
		o = change.Broken(api.Workflow{}, r.Err)
	} else {
		j.after = r.Value.after
	}
	it.said = o.Said
	word := ""
	switch o.Ending {
	case change.Done:
		it.fate, it.w, word = made, o.Object, "done"
	case change.Refused:
		it.fate, word = refused, "refused"
	default:
		it.fate, word = doubtful, "unknown"
	}
	cmds := []tea.Cmd{screen.Send(screen.Decided{
		What: "create workflow", Target: it.draft.Name, ID: it.w.ID, Outcome: strings.TrimSuffix(word+": "+o.Said, ": "),
	})}
	if o.Stops() {
		cmds = append(cmds, d.stop(journal.NotSent, "the one before did not end clearly"))
	} else {
		cmds = append(cmds, d.pump())
	}
	return tea.Batch(cmds...)
}

// stop ends the run before its end: what waits for its turn is not sent, and can
// be created on another key.
func (d *Desk) stop(as journal.Ending, why string) tea.Cmd {
	j := d.job
	var notSent []journal.End
	for _, it := range j.items {
		if it.fate == queued {
			notSent = append(notSent, journal.End{ID: it.intent, Ending: as, Words: why})
			it.fate, it.intent, it.said = ready, "", "not sent: "+why
		}
	}
	if len(notSent) == 0 {
		return d.pump()
	}
	j.said = cell.Count(len(notSent), "workflow") + " not sent: " + why
	jr := d.Journal
	return tea.Batch(d.pump(), func() tea.Msg {
		if problem := change.End(jr, notSent...); problem != "" {
			return screen.Toast{Tone: screen.Bad, Text: problem, Keep: true}
		}
		return nil
	})
}

// ended tells what came of a run that is over.
func (d *Desk) ended() tea.Cmd {
	j := d.job
	if !j.running {
		return nil
	}
	j.running = false
	tone, by := screen.Good, j.counts()
	if by[refused]+by[doubtful]+by[ready] > 0 {
		tone = screen.Warn
	}
	cmds := []tea.Cmd{d.tell(tone, "Import: "+j.summary())}
	if ids := j.ids(); len(ids) > 0 || by[doubtful] > 0 {
		cmds = append(cmds, screen.Send(api.Mutated{Op: api.CreateWorkflow, IDs: ids}))
	}
	d.over()
	return tea.Batch(cmds...)
}
