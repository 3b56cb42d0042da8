package edit

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"time"

	jsonpatch "github.com/evanphx/json-patch/v5"

	"iscope/api"
	"iscope/views/internal/change/changetest"
)

const idA = "0c7f2a5e-0001-4000-8000-0123456789ab"

// record is a workflow as a tenant has it.
const record = `{"id":"` + idA + `","name":"Joiner: provision laptop","description":"Orders a laptop.","enabled":false,
	"owner":{"type":"IDENTITY","id":"2c918085","name":"Ada Lovelace"},"created":"1999-11-01T09:00:00Z","modified":"1999-12-01T09:00:00.123456789Z",
	"modifiedBy":{"type":"IDENTITY","id":"me","name":"Me"},"executionCount":1234,"failureCount":12,
	"trigger":{"type":"EVENT","displayName":null,"attributes":{"id":"idn:identity-created","filter.$":"$.identity"}},
	"definition":{"start":"Get Identity","steps":{
		"Get Identity":{"type":"action","actionId":"sp:get-identity","attributes":{"id.$":"$.trigger.identity.id"},"nextStep":"Order"},
		"Order":{"type":"action","actionId":"sp:http","attributes":{"url":"https://example.test/orders","method":"post"},"nextStep":"Done"},
		"Done":{"type":"success"}}}}`

// tenant is as much of a tenant as editing asks. What is not overridden panics,
// which the commands turn into an error.
type tenant struct {
	api.ISC
	journal *changetest.Journal

	mu      sync.Mutex
	rows    map[string]map[string]any
	order   []string
	made    int
	fail    func(op api.Op, id string) error // before anything happens
	lose    func(op api.Op) bool             // the answer, after it happened
	before  func(op api.Op)                  // somebody else, just before
	latency time.Duration
	calls   []string
	bodies  []string

	switching bool // what is written now enables or disables
}

func newTenant(records ...string) *tenant {
	f := &tenant{rows: map[string]map[string]any{}}
	for _, r := range append([]string{record}, records...) {
		var row map[string]any
		if err := json.Unmarshal([]byte(r), &row); err != nil {
			panic(err)
		}
		id := row["id"].(string)
		f.rows[id], f.order = row, append(f.order, id)
	}
	return f
}

func (f *tenant) read(id string) api.Workflow {
	raw, err := json.Marshal(f.rows[id])
	if err != nil {
		panic(err)
	}
	w, _ := api.ReadWorkflow(raw)
	w.SetRaw(api.RawRow(raw))
	return w
}

// alter is what somebody does to a workflow.
func (f *tenant) alter(id, who string, do func(row map[string]any)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	do(f.rows[id])
	f.touch(id, who)
}

func (f *tenant) touch(id, who string) {
	f.rows[id]["modified"] = time.Now().UTC().Format(time.RFC3339Nano)
	f.rows[id]["modifiedBy"] = map[string]any{"type": "IDENTITY", "id": who, "name": capital(who)}
}

func steps(row map[string]any) map[string]any {
	return row["definition"].(map[string]any)["steps"].(map[string]any)
}

