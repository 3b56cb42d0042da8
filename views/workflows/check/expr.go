package check

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"iscope/views/workflows/check/place"
	"iscope/views/workflows/path"
	"iscope/views/workflows/refs"
)

// expressions looks at all JSONPaths and templates in a value.
func (c *checker) expressions(w *world, at *spot) {
	n := at.node
	if strings.HasSuffix(at.name, ".$") && !strings.Contains(n.Str(), opening) {
		c.pathMember(w, at)
		return
	}
	switch n.Kind {
	case place.String:
		c.templates(w, at)
	case place.Array:
		for i := range n.Items {
			c.expressions(w, at.item(i))
		}
	case place.Object:
		for _, m := range n.Unique() {
			c.expressions(w, at.member(&m))
		}
	}
}

// pathMember looks at a member whose value is a JSONPath.
func (c *checker) pathMember(w *world, at *spot) {
	switch {
	case at.node.Kind == place.Null:
	case at.node.Kind != place.String:
		c.add(pathNotText, at.value(), quoted(at.name)+" is read as a JSONPath, but is "+at.node.Kind.String(), "write a path, or leave the .$ out of the name")
	case at.node.Text == "":
		c.add(pathNotText, at.value(), quoted(at.name)+" is read as a JSONPath, but is empty", "write a path, or remove it")
	default:
		c.path(w, at.value(), pathMalformed, at.node.Text)
	}
}

// path looks at one JSONPath: whether it can be read, and whether there is what
// it reads.
func (c *checker) path(w *world, at *spot, r rule, text string) {
	if _, err := path.Parse(text); err != nil {
		c.add(r, at, fmt.Sprintf("%s is not a JSONPath: %v", quoted(text), err), "")
		return
	}
	for _, name := range roots(text) {
		if !w.produces(name) {
			c.add(producerUnknown, at, fmt.Sprintf("no step produces %s", quoted("$."+name)), c.didYouMean(name, maps.Keys(w.all()), "a step's result is at $. and its name, without blanks and with a small first letter"))
		}
	}
}

const (
	opening = "{{"
	closing = "}}"
)

// templates looks at the templates in a text.
func (c *checker) templates(w *world, at *spot) {
	for _, r := range path.Refs(at.node.Text) {
		c.path(w, at.value(), templateMalformed, r.Expr)
	}
	for text := at.node.Text; ; {
		_, rest, found := strings.Cut(text, opening)
		if !found {
			return
		}
		inner, after, closed := strings.Cut(rest, closing)
		if !closed {
			if strings.HasPrefix(strings.TrimSpace(rest), "$") {
				c.add(templateUnclosed, at.value(), "the template "+quoted(cut(opening+rest))+" is not closed", "write }} after the path")
			}
			return
		}
		if inner = strings.TrimSpace(inner); inner != "" && !strings.Contains(inner, "$") {
			c.add(templateForeign, at.value(), quoted(cut(opening+inner+closing))+" is not a workflow template and is sent as it stands", "templates are {{$.…}}")
		}
		text = after
	}
}

// cut shortens what is shown of a text.
func cut(s string) string {
	const most = 40
	if r := []rune(s[:min(len(s), 4*most)]); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

// given are what can be read besides results of steps.
var given = []string{"trigger", "secrets"}

// produces reports whether something is found under a name. What is outside of a
// loop counts within it.
func (w *world) produces(name string) bool {
	if slices.Contains(given, name) {
		return true
	}
	for ; w != nil; w = w.outer {
		if w.blind || w.products[name] || w.loop && name == "loop" {
			return true
		}
	}
	return false
}

// all returns everything that can be read.
func (w *world) all() map[string]bool {
	out := map[string]bool{}
	for _, name := range given {
		out[name] = true
	}
	for ; w != nil; w = w.outer {
		maps.Copy(out, w.products)
		if w.loop {
			out["loop"] = true
		}
	}
	return out
}

// roots returns the first names of all paths in an expression, those in its
// filters too, each once: getIdentity of $.getIdentity.id. Functions have none.
func roots(text string) []string {
	var out []string
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '\'', '"':
			end := strings.IndexByte(text[i+1:], text[i])
			if end < 0 {
				return out
			}
			i += end + 1
		case '$':
			name, _, call, ok := refs.Root(text[i:])
			if ok && !call && name != "" && !slices.Contains(out, name) {
				out = append(out, name)
			}
		}
	}
	return out
}
