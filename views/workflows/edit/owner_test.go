package edit

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"iscope/api"
	"iscope/api/journal"
	"iscope/ui/dialog"
)

var grace = api.Identity{ID: "2c9180ff", Name: "Grace Hopper"}

// owners returns a tenant that has n workflows, every other one enabled, and does
// not give enabled ones away.
func owners(n int) *tenant {
	var more []string
	for i := range n - 1 {
		more = append(more, fmt.Sprintf(`{"id":"w-%d","name":"Flow %d","enabled":%v,"modified":"1999-01-01T00:00:00Z","owner":{"id":"gone","name":"Gone"}}`, i, i, i%2 == 0))
	}
	f := newTenant(more...)
	f.fail = func(op api.Op, id string) error {
		f.mu.Lock()
		defer f.mu.Unlock()
		if op == api.PatchWorkflow && !f.switching && f.rows[id]["enabled"] == true {
			return invalid(op, "The owner of an enabled workflow cannot be changed. Disable it first.")
		}
		return nil
	}
	return f
}

func (s *rig) all() []api.Workflow {
	var out []api.Workflow
	for _, id := range s.tenant.order {
		out = append(out, s.tenant.read(id))
	}
	return out
}

func TestOwner(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := open(t, owners(4))
		before := s.all()
		s.Do(s.desk.Owner(before, grace))
		c := s.Asked("Change the owner of 4 workflows?")
		if lines := strings.Join(c.Lines, "\n"); !strings.Contains(lines, "Flow 0 (of Gone): disable, change, enable again") || !strings.Contains(lines, "Flow 1 (of Gone): change") || !strings.Contains(lines, "2 are enabled") {
			t.Errorf("the question says\n%s", lines)
		}
		s.tenant.latency = time.Second
		c.Render(76, 40)
		s.Press(char('y'))
		if h := s.desk.Hint(); !strings.Contains(h, "1 of 4") {
			t.Errorf("hint %q", h)
		}
		if ok, why := s.desk.CanLeave(); ok || !strings.Contains(why, "would not be changed") {
			t.Errorf("%v %q", ok, why)
		}
		s.Do(s.desk.Edit(before[0], Whole))
		s.said("One moment: ")
		s.Advance(time.Hour)
		s.said("Grace Hopper owns 4 workflows now")
		for i, w := range s.all() {
			if w.Owner.ID != grace.ID || w.Enabled != before[i].Enabled {
				t.Errorf("%s: %+v, enabled %v", w.Name, w.Owner, w.Enabled)
			}
		}
		if n := s.tenant.count(api.PatchWorkflow); n != 4+2*2 {
			t.Errorf("%d patches", n)
		}
		for _, e := range s.ends() {
			if e != "patch workflow done" {
				t.Errorf("journal %q", s.ends())
				break
			}
		}
		s.Do(s.desk.Owner(s.all(), grace))
		s.said("owns them already")
	})
}

// TestOwnerThatIsRefused pins that what was disabled is enabled again whatever the
// tenant says to the new owner, and that the rest goes on or stops by the reason.
func TestOwnerThatIsRefused(t *testing.T) {
	for name, c := range map[string]struct {
		fail    *api.Error
		patches int
		summary string
	}{
		"not an administrator": {&api.Error{Kind: api.Invalid, Status: 400, Detail: "must be ORG_ADMIN"}, 4 + 2*2, "The owner of 0 of 4 workflows was changed"},
		"forbidden":            {&api.Error{Kind: api.Forbidden, Status: 403, Detail: "no"}, 1, "The owner of 0 of 4 workflows was changed"},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				f := owners(4)
				f.fail = func(op api.Op, _ string) error {
					f.mu.Lock()
					defer f.mu.Unlock()
					if op == api.PatchWorkflow && !f.switching {
						return c.fail
					}
					return nil
				}
				s := open(t, f)
				before := s.all()
				s.Do(s.desk.Owner(before, grace))
				s.Agree("Change the owner of 4 workflows?")
				s.Advance(time.Hour)
				s.said(c.summary)
				for i, w := range s.all() {
					if w.Enabled != before[i].Enabled || w.Owner.ID == grace.ID {
						t.Errorf("%s: enabled %v", w.Name, w.Enabled)
					}
				}
				if n := f.count(api.PatchWorkflow); n != c.patches {
					t.Errorf("%d patches", n)
				}
				all, _ := s.j.Entries()
				if i := slices.IndexFunc(all, func(e journal.Entry) bool { return e.Ending == journal.Open }); i >= 0 {
					t.Errorf("%+v stands open", all[i])
				}
				if d, ok := s.Top().(*dialog.Reader); !ok || s.desk.owner != nil {
					t.Errorf("%v", d)
				}
			})
		})
	}
}

// TestOwnerInDoubt pins that one whose answer was lost stops the rest.
func TestOwnerInDoubt(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := owners(3)
		s := open(t, f)
		s.Do(s.desk.Owner(s.all(), grace))
		f.fail = func(op api.Op, _ string) error {
			if op == api.PatchWorkflow {
				return &api.Error{Kind: api.Server, Op: op, Status: 502, Detail: "bad gateway"}
			}
			return nil
		}
		s.Agree("Change the owner of 3 workflows?")
		s.Advance(time.Hour)
		if n := f.count(api.PatchWorkflow); n != 1 {
			t.Errorf("%d sent", n)
		}
		if got := s.ends(); !slices.Equal(got, []string{"patch workflow unknown", "patch workflow not sent", "patch workflow not sent"}) {
			t.Errorf("journal %q", got)
		}
	})
}

// TestOwnerGivenUp pins that quitting keeps back what waits, and that what is to
// be enabled again stays open in the journal.
func TestOwnerGivenUp(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := owners(3)
		f.rows[idA]["enabled"] = true
		f.latency = time.Second
		s := open(t, f)
		s.Do(s.desk.Owner(s.all(), grace))
		s.Agree("Change the owner of 3 workflows?")
		s.Advance(2500 * time.Millisecond) // the patch that disables is under way
		s.Do(s.desk.Hold(true))
		s.Advance(time.Minute)
		if n := f.count(api.PatchWorkflow); n != 1 {
			t.Errorf("%d sent while it is asked whether to quit", n)
		}
		if ok, why := s.desk.CanLeave(); ok || !strings.Contains(why, "is disabled to get another owner and would stay so") || !strings.Contains(why, "of 2 workflows would not be changed") {
			t.Errorf("%v %q", ok, why)
		}
		s.Do(s.desk.Abandon())
		var open []string
		all, _ := s.j.Entries()
		for _, e := range all {
			if e.Ending == journal.Open {
				open = append(open, e.Name)
			}
		}
		if !slices.Equal(open, []string{"Joiner: provision laptop, to be enabled again after it was changed"}) {
			t.Errorf("open: %q", open)
		}
	})
}

func TestOwnerWithoutJournal(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := open(t, owners(2))
		s.Do(s.desk.Owner(s.all(), grace))
		s.j.Fill()
		s.Agree("Change the owner of 2 workflows?")
		s.Advance(time.Minute)
		s.said("Nothing was sent")
		if s.tenant.count(api.PatchWorkflow) != 0 || s.desk.owner != nil {
			t.Error("something was sent")
		}
	})
}
