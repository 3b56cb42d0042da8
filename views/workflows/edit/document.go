package edit

import (
	"bytes"
	"strings"

	"iscope/views/workflows/check/place"
)

// members are what can be edited of a workflow, in the order they are shown.
// Whether it is enabled is switched, not edited; the rest is the tenant's.
var members = []string{"name", "description", "owner", "trigger", "definition"}

// empty is the document of a workflow of which nothing is known.
const empty = "{}"

// documentOf returns what can be edited of a workflow's record, indented, in the
// order of members and, within them, of the record. What is not an object gives an
// empty one.
func documentOf(record []byte) []byte {
	root, err := place.Read(record)
	if err != nil || !root.Is(place.Object) {
		return []byte(empty)
	}
	return pick(root, members).Indent()
}

// pick returns an object with some of the members of another.
func pick(n *place.Node, names []string) *place.Node {
	out := &place.Node{Kind: place.Object}
	for _, name := range names {
		if m := n.Member(name); m != nil {
			out.Members = append(out.Members, *m)
		}
	}
	return out
}

// read returns the value of a text, nil where it is not JSON.
func read(text []byte) *place.Node {
	n, err := place.Read(text)
	if err != nil {
		return nil
	}
	return n
}

// same reports whether two documents mean the same.
func same(a, b []byte) bool {
	x, y := read(a), read(b)
	if x == nil || y == nil {
		return bytes.Equal(a, b)
	}
	return x.Equal(y)
}

// valueAt returns the value that a JSON pointer leads to, indented; nil where it
// leads nowhere.
func valueAt(doc []byte, pointer string) []byte {
	n := read(doc).At(pointer)
	if n == nil {
		return nil
	}
	return n.Indent()
}

// put returns a document in which a pointer leads to another value. A member that
// is not there is added where the object around it is. Value is JSON. ok is false
// where the pointer has nowhere to stand.
func put(doc []byte, pointer string, value []byte) (out []byte, ok bool) {
	root, v := read(doc), read(value)
	if root == nil || v == nil {
		return nil, false
	}
	if pointer == "" {
		return v.Indent(), true
	}
	if at := root.At(pointer); at != nil {
		*at = *v
		return root.Indent(), true
	}
	cut := strings.LastIndexByte(pointer, '/')
	around := root.At(pointer[:max(cut, 0)])
	if cut < 0 || !around.Is(place.Object) {
		return nil, false
	}
	around.Members = append(around.Members, place.Member{Key: place.Split(pointer[cut:])[0], Value: v})
	return root.Indent(), true
}

// without returns a document in which a pointer leads nowhere.
func without(doc []byte, pointer string) []byte {
	root := read(doc)
	cut := strings.LastIndexByte(pointer, '/')
	if root == nil || cut < 0 {
		return doc
	}
	around, name := root.At(pointer[:cut]), place.Split(pointer[cut:])[0]
	if !around.Is(place.Object) {
		return doc
	}
	var left []place.Member
	for _, m := range around.Members {
		if m.Key != name {
			left = append(left, m)
		}
	}
	around.Members = left
	return root.Indent()
}

// condense drops what says nothing: members that are null, and objects and lists
// of which nothing is left; a tenant adds and removes such by itself.
func condense(n *place.Node) *place.Node {
	switch {
	case n == nil || n.Kind == place.Null:
		return nil
	case n.Kind == place.Object:
		out := &place.Node{Kind: place.Object}
		for _, m := range n.Unique() {
			if v := condense(m.Value); v != nil {
				out.Members = append(out.Members, place.Member{Key: m.Key, Value: v})
			}
		}
		if len(out.Members) == 0 {
			return nil
		}
		return out
	case n.Kind == place.Array && len(n.Items) == 0, n.Kind == place.String && n.Text == "":
		return nil
	}
	return n
}

// holds reports whether a value has all that was asked for: a tenant may add
// members of its own, and write nothing in more than one way.
func holds(now, asked *place.Node) bool {
	now, asked = condense(now), condense(asked)
	return contains(now, asked)
}

func contains(now, asked *place.Node) bool {
	switch {
	case asked == nil:
		return now == nil
	case now == nil || now.Kind != asked.Kind:
		return false
	case asked.Kind == place.Object:
		for _, m := range asked.Unique() {
			if !contains(condense(now.Get(m.Key)), condense(m.Value)) {
				return false
			}
		}
		return true
	case asked.Kind == place.Array:
		if len(now.Items) != len(asked.Items) {
			return false
		}
		for i := range asked.Items {
			if !contains(condense(now.Items[i]), condense(asked.Items[i])) {
				return false
			}
		}
		return true
	}
	return now.Equal(asked)
}
