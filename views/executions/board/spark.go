package board

import "strings"

// Six heights of a bar, and their twins where the terminal knows ASCII alone. Higher
// ones would touch the row above.
var (
	sparkEighths = [...]string{"▁", "▂", "▃", "▄", "▅", "▆"}
	sparkASCII   = [...]string{".", ":", "-", "=", "+", "#"}
)

// Spark draws counts as bars of eighths, a cell each: nothing for none, the
// lowest bar for the least, the highest for the most. With ascii the bars are
// signs that get heavier.
func Spark(counts []int, ascii bool) string {
	bars := sparkEighths
	if ascii {
		bars = sparkASCII
	}
	most := 0
	for _, n := range counts {
		most = max(most, n)
	}
	var b strings.Builder
	for _, n := range counts {
		switch {
		case n <= 0:
			b.WriteByte(' ')
		case most == 1:
			b.WriteString(bars[len(bars)/2])
		default:
			b.WriteString(bars[(n-1)*(len(bars)-1)/(most-1)])
		}
	}
	return b.String()
}
