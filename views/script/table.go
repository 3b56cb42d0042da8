package script

import (
	"io"
	"iter"
	"strings"
	"time"

	"iscope/ui/cell"
)

// gap is between two columns.
const gap = "  "

// leastCell is how narrow a column becomes on a narrow terminal.
const leastCell = 12

// column is a heading, and how its cells are laid out in a table.
type column struct {
	name  string
	right bool // numbers
	gives bool // is cut first where the terminal is narrow
	when  bool // times, which a terminal shows as ages
	drop  int  // a narrow terminal has no column with the highest number, then none with the next; 0 stays
}

// table writes records below their headings, aligned by cells. On a terminal no
// line is longer than it: times are ages, columns are left out, texts are cut.
// Elsewhere nothing is cut.
func (g Get) table(w io.Writer, columns []column, records iter.Seq[record]) error {
	heads := make([]string, len(columns))
	widths := make([]int, len(columns))
	for i, c := range columns {
		heads[i] = strings.ToUpper(c.name)
		widths[i] = cell.Width(heads[i])
	}
	rows := [][]string{heads}
	for r := range records {
		row := make([]string, len(columns))
		for i := range columns {
			row[i] = g.shown(columns[i], r.cells[i])
			widths[i] = max(widths[i], cell.Width(row[i]))
		}
		rows = append(rows, row)
	}
	if g.Width > 0 {
		leaveOut(columns, widths, g.Width)
		narrow(columns, widths, g.Width)
	}
	for _, row := range rows {
		line := drawn(columns, widths, row)
		if g.Width > 0 {
			line = cell.Cut(line, g.Width)
		}
		if _, err := io.WriteString(w, line+"\n"); err != nil {
			return err
		}
	}
	return nil
}

// shown is a cell as a table has it.
func (g Get) shown(c column, text string) string {
	if at, err := time.Parse(time.RFC3339, text); g.Width > 0 && c.when && err == nil {
		if ahead := at.Sub(g.Now()); ahead > 0 {
			return "in " + cell.Age(ahead)
		}
		return cell.AgeSince(at, g.Now()) + " ago"
	}
	return strings.ReplaceAll(text, "\n", "␤")
}

// drawn is a row as a line. Columns of no width are left out.
func drawn(columns []column, widths []int, row []string) string {
	var b strings.Builder
	for i, text := range row {
		if widths[i] == 0 {
			continue
		}
		if b.Len() > 0 {
			b.WriteString(gap)
		}
		text = cell.Cut(text, widths[i])
		room := cell.Spaces(widths[i] - cell.Width(text))
		if columns[i].right {
			text, room = room, text
		}
		b.WriteString(text + room)
	}
	return strings.TrimRight(b.String(), " ")
}

// leaveOut takes the width of columns, one after the other, until the rest fits.
func leaveOut(columns []column, widths []int, most int) {
	for {
		all, first := 0, -1
		for i, c := range columns {
			w := widths[i]
			if w == 0 {
				continue
			}
			if c.gives {
				w = min(w, leastCell)
			}
			all += w + len(gap)
			if c.drop > 0 && (first < 0 || c.drop > columns[first].drop) {
				first = i
			}
		}
		if all-len(gap) <= most || first < 0 {
			return
		}
		widths[first] = 0
	}
}

// narrow takes room from the columns that give, the widest first.
func narrow(columns []column, widths []int, most int) {
	all := -len(gap)
	for _, w := range widths {
		if w > 0 {
			all += w + len(gap)
		}
	}
	for all > most {
		widest := -1
		for i, c := range columns {
			if c.gives && widths[i] > leastCell && (widest < 0 || widths[i] > widths[widest]) {
				widest = i
			}
		}
		if widest < 0 {
			return
		}
		widths[widest]--
		all--
	}
}
