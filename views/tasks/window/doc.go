// Package window keeps the place of a few pages in a list that may be long: which
// page to ask for as one goes down or up, where an answer joins what is there,
// and which page goes when there are more than can be kept.
//
//	ask, ok := w.Down()                  // the page below, if there is one
//	step := w.Took(ask, ids, next, more) // what came
//	…rows [step.From, step.To) are new, below or above
//	gone := w.Trim(rowsOf)               // ids of the pages that are far away now
//
// The list lives: records are added at either end while one goes through it, and
// offsets shift. So pages are asked for with some records of their neighbour in
// them. An answer that has one of those shows by how much the list has shifted,
// and joins without a gap and without a record twice; one that has none is asked
// for again, nearer. Only where that leads nowhere does the window begin anew.
//
// The window knows ids and nothing else. Who shows the records decides which of
// them are rows.
package window
