package rest

import (
	"encoding/json"
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"
	"unicode"

	"iscope/api"
	"iscope/api/vendordocs"
)

// refused makes the error of an answer.
func refused(status int, body string, fields ...string) *api.Error {
	res := answer(nil, status, "", fields...)
	return refusal(api.BulkApprove, Response{Status: status, Header: res.Header, Body: []byte(body)}, time.Unix(0, 0))
}

func TestRefusals(t *testing.T) {
	for _, c := range []struct {
		name   string
		status int
		body   string
		kind   api.Kind
		detail string
	}{
		{"ISC, messages only", 404, `{"detailCode":"404 Not found","trackingId":"t1","messages":[{"text":"No such item."}]}`, api.NotFound, "No such item."},
		{"ISC, causes before messages", 400, `{"messages":[{"text":"general"}],"causes":[{"text":"the cause"}]}`, api.Invalid, "the cause"},
		{"ISC, null messages", 500, `{"messages":null,"causes":[null],"detailCode":"500.0 Internal Fault"}`, api.Server, "500.0 Internal Fault"},
		{"ISC, one message that is no list", 403, `{"messages":{"text":"Not yours."}}`, api.Forbidden, "Not yours."},
		{"throttled", 429, `{"message":" Rate Limit Exceeded "}`, api.Throttled, "Rate Limit Exceeded"},
		{"token", 401, `{"error":"JWT validation failed: JWT is expired"}`, api.Auth, "JWT validation failed: JWT is expired"},
		{"error object", 400, `{"error":{"message":"inner"}}`, api.Invalid, "inner"},
		{"older", 400, `{"formatted_msg":"old words"}`, api.Invalid, "old words"},
		{"older still", 400, `{"errorMessage":"older words"}`, api.Invalid, "older words"},
		{"oldest", 400, `{"detailMessage":"oldest words"}`, api.Invalid, "oldest words"},
		{"NERM list of errors", 422, `{"errors":["one","two"]}`, api.Invalid, "one; two"},
		{"already", 400, `{"messages":[{"text":"The work item is not pending: it is already Finished."}]}`, api.Conflict, "The work item is not pending: it is already Finished."},
		{"enabled", 400, `{"messages":[{"text":"Workflow must be disabled first"}]}`, api.Conflict, "Workflow must be disabled first"},
		{"conflict", 409, ``, api.Conflict, "conflict"},
		{"gone", 410, ``, api.NotFound, "gone"},
		{"empty", 500, ``, api.Server, "internal server error"},
		{"empty object", 502, `{}`, api.Server, "bad gateway"},
		{"status without a name", 599, ``, api.Server, ""},
		{"informal", 300, `x`, api.Server, "x"},
		{"timeout of the request", 408, ``, api.Server, "request timeout"},
		{"page", 502, "<!DOCTYPE html><html><head><style>b{}</style><script>alert(1)</script><title>\n 502 Bad  Gateway</title></head>", api.Server, "502 Bad Gateway"},
		{"page cut in a tag", 502, "<html><title>Oh no</title><sc", api.Server, "Oh no"},
		{"page of script only", 503, "<script>var a = 'no end'", api.Server, "service unavailable"},
		{"text", 503, "\n\n  upstream\tconnect error\nmore", api.Server, "upstream connect error"},
		{"text that drives the terminal", 500, "a\x1b[2J\u202eb", api.Server, "a␛[2J�b"},
		{"no text", 500, "\xff\xfe", api.Server, "�"},
		{"list", 500, `["a"]`, api.Server, `["a"]`},
		{"long text", 500, strings.Repeat("é", 5000), api.Server, strings.Repeat("é", maxWords) + "…"},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := refused(c.status, c.body)
			if e.Kind != c.kind || e.Detail != c.detail || e.Status != c.status || e.Unsent {
				t.Errorf("%v %q, want %v %q", e.Kind, e.Detail, c.kind, c.detail)
			}
		})
	}
}

func TestRefusalKeepsWhatSupportAsksFor(t *testing.T) {
	e := refused(400, `{"detailCode":"400.1 Bad","trackingId":"t1"}`, "Slpt-Request-Id", "r1")
	if e.TrackingID != "t1" || e.Code != "400.1 Bad" {
		t.Errorf("%+v", e)
	}
	if e := refused(500, ``, "X-Request-Id", "r2\x1b"); e.TrackingID != "r2␛" {
		t.Errorf("%+v", e)
	}
}

func TestFieldErrors(t *testing.T) {
	e := refused(400, `{"error":"The <object> failed to create/update","errors":{"a":"can't be blank","b":["too short","too plain"],"c\u001b":"x","d":null,"e":{}}}`)
	if e.Detail != "The <object> failed to create/update" || len(e.Fields) != 3 || e.Fields["a"] != "can't be blank" ||
		e.Fields["b"] != "too short; too plain" || e.Fields["c␛"] != "x" {
		t.Errorf("%q %q", e.Detail, e.Fields)
	}
}

