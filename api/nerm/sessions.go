package nerm

import (
	"context"
	"net/url"

	"iscope/api"
	"iscope/api/lenient"
	"iscope/api/rest"
)

func sessionID(s api.Session) string { return s.ID }

// Sessions lists workflow sessions.
func (c *Client) Sessions(ctx context.Context, q api.SessionQuery) (api.Page[api.Session], error) {
	query, limit := window(q.Limit, q.Offset)
	put(query, "profile_id", q.ProfileID)
	put(query, "uid", q.UID)
	put(query, "workflow_id", q.WorkflowID)
	put(query, "requester_id", q.RequesterID)
	status, _ := api.FilterStatus(q.Status)
	put(query, "status", status)
	return list(ctx, c, api.ListSessions, query, limit, q.Offset, api.ReadSession, sessionID)
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
