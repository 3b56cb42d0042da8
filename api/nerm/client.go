package nerm

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"iscope/api"
	"iscope/api/lenient"
	"iscope/api/rest"
	"iscope/api/safe"
)

// Config says which tenant to ask, and with what token. BaseURL and one of
// Token and Tokens are needed.
type Config struct {
	BaseURL  string                              // https://HOST/api
	Token    safe.Secret                         // a NERM API key; wins over Tokens
	Tokens   rest.Tokens                         // the tokens of the ISC client
	ReadOnly bool                                // refuse whatever may change the tenant
	HTTP     http.RoundTripper                   // nil: the pool that all clients share
	Calls    *api.Calls                          // nil: calls are not recorded
	Log      *slog.Logger                        // nil: nothing is logged
	Version  string                              // of the program, for the User-Agent
	Now      func() time.Time                    // nil: time.Now
	Jitter   func() float64                      // nil: math/rand
	Guard    func(context.Context, api.Op) error // asked before a write leaves, see rest.Config; nil: all may
}

// Client is the client of one NERM tenant. It is safe for concurrent use.
type Client struct {
	rest *rest.Client

	mu         sync.Mutex
	attributes map[string]bool // whether they are encrypted, by uid, as far as seen
}

var _ api.NERM = (*Client)(nil)

// New returns a client. It asks nothing yet.
func New(c Config) (*Client, error) {
	tokens := c.Tokens
	if !c.Token.IsZero() {
		tokens = rest.Bearer{Secret: c.Token}
	}
	if tokens == nil {
		return nil, errors.New("a token is needed")
	}
	base, err := rest.New(rest.Config{
		BaseURL: c.BaseURL, ReadOnly: c.ReadOnly, HTTP: c.HTTP, Calls: c.Calls, Log: c.Log, Version: c.Version, Now: c.Now, Jitter: c.Jitter,
		Guard: c.Guard,
	})
	if err != nil {
		return nil, err
	}
	return &Client{rest: base.With(tokens), attributes: map[string]bool{}}, nil
}

// Limit tells how the client stands with the rate limit it keeps, which is
// that of ISC: NERM documents none.
func (c *Client) Limit() api.Limit { return c.rest.Limit() }

// endpoints has every operation of NERM.
var endpoints = map[api.Op]struct{ method, path, wrapper string }{
	api.ListSessions:        {http.MethodGet, "/workflow_sessions", "workflow_sessions"},
	api.GetSession:          {http.MethodGet, "/workflow_sessions/{id}", "workflow_session"},
	api.CreateSession:       {http.MethodPost, "/workflow_sessions", "workflow_session"},
	api.PatchSession:        {http.MethodPatch, "/workflow_sessions/{id}", "workflow_session"},
	api.ListNERMUsers:       {http.MethodGet, "/users", "users"},
	api.ListProfiles:        {http.MethodGet, "/profiles", "profiles"},
	api.ListNEAttributes:    {http.MethodGet, "/ne_attributes", "ne_attributes"},
	api.ListNEOptions:       {http.MethodGet, "/ne_attribute_options", "ne_attribute_options"},
	api.ListWorkflowActions: {http.MethodGet, "/workflow_actions", "workflow_actions"},
}

// Endpoints returns where each operation of NERM goes, by path and method, below
// the address of its API.
func Endpoints() []api.Endpoint {
	var out []api.Endpoint
	for op, e := range endpoints {
		out = append(out, api.Endpoint{Op: op, Method: e.method, Path: e.path})
	}
	slices.SortFunc(out, api.Endpoint.Compare)
	return out
}

