// Package table is the list that every view shows: columns that give way as
// the terminal narrows, a cursor anchored to a row's id, marks, ranges, sorting
// and a filter, over a hundred thousand rows as over ten.
//
// Only rows in sight are formatted. A [Model] owns its rows; replacing them
// keeps the cursor on the row it was on, wherever that is now.
//
//	t := table.New(env, columns, func(r *Row) string { return r.ID })
//	t.Text = func(r *Row) string { return r.Name }   // what the filter looks in
//	t.Keep = func(r *Row) bool { return r.Open }     // the view's own filter
//	t.SetRows(rows)
//
// A filter keeps no copy of what it looks in. A letter more looks at what is left, a
// letter less at what was there without a filter, both in order already. Where it
// hides the row under the cursor it leads to its first hit, and with Model.Name those
// come first that are called so.
//
// Columns can be hidden, moved and ordered by; [Model.Layout] tells what differs
// from the default in a short text, and [Model.SetLayout] takes it up again, in
// this version of the program or another. For a file, [Model.Roll] goes through the
// list as it stands at one moment, and [Model.Sheet] through the columns of a row.
//
// What an action is about is what [Model.Marked] returns, or the row under the
// cursor. Marks belong to ids: they follow their rows through every order and
// refresh and wait while a filter hides them. A range in progress marks the
// rows between the row where it began and the cursor, however the cursor moves;
// it ends with list.range or list.mark, and app.back gives it up. Nothing but a
// person's move extends it: no refresh marks a row.
package table
