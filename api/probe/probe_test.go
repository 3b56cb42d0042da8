package probe

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"syscall"
	"testing"
	"time"

	"iscope/api"
	"iscope/api/demotest"
	"iscope/api/isc"
	"iscope/api/safe"
	"iscope/api/sandbox"
)

// demo starts a demo tenant and returns it with what leads to it.
func demo(t *testing.T, o sandbox.Options) (*sandbox.Tenant, Target) {
	t.Helper()
	tenant := sandbox.New(o)
	server, err := tenant.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	env := demotest.Vars(server.Env())
	return tenant, Target{
		URL: env["SAIL_BASE_URL"], ClientID: env["SAIL_CLIENT_ID"], Secret: safe.NewSecret(env["SAIL_CLIENT_SECRET"]),
		NERMURL: env["SAIL_NERM_BASE_URL"], NERMToken: safe.NewSecret(env["SAIL_NERM_TOKEN"]),
	}
}

// check runs the probe and returns its steps by name. The steps told are those
// returned, and those announced.
func check(t *testing.T, target Target, o Options) map[string]Step {
	t.Helper()
	var told []Step
	steps := Run(t.Context(), target, o, func(s Step) { told = append(told, s) })
	names := Names(target)
	out := map[string]Step{}
	for i, s := range steps {
		if len(steps) != len(names) || s.Name != names[i] || told[i] != s {
			t.Errorf("steps %v, told %v, announced %v", steps, told, names)
			break
		}
		if s.Words == "" || s.State != OK && s.State != Skipped && s.Remedy == "" && s.Name != Tenant || strings.Contains(s.Words+s.Remedy, "redacted") {
			t.Errorf("%s has no words: %+v", s.Name, s)
		}
		out[s.Name] = s
	}
	return out
}

// want fails unless a step is in a state, with words among its own.
func want(t *testing.T, s Step, state State, about string, words ...string) {
	t.Helper()
	if s.State != state || s.About != about {
		t.Errorf("%s: %s about %q, want %s about %q: %s", s.Name, s.State, s.About, state, about, s.Words)
	}
	for _, w := range words {
		if !strings.Contains(s.Words+" → "+s.Remedy, w) {
			t.Errorf("%s: no %q in %q → %q", s.Name, w, s.Words, s.Remedy)
		}
	}
}

func TestDemoTenant(t *testing.T) {
	for _, g := range []string{"", "v2025", "v2026", "v1"} {
		_, target := demo(t, sandbox.Options{Seed: 7})
		target.Generation = g
		for name, s := range check(t, target, Options{}) {
			if s.State != OK {
				t.Errorf("%s: %s: %s: %s → %s", g, name, s.State, s.Words, s.Remedy)
			}
		}
	}
}

func TestWordsOfADemoTenant(t *testing.T) {
	tenant, target := demo(t, sandbox.Options{Seed: 7})
	steps := check(t, target, Options{})
	want(t, steps[Address], OK, "", target.URL)
	want(t, steps[Lookup], OK, "", "127.0.0.1 is 127.0.0.1")
	want(t, steps[Connection], OK, "", "this machine only")
	want(t, steps[Tenant], OK, "", "demo01-example")
	want(t, steps[SignIn], OK, "", "ORG_ADMIN", "sp:scopes:all", "for 12m")
	want(t, steps[Clock], OK, "", "the same as the tenant's")
	want(t, steps[Inbox], OK, "", "open")
	want(t, steps[Generation], OK, "", "v3 is spoken; the tenant says that these will go away: /v3/workflows/{id}/executions")
	want(t, steps[Sessions], OK, "", "with its own token")
	target.NERMToken = safe.Secret{}
	want(t, check(t, target, Options{})[Sessions], OK, "", "with the token of ISC")
	// It only read, little, and in no more requests than it has steps.
	r := tenant.Record()
	for route := range r.Routes {
		if !strings.HasPrefix(route, "GET ") && route != "POST /oauth/token" {
			t.Errorf("%s was sent", route)
		}
	}
	if r.Total != 2*7 {
		t.Errorf("%d requests: %v", r.Total, r.Routes)
	}
}

