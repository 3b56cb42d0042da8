package flow

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"iscope/api/sandbox/internal/kit"
	"iscope/api/sandbox/internal/spectest"
)

func edited(t *testing.T, g *spectest.Rig, s *Service, w *workflow, patch string) gotWorkflow {
	t.Helper()
	var out gotWorkflow
	g.Do("PATCH", s.path(w), patch).Want(200).Decode(&out)
	return out
}

func TestListParameters(t *testing.T) {
	s, _ := demo(150, 3_000)
	g := rig(t, s, kit.V3)
	on := get[[]gotWorkflow](g, "/workflows?filters=enabled eq true")
	off := get[[]gotWorkflow](g, "/workflows?filters=enabled eq false")
	if len(on)+len(off) != 150 || len(off) < 10 {
		t.Errorf("%d on, %d off", len(on), len(off))
	}
	for _, w := range get[[]gotWorkflow](g, `/workflows?filters=triggerId eq "idn:identity-created" and enabled eq true`) {
		if w.Trigger.Attributes["id"] != "idn:identity-created" || !w.Enabled {
			t.Errorf("%+v", w)
		}
	}
	if n := len(get[[]gotWorkflow](g, `/workflows?filters=connectorInstanceId eq "x"`)); n != 0 {
		t.Errorf("%d with a connector", n)
	}
	last := ""
	for _, w := range get[[]gotWorkflow](g, "/workflows?sorters=name&limit=40&offset=5") {
		if name := strings.ToLower(w.Name); name < last {
			t.Errorf("%s after %s", w.Name, last)
		} else {
			last = name
		}
	}
	newest := get[[]gotWorkflow](g, "/workflows?sorters=-modified&limit=2")
	if newest[0].Modified < newest[1].Modified {
		t.Error("not the latest first")
	}
	for _, q := range []string{"filters=name eq \"x\"", "filters=enabled ne true", "sorters=created", "limit=251", "offset=x"} {
		g.Bad("GET", "/workflows?"+q, "").Want(400)
	}
	// Later generations know no parameters and return everything.
	if n := len(get[[]gotWorkflow](rig(t, s, kit.V2026), "/workflows")); n != 150 {
		t.Errorf("v2026 lists %d", n)
	}
	g.Bad("GET", s.path(s.all()[0])+"?workflowMetrics=maybe", "").Want(400)
	if w := get[gotWorkflow](g, s.path(s.all()[0])+"?workflowMetrics=false"); w.ExecutionCount != nil || w.FailureCount != nil {
		t.Error("counters though they were declined")
	}
}

func TestWorkflowsAreVaried(t *testing.T) {
	s, _ := demo(150, 12_000)
	names := map[string]int{}
	var noCreator, noModifier, gone, never, nullID int
	for _, w := range s.all() {
		names[w.name]++
		if w.creator == nil {
			noCreator++
		}
		if w.modifiedBy == nil {
			noModifier++
		}
		if p, _ := s.world.Person(w.owner.ID); !p.Active {
			gone++
		}
		if runs, _ := s.counters(w.st, s.world.Now()); runs == 0 {
			never++
		}
		if kind, id := triggerOf(w.trigger); kind == onEvent && id == "" {
			nullID++
		}
	}
	if noCreator == 0 || noModifier == 0 || gone < 3 || gone > 60 || nullID == 0 || never > 40 {
		t.Errorf("no creator %d, no modifier %d, owners gone %d, never ran %d, event without id %d", noCreator, noModifier, gone, never, nullID)
	}
	if len(names) < 145 {
		t.Errorf("%d names for 150 workflows", len(names))
	}
}

func TestCreateRules(t *testing.T) {
	s, clock := demo(10, 100)
	g := rig(t, s, kit.V2025)
	for body, says := range map[string]string{
		`{}`:                          "name is required",
		`{"name":""}`:                 "name is required",
		`{"name":"x","enabled":true}`: "enabled state",
		`{"name":7}`:                  "not valid JSON for this call",
		`{"name":"x","owner":{"type":"IDENTITY","id":"nobody","name":"n"}}`:           "no identity",
		`{"name":"x","definition":7}`:                                                 "definition must be",
		`{"name":"x","trigger":7}`:                                                    "trigger must be",
		`{"name":"x","trigger":{"type":"PIGEON"}}`:                                    "trigger.type",
		`{"name":"x","trigger":{"type":"EVENT","attributes":7}}`:                      "trigger.attributes",
		`{"name":"x","trigger":{"type":"SCHEDULED","attributes":{"cronString":"?"}}}`: "cron",
	} {
		if got := g.Bad("POST", "/workflows", body).Want(400).Text(); !strings.Contains(got, says) {
			t.Errorf("%s: %s", body, got)
		}
	}
	var w gotWorkflow
	g.Do("POST", "/workflows", `{"name":"Mine"}`).Want(200).Decode(&w)
	if w.Enabled || w.Owner.ID != s.world.Me.ID || w.Creator.ID != s.world.Me.ID || w.Created != kit.Stamp(clock.Now()) || *w.ExecutionCount != 0 || w.Trigger.Type != "" {
		t.Errorf("%+v", w)
	}
	if n := len(get[[]gotWorkflow](g, "/workflows")); n != 11 {
		t.Errorf("%d workflows", n)
	}
	g.Do("PATCH", "/workflows/"+w.ID, replace("/enabled", "true")).Want(400) // nothing to run
}

