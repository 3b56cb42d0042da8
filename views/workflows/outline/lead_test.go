package outline

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
)

// TestLeadStaysWhole pins that where the flow goes on is not broken over lines for
// want of a few cells: it goes below its words, and is said in fewer of them.
func TestLeadStaysWhole(t *testing.T) {
	v := newView(t, "mono")
	l := &line{rails: string(railLast), words: "otherwise", leads: &lead{to: 0, num: 14, name: "End Step - Success"}}
	for _, c := range []struct {
		w    int
		want string
	}{
		{60, "└─ otherwise → goes to 14 End Step - Success"},
		{45, "└─ otherwise\n   → goes to 14 End Step - Success"},
		{34, "└─ otherwise\n   → 14 End Step - Success"},
	} {
		d := drawer{v: v, columns: columns{w: c.w, number: 2}}
		var got []string
		for _, part := range d.leading(l, v.env.Styles.Muted) {
			got = append(got, strings.TrimPrefix(strings.TrimRight(ansi.Strip(part), " "), "     "))
		}
		if strings.Join(got, "\n") != c.want {
			t.Errorf("%d cells:\n%s\nwant\n%s", c.w, strings.Join(got, "\n"), c.want)
		}
	}
}
