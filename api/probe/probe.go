package probe

import (
	"context"
	"crypto/x509"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"iscope/api"
	"iscope/api/isc"
	"iscope/api/rest"
	"iscope/api/safe"
)

// State is how a step ended.
type State uint8

// States of a step.
const (
	OK      State = iota
	Warning       // it works, but not all of it or not for long
	Problem       // it does not work
	Skipped       // it could not be tried, or there is nothing to try
)

// String returns the state as a word.
func (s State) String() string {
	return [...]string{"ok", "warning", "problem", "skipped"}[min(s, Skipped)]
}

// Settings of a tenant that a step may be about, as the configuration calls
// them.
const (
	AboutURL       = "url"
	AboutID        = "client_id"
	AboutSecret    = "client_secret"
	AboutNERMURL   = "nerm_url"
	AboutNERMToken = "nerm_token"
	AboutAPI       = "api"
)

// Step is what became of one step. Its texts are clean and hold no secret.
type Step struct {
	Name   string // one of those of Names
	About  string // the setting to look at where it did not go well, "" for none
	State  State
	Words  string
	Remedy string // what to do, "" where nothing is to be done
	Took   time.Duration
}

// Names of the steps.
const (
	Address        = "address"
	Lookup         = "name lookup"
	Connection     = "connection"
	Tenant         = "tenant"
	SignIn         = "sign-in"
	Clock          = "clock"
	Workflows      = "workflows"
	Executions     = "executions"
	Inbox          = "inbox"
	Tasks          = "tasks"
	Generation     = "API"
	NERMAddress    = "NERM address"
	NERMLookup     = "NERM lookup"
	NERMConnection = "NERM connection"
	Sessions       = "sessions"
)

// Target is the tenant to check.
type Target struct {
	URL        string // base of the ISC API, resolved
	ClientID   string
	Secret     safe.Secret
	Generation string // "": v3
	NERMURL    string // base of the NERM API, resolved; "" without NERM
	NERMToken  safe.Secret
	// NERMTokenLost is that NERM has a token of its own that could not be had: then
	// it is not asked with that of ISC.
	NERMTokenLost bool
}

// Names returns the steps that Run will tell of, in order.
func Names(t Target) []string {
	out := []string{Address, Lookup, Connection, Tenant, SignIn, Clock, Workflows, Executions, Inbox, Tasks, Generation}
	if t.NERMURL != "" {
		out = append(out, NERMAddress, NERMLookup, NERMConnection, Sessions)
	}
	return out
}

// Options are what Run works with. The zero value is the real thing.
type Options struct {
	LookupHost func(ctx context.Context, host string) ([]string, error)          // nil: the system's resolver
	Dial       func(ctx context.Context, network, addr string) (net.Conn, error) // nil: net.Dialer
	Proxy      func(*http.Request) (*url.URL, error)                             // nil: http.ProxyFromEnvironment
	HTTP       http.RoundTripper                                                 // nil: a transport that dials with Dial
	Roots      *x509.CertPool                                                    // nil: the system's
	Now        func() time.Time                                                  // nil: time.Now
	Timeout    time.Duration                                                     // of one step; 0: 15 s
	Calls      *api.Calls                                                        // nil: requests are not recorded
	Log        *slog.Logger                                                      // nil: nothing is logged
	Version    string                                                            // of the program
}

const stepTime = 15 * time.Second

// run is one call of Run.
type run struct {
	Options
	ctx    context.Context
	target Target
	tell   func(Step)
	steps  []Step

	calls  *api.Calls
	before int // calls recorded when it began
	client *isc.Client
	signed *token // of the sign-in, nil before
	date   moment // when the tenant said what time it is
	found  api.Workflow
	absent []string // views whose paths the tenant does not know
	read   int      // views that could be read
}

