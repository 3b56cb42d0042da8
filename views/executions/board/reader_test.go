package board

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"iscope/api"
)

// tenant keeps one history.
type tenant struct {
	api.ISC
	events   []api.Event
	v2       error // what history-v2 answers; nil: the history
	err      error // what the other one answers
	noOffset bool
	requests int
}

func (f *tenant) ExecutionHistoryV2(context.Context, string) (api.History, error) {
	if !api.IsKind(f.v2, api.NotFound) || api.AsError(api.GetHistoryV2, f.v2).Status != 0 {
		f.requests++
	}
	return api.History{Events: f.events}, f.v2
}

func (f *tenant) ExecutionHistory(_ context.Context, _ string, limit, offset int) (api.Page[api.Event], error) {
	f.requests++
	if f.noOffset {
		return api.Page[api.Event]{Items: f.events, Offset: offset, More: len(f.events) >= limit, Next: offset + len(f.events)}, f.err
	}
	from := min(offset, len(f.events))
	to := min(from+limit, len(f.events))
	return api.Page[api.Event]{Items: f.events[from:to], Offset: offset, More: to-from == limit, Next: to}, f.err
}

var (
	never = &api.Error{Kind: api.NotFound, Op: api.GetHistoryV2}
	gone  = &api.Error{Kind: api.NotFound, Op: api.GetHistory, Status: 404}
)

// failing is a history of n events of which the last but one is the failure.
func failing(n int) []api.Event {
	at := func(i int) time.Time { return noon.Add(time.Duration(i) * time.Second) }
	out := []api.Event{{Type: "WorkflowExecutionStarted", Time: at(0)}}
	for i := 1; i < n-3; i++ {
		typ := [...]string{"ActivityTaskScheduled", "ActivityTaskStarted", "ActivityTaskCompleted"}[(i-1)%3]
		name := fmt.Sprint("step ", (i-1)/3%50)
		out = append(out, api.Event{Type: typ, Time: at(i), Step: name, Display: name})
	}
	bad := api.Event{Step: "bad", Display: "Create ticket", Action: "sp:http", Time: at(n)}
	for _, typ := range []string{"ActivityTaskScheduled", "ActivityTaskFailed"} {
		bad.Type = typ
		if typ == "ActivityTaskFailed" {
			bad.Error = "503 Service Unavailable"
		}
		out = append(out, bad)
	}
	return append(out, api.Event{Type: "WorkflowExecutionFailed", Time: at(n), Error: "step bad failed"})
}

// readAll steps to the end and returns how many requests that took.
func readAll(t *testing.T, r *Reader, f *tenant) (int, error) {
	t.Helper()
	for range 60 {
		done, err := r.Step(t.Context(), f)
		if done || err != nil {
			return f.requests, err
		}
	}
	t.Fatal("the reading does not end")
	return 0, nil
}

// The end of a history is found whatever its length, in few requests.
func TestReaderFindsTheEnd(t *testing.T) {
	want := Cause{Step: "bad", Label: "Create ticket", Error: "503 Service Unavailable"}
	for _, n := range []int{
		5, 249, 250, 251, 500, 749, 750, 999, 1000, 1001, 1003, 1030, 1250, 1251, 1499, 1500, 1501, 1750, 2000, 2999, 3000, 3001, 6000, 12_345, 40_000,
	} {
		f := &tenant{v2: never, events: failing(n)}
		if len(f.events) != n {
			t.Fatalf("%d events, want %d", len(f.events), n)
		}
		r := &Reader{Exec: failure("a", "w", 0)}
		requests, err := readAll(t, r, f)
		if err != nil || r.Cause() != want {
			t.Errorf("%d events: %+v, %v", n, r.Cause(), err)
		}
		limit := n/api.MaxPage + 1
		if n > 3000 {
			limit = 22
		}
		if requests > limit+3 {
			t.Errorf("%d events: %d requests", n, requests)
		}
	}
}

func TestReaderOfWholeHistories(t *testing.T) {
	f := &tenant{events: failing(5000)}
	r := &Reader{Exec: failure("a", "w", 0)}
	if n, err := readAll(t, r, f); n != 1 || err != nil || r.Cause().Label != "Create ticket" {
		t.Errorf("%d requests, %v, %+v", n, err, r.Cause())
	}
	// One that the newer operation does not find, the older may.
	f = &tenant{events: failing(10), v2: gone}
	r = &Reader{Exec: failure("a", "w", 0)}
	if n, err := readAll(t, r, f); n != 2 || err != nil || r.Cause().Label != "Create ticket" {
		t.Errorf("%d requests, %v, %+v", n, err, r.Cause())
	}
	f = &tenant{v2: gone, err: gone}
	if n, err := readAll(t, &Reader{Exec: failure("a", "w", 0)}, f); n != 2 || !errors.Is(err, gone) {
		t.Errorf("%d requests, %v", n, err)
	}
	f = &tenant{v2: errors.New("no")}
	if n, err := readAll(t, &Reader{}, f); n != 1 || err == nil {
		t.Errorf("%d requests, %v", n, err)
	}
}

// A tenant that takes no offset sends all of it each time.
func TestReaderWithoutOffsets(t *testing.T) {
	for _, n := range []int{100, 250, 600} {
		f := &tenant{v2: never, events: failing(n), noOffset: true}
		r := &Reader{Exec: failure("a", "w", 0)}
		if requests, err := readAll(t, r, f); requests > 2 || err != nil || r.Cause().Label != "Create ticket" {
			t.Errorf("%d events: %d requests, %v, %+v", n, requests, err, r.Cause())
		}
	}
}

func TestCauseWithoutAStep(t *testing.T) {
	f := &tenant{events: []api.Event{{Type: "WorkflowExecutionStarted", Time: noon}, {Type: "WorkflowExecutionFailed", Time: noon, Error: "no definition"}}}
	r := &Reader{Exec: failure("a", "w", 0)}
	if _, err := readAll(t, r, f); err != nil || r.Cause() != (Cause{Label: NoStep, Error: "no definition"}) {
		t.Errorf("%v, %+v", err, r.Cause())
	}
	f = &tenant{}
	r = &Reader{Exec: failure("a", "w", 0)}
	if _, err := readAll(t, r, f); err != nil || r.Cause() != (Cause{Label: NoStep}) {
		t.Errorf("an empty history: %v, %+v", err, r.Cause())
	}
	// The words of the run stand in where the step has none.
	f = &tenant{events: failing(8)}
	f.events[6].Error = ""
	r = &Reader{Exec: failure("a", "w", 0)}
	if _, err := readAll(t, r, f); err != nil || r.Cause().Error != "step bad failed" || r.Cause().Step != "bad" {
		t.Errorf("%v, %+v", err, r.Cause())
	}
}
