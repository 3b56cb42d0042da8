package rerun

import (
	"encoding/json"
	"strings"

	"iscope/api"
	"iscope/api/journal"
	"iscope/ui/cell"
	"iscope/ui/jsonedit"
	"iscope/ui/theme"
	"iscope/views/internal/change"
)

// fate is what became of one of the runs asked for.
type fate uint8

const (
	reading  fate = iota // what is needed for it is being read
	ready                // it can be run
	blocked              // it cannot: said tells why
	queued               // written down, waits for its turn
	sending              // its request is under way
	started              // done: run is its id
	refused              // the tenant said no, or nothing was sent
	changed              // the workflow is not what was shown any more
	doubtful             // nobody knows whether it runs
	fates
)

var fateWords = [fates]string{"reading", "ready", "not possible", "in turn", "sending", "started", "refused", "changed", "nobody knows"}
var fateStates = [fates]theme.State{theme.Running, theme.Queued, theme.Off, theme.Queued, theme.Running, theme.Good, theme.Bad, theme.Warn, theme.Unknown}

// item is one run that is asked for: an execution that is to be run again, or a
// workflow with an input of its own.
type item struct {
	exec   api.Execution // to be run again; of another, of its workflow alone
	flow   *flow
	found  bool            // its input was looked for
	own    json.RawMessage // the input the history tells, nil where it does not
	orig   json.RawMessage // the input that editing began with
	from   origin          // of that
	input  json.RawMessage // as it is to be sent
	kept   json.RawMessage // what was edited before another input was chosen
	about  string          // what is to be said about where the input comes from
	before journal.Entry   // when it was run again last, by the journal; zero: never
	out    bool            // left out by the person, or for a reason that stands in about

	problem jsonedit.Problem
	differs string // from the trigger's example, "" where it does not

	fate    fate
	said    string       // what is to be told of it
	large   bool         // its input is not kept
	shown   api.Workflow // as it was agreed to
	intent  string
	run     string // id of the execution it was started as
	again   bool   // another try may end otherwise
	since   since  // what may be it
	mark    mark   // where the executions of its workflow ended before
	lead    string // why nobody knows
	looks   int    // how often it was looked for
	looking bool
}

// flow is a workflow of the job.
type flow struct {
	id      string
	name    string
	w       api.Workflow // as it was read last
	read    bool
	problem string          // why it could not be read
	example json.RawMessage // of what its trigger gives, nil for none
	lacks   string          // why there is none, in words
	dated   string          // that its trigger is deprecated
	mark    mark            // where its executions ended before the run

	off       bool   // it is disabled because of this job
	owed      string // intent to enable it again
	switching bool   // a request to enable or disable it is under way
}

// Job is what was asked for at one time, one run or many.
type Job struct {
	n int
	purpose
	items []*item
	flows []*flow

	unread  int         // readings under way or to come
	running bool        // items are sent one after the other
	follows bool        // the new execution of a single run is being looked for
	size    int         // of the inputs, in bytes
	gen     uint64      // of the tick that waits for the pace
	said    string      // what happened last
	tone    theme.State // of that
}

// flow returns the workflow of that id, nil where there is none.
func (j *Job) flow(id string) *flow {
	for _, f := range j.flows {
		if f.id == id {
			return f
		}
	}
	return nil
}

// add adds an execution to be run again.
func (j *Job) add(e api.Execution, name string) {
	f := j.flow(e.WorkflowID)
	if f == nil {
		f = &flow{id: e.WorkflowID, name: name}
		j.flows = append(j.flows, f)
	}
	j.items = append(j.items, &item{exec: e, flow: f})
}

// single reports whether the job is one run.
func (j *Job) single() bool { return len(j.items) == 1 }

// tell keeps what happened last.
func (j *Job) tell(tone theme.State, text string) { j.tone, j.said = tone, text }

