package isc

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"iscope/api"
)

func ids[T any](items []T, id func(T) string) string {
	var out []string
	for _, it := range items {
		out = append(out, id(it))
	}
	return strings.Join(out, " ")
}

func TestPages(t *testing.T) {
	for _, c := range []struct {
		name  string
		query api.Query
		reply reply
		want  api.Page[api.WorkItem]
		ids   string
	}{
		{"full page without a total", api.Query{Limit: 2}, reply{body: rows("a", "b")}, api.Page[api.WorkItem]{Total: -1, More: true, Next: 2}, "a b"},
		{"short page without a total", api.Query{Limit: 3, Offset: 6}, reply{body: rows("a", "b")}, api.Page[api.WorkItem]{Offset: 6, Total: -1, Next: 8}, "a b"},
		{"full page, total reached", api.Query{Limit: 2, Count: true}, reply{body: rows("a", "b"), total: "2"}, api.Page[api.WorkItem]{Total: 2, Next: 2}, "a b"},
		{"short page, more by the total", api.Query{Limit: 9}, reply{body: rows("a"), total: "5"}, api.Page[api.WorkItem]{Total: 5, More: true, Next: 1}, "a"},
		{"longer page than asked", api.Query{Limit: 1}, reply{body: rows("a", "b", "c")}, api.Page[api.WorkItem]{Total: -1, More: true, Next: 3}, "a b c"},
		{"empty page", api.Query{Limit: 1, Offset: 4}, reply{body: `[]`, total: "9"}, api.Page[api.WorkItem]{Offset: 4, Total: 9, Next: 4}, ""},
		{"no content", api.Query{}, reply{status: 204}, api.Page[api.WorkItem]{Total: -1}, ""},
		{"nonsense for a total", api.Query{Limit: 1}, reply{body: rows("a"), total: "many"}, api.Page[api.WorkItem]{Total: -1, More: true, Next: 1}, "a"},
		{"bad rows", api.Query{Limit: 9}, reply{body: `[{"id":"a"},null,7,"x",[],{},{"id":null},{"id":"b\u001b"},{"id":"c"}]`},
			api.Page[api.WorkItem]{Total: -1, More: true, Next: 9, Bad: 7}, "a c"},
		{"same record twice", api.Query{Limit: 9}, reply{body: rows("a", "b", "a")}, api.Page[api.WorkItem]{Total: -1, Next: 3}, "a b"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.reply.status == 0 {
				c.reply.status = 200
			}
			p, err := open(t, V3, &tenant{answer: func(*http.Request) reply { return c.reply }}).WorkItems(t.Context(), "", c.query)
			if err != nil {
				t.Fatal(err)
			}
			if p.Offset != c.want.Offset || p.Total != c.want.Total || p.More != c.want.More || p.Next != c.want.Next || p.Bad != c.want.Bad {
				t.Errorf("%+v, want %+v", p, c.want)
			}
			if got := ids(p.Items, workItemID); got != c.ids {
				t.Errorf("rows %s, want %s", got, c.ids)
			}
			for _, it := range p.Items {
				if !strings.Contains(string(it.Raw.JSON()), `"`+it.ID+`"`) {
					t.Errorf("%s keeps %s", it.ID, it.Raw.JSON())
				}
			}
		})
	}
}

// TestNoList pins that whatever comes instead of a list is an error that says
// what came, and no empty list.
func TestNoList(t *testing.T) {
	for body, want := range map[string]string{
		``: "empty", `{}`: "an empty object", `{"a":1}`: "an object", `{"message":"maintenance"}`: "a message: maintenance", `"x"`: "a bare value",
		`null`: "a bare value", `[{"id":"a"`: "no JSON", `<html><title>Sign in</title>`: "a page: Sign in", `<!-- -->`: "a page", "\x1b[2J": "no JSON: ␛[2J",
	} {
		p, err := open(t, V2026, &tenant{answer: always(200, body)}).Tasks(t.Context(), api.TaskQuery{})
		e := failed(t, err)
		if e.Kind != api.Decode || e.Status != 200 || !strings.Contains(e.Detail, want) || !strings.Contains(e.Detail, "wanted a list") || len(p.Items) != 0 {
			t.Errorf("%q: %q, want %q", body, e.Detail, want)
		}
	}
}

