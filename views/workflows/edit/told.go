package edit

import (
	"strings"

	"iscope/ui/cell"
	"iscope/ui/theme"
	"iscope/views/workflows/check/place"
)

// toldChanges is how many changes the last question names, and changeRoom how wide
// a line of them may get in it.
const (
	toldChanges = 3
	changeRoom  = 68
)

// differing is a value that a change changes; nil is none.
type differing struct {
	pointer   string
	was, will *place.Node
}

// differences finds what differs between two values that stand at a pointer, member
// by member.
func differences(was, will *place.Node, pointer string) []differing {
	switch {
	case was == nil && will == nil || was != nil && will != nil && was.Equal(will):
		return nil
	case !was.Is(place.Object) || !will.Is(place.Object):
		return []differing{{pointer, was, will}}
	}
	var out []differing
	for _, m := range was.Unique() {
		out = append(out, differences(m.Value, will.Get(m.Key), place.Step(pointer, m.Key))...)
	}
	for _, m := range will.Unique() {
		if was.Get(m.Key) == nil {
			out = append(out, differing{place.Step(pointer, m.Key), nil, m.Value})
		}
	}
	return out
}

// told says in lines what a patch of a document changes: where, from what to what.
func (r *request) told(before []byte, st *theme.Styles) []string {
	was, will := read(before), read(r.doc)
	var all []differing
	for _, op := range r.patch {
		all = append(all, differences(was.At(op.Path), will.At(op.Path), op.Path)...)
	}
	lines := []string{plural(len(all), "value is changed", "values are changed") + "; all else stays as it is:"}
	for i, c := range all {
		if i == toldChanges {
			return append(lines, "  and "+cell.Thousands(len(all)-i)+" more, as reviewed")
		}
		from, to := "(nothing)", "(taken away)"
		if c.was != nil {
			from = valueWords(c.was.Compact(nil))
		}
		if c.will != nil {
			to = valueWords(c.will.Compact(nil))
		}
		lines = append(lines, "  "+pointerWords(c.pointer))
		both := st.Change(from, to)
		if !st.Accessible && cell.Width(both) > changeRoom {
			both = strings.Join(bothCut(from, st.Glyphs.Arrow+" ", to), "\n")
		}
		for l := range strings.SplitSeq(both, "\n") {
			lines = append(lines, "    "+cell.Cut(l, changeRoom))
		}
	}
	return lines
}

// bothCut returns two texts to stand below each other, the second behind a sign. Of
// long ones that begin alike the part is left that differs, with a few words before
// it.
func bothCut(a, sign, b string) []string {
	if max(cell.Width(a), cell.Width(sign+b)) > changeRoom {
		ra, rb := []rune(a), []rune(b)
		same := 0
		for same < min(len(ra), len(rb)) && ra[same] == rb[same] {
			same++
		}
		if at := same - changeRoom/2; at > 0 {
			if sp := strings.IndexByte(string(ra[at:same]), ' '); sp >= 0 {
				at += len([]rune(string(ra[at:same])[:sp+1])) // at a word
			}
			a, b = "…"+string(ra[at:]), "…"+string(rb[at:])
		}
	}
	return []string{a, sign + b}
}
