package config

import (
	"slices"
	"strings"
)

// statement is the header of a table, or a key with its value, in a TOML text.
type statement struct {
	path       []string
	header     bool
	start, end int // of the statement in the text, in bytes
	value      int // where the value of a key begins
}

// statements returns those of a well-formed text, in order.
func statements(text string) []statement {
	bom := len(text) - len(strings.TrimPrefix(text, "\ufeff"))
	s := &scanner{text: text[bom:], line: 1, at: map[string]position{}, many: map[string]int{}}
	var out []statement
	var table []string
	for s.blank(true); s.pos < len(s.text); s.blank(true) {
		st := statement{start: s.pos + bom}
		if s.peek() == '[' {
			st.header = true
			table = s.header()
			st.path = table
		} else {
			st.path = s.key(table)
			s.blank(false)
			if s.peek() == '=' {
				s.pos++
			}
			s.blank(false)
			st.value = s.pos + bom
			s.value(st.path, 0)
		}
		// A bare value takes the blanks behind it along.
		st.end = st.start + len(strings.TrimRight(s.text[st.start-bom:s.pos], " \t\r\n"))
		if s.pos+bom == st.start {
			s.pos++
		}
		out = append(out, st)
	}
	return out
}

// change is a piece of a text and what takes its place.
type change struct {
	from, to int
	text     string
}

// putTenant returns the text with the tenant written into its table, or into a
// new one at the end. old is what the text says of it now, nil for nothing.
func putTenant(text string, t, old *Tenant) string {
	all := statements(text)
	at := slices.IndexFunc(all, func(s statement) bool { return s.header && slices.Equal(s.path, []string{tenantsTable, t.Name}) })
	eol := lineEnd(text)
	if at < 0 {
		return appended(text, table(t, eol), eol)
	}
	inside := all[at+1:]
	if n := slices.IndexFunc(inside, func(s statement) bool { return s.header }); n >= 0 {
		inside = inside[:n]
	}
	if old == nil {
		old = &Tenant{}
	}
	var changes []change
	var missing []string
	for _, s := range saved {
		value := s.value(t)
		here := slices.IndexFunc(inside, func(st statement) bool { return slices.Equal(st.path, []string{tenantsTable, t.Name, s.key}) })
		switch {
		case here < 0 && value != "" && (s.key != "api" || value != APIs[0]):
			missing = append(missing, s.key+" = "+s.literal(value))
		case here < 0, value == s.value(old) && (value != "" || s.plain), value == "" && s.keep:
		case value == "" && s.plain:
			changes = append(changes, change{inside[here].value, inside[here].end, "false"})
		case value == "":
			from, to := lines(text, inside[here])
			changes = append(changes, change{from, to, ""})
		default:
			changes = append(changes, change{inside[here].value, inside[here].end, s.literal(value)})
		}
	}
	if len(missing) > 0 {
		changes = append(changes, insertion(text, eol, append(all[at:at+1:at+1], inside...), missing))
	}
	return apply(text, changes)
}

// insertion puts lines behind the last statement of a table, indented like it.
func insertion(text, eol string, table []statement, missing []string) change {
	last := table[len(table)-1]
	from, end := lines(text, last)
	indent := text[from : from+len(text[from:])-len(strings.TrimLeft(text[from:], " \t"))]
	var b strings.Builder
	if end == len(text) && !strings.HasSuffix(text, "\n") {
		b.WriteString(eol)
	}
	for _, line := range missing {
		b.WriteString(indent + line + eol)
	}
	return change{end, end, b.String()}
}

// lines returns the whole lines that a statement stands on, with their ends.
func lines(text string, s statement) (from, to int) {
	from = strings.LastIndexByte(text[:s.start], '\n') + 1
	if strings.HasPrefix(text[from:], "\ufeff") {
		from += len("\ufeff")
	}
	if n := strings.IndexByte(text[s.end:], '\n'); n >= 0 {
		return from, s.end + n + 1
	}
	return from, len(text)
}

// apply makes changes, which do not overlap. Of two at one place the first
// comes first.
func apply(text string, changes []change) string {
	slices.SortStableFunc(changes, func(a, b change) int { return a.from - b.from })
	var b strings.Builder
	done := 0
	for _, c := range changes {
		b.WriteString(text[done:c.from] + c.text)
		done = c.to
	}
	b.WriteString(text[done:])
	return b.String()
}

// table writes a tenant as a table of its own.
func table(t *Tenant, eol string) string {
	var b strings.Builder
	b.WriteString("[" + keyPath(tenantsTable, t.Name) + "]" + eol)
	for _, s := range saved {
		if value := s.value(t); value != "" && (s.key != "api" || value != APIs[0]) {
			b.WriteString(s.key + " = " + s.literal(value) + eol)
		}
	}
	return b.String()
}

// appended puts a block behind a text, with an empty line between.
func appended(text, block, eol string) string {
	switch trimmed := strings.TrimPrefix(text, "\ufeff"); {
	case trimmed == "":
	case !strings.HasSuffix(text, "\n"):
		text += eol + eol
	case !strings.HasSuffix(text, "\n\n") && !strings.HasSuffix(text, "\n\r\n") && trimmed != "\n" && trimmed != "\r\n":
		text += eol
	}
	return text + block
}

// lineEnd returns how the lines of a text end.
func lineEnd(text string) string {
	if i := strings.IndexByte(text, '\n'); i > 0 && text[i-1] == '\r' {
		return "\r\n"
	}
	return "\n"
}