// Run checks a tenant and returns the steps, each of which tell, unless nil, is
// given as it ends, on the caller's goroutine. It ends early with ctx: the steps
// that were not finished are missing then.
func Run(ctx context.Context, t Target, o Options, tell func(Step)) []Step {
	o.fill()
	if tell == nil {
		tell = func(Step) {}
	}
	if tr, ok := o.HTTP.(*http.Transport); ok {
		defer tr.CloseIdleConnections()
	}
	r := &run{Options: o, ctx: ctx, target: t, tell: tell, calls: o.Calls}
	if r.calls == nil {
		r.calls = &api.Calls{}
	}
	r.before = r.calls.Len()
	r.isc()
	if t.NERMURL != "" {
		r.nerm()
	}
	return r.steps
}

func (o *Options) fill() {
	if o.LookupHost == nil {
		o.LookupHost = net.DefaultResolver.LookupHost
	}
	if o.Dial == nil {
		o.Dial = (&net.Dialer{Timeout: 10 * time.Second}).DialContext
	}
	if o.Proxy == nil {
		o.Proxy = http.ProxyFromEnvironment
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Timeout <= 0 {
		o.Timeout = stepTime
	}
	if o.HTTP == nil {
		tr := rest.NewTransport()
		tr.DialContext, tr.Proxy = o.Dial, o.Proxy
		tr.TLSClientConfig.RootCAs = o.Roots
		o.HTTP = tr
	}
}

// outcome is what a step found.
type outcome struct {
	state         State
	words, remedy string
	about         string // instead of the step's own
}

// nothing is what an outcome is about that no setting would change.
const nothing = "-"

func ok(words string) outcome      { return outcome{words: words} }
func skipped(words string) outcome { return outcome{state: Skipped, words: words} }
func problem(words, remedy string) outcome {
	return outcome{state: Problem, words: words, remedy: remedy}
}
func warning(words, remedy string) outcome {
	return outcome{state: Warning, words: words, remedy: remedy}
}
func (o outcome) on(setting string) outcome { o.about = setting; return o }

// step makes one step and reports whether what needs it can be tried.
func (r *run) step(name, about string, check func(ctx context.Context) outcome) bool {
	if r.ctx.Err() != nil {
		return false
	}
	ctx, cancel := context.WithTimeout(r.ctx, r.Timeout)
	defer cancel()
	start := r.Now()
	o := check(ctx)
	if r.ctx.Err() != nil { // given up: what it says is about that
		return false
	}
	s := Step{Name: name, About: about, State: o.state, Words: r.clean(o.words), Remedy: r.clean(o.remedy), Took: max(r.Now().Sub(start), 0)}
	if o.about != "" {
		s.About = o.about
	}
	if s.State == OK || s.State == Skipped || s.About == nothing {
		s.About = ""
	}
	r.steps = append(r.steps, s)
	r.tell(s)
	return s.State == OK || s.State == Warning
}

// clean makes a text safe to print. The clients take the credentials of a request
// out of its answer; a host may know them from elsewhere.
func (r *run) clean(s string) string {
	for _, secret := range []safe.Secret{r.target.Secret, r.target.NERMToken} {
		if value := secret.Reveal(); len(value) >= shortest {
			s = strings.ReplaceAll(s, value, "[secret]")
		}
	}
	return safe.Line(s)
}

// shortest is how long a secret is at least; what is shorter is a word that may
// stand in any text.
const shortest = 8

// skip tells that steps could not be tried.
func (r *run) skip(why string, names ...string) {
	for _, n := range names {
		r.step(n, "", func(context.Context) outcome { return skipped(why) })
	}
}

// isc checks ISC.
func (r *run) isc() {
	rest := Names(Target{})
	reached := r.reach(r.target.URL, AboutURL, Address, Lookup, Connection)
	if !reached {
		r.skip("the tenant was not reached", rest[3:]...)
		return
	}
	r.step(Tenant, AboutURL, r.discover)
	signed := r.step(SignIn, AboutSecret, r.signIn)
	r.step(Clock, "", r.clock)
	if !signed {
		r.skip("not signed in", rest[6:]...)
		return
	}
	r.rights()
	r.step(Generation, AboutAPI, r.generation)
}
