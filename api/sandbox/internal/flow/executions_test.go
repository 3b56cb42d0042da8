package flow

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"iscope/api/sandbox/internal/kit"
	"iscope/api/sandbox/internal/spectest"
)

// Pages tile the list: newest first, nothing twice, nothing missing, runs of
// requests in their place among those of the trigger.
func TestExecutionsArePagedNewestFirst(t *testing.T) {
	s, clock := demo(40, 6_000)
	g := rig(t, s, kit.V3)
	w := named(t, s, "Joiner: provision")
	for range 5 {
		if err := s.Poke("workflow.run", map[string]string{"id": s.uuid(w.st)}); err != nil {
			t.Fatal(err)
		}
		clock.Pass(17 * time.Minute)
	}
	total := *get[gotWorkflow](g, s.path(w)).ExecutionCount
	seen := map[string]bool{}
	last := clock.Now()
	for offset := 0; offset < total; offset += 37 {
		for _, e := range get[[]gotExecution](g, fmt.Sprintf("%s/executions?limit=37&offset=%d", s.path(w), offset)) {
			if seen[e.ID] || e.StartTime.After(last) {
				t.Fatalf("%s at %v after %v, seen %v", e.ID, e.StartTime, last, seen[e.ID])
			}
			if open := e.Status == statusExecuting || e.Status == statusQueued; open != (e.CloseTime == nil) {
				t.Errorf("%s closed at %v", e.Status, e.CloseTime)
			}
			seen[e.ID], last = true, e.StartTime
		}
	}
	if len(seen) != total || total < 20 {
		t.Errorf("%d executions listed, counter %d", len(seen), total)
	}
	if got := g.Bad("GET", s.path(w)+"/executions?count=true&limit=0", ""); got.Header.Get("X-Total-Count") != fmt.Sprint(total) {
		t.Errorf("count %s", got.Header.Get("X-Total-Count"))
	}
}

func TestExecutionFilters(t *testing.T) {
	s, _ := demo(40, 8_000)
	g := rig(t, s, kit.V3)
	w := named(t, s, "External: badge")
	all := []gotExecution{}
	for offset := 0; ; offset += 250 {
		page := get[[]gotExecution](g, fmt.Sprintf("%s/executions?offset=%d", s.path(w), offset))
		if all = append(all, page...); len(page) < 250 {
			break
		}
	}
	middle := all[len(all)/2].StartTime
	stamp := kit.Stamp(middle)
	for filter, keep := range map[string]func(gotExecution) bool{
		`status eq "Failed"`:                                   func(e gotExecution) bool { return e.Status == statusFailed },
		`status eq "completed"`:                                func(e gotExecution) bool { return e.Status == statusCompleted },
		`start_time ge "` + stamp + `"`:                        func(e gotExecution) bool { return !e.StartTime.Before(middle) },
		`start_time gt "` + stamp + `"`:                        func(e gotExecution) bool { return e.StartTime.After(middle) },
		`start_time lt ` + stamp:                               func(e gotExecution) bool { return e.StartTime.Before(middle) },
		`start_time le ` + stamp:                               func(e gotExecution) bool { return !e.StartTime.After(middle) },
		`start_time eq ` + stamp:                               func(e gotExecution) bool { return e.StartTime.Equal(middle) },
		`status eq "Failed" and start_time ge "` + stamp + `"`: func(e gotExecution) bool { return e.Status == statusFailed && !e.StartTime.Before(middle) },
		`not status eq "Failed"`:                               func(e gotExecution) bool { return e.Status != statusFailed },
		`status eq "Failed" or start_time ge ` + stamp:         func(e gotExecution) bool { return e.Status == statusFailed || !e.StartTime.Before(middle) },
	} {
		var want []string
		for _, e := range all {
			if keep(e) {
				want = append(want, e.ID)
			}
		}
		page := s.path(w) + "/executions?limit=5&offset=2&filters=" + filter
		got := get[[]gotExecution](g, page)
		count := g.Bad("GET", page+"&count=true", "").Header.Get("X-Total-Count")
		if count != fmt.Sprint(len(want)) {
			t.Errorf("%s: count %s, want %d", filter, count, len(want))
		}
		for i, e := range got {
			if e.ID != want[i+2] {
				t.Errorf("%s: row %d is %s", filter, i, e.ID)
			}
		}
		if len(got) != min(5, max(0, len(want)-2)) {
			t.Errorf("%s: %d rows of %d", filter, len(got), len(want))
		}
	}
	for _, bad := range []string{`startTime ge "` + stamp + `"`, `closeTime ge ` + stamp, `status ne "Failed"`, `start_time ge yesterday`, `status in ("Failed")`} {
		g.Bad("GET", s.path(w)+"/executions?filters="+bad, "").Want(400)
	}
	g.Bad("GET", s.path(w)+"/executions?limit=251", "").Want(400)
}

