package change

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"iscope/api"
	"iscope/api/journal"
	"iscope/api/safe"
)

// What the journal keeps of the creation of a workflow, so that it can be told
// later whether it arrived: the name, and the newest workflow there was before,
// by the tenant's own clock.
const (
	WantName   = "name"
	wantAfter  = "after"
	wantMoment = "created"
	wantAlike  = "alike"
)

// Newest is what the tenant made last, by its own clock: what is newer came
// after. The zero Newest is of a tenant without workflows.
type Newest struct {
	Created time.Time
	IDs     []string // of the workflows made at that moment
}

// meet takes a workflow that is known to be there.
func (n *Newest) meet(w *api.Workflow) {
	switch {
	case w.Created.After(n.Created):
		n.Created, n.IDs = w.Created, []string{w.ID}
	case w.Created.Equal(n.Created) && !slices.Contains(n.IDs, w.ID):
		n.IDs = append(n.IDs, w.ID)
	}
}

// older reports whether a workflow was there when n was the newest.
func (n Newest) older(w *api.Workflow) bool {
	return w.Created.Before(n.Created) || slices.Contains(n.IDs, w.ID)
}

// keptIDs is how many ids the journal has room for.
const keptIDs = 8

// creationPages bounds the reading of a list that never ends.
const creationPages = 400

// surelySorted is after how many rows, each older than the one before, a list is
// taken to be sorted: in one that is not, that many in a row do not happen.
const surelySorted = 8

// recent reads workflows, those changed last first, and ends where enough says
// that what changed before that moment does not matter: no workflow is changed
// before it is made. A tenant that does not sort is read whole.
func recent(ctx context.Context, isc api.ISC, enough func(changed time.Time) bool, take func(*api.Workflow)) error {
	q := api.Query{Limit: api.MaxPage, Sorters: "-modified"}
	falls, last := 0, time.Time{}
	for range creationPages {
		p, err := isc.Workflows(ctx, q)
		if err != nil {
			return err
		}
		for i := range p.Items {
			w := &p.Items[i]
			switch {
			case w.Modified.IsZero() || w.Created.After(w.Modified) || !last.IsZero() && w.Modified.After(last):
				falls = -creationPages * api.MaxPage // never sorted again
			case w.Modified.Before(last):
				falls++
			}
			last = w.Modified
			take(w)
		}
		if !p.More || len(p.Items) == 0 || falls >= surelySorted && enough(last) {
			return nil
		}
		q.Offset = p.Next
	}
	return &api.Error{Kind: api.Decode, Op: api.ListWorkflows, Detail: "the list does not end"}
}

// FindNewest finds the workflow that was made last.
func FindNewest(ctx context.Context, isc api.ISC) (n Newest, err error) {
	err = recent(ctx, isc, func(changed time.Time) bool { return changed.Before(n.Created) }, n.meet)
	return n, err
}

// Creation returns the decision to create a workflow as the journal keeps it.
// It has no target: what is yet to be made has no id.
func Creation(j Journal, d api.WorkflowDraft, after Newest) journal.Intent {
	return Since(journal.Intent{ID: j.NewID(), Op: api.CreateWorkflow, Name: safe.Line(d.Name)}, after)
}

// Since returns the decision to create a workflow with another newest one
// before it, for a decision that was made before the tenant was asked.
func Since(i journal.Intent, after Newest) journal.Intent {
	i.Want = map[string]string{
		WantName: i.Name, wantAfter: strings.Join(after.IDs[:min(len(after.IDs), keptIDs)], ","), wantMoment: after.Created.UTC().Format(time.RFC3339Nano),
	}
	return i
}

// Alike notes in creations that are decided together how many of them have the
// same name. Of one of these a workflow in the list does not tell that it is
// there: it may be another's. It is called after Since.
func Alike(intents []journal.Intent) {
	for k := range intents {
		n := 0
		for i := range intents {
			if sameName(intents[i].Name, intents[k].Name) {
				n++
			}
		}
		if n > 1 {
			intents[k].Want[wantAlike] = strconv.Itoa(n)
		}
	}
}

// Create creates one workflow by itself: it finds out what is there, writes the
// decision down, sends once, and finds out what came of it. It runs in a
// command whose ticket is of [api.CreateWorkflow].
func Create(ctx context.Context, isc api.ISC, j Journal, d api.WorkflowDraft) Outcome[api.Workflow] {
	after, err := FindNewest(ctx, isc)
	if e := api.AsError(api.ListWorkflows, err); e != nil {
		return Unlisted(d, e)
	}
	i := Creation(j, d, after)
	if e := Record(j, i); e != nil {
		return Unrecorded(drafted(d), e)
	}
	return CreateRecorded(ctx, isc, j, i.ID, d, &after)
}

// Unlisted is the outcome where it could not be read which workflows there
// are. Nothing is created then: it could not be found out whether it arrived.
func Unlisted(d api.WorkflowDraft, e *api.Error) Outcome[api.Workflow] {
	return Outcome[api.Workflow]{Ending: Refused, Object: drafted(d), Said: "nothing was sent, since the list of workflows could not be read first: " + e.Error(), Err: e}
}

// drafted is a draft as an object that has no id.
func drafted(d api.WorkflowDraft) api.Workflow {
	return api.Workflow{Name: safe.Line(d.Name), Executions: -1, Failures: -1}
}

