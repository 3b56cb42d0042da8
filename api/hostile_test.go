package api

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"iscope/api/safe"
)

// maxText is the longest text a domain value may hold; Pretty is the one that
// is not cut, since a pane pages through it.
const maxText = safe.MaxBlock + 1

// walk calls visit for every text in v but for JSON kept as sent.
func walk(path string, v reflect.Value, visit func(path, text string)) {
	switch v.Kind() {
	case reflect.String:
		visit(path, v.String())
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[Raw]() {
			return
		}
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				walk(path+"."+v.Type().Field(i).Name, v.Field(i), visit)
			}
		}
	case reflect.Slice:
		if v.Type() == reflect.TypeFor[json.RawMessage]() {
			return
		}
		for i := range v.Len() {
			walk(fmt.Sprintf("%s[%d]", path, i), v.Index(i), visit)
		}
	case reflect.Map:
		for _, k := range v.MapKeys() {
			walk(path+"{}", k, visit)
			walk(path+"{}", v.MapIndex(k), visit)
		}
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			walk(path, v.Elem(), visit)
		}
	}
}

// checkClean holds that nothing in a decoded value can drive a terminal,
// reorder or hide text, and returns how many texts it saw.
func checkClean(t testing.TB, name string, values []any) int {
	t.Helper()
	n := 0
	for _, v := range values {
		pretty := reflect.TypeOf(v).Kind() == reflect.String
		walk(name, reflect.ValueOf(v), func(path, text string) {
			n++
			if !utf8.ValidString(text) || !pretty && utf8.RuneCountInString(text) > maxText {
				t.Fatalf("%s holds %d bytes, valid UTF-8: %v", path, len(text), utf8.ValidString(text))
			}
			for _, r := range text {
				if r != '\n' && unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == 0x200b || r == 0x2060 || r == 0xfeff || r >= 0xe0000 {
					t.Fatalf("%s lets %U through in %q", path, r, text)
				}
			}
		})
	}
	return n
}

// hostiles are texts that must not get through.
var hostiles = []string{
	"\x1b[2J\x1b]0;x\a", "\x1b]8;;http://evil\x1b\\x", "\u009b31m", "\u202ecod.exe\u2066", "pay\u200broll\ufeff\u2060", "a\r\nb\tc\x00\x7f", "x\U000e0041\U000e007f",
	"\u2028\u2029\u0085", strings.Repeat("e\u0301\u0301", 30), "\x9b\xff\xfe",
}

// change returns copies of a JSON document, each with one of its values, or all
// of its texts and names, made into something else.
func change(doc any, at func(path string, v any) (any, bool)) any {
	var walk func(path string, v any) any
	walk = func(path string, v any) any {
		if out, done := at(path, v); done {
			return out
		}
		switch v := v.(type) {
		case map[string]any:
			out := map[string]any{}
			for k, e := range v {
				if e = walk(path+"/"+k, e); e != missing {
					out[k] = e
				}
			}
			return out
		case []any:
			out := []any{}
			for i, e := range v {
				if e = walk(fmt.Sprintf("%s/%d", path, i), e); e != missing {
					out = append(out, e)
				}
			}
			return out
		}
		return v
	}
	return walk("", doc)
}

// missing marks a member that is to be left out.
var missing any = &struct{ int }{}

func parsed(t testing.TB, sample string) any {
	t.Helper()
	var doc any
	if err := json.Unmarshal([]byte(sample), &doc); err != nil {
		t.Fatal(err)
	}
	return doc
}