// settle finds out which items can be run, after something about them was read
// or edited.
func (j *Job) settle() {
	for _, it := range j.items {
		if it.fate > blocked {
			continue
		}
		switch {
		case !it.found || !it.flow.read && it.flow.problem == "":
			it.fate, it.said = reading, ""
		case it.flow.problem != "":
			it.fate, it.said = blocked, it.flow.problem
		case it.large:
			it.fate, it.said = blocked, tooLarge
		case j.purpose == toExecute && cannotExecute(&it.flow.w) != "":
			it.fate, it.said = blocked, cannotExecute(&it.flow.w)
		default:
			it.fate, it.said = ready, ""
			it.check()
		}
	}
}

// check compares the input with what it has to be and with the example.
func (it *item) check() {
	it.problem, it.differs = jsonedit.Check(string(it.input)), ""
	if !it.problem.Bad() {
		it.differs = difference(it.input, it.flow.example)
	}
}

// runnable reports whether the item would be sent now.
func (it *item) runnable() bool { return it.fate == ready && !it.out && !it.problem.Bad() }

// step is what the job is to do next.
type step uint8

const (
	nothing step = iota // it is over, or something is under way
	disable
	execute
	enable
)

// next returns what is to be done next, and to which workflow.
func (j *Job) next() (step, *flow) {
	if j.running || j.unread > 0 {
		return nothing, nil
	}
	open := 0
	for _, it := range j.items {
		if !j.waits(it) {
			continue
		}
		open++
		if !it.flow.switching && wayOf(&it.flow.w) == barred {
			return disable, it.flow
		}
	}
	for _, f := range j.flows {
		if f.switching {
			return nothing, nil
		}
	}
	if open > 0 {
		return execute, nil
	}
	return j.owes()
}

// waits reports whether an item is to be run. A single one is even while its
// input is malformed: that is what stands in the way.
func (j *Job) waits(it *item) bool {
	return it.runnable() || j.single() && it.fate == ready
}

// owes returns the step of enabling again what is disabled because of the job.
func (j *Job) owes() (step, *flow) {
	for _, f := range j.flows {
		if f.off && !f.switching {
			return enable, f
		}
	}
	return nothing, nil
}

// off returns the workflows that are disabled because of the job.
func (j *Job) off() []*flow {
	var out []*flow
	for _, f := range j.flows {
		if f.off {
			out = append(out, f)
		}
	}
	return out
}

// busy reports whether something is under way that changes the tenant.
func (j *Job) busy() bool {
	for _, f := range j.flows {
		if f.switching {
			return true
		}
	}
	return j.running
}

// counts returns how many items are in which state, and how many are left out.
func (j *Job) counts() (by [fates]int, out int) {
	for _, it := range j.items {
		if it.out && it.fate <= blocked {
			out++
		} else {
			by[it.fate]++
		}
	}
	return by, out
}

// summary says how the items stand; the numbers add up to that of the items.
func (j *Job) summary() string {
	by, out := j.counts()
	var parts []string
	put := func(n int, word string) {
		if n > 0 {
			parts = append(parts, cell.Thousands(n)+" "+word)
		}
	}
	put(by[started], "started")
	put(by[refused], "refused")
	put(by[changed], "changed meanwhile")
	put(by[doubtful], "nobody knows")
	put(by[sending], "being sent")
	put(by[queued], "in turn")
	put(by[ready], "to go")
	put(by[reading], "being read")
	put(by[blocked], "not possible")
	put(out, "left out")
	return cell.Count(len(j.items), "run") + ": " + strings.Join(parts, ", ")
}

// title is what the job is called.
func (j *Job) title() string {
	if j.single() {
		return j.is().title + ": " + j.items[0].flow.label()
	}
	return j.is().title + ": " + cell.Count(len(j.items), "run")
}

// label returns what the workflow is called.
func (f *flow) label() string {
	if f.read {
		return change.WorkflowName(&f.w)
	}
	if f.name != "" {
		return f.name
	}
	return f.id
}
