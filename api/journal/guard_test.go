package journal

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"iscope/api"
)

// TestGuardRefuses goes through what may not be sent, whoever else is there.
func TestGuardRefuses(t *testing.T) {
	both(t, func(t *testing.T, w *world) {
		j, dead := w.run(t), w.run(t)
		left := begin(t, dead, "left")
		_ = dead.Close()
		if _, err := j.Adopt(); err != nil {
			t.Fatal(err)
		}
		sent, done, back, unknown, fresh := begin(t, j, "1"), begin(t, j, "2"), begin(t, j, "3"), begin(t, j, "4"), begin(t, j, "5")
		send(t, j, sent)
		end(t, j, done, Done)
		end(t, j, back, TakenBack)
		send(t, j, unknown)
		end(t, j, unknown, Unknown)
		before := string(w.data(t))
		for _, c := range []struct {
			name, id, words string
			op              api.Op
		}{
			{"no intent", "", "not in the journal", api.BulkApprove},
			{"unknown intent", "nobody-1", "not in the journal", api.BulkApprove},
			{"another operation", fresh, `has it as "approve work item"`, api.BulkReject},
			{"sent", sent, "sent before", api.BulkApprove},
			{"done", done, "has it as done", api.BulkApprove},
			{"taken back", back, "has it as taken back", api.BulkApprove},
			{"unknown", unknown, "has it as unknown", api.BulkApprove},
			{"of an earlier run", left, "earlier run", api.BulkApprove},
		} {
			ctx := t.Context()
			if c.id != "" {
				ctx = With(ctx, c.id)
			}
			err := j.Guard(ctx, c.op)
			if err == nil || !strings.Contains(err.Error(), c.words) || errors.Is(err, ErrElsewhere) {
				t.Errorf("%s: %v", c.name, err)
			}
		}
		if got := string(w.data(t)); got != before {
			t.Errorf("a refusal wrote %s", strings.TrimPrefix(got, before))
		}
		send(t, j, fresh)
	})
}

// TestElsewhere: what a run that goes on is doing, or did meanwhile, cannot be
// done by another one.
func TestElsewhere(t *testing.T) {
	type place struct{ target, line string }
	item, one, two, other := place{"x", ""}, place{"x", "1"}, place{"x", "2"}, place{"y", "1"}
	for _, c := range []struct {
		name     string
		a, b     place
		before   bool // b decided before a ended
		sent     bool
		ending   Ending
		dead     bool
		refusals string
	}{
		{"held there", item, item, true, false, Open, false, ""},
		{"taken back there", item, item, true, false, TakenBack, false, ""},
		{"sent there", item, item, true, true, Open, false, "right now"},
		{"sent there before it was decided here", item, item, false, true, Open, false, "right now"},
		{"unknown there", item, item, true, true, Unknown, false, ""},
		{"refused there", item, item, true, true, Refused, false, ""},
		{"lost there", item, item, true, true, Lost, false, ""},
		{"done there", item, item, true, true, Done, false, "from another window at 15:03:09"},
		{"done there before it was decided here", item, item, false, true, Done, false, ""},
		{"done there, and closed", item, item, true, true, Done, true, "from another window at 15:03:09"},
		{"sent by the dead", item, item, true, true, Open, true, ""},
		{"the same line", one, one, true, true, Open, false, "right now"},
		{"another line", one, two, true, true, Open, false, ""},
		{"another line, done", one, two, true, true, Done, false, ""},
		{"a line of the item", item, one, true, true, Open, false, "right now"},
		{"the item of a line", one, item, true, true, Done, false, "from another window"},
		{"the same line of another item", other, one, true, true, Open, false, ""},
		{"yet to be made", place{}, place{}, true, true, Open, false, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			both(t, func(t *testing.T, w *world) {
				zone := time.FixedZone("", 3600)
				w.clock.at = w.clock.at.In(zone)
				a, b := w.run(t), w.run(t)
				theirs := begin(t, a, c.a.target, c.a.line)
				var mine string
				if c.before {
					mine = begin(t, b, c.b.target, c.b.line)
				}
				if c.sent {
					send(t, a, theirs)
				}
				if c.ending != Open {
					end(t, a, theirs, c.ending)
				}
				if c.dead {
					_ = a.Close()
				}
				if !c.before {
					mine = begin(t, b, c.b.target, c.b.line)
				}
				w.clock.pass(time.Hour)
				err := guard(b, mine)
				if c.refusals == "" {
					if err != nil {
						t.Error(err)
					}
					return
				}
				var told interface{ Elsewhere() bool }
				if err == nil || !errors.Is(err, ErrElsewhere) || !errors.As(err, &told) || !told.Elsewhere() || !strings.Contains(err.Error(), c.refusals) {
					t.Errorf("err = %v", err)
				}
				if entry(t, b, mine).Left() {
					t.Error("it was sent all the same")
				}
			})
		})
	}
}

// TestElsewhereHeals: once the other run knows what came of it, or that nobody
// can know, the way is free: whoever decides now reads the object first.
func TestElsewhereHeals(t *testing.T) {
	both(t, func(t *testing.T, w *world) {
		a, b := w.run(t), w.run(t)
		theirs, mine := begin(t, a, "x"), begin(t, b, "x")
		send(t, a, theirs)
		if err := guard(b, mine); !errors.Is(err, ErrElsewhere) {
			t.Fatal(err)
		}
		end(t, a, theirs, Unknown)
		send(t, b, mine)
		if err := guard(a, begin(t, a, "x")); !errors.Is(err, ErrElsewhere) {
			t.Errorf("the other way round: %v", err)
		}
	})
}

// TestTakenOver: a run that others take for dead, since somebody removed its
// file, does not send what they adopted.
func TestTakenOver(t *testing.T) {
	w, _ := onDisk(t)
	a, b := w.run(t), w.run(t)
	id := begin(t, a, "x")
	removeRuns(t, a)
	if got, err := b.Adopt(); err != nil || len(got) != 1 {
		t.Fatalf("adopted %v, %v", ids(got), err)
	}
	if err := guard(a, id); !errors.Is(err, ErrElsewhere) {
		t.Errorf("err = %v", err)
	}
	next := begin(t, a, "y") // makes the file anew
	if got, err := b.Adopt(); err != nil || len(got) != 0 {
		t.Errorf("adopted %v of a run that goes on, %v", ids(got), err)
	}
	send(t, a, next)
}

func TestGuardIsNotWaitedForLongerThanItsRequest(t *testing.T) {
	w := inMemory(nil)
	j := w.run(t)
	id := begin(t, j, "x")
	other := w.store()
	if err := other.Lock(t.Context(), true); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(With(t.Context(), id))
	cancel()
	err := j.Guard(ctx, api.BulkApprove)
	if !errors.Is(err, context.Canceled) || entryIn(w, t, id).Left() {
		t.Errorf("err = %v", err)
	}
	other.Unlock()
	send(t, j, id)
}

// entryIn reads an entry past the lock.
func entryIn(w *world, t testing.TB, id string) Entry {
	t.Helper()
	return entry(t, inMemory(w.data(t)).run(t), id)
}
