package isc

import (
	"strings"
	"time"
)

// Eq returns the filter that field equals value.
func Eq(field, value string) string { return field + " eq " + quote(value) }

// In returns the filter that field is one of values.
func In(field string, values ...string) string {
	quoted := make([]string, len(values))
	for i, v := range values {
		quoted[i] = quote(v)
	}
	return field + " in (" + strings.Join(quoted, ",") + ")"
}

// StartsWith returns the filter that field begins with value.
func StartsWith(field, value string) string { return field + " sw " + quote(value) }

// Is returns the filter that a boolean field has a value.
func Is(field string, value bool) string {
	if value {
		return field + " eq true"
	}
	return field + " eq false"
}

// IsNull returns the filter that field has no value.
func IsNull(field string) string { return field + " isnull" }

// Ge returns the filter that field is at or after t.
func Ge(field string, t time.Time) string { return field + " ge " + moment(t) }

// Le returns the filter that field is at or before t.
func Le(field string, t time.Time) string { return field + " le " + moment(t) }

// And joins filters that must all hold; empty ones are left out. Its result is
// "" when nothing remains.
func And(filters ...string) string { return join(" and ", filters) }

// Or joins filters of which one must hold; empty ones are left out.
func Or(filters ...string) string { return join(" or ", filters) }

func join(word string, filters []string) string {
	var out []string
	for _, f := range filters {
		if f != "" {
			out = append(out, f)
		}
	}
	if len(out) > 1 && word == " and " {
		for i, f := range out {
			if strings.Contains(f, " or ") {
				out[i] = "(" + f + ")"
			}
		}
	}
	return strings.Join(out, word)
}

// quote writes a text value. The API knows two escapes.
func quote(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
}

// moment writes a time as working clients do, quoted, though the manual has it bare.
func moment(t time.Time) string { return `"` + t.UTC().Format("2006-01-02T15:04:05.000Z") + `"` }
