package tasks

import (
	tea "charm.land/bubbletea/v2"

	"iscope/api"
)

// survey is what has been asked to know how long the like of the pending tasks
// take: the newest tasks once, and those of single sources. It goes on one
// request at a time, and asks for each once.
type survey struct {
	newest  bool
	sources map[string]bool
	asking  bool
}

// keySurvey tells the answers for the survey from those for the history.
const keySurvey = "usual"

// mostSurveyed bounds for how many sources the survey asks.
const mostSurveyed = 40

// goOnSurvey asks for the next tasks that tell what is usual, if there is a
// pending task of whose like too little is known. Behind another view only those
// matter that may be stuck.
func (m *Model) goOnSurvey() tea.Cmd {
	s := &m.survey
	if s.asking || m.pending.err != nil || m.history.fetching && !m.history.loaded { // that page may do
		return nil
	}
	for i := range m.pending.table.Rows() {
		r := &m.pending.table.Rows()[i]
		_, known := m.book.Of(&r.Task)
		if known || !r.Pending() || !m.active && age(&r.Task, m.env.Now()) <= stuckFloor {
			continue
		}
		switch id := r.Target.ID; {
		case !s.newest:
			s.newest = true
			return m.ask(api.TaskQuery{Limit: api.MaxPage})
		case id != "" && r.Target.Type != "IDENTITY" && !s.sources[id] && len(s.sources) < mostSurveyed:
			if s.sources == nil {
				s.sources = map[string]bool{}
			}
			s.sources[id] = true
			return m.ask(api.TaskQuery{SourceID: id, Limit: api.MaxPage})
		}
	}
	return nil
}

func (m *Model) ask(q api.TaskQuery) tea.Cmd {
	m.survey.asking = true
	ctx, t := m.reads.NextFor(api.ListTasks, keySurvey)
	return m.cmds.Tasks(ctx, t, q)
}

// gotSurvey takes the tasks that tell what is usual. Where they cannot be had
// nothing is said: the list does without.
func (m *Model) gotSurvey(r api.Result[api.Page[api.Task]]) tea.Cmd {
	if !m.reads.Fresh(r.Ticket) {
		return nil
	}
	m.reads.Done(r.Ticket)
	m.survey.asking = false
	if r.Err != nil {
		return nil
	}
	m.learn(r.Value.Items)
	m.keepBook(r.Value.Items)
	return m.goOnSurvey()
}