// openRun starts a live test run of a disabled workflow that takes a while.
func openRun(t *testing.T, s *Service, g *spectest.Rig) (*workflow, string) {
	t.Helper()
	var made gotWorkflow
	g.Do("POST", "/workflows", `{"name":"Slow","definition":{"start":"A","steps":{
		"A":{"type":"ACTION","actionId":"sp:sleep","displayName":"Sleep well","attributes":{"duration":"5m"},"nextStep":"B"},"B":{"type":"success"}}}}`).Want(200).Decode(&made)
	var ran struct{ WorkflowExecutionID string }
	g.Do("POST", "/workflows/"+made.ID+"/test", `{"input":{"who":"me","n":[1,2]}}`).Want(200).Decode(&ran)
	w, _ := s.find(made.ID)
	return w, ran.WorkflowExecutionID
}

// A test run goes through its life under the client's eyes: queued, executing,
// done, its history growing, its input kept.
func TestTestRunLives(t *testing.T) {
	s, clock := demo(5, 100)
	g := rig(t, s, kit.V3)
	w, id := openRun(t, s, g)
	statuses, events := []string{}, 0
	for range 600 {
		e := get[gotExecution](g, "/workflow-executions/"+id)
		history := get[[]gotEvent](g, "/workflow-executions/"+id+"/history")
		if len(history) < events {
			t.Fatalf("the history shrank from %d to %d", events, len(history))
		}
		events = len(history)
		if n := len(statuses); n == 0 || statuses[n-1] != e.Status {
			statuses = append(statuses, e.Status)
		}
		clock.Pass(time.Second)
	}
	if got := strings.Join(statuses, " "); got != "Queued Executing Completed" && got != "Queued Executing Failed" {
		t.Errorf("statuses %s", got)
	}
	history := get[[]gotEvent](g, "/workflow-executions/"+id+"/history")
	if in := fmt.Sprint(history[1].Attributes["input"]); in != "map[n:[1 2] who:me]" {
		t.Errorf("input %s", in)
	}
	if n := *get[gotWorkflow](g, s.path(w)).ExecutionCount; n != 1 {
		t.Errorf("%d executions", n)
	}
	for body, says := range map[string]string{``: "missing", `{}`: "input is required", `{"input":null}`: "input is required", `{"input":7}`: "must be an object"} {
		if text := g.Bad("POST", s.path(w)+"/test", body).Want(400).Text(); !strings.Contains(text, says) {
			t.Errorf("%q: %s", body, text)
		}
	}
	g.Bad("POST", "/workflows/x/test", `{"input":{}}`).Want(404)
}

