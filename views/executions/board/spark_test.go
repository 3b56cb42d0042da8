package board

import (
	"testing"

	"iscope/ui/cell"
)

func TestSpark(t *testing.T) {
	for _, c := range []struct {
		counts      []int
		want, ascii string
	}{
		{nil, "", ""},
		{[]int{0, 0, 0}, "   ", "   "},
		{[]int{0, 1, 0}, " ▄ ", " = "},
		{[]int{1, 2, 3, 4, 5, 6, 7, 8}, "▁▁▂▃▃▄▅▆", "..:--=+#"},
		{[]int{8, 1, 0, 4}, "▆▁ ▃", "#. -"},
		{[]int{100000, 1, 50000}, "▆▁▃", "#.-"},
		{[]int{2, -1}, "▆ ", "# "},
	} {
		if got := Spark(c.counts, false); got != c.want || cell.Width(got) != len(c.counts) {
			t.Errorf("%v: %q, want %q", c.counts, got, c.want)
		}
		if got := Spark(c.counts, true); got != c.ascii {
			t.Errorf("%v in ASCII: %q, want %q", c.counts, got, c.ascii)
		}
	}
}
