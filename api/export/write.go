package export

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
)

// Write writes a table and returns how many rows it wrote. Each row has a cell
// for each of the columns, whose names differ. A row need not outlive its turn.
// The error is that of w, or says what is wrong with the table.
func Write(w io.Writer, f Format, columns []string, rows iter.Seq[[]string]) (int, error) {
	if len(columns) == 0 {
		return 0, errors.New("a table without columns")
	}
	for i, c := range columns {
		if slices.Contains(columns[:i], c) {
			return 0, fmt.Errorf("two columns are called %s", c)
		}
	}
	row, flush := writeCSV(w)
	if f == JSONLines {
		row, flush = writeJSON(w, columns)
	} else if err := row(columns); err != nil {
		return 0, err
	}
	n := 0
	for cells := range rows {
		if len(cells) != len(columns) {
			return n, fmt.Errorf("row %d has %d cells for %d columns", n+1, len(cells), len(columns))
		}
		if err := row(cells); err != nil {
			return n, err
		}
		n++
	}
	return n, flush()
}

// writeCSV returns what writes a row, and what ends the table.
func writeCSV(w io.Writer) (row func([]string) error, flush func() error) {
	out := csv.NewWriter(w)
	out.UseCRLF = true // as the RFC wants it
	var line []string
	flush = func() error {
		out.Flush()
		return out.Error()
	}
	row = func(cells []string) error {
		line = line[:0]
		for _, c := range cells {
			line = append(line, cell(c))
		}
		if len(line) == 1 && line[0] == "" {
			// The package writes an empty line, which readers skip.
			err := flush()
			if err == nil {
				_, err = io.WriteString(w, "\"\"\r\n")
			}
			return err
		}
		return out.Write(line)
	}
	return row, flush
}

// writeJSON is writeCSV for JSON Lines.
func writeJSON(w io.Writer, columns []string) (row func([]string) error, flush func() error) {
	var line bytes.Buffer
	enc := json.NewEncoder(&line)
	enc.SetEscapeHTML(false)
	text := func(s string) error {
		if err := enc.Encode(clean(s)); err != nil {
			return err
		}
		line.Truncate(line.Len() - 1) // the line break of the encoder
		return nil
	}
	row = func(cells []string) error {
		line.Reset()
		for i, c := range cells {
			line.WriteByte("{,"[min(i, 1)])
			if err := text(columns[i]); err != nil {
				return err
			}
			line.WriteByte(':')
			if err := text(c); err != nil {
				return err
			}
		}
		line.WriteString("}\n")
		_, err := w.Write(line.Bytes())
		return err
	}
	return row, func() error { return nil }
}
