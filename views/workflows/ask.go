package workflows

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/keymap"
	"iscope/ui/cell"
	"iscope/ui/dialog"
	"iscope/ui/screen"
	"iscope/views/internal/change"
	"iscope/views/workflows/trigger"
)

// Names of the questions this screen asks.
const (
	askWhich  = "which"
	askChange = "change"
)

// proposal is what a question is about: to do this to those, as they were
// shown.
type proposal struct {
	verb      verb
	workflows []api.Workflow
}

// Disabled says why an action cannot be done now, "" where it can.
func (m *Model) Disabled(a keymap.Action) string {
	switch a {
	case "workflows.toggle", "workflows.delete":
		if !m.change.Over() {
			return "A change is under way: " + m.change.Progress()
		}
	case "list.browse":
		if m.env.WebURL == "" {
			return "The address of this tenant's web interface is not known"
		}
		return ""
	case "workflows.executions", "workflows.test", "workflows.external", "workflows.edit", "workflows.duplicate", "workflows.export", "workflows.owner":
	default:
		return ""
	}
	w := m.target(a)
	switch {
	case w == nil:
		return "There is no workflow under the cursor"
	case a == "workflows.executions":
		return ""
	case single[a] != "" && !m.split.Focused && m.table.Marks() > 1:
		return single[a] + " takes one workflow at a time; " + m.env.Keys.Key("app.back") + " clears the marks"
	}
	if a == "workflows.external" && w.Trigger.Type != api.TriggerExternal && w.Name != "" {
		return "This workflow has no external trigger; " + m.env.Keys.Key("workflows.test") + " tests it"
	}
	if w.Raw.IsZero() && w.Name == "" {
		return "The workflow has not been read yet"
	}
	if a == "workflows.delete" && w.Enabled {
		return "An enabled workflow cannot be deleted; disable it first with " + m.env.Keys.Key("workflows.toggle")
	}
	return ""
}

// single are the actions that take one workflow, with what a sentence about them
// begins with: marks are not passed over.
var single = map[keymap.Action]string{
	"workflows.test": "Test", "workflows.edit": "Edit", "workflows.duplicate": "Duplicate", "workflows.external": "The external trigger", "workflows.delete": "Delete",
}

// target returns the workflow that an action which takes one is about, nil where
// there is none: that of the one mark there is, else the current one.
func (m *Model) target(a keymap.Action) *api.Workflow {
	if single[a] != "" && !m.split.Focused && m.table.Marks() == 1 {
		return m.table.Marked()[0]
	}
	return m.current()
}

// picked returns the workflows an action is about: the marked ones where the
// list has the keys, else the current one.
func (m *Model) picked() []api.Workflow {
	var out []api.Workflow
	if !m.split.Focused {
		for _, w := range m.table.Marked() {
			out = append(out, *w)
		}
	}
	if w := m.current(); len(out) == 0 && w != nil {
		out = append(out, *w)
	}
	return out
}

// barred says whether nothing may be done now, with the toast that tells why.
func (m *Model) barred(a keymap.Action) (tea.Cmd, bool) {
	if m.env.ReadOnly {
		return m.env.SayLocked(), true
	}
	if why := m.Disabled(a); why != "" {
		return screen.Say(screen.Warn, why), true
	}
	// The row under the cursor has just gone away: the key was meant for it.
	return nil, !m.split.Focused && !m.table.Settled()
}

// askToggle asks whether to enable or disable. Workflows of both kinds, marked
// together, need one more question.
func (m *Model) askToggle() tea.Cmd {
	if cmd, no := m.barred("workflows.toggle"); no {
		return cmd
	}
	var on, off []api.Workflow
	for _, w := range m.picked() {
		if w.Enabled {
			on = append(on, w)
		} else {
			off = append(off, w)
		}
	}
	switch {
	case len(off) == 0:
		return m.confirm(proposal{disable, on})
	case len(on) == 0:
		return m.confirm(proposal{enable, off})
	}
	p := &dialog.Pick{Env: m.env, View: m.id, Name: askWhich, Head: "Enable or disable?"}
	p.SetOptions([]dialog.Option{
		{Value: proposal{disable, on}, Label: "Disable the " + cell.Thousands(len(on)) + " that are enabled"},
		{Value: proposal{enable, off}, Label: "Enable the " + cell.Thousands(len(off)) + " that are disabled"},
	})
	return screen.Send(screen.Show{Dialog: p})
}

func (m *Model) askDelete() tea.Cmd {
	if cmd, no := m.barred("workflows.delete"); no {
		return cmd
	}
	return m.confirm(proposal{remove, m.picked()})
}

// confirm asks in words whether a proposal is to be carried out.
func (m *Model) confirm(p proposal) tea.Cmd {
	name := strings.ToUpper(p.verb.String()[:1]) + p.verb.String()[1:]
	c := &dialog.Confirm{
		Env: m.env, View: m.id, Name: askChange, Value: p, Yes: name, Grave: p.verb != enable,
		Head: name + " workflow?", Lines: m.words(p),
	}
	if len(p.workflows) > 1 {
		c.Head = fmt.Sprintf("%s %d workflows?", name, len(p.workflows))
	}
	if p.verb == remove {
		c.Type = change.WorkflowName(&p.workflows[0])
	}
	change.Protect(m.env, c)
	return screen.Send(screen.Show{Dialog: c})
}

// listed is how many workflows a question names one by one.
const listed = 8

// words says what a proposal would do.
func (m *Model) words(p proposal) []string {
	st := m.env.Styles
	var lines []string
	for i := range p.workflows[:min(len(p.workflows), listed)] {
		w := &p.workflows[i]
		lines = append(lines, change.WorkflowName(w), st.Muted.Render(w.ID))
		lines = append(lines, change.Doubts(w.Name)...)
	}
	if more := len(p.workflows) - listed; more > 0 {
		lines = append(lines, fmt.Sprintf("and %d more", more))
	}
	lines = append(lines, "")
	one := &p.workflows[0]
	single := len(p.workflows) == 1
	switch {
	case p.verb == remove:
		lines = append(lines, "It is removed from the tenant "+m.env.Tenant+" with its definition. This cannot be undone.")
		if one.Executions > 0 {
			lines = append(lines, "It has run "+cell.Thousands(one.Executions)+" times.")
		}
	case p.verb == enable && single:
		lines = append(lines, "It can run again from now on. "+trigger.Sentence(one.Trigger))
	case p.verb == enable:
		lines = append(lines, "They can run again from now on, each by its own trigger.")
	case single:
		lines = append(lines, "Nothing starts it any more until it is enabled again; what happens meanwhile is not made up for. Executions under way are not canceled by this.")
	default:
		lines = append(lines, "Nothing starts them any more until they are enabled again; what happens meanwhile is not made up for. Executions under way are not canceled by this.")
	}
	return lines
}

// answered takes the answer to a question.
func (m *Model) answered(a dialog.Answer) tea.Cmd {
	switch a.Name {
	case askWhich:
		if o, ok := a.Value.(dialog.Option); ok {
			if p, ok := o.Value.(proposal); ok {
				return m.confirm(p)
			}
		}
	case askChange:
		if p, ok := a.Value.(proposal); ok && m.change.Over() && !m.env.ReadOnly {
			return m.begin(p)
		}
	}
	return nil
}
