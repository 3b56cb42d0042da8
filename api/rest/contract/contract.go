// Package contract holds requests against the vendor's OpenAPI documents, for
// the tests of the clients. Only tests import it.
//
//	c := contract.Open(t, "isc-v3.json", "isc-beta.json")
//	c.Check(t, request) // fails the test on the first thing the document does not allow
//
// The documents are those of package vendordocs, which ends the test where they
// are absent.
package contract

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"

	"iscope/api/vendordocs"
)

// Documents are OpenAPI documents of one API generation.
type Documents struct{ docs []*document }

type document struct {
	name, base string // base: path of its server, such as /v3
	spec       *openapi3.T
}

// Open loads documents by file name.
func Open(t testing.TB, names ...string) *Documents {
	t.Helper()
	out := &Documents{}
	for _, name := range names {
		spec := vendordocs.Spec(t, name)
		base := ""
		if len(spec.Servers) > 0 {
			_, rest, _ := strings.Cut(spec.Servers[0].URL, "://")
			if i := strings.IndexByte(rest, '/'); i >= 0 {
				base = rest[i:]
			}
		}
		out.docs = append(out.docs, &document{name, base, spec})
	}
	return out
}

// Check fails the test unless the request is one that a document allows, with
// no parameter it does not know. It leaves the request's body readable, and
// returns method and path template of the operation.
func (d *Documents) Check(t testing.TB, r *http.Request) string {
	t.Helper()
	op, err := d.check(r)
	if err != nil {
		t.Errorf("%s %s: %v", r.Method, r.URL, err)
	}
	return op
}

// Scopes returns the scopes that a document names for an operation of a person,
// without sp:scopes:default, which every token has. ok is false where no document
// has the operation.
func (d *Documents) Scopes(method, path string) (scopes []string, ok bool) {
	for _, doc := range d.docs {
		under, in := strings.CutPrefix(path, doc.base)
		template, _ := doc.find(method, under)
		if !in || template == "" {
			continue
		}
		op := doc.spec.Paths.Find(template).GetOperation(method)
		if op.Security == nil {
			return nil, true
		}
		for _, one := range *op.Security {
			for _, s := range one["userAuth"] {
				if s != "sp:scopes:default" && !slices.Contains(scopes, s) {
					scopes = append(scopes, s)
				}
			}
		}
		return scopes, true
	}
	return nil, false
}

func (d *Documents) check(r *http.Request) (string, error) {
	for _, doc := range d.docs {
		path, under := strings.CutPrefix(r.URL.EscapedPath(), doc.base)
		if !under {
			continue
		}
		template, vars := doc.find(r.Method, path)
		if template == "" {
			continue
		}
		return r.Method + " " + doc.base + template, doc.validate(r, template, vars)
	}
	return "", fmt.Errorf("no document has the operation")
}

// find returns the path template with the most literal segments that fits.
func (d *document) find(method, path string) (string, map[string]string) {
	segments := strings.Split(path, "/")
	best, vars := "", map[string]string(nil)
	for template, item := range d.spec.Paths.Map() {
		parts := strings.Split(template, "/")
		if len(parts) != len(segments) || item.GetOperation(method) == nil {
			continue
		}
		got, fits := map[string]string{}, true
		for i, p := range parts {
			if name, ok := strings.CutPrefix(p, "{"); ok {
				got[strings.TrimSuffix(name, "}")], _ = url.PathUnescape(segments[i])
				fits = fits && segments[i] != ""
			} else if p != segments[i] {
				fits = false
			}
		}
		if fits && (best == "" || len(got) < len(vars)) {
			best, vars = template, got
		}
	}
	return best, vars
}

func (d *document) validate(r *http.Request, template string, vars map[string]string) error {
	var body []byte
	if r.Body != nil {
		var err error
		if body, err = io.ReadAll(r.Body); err != nil {
			return err
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
	}
	item := d.spec.Paths.Find(template)
	op := item.GetOperation(r.Method)
	known := map[string]bool{}
	for _, p := range append(item.Parameters, op.Parameters...) {
		if p.Value.In == openapi3.ParameterInQuery {
			known[p.Value.Name] = true
		}
	}
	for k, v := range r.URL.Query() {
		if !known[k] || len(v) != 1 || v[0] == "" {
			return fmt.Errorf("parameter %s=%q is not in %s", k, v, d.name)
		}
		if n, _ := strconv.Atoi(v[0]); k == "limit" && n > 250 && strings.HasPrefix(d.name, "isc") {
			return fmt.Errorf("limit %d", n)
		}
	}
	switch {
	case strings.Contains(r.URL.RawQuery, "+"):
		return fmt.Errorf("a space is written as + in %s", r.URL.RawQuery)
	case r.Header.Get("Idempotency-Key") != "":
		return fmt.Errorf("it has an idempotency key")
	case len(body) > 0 && op.RequestBody == nil:
		return fmt.Errorf("%s knows no body here, sent %s", d.name, body)
	case len(body) == 0 && r.Header.Get("Content-Type") != "":
		return fmt.Errorf("it has a content type and no body")
	}
	sent := r.Clone(context.Background())
	sent.Body = io.NopCloser(bytes.NewReader(body))
	return openapi3filter.ValidateRequest(context.Background(), &openapi3filter.RequestValidationInput{
		Request: sent, PathParams: vars,
		Options: &openapi3filter.Options{AuthenticationFunc: openapi3filter.NoopAuthenticationFunc},
		Route:   &routers.Route{Spec: d.spec, Path: template, PathItem: item, Method: r.Method, Operation: op},
	})
}
