package change

import (
	"context"
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/api/journal"
	"iscope/ui/cell"
	"iscope/ui/dialog"
	"iscope/ui/screen"
)

// Words is how a plan is told, each for one object unless it says otherwise.
type Words struct {
	What    string // in the activity log: "disable workflow"
	Noun    string // "workflow"
	Doing   string // "disabling"
	Past    string // "disabled"
	Still   string // what it is while not done: "not disabled"
	Changed string // the ending Changed: "changed meanwhile"
	Again   string // what to do about one that changed meanwhile, "" for nothing
	Marked  string // of several: which of them stay marked
}

// Screen is where a run takes place.
type Screen struct {
	Env     *screen.Env
	Cmds    *api.Commands
	Journal Journal
	// Writes is the program's context: once sent, nothing on the screen may
	// abandon an attempt.
	Writes context.Context
	Reads  *api.Scope
}

// Run is a plan being carried out, one object after the other. A nil run is
// over.
type Run[T any] struct {
	on       Screen
	plan     Plan[T]
	queue    []T // the first of them is under way
	intents  []journal.Intent
	total    int
	outcomes []Outcome[T]
}

// Begin begins to carry out a plan that was agreed to for the objects as they
// were shown. It returns nil when there are none. The results of the attempts
// come to the screen, which hands them to Took.
func Begin[T any](on Screen, p Plan[T], shown []T) (*Run[T], tea.Cmd) {
	if len(shown) == 0 {
		return nil, nil
	}
	r := &Run[T]{on: on, plan: p, queue: shown, total: len(shown), intents: p.intents(on.Journal, shown)}
	return r, r.attempt()
}

// intents returns the decisions about objects as the journal keeps them.
func (p *Plan[T]) intents(j Journal, shown []T) []journal.Intent {
	out := make([]journal.Intent, len(shown))
	for i := range shown {
		out[i] = journal.Intent{ID: j.NewID(), Op: p.Op, Target: p.ID(&shown[i]), Name: p.Title(&shown[i]), Want: p.Want}
		if len(shown) > 1 {
			out[i].Batch = out[0].ID
		}
	}
	return out
}

// Progress says how far the run is, "" when it is over.
func (r *Run[T]) Progress() string {
	switch {
	case r.Over():
		return ""
	case r.total == 1:
		return r.plan.Doing + " " + cell.Cut(r.plan.Name(&r.queue[0]), 40)
	}
	return fmt.Sprintf("%s %d of %d", r.plan.Doing, len(r.outcomes)+1, r.total)
}

// Over reports whether no attempt is under way any more.
func (r *Run[T]) Over() bool {
	return r == nil || len(r.queue) == 0 || len(r.outcomes) > 0 && r.outcomes[len(r.outcomes)-1].Stops()
}

// attempt makes the next attempt. All that was agreed to is written down before
// the first: should the program end in between, the rest is known too.
func (r *Run[T]) attempt() tea.Cmd {
	shown, plan, j := r.queue[0], &r.plan, r.on.Journal
	first, intents := len(r.outcomes) == 0, r.intents[len(r.outcomes):]
	return api.Run(r.on.Cmds, r.on.Writes, r.on.Reads.Detached(plan.Op, plan.ID(&shown)), func(ctx context.Context) (Outcome[T], error) {
		if first {
			if e := Record(j, intents...); e != nil {
				return Unrecorded(shown, e), nil
			}
		}
		return plan.take(ctx, j, intents, shown), nil
	})
}

// take makes the attempt of the first of the intents. Where it stops the run
// the others end here too.
func (p *Plan[T]) take(ctx context.Context, j Journal, intents []journal.Intent, shown T) (o Outcome[T]) {
	defer func() { // after a defect o is unknown, which stops
		if rest := intents[1:]; o.Stops() && len(rest) > 0 {
			ends := make([]journal.End, len(rest))
			for i := range rest {
				ends[i] = journal.End{ID: rest[i].ID, Ending: journal.NotSent, Words: waited}
			}
			if problem := End(j, ends...); problem != "" {
				o.Said += "; " + problem
			}
		}
	}()
	return p.Attempt(ctx, j, intents[0].ID, shown)
}

// waited is said of what was not sent because of what came of another.
const waited = "the one before did not end clearly"

