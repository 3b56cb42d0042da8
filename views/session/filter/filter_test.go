package filter

import (
	"context"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"iscope/api"
	"iscope/api/nerm"
	"iscope/api/rest/contract"
	"iscope/api/safe"
)

const id = "33f072dd-13b4-41e1-8ea0-16f2a59b57c8"

func full(t testing.TB) Filter {
	t.Helper()
	var f Filter
	for p, v := range map[Part]string{Status: "pending_courion_extend", Workflow: id, Requester: id, Profile: id, UID: "a b&c"} {
		var err error
		if f, err = f.With(p, v); err != nil {
			t.Fatal(err)
		}
	}
	return f
}

func TestFilter(t *testing.T) {
	f := full(t)
	if q := f.Query(5, 10); q != (api.SessionQuery{ProfileID: id, UID: "a b&c", WorkflowID: id, RequesterID: id, Status: "pending courion_extend", Limit: 5, Offset: 10}) {
		t.Errorf("%+v", q)
	}
	back, err := Parse(f.String())
	if err != nil || back != f {
		t.Errorf("%q becomes %+v, %v", f.String(), back, err)
	}
	words := f.Words(func(p Part, v string) string {
		if p == Workflow {
			return "Contractor"
		}
		return ""
	})
	if !slices.Equal(words, []string{"status pending courion_extend", "workflow Contractor", "requester " + id, "profile " + id, "uid a b&c"}) {
		t.Errorf("%q", words)
	}
	for _, p := range Parts {
		if f, err = f.With(p, ""); err != nil || f.Get(p) != "" {
			t.Errorf("%s stays %q, %v", p, f.Get(p), err)
		}
	}
	if !f.IsZero() || f.String() != "" || f.Words(nil) != nil {
		t.Errorf("%+v", f)
	}
	if zero, err := Parse(""); err != nil || !zero.IsZero() {
		t.Errorf("%+v, %v", zero, err)
	}
}

func TestWhatCannotBeAskedFor(t *testing.T) {
	for p, values := range map[Part][]string{
		Status: {"AUTH-STATUS1", "surprise", "pending\x00approval"}, Workflow: {"a b", strings.Repeat("x", 201), " x", "x\u202e"}, UID: {"\x1b[2J", " "},
	} {
		for _, v := range values {
			if f, err := full(t).With(p, v); err == nil || f != full(t) {
				t.Errorf("%s %q is taken: %+v", p, v, f)
			}
		}
	}
	for _, text := range []string{"status=surprise", "%zz", "uid=%1b", "workflow_id=a+b"} {
		if f, err := Parse(text); err == nil || !f.IsZero() {
			t.Errorf("%q is %+v", text, f)
		}
	}
	if f, err := Parse("status=closed&colour=red"); err != nil || f.Get(Status) != "closed" {
		t.Errorf("%+v, %v", f, err)
	}
}

// host answers every request with an empty list and holds it against the
// document, where there is one.
type host struct{ check func(*http.Request) }

func (h host) RoundTrip(r *http.Request) (*http.Response, error) {
	h.check(r)
	return &http.Response{StatusCode: 200, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(`{"workflow_sessions":[]}`)), Request: r}, nil
}

// FuzzParse holds that whatever is remembered becomes no filter, or one that the
// vendor's document allows and that comes back as it was.
func FuzzParse(f *testing.F) {
	docs := contract.Open(f, "nerm.json")
	for _, s := range append([]string{full(f).String(), "status=pending approval", "uid=%26", "a=b;c"}, api.SessionFilterStatuses...) {
		f.Add(s)
		f.Add("status=" + s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		x, err := Parse(text)
		if err != nil {
			return
		}
		if again, err := Parse(x.String()); err != nil || again != x {
			t.Fatalf("%q: %+v comes back as %+v, %v", text, x, again, err)
		}
		c, err := nerm.New(nerm.Config{BaseURL: "https://acme.nonemployee.com/api", Token: safe.NewSecret("key"), HTTP: host{func(r *http.Request) {
			q := r.URL.Query()
			for _, id := range []Part{Workflow, Requester, Profile} { // the form of ids is theirs to know
				if q.Get(string(id)) != x.Get(id) {
					t.Errorf("%s is sent as %q", x.Get(id), q.Get(string(id)))
				}
				q.Del(string(id))
			}
			r = r.Clone(context.Background())
			r.URL.RawQuery = strings.ReplaceAll(q.Encode(), "+", "%20")
			docs.Check(t, r)
		}}})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.Sessions(context.Background(), x.Query(5, 0)); err != nil {
			t.Fatal(err)
		}
	})
}
