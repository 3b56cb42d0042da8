package path

import (
	"encoding/json"
	"errors"
	"regexp"
	"regexp/syntax"
	"strings"
)

// filter reads the test between the parentheses of [?( … )].
func (r *reader) filter(seg *Segment) *Error {
	if r.blanks(); !r.take("(") {
		return r.fail(r.i, "a filter is written [?( … )]")
	}
	open := r.i - 1
	t, err := r.either()
	if err != nil {
		return err
	}
	if r.blanks(); !r.take(")") {
		if r.i == len(r.s) {
			return r.fail(open, "the parenthesis is not closed")
		}
		return r.fail(r.i, "%s cannot stand here; &&, || or ) is expected", r.here())
	}
	seg.Test = t
	return nil
}

// either reads tests joined by ||, which binds less than &&.
func (r *reader) either() (*Test, *Error) { return r.joined("||", Or, r.both) }

func (r *reader) both() (*Test, *Error) { return r.joined("&&", And, r.single) }

func (r *reader) joined(sign string, logic Logic, next func() (*Test, *Error)) (*Test, *Error) {
	first, err := next()
	if err != nil {
		return nil, err
	}
	t := &Test{Logic: logic, Tests: []*Test{first}, Offset: first.Offset}
	for r.blanks(); r.take(sign); r.blanks() {
		k, err := next()
		if err != nil {
			return nil, err
		}
		t.Tests = append(t.Tests, k)
	}
	if len(t.Tests) == 1 {
		return first, nil
	}
	return t, nil
}

// single reads a term, a negation, or a test in parentheses.
func (r *reader) single() (*Test, *Error) {
	if r.depth++; r.depth > maxDepth {
		return nil, r.fail(r.i, "the expression is nested too deeply")
	}
	defer func() { r.depth-- }()
	r.blanks()
	start := r.i
	switch {
	case r.take("!"):
		r.blanks()
		if c := r.at(); c == '@' || c == '$' {
			return r.term(start, true)
		}
		t, err := r.single()
		if err != nil {
			return nil, err
		}
		return &Test{Logic: Not, Tests: []*Test{t}, Offset: start}, nil
	case r.take("("):
		t, err := r.either()
		if err != nil {
			return nil, err
		}
		if r.blanks(); !r.take(")") {
			return nil, r.fail(start, "the parenthesis is not closed")
		}
		return t, nil
	}
	return r.term(start, false)
}

// term reads a comparison, or a path alone: that it is there or, with a sign in
// front, that it is not.
func (r *reader) term(start int, absent bool) (*Test, *Error) {
	t := &Test{Offset: start}
	var err *Error
	if t.Left, err = r.operand(t); err != nil {
		return nil, err
	}
	r.blanks()
	opAt := r.i
	if t.Op, err = r.operator(); err != nil {
		return nil, err
	}
	if t.Op == "" {
		if t.Left.Path == nil {
			return nil, r.fail(r.i, "a comparison such as == must follow")
		}
		if t.Op = Exists; absent {
			t.Op = Absent
		}
		if !t.Left.Path.Definite() && t.doubt == nil {
			t.doubt = r.doubt(start, "whether %s is there, since it leads to many places", t.Left.Path.text)
		}
		return t, nil
	}
	r.blanks()
	if t.Right, err = r.operand(t); err != nil {
		return nil, err
	}
	r.question(t, opAt, absent)
	return t, nil
}

// question notes what cannot be tried about a comparison.
func (r *reader) question(t *Test, at int, absent bool) {
	var d *Error
	switch {
	case absent:
		d = r.doubt(t.Offset, "! in front of a comparison without parentheses")
	case t.Op == "type" || t.Op == "matches":
		d = r.doubt(at, "the operator %s", t.Op)
	case t.Op != "=~" && (t.Left.Pattern != "" || t.Right.Pattern != ""):
		d = r.doubt(at, "a regular expression with %s", t.Op)
	case t.Op == "=~" && t.Left.Pattern == "" && t.Right.Pattern == "":
		d = r.doubt(at, "=~ without a regular expression between slashes")
	}
	if d != nil && t.doubt == nil {
		t.doubt = d
	}
}

// signs are the operators that are not words, those that begin like another
// before it.
var signs = []string{"===", "!==", "==", "!=", "=~", "<=", ">=", "<", ">"}

// words are the operators that are.
var words = map[string]bool{
	"in": true, "nin": true, "contains": true, "size": true, "empty": true, "all": true,
	"subsetof": true, "anyof": true, "noneof": true, "type": true, "matches": true,
}

// operator reads an operator, "" where there is none.
func (r *reader) operator() (string, *Error) {
	for _, op := range signs {
		if r.take(op) {
			return op, nil
		}
	}
	start := r.i
	for c := r.at(); c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'; c = r.at() {
		r.i++
	}
	word := strings.ToLower(r.s[start:r.i])
	switch {
	case words[word]:
		return word, nil
	case word != "":
		return "", r.fail(start, "“%s” is not a comparison", r.s[start:r.i])
	case r.at() == '=':
		return "", r.fail(start, "a comparison is written ==")
	}
	return "", nil
}

