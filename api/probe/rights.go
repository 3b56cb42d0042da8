package probe

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"iscope/api"
	"iscope/api/isc"
	"iscope/api/nerm"
	"iscope/api/safe"
)

// need is what a view asks of an account.
type need struct {
	list   api.Op   // what its token must be good for
	levels []string // of the user; nil: any user, for what is its own
}

// needs are those of each view, as the documents of the API have them.
var needs = map[string]need{
	Workflows:  {api.ListWorkflows, []string{"ORG_ADMIN"}},
	Executions: {api.ListExecutions, []string{"ORG_ADMIN", "SOURCE_ADMIN", "SOURCE_SUBADMIN"}},
	Inbox:      {api.ListWorkItems, nil},
	Tasks: {api.ListTasks, []string{
		"ORG_ADMIN", "HELPDESK", "CERT_ADMIN", "REPORT_ADMIN", "ROLE_ADMIN", "ROLE_SUBADMIN", "SOURCE_ADMIN", "SOURCE_SUBADMIN",
	}},
}

// rights makes one cheap request for each view.
func (r *run) rights() {
	r.view(Workflows, func(ctx context.Context) (string, error) {
		p, err := r.client.Workflows(ctx, api.Query{Limit: 1})
		if len(p.Items) > 0 {
			r.found = p.Items[0]
		}
		return "can be read", err
	})
	switch {
	case r.found.ID == "":
		r.skip("there is no workflow to ask about", Executions)
	default:
		r.view(Executions, func(ctx context.Context) (string, error) {
			_, err := r.client.Executions(ctx, api.ExecutionQuery{WorkflowID: r.found.ID, Limit: 1})
			return "can be read", err
		})
	}
	r.view(Inbox, func(ctx context.Context) (string, error) {
		n, err := r.client.CountWorkItems(ctx, "")
		return fmt.Sprintf("can be read, %d open", n), err
	})
	r.view(Tasks, func(ctx context.Context) (string, error) {
		_, err := r.client.Tasks(ctx, api.TaskQuery{Limit: 1})
		return "can be read", err
	})
}

// view makes the step of one view.
func (r *run) view(name string, read func(context.Context) (string, error)) {
	r.step(name, "", func(ctx context.Context) outcome {
		words, err := read(ctx)
		if err != nil {
			return r.barred(name, api.AsError("", err))
		}
		r.read++
		return ok(words)
	})
}

// barred says why a view would stay empty.
func (r *run) barred(view string, e *api.Error) outcome {
	switch e.Kind {
	case api.Forbidden:
		return warning("may not be read: "+said(e), r.lacks(view)).on(AboutID)
	case api.Auth:
		return problem("the token is refused: "+said(e), "check the rights of the personal access token").on(AboutID)
	case api.NotFound:
		r.absent = append(r.absent, view)
		return problem("the tenant has no such list: "+said(e), "set api to the generation this tenant speaks").on(AboutAPI)
	case api.Throttled:
		return warning("not tried to the end: "+said(e), "wait a moment, then check again")
	}
	return problem(said(e), "check again; if it stays, tell the vendor's support the tracking id "+e.TrackingID)
}

// lacks says what is missing for a view: the scope of the token or, where it has
// that, the level of its user.
func (r *run) lacks(view string) string {
	n, t := needs[view], r.signed
	switch {
	case !t.all() && !slices.ContainsFunc(n.list.Scopes(), func(s string) bool { return slices.Contains(t.scopes, s) }):
		return "the token needs the scope " + orList(append(n.list.Scopes(), scopeAll))
	case t.user == "" && t.identity == "":
		return "a person has to stand behind the token: use a personal access token"
	case n.levels == nil:
		return "ask an administrator of ISC for the right to see work items"
	}
	has := ""
	if len(t.levels) > 0 {
		has = "; this one is " + few(t.levels)
	}
	return "the user has to be " + orList(n.levels) + has
}

func orList(list []string) string {
	if len(list) == 1 {
		return list[0]
	}
	return strings.Join(list[:len(list)-1], ", ") + " or " + list[len(list)-1]
}

