package delta

import (
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"iscope/api"
	"iscope/views/workflows/check/place"
)

const record = `{
 "id": "d2", "executionCount": 2, "modified": "2023-12-05T15:18:27Z", "name": "Send Email",
 "owner": {"type": "IDENTITY", "id": "2c91", "name": "William"}, "description": "words",
 "definition": {"start": "Send", "steps": {
  "Send": {"type": "action", "actionId": "sp:send-email", "attributes": {"subject": "test", "to": ["a@acme.example", "b@acme.example", "c@acme.example"]}, "nextStep": "Done"},
  "Done": {"type": "success"}}},
 "enabled": false,
 "trigger": {"type": "EVENT", "attributes": {"id": "idn:identity-created"}}
}`

// changed returns the record with some texts replaced.
func changed(t testing.TB, pairs ...string) []byte {
	t.Helper()
	out := record
	for i := 0; i < len(pairs); i += 2 {
		if !strings.Contains(out, pairs[i]) {
			t.Fatalf("%q is not in the record", pairs[i])
		}
		out = strings.Replace(out, pairs[i], pairs[i+1], 1)
	}
	return []byte(out)
}

func TestPatch(t *testing.T) {
	const trigger = `{"type": "EVENT", "attributes": {"id": "idn:identity-created"}}`
	for name, c := range map[string]struct {
		edits []string
		want  string
	}{
		"nothing":             {nil, `null`},
		"what is not sent":    {[]string{`"id": "d2"`, `"id": "d3"`, `"executionCount": 2, `, ``, `2023-12-05`, `2024-01-01`}, `null`},
		"the order":           {[]string{`"name": "Send Email",`, ``, `"enabled": false,`, `"enabled": false, "name": "Send Email",`}, `null`},
		"a name":              {[]string{`"Send Email"`, `"Mail"`}, `[{"op":"replace","path":"/name","value":"Mail"}]`},
		"a switch":            {[]string{`"enabled": false`, `"enabled": true`}, `[{"op":"replace","path":"/enabled","value":true}]`},
		"null":                {[]string{`"words"`, `null`}, `[{"op":"replace","path":"/description","value":null}]`},
		"left out":            {[]string{`, "description": "words"`, ``}, `[{"op":"remove","path":"/description"}]`},
		"left out and kept":   {[]string{`"enabled": false,`, ``, `"name": "Send Email",`, ``}, `null`},
		"one attribute":       {[]string{`"test"`, `"Hello"`}, `[{"op":"replace","path":"/definition/steps/Send/attributes/subject","value":"Hello"}]`},
		"a step more":         {[]string{`"Done": {`, `"A/B~C": {"type": "success", "b": 1, "a": 2}, "Done": {`}, `[{"op":"add","path":"/definition/steps/A~1B~0C","value":{"type":"success","b":1,"a":2}}]`},
		"a step less":         {[]string{`"nextStep": "Done"},`, `"nextStep": "Done"}`, `"Done": {"type": "success"}`, ``}, `[{"op":"remove","path":"/definition/steps/Done"}]`},
		"an element more":     {[]string{`"b@acme`, `"x@acme.example", "b@acme`}, `[{"op":"add","path":"/definition/steps/Send/attributes/to/1","value":"x@acme.example"}]`},
		"an element less":     {[]string{`"a@acme.example", `, ``}, `[{"op":"remove","path":"/definition/steps/Send/attributes/to/0"}]`},
		"whole where shorter": {[]string{`{"type": "success"}`, `{"z": 1, "y": 2, "x": 3, "w": 4}`}, `[{"op":"replace","path":"/definition/steps/Done","value":{"z":1,"y":2,"x":3,"w":4}}]`},
		"no trigger":          {[]string{trigger, `{}`}, `[{"op":"replace","path":"/trigger","value":{}}]`},
		"no trigger, as sent": {[]string{trigger, `{"type": "", "displayName": null, "attributes": null}`}, `[{"op":"replace","path":"/trigger","value":{}}]`},
		"trigger left out":    {[]string{",\n \"trigger\": " + trigger, ``}, `[{"op":"replace","path":"/trigger","value":{}}]`},
		"an unknown member":   {[]string{`"enabled": false`, `"enabled": false, "colour": "red"`}, `null`},
		"a number as written": {[]string{`"subject": "test"`, `"subject": 1.0`}, `[{"op":"replace","path":"/definition/steps/Send/attributes/subject","value":1.0}]`},
	} {
		ops, err := Patch([]byte(record), changed(t, c.edits...))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := string(write(t, ops)); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

func TestPatchAddsWhatWasNot(t *testing.T) {
	ops, err := Patch([]byte(`{"name":"a","trigger":{"type":"","attributes":null}}`), []byte(`{"name":"a","definition":{},"trigger":{"type":"EXTERNAL"}}`))
	want := `[{"op":"replace","path":"/trigger","value":{"type":"EXTERNAL"}},{"op":"add","path":"/definition","value":{}}]`
	if err != nil || string(write(t, ops)) != want {
		t.Errorf("%s %v, want %s", write(t, ops), err, want)
	}
}

func TestPatchRefuses(t *testing.T) {
	if _, err := Patch([]byte(record), []byte(`{"trigger":null}`)); !errors.Is(err, ErrTriggerNull) {
		t.Errorf("null: %v", err)
	}
	for _, c := range [][2]string{{`[]`, record}, {record, `7`}, {record, `{"a":`}, {``, record}} {
		ops, err := Patch([]byte(c[0]), []byte(c[1]))
		if !errors.Is(err, ErrNotObject) || ops != nil {
			t.Errorf("%q and %q: %v, %v", c[0], c[1], ops, err)
		}
	}
}

// TestPatchMakesAfter holds what the patch is for: carried out, it makes after of
// before, it is no longer than replacing what changed, and it touches nothing
// that cannot be set.
func TestPatchMakesAfter(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		v := version(rt)
		before, after := write(t, v), write(t, edited(rt, v))
		ops, err := Patch(before, after)
		if errors.Is(err, ErrTriggerNull) {
			return
		}
		if err != nil {
			rt.Fatal(err)
		}
		b, a := reduced(t, before), reduced(t, after)
		if got := reduced(t, apply(t, before, ops)); !same(t, got, a) {
			rt.Fatalf("%s\nmakes %s\nnot %s", write(t, ops), got, a)
		}
		if same(t, b, a) != (len(ops) == 0) {
			rt.Fatalf("%d operations between %s and %s", len(ops), b, a)
		}
		var whole []api.PatchOp
		for name := range parse(t, after).(map[string]any) {
			if n, old := nodeOf(t, after).Get(name), nodeOf(t, before).Get(name); !n.Equal(old) {
				whole = append(whole, operation("replace", "/"+name, n))
			}
		}
		if len(ops) > 0 && size(ops) > size(whole) {
			rt.Fatalf("%s is longer than %s", write(t, ops), write(t, whole))
		}
	})
}

