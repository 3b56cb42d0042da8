package path

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
)

// wayWords writes a way.
func wayWords(way []Key) string {
	var b strings.Builder
	for _, k := range way {
		if k.Item >= 0 {
			fmt.Fprintf(&b, "/%d", k.Item)
		} else {
			b.WriteString("/" + k.Name)
		}
	}
	return b.String()
}

func TestLocate(t *testing.T) {
	doc := decode(t, change)
	for text, want := range map[string]string{
		`$`:                                  "",
		`$.identity.attributes['a.b']`:       "/identity/attributes/a.b",
		`$['identity','none'].name`:          "/identity/name",
		`$.identity['id','name']`:            "/identity",
		`$.tags[-1,0]`:                       "/tags/3 /tags/0",
		`$.tags[1:3]`:                        "/tags/1 /tags/2",
		`$.tags[0,0]`:                        "/tags/0 /tags/0",
		`$..name`:                            "/changes/1/newValue/name /identity/name",
		`$.changes[?(@.oldValue == null)].*`: "/changes/1/attribute /changes/1/newValue /changes/1/oldValue",
		`$.identity[?(@.name == 'ada')].id`:  "/identity/id",
		`$.tags.length()`:                    "/tags",
		`$..nowhere`:                         "",
	} {
		p, err := Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		found, err := p.Locate(doc)
		var got []string
		for _, f := range found {
			got = append(got, wayWords(f.Way))
		}
		if strings.Join(got, " ") != want || err != nil {
			t.Errorf("%s is at %q, %v", text, got, err)
		}
	}
	for _, text := range []string{`$.none.length().foo()`, `$.identity.name.length()`} {
		if p, err := Parse(text); err == nil {
			if found, err := p.Locate(doc); err == nil {
				t.Errorf("%s: %v", text, found)
			}
		}
	}
}

// located holds that a path leads to the same with and without the way, and that
// the way leads to the value.
func located(t *testing.T, p *Path, doc any) {
	t.Helper()
	values, err := p.Look(doc)
	found, too := p.Locate(doc)
	if fmt.Sprint(err) != fmt.Sprint(too) || len(values) != len(found) {
		t.Fatalf("%s: %d values, %v; %d located, %v", p, len(values), err, len(found), too)
	}
	made := false // the last step makes a value
	if n := len(p.segments); n > 0 {
		made = len(p.segments[n-1].Names) > 1
		for _, s := range p.segments {
			made = made || s.Kind == Call
		}
	}
	for i, f := range found {
		if !reflect.DeepEqual(values[i], f.Value) {
			t.Fatalf("%s: %v is located as %v", p, values[i], f.Value)
		}
		at := doc
		for _, k := range f.Way {
			if k.Item >= 0 {
				at = at.([]any)[k.Item]
			} else {
				at = at.(map[string]any)[k.Name]
			}
		}
		if !made && !reflect.DeepEqual(at, f.Value) {
			a, _ := json.Marshal(at)
			t.Fatalf("%s: %v is at %s, where %s is", p, f.Value, wayWords(f.Way), a)
		}
	}
}
