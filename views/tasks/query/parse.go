package query

import (
	"slices"
	"strings"
)

// maxDepth bounds how deep a line may be nested.
const maxDepth = 20

type op int

const (
	opAnd op = iota
	opOr
	opNot
	opCompare
	opHere
)

// node is a term, or several joined.
type node struct {
	op       op
	kids     []*node
	field    *field
	in       bool // written with in, though there may be one value
	isNull   bool
	values   []string // as the tenant wants them
	at, end  int      // where it stands in the line
	enclosed bool     // in parentheses, which are within at and end
}

type parser struct {
	known  Known
	tokens []token
	line   string
	depth  int
}

// Parse reads a line. An empty one is a query for everything.
func Parse(line string, k Known) (Query, *Error) {
	n, err := parse(line, k)
	if err != nil || n == nil {
		return Query{}, err
	}
	return compile(n)
}

func parse(line string, k Known) (*node, *Error) {
	p := &parser{known: k, tokens: lex(line, k), line: line}
	if len(p.tokens) == 0 {
		return nil, nil
	}
	n, err := p.or()
	if err != nil {
		return nil, err
	}
	if t := p.peek(); t.kind != end {
		return nil, wrong(t.at, t.end, "“%s” does not belong here", line[t.at:t.end])
	}
	return n, nil
}

