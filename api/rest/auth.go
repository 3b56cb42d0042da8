package rest

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"iscope/api"
	"iscope/api/lenient"
	"iscope/api/safe"
)

// Tokens gives the bearer token of each request. Token blocks until there is
// one or ctx ends. A caller whose token the API refused passes it, and gets a
// newer one if there can be any, else the same. Implementations are safe for
// concurrent use.
type Tokens interface {
	Token(ctx context.Context, refused safe.Secret) (safe.Secret, error)
}

// Bearer is a token that never changes, such as an API key of NERM.
type Bearer struct{ Secret safe.Secret }

// Token returns the secret, whatever was refused.
func (b Bearer) Token(context.Context, safe.Secret) (safe.Secret, error) { return b.Secret, nil }

// The life of a token: the vendor's when the reply does not say, and the share
// of it after which we ask for a new one.
const (
	defaultLife = 749 * time.Second
	maxLife     = 24 * time.Hour
	renewTime   = 15 * time.Second // deadline of a renewal, which no single request owns
)

// OAuth is a token source that signs in with client credentials (POST
// /oauth/token). It is safe for concurrent use.
type OAuth struct {
	client *Client
	id     string
	secret safe.Secret

	mu      sync.Mutex
	token   safe.Secret
	renewAt time.Time // on the clock of Config.Now, with its monotonic part
	endsAt  time.Time
	account api.Account
	flight  *flight // renewal under way
}

// flight is one renewal, shared by all who wait for it.
type flight struct {
	done  chan struct{}
	token safe.Secret
	err   error
}

// NewOAuth returns a source that asks the host of c for tokens, through the
// limiter and into the record of c.
func NewOAuth(c *Client, id string, secret safe.Secret) *OAuth {
	return &OAuth{client: c.With(nil), id: id, secret: secret}
}

// Token returns the current token, after renewing it when it is at 80 % of its
// life or is the refused one. Its errors are Unsent: the request that needed
// the token has not left.
func (o *OAuth) Token(ctx context.Context, refused safe.Secret) (safe.Secret, error) {
	o.mu.Lock()
	if !o.token.IsZero() && o.token != refused && o.client.now().Before(o.renewAt) {
		defer o.mu.Unlock()
		return o.token, nil
	}
	f := o.flight
	if f == nil {
		f = &flight{done: make(chan struct{})}
		o.flight = f
		// One caller giving up must not take the token from the others.
		go o.renew(context.WithoutCancel(ctx), f)
	}
	o.mu.Unlock()
	select {
	case <-f.done:
	case <-ctx.Done():
		e := api.AsError(api.Authenticate, ctx.Err())
		e.Unsent = true
		return safe.Secret{}, e
	}
	if f.err == nil {
		return f.token, nil
	}
	// A token that lives on is better than none, unless the tenant refused us.
	o.mu.Lock()
	defer o.mu.Unlock()
	if !o.token.IsZero() && o.token != refused && !api.IsKind(f.err, api.Auth) && o.client.now().Before(o.endsAt) {
		return o.token, nil
	}
	return safe.Secret{}, f.err
}

// Account tells whose credentials these are, from the claims of the token,
// which is not verified, and the reply it came in.
func (o *OAuth) Account(ctx context.Context) (api.Account, error) {
	if _, err := o.Token(ctx, safe.Secret{}); err != nil {
		return api.Account{}, err
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.account, nil
}

// renew asks for a token and hands it to everybody who waits.
func (o *OAuth) renew(ctx context.Context, f *flight) {
	ctx, cancel := context.WithTimeout(ctx, renewTime)
	defer cancel()
	asked := o.client.now()
	reply, err := o.ask(ctx)
	o.mu.Lock()
	defer o.mu.Unlock()
	defer close(f.done)
	o.flight = nil
	if err != nil {
		f.err = err
		return
	}
	life := defaultLife
	if s, ok := reply.Int("expires_in"); ok && s > 0 {
		life = min(time.Duration(min(s, int(maxLife/time.Second)))*time.Second, maxLife)
	}
	f.token = safe.NewSecret(lenient.Scalar(reply["access_token"]))
	o.token, o.renewAt, o.endsAt = f.token, asked.Add(life*8/10), asked.Add(life)
	o.account = accountOf(f.token, reply)
}

// ask makes the token request and returns its reply, which holds a token. A
// panic becomes an error here: it runs in a goroutine that no command guards.
func (o *OAuth) ask(ctx context.Context) (reply lenient.Object, err error) {
	defer func() {
		if v := recover(); v != nil {
			err = &api.Error{Kind: api.Internal, Op: api.Authenticate, Detail: safe.Line(fmt.Sprintf("internal error: %v", v)), Unsent: true}
		}
	}()
	form := url.Values{"grant_type": {"client_credentials"}, "client_id": {o.id}, "client_secret": {o.secret.Reveal()}}
	res, err := o.client.Do(ctx, Request{
		Op: api.Authenticate, Method: http.MethodPost, Path: "/oauth/token", Bucket: "oauth",
		Body: []byte(form.Encode()), Type: "application/x-www-form-urlencoded", Hidden: true, signIn: o.secret,
	})
	if err != nil {
		e := *api.AsError(api.Authenticate, err)
		e.Unsent = true
		if e.Kind == api.Invalid || e.Kind == api.Forbidden || e.Kind == api.Conflict {
			e.Kind = api.Auth
		}
		return nil, &e
	}
	reply, _ = lenient.Parse(res.Body)
	if !headerSafe(lenient.Scalar(reply["access_token"])) {
		return nil, &api.Error{Kind: api.Decode, Op: api.Authenticate, Status: res.Status, Detail: "the sign-in gave no token", Unsent: true,
			Err: errors.New("no access_token in the reply")}
	}
	return reply, nil
}

// headerSafe reports whether a token can stand in a header.
func headerSafe(token string) bool {
	return token != "" && !strings.ContainsFunc(token, func(r rune) bool { return r <= ' ' || r > '~' })
}

// accountOf reads who a token belongs to. Clients without a user lack most of
// it; what is unreadable stays empty.
func accountOf(token safe.Secret, reply lenient.Object) api.Account {
	var claims lenient.Object
	if parts := strings.Split(token.Reveal(), "."); len(parts) == 3 {
		if raw, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(parts[1], "=")); err == nil {
			claims, _ = lenient.Parse(raw)
		}
	}
	first := func(a, b string) string {
		if a != "" {
			return a
		}
		return b
	}
	return api.Account{
		IdentityID: first(claims.ID("identity_id"), reply.ID("identity_id")),
		UserName:   first(claims.Line("user_name"), reply.Line("user_name")),
		Org:        first(claims.Line("org"), reply.Line("org")),
		Pod:        first(claims.Line("pod"), reply.Line("pod")),
		Authority:  claims.Lines("authorities", ""),
	}
}
