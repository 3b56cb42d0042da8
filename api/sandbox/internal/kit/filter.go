package kit

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// FieldKind is the type a filter's value must have.
type FieldKind int

// The kinds of field that can be filtered.
const (
	TextField FieldKind = iota
	BoolField
	NumberField
	TimeField
)

// Field says what may be asked of one field: its operators, of
// eq ne gt ge lt le co sw in ca pr isnull.
type Field struct {
	Kind FieldKind
	Ops  []string
}

// Filter is a parsed filter: a comparison, or and/or/not over others.
// A nil *Filter matches everything.
type Filter struct {
	Op     string    // and, or, not, or an operator of Field.Ops
	Field  string    // of a comparison
	Values []string  // of a comparison; one, except for in and ca; none for pr and isnull
	Kids   []*Filter // of and, or, not
	kind   FieldKind
}

// ParseFilter reads the filter language of ISC. Empty text is no filter. A
// syntax error, a field that is not in fields, an operator its Field does not
// allow, and a value of the wrong kind are 400s fit for [Refuse].
func ParseFilter(text string, fields map[string]Field) (*Filter, error) {
	if strings.TrimSpace(text) == "" {
		return nil, nil
	}
	tokens, err := lex(text)
	if err != nil {
		return nil, err
	}
	p := &parser{tokens: tokens, fields: fields}
	f, err := p.or()
	if err != nil {
		return nil, err
	}
	if t := p.peek(); t.kind != tokEnd {
		return nil, badFilter("unexpected %q", t.text)
	}
	return f, nil
}

func badFilter(format string, args ...any) error {
	return Refusef(http.StatusBadRequest, "Invalid filter: "+format+".", args...)
}

type tokenKind int

const (
	tokEnd tokenKind = iota
	tokWord
	tokQuoted
	tokOpen
	tokClose
	tokComma
)

type token struct {
	kind tokenKind
	text string
}

func lex(s string) ([]token, error) {
	var out []token
	for i := 0; i < len(s); {
		switch c := s[i]; c {
		case ' ', '\t', '\n', '\r':
			i++
		case '(':
			out, i = append(out, token{tokOpen, "("}), i+1
		case ')':
			out, i = append(out, token{tokClose, ")"}), i+1
		case ',':
			out, i = append(out, token{tokComma, ","}), i+1
		case '"':
			text, n, ok := unquote(s[i:])
			if !ok {
				return nil, badFilter("a quoted value is not closed")
			}
			out, i = append(out, token{tokQuoted, text}), i+n
		default:
			n := strings.IndexAny(s[i:], " \t\n\r(),\"")
			if n < 0 {
				n = len(s) - i
			}
			out, i = append(out, token{tokWord, s[i : i+n]}), i+n
		}
	}
	return out, nil
}

// unquote reads a quoted value at the start of s, in which \\ and \" are
// escapes, and says how many bytes it took.
func unquote(s string) (text string, n int, ok bool) {
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		switch {
		case s[i] == '"':
			return b.String(), i + 1, true
		case s[i] == '\\' && i+1 < len(s) && (s[i+1] == '\\' || s[i+1] == '"'):
			i++
			b.WriteByte(s[i])
		default:
			b.WriteByte(s[i])
		}
	}
	return "", 0, false
}

// maxDepth bounds parentheses and nots, so that a hostile filter cannot exhaust the stack.
const maxDepth = 50

type parser struct {
	tokens []token
	fields map[string]Field
	depth  int
}

func (p *parser) peek() token {
	if len(p.tokens) == 0 {
		return token{}
	}
	return p.tokens[0]
}

func (p *parser) next() token {
	t := p.peek()
	if len(p.tokens) > 0 {
		p.tokens = p.tokens[1:]
	}
	return t
}

func (p *parser) keyword(word string) bool {
	if t := p.peek(); t.kind == tokWord && strings.EqualFold(t.text, word) {
		p.next()
		return true
	}
	return false
}

func (p *parser) or() (*Filter, error)  { return p.chain("or", p.and) }
func (p *parser) and() (*Filter, error) { return p.chain("and", p.not) }

func (p *parser) chain(word string, part func() (*Filter, error)) (*Filter, error) {
	first, err := part()
	if err != nil {
		return nil, err
	}
	kids := []*Filter{first}
	for p.keyword(word) {
		kid, err := part()
		if err != nil {
			return nil, err
		}
		kids = append(kids, kid)
	}
	if len(kids) == 1 {
		return first, nil
	}
	return &Filter{Op: word, Kids: kids}, nil
}

func (p *parser) not() (*Filter, error) {
	if p.depth++; p.depth > maxDepth {
		return nil, badFilter("it is nested too deeply")
	}
	defer func() { p.depth-- }()
	if p.keyword("not") {
		kid, err := p.not()
		if err != nil {
			return nil, err
		}
		return &Filter{Op: "not", Kids: []*Filter{kid}}, nil
	}
	if p.peek().kind != tokOpen {
		return p.comparison()
	}
	p.next()
	f, err := p.or()
	if err != nil {
		return nil, err
	}
	if p.next().kind != tokClose {
		return nil, badFilter("a parenthesis is not closed")
	}
	return f, nil
}

func (p *parser) comparison() (*Filter, error) {
	name := p.next()
	if name.kind != tokWord {
		return nil, badFilter("a field name is expected, not %q", name.text)
	}
	field, ok := p.fields[name.text]
	if !ok {
		return nil, badFilter("the field %q cannot be filtered", name.text)
	}
	op := p.next()
	if op.kind != tokWord || !slices.Contains(field.Ops, op.text) {
		return nil, badFilter("the operator %q is not supported for %q", op.text, name.text)
	}
	f := &Filter{Op: op.text, Field: name.text, kind: field.Kind}
	switch op.text {
	case "pr", "isnull":
		return f, nil
	case "in", "ca":
		return f, p.list(f)
	default:
		return f, p.value(f)
	}
}

func (p *parser) list(f *Filter) error {
	if p.next().kind != tokOpen {
		return badFilter("%q needs a list in parentheses", f.Op)
	}
	for {
		if err := p.value(f); err != nil {
			return err
		}
		switch p.next().kind {
		case tokComma:
		case tokClose:
			return nil
		default:
			return badFilter("a list is not closed")
		}
	}
}

func (p *parser) value(f *Filter) error {
	t := p.next()
	if t.kind != tokWord && t.kind != tokQuoted {
		return badFilter("a value is missing after %q", f.Field+" "+f.Op)
	}
	ok := true
	switch f.kind {
	case BoolField:
		ok = strings.EqualFold(t.text, "true") || strings.EqualFold(t.text, "false")
	case NumberField:
		_, err := strconv.ParseFloat(t.text, 64)
		ok = err == nil
	case TimeField:
		_, ok = ParseTime(t.text)
	}
	if !ok {
		return badFilter("%q is not a value for %q", t.text, f.Field)
	}
	f.Values = append(f.Values, t.text)
	return nil
}

// ParseTime reads a time as clients write it in filters and patches: RFC 3339
// with or without fraction or zone, with a space for the T, or a bare date.
// Without a zone it is UTC.
func ParseTime(s string) (time.Time, bool) {
	for _, layout := range []string{
		time.RFC3339Nano, "2006-01-02T15:04:05.999999999", "2006-01-02 15:04:05.999999999Z07:00",
		"2006-01-02 15:04:05.999999999", "2006-01-02T15:04:05.999999999Z0700", "2006-01-02",
	} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC(), true
		}
	}
	return time.Time{}, false
}
