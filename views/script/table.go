package script

import (
	"io"
	"iter"
	"strings"

	"iscope/ui/cell"
)

// gap is between two columns.
const gap = "  "

// leastCell is how narrow a column becomes on a narrow terminal.
const leastCell = 12

// table writes records below their headings, aligned by cells. Nothing is cut
// unless the terminal is too narrow; where cutting does not help, lines are
// longer than it.
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
			row[i] = strings.ReplaceAll(r.cells[i], "\n", "␤")
			widths[i] = max(widths[i], cell.Width(row[i]))
		}
		rows = append(rows, row)
	}
	if g.Width > 0 {
		narrow(columns, widths, g.Width)
	}
	var b strings.Builder
	for _, row := range rows {
		b.Reset()
		for i, text := range row {
			if i > 0 {
				b.WriteString(gap)
			}
			text = cell.Cut(text, widths[i])
			room := cell.Spaces(widths[i] - cell.Width(text))
			if columns[i].right {
				text, room = room, text
			}
			b.WriteString(text + room)
		}
		if _, err := io.WriteString(w, strings.TrimRight(b.String(), " ")+"\n"); err != nil {
			return err
		}
	}
	return nil
}

// narrow takes room from the columns that give, the widest first.
func narrow(columns []column, widths []int, most int) {
	all := len(gap) * (len(columns) - 1)
	for _, w := range widths {
		all += w
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
