package executions

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"iscope/api"
	"iscope/keymap"
	"iscope/ui/golden"
)

// longHistory is a history of n events: single steps, and a loop of many rounds
// with a step in each.
func longHistory(t testing.TB, n int) []api.Event {
	var b strings.Builder
	b.WriteString(beginning)
	at := 1.0
	for i := 0; i < n/2/3; i++ {
		b.WriteString(stepScript(at, at+0.8, fmt.Sprintf("Step %d", i), "sp:http"))
		at++
	}
	for range n / 2 / 6 {
		fmt.Fprintf(&b, "%g StartChildWorkflowExecutionInitiated [Each account|sp:loop:iterator]\n%g ChildWorkflowExecutionStarted [Each account|sp:loop:iterator]\n", at, at+0.1)
		b.WriteString(stepScript(at+0.2, at+0.6, "Disable account", "sp:manage-account"))
		fmt.Fprintf(&b, "%g ChildWorkflowExecutionCompleted [Each account|sp:loop:iterator]\n", at+0.8)
		at++
	}
	return script(t, b.String())
}

// longModel is a view with a document of that history, not yet understood.
func longModel(events []api.Event) (*Model, *document) {
	env := golden.Env(&testing.T{}, "dark", golden.Live(func() time.Time { return began.Add(time.Hour) }))
	m := New(env, &api.Commands{}, nil, context.Background(), "executions")
	return m, longDocument(m, events)
}

func longDocument(m *Model, events []api.Event) *document {
	d := &document{exec: api.Execution{ID: "long", WorkflowID: "wf", Start: began, Close: began.Add(5 * time.Hour), Status: api.ExecutionCompleted}, events: events, all: true, v2: true, def: api.ReadDefinition([]byte(provisioning))}
	m.docs[d.exec.ID] = d
	m.split.Open, m.split.Focused = true, true
	m.detail.open(d)
	return d
}

// BenchmarkFirstTimeline40000Events is what is done between the last byte of a
// history and the first frame.
func BenchmarkFirstTimeline40000Events(b *testing.B) {
	events := longHistory(b, 40_000)
	for b.Loop() {
		m, d := longModel(events)
		m.understand(d)
		m.Render(120, 36)
	}
}

func benchmarkActs(b *testing.B, setUp []keymap.Action, acts ...keymap.Action) {
	m, d := longModel(longHistory(b, 40_000))
	m.understand(d)
	m.Render(120, 36)
	for _, a := range setUp {
		m.Act(a)
	}
	b.ResetTimer()
	for i := 0; b.Loop(); i++ {
		m.Act(acts[i%len(acts)])
		m.Render(120, 36)
	}
}

func BenchmarkScroll40000Events(b *testing.B) {
	benchmarkActs(b, nil, "timeline.page-down", "timeline.down", "timeline.up")
}

func BenchmarkScrollUnfolded40000Events(b *testing.B) {
	benchmarkActs(b, []keymap.Action{"timeline.fold-all", "timeline.bottom"}, "timeline.page-up", "timeline.down", "timeline.up")
}

func BenchmarkZoom40000Events(b *testing.B) {
	benchmarkActs(b, nil, "timeline.zoom-in", "timeline.right", "timeline.zoom-out", "timeline.left")
}

func BenchmarkZoomUnfolded40000Events(b *testing.B) {
	benchmarkActs(b, []keymap.Action{"timeline.fold-all", "timeline.bottom"}, "timeline.zoom-in", "timeline.right", "timeline.zoom-out", "timeline.left")
}

func BenchmarkStepThrough40000Events(b *testing.B) {
	benchmarkActs(b, []keymap.Action{"timeline.bottom"}, "timeline.prev-event")
}

func BenchmarkFoldAll40000Events(b *testing.B) { benchmarkActs(b, nil, "timeline.fold-all") }

// TestMemoryOf40000Events holds that a history of 40,000 events, its steps, rows
// and JSON take less than 100 MiB, its own attributes among them.
func TestMemoryOf40000Events(t *testing.T) {
	if testing.Short() {
		t.Skip("allocates a lot")
	}
	heap := func() uint64 {
		var s runtime.MemStats
		runtime.GC()
		runtime.GC()
		runtime.ReadMemStats(&s)
		return s.HeapAlloc
	}
	env := golden.Env(t, "dark", golden.Live(func() time.Time { return began.Add(time.Hour) }))
	m := New(env, &api.Commands{}, nil, context.Background(), "executions")
	before := heap()
	d := longDocument(m, longHistory(t, 40_000))
	m.understand(d)
	m.Render(120, 36)
	m.Act("timeline.fold-all")
	m.Render(120, 36)
	steps := heap() - before
	if w, ok := m.setMode(asJSON)().(written); ok {
		m.jsonWritten(w)
	}
	m.Render(120, 36)
	all := heap() - before
	t.Logf("%d events: %d MiB with every step unfolded, %d MiB with its JSON", len(d.events), steps>>20, all>>20)
	if all > 100<<20 {
		t.Errorf("%d MiB over idle", all>>20)
	}
	runtime.KeepAlive(m)
}
