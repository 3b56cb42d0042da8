package place

import (
	"bytes"
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func mustRead(t testing.TB, text string) *Node {
	t.Helper()
	n, err := Read([]byte(text))
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return n
}

func TestPlaces(t *testing.T) {
	text := "{\n  \"é\": [1, \"two\"],\r\n\t\"b\": {\"c\": null}, \"b\": true\n}"
	n := mustRead(t, text)
	x := NewIndex([]byte(text))
	if x.Lines() != 4 {
		t.Errorf("%d lines", x.Lines())
	}
	for _, c := range []struct{ offset, line, column int }{
		{n.Start, 1, 1},
		{n.Members[0].KeyStart, 2, 3},
		{n.Members[0].Value.Items[1].Start, 2, 12}, // é is one column, two bytes
		{n.Members[1].KeyStart, 3, 2},
		{n.Members[1].Value.Get("c").Start, 3, 13},
		{n.Members[2].KeyStart, 3, 20},
		{len(text), 4, 2},
		{len(text) + 99, 4, 2},
		{-1, 1, 1},
	} {
		if line, column := x.At(c.offset); line != c.line || column != c.column {
			t.Errorf("offset %d is %d:%d, want %d:%d", c.offset, line, column, c.line, c.column)
		}
	}
	again := NewIndex([]byte(text))
	for offset := range len(text) + 1 { // in order, as it is cheap
		fresh := NewIndex([]byte(text))
		line, column := again.At(offset)
		if l, c := fresh.At(offset); l != line || c != column {
			t.Errorf("offset %d is %d:%d in order, %d:%d else", offset, line, column, l, c)
		}
	}
	if n.Get("b").Kind != Bool || len(n.Unique()) != 2 {
		t.Error("of members with the same name the last one counts")
	}
	if n.Get("gone") != nil || n.Get("gone").Str() != "" || n.Get("gone").Is(Null) || (*Node)(nil).Member("x") != nil {
		t.Error("what is not there is nothing")
	}
	if got := text[n.Members[0].Value.Start:n.Members[0].Value.End]; got != `[1, "two"]` {
		t.Errorf("the value stands at %q", got)
	}
}

func TestFaults(t *testing.T) {
	for text, want := range map[string]struct {
		offset int
		reason Reason
		words  string
	}{
		``:              {0, Malformed, "nothing stands here"},
		" \n":           {2, Malformed, "nothing stands here"},
		"\ufeff{}":      {0, Malformed, "byte order mark"},
		`{"a":1,}`:      {7, Malformed, "a member is expected, not }"},
		`{"a":1 "b":2}`: {7, Malformed, `a comma or } is expected, not a "`},
		`{"a" 1}`:       {5, Malformed, "a colon is expected"},
		`{a:1}`:         {1, Malformed, "a name in quotes"},
		`{'a':1}`:       {1, Malformed, "a name in quotes"},
		`['a']`:         {1, Malformed, "a value is expected, not '"},
		`[1,]`:          {3, Malformed, "a value is expected, not ]"},
		`[1 2]`:         {3, Malformed, "a comma or ]"},
		`[1`:            {2, Malformed, "the text ends where a comma or ] is expected"},
		`{"a":"b`:       {7, Malformed, `the text ends where a closing "`},
		"[\"a\nb\"]":    {3, Malformed, "the line ends within"},
		"[\"a\tb\"]":    {3, Malformed, "U+0009"},
		`["\x"]`:        {3, Malformed, "is expected, not x"},
		`["\u12g4"]`:    {6, Malformed, "hexadecimal"},
		`[01]`:          {2, Malformed, "does not begin with 0"},
		`[-]`:           {2, Malformed, "a digit"},
		`[1.]`:          {3, Malformed, "a digit"},
		`[1e]`:          {3, Malformed, "a digit"},
		`[tru]`:         {1, Malformed, "a value"},
		`[None]`:        {1, Malformed, "a value is expected, not N"},
		`{} {}`:         {3, Trailing, "after the end"},
		`{}}`:           {2, Trailing, "after the end"},
	} {
		_, err := Read([]byte(text))
		var f *Fault
		if !errors.As(err, &f) {
			t.Errorf("%q: %v", text, err)
			continue
		}
		if f.Offset != want.offset || f.Reason != want.reason || !strings.Contains(f.Error(), want.words) {
			t.Errorf("%q: %+v, want %+v", text, f, want)
		}
	}
	_, err := Read([]byte("{\n\"steps\": {\"a\": 1"))
	var f *Fault
	if !errors.As(err, &f) || f.Opened != 11 {
		t.Errorf("the bracket that is not closed: %+v", f)
	}
}

func TestDepth(t *testing.T) {
	deep := func(n int) []byte { return []byte(strings.Repeat("[", n) + strings.Repeat("]", n)) }
	if _, err := Read(deep(MaxDepth)); err != nil {
		t.Error(err)
	}
	_, err := Read(deep(MaxDepth + 1))
	var f *Fault
	if !errors.As(err, &f) || f.Reason != TooDeep || f.Offset != MaxDepth {
		t.Errorf("%+v", f)
	}
	if _, err := Read(deep(1_000_000)); err == nil {
		t.Error("a million levels were read")
	}
}

func TestWriting(t *testing.T) {
	n := mustRead(t, `{"z":1.50,"a":{"é<&>":["x\n\u2028",null,true,[],{}]},"z":2e3}`)
	if got := string(n.Compact(nil)); got != `{"a":{"é<&>":["x\n\u2028",null,true,[],{}]},"z":2e3}` {
		t.Error(got)
	}
	want := "{\n  \"a\": {\n    \"é<&>\": [\n      \"x\\n\\u2028\",\n      null,\n      true,\n      [],\n      {}\n    ]\n  },\n  \"z\": 2e3\n}"
	if got := string(n.Indent()); got != want {
		t.Error(got)
	}
}

func TestPointers(t *testing.T) {
	n := mustRead(t, `{"a/b":{"c~d":[1,{"":2}]}}`)
	p := Step(Item(Step(Step("", "a/b"), "c~d"), 1), "")
	if p != "/a~1b/c~0d/1/" || n.At(p).Text != "2" || n.At("") != n {
		t.Errorf("%q leads to %+v", p, n.At(p))
	}
	for _, p := range []string{"/x", "/a~1b/c~0d/2", "/a~1b/c~0d/x", "/a~1b/c~0d/0/y", "/x/y"} {
		if n.At(p) != nil {
			t.Errorf("%s leads somewhere", p)
		}
	}
}

func TestEqual(t *testing.T) {
	for _, c := range []struct {
		a, b string
		same bool
	}{
		{`{"a":1,"b":[2]}`, `{"b":[2],"a":1}`, true},
		{`{"a":1,"a":2}`, `{"a":2}`, true},
		{`{"a":1}`, `{"a":1,"b":2}`, false},
		{`{"a":1}`, `{"b":1}`, false},
		{`[1,2]`, `[2,1]`, false},
		{`1.0`, `1`, false},
		{`"1"`, `1`, false},
		{`null`, `false`, false},
	} {
		if got := mustRead(t, c.a).Equal(mustRead(t, c.b)); got != c.same {
			t.Errorf("%s and %s: %v", c.a, c.b, got)
		}
	}
	if !(*Node)(nil).Equal(nil) || mustRead(t, "1").Equal(nil) {
		t.Error("nothing equals only nothing")
	}
}

// document draws a JSON document as encoding/json writes it.
func document(t *rapid.T) []byte {
	var value func(depth int) any
	value = func(depth int) any {
		switch rapid.IntRange(0, 6-min(depth, 2)*2).Draw(t, "kind") {
		case 0:
			return nil
		case 1:
			return rapid.Float64().Draw(t, "number")
		case 2:
			return rapid.String().Draw(t, "text")
		case 3, 4:
			list := make([]any, rapid.IntRange(0, 3).Draw(t, "length"))
			for i := range list {
				list[i] = value(depth + 1)
			}
			return list
		}
		object := map[string]any{}
		for range rapid.IntRange(0, 3).Draw(t, "members") {
			object[rapid.String().Draw(t, "name")] = value(depth + 1)
		}
		return object
	}
	raw, err := json.Marshal(value(0))
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// What is written again means the same as what was read.
func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		raw := document(t)
		n, err := Read(raw)
		if err != nil {
			t.Fatal(err)
		}
		for _, again := range [][]byte{n.Compact(nil), n.Indent()} {
			var a, b any
			if json.Unmarshal(raw, &a) != nil || json.Unmarshal(again, &b) != nil || !reflect.DeepEqual(a, b) {
				t.Fatalf("%s became %s", raw, again)
			}
			m, err := Read(again)
			if err != nil || !m.Equal(n) {
				t.Fatalf("%s is not equal to what it was written from: %v", again, err)
			}
		}
	})
}

