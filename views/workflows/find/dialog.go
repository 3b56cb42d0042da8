package find

import (
	"context"
	"errors"
	"strconv"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/api/safe"
	"iscope/ui/field"
	"iscope/ui/screen"
	"iscope/ui/table"
	"iscope/views/workflows/path"
)

// Dialog is the window in which one looks for something. A Finder makes it.
type Dialog struct {
	finder *Finder
	env    *screen.Env
	field  *field.Field
	list   *table.Model[row]
	inList bool // the list has the keys, not the field

	gen    int // of what is looked for; grows with every change
	stop   context.CancelFunc
	more   func(had, from int) tea.Cmd // the next part
	query  Query                       // that result is of
	result Result
	first  bool // the next part replaces what is shown
	busy   bool
	err    error // why what is typed cannot be looked for
	offers []Completion
	note   string
	closed bool
}

var _ interface {
	screen.Dialog
	screen.Starter
	screen.Typist
	screen.Listener
	screen.Sized
} = (*Dialog)(nil)

// row is a line of the list: a workflow, or below it a hit.
type row struct {
	id   string
	flow *Flow
	hit  *Hit
}

// debounce is how long what is typed has to stand before it is looked for.
const debounce = 40 * time.Millisecond

// settled says that nothing was typed for a moment. The window sends it to itself.
type settled struct {
	view string
	gen  int
}

// To returns the view the message is for.
func (s settled) To() string { return s.view }
func (settled) find()        {}

// looked is a part of what was found.
type looked struct {
	view  string
	gen   int
	query Query
	part  Result
	next  int // place of the next part, -1 at the end
}

// To returns the view the message is for.
func (l looked) To() string { return l.view }
func (looked) find()        {}

func newDialog(f *Finder, query string) *Dialog {
	d := &Dialog{finder: f, env: f.env, field: field.New(query), stop: func() {}}
	d.list = table.New(d.env, d.columns(), func(r *row) string { return r.id })
	d.complete()
	return d
}

// Init is called when the window is put on screen.
func (d *Dialog) Init() tea.Cmd { return d.changed(0) }

// Title returns the heading.
func (d *Dialog) Title() string { return "Find in all workflows" }

// Width returns how wide the inside of the window likes to be.
func (d *Dialog) Width() int { return 112 }

// Typing reports whether a query is being typed.
func (d *Dialog) Typing() bool { return !d.inList }

// Listens takes what was found for this window.
func (d *Dialog) Listens(msg tea.Msg) bool {
	switch m := msg.(type) {
	case settled:
		return m.view == d.finder.view && m.gen == d.gen
	case looked:
		return m.view == d.finder.view && m.gen == d.gen
	}
	return false
}

// Update handles keys, pastes and what was found.
func (d *Dialog) Update(msg tea.Msg) (tea.Cmd, bool) {
	switch m := msg.(type) {
	case settled:
		if m.gen == d.gen {
			return d.look(), false
		}
	case looked:
		if m.gen == d.gen {
			return d.take(m), false
		}
	case tea.PasteMsg:
		d.inList = false
		return d.typed(m), false
	case tea.KeyPressMsg:
		d.note = ""
		if d.inList {
			return d.listKey(m)
		}
		return d.fieldKey(m)
	}
	return nil, false
}

// next begins another search. Generations are unique among all windows: an answer
// for one that was closed must not be taken for one that is open.
func (d *Dialog) next() int {
	d.stop()
	d.stop = func() {}
	d.finder.gens++
	d.gen = d.finder.gens
	return d.gen
}

// changed looks for what stands in the field after a moment.
func (d *Dialog) changed(after time.Duration) tea.Cmd {
	gen, view := d.next(), d.finder.view
	d.busy, d.first, d.err = true, true, nil
	d.finder.last = d.field.Value()
	d.complete()
	return tea.Tick(after, func(time.Time) tea.Msg { return settled{view, gen} })
}

// renew looks again after the index is new.
func (d *Dialog) renew() tea.Cmd {
	d.next()
	d.complete()
	return d.look()
}

func (d *Dialog) complete() {
	ix := d.finder.index
	if ix == nil {
		ix = New()
	}
	d.offers = ix.Complete(d.field.Value(), 6)
}

// look begins to look for what stands in the field.
func (d *Dialog) look() tea.Cmd {
	q, err := Parse(d.field.Value())
	d.err, d.busy = err, false
	switch {
	case err != nil:
		return nil // what was found before stays, for it is being corrected
	case q.Kind == Nothing:
		d.query, d.result = q, Result{}
		d.list.SetRows(nil)
		return nil
	}
	d.busy, d.first = true, true
	d.query = q
	if d.finder.index == nil {
		return nil // it goes on once that is made
	}
	ctx, stop := context.WithCancel(d.finder.ctx)
	d.stop = stop
	return d.part(ctx, 0, 0)
}

// part looks through the workflows from a place on, beside the loop.
func (d *Dialog) part(ctx context.Context, had, from int) tea.Cmd {
	ix, q, gen, view := d.finder.index, d.query, d.gen, d.finder.view
	n := ix.Len()
	if q.Kind == Path {
		n = partOf
	}
	d.more = func(had, from int) tea.Cmd { return d.part(ctx, had, from) }
	return func() tea.Msg {
		r, next := ix.Part(ctx, q, had, from, n)
		return looked{view, gen, q, r, next}
	}
}

// take shows a part of what was found.
func (d *Dialog) take(m looked) tea.Cmd {
	if d.first {
		d.first = false
		d.result = Result{}
		d.list.SetRows(nil)
		d.list.Act("list.top")
	}
	d.result.Add(m.part)
	d.list.Append(rowsOf(m.part))
	if d.list.SelectedID() == "" {
		d.list.Act("list.top")
	}
	if m.next >= 0 {
		return d.more(d.result.hits(), m.next)
	}
	d.busy = false
	d.stop()
	return nil
}

func rowsOf(r Result) []row {
	var out []row
	for i := range r.Flows {
		f := &r.Flows[i]
		out = append(out, row{id: f.ID, flow: f})
		for k := range f.Hits {
			out = append(out, row{f.ID + " " + strconv.Itoa(k), f, &f.Hits[k]})
		}
	}
	return out
}

// problem says in a few words why a query cannot be looked for.
func problem(err error) string {
	var e *path.Error
	if errors.As(err, &e) && e.Untried {
		return "This JSONPath " + safe.Line(e.Error())
	}
	return "Not a JSONPath: " + safe.Line(err.Error())
}
