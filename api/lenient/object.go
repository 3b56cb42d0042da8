package lenient

import (
	"bytes"
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
	"unique"

	"iscope/api/safe"
)

// Object is a JSON object of unreliable shape: its members by name, unread.
// A nil Object reads as one without members.
type Object map[string]json.RawMessage

// Parse reads raw as an object, or as a list whose first element is one. The
// second result is false when it is neither. The members are parts of raw,
// which must not change.
func Parse(raw []byte) (Object, bool) {
	if !json.Valid(raw) {
		return nil, false
	}
	return split(raw)
}

// split is Parse for JSON that is known to be valid, as all parts of it are.
func split(raw []byte) (Object, bool) {
	raw = bytes.TrimSpace(raw)
	if len(raw) > 0 && raw[0] == '[' {
		list := elements(raw)
		if len(list) == 0 {
			return nil, false
		}
		raw = list[0]
	}
	if len(raw) == 0 || raw[0] != '{' {
		return nil, false
	}
	return members(raw), true
}

// Elements returns the elements of a JSON list; a single object counts as a
// list of one, everything else as empty.
func Elements(raw []byte) []json.RawMessage {
	if !json.Valid(raw) {
		return nil
	}
	return rows(raw)
}

// rows is Elements for JSON that is known to be valid.
func rows(raw []byte) []json.RawMessage {
	raw = bytes.TrimSpace(raw)
	switch {
	case len(raw) == 0:
	case raw[0] == '[':
		return elements(raw)
	case raw[0] == '{':
		return []json.RawMessage{raw}
	}
	return nil
}

// Has reports whether the member is there and not null.
func (o Object) Has(key string) bool {
	raw, ok := o[key]
	return ok && string(raw) != "null"
}

// Raw returns the member as the server sent it, nil when absent or null.
func (o Object) Raw(key string) json.RawMessage {
	if !o.Has(key) {
		return nil
	}
	return o[key]
}

// Line returns a text, number or boolean member as one cleaned line.
func (o Object) Line(key string) string { return safe.Line(Scalar(o[key])) }

// Word is Line for values of which there are few, such as statuses and names
// of people: equal ones share their memory.
func (o Object) Word(key string) string {
	if s := o.Line(key); s != "" {
		return unique.Make(s).Value()
	}
	return ""
}

// Block returns a text member as cleaned text of several lines.
func (o Object) Block(key string) string { return safe.Block(Scalar(o[key])) }

// ID returns an identifier exactly as the server sent it, or "" when it is
// missing or holds characters that no identifier has: an id that had to be
// cleaned would name another object.
func (o Object) ID(key string) string {
	s := Scalar(o[key])
	if s == "" || len(s) > 512 || strings.TrimSpace(s) != s || safe.Line(s) != s {
		return ""
	}
	return s
}

// Bool returns a boolean member; the words "true" and "false" count.
func (o Object) Bool(key string) bool {
	b, err := strconv.ParseBool(strings.ToLower(Scalar(o[key])))
	return err == nil && b
}

// Int returns a whole number, also one written as text or with a fraction.
// The second result is false when there is none.
func (o Object) Int(key string) (int, bool) {
	s := strings.TrimSpace(Scalar(o[key]))
	if n, err := strconv.Atoi(s); err == nil {
		return n, true
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsNaN(f) || math.Abs(f) > 1<<52 {
		return 0, false
	}
	return int(f), true
}

// Object returns an object member, or the first element of a list of them.
func (o Object) Object(key string) Object {
	sub, _ := split(o[key])
	return sub
}

// List returns the elements of a list member; a single object counts as a
// list of one.
func (o Object) List(key string) []json.RawMessage { return rows(o[key]) }

// Objects returns the elements of a list member that are objects.
func (o Object) Objects(key string) []Object {
	var out []Object
	for _, raw := range o.List(key) {
		if sub, ok := split(raw); ok {
			out = append(out, sub)
		}
	}
	return out
}

// Lines returns a list of texts as cleaned lines. A single text counts as a
// list of one; sep, when not empty, splits it first.
func (o Object) Lines(key, sep string) []string {
	raw := o.Raw(key)
	var out []string
	switch {
	case len(raw) == 0:
	case raw[0] == '[':
		for _, e := range rows(raw) {
			if s := safe.Line(Scalar(e)); s != "" {
				out = append(out, s)
			}
		}
	case sep != "":
		for s := range strings.SplitSeq(Scalar(raw), sep) {
			if s = safe.Line(strings.TrimSpace(s)); s != "" {
				out = append(out, s)
			}
		}
	default:
		if s := safe.Line(Scalar(raw)); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// Keys returns the names of the members, sorted, uncleaned.
func (o Object) Keys() []string {
	keys := make([]string, 0, len(o))
	for k := range o {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// Scalar returns the text of a JSON string, number or boolean, "" for
// anything else. It is not cleaned.
func Scalar(raw json.RawMessage) string {
	if len(raw) == 0 {
		return ""
	}
	switch raw[0] {
	case '"':
		if n := len(raw) - 1; n > 0 && raw[n] == '"' && bytes.IndexByte(raw, '\\') < 0 && utf8.Valid(raw) {
			return string(raw[1:n]) // as nearly all are
		}
		var s string
		if json.Unmarshal(raw, &s) == nil {
			return s
		}
	case '{', '[', 'n':
	default:
		return string(raw)
	}
	return ""
}

// layouts are the notations of time seen from ISC, NERM and their documents.
var layouts = []string{
	time.RFC3339Nano,
	"2006-01-02T15:04:05.999999999Z0700",
	"2006-01-02 15:04:05.999999999Z07:00",
	"2006-01-02 15:04:05.999999999",
	"2006-01-02T15:04:05.999999999",
	"Mon, 02 Jan 2006 15:04:05.999999999 MST Z07:00",
	time.RFC1123Z, time.RFC1123,
	"2006-01-02",
}

// Time returns a moment written in any notation seen so far, or as
// milliseconds since 1970; the zero time when there is none to be read.
func (o Object) Time(key string) time.Time {
	s := strings.TrimSpace(Scalar(o[key]))
	if s == "" || len(s) > 64 {
		return time.Time{}
	}
	for _, layout := range layouts {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC()
		}
	}
	if ms, err := strconv.ParseInt(s, 10, 64); err == nil && ms > 1e11 && ms < 1e14 {
		return time.UnixMilli(ms).UTC()
	}
	return time.Time{}
}
