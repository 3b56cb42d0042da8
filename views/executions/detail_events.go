package executions

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"iscope/ui/dialog"
	"iscope/ui/screen"
	"iscope/views/executions/run"
)

// goTo moves the cursor to the row of a step, unfolds what hides it and reports
// whether there is one.
func (d *detail) goTo(s *run.Step) bool {
	if d.line.Select(d.rowOf(s)) {
		return true
	}
	for p := s.Parent; p != nil; p = p.Parent {
		d.setFold(p.ID, run.Open)
	}
	d.setRows()
	return d.line.Select(d.rowOf(s))
}

func (d *detail) setFold(id string, f run.Fold) {
	if d.shape.Of == nil {
		d.shape.Of = map[string]run.Fold{}
	}
	d.shape.Of[id] = f
}

// fold folds or unfolds what is inside the row under the cursor; of a row with
// nothing inside, the one that it is in.
func (m *Model) fold() tea.Cmd {
	d := &m.detail
	if d.mode == asJSON {
		d.raw.Fold()
		return nil
	}
	for s := d.selectedStep(); s != nil; s = s.Parent {
		hidden, inside := d.doc.run.Folded(s, d.shape)
		if !inside {
			continue
		}
		to := run.Closed
		if hidden {
			to = run.Open
		}
		d.setFold(s.ID, to)
		d.setRows()
		d.line.Select(s.ID)
		return nil
	}
	if d.mode == asEvents {
		return screen.Say(screen.Info, "Single events have nothing inside")
	}
	return screen.Say(screen.Info, "There is nothing inside this step")
}

// foldAll unfolds everything, or folds it where everything is unfolded.
func (m *Model) foldAll() tea.Cmd {
	d := &m.detail
	switch {
	case d.mode == asJSON:
		d.raw.FoldAll()
		return nil
	case d.mode == asEvents:
		return screen.Say(screen.Info, "Single events have nothing inside")
	case d.doc == nil || d.doc.run == nil:
		return nil
	}
	hidden, inside := false, false
	for s := range d.doc.run.Each() {
		h, i := d.doc.run.Folded(s, d.shape)
		hidden, inside = hidden || h, inside || i
	}
	if !inside {
		return screen.Say(screen.Info, "No step of this execution has anything inside")
	}
	at := d.selectedStep()
	d.shape.All, d.shape.Of = run.Closed, nil
	if hidden {
		d.shape.All = run.Open
	}
	d.setRows()
	for ; at != nil && !d.line.Select(at.ID); at = at.Parent {
	}
	return nil
}

// stepEvent goes to the next event of the history, or the one before, selects its
// row and shows it. Events whose rows are hidden are passed over.
func (m *Model) stepEvent(by int) tea.Cmd {
	d := &m.detail
	if d.doc == nil || d.doc.run == nil {
		return nil
	}
	r := d.doc.run
	at := d.stepFrom(by) + by
	for d.mode != asJSON && at >= 0 && at < len(r.Events) && r.Hidden(at, d.shape.Noise) {
		at += by
	}
	switch {
	case len(r.Events) == 0:
		return screen.Say(screen.Info, "This history has no events")
	case at < 0:
		return screen.Say(screen.Info, "This is the first event of the history")
	case at >= len(r.Events) && r.All:
		return screen.Say(screen.Info, "This is the last event of the history")
	case at >= len(r.Events):
		return screen.Say(screen.Info, "The history is read up to here")
	}
	d.line.Follow(false)
	d.place(at)
	return nil
}

// stepFrom is the event that is gone on from: the one that is shown, else one
// such that the next is the first of what the cursor is on.
func (d *detail) stepFrom(by int) int {
	switch {
	case d.mode == asJSON:
		return d.raw.Doc().ItemAt(d.raw.Line())
	case d.event >= 0:
		return d.event
	case d.mode == asEvents:
		return d.selectedEvent()
	}
	s := d.selectedStep()
	if s == nil || len(s.Events) == 0 {
		return -1
	}
	first := slices.Min(s.Events)
	if by > 0 {
		first--
	}
	return first
}

// place shows event i in the mode that is on.
func (d *detail) place(i int) {
	d.event = i
	switch d.mode {
	case asJSON:
		if doc := d.raw.Doc(); i < doc.Items() {
			d.raw.Goto(doc.Item(i))
		}
	case asEvents:
		d.line.Select(run.EventID(i))
	default:
		d.selectFor(i)
	}
	d.line.Point(d.doc.run.Time(i))
}

// selectFor puts the cursor on the row that stands for event i.
func (d *detail) selectFor(i int) {
	for _, id := range d.doc.run.Standing(i) {
		if d.line.Select(id) {
			return
		}
	}
}

// leaveEvent ends going through events, since the cursor goes elsewhere.
func (d *detail) leaveEvent() {
	if d.event >= 0 {
		d.event = -1
		d.line.Point(d.doc.run.Time(-1))
	}
}

// askCopy asks whether the value or the path of what the cursor is on shall be
// copied.
func (m *Model) askCopy() tea.Cmd {
	v := m.detail.raw
	path := v.Path()
	if path == "" || m.detail.rawOf == nil {
		return nil
	}
	p := &dialog.Pick{Env: m.env, View: m.id, Name: copyQuestion, Head: "Copy from " + path}
	p.SetOptions([]dialog.Option{
		{Label: "value", Note: run.OneLine(v.Value()), Value: screen.Copy{Text: v.Value(), What: "value"}},
		{Label: "path", Note: path, Value: screen.Copy{Text: path, What: "path"}},
	})
	return screen.Send(screen.Show{Dialog: p})
}

// copyQuestion is the name of the question what to copy.
const copyQuestion = "copy"

// copyPicked copies what was picked.
func (m *Model) copyPicked(a dialog.Answer) tea.Cmd {
	o, _ := a.Value.(dialog.Option)
	if c, ok := o.Value.(screen.Copy); ok {
		return screen.Send(c)
	}
	return nil
}
