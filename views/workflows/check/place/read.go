package place

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"
)

// MaxDepth is how many objects and lists may stand within each other.
const MaxDepth = 200

// Reason is in what way a text is not a JSON document.
type Reason uint8

// Reasons of a Fault.
const (
	Malformed Reason = iota
	Trailing         // something stands after the document
	TooDeep          // more than MaxDepth levels
)

// Fault is why a text is not a JSON document. Offset is where, in bytes: at most
// the length of the text.
type Fault struct {
	Offset int
	Reason Reason
	Text   string // what is wrong, ASCII
	Do     string // what helps, "" where that is plain
	Opened int    // where the bracket stands that is not closed, -1 where none is meant
}

// Error returns what is wrong.
func (f *Fault) Error() string { return f.Text }

// Read reads a text that is one JSON document. Its error is a *Fault.
func Read(text []byte) (*Node, error) {
	r := &reader{text: text}
	if strings.HasPrefix(string(text[:min(3, len(text))]), "\ufeff") {
		return nil, r.fault("the text begins with a byte order mark", "save it as UTF-8 without one")
	}
	r.space()
	if r.at == len(text) {
		return nil, r.fault("nothing stands here", "write an object: { }")
	}
	n, err := r.value()
	if err != nil {
		return nil, err
	}
	if r.space(); r.at < len(text) {
		f := r.fault("something stands after the end of the document", "remove it, or look for a bracket that closes too early")
		f.Reason = Trailing
		return nil, f
	}
	return n, nil
}

type reader struct {
	text []byte
	at   int
	open []int // where the brackets stand that are open
}

func (r *reader) fault(text, do string) *Fault {
	return &Fault{Offset: min(r.at, len(r.text)), Text: text, Do: do, Opened: -1}
}

// unexpected says that something else was wanted where the reader is.
func (r *reader) unexpected(wanted, do string) *Fault {
	if r.at >= len(r.text) {
		f := r.fault("the text ends where "+wanted+" is expected", do)
		if len(r.open) > 0 {
			f.Opened = r.open[len(r.open)-1]
		}
		return f
	}
	return r.fault(fmt.Sprintf("%s is expected, not %s", wanted, r.here()), do)
}

// here names the character the reader is at.
func (r *reader) here() string {
	c, _ := utf8.DecodeRune(r.text[r.at:])
	switch {
	case c == '"':
		return `a "`
	case c > ' ' && c < 0x7f:
		return string(c)
	}
	return fmt.Sprintf("the character U+%04X", c)
}

func (r *reader) space() {
	for r.at < len(r.text) {
		switch r.text[r.at] {
		case ' ', '\t', '\n', '\r':
			r.at++
		default:
			return
		}
	}
}

func (r *reader) peek() byte {
	if r.at < len(r.text) {
		return r.text[r.at]
	}
	return 0
}

func (r *reader) value() (*Node, error) {
	start := r.at
	var n *Node
	var err error
	switch c := r.peek(); {
	case c == '{':
		n, err = r.object()
	case c == '[':
		n, err = r.array()
	case c == '"':
		var s string
		if s, err = r.quoted(); err == nil {
			n = &Node{Kind: String, Text: s}
		}
	case c == '-' || c >= '0' && c <= '9':
		n, err = r.number()
	case c == 't', c == 'f', c == 'n':
		n, err = r.word()
	case c == '\'':
		return nil, r.unexpected("a value", `write texts in "double quotes"`)
	default:
		return nil, r.unexpected("a value", "")
	}
	if err != nil {
		return nil, err
	}
	n.Start, n.End = start, r.at
	return n, nil
}

// enter goes one level deeper, past a bracket.
func (r *reader) enter() error {
	if len(r.open) == MaxDepth {
		f := r.fault(fmt.Sprintf("more than %d levels of objects and lists", MaxDepth), "a definition is never that deep: look for what repeats")
		f.Reason = TooDeep
		return f
	}
	r.open = append(r.open, r.at)
	r.at++
	r.space()
	return nil
}

func (r *reader) leave() {
	r.open = r.open[:len(r.open)-1]
	r.at++
}

func (r *reader) object() (*Node, error) {
	n := &Node{Kind: Object}
	if err := r.enter(); err != nil {
		return nil, err
	}
	for first := true; ; first = false {
		if r.peek() == '}' && first {
			r.leave()
			return n, nil
		}
		m, err := r.member(first)
		if err != nil {
			return nil, err
		}
		n.Members = append(n.Members, m)
		r.space()
		switch r.peek() {
		case '}':
			r.leave()
			return n, nil
		case ',':
			r.at++
			r.space()
		default:
			return nil, r.unexpected("a comma or }", "put a comma between members")
		}
	}
}

