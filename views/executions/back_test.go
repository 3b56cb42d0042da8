package executions

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"iscope/api"
	"iscope/ui/dialog"
	"iscope/views/executions/since"
	"iscope/views/internal/viewtest"
)

// askFor types a time into the window that asks for one.
func askFor(t *testing.T, m *Model, loop *viewtest.Loop, text string) {
	t.Helper()
	loop.Act("executions.since")
	p, ok := loop.Dialog().(*dialog.Prompt)
	if !ok {
		t.Fatal("no window asks for a time")
	}
	if wrong := p.Check(text); wrong != "" {
		t.Fatalf("%q is refused: %s", text, wrong)
	}
	loop.Send(dialog.Answer{View: p.View, Name: p.Name, Value: text})
}

// want returns the ids of all executions that a tenant has from one time to
// another, sorted.
func want(f *tenant, from, to time.Time) []string {
	var out []string
	for _, list := range f.executions {
		for _, e := range list {
			if !e.Start.Before(from) && (to.IsZero() || e.Start.Before(to)) {
				out = append(out, e.ID)
			}
		}
	}
	slices.Sort(out)
	return out
}

// shownIDs returns those of the rows shown, sorted.
func shownIDs(m *Model) []string {
	var out []string
	for i := range m.list.Shown() {
		out = append(out, m.list.At(i).ID)
	}
	slices.Sort(out)
	return out
}

// same fails unless the list shows exactly what the tenant has of that time.
func same(t testing.TB, m *Model, f *tenant, from, to time.Time) {
	t.Helper()
	check(t, m.list.Rows())
	got, want := shownIDs(m), want(f, from, to)
	if !slices.Equal(got, want) {
		t.Errorf("%d rows are shown, the tenant has %d of that time", len(got), len(want))
	}
}

func says(m *Model, fact string) bool {
	return slices.ContainsFunc(m.head(200).Facts, func(s string) bool { return strings.Contains(s, fact) })
}

func TestTimeIsLoadedAsFarBackAsAsked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newTenant()
		f.populate(time.Now(), 12, 900) // 21 hours of each
		m, loop := open(t, f)
		f.reset()
		f.latency = 100 * time.Millisecond
		from := time.Now().Add(-10 * time.Hour)
		askFor(t, m, loop, "10h")
		loop.Advance(150 * time.Millisecond)
		if !says(m, "loading back to "+since.Stamp(from, time.Now(), time.UTC)+": 0 of 12 workflows, esc stops") {
			t.Errorf("the title says %q", m.head(200).Facts)
		}
		loop.Advance(10 * time.Second)
		same(t, m, f, from, time.Time{})
		if m.goesBack() || !says(m, "since "+since.Stamp(from, time.Now(), time.UTC)) || !says(m, "esc shows all") || says(m, "complete since") {
			t.Errorf("at the end the title says %q", m.head(200).Facts)
		}
		for _, q := range f.asked {
			if q.Limit > pageSize && (!q.Since.Equal(from) || q.Until.IsZero() || q.Limit != api.MaxPage || q.Offset != 0) {
				t.Errorf("the tenant is asked for %+v", q)
			}
		}
		if n := f.count(api.ListExecutions); n > 12*2 {
			t.Errorf("%d pages", n)
		}
		loop.Act("app.back")
		if m.list.Shown() != m.list.Len() || m.filter != (filter{}) {
			t.Error("esc does not show all")
		}
	})
}

// A time in the past costs its own pages, not those of all that came after it.
func TestTimeInThePastIsAnIsland(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newTenant()
		f.populate(time.Now(), 3, 5000)
		m, loop := open(t, f)
		f.reset()
		now := time.Now()
		askFor(t, m, loop, "20h..19h")
		loop.Advance(2 * time.Second)
		same(t, m, f, now.Add(-20*time.Hour), now.Add(-19*time.Hour))
		if n := f.count(api.ListExecutions); n != 3 {
			t.Errorf("%d pages for an hour of three workflows", n)
		}
		f.reset()
		askFor(t, m, loop, "20h")
		loop.Advance(5 * time.Second)
		same(t, m, f, time.Now().Add(-20*time.Hour-5*time.Second), time.Time{})
		loop.Act("app.back")
		if at := m.completeSince(); now.Sub(at) < 19*time.Hour || now.Sub(at) > 21*time.Hour {
			t.Errorf("complete since %v", at)
		}
	})
}

