// Package terms reads the words by which a list is filtered: those behind
// :filter in the palette, and those of iscope get --filter.
//
//	status:failed workflow:"Joiner: laptop" since:2d laptop !done
//
// A word with a name and a colon is a term: it says which value something must
// have. All other words are looked for in the rows, as the filter line of a list
// does. A value with blanks stands in quotes; so does a word that has a colon and
// is no term. What a list can be asked about is told by [Keys]:
//
//	keys := terms.Keys{{Name: "status", Values: terms.Of("failed", "completed")}, {Name: "workflow", Help: "its name", Open: true}}
//	line, err := terms.Parse(text, keys)
//	line.Get("status"), line.Text()
//	options := keys.Complete("status:f")
//
// Errors are sentences that name what there is, to be shown as they are. The
// package is pure.
package terms
