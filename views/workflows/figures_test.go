package workflows

import (
	"encoding/json"
	"fmt"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/api/demotest"
	"iscope/api/isc"
	"iscope/api/journal"
	"iscope/api/sandbox"
	"iscope/keymap"
	"iscope/ui/golden"
	"iscope/ui/screen"
)

// The figures of the screen: from a key to the frame that shows it, with as many
// workflows loaded as a tenant may have. The target is 50 ms at p99.

// crowd is how many workflows are loaded.
const crowd = 5_000

// crowded is the crowd, once it is loaded.
var crowded []api.Workflow

// load reads that many workflows of a demo tenant once, through the client.
func load(b *testing.B) []api.Workflow {
	b.Helper()
	if crowded != nil {
		return crowded
	}
	tenant := sandbox.New(sandbox.Options{Seed: 7, Workflows: crowd, Executions: 100_000, NoRateLimit: true})
	client := demotest.ISC(b, tenant, isc.Config{Generation: isc.V3})
	for {
		p, err := client.Workflows(b.Context(), listQuery(len(crowded)))
		if err != nil {
			b.Fatal(err)
		}
		if crowded = append(crowded, p.Items...); !p.More {
			return crowded
		}
	}
}

// full returns the screen with a crowd of workflows, and nobody who answers it.
func full(b *testing.B) *Model {
	b.Helper()
	rows := load(b)
	if len(rows) != crowd {
		b.Fatalf("%d workflows", len(rows))
	}
	env := golden.Env(&testing.T{}, "dark", golden.Live(func() time.Time { return at }))
	m := New(env, &api.Commands{ISC: &fake{all: rows}}, Options{Journal: journal.Memory("acme", time.Now)}, b.Context(), "workflows#1")
	b.Cleanup(m.Close)
	m.table.SetRows(rows)
	m.list.loaded = true
	m.tools.finder.Take(rows)
	m.Render(160, 48)
	return m
}

// deliver runs what a command sends and hands it to the window or the screen, all
// but what waits for a clock, which it returns. shown is the window that was
// asked for.
func deliver(m *Model, window screen.Dialog, cmd tea.Cmd) (late []tea.Cmd, shown screen.Dialog) {
	switch {
	case cmd == nil:
		return nil, window
	case strings.Contains(runtime.FuncForPC(reflect.ValueOf(cmd).Pointer()).Name(), ".Tick."):
		return []tea.Cmd{cmd}, window
	}
	return hand(m, window, cmd())
}

func hand(m *Model, window screen.Dialog, msg tea.Msg) (late []tea.Cmd, shown screen.Dialog) {
	shown = window
	switch msg := msg.(type) {
	case tea.BatchMsg:
		for _, c := range msg {
			var more []tea.Cmd
			more, shown = deliver(m, shown, c)
			late = append(late, more...)
		}
	case screen.Show:
		shown = msg.Dialog
		if i, ok := shown.(interface{ Init() tea.Cmd }); ok {
			return deliver(m, shown, i.Init())
		}
	case interface{ To() string }:
		if l, ok := window.(interface{ Listens(tea.Msg) bool }); ok && l.Listens(msg) {
			cmd, _ := window.Update(msg)
			return deliver(m, window, cmd)
		}
		return deliver(m, window, m.Update(msg))
	}
	return late, shown
}

// stopwatch takes the times of a benchmark and reports their mean and their 99th
// percentile.
type stopwatch struct{ laps []time.Duration }

func (s *stopwatch) time(f func()) {
	begin := time.Now()
	f()
	s.laps = append(s.laps, time.Since(begin))
}

func (s *stopwatch) report(b *testing.B) {
	b.Helper()
	var sum time.Duration
	for _, l := range s.laps {
		sum += l
	}
	slices.Sort(s.laps)
	b.ReportMetric(float64(sum.Nanoseconds())/float64(len(s.laps)), "ns/op")
	b.ReportMetric(s.laps[len(s.laps)*99/100].Seconds()*1e3, "p99-ms")
}

// typing presses the keys of a text one by one, with backspace at its end, again
// and again.
func typing(text string) func() tea.KeyPressMsg {
	keys := make([]tea.KeyPressMsg, 0, 2*len(text))
	for _, r := range text {
		keys = append(keys, letter(r))
	}
	for range text {
		keys = append(keys, tea.KeyPressMsg{Code: tea.KeyBackspace})
	}
	i := -1
	return func() tea.KeyPressMsg {
		i++
		return keys[i%len(keys)]
	}
}

