package rerun

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"iscope/api"
	"iscope/api/journal"
	"iscope/ui/screen"
	"iscope/views/internal/change/changetest"
)

// TestSettling pins what is told of runs whose outcome an earlier run of the
// program did not see. Nothing is sent.
func TestSettling(t *testing.T) {
	for name, c := range map[string]struct {
		want    map[string]string
		started int // runs since
		set     func(f *tenant)
		words   string
	}{
		"ran":         {map[string]string{wantAfter: "a-run-0002"}, 1, nil, "it may have run: 1 run of it started since: a-since-0"},
		"many ran":    {map[string]string{wantAfter: "a-run-0002"}, 5, nil, "it may have run: 5 runs of it started since: a-since-4"},
		"none":        {map[string]string{wantAfter: "a-run-0002"}, 0, nil, "it may have run: no run of it has appeared since, which is no proof"},
		"no mark":     {nil, 1, nil, "it may have run: 1 run of it started since: a-since-0"},
		"first ever":  {map[string]string{wantAfter: afterNone}, 2, func(f *tenant) { f.runs["a"] = nil }, "it may have run: 2 runs of it started since"},
		"gone":        {map[string]string{wantAfter: "a-run-0002"}, 0, func(f *tenant) { f.fail = failing(api.ListExecutions, &api.Error{Kind: api.NotFound, Status: 404}) }, "the tenant does not have the workflow any more"},
		"unreadable":  {map[string]string{wantAfter: "a-run-0002"}, 0, func(f *tenant) { f.fail = failing(api.ListExecutions, &api.Error{Kind: api.Forbidden, Status: 403}) }, "nobody knows whether it arrived"},
		"endless run": {map[string]string{wantAfter: "unheard of"}, 300, nil, "at least 250 runs of it started since"},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				f := newTenant()
				company(f, "a", 3, false)
				time.Sleep(3 * time.Hour)
				if c.set != nil {
					c.set(f)
				}
				j := changetest.New()
				e := j.Sent(t, journal.Intent{Op: api.TestWorkflow, Target: "a", Line: "a-run-0001", Name: "Joiner a", Want: c.want})
				for i := range c.started {
					time.Sleep(time.Second)
					f.runs["a"] = slices.Insert(f.runs["a"], 0, api.Execution{ID: fmt.Sprintf("a-since-%d", i), WorkflowID: "a", Start: time.Now(), Status: api.ExecutionRunning})
				}
				s := openWith(t, f, j)
				if !s.desk.Settles(api.TestWorkflow) || !s.desk.Settles(api.ExecuteExternal) || s.desk.Settles(api.PatchWorkflow) {
					t.Error("settles the wrong operations")
				}
				s.Do(s.desk.Settle([]journal.Entry{e}))
				s.Advance(time.Hour)
				var told []screen.Recalled
				for _, m := range s.Sent {
					if r, ok := m.(screen.Recalled); ok {
						told = append(told, r)
					}
				}
				if len(told) != 1 || !told[0].Doubtful || told[0].What != "run workflow again" || !strings.Contains(told[0].Outcome, c.words) {
					t.Fatalf("%+v", told)
				}
				if got := j.Latest(t); got.Ending != journal.Unknown || !strings.Contains(got.Words, c.words) {
					t.Errorf("in the journal %+v", got)
				}
				if len(f.starts) != 0 || f.count(api.TestWorkflow) != 0 {
					t.Error("something was sent")
				}
			})
		})
	}
}

// TestSettlingWhatNeverLeft pins that such a run needs no look.
func TestSettlingWhatNeverLeft(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f, j := newTenant(), changetest.New()
		j.Begun(t, journal.Intent{Op: api.TestWorkflow, Target: "a", Line: "x"})
		s := openWith(t, f, j)
		s.Do(s.desk.Settle([]journal.Entry{j.Latest(t)}))
		if got := j.Latest(t); got.Ending != journal.NotSent || len(f.calls) != 0 {
			t.Errorf("%+v, asked %v", got, f.calls)
		}
	})
}

