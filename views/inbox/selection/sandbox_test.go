package selection

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"iscope/api"
	"iscope/api/demotest"
	"iscope/api/isc"
	"iscope/api/sandbox"
	"iscope/ui/golden"
)

// demo opens the demo tenant through the real client, without a socket.
func demo(t *testing.T, gen isc.Generation) (*sandbox.Tenant, *isc.Client) {
	t.Helper()
	at := time.Date(2026, 3, 14, 9, 26, 53, 0, time.UTC)
	tenant := sandbox.New(sandbox.Options{Seed: 7, Now: func() time.Time { return at }})
	client := demotest.ISC(t, tenant, isc.Config{Generation: gen})
	return tenant, client
}

// nestedOf returns the item of the demo tenant whose form has a text to fill in.
func nestedOf(t *testing.T, client *isc.Client) api.WorkItem {
	t.Helper()
	page, err := client.WorkItems(t.Context(), "", api.Query{})
	if err != nil {
		t.Fatal(err)
	}
	for _, it := range page.Items {
		if it.Nature == api.AccountSelection && slices.ContainsFunc(it.Body().Form.Fields(), func(f api.FormField) bool { return f.Name == "Reason" }) {
			return it
		}
	}
	t.Fatal("no form with a reason")
	return api.WorkItem{}
}

// TestDemoTenant fills in a form of the demo tenant by keys, submits what was
// chosen, and holds the tenant's own record against what was on screen.
func TestDemoTenant(t *testing.T) {
	for _, gen := range isc.Generations {
		t.Run(string(gen), func(t *testing.T) {
			tenant, client := demo(t, gen)
			it := nestedOf(t, client)
			s := fill(t, New(golden.Env(t, "dark"), "inbox#1", it))
			s.press("enter", "enter", "tab", "enter", "down", "enter", "tab", "enter", "down", "down", "enter", "tab", `"On call"`, "tab", `"yes"`, "enter", "ctrl+s")
			review := s.text(88, 40)
			s.press("y")
			c, ok := s.chosen()
			if !ok || len(c.Fields) != 5 {
				t.Fatalf("%+v\n%s", c, review)
			}
			got, err := client.SubmitAccountSelection(t.Context(), c.Item.ID, c.Fields)
			if err != nil || got.ID != it.ID || got.State != api.StateFinished || got.Completed.IsZero() {
				t.Fatalf("%+v, %v", got, err)
			}
			var bodies []string
			for _, e := range tenant.Record().Entries {
				if e.Method == http.MethodPost && strings.HasSuffix(e.Path, "/submit-account-selection") {
					bodies = append(bodies, e.Body)
				}
			}
			var sent map[string]string
			if len(bodies) != 1 || json.Unmarshal([]byte(bodies[0]), &sent) != nil || !cmp.Equal(sent, c.Fields) {
				t.Errorf("the tenant received %q, chosen was %v", bodies, c.Fields)
			}
			for _, f := range got.Body().Form.Fields() {
				if f.Value != c.Fields[f.Name] || !strings.Contains(review, f.Label+" → "+f.Shown(f.Value)) {
					t.Errorf("field %q holds %q, chosen was %q", f.Name, f.Value, c.Fields[f.Name])
				}
			}
			if why := Obstacle(got); why != "the item is closed" {
				t.Errorf("a finished item has the obstacle %q", why)
			}
		})
	}
}

// TestFormThatChangedMeanwhile pins that a reading after a change of the form
// alone is told from the one that was filled in.
func TestFormThatChangedMeanwhile(t *testing.T) {
	tenant, client := demo(t, isc.V3)
	it := nestedOf(t, client)
	read := func() api.WorkItem {
		now, err := client.WorkItem(t.Context(), it.ID)
		if err != nil {
			t.Fatal(err)
		}
		return now
	}
	if now := read(); now.Print != it.Print {
		t.Error("the item as listed is not the item as read")
	}
	field := it.Body().Form.Fields()[0]
	if err := tenant.Poke("change-item", map[string]string{"id": it.ID, "field": field.Name, "value": field.Options[1].Value}); err != nil {
		t.Fatal(err)
	}
	if now := read(); now.Print == it.Print {
		t.Error("a form that changed asks the same")
	}
}
