// Package export writes tables and records for other programs: what a list
// shows, or what a command line is asked for, as CSV for spreadsheets, as JSON,
// JSON Lines or YAML for scripts.
//
//	columns := []string{"decided", "item", "outcome"}
//	file, n, err := export.Save("~/decisions.csv", columns, rows)
//	n, err := export.Records(os.Stdout, export.JSONLines, records)
//
// A table ([Write], [Save]) holds what people read. All its forms have text that
// is safe to print, as everything that leaves iscope is: control, bidirectional
// and zero-width characters are visible marks. They differ in what else happens
// to a value:
//
//   - JSON, JSON Lines and YAML have one object per row, members in the order of
//     the columns, every value a string, as it is.
//   - CSV follows RFC 4180, in UTF-8 without a byte order mark, with a row of
//     headings. A spreadsheet runs a cell that begins with = + - or @, so such
//     a cell gets an apostrophe in front; a negative number does not need one.
//     Line breaks inside a cell become ␤, so that a row is a line.
//
// Records ([Records], [Record], [SaveRecords]) are what the tenant sent, for
// programs. No value is changed: what could drive a terminal is an escape of the
// format, \u001b, so that the output can be looked at and is still the record
// when it is read back. In YAML every text that some reader could take for
// something else, such as no, 1e3 or 12:30, is in quotes.
//
// A file is made for its owner alone, never in the place of another, and is
// there whole or not at all: see [Create].
package export
