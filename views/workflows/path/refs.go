package path

import "strings"

// Ref is an expression in a template.
type Ref struct {
	Offset int // of its first byte in the template
	Expr   string
}

// Refs returns the expressions $.… between {{ and }} in a template, in order.
// They are not checked; Parse does that. What is not closed is text.
func Refs(text string) []Ref {
	var out []Ref
	for i := 0; ; {
		open := strings.Index(text[i:], "{{")
		if open < 0 {
			return out
		}
		i += open + 2
		end := strings.Index(text[i:], "}}")
		if end < 0 {
			return out
		}
		for limit := i + end; i < limit; {
			at := strings.IndexByte(text[i:limit], '$')
			if at < 0 {
				i = limit
				break
			}
			i += at
			n := refLen(text[i:])
			if n > 1 {
				out = append(out, Ref{Offset: i, Expr: text[i : i+n]})
			}
			i += n
		}
	}
}

// refLen returns how long the expression is that text begins with. Brackets, and
// quotes in them, may hold anything.
func refLen(text string) int {
	var quote byte
	depth := 0
	for i := 1; i < len(text); i++ {
		c := text[i]
		switch {
		case quote != 0:
			if c == '\\' {
				i++
			} else if c == quote {
				quote = 0
			}
		case depth > 0 && (c == '\'' || c == '"'):
			quote = c
		case c == '[':
			depth++
		case c == ']' && depth > 0:
			depth--
		case depth == 0 && (c <= ' ' || strings.IndexByte("}{)|,\"'$", c) >= 0) && !(c == ')' && text[i-1] == '('):
			return i
		case i == 1 && c != '.':
			return 1 // a dollar sign that is text
		case depth > 0 && strings.HasPrefix(text[i:], "}}"):
			return i
		}
	}
	if depth > 0 || quote != 0 {
		if end := strings.Index(text, "}}"); end > 0 {
			return end // not closed: it ends with the template
		}
	}
	return len(text)
}
