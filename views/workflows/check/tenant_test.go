package check

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"iscope/api"
	"iscope/api/demotest"
	"iscope/api/isc"
	"iscope/api/sandbox"
	"iscope/api/vendordocs"
)

// demo returns a client of the demo tenant and options with its library.
func demo(t *testing.T) (*isc.Client, Options) {
	t.Helper()
	tenant := sandbox.New(sandbox.Options{Seed: 7})
	c := demotest.ISC(t, tenant, isc.Config{Generation: isc.Generations[0]})
	items := map[string]api.LibraryItem{}
	page, err := c.Library(t.Context(), api.Query{})
	if err != nil {
		t.Fatal(err)
	}
	for _, it := range page.Items {
		items[it.ID] = it
	}
	find := func(id string) (api.LibraryItem, bool) {
		it, ok := items[id]
		return it, ok
	}
	return c, Options{Action: find, Trigger: find}
}

// meant are the flaws that the demo tenant has on purpose, so that there is
// something to look at: by the beginning of the name of those that have them.
var meant = map[string][]string{
	"Draft: ":  {"next-step-missing", "field-required"},
	"Legacy: ": {"event-missing"},
}

// TestDemoTenant holds that nothing in the demo tenant is wrong but what is meant
// to be, the drafts of which lead to a step that is still to be made: the rules must
// not stop anybody from editing what a tenant has taken and runs, and who edits a
// workflow of the demo is not told of flaws that they did not make.
func TestDemoTenant(t *testing.T) {
	c, o := demo(t)
	page, err := c.Workflows(t.Context(), api.Query{Limit: 250})
	if err != nil || len(page.Items) < 100 {
		t.Fatal(len(page.Items), err)
	}
	rules := map[string]int{}
	for _, w := range page.Items {
		r := Text(w.Raw.JSON(), o)
		for _, p := range r.Problems {
			rules[p.Rule]++
			kind, _, _ := strings.Cut(w.Name, " ")
			if p.Severity <= Warning && !(slices.Contains(meant[kind+" "], p.Rule) && !w.Enabled) {
				t.Errorf("%s: %s: %s", w.Name, p.Rule, p)
			}
		}
	}
	for rule, n := range rules {
		t.Logf("%s: %d", rule, n)
	}
	if rules["event-missing"] == 0 || rules["next-step-missing"] != 3 || rules["read-only-member"] < len(page.Items) {
		t.Error("what the demo tenant is known for was not found")
	}
}

// TestVendorExamples holds that the examples of the documents have the one error
// that they really have: all of them start with a step they do not hold.
func TestVendorExamples(t *testing.T) {
	texts := [][]byte{vendordocs.Example(t, "workflow.json")}
	var requests map[string]struct{ Example map[string]json.RawMessage }
	_ = json.Unmarshal(vendordocs.Example(t, "requests.json"), &requests) // other requests have other shapes
	for _, text := range requests["POST /workflows"].Example {
		texts = append(texts, text)
	}
	if len(texts) != 4 {
		t.Fatalf("%d examples", len(texts))
	}
	for _, text := range texts {
		r := Text(text, Options{})
		if e := r.Errors(); len(e) != 1 || e[0].Rule != "start-step-missing" || !strings.Contains(e[0].Do, "“Send Email”") {
			t.Errorf("%s\n%v", text, e)
		}
		mended := bytes.Replace(text, []byte(`"Send Email Test"`), []byte(`"Send Email"`), 1)
		if e := Text(mended, Options{Creating: true}).Errors(); len(e) > 0 {
			t.Errorf("%s\n%v", mended, e)
		}
	}
}
