package path

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// maxDepth is how deep parentheses, and filters in filters, may be nested.
const maxDepth = 64

// reader reads an expression from left to right.
type reader struct {
	s     string
	i     int
	depth int
}

// fail makes an error about a place in the text.
func (r *reader) fail(at int, format string, args ...any) *Error {
	return &Error{Offset: at, Text: fmt.Sprintf(format, args...)}
}

// doubt makes an error for what cannot be tried.
func (r *reader) doubt(at int, format string, args ...any) *Error {
	e := r.fail(at, format, args...)
	e.Untried = true
	return e
}

func (r *reader) blanks() {
	for r.i < len(r.s) && (r.s[r.i] == ' ' || r.s[r.i] == '\t' || r.s[r.i] == '\n' || r.s[r.i] == '\r') {
		r.i++
	}
}

// at returns the byte here, 0 at the end.
func (r *reader) at() byte {
	if r.i < len(r.s) {
		return r.s[r.i]
	}
	return 0
}

// take steps over text that stands here, and reports whether it does.
func (r *reader) take(text string) bool {
	if strings.HasPrefix(r.s[r.i:], text) {
		r.i += len(text)
		return true
	}
	return false
}

// here names the character here.
func (r *reader) here() string {
	if r.i >= len(r.s) {
		return "the end"
	}
	c, _ := utf8.DecodeRuneInString(r.s[r.i:])
	return "“" + string(c) + "”"
}

// path reads a path from its root on. In a filter it ends where an operator or a
// parenthesis stands, else at the end of the text alone.
func (r *reader) path(inFilter bool) (*Path, *Error) {
	start := r.i
	p := &Path{item: r.at() == '@'}
	for r.i++; r.i < len(r.s); {
		seg := Segment{Offset: r.i}
		var err *Error
		switch {
		case r.take(".."):
			p.segments = append(p.segments, Segment{Kind: Descend, Offset: seg.Offset})
			if seg.Offset = r.i; r.at() == '[' {
				continue
			}
			err = r.dotted(&seg, inFilter)
		case r.take("."):
			err = r.dotted(&seg, inFilter)
		case r.at() == '[':
			err = r.bracket(&seg)
		case inFilter || r.at() == ' ' || r.at() == '\t' || r.at() == '\n' || r.at() == '\r':
			return p.done(r, start)
		default:
			err = r.fail(r.i, "%s cannot stand here; a dot or a bracket is expected", r.here())
		}
		if err != nil {
			return nil, err
		}
		p.segments = append(p.segments, seg)
	}
	return p.done(r, start)
}

// done completes a path that ends here.
func (p *Path) done(r *reader, start int) (*Path, *Error) {
	p.text = r.s[start:r.i]
	for k := range p.segments {
		s := &p.segments[k]
		last := k == len(p.segments)-1
		var d *Error
		switch {
		case s.Kind == Descend && last:
			return nil, r.fail(r.i, "a name must follow ..")
		case s.Kind == Call && !definite(p.segments[:k]):
			d = r.doubt(s.Offset, "the function %s() behind a path that leads to many places", s.Func)
		case s.Kind == Call && !last:
			d = r.doubt(s.Offset, "what follows the function %s()", s.Func)
		case s.Kind == Call && !functions[s.Func]:
			d = r.doubt(s.Offset, "the function %s()", s.Func)
		case s.Kind == Descend && !last && k+2 < len(p.segments) && (p.segments[k+1].Kind == Index || p.segments[k+1].Kind == Slice):
			d = r.doubt(s.Offset, "a path that goes on behind an index at every depth")
		case s.Kind == Filter:
			d = s.Test.Doubt()
		}
		if d != nil && p.doubt == nil {
			p.doubt = d
		}
	}
	return p, nil
}

// dotted reads what follows a dot: a name, *, or a function.
func (r *reader) dotted(seg *Segment, inFilter bool) *Error {
	if r.take("*") {
		seg.Kind = Every
		return nil
	}
	start := r.i
	for r.i < len(r.s) && !ends(r.s[r.i], inFilter) {
		r.i++
	}
	name := r.s[start:r.i]
	switch {
	case name == "" && r.i == len(r.s):
		return r.fail(r.i, "a name must follow the dot")
	case name == "":
		return r.fail(r.i, "%s cannot stand behind a dot; a name is expected", r.here())
	case r.at() == '(':
		return r.call(seg, name)
	case !inFilter && r.i < len(r.s) && strings.IndexByte("[. \t\r\n", r.at()) < 0:
		return r.fail(r.i, "%s cannot be part of a name behind a dot; such a name is written ['…']", r.here())
	}
	seg.Kind, seg.Names = Member, []string{name}
	return nil
}

// ends reports whether a byte ends a name behind a dot.
func ends(c byte, inFilter bool) bool {
	if c < ' ' || c == 0x7f || strings.IndexByte(" .[]()'\"{}", c) >= 0 {
		return true
	}
	return inFilter && strings.IndexByte("=<>!~&|,", c) >= 0
}

