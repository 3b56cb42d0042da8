package executions

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/api/safe"
	"iscope/ui/cell"
	"iscope/ui/dialog"
	"iscope/ui/diff"
	"iscope/ui/screen"
)

// definition is the definition of a workflow in a form that is the same however
// the tenant writes it down: members in order, indented, without those that are
// null. It is as sent: not clean. "" is one that is not known.
type definition string

// readDefinition brings the JSON of a definition into that form.
func readDefinition(raw []byte) definition {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var v any
	if d.Decode(&v) != nil {
		return ""
	}
	object, _ := withoutNull(v).(map[string]any)
	if len(object) == 0 {
		return ""
	}
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if e.Encode(object) != nil {
		return ""
	}
	return definition(b.String())
}

// withoutNull takes members that are null out of a value: to leave one out says
// the same.
func withoutNull(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for k, in := range v {
			if in == nil {
				delete(v, k)
				continue
			}
			v[k] = withoutNull(in)
		}
	case []any:
		for i := range v {
			v[i] = withoutNull(v[i])
		}
	}
	return v
}

// definitionIn returns the definition in the record of a workflow.
func definitionIn(r api.Raw) definition {
	var o struct {
		Definition json.RawMessage `json:"definition"`
	}
	if json.Unmarshal(r.JSON(), &o) != nil {
		return ""
	}
	return readDefinition(o.Definition)
}

// ranWith is the definition a run used, and what is known of it beside today's.
type ranWith struct {
	definition
	source []byte    // what it was read from
	than   time.Time // Modified of the workflow it was compared with
	known  bool      // it was compared
	older  bool      // today's is another one
}

// took notes the definition a run used, as the tenant tells it.
func (r *ranWith) took(source []byte) {
	if !bytes.Equal(r.source, source) {
		*r = ranWith{definition: readDefinition(source), source: source}
	}
}

// olderDefinition reports whether the run of a document is known to have used
// another definition than today's.
func (m *Model) olderDefinition(d *document) bool {
	f := m.flow(d.exec.WorkflowID)
	if d.ran.definition == "" || f.Raw.IsZero() {
		return false
	}
	if u := &d.ran; !u.known || !u.than.Equal(f.Modified) {
		now := definitionIn(f.Raw)
		u.known, u.than, u.older = true, f.Modified, now != "" && now != u.definition
	}
	return d.ran.older
}

// untold is said where the tenant has no history-v2.
const untold = "This tenant does not tell which definition a run used"

// definitions is the definition a run used beside today's.
type definitions struct {
	exec  api.Execution
	flow  api.Workflow // as it is today
	gone  bool         // it does not exist any more
	used  definition
	lines []diff.Line
}

// showDefinition reads the definition a run used, where it is not known, and
// today's, and shows what differs.
func (m *Model) showDefinition() tea.Cmd {
	e, ok := m.selected()
	if !ok || m.cannotCompareDefinition() != "" {
		return nil
	}
	c := definitions{exec: e}
	if d := m.docs[e.ID]; d != nil {
		c.used = d.ran.definition
		if d.exec.WorkflowID != "" {
			c.exec.WorkflowID = d.exec.WorkflowID
		}
	}
	ctx, t := m.scope.NextFor(api.GetHistoryV2, definitionKey)
	isc := m.cmds.ISC
	return api.Run(m.cmds, ctx, t, func(ctx context.Context) (definitions, error) { return c.read(ctx, isc) })
}

// definitionKey is the key of the request that compares; a later one takes
// its place.
const definitionKey = "definition"

// cannotCompareDefinition says why there is nothing to compare, "" where there
// is.
func (m *Model) cannotCompareDefinition() string {
	e, ok := m.selected()
	switch {
	case !ok:
		return noneSelected
	case m.noV2:
		return untold
	case e.WorkflowID == "":
		return "The workflow of this execution is not known"
	}
	return ""
}

// read completes the definitions. It runs in a command.
func (c definitions) read(ctx context.Context, isc api.ISC) (definitions, error) {
	if c.used == "" {
		h, err := isc.ExecutionHistoryV2(ctx, c.exec.ID)
		if err != nil {
			return c, err
		}
		c.used = readDefinition(h.Source)
	}
	var err error
	c.flow, err = isc.Workflow(ctx, c.exec.WorkflowID)
	if api.IsKind(err, api.NotFound) {
		c.gone = true
		return c, nil
	}
	if err != nil {
		return c, err
	}
	if today := definitionIn(c.flow.Raw); c.used != "" && today != "" {
		c.lines = differ(c.used, today)
	}
	return c, nil
}

// differ returns how two definitions differ, clean.
func differ(older, newer definition) []diff.Line {
	return diff.Lines(safe.Text(string(older)), safe.Text(string(newer)), diff.Within("steps", "in step "))
}

// definitionCame shows what differs, or says why that is not known.
func (m *Model) definitionCame(msg api.Result[definitions]) tea.Cmd {
	if !m.scope.Fresh(msg.Ticket) {
		return nil
	}
	m.scope.Done(msg.Ticket)
	c, err := msg.Value, msg.Err
	name := m.flow(c.exec.WorkflowID).name()
	switch {
	case err != nil && err.Kind == api.NotFound && err.Status == 0:
		m.noV2 = true
		return screen.Say(screen.Warn, untold)
	case err != nil && err.Kind == api.NotFound:
		return screen.Say(screen.Warn, "The tenant does not have this execution any more")
	case err != nil && err.Kind == api.Canceled:
		return nil
	case err != nil:
		return screen.Say(screen.Bad, "The definitions could not be compared: "+reason(err))
	case c.used == "":
		return screen.Say(screen.Warn, untold)
	case c.gone:
		return screen.Say(screen.Warn, name+" does not exist any more, so there is no definition of today")
	case len(c.lines) == 0:
		return screen.Say(screen.Info, "No difference: this run used today's definition of "+name)
	}
	text := strings.Join(m.differenceText(&c), "\n")
	return screen.Send(screen.Show{Dialog: dialog.NewReader(m.env, "Definition of "+cell.Cut(name, 48), text), Late: true})
}

// differenceText is what the window of a difference says.
func (m *Model) differenceText(c *definitions) []string {
	st := m.env.Styles
	added, gone := diff.Count(c.lines)
	when := "today's"
	if !c.flow.Modified.IsZero() {
		when += ", changed " + cell.Stamp(c.flow.Modified, m.env.Zone)
		if by := c.flow.ModifiedBy.String(); by != "" {
			when += " by " + by
		}
	}
	began := ""
	if !c.exec.Start.IsZero() {
		began = ", began " + cell.Stamp(c.exec.Start, m.env.Zone)
	}
	return append([]string{
		st.Bad.Render("- the one this run used" + began + ": " + cell.Count(gone, "line") + " of its own"),
		st.Good.Render("+ " + when + ": " + cell.Count(added, "line") + " of its own"),
		"",
	}, diff.Render(st, c.lines, 0)...)
}
