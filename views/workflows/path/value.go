package path

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"
)

// kindOf names the kind of a value.
func kindOf(v any) string {
	switch v.(type) {
	case nil:
		return "null"
	case bool:
		return "boolean"
	case string:
		return "text"
	case []any, map[string]any:
		return "document"
	}
	return "number"
}

// written returns a number as it is written.
func written(v any) (string, bool) {
	switch n := v.(type) {
	case json.Number:
		return n.String(), true
	case float64:
		if n == math.Trunc(n) && math.Abs(n) < 1<<53 {
			return strconv.FormatInt(int64(n), 10), true
		}
		return strconv.FormatFloat(n, 'g', -1, 64), true
	case int:
		return strconv.Itoa(n), true
	}
	return "", false
}

// figure returns the number that a value is, or that a text reads like.
func figure(v any) (float64, bool) {
	text, ok := written(v)
	if !ok {
		if text, ok = v.(string); !ok {
			return 0, false
		}
	}
	if text = strings.TrimSpace(text); text == "" || strings.Trim(text, "+-.0123456789eE") != "" {
		return 0, false
	}
	f, err := strconv.ParseFloat(text, 64)
	return f, err == nil
}

// whole returns a number that fits in so many digits exactly.
func whole(v any) (int64, bool) {
	text, ok := written(v)
	if !ok {
		text, _ = v.(string)
	}
	n, err := strconv.ParseInt(text, 10, 64)
	return n, err == nil
}

// sameNumber compares numbers, and texts that read like one, by what they mean.
func sameNumber(a, b any) bool {
	if x, ok := whole(a); ok {
		if y, ok := whole(b); ok {
			return x == y // exactly: ids may have more digits than a float
		}
	}
	x, ok := figure(a)
	y, too := figure(b)
	return ok && too && x == y
}

// same reports whether two values are equal for ==.
func (r *run) same(a, b any) bool {
	if !r.spend(1) {
		return false
	}
	switch a := a.(type) {
	case nil:
		return b == nil
	case bool:
		y, ok := b.(bool)
		return ok && a == y
	case string:
		if y, ok := b.(string); ok {
			return a == y
		}
		y, ok := written(b)
		return ok && a == y
	case []any:
		y, ok := b.([]any)
		return ok && r.sameList(a, y)
	case map[string]any:
		y, ok := b.(map[string]any)
		if !ok || len(a) != len(y) {
			return false
		}
		for k, v := range a {
			if w, ok := y[k]; !ok || !r.same(v, w) {
				return false
			}
		}
		return true
	}
	switch kindOf(b) {
	case "number", "text":
		return sameNumber(a, b)
	}
	return false
}

func (r *run) sameList(a, b []any) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if !r.same(a[i], b[i]) {
			return false
		}
	}
	return true
}

// ordered compares two numbers or two texts by < and the like.
func ordered(op string, a, b any) bool {
	c := 0
	switch x := a.(type) {
	case string:
		y, ok := b.(string)
		if !ok {
			return false
		}
		c = strings.Compare(x, y)
	default:
		if kindOf(a) != "number" || kindOf(b) != "number" {
			return false
		}
		x1, ok := figure(a)
		y1, too := figure(b)
		if !ok || !too {
			return false
		}
		switch {
		case x1 < y1:
			c = -1
		case x1 > y1:
			c = 1
		}
	}
	switch op {
	case "<":
		return c < 0
	case "<=":
		return c <= 0
	case ">":
		return c > 0
	}
	return c >= 0
}
