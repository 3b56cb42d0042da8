package sandbox

import (
	"strconv"
	"testing"
	"time"
)

func TestRateLimitSlides(t *testing.T) {
	clock := newManual()
	c := newClient(t, Options{Now: clock.Now})
	for range 60 {
		c.get("/v3/workflow-library/operators").want(200)
	}
	clock.pass(6 * time.Second)
	for range 40 {
		c.get("/v3/workflow-library/operators").want(200)
	}
	res := c.get("/v3/workflow-library/operators").want(429)
	if res.body != `{"message":" Rate Limit Exceeded "}` || res.header.Get("Retry-After") != "4" {
		t.Errorf("%s, Retry-After %q", res.body, res.header.Get("Retry-After"))
	}
	c.get("/v2025/workflow-library/operators").want(200) // a bucket of its own
	clock.pass(4 * time.Second)
	for range 60 {
		c.get("/v3/workflow-library/operators").want(200)
	}
	c.get("/v3/workflow-library/operators").want(429)
	rec := c.tenant.Record()
	if rec.Refused != 2 || rec.Routes["GET /workflow-library/operators"] != 163 {
		t.Errorf("%d refused, routes %v", rec.Refused, rec.Routes)
	}
}

func TestLiveRunsHaveANarrowerLimit(t *testing.T) {
	c := newClient(t, Options{})
	var id string
	for _, w := range c.get("/v3/workflows?filters=enabled eq false").want(200).rows() {
		id = w["id"].(string)
	}
	for range 5 {
		c.send("POST", "/v3/workflows/"+id+"/test", "application/json", `{"input":{}}`).want(200)
	}
	res := c.send("POST", "/v3/workflows/"+id+"/test", "application/json", `{"input":{}}`).want(429)
	if n, err := strconv.Atoi(res.header.Get("Retry-After")); err != nil || n != 10 {
		t.Errorf("Retry-After %q", res.header.Get("Retry-After"))
	}
	c.get("/v3/workflows?limit=1").want(200)
}

func TestRateLimitCanBeSwitchedOff(t *testing.T) {
	c := newClient(t, Options{NoRateLimit: true})
	for range 150 {
		c.get("/v3/workflow-library/operators").want(200)
	}
	if p := c.tenant.Record().Peak; p != 150 {
		t.Errorf("peak %d", p)
	}
}
