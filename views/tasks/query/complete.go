package query

import "strings"

// Completion is what may stand in place of a part of the line.
type Completion struct {
	From, To int // the part, in bytes of the line
	Items    []Item
}

// Item is one thing to put there.
type Item struct {
	Text string // as it is typed
	Note string // what it is
}

// Apply returns the line with the item in its place.
func (c Completion) Apply(line string, item Item) string {
	return line[:c.From] + item.Text + line[c.To:]
}

// place is what a part of the line can be.
type place int

const (
	atTerm  place = iota // where a term begins
	atJoint              // behind a term
	atOperator
	atOpening // behind in
	atValue
	atNothing
)

// Complete says what can stand at a place of the line, in bytes, given what is
// typed of it so far.
func Complete(line string, at int, k Known) Completion {
	at = max(0, min(at, len(line)))
	tokens := lex(line[:at], k)
	c := Completion{From: at, To: at}
	typed := ""
	if n := len(tokens); n > 0 {
		t := tokens[n-1]
		if part := t.end == at && (t.kind == word && !t.colon() || t.kind == quoted && t.unclosed); part {
			typed, c.From = t.text, t.at
			tokens = tokens[:n-1]
		}
	}
	where, f := walk(tokens, at, c.From, k)
	if where != atValue && c.From < at && line[c.From] == '"' {
		return c // a text to look for
	}
	var within []Item
	for _, item := range k.items(where, f) {
		switch {
		case fits(item.Text, typed):
			c.Items = append(c.Items, item)
		case where == atValue && (fits(item.Note, typed) || strings.Contains(strings.ToLower(item.Text), strings.ToLower(typed))):
			within = append(within, item)
		}
	}
	c.Items = append(c.Items, within...)
	return c
}

// fits reports whether a text begins with what is typed, which stands in quotes
// or not.
func fits(text, typed string) bool {
	text = strings.TrimPrefix(text, `"`)
	return len(text) >= len(typed) && strings.EqualFold(text[:len(typed)], typed)
}

// walk goes over what stands before a part and says what the part can be, and of
// which field. The part begins at from.
func walk(tokens []token, at, from int, k Known) (place, *field) {
	where := atTerm
	var f *field
	list, short := false, false
	for i, t := range tokens {
		next := at
		if i+1 < len(tokens) {
			next = tokens[i+1].at
		} else if from < at {
			next = from
		}
		switch {
		case t.colon() && k.field(strings.TrimSuffix(t.text, ":")) != nil:
			f, short, where = k.field(strings.TrimSuffix(t.text, ":")), true, atValue
			if next != t.end {
				where = atNothing // a value stands right behind the colon
			}
		case where == atValue && (t.kind == word || t.kind == quoted):
			where = atJoint
			if list {
				where = atNothing
			}
		case t.kind == comma && (list || short):
			where = atValue
		case t.kind == open && where == atOpening:
			list, where = true, atValue
		case t.kind == open:
			where = atTerm
		case t.kind == closing:
			list, where = false, atJoint
		case where == atOperator && t.is("eq"):
			where = atValue
		case where == atOperator && t.is("in"):
			where = atOpening
		case where == atOperator && t.is("isnull"):
			where = atJoint
		case t.is("and") || t.is("or") || t.is("not"):
			where, short = atTerm, false
		case t.kind == word && k.field(t.text) != nil:
			f, short, where = k.field(t.text), false, atOperator
		default:
			where, short = atJoint, false
		}
	}
	return where, f
}

// items returns everything that can stand at a place.
func (k Known) items(where place, f *field) []Item {
	switch where {
	case atTerm, atJoint:
		var out []Item
		for _, f := range k.fields() {
			out = append(out, Item{f.alias + ":", f.meaning})
		}
		for _, f := range k.fields() {
			if f.name != "" && f.name != f.alias {
				out = append(out, Item{f.name + " ", f.meaning})
			}
		}
		if where == atJoint {
			out = append(out, Item{"and ", "both"}, Item{"or ", "one of them"})
		}
		return append(out, Item{"not ", "the contrary"})
	case atOperator:
		out := []Item{{"eq ", "is"}, {"in (", "is one of"}}
		if f == byStatus && k.IsNull {
			out = append(out, Item{"isnull ", "is pending"})
		}
		return out
	case atOpening:
		return []Item{{"(", "its values"}}
	case atValue:
		return k.values(f)
	}
	return nil
}

// values returns the values that a field is known to have.
func (k Known) values(f *field) []Item {
	var out []Item
	switch f {
	case byStatus:
		for _, s := range Statuses {
			out = append(out, Item{Typed(strings.ToLower(s)), ""})
		}
	case bySource:
		for _, s := range k.Sources {
			out = append(out, Item{Typed(s.Name), s.ID})
		}
	case byLauncher:
		for _, l := range k.Launchers {
			out = append(out, Item{Typed(l), ""})
		}
	case byType:
		for _, t := range k.Types {
			out = append(out, Item{Typed(t), "applied here"})
		}
	}
	return out
}