// TestShapesOfComplaints pins every shape in which fields are complained about,
// and that a body which is about the whole names no field.
func TestShapesOfComplaints(t *testing.T) {
	for body, want := range map[string]struct {
		fields map[string]string
		detail string
	}{
		`{"error":"no","errors":{"site":"is not known"}}`:                                                 {map[string]string{"site": "is not known"}, "no"},
		`{"error":"no","errors":{"attributes":{"site":["is not known","is old"]}}}`:                       {map[string]string{"attributes.site": "is not known; is old"}, "no"},
		`{"errors":{"workflow_session":{"attributes":{"site":"x"},"status_uid":"y"}}}`:                    {map[string]string{"workflow_session.attributes.site": "x", "workflow_session.status_uid": "y"}, "bad request"},
		`{"errors":["Site is not known","Requester must exist"]}`:                                         {nil, "Site is not known; Requester must exist"},
		`{"error":"It failed","errors":["Site is not known","Requester must exist"]}`:                     {nil, "It failed; Site is not known; Requester must exist"},
		`{"errors":"Site is not known"}`:                                                                  {nil, "Site is not known"},
		`{"errors":[{"field":"site","message":"is not known"},{"attribute":"a","error":"b"},"and more"]}`: {map[string]string{"site": "is not known", "a": "b"}, "and more"},
		`{"errors":{"attributes":[{"uid":"site","text":"x"}]}}`:                                           {map[string]string{"attributes.site": "x"}, "bad request"},
		`{"errors":{"name":"too long","message":"too short"}}`:                                            {map[string]string{"name": "too long", "message": "too short"}, "bad request"},
		`{"error":{"site":["is not known"]}}`:                                                             {map[string]string{"site": "is not known"}, "bad request"},
		`{"error":{"message":"inner","code":"7"}}`:                                                        {nil, "inner"},
		`{"errors":{"a":{"b":{"c":{"d":{"e":"too deep"}}}}}}`:                                             {nil, "bad request"},
		`{"errors":{"a":1,"b":true,"c":null}}`:                                                            {map[string]string{"a": "1", "b": "true"}, "bad request"},
		`{"errors":[]}`:                                                                                   {nil, "bad request"},
	} {
		if e := refused(400, body); !maps.Equal(e.Fields, want.fields) || e.Detail != want.detail {
			t.Errorf("%s: %q %q, want %q %q", body, e.Detail, e.Fields, want.detail, want.fields)
		}
	}
}

// TestRecordedErrors reads every documented error body.
func TestRecordedErrors(t *testing.T) {
	var examples map[string]map[string]json.RawMessage
	if err := json.Unmarshal(vendordocs.Example(t, "errors.json"), &examples); err != nil {
		t.Fatal(err)
	}
	n := 0
	for api, bodies := range examples {
		for name, body := range bodies {
			e := refused(500, string(body))
			if e.Detail == "" || e.Detail == "internal server error" {
				t.Errorf("%s %s: nothing was read from %s", api, name, body)
			}
			n++
		}
	}
	if n < 10 {
		t.Errorf("only %d examples", n)
	}
}

func TestRetryAfter(t *testing.T) {
	now := time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
	at := func(d time.Duration) string { return now.Add(d).Format(http.TimeFormat) }
	for _, c := range []struct {
		after, date string
		want        time.Duration
	}{
		{"5", "", 5 * time.Second}, {" 5 ", "", 5 * time.Second}, {"0.5", "", 500 * time.Millisecond}, {"-1", "", 0}, {"0", "", 0},
		{"1e300", "", 0}, {"NaN", "", 0}, {"soon", "", 0}, {"", "", 0},
		{at(time.Minute), "", time.Minute}, {at(-time.Minute), "", 0},
		{at(time.Hour), at(time.Hour - 3*time.Second), 3 * time.Second}, {at(time.Minute), "nonsense", time.Minute},
	} {
		h := http.Header{"Retry-After": {c.after}, "Date": {c.date}}
		if got := retryAfter(h, now); got != c.want {
			t.Errorf("retryAfter(%q, Date %q) = %v, want %v", c.after, c.date, got, c.want)
		}
	}
}

// FuzzRefusal holds that any body of an error becomes an error with clean,
// bounded texts.
func FuzzRefusal(f *testing.F) {
	f.Add(400, []byte(`{"error":"a\u001b[2J","errors":{"x\u202e":["y"]},"messages":[{"text":"z"}]}`))
	f.Add(502, []byte("<html><script>\x1b</script><title>x\u200b</title>"))
	f.Add(401, []byte("\xff\x00<"))
	f.Add(500, []byte(`[{"error":{"message":["a"]}}]`))
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		e := refusal(api.GetTask, Response{Status: status, Header: http.Header{}, Body: body}, time.Unix(0, 0))
		texts := []string{e.Error(), e.Detail, e.Code, e.TrackingID}
		for k, v := range e.Fields {
			texts = append(texts, k, v)
		}
		for _, s := range texts {
			for _, r := range s {
				if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
					t.Fatalf("%U in %q from %q", r, s, body)
				}
			}
		}
		if len(e.Detail) > 1<<16 {
			t.Fatalf("%d bytes of detail", len(e.Detail))
		}
		describe(Response{Status: status, Header: http.Header{}, Body: body})
	})
}
