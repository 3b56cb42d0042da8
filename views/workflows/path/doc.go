// Package path reads the JSONPath expressions of workflows and follows them
// through a document, the way the tenant does: it speaks the Jayway dialect.
//
//	p, err := path.Parse(`$.changes[?(@.attribute == 'department')]`)
//	p.Find(doc)                 // what it leads to; doc is decoded JSON
//	found, err := p.Locate(doc) // also where that is, or why it cannot be tried
//	passes, err := p.Match(doc) // of a filter: whether it finds anything
//	path.Refs("Hello {{$.trigger.identity.name}}")
//
// read.go and read_filter.go make segments and tests out of the text (shape.go),
// which may be walked to put an expression into words. follow.go and hold.go
// evaluate them, locate.go tells the way, value.go compares. That dialect differs from others where it
// matters most here: a filter on an object asks about the object itself, a
// regular expression has to match the whole text, a number equals a text that
// reads like it, and what is missing does not equal null.
//
// What Jayway is known to do in a way of its own, or in different ways in its
// versions, is not guessed: such an expression is read, and trying it fails with
// an [Error] that is Untried. Expressions and documents are the tenant's: the size
// of the one and the work done in the other are bounded.
package path
