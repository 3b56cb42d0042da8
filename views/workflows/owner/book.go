package owner

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/ui/theme"
)

// State is whether the owner of workflows is still here.
type State uint8

// States of an owner.
const (
	Unknown  State = iota // not asked yet, or the tenant does not say
	Active                // an active identity
	Inactive              // an identity that is not active any more
	Gone                  // no identity has that id
)

var words = [...]string{"", "", "inactive", "gone"}

// String says the state in a word where it is worth one: "inactive", "gone".
func (s State) String() string { return words[s] }

// Bad reports whether what such an owner owns does not work, or soon will not.
func (s State) Bad() bool { return s == Inactive || s == Gone }

// Sign is the state that the sign before the word is of.
func (s State) Sign() theme.State {
	switch s {
	case Active:
		return theme.Good
	case Inactive:
		return theme.Warn
	case Gone:
		return theme.Bad
	}
	return theme.Unknown
}

// How a book asks.
const (
	fresh     = 5 * time.Minute  // how long an answer holds
	again     = time.Minute      // after what could not be read is asked for again
	forbidden = 15 * time.Minute // the same where the account may not read it
	batch     = 40               // ids in one request
	singles   = 10               // of a batch, how many that are missing are asked for by themselves
)

// Config is what a book is made of.
type Config struct {
	Cmds *api.Commands
	Now  func() time.Time
	// Program is the context reads run under; Close ends them before.
	Program context.Context
	View    string // address of the view that hands messages on
}

// Book knows owners by the ids of their identities. It belongs to a view, whose
// goroutine it is used from. A nil book knows nobody.
type Book struct {
	Config
	reads   *api.Scope
	known   map[string]entry
	queue   []string // ids to be asked for, each once
	queued  map[string]bool
	busy    bool
	barred  time.Time // before which nothing is asked
	why     *api.Error
	changed int
}

// entry is what is known of one owner.
type entry struct {
	State
	at time.Time // when it was asked
}

// NewBook returns an empty book.
func NewBook(c Config) *Book {
	return &Book{Config: c, reads: api.NewScope(c.Program, c.View), known: map[string]entry{}, queued: map[string]bool{}}
}

// Close cancels the read under way.
func (b *Book) Close() {
	if b != nil {
		b.reads.Close()
	}
}

// Msg is a message of a book to itself, which comes by way of its view.
type Msg interface {
	To() string
	owner()
}

// answer is what came for a batch.
type answer struct{ api.Result[found] }

func (answer) owner() {}

// found is what was found of the ids asked for. An id that is not in it could
// not be told about.
type found map[string]State

// State returns what is known of an owner.
func (b *Book) State(id string) State {
	if b == nil {
		return Unknown
	}
	return b.known[id].State
}

// Words says in a sentence what it means that an owner is not active, "" where
// nothing is known to be wrong.
func (b *Book) Words(id string) string {
	switch b.State(id) {
	case Inactive:
		return "The owner is not active any more: the workflow fails where it needs their rights. Choose another owner."
	case Gone:
		return "The tenant does not have this owner any more: the workflow fails where it needs their rights. Choose another owner."
	}
	return ""
}

// Problem returns why nothing could be read lately, nil where it could.
func (b *Book) Problem() *api.Error {
	if b == nil {
		return nil
	}
	return b.why
}

// Version grows with every change of what is known: rows drawn before are stale.
func (b *Book) Version() int {
	if b == nil {
		return 0
	}
	return b.changed
}

// Want returns the command that asks for the owners with those ids, as far as
// they are not known or not lately; nil where nothing is to be asked now. Ids may
// repeat. It is cheap enough to be called with the owners of every list.
func (b *Book) Want(ids ...string) tea.Cmd {
	if b == nil {
		return nil
	}
	now := b.Now()
	for _, id := range ids {
		if id == "" || b.queued[id] {
			continue
		}
		if e, ok := b.known[id]; ok && now.Sub(e.at) < fresh {
			continue
		}
		b.queued[id] = true
		b.queue = append(b.queue, id)
	}
	return b.next()
}

// next asks for the next batch.
func (b *Book) next() tea.Cmd {
	if b.busy || len(b.queue) == 0 || b.Now().Before(b.barred) {
		return nil
	}
	b.busy = true
	ids := b.queue[:min(len(b.queue), batch)]
	isc := b.Cmds.ISC
	ctx, t := b.reads.Next(api.ListPublicIdentities)
	return api.RunAs(b.Cmds, api.Background(ctx), t, func(ctx context.Context) (found, error) { return find(ctx, isc, ids) },
		func(r api.Result[found]) tea.Msg { return answer{r} })
}

// find asks for a batch. What is missing from the answer is asked for by itself:
// a tenant may not understand the question.
func find(ctx context.Context, isc api.ISC, ids []string) (found, error) {
	out := found{}
	people, err := isc.IdentitiesByID(ctx, ids)
	if err != nil && !api.IsKind(err, api.Invalid) {
		return nil, err
	}
	for _, p := range people {
		out[p.ID] = stateOf(p)
	}
	asked, nobody := 0, err == nil && len(out) == 0
	for _, id := range ids {
		if _, ok := out[id]; ok {
			continue
		}
		if asked++; asked > singles && nobody {
			break // not that many owners leave at once: the answer is not to be believed
		}
		switch p, err := isc.Identity(ctx, id); {
		case err == nil && p.ID == id:
			out[id] = stateOf(p)
		case api.IsKind(err, api.NotFound):
			out[id] = Gone
		case err != nil:
			if len(out) > 0 {
				return out, nil
			}
			return nil, err
		}
	}
	return out, nil
}

func stateOf(p api.Identity) State {
	if p.Active() {
		return Active
	}
	return Inactive
}

// Update takes a message of the book.
func (b *Book) Update(msg Msg) tea.Cmd {
	m, ok := msg.(answer)
	if b == nil || !ok || !b.reads.Fresh(m.Ticket) {
		return nil
	}
	b.reads.Done(m.Ticket)
	b.busy = false
	now := b.Now()
	if m.Err != nil {
		b.fail(m.Err, now)
		return nil
	}
	b.why = nil
	asked := b.queue[:min(len(b.queue), batch)]
	b.queue = b.queue[len(asked):]
	for _, id := range asked {
		delete(b.queued, id)
		s, told := m.Value[id]
		was := b.known[id]
		if !told {
			s = was.State // an answer that says nothing takes nothing back
		}
		if s != was.State {
			b.changed++
		}
		b.known[id] = entry{s, now}
	}
	if len(b.queue) == 0 {
		b.queue = nil
	}
	return b.next()
}

// fail keeps what is known, and what is to be asked for another time.
func (b *Book) fail(err *api.Error, now time.Time) {
	if err.Kind == api.Canceled {
		return
	}
	b.why = err
	wait := again
	if err.Kind == api.Forbidden {
		wait = forbidden
	}
	b.barred = now.Add(max(wait, err.RetryAfter))
}