func TestPatchRules(t *testing.T) {
	s, clock := demo(40, 2_000)
	g := rig(t, s, kit.V3)
	w := named(t, s, "Joiner: provision")
	clock.Pass(time.Minute)
	got := edited(t, g, s, w, replace("/name", `"Renamed"`))
	if got.Name != "Renamed" || got.Modified != kit.Stamp(clock.Now()) || got.ModifiedBy.ID != s.world.Me.ID || !got.Enabled {
		t.Errorf("%+v", got)
	}
	other := s.world.People[30]
	owner := replace("/owner", fmt.Sprintf(`{"type":"IDENTITY","id":%q,"name":"whoever"}`, other.ID))
	for patch, says := range map[string]string{
		owner:                                                    "owner of an enabled workflow",
		replace("/trigger", "null"):                              "must not be null",
		replace("/created", `"x"`):                               "cannot be patched",
		replace("/enabled", `"yes"`):                             "not valid",
		replace("/owner/id", `"nobody"`):                         "no identity",
		`[{"op":"test","path":"/name","value":"x"}]`:             "cannot be applied",
		replace("/definition", `{"start":"nowhere","steps":{}}`): "no start step",
		replace("/name", `""`):                                   "name is required",
	} {
		if text := g.Bad("PATCH", s.path(w), patch).Want(400).Text(); !strings.Contains(text, says) {
			t.Errorf("%s: %s", patch, text)
		}
	}
	if again := get[gotWorkflow](g, s.path(w)); again.Name != "Renamed" || again.Modified != got.Modified {
		t.Error("a refused patch changed something")
	}
	edited(t, g, s, w, replace("/enabled", "false"))
	if got := edited(t, g, s, w, owner); got.Owner.ID != other.ID || got.Owner.Name != other.Name {
		t.Errorf("owner %+v", got.Owner)
	}
	got = edited(t, g, s, w, `[{"op":"test","path":"/modifiedBy/id","value":"`+s.world.Me.ID+`"},{"op":"replace","path":"/trigger","value":{}}]`)
	if got.Trigger.Type != "" {
		t.Errorf("trigger %+v", got.Trigger)
	}
}

// PUT replaces everything: the trigger that is left out is gone, and the
// counters begin again, though the executions are still there.
func TestPutReplacesEverything(t *testing.T) {
	s, clock := demo(40, 4_000)
	g := rig(t, s, kit.V3)
	w := named(t, s, "Joiner: provision")
	before := get[gotWorkflow](g, s.path(w))
	if *before.ExecutionCount == 0 || *before.FailureCount == 0 {
		t.Fatal("nothing to reset")
	}
	var got gotWorkflow
	g.Do("PUT", s.path(w), `{"name":"New","owner":{"type":"IDENTITY","id":"`+before.Owner.ID+`"}}`).Want(200).Decode(&got)
	if got.Name != "New" || got.Trigger.Type != "" || got.Enabled || *got.ExecutionCount != 0 || *got.FailureCount != 0 || got.Description != "" || len(got.Definition.Steps) != 0 {
		t.Errorf("%+v", got)
	}
	if n := len(get[[]gotExecution](g, s.path(w)+"/executions")); n == 0 {
		t.Error("the executions are gone")
	}
	clock.Pass(time.Hour)
	if again := get[gotWorkflow](g, s.path(w)); *again.ExecutionCount != 0 {
		t.Errorf("a disabled workflow ran %d times", *again.ExecutionCount)
	}
	g.Bad("PUT", s.path(w), `{"name":`).Want(400)
	g.Bad("PUT", s.path(w), `{"description":"no name"}`).Want(400)
	g.Bad("PUT", "/workflows/x", `{"name":"n"}`).Want(404)
}

