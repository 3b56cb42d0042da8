package outline

import (
	"strings"
	"unicode"

	"iscope/api"
)

// verbs are the comparators without the kind of value in front, in words.
// Tenants use more of them than the documents list; others are spelled out
// from their own letters.
var verbs = map[string]string{
	"Equals": "is", "NotEquals": "is not", "DoesNotEqual": "is not",
	"StartsWith": "begins with", "EndsWith": "ends with", "Contains": "contains",
	"NotContains": "does not contain", "DoesNotContain": "does not contain", "Matches": "matches",
	"GreaterThan": "is greater than", "GreaterThanEquals": "is at least",
	"LessThan": "is less than", "LessThanEquals": "is at most",
}

// timeVerbs replace verbs where moments are compared.
var timeVerbs = map[string]string{
	"GreaterThan": "is after", "GreaterThanEquals": "is at or after",
	"LessThan": "is before", "LessThanEquals": "is at or before",
}

// kinds are what a comparator may begin with: the kind of value compared.
var kinds = []string{"String", "Numeric", "Timestamp", "Boolean"}

// conditionWords says a condition of a choice as one would read it aloud:
// `$.trigger.kind is "leaver"`. Paths stay as they are written, so that they
// can be found again in the definition.
func conditionWords(c api.Choice) string {
	a := operand(c.A, false)
	if state, ok := stateWords(c); ok {
		return a + " " + state
	}
	kind, verb := splitComparator(c.Comparator)
	if c.Comparator == "" {
		verb = "compared, it is not stated how, with"
	}
	return a + " " + verb + " " + operand(c.B, kind == "String")
}

// stateWords are for comparators that ask about one value only.
func stateWords(c api.Choice) (string, bool) {
	rest, ok := strings.CutPrefix(c.Comparator, "Is")
	if !ok || rest == "" || !unicode.IsUpper(rune(rest[0])) {
		return "", false
	}
	words := spell(rest)
	switch strings.ToLower(c.B) {
	case "", "true":
		return "is " + words, true
	case "false":
		return "is not " + words, true
	}
	return "is " + words + " " + operand(c.B, true), true
}

// splitComparator returns what kind of value is compared, "" when the name
// does not say, and how, in words.
func splitComparator(name string) (kind, verb string) {
	rest := strings.TrimSuffix(name, "Path") // the other side is a path as well
	for _, k := range kinds {
		if r, ok := strings.CutPrefix(rest, k); ok {
			kind, rest = k, r
			break
		}
	}
	if kind == "Timestamp" {
		if v, ok := timeVerbs[rest]; ok {
			return kind, v
		}
	}
	if v, ok := verbs[rest]; ok {
		return kind, v
	}
	return kind, spell(rest)
}

// spell splits a name in CamelCase into lower-case words.
func spell(name string) string {
	var b strings.Builder
	for i, r := range name {
		if unicode.IsUpper(r) && i > 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// operand writes one side of a condition: a path or template as it is, text in
// quotes.
func operand(s string, text bool) string {
	switch {
	case s == "":
		return "nothing"
	case strings.HasPrefix(s, "$.") || strings.HasPrefix(s, "$[") || s == "$" || strings.Contains(s, "{{"):
		return s
	case text:
		return `"` + s + `"`
	}
	return s
}
