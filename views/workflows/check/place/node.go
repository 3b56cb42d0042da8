package place

import (
	"strconv"
	"strings"
)

// Kind is what kind of value a Node is.
type Kind uint8

// Kinds of JSON values.
const (
	Null Kind = iota
	Bool
	Number
	String
	Array
	Object
)

// String names the kind with its article, as in "a text".
func (k Kind) String() string {
	return [...]string{"null", "true or false", "a number", "a text", "a list", "an object"}[k]
}

// Node is a value of a document. Start and End are where it stands, in bytes.
type Node struct {
	Kind       Kind
	Start, End int
	Text       string   // String: decoded; Number and Bool: as written
	Members    []Member // Object: in order, those of the same name too
	Items      []*Node  // Array
}

// Member is a named value of an object. KeyStart and KeyEnd are where its name
// stands, with its quotes.
type Member struct {
	Key              string // decoded
	KeyStart, KeyEnd int
	Value            *Node
}

// Member returns the member of an object with that name, nil where there is
// none. Of several the last one counts, as in encoding/json.
func (n *Node) Member(key string) *Member {
	if n == nil {
		return nil
	}
	for i := len(n.Members) - 1; i >= 0; i-- {
		if n.Members[i].Key == key {
			return &n.Members[i]
		}
	}
	return nil
}

// Get returns the value of a member, nil where there is none.
func (n *Node) Get(key string) *Node {
	if m := n.Member(key); m != nil {
		return m.Value
	}
	return nil
}

// Str returns the text of a String, "" for everything else, nil included.
func (n *Node) Str() string {
	if n == nil || n.Kind != String {
		return ""
	}
	return n.Text
}

// Is reports whether n is there and of that kind.
func (n *Node) Is(k Kind) bool { return n != nil && n.Kind == k }

// Equal reports whether two values mean the same: the order of members counts
// for nothing, and numbers are compared as they are written.
func (n *Node) Equal(o *Node) bool {
	if n == nil || o == nil {
		return n == o
	}
	if n.Kind != o.Kind || n.Text != o.Text || len(n.Items) != len(o.Items) {
		return false
	}
	for i := range n.Items {
		if !n.Items[i].Equal(o.Items[i]) {
			return false
		}
	}
	if n.Kind != Object {
		return true
	}
	mine, theirs := n.Unique(), o.Unique()
	if len(mine) != len(theirs) {
		return false
	}
	if aligned(mine, theirs) {
		for i := range mine {
			if !mine[i].Value.Equal(theirs[i].Value) {
				return false
			}
		}
		return true
	}
	byName := make(map[string]*Node, len(theirs))
	for i := range theirs {
		byName[theirs[i].Key] = theirs[i].Value
	}
	for i := range mine {
		if other, ok := byName[mine[i].Key]; !ok || !mine[i].Value.Equal(other) {
			return false
		}
	}
	return true
}

// aligned reports whether two lists of members have the same names in the same
// order, as nearly all have that are compared.
func aligned(a, b []Member) bool {
	for i := range a {
		if a[i].Key != b[i].Key {
			return false
		}
	}
	return true
}

// Unique returns the members without those that a later one of the same name
// replaces.
func (n *Node) Unique() []Member {
	seen := make(map[string]int, len(n.Members))
	for i, m := range n.Members {
		seen[m.Key] = i
	}
	if len(seen) == len(n.Members) {
		return n.Members
	}
	out := make([]Member, 0, len(seen))
	for i, m := range n.Members {
		if seen[m.Key] == i {
			out = append(out, m)
		}
	}
	return out
}

// Step adds a member's name to a JSON pointer (RFC 6901).
func Step(pointer, name string) string {
	if strings.ContainsAny(name, "~/") {
		name = strings.ReplaceAll(strings.ReplaceAll(name, "~", "~0"), "/", "~1")
	}
	return pointer + "/" + name
}

// Item adds the place of an element to a JSON pointer.
func Item(pointer string, i int) string { return pointer + "/" + strconv.Itoa(i) }

// Split returns the names of a JSON pointer, nil for the whole document.
func Split(pointer string) []string {
	if pointer == "" {
		return nil
	}
	parts := strings.Split(strings.TrimPrefix(pointer, "/"), "/")
	for i, p := range parts {
		parts[i] = strings.ReplaceAll(strings.ReplaceAll(p, "~1", "/"), "~0", "~")
	}
	return parts
}

// At returns the value a JSON pointer leads to, nil where it leads nowhere.
func (n *Node) At(pointer string) *Node {
	for _, name := range Split(pointer) {
		switch {
		case n == nil:
			return nil
		case n.Kind == Object:
			n = n.Get(name)
		case n.Kind == Array:
			i, err := strconv.Atoi(name)
			if err != nil || i < 0 || i >= len(n.Items) {
				return nil
			}
			n = n.Items[i]
		default:
			return nil
		}
	}
	return n
}
