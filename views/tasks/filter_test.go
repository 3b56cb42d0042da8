package tasks

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/ui/golden"
	"iscope/ui/screen"
)

// memory remembers until the test ends.
type memory map[string]string

func (m memory) Recall(key string) string   { return m[key] }
func (m memory) Remember(key, value string) { m[key] = value }
func (m memory) into(env *screen.Env)       { env.Memory = m }
func (r *rig) key(code rune)                { r.t.Helper(); r.Send(tea.KeyPressMsg{Code: code}) }
func (r *rig) filter(line string) {
	r.t.Helper()
	r.act("tasks.filter")
	r.clear()
	r.Type(line)
	r.key(tea.KeyEnter)
}
func (r *rig) clear() { r.t.Helper(); r.Send(tea.KeyPressMsg{Code: 'u', Mod: tea.ModCtrl}) }

func TestFilterLine(t *testing.T) {
	bubble(t, func(t *testing.T) {
		kept := memory{}
		r := start(t, tenant(), kept.into)
		r.act("tasks.filter")
		if !r.m.past || !r.m.Typing() {
			t.Fatal("the line is not open over the history")
		}
		r.Type("st")
		r.has("▌  ✓ success", "status:", "how it ended", "filter  st")
		r.key(tea.KeyTab)
		r.Type("err")
		r.has("error", "“err” is no status")
		lists := r.f.pages
		r.key(tea.KeyTab)
		r.has(`asks the tenant for completionStatus eq "Error"`)
		if r.f.pages != lists {
			t.Error("it asks while one types")
		}
		r.key(tea.KeyEnter)
		r.has("filter: status:error", "✗ error")
		r.hasNot("✓ success", "asks the tenant")
		if q := r.query(); q.Filters != `completionStatus eq "Error"` || q.Limit != historyFirst || q.Offset != 0 {
			t.Errorf("%+v", q)
		}
		if kept[memoryFilter] != "status:error" {
			t.Errorf("remembered %v", kept)
		}
		again := start(t, tenant(), kept.into)
		again.act("tasks.history")
		if got := again.ids(); !slices.Equal(got, []string{"t-bad"}) {
			t.Errorf("%v with what is remembered", got)
		}
		again.filter("")
		if len(again.ids()) != 7 || kept[memoryFilter] != "" || again.query().Filters != "" {
			t.Errorf("%d rows without a filter, %v", len(again.ids()), kept)
		}
	})
}

// TestFilterBySourceIsUnderstoodAtTheNextStart pins that a name is remembered
// together with its id: no task of it has been seen by then.
func TestFilterBySourceIsUnderstoodAtTheNextStart(t *testing.T) {
	bubble(t, func(t *testing.T) {
		kept := memory{}
		r := start(t, tenant(), kept.into)
		r.filter("source:hr")
		if r.query().Filters != `sourceId eq "hr"` {
			t.Fatalf("%+v", r.query())
		}
		f := &fake{}
		again := start(t, f, kept.into)
		again.act("tasks.history")
		if again.m.history.line != "source:hr" || f.queries[0].Filters != `sourceId eq "hr"` {
			t.Errorf("%q, %+v", again.m.history.line, f.queries)
		}
		kept[memorySources] = "no JSON"
		last := start(t, f, kept.into)
		last.act("tasks.filter")
		last.has("filter  source:hr", "no source seen so far is called “hr”")
		if last.m.history.line != "" {
			t.Error("a filter that cannot be asked is in force")
		}
	})
}

// TestNothingTypedIsLost pins what happens to a line that cannot be asked, that
// is put away, or that the tenant refuses.
func TestNothingTypedIsLost(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := tenant()
		r := start(t, f, nil)
		r.act("tasks.history")
		pages := f.pages
		r.filter("status:brokn")
		if !r.m.Typing() || f.pages != pages {
			t.Fatal("a line that cannot be asked was taken")
		}
		r.has("^^^^^", "“brokn” is no status; there are Success, Warning, Error")
		r.key(tea.KeyEscape)
		if r.m.Typing() || r.m.history.line != "" || f.pages != pages {
			t.Error("esc does not put it away")
		}
		r.act("tasks.filter")
		r.has("filter  status:brokn")
		f.err = &api.Error{Kind: api.Invalid, Op: api.ListTasks, Status: 400, Detail: "Invalid filter: odd."}
		r.clear()
		r.Type(`status:"odd"`)
		r.key(tea.KeyEnter)
		r.has("Invalid filter: odd.", `filter: status:"odd"`)
		r.act("tasks.filter")
		r.has("the tenant refused it: ", `filter  status:"odd"`)
		f.err = nil
		r.key(tea.KeyEnter)
		r.hasNot("Invalid filter")
	})
}