// Took takes the result of an attempt. It returns what came of it and the
// command that notes it down and goes on or, when the run is over, sums up. ok
// is false for a result that the run does not wait for.
func (r *Run[T]) Took(result api.Result[Outcome[T]]) (o Outcome[T], cmd tea.Cmd, ok bool) {
	if r.Over() || r.plan.ID(&r.queue[0]) != result.Key {
		return o, nil, false
	}
	o = result.Value
	if result.Err != nil { // a defect of ours: what was sent is not known
		o = Broken(r.queue[0], result.Err)
	}
	r.outcomes, r.queue = append(r.outcomes, o), r.queue[1:]
	cmds := []tea.Cmd{r.note(&o)}
	if r.Over() {
		cmds = append(cmds, r.sumUp())
	} else {
		cmds = append(cmds, r.attempt())
	}
	return o, tea.Batch(cmds...), true
}

// note tells the activity log of an outcome, and every screen of a change that
// may have happened.
func (r *Run[T]) note(o *Outcome[T]) tea.Cmd {
	id := r.plan.ID(&o.Object)
	decided := screen.Send(screen.Decided{What: r.plan.What, Target: r.plan.Name(&o.Object), ID: id, Outcome: r.words(o)})
	if o.Ending == Refused {
		return decided
	}
	return tea.Batch(decided, screen.Send(api.Mutated{Op: r.plan.Op, IDs: []string{id}}))
}

// word says an ending.
func (r *Run[T]) word(e Ending) string {
	if e == Changed {
		return r.plan.Changed
	}
	return e.String()
}

// words says an outcome for the activity log.
func (r *Run[T]) words(o *Outcome[T]) string {
	if o.Said == "" {
		return r.word(o.Ending)
	}
	return r.word(o.Ending) + ": " + o.Said
}

// sumUp tells what came of the run: a toast, and for several objects of which
// not all went well a list to read. The numbers add up to that of the objects.
func (r *Run[T]) sumUp() tea.Cmd {
	if r.total == 1 {
		return r.sayOne(&r.outcomes[0])
	}
	counts := map[Ending]int{}
	for i := range r.outcomes {
		counts[r.outcomes[i].Ending]++
	}
	text := fmt.Sprintf("%s of %s %s", cell.Thousands(counts[Done]), cell.Count(r.total, r.plan.Noun), r.plan.Past)
	if counts[Done] == r.total {
		return screen.Say(screen.Good, text)
	}
	for _, e := range []Ending{Refused, Changed, Gone, Unknown} {
		if counts[e] > 0 {
			text += fmt.Sprintf(", %d %s", counts[e], r.word(e))
		}
	}
	if len(r.queue) > 0 {
		text += fmt.Sprintf(", %d not sent", len(r.queue))
	}
	var lines []string
	for i := range r.outcomes {
		o := &r.outcomes[i]
		lines = append(lines, r.plan.Title(&o.Object)+": "+r.words(o))
	}
	for i := range r.queue {
		lines = append(lines, r.plan.Title(&r.queue[i])+": not sent, since "+waited)
	}
	return tea.Batch(screen.Say(screen.Warn, text+"; "+r.plan.Marked),
		screen.Send(screen.Show{Dialog: dialog.NewReader(r.on.Env, text, strings.Join(lines, "\n")), Late: true}))
}

// sayOne tells what came of the change of a single object.
func (r *Run[T]) sayOne(o *Outcome[T]) tea.Cmd {
	name := r.plan.Title(&o.Object)
	told := name + ": " + o.Said
	switch o.Ending {
	case Done:
		if o.Said == "" {
			told = strings.ToUpper(r.plan.Past[:1]) + r.plan.Past[1:] + ": " + name
		}
		return screen.Say(screen.Good, told)
	case Changed:
		if r.plan.Again != "" {
			return screen.Say(screen.Warn, told+"; "+r.plan.Again)
		}
		return screen.Say(screen.Info, told)
	case Gone:
		return screen.Say(screen.Info, told)
	case Refused:
		told = "Not " + r.plan.Past + ": " + told
		if remedy := Remedy(o.Err); remedy != "" {
			told += "; " + remedy
		}
		return screen.Say(screen.Bad, told)
	}
	return screen.Say(screen.Bad, told)
}
