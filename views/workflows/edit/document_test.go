package edit

import (
	"testing"

	"iscope/views/workflows/check/place"
)

func line(doc []byte) string { return string(read(doc).Compact(nil)) }

func TestDocumentOf(t *testing.T) {
	got := documentOf([]byte(`{"id":"w","definition":{"steps":{"b":1,"a":2.50},"start":"b"},"name":"N","enabled":true,"modified":"x","owner":null,"extra":1}`))
	if want := `{"name":"N","owner":null,"definition":{"steps":{"b":1,"a":2.50},"start":"b"}}`; line(got) != want {
		t.Errorf("%s", line(got))
	}
	for _, broken := range []string{"", "[]", "{", "null"} {
		if got := string(documentOf([]byte(broken))); got != empty {
			t.Errorf("%q: %s", broken, got)
		}
	}
}

func TestPut(t *testing.T) {
	doc := []byte(`{"definition":{"start":"a","steps":{"a":{"x":1},"b/c":[1,{"d":2}]}}}`)
	for _, c := range []struct{ pointer, value, want string }{
		{"", `{"n":1}`, `{"n":1}`},
		{"/definition/steps/a", `{"y":2}`, `{"definition":{"start":"a","steps":{"a":{"y":2},"b/c":[1,{"d":2}]}}}`},
		{"/definition/steps/b~1c/1/d", `3`, `{"definition":{"start":"a","steps":{"a":{"x":1},"b/c":[1,{"d":3}]}}}`},
		{"/definition/steps/new", `{}`, `{"definition":{"start":"a","steps":{"a":{"x":1},"b/c":[1,{"d":2}],"new":{}}}}`},
		{"/name", `"N"`, `{"definition":{"start":"a","steps":{"a":{"x":1},"b/c":[1,{"d":2}]}},"name":"N"}`},
	} {
		got, ok := put(doc, c.pointer, []byte(c.value))
		if !ok || line(got) != c.want {
			t.Errorf("%s: %s, %v", c.pointer, got, ok)
		}
	}
	for _, c := range []struct{ pointer, value string }{{"/gone/x", "1"}, {"/definition/start/x", "1"}, {"/name", "{"}, {"odd", "1"}} {
		if got, ok := put(doc, c.pointer, []byte(c.value)); ok {
			t.Errorf("%s: %s", c.pointer, got)
		}
	}
	if got := without(doc, "/definition/steps/a"); line(got) != `{"definition":{"start":"a","steps":{"b/c":[1,{"d":2}]}}}` {
		t.Errorf("%s", got)
	}
	for _, p := range []string{"", "/gone/x", "/definition/start/x"} {
		if !same(without(doc, p), doc) {
			t.Errorf("%s takes something away", p)
		}
	}
	if valueAt(doc, "/gone") != nil || line(valueAt(doc, "/definition/steps/a")) != `{"x":1}` {
		t.Error("valueAt")
	}
}

func TestHolds(t *testing.T) {
	for _, c := range []struct {
		now, asked string
		want       bool
	}{
		{`{"a":1,"b":2}`, `{"a":1}`, true},
		{`{"a":1}`, `{"a":1,"b":null,"c":"","d":{},"e":[]}`, true},
		{`{"type":"","displayName":null,"attributes":null}`, `{}`, true},
		{`{"type":"EVENT","attributes":{"id":"x"}}`, `{}`, false},
		{`{"type":"EVENT","attributes":{"id":"x","filter.$":null}}`, `{"type":"EVENT","attributes":{"id":"x"}}`, true},
		{`{"a":1}`, `{"a":2}`, false},
		{`{"a":{"b":1}}`, `{"a":{"b":1,"c":2}}`, false},
		{`[1,2]`, `[1]`, false},
		{`[{"a":1,"z":null}]`, `[{"a":1}]`, true},
		{`[{"a":1}]`, `[{"a":2}]`, false},
		{`false`, `false`, true},
		{`null`, `false`, false},
		{`"x"`, `null`, false},
		{`0`, `0`, true},
	} {
		if got := holds(read([]byte(c.now)), read([]byte(c.asked))); got != c.want {
			t.Errorf("%s has %s: %v", c.now, c.asked, got)
		}
	}
	var none *place.Node
	if !holds(none, read([]byte(`null`))) || holds(none, read([]byte(`1`))) {
		t.Error("what is not there has something")
	}
}