// generation says whether the tenant speaks the generation of the API it is asked
// in and, where it does not, which other one it does.
func (r *run) generation(ctx context.Context) outcome {
	here := r.client.Generation()
	switch {
	case r.read == 0 && len(r.absent) == 0:
		return skipped("nothing could be read that would tell")
	case r.read > 0 && len(r.absent) == 0:
		words := string(here) + " is spoken"
		if paths := r.deprecated(); len(paths) > 0 {
			words += "; the tenant says that these will go away: " + few(paths)
		}
		return ok(words)
	case r.read > 0:
		return warning(string(here)+" lacks "+strings.Join(r.absent, ", "), "another generation may have it: api = "+others(here))
	}
	for _, g := range isc.Generations {
		if g != here && r.speaks(ctx, g) {
			return problem("the tenant does not speak "+string(here), fmt.Sprintf("set api = %q, which it does speak", g))
		}
	}
	return problem("the tenant does not speak "+string(here)+", nor another one we know", "check the address")
}

// deprecated returns the paths of the calls that the tenant marked so.
func (r *run) deprecated() []string {
	var out []string
	for _, c := range r.calls.Latest() {
		if !c.Sunset || c.N <= r.before {
			continue
		}
		path := c.URL
		if u, err := url.Parse(c.URL); err == nil {
			path = strings.ReplaceAll(u.Path, "/"+r.found.ID+"/", "/{id}/")
		}
		if !slices.Contains(out, path) {
			out = append(out, path)
		}
	}
	return out
}

func others(g isc.Generation) string {
	var out []string
	for _, o := range isc.Generations {
		if o != g {
			out = append(out, string(o))
		}
	}
	return orList(out)
}

// speaks reports whether the tenant has a list of tasks or workflows in a
// generation.
func (r *run) speaks(ctx context.Context, g isc.Generation) bool {
	c, err := isc.New(isc.Config{
		BaseURL: r.target.URL, Generation: g, ClientID: r.target.ClientID, ClientSecret: r.target.Secret, ReadOnly: true, HTTP: r.HTTP,
		Calls: r.calls, Log: r.Log, Version: r.Version, Now: r.Now,
	})
	if err != nil {
		return false
	}
	_, err = c.Tasks(ctx, api.TaskQuery{Limit: 1})
	return err == nil || api.IsKind(err, api.Forbidden)
}

// nerm checks NERM.
func (r *run) nerm() {
	if !r.reach(r.target.NERMURL, AboutNERMURL, NERMAddress, NERMLookup, NERMConnection) {
		r.skip("NERM was not reached", Sessions)
		return
	}
	if r.target.NERMTokenLost {
		r.skip("the token of NERM could not be had", Sessions)
		return
	}
	if r.target.NERMToken.IsZero() && r.client == nil {
		r.skip("there is no token: neither one of its own, nor one of ISC", Sessions)
		return
	}
	r.step(Sessions, AboutNERMToken, r.sessions)
}

// sessions makes the one request to NERM.
func (r *run) sessions(ctx context.Context) outcome {
	cfg := nerm.Config{
		BaseURL: r.target.NERMURL, Token: r.target.NERMToken, ReadOnly: true, HTTP: r.HTTP, Calls: r.calls, Log: r.Log, Version: r.Version, Now: r.Now,
	}
	whose := "its own token"
	if r.target.NERMToken == (safe.Secret{}) {
		cfg.Tokens, whose = r.client.Tokens(), "the token of ISC"
	}
	client, err := nerm.New(cfg)
	if err != nil {
		return problem(err.Error(), "check the address of NERM").on(AboutNERMURL)
	}
	_, err = client.Sessions(ctx, api.SessionQuery{Limit: 1})
	if err == nil {
		return ok("can be read with " + whose)
	}
	e := api.AsError(api.ListSessions, err)
	switch e.Kind {
	case api.Auth:
		return problem("NERM refuses "+whose+": "+said(e), "give a NERM API key as nerm_token, or check its expiry and the addresses it is bound to")
	case api.Forbidden:
		return warning("may not be read: "+said(e), "only NERM administrators may use its API; a key may be bound to source addresses")
	case api.NotFound, api.Decode:
		return problem("no NERM API is there: "+said(e), "check the address; it ends in /api").on(AboutNERMURL)
	}
	return problem(said(e), "check again").on(AboutNERMURL)
}
