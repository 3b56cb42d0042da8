package export

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
)

// Records writes records of a tenant and returns how many it wrote. Nothing is
// lost or changed: members stay in their order and numbers as they are written,
// and a reader of the output gets every text as the tenant has it, since what
// could drive a terminal is written as an escape such as \u001b. Of a member
// that a record has twice, YAML has the last. A record need not outlive its
// turn. CSV, which has no place for nested values, is an error, and so is a
// record that is no JSON.
func Records(w io.Writer, f Format, records iter.Seq[json.RawMessage]) (int, error) {
	out, err := newRecords(w, f)
	if err != nil {
		return 0, err
	}
	for r := range records {
		if err := out.add(r); err != nil {
			return out.n, err
		}
	}
	return out.n, out.end()
}

// Record writes one record as a document of its own: an object, not a list of
// one. The rest is as for Records.
func Record(w io.Writer, f Format, record json.RawMessage) error {
	var b bytes.Buffer
	var err error
	switch f {
	case JSONLines:
		err = json.Compact(&b, record)
	case JSON:
		err = json.Indent(&b, bytes.TrimSpace(record), "", "  ")
	case YAML:
		err = writeYAML(w, record, false)
		if !readable(err) {
			return broken(1, err)
		}
		return err
	default:
		return noRecords(f)
	}
	if err != nil {
		return broken(1, err)
	}
	b.WriteByte('\n')
	_, err = w.Write(escapeJSON(b.Bytes()))
	return err
}

func noRecords(f Format) error { return fmt.Errorf("%s has no place for records", f) }

// readable reports whether an error has another cause than the record.
func readable(err error) bool {
	return !errors.As(err, new(*json.SyntaxError)) && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, errMore)
}

func broken(n int, err error) error { return fmt.Errorf("record %d is no JSON: %w", n, err) }

// recordWriter writes a list of records.
type recordWriter struct {
	w   io.Writer
	f   Format
	n   int // records written
	buf bytes.Buffer
}

func newRecords(w io.Writer, f Format) (*recordWriter, error) {
	if f == CSV || int(f) >= len(formatNames) {
		return nil, noRecords(f)
	}
	return &recordWriter{w: w, f: f}, nil
}

func (r *recordWriter) add(record []byte) error {
	if r.f == YAML {
		err := writeYAML(r.w, record, true)
		switch {
		case err == nil:
			r.n++
		case !readable(err):
			return broken(r.n+1, err)
		}
		return err
	}
	r.buf.Reset()
	var err error
	if r.f == JSON {
		r.buf.WriteString([]string{"[\n  ", ",\n  "}[min(r.n, 1)])
		err = json.Indent(&r.buf, bytes.TrimSpace(record), "  ", "  ")
	} else {
		err = json.Compact(&r.buf, record)
		r.buf.WriteByte('\n')
	}
	if err != nil {
		return broken(r.n+1, err)
	}
	if _, err = r.w.Write(escapeJSON(r.buf.Bytes())); err == nil {
		r.n++
	}
	return err
}

// end closes the list.
func (r *recordWriter) end() error {
	text := ""
	switch {
	case r.n == 0 && r.f != JSONLines:
		text = "[]\n"
	case r.f == JSON:
		text = "\n]\n"
	}
	if text == "" {
		return nil
	}
	_, err := io.WriteString(r.w, text)
	return err
}
