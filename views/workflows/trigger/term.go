package trigger

import (
	"encoding/json"
	"fmt"
	"strings"

	"iscope/api/safe"
	"iscope/ui/cell"
	"iscope/views/workflows/path"
)

// comparisons are the operators of a filter in words.
var comparisons = map[string]string{
	"==": "is", "!=": "is not", "===": "is exactly", "!==": "is not exactly", "=~": "matches",
	">=": "is at least", "<=": "is at most", ">": "is greater than", "<": "is less than",
	"in": "is one of", "nin": "is not one of", "contains": "contains", "size": "has the size",
	"all": "has all of", "subsetof": "has nothing but", "anyof": "has any of", "noneof": "has none of",
}

// turned are the operators with their sides exchanged.
var turned = map[string]string{"==": "==", "!=": "!=", "===": "===", "!==": "!==", "=~": "=~", ">=": "<=", "<=": ">=", ">": "<", "<": ">"}

// sides returns a term with a path on its left where one is on either side.
func sides(t *path.Test) (left, right *path.Operand, op string) {
	if op, ok := turned[t.Op]; ok && t.Left.Path == nil && t.Right.Path != nil {
		return t.Right, t.Left, op
	}
	return t.Left, t.Right, t.Op
}

// termWords says a term: `attribute is "department"`. It returns "" for those it
// does not understand.
func termWords(t *path.Test) string {
	left, right, op := sides(t)
	name := operandWords(left)
	switch {
	case name == "":
		return ""
	case op == path.Exists:
		return name + " is present"
	case op == path.Absent:
		return name + " is not present"
	}
	words := conditionWords(op, right)
	if words == "" || t.Doubt() != nil && comparisons[op] == "" {
		return ""
	}
	return name + " " + words
}

// conditionWords says what is asked of a value: `is not "x"`.
func conditionWords(op string, right *path.Operand) string {
	if op == "empty" {
		switch right.Literal {
		case true:
			return "is empty"
		case false:
			return "is not empty"
		}
		return ""
	}
	words, value := comparisons[op], operandWords(right)
	if words == "" || value == "" {
		return ""
	}
	return words + " " + value
}

// aggregates are functions in words.
var aggregates = map[string]string{
	"length": "the length of", "size": "the size of", "first": "the first of", "last": "the last of",
	"min": "the smallest of", "max": "the largest of", "sum": "the sum of", "avg": "the average of", "keys": "the names in",
}

// operandWords writes one side of a term, "" where there are no words for it.
func operandWords(o *path.Operand) string {
	switch {
	case o.Pattern != "":
		return clean(o.Pattern)
	case o.Path == nil:
		return literalWords(o.Literal)
	}
	segments, of := o.Path.Segments(), ""
	if n := len(segments); n > 0 && segments[n-1].Kind == path.Call {
		if of = aggregates[segments[n-1].Func]; of == "" {
			return ""
		}
		of, segments = of+" ", segments[:n-1]
	}
	name, ok := placeWords(segments)
	switch {
	case !o.Path.Item(), !ok:
		name = clean(strings.TrimPrefix(strings.TrimPrefix(o.Path.String(), "@"), "."))
		if of != "" {
			return "" // the function stands in it already
		}
	case name == "":
		name = "the value"
	}
	return of + name
}

// nameWords writes the name of a member, in quotes where it could be mistaken.
func nameWords(name string) string {
	if name == "" || strings.ContainsFunc(name, odd) {
		return `"` + clean(name) + `"`
	}
	return name
}

// odd reports whether r is not usual in a name.
func odd(r rune) bool {
	switch {
	case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '_', r == '-':
		return false
	}
	return true
}

// mostListed is how many values of a list are written.
const mostListed = 8

// literalWords writes a value: a text in quotes, a list with commas.
func literalWords(v any) string {
	switch v := v.(type) {
	case nil:
		return "null"
	case bool:
		return fmt.Sprint(v)
	case string:
		return `"` + clean(v) + `"`
	case json.Number:
		return clean(v.String())
	case []any:
		if len(v) == 0 {
			return "an empty list"
		}
		var out []string
		for _, x := range v[:min(len(v), mostListed)] {
			out = append(out, literalWords(x))
		}
		if more := len(v) - mostListed; more > 0 {
			out = append(out, fmt.Sprintf("%d more", more))
		}
		return strings.Join(out, ", ")
	}
	raw, err := json.Marshal(v)
	if err != nil {
		return "something"
	}
	return clean(string(raw))
}

// clean makes text of an expression or an input fit for a line: an escape in
// quotes may stand for any character.
func clean(s string) string { return cell.Cut(safe.Line(s), 200) }
