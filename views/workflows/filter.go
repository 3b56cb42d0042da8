package workflows

import (
	"strings"
)

// filterWords explains the filter of an event trigger, a JSONPath of the form
// $.list[?(@.member == 'value')], as a clause: `in changes, attribute is
// "department"`. It returns "" for forms it does not fully understand: a half
// right explanation would be worse than the filter itself.
func filterWords(filter string) string {
	subject, rest, ok := strings.Cut(strings.TrimSpace(filter), "[?(")
	if !ok {
		return ""
	}
	expr, ok := strings.CutSuffix(rest, ")]")
	if !ok {
		return ""
	}
	subject, ok = strings.CutPrefix(subject, "$")
	if !ok {
		return ""
	}
	subject = strings.TrimPrefix(strings.TrimSuffix(subject, "[*]"), ".")
	if strings.ContainsFunc(subject, notInPath) {
		return ""
	}
	words := exprWords(expr)
	if words == "" || subject == "" {
		return words
	}
	return "in " + subject + ", " + words
}

// exprWords says terms joined by && or by ||; a mixture is left alone.
func exprWords(expr string) string {
	all, okAll := splitOutside(expr, "&&")
	some, okSome := splitOutside(expr, "||")
	if !okAll || !okSome || len(all) > 1 && len(some) > 1 {
		return ""
	}
	terms, join := all, " and "
	if len(some) > 1 {
		terms, join = some, " or "
	}
	out := make([]string, len(terms))
	for i, t := range terms {
		if out[i] = termWords(strings.TrimSpace(t)); out[i] == "" {
			return ""
		}
	}
	return strings.Join(out, join)
}

// splitOutside splits s at sep where it stands outside of quotes and regular
// expressions. It gives up at parentheses and open quotes.
func splitOutside(s, sep string) ([]string, bool) {
	var out []string
	var quote byte
	start := 0
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case quote != 0:
			if c == '\\' {
				i++
			} else if c == quote {
				quote = 0
			}
		case c == '\'' || c == '"' || c == '/':
			quote = c
		case c == '(' || c == ')':
			return nil, false
		case strings.HasPrefix(s[i:], sep):
			out = append(out, s[start:i])
			i += len(sep) - 1
			start = i + 1
		}
	}
	return append(out, s[start:]), quote == 0
}

// comparisons are the operators of a filter, those that begin like another
// after it.
var comparisons = []struct{ op, words string }{
	{"==", "is"}, {"!=", "is not"}, {"=~", "matches"}, {">=", "is at least"}, {"<=", "is at most"}, {">", "is greater than"}, {"<", "is less than"},
}

// termWords says `@.member op literal` or, for a member alone, that it is
// there. It returns "" for anything else.
func termWords(term string) string {
	absent := strings.HasPrefix(term, "!@")
	path, ok := strings.CutPrefix(strings.TrimPrefix(term, "!"), "@")
	if !ok {
		return ""
	}
	end := strings.IndexFunc(path, notInPath)
	if end < 0 {
		end = len(path)
	}
	name, rest := strings.TrimPrefix(path[:end], "."), strings.TrimSpace(path[end:])
	if name == "" {
		name = "the value"
	}
	switch {
	case rest == "" && absent:
		return name + " is not present"
	case rest == "":
		return name + " is present"
	case absent:
		return ""
	}
	for _, c := range comparisons {
		if value, ok := strings.CutPrefix(rest, c.op); ok {
			if value = literal(strings.TrimSpace(value)); value == "" {
				return ""
			}
			return name + " " + c.words + " " + value
		}
	}
	return ""
}

// literal returns a quoted text, a number, a word or a regular expression as
// it shall be read, "" for anything else.
func literal(s string) string {
	if s == "" {
		return ""
	}
	switch q := s[0]; q {
	case '\'', '"':
		inner := s[1 : len(s)-min(len(s)-1, 1)]
		if len(s) < 2 || s[len(s)-1] != q || strings.ContainsAny(inner, `\'"`) {
			return ""
		}
		return `"` + inner + `"`
	case '/':
		if strings.LastIndexByte(s, '/') == 0 {
			return ""
		}
		return s
	}
	if strings.ContainsFunc(s, notInPath) {
		return ""
	}
	return s
}

// notInPath reports whether r cannot be part of a plain path or number.
func notInPath(r rune) bool {
	switch {
	case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '_', r == '.', r == '-', r > 0x7f:
		return false
	}
	return true
}
