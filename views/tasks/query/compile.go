package query

import "strings"

// compile turns a line that was read into a query. What is applied here may
// only narrow what the tenant answers, so it stands between and only.
func compile(n *node) (Query, *Error) {
	var q Query
	var asked []*node
	for _, k := range n.conjuncts() {
		switch {
		case k.op == opHere:
			q.Here = append(q.Here, k.here(false))
		case k.op == opNot && k.kids[0].op == opHere:
			q.Here = append(q.Here, k.kids[0].here(true))
		default:
			if h := k.findHere(); h != nil {
				return Query{}, wrong(h.at, h.end, "this is applied here, after the tenant has answered: it cannot stand within or, or within a not of several")
			}
			asked = append(asked, k)
		}
	}
	for _, k := range asked {
		k.note(&q)
	}
	if len(asked) > 0 {
		var b strings.Builder
		(&node{op: opAnd, kids: asked}).write(&b)
		q.Filter = b.String()
	}
	return q, nil
}

// conjuncts returns the terms that must all hold. Parentheses around terms that
// are joined by and change nothing.
func (n *node) conjuncts() []*node {
	if n.op != opAnd {
		return []*node{n}
	}
	var out []*node
	for _, k := range n.kids {
		out = append(out, k.conjuncts()...)
	}
	return out
}

func (n *node) here(not bool) Here {
	return Here{Not: not, Type: n.field == byType, Any: n.values}
}

// findHere returns the first term within n that is applied here, nil where there
// is none.
func (n *node) findHere() *node {
	if n.op == opHere {
		return n
	}
	for _, k := range n.kids {
		if h := k.findHere(); h != nil {
			return h
		}
	}
	return nil
}

// note tells the query what its filter is about.
func (n *node) note(q *Query) {
	if n.op == opCompare && n.field == byStatus {
		q.Status = true
		q.Pending = q.Pending || n.isNull
	}
	for _, k := range n.kids {
		k.note(q)
	}
}

// write writes the tenant's form of a term. not binds more than and, and that
// more than or.
func (n *node) write(b *strings.Builder) {
	switch n.op {
	case opNot:
		b.WriteString("not ")
		n.kids[0].within(b, n.kids[0].op != opCompare && n.kids[0].op != opNot)
	case opAnd, opOr:
		joint := " and "
		if n.op == opOr {
			joint = " or "
		}
		for i, k := range n.kids {
			if i > 0 {
				b.WriteString(joint)
			}
			k.within(b, n.op == opAnd && k.op == opOr && len(n.kids) > 1)
		}
	case opCompare:
		n.compare(b)
	case opHere: // compile has taken it out
	}
}

func (n *node) within(b *strings.Builder, parentheses bool) {
	if !parentheses {
		n.write(b)
		return
	}
	b.WriteByte('(')
	n.write(b)
	b.WriteByte(')')
}

func (n *node) compare(b *strings.Builder) {
	b.WriteString(n.field.name)
	switch {
	case n.isNull:
		b.WriteString(" isnull")
	case len(n.values) == 1 && !n.in:
		b.WriteString(" eq " + quote(n.values[0]))
	default:
		b.WriteString(" in (")
		for i, v := range n.values {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteString(quote(v))
		}
		b.WriteByte(')')
	}
}
