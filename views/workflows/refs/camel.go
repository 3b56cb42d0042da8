package refs

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Camel returns the name under which the result of a step or a variable stands
// in the data: blanks are removed and the first letter is small, "HTTP Request
// 2" becomes hTTPRequest2.
func Camel(name string) string {
	name = strings.Join(strings.Fields(name), "")
	r, size := utf8.DecodeRuneInString(name)
	if size == 0 || unicode.IsLower(r) {
		return name
	}
	return string(unicode.ToLower(r)) + name[size:]
}

// Names returns the names under which the result of a step may stand: that of
// [Camel] and, where it differs, the one with every word in a capital. Published
// workflows ask for the result of "Get List of Identities" at
// $.getListOfIdentities, so tenants seem to write both.
func Names(name string) []string {
	words := strings.Fields(name)
	for i, w := range words {
		r, size := utf8.DecodeRuneInString(w)
		words[i] = string(unicode.ToUpper(r)) + w[size:]
	}
	plain, capital := Camel(name), Camel(strings.Join(words, ""))
	if plain == capital {
		return []string{plain}
	}
	return []string{plain, capital}
}

// Root splits an expression into the first name it asks for and the rest:
// $.getIdentity.attributes.email into getIdentity and .attributes.email. The
// name is "" where the expression asks for everything, such as $ or $[*]; call
// says that the name is that of a function, as in $.now(). ok is false for what
// is not an expression.
func Root(expr string) (name, rest string, call, ok bool) {
	rest, ok = strings.CutPrefix(expr, "$")
	switch {
	case !ok:
		return "", "", false, false
	case rest == "" || strings.HasPrefix(rest, ".."):
		return "", rest, false, true
	case rest[0] == '[':
		return bracket(rest)
	case rest[0] != '.':
		return "", "", false, false
	}
	rest = rest[1:]
	end := strings.IndexFunc(rest, func(r rune) bool { return strings.ContainsRune(`.[( ,)=<>!&|'"{}`, r) })
	if end < 0 {
		end = len(rest)
	}
	if end == 0 {
		return "", "." + rest, false, strings.HasPrefix(rest, "[")
	}
	name, rest = rest[:end], rest[end:]
	if name == "*" {
		return "", ".*" + rest, false, true
	}
	return name, rest, strings.HasPrefix(rest, "("), true
}

// bracket reads a root written as ['name'].
func bracket(rest string) (name, after string, call, ok bool) {
	if len(rest) < 2 || rest[1] != '\'' && rest[1] != '"' {
		return "", rest, false, true
	}
	end := strings.IndexByte(rest[2:], rest[1])
	if end < 0 {
		return "", rest, false, false
	}
	name, after = rest[2:2+end], rest[3+end:]
	after, closed := strings.CutPrefix(after, "]")
	return name, after, false, closed && name != ""
}
