// Package isc is the client of SailPoint Identity Security Cloud: it satisfies
// [api.ISC] over HTTP.
//
//	c, err := isc.New(isc.Config{
//		BaseURL: "https://acme.api.identitynow.com", Generation: isc.V3,
//		ClientID: id, ClientSecret: secret,
//	})
//	page, err := c.WorkItems(ctx, "", api.Query{Limit: 50, Count: true})
//
// The API has no version of its own but several generations of paths at once.
// One table (see endpoints) says which method and path an operation has; a
// [Generation] turns them into the form its tenant speaks. Only parameters the
// vendor documents for an operation in that generation are sent.
//
// Rows of a list are decoded one by one: a row that cannot be read is counted
// in Page.Bad and loses nothing but itself. The answer to a write must be
// about the object that was written, or the write counts as unknown (an error
// of kind Decode, which is ambiguous).
//
// Filters are written with [Eq], [In], [StartsWith], [Ge], [Le], [IsNull] and
// joined with [And] or [Or]; they quote as the API wants it.
package isc
