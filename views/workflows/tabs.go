package workflows

import (
	"strings"

	"iscope/api"
	"iscope/ui/cell"
	"iscope/ui/pane"
	"iscope/ui/theme"
	"iscope/views/workflows/trigger"
)

// drawTab makes the text of a tab of the detail.
func (m *Model) drawTab(tab, w int) []string {
	wf := &m.detail.workflow
	switch tab {
	case tabTrigger:
		return trigger.Lines(m.env, wf.Trigger, m.tools.shelf.Trigger, w, wf.Enabled)
	case tabJSON:
		if wf.Raw.IsZero() {
			return []string{m.env.Styles.Muted.Render("The record has not been read.")}
		}
		return strings.Split(api.Pretty(wf.Raw.JSON()), "\n")
	}
	return m.overviewTab(wf, w)
}

func (m *Model) overviewTab(wf *api.Workflow, w int) []string {
	env, now := m.env, m.env.Now()
	if wf.Raw.IsZero() && wf.Name == "" {
		return []string{env.Styles.Muted.Render("The workflow has not been read.")}
	}
	out := m.draftLines(wf.ID, w)
	if wf.Description != "" {
		out = append(append(out, cell.Wrap(wf.Description, w)...), "")
	}
	out = append(out, m.ownerWarning(wf, w)...)
	age := func(s, ago string) string {
		if ago == "" {
			return ""
		}
		if env.Aloud() { // what grows while one listens is read again
			return s
		}
		return s + " · " + ago + " ago"
	}
	next := ""
	if at, ok := m.nextRun(wf); ok {
		next = cell.Stamp(at, env.Zone)
		if !env.Aloud() {
			next += " · in " + cell.Age(at.Sub(now))
		}
	}
	fields := pane.Fields(env, w,
		[2]string{"state", strings.TrimLeft(stateText(env.Styles, wf.Enabled), " ")},
		[2]string{"starts", strings.TrimPrefix(trigger.Sentence(wf.Trigger), "Starts ")},
		[2]string{"next run", next},
		[2]string{"executions", m.countWords(wf)},
		[2]string{"owner", m.ownerWords(wf)},
		[2]string{"creator", wf.Creator.String()},
		[2]string{"changed by", wf.ModifiedBy.String()},
		[2]string{"changed", age(cell.Stamp(wf.Modified, env.Zone), cell.AgeSince(wf.Modified, now))},
		[2]string{"created", age(cell.Stamp(wf.Created, env.Zone), cell.AgeSince(wf.Created, now))},
		[2]string{"id", wf.ID},
	)
	return append(out, fields...)
}

// countWords says how often a workflow ran and failed.
func (m *Model) countWords(wf *api.Workflow) string {
	switch {
	case wf.Executions < 0:
		return "not told by the tenant"
	case wf.Executions == 0:
		return "none yet"
	case wf.Failures < 0:
		return cell.Thousands(wf.Executions)
	case wf.Failures == 0:
		return cell.Thousands(wf.Executions) + ", none failed"
	}
	r, _ := rate(wf)
	st, style := m.env.Styles, m.rateStyle(wf)
	text := cell.Thousands(wf.Executions) + ", " + cell.Thousands(wf.Failures) + " failed  " + style.Render(strings.TrimSpace(percent(st, r)))
	if bar := rateBar(st, style, r, barWidth); bar != "" {
		text += " " + bar
	}
	return text
}

// wrapStyled wraps plain words behind a sign, the lines after the first
// indented as far as the sign is wide.
func wrapStyled(w int, words, sign string, style theme.Style) []string {
	indent := cell.Width(sign)
	var out []string
	for i, part := range cell.Wrap(words, max(w-indent, 1)) {
		if i > 0 {
			sign = cell.Spaces(indent)
		}
		out = append(out, sign+style.Render(part))
	}
	return out
}