func encoded(t testing.TB, doc any) []byte {
	t.Helper()
	raw, err := json.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// TestSamplesFillEverything pins that the samples below leave no field of a
// domain type empty, so that a new field cannot escape the tests that follow.
func TestSamplesFillEverything(t *testing.T) {
	for _, r := range readers {
		values, ok := r.read([]byte(r.sample))
		if !ok {
			t.Errorf("%s: the sample cannot be read", r.name)
			continue
		}
		empty := map[string]bool{}
		filled := map[string]bool{}
		for _, v := range values {
			fields(reflect.ValueOf(v), filled, empty)
		}
		for name := range filled {
			delete(empty, name)
		}
		// These are empty by their nature here.
		for _, name := range []string{"Step.Loop", "WorkItemBody.Modified", "Ref.Type", "ApprovalItem.State", "LibraryItem.Deprecated", "NEAttribute.Encrypted", "History.Bad", "Event.Attributes"} {
			delete(empty, name)
		}
		if len(empty) > 0 {
			t.Errorf("%s: the sample leaves empty %v", r.name, slices.Sorted(maps.Keys(empty)))
		}
	}
}

// fields notes which fields of domain types hold something, and which nothing.
func fields(v reflect.Value, filled, empty map[string]bool) {
	switch v.Kind() {
	case reflect.Struct:
		if v.Type().PkgPath() != reflect.TypeFor[Ref]().PkgPath() {
			return
		}
		for i := range v.NumField() {
			f := v.Type().Field(i)
			if !f.IsExported() {
				continue
			}
			name := v.Type().Name() + "." + f.Name
			if v.Field(i).IsZero() {
				empty[name] = true
			} else {
				filled[name] = true
			}
			fields(v.Field(i), filled, empty)
		}
	case reflect.Slice:
		for i := range v.Len() {
			fields(v.Index(i), filled, empty)
		}
	case reflect.Pointer:
		if !v.IsNil() {
			fields(v.Elem(), filled, empty)
		}
	}
}

// TestHostileTexts decodes each record with every text, and every name of a
// member that the tenant chooses, replaced by something hostile.
func TestHostileTexts(t *testing.T) {
	chosen := func(path string) bool { // members whose names are the tenant's own
		return strings.HasSuffix(path, "/steps") || strings.HasSuffix(path, "/attributes") || strings.HasSuffix(path, "/arguments")
	}
	for _, r := range readers {
		seen := 0
		for _, bad := range hostiles {
			doc := change(parsed(t, r.sample), func(path string, v any) (any, bool) {
				if s, ok := v.(string); ok && path != "/id" && path != "/workflow_session/id" {
					return s + bad, true
				}
				return nil, false
			})
			doc = change(doc, func(path string, v any) (any, bool) {
				m, ok := v.(map[string]any)
				if !ok || !chosen(path) || strings.HasSuffix(path, "trigger/attributes") || r.name == "event" || r.name == "history" {
					return nil, false
				}
				out := map[string]any{}
				for k, e := range m {
					out[k] = e // those we look for by name
					out[k+bad] = e
				}
				return out, true
			})
			values, ok := r.read(encoded(t, doc))
			if !ok {
				t.Errorf("%s: lost over %q", r.name, bad)
			}
			seen += checkClean(t, r.name, append(values, Pretty(encoded(t, doc))))
		}
		if seen < 10*3 {
			t.Errorf("%s: only %d texts looked at", r.name, seen)
		}
	}
}

// TestHostileFields decodes each record with each of its values, one at a time,
// replaced by every other kind of value, or left out. Only a record without a
// usable id may be lost.
func TestHostileFields(t *testing.T) {
	long := strings.Repeat("x", 100_000) + "\x1b"
	replacements := []any{nil, missing, true, 7.0, -1e300, 0.5, "", "x", []any{}, []any{nil}, []any{[]any{"a"}}, map[string]any{}, map[string]any{"a": map[string]any{"b": 1.0}}, []any{map[string]any{"id": nil}}}
	for _, r := range readers {
		doc := parsed(t, r.sample)
		var paths []string
		texts := map[string]bool{}
		change(doc, func(path string, v any) (any, bool) {
			paths = append(paths, path)
			_, texts[path] = v.(string)
			return nil, false
		})
		for _, p := range paths {
			all := replacements
			if texts[p] {
				all = append(slices.Clip(all), long)
			}
			for _, with := range all {
				if p == "" && with == missing {
					continue
				}
				got, ok := r.read(encoded(t, change(doc, func(path string, _ any) (any, bool) { return with, path == p })))
				idLost := p == "" || p == "/id" || p == "/workflow_session" || p == "/workflow_session/id"
				if !ok && !idLost {
					t.Errorf("%s: lost because %s is %.40v", r.name, p, with)
				}
				checkClean(t, r.name+p, got)
			}
		}
	}
}

// TestDuplicateAndDeep covers what a tenant's JSON may look like without being
// wrong: the same member twice, and nesting without measure.
func TestDuplicateAndDeep(t *testing.T) {
	deep := strings.Repeat(`{"start":"a","steps":{"a":{"attributes":`, 200) + `{}` + strings.Repeat(`}}}`, 200)
	d := ReadDefinition([]byte(deep))
	levels := 0
	for next := &d; next != nil && len(next.Steps) > 0; next = next.Steps[0].Loop {
		levels++
	}
	if levels == 0 || levels > maxNesting+1 {
		t.Errorf("%d loops within loops were read", levels)
	}
	form := strings.Repeat(`{"formItems":[`, 200) + strings.Repeat(`]}`, 200)
	it, ok := ReadWorkItem([]byte(`{"id":"a","id":"b","form":{"sections":[` + form + `]}}`))
	if !ok || it.ID != "b" {
		t.Errorf("%+v, %v", it, ok)
	}
	if _, ok := ReadWorkItem([]byte(strings.Repeat(`{"a":`, 20_000) + `1` + strings.Repeat(`}`, 20_000))); ok {
		t.Error("a record nested 20,000 deep was read")
	}
}

// FuzzReaders holds, for every decoding function, that nothing makes it panic
// or lets a character through that it should not.
func FuzzReaders(f *testing.F) {
	for i, r := range readers {
		f.Add(i, []byte(r.sample))
		f.Add(i, []byte(strings.ReplaceAll(r.sample, `"n"`, `"\u001b[2J\u202e"`)))
	}
	f.Fuzz(func(t *testing.T, which int, raw []byte) {
		r := readers[(which%len(readers)+len(readers))%len(readers)]
		values, _ := r.read(raw)
		checkClean(t, r.name, append(values, Pretty(raw)))
	})
}