// What a status hides is not loaded: the tenant is asked for it.
func TestStatusGoesToTheTenant(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newTenant()
		f.populate(time.Now(), 3, 900)
		f.executions["wf-001"][700].Status, f.executions["wf-001"][700].Close = api.ExecutionRunning, time.Time{}
		m, loop := open(t, f)
		f.reset()
		loop.Act("executions.failed")
		for range 30 {
			loop.Act("list.bottom")
			loop.Advance(time.Second)
		}
		if n := m.list.Shown(); n != 300 || !m.completeSince().IsZero() {
			t.Errorf("%d failed are shown of 300, complete since %v", n, m.completeSince())
		}
		if n := m.list.Len(); n > 370 {
			t.Errorf("%d executions were loaded for them", n)
		}
		for _, q := range f.asked {
			if q.Limit == olderSize && q.Status != api.ExecutionFailed {
				t.Errorf("the tenant is asked for %+v", q)
			}
		}
		loop.Act("executions.failed")
		loop.Act("executions.status")
		loop.Act("list.bottom")
		loop.Advance(time.Second)
		if n := m.list.Shown(); n != 1 {
			t.Errorf("%d running are shown of 1", n)
		}
		loop.Act("app.back")
		if m.completeSince().IsZero() {
			t.Error("all failed were loaded, and the list calls itself complete")
		}
	})
}

func TestLoadingBackIsCancelled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newTenant()
		f.populate(time.Now(), 20, 900)
		m, loop := open(t, f)
		f.latency = 500 * time.Millisecond
		askFor(t, m, loop, "all")
		loop.Advance(1200 * time.Millisecond)
		n := m.list.Len()
		loop.Act("app.back")
		f.reset()
		if m.goesBack() || m.filter.since.IsZero() || says(m, "esc stops") || !says(m, "complete since") {
			t.Errorf("after esc the title says %q", m.head(200).Facts)
		}
		loop.Advance(10 * time.Second)
		if pages := f.count(api.ListExecutions); pages != 0 || m.list.Len() < n || m.feed.back.out != 0 {
			t.Errorf("after esc %d pages are asked for; %d rows, before %d; %d under way", pages, m.list.Len(), n, m.feed.back.out)
		}
		loop.Advance(30 * time.Second)
		if !strings.HasPrefix(m.Freshness(), "live") {
			t.Errorf("after it the list is %q", m.Freshness())
		}
		askFor(t, m, loop, "1d")
		loop.Advance(time.Minute)
		if n := len(want(f, time.Now().Add(-24*time.Hour-time.Minute), time.Time{})); m.list.Shown() != n || n < 12000 {
			t.Errorf("asked again, %d rows of %d", m.list.Shown(), n)
		}
		loop.Act("app.back")
		if !m.filter.since.IsZero() {
			t.Error("esc does not show all")
		}
	})
}

