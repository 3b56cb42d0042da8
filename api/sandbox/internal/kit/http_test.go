package kit

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"
)

func request(method, target, kind, body string) *Request {
	r := httptest.NewRequest(method, target, nil)
	r.Header.Set("Content-Type", kind)
	return &Request{Request: r, Body: []byte(body)}
}

func status(t *testing.T, err error) int {
	t.Helper()
	var refusal *Refusal
	if !errors.As(err, &refusal) {
		t.Fatalf("%v is not a refusal", err)
	}
	return refusal.Status
}

func TestWindows(t *testing.T) {
	rows := make([]int, 600)
	for i := range rows {
		rows[i] = i
	}
	for _, c := range []struct {
		query       string
		first, size int
		total       string
	}{
		{"", 0, 250, ""},
		{"limit=0", 0, 0, ""},
		{"limit=10&offset=595&count=true", 595, 5, "600"},
		{"offset=600", 0, 0, ""},
		{"offset=9223372036854775807", 0, 0, ""},
		{"limit=250&count=false", 0, 250, ""},
	} {
		rep := Paginate(request("GET", "/x?"+c.query, "", ""), rows)
		got := rep.Body.([]any)
		if len(got) != c.size || c.size > 0 && got[0] != c.first || rep.Header.Get("X-Total-Count") != c.total {
			t.Errorf("%s: %d rows, header %v", c.query, len(got), rep.Header)
		}
	}
	for _, q := range []string{"limit=251", "limit=-1", "limit=x", "offset=-1", "count=yes"} {
		if rep := Paginate(request("GET", "/x?"+q, "", ""), rows); rep.Status != http.StatusBadRequest {
			t.Errorf("%s: %d", q, rep.Status)
		}
	}
}

func TestWindowMakesOnlyWhatIsAskedFor(t *testing.T) {
	made := 0
	PaginateFunc(request("GET", "/x?limit=3&offset=900000", "", ""), 1_000_000, func(int) any { made++; return nil })
	if made != 3 {
		t.Errorf("%d rows were made", made)
	}
}

func TestErrorBodies(t *testing.T) {
	for code, detail := range map[int]string{
		400: "400.1 Bad Request Content", 403: "403 Forbidden", 404: "404 Not found",
		409: "409 Conflict", 500: "500.0 Internal Fault",
	} {
		rep := Fail(code, "why")
		b := rep.Body.(*ErrorBody)
		if rep.Status != code || b.DetailCode != detail || b.Messages[0].Text != "why" || (len(b.Causes) > 0) != (code == 400) {
			t.Errorf("%d: %+v", code, b)
		}
	}
	if rep := Refuse(errors.New("broken")); rep.Status != 500 {
		t.Errorf("an ordinary error is a %d", rep.Status)
	}
}

func TestWithLeavesTheOriginalAlone(t *testing.T) {
	a := OK(nil).With("X", "1")
	b := a.With("Y", "2")
	if a.Header.Get("Y") != "" || b.Header.Get("X") != "1" {
		t.Errorf("headers %v, %v", a.Header, b.Header)
	}
}

func TestPatch(t *testing.T) {
	type doc struct {
		Name  string            `json:"name"`
		Owner map[string]string `json:"owner"`
	}
	before := doc{Name: "a", Owner: map[string]string{"id": "1"}}
	apply := func(kind, body string) (doc, error) {
		ops, err := request("PATCH", "/x", kind, body).Patch("/name", "/owner")
		if err != nil {
			return doc{}, err
		}
		var out doc
		return out, ApplyPatch(before, ops, &out)
	}
	var out doc
	ops, err := request("PATCH", "/x", PatchType+"; charset=utf-8", `[{"op":"test","path":"/name","value":"a"},{"op":"replace","path":"/owner/id","value":"2"}]`).Patch("/name", "/owner")
	if err != nil {
		t.Fatal(err)
	}
	if err := ApplyPatch(before, ops, &out); err != nil || !reflect.DeepEqual(out, doc{"a", map[string]string{"id": "2"}}) {
		t.Errorf("%+v, %v", out, err)
	}
	if before.Owner["id"] != "1" {
		t.Error("the original has changed")
	}
	for name, c := range map[string]struct {
		kind, body string
		want       int
	}{
		"plain json":    {"application/json", `[{"op":"replace","path":"/name","value":"b"}]`, 415},
		"no type":       {"", `[]`, 415},
		"not a list":    {PatchType, `{"op":"replace"}`, 400},
		"empty":         {PatchType, `[]`, 400},
		"no body":       {PatchType, ``, 400},
		"unknown op":    {PatchType, `[{"op":"merge","path":"/name"}]`, 400},
		"foreign path":  {PatchType, `[{"op":"replace","path":"/id","value":"b"}]`, 400},
		"similar path":  {PatchType, `[{"op":"replace","path":"/names","value":"b"}]`, 400},
		"foreign from":  {PatchType, `[{"op":"copy","from":"/id","path":"/name"}]`, 400},
		"test fails":    {PatchType, `[{"op":"test","path":"/name","value":"z"}]`, 400},
		"wrong type":    {PatchType, `[{"op":"replace","path":"/name","value":7}]`, 400},
		"missing value": {PatchType, `[{"op":"remove","path":"/owner/nobody"}]`, 400},
	} {
		if _, err := apply(c.kind, c.body); status(t, err) != c.want {
			t.Errorf("%s: %v, want %d", name, err, c.want)
		}
	}
}

func TestJSONBody(t *testing.T) {
	var v struct{ A int }
	if err := request("POST", "/x", "", `{"A":3}`).JSON(&v); err != nil || v.A != 3 {
		t.Errorf("%v, %v", v, err)
	}
	for _, body := range []string{"", "{", `{"A":"x"}`} {
		if err := request("POST", "/x", "", body).JSON(&v); status(t, err) != 400 {
			t.Errorf("%q: %v", body, err)
		}
	}
}

func TestStamps(t *testing.T) {
	at := noon.Add(1_500_000)
	if got := Stamp(at); got != "2026-03-02T12:00:00.0015Z" {
		t.Error(got)
	}
	if got := Millis(at); got != "2026-03-02T12:00:00.001Z" {
		t.Error(got)
	}
	for _, s := range []string{
		"2026-03-02T12:00:00.0015Z", "2026-03-02 12:00:00.001500+00:00", "2026-03-02T12:00:00.0015",
		"2026-03-02 12:00:00.0015", "2026-03-02T13:00:00.0015+0100",
	} {
		if got, ok := ParseTime(s); !ok || !got.Equal(at) {
			t.Errorf("%s: %v, %v", s, got, ok)
		}
	}
	if got, ok := ParseTime("soon"); ok || strings.Contains(got.String(), "2026") {
		t.Error("soon is a time")
	}
}