// BenchmarkKeys5000 is a key of the list, of its filter, and of the window that
// finds in all definitions: first the key itself, then the first hits that follow it.
func BenchmarkKeys5000(b *testing.B) {
	b.Run("cursor", func(b *testing.B) {
		m, down := full(b), false
		deliver(m, nil, m.Act("app.open"))
		var watch stopwatch
		for b.Loop() {
			down = !down
			watch.time(func() {
				deliver(m, nil, m.Act(map[bool]keymap.Action{true: "list.down", false: "list.bottom"}[down]))
				m.Render(160, 48)
			})
		}
		watch.report(b)
	})
	b.Run("sort", func(b *testing.B) {
		m := full(b)
		var watch stopwatch
		for b.Loop() {
			watch.time(func() {
				deliver(m, nil, m.Act("list.sort"))
				m.Render(160, 48)
			})
		}
		watch.report(b)
	})
	b.Run("filter", func(b *testing.B) {
		m, next := full(b), typing("joiner prov inactive")
		m.Act("app.filter")
		var watch stopwatch
		for b.Loop() {
			key := next()
			watch.time(func() {
				deliver(m, nil, m.Update(key))
				m.Render(160, 48)
			})
		}
		watch.report(b)
	})
	for name, text := range map[string]string{"text": "service desk", "action": "action:sp:send-email", "JSONPath": "$.definition.steps[*].actionId"} {
		b.Run("find "+name, func(b *testing.B) { benchFind(b, text) })
	}
}

func benchFind(b *testing.B, text string) {
	b.Helper()
	m := full(b)
	late, window := deliver(m, nil, m.find())
	if m.tools.finder.Index() == nil {
		b.Fatal("there is no index")
	}
	next := typing(text)
	var keys, hits stopwatch
	for b.Loop() {
		key := next()
		keys.time(func() {
			var cmd tea.Cmd
			cmd, _ = window.Update(key)
			late, _ = deliver(m, window, cmd)
			m.Render(160, 48)
			window.Render(112, 34)
		})
		b.StopTimer()
		var due []tea.Msg
		for _, wait := range late {
			due = append(due, wait())
		}
		b.StartTimer()
		var rest []tea.Cmd
		hits.time(func() {
			for _, msg := range due { // that nothing was typed for a moment
				cmd, _ := window.Update(msg)
				if cmd != nil { // of what is looked through, the first part
					cmd, _ = window.Update(cmd())
				}
				rest = append(rest, cmd)
			}
			m.Render(160, 48)
			window.Render(112, 34)
		})
		b.StopTimer()
		for _, cmd := range rest {
			deliver(m, window, cmd)
		}
		b.StartTimer()
	}
	keys.report(b)
	slices.Sort(hits.laps)
	b.ReportMetric(hits.laps[len(hits.laps)*99/100].Seconds()*1e3, "first-hits-p99-ms")
}

// thousand is a workflow of 1,000 steps.
func thousand() api.Workflow {
	var steps strings.Builder
	for i := range 1000 {
		if i > 0 {
			steps.WriteString(",")
		}
		next := fmt.Sprintf(`"nextStep":"s%d"`, i+1)
		if i == 999 {
			next = `"type":"success"`
		}
		if i%10 == 5 {
			fmt.Fprintf(&steps, `"s%d":{"type":"choice","choiceList":[{"comparator":"StringEquals","variableA.$":"$.s%d.kind","variableB":"x","nextStep":"s%d"}],"defaultStep":"s%d"}`, i, i/2, i+1, i+2)
			continue
		}
		fmt.Fprintf(&steps, `"s%d":{"actionId":"sp:http","attributes":{"url.$":"$.s%d.url","body":{"note":"a text of some length","list":[1,2,3]}},%s}`, i, i/2, strings.Replace(next, `"nextStep"`, `"type":"action","nextStep"`, 1))
	}
	definition := `{"start":"s0","steps":{` + steps.String() + `}}`
	if !json.Valid([]byte(definition)) {
		panic(definition)
	}
	return wf("w-large", "A large one", true, `,"definition":`+definition)
}

// BenchmarkOpen1000Steps opens the tab of the steps of a workflow of 1,000 steps,
// and goes through it.
func BenchmarkOpen1000Steps(b *testing.B) {
	b.Run("open", func(b *testing.B) {
		m, large := full(b), thousand()
		m.table.SetRows(append([]api.Workflow{large}, m.table.Rows()...))
		m.table.Select(large.ID)
		m.Render(160, 48)
		var watch stopwatch
		for b.Loop() {
			m.split.Close()
			m.detail.workflow = api.Workflow{}
			m.detail.sheet.SetTab(tabSteps)
			m.Render(160, 48)
			watch.time(func() {
				m.Act("app.open")
				m.Render(160, 48)
			})
			if _, step, ok := m.steps().Selected(); !ok || step.Name != "s0" {
				b.Fatalf("%+v", step)
			}
		}
		watch.report(b)
	})
	b.Run("cursor", func(b *testing.B) {
		m, large := full(b), thousand()
		m.table.SetRows([]api.Workflow{large})
		m.Render(160, 48)
		m.detail.sheet.SetTab(tabSteps)
		m.Act("app.open")
		m.Render(160, 48)
		var watch stopwatch
		for b.Loop() {
			watch.time(func() {
				m.Act("steps.down")
				m.Render(160, 48)
			})
		}
		watch.report(b)
	})
}