// reduced is a version as a patch sees it: what cannot be set is left out, and no
// trigger is no trigger, however it is written.
func reduced(t testing.TB, raw []byte) []byte {
	t.Helper()
	v := parse(t, raw).(map[string]any)
	for _, name := range readOnly {
		delete(v, name)
	}
	if noTrigger(nodeOf(t, raw).Get("trigger")) {
		delete(v, "trigger")
	}
	return write(t, v)
}

func nodeOf(t testing.TB, raw []byte) *place.Node {
	t.Helper()
	n, err := place.Read(raw)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// Long lists are replaced rather than compared element by element.
func TestLongLists(t *testing.T) {
	list := func(n int) []byte {
		return []byte(`{"definition":{"l":[` + strings.TrimSuffix(strings.Repeat("0,", n), ",") + `]}}`)
	}
	ops, err := Patch(list(mostItems+1), list(mostItems+2))
	if err != nil || len(ops) != 1 || ops[0].Op != "replace" {
		t.Errorf("%d operations, %v", len(ops), err)
	}
	if ops, err = Patch(list(mostItems), list(mostItems-1)); err != nil || len(ops) != 1 || ops[0].Op != "remove" {
		t.Errorf("%s, %v", write(t, ops), err)
	}
}

func TestPutBody(t *testing.T) {
	d, resets, err := PutBody([]byte(record), changed(t, `"test"`, `"Hello"`, `"enabled": false,`, `"x\u001b": 1,`))
	if err != nil {
		t.Fatal(err)
	}
	want := `{"name":"Send Email","owner":{"type":"IDENTITY","id":"2c91","name":"William"},"description":"words",` +
		`"definition":{"start":"Send","steps":{"Send":{"type":"action","actionId":"sp:send-email","attributes":{"subject":"Hello","to":["a@acme.example","b@acme.example","c@acme.example"]},"nextStep":"Done"},"Done":{"type":"success"}}},` +
		`"enabled":false,"trigger":{"type":"EVENT","attributes":{"id":"idn:identity-created"}}}`
	if got := string(write(t, d)); got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
	if got := strings.Join(resets, "\n"); got != "the count of executions begins again at 0; it is 2 now\nthe count of failures begins again at 0\n“x␛” is not sent: it cannot be set" {
		t.Error(got)
	}
}

func TestPutBodySaysWhatIsLost(t *testing.T) {
	d, resets, err := PutBody([]byte(record), []byte(`{"name":"New","trigger":{}}`))
	if err != nil || d.Trigger != nil || d.Definition != nil || d.Name != "New" || d.Owner.ID != "2c91" || *d.Enabled {
		t.Errorf("%+v %v", d, err)
	}
	got := strings.Join(resets, "\n")
	for _, want := range []string{"the trigger is left out and so removed", "the description is left out", "the definition is left out"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
	if _, resets, _ = PutBody([]byte(`{"trigger":{"type":""}}`), []byte(`{"name":"a"}`)); len(resets) != 3 || !strings.Contains(resets[2], "no owner") {
		t.Errorf("%q", resets)
	}
	for _, c := range [][2]string{{`[]`, `{}`}, {`{}`, `x`}} {
		if _, _, err := PutBody([]byte(c[0]), []byte(c[1])); !errors.Is(err, ErrNotObject) {
			t.Errorf("%q: %v", c, err)
		}
	}
}

// BenchmarkPatchThousand is what a change of one step of a thousand costs.
func BenchmarkPatchThousand(b *testing.B) {
	before := large(1000)
	after := []byte(strings.Replace(string(before), "Hello 500", "Good morning", 1))
	b.ReportAllocs()
	for b.Loop() {
		if ops, err := Patch(before, after); err != nil || len(ops) != 1 {
			b.Fatal(len(ops), err)
		}
	}
}

// BenchmarkPatchThousandAll is a change of every step.
func BenchmarkPatchThousandAll(b *testing.B) {
	before := large(1000)
	after := []byte(strings.ReplaceAll(string(before), "Hello", "Good morning"))
	b.ReportAllocs()
	for b.Loop() {
		if ops, err := Patch(before, after); err != nil || len(ops) == 0 {
			b.Fatal(len(ops), err)
		}
	}
}
