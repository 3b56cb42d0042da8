package sandbox

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"iscope/api/sandbox/internal/kit"
)

func TestEveryPathForm(t *testing.T) {
	c := newClient(t, Options{NoRateLimit: true})
	for path, want := range map[string]int{
		"/v3/workflows": 200, "/beta/workflows": 200, "/v2024/workflows": 200, "/v2025/workflows": 200, "/v2026/workflows": 200, "/workflows/v1": 200,
		"/v3/workflow-library/actions": 200, "/workflow-library/v1/actions": 200, "/workflow-library/v1": 200,
		"/v3/work-items": 200, "/work-items/v1/summary": 200, "/work-items/v1": 200, "/v3/work-items/count": 200,
		"/beta/task-status": 200, "/task-status/v1": 200, "/v3/task-status": 404,
		"/v3/public-identities": 200, "/public-identities/v1": 200, "/beta/public-identities": 404,
		"/v2025/task-status/pending-tasks": 200, "/v2026/task-status/pending-tasks": 404,
		"/workflows": 404, "/v4/workflows": 404, "/workflows/v2": 404, "/v3/workflows/": 404, "/": 404, "/v3": 404,
	} {
		res := c.get(path)
		// An unknown task is answered without a body, as the documents say.
		if res.status != want {
			t.Errorf("%s: %d, want %d", path, res.status, want)
		}
		if res.status == 404 && !strings.Contains(path, "/task-status/") && !strings.Contains(res.body, `"trackingId":"`) {
			t.Errorf("%s: %s", path, res.body)
		}
	}
}

// /work-items/{id}/forward and /work-items/bulk-approve/{id} overlap.
func TestRouterPrefersLiteralsAndBacktracks(t *testing.T) {
	r := &router{}
	for _, p := range []string{"/w/{id}", "/w/bulk/{id}", "/w/{id}/forward", "/w/{id}/approve/{line}", "/w/count"} {
		r.add(p, mounted{route: kit.Route{Method: "POST", Path: p}})
	}
	for path, want := range map[string]string{
		"/w/7": "/w/{id} map[id:7]", "/w/count": "/w/count map[]", "/w/bulk/7": "/w/bulk/{id} map[id:7]",
		"/w/bulk/forward": "/w/bulk/{id} map[id:forward]", "/w/bulk": "/w/{id} map[id:bulk]",
		"/w/7/forward": "/w/{id}/forward map[id:7]", "/w/bulk/approve/9": "/w/{id}/approve/{line} map[id:bulk line:9]",
		"/w/a%2Fb": "/w/{id} map[id:a/b]",
	} {
		req, _ := http.NewRequest("POST", "http://x"+path, nil)
		m, vars, _ := r.find(req)
		if got := fmt.Sprint(m.route.Path, " ", vars); got != want {
			t.Errorf("%s → %s, want %s", path, got, want)
		}
	}
	req, _ := http.NewRequest("GET", "http://x/w/7", nil)
	if m, _, known := r.find(req); m.route.Handle != nil || !known {
		t.Error("a known path with another method is unknown")
	}
}

func TestDeprecatedCallsSaySo(t *testing.T) {
	c := newClient(t, Options{})
	id := c.get(listPath).rows()[0]["id"].(string)
	for path, want := range map[string]string{
		"/v3/workflows/" + id + "/executions?limit=1": "true", "/workflows/v1/" + id + "/executions?limit=1": "true",
		"/v3/workflows/" + id: "", "/v2025/workflows/" + id: "",
	} {
		if got := c.get(path).want(200).header.Get("X-Deprecated"); got != want {
			t.Errorf("%s: X-Deprecated %q", path, got)
		}
	}
}

// script walks through the tenant: reads of every service, changes, time.
func script(t *testing.T, seed uint64) string {
	clock := newManual()
	c := newClient(t, Options{Seed: seed, Now: clock.Now, NoRateLimit: true, TokenLife: time.Hour})
	var out strings.Builder
	note := func(res answer) answer { fmt.Fprintln(&out, res.status, res.body); return res }
	ids := note(c.get("/v3/workflows?limit=30")).rows()
	for range 3 {
		for _, w := range ids[:5] {
			for _, e := range note(c.get("/v3/workflows/" + w["id"].(string) + "/executions?limit=3")).rows() {
				note(c.get("/workflow-executions/v1/" + e["id"].(string) + "/history-v2"))
			}
		}
		for _, path := range []string{
			"/v3/work-items", "/v3/work-items/completed?limit=20", "/beta/task-status?limit=40", "/v3/public-identities?limit=40",
			"/v3/workflow-library", nermBase + "/workflow_sessions?limit=20", "/v3/nothing",
		} {
			note(c.get(path))
		}
		note(c.send("POST", "/v3/workflows", "application/json", `{"name":"made","trigger":{"type":"EXTERNAL","attributes":{"name":"x"}}}`))
		clock.pass(7 * time.Minute)
	}
	return out.String()
}

// The same seed, clock and requests give the same bytes, ids of requests and
// new records included; another seed gives another tenant.
func TestSameSeedSameBytes(t *testing.T) {
	a, b := script(t, 11), script(t, 11)
	if a != b {
		for i := range min(len(a), len(b)) {
			if a[i] != b[i] {
				t.Fatalf("they part at byte %d:\n%.200s\n%.200s", i, a[max(0, i-80):], b[max(0, i-80):])
			}
		}
		t.Fatalf("%d and %d bytes", len(a), len(b))
	}
	if script(t, 12) == a {
		t.Error("another seed gives the same tenant")
	}
}

// Whatever several clients do at once, the tenant stays whole; the race
// detector is the judge.
func TestManyClientsAtOnce(t *testing.T) {
	c := newClient(t, Options{Now: time.Now, NoRateLimit: true})
	id := c.get("/v3/workflows?filters=enabled eq false&limit=1").want(200).rows()[0]["id"].(string)
	var wg sync.WaitGroup
	for i := range 6 {
		wg.Go(func() {
			for n := range 15 {
				body := fmt.Sprintf(`[{"op":"replace","path":"/name","value":"%d-%d"}]`, i, n)
				c.send("PATCH", "/v3/workflows/"+id, "application/json-patch+json", body).want(200)
				c.get("/v3/workflows/" + id).want(200)
				c.tenant.Record()
				c.tenant.Advance(time.Second)
			}
		})
	}
	wg.Wait()
	if n := c.tenant.Record().Routes["PATCH /workflows/{id}"]; n != 90 {
		t.Errorf("%d patches", n)
	}
}

func TestHEADHasNoBody(t *testing.T) {
	c := newClient(t, Options{})
	res := c.send("HEAD", "/beta/task-status/pending-tasks?count=true", "", "").want(200)
	if res.body != "" || res.header.Get("X-Total-Count") == "" {
		t.Errorf("%q, %v", res.body, res.header)
	}
}
