package tenant

import (
	"log/slog"
	"strings"
	"testing"

	"iscope/api"
	"iscope/api/demotest"
	"iscope/api/safe"
	"iscope/api/sandbox"
)

// settings lead to a demo tenant over loopback.
func settings(t *testing.T) Settings {
	t.Helper()
	srv, err := sandbox.New(sandbox.Options{Seed: 7}).Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = srv.Close() })
	env := demotest.Vars(srv.Env())
	return Settings{
		Name: "demo", URL: env["SAIL_BASE_URL"], ClientID: env["SAIL_CLIENT_ID"], Secret: safe.NewSecret(env["SAIL_CLIENT_SECRET"]),
		NERMURL: env["SAIL_NERM_BASE_URL"], NERMToken: safe.NewSecret(env["SAIL_NERM_TOKEN"]), Calls: &api.Calls{}, Log: slog.New(slog.DiscardHandler),
	}
}

func TestOpenReachesBothServices(t *testing.T) {
	s := settings(t)
	cmds, limit, err := Open(s)
	if err != nil {
		t.Fatal(err)
	}
	if s.Calls.Len() != 0 {
		t.Fatal("opening asked the tenant something")
	}
	if page, err := cmds.ISC.Workflows(t.Context(), api.Query{Limit: 5}); err != nil || len(page.Items) != 5 {
		t.Errorf("%d workflows, %v", len(page.Items), err)
	}
	if page, err := cmds.NERM.Sessions(t.Context(), api.SessionQuery{Limit: 5}); err != nil || len(page.Items) != 5 {
		t.Errorf("%d sessions, %v", len(page.Items), err)
	}
	if limit().Left <= 0 || s.Calls.Len() < 3 {
		t.Errorf("limit %+v after %d calls", limit(), s.Calls.Len())
	}
}

func TestNERMTakesTheISCToken(t *testing.T) {
	s := settings(t)
	s.NERMToken = safe.Secret{}
	cmds, _, err := Open(s)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := cmds.NERM.Sessions(t.Context(), api.SessionQuery{Limit: 1}); err != nil {
		t.Error(err)
	}
}

func TestWithoutNERM(t *testing.T) {
	s := settings(t)
	s.NERMURL = ""
	if cmds, _, err := Open(s); err != nil || cmds.NERM != nil {
		t.Errorf("NERM %v, %v", cmds.NERM, err)
	}
}

func TestMistakesNameTheTenant(t *testing.T) {
	for name, change := range map[string]func(*Settings){
		"plain http":   func(s *Settings) { s.URL = "http://acme.example.com" },
		"NERM http":    func(s *Settings) { s.NERMURL = "http://acme.example.com/api" },
		"generation":   func(s *Settings) { s.Generation = "v9" },
		"no client id": func(s *Settings) { s.ClientID = "" },
	} {
		t.Run(name, func(t *testing.T) {
			s := settings(t)
			change(&s)
			if _, _, err := Open(s); err == nil || !strings.HasPrefix(err.Error(), "tenant demo: ") {
				t.Errorf("error %v", err)
			}
		})
	}
}
