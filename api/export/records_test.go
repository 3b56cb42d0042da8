package export

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// hostile is a record as a tenant may send it: texts that drive terminals or
// fool readers of YAML, numbers that floats cannot hold, members twice.
const hostile = `{"name":"a` + "\u202e\u200b\u009b2J\x7f\U000e0041" + `","esc":"\u001b[2J","n":12345678901234567890.10,"e":1e5,"neg":-0,
"no":"no","norway":"NO","sexagesimal":"12:30:45","null":null,"text":"null","tilde":"~","octal":"0o17","date":"2026-03-02","empty":"","space":" x ",
"lines":"one\ntwo\n","ragged":"one \n two","crlf":"a\r\nb","tab":"a\tb","colon":"a: b","hash":"a #b","dash":"- a","star":"*a","quote":"\"'","back":"a\\b",
"list":[1,[],{},[true,false,null],{"a":[{"b":"c"}]}],"nested":{"x":{"y":" "}},"Zoë":"Ünïcödé 日本 😀","twice":1,"twice":2,"":"no name","<":"&"}`

func records(texts ...string) func(func(json.RawMessage) bool) {
	return func(yield func(json.RawMessage) bool) {
		for _, t := range texts {
			if !yield(json.RawMessage(t)) {
				return
			}
		}
	}
}

func writtenRecords(t testing.TB, f Format, texts ...string) string {
	t.Helper()
	var b bytes.Buffer
	n, err := Records(&b, f, records(texts...))
	if err != nil || n != len(texts) {
		t.Fatalf("%s: %d of %d records: %v", f, n, len(texts), err)
	}
	return b.String()
}

// value is a JSON text as numbers and maps, numbers as floats.
func value(t testing.TB, text string) any {
	t.Helper()
	var v any
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	return v
}

// readYAML reads a document as value does.
func readYAML(t testing.TB, text string) any {
	t.Helper()
	var v any
	if err := yaml.Unmarshal([]byte(text), &v); err != nil {
		t.Fatalf("%v:\n%s", err, text)
	}
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return value(t, string(b))
}

// inert fails where a text could drive a terminal or hide something.
func inert(t testing.TB, text string) {
	t.Helper()
	for _, r := range text {
		if r != '\n' && risky(r) {
			t.Errorf("%U is alive in\n%q", r, text)
			return
		}
	}
}

func TestRecordsKeepEveryValue(t *testing.T) {
	want := value(t, "["+hostile+","+hostile+"]")
	inJSON := writtenRecords(t, JSON, hostile, hostile)
	lines := writtenRecords(t, JSONLines, hostile, hostile)
	inYAML := writtenRecords(t, YAML, hostile, hostile)
	for _, text := range []string{inJSON, lines, inYAML} {
		inert(t, text)
		for _, digits := range []string{"12345678901234567890.10", "1e5"} {
			if !strings.Contains(text, digits) {
				t.Errorf("%s is no longer in\n%s", digits, text)
			}
		}
	}
	if got := value(t, inJSON); !reflect.DeepEqual(got, want) {
		t.Errorf("JSON:\n%v\n%v", got, want)
	}
	if strings.Count(lines, "\n") != 2 || !reflect.DeepEqual(value(t, "["+strings.ReplaceAll(strings.TrimSpace(lines), "\n", ",")+"]"), want) {
		t.Errorf("JSON Lines:\n%s", lines)
	}
	if got := readYAML(t, inYAML); !reflect.DeepEqual(got, want) {
		t.Errorf("YAML:\n%v\n%v", got, want)
	}
	for _, quoted := range []string{`"no"`, `"NO"`, `"12:30:45"`, `"~"`, `"2026-03-02"`, `"\u202E`} {
		if !strings.Contains(strings.ReplaceAll(inYAML, `"a\u202E`, `"\u202E`), quoted) {
			t.Errorf("%s is not in\n%s", quoted, inYAML)
		}
	}
}

func TestRecordsLookLikeThis(t *testing.T) {
	a, b := `{"id":"a b","on":true,"steps":{"x":["y"]}}`, `{"id":2}`
	for f, want := range map[Format]string{
		JSON:      "[\n  {\n    \"id\": \"a b\",\n    \"on\": true,\n    \"steps\": {\n      \"x\": [\n        \"y\"\n      ]\n    }\n  },\n  {\n    \"id\": 2\n  }\n]\n",
		JSONLines: a + "\n" + b + "\n",
		YAML:      "- id: a b\n  \"on\": true\n  steps:\n    x:\n      - \"y\"\n- id: 2\n",
	} {
		if got := writtenRecords(t, f, a, b); got != want {
			t.Errorf("%s:\n%s\nwant\n%s", f, got, want)
		}
	}
	for f, want := range map[Format]string{JSON: "[]\n", JSONLines: "", YAML: "[]\n"} {
		if got := writtenRecords(t, f); got != want {
			t.Errorf("no records, %s: %q", f, got)
		}
	}
	for f, want := range map[Format]string{JSON: "{\n  \"id\": 2\n}\n", JSONLines: "{\"id\":2}\n", YAML: "id: 2\n"} {
		var out bytes.Buffer
		if err := Record(&out, f, json.RawMessage(`{ "id": 2 }`)); err != nil || out.String() != want {
			t.Errorf("one record, %s: %q, %v", f, out.String(), err)
		}
	}
}

