package path

import (
	"strconv"
	"strings"
	"unicode/utf16"
)

// Holds reports whether the test holds for an item of a document. Its errors are
// *Error.
func (t *Test) Holds(item, doc any) (bool, error) {
	r := &run{root: doc, left: budget}
	ok := r.holds(t, item)
	if r.err != nil {
		return false, r.err
	}
	return ok, nil
}

// Value returns what stands on that side of a term for an item of a document. ok
// is false where there is nothing, and where it cannot be tried. Of a path that
// leads to many places it is the list of what is there.
func (o *Operand) Value(item, doc any) (v any, ok bool) {
	r := &run{root: doc, left: budget}
	v, ok = r.value(o, item)
	return v, ok && r.err == nil
}

func (r *run) value(o *Operand, item any) (any, bool) {
	if o.Path == nil {
		return o.Literal, true
	}
	found := r.find(o.Path, item)
	if !o.Path.Definite() {
		return found, true
	}
	if len(found) == 0 {
		return nil, false
	}
	return found[0], true
}

func (r *run) holds(t *Test, item any) bool {
	if !r.spend(1) {
		return false
	}
	switch t.Logic {
	case And:
		for _, k := range t.Tests {
			if !r.holds(k, item) {
				return false
			}
		}
		return true
	case Or:
		for _, k := range t.Tests {
			if r.holds(k, item) {
				return true
			}
		}
		return false
	case Not:
		return !r.holds(t.Tests[0], item)
	}
	if t.doubt != nil {
		r.stop(t.doubt)
		return false
	}
	a, aThere := r.value(t.Left, item)
	switch t.Op {
	case Exists:
		return aThere
	case Absent:
		return !aThere
	case "=~":
		return r.matches(t, a, item)
	}
	b, bThere := r.value(t.Right, item)
	return r.compare(t.Op, a, aThere, b, bThere)
}

// compare applies an operator to two values, of which either may be missing.
func (r *run) compare(op string, a any, aThere bool, b any, bThere bool) bool {
	there := aThere && bThere
	switch op {
	case "==":
		return there && r.same(a, b)
	case "!=":
		return !there || !r.same(a, b)
	case "===":
		return there && kindOf(a) == kindOf(b) && r.same(a, b)
	case "!==":
		return !there || kindOf(a) != kindOf(b) || !r.same(a, b)
	case "<", "<=", ">", ">=":
		return there && ordered(op, a, b)
	case "nin":
		return !r.in(a, aThere, b)
	case "in":
		return r.in(a, aThere, b)
	}
	if !there {
		return false
	}
	switch op {
	case "contains":
		if text, ok := a.(string); ok {
			part, ok := b.(string)
			return ok && strings.Contains(text, part)
		}
		list, ok := a.([]any)
		return ok && r.has(list, b)
	case "size":
		n, ok := size(a)
		want, number := figure(b)
		_, text := b.(string)
		return ok && number && !text && float64(n) == want
	case "empty":
		want, ok := b.(bool)
		empty, known := empty(a)
		return ok && known && empty == want
	}
	return r.sets(op, a, b)
}

// in reports whether a value is one of a list. What is missing is in none.
func (r *run) in(a any, there bool, b any) bool {
	list, ok := b.([]any)
	return ok && there && r.has(list, a)
}

// has reports whether a list has a value.
func (r *run) has(list []any, v any) bool {
	for _, x := range list {
		if r.spend(1) && r.same(v, x) {
			return true
		}
	}
	return false
}

// sets compares two lists.
func (r *run) sets(op string, a, b any) bool {
	left, ok := a.([]any)
	right, list := b.([]any)
	if !ok || !list {
		return false
	}
	switch op {
	case "all":
		return r.every(right, left)
	case "subsetof":
		return r.every(left, right)
	}
	common := false
	for _, x := range left {
		common = common || r.has(right, x)
	}
	return common == (op == "anyof")
}

func (r *run) every(part, whole []any) bool {
	for _, x := range part {
		if !r.has(whole, x) {
			return false
		}
	}
	return true
}

// size returns the length of a text, as the tenant counts, or of a list.
func size(v any) (int, bool) {
	switch v := v.(type) {
	case string:
		return len(utf16.Encode([]rune(v))), true
	case []any:
		return len(v), true
	}
	return 0, false
}

func empty(v any) (is, known bool) {
	switch v := v.(type) {
	case string:
		return v == "", true
	case []any:
		return len(v) == 0, true
	case map[string]any:
		return len(v) == 0, true
	}
	return false, false
}

// matches applies a regular expression, which may stand on either side, to a
// value or to the elements of a list. What is neither is an empty text.
func (r *run) matches(t *Test, a, item any) bool {
	o, v := t.Right, a
	if t.Left.Pattern != "" {
		o = t.Left
		v, _ = r.value(t.Right, item)
	}
	if o.regex == nil || r.err != nil {
		return false
	}
	list, many := v.([]any)
	if !many {
		return r.match(o, v)
	}
	for _, x := range list {
		if r.match(o, x) {
			return true
		}
	}
	return false
}

// match applies a regular expression to one value. It takes time by the length of
// the text and the size of the expression.
func (r *run) match(o *Operand, v any) bool {
	text := ""
	switch x := v.(type) {
	case string:
		text = x
	case bool:
		text = strconv.FormatBool(x)
	default:
		text, _ = written(v)
	}
	return r.spend(1+len(text)*max(o.size, 1)/32) && o.regex.MatchString(text)
}