func TestRefusedSignIn(t *testing.T) {
	_, target := demo(t, sandbox.Options{Seed: 7})
	target.Secret, target.NERMToken = safe.NewSecret("c4nary"), safe.Secret{}
	steps := check(t, target, Options{})
	want(t, steps[SignIn], Problem, AboutSecret, "refused: invalid_client", "6 months")
	want(t, steps[Clock], OK, "")
	for _, n := range []string{Workflows, Executions, Inbox, Tasks, Generation} {
		want(t, steps[n], Skipped, "", "not signed in")
	}
	want(t, steps[Sessions], Skipped, "", "no token")
	target.Secret = safe.Secret{}
	want(t, check(t, target, Options{})[SignIn], Problem, AboutSecret, "personal access token")
	target.ClientID = ""
	want(t, check(t, target, Options{})[SignIn], Problem, AboutID, "personal access token")
	target.ClientID, target.Secret, target.Generation = "id", safe.NewSecret("c4nary"), "v9"
	want(t, check(t, target, Options{})[SignIn], Problem, AboutAPI, "v9")
}

// Every kind of trouble a tenant can make has its state, its setting and its
// words.
func TestTrouble(t *testing.T) {
	for _, c := range []struct {
		name  string
		fault sandbox.Fault
		step  string
		state State
		about string
		words string
	}{
		{"no tenant", sandbox.Fault{Path: "/oauth/info", Kind: sandbox.FaultStatus, Status: 404}, Tenant, Warning, AboutURL, "no ISC tenant is here"},
		{"a page", sandbox.Fault{Path: "/oauth/info", Kind: sandbox.FaultHTML}, Tenant, Warning, AboutURL, "not as an ISC tenant does"},
		{"down", sandbox.Fault{Path: "/oauth/info", Kind: sandbox.FaultStatus, Status: 500}, Tenant, Warning, AboutURL, "does not say who it is"},
		{"dropped", sandbox.Fault{Path: "/oauth/info", Kind: sandbox.FaultDropBefore}, Tenant, Problem, AboutURL, "network"},
		{"limit at sign-in", sandbox.Fault{Path: "/oauth/token", Kind: sandbox.FaultStatus, Status: 429, RetryAfter: 3}, SignIn, Problem, "", "for now"},
		{"no token", sandbox.Fault{Path: "/oauth/token", Kind: sandbox.FaultEmpty}, SignIn, Problem, AboutURL, "gave no token"},
		{"no sign-in", sandbox.Fault{Path: "/oauth/token", Kind: sandbox.FaultStatus, Status: 404}, SignIn, Problem, AboutURL, "no tenant is signed in to"},
		{"offline", sandbox.Fault{Path: "/oauth/token", Kind: sandbox.FaultDropBefore}, SignIn, Problem, AboutURL, "HTTPS_PROXY"},
		{"right", sandbox.Fault{Path: "/v3/workflows", Kind: sandbox.FaultStatus, Status: 403}, Workflows, Warning, AboutID, "has to be ORG_ADMIN; this one is ORG_ADMIN"},
		{"executions", sandbox.Fault{Path: "/v3/workflows/*/executions", Kind: sandbox.FaultStatus, Status: 403}, Executions, Warning, AboutID, "SOURCE_SUBADMIN"},
		{"items", sandbox.Fault{Path: "/v3/work-items", Kind: sandbox.FaultStatus, Status: 403}, Inbox, Warning, AboutID, "administrator of ISC"},
		{"tasks", sandbox.Fault{Path: "/beta/task-status", Kind: sandbox.FaultStatus, Status: 403}, Tasks, Warning, AboutID, "HELPDESK"},
		{"refused", sandbox.Fault{Path: "/beta/task-status", Kind: sandbox.FaultStatus, Status: 401}, Tasks, Problem, AboutID, "token is refused"},
		{"limit", sandbox.Fault{Path: "/beta/task-status", Kind: sandbox.FaultStatus, Status: 429}, Tasks, Warning, "", "wait a moment"},
		{"absent", sandbox.Fault{Path: "/beta/task-status", Kind: sandbox.FaultStatus, Status: 404}, Generation, Warning, AboutAPI, "v3 lacks tasks"},
		{"broken", sandbox.Fault{Path: "/beta/task-status", Kind: sandbox.FaultStatus, Status: 500}, Tasks, Problem, "", "tracking id"},
		{"other generation", sandbox.Fault{Path: "/*/*", Kind: sandbox.FaultStatus, Status: 404, Skip: 2}, Generation, Problem, AboutAPI, `api = "v2025"`},
		{"NERM key", sandbox.Fault{Path: "/nerm/api/workflow_sessions", Kind: sandbox.FaultStatus, Status: 401}, Sessions, Problem, AboutNERMToken, "NERM refuses its own token"},
		{"NERM right", sandbox.Fault{Path: "/nerm/api/workflow_sessions", Kind: sandbox.FaultStatus, Status: 403}, Sessions, Warning, AboutNERMToken, "NERM administrators"},
		{"NERM address", sandbox.Fault{Path: "/nerm/api/workflow_sessions", Kind: sandbox.FaultStatus, Status: 404}, Sessions, Problem, AboutNERMURL, "ends in /api"},
		{"NERM page", sandbox.Fault{Path: "/nerm/api/workflow_sessions", Kind: sandbox.FaultHTML}, Sessions, Problem, AboutNERMURL, "no NERM API"},
		{"NERM down", sandbox.Fault{Path: "/nerm/api/workflow_sessions", Kind: sandbox.FaultStatus, Status: 500}, Sessions, Problem, AboutNERMURL, "check again"},
	} {
		t.Run(c.name, func(t *testing.T) {
			tenant, target := demo(t, sandbox.Options{Seed: 7})
			c.fault.Count = -1
			if strings.HasPrefix(c.name, "other") {
				c.fault = sandbox.Fault{Path: "/v3", Kind: sandbox.FaultStatus, Status: 404, Count: -1}
				beta := c.fault
				beta.Path = "/beta"
				if err := tenant.SetFaults(c.fault, beta); err != nil {
					t.Fatal(err)
				}
			} else if err := tenant.SetFaults(c.fault); err != nil {
				t.Fatal(err)
			}
			want(t, check(t, target, Options{})[c.step], c.state, c.about, c.words)
		})
	}
}

