package outline

import (
	"strings"
	"testing"

	"iscope/api"
)

func TestConditionWords(t *testing.T) {
	for _, c := range []struct{ comparator, a, b, want string }{
		{"StringEquals", "$.trigger.kind", "leaver", `$.trigger.kind is "leaver"`},
		{"StringEquals", "$.a", "$.b", `$.a is $.b`},
		{"StringEqualsPath", "$.a", "$.b", `$.a is $.b`},
		{"StringEndsWith", "$.mail", "@acme.com", `$.mail ends with "@acme.com"`},
		{"StringContains", "{{$.a}} {{$.b}}", "x", `{{$.a}} {{$.b}} contains "x"`},
		{"StringDoesNotContain", "$.a", "x", `$.a does not contain "x"`},
		{"IsPresent", "$.manager", "", "$.manager is present"},
		{"IsPresent", "$.manager", "true", "$.manager is present"},
		{"IsPresent", "$.manager", "false", "$.manager is not present"},
		{"IsNull", "$.manager", "", "$.manager is null"},
		{"NumericEquals", "$.n", "0", "$.n is 0"},
		{"NumericGreaterThan", "$.n", "3", "$.n is greater than 3"},
		{"NumericGreaterThanEquals", "$.n", "3", "$.n is at least 3"},
		{"NumericLessThanEquals", "$.n", "3", "$.n is at most 3"},
		{"TimestampGreaterThanEquals", "$.end", "{{now}}", "$.end is at or after {{now}}"},
		{"TimestampLessThan", "$.end", "2026-01-01", "$.end is before 2026-01-01"},
		{"TimestampEquals", "$.end", "2026-01-01", "$.end is 2026-01-01"},
		{"BooleanEquals", "$.ok", "true", "$.ok is true"},
		{"StringSoundsLike", "$.a", "x", `$.a sounds like "x"`},
		{"SomethingNew", "$.a", "x", "$.a something new x"},
		{"", "$.a", "x", "$.a compared, it is not stated how, with x"},
		{"StringEquals", "", "", "nothing is nothing"},
	} {
		if got := conditionWords(api.Choice{Comparator: c.comparator, A: c.a, B: c.b}); got != c.want {
			t.Errorf("%s: %q, want %q", c.comparator, got, c.want)
		}
	}
}

// FuzzConditionWords holds that words never hide what is compared.
func FuzzConditionWords(f *testing.F) {
	f.Add("StringEquals", "$.a", "b")
	f.Add("Is", "", "false")
	f.Add("IsÄ", "x", "y")
	f.Fuzz(func(t *testing.T, comparator, a, b string) {
		got := conditionWords(api.Choice{Comparator: comparator, A: a, B: b})
		if !strings.Contains(got, a) {
			t.Errorf("%q lost %q", got, a)
		}
		if truth := strings.ToLower(b); truth != "true" && truth != "false" && !strings.Contains(got, b) {
			t.Errorf("%q lost %q", got, b)
		}
	})
}
