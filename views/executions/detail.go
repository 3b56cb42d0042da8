package executions

import (
	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/ui/cell"
	"iscope/ui/pager"
	"iscope/ui/screen"
	"iscope/ui/timeline"
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
	noise  bool
	line   *timeline.Model
	text   *pager.Pager // about the row under the cursor
	raw    *pager.Pager // the history as JSON
	inText bool         // the text has the keys
	follow uint64       // generation of the tick

	placed bool   // the cursor was put where it belongs at first
	wrote  textID // what text holds
	rawOf  *run   // what raw holds
}

// textID tells whether the text below the timeline is still the right one.
type textID struct {
	run   *run
	row   string
	w     int
	epoch int
}

func newDetail(env *screen.Env) detail {
	return detail{env: env, line: timeline.New(env), text: pager.New(env), raw: pager.New(env)}
}

// typing returns the pager whose search is being typed, nil where none is.
func (d *detail) typing() *pager.Pager {
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
	*d = detail{env: d.env, id: doc.exec.ID, doc: doc, noise: d.noise, follow: d.follow,
		line: timeline.New(d.env), text: pager.New(d.env), raw: pager.New(d.env)}
	d.show(doc)
}

// show takes what is new in a document, if it is the one shown. At first the
// cursor goes to the step that failed, or follows a run that goes on.
func (d *detail) show(doc *document) {
	if d.doc != doc || doc.run == nil {
		return
	}
	d.setRows()
	fail := doc.run.failing
	switch {
	case fail != nil && (!d.placed || d.line.Following()):
		d.line.Follow(false)
		d.placed = d.line.Select(d.rowOf(fail))
	case d.placed:
	case doc.run.live():
		d.line.Follow(true)
		d.placed = true
	case doc.all:
		d.placed = true
	}
}

// rowOf is the row that stands for a step in the mode that is on.
func (d *detail) rowOf(s *step) string {
	if d.mode != asEvents {
		return s.id
	}
	if n := len(s.tries); n > 0 && s.tries[n-1].ended >= 0 {
		return eventID(s.tries[n-1].ended)
	}
	if len(s.events) > 0 {
		return eventID(s.events[0])
	}
	return ""
}

func (d *detail) setRows() {
	if d.mode == asEvents {
		d.line.LabelTitle, d.line.KindTitle, d.line.TookTitle = "event", "step", "at"
		d.line.SetRows(d.doc.run.eventRows(d.noise))
		return
	}
	d.line.LabelTitle, d.line.KindTitle, d.line.TookTitle = "step", "action", "took"
	d.line.SetRows(d.doc.run.rows(d.noise))
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
	case to == asEvents && at != nil:
		d.line.Select(d.rowOf(at))
	case to == asSteps && i >= 0:
		if s := d.doc.run.stepOf(i); s != nil {
			d.line.Select(s.id)
		}
	}
	return nil
}

// stepOf returns the step that event i belongs to.
func (r *run) stepOf(i int) *step {
	var found *step
	r.each(func(s *step) {
		for _, n := range s.events {
			if n == i {
				found = s
			}
		}
	})
	return found
}

// selectedStep returns the step under the cursor, nil where there is none.
func (d *detail) selectedStep() *step {
	row := d.line.Selected()
	if row == nil || d.doc == nil || d.doc.run == nil || d.mode == asEvents {
		return nil
	}
	var found *step
	d.doc.run.each(func(s *step) {
		if s.id == row.ID {
			found = s
		}
	})
	return found
}

// selectedEvent returns the index of the event under the cursor, -1 where there
// is none.
func (d *detail) selectedEvent() int {
	row := d.line.Selected()
	if row == nil || d.doc == nil || d.doc.run == nil || d.mode != asEvents {
		return -1
	}
	for i := range d.doc.run.events {
		if eventID(i) == row.ID {
			return i
		}
	}
	return -1
}

// written is a history as JSON, made beside the loop. The view sends it to
// itself.
type written struct {
	view string
	run  *run
	text string
}

// To returns the view the text is for.
func (w written) To() string { return w.view }

// writeJSON has the history written as JSON, which takes a moment for a long one.
func (m *Model) writeJSON() tea.Cmd {
	d := &m.detail
	if d.doc == nil || d.doc.run == nil || d.rawOf == d.doc.run {
		return nil
	}
	run, view := d.doc.run, m.id
	if d.rawOf == nil {
		d.raw.SetText(d.env.Styles.Muted.Render("writing " + countEvents(len(run.events))))
	}
	return func() tea.Msg { return written{view, run, asDocument(run.events)} }
}

func (m *Model) jsonWritten(w written) {
	if d := &m.detail; d.doc != nil && d.doc.run == w.run {
		d.raw.SetText(w.text)
		d.rawOf = w.run
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
	return screen.Send(screen.Browse{URL: webURL(m.env.WebURL, workflowID)})
}