func TestDisabledWorkflowsRest(t *testing.T) {
	s, clock := demo(40, 4_000)
	g := rig(t, s, kit.V2025)
	w := named(t, s, "Access request: notify")
	count := func() int { return *get[gotWorkflow](g, s.path(w)).ExecutionCount }
	edited(t, g, s, w, replace("/enabled", "false"))
	at := count()
	clock.Pass(3 * time.Hour)
	if got := count(); got != at {
		t.Errorf("%d runs while it was disabled", got-at)
	}
	edited(t, g, s, w, replace("/enabled", "true"))
	clock.Pass(3 * time.Hour)
	if got := count(); got < at+20 {
		t.Errorf("%d runs since it is enabled again", got-at)
	}
	rows := get[[]gotExecution](g, s.path(w)+"/executions")
	if len(rows) == 0 || rows[len(rows)-1].ID == rows[0].ID {
		t.Fatal("no executions")
	}
	for i := 1; i < len(rows); i++ {
		if rows[i].StartTime.After(rows[i-1].StartTime) {
			t.Errorf("row %d is newer than the one before", i)
		}
	}
}

// A workflow of a client's own runs when it is enabled, as its trigger says.
func TestOwnWorkflowsRun(t *testing.T) {
	for trigger, atLeast := range map[string]int{
		`{"type":"EVENT","attributes":{"id":"idn:identity-created"}}`:                                                         20,
		`{"type":"SCHEDULED","attributes":{"frequency":"cronSchedule","cronString":"*/10 * * * *","timeZone":"Europe/Oslo"}}`: 6,
		`{"type":"EXTERNAL","attributes":{"name":"x"}}`:                                                                       0,
		`{}`: 0,
	} {
		s, clock := demo(5, 100)
		g := rig(t, s, kit.V2025)
		var made gotWorkflow
		g.Do("POST", "/workflows", `{"name":"Own","definition":{"start":"A","steps":{"A":{"type":"success"}}}}`).Want(200).Decode(&made)
		path := "/workflows/" + made.ID
		g.Do("PATCH", path, `[{"op":"replace","path":"/trigger","value":`+trigger+`},{"op":"replace","path":"/enabled","value":true}]`).Want(200)
		clock.Pass(time.Hour)
		n := *get[gotWorkflow](g, path).ExecutionCount
		if n < atLeast || n > 4*atLeast {
			t.Errorf("%s: %d runs in an hour", trigger, n)
		}
		if rows := get[[]gotExecution](g, path+"/executions"); len(rows) != n {
			t.Errorf("%s: %d executions, counter %d", trigger, len(rows), n)
		}
		// Its trigger taken away, it rests.
		g.Do("PATCH", path, replace("/trigger", "{}")).Want(200)
		clock.Pass(time.Hour)
		if again := *get[gotWorkflow](g, path).ExecutionCount; again != n {
			t.Errorf("%s: %d more runs without a trigger", trigger, again-n)
		}
	}
}

func TestDeleteRules(t *testing.T) {
	s, _ := demo(40, 4_000)
	g := rig(t, s, kit.V3)
	w := named(t, s, "Joiner: provision")
	run := get[[]gotExecution](g, s.path(w)+"/executions?limit=1")[0].ID
	g.Do("DELETE", s.path(w), "").Want(400)
	edited(t, g, s, w, replace("/enabled", "false"))
	g.Do("DELETE", s.path(w), "").Want(204)
	for _, path := range []string{s.path(w), s.path(w) + "/executions", "/workflow-executions/" + run} {
		g.Do("GET", path, "").Want(404)
	}
	g.Bad("DELETE", s.path(w), "").Want(404)
	if n := len(get[[]gotWorkflow](g, "/workflows")); n != 39 {
		t.Errorf("%d left", n)
	}
}

func TestPokes(t *testing.T) {
	s, clock := demo(40, 4_000)
	w := named(t, s, "Joiner: provision")
	id := s.uuid(w.st)
	if err := s.Poke("inbox.decide", nil); !errors.Is(err, kit.ErrUnknownPoke) {
		t.Error(err)
	}
	if err := s.Poke("workflow.edit", map[string]string{"id": "x"}); err == nil {
		t.Error("an unknown workflow was edited")
	}
	clock.Pass(time.Second)
	for _, name := range []string{"workflow.disable", "workflow.enable", "workflow.edit", "workflow.run"} {
		if err := s.Poke(name, map[string]string{"id": id, "text": "T"}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if w, _ := s.find(id); w.enabled != (name != "workflow.disable") {
			t.Errorf("after %s it is enabled: %v", name, w.enabled)
		}
	}
	now, _ := s.find(id)
	if now.description != "T" || now.modifiedBy.ID == s.world.Me.ID || len(now.st.made) != 1 {
		t.Errorf("%+v", now)
	}
	if err := s.Poke("workflow.delete", map[string]string{"id": id}); err != nil {
		t.Error(err)
	}
	if _, ok := s.find(id); ok {
		t.Error("it is still there")
	}
}