func (f *tenant) ask(ctx context.Context, op api.Op, id string) error {
	f.mu.Lock()
	f.calls = append(f.calls, string(op)+" "+id)
	fail, before, latency := f.fail, f.before, f.latency
	f.mu.Unlock()
	if before != nil {
		before(op)
	}
	if latency > 0 {
		select {
		case <-time.After(latency):
		case <-ctx.Done():
		}
	}
	if fail != nil {
		if err := fail(op, id); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// count returns how often an operation was asked for.
func (f *tenant) count(op api.Op) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	n := 0
	for _, c := range f.calls {
		if strings.HasPrefix(c, string(op)+" ") {
			n++
		}
	}
	return n
}

func (f *tenant) answer(op api.Op, id string) (api.Workflow, error) {
	if f.lose != nil && f.lose(op) {
		return api.Workflow{}, &api.Error{Kind: api.Offline, Op: op, Detail: "connection reset by peer"}
	}
	return f.read(id), nil
}

func (f *tenant) Whoami(context.Context) (api.Account, error) {
	return api.Account{IdentityID: "me"}, nil
}

func (f *tenant) Workflow(ctx context.Context, id string) (api.Workflow, error) {
	if err := f.ask(ctx, api.GetWorkflow, id); err != nil {
		return api.Workflow{}, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.rows[id] == nil {
		return api.Workflow{}, &api.Error{Kind: api.NotFound, Op: api.GetWorkflow, Status: 404, Detail: "not found"}
	}
	return f.read(id), nil
}

func (f *tenant) Workflows(ctx context.Context, q api.Query) (api.Page[api.Workflow], error) {
	if err := f.ask(ctx, api.ListWorkflows, ""); err != nil {
		return api.Page[api.Workflow]{}, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	var out api.Page[api.Workflow]
	for _, id := range f.order {
		out.Items = append(out.Items, f.read(id))
	}
	return out, nil
}

// write is what all writes have in common.
func (f *tenant) write(ctx context.Context, op api.Op, id string, body any) error {
	if err := f.journal.Guard(ctx, op); err != nil {
		return err
	}
	raw, err := json.Marshal(body)
	if err != nil {
		return err
	}
	f.switching = strings.Contains(string(raw), `"/enabled"`)
	if err := f.ask(ctx, op, id); err != nil {
		return err
	}
	f.bodies = append(f.bodies, string(raw))
	return nil
}

func invalid(op api.Op, words string) error {
	return &api.Error{Kind: api.Invalid, Op: op, Status: 400, Detail: words}
}

func (f *tenant) PatchWorkflow(ctx context.Context, id string, ops []api.PatchOp) (api.Workflow, error) {
	if err := f.write(ctx, api.PatchWorkflow, id, ops); err != nil {
		return api.Workflow{}, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	was, _ := json.Marshal(f.rows[id])
	raw, _ := json.Marshal(ops)
	patch, err := jsonpatch.DecodePatch(raw)
	if err != nil {
		return api.Workflow{}, invalid(api.PatchWorkflow, err.Error())
	}
	after, err := patch.Apply(was)
	if err != nil {
		return api.Workflow{}, invalid(api.PatchWorkflow, err.Error())
	}
	var row map[string]any
	if err := json.Unmarshal(after, &row); err != nil {
		return api.Workflow{}, err
	}
	f.rows[id] = row
	f.touch(id, "me")
	return f.answer(api.PatchWorkflow, id)
}

func (f *tenant) ReplaceWorkflow(ctx context.Context, id string, d api.WorkflowDraft) (api.Workflow, error) {
	if err := f.write(ctx, api.ReplaceWorkflow, id, d); err != nil {
		return api.Workflow{}, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	raw, _ := json.Marshal(d)
	row := map[string]any{"id": id, "trigger": map[string]any{"type": ""}, "executionCount": 0, "failureCount": 0, "created": f.rows[id]["created"]}
	if err := json.Unmarshal(raw, &row); err != nil {
		return api.Workflow{}, err
	}
	f.rows[id] = row
	f.touch(id, "me")
	return f.answer(api.ReplaceWorkflow, id)
}

func (f *tenant) CreateWorkflow(ctx context.Context, d api.WorkflowDraft) (api.Workflow, error) {
	if err := f.write(ctx, api.CreateWorkflow, "", d); err != nil {
		return api.Workflow{}, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.made++
	raw, _ := json.Marshal(d)
	id := fmt.Sprintf("0c7f2a5e-1000-4000-8000-%012d", f.made)
	row := map[string]any{"id": id, "created": time.Now().UTC().Format(time.RFC3339Nano)}
	if err := json.Unmarshal(raw, &row); err != nil {
		return api.Workflow{}, err
	}
	f.rows[id], f.order = row, append(f.order, id)
	f.touch(id, "me")
	return f.answer(api.CreateWorkflow, id)
}
