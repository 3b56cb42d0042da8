package flow

import (
	"encoding/json"
	"testing"
	"time"

	"iscope/api/sandbox/internal/kit"
)

// documented are the generations whose document has workflows. (v3 and beta
// are served alike; the beta document at hand holds only task status.)
var documented = []kit.Generation{kit.V3, kit.V2024, kit.V2025, kit.V2026, kit.V1}

// Every operation in every generation, request and answer held against the
// vendor's document by the rig.
func TestContract(t *testing.T) {
	for _, gen := range documented {
		t.Run(string(gen), func(t *testing.T) {
			s, clock := demo(60, 6_000)
			g := rig(t, s, gen)
			g.NeedDocument()
			list := get[[]gotWorkflow](g, "/workflows")
			if len(list) != 60 {
				t.Errorf("%d workflows", len(list))
			}
			for _, w := range list {
				get[gotWorkflow](g, "/workflows/"+w.ID)
				for _, e := range get[[]gotExecution](g, "/workflows/"+w.ID+"/executions?limit=4") {
					get[gotExecution](g, "/workflow-executions/"+e.ID)
					get[[]gotEvent](g, "/workflow-executions/"+e.ID+"/history?limit=40")
					if g.Lives("GET", "/workflow-executions/"+e.ID+"/history-v2") && *w.ExecutionCount < 20 {
						g.Do("GET", "/workflow-executions/"+e.ID+"/history-v2", "").Want(200)
					}
				}
			}
			contractOfEdits(t, s, func(method, path, body string, status int) []byte {
				return g.Do(method, path, body).Want(status).Body
			})
			for _, path := range []string{"", "/actions", "/triggers", "/operators"} {
				g.Do("GET", "/workflow-library"+path, "").Want(200)
			}
			clock.Pass(time.Hour)
			g.Do("GET", "/workflows", "").Want(200)
			for _, path := range []string{"/workflows/x", "/workflow-executions/x", "/workflow-executions/x/history", "/workflows/x/executions"} {
				g.Do("GET", path, "").Want(404)
			}
		})
	}
}

func contractOfEdits(t *testing.T, s *Service, do func(method, path, body string, status int) []byte) {
	t.Helper()
	const definition = `{"start":"A","steps":{"A":{"actionId":"sp:sleep","attributes":{"duration":"5m"},"nextStep":"B","type":"action"},"B":{"type":"success"}}}`
	var made gotWorkflow
	body := `{"name":"Made","definition":` + definition + `,"trigger":{"type":"EXTERNAL","attributes":{"name":"x"}}}`
	if err := json.Unmarshal(do("POST", "/workflows", body, 200), &made); err != nil {
		t.Fatal(err)
	}
	path := "/workflows/" + made.ID
	do("PUT", path, `{"name":"Made again","definition":`+definition+`,"trigger":{"type":"EXTERNAL","attributes":{"name":"x"}}}`, 200)
	do("POST", path+"/test", `{"input":{"a":1}}`, 200)
	do("POST", path+"/external/oauth-clients", "", 200)
	do("POST", "/workflows/execute/external/"+made.ID, `{"input":{"a":1}}`, 200)
	do("POST", "/workflows/execute/external/"+made.ID+"/test", `{"input":{"a":1}}`, 200)
	do("PATCH", path, `[{"op":"replace","path":"/enabled","value":true}]`, 200)
	var ran struct{ WorkflowExecutionID string }
	if err := json.Unmarshal(do("POST", "/workflows/execute/external/"+made.ID, "", 200), &ran); err != nil {
		t.Fatal(err)
	}
	do("POST", "/workflow-executions/"+ran.WorkflowExecutionID+"/cancel", "", 204)
	do("POST", path+"/test", `{"input":{}}`, 400)
	do("DELETE", path, "", 400)
	do("PATCH", path, `[{"op":"replace","path":"/trigger","value":{}},{"op":"replace","path":"/enabled","value":false}]`, 200)
	do("DELETE", path, "", 204)
	do("GET", path, "", 404)
}

// The document's schema of GET /workflow-executions/{id} lacks its type ("items"
// without "array"), so it accepts anything: hold the answer against the
// execution schema of the list instead, by looking at its fields.
func TestExecutionHasItsFields(t *testing.T) {
	s, _ := demo(60, 6_000)
	g := rig(t, s, kit.V3)
	w := named(t, s, "Every fifteen")
	for _, e := range get[[]gotExecution](g, s.path(w)+"/executions?limit=3") {
		var raw map[string]any
		g.Do("GET", "/workflow-executions/"+e.ID, "").Want(200).Decode(&raw)
		for _, key := range []string{"id", "workflowId", "requestId", "startTime", "status"} {
			if text, ok := raw[key].(string); !ok || text == "" {
				t.Errorf("%s is %v", key, raw[key])
			}
		}
		if raw["id"] != e.ID || raw["workflowId"] != s.uuid(w.st) || len(raw) > 6 {
			t.Errorf("%v", raw)
		}
	}
}

func TestBetaServesWorkflowsLikeV3(t *testing.T) {
	s, _ := demo(20, 100)
	for _, r := range s.Routes() {
		if r.Lives(kit.V3) != r.Lives(kit.Beta) {
			t.Errorf("%s %s", r.Method, r.Path)
		}
	}
}
