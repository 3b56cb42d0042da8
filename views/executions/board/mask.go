package board

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"iscope/api"
)

// edges are what may stand around a word without being part of it.
const edges = ".:!?*#\\"

// maskToken returns what is left of the word s[from:to].
func maskToken(s string, from, to int) string {
	word := s[from:to]
	if isURL(word) {
		return maskURL(word)
	}
	core := strings.Trim(word, edges)
	at := strings.Index(word, core)
	before, after := word[:at], word[at+len(core):]
	switch {
	case core == "":
		return word
	case isEmail(core):
		core = maskEmail
	case isTime(core):
		core = maskTime
	case isStatus(core, s[:from+at], s[to-len(after):]):
	default:
		core = maskParts(core)
	}
	return before + core + after
}

func isURL(s string) bool {
	at := strings.Index(s[:min(len(s), 16)], "://")
	if at < 1 {
		return false
	}
	for _, r := range s[:at] {
		if !unicode.IsLetter(r) {
			return false
		}
	}
	return true
}

// maskURL keeps scheme, host and the fixed parts of the path.
func maskURL(url string) string {
	tail := ""
	if t := strings.TrimRight(url, ".,:;!"); len(t) < len(url) {
		url, tail = t, url[len(t):]
	}
	scheme, rest, _ := strings.Cut(url, "://")
	if at := strings.IndexAny(rest, "?#"); at >= 0 && at+1 < len(rest) {
		rest, tail = rest[:at], "?"+maskQuery+tail
	}
	parts := strings.Split(rest, "/")
	for i, p := range parts {
		switch {
		case i > 0 && isVersion(p):
		case isEmail(p):
			parts[i] = maskEmail
		default:
			parts[i] = maskParts(p)
		}
	}
	return scheme + "://" + strings.Join(parts, "/") + tail
}

// isVersion reports whether a part of a path is that of an API: v3, v1.0, v2025.
func isVersion(s string) bool { return versionForm.MatchString(s) }

const months = `(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)(uary|ruary|ch|il|e|y|ust|t|tember|ober|ember)?\b\.?`

var (
	versionForm = regexp.MustCompile(`^v\d{1,4}(\.\d)?$`)
	emailForm   = regexp.MustCompile(`^[^@\s]+@[^@\s]+$`)
	clockForm   = regexp.MustCompile(`^\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)?(Z|[+-]\d{2}:?\d{2}|am|pm|AM|PM)?$`)
	dateForm    = regexp.MustCompile(`^(\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4})([T_]\d{2}:?\d{2}(:?\d{2}([.,]\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?Z?$`)
	spanForm    = regexp.MustCompile(`^\d+([.,]\d+)?(ns|us|µs|ms|s|sec|secs|m|min|mins|h|d)(\d+(ms|s|m|h))*$`)
	uuidForm    = regexp.MustCompile(`(?i)[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`)
	statusForm  = regexp.MustCompile(`^[1-5]\d\d(\.\d)?$`)
	statusWord  = regexp.MustCompile(`(?i)(\bhttp|\bhttp/(\d(\.\d)?|<n>(\.<n>)?)|\bstatus|\bstatus ?code|\bcode|"status(code)?":|\bresponse|\berror|\bfailed:)[ :=(]*$`)
	// A date in words, with the time behind it.
	dateWords = regexp.MustCompile(`(?i)\b((mon|tue|wed|thu|fri|sat|sun)[a-z]*,? )?` +
		`(\d{1,2}(st|nd|rd|th)? ` + months + `,?( \d{4})?|` + months + ` \d{1,2}(st|nd|rd|th)?\b(,? \d{4})?)` +
		`(,? (at )?\d{1,2}:\d\d(:\d\d(\.\d+)?)?( ?[ap]m\b)?( (utc|gmt|[a-z]{1,3}t\b|[+-]\d{4}))?)?`)
)

// The tests below look at the outside of a word before they match it: there are
// many words, and most of them are nothing of the kind.

func isEmail(s string) bool { return strings.IndexByte(s, '@') > 0 && emailForm.MatchString(s) }

