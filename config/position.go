package config

import (
	"fmt"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"
)

// position is where a key begins, counted from 1, columns in bytes.
type position struct{ line, column int }

// maxDepth is how deep values are looked into; no valid key lies deeper.
const maxDepth = 100

// maxPath is how long a path may be, in bytes, to be noted; no valid key has a
// longer one, and a file could else make paths that fill the memory.
const maxPath = 1 << 10

// scanner finds the keys of a TOML text that a decoder has accepted. It knows
// no more of the language than it needs to tell keys from what looks like
// them inside strings and comments.
type scanner struct {
	text string
	pos  int
	line int
	bol  int // where the line begins
	at   map[string]position
	many map[string]int // how many [[tables]] of a path there were
}

// scan returns where each key and table of a well-formed text begins, by
// dotted path, in which a part of a list or of [[tables]] has its number behind
// it, from 0: "inbox.sections[1].name". The list itself is where the first of
// its parts is. On other texts the result is incomplete.
func scan(text string) map[string]position {
	s := &scanner{text: strings.TrimPrefix(text, "\ufeff"), line: 1, at: map[string]position{}, many: map[string]int{}}
	var table []string
	for s.blank(true); s.pos < len(s.text); s.blank(true) {
		start := s.pos
		if s.peek() == '[' {
			table = s.header()
		} else {
			s.pair(table, 0)
		}
		if s.pos == start { // not TOML: leave the character, or there would be no end
			s.pos++
		}
	}
	return s.at
}

// header passes over the line that opens a table and returns the table's path.
func (s *scanner) header() []string {
	list := strings.HasPrefix(s.text[s.pos:], "[[")
	s.skip("[")
	s.blank(false)
	here := s.here()
	path := s.key(nil)
	s.skip("]")
	if list && len(path) > 0 {
		name := strings.Join(path, ".")
		s.many[name]++
		path = part(path, s.many[name]-1)
		s.note(path, here)
	}
	return path
}

// part returns the path of one part of the list at path.
func part(path []string, n int) []string {
	last := len(path) - 1
	if last < 0 || len(path[last]) > maxPath {
		return path
	}
	out := slices.Clone(path)
	out[last] = fmt.Sprintf("%s[%d]", path[last], n)
	return out
}

func (s *scanner) here() position { return position{line: s.line, column: s.pos - s.bol + 1} }

// note notes where the key at path begins, unless that is known: a table that
// is opened twice is where it was opened first.
func (s *scanner) note(path []string, at position) {
	size := 0
	for _, p := range path {
		if size += len(p) + 1; size > maxPath {
			return
		}
	}
	if name := strings.Join(path, "."); s.at[name].line == 0 {
		s.at[name] = at
	}
}

func (s *scanner) peek() byte {
	if s.pos < len(s.text) {
		return s.text[s.pos]
	}
	return 0
}

// skip passes over any of the characters of set, none of them a line break.
func (s *scanner) skip(set string) {
	for s.pos < len(s.text) && strings.IndexByte(set, s.text[s.pos]) >= 0 {
		s.pos++
	}
}

// blank passes over spaces and, where lines may end, line breaks and comments.
func (s *scanner) blank(lines bool) {
	for {
		s.skip(" \t\r")
		switch {
		case lines && s.peek() == '\n':
			s.step()
		case lines && s.peek() == '#':
			if i := strings.IndexByte(s.text[s.pos:], '\n'); i >= 0 {
				s.pos += i
			} else {
				s.pos = len(s.text)
			}
		default:
			return
		}
	}
}

// step passes over one byte and counts the line it may end.
func (s *scanner) step() {
	if s.text[s.pos] == '\n' {
		s.line++
		s.bol = s.pos + 1
	}
	s.pos++
}

// pair passes over a key and its value in a table.
func (s *scanner) pair(table []string, depth int) {
	path := s.key(table)
	s.blank(false)
	if s.peek() != '=' {
		return
	}
	s.pos++
	s.blank(false)
	s.value(path, depth)
}

// key passes over a dotted key, notes where its parts begin and returns the
// key's path. A list of tables on the way stands for its last one.
func (s *scanner) key(table []string) []string {
	path := table[:len(table):len(table)]
	for {
		here := s.here()
		name, ok := s.name()
		if !ok {
			return path
		}
		path = append(path, name)
		s.note(path, here)
		s.blank(false)
		if s.peek() != '.' {
			return path
		}
		if len(s.many) > 0 {
			if n := s.many[strings.Join(path, ".")]; n > 0 {
				path = part(path, n-1)
			}
		}
		s.pos++
		s.blank(false)
	}
}

// name passes over one part of a dotted key.
func (s *scanner) name() (string, bool) {
	start := s.pos
	if c := s.peek(); c == '"' || c == '\'' {
		s.quoted(c)
		raw := s.text[start:s.pos]
		if strings.Contains(raw, `\`) && c == '"' {
			var v struct{ K string }
			if _, err := toml.Decode("K = "+raw, &v); err == nil {
				return v.K, true
			}
		}
		return strings.Trim(raw, string(c)), true
	}
	for s.pos < len(s.text) && bare(s.text[s.pos]) {
		s.pos++
	}
	return s.text[start:s.pos], s.pos > start
}

// bare reports whether c may stand in a key without quotes.
func bare(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-'
}

// value passes over the value of the key at path.
func (s *scanner) value(path []string, depth int) {
	switch c := s.peek(); {
	case depth > maxDepth:
		s.pos = len(s.text)
	case c == '"' || c == '\'':
		s.quoted(c)
	case c == '[':
		n := 0
		s.inside(']', func() {
			item := part(path, n)
			n++
			s.note(item, s.here())
			s.value(item, depth+1)
		})
	case c == '{':
		s.inside('}', func() { s.pair(path, depth+1) })
	default:
		for s.pos < len(s.text) && strings.IndexByte(",]}#\r\n", s.text[s.pos]) < 0 {
			s.pos++
		}
	}
}

// inside passes over a list or inline table, whose parts item passes over.
func (s *scanner) inside(end byte, item func()) {
	s.pos++
	for s.blank(true); s.pos < len(s.text); s.blank(true) {
		switch start := s.pos; s.peek() {
		case end:
			s.pos++
			return
		case ',':
			s.pos++
		default:
			item()
			if s.pos == start {
				s.pos++
			}
		}
	}
}

// quoted passes over a string of any of the four kinds.
func (s *scanner) quoted(c byte) {
	end := string(c)
	if long := strings.Repeat(end, 3); strings.HasPrefix(s.text[s.pos:], long) {
		end = long
	}
	s.pos += len(end)
	for s.pos < len(s.text) {
		switch {
		case c == '"' && s.text[s.pos] == '\\' && s.pos+1 < len(s.text):
			s.pos++
			s.step()
		case strings.HasPrefix(s.text[s.pos:], end):
			s.pos += len(end)
			for n := 0; len(end) == 3 && n < 2 && s.peek() == c; n++ { // two quotes may stand before the closing ones
				s.pos++
			}
			return
		case len(end) == 1 && s.text[s.pos] == '\n':
			return
		default:
			s.step()
		}
	}
}