// A key without a person behind it, such as that of an external trigger.
func TestNoPerson(t *testing.T) {
	_, target := demo(t, sandbox.Options{Seed: 7})
	client, err := isc.New(isc.Config{BaseURL: target.URL, ClientID: target.ClientID, ClientSecret: target.Secret})
	if err != nil {
		t.Fatal(err)
	}
	p, err := client.Workflows(t.Context(), api.Query{})
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range p.Items {
		if minted, err := client.CreateExternalClient(t.Context(), w.ID); err == nil {
			target.ClientID, target.Secret = minted.ID, minted.Secret
			break
		}
	}
	want(t, check(t, target, Options{})[SignIn], Warning, AboutID, "no person stands behind it", "sp:workflow-execute:external")
}

func TestLacks(t *testing.T) {
	person := token{user: "ada", levels: []string{"HELPDESK"}}
	scoped := func(scopes ...string) *token { c := person; c.scopes = scopes; return &c }
	for _, c := range []struct {
		t          *token
		view, want string
	}{
		{scoped(scopeDefault), Workflows, "the token needs the scope sp:workflow:read, sp:workflow:manage or sp:scopes:all"},
		{scoped("sp:workflow:read"), Inbox, "the token needs the scope sp:scopes:all"},
		{scoped("sp:workflow:read"), Workflows, "the user has to be ORG_ADMIN; this one is HELPDESK"},
		{scoped(), Executions, "the user has to be ORG_ADMIN, SOURCE_ADMIN or SOURCE_SUBADMIN; this one is HELPDESK"},
		{scoped(scopeAll), Inbox, "ask an administrator of ISC for the right to see work items"},
		{&token{scopes: []string{scopeAll}}, Tasks, "a person has to stand behind the token: use a personal access token"},
	} {
		if got := (&run{signed: c.t}).lacks(c.view); got != c.want {
			t.Errorf("%s: %s", c.view, got)
		}
	}
	r := &run{Options: Options{Now: time.Now}}
	if o := r.welcome(scoped("a", "b", "c", "d", "e")); o.state != Warning || !strings.Contains(o.words, "a b c d …; the inbox needs sp:scopes:all") {
		t.Errorf("%+v", o)
	}
	if o := r.welcome(readToken(safe.NewSecret("no JWT"))); o.state != Warning || !strings.Contains(o.words, "says nothing of itself") {
		t.Errorf("%+v", o)
	}
}

