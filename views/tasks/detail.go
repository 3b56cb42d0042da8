package tasks

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/keymap"
	"iscope/ui/screen"
	"iscope/ui/sheet"
)

// detail is the task shown beside the list.
type detail struct {
	task    row        // as read, or as the list had it until then
	err     *api.Error // why it could not be read
	version int        // grows with every change of what is shown
	rests   uint64     // generation of the cursor's rest
	sheet   *sheet.Sheet
}

// restTime is how long the cursor stays on a row before its task is read: a
// hand that holds a key down asks for nothing.
const restTime = 300 * time.Millisecond

// rested says that the cursor has stayed on a row for restTime. The screen
// sends it to itself by a timer; one of an earlier generation is ignored.
type rested struct {
	view string
	n    uint64
}

// To returns the screen the message is for.
func (r rested) To() string { return r.view }

// open shows the task under the cursor and reads it.
func (m *Model) open() tea.Cmd {
	r := m.shown().Selected()
	if r == nil {
		return nil
	}
	if r.ID != m.detail.task.ID {
		m.show(*r)
	}
	return m.readDetail()
}

// show puts a task into the detail; answers about another one become stale.
func (m *Model) show(r row) {
	m.reads.Supersede(api.GetTask)
	m.detail.task, m.detail.err = r, nil
	m.detail.version++
	m.detail.sheet.Top()
}

// follow lets the detail go with the cursor while the list has the keys.
func (m *Model) follow() tea.Cmd {
	r := m.shown().Selected()
	if !m.split.Open || m.split.Focused || r == nil || r.ID == m.detail.task.ID {
		return nil
	}
	m.show(*r)
	m.detail.rests++
	msg := rested{m.id, m.detail.rests}
	return tea.Tick(restTime, func(time.Time) tea.Msg { return msg })
}

func (m *Model) cursorRested(r rested) tea.Cmd {
	if r.n != m.detail.rests {
		return nil
	}
	return m.readDetail()
}

// readDetail asks for the task shown.
func (m *Model) readDetail() tea.Cmd {
	if !m.split.Open || m.detail.task.ID == "" {
		return nil
	}
	m.detail.rests++ // a timer still out would ask a second time
	ctx, t := m.reads.Next(api.GetTask)
	return m.cmds.Task(ctx, t, m.detail.task.ID)
}

func (m *Model) gotDetail(r api.Result[api.Task]) tea.Cmd {
	if !m.reads.Fresh(r.Ticket) {
		return nil
	}
	m.reads.Done(r.Ticket)
	d := &m.detail
	d.version++
	if r.Err != nil {
		if r.Err.Kind != api.Canceled {
			d.err = r.Err
		}
		return m.moreLike()
	}
	d.task.Task, d.err = r.Value, nil
	return m.moreLike()
}

// listNews takes over into the detail what a new list says about its task.
func (m *Model) listNews() {
	d := &m.detail
	r := m.shown().Row(d.task.ID)
	if !m.split.Open || r == nil {
		return
	}
	d.task = *r
	d.version++
}

// copy copies ids or records: those of the marked tasks, else that of the
// current one.
func (m *Model) copy(a keymap.Action) tea.Cmd {
	rows := m.picked()
	var texts []string
	for i := range rows {
		if a == "list.copy-id" {
			texts = append(texts, rows[i].ID)
		} else if !rows[i].Raw.IsZero() {
			texts = append(texts, api.Pretty(rows[i].Raw.JSON()))
		}
	}
	switch {
	case len(texts) == 0:
		return nil
	case a == "list.copy-id" && len(texts) > 1:
		return screen.Send(screen.Copy{Text: strings.Join(texts, "\n"), What: "ids"})
	case a == "list.copy-id":
		return screen.Send(screen.Copy{Text: texts[0], What: "id"})
	case len(texts) > 1:
		return screen.Send(screen.Copy{Text: "[" + strings.Join(texts, ",\n") + "]", What: "JSON"})
	}
	return screen.Send(screen.Copy{Text: texts[0], What: "JSON"})
}

// picked returns the tasks an action is about: the marked ones where the list
// has the keys, else the current one.
func (m *Model) picked() []row {
	var out []row
	if !m.split.Focused {
		for _, r := range m.shown().Marked() {
			out = append(out, *r)
		}
	}
	if r := m.current(); len(out) == 0 && r != nil {
		out = append(out, *r)
	}
	return out
}