// operand reads one side of a comparison.
func (r *reader) operand(t *Test) (*Operand, *Error) {
	note := func(d *Error) {
		if t.doubt == nil {
			t.doubt = d
		}
	}
	switch c := r.at(); {
	case c == '@' || c == '$':
		p, err := r.path(true)
		if err != nil {
			return nil, err
		}
		if p.doubt != nil {
			note(p.doubt)
		}
		return &Operand{Path: p}, nil
	case c == '/':
		return r.pattern(note)
	case c == '{':
		start := r.i
		end := r.closing(r.i)
		if end < 0 {
			return nil, r.fail(start, "the brace is not closed")
		}
		r.i = end + 1
		note(r.doubt(start, "a comparison with an object"))
		return &Operand{Literal: r.s[start:r.i]}, nil
	}
	v, err := r.literal(note)
	return &Operand{Literal: v}, err
}

// literal reads a text, a number, true, false, null or a list.
func (r *reader) literal(note func(*Error)) (any, *Error) {
	start := r.i
	switch c := r.at(); {
	case c == '\'' || c == '"':
		text, err := r.quoted()
		return text, err
	case c == '[':
		return r.list(note)
	}
	for r.i < len(r.s) && !ends(r.s[r.i], true) || r.at() == '.' {
		r.i++
	}
	switch word := r.s[start:r.i]; word {
	case "true":
		return true, nil
	case "false":
		return false, nil
	case "null":
		return nil, nil
	case "":
		return nil, r.fail(start, "%s cannot stand here; a path, a number or a text in quotes is expected", r.here())
	default:
		var n json.Number
		if json.Unmarshal([]byte(word), &n) == nil {
			return n, nil
		}
		return nil, r.fail(start, "“%s” is not a number; a text is written in quotes", word)
	}
}

// list reads literals between brackets.
func (r *reader) list(note func(*Error)) (any, *Error) {
	if r.depth++; r.depth > maxDepth {
		return nil, r.fail(r.i, "the expression is nested too deeply")
	}
	defer func() { r.depth-- }()
	open := r.i
	r.i++
	out := []any{}
	if r.blanks(); r.take("]") {
		return out, nil
	}
	for {
		r.blanks()
		v, err := r.literal(note)
		if err != nil && r.i > err.Offset { // a word without quotes
			v, err = r.s[err.Offset:r.i], nil
			note(r.doubt(open, "a list of words without quotes"))
		}
		if err != nil {
			return nil, err
		}
		out = append(out, v)
		switch r.blanks(); {
		case r.take(","):
		case r.take("]"):
			return out, nil
		case r.i == len(r.s):
			return nil, r.fail(open, "the bracket is not closed")
		default:
			return nil, r.fail(r.i, "%s cannot stand here; a comma or ] is expected", r.here())
		}
	}
}

// pattern reads a regular expression between slashes, with flags.
func (r *reader) pattern(note func(*Error)) (*Operand, *Error) {
	start := r.i
	for r.i++; r.i < len(r.s) && r.s[r.i] != '/'; r.i++ {
		if r.s[r.i] == '\\' {
			r.i++
		}
	}
	if r.i >= len(r.s) {
		r.i = len(r.s)
		return nil, r.fail(start, "the regular expression is not closed with /")
	}
	body := r.s[start+1 : r.i]
	r.i++
	at := r.i
	for c := r.at(); c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'; c = r.at() {
		r.i++
	}
	o := &Operand{Pattern: r.s[start:r.i]}
	flags := r.s[at:r.i]
	if strings.Trim(flags, "ims") != "" {
		note(r.doubt(at, "a regular expression with the flags %s", flags))
		return o, nil
	}
	if err := o.compile(body, flags); err != nil {
		if !broken(err) {
			note(r.doubt(start, "a regular expression that only the tenant understands"))
			return o, nil
		}
		return nil, r.fail(start, "the regular expression cannot be read: %s", broke(err))
	}
	if strings.Contains(body, "&&") {
		note(r.doubt(start, "a regular expression that may mean something else to the tenant"))
	}
	return o, nil
}

// compile makes the expression, which has to match all of a text.
func (o *Operand) compile(body, flags string) error {
	if flags != "" {
		flags = "(?" + flags + ")"
	}
	if _, err := syntax.Parse(body, syntax.Perl); err != nil {
		return err // in its own words, without what stands around it
	}
	text := flags + `\A(?:` + body + `)\z`
	re, err := regexp.Compile(text)
	if err != nil {
		return err
	}
	if tree, err := syntax.Parse(text, syntax.Perl); err == nil {
		if prog, err := syntax.Compile(tree.Simplify()); err == nil {
			o.size = len(prog.Inst)
		}
	}
	o.regex = re
	return nil
}

// broken reports whether an expression is wrong in every dialect.
func broken(err error) bool {
	var e *syntax.Error
	if !errors.As(err, &e) {
		return false
	}
	switch e.Code {
	case syntax.ErrMissingParen, syntax.ErrUnexpectedParen, syntax.ErrMissingBracket, syntax.ErrTrailingBackslash, syntax.ErrMissingRepeatArgument, syntax.ErrInvalidCharRange:
		return true
	}
	return false
}

func broke(err error) string {
	var e *syntax.Error
	if errors.As(err, &e) {
		return e.Code.String()
	}
	return err.Error()
}
