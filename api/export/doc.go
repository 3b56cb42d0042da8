// Package export writes tables for other programs: what a list shows, or what
// a command line is asked for, as CSV for spreadsheets or as JSON Lines for
// scripts.
//
//	columns := []string{"decided", "item", "outcome"}
//	file, n, err := export.Save("~/decisions.csv", columns, rows)
//
// Both forms hold text that is safe to print, as everything that leaves iscope
// is: control, bidirectional and zero-width characters are visible marks. They
// differ in what else happens to a value:
//
//   - JSON Lines has one object per row, members in the order of the columns,
//     every value a string, as it is.
//   - CSV follows RFC 4180, in UTF-8 without a byte order mark, with a row of
//     headings. A spreadsheet runs a cell that begins with = + - or @, so such
//     a cell gets an apostrophe in front; a negative number does not need one.
//     Line breaks inside a cell become ␤, so that a row is a line.
//
// A file is made for its owner alone, never in the place of another, and is
// there whole or not at all: see [Create].
package export
