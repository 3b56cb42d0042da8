package nerm_test

import (
	"errors"
	"net/http"
	"slices"
	"testing"
	"testing/synctest"

	"iscope/api"
	"iscope/api/demotest"
	"iscope/api/isc"
	"iscope/api/nerm"
	"iscope/api/safe"
	"iscope/api/sandbox"
)

// clients returns a client with the tenant's own NERM token, and one with the
// tokens of ISC.
func clients(t *testing.T, tenant *sandbox.Tenant, base string, trip http.RoundTripper) (own, shared *nerm.Client) {
	t.Helper()
	env := demotest.Vars(tenant.Env(base))
	main, err := isc.New(isc.Config{BaseURL: env["SAIL_BASE_URL"], ClientID: env["SAIL_CLIENT_ID"], ClientSecret: safe.NewSecret(env["SAIL_CLIENT_SECRET"]), HTTP: trip})
	if err != nil {
		t.Fatal(err)
	}
	if own, err = nerm.New(nerm.Config{BaseURL: env["SAIL_NERM_BASE_URL"], Token: safe.NewSecret(env["SAIL_NERM_TOKEN"]), HTTP: trip}); err != nil {
		t.Fatal(err)
	}
	if shared, err = nerm.New(nerm.Config{BaseURL: env["SAIL_NERM_BASE_URL"], Tokens: main.Tokens(), HTTP: trip}); err != nil {
		t.Fatal(err)
	}
	return own, shared
}

func TestDemoTenant(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tenant := sandbox.New(sandbox.Options{Seed: 7})
		own, shared := clients(t, tenant, "http://127.0.0.1:1", tenant.RoundTripper())
		for name, c := range map[string]*nerm.Client{"NERM token": own, "ISC token": shared} {
			t.Log(name)
			lookups(t, c)
			sessions(t, c)
		}
	})
}

func TestDemoTenantOverLoopback(t *testing.T) {
	tenant := sandbox.New(sandbox.Options{Seed: 7})
	server, err := tenant.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	own, _ := clients(t, tenant, server.URL(), nil)
	lookups(t, own)
	sessions(t, own)
}

func lookups(t *testing.T, c *nerm.Client) {
	t.Helper()
	users, err := c.Users(t.Context(), api.PeopleQuery{Name: "", Limit: 3, Offset: 0})
	if err != nil || len(users.Items) != 3 || !users.More || users.Total < 3 || users.Bad != 0 {
		t.Fatalf("users %+v, %v", users, err)
	}
	named, err := c.Users(t.Context(), api.PeopleQuery{Name: users.Items[1].Name, Limit: 50, Offset: 0})
	if err != nil || !slices.ContainsFunc(named.Items, func(u api.NERMUser) bool { return u.ID == users.Items[1].ID }) {
		t.Errorf("users by name %+v, %v", named, err)
	}
	profiles, err := c.Profiles(t.Context(), api.PeopleQuery{Name: "", Limit: 5, Offset: 5})
	if err != nil || len(profiles.Items) == 0 || profiles.Offset != 5 {
		t.Errorf("profiles %+v, %v", profiles, err)
	}
	if none, err := c.Profiles(t.Context(), api.PeopleQuery{Name: "nobody is named like this", Limit: 5, Offset: 0}); err != nil || len(none.Items) != 0 || none.More {
		t.Errorf("no profiles: %+v, %v", none, err)
	}
	mailed, err := c.Users(t.Context(), api.PeopleQuery{Email: users.Items[2].Email})
	if err != nil || len(mailed.Items) != 1 || mailed.Items[0].ID != users.Items[2].ID {
		t.Errorf("users by e-mail %+v, %v", mailed, err)
	}
	attributes, err := c.Attributes(t.Context(), 500, 0)
	if err != nil || len(attributes.Items) == 0 || attributes.More {
		t.Errorf("attributes %+v, %v", attributes, err)
	}
	for _, a := range attributes.Items {
		options, err := c.AttributeOptions(t.Context(), a.ID, 0, 0)
		choice := a.DataType == "drop-down" || a.DataType == "radio buttons" || a.DataType == "check boxes" || a.DataType == "tags"
		if err != nil || choice != (len(options.Items) > 1) {
			t.Errorf("options of %s: %+v, %v", a.UID, options, err)
		}
	}
	actions, err := c.WorkflowActions(t.Context(), "")
	if err != nil || len(actions) != 1 || actions[0].Description == "" {
		t.Errorf("workflow actions %+v, %v", actions, err)
	}
}

func sessions(t *testing.T, c *nerm.Client) {
	t.Helper()
	var all []api.Session
	for q := (api.SessionQuery{Limit: 15}); ; {
		p, err := c.Sessions(t.Context(), q)
		if err != nil || p.Bad != 0 {
			t.Fatalf("sessions %+v, %v", p, err)
		}
		if all = append(all, p.Items...); !p.More {
			break
		}
		q.Offset = p.Next
	}
	if len(all) < 40 {
		t.Fatalf("%d sessions", len(all))
	}
	one := all[3]
	got, err := c.Session(t.Context(), one.ID)
	if err != nil || got.Status != one.Status || len(got.Attributes) != len(one.Attributes) {
		t.Errorf("%+v, listed as %+v, %v", got, one, err)
	}
	alike, err := c.Sessions(t.Context(), api.SessionQuery{Status: one.Status, WorkflowID: one.WorkflowID, Limit: 100})
	if err != nil || !slices.ContainsFunc(alike.Items, func(s api.Session) bool { return s.ID == one.ID }) {
		t.Errorf("sessions with status %s: %+v, %v", one.Status, alike, err)
	}
	draft := api.SessionDraft{WorkflowID: one.WorkflowID, RequesterID: one.RequesterID, RequesterType: "User"}
	if len(one.Attributes) > 0 {
		draft.Attributes = map[string]string{one.Attributes[0].UID: one.Attributes[0].Value}
	}
	made, err := c.CreateSession(t.Context(), draft, false)
	if err != nil || made.WorkflowID != one.WorkflowID {
		t.Fatalf("created %+v, %v", made, err)
	}
	status := "closed"
	change := api.SessionChange{Status: &status}
	closed, err := c.PatchSession(t.Context(), made.ID, change, false)
	if err != nil || len(change.Untaken(closed)) != 0 {
		t.Errorf("patched %+v, %v", closed, err)
	}
	if _, err := c.PatchSession(t.Context(), made.ID, api.SessionChange{RequesterType: new("Nobody")}, true); err == nil {
		t.Error("a wrong requester type was taken")
	}
	var e *api.Error
	if _, err := c.Session(t.Context(), "00000000-0000-4000-8000-000000000000"); !errors.As(err, &e) || e.Kind != api.NotFound {
		t.Errorf("unknown session: %v", err)
	}
}
