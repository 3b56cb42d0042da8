package lenient

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
)

// sameAsStandard compares what splitting finds with what encoding/json does,
// all the way down.
func sameAsStandard(t *testing.T, raw []byte) {
	t.Helper()
	var want map[string]json.RawMessage
	var list []json.RawMessage
	raw = bytes.TrimSpace(raw)
	switch {
	case len(raw) == 0:
	case raw[0] == '{':
		if err := json.Unmarshal(raw, &want); err != nil {
			t.Fatal(err)
		}
		got := members(raw)
		if len(got) != len(want) {
			t.Fatalf("%q has %d members, want %d", raw, len(got), len(want))
		}
		for k, v := range want {
			if !bytes.Equal(got[k], v) {
				t.Fatalf("member %q of %q is %q, want %q", k, raw, got[k], v)
			}
			sameAsStandard(t, v)
		}
	case raw[0] == '[':
		if err := json.Unmarshal(raw, &list); err != nil {
			t.Fatal(err)
		}
		got := elements(raw)
		if len(got) != len(list) {
			t.Fatalf("%q has %d elements, want %d", raw, len(got), len(list))
		}
		for i, v := range list {
			if !bytes.Equal(got[i], v) {
				t.Fatalf("element %d of %q is %q, want %q", i, raw, got[i], v)
			}
			sameAsStandard(t, v)
		}
	case raw[0] == '"':
		var s string
		if err := json.Unmarshal(raw, &s); err != nil {
			t.Fatal(err)
		}
		if got := Scalar(raw); got != s {
			t.Fatalf("%q reads as %q, want %q", raw, got, s)
		}
	}
}

var documents = []string{
	`{}`, ` { } `, `[]`, `[ ]`, `{"a":1}`, "\t{\n\"a\" :\r 1 , \"b\":[ 1 ,2,{\"c\":null}] }", `{"a":{"b":{"c":[[[]],{}]}},"d":"e"}`,
	`{"q\"":"\\","\\":"\\\"","x":"}{][,:"}`, `{"a":1,"a":2}`, `{"":""}`, `{"\u0041":"\u00e9\ud83d\ude00"}`, `{"é":"ü"}`, `[true,false,null,-1.5e+10,"s",[],{}]`,
	"{\"bad\xff\":\"\xfe\"}", `[1]`, `"\\"`, `"a\\"`, `7`, `{"a":[1,2` + strings.Repeat(` `, 3) + `]}`,
}

func TestSplitting(t *testing.T) {
	for _, d := range documents {
		if !json.Valid([]byte(d)) {
			t.Fatalf("%q is no JSON", d)
		}
		sameAsStandard(t, []byte(d))
	}
}

// TestKeysAreBounded pins that a tenant which makes names up does not fill
// the memory with them.
func TestKeysAreBounded(t *testing.T) {
	long := strings.Repeat("k", maxKeyLen+1)
	for i := range 2 * maxKeys {
		b, err := json.Marshal(map[string]int{long: 1, strings.Repeat("x", i%60) + string(rune('a'+i%26)) + strings.Repeat("y", i/1000): i})
		if err != nil {
			t.Fatal(err)
		}
		Parse(b)
	}
	keys.RLock()
	defer keys.RUnlock()
	if _, ok := keys.known[long]; ok || len(keys.known) > maxKeys {
		t.Errorf("%d names are kept", len(keys.known))
	}
}

// FuzzSplitting holds that splitting finds what encoding/json finds.
func FuzzSplitting(f *testing.F) {
	for _, d := range documents {
		f.Add([]byte(d))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		o, ok := Parse(raw)
		if !json.Valid(raw) {
			if ok || Elements(raw) != nil {
				t.Fatalf("%q was read as %v", raw, o)
			}
			return
		}
		sameAsStandard(t, raw)
	})
}

func BenchmarkParse(b *testing.B) {
	row := []byte(`{"id":"19e870fa724b80ac8c3a666589281f38","requesterId":"01cb7b17888058e2d2a5b59fad6684a0","created":"2026-11-22T04:28:51.986Z",` +
		`"approvalItems":[{"id":"9f70dd47b4c31350b07c3d356fc08953","account":"liam.nwosu","operation":"Add","value":"Intraday"}],"name":"Change","numItems":1}`)
	b.SetBytes(int64(len(row)))
	b.ReportAllocs()
	for b.Loop() {
		o, _ := Parse(row)
		o.Line("name")
		o.Objects("approvalItems")
	}
}
