package export

import (
	"strings"
	"unicode"

	"iscope/api/safe"
)

// clean makes text printable. Line breaks stay.
func clean(s string) string { return safe.Text(s) }

// cell returns what a CSV cell holds for a value: one printable line that no
// spreadsheet takes for a formula.
func cell(s string) string {
	s = strings.ReplaceAll(clean(s), "\n", "␤")
	if !strings.ContainsAny(s, starters) || negative(s) {
		return s
	}
	// Where the comma is the decimal sign, a spreadsheet splits the line at
	// semicolons: what follows one is the beginning of a cell there.
	parts := strings.Split(s, ";")
	for i, p := range parts {
		if runs(p) {
			parts[i] = "'" + p
		}
	}
	return strings.Join(parts, ";")
}

// starters begin a formula in one spreadsheet or another. Some read the wide
// and the small forms as the plain ones.
const starters = "=+-@＝＋－＠﹦﹢﹣﹫"

// runs reports whether a cell that begins with s may be taken for a formula.
// Blanks in front of it do not help, nor does a quote that a split at the
// wrong separator takes for its own.
func runs(s string) bool {
	s = strings.TrimLeftFunc(s, func(r rune) bool { return r == '"' || unicode.IsSpace(r) })
	return s != "" && strings.ContainsAny(firstRune(s), starters)
}

func firstRune(s string) string {
	for i := range s {
		if i > 0 {
			return s[:i]
		}
	}
	return s
}

// negative reports whether s is a number below zero and nothing else.
func negative(s string) bool {
	digits, ok := strings.CutPrefix(s, "-")
	if !ok {
		return false
	}
	whole, part, point := strings.Cut(digits, ".")
	return number(whole) && (!point || number(part))
}

func number(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}
