package executions

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/charmbracelet/x/ansi"
)

// TestTheNameInTheDetailLeadsToTheWorkflow also holds that a link changes nothing
// else.
func TestTheNameInTheDetailLeadsToTheWorkflow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, loop := open(t, company(t, time.Now()))
		loop.Act("executions.failed")
		loop.Act("app.open")
		page := ansi.SetHyperlink(m.env.WorkflowPage(m.shown().exec.WorkflowID))
		for _, size := range [][2]int{{120, 36}, {80, 24}, {40, 20}, {30, 10}} {
			m.env.Links = false
			plain, _ := m.Render(size[0], size[1])
			if strings.Contains(plain, "\x1b]8;") {
				t.Errorf("%v: a link for a terminal that has none", size)
			}
			m.env.Links = true
			linked, _ := m.Render(size[0], size[1])
			if ansi.Strip(linked) != ansi.Strip(plain) {
				t.Errorf("%v: a link changes the frame to\n%s", size, ansi.Strip(linked))
			}
			if n := strings.Count(linked, page); n == 0 || n != strings.Count(linked, ansi.ResetHyperlink()) {
				t.Errorf("%v: %d links to the page: %q", size, n, linked)
			}
		}
		m.env.WebURL = ""
		if text, _ := m.Render(120, 36); strings.Contains(text, "\x1b]8;") {
			t.Error("a link to nowhere")
		}
	})
}
