package board

import (
	"strings"
	"time"

	"iscope/api"
	"iscope/ui/cell"
)

// Max is how many failures a book takes; more are refused, and said to be.
const Max = 100_000

// sampleKept is how much of an error is kept as the example of its group, in
// cells.
const sampleKept = 1200

// state is how much is known of a failure.
type state uint8

const (
	unread state = iota
	asked        // its history is being read
	read
	archived   // the tenant does not keep its history any more
	unreadable // there is one, which cannot be read
)

// entry is one failed run: what is kept of it, and no more.
type entry struct {
	id, request string
	start       int64 // nanoseconds since 1970
	close       int64 // likewise, 0 where unknown
	flow        int32
	cause       int32 // index into Book.causes once read
	state       state
}

// workflow is what the book knows of one workflow.
type workflow struct {
	id     string
	unread heap  // entries to be read, those in the window alone
	served int   // how many were given out
	newest int64 // start of the newest of them
}

// cause is one group of failures, whatever the window.
type cause struct {
	flow    int32
	step    string
	label   string
	print   string
	sample  string // the error of the newest run
	newest  int64  // when that was
	uniform bool   // all errors read like the sample
}

type causeKey struct {
	flow        int32
	step, print string
}

// Cause is why a run failed, as its history tells.
type Cause struct {
	Step  string // name in the definition; "" where no step failed
	Label string // what the step is called on screen
	Error string // all words of it, clean
}

// Book holds the failed runs of a tenant and why they failed, as far as that was
// read. Make it with NewBook. It is not safe for concurrent use.
type Book struct {
	entries   []entry
	index     map[string]int32 // by execution
	flows     []workflow
	flowIndex map[string]int32
	causes    []cause
	causeAt   map[causeKey]int32
	window    Window
	refused   int
	version   uint64
}

// NewBook returns an empty book.
func NewBook() *Book {
	return &Book{window: Window{}.normal(), index: map[string]int32{}, flowIndex: map[string]int32{}, causeAt: map[causeKey]int32{}}
}

// Version grows with every change of what Groups returns.
func (b *Book) Version() uint64 { return b.version }

// Len returns how many failures there are.
func (b *Book) Len() int { return len(b.entries) }

// Refused returns how many failures were not taken because the book is full.
func (b *Book) Refused() int { return b.refused }

// Has reports whether a run is in the book.
func (b *Book) Has(id string) bool {
	_, ok := b.index[id]
	return ok
}

// Add takes a failed run and reports whether it is new. One that did not fail or
// has no start is not taken.
func (b *Book) Add(e api.Execution) bool {
	if !e.Status.Failed() || e.Start.IsZero() || e.ID == "" || b.Has(e.ID) {
		return false
	}
	if len(b.entries) >= Max {
		b.refused++
		return false
	}
	f := b.flow(e.WorkflowID)
	n := int32(len(b.entries))
	it := entry{id: e.ID, request: e.RequestID, start: e.Start.UnixNano(), flow: f, cause: -1}
	if !e.Close.IsZero() {
		it.close = e.Close.UnixNano()
	}
	b.entries = append(b.entries, it)
	b.index[e.ID] = n
	b.enqueue(n)
	b.version++
	return true
}

func (b *Book) flow(id string) int32 {
	f, ok := b.flowIndex[id]
	if !ok {
		f = int32(len(b.flows))
		b.flows = append(b.flows, workflow{id: id})
		b.flowIndex[id] = f
	}
	return f
}

// execution returns an entry as the tenant's lists have it.
func (b *Book) execution(n int32) api.Execution {
	it := &b.entries[n]
	e := api.Execution{ID: it.id, WorkflowID: b.flows[it.flow].id, RequestID: it.request, Start: time.Unix(0, it.start).UTC(), Status: api.ExecutionFailed}
	if it.close != 0 {
		e.Close = time.Unix(0, it.close).UTC()
	}
	return e
}

// Execution returns a run of the book.
func (b *Book) Execution(id string) (api.Execution, bool) {
	n, ok := b.index[id]
	if !ok {
		return api.Execution{}, false
	}
	return b.execution(n), true
}

// Return gives a run back that could not be read for now.
func (b *Book) Return(id string) {
	if n, ok := b.index[id]; ok && b.entries[n].state == asked {
		b.entries[n].state = unread
		b.enqueue(n)
	}
}

// Learn notes why a run failed, whether the book had it or not.
func (b *Book) Learn(e api.Execution, c Cause) {
	b.Add(e)
	n, ok := b.index[e.ID]
	if !ok {
		return
	}
	it := &b.entries[n]
	at := b.cause(it.flow, c)
	g := &b.causes[at]
	text := sampleOf(c.Error)
	g.uniform = g.uniform && (g.newest == 0 || g.sample == text)
	if it.start >= g.newest {
		g.newest, g.sample = it.start, text
		g.label = c.Label
	}
	it.state, it.cause = read, at
	b.version++
}

func sampleOf(text string) string {
	return strings.TrimSpace(cell.Cut(strings.TrimSpace(text), sampleKept))
}

func (b *Book) cause(flow int32, c Cause) int32 {
	k := causeKey{flow, c.Step, Fingerprint(c.Error)}
	at, ok := b.causeAt[k]
	if !ok {
		at = int32(len(b.causes))
		b.causes = append(b.causes, cause{flow: flow, step: c.Step, label: c.Label, print: k.print, uniform: true})
		b.causeAt[k] = at
	}
	return at
}

// Archived notes that the tenant does not keep the history of a run any more.
func (b *Book) Archived(id string) { b.mark(id, archived) }

// Unreadable notes that the history of a run cannot be read, now or later.
func (b *Book) Unreadable(id string) { b.mark(id, unreadable) }

func (b *Book) mark(id string, s state) {
	if n, ok := b.index[id]; ok && b.entries[n].state != read {
		b.entries[n].state = s
		b.version++
	}
}