// TestWorkflowsOfOtherGenerations pins that only v3 is asked for pages: the
// others know no parameters and send everything.
func TestWorkflowsOfOtherGenerations(t *testing.T) {
	for _, gen := range []Generation{V2025, V2026, V1} {
		host := &tenant{answer: always(200, rows("a", "b", "c"))}
		c := open(t, gen, host)
		p, err := c.Workflows(t.Context(), api.Query{Limit: 2, Filters: "x", Sorters: "y", Count: true})
		if err != nil || len(p.Items) != 3 || p.More || p.Total != 3 || host.asked[0].URL.RawQuery != "" {
			t.Errorf("%s: %+v, %v, query %s", gen, p, err, host.asked[0].URL.RawQuery)
		}
		for offset, want := range map[int]int{2: 1, 3: 0, 99: 0} {
			if p, err := c.Workflows(t.Context(), api.Query{Offset: offset}); err != nil || len(p.Items) != want || p.More {
				t.Errorf("%s from %d: %+v, %v", gen, offset, p, err)
			}
		}
	}
}

func TestExecutionFilters(t *testing.T) {
	host := &tenant{answer: always(200, `[]`)}
	c := open(t, V3, host)
	at := time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
	for want, q := range map[string]api.ExecutionQuery{
		"":                      {},
		`status eq "Executing"`: {Status: "Running"},
		`status eq "Failed"`:    {Status: api.ExecutionFailed},
		`status eq "Executing" or status eq "Queued"`: {Status: "Running", Or: []api.ExecutionStatus{api.ExecutionQueued}},
		`start_time ge "2026-11-22T00:00:00.000Z" and (status eq "Executing" or status eq "Queued")`: {
			Since: at, Status: api.ExecutionRunning, Or: []api.ExecutionStatus{api.ExecutionQueued}},
		`start_time ge "2026-11-22T00:00:00.000Z" and start_time le "2026-11-22T01:00:00.000Z" and status eq "Canceled"`: {
			Since: at, Until: at.Add(time.Hour), Status: api.ExecutionCanceled},
	} {
		q.WorkflowID = "w"
		if _, err := c.Executions(t.Context(), q); err != nil {
			t.Fatal(err)
		}
		if got := host.asked[len(host.asked)-1].URL.Query().Get("filters"); got != want {
			t.Errorf("filters %q, want %q", got, want)
		}
	}
}

// TestExecutionInAList pins that the malformed schema of every document is
// survived: a list of one in place of the execution.
func TestExecutionInAList(t *testing.T) {
	for _, body := range []string{`{"id":"e1","status":"Executing"}`, `[{"id":"e1","status":"Executing"}]`} {
		e, err := open(t, V3, &tenant{answer: always(200, body)}).Execution(t.Context(), "e1")
		if err != nil || e.ID != "e1" || !e.Status.Running() {
			t.Errorf("%s: %+v, %v", body, e, err)
		}
	}
}

func TestCounts(t *testing.T) {
	c := func(body string) *Client { return open(t, V3, &tenant{answer: always(200, body)}) }
	for body, want := range map[string]int{`{"count":29}`: 29, `{"count":"7"}`: 7, `[{"count":3}]`: 3} {
		if n, err := c(body).CountWorkItems(t.Context(), ""); err != nil || n != want {
			t.Errorf("%s: %d, %v", body, n, err)
		}
	}
	for _, body := range []string{`{}`, `{"count":null}`, `{"count":-1}`, `12`, ``, `<html>`} {
		if n, err := c(body).CountCompletedWorkItems(t.Context(), ""); err == nil || failed(t, err).Kind != api.Decode {
			t.Errorf("%s: %d, %v", body, n, err)
		}
	}
	for body, want := range map[string]api.Summary{
		`{"open":29,"completed":1,"total":30}`: {Open: 29, Completed: 1, Total: 30},
		`{"open":2,"completed":null}`:          {Open: 2, Total: 2},
		`{"open":-2,"completed":5,"total":-1}`: {Completed: 5, Total: 5},
	} {
		if s, err := c(body).WorkItemSummary(t.Context(), "o"); err != nil || s != want {
			t.Errorf("%s: %+v, %v", body, s, err)
		}
	}
	if _, err := c(`{"total":3}`).WorkItemSummary(t.Context(), "o"); failed(t, err).Kind != api.Decode {
		t.Error(err)
	}
}

