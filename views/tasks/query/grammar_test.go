package query

import (
	"fmt"
	"slices"
	"strings"
)

// This file reads filters as the tenant does: the grammar of its manual, written
// again without a look at what writes them.

// asked is a filter as the tenant understands it.
type asked struct {
	op     string // and, or, not, eq, in, isnull
	field  string
	values []string
	kids   []asked
}

type reader struct {
	s   string
	err error
}

// understand reads a filter; ops says which operators each field has.
func understand(filter string, ops map[string][]string) (asked, error) {
	r := &reader{s: filter}
	a := r.or(ops)
	r.blank()
	if r.err == nil && r.s != "" {
		r.err = fmt.Errorf("left over: %q", r.s)
	}
	return a, r.err
}

func (r *reader) fail(what string) asked {
	if r.err == nil {
		r.err = fmt.Errorf("%s expected at %q", what, r.s)
	}
	r.s = ""
	return asked{}
}

func (r *reader) blank() { r.s = strings.TrimLeft(r.s, " ") }

func (r *reader) take(text string) bool {
	r.blank()
	rest, ok := strings.CutPrefix(r.s, text)
	if ok && text != "(" && text != ")" && text != "," && rest != "" && !strings.ContainsAny(rest[:1], " (") {
		return false
	}
	if ok {
		r.s = rest
	}
	return ok
}

func (r *reader) or(ops map[string][]string) asked {
	return r.join("or", func() asked { return r.join("and", func() asked { return r.not(ops) }) })
}

func (r *reader) join(word string, part func() asked) asked {
	kids := []asked{part()}
	for r.err == nil && r.take(word) {
		kids = append(kids, part())
	}
	if len(kids) == 1 {
		return kids[0]
	}
	return asked{op: word, kids: kids}
}

func (r *reader) not(ops map[string][]string) asked {
	switch {
	case r.err != nil:
		return asked{}
	case r.take("not"):
		return asked{op: "not", kids: []asked{r.not(ops)}}
	case r.take("("):
		a := r.or(ops)
		if !r.take(")") {
			return r.fail(")")
		}
		return a
	}
	for field, known := range ops {
		if !r.take(field) {
			continue
		}
		for _, op := range known {
			if r.take(op) {
				return r.values(asked{op: op, field: field})
			}
		}
		return r.fail("an operator of " + field)
	}
	return r.fail("a field")
}

func (r *reader) values(a asked) asked {
	switch a.op {
	case "eq":
		a.values = []string{r.quoted()}
	case "in":
		if !r.take("(") {
			return r.fail("(")
		}
		for {
			a.values = append(a.values, r.quoted())
			if r.take(")") {
				break
			}
			if !r.take(",") {
				return r.fail(",")
			}
		}
	}
	return a
}

// quoted reads a value in quotes; the manual has no other values for tasks.
func (r *reader) quoted() string {
	r.blank()
	if !strings.HasPrefix(r.s, `"`) {
		r.fail("a quote")
		return ""
	}
	var b strings.Builder
	for i := 1; i < len(r.s); i++ {
		switch c := r.s[i]; c {
		case '"':
			r.s = r.s[i+1:]
			return b.String()
		case '\\':
			i++
			if i == len(r.s) || r.s[i] != '\\' && r.s[i] != '"' {
				r.fail("an escape")
				return ""
			}
			b.WriteByte(r.s[i])
		default:
			b.WriteByte(c)
		}
	}
	r.fail("the end of a quote")
	return ""
}

// holds says whether a task meets a filter, as the tenant decides it.
func (a asked) holds(get func(field string) string) bool {
	switch a.op {
	case "and":
		return !slices.ContainsFunc(a.kids, func(k asked) bool { return !k.holds(get) })
	case "or":
		return slices.ContainsFunc(a.kids, func(k asked) bool { return k.holds(get) })
	case "not":
		return !a.kids[0].holds(get)
	case "isnull":
		return get(a.field) == ""
	}
	return slices.ContainsFunc(a.values, func(v string) bool { return get(a.field) != "" && strings.EqualFold(v, get(a.field)) })
}

func (a asked) String() string {
	if len(a.kids) == 0 {
		return fmt.Sprintf("%s %s %q", a.field, a.op, a.values)
	}
	return fmt.Sprintf("(%s %v)", a.op, a.kids)
}
