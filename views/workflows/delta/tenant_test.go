package delta

import (
	"strings"
	"testing"

	"iscope/api"
	"iscope/api/demotest"
	"iscope/api/isc"
	"iscope/api/sandbox"
)

// TestTenantTakesIt holds that the tenant takes what is made here, in every
// generation of the API, and has afterwards what was wanted.
func TestTenantTakesIt(t *testing.T) {
	for _, gen := range isc.Generations {
		t.Run(string(gen), func(t *testing.T) {
			tenant := sandbox.New(sandbox.Options{Seed: 7})
			c := demotest.ISC(t, tenant, isc.Config{Generation: gen})
			page, err := c.Workflows(t.Context(), api.Query{Limit: 250})
			if err != nil {
				t.Fatal(err)
			}
			tried := 0
			for _, w := range page.Items {
				if w.Enabled || w.Trigger.Type != api.TriggerEvent || w.Owner.ID == "" {
					continue
				}
				if tried++; tried > 2 {
					break
				}
				before := w.Raw.JSON()
				patched(t, c, w.ID, before)
				replaced(t, c, w.ID)
			}
			if tried == 0 {
				t.Fatal("no workflow to try it with")
			}
		})
	}
}

// wanted is a version in which a little of everything has changed.
func wanted(t *testing.T, before []byte) []byte {
	v := parse(t, before).(map[string]any)
	v["name"], v["trigger"] = "Edited / ~ é", map[string]any{}
	definition := v["definition"].(map[string]any)
	definition["steps"].(map[string]any)["A/B ~"] = map[string]any{"type": "success"}
	delete(v, "modified")
	return write(t, v)
}

func patched(t *testing.T, c *isc.Client, id string, before []byte) {
	after := wanted(t, before)
	ops, err := Patch(before, after)
	if err != nil || len(ops) != 3 {
		t.Fatalf("%s, %v", write(t, ops), err)
	}
	w, err := c.PatchWorkflow(t.Context(), id, ops)
	if err != nil {
		t.Fatalf("%s: %v", write(t, ops), err)
	}
	if left, err := Patch(w.Raw.JSON(), after); err != nil || left != nil {
		t.Errorf("%s is left, %v", write(t, left), err)
	}
}

func replaced(t *testing.T, c *isc.Client, id string) {
	now, err := c.Workflow(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	after := []byte(strings.Replace(string(now.Raw.JSON()), "Edited / ~ é", "Replaced", 1))
	draft, resets, err := PutBody(now.Raw.JSON(), after)
	if err != nil || len(resets) != 2 {
		t.Fatalf("%q, %v", resets, err)
	}
	w, err := c.ReplaceWorkflow(t.Context(), id, draft)
	if err != nil {
		t.Fatal(err)
	}
	if left, err := Patch(w.Raw.JSON(), after); err != nil || left != nil || w.Name != "Replaced" {
		t.Errorf("%s is left, %v", write(t, left), err)
	}
	if w, err = c.Workflow(t.Context(), id); err != nil || w.Executions > 0 || w.Failures > 0 {
		t.Errorf("%d executions, %d failures, %v", w.Executions, w.Failures, err)
	}
}