// call reads the parentheses of a function.
func (r *reader) call(seg *Segment, name string) *Error {
	open := r.i
	r.i++
	if r.blanks(); r.take(")") {
		seg.Kind, seg.Func = Call, name
		return nil
	}
	end := r.closing(open)
	if end < 0 {
		return r.fail(open, "the parenthesis is not closed")
	}
	r.i = end + 1
	seg.Kind, seg.Func = Call, name+"…"
	return nil
}

// closing returns where the parenthesis, bracket or brace at open is closed, -1
// where it is not. Quoted text is stepped over.
func (r *reader) closing(open int) int {
	var stack []byte
	for i := open; i < len(r.s); i++ {
		switch c := r.s[i]; c {
		case '\'', '"':
			for i++; i < len(r.s) && r.s[i] != c; i++ {
				if r.s[i] == '\\' {
					i++
				}
			}
		case '(':
			stack = append(stack, ')')
		case '[':
			stack = append(stack, ']')
		case '{':
			stack = append(stack, '}')
		case ')', ']', '}':
			if stack[len(stack)-1] != c {
				return -1
			}
			if stack = stack[:len(stack)-1]; len(stack) == 0 {
				return i
			}
		}
	}
	return -1
}

// bracket reads what stands between brackets.
func (r *reader) bracket(seg *Segment) *Error {
	open := r.i
	r.i++
	r.blanks()
	var err *Error
	switch c := r.at(); {
	case c == '\'' || c == '"':
		seg.Kind = Member
		err = r.names(seg)
	case r.take("*"):
		seg.Kind = Every
	case r.take("?"):
		seg.Kind = Filter
		err = r.filter(seg)
	case c == '-' || c == ':' || c >= '0' && c <= '9':
		err = r.indexes(seg)
	case c == ']':
		err = r.fail(r.i, "nothing stands between the brackets")
	case c == '(':
		err = r.fail(r.i, "an index cannot be calculated")
	case c != 0:
		err = r.fail(r.i, "%s cannot stand here; a name between brackets is written in quotes: ['name']", r.here())
	}
	if err != nil {
		return err
	}
	if r.blanks(); !r.take("]") {
		if r.i == len(r.s) {
			return r.fail(open, "the bracket is not closed")
		}
		return r.fail(r.i, "%s cannot stand here; ] is expected", r.here())
	}
	return nil
}

// names reads quoted names with commas between them.
func (r *reader) names(seg *Segment) *Error {
	for {
		if c := r.at(); c != '\'' && c != '"' {
			return r.fail(r.i, "a name in quotes must follow the comma")
		}
		name, err := r.quoted()
		if err != nil {
			return err
		}
		seg.Names = append(seg.Names, name)
		if r.blanks(); !r.take(",") {
			return nil
		}
		r.blanks()
	}
}

// quoted reads a text in quotes of either kind.
func (r *reader) quoted() (string, *Error) {
	open, q := r.i, r.at()
	var b strings.Builder
	for r.i++; r.i < len(r.s); r.i++ {
		c := r.s[r.i]
		if c == q {
			r.i++
			return b.String(), nil
		}
		if c != '\\' {
			b.WriteByte(c)
			continue
		}
		r.i++
		switch e := r.at(); e {
		case 'n':
			b.WriteByte('\n')
		case 't':
			b.WriteByte('\t')
		case 'r':
			b.WriteByte('\r')
		case 'b':
			b.WriteByte('\b')
		case 'f':
			b.WriteByte('\f')
		case 'u':
			v, err := strconv.ParseUint(r.s[min(r.i+1, len(r.s)):min(r.i+5, len(r.s))], 16, 32)
			if err != nil || r.i+5 > len(r.s) {
				return "", r.fail(r.i-1, `four hexadecimal digits must follow \u`)
			}
			b.WriteRune(rune(v))
			r.i += 4
		case 0:
		default:
			b.WriteByte(e)
		}
	}
	return "", r.fail(open, "the quote is not closed")
}

// indexes reads an index, several, or a slice.
func (r *reader) indexes(seg *Segment) *Error {
	from, err := r.number()
	if err != nil {
		return err
	}
	if r.blanks(); r.take(":") {
		seg.Kind, seg.From = Slice, from
		r.blanks()
		if seg.To, err = r.number(); err == nil && from == nil && seg.To == nil {
			err = r.fail(r.i, "one end of the slice is missing")
		}
		return err
	}
	if from == nil {
		return r.fail(r.i, "a number is expected")
	}
	seg.Kind, seg.Indexes = Index, []int{*from}
	for r.blanks(); r.take(","); r.blanks() {
		r.blanks()
		n, err := r.number()
		if err != nil {
			return err
		}
		if n == nil {
			return r.fail(r.i, "a number must follow the comma")
		}
		seg.Indexes = append(seg.Indexes, *n)
	}
	return nil
}

// number reads a whole number, nil where there is none.
func (r *reader) number() (*int, *Error) {
	start := r.i
	r.take("-")
	for r.at() >= '0' && r.at() <= '9' {
		r.i++
	}
	if r.i == start {
		return nil, nil
	}
	n, err := strconv.ParseInt(r.s[start:r.i], 10, 32)
	if err != nil {
		return nil, r.fail(start, "“%s” is not an index", r.s[start:r.i])
	}
	v := int(n)
	return &v, nil
}
