// Package changetest is what the tests of changes share: a journal that tells
// what happened to it in which order, and fails when it is told to. A tenant of
// a test asks its Guard before it takes a write, as the real transport does:
//
//	func (f *fake) PatchTask(ctx context.Context, …) (api.Task, error) {
//		if err := f.journal.Guard(ctx, api.PatchTask); err != nil {
//			return api.Task{}, err
//		}
package changetest

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"iscope/api"
	"iscope/api/journal"
)

// Journal is a journal in memory. It is safe for concurrent use.
type Journal struct {
	*journal.Journal

	mu     sync.Mutex
	events []string
	begin  error
	end    error
}

// New returns an empty journal.
func New() *Journal { return &Journal{Journal: journal.Memory("acme", time.Now)} }

// errFull is why a journal that is full cannot be written.
var errFull = errors.New("the journal of decisions cannot be written: no space left on device")

// Fill makes the journal refuse what is decided from now on, and also how
// decisions end.
func (j *Journal) Fill() { j.fail(errFull, errFull) }

// FillAfter is Fill for how decisions end alone.
func (j *Journal) FillAfter() { j.fail(nil, errFull) }

func (j *Journal) fail(begin, end error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.begin, j.end = begin, end
}

func (j *Journal) note(words ...string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.events = append(j.events, strings.Join(words, " "))
}

// Begin writes intents down, unless the journal is full.
func (j *Journal) Begin(intents ...journal.Intent) error {
	for _, i := range intents {
		j.note("begin", string(i.Op), i.Target)
	}
	j.mu.Lock()
	err := j.begin
	j.mu.Unlock()
	if err != nil {
		return err
	}
	return j.Journal.Begin(intents...)
}

// End writes endings down, unless the journal is full.
func (j *Journal) End(ends ...journal.End) error {
	for _, e := range ends {
		j.note("end", string(e.Ending))
	}
	j.mu.Lock()
	err := j.end
	j.mu.Unlock()
	if err != nil {
		return err
	}
	return j.Journal.End(ends...)
}

// Guard is asked by a tenant before it takes a write. It fails like the
// transport where the write carries no intent that may leave now.
func (j *Journal) Guard(ctx context.Context, op api.Op) error {
	if err := j.Journal.Guard(ctx, op); err != nil {
		return &api.Error{Kind: api.Unrecorded, Op: op, Detail: err.Error(), Unsent: true, Err: err}
	}
	j.note("send", string(op))
	return nil
}

// Happened returns what happened so far, in order: "begin", the operation and
// its object; "send" and the operation; "end" and the ending.
func (j *Journal) Happened() []string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return slices.Clone(j.events)
}

// Is fails the test unless just that happened so far.
func (j *Journal) Is(t testing.TB, want ...string) {
	t.Helper()
	if got := j.Happened(); !slices.Equal(got, want) {
		t.Errorf("the journal saw %q, want %q", got, want)
	}
}

// Latest returns the decision that was begun last.
func (j *Journal) Latest(t testing.TB) journal.Entry {
	t.Helper()
	entries, err := j.Entries()
	if err != nil || len(entries) == 0 {
		t.Fatalf("%d decisions, %v", len(entries), err)
	}
	return entries[0]
}

// Begun begins an intent and returns its id.
func (j *Journal) Begun(t testing.TB, i journal.Intent) string {
	t.Helper()
	i.ID = j.NewID()
	if err := j.Journal.Begin(i); err != nil {
		t.Fatal(err)
	}
	return i.ID
}

// Sent returns a decision as an earlier run of the program left it: it was
// sent, and did not end.
func (j *Journal) Sent(t testing.TB, i journal.Intent) journal.Entry {
	t.Helper()
	if err := j.Journal.Guard(journal.With(t.Context(), j.Begun(t, i)), i.Op); err != nil {
		t.Fatal(err)
	}
	return j.Latest(t)
}
