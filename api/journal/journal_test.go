package journal

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"iscope/api"
)

// TestLife follows one decision through all that is written about it.
func TestLife(t *testing.T) {
	both(t, func(t *testing.T, w *world) {
		j := w.run(t)
		i := Intent{
			ID: j.NewID(), Batch: "b1", Op: api.ForwardWorkItem, Target: "item-1", Line: "line-2", Name: "Access for Ana",
			Digest: 0xfedcba9876543210, Want: map[string]string{"owner": "id-7"},
		}
		want := Entry{Intent: i, Tenant: tenantName, Asked: w.clock.now(), Run: j.run}
		check := func(when string) {
			t.Helper()
			if diff := cmp.Diff([]Entry{want}, entries(t, j)); diff != "" {
				t.Errorf("%s (- want, + known):\n%s", when, diff)
			}
			w.rereads(t, j)
		}
		if err := j.Begin(i); err != nil {
			t.Fatal(err)
		}
		check("begun")
		w.clock.pass(5 * time.Second)
		want.Sent = w.clock.now()
		send(t, j, i.ID)
		check("sent")
		w.clock.pass(time.Second)
		want.Ended, want.Ending, want.Words = w.clock.now(), Unknown, "no answer in time"
		if err := j.End(End{ID: i.ID, Ending: Unknown, Words: "no answer in time"}); err != nil {
			t.Fatal(err)
		}
		check("unknown")
		w.clock.pass(time.Second)
		want.Ended, want.Ending, want.Words = w.clock.now(), Done, ""
		end(t, j, i.ID, Done)
		check("done")
		if j.Bad() != 0 {
			t.Errorf("%d bad lines", j.Bad())
		}
	})
}

func TestEntriesAreNewestFirst(t *testing.T) {
	both(t, func(t *testing.T, w *world) {
		a, b := w.run(t), w.run(t)
		var want []string
		for k := range 6 {
			j := []*Journal{a, b}[k%2]
			want = append([]string{begin(t, j, fmt.Sprint(k))}, want...) // all at the same time: the order is that of the file
		}
		if got := ids(entries(t, a)); !slices.Equal(got, want) {
			t.Errorf("%v, want %v", got, want)
		}
		list := entries(t, a)
		list[0].Ending = Done
		if entries(t, a)[0].Ending != Open {
			t.Error("the entries are not copies")
		}
	})
}

func TestNewIDsDiffer(t *testing.T) {
	w := inMemory(nil)
	seen := map[string]bool{}
	for range 3 {
		j := w.run(t)
		for range 100 {
			seen[j.NewID()] = true
		}
	}
	if len(seen) != 300 {
		t.Errorf("%d ids of 300", len(seen))
	}
	if len(w.data(t)) != 0 {
		t.Error("an id was written down")
	}
}

func TestBeginIsAllOrNone(t *testing.T) {
	both(t, func(t *testing.T, w *world) {
		j := w.run(t)
		old, sent := begin(t, j, "x"), begin(t, j, "x")
		send(t, j, sent)
		before := string(w.data(t))
		good := func() Intent { return Intent{ID: j.NewID(), Op: api.PatchTask, Target: "y"} }
		for name, bad := range map[string]Intent{
			"no id": {Op: api.PatchTask, Target: "y"}, "no operation": {ID: "n1", Target: "y"}, "known": {ID: old, Op: api.PatchTask, Target: "y"}, "sent": {ID: sent, Op: api.BulkApprove, Target: "x", Name: "Access for Ana"},
			"target of two lines": {ID: "n2", Op: api.PatchTask, Target: "y\nz"}, "target with an escape": {ID: "n3", Op: api.PatchTask, Target: "\x1b[2J"},
			"long target": {ID: "n4", Op: api.PatchTask, Target: strings.Repeat("y", maxID+1)}, "invisible line": {ID: "n5", Op: api.ApproveItem, Target: "y", Line: "\u200b"},
			"hostile id": {ID: "\x1b", Op: api.PatchTask}, "hostile batch": {ID: "n6", Op: api.PatchTask, Batch: "\u202e"},
		} {
			err := j.Begin(good(), bad, good())
			if err == nil || strings.ContainsAny(err.Error(), "\x1b\n\u200b") {
				t.Errorf("%s: %v", name, err)
			}
		}
		twice := good()
		if err := j.Begin(twice, twice); err == nil {
			t.Error("one intent was begun twice at once")
		}
		if got := string(w.data(t)); got != before {
			t.Errorf("a begin that failed wrote:\n%s", got)
		}
		if err := errors.Join(j.Begin(), j.End()); err != nil || string(w.data(t)) != before {
			t.Errorf("nothing to write: %v", err)
		}
		if err := j.Begin(good(), good(), good()); err != nil || len(entries(t, j)) != 5 {
			t.Errorf("three good ones: %v, %d entries", err, len(entries(t, j)))
		}
	})
}

