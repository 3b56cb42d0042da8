package rerun

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"iscope/api"
	"iscope/api/journal"
	"iscope/views/internal/change"
)

// command is one run, as it was agreed to.
type command struct {
	intent string
	shown  api.Workflow
	way    way
	input  json.RawMessage
}

// sent is what came of one run that was agreed to.
type sent struct {
	ending change.Ending
	said   string
	run    string // id of the execution it was started as
	err    *api.Error
	left   bool         // the request may have reached the tenant
	now    api.Workflow // as it was just before; zero where it could not be read
	mark   mark
}

// recorded returns the ending as the journal has it.
func (s *sent) recorded() journal.Ending {
	switch {
	case s.ending == change.Done:
		return journal.Done
	case s.ending == change.Refused && s.left:
		return journal.Refused
	case s.ending == change.Refused || s.ending == change.Gone:
		return journal.NotSent
	case s.ending == change.Changed:
		return journal.Changed
	}
	return journal.Unknown
}

// stops reports whether the rest of many had better not be sent: nobody knows
// what happened, or they would end alike.
func (s *sent) stops() bool {
	return change.Outcome[api.Workflow]{Ending: s.ending, Err: s.err}.Stops()
}

// again reports whether another try, on a key, may end otherwise.
func (s *sent) again() bool {
	if s.ending == change.Changed {
		return true // it is shown anew
	}
	if s.ending != change.Refused || s.err == nil {
		return false
	}
	switch s.err.Kind {
	case api.Throttled, api.Auth, api.Offline, api.Unrecorded:
		return true
	}
	return s.err.Unsent
}

// send carries one run out: it reads the workflow, compares it with what was
// shown, and sends once. How it ended is in the journal when it returns. It
// runs in a command.
func send(ctx context.Context, isc api.ISC, jr Journal, c command, now func() time.Time) (out sent) {
	out = sent{ending: change.Unknown, said: "a defect of iscope ended the attempt", left: true}
	defer func() { // also where a defect is what ends it
		if problem := change.End(jr, journal.End{ID: c.intent, Ending: out.recorded(), Words: out.said}); problem != "" {
			out.said += "; " + problem
		}
	}()
	k := placeMark(ctx, isc, c.shown.ID, now())
	for {
		if s := try(ctx, isc, c, k); !change.Room(ctx, s.err) {
			return s
		}
	}
}

// try reads the workflow, compares it, and sends.
func try(ctx context.Context, isc api.ISC, c command, k mark) sent {
	w, err := isc.Workflow(ctx, c.shown.ID)
	fresh := api.JustRead(ctx)
	switch e := api.AsError(api.GetWorkflow, err); {
	case e != nil && e.Kind == api.NotFound:
		return sent{ending: change.Gone, said: "nothing was sent: the tenant does not have the workflow any more", err: e}
	case e != nil:
		return sent{ending: change.Refused, said: "nothing was sent, since the workflow could not be read first: " + change.Reason(e), err: e}
	}
	if what := change.Difference(c.shown, w); what != "" || wayOf(&w) != c.way {
		if what == "" {
			what = "it is " + state(&w) + " now"
		}
		return sent{ending: change.Changed, said: "nothing was sent: " + what, now: w}
	}
	out := sent{mark: k, now: w, left: true}
	answered(&out, isc, journal.With(fresh, c.intent), c)
	return out
}

// answered sends, and judges the answer.
func answered(out *sent, isc api.ISC, ctx context.Context, c command) {
	var err error
	message := ""
	if c.way == byTrigger {
		var r api.ExternalRun
		r, err = isc.ExecuteExternal(ctx, c.shown.ID, c.input)
		out.run, message = r.ExecutionID, r.Message
	} else {
		out.run, err = isc.TestWorkflow(ctx, c.shown.ID, c.input)
	}
	e := api.AsError(c.way.op(), err)
	out.err = e
	switch {
	case e == nil && out.run != "":
		out.ending, out.said = change.Done, "started as "+out.run
	case e == nil && saysNo(message):
		out.ending, out.said = change.Refused, "the tenant did not run it: "+message
	case e == nil:
		out.ending, out.said = change.Unknown, "the tenant named no execution: "+message
	case e.Unsent:
		out.ending, out.left, out.said = change.Refused, false, "nothing was sent: "+change.Reason(e)
	case !e.Ambiguous():
		out.ending, out.said = change.Refused, refusal(e, c.way)
	default:
		out.ending, out.said = change.Unknown, "no clear answer came: "+change.Reason(e)
	}
}

// refusal says why the tenant did not run a workflow.
func refusal(e *api.Error, y way) string {
	text := change.Reason(e)
	switch {
	case e.Kind == api.Throttled:
		text += "; nothing ran, and it is tried again only on a key"
	case e.Kind == api.Forbidden && y == byTrigger:
		text += "; your own token lacks the right " + strings.Join(api.ExecuteExternal.Scopes(), " or ") + ". The trigger's own OAuth client may have it, whose secret iscope does not keep"
	case e.Kind == api.Forbidden:
		text += "; this account may not test workflows, which takes an organization administrator"
	}
	return text
}
