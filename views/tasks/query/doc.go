// Package query is the language of the filter line over the history of tasks.
//
// What a person types is read, checked and turned into the filter expression
// that the tenant answers, and into what is left to be looked at here:
//
//	q, err := query.Parse(`status:error source:"Active Directory" type:aggregation`, known)
//	q.Filter // completionStatus eq "Error" and sourceId eq "2c91…"
//	q.Keep("account aggregation", text) // whether a task passes what is applied here
//
// A term is a field with an operator, as the tenant has them, or with a colon,
// which is shorter; several values are one of which one must hold. Terms stand
// beside each other or with and, or, not and parentheses between them:
//
//	completionStatus in ("Error", "Warning") and not sourceId eq "2c91…"
//	status:error,warning not source:hr
//
// Fields are id, source (sourceId) and status (completionStatus); tenants of
// newer generations know launcher too, and status isnull. The tenant does not
// filter by type in a way that works, so type: is applied here, and so is any
// word that is no field; both stand between and only, since the tenant has
// chosen before they come.
//
// The package is pure. It knows no tenant and no screen; [Known] tells it what
// there is, and what a name stands for.
package query
