package isc

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"iscope/api"
	"iscope/api/safe"
)

func TestPlace(t *testing.T) {
	for _, c := range []struct {
		gen           Generation
		op            api.Op
		path, version string
	}{
		{V3, api.ListWorkflows, "/v3/workflows", "v3"},
		{V3, api.GetTask, "/beta/task-status/{id}", "beta"},
		{V3, api.ListPendingTasks, "/beta/task-status/pending-tasks", "beta"},
		{V3, api.ListPublicIdentities, "/v3/public-identities", "v3"},
		{V2025, api.GetTask, "/v2025/task-status/{id}", "v2025"},
		{V2026, api.ApproveItem, "/v2026/work-items/{id}/approve/{line}", "v2026"},
		{V1, api.ListWorkflows, "/workflows/v1", "v1"},
		{V1, api.GetHistoryV2, "/workflow-executions/v1/{id}/history-v2", "v1"},
		{V1, api.TestExternal, "/workflows/v1/execute/external/{id}/test", "v1"},
		{V1, api.ListTasks, "/task-status/v1", "v1"},
	} {
		if path, version := c.gen.place(endpoints[c.op].path); path != c.path || version != c.version {
			t.Errorf("%s %s: %s in %s, want %s in %s", c.gen, c.op, path, version, c.path, c.version)
		}
	}
}

func TestParseGeneration(t *testing.T) {
	for s, want := range map[string]Generation{"": V3, "v3": V3, "V2025": V2025, "v2026": V2026, "v1": V1} {
		if got, err := ParseGeneration(s); err != nil || got != want {
			t.Errorf("ParseGeneration(%q) = %q, %v", s, got, err)
		}
	}
	if _, err := ParseGeneration("v2"); err == nil || !strings.Contains(err.Error(), "v2026") {
		t.Errorf("ParseGeneration(v2): %v", err)
	}
}

func TestNew(t *testing.T) {
	good := Config{BaseURL: testBase, ClientID: "id", ClientSecret: safe.NewSecret("s")}
	c, err := New(good)
	if err != nil || c.Generation() != V3 || c.Limit().Left != 90 || c.Tokens() == nil {
		t.Fatalf("%v", err)
	}
	for name, spoil := range map[string]func(*Config){
		"address": func(c *Config) { c.BaseURL = "http://acme.example" }, "generation": func(c *Config) { c.Generation = "v9" },
		"id": func(c *Config) { c.ClientID = "" }, "secret": func(c *Config) { c.ClientSecret = safe.Secret{} },
	} {
		bad := good
		spoil(&bad)
		if _, err := New(bad); err == nil {
			t.Errorf("a wrong %s was accepted", name)
		}
	}
}

// TestIDsInPaths pins that no id can turn a path into that of something else.
func TestIDsInPaths(t *testing.T) {
	host := &tenant{answer: always(204, ``)}
	c := open(t, V3, host)
	for _, id := range []string{"", ".", ".."} {
		err := c.DeleteWorkflow(t.Context(), id)
		if e := failed(t, err); e.Kind != api.Invalid || !e.Unsent {
			t.Errorf("%q: %+v", id, e)
		}
		if _, err := c.ApproveItem(t.Context(), "w1", id); failed(t, err).Kind != api.Invalid {
			t.Errorf("line %q: %v", id, err)
		}
	}
	if len(host.asked) != 0 {
		t.Fatalf("%d requests left", len(host.asked))
	}
	if err := c.DeleteWorkflow(t.Context(), "../work-items/7?x=1#y"); err != nil {
		t.Fatal(err)
	}
	if got := host.asked[0].URL.String(); got != testBase+"/v3/workflows/..%2Fwork-items%2F7%3Fx=1%23y" {
		t.Errorf("URL %s", got)
	}
}

func TestFilters(t *testing.T) {
	at := time.Date(2026, 11, 22, 1, 2, 3, 456e6, time.FixedZone("", 3600))
	for got, want := range map[string]string{
		Eq("status", "Failed"):        `status eq "Failed"`,
		Eq("name", `say "a\b"`):       `name eq "say \"a\\b\""`,
		In("id", "a", `b"`):           `id in ("a","b\"")`,
		StartsWith("lastname", "O'N"): `lastname sw "O'N"`,
		Is("enabled", true):           `enabled eq true`,
		Is("enabled", false):          `enabled eq false`,
		IsNull("completionStatus"):    `completionStatus isnull`,
		Ge("start_time", at):          `start_time ge "2026-11-22T00:02:03.456Z"`,
		Le("start_time", at):          `start_time le "2026-11-22T00:02:03.456Z"`,
		And("", ""):                   ``,
		And("a", "", "b"):             `a and b`,
		Or("a", "b"):                  `a or b`,
		And(Or("a", "b"), "c"):        `(a or b) and c`,
		And(Or("a", "b")):             `a or b`,
	} {
		if got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func TestQueryEncoding(t *testing.T) {
	host := &tenant{answer: always(200, `[]`)}
	c := open(t, V3, host)
	if _, err := c.Workflows(t.Context(), api.Query{Filters: Eq("triggerId", `a+b &c#%"d\`), Sorters: "-modified"}); err != nil {
		t.Fatal(err)
	}
	want := `filters=triggerId%20eq%20%22a%2Bb%20%26c%23%25%5C%22d%5C%5C%22&limit=250&sorters=-modified`
	if got := host.asked[0].URL.RawQuery; got != want {
		t.Errorf("query %s\nwant  %s", got, want)
	}
}

// TestHistoryV2InV3 pins the documented answer of a generation without it.
func TestHistoryV2InV3(t *testing.T) {
	host := &tenant{answer: always(200, `{}`)}
	_, err := open(t, V3, host).ExecutionHistoryV2(t.Context(), "x")
	if e := failed(t, err); e.Kind != api.NotFound || e.Status != 0 || len(host.asked) != 0 {
		t.Errorf("%+v", e)
	}
}

func TestReadOnlyClient(t *testing.T) {
	host := &tenant{answer: always(200, `{"payload":{}}`)}
	c, err := New(Config{BaseURL: testBase, Generation: V1, ClientID: "id", ClientSecret: safe.NewSecret("s"), HTTP: host, ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.TestExternal(t.Context(), "x", nil); err != nil {
		t.Error(err)
	}
	if _, err := c.ExecuteExternal(t.Context(), "x", nil); failed(t, err).Kind != api.ReadOnly {
		t.Error(err)
	}
	if len(host.asked) != 1 || host.asked[0].Method != http.MethodPost {
		t.Errorf("%d requests", len(host.asked))
	}
}
