package find

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"iscope/api"
)

// alive reports whether text could drive a terminal.
func alive(s string) bool {
	return !utf8.ValidString(s) || strings.ContainsFunc(s, func(r rune) bool {
		return unicode.IsControl(r) || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 || r == 0x200b
	})
}

// FuzzExcerpt pins that an excerpt is clean whatever the text, and that what it
// marks is what was looked for.
func FuzzExcerpt(f *testing.F) {
	f.Add("https://ServiceDesk.example/x", "servicedesk")
	f.Add("\u202eevil \x1b[2J İstanbul ünter", "i")
	f.Add(strings.Repeat("é", 300)+"needle", "NEEDLE")
	f.Add("\xff\xfe", "\xff")
	f.Fuzz(func(t *testing.T, s, q string) {
		want := fold(q)
		e := excerpt(s, fold(s), want)
		if alive(e.Plain()) {
			t.Errorf("%q in %q: %+v", q, s, e)
		}
		found := want != "" && strings.Contains(fold(s), want)
		if found != (e.Match != "") {
			t.Errorf("%q in %q: %+v", q, s, e)
		}
		plain := strings.IndexFunc(s+q, func(r rune) bool { return r < 0x20 || r > 0x7e }) < 0
		if found && plain && len(q) < runesMatch && fold(e.Match) != want {
			t.Errorf("%q in %q marks %q", q, s, e.Match)
		}
	})
}

// FuzzQuery pins that any query over any record ends, and that what it finds is
// clean.
func FuzzQuery(f *testing.F) {
	for _, q := range []string{"a", "action:", "secret:x", "source:", "url:", "step:\u202e", "$..*", "$.definition.steps[?(@.a =~ /b/)]", "$..[?(@.x)]", "text:$"} {
		f.Add(q, joiner)
	}
	f.Add("e", `{"id":"x","definition":{"steps":{"\u202e\u001b]0;":{"actionId":"\u009b2J","displayName":["$.secrets.a$.secrets."],"attributes":{"source":[{"type":"SOURCE","id":1,"name":{}}]}}}}}`)
	f.Fuzz(func(t *testing.T, typed, raw string) {
		q, err := Parse(typed)
		if err != nil {
			return
		}
		w := api.Workflow{ID: "x"}
		if json.Valid([]byte(raw)) {
			w.Raw = api.RawRow([]byte(raw))
		}
		ix := New().Update(context.Background(), []api.Workflow{w})
		ix.Complete(typed, 5)
		for _, fl := range ix.Search(q).Flows {
			for _, h := range fl.Hits {
				if alive(h.Step + h.Where + h.Plain()) {
					t.Errorf("%q: %+v", typed, h)
				}
			}
		}
	})
}
