package sandbox

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

const listPath = "/v3/workflows?limit=5"

// fault puts rules in force and asks for a short list.
func (c *client) fault(rules ...Fault) answer {
	c.t.Helper()
	if err := c.tenant.SetFaults(rules...); err != nil {
		c.t.Fatal(err)
	}
	return c.get(listPath)
}

func TestFaultStatuses(t *testing.T) {
	c := newClient(t, Options{})
	for status, says := range map[int]string{
		401: "JWT is expired", 403: "refuses to authorize", 404: "404 Not found", 429: " Rate Limit Exceeded ",
		500: "500.0 Internal Fault", 503: "503 Service Unavailable",
	} {
		if res := c.fault(Fault{Kind: FaultStatus, Status: status}).want(status); !strings.Contains(res.body, says) {
			t.Errorf("%d: %s", status, res.body)
		}
		c.get(listPath).want(200) // once is once
	}
	if res := c.fault(Fault{Kind: FaultHTML502}).want(502); !strings.Contains(res.header.Get("Content-Type"), "text/html") {
		t.Error(res.header)
	}
	if res := c.fault(Fault{Kind: FaultStatus, Status: 429, RetryAfter: 7}); res.header.Get("Retry-After") != "7" {
		t.Error(res.header)
	}
	res := c.fault(Fault{Kind: FaultStatus, Status: 429, RetryAfter: 7, RetryDate: true})
	if at, err := http.ParseTime(res.header.Get("Retry-After")); err != nil || !at.Equal(c.tenant.Now().Add(7*time.Second)) {
		t.Errorf("%v, %v", res.header, err)
	}
	if err := c.tenant.SetFaults(Fault{Kind: FaultStatus, Status: 500, Path: nermBase}); err != nil {
		t.Fatal(err)
	}
	if res := c.get(nermBase + "/workflow_sessions").want(500); strings.Contains(res.body, "detailCode") {
		t.Errorf("NERM answers in the words of ISC: %s", res.body)
	}
}

func TestFaultMatching(t *testing.T) {
	for name, c := range map[string]struct {
		fault Fault
		want  []int // of four requests
	}{
		"once":           {Fault{}, []int{500, 200, 200, 200}},
		"twice, skip 1":  {Fault{Count: 2, Skip: 1}, []int{200, 500, 500, 200}},
		"always":         {Fault{Count: -1}, []int{500, 500, 500, 500}},
		"other method":   {Fault{Method: "POST", Count: -1}, []int{200, 200, 200, 200}},
		"writes only":    {Fault{Method: "write", Count: -1}, []int{200, 200, 200, 200}},
		"prefix":         {Fault{Path: "/v3/work"}, []int{500, 200, 200, 200}},
		"glob":           {Fault{Path: "/*/workflows"}, []int{500, 200, 200, 200}},
		"glob elsewhere": {Fault{Path: "/*/workflows/*", Count: -1}, []int{200, 200, 200, 200}},
	} {
		t.Run(name, func(t *testing.T) {
			cl := newClient(t, Options{})
			c.fault.Kind, c.fault.Status = FaultStatus, 500
			if err := cl.tenant.SetFaults(c.fault); err != nil {
				t.Fatal(err)
			}
			for i, want := range c.want {
				if got := cl.get(listPath).status; got != want {
					t.Errorf("request %d: %d, want %d", i, got, want)
				}
			}
		})
	}
}

func TestFaultProbabilityComesFromTheSeed(t *testing.T) {
	draw := func(seed uint64) string {
		c := newClient(t, Options{Seed: seed, NoRateLimit: true, Faults: []Fault{{Kind: FaultStatus, Status: 500, Path: "/v3", Count: -1, Probability: 0.5}}})
		out := ""
		for range 40 {
			out += string(rune('0' + c.get("/v3/workflow-library/operators").status/100))
		}
		return out
	}
	a := draw(1)
	if n := strings.Count(a, "5"); n < 8 || n > 32 {
		t.Errorf("half of 40 is %d", n)
	}
	if draw(1) != a || draw(2) == a {
		t.Error("the draws do not follow the seed")
	}
}

// A dropped write has either not happened, or happened without an answer: the
// two that a client must tell apart by reading back.
func TestFaultDrops(t *testing.T) {
	c := newClient(t, Options{})
	id := c.get("/v3/workflows?filters=enabled eq false&limit=1").want(200).rows()[0]["id"].(string)
	rename := func(name string) answer {
		return c.send("PATCH", "/v3/workflows/"+id, "application/json-patch+json", `[{"op":"replace","path":"/name","value":"`+name+`"}]`)
	}
	name := func() string { return mustText(c.get("/v3/workflows/" + id).want(200).asMap()["name"]) }
	for _, f := range []struct {
		kind FaultKind
		want string
	}{{FaultDropBefore, `"first"`}, {FaultDropAfter, `"second"`}} {
		rename("first").want(200)
		if err := c.tenant.SetFaults(Fault{Kind: f.kind, Method: "write"}); err != nil {
			t.Fatal(err)
		}
		if res := rename("second"); !errors.Is(res.err, io.ErrUnexpectedEOF) {
			t.Errorf("%s: %d, %v", f.kind, res.status, res.err)
		}
		if got := name(); got != f.want {
			t.Errorf("%s: the name is %s, want %s", f.kind, got, f.want)
		}
	}
	if err := c.tenant.SetFaults(Fault{Kind: FaultStatus, Status: 500, After: true, Method: "write"}); err != nil {
		t.Fatal(err)
	}
	rename("third").want(500)
	if got := name(); got != `"third"` {
		t.Errorf("a late 500: the name is %s", got)
	}
	entries := c.tenant.Record().Entries
	var handled []bool
	for _, e := range entries {
		if len(e.Faults) > 0 {
			handled = append(handled, e.Handled)
		}
	}
	if mustText(handled) != "[false,true,true]" {
		t.Errorf("handled %v", handled)
	}
}

