package rest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"sync/atomic"
	"time"

	"iscope/api"
	"iscope/api/safe"
)

// Limits of what is read of an answer.
const (
	maxBody      = 32 << 20
	maxErrorBody = 64 << 10
	defaultPause = 2 * time.Second // after a 429 that does not say how long
)

// attempt sends the request once and reads the answer, whatever its status.
func (x *exchange) attempt(ctx context.Context, token safe.Secret) (Response, error) {
	op := x.request.Op
	if err := x.limit.enter(ctx, x.request); err != nil {
		e := api.AsError(op, err)
		e.Unsent = !x.sent
		if x.guarded { // it counts as sent: nobody is to wait and send it once more
			e.RetryAfter = 0
		}
		return Response{}, e
	}
	var pause time.Duration
	defer func() { x.left = x.limit.leave(ctx, x.request, pause) }()
	var trail trail
	req, err := x.prepare(trail.watch(ctx), token)
	if err != nil {
		return Response{}, &api.Error{Kind: api.Invalid, Op: op, Detail: safe.Line(err.Error()), Unsent: !x.sent, Err: err}
	}
	if err := x.ask(ctx); err != nil {
		return Response{}, err
	}
	if by, ok := leaveBy(ctx, x.request); ok { // signing in and the guard take their time too
		if !time.Now().Before(by) {
			e := tooLate(op, "it took too long to get ready")
			e.Unsent = !x.sent
			return Response{}, e
		}
		var stop func()
		req, stop = trail.hurry(req, by)
		defer stop()
	}
	answer, err := x.http.RoundTrip(req)
	if err != nil {
		e := networkError(ctx, op, err)
		if trail.late.Load() && trail.unsent(err) {
			e = tooLate(op, "no connection came about in time")
		}
		e.Unsent = !x.sent && trail.unsent(err)
		x.sent = x.sent || !e.Unsent
		return Response{}, e
	}
	x.sent = true
	res := Response{Status: answer.StatusCode, Header: answer.Header}
	if res.Status == http.StatusTooManyRequests {
		pause = min(retryAfter(res.Header, x.now()), maxPatience)
		if pause == 0 {
			pause = defaultPause
		}
	}
	if res.Body, err = x.read(ctx, answer); err != nil {
		return res, err
	}
	if signIn := x.request.signIn; signIn.IsZero() || !res.ok() { // a sign-in that succeeds is read for its token alone
		res.Body = redacted(res.Body, token, signIn)
	}
	return res, nil
}

// ask asks the guard whether a request that may change the tenant may leave,
// once for all its attempts.
func (x *exchange) ask(ctx context.Context) error {
	if x.guard == nil || x.guarded || x.request.allowed() {
		return nil
	}
	op := x.request.Op
	err := x.guard(ctx, op)
	if ctx.Err() != nil { // it may have waited long
		e := networkError(ctx, op, ctx.Err())
		e.Unsent = true
		return e
	}
	if err != nil {
		kind := api.Unrecorded
		var other interface{ Elsewhere() bool }
		if errors.As(err, &other) && other.Elsewhere() {
			kind = api.Conflict
		}
		return &api.Error{Kind: kind, Op: op, Detail: safe.Line(err.Error()), Unsent: true, Err: err}
	}
	x.guarded = true
	return nil
}

// prepare makes the HTTP request. It never sets an Idempotency-Key: with one,
// net/http would send a write again by itself.
func (x *exchange) prepare(ctx context.Context, token safe.Secret) (*http.Request, error) {
	var body io.Reader
	if x.request.Body != nil {
		body = bytes.NewReader(x.request.Body)
	}
	req, err := http.NewRequestWithContext(ctx, x.request.Method, x.url, body)
	if err != nil {
		return nil, err
	}
	for k, v := range x.request.Header {
		req.Header[k] = v
	}
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", x.agent)
	if body != nil {
		req.Header.Set("Content-Type", x.request.Type)
	}
	if !token.IsZero() {
		req.Header.Set("Authorization", "Bearer "+token.Reveal())
	}
	return req, nil
}

// read reads the body of an answer up to a limit, and stops with ctx whatever
// kind of connection it comes from.
func (x *exchange) read(ctx context.Context, answer *http.Response) ([]byte, error) {
	defer answer.Body.Close()
	stop := context.AfterFunc(ctx, func() { _ = answer.Body.Close() })
	defer stop()
	if x.request.Method == http.MethodHead {
		return nil, nil
	}
	limit := int64(maxBody)
	failed := answer.StatusCode < 200 || answer.StatusCode > 299
	if failed {
		limit = maxErrorBody
	}
	var b bytes.Buffer
	if n := answer.ContentLength; n > 0 && n <= limit {
		b.Grow(int(n) + bytes.MinRead)
	}
	_, err := b.ReadFrom(io.LimitReader(answer.Body, limit+1))
	switch {
	case failed: // what came of it is enough to tell why
		return b.Bytes()[:min(int64(b.Len()), limit)], nil
	case ctx.Err() != nil && err != nil:
		e := networkError(ctx, x.request.Op, err)
		e.Status = answer.StatusCode
		return nil, e
	case err != nil:
		return nil, x.unreadable(answer, fmt.Sprintf("the answer was cut off after %d bytes", b.Len()), err)
	case int64(b.Len()) > limit:
		return nil, x.unreadable(answer, fmt.Sprintf("the answer is larger than %d MiB", limit>>20), nil)
	}
	return b.Bytes(), nil
}

func (x *exchange) unreadable(answer *http.Response, detail string, err error) error {
	return &api.Error{Kind: api.Decode, Op: x.request.Op, Status: answer.StatusCode, Detail: detail, TrackingID: requestID(answer.Header), Err: err}
}

// redirect points the exchange to where an answer sends a read, if that is on
// the same host. Writes are never redirected: the second host would act on
// them, and the token would go with them.
func (x *exchange) redirect(res Response) bool {
	switch res.Status {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
	default:
		return false
	}
	from, err := url.Parse(x.url)
	if err != nil || !x.request.reads() || res.Header.Get("Location") == "" {
		return false
	}
	to, err := from.Parse(res.Header.Get("Location"))
	if err != nil || to.Scheme != from.Scheme || to.Host != from.Host || to.User != nil {
		return false
	}
	to.Fragment = ""
	x.url = to.String()
	return true
}

// trail notes how far an attempt got on its way to a connection.
type trail struct{ wanted, got, late atomic.Bool }

// hurry gives a request up that has no connection at a moment. stop is called
// once its answer is read.
func (t *trail) hurry(req *http.Request, by time.Time) (_ *http.Request, stop func()) {
	ctx, cancel := context.WithCancel(req.Context())
	timer := time.AfterFunc(time.Until(by), func() {
		if t.wanted.Load() && !t.got.Load() {
			t.late.Store(true)
			cancel()
		}
	})
	return req.WithContext(ctx), func() { timer.Stop(); cancel() }
}

func (t *trail) watch(ctx context.Context) context.Context {
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GetConn: func(string) { t.wanted.Store(true) },
		GotConn: func(httptrace.GotConnInfo) { t.got.Store(true) },
	})
}

// unsent reports whether a failed attempt certainly sent nothing of the
// request: a connection was wanted and never had, or the error is one of
// getting connected. A RoundTripper that leaves no trail is only believed in
// the second way.
func (t *trail) unsent(err error) bool {
	if t.got.Load() {
		return false
	}
	return t.wanted.Load() || connecting(err)
}

// errNoAnswer is the detail of an attempt that a deadline ended.
var errNoAnswer = errors.New("no answer in time")
