package board

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"iscope/ui/cell"
)

// The signs that stand for what was taken out of a text. None of them holds
// anything that would be taken out again.
const (
	maskID    = "<id>"
	maskNum   = "<n>"
	maskTime  = "<time>"
	maskEmail = "<email>"
	maskValue = "<value>"
	maskQuery = "<query>"
)

const (
	textRead  = 4096 // bytes of an error that are looked at
	printKept = 240  // cells of a fingerprint
	passes    = 12   // after which a text is not believed to settle
)

// Fingerprint returns what an error has in common with others of its kind: the
// text in one line, at most 240 cells, with ids, numbers, times, addresses of
// mail, quoted values and the varying parts of URLs replaced by signs such as
// <id>. Equal texts have equal fingerprints and a fingerprint is its own. Any
// text will do, clean or not.
func Fingerprint(text string) string {
	text = strings.ToValidUTF8(text[:min(len(text), textRead)], "")
	for range passes {
		next := squeeze(mask(text))
		if cell.Width(next) > printKept {
			next = strings.TrimSpace(cell.Cut(next, printKept))
		}
		if next == text {
			return text
		}
		text = next
	}
	return maskValue // a text made to defeat this; it is at least a group of its own
}

// squeeze makes one blank of every run of blanks and breaks, and one sign of
// several equal ones in a row.
func squeeze(s string) string {
	words := strings.Fields(s)
	out := words[:0]
	for _, w := range words {
		if n := len(out); n > 0 && out[n-1] == maskTime && strings.TrimRight(w, ",;.)") == maskTime {
			out[n-1] = w
			continue
		}
		out = append(out, w)
	}
	return joinNumbers(strings.Join(out, " "), ",")
}

// mask takes out of a text what varies, in one pass.
func mask(s string) string {
	s = maskDates(s)
	var b strings.Builder
	for i := 0; i < len(s); {
		switch {
		case isSign(s[i:]) > 0:
			n := isSign(s[i:])
			b.WriteString(s[i : i+n])
			i += n
		case quoteAt(s, i) > 0:
			i = maskQuoted(&b, s, i)
		case isBreak(runeAt(s, i)):
			r, n := utf8.DecodeRuneInString(s[i:])
			b.WriteRune(r)
			i += n
		default:
			end := tokenEnd(s, i)
			b.WriteString(maskToken(s, i, end))
			i = end
		}
	}
	return b.String()
}

func runeAt(s string, i int) rune {
	r, _ := utf8.DecodeRuneInString(s[i:])
	return r
}

// isSign returns the length of the sign a text begins with, 0 for none.
func isSign(s string) int {
	if s == "" || s[0] != '<' {
		return 0
	}
	for _, m := range [...]string{maskID, maskNum, maskTime, maskEmail, maskValue, maskQuery} {
		if strings.HasPrefix(s, m) {
			return len(m)
		}
	}
	return 0
}

// isBreak reports whether a rune stands between words.
func isBreak(r rune) bool {
	return unicode.IsSpace(r) || strings.ContainsRune(",;()[]{}<>\"'`=|“”‘’«»", r)
}

// tokenEnd returns where the word that begins at i ends. In a URL the signs of a
// query belong to it.
func tokenEnd(s string, i int) int {
	url := isURL(s[i:])
	for j, r := range s[i:] {
		if isBreak(r) && j > 0 && (!url || !strings.ContainsRune("=,;", r)) {
			return i + j
		}
	}
	return len(s)
}

var closing = map[rune]rune{'"': '"', '\'': '\'', '`': '`', '“': '”', '‘': '’', '«': '»'}

// quoteAt returns where the text quoted at i ends, behind its closing sign; 0
// where nothing is quoted there. An apostrophe within a word quotes nothing.
func quoteAt(s string, i int) int {
	open, n := utf8.DecodeRuneInString(s[i:])
	end, ok := closing[open]
	if !ok {
		return 0
	}
	if before, _ := utf8.DecodeLastRuneInString(s[:i]); open == end && inWord(before) {
		return 0
	}
	for j, r := range s[i+n:] {
		if r != end {
			continue
		}
		at := i + n + j + utf8.RuneLen(r)
		if after, _ := utf8.DecodeRuneInString(s[at:]); at == len(s) || !inWord(after) {
			return at
		}
	}
	return 0
}

func inWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// maskQuoted replaces what is quoted at i and returns where the text goes on. A
// key of JSON stays, the message of an error in JSON is a text of its own, and so
// is a sentence in quotes.
func maskQuoted(b *strings.Builder, s string, i int) int {
	end := quoteAt(s, i)
	_, n := utf8.DecodeRuneInString(s[i:])
	_, m := utf8.DecodeLastRuneInString(s[:end])
	inside := s[i+n : end-m]
	b.WriteString(s[i : i+n])
	switch {
	case inside == "":
	case strings.HasPrefix(strings.TrimLeft(s[end:], " "), ":"), telling(s[:i]), isSentence(inside):
		b.WriteString(mask(inside))
	default:
		b.WriteString(maskValue)
	}
	b.WriteString(s[end-m : end])
	return end
}

// tellingKeys are the keys of JSON whose values are words for what went wrong.
var tellingKeys = map[string]bool{
	"error": true, "error_description": true, "errorcode": true, "code": true, "detailcode": true, "message": true, "errormessage": true,
	"detail": true, "details": true, "reason": true, "title": true, "text": true, "type": true, "exception": true, "fault": true, "status": true,
}

// telling reports whether a text ends with a key of JSON whose value says what
// went wrong.
func telling(before string) bool {
	before, ok := strings.CutSuffix(strings.TrimRight(before, " "), ":")
	if !ok {
		return false
	}
	before, ok = strings.CutSuffix(strings.TrimRight(before, " "), `"`)
	at := strings.LastIndexByte(before, '"')
	return ok && at >= 0 && tellingKeys[strings.ToLower(before[at+1:])]
}

// isSentence reports whether quoted words are part of the message rather than
// somebody's name: four or more, most of them in small letters.
func isSentence(s string) bool {
	words := strings.Fields(s)
	small := 0
	for _, w := range words {
		if r, _ := utf8.DecodeRuneInString(w); unicode.IsLower(r) {
			small++
		}
	}
	return len(words) >= 4 && 2*small > len(words)
}