// A cancellation takes hold a second or two later; what happened until then
// stays, and the counters do not take it for a failure.
func TestCancel(t *testing.T) {
	s, clock := demo(5, 100)
	g := rig(t, s, kit.V3)
	w, id := openRun(t, s, g)
	path := "/workflow-executions/" + id
	clock.Pass(40 * time.Second)
	g.Do("POST", path+"/cancel", "").Want(204)
	if e := get[gotExecution](g, path); e.Status != statusExecuting {
		t.Errorf("at once it is %s", e.Status)
	}
	clock.Pass(500 * time.Millisecond)
	g.Do("POST", path+"/cancel", "").Want(204) // asking twice changes nothing
	clock.Pass(1500 * time.Millisecond)
	e := get[gotExecution](g, path)
	if e.Status != statusCanceled || e.CloseTime == nil {
		t.Fatalf("two seconds later it is %+v", e)
	}
	history := get[[]gotEvent](g, path+"/history")
	last := history[len(history)-1]
	if last.Timestamp.After(*e.CloseTime) || last.Type != "ActivityTaskFailed" || last.Attributes["displayName"] != "Sleep well" {
		t.Errorf("it ends with %+v, closed %v", last, e.CloseTime)
	}
	clock.Pass(time.Hour)
	if again := get[gotExecution](g, path); again.Status != statusCanceled || !again.CloseTime.Equal(*e.CloseTime) {
		t.Errorf("an hour later it is %+v", again)
	}
	if n := *get[gotWorkflow](g, s.path(w)).FailureCount; n != 0 {
		t.Errorf("%d failures", n)
	}
	if text := g.Do("POST", path+"/cancel", "").Want(400).Text(); !strings.Contains(text, "closed") {
		t.Error(text)
	}
}

// Whoever cancels too late finds that the run has finished first.
func TestCancelTooLate(t *testing.T) {
	s, clock := demo(5, 100)
	g := rig(t, s, kit.V3)
	w, id := openRun(t, s, g)
	end := s.runAt(w.st, madeFlag, clock.Now()).close
	clock.Pass(end.Sub(clock.Now()) - 100*time.Millisecond)
	g.Do("POST", "/workflow-executions/"+id+"/cancel", "").Want(204)
	clock.Pass(5 * time.Second)
	if e := get[gotExecution](g, "/workflow-executions/"+id); e.Status == statusCanceled || !e.CloseTime.Equal(end) {
		t.Errorf("%+v", e)
	}
}

// Counters stay right when runs that would have failed are canceled.
func TestCancelingKeepsCountersRight(t *testing.T) {
	s, clock := demo(150, 12_000)
	canceled := 0
	for range 200 {
		clock.Pass(3 * time.Second)
		for _, w := range s.all() {
			n := w.st.runsUpTo(clock.Now())
			if n == 0 {
				continue
			}
			if r := s.runAt(w.st, n-1, clock.Now()); !r.closed() && r.end == fails && w.st.canceled[r.n].IsZero() {
				rep := s.cancel(kitRequest("/", s.executionID(w.st, r.n)))
				if rep.Status != 204 {
					t.Fatal(rep)
				}
				canceled++
			}
		}
	}
	for _, pass := range []time.Duration{0, 7 * 24 * time.Hour} {
		clock.Pass(pass)
		for _, w := range s.all() {
			failed := 0
			for _, r := range s.runsOf(w.st) {
				if r.failed() {
					failed++
				}
			}
			if _, got := s.counters(w.st, clock.Now()); got != failed {
				t.Errorf("%s: counter %d, found %d", w.name, got, failed)
			}
		}
	}
	if canceled < 2 {
		t.Errorf("only %d were canceled", canceled)
	}
}

