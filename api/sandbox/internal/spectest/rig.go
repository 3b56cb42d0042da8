package spectest

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"

	"iscope/api/sandbox/internal/kit"
	"iscope/api/vendordocs"
)

// Rig is a service mounted in one generation.
type Rig struct {
	// Mend, if set, rewrites a body before it is held against the document:
	// for what real servers send and the document does not know.
	Mend func(body []byte) []byte

	t      testing.TB
	routes []kit.Route
	gen    kit.Generation
	doc    *openapi3.T
}

// Answer is what a request got.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte

	t testing.TB
}

// New mounts the service. A [kit.Styled] one needs the generation [kit.NERM].
func New(t testing.TB, s kit.Service, gen kit.Generation) *Rig {
	t.Helper()
	g := &Rig{t: t, gen: gen, doc: document(t, gen)}
	for _, r := range s.Routes() {
		if gen == kit.NERM || r.Lives(gen) {
			g.routes = append(g.routes, r)
		}
	}
	return g
}

// NeedDocument is for tests that prove nothing unless the rig checks: without
// the generation's document they are skipped, or fail where the environment
// requires the documents.
func (g *Rig) NeedDocument() {
	g.t.Helper()
	if g.doc == nil {
		vendordocs.Absent(g.t)
	}
}

// Lives says whether the service has the operation in this generation.
func (g *Rig) Lives(method, path string) bool {
	route, _ := g.match(method, path)
	return route != nil
}

// Do sends a request that is right by the document and checks both directions.
// A body of a PATCH to ISC goes out as a JSON Patch.
func (g *Rig) Do(method, path, body string) Answer {
	g.t.Helper()
	return g.send(method, path, body, true)
}

// Bad sends a request that may break the document and checks the answer alone.
func (g *Rig) Bad(method, path, body string) Answer {
	g.t.Helper()
	return g.send(method, path, body, false)
}

func (g *Rig) send(method, path, body string, strict bool) Answer {
	g.t.Helper()
	target, query, _ := strings.Cut(path, "?")
	route, vars := g.match(method, target)
	if route == nil {
		g.t.Fatalf("no route for %s %s in %s", method, path, g.gen)
	}
	url := pathOf(g.gen, target)
	if query != "" {
		url += "?" + query
	}
	req := httptest.NewRequest(method, strings.ReplaceAll(url, " ", "%20"), strings.NewReader(body))
	req.Header.Set("Content-Type", g.contentType(method))
	if body == "" {
		req.Header.Del("Content-Type")
	}
	reply := route.Handle(&kit.Request{Request: req, Vars: vars, Gen: g.gen, Body: []byte(body)})
	out := answer(g.t, reply)
	g.check(route, vars, req, body, strict, out)
	return out
}

func (g *Rig) contentType(method string) string {
	if method == http.MethodPatch && g.gen != kit.NERM {
		return kit.PatchType
	}
	return "application/json"
}

// match prefers routes with more literal segments, as the tenant does.
func (g *Rig) match(method, target string) (*kit.Route, map[string]string) {
	segs := strings.Split(target, "/")
	var best *kit.Route
	var vars map[string]string
	for i, r := range g.routes {
		parts := strings.Split(r.Path, "/")
		if r.Method != method || len(parts) != len(segs) {
			continue
		}
		got := map[string]string{}
		fits := true
		for k, part := range parts {
			if name, ok := strings.CutPrefix(part, "{"); ok {
				got[strings.TrimSuffix(name, "}")] = segs[k]
			} else if part != segs[k] {
				fits = false
			}
		}
		if fits && (best == nil || len(got) < len(vars)) {
			best, vars = &g.routes[i], got
		}
	}
	return best, vars
}

func answer(t testing.TB, reply kit.Reply) Answer {
	t.Helper()
	out := Answer{Status: reply.Status, Header: reply.Header.Clone(), t: t}
	if out.Header == nil {
		out.Header = http.Header{}
	}
	switch b := reply.Body.(type) {
	case nil:
	case kit.Raw:
		out.Body = b.Bytes
		out.Header.Set("Content-Type", b.ContentType)
	default:
		raw, err := json.Marshal(b)
		if err != nil {
			t.Fatalf("answer cannot be marshalled: %v", err)
		}
		out.Body = raw
		out.Header.Set("Content-Type", "application/json")
	}
	return out
}

