package executions

import (
	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/keymap"
	"iscope/ui/cell"
	"iscope/ui/jsonview"
	"iscope/ui/pager"
	"iscope/ui/screen"
	"iscope/ui/timeline"
	"iscope/views/executions/run"
)

// mode is how a history is shown.
type mode uint8

const (
	asSteps mode = iota
	asEvents
	asJSON
	modes
)

var modeWords = [modes]string{"steps", "events", "JSON"}

// detail is the pane of one execution: a timeline, and below it what is known of
// the row under the cursor.
type detail struct {
	env    *screen.Env
	id     string // of the execution
	doc    *document
	mode   mode
	shape  run.Shape // what is folded, and whether the engine's events are shown
	line   *timeline.Model
	text   *pager.Pager   // about the row under the cursor
	raw    *jsonview.View // the history as JSON
	event  int            // gone through one by one: the one that is shown, -1 for none
	inText bool           // the text has the keys
	follow uint64         // generation of the tick

	placed bool     // the cursor was put where it belongs at first
	wrote  textID   // what text holds
	rawOf  *run.Run // what raw holds
}

// textID tells whether the text below the timeline is still the right one.
type textID struct {
	run   *run.Run
	row   string
	event int
	w     int
	epoch int
}

func newDetail(env *screen.Env) detail {
	return detail{env: env, event: -1, line: timeline.New(env), text: pager.New(env), raw: jsonview.New(env)}
}

// reader is a text that scrolls and is searched.
type reader interface {
	Act(keymap.Action) bool
	Typing() bool
	Type(tea.Msg)
}

// typing returns the text whose search is being typed, nil where none is.
func (d *detail) typing() reader {
	switch {
	case d.text.Typing():
		return d.text
	case d.raw.Typing():
		return d.raw
	}
	return nil
}

// reading reports whether a text has the keys.
func (d *detail) reading() bool { return d.inText || d.mode == asJSON }

// open shows another document, as steps: in another mode one would not land on
// the step that failed.
func (d *detail) open(doc *document) {
	if d.id == doc.exec.ID && d.doc == doc {
		return
	}
	noise, follow := d.shape.Noise, d.follow
	*d = newDetail(d.env)
	d.id, d.doc, d.shape.Noise, d.follow = doc.exec.ID, doc, noise, follow
	d.show(doc)
}

// show takes what is new in a document, if it is the one shown. At first the
// cursor goes to the step that failed, or follows a run that goes on.
func (d *detail) show(doc *document) {
	if d.doc != doc || doc.run == nil {
		return
	}
	d.setRows()
	fail := doc.run.Failing()
	switch {
	case fail != nil && (!d.placed || d.line.Following()):
		d.line.Follow(false)
		d.placed = d.goTo(fail)
	case d.placed:
	case doc.run.Live():
		d.line.Follow(true)
		d.placed = true
	case doc.all:
		d.placed = true
	}
}

// rowOf is the row that stands for a step in the mode that is on.
func (d *detail) rowOf(s *run.Step) string {
	if d.mode != asEvents {
		return s.ID
	}
	if n := len(s.Tries); n > 0 && s.Tries[n-1].Ended >= 0 {
		return run.EventID(s.Tries[n-1].Ended)
	}
	if len(s.Events) > 0 {
		return run.EventID(s.Events[0])
	}
	return ""
}

func (d *detail) setRows() {
	if d.mode == asEvents {
		d.line.LabelTitle, d.line.KindTitle, d.line.TookTitle = "event", "step", "at"
		d.line.SetRows(d.doc.run.EventRows(d.shape.Noise))
		return
	}
	d.line.LabelTitle, d.line.KindTitle, d.line.TookTitle = "step", "action", "took"
	d.line.SetRows(d.doc.run.Rows(d.shape))
}

// setMode changes how the history is shown, with the cursor on what it was on.
func (m *Model) setMode(to mode) tea.Cmd {
	d := &m.detail
	at := d.selectedStep()
	i := d.selectedEvent()
	d.mode, d.inText = to, false
	if d.doc == nil || d.doc.run == nil {
		return nil
	}
	if to == asJSON {
		return m.writeJSON()
	}
	d.setRows()
	switch {
	case d.event >= 0:
		d.place(d.event)
	case to == asEvents && at != nil:
		d.line.Select(d.rowOf(at))
	case to == asSteps && i >= 0:
		d.selectFor(i)
	}
	return nil
}

// selectedStep returns the step under the cursor, nil where there is none.
func (d *detail) selectedStep() *run.Step {
	row := d.line.Selected()
	if row == nil || d.doc == nil || d.doc.run == nil || d.mode == asEvents {
		return nil
	}
	return d.doc.run.Step(row.ID)
}

// selectedEvent returns the index of the event under the cursor, -1 where there
// is none.
func (d *detail) selectedEvent() int {
	row := d.line.Selected()
	if row == nil || d.doc == nil || d.doc.run == nil || d.mode != asEvents {
		return -1
	}
	for i := range d.doc.run.Events {
		if run.EventID(i) == row.ID {
			return i
		}
	}
	return -1
}

// written is a history as JSON, made beside the loop. The view sends it to
// itself.
type written struct {
	view string
	run  *run.Run
	doc  *jsonview.Doc
}

// To returns the view the text is for.
func (w written) To() string { return w.view }

// writeJSON has the history written as JSON, which takes a moment for a long one.
func (m *Model) writeJSON() tea.Cmd {
	d := &m.detail
	if d.doc == nil || d.doc.run == nil || d.rawOf == d.doc.run {
		return nil
	}
	whole, view := d.doc.run, m.id
	if d.rawOf == nil {
		d.raw.Set(jsonview.Parse("writing " + countEvents(len(whole.Events))))
	}
	return func() tea.Msg { return written{view, whole, jsonview.Parse(run.Document(whole.Events))} }
}

func (m *Model) jsonWritten(w written) {
	if d := &m.detail; d.doc != nil && d.doc.run == w.run {
		first := d.rawOf == nil
		d.raw.Set(w.doc)
		d.rawOf = w.run
		if first && d.event >= 0 {
			d.place(d.event)
		}
	}
}

func countEvents(n int) string { return cell.Count(n, "event") }

// openExecution shows the timeline of an execution.
func (m *Model) openExecution(e api.Execution) tea.Cmd {
	d := m.doc(e)
	m.detail.open(d)
	return m.readOrFollow(d)
}

func (m *Model) readOrFollow(d *document) tea.Cmd {
	switch {
	case d.loading && d.quiet:
		d.quiet = false
		return m.read(d) // again: somebody waits for it now
	case d.loading || d.gone:
		return nil
	case d.final:
		return nil
	case !d.all || d.exec.Status.Closed():
		return m.read(d)
	}
	return m.reread(d)
}

// browse opens a workflow in the tenant's web interface.
func (m *Model) browse(workflowID string) tea.Cmd {
	if m.env.WebURL == "" {
		return screen.Say(screen.Warn, "The address of this tenant's web interface is not known")
	}
	if workflowID == "" {
		return screen.Say(screen.Warn, "The workflow of this execution is not known")
	}
	return screen.Send(screen.Browse{URL: m.env.WorkflowPage(workflowID)})
}
