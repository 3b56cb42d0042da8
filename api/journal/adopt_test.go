package journal

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// runFiles returns the names of the files of runs in the folder of a journal.
func runFiles(t testing.TB, j *Journal) []string {
	t.Helper()
	d := j.store.(*disk)
	out, err := filepath.Glob(filepath.Join(d.dir, "*.run"))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func removeRuns(t testing.TB, j *Journal) {
	t.Helper()
	for _, name := range runFiles(t, j) {
		if err := os.Remove(name); err != nil {
			t.Fatal(err)
		}
	}
}

func TestAdopt(t *testing.T) {
	both(t, func(t *testing.T, w *world) {
		dead, alive := w.run(t), w.run(t)
		held, sent, unknown := begin(t, dead, "1"), begin(t, dead, "2"), begin(t, dead, "3")
		var settled []string
		for _, e := range []Ending{Done, Refused, Changed, Overtaken, NotSent, Lost, TakenBack} {
			id := begin(t, dead, string(e))
			end(t, dead, id, e)
			settled = append(settled, id)
		}
		send(t, dead, sent)
		send(t, dead, unknown)
		end(t, dead, unknown, Unknown)
		theirs := begin(t, alive, "4")
		_ = dead.Close()

		w.clock.pass(time.Hour)
		j := w.run(t)
		got, err := j.Adopt()
		if err != nil || !slices.Equal(ids(got), []string{held, sent, unknown}) {
			t.Fatalf("adopted %v, %v", ids(got), err)
		}
		for i, left := range []bool{false, true, true} {
			if e := got[i]; e.Left() != left || e.Run != j.run || e.Tenant != tenantName || e.Asked.Equal(w.clock.now()) {
				t.Errorf("%+v", e)
			}
		}
		w.rereads(t, j)
		for _, id := range append(settled, theirs) {
			if e := entry(t, j, id); e.Run == j.run {
				t.Errorf("%s was adopted: %+v", id, e)
			}
		}
		size := len(w.data(t))
		if again, err := j.Adopt(); err != nil || len(again) != 0 || len(w.data(t)) != size {
			t.Errorf("adopted %v again, %v", ids(again), err)
		}
		if other, err := w.run(t).Adopt(); err != nil || len(other) != 0 {
			t.Errorf("a third run adopted %v, %v", ids(other), err)
		}
		end(t, j, held, NotSent)
		_ = j.Close() // dies before it settled the rest
		next := w.run(t)
		if other, err := next.Adopt(); err != nil || !slices.Equal(ids(other), []string{sent, unknown}) {
			t.Errorf("the next one adopted %v, %v", ids(other), err)
		}
		// It looked, and nobody can know: that is told once, not at every start.
		end(t, next, unknown, Unknown)
		_ = next.Close()
		if other, err := w.run(t).Adopt(); err != nil || !slices.Equal(ids(other), []string{sent}) {
			t.Errorf("the last one adopted %v, %v", ids(other), err)
		}
	})
}

// TestAdoptAtOnce: of many runs that start together each gets what no other
// got.
func TestAdoptAtOnce(t *testing.T) {
	both(t, func(t *testing.T, w *world) {
		dead := w.run(t)
		var want []string
		for range 20 {
			want = append(want, begin(t, dead, "x"))
		}
		_ = dead.Close()
		var all []string
		var mu sync.Mutex
		var wg sync.WaitGroup
		for range 6 {
			j := w.run(t)
			wg.Go(func() {
				got, err := j.Adopt()
				mu.Lock()
				defer mu.Unlock()
				all = append(all, ids(got)...)
				if err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		slices.Sort(all)
		slices.Sort(want)
		if !slices.Equal(all, want) {
			t.Errorf("adopted %v, want %v", all, want)
		}
	})
}

// TestRunFiles: a run leaves no file, a crashed one is cleared up after.
func TestRunFiles(t *testing.T) {
	w, _ := onDisk(t)
	crashed, neat, j := w.run(t), w.run(t), w.run(t)
	end(t, crashed, begin(t, crashed, "x"), Done)
	begin(t, neat, "y")
	if n := len(runFiles(t, j)); n != 2 {
		t.Errorf("%d files of two runs", n)
	}
	_ = neat.Close()
	_ = crashed.store.(*disk).claimed.lock.Close() // as the system does at the end of a process
	if n := len(runFiles(t, j)); n != 1 {
		t.Errorf("%d files after one run was closed", n)
	}
	if got, err := j.Adopt(); err != nil || len(got) != 1 {
		t.Errorf("adopted %v, %v", ids(got), err)
	}
	if files := runFiles(t, j); len(files) != 1 || !strings.Contains(files[0], j.run) {
		t.Errorf("files %v, want that of %s", files, j.run)
	}
}

// TestAdoptTouchesNothingInVain: a start without anything left open leaves no
// trace on the disk.
func TestAdoptTouchesNothingInVain(t *testing.T) {
	w, dir := onDisk(t)
	j := w.run(t)
	if got, err := j.Adopt(); err != nil || got != nil {
		t.Errorf("adopted %v, %v", got, err)
	}
	if got := entries(t, j); len(got) != 0 {
		t.Errorf("entries %v", got)
	}
	if _, err := os.Stat(filepath.Dir(dir)); err == nil {
		t.Error("reading made a folder")
	}
}

// TestRunsOfOthersMakeNoPath: the name of a run comes from a file that anybody
// may have written.
func TestRunsOfOthersMakeNoPath(t *testing.T) {
	w, dir := onDisk(t)
	j := w.run(t)
	begin(t, j, "x")
	victim := filepath.Join(dir, "victim.run")
	if err := os.WriteFile(victim, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, run := range []string{"../journal/victim", "", "..", strings.Repeat("a", 600), "ABCDEF012345", "0123456789a", "\x00"} {
		if j.store.Alive(run) {
			t.Errorf("%q is alive", run)
		}
	}
	if _, err := os.Stat(victim); err != nil {
		t.Error(err)
	}
	w.put(t, append(w.data(t), `{"e":"intent","id":"k","time":"2026-11-22T14:00:00Z","run":"../journal/victim","op":"approve work item","target":"t"}`+"\n"...))
	if got, err := j.Adopt(); err != nil || len(got) != 1 || got[0].ID != "k" {
		t.Errorf("adopted %v, %v", ids(got), err)
	}
	if _, err := os.Stat(victim); err != nil {
		t.Error(err)
	}
}
