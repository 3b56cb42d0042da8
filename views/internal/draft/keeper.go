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
type Saved struct {
	api.Result[string]
	// Name is where the draft is now, or was: another place than it was meant for
	// where another window had that first.
	Name string
	// Stays says that there is still a draft under the name.
	Stays bool
}

// Overtaken reports whether a draft was to be dropped and was not, as another window
// has written it since.
func (s Saved) Overtaken() bool { return s.Err == nil && s.Value == "" && s.Stays }

// done is what became of a draft.
type done struct {
	mark, name string
	stays      bool
}

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
	claims *claims
	edit   *edit // replaced for each: what waits may belong to one before
}

// New returns a keeper that keeps drafts in store, nil for nowhere. A view has
// one keeper: its answers say no more than the view.
func New(store Store, cmds *api.Commands, ctx context.Context, view string) *Keeper {
	return &Keeper{store: store, cmds: cmds, ctx: ctx, view: view, claims: &claims{}, edit: &edit{}}
}

// Use replaces the store. It is called before anything is loaded or saved.
func (k *Keeper) Use(store Store) { k.store = store }

// On reports whether drafts are kept at all.
func (k *Keeper) On() bool { return k.store != nil }

// Begin forgets what is known of the draft of another object: mark is that of
// what is on disk, "" for nothing.
func (k *Keeper) Begin(mark string) { k.saved, k.failed, k.edit = mark, nil, &edit{} }

// Own makes the draft under a name that of this edit as long as it has that sum,
// for one that was not found by Load, which does so itself.
func (k *Keeper) Own(name, sum string) { k.claims.set(name, sum) }

// At returns the name under which the draft is that was meant for a place: another
// than [Name] says where another window had that first. Where no draft of this edit
// is on disk that is a name which no draft ever has.
func (k *Keeper) At(id string, n int) string {
	name := k.edit.name(Name(id, n))
	if k.claims.sum(name) == "" {
		return Name(id, Most)
	}
	return name
}

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
	store, claims := k.store, k.claims
	load := api.Run(k.cmds, k.ctx, k.ticket(opLoad, id), func(context.Context) ([]Place, error) {
		out := make([]Place, Most)
		for n := range out {
			out[n].Name = Name(id, n)
			out[n].Body, out[n].Err = store.Load(out[n].Name)
			if out[n].Err == nil {
				claims.set(out[n].Name, Sum(out[n].Body))
			}
		}
		return out, nil
	})
	return k.do(func() tea.Msg {
		r, _ := load().(api.Result[[]Place]) // a command made by Run gives nothing else
		return Found{r}
	})
}

// Save saves the draft of an object in its n-th place, see [Name], unless what has
// that mark is on disk already. It replaces the one that this edit found there or
// saved. Where another window has the place it goes to the next that is free, and
// stays there; where there is none nothing is saved. Body makes the draft for the
// place it gets, from nothing that changes: it is called in a command.
func (k *Keeper) Save(id string, n int, mark string, body func(n int) ([]byte, error)) tea.Cmd {
	if !k.On() || mark == k.saved && k.failed == nil && !k.busy {
		return nil
	}
	s := saving{k.store, k.claims, k.edit, id, n, body}
	return k.write(Name(id, n), func() (done, error) {
		name, err := s.run()
		return done{mark, name, true}, err
	})
}

// Drop removes the draft that was meant to have a name, after what is being saved.
// One that another window has written since stays. No moment to save is awaited any
// more.
func (k *Keeper) Drop(name string) tea.Cmd {
	k.gen++
	if !k.On() {
		return nil
	}
	store, claims, edit := k.store, k.claims, k.edit
	return k.write(name, func() (done, error) {
		now := edit.name(name)
		stays, err := claims.drop(store, now)
		return done{"", now, stays}, err
	})
}

func (k *Keeper) write(name string, call func() (done, error)) tea.Cmd {
	save := api.Run(k.cmds, k.ctx, k.ticket(opSave, name), func(context.Context) (done, error) { return call() })
	return k.do(func() tea.Msg {
		r, _ := save().(api.Result[done]) // a command made by Run gives nothing else
		return Saved{api.Result[string]{Ticket: r.Ticket, Value: r.Value.mark, Err: r.Err, Took: r.Took}, r.Value.name, r.Value.stays}
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
