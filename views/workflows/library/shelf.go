package library

import (
	"context"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
)

// Kind is one of the three lists of the library.
type Kind uint8

// Kinds, in the order of the tabs.
const (
	Triggers Kind = iota
	Actions
	Operators
	kinds
)

// String returns the name of the list.
func (k Kind) String() string { return [...]string{"triggers", "actions", "operators"}[k%kinds] }

var ops = [...]api.Op{Triggers: api.ListTriggers, Actions: api.ListActions, Operators: api.ListOperators}

// Result is an answer of the tenant with a page of the library.
type Result = api.Result[api.Page[api.LibraryItem]]

// Read tells the view of the shelf that the window has taken what came for it.
type Read struct{ View string }

// To returns the view the message is for.
func (r Read) To() string { return r.View }

// ticketKey tells the reads of the shelf from other reads of the library by the
// same view.
const ticketKey = "library"

// maxPages bounds a list whose end never comes.
const maxPages = 40

// Shelf is the library of a tenant. Make it with NewShelf. It is used from Update
// and Render of one view; but Item and what looks up a single item by its id may be
// called by commands too.
type Shelf struct {
	cmds    *api.Commands
	reads   *api.Scope
	lists   [kinds]list
	version int
}

// list is one of the lists, and how far it is read.
type list struct {
	catalog atomic.Pointer[catalog] // nil before all of it was read
	err     *api.Error
	reading bool
	read    bool // all of it was there once

	pages int
	rows  []api.LibraryItem // under way
	seen  map[string]bool
}

// catalog is a list that was read. It does not change any more.
type catalog struct {
	items []api.LibraryItem // by name
	byID  map[string]int
}

// NewShelf returns an empty shelf for the view with that address. Its reads end
// with ctx or with Close.
func NewShelf(cmds *api.Commands, ctx context.Context, view string) *Shelf {
	return &Shelf{cmds: cmds, reads: api.NewScope(ctx, view)}
}

// Close ends the reads under way.
func (s *Shelf) Close() { s.reads.Close() }

// Ensure reads the lists that were not read yet.
func (s *Shelf) Ensure() tea.Cmd {
	return s.ask(func(l *list) bool { return !l.read && !l.reading })
}

// Read reads all lists again.
func (s *Shelf) Read() tea.Cmd {
	return s.ask(func(l *list) bool { return !l.reading })
}

func (s *Shelf) ask(want func(*list) bool) tea.Cmd {
	var cmds []tea.Cmd
	for k := range kinds {
		l := &s.lists[k]
		if !want(l) {
			continue
		}
		l.reading, l.pages, l.rows, l.seen = true, 0, nil, map[string]bool{}
		ctx, t := s.reads.NextFor(ops[k], ticketKey)
		cmds = append(cmds, s.page(ctx, t, k, 0))
	}
	return tea.Batch(cmds...)
}

// page asks for a page of a list. Operators come all at once.
func (s *Shelf) page(ctx context.Context, t api.Ticket, k Kind, offset int) tea.Cmd {
	q := api.Query{Limit: api.MaxPage, Offset: offset}
	switch k {
	case Triggers:
		return s.cmds.LibraryTriggers(ctx, t, q)
	case Actions:
		return s.cmds.LibraryActions(ctx, t, q)
	default:
		return s.cmds.LibraryOperators(ctx, t)
	}
}

// Update takes an answer and reports whether it was one that the shelf had asked
// for. Otherwise that is up to the view.
func (s *Shelf) Update(r Result) (tea.Cmd, bool) {
	if r.Key != ticketKey {
		return nil, false
	}
	at := slices.Index(ops[:], r.Op)
	if at < 0 || !s.reads.Fresh(r.Ticket) {
		return nil, true
	}
	k := Kind(at)
	l := &s.lists[k]
	if !l.reading { // it came twice
		return nil, true
	}
	if r.Err != nil {
		l.reading, l.rows, l.seen = false, nil, nil
		if r.Err.Kind != api.Canceled {
			l.err = r.Err
		}
		s.version++
		return nil, true
	}
	fresh := 0
	for _, it := range r.Value.Items {
		if !l.seen[it.ID] {
			l.seen[it.ID] = true
			l.rows = append(l.rows, it)
			fresh++
		}
	}
	l.pages++
	// A page of items known already means that the tenant ignores the offset.
	if r.Value.More && fresh > 0 && l.pages < maxPages {
		ctx, t := s.reads.More(r.Ticket)
		return s.page(ctx, t, k, r.Value.Next), true
	}
	s.reads.Done(r.Ticket)
	l.done()
	s.version++
	return nil, true
}

