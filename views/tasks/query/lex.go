package query

import "strings"

type kind int

const (
	end kind = iota
	word
	quoted
	open
	closing
	comma
)

// token is a part of the line: its kind, its value without quotes, and where it
// stands in bytes.
type token struct {
	kind     kind
	text     string
	at, end  int
	unclosed bool // a quoted value that the line does not end
}

func (t token) is(text string) bool { return t.kind == word && strings.EqualFold(t.text, text) }

// stops are the bytes that end a word.
const stops = " \t(),\""

// lex splits a line. A word that names a field with a colon ends behind the
// colon, so that the value is a token of its own.
func lex(s string, k Known) []token {
	var out []token
	for i := 0; i < len(s); {
		t := token{at: i, end: i + 1}
		switch s[i] {
		case ' ', '\t':
			i++
			continue
		case '(':
			t.kind = open
		case ')':
			t.kind = closing
		case ',':
			t.kind = comma
		case '"':
			t.kind = quoted
			var n int
			t.text, n, t.unclosed = unquote(s[i:])
			t.end = i + n
		default:
			t.kind = word
			t.end = len(s)
			if n := strings.IndexAny(s[i:], stops); n >= 0 {
				t.end = i + n
			}
			t.text = s[i:t.end]
			if name, _, ok := strings.Cut(t.text, ":"); ok && !follows(out, i) && k.field(name) != nil {
				t.end = i + len(name) + 1
				t.text = s[i:t.end]
			}
		}
		out = append(out, t)
		i = t.end
	}
	return out
}

// follows reports whether a word at i is the value of the field with a colon, or
// of the comma, right before it.
func follows(before []token, i int) bool {
	if len(before) == 0 {
		return false
	}
	t := before[len(before)-1]
	return t.end == i && (t.kind == comma || t.colon())
}

// colon reports whether the token is a field with a colon.
func (t token) colon() bool {
	return t.kind == word && strings.HasSuffix(t.text, ":") && len(t.text) > 1
}

// unquote reads a quoted value at the start of s, in which \\ and \" are
// escapes, and says how many bytes it took.
func unquote(s string) (text string, n int, unclosed bool) {
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		switch {
		case s[i] == '"':
			return b.String(), i + 1, false
		case s[i] == '\\' && i+1 < len(s) && (s[i+1] == '\\' || s[i+1] == '"'):
			i++
			b.WriteByte(s[i])
		default:
			b.WriteByte(s[i])
		}
	}
	return b.String(), len(s), true
}

// escapes are those of a quoted value, the tenant's and ours.
var escapes = strings.NewReplacer(`\`, `\\`, `"`, `\"`)

func quote(s string) string { return `"` + escapes.Replace(s) + `"` }

// Typed writes a value as one types it: in quotes only where it needs them.
func Typed(s string) string {
	if s == "" || strings.ContainsAny(s, stops+`\:`) || keyword(s) {
		return quote(s)
	}
	return s
}

func keyword(s string) bool {
	switch strings.ToLower(s) {
	case "and", "or", "not", "eq", "in", "isnull":
		return true
	}
	return false
}
