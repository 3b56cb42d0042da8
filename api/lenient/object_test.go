package lenient

import (
	"slices"
	"testing"
	"time"
)

func parse(t *testing.T, s string) Object {
	t.Helper()
	o, ok := Parse([]byte(s))
	if !ok {
		t.Fatalf("Parse(%s) failed", s)
	}
	return o
}

func TestParse(t *testing.T) {
	for in, want := range map[string]bool{
		`{}`: true, `{"a":1}`: true, ` [{"a":1}]`: true, `[]`: false, `null`: false, `"x"`: false, ``: false, `{"a":`: false, `<html>`: false, `[1]`: false,
	} {
		if _, ok := Parse([]byte(in)); ok != want {
			t.Errorf("Parse(%q) ok = %v", in, ok)
		}
	}
}

func TestScalars(t *testing.T) {
	o := parse(t, `{"s":"a\u001bb","n":12,"f":3.9,"ns":"17","b":true,"bs":"TRUE","null":null,"o":{"x":1},"l":["p","q"],"bad":"12x"}`)
	if got := o.Line("s"); got != "a␛b" {
		t.Errorf("Line = %q", got)
	}
	if o.Line("n") != "12" || o.Line("b") != "true" || o.Line("null") != "" || o.Line("o") != "" || o.Line("l") != "" || o.Line("gone") != "" {
		t.Error("Line of other types is wrong")
	}
	for key, want := range map[string]int{"n": 12, "f": 3, "ns": 17} {
		if got, ok := o.Int(key); !ok || got != want {
			t.Errorf("Int(%s) = %d, %v", key, got, ok)
		}
	}
	for _, key := range []string{"bad", "null", "o", "l", "gone", "b"} {
		if got, ok := o.Int(key); ok {
			t.Errorf("Int(%s) = %d, want none", key, got)
		}
	}
	if !o.Bool("b") || !o.Bool("bs") || o.Bool("n") || o.Bool("null") {
		t.Error("Bool is wrong")
	}
	if o.Has("null") || o.Has("gone") || !o.Has("o") || o.Raw("null") != nil {
		t.Error("Has or Raw is wrong")
	}
}

func TestID(t *testing.T) {
	o := parse(t, `{"ok":"2c91-80","num":7,"esc":"a\u001b","bidi":"a\u202eb","pad":" a","null":null}`)
	for key, want := range map[string]string{"ok": "2c91-80", "num": "7", "esc": "", "bidi": "", "pad": "", "null": "", "gone": ""} {
		if got := o.ID(key); got != want {
			t.Errorf("ID(%s) = %q, want %q", key, got, want)
		}
	}
}

func TestListsAndObjects(t *testing.T) {
	o := parse(t, `{"many":["a"," b ",3,null,{}],"one":"solo","csv":"a, b,,c","objs":[{"k":1},7,{"k":2}],"single":{"k":3},"nested":[{"k":4}]}`)
	if got := o.Lines("many", ""); !slices.Equal(got, []string{"a", " b ", "3"}) {
		t.Errorf("Lines(many) = %q", got)
	}
	if got := o.Lines("one", ""); !slices.Equal(got, []string{"solo"}) {
		t.Errorf("Lines(one) = %q", got)
	}
	if got := o.Lines("csv", ","); !slices.Equal(got, []string{"a", "b", "c"}) {
		t.Errorf("Lines(csv) = %q", got)
	}
	if len(o.Objects("objs")) != 2 || len(o.Objects("single")) != 1 || o.Objects("one") != nil {
		t.Error("Objects is wrong")
	}
	if n, _ := o.Object("nested").Int("k"); n != 4 {
		t.Errorf("Object(nested).k = %d", n)
	}
	if got := o.Keys(); !slices.IsSorted(got) || len(got) != 6 {
		t.Errorf("Keys = %q", got)
	}
}

func TestTime(t *testing.T) {
	for in, want := range map[string]string{
		`"2022-01-10T16:06:16.636381447Z"`:                 "2022-01-10T16:06:16.636381447Z",
		`"2023-11-21T14:23:54.256-05:00"`:                  "2023-11-21T19:23:54.256Z",
		`"2022-12-27 08:26:49.219717"`:                     "2022-12-27T08:26:49.219717Z",
		`"2024-05-17 19:33:16.470000+00:00"`:               "2024-05-17T19:33:16.47Z",
		`"Wed, 07 Feb 2024 12:55:20.456682000 EST -05:00"`: "2024-02-07T17:55:20.456682Z",
		`"2022-02-07T20:13:29+0000"`:                       "2022-02-07T20:13:29Z",
		`1644264809356`:                                    "2022-02-07T20:13:29.356+00:00",
		`"2022-02-07"`:                                     "2022-02-07T00:00:00Z",
	} {
		o := parse(t, `{"t":`+in+`}`)
		w, err := time.Parse(time.RFC3339Nano, want)
		if err != nil {
			t.Fatal(err)
		}
		if got := o.Time("t"); !got.Equal(w) {
			t.Errorf("Time(%s) = %v, want %v", in, got, w)
		}
	}
	for _, in := range []string{`"soon"`, `null`, `12`, `{}`, `""`} {
		if got := parse(t, `{"t":`+in+`}`).Time("t"); !got.IsZero() {
			t.Errorf("Time(%s) = %v", in, got)
		}
	}
}

// FuzzObject holds that no accessor panics or lets a control character out,
// whatever the document.
func FuzzObject(f *testing.F) {
	f.Add([]byte(`{"k":"a\u001b[2J"}`))
	f.Add([]byte(`{"k":[{"k":1},"\u202e",null]}`))
	f.Add([]byte(`[{"k":1e99}]`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		o, _ := Parse(raw)
		for _, key := range append(o.Keys(), "k") {
			o.Int(key)
			o.Bool(key)
			o.Time(key)
			o.Object(key)
			o.Objects(key)
			for _, s := range append(o.Lines(key, ","), o.Line(key), o.ID(key), o.Word(key)) {
				for _, r := range s {
					if r < 0x20 || r == 0x7f || r >= 0x80 && r < 0xa0 {
						t.Fatalf("%U in %q from %q", r, s, raw)
					}
				}
			}
		}
	})
}
