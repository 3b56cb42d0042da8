package script

import (
	"context"

	"iscope/api"
	"iscope/views/executions/run"
)

// historyPages is how much of a history is read for the step that failed.
const historyPages = 400

// lastLine is what is printed about an end: the status and, where it failed,
// the step and the reason.
func (w Watch) lastLine(ctx context.Context, e api.Execution) []string {
	line := []string{string(word(e.Status))}
	if v := run.VerbOf(e.Status); v != run.Failed && v != run.TimedOut {
		return line
	}
	events, def, err := w.history(ctx, e)
	if err != nil {
		w.say("the step that failed is not known: " + err.Error())
		return line
	}
	r := run.Make(e, events, def, true)
	step, about := "", r.Whole
	if f := r.Failing(); f != nil {
		step, about = f.Label, f
	}
	if why := run.OneLine(r.Error(about)); step != "" || why != "" {
		line = append(line, step, why)
	}
	return line
}

// history reads the events of an execution, from history-v2 where the tenant
// has it.
func (w Watch) history(ctx context.Context, e api.Execution) ([]api.Event, api.Definition, *api.Error) {
	h, err := ask(ctx, w.Cmds, api.GetHistoryV2, func(ctx context.Context) (api.History, error) {
		return w.Cmds.ISC.ExecutionHistoryV2(ctx, e.ID)
	})
	if err == nil {
		return h.Events, h.Definition, nil
	}
	if err.Kind != api.NotFound {
		return nil, api.Definition{}, err
	}
	var events []api.Event
	for offset := 0; ; {
		p, err := ask(ctx, w.Cmds, api.GetHistory, func(ctx context.Context) (api.Page[api.Event], error) {
			return w.Cmds.ISC.ExecutionHistory(ctx, e.ID, api.MaxPage, offset)
		})
		if err != nil {
			return nil, api.Definition{}, err
		}
		events = append(events, p.Items...)
		if !p.More || p.Next <= offset || offset >= historyPages*api.MaxPage {
			return events, api.Definition{}, nil
		}
		offset = p.Next
	}
}
