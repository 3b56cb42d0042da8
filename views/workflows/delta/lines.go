package delta

import (
	"iscope/ui/diff"
	"iscope/ui/jsonedit"
	"iscope/views/workflows/check/place"
)

// Diff returns how two JSON documents differ, line by line, nil where they mean the
// same. Both are written in one way, in the order of after: moving a member changes
// nothing. A text that is not JSON is taken as it stands.
func Diff(before, after []byte) []diff.Line {
	b, errB := place.Read(before)
	a, errA := place.Read(after)
	if errA != nil || errB != nil {
		return diff.Lines(jsonedit.Visible(string(before)), jsonedit.Visible(string(after)), nil)
	}
	if b.Equal(a) {
		return nil
	}
	return diff.Lines(jsonedit.Visible(string(ordered(b, a).Indent())), jsonedit.Visible(string(a.Indent())), diff.Within("steps", "in step "))
}

// ordered returns a value with its members in the order of another one.
func ordered(n, like *place.Node) *place.Node {
	switch {
	case n.Is(place.Object) && like.Is(place.Object):
		out := &place.Node{Kind: place.Object}
		mine, theirs := valuesOf(n), valuesOf(like)
		var known []string
		for _, key := range keysOf(like) {
			if mine[key] != nil {
				known = append(known, key)
			}
		}
		for _, key := range interleave(known, keysOf(n)) {
			out.Members = append(out.Members, place.Member{Key: key, Value: ordered(mine[key], theirs[key])})
		}
		return out
	case n.Is(place.Array) && like.Is(place.Array):
		out := &place.Node{Kind: place.Array}
		for i, item := range n.Items {
			if i < len(like.Items) {
				item = ordered(item, like.Items[i])
			}
			out.Items = append(out.Items, item)
		}
		return out
	}
	return n
}