// A tenant that does not filter, or refuses to, costs more pages and nothing else.
func TestTenantsThatDoNotFilter(t *testing.T) {
	for _, how := range []string{"ignores", "refuses"} {
		for text, span := range map[string][2]time.Duration{"5h": {5 * time.Hour, 0}, "5h..4h": {5 * time.Hour, 4 * time.Hour}} {
			synctest.Test(t, func(t *testing.T) {
				f := newTenant()
				f.populate(time.Now(), 4, 2500)
				f.deaf, f.refuses = how == "ignores", how == "refuses"
				m, loop := open(t, f)
				now := time.Now()
				var to time.Time
				if span[1] > 0 {
					to = now.Add(-span[1])
				}
				askFor(t, m, loop, text)
				loop.Advance(3 * time.Second)
				same(t, m, f, now.Add(-span[0]), to)
				if m.goesBack() || m.failure != "" || !m.feed.deaf {
					t.Errorf("%s, %s: it goes on: %v, failure %q, deaf %v", how, text, m.goesBack(), m.failure, m.feed.deaf)
				}
				loop.Act("executions.failed")
				for range 60 {
					loop.Act("list.bottom")
					loop.Advance(time.Second)
				}
				failed := 0
				for _, list := range f.executions {
					for _, e := range list {
						if e.Status.Failed() && m.filter.since.Contains(e.Start) {
							failed++
						}
					}
				}
				if m.list.Shown() != failed {
					t.Errorf("%s, %s: %d failed of %d", how, text, m.list.Shown(), failed)
				}
			})
		}
	}
}

// A tenant that gives the same page whatever it is asked for is not asked for
// ever.
func TestTenantThatGoesRoundInCircles(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newTenant()
		f.populate(time.Now(), 2, 6000)
		m, loop := open(t, f)
		f.deaf = true
		newest := map[string][]api.Execution{}
		for id, list := range f.executions {
			newest[id] = list[:api.MaxPage]
		}
		f.meddle = func(page []api.Execution) []api.Execution {
			if len(page) == 0 {
				return page
			}
			return slices.Clone(newest[page[0].WorkflowID])
		}
		f.reset()
		askFor(t, m, loop, "3h")
		loop.Advance(5 * time.Second)
		if n := f.count(api.ListExecutions); n > 12 || m.goesBack() || m.list.Len() != 2*api.MaxPage {
			t.Errorf("%d pages, it goes on: %v, %d rows", n, m.goesBack(), m.list.Len())
		}
		loop.Act("app.back")
		if m.completeSince().IsZero() {
			t.Error("the list calls itself complete")
		}
	})
}

// More executions than a page holds may start in one moment.
func TestManyExecutionsOfOneMoment(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newTenant()
		f.populate(time.Now(), 1, 700)
		at := time.Now().Add(-time.Hour)
		for i := range f.executions["wf-000"] {
			if i >= 30 {
				f.executions["wf-000"][i].Start = at.Add(-time.Duration(i%7) * 100 * time.Microsecond)
			}
		}
		slices.SortFunc(f.executions["wf-000"], func(a, b api.Execution) int { return newer(&a, &b) })
		m, loop := open(t, f)
		askFor(t, m, loop, "2h")
		loop.Advance(5 * time.Second)
		if m.goesBack() || m.list.Shown() != 700 {
			t.Errorf("it goes on: %v, %d rows of 700", m.goesBack(), m.list.Shown())
		}
		check(t, m.list.Rows())
	})
}

// Refreshes go on while older executions are loaded, and one that fails makes the
// loading wait, not end.
func TestLoadingBackBesideRefreshes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newTenant()
		f.populate(time.Now(), 20, 2000)
		m, loop := open(t, f)
		f.latency = time.Second // 160 pages, four at a time
		from := time.Now().Add(-90 * 24 * time.Hour)
		askFor(t, m, loop, "all")
		f.add(3, api.Execution{ID: "new", Start: time.Now(), Close: time.Now().Add(time.Second), Status: api.ExecutionCompleted})
		loop.Advance(21 * time.Second)
		if m.list.Row("new") == nil || !m.goesBack() {
			t.Errorf("the new execution is known: %v, loading goes on: %v", m.list.Row("new") != nil, m.goesBack())
		}
		f.fail = func(op api.Op, id string) error {
			return &api.Error{Kind: api.Offline, Op: op, Detail: "connection refused"}
		}
		loop.Advance(3 * time.Second)
		f.reset()
		loop.Advance(10 * time.Second)
		if n := f.count(api.ListExecutions); n != 0 || !m.goesBack() || m.failure == "" {
			t.Errorf("offline: %d pages are asked for, loading goes on: %v, failure %q", n, m.goesBack(), m.failure)
		}
		f.fail = nil
		loop.Advance(3 * time.Minute)
		same(t, m, f, from, time.Time{})
		if m.goesBack() || m.failure != "" {
			t.Errorf("back online: it goes on: %v, failure %q", m.goesBack(), m.failure)
		}
	})
}

