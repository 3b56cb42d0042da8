package executions

import (
	"reflect"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/ui/screen"
	comparison "iscope/views/executions/compare"
	"iscope/views/executions/run"
)

// versus is a comparison that was asked for and waits for histories.
type versus struct {
	a, b api.Execution
	name string // what b is called
	gen  uint64 // grows with every question
	wait bool   // something has to be read first
}

// wants reports whether the history of an execution is waited for.
func (v *versus) wants(id string) bool { return v.b.ID != "" && (id == v.a.ID || id == v.b.ID) }

// lastGood is the answer to the question for the last success of a workflow. The
// view sends it to itself.
type lastGood struct {
	api.Result[api.Page[api.Execution]]
	a        api.Execution
	filtered bool // the tenant was asked for successes only
	gen      uint64
}

// compared is a comparison made beside the loop. The view sends it to itself.
type compared struct {
	view string
	gen  uint64
	c    *comparison.Comparison
}

// To returns the view the comparison is for.
func (c compared) To() string { return c.view }

// askCompare compares the execution under the cursor with the one other that is
// marked, else with the last success of its workflow.
func (m *Model) askCompare() tea.Cmd {
	a, b, ok := m.twoRuns()
	switch {
	case a.ID == "":
		return screen.Say(screen.Info, noneSelected)
	case !ok:
		return screen.Say(screen.Warn, "Mark one other execution to compare with, or none for the last success")
	case b.ID != "":
		return m.compareWith(a, b, "the marked run")
	}
	if good, ok := m.loadedSuccess(a); ok {
		return m.compareWith(a, good, "last success")
	}
	if a.WorkflowID == "" {
		return screen.Say(screen.Warn, "The workflow of this execution is not known")
	}
	m.versus = versus{gen: m.versus.gen + 1}
	say := screen.Say(screen.Info, "Looking for the last success of "+m.flow(a.WorkflowID).name())
	return tea.Batch(say, m.askSuccess(a, api.ExecutionQuery{WorkflowID: a.WorkflowID, Status: api.ExecutionCompleted, Limit: 2}))
}

// askSuccess asks the tenant for successes to compare a with.
func (m *Model) askSuccess(a api.Execution, q api.ExecutionQuery) tea.Cmd {
	gen := m.versus.gen
	ctx, t := m.scope.NextFor(api.ListExecutions, "last success")
	ask := m.cmds.Executions(ctx, t, q)
	return func() tea.Msg {
		r, _ := ask().(api.Result[api.Page[api.Execution]])
		return lastGood{r, a, q.Status != "", gen}
	}
}

// twoRuns picks the execution to compare and, where one other is marked, what to
// compare it with. Two marked ones are compared wherever the cursor is; ok is
// false where more are marked than that.
func (m *Model) twoRuns() (a, b api.Execution, ok bool) {
	if m.split.Focused && m.detail.doc != nil {
		a = m.detail.doc.exec
	} else if r := m.list.Selected(); r != nil {
		a = r.Execution
	}
	var others []api.Execution
	marked := m.list.Marked()
	for _, r := range marked {
		if r.ID != a.ID {
			others = append(others, r.Execution)
		}
	}
	switch {
	case len(others) == 0:
		return a, b, true
	case len(others) == 1:
		return a, others[0], true
	case len(others) == 2 && len(marked) == 2:
		return others[0], others[1], true
	}
	return a, b, false
}

// loadedSuccess finds the success nearest before a run among the rows, else the
// newest one.
func (m *Model) loadedSuccess(a api.Execution) (best api.Execution, ok bool) {
	for _, r := range m.list.Rows() {
		if r.WorkflowID != a.WorkflowID || r.ID == a.ID || r.gone || verbOf(r.Status) != completed {
			continue
		}
		before, was := r.Start.Before(a.Start), best.Start.Before(a.Start)
		if !ok || before && !was || before == was && r.Start.After(best.Start) {
			best, ok = r.Execution, true
		}
	}
	return best, ok
}

