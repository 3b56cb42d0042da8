// Package filter is what sessions are asked for: the filter of GET
// /workflow_sessions, as it is remembered and as it is told.
//
//	f, err := filter.Parse(memory)
//	page, err := nerm.Sessions(ctx, f.Query(limit, offset))
//
// A status is kept in the form the filter wants, with spaces, which is not the
// one that sessions are given (see api.FilterStatus).
package filter
