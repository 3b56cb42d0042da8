// Package nerm is the client of SailPoint Non-Employee Risk Management: it
// satisfies [api.NERM] over HTTP.
//
//	c, err := nerm.New(nerm.Config{BaseURL: "https://acme.nonemployee.com/api", Tokens: isc.Tokens()})
//	page, err := c.Sessions(ctx, api.SessionQuery{Status: "pending_approval"})
//
// NERM is another product than ISC, with other habits: bodies are wrapped in
// the name of what they hold, a list without rows is an error that says "no …
// found", a filter writes with spaces the status that an update writes with
// underscores, and an update ignores in silence what it does not like, so its
// answer must be compared with what was asked (api.SessionChange.Untaken).
package nerm
