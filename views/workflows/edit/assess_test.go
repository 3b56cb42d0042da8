package edit

import (
	"strings"
	"testing"
	"time"

	"iscope/api"
)

// TestCheckingHoldsNoKey pins that the text can be edited while it is checked,
// which makes what comes of the check void.
func TestCheckingHoldsNoKey(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := open(t, newTenant())
		s.edit(Whole)
		s.replace("Orders a laptop", "Orders two laptops")
		check := s.Take(next)
		s.shows("checking…", `"definition": {`)
		s.Press(next)
		s.shows("One moment: the text is being checked")
		s.Press(char(' '))
		s.Do(check)
		if j := s.desk.job; j.stage != editing || j.request != nil || strings.Contains(s.frame(110, 40), "checking…") {
			t.Fatalf("stage %d, request %v", j.stage, j.request)
		}
		s.Press(next)
		if s.desk.job.stage == checking {
			s.Press(next)
		}
		s.shows("PATCH /workflows/" + idA)
		other := s.Take(ctrl('t'))
		s.shows("checking…", "PATCH /workflows/"+idA)
		s.Press(next)
		s.shows("One moment: the text is being checked")
		s.Press(ctrl('t'), esc)
		s.Do(other)
		if j := s.desk.job; j.stage != editing {
			t.Fatalf("stage %d", j.stage)
		}
	})
}

// TestADefectInCheckingIsTold pins that a panic in the check keeps the text, and
// sends nothing.
func TestADefectInCheckingIsTold(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := newTenant()
		s := open(t, f)
		s.desk.Action = func(string) (api.LibraryItem, bool) { panic("out of range") }
		s.edit(Whole)
		s.replace("Orders a laptop", "Orders two laptops")
		s.Press(next)
		s.Advance(time.Second)
		s.shows("It could not be checked: internal error: out of range; nothing was sent", `"definition": {`)
		if f.count(api.PatchWorkflow) != 0 || s.desk.job.stage != editing {
			t.Errorf("%d requests, stage %d", f.count(api.PatchWorkflow), s.desk.job.stage)
		}
	})
}
