package journal

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"iscope/api"
)

// TestRotate: the first decision of a run drops what was settled 90 days ago,
// and leaves all other lines as they are, also those it does not understand.
func TestRotate(t *testing.T) {
	both(t, func(t *testing.T, w *world) {
		a := w.run(t)
		gone, open, doubtful, late := begin(t, a, "1"), begin(t, a, "2"), begin(t, a, "3"), begin(t, a, "4")
		end(t, a, gone, Done)
		send(t, a, doubtful)
		end(t, a, doubtful, Unknown)
		early := a.NewID()
		end(t, a, early, TakenBack) // its intent never came
		w.clock.pass(kept)
		end(t, a, late, Refused) // decided long ago, settled just now
		fresh := begin(t, a, "5")
		coming := a.NewID()
		end(t, a, coming, TakenBack) // its intent is about to come
		alien := fmt.Sprintf(`{"e":"comment","id":%q,"text":"keep me"}`, open) + "\n" + fmt.Sprintf(`{"e":"comment","id":%q}`, gone) + "\ngarbage\n"
		w.put(t, append(w.data(t), alien...))
		w.clock.pass(time.Hour)
		var want []string
		for _, line := range linesOf(append(w.data(t), '\n'))[1:] {
			if s := strings.TrimSuffix(string(line), "\n"); !strings.Contains(s, gone) && !strings.Contains(s, early) && s != "garbage" && s != "" {
				want = append(want, s)
			}
		}

		b := w.run(t)
		if n := len(entries(t, b)); n != 5 {
			t.Errorf("%d entries before anything is written", n)
		}
		next := begin(t, b, "6")
		var got []string
		for _, line := range linesOf(w.data(t))[1:] {
			got = append(got, strings.TrimSuffix(string(line), "\n"))
		}
		if last := len(got) - 1; !slices.Equal(got[:last], want) || !strings.Contains(got[last], next) {
			t.Errorf("left:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
		if got, want := ids(entries(t, b)), []string{next, fresh, late, doubtful, open}; !slices.Equal(got, want) {
			t.Errorf("%v, want %v", got, want)
		}
		w.rereads(t, b)
		// The run whose file was replaced under its hands goes on.
		send(t, a, fresh)
		end(t, a, open, NotSent)
		w.rereads(t, a)
		if got, want := ids(entries(t, a)), ids(entries(t, b)); !slices.Equal(got, want) {
			t.Errorf("the older run knows %v, want %v", got, want)
		}
	})
}

// TestRotateOncePerRun: a long run does not look again before the file is
// large.
func TestRotateOncePerRun(t *testing.T) {
	w := inMemory(nil)
	j := w.run(t)
	old := begin(t, j, "x")
	end(t, j, old, Done)
	w.clock.pass(2 * kept)
	begin(t, j, "y")
	if n := len(entries(t, j)); n != 2 {
		t.Fatalf("%d entries: dropped in the middle of a run", n)
	}
	j.upkeep.limit = int64(len(w.data(t))) - 1
	begin(t, j, "z")
	if got := entries(t, j); len(got) != 2 || slices.Contains(ids(got), old) {
		t.Errorf("a file over its limit still has %v", ids(got))
	}
	if j.upkeep.limit != maxSize {
		t.Errorf("the next look is at %d bytes", j.upkeep.limit)
	}
	j.upkeep.limit = 100
	size := len(w.data(t))
	begin(t, j, "z") // nothing to drop
	if j.upkeep.limit != maxSize || len(w.data(t)) <= size {
		t.Errorf("limit %d", j.upkeep.limit)
	}
	w.rereads(t, j)
}

// TestRotateTwice: a run notices a new file even if it is as long as the one it
// knows.
func TestRotateTwice(t *testing.T) {
	both(t, func(t *testing.T, w *world) {
		j := w.run(t)
		id := begin(t, j, "x")
		data := w.data(t)
		head := linesOf(data)[0]
		other := bytes.Replace(data, head[20:40], []byte("01234567890123456789"), 1)
		other = bytes.ReplaceAll(other, []byte(`"target":"x"`), []byte(`"target":"y"`))
		if len(other) != len(data) {
			t.Fatal("of another length")
		}
		w.put(t, other)
		if e := entry(t, j, id); e.Target != "y" {
			t.Errorf("it still has %+v", e)
		}
		w.put(t, data[:len(head)+10]) // cut by somebody
		if err := guard(j, id); !errors.Is(err, errNoIntent) {
			t.Errorf("err = %v", err)
		}
		w.put(t, nil)
		if err := guard(j, id); !errors.Is(err, errNoIntent) {
			t.Errorf("err = %v", err)
		}
		begin(t, j, "z")
		w.rereads(t, j)
	})
}

// TestRotateAfterACrash: what a crash left of a new file is no obstacle, and
// nothing is left of one that failed.
func TestRotateAfterACrash(t *testing.T) {
	w, dir := onDisk(t)
	a := w.run(t)
	end(t, a, begin(t, a, "x"), Done)
	_ = a.Close()
	left := filepath.Join(dir, fileName(address)+".new")
	if err := os.WriteFile(left, []byte("half of a file"), 0o644); err != nil {
		t.Fatal(err)
	}
	w.clock.pass(2 * kept)
	j := w.run(t)
	next := begin(t, j, "y")
	if got := ids(entries(t, j)); !slices.Equal(got, []string{next}) {
		t.Errorf("%v", got)
	}
	if _, err := os.Stat(left); err == nil {
		t.Error("the new file is still there")
	}
	d := j.store.(*disk)
	d.write = true
	failing(j).full = true
	err := d.Replace(j.head().encode)
	if _, there := os.Stat(left); err == nil || there == nil {
		t.Errorf("a rotation on a full disk: %v", err)
	}
	d.Unlock()
	w.rereads(t, j)
}

// TestForgetsWhatGuardDoesNotNeed: a run that nobody asks for the history keeps
// none.
func TestForgetsWhatGuardDoesNotNeed(t *testing.T) {
	w := inMemory(nil)
	a, b := w.run(t), w.run(t)
	mine := begin(t, b, "t0")
	for i := range 100 {
		id := begin(t, a, fmt.Sprintf("t%d", i))
		end(t, a, id, []Ending{Done, Refused}[i%2])
	}
	open := begin(t, a, "t1")
	if err := guard(b, mine); !errors.Is(err, ErrElsewhere) {
		t.Fatal(err)
	}
	if n, done := len(b.ledger.records), len(b.ledger.done); n != 2 || done != 50 {
		t.Errorf("%d records, %d done since", n, done)
	}
	end(t, b, mine, NotSent)
	end(t, a, open, NotSent)
	next := begin(t, b, "t0") // decided with everything on screen
	send(t, b, next)
	if n, done := len(b.ledger.records), len(b.ledger.done); n != 2 || done != 0 {
		t.Errorf("%d records, %d done since", n, done)
	}
	if n := len(entries(t, b)); n != 103 {
		t.Errorf("%d entries", n)
	}
	late := begin(t, a, "t5")
	if err := b.Begin(Intent{ID: b.NewID(), Op: api.PatchTask, Target: "t6"}); err != nil || len(entries(t, b)) != 105 || entry(t, b, late).Target != "t5" {
		t.Error("it is not kept up to date")
	}
}