// TestEndings pins which ending replaces which: what is settled stays, but for
// what was seen by whoever really sent it.
func TestEndings(t *testing.T) {
	all := []Ending{Open, Done, Refused, Changed, Overtaken, NotSent, Lost, TakenBack, Unknown}
	replaces := map[Ending][]Ending{
		Open: all, Unknown: all, Done: nil, Refused: {Done}, Overtaken: {Done}, Lost: {Done},
		Changed: {Done, Refused, Overtaken, Lost, Unknown}, NotSent: {Done, Refused, Overtaken, Lost, Unknown}, TakenBack: {Done, Refused, Overtaken, Lost, Unknown},
	}
	for _, before := range all {
		for _, after := range all[1:] {
			w := inMemory(nil)
			j := w.run(t)
			id := begin(t, j, "x")
			if before != Open {
				end(t, j, id, before)
			}
			size := len(w.data(t))
			end(t, j, id, after)
			want := before
			if slices.Contains(replaces[before], after) {
				want = after
			} else if len(w.data(t)) != size {
				t.Errorf("%q after %q is written for nothing", after, before)
			}
			if got := entry(t, j, id).Ending; got != want {
				t.Errorf("%q after %q makes %q, want %q", after, before, got, want)
			}
			w.rereads(t, j)
		}
	}
	j := inMemory(nil).run(t)
	for _, e := range []End{{ID: "x"}, {ID: "x", Ending: "finished"}, {Ending: Done}, {ID: "\x1b", Ending: Done}} {
		if err := j.End(e); err == nil || strings.Contains(err.Error(), "\x1b") {
			t.Errorf("%+v: %v", e, err)
		}
	}
}

// TestTakenBackBeforeItIsBegun: both are written by commands, which overtake
// each other.
func TestTakenBackBeforeItIsBegun(t *testing.T) {
	both(t, func(t *testing.T, w *world) {
		j := w.run(t)
		i := Intent{ID: j.NewID(), Op: api.BulkApprove, Target: "x"}
		end(t, j, i.ID, TakenBack)
		if n := len(entries(t, j)); n != 0 {
			t.Errorf("%d entries before anything was decided", n)
		}
		if err := j.Begin(i); err != nil {
			t.Fatal(err)
		}
		if e := entry(t, j, i.ID); e.Ending != TakenBack || guard(j, i.ID) == nil {
			t.Errorf("%+v can be sent", e)
		}
		w.rereads(t, j)
	})
}

// TestOrderOfEvents reads the events of a decision in every order.
func TestOrderOfEvents(t *testing.T) {
	w := inMemory(nil)
	a := w.run(t)
	id := begin(t, a, "x")
	send(t, a, id)
	_ = a.Close()
	b := w.run(t)
	if _, err := b.Adopt(); err != nil {
		t.Fatal(err)
	}
	end(t, b, id, Done)
	want := entry(t, b, id)
	lines := linesOf(w.data(t))[1:]
	if len(lines) != 4 {
		t.Fatalf("%d lines", len(lines))
	}
	permutations(lines, func(order [][]byte) {
		var data []byte
		for _, l := range order {
			data = append(append(data, strings.TrimSuffix(string(l), "\n")...), '\n')
		}
		got := inMemory(data).run(t)
		if diff := cmp.Diff([]Entry{want}, entries(t, got)); diff != "" {
			t.Errorf("%s\n%s", data, diff)
		}
	})
}

func permutations(list [][]byte, f func([][]byte)) {
	var visit func(k int)
	visit = func(k int) {
		if k == len(list) {
			f(list)
			return
		}
		for i := k; i < len(list); i++ {
			list[k], list[i] = list[i], list[k]
			visit(k + 1)
			list[k], list[i] = list[i], list[k]
		}
	}
	visit(0)
}

// TestClosed: nothing new is decided after Close, but what was on its way
// arrives.
func TestClosed(t *testing.T) {
	both(t, func(t *testing.T, w *world) {
		j := w.run(t)
		held, sent := begin(t, j, "x"), begin(t, j, "y")
		send(t, j, sent)
		if err := errors.Join(j.Close(), j.Close()); err != nil {
			t.Fatal(err)
		}
		size := len(w.data(t))
		if err := j.Begin(Intent{ID: j.NewID(), Op: api.BulkApprove, Target: "z"}); err == nil {
			t.Error("a closed journal took a decision")
		}
		if guard(j, held) == nil || len(w.data(t)) != size {
			t.Error("a closed journal let a decision out")
		}
		end(t, j, sent, Done)
		if entry(t, j, sent).Ending != Done {
			t.Error("an ending was lost")
		}
		if left, err := w.run(t).Adopt(); err != nil || len(left) != 1 || left[0].ID != held {
			t.Errorf("adopted %v, %v", ids(left), err)
		}
	})
}