// TestStatusKey pins that the key for the next status edits the line's own term
// and leaves the rest.
func TestStatusKey(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := start(t, tenant(), nil)
		r.act("tasks.history")
		r.filter(`not id:x "refused"`)
		for _, want := range []string{"error", "warning", "success", "terminated", ""} {
			r.act("tasks.status")
			line := `not id:x "refused"`
			if want != "" {
				line += " status:" + want
			}
			if r.m.history.line != line {
				t.Errorf("%q, want %q", r.m.history.line, line)
			}
		}
		r.filter("status:error,warning")
		r.act("tasks.status")
		r.said("The filter line asks for statuses in a way of its own; F edits it")
		if r.m.history.line != "status:error,warning" {
			t.Errorf("%q", r.m.history.line)
		}
	})
}

// TestAppliedHere pins that what the tenant cannot answer is looked at here, page
// after page, within bounds, and that it is said.
func TestAppliedHere(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := &fake{ended: many(20_000)}
		for i := range f.ended {
			if i%1_000 == 999 {
				f.ended[i].Name, f.ended[i].Type = "Cloud Account Aggregation", "QUARTZ"
			}
		}
		r := start(t, f, nil)
		r.frame(120, 36)
		pages := f.pages
		r.filter("type:aggregation")
		r.has("applied here: type “aggregation”", "filter: type:aggregation")
		if n := f.pages - pages; n != historyBudget+2 { // the history's own first page, too
			t.Errorf("%d pages unasked", n)
		}
		first := len(r.ids())
		if first == 0 || first > 3 {
			t.Errorf("%d rows", first)
		}
		for range 20 {
			r.act("list.down", "list.bottom")
		}
		got := r.ids()
		if len(got) != 20 || !r.m.history.win.AtTop() {
			t.Errorf("%d rows in all, want 20: %v", len(got), got)
		}
		r.filter("type:scheduled")
		if len(r.ids()) == 0 {
			t.Error("how a task is run is no type")
		}
		r.filter("nothing-like-it")
		r.has("None of the 2,0", "matches this filter.", "G looks further, F edits the filter line.")
		r.filter("status:terminated id:a")
		r.act("tasks.source")
	})
}

// TestFilterForPendingOnes pins that tasks without a status are shown where they
// are asked for.
func TestFilterForPendingOnes(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := tenant()
		f.ended = slices.Concat(f.pending, f.ended)
		r := start(t, f, nil)
		r.filter("status:isnull")
		if got := r.ids(); len(got) != 10 || r.query().Filters != "completionStatus isnull" { // the fake filters nothing by it
			t.Errorf("%v by %+v", got, r.query())
		}
		r.has("▲ stuck", "● running")
		older := start(t, &fake{older: true}, nil)
		older.filter("status:isnull")
		older.has("cannot filter for tasks without a status")
	})
}

// TestCompletionLearns pins that sources and launchers are offered by the names
// that the tasks seen so far have.
func TestCompletionLearns(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := start(t, tenant(), nil)
		r.act("tasks.filter")
		r.Type("source:")
		r.has("AD ", "HR ", "SAP ")
		r.Type("s")
		r.key(tea.KeyTab)
		r.Type(" launcher:ann")
		r.key(tea.KeyTab)
		r.has(`sourceId eq "sap" and launcher eq "ann.berg"`)
		for i := range 2 * mostLearned {
			t := task(fmt.Sprint("x", i), fmt.Sprint("Task ", i), fmt.Sprint("src", i), time.Hour, "")
			t.Launcher = fmt.Sprint("l", i)
			r.m.learn([]api.Task{t})
		}
		if l := r.m.learned; len(l.sources) > mostLearned || len(l.launchers) > mostLearned || len(l.types) > mostLearned {
			t.Error("what is learned has no end")
		}
	})
}

// TestFilterFrames compares screens with the line open, and under a filter, with
// golden files.
func TestFilterFrames(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := start(t, tenant(), nil)
		shoot := func(name string) {
			for _, s := range [][2]int{{120, 36}, {80, 24}, {40, 12}} {
				golden.File(t, fmt.Sprintf("%s-%dx%d", name, s[0], s[1])+".golden", r.frame(s[0], s[1]))
			}
		}
		r.act("tasks.history", "tasks.filter")
		r.Type("status:error source:")
		shoot("filter-typed")
		r.Type("hr type:agg")
		r.key(tea.KeyEnter)
		shoot("filter-applied")
		r.filter("nobody")
		shoot("filter-nothing")
		r.env.Styles = nil
		mono(r.env)
		r.act("tasks.filter")
		golden.File(t, "filter-mono.golden", r.frame(80, 14))
	})
}

// TestSourcesRemembered pins that what is remembered of sources is an object.
func TestSourcesRemembered(t *testing.T) {
	bubble(t, func(t *testing.T) {
		kept := memory{}
		r := start(t, tenant(), kept.into)
		r.filter("source:hr,ad not source:sap")
		var got map[string]string
		if err := json.Unmarshal([]byte(kept[memorySources]), &got); err != nil || len(got) != 3 || got["hr"] != "HR" {
			t.Errorf("%q: %v", kept[memorySources], err)
		}
		r.filter("id:a")
		if kept[memorySources] != "" || !strings.Contains(kept[memoryFilter], "id:a") {
			t.Errorf("%v", kept)
		}
	})
}
