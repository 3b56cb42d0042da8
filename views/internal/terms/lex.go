package terms

import "strings"

// word is one of a text.
type word struct {
	raw      string
	at       int    // in bytes of the text
	not      bool   // ! stands before it
	name     string // before the colon; "" for a word that is no term
	values   []string
	last     int  // where the last value begins, in bytes of the text
	unclosed bool // a quote does not end
}

// word returns the text of one that is no term, with its ! but without quotes.
func (w word) word() string {
	text := strings.Join(w.values, ",")
	if w.not && text != "" {
		return "!" + text
	}
	return text
}

// split splits a text at the blanks outside quotes.
func split(text string) []word {
	var out []word
	for at := 0; at < len(text); {
		if blank(text[at]) {
			at++
			continue
		}
		w := lex(text, at)
		out = append(out, w)
		at += len(w.raw)
	}
	return out
}

func blank(b byte) bool { return b == ' ' || b == '\t' }

// lex reads the word that begins at a place of the text.
func lex(text string, at int) word {
	w := word{at: at, last: at}
	i := at
	if text[i] == '!' {
		w.not = true
		i++
	}
	if n := nameEnd(text[i:]); n > 0 {
		w.name = strings.ToLower(text[i : i+n])
		i += n + 1
	}
	w.last = i
	var value strings.Builder
	quoted := false
loop:
	for ; i < len(text); i++ {
		switch c := text[i]; {
		case quoted && c == '\\' && i+1 < len(text) && (text[i+1] == '"' || text[i+1] == '\\'):
			i++
			value.WriteByte(text[i])
		case c == '"':
			quoted = !quoted
		case !quoted && blank(c):
			break loop
		case !quoted && c == ',':
			w.values = append(w.values, value.String())
			value.Reset()
			w.last = i + 1
		default:
			value.WriteByte(c)
		}
	}
	w.values = append(w.values, value.String())
	w.raw, w.unclosed = text[at:i], quoted
	return w
}

// nameEnd returns how long the name is that text begins with, 0 where none
// stands before a colon. A name has letters alone: 14:00 has none.
func nameEnd(text string) int {
	n := 0
	for n < len(text) && (text[n] >= 'a' && text[n] <= 'z' || text[n] >= 'A' && text[n] <= 'Z') {
		n++
	}
	if n == len(text) || text[n] != ':' {
		return 0
	}
	return n
}

// escapes are those of a value in quotes.
var escapes = strings.NewReplacer(`\`, `\\`, `"`, `\"`)

// Quote writes a value as one types it: in quotes only where it needs them.
func Quote(s string) string {
	if s == "" || strings.ContainsAny(s, " \t\",") {
		return `"` + escapes.Replace(s) + `"`
	}
	return s
}
