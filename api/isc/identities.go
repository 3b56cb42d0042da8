package isc

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"iscope/api"
)

func identityID(i api.Identity) string { return i.ID }

// Identities lists public identities. They can be filtered by id, alias,
// email, firstname and lastname and sorted by name.
func (c *Client) Identities(ctx context.Context, q api.Query) (api.Page[api.Identity], error) {
	query, limit := window(q.Limit, q.Offset, q.Count)
	put(query, "filters", q.Filters)
	put(query, "sorters", q.Sorters)
	return list(ctx, c, call{op: api.ListPublicIdentities, query: query}, limit, q.Offset, api.ReadIdentity, identityID)
}

// Identity returns the public identity with that id, NotFound where there is
// none (GET /public-identities with a filter: there is no operation for one).
func (c *Client) Identity(ctx context.Context, id string) (api.Identity, error) {
	p, err := c.Identities(ctx, api.Query{Limit: 1, Filters: Eq("id", id)})
	if err != nil {
		return api.Identity{}, err
	}
	for _, i := range p.Items {
		if i.ID == id {
			return i, nil
		}
	}
	return api.Identity{}, &api.Error{Kind: api.NotFound, Op: api.ListPublicIdentities, Detail: "there is no identity with that id"}
}

// idsPerRequest keeps the address of a request for identities below two
// kilobytes.
const idsPerRequest = 40

// IdentitiesByID reads the public identities with those ids, some at a time
// (GET /public-identities?filters=id in (…)).
func (c *Client) IdentitiesByID(ctx context.Context, ids []string) ([]api.Identity, error) {
	var out []api.Identity
	for some := range slices.Chunk(ids, idsPerRequest) {
		p, err := c.Identities(ctx, api.Query{Limit: len(some), Filters: In("id", some...)})
		if err != nil {
			return nil, err
		}
		for _, i := range p.Items { // a tenant that ignores the filter answers with others
			if slices.Contains(some, i.ID) {
				out = append(out, i)
			}
		}
	}
	return out, nil
}

// FindIdentities returns identities whose first or last name, alias or e-mail
// begins with text, the active ones first, by name, at most limit of them. Two words are
// a first and a last name. It asks once; a tenant that refuses "or" in a filter
// is asked up to three times instead.
func (c *Client) FindIdentities(ctx context.Context, text string, limit int) ([]api.Identity, error) {
	text = strings.TrimSpace(text)
	if text == "" || limit <= 0 {
		return nil, nil
	}
	if !c.noOr.Load() {
		found, err := c.search(ctx, []string{Or(nameFilters(text)...)}, limit)
		if !api.IsKind(err, api.Invalid) {
			return found, err
		}
		c.noOr.Store(true)
		return c.search(ctx, nameFilters(text)[:min(2, len(nameFilters(text)))], limit)
	}
	return c.search(ctx, nameFilters(text)[:min(3, len(nameFilters(text)))], limit)
}

// nameFilters returns the filters of which one must hold, the likeliest first.
func nameFilters(text string) []string {
	if first, last, two := strings.Cut(text, " "); two {
		last = strings.TrimSpace(last)
		return []string{
			And(StartsWith("firstname", first), StartsWith("lastname", last)),
			And(StartsWith("firstname", last), StartsWith("lastname", first)),
			StartsWith("lastname", text),
		}
	}
	if strings.Contains(text, "@") {
		return []string{StartsWith("email", text)}
	}
	return []string{StartsWith("firstname", text), StartsWith("lastname", text), StartsWith("alias", text), StartsWith("email", text)}
}

// search asks for each filter and merges what comes. It fails only when every
// request failed.
func (c *Client) search(ctx context.Context, filters []string, limit int) ([]api.Identity, error) {
	var out []api.Identity
	var first error
	failed := 0
	for _, f := range filters {
		p, err := c.Identities(ctx, api.Query{Limit: 2 * limit, Filters: f, Sorters: "name"})
		if err != nil {
			failed++
			first = cmp.Or(first, err)
		}
		for _, id := range p.Items {
			if !slices.ContainsFunc(out, func(o api.Identity) bool { return o.ID == id.ID }) {
				out = append(out, id)
			}
		}
	}
	if failed == len(filters) {
		return nil, first
	}
	slices.SortStableFunc(out, func(a, b api.Identity) int {
		if a.Active() != b.Active() {
			if a.Active() {
				return -1
			}
			return 1
		}
		return cmp.Or(strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), strings.Compare(a.ID, b.ID))
	})
	return out[:min(len(out), limit)], nil
}
