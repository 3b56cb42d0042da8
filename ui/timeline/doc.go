// Package timeline draws what happened, and how long it took, as rows of bars
// under one time axis: to an eighth of a cell where the terminal has the
// signs for it, to a cell in ASCII.
//
//	t := timeline.New(env)
//	t.SetRows(rows)             // keeps the cursor on its row
//	t.Act("timeline.zoom-in")   // and pan, fit, up, down …
//	block := t.Render(w, h)
//
// A [Row] has a label and any number of [Span]s, since a thing may be tried
// more than once or come round again. Each span knows when it was scheduled,
// when it began and when it ended, as far as anybody knows: the wait before the
// beginning is a thin line, an end that nobody recorded is a question mark, and
// one that is still to come grows with the clock. A bar never begins before its
// schedule, to the cell.
//
// Stretches in which nothing goes on, and the long middle of a bar beside which
// everything else would be too small to see, are folded: the axis is cut there
// and says so, and bars that cross the cut are drawn broken. What lasted longer
// is never drawn shorter, folded or not.
//
// Times are turned into places once per change of the rows; a frame formats the
// rows in sight and no others.
package timeline