func (r *reader) member(first bool) (Member, error) {
	m := Member{KeyStart: r.at}
	if r.peek() != '"' {
		switch {
		case r.peek() == '}' && !first:
			return m, r.unexpected("a member", "remove the comma before the }")
		case first:
			return m, r.unexpected(`a name in quotes or }`, `write names in "double quotes"`)
		}
		return m, r.unexpected("a name in quotes", `write names in "double quotes"`)
	}
	key, err := r.quoted()
	if err != nil {
		return m, err
	}
	m.Key, m.KeyEnd = key, r.at
	r.space()
	if r.peek() != ':' {
		return m, r.unexpected("a colon", "put a colon between name and value")
	}
	r.at++
	r.space()
	m.Value, err = r.value()
	return m, err
}

func (r *reader) array() (*Node, error) {
	n := &Node{Kind: Array}
	if err := r.enter(); err != nil {
		return nil, err
	}
	if r.peek() == ']' {
		r.leave()
		return n, nil
	}
	for {
		if r.peek() == ']' {
			return nil, r.unexpected("a value", "remove the comma before the ]")
		}
		item, err := r.value()
		if err != nil {
			return nil, err
		}
		n.Items = append(n.Items, item)
		r.space()
		switch r.peek() {
		case ']':
			r.leave()
			return n, nil
		case ',':
			r.at++
			r.space()
		default:
			return nil, r.unexpected("a comma or ]", "put a comma between elements")
		}
	}
}

// quoted reads a text in quotes.
func (r *reader) quoted() (string, error) {
	start := r.at
	plain := true
	for r.at++; r.at < len(r.text); r.at++ {
		switch c := r.text[r.at]; {
		case c == '"':
			r.at++
			raw := r.text[start:r.at]
			if plain && utf8.Valid(raw) {
				return string(raw[1 : len(raw)-1]), nil
			}
			var s string
			err := json.Unmarshal(raw, &s) // knows surrogates and what is no UTF-8
			return s, err
		case c == '\\':
			plain = false
			if err := r.escape(); err != nil {
				return "", err
			}
		case c == '\n' || c == '\r':
			f := r.fault("the line ends within a text in quotes", `close the text with a ", or write a line break as \n`)
			f.Opened = start
			return "", f
		case c < ' ':
			return "", r.fault(fmt.Sprintf("the character U+%04X cannot stand in a text", c), fmt.Sprintf(`write it as \u%04x`, c))
		}
	}
	f := r.unexpected(`a closing "`, "")
	f.Opened = start
	return "", f
}

// escape steps over an escape but for its last character.
func (r *reader) escape() error {
	r.at++
	switch c := r.peek(); {
	case strings.IndexByte(`"\/bfnrt`, c) >= 0 && c != 0:
		return nil
	case c == 'u':
		for range 4 {
			r.at++
			if c := r.peek(); c < '0' || c > '9' && c < 'A' || c > 'F' && c < 'a' || c > 'f' {
				return r.unexpected(`a hexadecimal digit`, `\u has four of them, such as \u00e9`)
			}
		}
		return nil
	}
	return r.unexpected(`one of "\/bfnrtu`, `a backslash itself is written \\`)
}

func (r *reader) digits() bool {
	from := r.at
	for c := r.peek(); c >= '0' && c <= '9'; c = r.peek() {
		r.at++
	}
	return r.at > from
}

func (r *reader) number() (*Node, error) {
	start := r.at
	if r.peek() == '-' {
		r.at++
	}
	if r.peek() == '0' {
		r.at++
		if c := r.peek(); c >= '0' && c <= '9' {
			return nil, r.fault("a number does not begin with 0", "remove the 0, or write a text in quotes")
		}
	} else if !r.digits() {
		return nil, r.unexpected("a digit", "")
	}
	if r.peek() == '.' {
		if r.at++; !r.digits() {
			return nil, r.unexpected("a digit", "")
		}
	}
	if c := r.peek(); c == 'e' || c == 'E' {
		r.at++
		if c := r.peek(); c == '+' || c == '-' {
			r.at++
		}
		if !r.digits() {
			return nil, r.unexpected("a digit", "")
		}
	}
	return &Node{Kind: Number, Text: string(r.text[start:r.at])}, nil
}

// word reads true, false or null.
func (r *reader) word() (*Node, error) {
	for _, w := range []struct {
		text string
		kind Kind
	}{{"true", Bool}, {"false", Bool}, {"null", Null}} {
		if strings.HasPrefix(string(r.text[r.at:min(r.at+len(w.text), len(r.text))]), w.text) {
			r.at += len(w.text)
			n := &Node{Kind: w.kind}
			if w.kind == Bool {
				n.Text = w.text
			}
			return n, nil
		}
	}
	return nil, r.unexpected("a value", `true, false and null are the only words; write texts in "double quotes"`)
}