// One workflow that may not be read does not keep the others from being loaded.
func TestWorkflowThatCannotBeRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newTenant()
		f.populate(time.Now(), 3, 300)
		m, loop := open(t, f)
		f.fail = func(op api.Op, id string) error {
			if op == api.ListExecutions && id == "wf-001" {
				return &api.Error{Kind: api.Forbidden, Op: op, Status: 403, Detail: "no right"}
			}
			return nil
		}
		askFor(t, m, loop, "all")
		loop.Advance(10 * time.Second)
		if m.goesBack() || m.list.Len() != 600+pageSize {
			t.Errorf("it goes on: %v, %d rows", m.goesBack(), m.list.Len())
		}
	})
}

// Whatever a tenant does with its pages, short of keeping something back, the
// list has every execution of the time asked for, once, in order.
func TestLoadingBackFromAnyTenant(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		seed := rapid.Uint64().Draw(rt, "seed")
		deaf, refuses := rapid.Bool().Draw(rt, "deaf"), rapid.Bool().Draw(rt, "refuses")
		runs, starts := rapid.IntRange(0, 1200).Draw(rt, "runs"), rapid.IntRange(0, 40).Draw(rt, "starts")
		text := rapid.SampledFrom([]string{"1h", "2h", "all", "90m..30m", "2h..1h"}).Draw(rt, "time")
		problem := ""
		synctest.Test(t, func(t *testing.T) {
			random := rand.New(rand.NewPCG(seed, 1))
			f := newTenant()
			f.populate(time.Now(), 3, runs)
			f.deaf, f.refuses = deaf, refuses
			m, loop := open(t, f)
			f.meddle = func(page []api.Execution) []api.Execution {
				for range len(page) / 10 {
					page = append(page, page[random.IntN(len(page))])
				}
				random.Shuffle(len(page), func(i, j int) { page[i], page[j] = page[j], page[i] })
				return page
			}
			f.latency = 300 * time.Millisecond
			askFor(t, m, loop, text)
			r := m.filter.since
			for i := range starts {
				f.add(random.IntN(3), api.Execution{ID: fmt.Sprintf("late-%d", i), Start: time.Now(), Status: api.ExecutionRunning})
				if i > 5 {
					f.end(fmt.Sprintf("late-%d", i-5), api.ExecutionCompleted, time.Now())
				}
				loop.Advance(100 * time.Millisecond)
			}
			f.mu.Lock()
			f.meddle = nil
			f.mu.Unlock()
			loop.Advance(time.Minute)
			if m.goesBack() || !slices.Equal(shownIDs(m), want(f, r.From, r.To)) {
				problem = fmt.Sprintf("%s: %d rows of %d, it goes on: %v", text, m.list.Shown(), len(want(f, r.From, r.To)), m.goesBack())
			}
			check(t, m.list.Rows())
		})
		if problem != "" {
			rt.Fatal(problem)
		}
	})
}

func TestTimeIsAskedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, loop := open(t, company(t, time.Now()))
		loop.Act("executions.since")
		p := loop.Dialog().(*dialog.Prompt)
		if wrong := p.Check("tomorow"); !strings.Contains(wrong, "tomorow is no time") || p.Check("2h") != "" || p.Check("") != "" {
			t.Errorf("%q", wrong)
		}
		loop.Send(dialog.Answer{View: p.View, Name: p.Name, Value: "4 days"})
		if m.list.Shown() == m.list.Len() || m.list.Shown() == 0 {
			t.Errorf("%d of %d rows", m.list.Shown(), m.list.Len())
		}
		loop.Act("executions.since")
		if p := loop.Dialog().(*dialog.Prompt); p.Text != "4 days" {
			t.Errorf("asked again, the window begins with %q", p.Text)
		}
		loop.Send(dialog.Answer{View: p.View, Name: p.Name, Value: ""})
		if m.list.Shown() != m.list.Len() || m.filter != (filter{}) {
			t.Error("nothing typed is not any time")
		}
		loop.Send(dialog.Answer{View: p.View, Name: p.Name, Value: "nonsense"})
		if toasts := loop.Toasts(); len(toasts) == 0 || m.filter != (filter{}) {
			t.Errorf("toasts %q", toasts)
		}
		loop.Send(dialog.Answer{View: p.View, Name: p.Name, Value: 3})
		askFor(t, m, loop, "200d")
		loop.Advance(time.Second)
		if !says(m, "older ones are archived") {
			t.Errorf("the title says %q", m.head(200).Facts)
		}
		loop.Act("app.back")
		askFor(t, m, loop, "20d..19d")
		if frame := render(m, 80, 20); !strings.Contains(frame, "No executions, ") || !strings.Contains(frame, "esc shows all") {
			t.Errorf("where nothing ran:\n%s", frame)
		}
	})
}

// Whatever somebody asks for while pages are under way and runs start by the
// hundred: in the end each filter shows all it finds.
func TestFiltersAreCompleteAfterAnyWalk(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		steps := rapid.SliceOfN(rapid.IntRange(0, 9), 0, 25).Draw(rt, "steps")
		stay := rapid.Bool().Draw(rt, "stay")
		last := statusFilter(rapid.IntRange(0, int(statuses)-1).Draw(rt, "status"))
		problem := ""
		text := rapid.SampledFrom([]string{"", "1h", "40m..20m", "2h..1h", "all"}).Draw(rt, "time")
		synctest.Test(t, func(t *testing.T) {
			f := newTenant()
			f.populate(time.Now(), 2, 600)
			m, loop := open(t, f)
			f.latency = 700 * time.Millisecond
			for i, step := range steps {
				switch step {
				case 0:
					loop.Act("executions.failed")
				case 1, 2:
					loop.Act("executions.status")
				case 3, 4:
					loop.Act("list.bottom")
				case 5:
					askFor(t, m, loop, []string{"30m", "1h..30m", "3h", "all"}[i%4])
				case 6:
					loop.Act("app.back")
				case 7:
					loop.Act("executions.workflow")
				case 8:
					for n := range 300 {
						e := api.Execution{ID: fmt.Sprintf("burst-%d-%d", i, n), Start: time.Now().Add(time.Duration(n) * time.Millisecond), Status: api.ExecutionCompleted}
						if n%5 == 0 {
							e.Status = api.ExecutionFailed
						}
						e.Close = e.Start.Add(time.Second)
						f.add(i%2, e)
					}
				}
				loop.Advance(time.Duration(1+step%3) * 500 * time.Millisecond)
			}
			f.latency = 0
			loop.Advance(time.Minute)
			if m.filter.only != "" {
				loop.Act("executions.workflow")
			}
			if !stay {
				askFor(t, m, loop, text)
				loop.Do(m.filterBy(last))
			}
			for range 30 {
				loop.Act("list.bottom")
				loop.Advance(time.Second)
			}
			var all []string
			for _, list := range f.executions {
				for _, e := range list {
					if m.filter.shows(&row{&record{Execution: e}}) {
						all = append(all, e.ID)
					}
				}
			}
			slices.Sort(all)
			if got := shownIDs(m); !slices.Equal(got, all) {
				problem = fmt.Sprintf("%+v: %d rows of %d; complete since %v", m.filter, len(got), len(all), m.completeSince())
			}
			check(t, m.list.Rows())
		})
		if problem != "" {
			rt.Fatal(problem)
		}
	})
}
