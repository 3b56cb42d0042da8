package draft

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
)

// Delay is how long after the last key a draft is saved.
const Delay = 300 * time.Millisecond

// Operations on drafts, for tickets.
const (
	opLoad api.Op = "load draft"
	opSave api.Op = "save draft"
)

// Found is the answer to Load, for the view of the keeper: the places of the
// object that is the key of the ticket, Most of them, in their order.
type Found struct{ api.Result[[]Place] }

// Saved is the answer to Save and to Drop, for the view of the keeper, which
// hands it to Took. Its value is the mark of what is on disk now, "" for nothing.
type Saved struct{ api.Result[string] }

// Due is the moment to save. A keeper sends it to its view; one that was
// overtaken by another edit is not awaited any more.
type Due struct {
	view string
	gen  int
}

// To returns the view the moment is for.
func (d Due) To() string { return d.view }

// Keeper keeps the draft of what a view is editing. It is used from the
// goroutine of its view. Where it has no store it does nothing.
type Keeper struct {
	store Store
	cmds  *api.Commands
	ctx   context.Context // of the program: drafts outlive the view
	view  string

	gen    int // of the Due awaited
	busy   bool
	queue  []tea.Cmd
	saved  string
	failed *api.Error
}

// New returns a keeper that keeps drafts in store, nil for nowhere. A view has
// one keeper: its answers say no more than the view.
func New(store Store, cmds *api.Commands, ctx context.Context, view string) *Keeper {
	return &Keeper{store: store, cmds: cmds, ctx: ctx, view: view}
}

// Use replaces the store. It is called before anything is loaded or saved.
func (k *Keeper) Use(store Store) { k.store = store }

// On reports whether drafts are kept at all.
func (k *Keeper) On() bool { return k.store != nil }

// Begin forgets what is known of the draft of another object: mark is that of
// what is on disk, "" for nothing.
func (k *Keeper) Begin(mark string) { k.saved, k.failed = mark, nil }

// Touch asks for a save once no key has come for a moment.
func (k *Keeper) Touch() tea.Cmd {
	k.gen++
	if !k.On() {
		return nil
	}
	due := Due{k.view, k.gen}
	return tea.Tick(Delay, func(time.Time) tea.Msg { return due })
}

// Awaits reports whether a moment to save is the one that Touch asked for last.
func (k *Keeper) Awaits(d Due) bool { return d.view == k.view && d.gen == k.gen }

// Hurry makes the moment that is out one of the past, for who saves now.
func (k *Keeper) Hurry() { k.gen++ }

// Load looks for the drafts of an object, in all its places.
func (k *Keeper) Load(id string) tea.Cmd {
	if !k.On() {
		return nil
	}
	store := k.store
	load := api.Run(k.cmds, k.ctx, k.ticket(opLoad, id), func(context.Context) ([]Place, error) {
		out := make([]Place, Most)
		for n := range out {
			out[n].Name = Name(id, n)
			out[n].Body, out[n].Err = store.Load(out[n].Name)
		}
		return out, nil
	})
	return k.do(func() tea.Msg {
		r, _ := load().(api.Result[[]Place]) // a command made by Run gives nothing else
		return Found{r}
	})
}

// Save replaces the draft under a name, see [Name], unless what has that mark is
// on disk already.
func (k *Keeper) Save(name, mark string, body []byte) tea.Cmd {
	if !k.On() || mark == k.saved && k.failed == nil && !k.busy {
		return nil
	}
	store := k.store
	return k.write(name, func() (string, error) { return mark, store.Save(name, body) })
}

// Drop removes the draft under a name, after what is being saved. No moment to
// save is awaited any more.
func (k *Keeper) Drop(name string) tea.Cmd {
	k.gen++
	if !k.On() {
		return nil
	}
	store := k.store
	return k.write(name, func() (string, error) { return "", store.Drop(name) })
}

func (k *Keeper) write(id string, call func() (string, error)) tea.Cmd {
	save := api.Run(k.cmds, k.ctx, k.ticket(opSave, id), func(context.Context) (string, error) { return call() })
	return k.do(func() tea.Msg {
		r, _ := save().(api.Result[string]) // a command made by Run gives nothing else
		return Saved{r}
	})
}

func (k *Keeper) ticket(op api.Op, id string) api.Ticket {
	return api.Ticket{View: k.view, Op: op, Key: id}
}

// do runs cmd after those before it.
func (k *Keeper) do(cmd tea.Cmd) tea.Cmd {
	if k.busy {
		k.queue = append(k.queue, cmd)
		return nil
	}
	k.busy = true
	return cmd
}

// Read takes the end of a load and returns the command that had to wait for it.
func (k *Keeper) Read() tea.Cmd { return k.next() }

// Took takes the end of a save or a drop and returns the command that had to
// wait for it.
func (k *Keeper) Took(r Saved) tea.Cmd {
	next := k.next()
	k.failed = r.Err
	if r.Err == nil {
		k.saved = r.Value
	}
	return next
}

func (k *Keeper) next() tea.Cmd {
	if len(k.queue) == 0 {
		k.busy = false
		return nil
	}
	next := k.queue[0]
	k.queue = k.queue[1:]
	return next
}

// Busy reports whether the store is being called.
func (k *Keeper) Busy() bool { return k.busy }

// Mark returns the mark of what is on disk, "" for nothing.
func (k *Keeper) Mark() string { return k.saved }

// Failed returns why the last save failed, nil where it did not.
func (k *Keeper) Failed() *api.Error { return k.failed }

// Safe reports whether what has that mark is on disk, "" being nothing.
func (k *Keeper) Safe(mark string) bool {
	return k.On() && !k.busy && k.failed == nil && mark == k.saved
}
