package sandbox

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestListenOnLoopbackOnly(t *testing.T) {
	tenant := New(Options{})
	for _, addr := range []string{":0", "0.0.0.0:0", "[::]:0", "192.0.2.1:0", "example.com:80", "127.0.0.1"} {
		if s, err := tenant.Listen(addr); err == nil {
			t.Errorf("%s is served at %s", addr, s.Addr())
			_ = s.Close()
		}
	}
}

// The environment lines are all that another client needs: over a real socket,
// from the token to a list and a NERM list.
func TestServerFromItsEnvironment(t *testing.T) {
	s, err := New(Options{Seed: 5}).Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		http.DefaultClient.CloseIdleConnections()
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	env := map[string]string{}
	for _, line := range s.Env() {
		k, v, _ := strings.Cut(line, "=")
		if v == "" || strings.ContainsAny(v, " '\"$`") {
			t.Errorf("a shell cannot eval %q", line)
		}
		env[k] = v
	}
	if !strings.HasSuffix(env["SAIL_NERM_BASE_URL"], "/api") {
		t.Error(env["SAIL_NERM_BASE_URL"])
	}
	res, err := http.PostForm(env["SAIL_BASE_URL"]+"/oauth/token", url.Values{
		"grant_type": {"client_credentials"}, "client_id": {env["SAIL_CLIENT_ID"]}, "client_secret": {env["SAIL_CLIENT_SECRET"]},
	})
	if err != nil {
		t.Fatal(err)
	}
	var token struct {
		AccessToken string `json:"access_token"`
	}
	if err := json.NewDecoder(res.Body).Decode(&token); err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	for target, bearer := range map[string]string{
		env["SAIL_BASE_URL"] + "/workflows/v1":                     token.AccessToken,
		env["SAIL_NERM_BASE_URL"] + "/workflow_sessions?limit=2":   env["SAIL_NERM_TOKEN"],
		env["SAIL_BASE_URL"] + "/v3/work-items/summary":            token.AccessToken,
		env["SAIL_BASE_URL"] + "/beta/task-status?limit=1":         token.AccessToken,
		env["SAIL_BASE_URL"] + "/v2026/public-identities?limit=10": token.AccessToken,
	} {
		req, _ := http.NewRequest("GET", target, nil)
		req.Header.Set("Authorization", "Bearer "+bearer)
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		raw, _ := io.ReadAll(res.Body)
		_ = res.Body.Close()
		if res.StatusCode != 200 || len(raw) < 10 || res.Header.Get("Slpt-Request-Id") == "" {
			t.Errorf("%s: %d %.100s", target, res.StatusCode, raw)
		}
	}
}

// Over the wire a drop is a closed connection, not an answer.
func TestDropOverTheWire(t *testing.T) {
	tenant := New(Options{})
	s, err := tenant.Listen("localhost:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := tenant.SetFaults(Fault{Kind: FaultDropBefore, Count: -1}); err != nil {
		t.Fatal(err)
	}
	if _, err := http.Post(s.URL()+"/oauth/token", "text/plain", nil); !errors.Is(err, io.EOF) {
		t.Errorf("a drop is %v", err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if _, err := http.Get(s.URL()); err == nil {
		t.Error("it still listens")
	}
}

// New names the people and computes nothing else: the largest tenant costs no
// more than the smallest. (BenchmarkNew has the time, about half a millisecond.)
func TestNewDoesNotDependOnScale(t *testing.T) {
	small := testing.AllocsPerRun(5, func() { New(Options{Workflows: 1, Executions: 1, WorkItems: 1, Tasks: 1, Sessions: 1}) })
	large := testing.AllocsPerRun(5, func() {
		New(Options{Workflows: 5_000, Executions: 1_000_000, WorkItems: 100_000, Tasks: 100_000, Sessions: 10_000})
	})
	if large > small*1.1 {
		t.Errorf("%v allocations, %v for a large tenant", small, large)
	}
}
