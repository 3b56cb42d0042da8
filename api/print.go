package api

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"strings"

	"iscope/api/lenient"
)

// fingerprint sums members of records up in 64 bits, as the tenant sent them:
// cleaned and cut for showing, two different values can look the same. Each
// value goes in with its length, so that moving a character from one to the
// next changes the sum.
type fingerprint struct{ values []byte }

// add puts the named members of an object in. That one is absent, null or
// empty is the same.
func (f *fingerprint) add(o lenient.Object, names ...string) {
	for _, name := range names {
		f.value(o[name])
	}
}

func (f *fingerprint) value(raw json.RawMessage) {
	switch {
	case string(raw) == "null" || string(raw) == `""`:
		raw = nil
	case len(raw) > 0 && (raw[0] == '{' || raw[0] == '['): // the spaces in it say nothing
		var compact bytes.Buffer
		if json.Compact(&compact, raw) == nil {
			raw = compact.Bytes()
		}
	}
	f.values = binary.BigEndian.AppendUint64(f.values, uint64(len(raw)))
	f.values = append(f.values, raw...)
}

// count puts in how many records follow.
func (f *fingerprint) count(n int) { f.values = binary.BigEndian.AppendUint64(f.values, uint64(n)) }

func (f *fingerprint) sum() uint64 {
	sum := sha256.Sum256(f.values)
	return binary.BigEndian.Uint64(sum[:])
}

// header puts in what concerns every line of the item. Times and counters are
// not in it: that they change does not change what is decided.
func (f *fingerprint) header(o itemRecord) {
	f.add(o.Object, "id", "type", "ownerId", "name", "description", "requesterId", "requesterDisplayName")
}

// line puts in what a line of a request asks. Pending and no state are the same.
func (f *fingerprint) line(a lenient.Object) {
	f.add(a, "id", "account", "application", "name", "operation", "value")
	state := a["state"]
	if strings.EqualFold(lenient.Scalar(state), string(StatePending)) {
		state = nil
	}
	f.value(state)
}

// print is the fingerprint of all that the item asks.
func (o itemRecord) print() uint64 {
	f := fingerprint{values: make([]byte, 0, 512)}
	f.header(o)
	f.count(len(o.approval))
	for _, a := range o.approval {
		f.line(a)
	}
	f.count(len(o.remediation))
	for _, r := range o.remediation {
		f.add(r, "id", "targetId", "targetName", "targetDisplayName", "applicationName", "attributeName", "attributeOperation", "attributeValue", "nativeIdentity")
	}
	f.value(canonical(o.Raw("form")))
	return f.sum()
}

// canonical is a JSON document in one way of writing: members sorted, and left
// out where they say nothing; nil where nothing is left. A form is free in what
// it has, so all of it counts: title, fields, choices, and what nobody thought
// of.
func canonical(raw json.RawMessage) json.RawMessage {
	if len(raw) == 0 {
		return nil
	}
	var v any
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	if d.Decode(&v) != nil {
		return raw
	}
	v, says := condense(v)
	if !says {
		return nil
	}
	out, err := json.Marshal(v)
	if err != nil || bytes.ContainsRune(out, marked) || bytes.Contains(out, []byte(`\ufffd`)) {
		return raw // texts that differ would be the same after decoding
	}
	return out
}

// condense leaves members out that say nothing, and reports whether anything
// is left.
func condense(v any) (any, bool) {
	switch v := v.(type) {
	case map[string]any:
		for k, e := range v {
			if e, says := condense(e); says {
				v[k] = e
			} else {
				delete(v, k)
			}
		}
		return v, len(v) > 0
	case []any:
		for i := range v {
			v[i], _ = condense(v[i])
		}
		return v, len(v) > 0
	}
	return v, v != nil && v != ""
}

// LinePrint is the fingerprint of one line of the item, as Print is of all of
// it; 0 where there is no such line.
func (it *WorkItem) LinePrint(line string) uint64 {
	o, _ := lenient.Parse(it.Raw.JSON())
	record := openRecord(o)
	for _, a := range record.approval {
		if a.ID("id") == line {
			var f fingerprint
			f.header(record)
			f.line(a)
			return f.sum()
		}
	}
	return 0
}
