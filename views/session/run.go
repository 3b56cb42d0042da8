package session

import (
	"context"
	"strconv"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/ui/dialog"
	"iscope/ui/screen"
	"iscope/views/internal/change"
)

// askRun is the question before a session is run as it is.
const askRun = "run"

// run asks whether the workflow of the session under the cursor shall continue,
// with nothing changed.
func (m *Model) run() tea.Cmd {
	if why := m.Disabled("sessions.run"); why != "" {
		return screen.Say(screen.Warn, why)
	}
	s := m.session(m.target())
	if s == nil {
		return screen.Say(screen.Info, "The session is being read")
	}
	lines := []string{"Session " + shortName(s)}
	if shortName(s) != s.ID {
		lines = append(lines, "Id "+s.ID)
	}
	lines = append(lines, "Tenant "+m.env.Tenant, "Workflow "+firstOf(m.flowName(s.WorkflowID), s.WorkflowID), "Status "+words(s.Status),
		"", "The workflow continues at once, with everything it does. That cannot be taken back.")
	if groupOf(s.Status) == done {
		lines = append(lines, "It is done already: whether NERM runs it once more is not known.")
	}
	if m.mayHaveRun[s.ID] {
		lines = append(lines, "An earlier run got no answer: the workflow may have continued already.")
	}
	d := &dialog.Confirm{Env: m.env, View: m.id, Name: askRun, Value: *s, Head: "Run the session?", Lines: lines, Yes: "Run", No: "Not now", Grave: true}
	if m.env.Protected {
		d.Type = m.env.Tenant
	}
	return screen.Send(screen.Show{Dialog: d})
}

// onRunAgreed runs a session as it was shown.
func (m *Model) onRunAgreed(a dialog.Answer) tea.Cmd {
	s, ok := a.Value.(api.Session)
	switch {
	case !ok:
		return nil
	case m.env.ReadOnly:
		return m.env.SayLocked()
	case !m.running.Over():
		return screen.Say(screen.Warn, "A session is being run; wait for the answer")
	}
	var cmd tea.Cmd
	m.ranFrom = s.Status
	m.running, cmd = change.Begin(m.place(), runPlan(m.cmds.NERM, s), []api.Session{s})
	return cmd
}

// runPlan is how a session is run: one request, never repeated. Where no clear
// answer comes nothing of the session tells whether it ran.
func runPlan(client api.NERM, shown api.Session) change.Plan[api.Session] {
	return change.Plan[api.Session]{
		Words: change.Words{
			What: "run session", Noun: "session", Doing: "running", Past: "run", Still: "as it was; it may have run",
			Changed: "changed meanwhile", Again: "look at it and run it again",
		},
		ID: func(s *api.Session) string { return s.ID }, Name: shortName, Title: func(s *api.Session) string { return "session " + shortName(s) },
		Read: client.Session, ReadOp: api.GetSession,
		Before: func(shown, now api.Session) (change.Ending, string, bool) {
			return change.Changed, "it changed since it was shown", now.ID != shown.ID || len(differences(&shown, &now)) > 0
		},
		Send: func(ctx context.Context, id string) (api.Session, error) {
			return client.PatchSession(ctx, id, api.SessionChange{}, true)
		},
		Op:     api.PatchSession,
		Want:   map[string]string{wantRun: strconv.FormatBool(true)},
		Wanted: func(api.Session) bool { return true },
		After: func(_ context.Context, back api.Session) (change.Ending, string, bool) {
			if api.NormalStatus(back.Status) != api.NormalStatus(shown.Status) {
				return change.Unknown, "no clear answer came; it is " + words(back.Status) + " now, so its workflow seems to have run", true
			}
			return change.Unknown, "no clear answer came; it is " + words(back.Status) + " as before, but its workflow may have run", true
		},
	}
}

// onRan takes what came of running a session.
func (m *Model) onRan(r api.Result[change.Outcome[api.Session]]) tea.Cmd {
	o, cmd, ok := m.running.Took(r)
	if !ok {
		return nil
	}
	id := o.Object.ID
	if o.Ending == change.Done {
		delete(m.mayHaveRun, id)
	}
	if o.Ending == change.Unknown {
		if m.mayHaveRun == nil {
			m.mayHaveRun = map[string]bool{}
		}
		m.mayHaveRun[id] = true
	}
	if o.Ending != change.Gone && o.Err == nil || o.Ending == change.Unknown {
		m.keep(o.Object)
	}
	if o.Ending == change.Done || o.Ending == change.Unknown && o.Left {
		return tea.Batch(cmd, m.followRun(&o.Object, m.ranFrom))
	}
	return cmd
}
