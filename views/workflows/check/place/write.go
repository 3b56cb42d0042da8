package place

import (
	"bytes"
	"encoding/json"
)

// Compact appends the value without blanks, members in their order. Of members
// with the same name only the last one is written.
func (n *Node) Compact(dst []byte) []byte { return n.write(dst, -1) }

// Indent returns the value indented by two spaces, members in their order, one
// to a line.
func (n *Node) Indent() []byte { return n.write(nil, 0) }

// write appends the value, in one line where depth is negative.
func (n *Node) write(dst []byte, depth int) []byte {
	switch n.Kind {
	case Object:
		members := n.Unique()
		dst = append(dst, '{')
		for i := range members {
			dst = between(dst, i, depth)
			dst = AppendQuoted(dst, members[i].Key)
			if dst = append(dst, ':'); depth >= 0 {
				dst = append(dst, ' ')
			}
			dst = members[i].Value.write(dst, deeper(depth))
		}
		return append(closing(dst, len(members), depth), '}')
	case Array:
		dst = append(dst, '[')
		for i, item := range n.Items {
			dst = item.write(between(dst, i, depth), deeper(depth))
		}
		return append(closing(dst, len(n.Items), depth), ']')
	case String:
		return AppendQuoted(dst, n.Text)
	case Null:
		return append(dst, "null"...)
	}
	return append(dst, n.Text...)
}

func deeper(depth int) int {
	if depth < 0 {
		return depth
	}
	return depth + 1
}

// between appends what stands before member or element i.
func between(dst []byte, i, depth int) []byte {
	if i > 0 {
		dst = append(dst, ',')
	}
	if depth >= 0 {
		dst = newline(dst, depth+1)
	}
	return dst
}

// closing appends what stands before the bracket that closes n things.
func closing(dst []byte, n, depth int) []byte {
	if n > 0 && depth >= 0 {
		dst = newline(dst, depth)
	}
	return dst
}

func newline(dst []byte, depth int) []byte {
	dst = append(dst, '\n')
	return append(dst, bytes.Repeat([]byte("  "), depth)...)
}

// AppendQuoted appends a text as JSON writes it, <, > and & as themselves.
func AppendQuoted(dst []byte, s string) []byte {
	plain := true
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || c == '"' || c == '\\' {
			plain = false
			break
		}
	}
	if plain {
		dst = append(dst, '"')
		return append(append(dst, s...), '"')
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(s) // a text cannot fail
	return append(dst, bytes.TrimSuffix(b.Bytes(), []byte("\n"))...)
}