func TestClock(t *testing.T) {
	start := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		skew  time.Duration
		state State
		words string
	}{
		{0, OK, "the same"}, {2 * time.Second, OK, "the same"}, {-10 * time.Second, OK, "10s behind the tenant"}, {40 * time.Second, Warning, "40s ahead of the tenant"},
		{-time.Hour, Problem, "1h behind the tenant"}, {90 * time.Minute, Problem, "1h30m ahead of"},
	} {
		r := &run{Options: Options{Now: func() time.Time { return start.Add(c.skew) }}}
		r.note(http.Header{"Date": {start.Format(http.TimeFormat)}}, start.Add(c.skew))
		if o := r.clock(t.Context()); o.state != c.state || !strings.Contains(o.words, c.words) {
			t.Errorf("%s: %+v", c.skew, o)
		}
	}
	r := &run{Options: Options{Now: time.Now}}
	r.note(http.Header{"Date": {"today"}}, start)
	if o := r.clock(t.Context()); o.state != Skipped {
		t.Errorf("%+v", o)
	}
}

func TestUnreachable(t *testing.T) {
	_, target := demo(t, sandbox.Options{Seed: 7})
	target.NERMURL = ""
	for _, c := range []struct {
		name   string
		url    string
		o      Options
		step   string
		words  string
		remedy string
	}{
		{"plain http", "http://acme.example.com", Options{}, Address, "none that requests may go to", "loopback only"},
		{"no address", "", Options{}, Address, "none that", "tenant.domain"},
		{"no host", "https://acme.example.com", Options{LookupHost: lookup(&net.DNSError{IsNotFound: true})}, Lookup, "no host is named acme.example.com", "check the name"},
		{"no address of it", "https://acme.example.com", Options{LookupHost: lookup(nil)}, Lookup, "no host is named", "check the name"},
		{"no DNS", "https://acme.example.com", Options{LookupHost: lookup(&net.DNSError{IsTimeout: true})}, Lookup, "cannot be looked up", "VPN"},
		{"refused", "", Options{Dial: dial(syscall.ECONNREFUSED)}, Connection, "refuses connections", "port"},
		{"far away", "", Options{Dial: dial(syscall.EHOSTUNREACH)}, Connection, "cannot be reached", "VPN"},
		{"silent", "", Options{Dial: dial(context.DeadlineExceeded)}, Connection, "does not answer", "HTTPS_PROXY"},
		{"odd", "", Options{Dial: dial(errors.New("no luck"))}, Connection, "no connection: no luck", "firewall"},
		{"bad proxy", "", Options{Proxy: func(*http.Request) (*url.URL, error) { return nil, errors.New("c4nary") }}, Connection, "invalid address", "NO_PROXY"},
	} {
		t.Run(c.name, func(t *testing.T) {
			to := target
			if c.url != "" || c.step == Address {
				to.URL = c.url
			}
			if c.o.Proxy == nil {
				c.o.Proxy = none
			}
			steps := check(t, to, c.o)
			want(t, steps[c.step], Problem, AboutURL, c.words, c.remedy)
			for _, n := range Names(to)[3:] {
				want(t, steps[n], Skipped, "", "the tenant was not reached")
			}
		})
	}
}

