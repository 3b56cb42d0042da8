package nerm

import (
	"context"
	"net/url"
	"strings"

	"iscope/api"
	"iscope/api/lenient"
	"iscope/api/rest"
)

func sessionID(s api.Session) string       { return s.ID }
func userID(u api.NERMUser) string         { return u.ID }
func profileID(p api.Profile) string       { return p.ID }
func attributeID(a api.NEAttribute) string { return a.ID }

// Sessions lists workflow sessions.
func (c *Client) Sessions(ctx context.Context, q api.SessionQuery) (api.Page[api.Session], error) {
	query, limit := window(q.Limit, q.Offset)
	put(query, "profile_id", q.ProfileID)
	put(query, "uid", q.UID)
	put(query, "workflow_id", q.WorkflowID)
	put(query, "requester_id", q.RequesterID)
	put(query, "status", filterStatus(q.Status))
	return list(ctx, c, api.ListSessions, query, limit, q.Offset, api.ReadSession, sessionID)
}

// filterStatus writes a status as the filter wants it: with spaces, but for
// one word that the vendor left half done.
func filterStatus(s string) string {
	s = strings.ReplaceAll(s, "_", " ")
	if s == "pending courion extend" {
		return "pending courion_extend"
	}
	return s
}

// Session reads one workflow session.
func (c *Client) Session(ctx context.Context, id string) (api.Session, error) {
	return c.session(ctx, api.GetSession, id, nil, nil)
}

// CreateSession creates a workflow session. With run its workflow starts at once.
func (c *Client) CreateSession(ctx context.Context, d api.SessionDraft, run bool) (api.Session, error) {
	body := map[string]any{"workflow_session": d}
	return c.session(ctx, api.CreateSession, "", running(run), body)
}

// PatchSession sends what changes. With run the workflow continues at once.
// NERM may ignore a change in silence: see api.SessionChange.Untaken.
func (c *Client) PatchSession(ctx context.Context, id string, change api.SessionChange, run bool) (api.Session, error) {
	return c.session(ctx, api.PatchSession, id, running(run), change)
}

func running(run bool) url.Values {
	if !run {
		return nil
	}
	return url.Values{"run": {"true"}}
}

// session makes a call that is answered with a session: after an update with
// the one updated.
func (c *Client) session(ctx context.Context, op api.Op, id string, query url.Values, body any) (api.Session, error) {
	res, err := c.do(ctx, op, id, query, body)
	if err != nil {
		return api.Session{}, err
	}
	if o, _ := lenient.Parse(res.Body); op == api.GetSession && nothingFound.MatchString(o.Line("error")) {
		return api.Session{}, &api.Error{Kind: api.NotFound, Op: op, Status: res.Status, Detail: o.Line("error")}
	}
	if op == api.GetSession {
		id = "" // it may have been asked for by another name
	}
	return rest.One(op, res, "the workflow session", api.ReadSession, id, sessionID)
}

// Users searches users by name.
func (c *Client) Users(ctx context.Context, name string, limit, offset int) (api.Page[api.NERMUser], error) {
	query, limit := window(limit, offset)
	put(query, "name", name)
	return list(ctx, c, api.ListNERMUsers, query, limit, offset, api.ReadNERMUser, userID)
}

// Profiles searches profiles by name. Their attributes are not asked for.
func (c *Client) Profiles(ctx context.Context, name string, limit, offset int) (api.Page[api.Profile], error) {
	query, limit := window(limit, offset)
	query.Set("exclude_attributes", "true")
	put(query, "name", name)
	return list(ctx, c, api.ListProfiles, query, limit, offset, api.ReadProfile, profileID)
}

// Attributes lists the attributes NERM knows. Those it encrypts are from then
// on left out of the record of requests.
func (c *Client) Attributes(ctx context.Context, limit, offset int) (api.Page[api.NEAttribute], error) {
	query, limit := window(limit, offset)
	p, err := list(ctx, c, api.ListNEAttributes, query, limit, offset, api.ReadNEAttribute, attributeID)
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, a := range p.Items {
		if a.Encrypted {
			c.encrypted[a.UID] = true
		}
	}
	return p, err
}
