package find

import (
	"context"
	"slices"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/ui/screen"
)

// Msg is a message of this package, for the view that has the finder. The view
// hands it to [Finder.Update].
type Msg interface {
	To() string
	find()
}

// Open asks the view to show a workflow at a place of its record. The window and
// the step library send it.
type Open struct {
	View     string
	Workflow string // id
	Step     string // innermost step, as api.Step names it; "" outside of steps
	Pointer  string // JSON pointer into the record, not clean; "" for the workflow itself
}

// To returns the view the message is for.
func (o Open) To() string { return o.View }

// Keep asks the view to list these workflows only.
type Keep struct {
	View  string
	Label string // what was looked for, clean
	IDs   []string
}

// To returns the view the message is for.
func (k Keep) To() string { return k.View }

// built is an index that was made beside the loop.
type built struct {
	view string
	gen  int
	ix   *Index
}

// To returns the view the message is for.
func (b built) To() string { return b.view }
func (built) find()        {}

// Finder keeps the index of a view and opens the window. Make it with NewFinder.
// It is used from Update only.
type Finder struct {
	env  *screen.Env
	ctx  context.Context
	view string

	rows   []api.Workflow // as they came last
	wanted bool           // a person asked for the index
	taken  bool           // rows came at all
	index  *Index         // nil before the first is made
	making bool
	behind bool // rows came since it is being made
	gen    int
	dialog *Dialog
	gens   int    // of searches, over all windows
	last   string // what was looked for last
}

// NewFinder returns a finder for the view with that address. What it does beside
// the loop ends with ctx.
func NewFinder(env *screen.Env, ctx context.Context, view string) *Finder {
	return &Finder{env: env, ctx: ctx, view: view}
}

// Take takes the workflows of the tenant, after each time that their list was
// read or one of them changed. Nothing is read before a person asks for the
// index.
func (f *Finder) Take(ws []api.Workflow) tea.Cmd {
	f.rows, f.taken = slices.Clone(ws), true
	return f.make()
}

// Want has the index made, where it is not.
func (f *Finder) Want() tea.Cmd {
	if f.wanted {
		return nil
	}
	f.wanted = true
	return f.make()
}

func (f *Finder) make() tea.Cmd {
	switch {
	case !f.wanted || !f.taken:
		return nil
	case f.making:
		f.behind = true
		return nil
	}
	f.making, f.behind = true, false
	f.gen++
	base, gen, rows, ctx, view := f.index, f.gen, f.rows, f.ctx, f.view
	if base == nil {
		base = New()
	}
	return func() tea.Msg { return built{view, gen, base.Update(ctx, rows)} }
}

// Index returns the index, nil before it was made. It may be used beside the loop.
func (f *Finder) Index() *Index { return f.index }

// Update handles a message of this package.
func (f *Finder) Update(msg Msg) tea.Cmd {
	b, ok := msg.(built)
	if !ok || b.gen != f.gen {
		return nil // an answer for a window that is closed
	}
	f.index, f.making = b.ix, false
	var again, look tea.Cmd
	if f.behind {
		again = f.make()
	}
	if f.dialog != nil && !f.dialog.closed {
		look = f.dialog.renew()
	}
	return tea.Batch(again, look)
}

// Open opens the window with a query to begin with; "" for the one before.
func (f *Finder) Open(query string) tea.Cmd {
	if query == "" {
		query = f.last
	}
	f.dialog = newDialog(f, query)
	return tea.Batch(screen.Send(screen.Show{Dialog: f.dialog}), f.Want())
}