func none(*http.Request) (*url.URL, error) { return nil, nil }

// A NERM tenant that is not found is told how one is written.
func TestNERMTenantNotFound(t *testing.T) {
	_, target := demo(t, sandbox.Options{Seed: 7})
	target.NERMURL = "https://acme.nonemployee.com/api"
	steps := check(t, target, Options{LookupHost: func(_ context.Context, host string) ([]string, error) {
		if host == "acme.nonemployee.com" {
			return nil, &net.DNSError{IsNotFound: true}
		}
		return []string{"127.0.0.1"}, nil
	}})
	want(t, steps[NERMLookup], Problem, AboutNERMURL, "no host is named acme.nonemployee.com", "outside nonemployee.com is written https://HOST/api")
	target.NERMURL, target.NERMTokenLost = target.URL+"/api", true
	want(t, check(t, target, Options{})[Sessions], Skipped, "", "could not be had")
}

func lookup(err error) func(context.Context, string) ([]string, error) {
	return func(context.Context, string) ([]string, error) { return nil, err }
}

func dial(err error) func(context.Context, string, string) (net.Conn, error) {
	return func(context.Context, string, string) (net.Conn, error) {
		return nil, &net.OpError{Op: "dial", Net: "tcp", Err: err}
	}
}

// A probe that is given up ends at once and tells nothing more.
func TestGivenUp(t *testing.T) {
	_, target := demo(t, sandbox.Options{Seed: 7})
	ctx, cancel := context.WithCancel(t.Context())
	var told []Step
	steps := Run(ctx, target, Options{}, func(s Step) {
		told = append(told, s)
		if s.Name == Connection {
			cancel()
		}
	})
	if len(told) != 3 || len(steps) != 3 {
		t.Errorf("told %v after it was given up", told)
	}
}

// No secret is in anything a probe says, records or logs, whatever it is that
// the tenant gives back of what it was sent.
func TestSecretsStayHome(t *testing.T) {
	for _, status := range []int{200, 400, 401, 403, 404, 429, 500} {
		for _, key := range []string{"", "c4nary-key"} {
			base := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				sent, _ := io.ReadAll(r.Body)
				form, _ := url.ParseQuery(string(sent))
				echo := form.Get("client_secret") + r.Header.Get("Authorization")
				w.Header().Set("Content-Type", "application/json")
				w.Header().Set("Slpt-Request-Id", "req-1")
				if r.URL.Path != "/oauth/token" || status != 200 {
					w.WriteHeader(status)
				}
				_ = json.NewEncoder(w).Encode(map[string]string{"error": echo, "error_description": "no " + echo, "access_token": "c4nary-token", "tenantName": "acme"})
			}))
			var log strings.Builder
			calls := &api.Calls{}
			steps := Run(t.Context(), Target{
				URL: base, ClientID: "an-id", Secret: safe.NewSecret("c4nary-secret"), NERMURL: base + "/api", NERMToken: safe.NewSecret(key),
			}, Options{Calls: calls, Log: slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))}, nil)
			said := fmt.Sprintf("%+v %+v %s", steps, calls.Latest(), log.String())
			if strings.Contains(said, "c4nary") || calls.Len() < 2 {
				t.Errorf("%d: %d calls: %s", status, calls.Len(), said)
			}
		}
	}
	// Nor is one that a host knows from elsewhere, as long as it is ours.
	r := &run{Options: Options{Now: time.Now, Timeout: time.Minute}, ctx: t.Context(), tell: func(Step) {}, target: Target{Secret: safe.NewSecret("c4nary-secret")}}
	r.step(Tenant, "", func(context.Context) outcome { return problem("host c4nary-secret", "ask c4nary-secret") })
	if s := r.steps[0]; strings.Contains(s.Words+s.Remedy, "c4nary") {
		t.Errorf("%+v", s)
	}
}
