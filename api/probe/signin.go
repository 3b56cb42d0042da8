package probe

import (
	"context"
	"encoding/base64"
	"net/http"
	"slices"
	"strings"
	"time"

	"iscope/api"
	"iscope/api/isc"
	"iscope/api/lenient"
	"iscope/api/rest"
	"iscope/api/safe"
)

// discovery is where an ISC tenant says who it is, to anybody.
const discovery = "/oauth/info"

// discover is the operation of asking there.
const discover api.Op = "discover tenant"

// moment is what time the tenant said it was, and when on our clock.
type moment struct{ theirs, ours time.Time }

// discover asks the host which tenant it is.
func (r *run) discover(ctx context.Context) outcome {
	c, err := rest.New(rest.Config{
		BaseURL: r.target.URL, ReadOnly: true, HTTP: r.HTTP, Calls: r.calls, Log: r.Log, Version: r.Version, Now: r.Now,
	})
	if err != nil {
		return problem("is none that requests may go to", "")
	}
	start := r.Now()
	res, err := c.Do(ctx, rest.Request{Op: discover, Method: http.MethodGet, Path: discovery, Bucket: "oauth"})
	if err != nil {
		return untold(api.AsError(discover, err))
	}
	r.note(res.Header, start)
	o, isObject := lenient.Parse(res.Body)
	name, pod := o.Line("tenantName"), o.Line("pod")
	if !isObject || name == "" && o.Line("tenantId") == "" {
		return warning("the host answers, but not as an ISC tenant does", "check the address: it is that of the API, such as https://TENANT.api.identitynow.com")
	}
	if pod != "" {
		name += " on " + pod
	}
	return ok(strings.TrimSpace(name))
}

// untold is an outcome of asking for the tenant. That a host says nothing there
// need not mean that it cannot be signed in to.
func untold(e *api.Error) outcome {
	switch e.Kind {
	case api.NotFound:
		return warning("no ISC tenant is here ("+e.Detail+")", "check the name of the tenant: the host answers for any name")
	case api.Offline:
		return problem(e.Detail, "check the network; whether a proxy is needed (HTTPS_PROXY)")
	}
	return warning("does not say who it is: "+said(e), "")
}

// said is what went wrong with a request, without what it was for.
func said(e *api.Error) string {
	text := e.Error()
	return strings.TrimPrefix(text, string(e.Op)+": ")
}

// note keeps what time the tenant says it is.
func (r *run) note(h http.Header, asked time.Time) {
	theirs, err := http.ParseTime(h.Get("Date"))
	if err != nil {
		return
	}
	answered := r.Now()
	r.date = moment{theirs, asked.Add(answered.Sub(asked) / 2)}
}

// Skews of the clocks from which on there is something to say. A Date has whole
// seconds, and the way takes its time.
const (
	someSkew = 30 * time.Second
	muchSkew = 5 * time.Minute
)

// clock compares the clock of this machine with the tenant's.
func (r *run) clock(context.Context) outcome {
	if r.date.theirs.IsZero() {
		return skipped("the tenant did not say what time it is")
	}
	skew := r.date.ours.Sub(r.date.theirs).Round(time.Second)
	way := "ahead of"
	if skew < 0 {
		way, skew = "behind", -skew
	}
	const remedy = "set the clock of this machine by NTP: ages, time ranges and schedules are off by as much"
	words := "this machine is " + span(skew) + " " + way + " the tenant"
	switch {
	case skew >= muchSkew:
		return problem(words, remedy)
	case skew >= someSkew:
		return warning(words, remedy)
	case skew <= 2*time.Second:
		return ok("the same as the tenant's")
	}
	return ok(words)
}

// span writes a time span without units that are zero.
func span(d time.Duration) string {
	s := d.Round(time.Second).String()
	s = strings.TrimSuffix(s, "m0s") + map[bool]string{true: "m"}[strings.HasSuffix(s, "m0s")]
	return strings.TrimSuffix(s, "h0m") + map[bool]string{true: "h"}[strings.HasSuffix(s, "h0m")]
}