// TestPendingTasks walks the ways to the pending tasks of each generation.
func TestPendingTasks(t *testing.T) {
	pending := map[Generation]string{V3: "/beta/task-status/pending-tasks", V2025: "/v2025/task-status/pending-tasks", V2026: "/v2026/task-status", V1: "/task-status/v1"}
	for gen, path := range pending {
		host := &tenant{answer: func(*http.Request) reply { return reply{200, rows("a", "b"), "2", ""} }}
		c := open(t, gen, host)
		p, err := c.PendingTasks(t.Context(), api.Query{Limit: 5, Count: true})
		if err != nil || ids(p.Items, taskID) != "a b" || p.Total != 2 {
			t.Errorf("%s: %+v, %v", gen, p, err)
		}
		filter := host.asked[0].URL.Query().Get("filters")
		if own := strings.HasSuffix(path, "pending-tasks"); host.asked[0].URL.Path != path || (filter == "completionStatus isnull") == own {
			t.Errorf("%s: asked %s, filter %q", gen, host.asked[0].URL, filter)
		}
		if n, err := c.CountPendingTasks(t.Context()); err != nil || n != 2 {
			t.Errorf("%s: %d, %v", gen, n, err)
		}
		wantMethod := map[bool]string{true: "HEAD", false: "GET"}[strings.HasSuffix(path, "pending-tasks")]
		if last := host.asked[len(host.asked)-1]; last.Method != wantMethod || last.URL.Path != path || len(host.asked) != 2 {
			t.Errorf("%s: counted with %s %s", gen, last.Method, last.URL)
		}
	}
}

func TestCountPendingTasksWithoutATotal(t *testing.T) {
	for _, gen := range Generations {
		host := &tenant{answer: func(r *http.Request) reply {
			if r.Method == "HEAD" {
				return reply{status: 200}
			}
			return reply{status: 200, body: `[{"id":"a"},{"id":"b"},{}]`}
		}}
		if n, err := open(t, gen, host).CountPendingTasks(t.Context()); err != nil || n != 3 {
			t.Errorf("%s: %d, %v", gen, n, err)
		}
		empty := &tenant{answer: always(204, ``)}
		if n, err := open(t, gen, empty).CountPendingTasks(t.Context()); err != nil || n != 0 {
			t.Errorf("%s, none: %d, %v", gen, n, err)
		}
		if _, err := open(t, gen, &tenant{answer: always(403, ``)}).CountPendingTasks(t.Context()); failed(t, err).Kind != api.Forbidden {
			t.Errorf("%s: %v", gen, err)
		}
	}
}

// TestTaskFields pins what each generation documents that tasks can be filtered
// by.
func TestTaskFields(t *testing.T) {
	for gen, want := range map[Generation]api.TaskFields{
		V3: {}, V2025: {IsNull: true}, V2026: {IsNull: true, Launcher: true}, V1: {IsNull: true, Launcher: true},
	} {
		if got := open(t, gen, &tenant{answer: always(200, `[]`)}).TaskFields(); got != want {
			t.Errorf("%s: %+v, want %+v", gen, got, want)
		}
	}
}

func TestTaskFilters(t *testing.T) {
	host := &tenant{answer: always(200, `[{"id":"a","target":{"id":"s1"}},{"id":"b","target":{"id":"s2"}}]`)}
	c := open(t, V3, host)
	for want, q := range map[string]api.TaskQuery{
		``:                                {},
		`completionStatus eq "Success"`:   {Status: api.TaskSuccess},
		`completionStatus eq "TempError"`: {Status: api.TaskTempError},
		`sourceId eq "s" and completionStatus eq "Error"`: {SourceID: "s", Status: "error"},
		`id eq "a#b&c %"`: {Filters: `id eq "a#b&c %"`, Oldest: true},
		`sourceId eq "s" and (id eq "a" or id eq "b")`: {SourceID: "s", Filters: `id eq "a" or id eq "b"`},
	} {
		if _, err := c.Tasks(t.Context(), q); err != nil {
			t.Fatal(err)
		}
		order := map[bool]string{false: "-created", true: "created"}[q.Oldest]
		sent := host.asked[len(host.asked)-1].URL
		if got := sent.Query(); got.Get("filters") != want || got.Get("sorters") != order || strings.ContainsAny(sent.RawQuery, "+# ") {
			t.Errorf("%q, filters %q, want %q", sent.RawQuery, got.Get("filters"), want)
		}
	}
	p, err := c.Tasks(t.Context(), api.TaskQuery{Pending: true, SourceID: "s2"})
	if err != nil || ids(p.Items, taskID) != "b" || host.asked[len(host.asked)-1].URL.Path != "/beta/task-status/pending-tasks" {
		t.Errorf("%+v, %v", p, err)
	}
}