// CreateRecorded creates a workflow whose intent is in the journal, begun; it
// ends here. after is what was the newest before, and becomes what was made.
//
// A request whose answer makes no sense is never repeated. The list says what
// came of it: a workflow of that name that is newer is the one. Where there is
// none, not after a while either, the ending is Unknown and the object Absent.
func CreateRecorded(ctx context.Context, isc api.ISC, j Journal, intent string, d api.WorkflowDraft, after *Newest) (o Outcome[api.Workflow]) {
	o = Outcome[api.Workflow]{Object: drafted(d), Said: "a defect of iscope ended the attempt", Left: true}
	defer func() { // also where a defect is what ends it
		if problem := End(j, journal.End{ID: intent, Ending: o.recorded(), Words: o.Said}); problem != "" {
			if o.Said == "" {
				o.Said = "it is created"
			}
			o.Said += "; " + problem
		}
	}()
	w, err := isc.CreateWorkflow(journal.With(ctx, intent), d)
	switch e := api.AsError(api.CreateWorkflow, err); {
	case e == nil && w.ID != "" && sameName(w.Name, safe.Line(d.Name)):
		o = Outcome[api.Workflow]{Ending: Done, Object: w, Left: true}
	case e != nil && e.Unsent:
		o = Outcome[api.Workflow]{Ending: Refused, Object: o.Object, Said: "nothing was sent: " + e.Error(), Err: e}
	case e != nil && !e.Ambiguous():
		o = Outcome[api.Workflow]{Ending: Refused, Object: o.Object, Said: e.Error(), Err: e, Left: true}
	default:
		o = lookFor(ctx, isc, o.Object, *after, e)
	}
	if o.Ending == Done {
		after.meet(&o.Object)
	}
	return o
}

// lookFor finds out what came of a creation that was not answered clearly. cause
// is nil where the answer was about something else.
func lookFor(ctx context.Context, isc api.ISC, made api.Workflow, after Newest, cause *api.Error) Outcome[api.Workflow] {
	o := Outcome[api.Workflow]{Object: made, Err: cause, Left: true}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), secondLook+2*ReadBackTimeout)
	defer cancel()
	for look := range 2 {
		if look > 0 {
			select {
			case <-time.After(secondLook): // the request may still be at work
			case <-ctx.Done():
			}
		}
		found, err := newer(ctx, isc, made.Name, after)
		switch e := api.AsError(api.ListWorkflows, err); {
		case e != nil:
			if cause == nil {
				o.Err = e
			}
			o.Said = fmt.Sprintf("no clear answer came, and the list could not be read (%s); look for it there before creating it once more", e.Kind)
			return o
		case len(found) == 1:
			return Outcome[api.Workflow]{Ending: Done, Object: found[0], Said: "no clear answer came; the list shows that it is there", Left: true}
		case len(found) > 1:
			o.Said = severalOf(len(found))
			return o
		}
	}
	o.Absent, o.Said = true, "no clear answer came, and the list does not have it; look again before creating it once more"
	return o
}

// severalOf is said where more than one workflow may be the one.
func severalOf(n int) string {
	return fmt.Sprintf("no clear answer came, and the list has %d new workflows of that name", n)
}

// sameName reports whether two names are one: a tenant may trim it.
func sameName(a, b string) bool { return strings.TrimSpace(a) == strings.TrimSpace(b) }

// newer returns the workflows of that name that are newer than the newest was,
// but for those that somebody else is known to have made.
func newer(ctx context.Context, isc api.ISC, name string, after Newest) ([]api.Workflow, error) {
	var found []api.Workflow
	err := recent(ctx, isc, func(changed time.Time) bool { return changed.Before(after.Created) }, func(w *api.Workflow) {
		if sameName(w.Name, name) && !after.older(w) {
			found = append(found, *w)
		}
	})
	if err != nil || len(found) == 0 {
		return nil, err
	}
	me, err := isc.Whoami(ctx)
	if err != nil || me.IdentityID == "" {
		return found, nil // nobody is known to be another
	}
	ours := found[:0]
	for i := range found {
		if by := found[i].Creator.ID; by == "" || by == me.IdentityID {
			ours = append(ours, found[i])
		}
	}
	return ours, nil
}

// IsCreation reports whether a decision in the journal is one of Creation, which
// SettleCreation can settle.
func IsCreation(e journal.Entry) bool {
	return e.Op == api.CreateWorkflow && e.Want[wantMoment] != ""
}

// SettleCreation returns what finds out, at the next start, what became of the
// creation e of a workflow that was sent: it looks for it in the list.
func SettleCreation(on Screen, isc api.ISC, cannot string, e journal.Entry) *Settling[[]api.Workflow] {
	after := Newest{IDs: strings.Split(e.Want[wantAfter], ",")}
	after.Created, _ = time.Parse(time.RFC3339Nano, e.Want[wantMoment]) // of an unreadable one every workflow is newer
	name := e.Want[WantName]
	if name == "" {
		name = e.Name
	}
	return &Settling[[]api.Workflow]{
		On: on, Cannot: cannot, What: func(journal.Entry) string { return "create workflow" },
		ID: func(*[]api.Workflow) string { return e.Target }, Op: api.ListWorkflows,
		Read: func(ctx context.Context, _ string) ([]api.Workflow, error) { return newer(ctx, isc, name, after) },
		Judge: func(_ context.Context, _ journal.Entry, found []api.Workflow) Verdict {
			switch alike := e.Want[wantAlike]; {
			case len(found) == 0:
				return Verdict{journal.Lost, "it did not take effect; the list does not have it"}
			case alike != "":
				return Verdict{journal.Unknown, fmt.Sprintf("%s workflows of that name were to be created together, and the list has %d new ones; which is whose is not known", safe.Line(alike), len(found))}
			case len(found) == 1:
				return Verdict{journal.Done, "it is there, with the id " + found[0].ID}
			}
			return Verdict{journal.Unknown, severalOf(len(found))}
		},
		Gone: Verdict{journal.Unknown, "nobody knows whether it arrived: the tenant has no list of workflows"},
	}
}
