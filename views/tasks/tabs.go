package tasks

import (
	"strings"

	"iscope/api"
	"iscope/ui/cell"
	"iscope/ui/pane"
	"iscope/ui/theme"
)

// Tabs of the detail.
const (
	tabOverview = iota
	tabTrend
	tabDefinition
	tabJSON
)

// drawTab makes the text of a tab of the detail.
func (m *Model) drawTab(tab, w int) []string {
	t := &m.detail.task
	if t.Raw.IsZero() {
		return []string{m.env.Styles.Muted.Render("The task has not been read.")}
	}
	switch tab {
	case tabTrend:
		return m.trendTab(&t.Task, w)
	case tabDefinition:
		return m.definitionTab(t.Body().Definition, w)
	case tabJSON:
		return strings.Split(api.Pretty(t.Raw.JSON()), "\n")
	}
	return m.overviewTab(t, w)
}

func (m *Model) overviewTab(r *row, w int) []string {
	env, now := m.env, m.env.Now()
	body := r.Body()
	var out []string
	if r.Description != "" && r.Description != r.Name {
		out = append(cell.Wrap(r.Description, w), "")
	}
	if why := m.stuck(&r.Task); why != "" && r.leaving == 0 {
		out = append(out, wrapStyled(w, "Taken for stuck: "+why+".", env.Styles.Lead(theme.Warn), env.Styles.Warn)...)
		out = append(out, "")
	}
	took, pendingFor, bar := "", "", ""
	switch d := r.Took(now); {
	case d <= 0:
	case r.Pending() && r.leaving == 0:
		pendingFor = cell.Duration(d)
		if env.Aloud() { // it says since when
			pendingFor = ""
		}
	case !r.Completed.IsZero():
		took = env.Took(d)
	}
	if text, style := m.progress(r); text != "" {
		bar = style.Render(text)
		if _, guess := m.estimate(&r.Task); guess && percentOf(r) == 0 {
			bar += env.Styles.Muted.Render(", an estimate by its like: the tenant tells no progress")
		}
	}
	target := r.Target.String()
	if r.Target.Type != "" && target != "" {
		target += " (" + strings.ToLower(r.Target.Type) + ")"
	}
	out = append(out, pane.Fields(env, w,
		[2]string{"status", m.stateText(r)},
		[2]string{"work", typeWords(&r.Task)},
		[2]string{"progress", bar},
		[2]string{"phase", r.Progress},
		[2]string{"target", target},
		[2]string{"launcher", r.Launcher},
		[2]string{"part of", r.Parent},
		[2]string{"created", stamp(r.Created, env.Zone)},
		[2]string{"launched", stamp(r.Launched, env.Zone)},
		[2]string{"completed", stamp(r.Completed, env.Zone)},
		[2]string{"pending for", pendingFor},
		[2]string{"took", took},
		[2]string{"usually", m.usualWords(&r.Task)},
		[2]string{"type", typeField(&r.Task)},
		[2]string{"id", r.ID},
	)...)
	out = append(out, m.messages(body.Messages, w)...)
	return append(out, m.figures("returned", append(body.Returns, body.Attributes...), w)...)
}

func (m *Model) heading(text string) []string { return []string{"", m.env.Styles.Muted.Render(text)} }

// messages lists what a task reports, each with its severity as sign and word.
func (m *Model) messages(list []api.TaskMessage, w int) []string {
	if len(list) == 0 {
		return nil
	}
	st := m.env.Styles
	out := m.heading("messages")
	for _, msg := range list {
		sign, word := st.Muted.Render(st.Plain(theme.Off))+" ", "info"
		if st.Accessible {
			sign = ""
		}
		style := theme.Style{}
		switch severity(msg.Severity) {
		case 3:
			sign, word, style = st.Lead(theme.Bad), "error", st.Bad
		case 2:
			sign, word, style = st.Lead(theme.Warn), "warning", st.Warn
		}
		out = append(out, wrapStyled(w, word+": "+messageWords(msg), sign, style)...)
	}
	return out
}

// figures lists names and values, numbers to the right so that they can be
// compared.
func (m *Model) figures(head string, list []api.TaskFigure, w int) []string {
	if len(list) == 0 {
		return nil
	}
	names, values := 0, 0
	for _, f := range list {
		names = max(names, min(cell.Width(f.Name), w/2))
		if number(f.Value) {
			values = max(values, cell.Width(f.Value))
		}
	}
	out := m.heading(head)
	for _, f := range list {
		label := m.env.Styles.Muted.Render(cell.Left(f.Name, names))
		if number(f.Value) {
			out = append(out, cell.Cut(label+"  "+cell.Right(f.Value, values), w))
			continue
		}
		for i, part := range cell.Wrap(f.Value, max(w-names-2, 8)) {
			if i > 0 {
				label = cell.Spaces(names)
			}
			out = append(out, cell.Cut(label+"  "+part, w))
		}
	}
	return out
}

// number reports whether a figure is one.
func number(s string) bool {
	return s != "" && strings.Trim(s, "0123456789.,-") == ""
}

func (m *Model) definitionTab(d api.TaskDefinition, w int) []string {
	if d.Name == "" && d.ID == "" && len(d.Arguments) == 0 {
		return []string{m.env.Styles.Muted.Render("The tenant does not say what this task is an instance of.")}
	}
	out := pane.Fields(m.env, w,
		[2]string{"name", d.Name},
		[2]string{"description", d.Description},
		[2]string{"part of", d.Parent},
		[2]string{"executor", d.Executor},
		[2]string{"id", d.ID},
	)
	return append(out, m.figures("arguments", d.Arguments, w)...)
}