// TestFindIdentities pins what is asked for what a person types, and what is
// made of the answers.
func TestPath(t *testing.T) {
	for gen, want := range map[Generation]string{V3: "/v3/workflows/a%2Fb", V2025: "/v2025/workflows/a%2Fb", V1: "/workflows/v1/a%2Fb"} {
		c := open(t, gen, &tenant{answer: always(200, "{}")})
		if got := c.Path(api.PatchWorkflow, "a/b"); got != want {
			t.Errorf("%s: %s, want %s", gen, got, want)
		}
	}
	c := open(t, V3, &tenant{answer: always(200, "{}")})
	if c.Path(api.GetHistoryV2, "x") != "" || c.Path(api.PatchWorkflow, "..") != "" || c.Path(api.CreateWorkflow, "") != "/v3/workflows" {
		t.Error("an operation that the tenant has not, or an id that is none, has a path")
	}
}

func TestIdentitiesByID(t *testing.T) {
	host := &tenant{answer: always(200, rows("1", "stranger", "2"))}
	c := open(t, V3, host)
	asked := make([]string, idsPerRequest+1)
	for i := range asked {
		asked[i] = strconv.Itoa(i)
	}
	found, err := c.IdentitiesByID(t.Context(), asked)
	if err != nil || ids(found, identityID) != "1 2" || len(host.asked) != 2 {
		t.Errorf("%+v, %v, %d requests", found, err, len(host.asked))
	}
	q := host.asked[1].URL.Query()
	if q.Get("filters") != `id in ("40")` || q.Get("limit") != "1" {
		t.Errorf("the second request asks %v", q)
	}
	if found, err = c.IdentitiesByID(t.Context(), nil); err != nil || found != nil || len(host.asked) != 2 {
		t.Errorf("nothing asked for: %+v, %v", found, err)
	}
	host.answer = always(403, "")
	if _, err = c.IdentitiesByID(t.Context(), asked); !api.IsKind(err, api.Forbidden) {
		t.Errorf("a refusal is lost: %v", err)
	}
}

func TestFindIdentities(t *testing.T) {
	people := `[{"id":"2","name":"Bo","identityState":"ACTIVE"},{"id":"1","name":"al"},{"id":"3","name":"Cy","status":"Inactive"},{"id":"2","name":"Bo"}]`
	host := &tenant{answer: always(200, people)}
	c := open(t, V3, host)
	found, err := c.FindIdentities(t.Context(), " al ", 5)
	if err != nil || ids(found, identityID) != "1 2 3" || found[2].Active() {
		t.Errorf("%+v, %v", found, err)
	}
	q := host.asked[0].URL.Query()
	if want := `firstname sw "al" or lastname sw "al" or alias sw "al" or email sw "al"`; len(host.asked) != 1 || q.Get("filters") != want || q.Get("limit") != "10" {
		t.Errorf("%d requests, the first %v", len(host.asked), q)
	}
	if found, _ = c.FindIdentities(t.Context(), "al", 1); len(found) != 1 {
		t.Errorf("limit ignored: %+v", found)
	}
	for _, text := range []string{"", "  "} {
		if found, err := c.FindIdentities(t.Context(), text, 5); err != nil || found != nil {
			t.Errorf("%q: %+v, %v", text, found, err)
		}
	}
	for text, want := range map[string]string{
		"al fer": `firstname sw "al" and lastname sw "fer" or firstname sw "fer" and lastname sw "al" or lastname sw "al fer"`,
		"al@a":   `email sw "al@a"`,
	} {
		_, _ = c.FindIdentities(t.Context(), text, 5)
		if got := host.asked[len(host.asked)-1].URL.Query().Get("filters"); got != want {
			t.Errorf("%q asks %s, want %s", text, got, want)
		}
	}
}

