package workflows

import (
	"context"
	"encoding/json"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/ui/cell"
	"iscope/ui/theme"
	"iscope/views/executions/run"
	"iscope/views/workflows/refs"
)

// readValues is the operation of reading what expressions had in a run, for
// tickets.
const readValues api.Op = "read values of a run"

// valuePages bounds the history that is read for values.
const valuePages = 8

// runValues are what the steps of a run gave.
type runValues struct {
	of    string        // id of the workflow
	exec  api.Execution // zero: the workflow has not run
	input json.RawMessage
	steps map[string]json.RawMessage // by the names that expressions use
	part  bool                       // the history is longer than was read
}

// askValues asks for the values of the run that the tab of runs is at, else of
// the newest one, unless they are there.
func (m *Model) askValues() tea.Cmd {
	w := m.detail.workflow.ID
	var chosen api.Execution
	if e := m.runs.table.Selected(); e != nil && m.runs.of == w {
		chosen = *e
	}
	known := m.detail.values
	if known.of == w && (chosen.ID == "" || known.exec.ID == chosen.ID) && known.exec.Status.Closed() {
		return nil
	}
	ctx, t := m.reads.Next(readValues)
	isc := m.cmds.ISC
	return api.Run(m.cmds, ctx, t, func(ctx context.Context) (runValues, error) { return valuesOf(ctx, isc, w, chosen) })
}

// valuesOf reads what the steps of a run gave; of the newest run where none is
// chosen.
func valuesOf(ctx context.Context, isc api.ISC, workflow string, e api.Execution) (runValues, error) {
	v := runValues{of: workflow}
	if e.ID == "" {
		p, err := isc.Executions(ctx, api.ExecutionQuery{WorkflowID: workflow, Limit: 1})
		if err != nil || len(p.Items) == 0 {
			return v, err
		}
		e = p.Items[0]
	}
	v.exec = e
	h, err := isc.ExecutionHistoryV2(ctx, e.ID)
	events := h.Events
	if api.IsKind(err, api.NotFound) {
		events, v.part, err = firstPages(ctx, isc, e.ID)
	}
	if err != nil {
		return v, err
	}
	input, steps := run.Results(events)
	v.input, v.steps = input, make(map[string]json.RawMessage, len(steps))
	for name, result := range steps {
		for _, n := range refs.Names(name) {
			v.steps[n] = result
		}
	}
	return v, nil
}

// firstPages reads a history page by page, and whether there is more of it.
func firstPages(ctx context.Context, isc api.ISC, id string) (events []api.Event, more bool, err error) {
	offset := 0
	for range valuePages {
		p, err := isc.ExecutionHistory(ctx, id, api.MaxPage, offset)
		if err != nil {
			return nil, false, err
		}
		events = append(events, p.Items...)
		if !p.More || p.Next <= offset {
			return events, false, nil
		}
		offset = p.Next
	}
	return events, true, nil
}

func (m *Model) gotValues(r api.Result[runValues]) tea.Cmd {
	if !m.reads.Fresh(r.Ticket) {
		return nil
	}
	m.reads.Done(r.Ticket)
	d := &m.detail
	if r.Err != nil {
		if r.Err.Kind != api.Canceled {
			d.valuesErr = r.Err
		}
		return nil
	}
	v := r.Value
	if v.of != d.workflow.ID {
		return nil
	}
	d.values, d.valuesErr = v, nil
	d.steps.Values = nil
	if v.exec.ID != "" {
		d.steps.Values = func(expr string) (string, bool) { return refs.ValueIn(v.steps, v.input, expr) }
	}
	d.steps.ValuesRead()
	return nil
}

// valuesNote says of which run the values are that the steps show.
func (m *Model) valuesNote() string {
	d, st := &m.detail, m.env.Styles
	switch {
	case d.valuesErr != nil:
		return st.Glyph(theme.Bad) + " " + st.Bad.Render("The values of the last run could not be read: "+d.valuesErr.Sentence())
	case d.values.of != d.workflow.ID || d.values.of == "":
		return ""
	case d.values.exec.ID == "":
		return st.Muted.Render("There are no values: it has not run in 90 days.")
	}
	state, word := runState(&d.values.exec)
	note := "Values of the run of " + cell.Stamp(d.values.exec.Start, m.env.Zone) + ", "
	if d.values.part {
		word += "; of its first " + cell.Thousands(valuePages*api.MaxPage) + " events"
	}
	return st.Muted.Render(note) + st.Plain(state) + " " + st.Muted.Render(word)
}
