package isc

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"iscope/api"
	"iscope/api/rest"
	"iscope/api/safe"
)

// Config says which tenant to ask, how, and as whom. BaseURL, ClientID and
// ClientSecret are needed.
type Config struct {
	BaseURL      string     // https://HOST of the API, without a version
	Generation   Generation // "": V3
	ClientID     string     // of a personal access token
	ClientSecret safe.Secret
	ReadOnly     bool                                // refuse whatever may change the tenant
	HTTP         http.RoundTripper                   // nil: the pool that all clients share
	Calls        *api.Calls                          // nil: calls are not recorded
	Log          *slog.Logger                        // nil: nothing is logged
	Version      string                              // of the program, for the User-Agent
	Now          func() time.Time                    // nil: time.Now
	Jitter       func() float64                      // nil: math/rand
	Guard        func(context.Context, api.Op) error // asked before a write leaves, see rest.Config; nil: all may
}

// Client is the client of one ISC tenant. It is safe for concurrent use.
type Client struct {
	rest  *rest.Client
	oauth *rest.OAuth
	gen   Generation
	noOr  atomic.Bool // the tenant refused a filter with "or"
}

var _ api.ISC = (*Client)(nil)

// New returns a client. It asks nothing yet: the first request signs in.
func New(c Config) (*Client, error) {
	gen, err := ParseGeneration(string(c.Generation))
	if err != nil {
		return nil, err
	}
	if c.ClientID == "" || c.ClientSecret.IsZero() {
		return nil, errors.New("client id and client secret are needed")
	}
	base, err := rest.New(rest.Config{
		BaseURL: c.BaseURL, ReadOnly: c.ReadOnly, HTTP: c.HTTP, Calls: c.Calls, Log: c.Log, Version: c.Version, Now: c.Now, Jitter: c.Jitter,
		Guard: c.Guard,
	})
	if err != nil {
		return nil, err
	}
	oauth := rest.NewOAuth(base, c.ClientID, c.ClientSecret)
	return &Client{rest: base.With(oauth), oauth: oauth, gen: gen}, nil
}

// Tokens returns the source of the client's tokens, which NERM accepts too.
func (c *Client) Tokens() rest.Tokens { return c.oauth }

// Limit tells how the client stands with the rate limit.
func (c *Client) Limit() api.Limit { return c.rest.Limit() }

// Generation returns the form of the API the client speaks.
func (c *Client) Generation() Generation { return c.gen }

// Whoami tells whose credentials these are, from the access token.
func (c *Client) Whoami(ctx context.Context) (api.Account, error) { return c.oauth.Account(ctx) }

// Path returns the path that an operation about id has for this tenant, as it
// stands in a request, "" where the generation has no such operation.
func (c *Client) Path(op api.Op, id string) string {
	if !c.gen.has(op) {
		return ""
	}
	template, _ := c.gen.place(endpoints[op].path)
	path, err := fill(template, call{op: op, id: id, line: id})
	if err != nil {
		return ""
	}
	return path
}

// call is one request in terms of the table of endpoints.
type call struct {
	op       api.Op
	id, line string
	query    url.Values
	body     any    // encoded as JSON; nil: none
	kind     string // content type of body; "": application/json
}

// do fills the call into its endpoint and sends it.
func (c *Client) do(ctx context.Context, k call) (rest.Response, error) {
	if !c.gen.has(k.op) {
		return rest.Response{}, &api.Error{Kind: api.NotFound, Op: k.op, Detail: "API " + string(c.gen) + " has no such operation", Unsent: true}
	}
	e := endpoints[k.op]
	template, version := c.gen.place(e.path)
	path, err := fill(template, k)
	if err != nil {
		return rest.Response{}, err
	}
	r := rest.Request{
		Op: k.op, Method: e.method, Path: path, Query: encode(k.query), Bucket: version, Header: http.Header{},
		Test: k.op == api.TestWorkflow, Once: k.op == api.TestWorkflow || k.op == api.ExecuteExternal,
	}
	if version != string(V3) {
		r.Header.Set("X-SailPoint-Experimental", "true")
	}
	if k.body != nil {
		if r.Body, err = rest.JSON(k.op, k.body); err != nil {
			return rest.Response{}, err
		}
		r.Type = k.kind
		if r.Type == "" {
			r.Type = "application/json"
		}
	}
	return c.rest.Do(ctx, r)
}

// fill puts ids into a path template. An id that is empty or a dot segment
// would make it the path of something else.
func fill(template string, k call) (string, error) {
	for _, v := range []struct{ name, id string }{{"{id}", k.id}, {"{line}", k.line}} {
		if !strings.Contains(template, v.name) {
			continue
		}
		if v.id == "" || v.id == "." || v.id == ".." {
			return "", &api.Error{Kind: api.Invalid, Op: k.op, Detail: "no usable id: " + strconv.Quote(v.id), Unsent: true}
		}
		template = strings.Replace(template, v.name, url.PathEscape(v.id), 1)
	}
	return template, nil
}

// encode writes a query with %20 for spaces, which the API wants.
func encode(q url.Values) string { return strings.ReplaceAll(q.Encode(), "+", "%20") }

// window returns the parameters that ask for a page, and its size.
func window(limit, offset int, count bool) (url.Values, int) {
	if limit <= 0 || limit > api.MaxPage {
		limit = api.MaxPage
	}
	q := url.Values{"limit": {strconv.Itoa(limit)}}
	if offset > 0 {
		q.Set("offset", strconv.Itoa(offset))
	}
	if count {
		q.Set("count", "true")
	}
	return q, limit
}

// put sets a parameter unless it is empty.
func put(q url.Values, key, value string) {
	if value != "" {
		q.Set(key, value)
	}
}
