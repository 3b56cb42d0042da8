package filter

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"unicode"

	"iscope/api"
	"iscope/api/safe"
)

// Part is one thing to filter by.
type Part string

// Parts of a filter, by the names of the parameters.
const (
	Status    Part = "status"
	Workflow  Part = "workflow_id"
	Requester Part = "requester_id"
	Profile   Part = "profile_id"
	UID       Part = "uid"
)

// Parts are all of them, in the order in which they are told.
var Parts = []Part{Status, Workflow, Requester, Profile, UID}

// Word returns what people call a part.
func (p Part) Word() string { return strings.TrimSuffix(string(p), "_id") }

// Filter is a filter; a part that is empty does not filter. All parts must
// hold. The zero Filter lets everything through.
type Filter struct{ status, workflow, requester, profile, uid string }

func (f *Filter) part(p Part) *string {
	switch p {
	case Status:
		return &f.status
	case Workflow:
		return &f.workflow
	case Requester:
		return &f.requester
	case Profile:
		return &f.profile
	}
	return &f.uid
}

// Get returns the value of a part, "" where it does not filter.
func (f Filter) Get(p Part) string { return *f.part(p) }

// With returns the filter with another value of a part, "" for none. It fails
// for a value by which NERM cannot filter.
func (f Filter) With(p Part, value string) (Filter, error) {
	if err := check(p, value); err != nil {
		return f, err
	}
	if p == Status {
		value, _ = api.FilterStatus(value)
	}
	*f.part(p) = value
	return f, nil
}

// maxValue bounds the length of a value, in bytes.
const maxValue = 200

// check returns what is wrong with a value.
func check(p Part, v string) error {
	if v == "" {
		return nil
	}
	if p == Status {
		if _, ok := api.FilterStatus(v); !ok {
			return fmt.Errorf("NERM cannot filter by the status %q", safe.Line(v))
		}
		return nil
	}
	switch {
	case len(v) > maxValue:
		return errors.New("that is too long")
	case safe.Line(v) != v || strings.TrimSpace(v) != v:
		return errors.New("it has characters that nobody can see")
	case p != UID && strings.ContainsFunc(v, unicode.IsSpace):
		return errors.New("an id has no spaces")
	}
	return nil
}

// IsZero reports whether everything goes through.
func (f Filter) IsZero() bool { return f == Filter{} }

// Query returns the request for a page.
func (f Filter) Query(limit, offset int) api.SessionQuery {
	return api.SessionQuery{
		ProfileID: f.profile, UID: f.uid, WorkflowID: f.workflow, RequesterID: f.requester, Status: f.status, Limit: limit, Offset: offset,
	}
}

// String returns the filter as it is remembered, "" for the zero Filter.
func (f Filter) String() string {
	q := url.Values{}
	for _, p := range Parts {
		if v := f.Get(p); v != "" {
			q.Set(string(p), v)
		}
	}
	return q.Encode()
}

// Parse reads what String wrote. Parts of another version of the program are
// left out; a value that cannot be asked for is an error.
func Parse(text string) (Filter, error) {
	q, err := url.ParseQuery(text)
	if err != nil {
		return Filter{}, fmt.Errorf("not a filter: %w", err)
	}
	var f Filter
	for _, p := range Parts {
		if f, err = f.With(p, q.Get(string(p))); err != nil {
			return Filter{}, err
		}
	}
	return f, nil
}

// Words returns the filter in words, part by part; name says what a value is
// called, "" where it is not known.
func (f Filter) Words(name func(p Part, value string) string) []string {
	var out []string
	for _, p := range Parts {
		v := f.Get(p)
		if v == "" {
			continue
		}
		if n := name(p, v); n != "" {
			v = n
		}
		out = append(out, p.Word()+" "+v)
	}
	return out
}
