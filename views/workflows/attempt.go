package workflows

import (
	"context"
	"fmt"
	"strings"
	"time"

	"iscope/api"
)

// verb is what shall be done to a workflow.
type verb uint8

const (
	enable verb = iota
	disable
	remove
)

// op is the operation that does it.
func (v verb) op() api.Op {
	if v == remove {
		return api.DeleteWorkflow
	}
	return api.PatchWorkflow
}

// String returns the verb as in "disable workflow".
func (v verb) String() string { return [...]string{"enable", "disable", "delete"}[v] }

// done returns the verb as in "Disabled 3 workflows".
func (v verb) done() string { return [...]string{"enabled", "disabled", "deleted"}[v] }

// settled is how an attempt ended. Done, refused and unknown are three
// different things, and a change by somebody else is a fourth.
type settled uint8

const (
	done    settled = iota // the tenant is as was wanted
	refused                // the tenant said no, or nothing was sent
	changed                // not what was shown any more, so nothing was sent
	gone                   // it does not exist any more
	unknown                // it may have happened or not
)

// outcome is what came of one attempt.
type outcome struct {
	settled
	workflow api.Workflow // as it is now, where that is known; else as it was shown
	said     string       // what to tell, as a clause
	err      *api.Error   // nil unless something failed
}

// stops reports whether a run over several workflows had better stop: nobody
// knows what happened, or the rest would end alike.
func (o outcome) stops() bool {
	if o.settled == unknown {
		return true
	}
	if o.err == nil {
		return false
	}
	switch o.err.Kind {
	case api.Forbidden, api.Auth, api.Offline, api.Server, api.Throttled, api.ReadOnly, api.Internal, api.Canceled:
		return true
	}
	return false
}

// readBackTimeout bounds the look at a workflow after a write whose own time
// may be over.
const readBackTimeout = 15 * time.Second

// attempt does one thing to one workflow and finds out what came of it. shown
// is the workflow as the person saw it: it is read just before, and where it is
// not the same any more nothing is sent. A write is sent once; where its
// answer leaves it open what happened, the workflow is read again. attempt
// runs in a command, not in Update.
func attempt(ctx context.Context, isc api.ISC, v verb, shown api.Workflow) outcome {
	now, err := isc.Workflow(ctx, shown.ID)
	if err != nil {
		e := api.AsError(api.GetWorkflow, err)
		if e.Kind == api.NotFound {
			return outcome{gone, shown, "it is gone already", nil}
		}
		return outcome{refused, shown, "nothing was sent, since it could not be read first: " + e.Error(), e}
	}
	if now.Enabled == (v == enable) && v != remove {
		return outcome{done, now, "it was " + v.done() + " already" + by(now), nil}
	}
	if what := difference(shown, now); what != "" {
		return outcome{changed, now, "nothing was sent: " + what, nil}
	}
	if v == remove {
		return attemptDelete(ctx, isc, now)
	}
	return attemptSwitch(ctx, isc, v, now)
}

// by says who changed a workflow last, "" where the tenant does not.
func by(w api.Workflow) string {
	if w.ModifiedBy.IsZero() {
		return ""
	}
	return " by " + w.ModifiedBy.String()
}

// difference says what changed between two readings of a workflow, "" when
// nothing did. The counters change by themselves and do not matter.
func difference(shown, now api.Workflow) string {
	var what []string
	if shown.Enabled != now.Enabled {
		state := "disabled"
		if now.Enabled {
			state = "enabled"
		}
		what = append(what, "it is "+state+" now")
	}
	if shown.Name != now.Name {
		what = append(what, "its name is "+now.Name+" now")
	}
	if !shown.Modified.Equal(now.Modified) {
		what = append(what, "it was changed"+by(now)+" at "+now.Modified.UTC().Format("15:04:05")+" UTC")
	}
	return strings.Join(what, ", ")
}

func attemptSwitch(ctx context.Context, isc api.ISC, v verb, shown api.Workflow) outcome {
	want := v == enable
	now, err := isc.PatchWorkflow(ctx, shown.ID, []api.PatchOp{api.Replace("/enabled", want)})
	e := api.AsError(api.PatchWorkflow, err)
	switch {
	case e == nil && now.ID == shown.ID && now.Enabled == want:
		return outcome{done, now, "", nil}
	case e != nil && !e.Ambiguous():
		return outcome{refused, shown, e.Error(), e}
	}
	back, o := readBack(ctx, isc, shown, e)
	switch {
	case o != nil:
		return *o
	case back.Enabled != want:
		return outcome{unknown, back, "no clear answer came, and it is not " + v.done() + "; look again before trying once more", e}
	}
	if stranger(ctx, isc, back) {
		return outcome{done, back, "it is " + v.done() + " now" + by(back), nil}
	}
	return outcome{done, back, "no clear answer came; reading it back shows that it is " + v.done(), nil}
}

// stranger reports whether somebody else changed w last, as far as both can be
// known.
func stranger(ctx context.Context, isc api.ISC, w api.Workflow) bool {
	me, err := isc.Whoami(context.WithoutCancel(ctx))
	return err == nil && me.IdentityID != "" && w.ModifiedBy.ID != "" && me.IdentityID != w.ModifiedBy.ID
}

func attemptDelete(ctx context.Context, isc api.ISC, shown api.Workflow) outcome {
	err := isc.DeleteWorkflow(ctx, shown.ID)
	e := api.AsError(api.DeleteWorkflow, err)
	switch {
	case e == nil:
		return outcome{done, shown, "", nil}
	case e.Kind == api.NotFound:
		return outcome{gone, shown, "it is gone already", nil}
	case !e.Ambiguous():
		return outcome{refused, shown, e.Error(), e}
	}
	back, o := readBack(ctx, isc, shown, e)
	switch {
	case o != nil && o.settled == gone:
		return outcome{done, shown, "no clear answer came; reading it back shows that it is gone", nil}
	case o != nil:
		return *o
	}
	return outcome{unknown, back, "no clear answer came, and it is still there; look again before trying once more", e}
}

// readBack reads a workflow after a write that may have happened or not. Where
// that fails too it returns the outcome that stands.
func readBack(ctx context.Context, isc api.ISC, shown api.Workflow, cause *api.Error) (api.Workflow, *outcome) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), readBackTimeout)
	defer cancel()
	now, err := isc.Workflow(ctx, shown.ID)
	if err == nil {
		return now, nil
	}
	e := api.AsError(api.GetWorkflow, err)
	if e.Kind == api.NotFound {
		return shown, &outcome{gone, shown, "no clear answer came, and it is gone now", nil}
	}
	if cause == nil {
		cause = e
	}
	return shown, &outcome{unknown, shown, fmt.Sprintf("no clear answer came (%s), and it could not be read back (%s)", cause.Kind, e.Kind), cause}
}
