package sandbox

import (
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func TestRecordKeepsWhatWasReceived(t *testing.T) {
	c := newClient(t, Options{RecordSize: 4})
	id := c.get("/v3/workflows?filters=enabled eq false&limit=1").want(200).rows()[0]["id"].(string)
	patch := `[{"op":"replace","path":"/name","value":"N"}]`
	c.send("PATCH", "/workflows/v1/"+id, "application/json-patch+json", patch).want(200)
	c.get("/v3/nothing/here").want(404)
	c.send("DELETE", "/v3/workflow-library", "", "").want(405)
	rec := c.tenant.Record()
	if rec.Total != 5 || rec.Forgotten != 1 || len(rec.Entries) != 4 || rec.Writes != 2 { // the token is a write too
		t.Errorf("%+v", rec)
	}
	e := rec.Entries[1]
	if e.N != 3 || e.Body != patch || e.Route != "PATCH /workflows/{id}" || e.Gen != "v1" || e.Status != 200 || !e.Handled ||
		e.Client != c.tenant.creds.clientID || e.Path != "/workflows/v1/"+id {
		t.Errorf("%+v", e)
	}
	if rec.Entries[2].Status != 404 || rec.Entries[2].Handled || rec.Entries[3].Status != 405 {
		t.Errorf("%+v", rec.Entries[2:])
	}
	c.token = ""
	var over Record
	c.get("/_sandbox/record").want(200).decode(&over)
	if over.Total != 5 || over.Entries[1].Body != patch {
		t.Errorf("over HTTP: %+v", over)
	}
}

func TestControlOverHTTP(t *testing.T) {
	c := newClient(t, Options{})
	c.send("PUT", "/_sandbox/faults", "", `[{"kind":"status","status":503,"path":"/v3","count":-1}]`).want(204)
	c.get(listPath).want(503)
	if res := c.get("/_sandbox/faults").want(200); !strings.Contains(res.body, `"status":503`) {
		t.Error(res.body)
	}
	c.send("PUT", "/_sandbox/faults", "", `[{"kind":"sulk"}]`).want(400)
	c.send("PUT", "/_sandbox/faults", "", `{`).want(400)
	c.send("DELETE", "/_sandbox/faults", "", "").want(204)
	c.get(listPath).want(200)

	before := c.tenant.Now()
	c.send("POST", "/_sandbox/clock", "", `{"advanceMs":90000}`).want(200)
	if got := c.tenant.Now().Sub(before); got != 90*time.Second {
		t.Errorf("the clock moved by %v", got)
	}
	c.send("POST", "/_sandbox/clock", "", `{"advanceMs":-1}`).want(400)

	id := c.get(listPath).want(200).rows()[0]["id"].(string)
	c.send("POST", "/_sandbox/poke", "", `{"name":"workflow.edit","args":{"id":"`+id+`","text":"somebody was here"}}`).want(204)
	w := c.get("/v3/workflows/" + id).want(200).asMap()
	if w["description"] != "somebody was here" || w["modifiedBy"].(map[string]any)["id"] == c.tenant.world.Me.ID {
		t.Errorf("%v", w)
	}
	for _, body := range []string{`{`, `{"name":"no.such"}`, `{"name":"workflow.edit","args":{"id":"x"}}`} {
		c.send("POST", "/_sandbox/poke", "", body).want(400)
	}
	c.get("/_sandbox/nothing").want(404)
}

func TestControlIsForLoopback(t *testing.T) {
	tenant := New(Options{})
	for addr, want := range map[string]int{"192.0.2.7:99": 403, "": 403, "127.0.0.1:99": 200, "[::1]:99": 200} {
		r := httptest.NewRequest("GET", "/_sandbox/record", nil)
		r.RemoteAddr = addr
		w := httptest.NewRecorder()
		tenant.Handler().ServeHTTP(w, r)
		if w.Code != want {
			t.Errorf("%s: %d", addr, w.Code)
		}
	}
}
