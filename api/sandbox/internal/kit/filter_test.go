package kit

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"
)

var fields = map[string]Field{
	"name":   {Ops: []string{"eq", "ne", "sw", "co", "in", "gt", "ge", "lt", "le", "isnull", "pr"}},
	"on":     {Kind: BoolField, Ops: []string{"eq", "ne"}},
	"count":  {Kind: NumberField, Ops: []string{"eq", "gt", "ge", "lt", "le", "in"}},
	"start":  {Kind: TimeField, Ops: []string{"eq", "gt", "ge", "lt", "le"}},
	"tags":   {Ops: []string{"ca", "eq"}},
	"absent": {Ops: []string{"eq", "ne", "isnull", "pr"}},
}

var record = map[string]any{
	"name": `Mara "M" \ Lindqvist`, "on": true, "count": 7, "tags": []string{"a", "b"}, "absent": nil,
	"start": time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC),
}

func TestFilterMatches(t *testing.T) {
	for text, want := range map[string]bool{
		"":                                  true,
		`name eq "mara \"m\" \\ lindqvist"`: true,
		`name eq "mara"`:                    false,
		`name sw "MARA"`:                    true,
		`name co "lind"`:                    true,
		`name ne "x"`:                       true,
		`name in ("x", "y")`:                false,
		`name in ("x","Mara \"M\" \\ Lindqvist")`: true,
		`name gt "m" and name lt "n"`:             true,
		`name ge "n" or name le "a"`:              false,
		"on eq true":                              true,
		`on eq "false"`:                           false,
		"count eq 7":                              true,
		"count gt 7":                              false,
		"count ge 7 and count le 7":               true,
		"count in (1,7)":                          true,
		"not count lt 7":                          true,
		`start ge "2026-03-02T09:00:00Z"`:         true,
		"start gt 2026-03-02T10:00:00+01:00":      false,
		"start lt 2026-03-03":                     true,
		`tags ca ("a","b")`:                       true,
		`tags ca ("a","c")`:                       false,
		`tags eq "B"`:                             true,
		"absent isnull":                           true,
		"absent pr":                               false,
		"name isnull":                             false,
		"name pr":                                 true,
		`absent eq "x"`:                           false,
		`absent ne "x"`:                           true,
		// not binds tighter than and, and tighter than or.
		"on eq false and on eq true or on eq true":   true,
		"on eq true or on eq true and on eq false":   true,
		"(on eq true or on eq true) and on eq false": false,
		"not on eq false and on eq true":             true,
		"not (on eq true and count eq 7)":            false,
	} {
		f, err := ParseFilter(text, fields)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if got := f.Match(func(name string) any { return record[name] }); got != want {
			t.Errorf("%s: %v, want %v", text, got, want)
		}
	}
}

func TestFilterRefusals(t *testing.T) {
	for text, says := range map[string]string{
		`color eq "red"`:          "cannot be filtered",
		`name xx "a"`:             "not supported",
		`on gt true`:              "not supported",
		`name EQ "a"`:             "not supported",
		`name eq`:                 "value is missing",
		`name eq "open`:           "not closed",
		`name in "a"`:             "list in parentheses",
		`name in ("a"`:            "not closed",
		`(name eq "a"`:            "not closed",
		`name eq "a" name eq "b"`: "unexpected",
		`and`:                     "cannot be filtered",
		`on eq maybe`:             "not a value",
		`count eq many`:           "not a value",
		`start eq yesterday`:      "not a value",
		strings.Repeat("not ", 60) + `name eq "a"`: "too deeply",
		strings.Repeat("(", 60):                    "too deeply",
	} {
		_, err := ParseFilter(text, fields)
		var refusal *Refusal
		if !errors.As(err, &refusal) || refusal.Status != http.StatusBadRequest || !strings.Contains(refusal.Text, says) {
			t.Errorf("%.40s: %v, want 400 with %q", text, err, says)
		}
	}
}

func FuzzParseFilter(f *testing.F) {
	f.Add(`name eq "a" and (count in (1,2) or not start lt 2026-01-01)`)
	f.Add(`((name pr`)
	f.Fuzz(func(t *testing.T, text string) {
		parsed, err := ParseFilter(text, fields)
		if err == nil {
			parsed.Match(func(name string) any { return record[name] })
		}
	})
}

func TestSortBy(t *testing.T) {
	rows := []map[string]any{
		{"n": "b", "c": 2}, {"n": "A", "c": 1}, {"n": nil, "c": 9}, {"n": "b", "c": 1},
	}
	sorters, err := ParseSorters("n,-c", "n", "c")
	if err != nil {
		t.Fatal(err)
	}
	SortBy(rows, sorters, func(r map[string]any, field string) any { return r[field] })
	got := ""
	for _, r := range rows {
		name, _ := r["n"].(string)
		got += name + string(rune('0'+r["c"].(int))) + " "
	}
	if got != "A1 b2 b1 9 " {
		t.Errorf("order %q", got)
	}
	if _, err := ParseSorters("n,x", "n"); err == nil {
		t.Error("an unknown sorter passed")
	}
	times := []time.Time{noon.Add(time.Hour), noon}
	SortBy(times, []Sorter{{Field: "t"}}, func(x time.Time, _ string) any { return x })
	if !times[0].Equal(noon) {
		t.Error("times are not in order")
	}
}