func (a answer) asMap() map[string]any {
	a.t.Helper()
	var out map[string]any
	a.decode(&out)
	return out
}

func TestFaultBodies(t *testing.T) {
	c := newClient(t, Options{})
	plain := c.get(listPath).want(200)
	rows := plain.rows()
	if res := c.fault(Fault{Kind: FaultEmpty}).want(200); res.body != "" {
		t.Errorf("empty: %.60s", res.body)
	}
	if res := c.fault(Fault{Kind: FaultHTML}).want(200); !strings.HasPrefix(res.body, "<!DOCTYPE") {
		t.Errorf("html: %.60s", res.body)
	}
	if res := c.fault(Fault{Kind: FaultBadJSON}).want(200); json.Valid([]byte(res.body)) || len(res.body) < len(plain.body) {
		t.Errorf("bad json: %.60s", res.body)
	}
	if res := c.fault(Fault{Kind: FaultCut}); !errors.Is(res.err, io.ErrUnexpectedEOF) || len(res.body) != len(plain.body)/2 {
		t.Errorf("cut: %v after %d bytes", res.err, len(res.body))
	}
	if got := c.fault(Fault{Kind: FaultDuplicate}).want(200).rows(); len(got) != 10 || got[0]["id"] != got[1]["id"] {
		t.Errorf("duplicate: %d rows", len(got))
	}
	if got := c.fault(Fault{Kind: FaultReorder}).want(200).rows(); got[0]["id"] != rows[4]["id"] {
		t.Error("reorder: the order is the same")
	}
	if res := c.fault(Fault{Kind: FaultHuge}).want(200); len(res.body) < 5<<20 {
		t.Errorf("huge: %d bytes", len(res.body))
	}
	if res := c.fault(Fault{Kind: FaultHostile}).want(200); !strings.Contains(res.body, `\u001b`) && !strings.ContainsAny(res.body, "\u009b\u202e\u200b") {
		t.Errorf("hostile: %.200s", res.body)
	}
	var odd []any
	c.fault(Fault{Kind: FaultWrongTypes}).want(200).decode(&odd)
	if mustText(odd) == plain.body {
		t.Error("wrong types: all are right")
	}
	if got := c.get(listPath).want(200).body; got != plain.body {
		t.Error("the tenant itself was spoiled")
	}
}

func TestFaultQuirks(t *testing.T) {
	c := newClient(t, Options{})
	if err := c.tenant.SetFaults(Fault{Kind: FaultQuirks, Count: -1}); err != nil {
		t.Fatal(err)
	}
	body := c.get("/v2025/workflows").want(200).body
	for _, want := range []string{`"owner":null`, `"modifiedBy":null`, `"weeklyTimes":"`, `"attributes":null`} {
		if !strings.Contains(body, want) {
			t.Errorf("no %s", want)
		}
	}
	var id string
	for _, w := range c.get("/v2025/workflows").rows() {
		if w["executionCount"] != 0.0 {
			id = w["id"].(string)
		}
	}
	run := c.get("/v2025/workflows/" + id + "/executions?limit=1").want(200).rows()[0]["id"].(string)
	if got := c.get("/v2025/workflow-executions/" + run).want(200).rows(); len(got) != 1 || got[0]["id"] != run {
		t.Errorf("one execution is %v", got)
	}
}

func TestFaultEndless(t *testing.T) {
	c := newClient(t, Options{})
	if err := c.tenant.SetFaults(Fault{Kind: FaultEndless}); err != nil {
		t.Fatal(err)
	}
	req, _ := http.NewRequest("GET", "http://x"+listPath, nil)
	req.Header.Set("Authorization", "Bearer "+c.token)
	res, err := c.http.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if n, err := io.CopyN(io.Discard, res.Body, 3<<20); err != nil {
		t.Errorf("it ended after %d bytes: %v", n, err)
	}
}

// Slow answers take virtual time inside a bubble, and give way to a client
// that has had enough.
func TestFaultSlow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newClient(t, Options{Now: time.Now})
		begin := time.Now()
		c.fault(Fault{Kind: FaultSlow, DelayMs: 4_000}).want(200)
		if took := time.Since(begin); took != 4*time.Second {
			t.Errorf("it took %v", took)
		}
		if err := c.tenant.SetFaults(Fault{Kind: FaultSlow, DelayMs: 60_000}); err != nil {
			t.Fatal(err)
		}
		c.http.Timeout = time.Second
		if res := c.get(listPath); res.err == nil {
			t.Errorf("a deadline of a second was no deadline: %d", res.status)
		}
		synctest.Wait()
	})
}

func TestFaultsAreChecked(t *testing.T) {
	c := newClient(t, Options{})
	if err := c.tenant.SetFaults(Fault{Kind: FaultEmpty, Path: "/v3", Count: -1}); err != nil {
		t.Fatal(err)
	}
	for _, f := range []Fault{
		{Kind: "sulk"}, {Kind: FaultStatus}, {Kind: FaultStatus, Status: 99}, {Kind: FaultSlow},
		{Kind: FaultEmpty, Probability: 2}, {Kind: FaultEmpty, Path: "/[*"},
	} {
		if err := c.tenant.SetFaults(f); err == nil {
			t.Errorf("%+v passed", f)
		}
	}
	if len(c.tenant.Faults()) != 1 {
		t.Error("a refused rule changed those in force")
	}
}
