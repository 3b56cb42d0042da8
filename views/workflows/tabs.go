package workflows

import (
	"fmt"
	"strings"

	"iscope/api"
	"iscope/ui/cell"
	"iscope/ui/pane"
	"iscope/ui/theme"
)

// drawTab makes the text of a tab of the detail.
func (m *Model) drawTab(tab, w int) []string {
	wf := &m.detail.workflow
	switch tab {
	case tabSteps:
		return m.stepsTab(w)
	case tabTrigger:
		return m.triggerTab(wf, w)
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
	var out []string
	if wf.Description != "" {
		out = append(cell.Wrap(wf.Description, w), "")
	}
	age := func(s, ago string) string {
		if ago == "" {
			return ""
		}
		return s + " · " + ago + " ago"
	}
	next := ""
	if at, ok := m.nextRun(wf); ok {
		next = cell.Stamp(at, env.Zone) + " · in " + cell.Age(at.Sub(now))
	}
	fields := pane.Fields(env, w,
		[2]string{"state", stateText(env.Styles, wf.Enabled)},
		[2]string{"starts", strings.TrimPrefix(triggerSentence(wf.Trigger), "Starts ")},
		[2]string{"next run", next},
		[2]string{"executions", m.countWords(wf)},
		[2]string{"owner", wf.Owner.String()},
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
	return fmt.Sprintf("%s, %s failed  %s", cell.Thousands(wf.Executions), cell.Thousands(wf.Failures), rateBar(m.env.Styles, m.rateStyle(wf), r))
}

func (m *Model) stepsTab(w int) []string {
	d, st := &m.detail, m.env.Styles
	if d.workflow.Raw.IsZero() {
		return []string{st.Muted.Render("The definition has not been read.")}
	}
	if d.flowOf != d.version {
		d.flow, d.flowOf = layOut(d.workflow.Definition()), d.version
	}
	words, flaws := countFlow(d.flow)
	head := st.Muted.Render(words)
	if flaws > 0 {
		head += "  " + st.Warn.Render(st.Plain(theme.Warn)+" "+cell.Count(flaws, "line")+" to look at")
	}
	return append([]string{cell.Cut(head, w), ""}, drawFlow(st, d.flow, w)...)
}

func (m *Model) triggerTab(wf *api.Workflow, w int) []string {
	env, t := m.env, wf.Trigger
	out := append(cell.Wrap(triggerSentence(t), w), "")
	event, next, zone := "", "", ""
	if t.Event != "" {
		event = t.Event
	}
	if triggerKind(t) == "schedule" {
		next = nextWords(t, env.Now(), env.Zone)
		switch zone = t.TimeZone; {
		case zone == "":
			zone = "none named; taken as UTC"
		case next == "not known":
			if _, ok := zoneOf(t); !ok {
				zone += " (not known here)"
			}
		}
		if !wf.Enabled {
			next += ", if it were enabled"
		}
	}
	return append(out, pane.Fields(env, w,
		[2]string{"type", triggerKind(t)},
		[2]string{"event", event},
		[2]string{"filter", t.Filter},
		[2]string{"attribute", t.Attribute},
		[2]string{"form", t.Form},
		[2]string{"description", t.Description},
		[2]string{"next run", next},
		[2]string{"time zone", zone},
		[2]string{"frequency", t.Frequency},
		[2]string{"cron", t.Cron},
		[2]string{"days", strings.Join(t.WeeklyDays, ", ")},
		[2]string{"times", strings.Join(append(t.WeeklyTimes, t.YearlyTimes...), ", ")},
		[2]string{"name", t.Name},
		[2]string{"address", t.URL},
		[2]string{"client id", t.ClientID},
	)...)
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