// FuzzRead holds that Read takes what encoding/json takes, that nothing makes it
// panic, and that all it tells lies within the text.
func FuzzRead(f *testing.F) {
	for _, s := range []string{`{"a":[1,-0.5e+9,"\ud83d\ude00",true,false,null]}`, `{"a":1,}`, "[\"\xff\"]", `"\ud800"`, `nul`, "\ufeff{}", strings.Repeat("[", 300)} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		n, err := Read(text)
		x := NewIndex(text)
		var fault *Fault
		if errors.As(err, &fault) {
			line, column := x.At(fault.Offset)
			if fault.Offset < 0 || fault.Offset > len(text) || line < 1 || line > x.Lines() || column < 1 {
				t.Fatalf("%q: %+v", text, fault)
			}
			if fault.Reason != TooDeep && json.Valid(text) {
				t.Fatalf("%q is valid, but %v", text, err)
			}
			return
		}
		if !json.Valid(text) {
			t.Fatalf("%q is not valid", text)
		}
		inside(t, n, 0, len(text))
		if !utf8.Valid(text) {
			return
		}
		var a, b bytes.Buffer
		if json.Compact(&a, n.Compact(nil)) != nil || json.Indent(&b, n.Indent(), "", " ") != nil {
			t.Fatalf("%q is not written as JSON", text)
		}
	})
}

func inside(t *testing.T, n *Node, from, to int) {
	if n.Start < from || n.End > to || n.Start >= n.End {
		t.Fatalf("%d–%d is not within %d–%d", n.Start, n.End, from, to)
	}
	for _, m := range n.Members {
		if m.KeyStart < n.Start || m.KeyEnd > m.Value.Start {
			t.Fatal("a name stands outside of its object")
		}
		inside(t, m.Value, n.Start, n.End)
	}
	for _, i := range n.Items {
		inside(t, i, n.Start, n.End)
	}
}