// TestFindIdentitiesWithoutOr pins the way out for a tenant that knows no "or".
func TestFindIdentitiesWithoutOr(t *testing.T) {
	host := &tenant{answer: func(r *http.Request) reply {
		f := r.URL.Query().Get("filters")
		switch {
		case strings.Contains(f, " or "):
			return reply{status: 400, body: `{"messages":[{"text":"unsupported operator"}]}`}
		case strings.HasPrefix(f, "alias"):
			return reply{status: 500}
		case strings.HasPrefix(f, "firstname"):
			return reply{status: 200, body: rows("1", "2")}
		}
		return reply{status: 200, body: rows("2", "3")}
	}}
	c := open(t, V3, host)
	for n, want := range []int{3, 3} {
		before := len(host.asked)
		found, err := c.FindIdentities(t.Context(), "al", 9)
		if err != nil || ids(found, identityID) != "1 2 3" || len(host.asked)-before != want {
			t.Errorf("call %d: %+v, %v, %d requests", n, found, err, len(host.asked)-before)
		}
	}
	host.answer = always(403, ``)
	if _, err := c.FindIdentities(t.Context(), "al", 9); failed(t, err).Kind != api.Forbidden {
		t.Errorf("%v", err)
	}
}

func TestHistory(t *testing.T) {
	body := `[{"type":"ActivityTaskFailed","attributes":{"stepName":"a","error":{"message":"no"}}},7,{"type":"New"}]`
	p, err := open(t, V2026, &tenant{answer: always(200, body)}).ExecutionHistory(t.Context(), "e", 3, 10)
	if err != nil || len(p.Items) != 2 || p.Bad != 1 || p.Items[0].Error != "no" || p.Next != 13 || !p.More {
		t.Errorf("%+v, %v", p, err)
	}
	h, err := open(t, V1, &tenant{answer: always(200, `{"history":`+body+`,"definition":{"start":"a"},"trigger":{"type":"EVENT"}}`)}).ExecutionHistoryV2(t.Context(), "e")
	if err != nil || len(h.Events) != 2 || h.Bad != 1 || h.Definition.Start != "a" || h.Trigger.Type != "EVENT" {
		t.Errorf("%+v, %v", h, err)
	}
	if _, err := open(t, V1, &tenant{answer: always(200, `7`)}).ExecutionHistoryV2(t.Context(), "e"); failed(t, err).Kind != api.Decode {
		t.Error(err)
	}
}

func TestLibrary(t *testing.T) {
	body := `[{"id":"sp:http","type":"ACTION","name":"HTTP"},{"id":"sp:http","type":"ACTION"},{"id":"choice","type":"OPERATOR"}]`
	c := open(t, V3, &tenant{answer: always(200, body)})
	for name, call := range map[string]func() (api.Page[api.LibraryItem], error){
		"all":       func() (api.Page[api.LibraryItem], error) { return c.Library(t.Context(), api.Query{}) },
		"actions":   func() (api.Page[api.LibraryItem], error) { return c.LibraryActions(t.Context(), api.Query{}) },
		"operators": func() (api.Page[api.LibraryItem], error) { return c.LibraryOperators(t.Context()) },
		"triggers":  func() (api.Page[api.LibraryItem], error) { return c.LibraryTriggers(t.Context(), api.Query{}) },
	} {
		if p, err := call(); err != nil || ids(p.Items, libraryID) != "sp:http choice" || p.More {
			t.Errorf("%s: %+v, %v", name, p, err)
		}
	}
}

// TestWhoami reads the claims of the token the tenant gave.
func TestWhoami(t *testing.T) {
	claims, err := json.Marshal(map[string]any{"identity_id": "2c91", "user_name": "ana", "authorities": []string{"ORG_ADMIN"}})
	if err != nil {
		t.Fatal(err)
	}
	c := open(t, V3, tokens{"h." + b64(claims) + ".s"})
	a, err := c.Whoami(t.Context())
	if err != nil || a.IdentityID != "2c91" || a.UserName != "ana" || !slices.Equal(a.Authority, []string{"ORG_ADMIN"}) {
		t.Errorf("%+v, %v", a, err)
	}
}
