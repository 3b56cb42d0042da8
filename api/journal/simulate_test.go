package journal

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"syscall"
	"testing"
	"time"
)

// fickle is a store that fails by chance, and may leave part of what it was to
// write.
type fickle struct {
	Store
	dice  *rand.Rand
	wrong *bool // nothing fails unless it is set
}

func (f fickle) fails() bool { return *f.wrong && f.dice.IntN(4) == 0 }

func (f fickle) Append(p []byte) error {
	if !f.fails() {
		return f.Store.Append(p)
	}
	if f.dice.IntN(2) == 0 {
		p = p[:f.dice.IntN(len(p)+1)] // torn; all of it means that only the sync failed
		if err := f.Store.Append(p); err != nil {
			return err
		}
	}
	return syscall.ENOSPC
}

func (f fickle) Replace(write func(io.Writer) error) error {
	if f.fails() {
		return syscall.ENOSPC
	}
	return f.Store.Replace(write)
}

func (f fickle) Claim(run string) error {
	if f.fails() {
		return syscall.EROFS
	}
	return f.Store.Claim(run)
}

// history is three runs of the program at one tenant, by chance.
type history struct {
	t     *testing.T
	dice  *rand.Rand
	world *world
	wrong bool
	runs  []*Journal
	mine  map[*Journal][]Intent // begun there
	begun map[string]Intent
	since map[string]int      // the step in which it was begun
	sent  map[string]*Journal // by whom
	ended map[string]Ending
	done  map[string]bool // settled by whoever sent or adopted it
	now   int
	won   map[string]win // done, when and by whom
}

type win struct {
	by *Journal
	at int
}

const histories = 150

// TestHistories plays runs that decide about few objects, crash and fail to
// write, and holds after each: what was begun is in the file, with every
// sending and ending that was confirmed; nothing was sent twice, or by two at
// once, or after somebody else was done; and who comes last can settle it all.
func TestHistories(t *testing.T) {
	for seed := range uint64(histories) {
		h := &history{
			t: t, dice: rand.New(rand.NewPCG(seed, 1)), world: inMemory(nil), mine: map[*Journal][]Intent{},
			begun: map[string]Intent{}, since: map[string]int{}, won: map[string]win{}, sent: map[string]*Journal{}, ended: map[string]Ending{}, done: map[string]bool{},
		}
		for range 3 {
			h.runs = append(h.runs, h.start())
		}
		for h.now = range 60 {
			h.wrong = h.dice.IntN(3) == 0
			h.step(h.dice.IntN(len(h.runs)))
			h.world.clock.pass(time.Duration(h.dice.IntN(1e9)))
			if h.dice.IntN(50) == 0 {
				h.world.clock.pass(kept)
			}
		}
		h.wrong = false
		h.finish()
		if t.Failed() {
			t.Fatalf("seed %d:\n%s", seed, h.world.data(t))
		}
	}
}

func (h *history) start() *Journal {
	return New(fickle{h.world.store(), h.dice, &h.wrong}, tenantName, h.world.clock.now)
}

func (h *history) step(k int) {
	j := h.runs[k]
	switch h.dice.IntN(8) {
	case 0, 1:
		var list []Intent
		for range 1 + h.dice.IntN(3) {
			list = append(list, Intent{ID: j.NewID(), Op: "approve", Target: fmt.Sprint(h.dice.IntN(3)), Line: []string{"", "a", "b"}[h.dice.IntN(3)]})
		}
		if j.Begin(list...) == nil {
			for _, i := range list {
				h.begun[i.ID], h.since[i.ID] = i, h.now
			}
			h.mine[j] = append(h.mine[j], list...)
		}
	case 2, 3, 4:
		h.send(j)
	case 5:
		if n := len(h.mine[j]); n > 0 {
			i := h.mine[j][h.dice.IntN(n)]
			if h.done[i.ID] {
				return
			}
			e := []Ending{Done, Refused, Lost, Unknown}[h.dice.IntN(4)]
			if h.sent[i.ID] == nil {
				e = TakenBack
			}
			h.end(j, i.ID, e)
		}
	case 6:
		if got, err := j.Adopt(); err == nil {
			h.adopted(j, got)
		}
	case 7:
		_ = j.Close()
		delete(h.mine, j)
		h.runs[k] = h.start()
	}
}

// send tries to send something, and knows better than the journal whether that
// may be.
func (h *history) send(j *Journal) {
	n := len(h.mine[j])
	if n == 0 {
		return
	}
	i := h.mine[j][h.dice.IntN(n)]
	if j.Guard(With(h.t.Context(), i.ID), i.Op) != nil {
		return
	}
	if h.sent[i.ID] != nil || h.ended[i.ID] != Open {
		h.t.Errorf("%s was sent, after %q", i.ID, h.ended[i.ID])
	}
	h.sent[i.ID] = j
	for id, by := range h.sent {
		if by != j && slices.Contains(h.runs, by) && h.ended[id] == Open && collide(i, h.begun[id]) {
			h.t.Errorf("%s was sent while %s was under way", i.ID, id)
		}
	}
	for id, w := range h.won {
		if w.by != j && w.at > h.since[i.ID] && collide(i, h.begun[id]) {
			h.t.Errorf("%s was sent after %s was done", i.ID, id)
		}
	}
}

func (h *history) end(j *Journal, id string, e Ending) {
	if j.End(End{ID: id, Ending: e}) != nil {
		return
	}
	h.ended[id] = e
	if e.Settled() {
		h.done[id] = true
	}
	if e == Done {
		h.won[id] = win{j, h.now}
	}
}

func (h *history) adopted(j *Journal, got []Entry) {
	for _, e := range got {
		if by := h.sent[e.ID]; (by != nil) && !e.Left() || h.done[e.ID] {
			h.t.Errorf("adopted %+v", e)
		}
		if h.sent[e.ID] != nil {
			h.sent[e.ID] = j
		}
		h.end(j, e.ID, map[bool]Ending{true: Lost, false: NotSent}[e.Left()])
	}
}

// finish has a last run settle what all others left, and holds the file
// against what was confirmed.
func (h *history) finish() {
	for _, j := range h.runs {
		if err := j.Close(); err != nil {
			h.t.Error(err)
		}
	}
	h.runs = nil
	last := h.start()
	got, err := last.Adopt()
	if err != nil {
		h.t.Error(err)
	}
	h.adopted(last, got)
	list, err := last.Entries()
	if err != nil {
		h.t.Error(err)
	}
	found := map[string]Entry{}
	for _, e := range list {
		found[e.ID] = e
		if !e.Ending.Settled() {
			h.t.Errorf("open in the end: %+v", e)
		}
	}
	for id, i := range h.begun {
		e, there := found[id]
		switch {
		case !there && !h.done[id]:
			h.t.Errorf("%s was lost", id)
		case there && (e.Target != i.Target || h.sent[id] != nil && !e.Left() || h.ended[id].Settled() && e.Ending != h.ended[id]):
			h.t.Errorf("%+v, but it ended as %q and was sent by %v", e, h.ended[id], h.sent[id])
		}
	}
	if again, err := last.Adopt(); err != nil || len(again) > 0 {
		h.t.Errorf("adopted twice: %v, %v", ids(again), err)
	}
	if err := errors.Join(last.Close(), last.Close()); err != nil {
		h.t.Error(err)
	}
}
