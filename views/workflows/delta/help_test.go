package delta

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	jsonpatch "github.com/evanphx/json-patch/v5"
	"pgregory.net/rapid"

	"iscope/api"
)

// parse reads JSON with its numbers as they are written.
func parse(t testing.TB, raw []byte) any {
	t.Helper()
	var v any
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		t.Fatalf("%s: %v", raw, err)
	}
	return v
}

// same reports whether two documents mean the same.
func same(t testing.TB, a, b []byte) bool {
	t.Helper()
	return string(write(t, parse(t, a))) == string(write(t, parse(t, b)))
}

func write(t testing.TB, v any) []byte {
	t.Helper()
	raw, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// apply carries a patch out, as the tenant does.
func apply(t testing.TB, doc []byte, ops []api.PatchOp) []byte {
	t.Helper()
	if len(ops) == 0 {
		return doc
	}
	patch, err := jsonpatch.DecodePatch(write(t, ops))
	if err != nil {
		t.Fatal(err)
	}
	out, err := patch.Apply(doc)
	if err != nil {
		t.Fatalf("%s on %s: %v", write(t, ops), doc, err)
	}
	return out
}

// names of members, among them what a JSON pointer has to escape.
var names = []string{"a", "b", "start", "Send Email", "x/y", "~1", "", "é", "0", "id.$"}

// value draws a JSON value.
func value(t *rapid.T, depth int) any {
	kinds := 7
	if depth > 3 {
		kinds = 4
	}
	switch rapid.IntRange(0, kinds).Draw(t, "kind") {
	case 0:
		return nil
	case 1:
		return rapid.Bool().Draw(t, "bool")
	case 2:
		return json.Number(rapid.SampledFrom([]string{"0", "1", "1.0", "-2e3", "12345678901234567890"}).Draw(t, "number"))
	case 3, 4:
		return rapid.SampledFrom([]string{"", "x", "line\nline", "<&>\u2028", `"quoted"`, strings.Repeat("long ", 30)}).Draw(t, "text")
	case 5:
		list := make([]any, rapid.IntRange(0, 5).Draw(t, "length"))
		for i := range list {
			list[i] = value(t, depth+1)
		}
		return list
	}
	o := map[string]any{}
	for range rapid.IntRange(0, 5).Draw(t, "members") {
		o[rapid.SampledFrom(names).Draw(t, "name")] = value(t, depth+1)
	}
	return o
}

// edit returns a value with something changed in it.
func edit(t *rapid.T, v any) any {
	switch v := v.(type) {
	case map[string]any:
		out := map[string]any{}
		for k, e := range v {
			out[k] = e
		}
		key := rapid.SampledFrom(names).Draw(t, "edited")
		switch old, there := out[key]; {
		case there && rapid.Bool().Draw(t, "deeper"):
			out[key] = edit(t, old)
		case there && rapid.Bool().Draw(t, "gone"):
			delete(out, key)
		default:
			out[key] = value(t, 2)
		}
		return out
	case []any:
		out := append([]any(nil), v...)
		if len(out) == 0 || rapid.Bool().Draw(t, "longer") {
			at := rapid.IntRange(0, len(out)).Draw(t, "at")
			return append(append(append([]any(nil), out[:at]...), value(t, 3)), out[at:]...)
		}
		at := rapid.IntRange(0, len(out)-1).Draw(t, "at")
		if rapid.Bool().Draw(t, "shorter") {
			return append(out[:at], out[at+1:]...)
		}
		out[at] = edit(t, out[at])
		return out
	}
	return value(t, 2)
}

// version draws a workflow.
func version(t *rapid.T) map[string]any {
	return map[string]any{
		"name": "Joiner", "id": "1", "modified": rapid.SampledFrom([]string{"m", "n"}).Draw(t, "modified"), "description": value(t, 4),
		"owner": map[string]any{"id": "o"}, "enabled": rapid.Bool().Draw(t, "enabled"),
		"definition": map[string]any{"start": "a", "steps": value(t, 0)},
		"trigger":    map[string]any{"type": "EVENT", "attributes": map[string]any{"x": value(t, 2)}},
	}
}

// edited draws a version that comes of another one by some edits.
func edited(t *rapid.T, v map[string]any) map[string]any {
	out := map[string]any{}
	for k, e := range v {
		out[k] = e
	}
	for range rapid.IntRange(0, 3).Draw(t, "edits") {
		key := rapid.SampledFrom([]string{"name", "owner", "description", "definition", "trigger"}).Draw(t, "member")
		if key == "name" {
			out[key] = "Leaver"
			continue
		}
		if next := edit(t, out[key]); key == "description" || next != nil {
			out[key] = next
		}
	}
	return out
}

// large is a workflow of n steps.
func large(n int) []byte {
	var b bytes.Buffer
	b.WriteString(`{"id":"1","name":"Large","enabled":false,"definition":{"start":"Step 0","steps":{`)
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `"Step %d":{"type":"action","actionId":"sp:send-email","versionNumber":2,"displayName":"","attributes":{"recipientEmailList.$":"$.trigger.identity.email","subject":"Hello %d","body":"Some words"},"nextStep":"Step %d"}`, i, i, i+1)
	}
	b.WriteString(`}},"trigger":{"type":"EVENT","attributes":{"id":"idn:identity-created"}}}`)
	return b.Bytes()
}