// lastGoodCame goes on with the last success the tenant knows.
func (m *Model) lastGoodCame(msg lastGood) tea.Cmd {
	if !m.scope.Fresh(msg.Ticket) || msg.gen != m.versus.gen {
		return nil
	}
	m.scope.Done(msg.Ticket)
	switch {
	case msg.Err == nil:
	case msg.Err.Kind == api.Canceled:
		return nil
	case msg.Err.Kind == api.Invalid && msg.filtered: // this tenant knows no such filter
		return m.askSuccess(msg.a, api.ExecutionQuery{WorkflowID: msg.a.WorkflowID, Limit: api.MaxPage})
	default:
		return screen.Say(screen.Bad, sentence(msg.Err))
	}
	for _, e := range msg.Value.Items {
		if e.ID != msg.a.ID && verbOf(e.Status) == completed {
			return m.compareWith(msg.a, e, "last success")
		}
	}
	return screen.Say(screen.Info, m.flow(msg.a.WorkflowID).name()+" has no other success that the tenant tells of")
}

// compareWith reads what is missing of two histories and then compares them.
func (m *Model) compareWith(a, b api.Execution, name string) tea.Cmd {
	m.versus = versus{a: a, b: b, name: name, gen: m.versus.gen + 1}
	var cmds []tea.Cmd
	for _, e := range []api.Execution{a, b} {
		d := m.doc(e)
		if d.gone {
			return m.compareGivesUp("The history of " + m.runName(e) + " cannot be read any more: the tenant keeps it for 90 days")
		}
		if !d.all || d.run == nil {
			m.versus.wait = true
			cmds = append(cmds, m.readOrFollow(d))
		}
	}
	if m.versus.wait {
		return tea.Batch(append(cmds, screen.Say(screen.Info, "Reading both histories"))...)
	}
	return m.compareReady()
}

func (m *Model) runName(e api.Execution) string {
	if e.ID == m.versus.a.ID {
		return "this run"
	}
	return m.versus.name
}

// compareGivesUp forgets the question and says why.
func (m *Model) compareGivesUp(why string) tea.Cmd {
	m.versus = versus{gen: m.versus.gen + 1}
	return screen.Say(screen.Warn, why)
}

// compareFailed says that a history that is waited for could not be read.
func (m *Model) compareFailed(d *document) tea.Cmd {
	if !m.versus.wants(d.exec.ID) || d.err == nil {
		return nil
	}
	return m.compareGivesUp("Not compared: " + sentence(d.err))
}

// compareReady compares once both histories are read: beside the loop, since long
// ones take a moment.
func (m *Model) compareReady() tea.Cmd {
	v := m.versus
	if v.b.ID == "" {
		return nil
	}
	a, b := m.docs[v.a.ID], m.docs[v.b.ID]
	if a == nil || b == nil || !a.all || !b.all || a.run == nil || b.run == nil {
		return nil
	}
	view, x, y := m.id, a.run, b.run
	return func() tea.Msg { return compared{view, v.gen, comparison.Make(x, y)} }
}

// comparedNow shows a comparison.
func (m *Model) comparedNow(msg compared) tea.Cmd {
	v := m.versus
	if msg.gen != v.gen || v.b.ID == "" {
		return nil
	}
	m.versus = versus{gen: v.gen + 1}
	return screen.Send(screen.Show{Dialog: comparison.New(m.env, msg.c, "this run", v.name, comparedNotes(msg.c)...), Late: v.wait})
}

// comparedNotes says what bears on how far two runs can be compared.
func comparedNotes(c *comparison.Comparison) []string {
	var out []string
	if c.A.Exec.WorkflowID != c.B.Exec.WorkflowID {
		out = append(out, "These are runs of two workflows: "+c.A.Workflow+" and "+c.B.Workflow)
	} else if !reflect.DeepEqual(c.A.Definition, c.B.Definition) {
		out = append(out, "The runs used different definitions of the workflow")
	}
	for _, r := range []*run.Run{c.A, c.B} {
		if r.Live() {
			out = append(out, "A run that still goes on is compared as far as it has come")
			break
		}
	}
	return out
}
