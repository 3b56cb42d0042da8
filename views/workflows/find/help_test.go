package find

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"iscope/api"
)

// flow returns a workflow as the client would.
func flow(t testing.TB, raw string) api.Workflow {
	t.Helper()
	w, ok := api.ReadWorkflow([]byte(raw))
	if !ok {
		t.Fatalf("no workflow: %s", raw)
	}
	w.SetRaw(api.RawRow([]byte(raw)))
	return w
}

// joiner is a workflow with a choice and a loop, as they are found in tenants.
const joiner = `{"id":"0c7f2a5e-0001-4000-8000-0123456789ab","name":"Joiner: provision laptop","enabled":true,"modified":"2026-03-01T10:00:00Z","created":"2022-01-01T00:00:00Z",
"executionCount":2022,"owner":{"type":"IDENTITY","id":"2c91808568c529c60168cca6f90c1313","name":"William Wilson"},"description":"Orders a laptop",
"trigger":{"type":"EVENT","displayName":"Identity Created","attributes":{"id":"idn:identity-created","filter.$":"$.identity[?(@.attributes.department == 'Sales')]"}},
"definition":{"start":"Get Identity","steps":{
"Get Identity":{"type":"action","actionId":"sp:get-identity","attributes":{"id.$":"$.trigger.identity.id"},"nextStep":"Create ticket","versionNumber":2},
"Create ticket":{"type":"action","actionId":"sp:http","displayName":"Ticket for {{$.getIdentity.name}}","attributes":{"method":"post","url":"https://ServiceDesk.example/api/now/table/sc_request",
"authorization":{"refID":"9d0c-vault"},"headers":{"X-Key.$":"$.secrets.desk-key_1","Accept":"application/json"},"body":"line one\nline two \u00dcber, $.secrets.other"},"nextStep":"Each account"},
"Each account":{"type":"action","actionId":"sp:loop:iterator","attributes":{"input.$":"$.getAccounts.accounts","start":"Disable","steps":{
"Disable":{"type":"action","actionId":"sp:manage-account","attributes":{"sourceName":"Active Directory","sourceId.$":"$.loop.loopInput.sourceId","targets":[{"type":"SOURCE","id":"2c9180835d2e","name":"Workday"},{"type":"ROLE","id":"r1","name":"Base"}]},"nextStep":"Done"},
"Done":{"type":"success"}}},"nextStep":"Send/Tell~me"},
"Send/Tell~me":{"type":"action","actionId":"sp:send-email","attributes":{"recipientEmailList":["hr@brightfen.example","it@brightfen.example"],"subject":"Done","retries":3,"urgent":true,"cc":null}}}}}`

const leaver = `{"id":"0c7f2a5e-0002-4000-8000-0123456789ab","name":"Leaver: revoke access","enabled":false,"modified":"2026-03-02T10:00:00Z",
"owner":{"type":"IDENTITY","id":"aa","name":"Ana Ortiz"},"trigger":{"type":"SCHEDULED","attributes":{"cronString":"0 9 * * 1"}},
"definition":{"start":"Ask","steps":{"Ask":{"type":"choice","actionId":"sp:compare-strings","choiceList":[{"comparator":"StringEquals","variableA.$":"$.trigger.x","variableB":"sp:http","nextStep":"End"}],"defaultStep":"End"},
"Call":{"type":"action","actionId":"sp:http","attributes":{"url":"https://governance.example/flags"}},"End":{"type":"success"}}}}`

// bare is a workflow as a list without definitions has it.
const bare = `{"id":"bare","name":"Bare","modified":"2026-03-03T10:00:00Z"}`

func indexOf(t testing.TB, raws ...string) *Index {
	t.Helper()
	ws := make([]api.Workflow, len(raws))
	for i, r := range raws {
		ws[i] = flow(t, r)
	}
	return New().Update(t.Context(), ws)
}

func parse(t testing.TB, text string) Query {
	t.Helper()
	q, err := Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return q
}

// lines writes what was found so that it can be compared.
func lines(r Result) string {
	var b strings.Builder
	for _, f := range r.Flows {
		fmt.Fprintf(&b, "%s: %d in %d\n", f.Name, f.Places, f.Steps)
		for _, h := range f.Hits {
			fmt.Fprintf(&b, "  [%s] %s | %s‹%s›%s | %s\n", h.Step, h.Where, h.Before, h.Match, h.After, h.Pointer)
		}
	}
	return b.String()
}

// many returns n workflows with that many steps each, in pages as the client
// keeps them. Names, texts and ids differ as they do in a tenant.
func many(t testing.TB, n, steps int) []api.Workflow {
	t.Helper()
	r := rand.New(rand.NewPCG(7, 7))
	actions := []string{"sp:http", "sp:send-email", "sp:get-identity", "sp:get-accounts", "sp:manage-account", "sp:access:manage", "sp:forms", "sp:sleep"}
	words := strings.Fields("laptop badge account payroll access review ticket desk manager quarterly report orphan entitlement certify rotate vault birthright contractor leaver mover")
	say := func(k int) string {
		out := make([]string, k)
		for i := range out {
			out[i] = words[r.IntN(len(words))]
		}
		return strings.Join(out, " ")
	}
	var out []api.Workflow
	var page []json.RawMessage
	for i := range n {
		defs := map[string]any{}
		for k := range steps {
			action := actions[r.IntN(len(actions))]
			defs[fmt.Sprintf("%s %d", say(2), k)] = map[string]any{
				"type": "action", "actionId": action, "versionNumber": 2, "nextStep": say(2), "displayName": say(3),
				"attributes": map[string]any{
					"url": fmt.Sprintf("https://%s.example/api/v3/%s/%d", words[r.IntN(len(words))], words[r.IntN(len(words))], r.IntN(1000)), "method": "post",
					"requestContentType": "json", "jsonRequestBody": fmt.Sprintf(`{"short_description":"%s","n":%d}`, say(6), r.IntN(100000)),
					"id.$": "$.trigger.identity.id", "headers": map[string]any{"Authorization.$": fmt.Sprintf("$.secrets.%s-%d", words[r.IntN(len(words))], r.IntN(20))},
					"subject": say(5), "recipientEmailList": []string{words[r.IntN(len(words))] + "@brightfen.example"}, "sourceName": say(1) + " directory",
				},
			}
		}
		w := map[string]any{
			"id": fmt.Sprintf("0c7f2a5e-%04d-4000-8000-0123456789ab", i), "name": fmt.Sprintf("%s %d", say(3), i), "enabled": i%3 > 0, "description": say(12),
			"owner":    map[string]any{"type": "IDENTITY", "id": fmt.Sprintf("2c91%028d", i%50), "name": say(2)},
			"modified": time.Date(2026, 1, 1, 0, 0, i, 0, time.UTC).Format(time.RFC3339), "executionCount": r.IntN(10000),
			"trigger":    map[string]any{"type": "EVENT", "attributes": map[string]any{"id": "idn:identity-created", "filter.$": "$.identity[?(@.attributes.department == '" + say(1) + "')]"}},
			"definition": map[string]any{"start": "x", "steps": defs},
		}
		raw, err := json.Marshal(w)
		if err != nil {
			t.Fatal(err)
		}
		page = append(page, raw)
		if len(page) == api.MaxPage || i == n-1 {
			raws := api.RawRows(page)
			for k := range page {
				w, _ := api.ReadWorkflow(page[k])
				w.SetRaw(raws[k])
				out = append(out, w)
			}
			page = nil
		}
	}
	return out
}
