// Package kind knows what the values of NERM's attributes look like: NERM keeps
// every value as text, and only GET /ne_attributes tells what the text means.
//
//	a := kind.Of(attribute)
//	if why := a.Check("30/06/2026", nil); why != "" {
//		// must be a date as mm/dd/yyyy, such as 03/14/2026
//	}
//	parts := a.Split("Ada (ada@acme.example),Bo (bo@acme.example)")
//
// People and profiles are answered by name and sent by id; several values stand
// with commas between them, which names may have in them too. The package does
// no requests and keeps no state.
package kind
