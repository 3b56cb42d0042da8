package rest

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"strings"
	"time"

	"iscope/api"
	"iscope/api/safe"
)

// Config says where a client's requests go and what watches over them. Only
// BaseURL is needed.
type Config struct {
	BaseURL  string            // https://HOST, with a path where all of the API lies below one
	ReadOnly bool              // refuse whatever may change the tenant
	HTTP     http.RoundTripper // nil: the pool that all clients of the program share
	Calls    *api.Calls        // nil: calls are not recorded
	Log      *slog.Logger      // nil: nothing is logged
	Version  string            // of the program, for the User-Agent
	Now      func() time.Time  // nil: time.Now
	Jitter   func() float64    // of waits before a repeat, from [0,1); nil: math/rand

	// Guard is asked once before a request that may change the tenant leaves;
	// when it fails the request does not. The error is a Conflict where it has
	// a method Elsewhere() bool that says so, and Unrecorded otherwise. nil:
	// all may leave.
	Guard func(ctx context.Context, op api.Op) error
}

// Request is one request of an operation.
type Request struct {
	Op     api.Op
	Method string
	Path   string // below the base URL, escaped
	Query  string // encoded
	Body   []byte // nil: none
	Type   string // content type of Body
	Header http.Header
	Bucket string                   // API version whose rate limit it counts in
	Test   bool                     // counts as a test run too
	Hidden bool                     // Body is not recorded
	Once   bool                     // never sent again, not even with a new token: a second arrival would be a second run
	Mask   func(member string) bool // members of Body whose values are not recorded, beside those with telling names

	signIn safe.Secret // what the token request signs in with; it passes the read-only switch
}

// reads reports whether the request changes nothing and may be repeated.
func (r Request) reads() bool { return r.Method == http.MethodGet || r.Method == http.MethodHead }

// allowed reports whether the request cannot change the tenant, so that one
// opened read-only may be sent it and no guard is asked: reads, signing in, and
// the test of an external trigger, which only echoes.
func (r Request) allowed() bool {
	if r.reads() || !r.signIn.IsZero() {
		return true
	}
	_, id, ok := strings.Cut(r.Path, "/execute/external/")
	id, test := strings.CutSuffix(id, "/test")
	return r.Method == http.MethodPost && ok && test && id != "" && !strings.Contains(id, "/")
}

// Response is the answer to a request that succeeded (2xx).
type Response struct {
	Status int
	Header http.Header
	Body   []byte
}

func (r Response) ok() bool { return r.Status >= 200 && r.Status <= 299 }

// Client sends requests to one host. It is safe for concurrent use.
type Client struct {
	base     string
	readOnly bool
	guard    func(context.Context, api.Op) error
	http     http.RoundTripper
	calls    *api.Calls
	log      *slog.Logger
	agent    string
	now      func() time.Time
	jitter   func() float64
	limit    *limiter
	tokens   Tokens // nil: requests carry none
}

// New returns a client whose requests carry no token; see With. It fails when
// requests must not go to the base URL.
func New(c Config) (*Client, error) {
	base, err := checkBase(c.BaseURL)
	if err != nil {
		return nil, err
	}
	out := &Client{
		base: base, readOnly: c.ReadOnly, guard: c.Guard, http: c.HTTP, calls: c.Calls, log: c.Log, now: c.Now, jitter: c.Jitter,
		agent: "iscope/" + c.Version, limit: &limiter{},
	}
	if c.Version == "" {
		out.agent += "dev"
	}
	if out.http == nil {
		out.http = transport()
	}
	if out.log == nil {
		out.log = slog.New(slog.DiscardHandler)
	}
	if out.now == nil {
		out.now = time.Now
	}
	if out.jitter == nil {
		out.jitter = rand.Float64
	}
	return out, nil
}

// With returns a client that takes its tokens from t and shares everything
// else with c, the rate limit too.
func (c *Client) With(t Tokens) *Client {
	out := *c
	out.tokens = t
	return &out
}

// Limit tells how the client stands with the rate limit.
func (c *Client) Limit() api.Limit { return c.limit.state() }

// Do sends a request and returns its answer. Every failure, any status but 2xx
// among them, is an *api.Error.
func (c *Client) Do(ctx context.Context, r Request) (Response, error) {
	x := &exchange{Client: c, request: r, url: c.url(r), left: -1}
	if c.readOnly && !r.allowed() {
		err := &api.Error{Kind: api.ReadOnly, Op: r.Op, Detail: "this tenant is opened read-only", Unsent: true}
		x.logIt(ctx, Response{}, err, 0)
		return Response{}, err
	}
	start := c.now()
	res, err := x.run(ctx)
	if err == nil && !res.ok() {
		err = refusal(r.Op, res, c.now())
	}
	x.record(ctx, start, res, err)
	if err != nil {
		return Response{}, err
	}
	return res, nil
}

func (c *Client) url(r Request) string {
	if r.Query == "" {
		return c.base + r.Path
	}
	return c.base + r.Path + "?" + r.Query
}

// exchange is one call of Do: a request, and what became of its attempts.
type exchange struct {
	*Client
	request Request
	url     string // of the next attempt: a redirect changes it
	retries int
	left    int
	sent    bool // an attempt has left that the tenant may have acted on
	guarded bool // the guard let it out
}

const maxRedirects = 3

// run makes attempts until one is final: again with a new token when the API
// refused the old one, unless the request is for once; once more after a
// failure that is worth it; and to where a read is redirected.
func (x *exchange) run(ctx context.Context) (Response, error) {
	token, err := x.token(ctx, safe.Secret{})
	if err != nil {
		return Response{}, err
	}
	renewed, repeated, redirects := false, false, 0
	for {
		res, err := x.attempt(ctx, token)
		switch {
		case err == nil && !renewed && res.Status == http.StatusUnauthorized && x.tokens != nil && saidByAPI(res):
			next, err := x.token(ctx, token)
			if err != nil || next == token || x.request.Once { // the new token is for the next request
				return res, nil // the refusal is what there is to tell
			}
			x.sent, token, renewed = false, next, true
		case err == nil && redirects < maxRedirects && x.redirect(res):
			redirects++
			continue
		case !repeated && x.request.reads():
			wait, worth := x.worthRepeating(res, err)
			if !worth || !pauseFor(ctx, wait) {
				return res, err
			}
			repeated = true
		default:
			return res, err
		}
		x.retries++
	}
}

// token returns the bearer token of the next attempt, which will not leave if
// there is none.
func (x *exchange) token(ctx context.Context, refused safe.Secret) (safe.Secret, error) {
	if x.tokens == nil {
		return safe.Secret{}, nil
	}
	token, err := x.tokens.Token(ctx, refused)
	if err == nil {
		return token, nil
	}
	e := *api.AsError(x.request.Op, err)
	e.Unsent = true
	return safe.Secret{}, &e
}

// worthRepeating decides on the one quick repeat of a read: the network failed
// before an answer, or a gateway had no answer.
func (x *exchange) worthRepeating(res Response, err error) (time.Duration, bool) {
	wait := 200*time.Millisecond + time.Duration(x.jitter()*float64(600*time.Millisecond))
	if err != nil {
		return wait, api.IsKind(err, api.Offline) && res.Status == 0 && !hopeless(err)
	}
	switch res.Status {
	case http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		after := retryAfter(res.Header, x.now())
		return max(wait, after), after <= 2*time.Second
	}
	return 0, false
}

// pauseFor waits, and reports false when ctx ends first or would.
func pauseFor(ctx context.Context, d time.Duration) bool {
	if end, ok := ctx.Deadline(); ok && time.Until(end) <= d {
		return false
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}
