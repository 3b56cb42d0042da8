package kit

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Match says whether a record satisfies the filter. get returns the record's
// value of a field: nil, string, bool, int, float64, time.Time or []string.
// Text is compared without case. A nil value satisfies only isnull and ne.
func (f *Filter) Match(get func(field string) any) bool {
	if f == nil {
		return true
	}
	switch f.Op {
	case "and":
		return !slices.ContainsFunc(f.Kids, func(k *Filter) bool { return !k.Match(get) })
	case "or":
		return slices.ContainsFunc(f.Kids, func(k *Filter) bool { return k.Match(get) })
	case "not":
		return !f.Kids[0].Match(get)
	}
	v := get(f.Field)
	switch {
	case f.Op == "isnull":
		return v == nil
	case f.Op == "pr":
		return v != nil
	case v == nil:
		return f.Op == "ne"
	}
	return compareWith(f.Op, v, f.Values)
}

func compareWith(op string, v any, values []string) bool {
	if list, ok := v.([]string); ok {
		for _, want := range values {
			has := slices.ContainsFunc(list, func(s string) bool { return strings.EqualFold(s, want) })
			if op == "ca" && !has || op != "ca" && has {
				return op != "ca"
			}
		}
		return op == "ca"
	}
	text := strings.ToLower(fmt.Sprint(v))
	switch op {
	case "in":
		return slices.ContainsFunc(values, func(s string) bool { return order(v, s) == 0 })
	case "co":
		return strings.Contains(text, strings.ToLower(values[0]))
	case "sw":
		return strings.HasPrefix(text, strings.ToLower(values[0]))
	}
	o := order(v, values[0])
	switch op {
	case "eq":
		return o == 0
	case "ne":
		return o != 0
	case "gt":
		return o > 0
	case "ge":
		return o >= 0
	case "lt":
		return o < 0
	case "le":
		return o <= 0
	}
	return false
}

// order compares a record's value with the text of a filter's value.
func order(v any, s string) int {
	switch v := v.(type) {
	case time.Time:
		t, _ := ParseTime(s)
		return v.Compare(t)
	case int:
		n, _ := strconv.ParseFloat(s, 64)
		return cmp.Compare(float64(v), n)
	case float64:
		n, _ := strconv.ParseFloat(s, 64)
		return cmp.Compare(v, n)
	}
	return cmp.Compare(strings.ToLower(fmt.Sprint(v)), strings.ToLower(s))
}

// Sorter is one key of an ordering.
type Sorter struct {
	Field string
	Desc  bool
}

// ParseSorters reads "name,-modified". A field that is not allowed is a 400.
func ParseSorters(text string, allowed ...string) ([]Sorter, error) {
	if text == "" {
		return nil, nil
	}
	var out []Sorter
	for part := range strings.SplitSeq(text, ",") {
		name, desc := strings.CutPrefix(strings.TrimSpace(part), "-")
		if !slices.Contains(allowed, name) {
			return nil, Refusef(http.StatusBadRequest, "Invalid sorters: cannot sort by %q.", name)
		}
		out = append(out, Sorter{Field: name, Desc: desc})
	}
	return out, nil
}

// SortBy orders rows in place by the sorters; equal rows keep their order.
// get returns a row's value of a field, as for [Filter.Match]; nil comes last.
func SortBy[T any](rows []T, sorters []Sorter, get func(row T, field string) any) {
	if len(sorters) == 0 {
		return
	}
	slices.SortStableFunc(rows, func(a, b T) int {
		for _, s := range sorters {
			o := orderValues(get(a, s.Field), get(b, s.Field))
			if s.Desc {
				o = -o
			}
			if o != 0 {
				return o
			}
		}
		return 0
	})
}

func orderValues(a, b any) int {
	switch {
	case a == nil && b == nil:
		return 0
	case a == nil:
		return 1
	case b == nil:
		return -1
	}
	switch a := a.(type) {
	case time.Time:
		if b, ok := b.(time.Time); ok {
			return a.Compare(b)
		}
	case int:
		if b, ok := b.(int); ok {
			return cmp.Compare(a, b)
		}
	case float64:
		if b, ok := b.(float64); ok {
			return cmp.Compare(a, b)
		}
	}
	return cmp.Compare(strings.ToLower(fmt.Sprint(a)), strings.ToLower(fmt.Sprint(b)))
}