// done puts what was read on the shelf.
func (l *list) done() {
	slices.SortStableFunc(l.rows, func(a, b api.LibraryItem) int {
		return strings.Compare(strings.ToLower(label(&a)), strings.ToLower(label(&b)))
	})
	c := &catalog{items: l.rows, byID: make(map[string]int, len(l.rows))}
	for i := range c.items {
		c.byID[c.items[i].ID] = i
	}
	l.catalog.Store(c)
	l.rows, l.seen = nil, nil
	l.reading, l.read, l.err = false, true, nil
}

// label is what people call an item.
func label(it *api.LibraryItem) string {
	if it.Name != "" {
		return it.Name
	}
	return it.ID
}

// Items returns a list by name. The caller must not change it.
func (s *Shelf) Items(k Kind) []api.LibraryItem {
	if c := s.lists[k%kinds].catalog.Load(); c != nil {
		return c.items
	}
	return nil
}

// Item returns an item of a list by its id.
func (s *Shelf) Item(k Kind, id string) (api.LibraryItem, bool) {
	if c := s.lists[k%kinds].catalog.Load(); c != nil {
		if i, ok := c.byID[id]; ok {
			return c.items[i], true
		}
	}
	return api.LibraryItem{}, false
}

// Action returns an action by its id.
func (s *Shelf) Action(id string) (api.LibraryItem, bool) { return s.Item(Actions, id) }

// Operator returns an operator by its id.
func (s *Shelf) Operator(id string) (api.LibraryItem, bool) { return s.Item(Operators, id) }

// Trigger returns a trigger by its id.
func (s *Shelf) Trigger(id string) (api.LibraryItem, bool) { return s.Item(Triggers, id) }

// Step returns what the actionId of a step means: an action, or an operator.
func (s *Shelf) Step(id string) (api.LibraryItem, bool) {
	if it, ok := s.Action(id); ok {
		return it, true
	}
	return s.Operator(id)
}

// Find returns the list that has an item with that id, and whether one has.
func (s *Shelf) Find(id string) (Kind, bool) {
	for _, k := range []Kind{Actions, Operators, Triggers} {
		if _, ok := s.Item(k, id); ok {
			return k, true
		}
	}
	return 0, false
}

// Reading reports whether a list is being read.
func (s *Shelf) Reading(k Kind) bool { return s.lists[k%kinds].reading }

// Loaded reports whether all of a list was there once.
func (s *Shelf) Loaded(k Kind) bool { return s.lists[k%kinds].read }

// Complete reports whether the whole library was there once: only then an id
// that is not found is unknown.
func (s *Shelf) Complete() bool {
	return s.Loaded(Triggers) && s.Loaded(Actions) && s.Loaded(Operators)
}

// Err returns why a list could not be read the last time, nil where it could.
func (s *Shelf) Err(k Kind) *api.Error { return s.lists[k%kinds].err }

// Stale reports whether a list is one from before its last reading failed.
func (s *Shelf) Stale(k Kind) bool { return s.Loaded(k) && s.Err(k) != nil }

// Version grows whenever something on the shelf changed.
func (s *Shelf) Version() int { return s.version }

// Successor returns what is to be used instead of a deprecated item, and whether
// the tenant says so: else it is read out of the description.
func (s *Shelf) Successor(k Kind, it api.LibraryItem) (next api.LibraryItem, told, ok bool) {
	if !it.Deprecated {
		return next, false, false
	}
	if next, ok = s.Item(k, it.DeprecatedBy); ok && next.ID != it.ID {
		return next, true, true
	}
	_, words, found := strings.Cut(strings.ToLower(it.Description), "use ")
	if !found {
		return next, false, false
	}
	best := 0
	for _, c := range s.Items(k) {
		if c.ID == it.ID || c.Deprecated {
			continue
		}
		for _, n := range []string{c.ID, c.Name} {
			if len(n) > best && strings.Contains(words, strings.ToLower(n)) {
				best, next = len(n), c
			}
		}
	}
	return next, false, best > 0
}

// since returns since when an item is deprecated, the zero time where the tenant
// does not say.
func since(it *api.LibraryItem) time.Time {
	t, err := time.Parse(time.RFC3339, it.DeprecatedBy)
	if err != nil {
		return time.Time{}
	}
	return t
}
