package trigger

import (
	"strings"

	"iscope/views/workflows/path"
)

// FilterWords explains the filter of an event trigger, a JSONPath such as
// $.list[?(@.member == 'value')], as a clause: `in changes, attribute is
// "department"`. It returns "" for forms it does not fully understand.
func FilterWords(filter string) string {
	p, err := path.Parse(strings.TrimSpace(filter))
	if err != nil {
		return ""
	}
	subject, test, ok := parts(p)
	if !ok {
		return ""
	}
	if test == nil {
		if subject == "" || !p.Definite() {
			return ""
		}
		return subject + " is present"
	}
	words := testWords(test)
	if words == "" || subject == "" {
		return words
	}
	return "in " + subject + ", " + words
}

// parts takes a filter apart into what it looks at and what it asks of it, nil
// for a path alone. It reports false for other forms.
func parts(p *path.Path) (subject string, test *path.Test, ok bool) {
	segments := p.Segments()
	if n := len(segments); n > 0 && segments[n-1].Kind == path.Filter {
		test, segments = segments[n-1].Test, segments[:n-1]
	}
	if test != nil && len(segments) > 0 && segments[len(segments)-1].Kind == path.Every {
		segments = segments[:len(segments)-1] // the elements of a list either way
	}
	subject, ok = placeWords(segments)
	return subject, test, ok
}

// placeWords writes a place the way it is read: changes, identity.attributes. It
// reports false for places that take more words.
func placeWords(segments []path.Segment) (string, bool) {
	var b strings.Builder
	for k, s := range segments {
		switch {
		case s.Kind == path.Descend && k == 0 && len(segments) == 1:
			b.WriteString("any part")
		case s.Kind == path.Descend && k == 0:
			b.WriteString("any ")
		case s.Kind == path.Member && len(s.Names) == 1:
			if k > 0 && segments[k-1].Kind != path.Descend {
				b.WriteByte('.')
			}
			b.WriteString(nameWords(s.Names[0]))
		default:
			return "", false
		}
	}
	return b.String(), true
}

// testWords says a test. Tests of the other kind inside it stand in parentheses.
func testWords(t *path.Test) string {
	join := " and "
	switch t.Logic {
	case path.Term:
		return termWords(t)
	case path.Not:
		if words := testWords(t.Tests[0]); words != "" {
			return "not (" + words + ")"
		}
		return ""
	case path.Or:
		join = " or "
	}
	out := make([]string, len(t.Tests))
	for i, k := range t.Tests {
		words := testWords(k)
		if words == "" {
			return ""
		}
		if k.Logic == path.And || k.Logic == path.Or {
			words = "(" + words + ")"
		}
		out[i] = words
	}
	return strings.Join(out, join)
}

// part is a line of a filter explained term by term.
type part struct {
	depth int
	words string
	term  *path.Test // nil for a line that joins those below it
	not   bool       // it shall not hold
}

// explain lists the terms of a test, those that belong together below a line
// that says how. Terms without words stand as they are written in text.
func explain(t *path.Test, text string) []part {
	var out []part
	var list func(t *path.Test, depth int, not bool)
	list = func(t *path.Test, depth int, not bool) {
		switch t.Logic {
		case path.Term:
			words := termWords(t)
			if words == "" {
				words = written(t, text)
			}
			out = append(out, part{depth, words, t, not})
		case path.And:
			out = append(out, part{depth, "all of these:", nil, not})
		case path.Or:
			out = append(out, part{depth, "at least one of these:", nil, not})
		case path.Not:
			out = append(out, part{depth, "not:", nil, not})
			not = !not
		}
		for _, k := range t.Tests {
			list(k, depth+1, not)
		}
	}
	list(t, 0, false)
	return out
}

// written returns a term as it stands in the text of its filter.
func written(t *path.Test, text string) string {
	out := text[min(t.Offset, len(text)):]
	for i := range out {
		if strings.HasPrefix(out[i:], "&&") || strings.HasPrefix(out[i:], "||") || strings.HasPrefix(out[i:], ")]") {
			out = out[:i]
			break
		}
	}
	return clean(strings.TrimSpace(out))
}
