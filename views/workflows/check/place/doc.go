// Package place reads a JSON document and keeps where everything stands in it.
//
//	root, err := place.Read(text)
//	if err != nil { … }                        // a *Fault: what is wrong, and where
//	m := root.Member("steps")                  // members in the order they are written
//	line, column := place.NewIndex(text).At(m.KeyStart)
//
// It takes exactly what encoding/json takes, up to MaxDepth levels, but forgets
// nothing: members keep their order, members of the same name are all there, and
// numbers stay as they are written. A [Node] is therefore also the form in which
// a document can be written again without moving what nobody touched: see
// [Node.Indent] and [Node.Compact].
package place
