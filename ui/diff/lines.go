package diff

import (
	"strings"

	"github.com/aymanbagabas/go-udiff"

	"iscope/ui/cell"
)

// Kind says of which text a line is.
type Kind uint8

// Kinds of lines.
const (
	Kept    Kind = iota // of both
	Removed             // of the one before
	Added               // of the one after
	Folded              // it says how many lines are left out, and where it goes on
)

// Line is one line of a difference.
type Line struct {
	Kind Kind
	Text string
	// Before and After are its number in either text, counted from 1; 0 where it
	// is not in it.
	Before, After int
	// Differs is at which character a line begins to differ from the one it was
	// changed from or to; 0 where there is none.
	Differs int
}

// Where says in what a line of a text is, counted from 0; "" where nothing is to
// be said.
type Where func(lines []string, at int) string

// around is how many lines that are the same stand beside one that is not.
const around = 3

// Lines returns how two texts differ, nil where they do not. where says what the
// lines behind a folded one are in; it may be nil.
func Lines(before, after string, where Where) []Line {
	old, now := split(before), split(after)
	u, err := udiff.ToUnifiedDiff("", "", bare(old), udiff.Lines(bare(old), bare(now)), around)
	if err != nil {
		return []Line{{Kind: Folded, Text: "they differ"}} // edits of Lines do not overlap
	}
	var out []Line
	i, k := 0, 0 // lines of either text that are told
	for _, h := range u.Hunks {
		if skipped := first(h.FromLine) - i; skipped > 0 {
			in := ""
			if at := first(h.ToLine); where != nil && at < len(now) {
				in = where(now, at)
			}
			out = append(out, Line{Kind: Folded, Text: away(skipped, in)})
		}
		i, k = first(h.FromLine), first(h.ToLine)
		begin := len(out)
		for _, l := range h.Lines {
			switch l.Kind {
			case udiff.Delete:
				out = append(out, Line{Kind: Removed, Text: old[i], Before: i + 1})
				i++
			case udiff.Insert:
				out = append(out, Line{Kind: Added, Text: now[k], After: k + 1})
				k++
			default:
				out = append(out, Line{Kind: Kept, Text: now[k], Before: i + 1, After: k + 1})
				i, k = i+1, k+1
			}
		}
		pair(out[begin:])
	}
	if left := len(old) - i; left > 0 && len(out) > 0 {
		out = append(out, Line{Kind: Folded, Text: away(left, "")})
	}
	return out
}

// first returns the place of the first line of a hunk, which counts from 1, and
// from 0 in a text of no lines.
func first(line int) int { return max(line-1, 0) }

// split returns the lines of a text. A line break at its end begins none.
func split(text string) []string {
	if text = strings.TrimSuffix(text, "\n"); text == "" {
		return nil
	}
	return strings.Split(text, "\n")
}

// bare joins lines without the commas at their ends, which would make the member
// before a new one look changed.
func bare(lines []string) string {
	var b strings.Builder
	for _, l := range lines {
		b.WriteString(strings.TrimSuffix(l, ","))
		b.WriteByte('\n')
	}
	return b.String()
}

// pair notes where lines begin to differ that were changed one by one.
func pair(lines []Line) {
	for i := 0; i < len(lines); {
		from := i
		for i < len(lines) && lines[i].Kind == Removed {
			i++
		}
		removed := lines[from:i]
		from = i
		for i < len(lines) && lines[i].Kind == Added {
			i++
		}
		added := lines[from:i]
		for n := range min(len(removed), len(added)) {
			at := common(removed[n].Text, added[n].Text)
			removed[n].Differs, added[n].Differs = at, at
		}
		if len(removed)+len(added) == 0 {
			i++
		}
	}
}

// common returns how many characters two texts begin with alike.
func common(a, b string) int {
	x, y := []rune(a), []rune(b)
	n := 0
	for n < min(len(x), len(y)) && x[n] == y[n] {
		n++
	}
	return n
}

// away says how many lines are left out, and in what it goes on.
func away(n int, in string) string {
	text := cell.Count(n, "line") + " the same"
	if in != "" {
		text += ", " + in
	}
	return text
}

// Count returns how many lines were added and how many removed.
func Count(lines []Line) (added, removed int) {
	for _, l := range lines {
		switch l.Kind {
		case Added:
			added++
		case Removed:
			removed++
		}
	}
	return added, removed
}
