package check

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"iscope/api"
	"iscope/api/isc"
	"iscope/api/safe"
	"iscope/api/sandbox"
)

// demo returns a client of the demo tenant and options with its library.
func demo(t *testing.T) (*isc.Client, Options) {
	t.Helper()
	tenant := sandbox.New(sandbox.Options{Seed: 7})
	env := map[string]string{}
	for _, line := range tenant.Env("http://127.0.0.1:1") {
		k, v, _ := strings.Cut(line, "=")
		env[k] = v
	}
	c, err := isc.New(isc.Config{
		BaseURL: env["SAIL_BASE_URL"], Generation: isc.Generations[0], ClientID: env["SAIL_CLIENT_ID"],
		ClientSecret: safe.NewSecret(env["SAIL_CLIENT_SECRET"]), HTTP: tenant.RoundTripper(),
	})
	if err != nil {
		t.Fatal(err)
	}
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

// TestDemoTenant holds that nothing in the demo tenant is in error but for its
// drafts, which lead to a step that is still to be made: the rules must not stop
// anybody from editing what a tenant has taken and runs.
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
			draft := strings.HasPrefix(w.Name, "Draft: ") && !w.Enabled && p.Rule == "next-step-missing"
			if p.Severity == Error && !draft {
				t.Errorf("%s: %s", w.Name, p)
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
	dir := examples(t)
	raw, err := os.ReadFile(filepath.Join(dir, "workflow.json"))
	if err != nil {
		t.Fatal(err)
	}
	texts := [][]byte{raw}
	var requests map[string]struct{ Example map[string]json.RawMessage }
	if raw, err = os.ReadFile(filepath.Join(dir, "requests.json")); err != nil {
		t.Fatal(err)
	}
	_ = json.Unmarshal(raw, &requests) // other requests have other shapes
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

// examples returns the folder with the examples of the documents, which stands
// beside the repository.
func examples(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; filepath.Dir(dir) != dir; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			at := filepath.Join(dir, "..", "shared", "spec", "examples")
			if _, err := os.Stat(at); err != nil {
				t.Skip("the examples are not beside the repository")
			}
			return at
		}
	}
	t.Skip("not inside the repository")
	return ""
}
