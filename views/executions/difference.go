package executions

import (
	"fmt"
	"strings"

	"github.com/aymanbagabas/go-udiff"

	"iscope/ui/cell"
)

// lineKind is what a line of a difference is.
type lineKind uint8

const (
	lineSame lineKind = iota
	lineGone          // of the older text alone
	lineNew           // of the newer one alone
	lineAway          // says where what follows is
)

// diffLine is a line of a difference, without a mark.
type diffLine struct {
	kind lineKind
	text string
}

// aroundLines is how many lines that are the same stand around those that
// differ.
const aroundLines = 3

// diffLines returns what differs between two texts of lines, nil where nothing does.
// Where lines are left out one says how many, and in which step of a definition
// it goes on.
func diffLines(older, newer string) []diffLine {
	edits := udiff.Lines(older, newer)
	if len(edits) == 0 {
		return nil
	}
	u, err := udiff.ToUnifiedDiff("", "", older, edits, aroundLines)
	if err != nil {
		return []diffLine{{lineAway, "they differ"}} // edits of Lines do not overlap
	}
	lines := strings.Split(older, "\n")
	var out []diffLine
	next := 1 // line of the older text
	for _, h := range u.Hunks {
		if where := whereabouts(lines, h.FromLine); where != "" || h.FromLine > next {
			out = append(out, diffLine{lineAway, away(h.FromLine-next, where)})
		}
		next = h.FromLine
		for _, l := range h.Lines {
			text := strings.TrimSuffix(l.Content, "\n")
			switch l.Kind {
			case udiff.Delete:
				out = append(out, diffLine{lineGone, text})
				next++
			case udiff.Insert:
				out = append(out, diffLine{lineNew, text})
			default:
				out = append(out, diffLine{lineSame, text})
				next++
			}
		}
	}
	return out
}

// away says how many lines are left out, and where it goes on.
func away(n int, where string) string {
	var parts []string
	if n > 0 {
		parts = append(parts, fmt.Sprintf("%s the same", cell.Count(n, "line")))
	}
	if where != "" {
		parts = append(parts, "in step "+where)
	}
	return strings.Join(parts, ", ") + ":"
}

// stepIndent is what stands before the name of a step in a definition.
const stepIndent = `    "`

// whereabouts returns the name of the step that a line, counted from 1, of a
// definition is in; "" where it is in none.
func whereabouts(lines []string, at int) string {
	for i := min(at, len(lines)) - 1; i >= 0; i-- {
		l := lines[i]
		if rest, ok := strings.CutPrefix(l, stepIndent); ok && strings.HasSuffix(l, "{") {
			if name, _, ok := strings.Cut(rest, `": {`); ok {
				return name
			}
		}
		if l == `  "steps": {` || l == "  }" || l == "  }," {
			return ""
		}
	}
	return ""
}
