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
	if f != CSV {
		return writeObjects(w, f, columns, rows)
	}
	row, flush := writeCSV(w)
	if err := row(columns); err != nil {
		return 0, err
	}
	n := 0
	for cells := range rows {
		if err := fits(n, cells, columns); err != nil {
			return n, err
		}
		if err := row(cells); err != nil {
			return n, err
		}
		n++
	}
	return n, flush()
}

// fits says what is wrong with a row that has not a cell for each column.
func fits(before int, cells, columns []string) error {
	if len(cells) == len(columns) {
		return nil
	}
	return fmt.Errorf("row %d has %d cells for %d columns", before+1, len(cells), len(columns))
}

// writeObjects writes each row as an object of texts.
func writeObjects(w io.Writer, f Format, columns []string, rows iter.Seq[[]string]) (int, error) {
	out, err := newRecords(w, f)
	if err != nil {
		return 0, err
	}
	object := objects(columns)
	for cells := range rows {
		if err := fits(out.n, cells, columns); err != nil {
			return out.n, err
		}
		o, err := object(cells)
		if err != nil {
			return out.n, err
		}
		if err := out.add(o); err != nil {
			return out.n, err
		}
	}
	return out.n, out.end()
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

// objects returns what makes a JSON object of a row, with the members in the
// order of the columns. The object lives until the next one.
func objects(columns []string) func(cells []string) ([]byte, error) {
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
	return func(cells []string) ([]byte, error) {
		line.Reset()
		for i, c := range cells {
			line.WriteByte("{,"[min(i, 1)])
			if err := text(columns[i]); err != nil {
				return nil, err
			}
			line.WriteByte(':')
			if err := text(c); err != nil {
				return nil, err
			}
		}
		line.WriteByte('}')
		return line.Bytes(), nil
	}
}