// Rows of a table have all forms too, with marks where a record has escapes.
func TestTablesInEveryFormat(t *testing.T) {
	columns, row := []string{"id", "no"}, []string{"7", "yes\x1b"}
	for f, want := range map[Format]string{
		JSON: "[\n  {\n    \"id\": \"7\",\n    \"no\": \"yes␛\"\n  }\n]\n",
		YAML: "- id: \"7\"\n  \"no\": \"yes␛\"\n",
	} {
		if got := written(t, f, columns, row); got != want {
			t.Errorf("%s: %q", f, got)
		}
		if got := written(t, f, columns); got != "[]\n" {
			t.Errorf("no rows, %s: %q", f, got)
		}
	}
}

func TestRecordsThatAreNone(t *testing.T) {
	for _, f := range []Format{JSON, JSONLines, YAML} {
		for _, text := range []string{"", "{", `{"a":1} x`, "nil"} {
			if n, err := Records(&bytes.Buffer{}, f, records(`{}`, text)); err == nil || n != 1 || !strings.Contains(err.Error(), "record 2 is no JSON") {
				t.Errorf("%s: %q: %d, %v", f, text, n, err)
			}
			if err := Record(&bytes.Buffer{}, f, json.RawMessage(text)); err == nil || !strings.Contains(err.Error(), "record 1 is no JSON") {
				t.Errorf("%s: %q: %v", f, text, err)
			}
		}
		if _, err := Records(&full{}, f, records(`{}`)); !errors.Is(err, errFull) {
			t.Errorf("%s: %v", f, err)
		}
		if err := Record(&full{}, f, json.RawMessage(`{}`)); !errors.Is(err, errFull) {
			t.Errorf("%s: %v", f, err)
		}
	}
	if _, err := Records(&bytes.Buffer{}, CSV, records(`{}`)); err == nil {
		t.Error("records as CSV")
	}
	if err := Record(&bytes.Buffer{}, CSV, json.RawMessage(`{}`)); err == nil {
		t.Error("a record as CSV")
	}
	if got := Format(9).String(); got != "unknown" {
		t.Error(got)
	}
}

func TestSaveRecords(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.yml")
	where, n, err := SaveRecords(path, records(`{"a":1}`))
	text, _ := os.ReadFile(path)
	if err != nil || n != 1 || where != path || string(text) != "- a: 1\n" {
		t.Errorf("%s, %d, %v: %q", where, n, err, text)
	}
	if _, _, err := SaveRecords(path, records()); !errors.Is(err, ErrExists) {
		t.Errorf("a second time: %v", err)
	}
	csv := filepath.Join(t.TempDir(), "a.csv")
	if _, _, err := SaveRecords(csv, records(`{}`)); err == nil {
		t.Error("records as CSV")
	}
	if _, err := os.Stat(csv); err == nil {
		t.Error("a file is left of it")
	}
}

// Whatever a record holds, its value is read back from what is written.
func FuzzRecords(f *testing.F) {
	f.Add([]byte(hostile))
	f.Add([]byte("[\"\xff\",\"\u2028\ufeff\"]"))
	f.Add([]byte("\"a\\ud800\""))
	f.Fuzz(func(t *testing.T, text []byte) {
		var want any
		if json.Unmarshal(text, &want) != nil {
			return
		}
		for _, form := range []Format{JSON, JSONLines} {
			got := writtenRecords(t, form, string(text))
			inert(t, got)
			if form == JSONLines {
				got = "[" + got + "]"
			}
			if v := value(t, got); !reflect.DeepEqual(v, []any{want}) {
				t.Errorf("%s:\n%v\n%v", form, v, want)
			}
		}
		out := writtenRecords(t, YAML, string(text))
		inert(t, out)
		var list []any
		if err := yaml.Unmarshal([]byte(out), &list); err != nil || len(list) != 1 {
			t.Errorf("%v: %q of %q", err, out, text)
		}
		if s, ok := want.(string); ok && list[0] != s {
			t.Errorf("YAML: %q is %q", s, list[0])
		}
	})
}
