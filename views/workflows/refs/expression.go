package refs

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"

	"iscope/api/safe"
	"iscope/views/workflows/path"
)

// Form is how an expression stands in a step.
type Form uint8

// Forms of an expression.
const (
	Path      Form = iota // the value of a member whose name ends in .$
	Template              // between {{ and }} in a text
	Nested                // inside another expression
	Condition             // one side of a condition of a choice
	Target                // the variable that a mutation changes
	Text                  // looks like a path, but its member's name lacks the .$ that would make it one
)

// Expression is a place of a step that asks for data.
type Expression struct {
	Text string // clean: $.trigger.identity.id
	At   string // JSON pointer in the step: /attributes/id.$
	Form Form
}

// maxExpressions bounds what is kept of one step.
const maxExpressions = 10_000

// Expressions returns the expressions of a JSON document, such as the attributes
// of a step, in their order; At is a pointer in the document. Of what is not JSON
// it returns those before the error.
func Expressions(raw json.RawMessage) []Expression {
	return expressions(raw, "", "")
}

// expressions reads a document that stands at a pointer, but not the member of
// it that is called skip.
func expressions(raw json.RawMessage, at, skip string) []Expression {
	if bytes.IndexByte(raw, '$') < 0 && !bytes.Contains(raw, []byte(`\u0024`)) {
		return nil
	}
	r := reader{dec: json.NewDecoder(bytes.NewReader(raw)), at: at}
	r.read(skip)
	return r.found
}

// level is an object or array that is open while a document is read.
type level struct {
	base   int // length of the pointer to it
	array  bool
	n      int    // elements so far
	key    string // member read last
	member bool   // a key was read, its value is next
}

// reader walks through the tokens of a document, keeping the pointer to where
// it is.
type reader struct {
	dec   *json.Decoder
	open  []level
	at    string
	found []Expression
}

// maxPointer bounds the pointer to a place: beyond it, it stays that of what is
// around.
const maxPointer = 4_000

func (r *reader) read(skip string) {
	for len(r.found) < maxExpressions {
		tok, err := r.dec.Token()
		if err != nil {
			return
		}
		if d, ok := tok.(json.Delim); ok && (d == '}' || d == ']') {
			r.open = r.open[:len(r.open)-1]
			continue
		}
		key := ""
		if n := len(r.open); n > 0 {
			top := &r.open[n-1]
			if !top.array && !top.member {
				top.key, _ = tok.(string)
				top.member = true
				if n == 1 && skip != "" && top.key == skip {
					top.member = false
					var dropped json.RawMessage
					if r.dec.Decode(&dropped) != nil {
						return
					}
				}
				continue
			}
			key = r.step(top)
		}
		switch tok := tok.(type) {
		case json.Delim:
			r.open = append(r.open, level{base: len(r.at), array: tok == '['})
		case string:
			r.text(key, tok)
		}
	}
}

// step moves the pointer to the value that was just read and returns the name of
// its member.
func (r *reader) step(top *level) string {
	r.at = r.at[:top.base]
	part, key := strconv.Itoa(top.n), ""
	if top.array {
		top.n++
	} else {
		key, top.member = top.key, false
		part = Escape(safe.Line(key))
	}
	if len(r.at)+len(part) < maxPointer {
		r.at += "/" + part
	}
	return key
}

// Escape writes a name as a part of a JSON pointer.
func Escape(name string) string {
	if !strings.ContainsAny(name, "~/") {
		return name
	}
	return strings.NewReplacer("~", "~0", "/", "~1").Replace(name)
}

func (r *reader) text(key, s string) {
	if strings.IndexByte(s, '$') < 0 {
		return
	}
	form := Template
	switch {
	case strings.HasSuffix(key, ".$"):
		form = Path
	case looksLikePath(s):
		form = Text
	}
	r.found = append(r.found, inText(s, r.at, form)...)
}

// looksLikePath reports whether a text reads as a path from its beginning to its
// end: "$50 a month" does not.
func looksLikePath(s string) bool {
	name, _, _, ok := Root(s)
	return ok && !strings.ContainsAny(s, " \n\t") && (name == "" || name[0] > '9' || name[0] < '0') && s != "$"
}

// inText returns the expressions of a text: of a path or condition the whole,
// and what stands in it in {{ }}.
func inText(s, at string, form Form) []Expression {
	var out []Expression
	inner := Template
	if form != Template && strings.HasPrefix(s, "$") {
		out = append(out, Expression{safe.Line(s), at, form})
		inner = Nested
		for _, ref := range rooted(s[1:]) {
			out = append(out, Expression{safe.Line(ref), at, Nested})
		}
	}
	for _, ref := range path.Refs(s) {
		out = append(out, Expression{safe.Line(ref.Expr), at, inner})
	}
	return out
}

// rooted returns the paths that begin at the root somewhere in a text, such as
// the second one of [?(@.id == $.trigger.id)]. What stands in {{ }} is left out.
func rooted(s string) []string {
	var out []string
	for i := 0; i+1 < len(s); i++ {
		if strings.HasPrefix(s[i:], "{{") {
			skip := strings.Index(s[i:], "}}")
			if skip < 0 {
				return out
			}
			i += skip + 1
			continue
		}
		if s[i] != '$' || s[i+1] != '.' && s[i+1] != '[' {
			continue
		}
		end := i + pathEnd(s[i:])
		out = append(out, s[i:end])
		i = end - 1
	}
	return out
}

// pathEnd returns how long the path is with which a text begins.
func pathEnd(s string) int {
	depth := 0
	for i, c := range s {
		switch c {
		case '[':
			depth++
		case ']':
			if depth--; depth < 0 {
				return i
			}
		case ' ', ',', ')', '&', '|', '=', '<', '>', '!', '}', '\n':
			if depth == 0 {
				return i
			}
		}
	}
	return len(s)
}
