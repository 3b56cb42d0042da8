package tasks

import (
	"iter"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/views/tasks/trend"
	"iscope/views/tasks/usual"
)

// like holds runs of the same task on the same target as the one in the detail,
// beyond those that the lists have.
type like struct {
	of     string // id of the task they are for
	kind   usual.Kind
	tasks  []api.Task
	next   int // offset of the next page of its source
	pages  int
	done   bool // the tenant has no more, or enough was looked through
	asking bool
	err    *api.Error
}

// keyLike tells the answers for the trend from those for the history.
const keyLike = "like"

// mostLikePages bounds how many tasks of a source are looked through for runs of
// one task.
const mostLikePages = 4

// moreLike asks the tenant for tasks of the same source, while the trend is shown
// and has too few runs. Tasks without a source cannot be asked for: the tenant
// does not filter by what they do.
func (m *Model) moreLike() tea.Cmd {
	t, l := &m.detail.task.Task, &m.like
	if !m.split.Open || m.detail.sheet.Tab() != tabTrend || t.ID == "" {
		return nil
	}
	if l.of != t.ID {
		old := *l
		*l = like{of: t.ID, kind: kindOf(t)}
		if old.kind == l.kind {
			l.tasks, l.next, l.pages, l.done = old.tasks, old.next, old.pages, old.done
		}
		m.reads.SupersedeFor(api.ListTasks, keyLike)
	}
	if l.asking || l.done || l.err != nil || !fromSource(t) || len(trend.Runs(t, m.alike())) >= trend.Most {
		return nil
	}
	l.asking = true
	m.detail.version++
	ctx, ticket := m.reads.NextFor(api.ListTasks, keyLike)
	return m.cmds.Tasks(ctx, ticket, api.TaskQuery{SourceID: t.Target.ID, Limit: api.MaxPage, Offset: l.next})
}

// fromSource reports whether the tenant can be asked for tasks on the target of
// a task.
func fromSource(t *api.Task) bool { return t.Target.ID != "" && t.Target.Type != "IDENTITY" }

// gotLike takes tasks of the source.
func (m *Model) gotLike(r api.Result[api.Page[api.Task]]) tea.Cmd {
	if !m.reads.Fresh(r.Ticket) {
		return nil
	}
	m.reads.Done(r.Ticket)
	l := &m.like
	l.asking = false
	m.detail.version++
	if r.Err != nil {
		l.err = r.Err
		return nil
	}
	m.learn(r.Value.Items)
	m.keepBook(r.Value.Items)
	for i := range r.Value.Items {
		if t := &r.Value.Items[i]; kindOf(t) == l.kind && !t.Pending() {
			l.tasks = append(l.tasks, *t)
		}
	}
	l.pages++
	l.next = r.Value.Next
	l.done = !r.Value.More || l.pages >= mostLikePages
	return m.moreLike()
}

// alike yields the tasks among which those like the one in the detail are.
func (m *Model) alike() iter.Seq[*api.Task] {
	return func(yield func(*api.Task) bool) {
		for _, rows := range [][]row{m.history.table.Rows(), m.pending.table.Rows()} {
			for i := range rows {
				if kindOf(&rows[i].Task) == m.like.kind && !yield(&rows[i].Task) {
					return
				}
			}
		}
		for i := range m.like.tasks {
			if !yield(&m.like.tasks[i]) {
				return
			}
		}
	}
}
