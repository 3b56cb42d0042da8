// Package nerm is the non-employee risk management part of the demo tenant, a
// product of its own below /nerm/api: workflow sessions, and the look-ups a
// client needs to understand them.
//
// It is stricter and stranger than ISC, and this package keeps its habits:
//
//   - A session is changed with PATCH and status_uid. The documented status is
//     accepted, and ignored in silence; the answer still calls the field status.
//   - Lists filter by statuses written with spaces; answers write them with
//     underscores.
//   - An empty list is an error body: 400 for profiles, 200 for the others.
//   - profile_ids is a list, for some batch sessions a comma-separated string.
//   - Times come in three forms, none of them the documented one.
//   - Attributes that hold people or profiles are sent as ids and answered as
//     names; names are kept as they come.
//   - A refused write answers {"error": …, "errors": {field: text}}.
//
// Sessions are computed from the seed like all records of the tenant; those
// that changed or were added are kept. ?run=true lets a session's workflow go
// on: it is processing, then done, then closed, by the clock alone. Every
// minute or so a waiting session is moved on by somebody, or a new one begins.
//
// Pokes, for tests: "move-session", "change-session" and "new-session"; see
// [Service.Poke]. Uploads are not served.
package nerm
