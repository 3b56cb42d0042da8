package journal

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"iscope/api"
)

// childDir tells the test binary to be a run of the program that decides in
// this folder until it is killed.
const childDir = "ISCOPE_TEST_JOURNAL_DIR"

func TestMain(m *testing.M) {
	if dir := os.Getenv(childDir); dir != "" {
		decideForEver(dir)
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// decideForEver decides, and tells on its output what the journal confirmed.
func decideForEver(dir string) {
	j := Disk(dir, tenantName, address, time.Now)
	if _, err := j.Adopt(); err != nil {
		fmt.Println("error", err)
	}
	for n := 0; ; n++ {
		batch := make([]Intent, 1+n%4)
		for i := range batch {
			batch[i] = Intent{ID: j.NewID(), Op: api.BulkApprove, Target: fmt.Sprint("item-", n%5, i), Name: "Access for Ana", Digest: uint64(n)}
		}
		if err := j.Begin(batch...); err != nil {
			fmt.Println("error", err)
			continue
		}
		for _, i := range batch {
			fmt.Println("begun", i.ID)
		}
		for _, i := range batch {
			if err := guard(j, i.ID); errors.Is(err, ErrElsewhere) {
				continue // stays open
			} else if err != nil {
				fmt.Println("error", err)
			}
			fmt.Println("sent", i.ID)
			if err := j.End(End{ID: i.ID, Ending: Refused}); err != nil {
				fmt.Println("error", err)
			}
			fmt.Println("refused", i.ID)
		}
	}
}

// confirmed collects what runs told before they were killed.
type confirmed struct {
	mu   sync.Mutex
	said map[string][]string // by id
}

// live starts a run, and kills it after it has told so many things.
func (c *confirmed) live(t *testing.T, dir string, things int) {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childDir+"="+dir)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Error(err)
		return
	}
	if err := cmd.Start(); err != nil {
		t.Error(err)
		return
	}
	lines := bufio.NewScanner(out)
	for n := 0; lines.Scan(); n++ {
		if n == things {
			_ = cmd.Process.Kill() // what it told meanwhile is read too
		}
		what, id, _ := strings.Cut(lines.Text(), " ")
		if what == "error" {
			t.Error(id)
		}
		c.mu.Lock()
		c.said[id] = append(c.said[id], what) // a line is one write, which is not cut
		c.mu.Unlock()
	}
	if err := cmd.Wait(); err == nil {
		t.Error("a run ended by itself")
	}
}

// TestKilled kills runs that share a journal, at any instant, and looks at what
// is left: everything that was confirmed, and nothing that was sent without
// being decided. What is open goes to the next runs, each to one of them.
func TestKilled(t *testing.T) {
	w, dir := onDisk(t)
	dice := rand.New(rand.NewPCG(3, 1))
	c := &confirmed{said: map[string][]string{}}
	const atOnce, lives = 3, 12
	var wg sync.WaitGroup
	for range atOnce {
		things := make([]int, lives)
		for i := range things {
			things[i] = dice.IntN(40)
		}
		wg.Go(func() {
			for _, n := range things {
				c.live(t, dir, n)
			}
		})
	}
	wg.Wait()
	checkOrder(t, w.data(t))
	checkLeft(t, w, c)
}

// checkOrder holds that nothing comes before its intent.
func checkOrder(t *testing.T, data []byte) {
	t.Helper()
	asked := map[string]bool{}
	for _, line := range linesOf(data) {
		switch e, how := decode(line); {
		case how == ours && e.Event == intentEvent:
			asked[e.ID] = true
		case how == ours && e.Event != intentEvent && !asked[e.ID]:
			t.Errorf("%s of %s, which nobody decided", e.Event, e.ID)
		}
	}
}

// checkLeft has two runs at once take over what is open, and holds what they
// know against what was confirmed.
func checkLeft(t *testing.T, w *world, c *confirmed) {
	t.Helper()
	next := []*Journal{w.run(t), w.run(t)}
	adopted := make([][]Entry, len(next))
	var wg sync.WaitGroup
	for i, j := range next {
		wg.Go(func() {
			var err error
			if adopted[i], err = j.Adopt(); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	left := ids(slices.Concat(adopted...))
	list := entries(t, next[0])
	open, sent := 0, 0
	for _, e := range list {
		said := c.said[e.ID]
		if slices.Contains(said, "sent") && !e.Left() || slices.Contains(said, "refused") && e.Ending != Refused {
			t.Errorf("%+v, though it told %v", e, said)
		}
		delete(c.said, e.ID)
		if e.Left() {
			sent++
		}
		if !e.Ending.Settled() {
			open++
			if n := len(slices.DeleteFunc(slices.Clone(left), func(id string) bool { return id != e.ID })); n != 1 {
				t.Errorf("%s was adopted %d times", e.ID, n)
			}
		}
	}
	for id, said := range c.said {
		t.Errorf("%s was lost: %v", id, said)
	}
	if len(list) == 0 || sent == 0 || open != len(left) {
		t.Errorf("%d decisions, %d sent, %d open, %d adopted", len(list), sent, open, len(left))
	}
	if got := runFiles(t, next[0]); len(got) > len(next) {
		t.Errorf("dead runs left %v", got)
	}
	t.Logf("%d decisions, %d sent, %d left open, %d torn lines", len(list), sent, open, next[0].Bad())
}

// TestManyAtOnce has several runs decide about the same few objects, from many
// goroutines: no two send about one object at a time, and nothing is lost.
func TestManyAtOnce(t *testing.T) {
	w, _ := onDisk(t)
	const runs, workers, each, targets = 3, 3, 8, 2
	var busy [targets][runs]atomic.Int32
	var sent, refused atomic.Int32
	var wg sync.WaitGroup
	for run := range runs {
		j := w.run(t)
		for worker := range workers {
			wg.Go(func() {
				for n := range each {
					k := (n + worker) % targets
					id := j.NewID()
					if err := j.Begin(Intent{ID: id, Op: api.BulkApprove, Target: fmt.Sprint(k)}); err != nil {
						t.Error(err)
						return
					}
					err := j.Guard(With(t.Context(), id), api.BulkApprove)
					switch {
					case errors.Is(err, ErrElsewhere):
						refused.Add(1)
					case err != nil:
						t.Error(err)
					default:
						sent.Add(1)
						busy[k][run].Add(1)
						for other := range runs {
							if other != run && busy[k][other].Load() > 0 {
								t.Error("sent by two at once")
							}
						}
						if j.Guard(With(t.Context(), id), api.BulkApprove) == nil {
							t.Error("sent twice")
						}
						busy[k][run].Add(-1)
					}
					if err := j.End(End{ID: id, Ending: Refused}); err != nil {
						t.Error(err)
					}
				}
			})
		}
	}
	wg.Wait()
	list := entries(t, w.run(t))
	n := int32(0)
	for _, e := range list {
		if e.Left() {
			n++
		}
		if e.Ending != Refused {
			t.Errorf("%+v", e)
		}
	}
	if len(list) != runs*workers*each || n != sent.Load() || n+refused.Load() != runs*workers*each {
		t.Errorf("%d decisions, %d left, %d sent, %d refused", len(list), n, sent.Load(), refused.Load())
	}
	if bytes.Count(w.data(t), []byte(`"e":"sent"`)) != int(n) {
		t.Error("a line is there twice")
	}
}
