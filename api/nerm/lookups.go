package nerm

import (
	"context"
	"net/http"
	"net/url"

	"iscope/api"
	"iscope/api/lenient"
	"iscope/api/rest"
)

func userID(u api.NERMUser) string         { return u.ID }
func profileID(p api.Profile) string       { return p.ID }
func attributeID(a api.NEAttribute) string { return a.ID }
func optionID(o api.NEOption) string       { return o.ID }

// Users searches users.
func (c *Client) Users(ctx context.Context, q api.PeopleQuery) (api.Page[api.NERMUser], error) {
	query, limit := window(q.Limit, q.Offset)
	put(query, "name", q.Name)
	put(query, "email", q.Email)
	return list(ctx, c, api.ListNERMUsers, query, limit, q.Offset, api.ReadNERMUser, userID)
}

// Profiles searches profiles by name. Their attributes are not asked for.
func (c *Client) Profiles(ctx context.Context, q api.PeopleQuery) (api.Page[api.Profile], error) {
	query, limit := window(q.Limit, q.Offset)
	query.Set("exclude_attributes", "true")
	put(query, "name", q.Name)
	return list(ctx, c, api.ListProfiles, query, limit, q.Offset, api.ReadProfile, profileID)
}

// Attributes lists the attributes NERM knows. Those it encrypts are from then
// on left out of the record of requests.
func (c *Client) Attributes(ctx context.Context, limit, offset int) (api.Page[api.NEAttribute], error) {
	query, limit := window(limit, offset)
	p, err := list(ctx, c, api.ListNEAttributes, query, limit, offset, api.ReadNEAttribute, attributeID)
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, a := range p.Items {
		c.attributes[a.UID] = a.Encrypted
	}
	return p, err
}

// AttributeOptions lists the choices of one attribute.
func (c *Client) AttributeOptions(ctx context.Context, attribute string, limit, offset int) (api.Page[api.NEOption], error) {
	query, limit := window(limit, offset)
	put(query, "ne_attribute_id", attribute)
	return list(ctx, c, api.ListNEOptions, query, limit, offset, api.ReadNEOption, optionID)
}

// WorkflowActions lists the actions of a workflow. The documents show one in
// place of a list.
func (c *Client) WorkflowActions(ctx context.Context, workflowID string) ([]api.WorkflowAction, error) {
	query := url.Values{}
	put(query, "workflow_id", workflowID)
	res, err := c.do(ctx, api.ListWorkflowActions, "", query, nil)
	if err != nil {
		if isNothing(err) {
			return nil, nil
		}
		return nil, err
	}
	o, ok := lenient.Parse(res.Body)
	wrapper := endpoints[api.ListWorkflowActions].wrapper
	switch {
	case ok && o.Has(wrapper) && isList(o[wrapper]):
	case ok && nothingFound.MatchString(o.Line("error")), res.Status == http.StatusNoContent:
		return nil, nil
	default:
		return nil, rest.Unreadable(api.ListWorkflowActions, res, "the actions of a workflow")
	}
	var out []api.WorkflowAction
	for _, raw := range o.List(wrapper) {
		if a, ok := api.ReadWorkflowAction(raw); ok {
			out = append(out, a)
		}
	}
	return out, nil
}
