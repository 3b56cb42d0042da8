package journal

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"iscope/api"
)

// clock stands still until it is told to pass.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// world is a file and the runs of the program that share it.
type world struct {
	clock *clock
	store func() Store // of one more run
	data  func(t testing.TB) []byte
	put   func(t testing.TB, data []byte)
}

func newClock() *clock { return &clock{at: time.Date(2026, 11, 22, 14, 3, 9, 123456789, time.UTC)} }

// inMemory is a world without a disk.
func inMemory(data []byte) *world {
	b := NewBytes(data)
	return &world{clock: newClock(), store: b.Open, data: func(testing.TB) []byte { return b.Data() }, put: func(_ testing.TB, data []byte) { b.data = data }}
}

const (
	tenantName = "Acme/Prod"
	address    = "https://acme.api.identitynow.com"
)

// onDisk is a world in a folder that is yet to be made.
func onDisk(t testing.TB) (*world, string) {
	dir := filepath.Join(t.TempDir(), "state", "journal")
	name := filepath.Join(dir, fileName(address)+".jsonl")
	return &world{
		clock: newClock(),
		store: func() Store { return newDisk(dir, fileName(address)) },
		data:  func(t testing.TB) []byte { return readFile(t, name) },
		put: func(t testing.TB, data []byte) {
			if err := os.WriteFile(name, data, 0o600); err != nil {
				t.Fatal(err)
			}
		},
	}, dir
}

func readFile(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// both runs a test in memory and on disk.
func both(t *testing.T, f func(t *testing.T, w *world)) {
	t.Helper()
	t.Run("memory", func(t *testing.T) { f(t, inMemory(nil)) })
	t.Run("disk", func(t *testing.T) {
		w, _ := onDisk(t)
		f(t, w)
	})
}

// run starts one more run of the program.
func (w *world) run(t testing.TB) *Journal {
	t.Helper()
	j := New(w.store(), tenantName, w.clock.now)
	t.Cleanup(func() { _ = j.Close() })
	return j
}

// begin begins an intent about a target and perhaps a line of it.
func begin(t testing.TB, j *Journal, target string, line ...string) string {
	t.Helper()
	i := Intent{ID: j.NewID(), Op: api.BulkApprove, Target: target, Name: "Access for Ana"}
	if len(line) > 0 {
		i.Op, i.Line = api.ApproveItem, line[0]
	}
	if err := j.Begin(i); err != nil {
		t.Fatal(err)
	}
	return i.ID
}

// guard asks whether an intent of begin may be sent.
func guard(j *Journal, id string) error {
	e := j.ledger.records[id]
	if e == nil || e.Op == "" {
		return j.Guard(With(context.Background(), id), api.BulkApprove)
	}
	return j.Guard(With(context.Background(), id), e.Op)
}

func send(t testing.TB, j *Journal, id string) {
	t.Helper()
	if err := guard(j, id); err != nil {
		t.Fatal(err)
	}
}

func end(t testing.TB, j *Journal, id string, e Ending) {
	t.Helper()
	if err := j.End(End{ID: id, Ending: e}); err != nil {
		t.Fatal(err)
	}
}

// entries returns what a journal knows, newest first.
func entries(t testing.TB, j *Journal) []Entry {
	t.Helper()
	out, err := j.Entries()
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// entry returns the entry of an intent.
func entry(t testing.TB, j *Journal, id string) Entry {
	t.Helper()
	for _, e := range entries(t, j) {
		if e.ID == id {
			return e
		}
	}
	t.Fatalf("the journal does not know %s", id)
	return Entry{}
}

// ids returns the ids of entries in their order.
func ids(list []Entry) []string {
	out := make([]string, len(list))
	for i, e := range list {
		out[i] = e.ID
	}
	return out
}

// rereads fails the test unless a run that has yet to read the file knows the
// same as one that wrote there.
func (w *world) rereads(t testing.TB, j *Journal) {
	t.Helper()
	if diff := cmp.Diff(entries(t, j), entries(t, w.run(t))); diff != "" {
		t.Errorf("what is in the file differs from what is known (- known, + file):\n%s", diff)
	}
}

// linesOf splits a file into lines with their ends; the last one has none.
func linesOf(data []byte) [][]byte {
	return bytes.SplitAfter(bytes.TrimSuffix(data, []byte("\n")), []byte("\n"))
}
