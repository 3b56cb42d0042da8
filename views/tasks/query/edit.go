package query

import "strings"

// StatusOf returns the status that a line asks for by a term of its own, "" for
// none. ok is false where the line asks for statuses in another way, which
// SetStatus does not change, or cannot be read.
func StatusOf(line string, k Known) (word string, ok bool) {
	n, err := parse(line, k)
	if err != nil {
		return "", false
	}
	own, _, others := split(n)
	switch {
	case others:
		return "", false
	case own == nil:
		return "", true
	case len(own.values) != 1 || own.isNull:
		return "", false
	}
	return own.values[0], true
}

// SetStatus returns the line with another term about the status, "" for none,
// in place of its own. The rest stays as it was typed. It returns the line as it
// is where StatusOf would not say ok.
func SetStatus(line, word string, k Known) string {
	if _, ok := StatusOf(line, k); !ok {
		return line
	}
	n, _ := parse(line, k)
	_, rest, _ := split(n)
	var parts []string
	for _, r := range rest {
		text := line[r.at:r.end]
		if r.op == opOr && !r.enclosed && word != "" {
			text = "(" + text + ")"
		}
		parts = append(parts, text)
	}
	if word != "" {
		parts = append(parts, byStatus.alias+":"+Typed(strings.ToLower(word)))
	}
	return strings.Join(parts, " ")
}

// split takes apart the term about the status that stands beside all others,
// the rest, and whether the rest is about the status too.
func split(n *node) (own *node, rest []*node, others bool) {
	if n == nil {
		return nil, nil, false
	}
	kids := []*node{n}
	if n.op == opAnd && !n.enclosed {
		kids = n.kids
	}
	for _, k := range kids {
		if k.op == opCompare && k.field == byStatus && own == nil {
			own = k
			continue
		}
		var q Query
		k.note(&q)
		others = others || q.Status
		rest = append(rest, k)
	}
	return own, rest, others
}