// check holds request and answer against the document.
func (g *Rig) check(route *kit.Route, vars map[string]string, req *http.Request, body string, strict bool, out Answer) {
	g.t.Helper()
	if g.doc == nil {
		return
	}
	path := pathOf(g.gen, route.Path)
	item := g.doc.Paths.Find(path)
	if item == nil || item.GetOperation(req.Method) == nil {
		g.t.Fatalf("%s %s is not in %s", req.Method, path, fileOf(g.gen))
	}
	sent := req.Clone(context.Background())
	sent.Body = io.NopCloser(strings.NewReader(body))
	in := &openapi3filter.RequestValidationInput{
		Request: sent, PathParams: vars, Options: g.options(),
		Route: &routers.Route{Spec: g.doc, Path: path, PathItem: item, Method: req.Method, Operation: item.GetOperation(req.Method)},
	}
	if strict {
		if err := openapi3filter.ValidateRequest(context.Background(), in); err != nil {
			g.t.Errorf("request %s %s against %s: %v", req.Method, req.URL, fileOf(g.gen), err)
		}
	}
	if g.gen == kit.NERM && out.Status == http.StatusBadRequest {
		return // its two alternatives allow each other's bodies, so that oneOf never holds
	}
	payload := out.Body
	if g.Mend != nil && len(payload) > 0 {
		payload = g.Mend(payload)
	}
	err := openapi3filter.ValidateResponse(context.Background(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: in, Status: out.Status, Header: out.Header,
		Body: io.NopCloser(bytes.NewReader(payload)), Options: g.options(),
	})
	if err != nil {
		g.t.Errorf("answer %d of %s %s against %s: %v", out.Status, req.Method, req.URL, fileOf(g.gen), err)
	}
}

// options accept any text where NERM's document says date-time: the server's
// times come in forms that are not RFC 3339.
func (g *Rig) options() *openapi3filter.Options {
	o := &openapi3filter.Options{AuthenticationFunc: openapi3filter.NoopAuthenticationFunc}
	if g.gen == kit.NERM {
		anything := openapi3.NewCallbackValidator(func(string) error { return nil })
		o.SchemaValidationOptions = append(o.SchemaValidationOptions, openapi3.WithStringFormatValidator("date-time", anything))
	}
	return o
}

// Want fails the test unless the status is the wanted one.
func (a Answer) Want(status int) Answer {
	a.t.Helper()
	if a.Status != status {
		a.t.Fatalf("status %d, want %d; body %.300s", a.Status, status, a.Body)
	}
	return a
}

// Decode reads the body into v.
func (a Answer) Decode(v any) {
	a.t.Helper()
	if err := json.Unmarshal(a.Body, v); err != nil {
		a.t.Fatalf("body %.200s: %v", a.Body, err)
	}
}

// Text is the first message of an ISC error body, or NERM's error.
func (a Answer) Text() string {
	a.t.Helper()
	var body struct {
		Error    string
		Messages []struct{ Text string }
	}
	a.Decode(&body)
	if len(body.Messages) > 0 {
		return body.Messages[0].Text
	}
	return body.Error
}

// Plain prepares a request without a body and returns a function that sends it
// and marshals the answer, checking nothing: for benchmarks.
func (g *Rig) Plain(method, path string) func() []byte {
	g.t.Helper()
	target, _, _ := strings.Cut(path, "?")
	route, vars := g.match(method, target)
	if route == nil {
		g.t.Fatalf("no route for %s %s in %s", method, path, g.gen)
	}
	req := &kit.Request{Request: httptest.NewRequest(method, path, nil), Vars: vars, Gen: g.gen}
	return func() []byte { return answer(g.t, route.Handle(req)).Body }
}

// Marshal writes a reply's body as the tenant would.
func Marshal(t testing.TB, reply kit.Reply) string {
	t.Helper()
	return string(answer(t, reply).Body)
}
