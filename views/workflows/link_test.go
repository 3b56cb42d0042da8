package workflows

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
)

// TestTheNameInTheDetailLeadsToItsPage also holds that a link changes nothing else.
func TestTheNameInTheDetailLeadsToItsPage(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := start(t, &fake{all: tenant()}, nil)
		r.frame(120, 36)
		r.m.table.Select("w-leaver")
		r.act("app.open")
		for _, size := range [][2]int{{120, 36}, {80, 24}, {40, 12}, {12, 6}} {
			r.env.Links = false
			plain := r.frame(size[0], size[1])
			if text, _ := r.m.Render(size[0], size[1]); strings.Contains(text, "\x1b]8;") {
				t.Errorf("%v: a link for a terminal that has none", size)
			}
			r.env.Links = true
			if got := r.frame(size[0], size[1]); got != plain {
				t.Errorf("%v: a link changes the frame to\n%s", size, got)
			}
			text, _ := r.m.Render(size[0], size[1])
			page := ansi.SetHyperlink("https://acme.identitynow.com/ui/wf/workflows/w-leaver")
			if strings.Count(text, page) != 1 || strings.Count(text, ansi.ResetHyperlink()) != 1 {
				t.Errorf("%v: not one link to the page: %q", size, text)
			}
		}
		r.env.WebURL = ""
		if text, _ := r.m.Render(120, 36); strings.Contains(text, "\x1b]8;") {
			t.Error("a link to nowhere")
		}
	})
}