// do sends one request; body, when not nil, as JSON.
func (c *Client) do(ctx context.Context, op api.Op, id string, query url.Values, body any) (rest.Response, error) {
	e := endpoints[op]
	path := e.path
	if strings.Contains(path, "{id}") {
		if id == "" || id == "." || id == ".." {
			return rest.Response{}, &api.Error{Kind: api.Invalid, Op: op, Detail: "no usable id: " + strconv.Quote(id), Unsent: true}
		}
		path = strings.Replace(path, "{id}", url.PathEscape(id), 1)
	}
	r := rest.Request{
		Op: op, Method: e.method, Path: path, Query: strings.ReplaceAll(query.Encode(), "+", "%20"), Bucket: "nerm", Mask: c.masks,
		Once: query.Get("run") == "true",
	}
	if body != nil {
		var err error
		if r.Body, err = rest.JSON(op, body); err != nil {
			return rest.Response{}, err
		}
		r.Type = "application/json"
	}
	return c.rest.Do(ctx, r)
}

// plain are the members of a session that are no attributes.
var plain = map[string]bool{
	"workflow_session": true, "workflow_id": true, "requester_id": true, "requester_type": true, "profile_id": true, "profile_ids": true,
	"status": true, "status_uid": true, "attributes": true,
}

// masks reports whether a member of a body is an attribute that NERM encrypts,
// or may: whoever has not asked which ones it does cannot know.
func (c *Client) masks(member string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	encrypted, known := c.attributes[member]
	return encrypted || !known && !plain[member]
}

// maxPage is the largest page of those lists that document one.
const maxPage = 500

// defaultPage is what NERM sends when not told.
const defaultPage = 100

// window returns the parameters that ask for a page, and its size.
func window(limit, offset int) (url.Values, int) {
	if limit <= 0 {
		limit = defaultPage
	}
	limit = min(limit, maxPage)
	q := url.Values{"limit": {strconv.Itoa(limit)}, "metadata": {"true"}}
	if offset > 0 { // 0 is below the documented minimum
		q.Set("offset", strconv.Itoa(offset))
	}
	return q, limit
}

func put(q url.Values, key, value string) {
	if value != "" {
		q.Set(key, value)
	}
}

// nothingFound matches what NERM says instead of sending an empty list.
var nothingFound = regexp.MustCompile(`(?i)^no .*\bfound\b`)

// isNothing reports whether a failure is NERM's way to say that a list is empty.
func isNothing(err error) bool {
	var e *api.Error
	return errors.As(err, &e) && (e.Status == http.StatusBadRequest || e.Status == http.StatusNotFound) && nothingFound.MatchString(e.Detail)
}

// list makes a call that is answered with a wrapped list.
func list[T any, P rest.Record[T]](ctx context.Context, c *Client, op api.Op, query url.Values, limit, offset int, read func([]byte) (T, bool), id func(T) string) (api.Page[T], error) {
	empty := api.Page[T]{Offset: offset, Next: offset, Total: -1}
	res, err := c.do(ctx, op, "", query, nil)
	if err != nil {
		if isNothing(err) {
			return empty, nil
		}
		return empty, err
	}
	o, ok := lenient.Parse(res.Body)
	wrapper := endpoints[op].wrapper
	switch {
	case ok && o.Has(wrapper) && isList(o[wrapper]):
	case ok && nothingFound.MatchString(o.Line("error")):
		return empty, nil
	case res.Status == http.StatusNoContent:
		return empty, nil
	default:
		return empty, rest.Unreadable(op, res, "a list of "+strings.ReplaceAll(wrapper, "_", " "))
	}
	rows := rest.Rows{List: o.List(wrapper), Limit: limit, Offset: offset, Total: -1}
	meta := o.Object("_metadata")
	// Examples of the documents say "total": 0 above a list of one.
	if n, ok := meta.Int("total"); ok && n >= offset+len(rows.List) {
		rows.Total = n
	}
	return rest.Page[T, P](rows, read, id), nil
}

// isList reports whether a member is a list, or one record in place of it.
func isList(raw json.RawMessage) bool { return len(raw) > 0 && (raw[0] == '[' || raw[0] == '{') }
