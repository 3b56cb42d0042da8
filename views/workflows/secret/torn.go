package secret

import (
	"regexp"
	"strconv"
	"strings"
)

var (
	// member is what looks like the name of a member and what follows it, with
	// quotes or without, or within a text.
	member = regexp.MustCompile(`\\+"([^"\\]*)\\+"\s*:\s*|"((?:[^"\\]|\\.)*)"\s*:\s*|'([^']*)'\s*:\s*|([\w.$-]+)["']?\s*[:=]\s*`)
	// whole is a text that ends where a value of JSON can.
	whole = regexp.MustCompile(`^"((?:[^"\\]|\\.)*)"\s*(?:[}\]]\s*)*(?:,?\s*$|,\s*"(?:[^"\\]|\\.)*"\s*:|,\s*[{\[])`)
	// other is a value that is not a text.
	other = regexp.MustCompile(`^(?:true|false|null|\{\s*|""|-?\d{1,3})\s*(?:[},\]]|$)`)
	// escape is a letter that is written by its number.
	escape = regexp.MustCompile(`\\u[0-9a-fA-F]{4}`)
	// opening is the name of an object that goes on in the next line.
	opening = regexp.MustCompile(`"((?:[^"\\]|\\.)*)"\s*:\s*\{\s*$`)
	// pairing is the member of a pair that tells what the other is.
	pairing = regexp.MustCompile(`"(?:name|key|header|field|parameter)"\s*:\s*"((?:[^"\\]|\\.)*)`)
)

// torn cuts a text that is not JSON, or not yet: from the value of a member that
// may hold a credential to the end of the line, unless the value ends before.
func (c Cutter) torn(s string) (string, int) {
	s = strings.ReplaceAll(s, c.Stand, mark)
	for _, old := range c.Old {
		s = strings.ReplaceAll(s, old, mark)
	}
	var n int
	if strings.Contains(s, founds[0].sign) { // goes over lines
		s, n = founds[0].replace(s, mark, nil)
	}
	lines := strings.Split(s, "\n")
	pairs := paired(lines)
	within := outside
	for i, line := range lines {
		if within != outside && !within.ends(line) {
			if strings.TrimSpace(line) != "" {
				lines[i] = mark
				n++
			}
			continue
		}
		was := within
		within = outside
		if was == list {
			if at := strings.IndexByte(line, ']'); strings.TrimSpace(line[:at]) != "" {
				line = mark + line[at:]
				n++
			}
		}
		if strings.Contains(line, `\u`) {
			if plainly := unescape(line); plainly != line && tells(plainly, pairs[i]) {
				line = plainly
			}
		}
		out, cut, open := c.line(line, pairs[i])
		out, looks := replace(out, mark, keeps)
		lines[i], within = out, open
		n += cut + looks
	}
	return strings.ReplaceAll(strings.Join(lines, "\n"), mark, c.Stand), n
}

// state is what a line leaves open for those after it.
type state uint8

const (
	outside state = iota
	list          // the elements of a list of credentials
	text          // a text that has no end
)

// ends reports whether a line is not within what is open any more.
func (w state) ends(line string) bool {
	if w == list {
		return strings.ContainsRune(line, ']')
	}
	line = strings.TrimSpace(line)
	return line == "" || strings.ContainsRune(`"{}[]`, rune(line[0]))
}

// line cuts the members of a line that may hold a credential. around is what the
// object that they belong to is called, if that is like one.
func (c Cutter) line(line, around string) (out string, n int, open state) {
	var b strings.Builder
	for {
		m := member.FindStringSubmatchIndex(line)
		if m == nil {
			return b.String() + line, n, outside
		}
		b.WriteString(line[:m[1]])
		key := group(line, m)
		line = line[m[1]:]
		if !Sensitive(key) && !inherits(key, around) {
			continue
		}
		w := whole.FindStringSubmatchIndex(line)
		switch {
		case other.MatchString(line), strings.Trim(line, ` ",}]`) == mark, line == "":
			continue
		case w == nil && strings.HasPrefix(line, "["):
			b.WriteString(mark)
			if i := strings.LastIndexByte(line, ']'); i < 0 {
				return b.String(), n + 1, list
			}
			return b.String(), n + 1, outside
		case w == nil && !Literal(strings.Trim(line, ` ",'}]\`), key):
			continue
		case w == nil:
			b.WriteString(mark)
			return b.String(), n + 1, text
		}
		if value := line[w[2]:w[3]]; value != "" && value != mark && Literal(value, key) && !way.MatchString(value) {
			value = mark
			b.WriteString(`"` + value + `"`)
			n++
		} else {
			b.WriteString(line[:w[3]+1])
		}
		line = line[w[3]+1:]
	}
}

// group returns the name that was found, decoded.
func group(line string, m []int) string {
	for i := 2; i < len(m); i += 2 {
		if m[i] >= 0 {
			return unescape(line[m[i]:m[i+1]])
		}
	}
	return ""
}

// unescape writes letters out that are written by their numbers.
func unescape(s string) string {
	return escape.ReplaceAllStringFunc(s, func(e string) string {
		if r, err := strconv.ParseUint(e[2:], 16, 16); err == nil && r >= ' ' && r < 0x7f && r != '"' && r != '\\' {
			return string(rune(r))
		}
		return e
	})
}

// tells reports whether a line has a member that may hold a credential.
func tells(line, around string) bool {
	if around != "" {
		return true
	}
	for _, m := range member.FindAllStringSubmatchIndex(line, -1) {
		if Sensitive(group(line, m)) {
			return true
		}
	}
	return false
}

// paired returns of each line what the object is called that it has a part of, ""
// where that is not like a credential: one with braces counts as an object by itself.
func paired(lines []string) []string {
	out := make([]string, len(lines))
	from, called := 0, ""
	end := func(to int) {
		for i := from; i < to; i++ {
			out[i] = called
		}
		from, called = to, ""
	}
	for i, line := range lines {
		if strings.ContainsRune(line, '{') {
			end(i)
		}
		for _, re := range []*regexp.Regexp{pairing, opening} {
			for _, m := range re.FindAllStringSubmatch(unescape(line), -1) {
				if Sensitive(m[1]) {
					called = m[1]
				}
			}
		}
		if strings.ContainsRune(line, '}') {
			end(i + 1)
		}
	}
	end(len(lines))
	return out
}
