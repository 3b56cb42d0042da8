package workflows

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"iscope/api"
	"iscope/keymap"
	"iscope/ui/screen"
	"iscope/views/internal/launch"
)

// TestMarksAreNotPassedOver pins that what takes one workflow takes the one that is
// marked, and says no where several are.
func TestMarksAreNotPassedOver(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := start(t, &fake{all: tenant()}, nil)
		r.m.table.Select("w-joiner")
		r.m.table.SetMark("w-badge", true)
		r.act("workflows.test")
		if got := last[screen.Goto](r); got.Value.(launch.Test).Workflow.ID != "w-badge" {
			t.Errorf("tests %+v", got.Value)
		}
		r.m.table.SetMark("w-draft", true)
		for a, what := range single {
			if why := r.m.Disabled(a); why != what+" takes one workflow at a time; esc clears the marks" {
				t.Errorf("%s: %q", a, why)
			}
		}
		n := len(r.Sent)
		r.act("workflows.test", "workflows.edit", "workflows.duplicate", "workflows.external")
		for _, msg := range r.Sent[n:] {
			if toast, ok := msg.(screen.Toast); !ok || !strings.Contains(toast.Text, "one workflow at a time") {
				t.Errorf("%+v", msg)
			}
		}
		r.act("app.open") // the detail is about one
		if why := r.m.Disabled("workflows.test"); why != "" {
			t.Errorf("in the detail: %q", why)
		}
		for _, a := range []keymap.Action{"workflows.toggle", "workflows.owner", "workflows.export"} {
			if why := r.m.Disabled(a); why != "" {
				t.Errorf("%s: %q", a, why)
			}
		}
	})
}

func TestEmptyTenantSaysWhatToDo(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := start(t, &fake{}, nil)
		if got := r.frame(100, 20); !strings.Contains(got, "n makes one, i imports some from files.") {
			t.Errorf("%s", got)
		}
		r.env.ReadOnly = true
		if got := r.frame(100, 20); !strings.Contains(got, "Read-only: nothing can be changed.") {
			t.Errorf("%s", got)
		}
	})
}

// TestRateIsDrawnWhereItMatters pins when the share of failures is a bar: in a wide
// column, from the rate on that is worth a look.
func TestRateIsDrawnWhereItMatters(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := start(t, &fake{}, nil)
		for _, c := range []struct {
			failures, width int
			want            string
		}{
			{4, 10, "  4%"}, {5, 10, "█░░░░   5%"}, {15, 10, "███░░  15%"}, {60, 10, "█████  60%"}, {60, 9, "████  60%"}, {60, 6, " 60%"},
		} {
			got, _ := r.m.rateCell(&api.Workflow{Executions: 100, Failures: c.failures}, c.width)
			if got = ansi.Strip(got); got != c.want {
				t.Errorf("%d in %d cells: %q, want %q", c.failures, c.width, got, c.want)
			}
		}
		r.env.Styles.Accessible = true
		if got, _ := r.m.rateCell(&api.Workflow{Executions: 100, Failures: 60}, 11); got != "60 percent" {
			t.Errorf("read aloud: %q", got)
		}
	})
}
