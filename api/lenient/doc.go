// Package lenient reads JSON objects whose shape cannot be relied upon.
//
// The tenant's documents and its answers disagree: a list comes as a string,
// a number as text, an object as a list of one, any field as null. A decoder
// that insists loses a whole page over one field. An [Object] never fails:
// each accessor returns what the field holds if it can be read as the wanted
// type, and the zero value otherwise.
//
//	o, ok := lenient.Parse(row)
//	name := o.Line("name")       // cleaned by package safe
//	born := o.Time("created")    // every notation seen from ISC and NERM
//
// Every string an accessor returns has passed package safe, so this is also
// the one place where text from a tenant becomes text of ours.
package lenient
