package secret

import (
	"regexp"
	"slices"
	"strings"

	"iscope/views/workflows/check/place"
)

// Cutter puts a stand-in in the places of credentials. Stand is written where one
// was, and left alone where it stands already; it has nothing in it that JSON
// escapes. Old are other texts that stand for a credential.
type Cutter struct {
	Stand string
	Old   []string
}

// Found is a value of a document that is a credential, or a text that has some in
// it. Text is what is left of it, with Count stand-ins.
type Found struct {
	Node    *place.Node
	Pointer string // from the root, RFC 6901
	Text    string
	Count   int
}

// way is a text that is nothing but a way to a value.
var way = regexp.MustCompile(`^\s*\$(?:\.\.?[\w-]+|\[[^\]]*\])+\s*$`)

// Find returns what of a document is a credential, in the order of the text.
func (c Cutter) Find(root *place.Node) []Found {
	w := walker{cut: c}
	w.walk(root, "", "")
	return w.found
}

type walker struct {
	cut   Cutter
	found []Found
}

// walk looks through a value. key is the name it goes by, pointer where it is.
func (w *walker) walk(n *place.Node, pointer, key string) {
	if n == nil {
		return
	}
	switch n.Kind {
	case place.Object:
		named := name(n)
		for _, m := range n.Members {
			w.walk(m.Value, place.Step(pointer, m.Key), goesBy(m, key, named))
		}
	case place.Array:
		for i, item := range n.Items {
			w.walk(item, place.Item(pointer, i), key)
		}
	case place.String:
		if text, count := w.cut.text(n.Text, key); count > 0 {
			w.found = append(w.found, Found{n, pointer, text, count})
		}
	case place.Number:
		if len(n.Text) >= shortestNumber && Sensitive(key) {
			w.found = append(w.found, Found{n, pointer, w.cut.Stand, 1})
		}
	}
}

// shortestNumber is how long a number is that can be a credential.
const shortestNumber = 4

// name returns what an object says it is called, as headers are listed.
func name(n *place.Node) string {
	out := ""
	for _, m := range n.Members {
		if pairName(m.Key) && m.Value.Is(place.String) && (out == "" || Sensitive(m.Value.Text)) {
			out = m.Value.Text
		}
	}
	return out
}

func pairName(key string) bool {
	return slices.Contains([]string{"name", "key", "header", "field", "parameter"}, plain(key))
}

// valued are the names of members that hold what another name tells.
var valued = []string{"value", "values", "data", "text", "content", "raw", "literal", "default", "string"}

// goesBy returns the name that tells what a member holds: its own, that of the
// pair it belongs to, or that of the member around it.
func goesBy(m place.Member, around, named string) string {
	switch {
	case around == "steps" && m.Value.Is(place.Object):
		return "" // the name of a step, which says nothing
	case Sensitive(m.Key):
		return m.Key
	case slices.Contains(valued, plain(m.Key)) && named != "" && Sensitive(named):
		if strings.HasSuffix(m.Key, ".$") {
			return named + ".$"
		}
		return named
	case inherits(m.Key, around):
		return around
	}
	return m.Key
}

// inherits reports whether a member holds what the object around it is called.
func inherits(key, around string) bool {
	return Sensitive(around) && (slices.Contains(valued, plain(key)) || strings.HasSuffix(plain(around), "s") && !harmless(key))
}

// text cuts the text of a member.
func (c Cutter) text(s, key string) (string, int) {
	switch {
	case s == "" || s == c.Stand || slices.Contains(c.Old, s):
		return s, 0
	case Sensitive(key) && Literal(s, key) && !way.MatchString(s):
		return c.Stand, 1
	}
	if t := strings.TrimSpace(s); t != "" && (t[0] == '{' || t[0] == '[' || t[0] == '"') {
		return c.Text(s)
	}
	return c.looks(s)
}

// mark stands for the stand-in while a text is looked through: it has no spaces,
// at which a search would end.
const mark = "\uf8f1\uf8f2"

// looks cuts what is a credential by its looks.
func (c Cutter) looks(s string) (string, int) {
	marked := strings.Contains(s, c.Stand)
	if marked {
		s = strings.ReplaceAll(s, c.Stand, mark)
	}
	s, n := replace(s, mark, keeps)
	if marked || n > 0 {
		s = strings.ReplaceAll(s, mark, c.Stand)
	}
	return s, n
}

// keeps reports whether what looks like a credential is not one.
func keeps(value string) bool { return value == mark || way.MatchString(value) }

// Text cuts a text, which may be JSON or not, and returns how many stand-ins were
// put into it. What is cut out of JSON leaves the rest as it was written.
func (c Cutter) Text(s string) (string, int) {
	root, err := place.Read([]byte(s))
	if err != nil {
		return c.torn(s)
	}
	var b strings.Builder
	last, n := 0, 0
	for _, f := range c.Find(root) {
		b.WriteString(s[last:f.Node.Start])
		b.Write(place.AppendQuoted(nil, f.Text))
		last = f.Node.End
		n += f.Count
	}
	return b.String() + s[last:], n
}