func isTime(s string) bool {
	return startsWithDigit(s) && (dateForm.MatchString(s) || clockForm.MatchString(s))
}

func isSpan(s string) bool { return startsWithDigit(s) && spanForm.MatchString(s) }

func startsWithDigit(s string) bool { return s != "" && s[0] >= '0' && s[0] <= '9' }

// maskDates replaces dates in words.
func maskDates(s string) string {
	if !strings.ContainsAny(s, "0123456789") {
		return s
	}
	lower := strings.ToLower(s)
	for _, m := range [...]string{"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"} {
		if strings.Contains(lower, m) {
			return dateWords.ReplaceAllLiteralString(s, maskTime)
		}
	}
	return s
}

// isStatus reports whether a number is a status of HTTP, which tells errors from
// each other: one that a word announces, one with its reason behind it, or one
// that the text begins with.
func isStatus(core, before, after string) bool {
	if !statusForm.MatchString(core) {
		return false
	}
	n, err := strconv.Atoi(core[:3])
	if err != nil {
		return false
	}
	if strings.TrimSpace(before) == "" && (after == "" || strings.ContainsAny(after[:1], ": -")) {
		return true
	}
	reason := strings.ToLower(api.StatusReason(n))
	after = strings.ToLower(strings.TrimLeft(after, " :-"))
	if reason != "" && strings.HasPrefix(after, reason) {
		return true
	}
	return statusWord.MatchString(before[max(0, len(before)-24):])
}

// maskParts replaces the varying parts of a word: ids whole, numbers where they
// stand.
func maskParts(word string) string {
	if isSpan(word) {
		return maskNum
	}
	if len(word) >= len("00000000-0000-0000-0000-000000000000") {
		word = uuidForm.ReplaceAllString(word, maskID)
	}
	var b strings.Builder
	for i := 0; i < len(word); {
		if n := isSign(word[i:]); n > 0 {
			b.WriteString(word[i : i+n])
			i += n
			continue
		}
		end := partEnd(word, i)
		if end == i {
			r := runeAt(word, i)
			end = i + len(string(r))
			b.WriteString(word[i:end])
		} else {
			b.WriteString(maskPart(word[i:end]))
		}
		i = end
	}
	return joinNumbers(b.String(), ".", ":", "-", "/")
}

// joinNumbers makes one sign of a number in parts: 10.2.3.4:443, 1,204.
func joinNumbers(s string, signs ...string) string {
	for _, by := range signs {
		for strings.Contains(s, maskNum+by+maskNum) {
			s = strings.ReplaceAll(s, maskNum+by+maskNum, maskNum)
		}
	}
	return s
}

// partEnd returns the end of the letters and digits that begin at i.
func partEnd(s string, i int) int {
	for j, r := range s[i:] {
		if !inWord(r) {
			return i + j
		}
	}
	return len(s)
}

const (
	hexID    = 8 // letters and digits from which a hexadecimal number is an id
	mixedID  = 6 // from which letters and digits in turns are one
	opaqueID = 24
)

// maskPart replaces a run of letters and digits: an id whole, of other words the
// digits.
func maskPart(s string) string {
	digits, letters, runs, hex := 0, 0, 0, true
	was := false
	for _, r := range s {
		is := unicode.IsDigit(r)
		switch {
		case is:
			digits++
			if !was {
				runs++
			}
		default:
			letters++
		}
		was = is
		hex = hex && (r >= '0' && r <= '9' || r >= 'a' && r <= 'f' || r >= 'A' && r <= 'F')
	}
	switch {
	case digits == 0 && !(hex && (letters == 32 || letters == 40 || letters == 64)):
		return s
	case letters == 0:
		return maskNum
	case hex && len(s) >= hexID, runs >= 2 && len(s) >= mixedID, len(s) >= opaqueID, digits == 0:
		return maskID
	}
	var b strings.Builder
	was = false
	for _, r := range s {
		if is := unicode.IsDigit(r); !is {
			b.WriteRune(r)
		} else if !was {
			b.WriteString(maskNum)
		}
		was = unicode.IsDigit(r)
	}
	return b.String()
}
