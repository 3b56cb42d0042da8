package compare

import (
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"iscope/ui/cell"
	"iscope/ui/golden"
)

// What a person subtracts in the head is what stands there.
func TestDeltaIsThatOfWhatIsShown(t *testing.T) {
	d := &Dialog{env: golden.Env(t, "dark", golden.Live(time.Now))}
	for _, c := range []struct {
		a, b time.Duration
		want string
	}{
		{590 * time.Millisecond, 410 * time.Millisecond, "+0.1s"},
		{510 * time.Millisecond, 490 * time.Millisecond, "+0.1s"},
		{590 * time.Millisecond, 501 * time.Millisecond, ""},
		{400 * time.Millisecond, 2 * time.Second, "-1.6s"},
		{65*time.Second + 900*time.Millisecond, 59*time.Second + 700*time.Millisecond, "+5.3s"},
		{3*time.Hour + 59*time.Second, 3 * time.Hour, ""},
	} {
		got := strings.TrimSpace(ansi.Strip(d.delta(&Row{TookA: c.a, TookB: c.b, KnownA: true, KnownB: true})))
		if got != c.want {
			t.Errorf("%s and %s: %q, want %q", cell.Duration(c.a), cell.Duration(c.b), got, c.want)
		}
	}
}

func TestCutParts(t *testing.T) {
	const what = "failed / completed; data differs"
	for w, want := range map[int]string{40: what, 32: what, 25: "failed / completed …", 20: "failed / completed …", 19: "failed / completed", 18: "failed / completed", 9: "failed /…"} {
		if got := cutParts(what, w); got != want || cell.Width(got) > w {
			t.Errorf("in %d cells %q, want %q", w, got, want)
		}
	}
}