func TestExternalTrigger(t *testing.T) {
	s, clock := demo(40, 2_000)
	g := rig(t, s, kit.V2025)
	w := named(t, s, "External: badge")
	id := s.uuid(w.st)
	var ran struct{ WorkflowExecutionID, Message string }
	g.Do("POST", "/workflows/execute/external/"+id, `{"input":{"badgeId":"B-1"}}`).Want(200).Decode(&ran)
	if e := get[gotExecution](g, "/workflow-executions/"+ran.WorkflowExecutionID); e.WorkflowID != id {
		t.Errorf("%+v", e)
	}
	clock.Pass(2 * time.Minute)
	if in := get[[]gotEvent](g, "/workflow-executions/"+ran.WorkflowExecutionID+"/history")[1].Attributes["input"]; fmt.Sprint(in) != "map[badgeId:B-1]" {
		t.Errorf("input %v", in)
	}
	before := *get[gotWorkflow](g, s.path(w)).ExecutionCount
	var echo struct{ Payload map[string]any }
	g.Do("POST", "/workflows/execute/external/"+id+"/test", `{"input":{"test":"hello"}}`).Want(200).Decode(&echo)
	if echo.Payload["test"] != "hello" || *get[gotWorkflow](g, s.path(w)).ExecutionCount != before {
		t.Errorf("the echo %v", echo)
	}
	g.Do("PATCH", s.path(w), replace("/enabled", "false")).Want(200)
	g.Do("POST", "/workflows/execute/external/"+id, "").Want(200).Decode(&ran)
	if !strings.Contains(ran.Message, "Check enabled flag") {
		t.Errorf("%+v", ran)
	}
	g.Do("GET", "/workflow-executions/"+ran.WorkflowExecutionID, "").Want(404)
	other := s.uuid(named(t, s, "Joiner: provision").st)
	for _, path := range []string{"/workflows/execute/external/" + other, "/workflows/execute/external/" + other + "/test", "/workflows/" + other + "/external/oauth-clients"} {
		g.Bad("POST", path, "").Want(400)
	}
	g.Bad("POST", "/workflows/execute/external/x", "").Want(404)
	g.Bad("POST", "/workflows/execute/external/"+id, `{"input":[]}`).Want(400)
}

func TestMintedClientMayOnlyExecute(t *testing.T) {
	s, _ := demo(40, 2_000)
	g := rig(t, s, kit.V2025)
	w := named(t, s, "External: badge")
	var made struct{ ID, Secret, URL string }
	g.Do("POST", s.path(w)+"/external/oauth-clients", "").Want(200).Decode(&made)
	if len(made.ID) != 32 || len(made.Secret) != 64 || !strings.HasSuffix(made.URL, "/execute/external/"+s.uuid(w.st)) {
		t.Errorf("%+v", made)
	}
	minted, ok := s.world.Clients[made.ID]
	if !ok || minted.Secret != made.Secret {
		t.Fatal("the client is not known to the tenant")
	}
	for path, want := range map[string]bool{
		"/v2025/workflows/execute/external/" + s.uuid(w.st): true, "/v2025/workflows/" + s.uuid(w.st): false,
	} {
		r := &kit.Request{Request: httptest.NewRequest(http.MethodPost, path, nil), Vars: map[string]string{"id": s.uuid(w.st)}}
		if got := minted.May(r); got != want {
			t.Errorf("%s: %v", path, got)
		}
	}
	var again struct{ ID string }
	g.Do("POST", s.path(w)+"/external/oauth-clients", "").Want(200).Decode(&again)
	if again.ID == made.ID {
		t.Error("the same client twice")
	}
}

func TestLibraryCalls(t *testing.T) {
	s, _ := demo(5, 10)
	g := rig(t, s, kit.V3)
	type item struct {
		ID, Type, Name string
		InputExample   map[string]any
		ExampleOutput  json.RawMessage
		FormFields     []struct{ Name, Type string }
	}
	all := get[[]item](g, "/workflow-library")
	actions, triggers, operators := get[[]item](g, "/workflow-library/actions"), get[[]item](g, "/workflow-library/triggers"), get[[]item](g, "/workflow-library/operators")
	if len(all) != len(actions)+len(triggers)+len(operators) {
		t.Errorf("%d is not %d + %d + %d", len(all), len(actions), len(triggers), len(operators))
	}
	for _, tr := range triggers {
		if len(tr.InputExample) == 0 {
			t.Errorf("%s has no example", tr.ID)
		}
	}
	if got := get[[]item](g, `/workflow-library/actions?filters=id eq "sp:http"`); len(got) != 1 || got[0].ExampleOutput == nil || len(got[0].FormFields) < 5 {
		t.Errorf("%+v", got)
	}
	if got := get[[]item](g, `/workflow-library/triggers?filters=type eq "SCHEDULED"`); len(got) != 1 {
		t.Errorf("%+v", got)
	}
	if got := get[[]item](g, "/workflow-library?limit=3&offset=30"); len(got) != 3 || got[0].ID != all[30].ID {
		t.Errorf("%+v", got)
	}
	g.Bad("GET", `/workflow-library/actions?filters=name eq "x"`, "").Want(400)
}