// token is what an access token says of itself. It is not verified: that is the
// tenant's affair.
type token struct {
	user, identity string
	scopes         []string
	levels         []string // authorities, such as ORG_ADMIN
	ends           time.Time
}

// readToken reads the claims of a token; what it does not say stays empty.
func readToken(t safe.Secret) *token {
	var claims lenient.Object
	if parts := strings.Split(t.Reveal(), "."); len(parts) == 3 {
		if raw, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(parts[1], "=")); err == nil {
			claims, _ = lenient.Parse(raw)
		}
	}
	out := &token{
		user: claims.Line("user_name"), identity: claims.ID("identity_id"), scopes: claims.Lines("scope", " "), levels: claims.Lines("authorities", " "),
	}
	if n, ok := claims.Int("exp"); ok && n > 0 {
		out.ends = time.Unix(int64(n), 0)
	}
	return out
}

// all reports whether the token may do whatever its user may. One that names no
// scopes is asked about rather than judged.
func (t *token) all() bool { return len(t.scopes) == 0 || slices.Contains(t.scopes, scopeAll) }

// Scopes and what they are good for, as the documents of the API have them.
const (
	scopeAll     = "sp:scopes:all"
	scopeDefault = "sp:scopes:default"
)

// signIn gets an access token and reads what it says.
func (r *run) signIn(ctx context.Context) outcome {
	if r.target.ClientID == "" || r.target.Secret.IsZero() {
		o := problem("client id and secret are needed", "make a personal access token in ISC (Preferences, Personal Access Tokens)")
		if r.target.ClientID == "" {
			o = o.on(AboutID)
		}
		return o
	}
	client, err := isc.New(isc.Config{
		BaseURL: r.target.URL, Generation: isc.Generation(r.target.Generation), ClientID: r.target.ClientID, ClientSecret: r.target.Secret,
		ReadOnly: true, HTTP: r.HTTP, Calls: r.calls, Log: r.Log, Version: r.Version, Now: r.Now,
	})
	if err != nil {
		return problem(err.Error(), "use one of v3, v2025, v2026, v1").on(AboutAPI)
	}
	secret, err := client.Tokens().Token(ctx, safe.Secret{})
	if err != nil {
		return refused(api.AsError(api.Authenticate, err))
	}
	r.client, r.signed = client, readToken(secret)
	return r.welcome(r.signed)
}

// refused says why signing in failed.
func refused(e *api.Error) outcome {
	words := said(e)
	switch e.Kind {
	case api.Auth:
		return problem("refused: "+words,
			"check client id and secret; a token ends after 6 months at most")
	case api.Throttled:
		return problem("refused for now: "+words, "wait a moment, then check again").on(nothing)
	case api.NotFound:
		return problem("no tenant is signed in to here: "+words, "check the name of the tenant").on(AboutURL)
	case api.Offline:
		return problem(words, "check the network; whether a proxy is needed (HTTPS_PROXY)").on(AboutURL)
	}
	return problem(words, "check the address; if it is right, the tenant has a problem").on(AboutURL)
}

// welcome says whose token it is, what it may do and how long.
func (r *run) welcome(t *token) outcome {
	var parts []string
	if t.user != "" {
		parts = append(parts, t.user)
	}
	if len(t.levels) > 0 {
		parts = append(parts, few(t.levels))
	}
	if len(t.scopes) > 0 {
		parts = append(parts, few(t.scopes))
	}
	if left := t.ends.Sub(r.Now()); !t.ends.IsZero() && left > 0 {
		parts = append(parts, "for "+span(left))
	}
	words := strings.Join(parts, ", ")
	if words == "" {
		words = "a token that says nothing of itself"
	}
	switch {
	case t.user == "" && t.identity == "":
		return warning(words+"; no person stands behind it",
			"use a personal access token: workflows, work items and clearing tasks need a person").on(AboutID)
	case !t.all():
		return warning(words+"; the inbox needs "+scopeAll, "make a personal access token with the scope "+scopeAll).on(AboutID)
	}
	return ok(words)
}

// few joins the first of many.
func few(list []string) string {
	const most = 4
	if len(list) > most {
		return strings.Join(list[:most], " ") + " …"
	}
	return strings.Join(list, " ")
}