// TestLookSince pins how the executions since a mark are found, whatever the
// order and the pages they come in.
func TestLookSince(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := newTenant()
		company(f, "a", 120, false)
		ctx := t.Context()
		ids := func(s since) []string {
			var out []string
			for _, e := range s.Runs {
				out = append(out, e.ID)
			}
			return out
		}
		k := placeMark(ctx, f, "a", time.Now())
		if !k.known || k.id != "a-run-0119" {
			t.Fatalf("%+v", k)
		}
		if got, err := lookSince(ctx, f, "a", k); err != nil || len(got.Runs) != 0 || got.More {
			t.Errorf("%v, %v", ids(got), err)
		}
		for i := range 60 { // more than a page
			f.runs["a"] = slices.Insert(f.runs["a"], 0, api.Execution{ID: fmt.Sprintf("n%02d", i), WorkflowID: "a", Start: time.Now().Add(time.Duration(i) * time.Second)})
		}
		got, err := lookSince(ctx, f, "a", k)
		if err != nil || len(got.Runs) != 60 || got.More || got.Runs[0].ID != "n59" || got.Runs[59].ID != "n00" {
			t.Errorf("%v, %v", ids(got), err)
		}
		if got := got.without(func(id string) bool { return id != "n07" }); !slices.Equal(ids(got), []string{"n07"}) {
			t.Errorf("%v", ids(got))
		}
		if k := placeMark(ctx, f, "nobody", time.Now()); !k.known || k.id != "" || k.want()[wantAfter] != afterNone {
			t.Errorf("%+v", k)
		}
		f.fail = failing(api.ListExecutions, &api.Error{Kind: api.Server})
		if k := placeMark(ctx, f, "a", time.Now()); k.known || k.want() != nil || markOf(k.want(), time.Now()).known {
			t.Errorf("%+v", k)
		}
		if _, err := lookSince(ctx, f, "a", k); !errors.As(err, new(*api.Error)) {
			t.Errorf("%v", err)
		}
	})
}

// TestReadInput pins in which forms a history is asked, and how far.
func TestReadInput(t *testing.T) {
	bubble(t, func(t *testing.T) {
		e := api.Execution{ID: "x", WorkflowID: "a"}
		pages := func(n int, at int) *pager {
			p := &pager{pages: make([][]api.Event, n)}
			for i := range p.pages {
				p.pages[i] = []api.Event{{Type: "ActivityTaskScheduled", Step: "s", Time: time.Now()}}
			}
			if at >= 0 {
				p.pages[at] = events(`{"page":1}`)
			}
			return p
		}
		for _, c := range []struct {
			p     *pager
			found bool
			asked int
		}{{pages(9, 0), true, 1}, {pages(9, 2), true, 3}, {pages(9, 8), false, inputPages}, {pages(2, -1), false, 2}} {
			got, err := readInput(t.Context(), c.p, e, nil)
			if err != nil || (got.input != nil) != c.found || c.p.asked != c.asked || (got.about == noInput) == c.found {
				t.Errorf("%+v, %v after %d pages, want %d", got, err, c.p.asked, c.asked)
			}
		}
		v2 := &pager{gone: true, v2: events(`{"v":2}`)}
		if got, err := readInput(t.Context(), v2, e, nil); err != nil || string(got.input) != `{"v":2}` {
			t.Errorf("%+v, %v", got, err)
		}
		v2.v2 = events("")
		if got, err := readInput(t.Context(), v2, e, nil); err != nil || got.about != noInput {
			t.Errorf("%+v, %v", got, err)
		}
	})
}

// pager is a tenant that has histories in pages.
type pager struct {
	api.ISC
	pages [][]api.Event
	gone  bool // it does not know the older form
	v2    []api.Event
	asked int
}

func (p *pager) ExecutionHistory(_ context.Context, _ string, _, offset int) (api.Page[api.Event], error) {
	if p.asked++; p.gone {
		return api.Page[api.Event]{}, notFound(api.GetHistory)
	}
	return api.Page[api.Event]{Items: p.pages[offset], Offset: offset, Next: offset + 1, More: offset+1 < len(p.pages)}, nil
}

func (p *pager) ExecutionHistoryV2(context.Context, string) (api.History, error) {
	return api.History{Events: p.v2}, nil
}