func (p *parser) peek() token {
	if len(p.tokens) == 0 {
		return token{at: len(p.line), end: len(p.line)}
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

func (p *parser) or() (*node, *Error) {
	return p.chain(opOr, p.and, func() bool {
		if p.peek().is("or") {
			p.next()
			return true
		}
		return false
	})
}

func (p *parser) and() (*node, *Error) {
	return p.chain(opAnd, p.unary, func() bool {
		if t := p.peek(); t.is("and") {
			p.next()
			return true
		} else if t.kind == end || t.kind == closing || t.kind == comma || t.is("or") {
			return false
		}
		return true // terms beside each other
	})
}

func (p *parser) chain(o op, part func() (*node, *Error), more func() bool) (*node, *Error) {
	first, err := part()
	if err != nil {
		return nil, err
	}
	kids := []*node{first}
	for more() {
		kid, err := part()
		if err != nil {
			return nil, err
		}
		kids = append(kids, kid)
	}
	if len(kids) == 1 {
		return first, nil
	}
	return &node{op: o, kids: kids, at: first.at, end: kids[len(kids)-1].end}, nil
}

func (p *parser) unary() (*node, *Error) {
	t := p.peek()
	if p.depth++; p.depth > maxDepth {
		return nil, wrong(t.at, t.end, "this is nested too deeply")
	}
	defer func() { p.depth-- }()
	switch {
	case t.is("not"):
		p.next()
		kid, err := p.unary()
		if err != nil {
			return nil, err
		}
		return &node{op: opNot, kids: []*node{kid}, at: t.at, end: kid.end}, nil
	case t.kind == open:
		p.next()
		n, err := p.or()
		if err != nil {
			return nil, err
		}
		last := p.next()
		if last.kind != closing {
			return nil, wrong(t.at, t.end, "this parenthesis is not closed")
		}
		whole := *n
		whole.at, whole.end, whole.enclosed = t.at, last.end, true
		return &whole, nil
	}
	return p.term()
}

// foreign are operators of the tenant's language that tasks do not have.
var foreign = []string{"ne", "gt", "ge", "lt", "le", "co", "sw", "ca", "pr"}

func (p *parser) term() (*node, *Error) {
	t := p.next()
	switch {
	case t.kind == end:
		return nil, wrong(t.at, t.end, "a term is missing here")
	case t.kind == quoted:
		return p.text(t)
	case t.kind != word:
		return nil, wrong(t.at, t.end, "a term is expected here, not “%s”", p.line[t.at:t.end])
	case keyword(t.text):
		return nil, wrong(t.at, t.end, "a term is expected before “%s”; in quotes it is a word to look for", t.text)
	case t.colon():
		if f := p.known.field(strings.TrimSuffix(t.text, ":")); f != nil {
			return p.short(t, f)
		}
	}
	f, after := p.known.field(t.text), p.peek()
	operator := after.kind == word && (after.is("eq") || after.is("in") || after.is("isnull") || slices.Contains(foreign, strings.ToLower(after.text)))
	switch name, _, colon := strings.Cut(t.text, ":"); {
	case f == nil && operator:
		return nil, p.unknown(t, t.text)
	case f == nil && colon && letters(name):
		return nil, p.unknown(token{at: t.at, end: t.at + len(name)}, name)
	case f == nil && compared(t.text) != "":
		return nil, p.uncompared(t, compared(t.text))
	case f == nil:
		return p.text(t)
	case !operator:
		return nil, wrong(t.at, t.end, "“%s” needs %s, or a colon and a value; in quotes it is a word to look for", t.text, p.known.operators(f))
	}
	return p.comparison(t, f)
}

func letters(s string) bool {
	return s != "" && strings.Trim(strings.ToLower(s), "abcdefghijklmnopqrstuvwxyz") == ""
}

// compared returns what stands before a sign of comparison, "" where a text is no
// comparison: the line has none of these signs.
func compared(text string) string {
	if i := strings.IndexAny(text, "<>=!"); i > 0 && letters(text[:i]) && strings.Trim(text[i:], "<>=!") != "" {
		return text[:i]
	}
	return ""
}

// uncompared is the failure of a term with such a sign.
func (p *parser) uncompared(t token, name string) *Error {
	if f := p.known.field(name); f != nil {
		return wrong(t.at, t.end, "“%s” needs %s, or a colon and a value; in quotes it is a word to look for", name, p.known.operators(f))
	}
	return p.unknown(token{at: t.at, end: t.at + len(name)}, name)
}

// unknown is the failure of a field that cannot be filtered by.
func (p *parser) unknown(t token, name string) *Error {
	if strings.EqualFold(name, byLauncher.name) {
		return wrong(t.at, t.end, "this generation of the API cannot filter by launcher; a word alone is looked for in it, here")
	}
	return wrong(t.at, t.end, "“%s” is no field of tasks; there are %s, and words in quotes are looked for", name, p.known.names())
}

// operators lists those of a field, for a message.
func (k Known) operators(f *field) string {
	if f == byStatus && k.IsNull {
		return "eq, in or isnull"
	}
	return "eq or in"
}

// text is a word to look for, which is done here.
func (p *parser) text(t token) (*node, *Error) {
	if t.unclosed {
		return nil, wrong(t.at, t.end, "this quote is not closed")
	}
	if strings.TrimSpace(t.text) == "" {
		return nil, wrong(t.at, t.end, "there is nothing between the quotes")
	}
	return &node{op: opHere, values: []string{strings.ToLower(t.text)}, at: t.at, end: t.end}, nil
}

// short reads the values behind a field with a colon: no blanks between them.
func (p *parser) short(t token, f *field) (*node, *Error) {
	n := &node{op: opCompare, field: f, at: t.at, end: t.end}
	if t := p.peek(); f == byStatus && t.is("isnull") && t.at == n.end {
		p.next()
		n.end = t.end
		return p.isNull(n, t)
	}
	for {
		v := p.peek()
		if v.at != n.end || v.kind != word && v.kind != quoted {
			return nil, wrong(t.at, n.end, "a value is missing after “%s”", p.line[t.at:n.end])
		}
		p.next()
		if err := p.value(n, v); err != nil {
			return nil, err
		}
		n.end = v.end
		if c := p.peek(); c.kind != comma || c.at != n.end {
			return p.finish(n), nil
		}
		n.end = p.next().end
	}
}

func (p *parser) comparison(t token, f *field) (*node, *Error) {
	n := &node{op: opCompare, field: f, at: t.at}
	o := p.next()
	switch {
	case o.is("isnull") && f == byStatus:
		n.end = o.end
		return p.isNull(n, o)
	case o.is("eq"):
		v := p.next()
		n.end = v.end
		if err := p.value(n, v); err != nil {
			return nil, err
		}
		return p.finish(n), nil
	case o.is("in"):
		return p.list(n)
	}
	return nil, wrong(o.at, o.end, "“%s” is not for %s: tasks know %s", o.text, f.alias, p.known.operators(f))
}

func (p *parser) isNull(n *node, o token) (*node, *Error) {
	if !p.known.IsNull {
		return nil, wrong(o.at, o.end, "this generation of the API cannot filter for tasks without a status")
	}
	n.isNull = true
	return n, nil
}

func (p *parser) list(n *node) (*node, *Error) {
	first := p.next()
	if first.kind != open {
		return nil, wrong(first.at, first.end, "“in” needs its values in parentheses")
	}
	n.in = true
	for {
		if err := p.value(n, p.next()); err != nil {
			return nil, err
		}
		switch t := p.next(); t.kind {
		case comma:
		case closing:
			n.end = t.end
			return p.finish(n), nil
		default:
			return nil, wrong(first.at, first.end, "this list is not closed")
		}
	}
}

// finish makes what is applied here of a term about the type.
func (p *parser) finish(n *node) *node {
	if n.field == byType {
		n.op = opHere
	}
	return n
}

// value checks a value and puts it into the term in the way the tenant wants it.
func (p *parser) value(n *node, t token) *Error {
	switch {
	case t.kind != word && t.kind != quoted:
		return wrong(t.at, t.end, "a value for %s is missing here", n.field.alias)
	case t.unclosed:
		return wrong(t.at, t.end, "this quote is not closed")
	case strings.TrimSpace(t.text) == "":
		return wrong(t.at, t.end, "there is nothing between the quotes")
	}
	text := t.text
	switch n.field {
	case byType:
		text = strings.ToLower(text)
	case byStatus:
		if s := status(text); s != "" {
			text = s
		} else if t.kind == word {
			return wrong(t.at, t.end, "“%s” is no status; there are %s; put it in quotes to ask for it anyway", text, strings.Join(Statuses, ", "))
		}
	case bySource:
		id, err := p.known.source(t)
		if err != nil {
			return err
		}
		text = id
	}
	n.values = append(n.values, text)
	return nil
}
