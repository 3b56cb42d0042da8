package edit

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"iscope/api"
)

// between is what somebody else does once, just before the workflow is read again
// to be sent.
func (s *rig) between(do func(row map[string]any)) {
	s.tenant.before = func(op api.Op) {
		if op == api.GetWorkflow {
			s.tenant.before = nil
			s.tenant.alter(idA, "grace", do)
		}
	}
}

// TestLostUpdate pins that a change of somebody else's just before sending stops
// the edit, is merged where both touched different places, and shown again.
func TestLostUpdate(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := open(t, newTenant())
		s.edit(Definition)
		s.replace(`example.test/orders`, `example.test/v2`)
		s.Press(next, next)
		s.between(func(row map[string]any) { row["description"] = "Somebody else's words." })
		s.Agree("Change the workflow?")
		s.Advance(time.Second)
		if n := s.tenant.count(api.PatchWorkflow); n != 0 {
			t.Fatalf("%d sent", n)
		}
		s.shows("It was changed meanwhile by Grace; nothing was sent", "review it again", "PATCH")
		if !strings.Contains(s.disk.all(), "example.test/v2") {
			t.Error("the draft is gone")
		}
		s.Press(next)
		s.Agree("Change the workflow?")
		s.Advance(time.Second)
		w := string(s.tenant.read(idA).Raw.JSON())
		if !strings.Contains(w, "Somebody else's words.") || !strings.Contains(w, "example.test/v2") {
			t.Errorf("somebody's change is lost: %s", w)
		}
		if got := s.ends(); !slices.Equal(got, []string{"patch workflow changed", "patch workflow done"}) {
			t.Errorf("journal %q", got)
		}
	})
}

// TestEveryLostUpdate is the figure of the safety contract: of so many edits with
// somebody else in between, all are noticed and all drafts are kept.
func TestEveryLostUpdate(t *testing.T) {
	const rounds = 200
	noticed, kept := 0, 0
	for i := range rounds {
		bubble(t, func(t *testing.T) {
			s := open(t, newTenant())
			s.edit([]What{Whole, Definition, OneStep("/definition/steps/Order"), OneStep("/definition/steps/Get Identity")}[i%4])
			if i%4 == 3 {
				s.replace(`identity.id`, fmt.Sprintf("identity.id%d", i))
			} else {
				s.replace(`example.test/orders`, fmt.Sprintf("example.test/v%d", i))
			}
			s.Press(next)
			if i%3 == 0 { // a replacement
				s.Press(ctrl('t'))
			}
			s.Press(next)
			s.between(func(row map[string]any) {
				switch i % 5 {
				case 0:
					steps(row)["Order"].(map[string]any)["attributes"].(map[string]any)["url"] = "https://example.test/theirs"
				case 1:
					row["description"] = fmt.Sprint(i)
				case 2:
					row["enabled"] = true
				case 3:
					delete(steps(row), "Order")
				}
			})
			s.Agree("Change the workflow?")
			s.Advance(time.Second)
			if s.tenant.count(api.PatchWorkflow)+s.tenant.count(api.ReplaceWorkflow) == 0 && s.desk.Pending() && slices.Equal(s.ends(), []string{string(s.desk.job0()) + " changed"}) {
				noticed++
			}
			if want := fmt.Sprintf("v%d", i); strings.Contains(s.disk.all(), want) || strings.Contains(s.disk.all(), fmt.Sprintf("identity.id%d", i)) {
				kept++
			}
		})
	}
	if noticed != rounds || kept != rounds {
		t.Errorf("%d noticed, %d drafts kept, of %d", noticed, kept, rounds)
	}
}

// job0 is the operation of the last request.
func (d *Desk) job0() api.Op {
	if d.job.put {
		return api.ReplaceWorkflow
	}
	return api.PatchWorkflow
}

// TestConflict takes the three ways to decide what both changed.
func TestConflict(t *testing.T) {
	theirs := func(row map[string]any) {
		o := steps(row)["Order"].(map[string]any)
		o["attributes"].(map[string]any)["url"] = "https://example.test/theirs"
		o["nextStep"] = "Get Identity"
		row["description"] = "Theirs."
	}
	for name, c := range map[string]struct {
		decide func(s *rig)
		has    []string
		not    []string
	}{
		"mine by key":   {func(s *rig) { s.Press(char('*')) }, []string{"example.test/mine", `"Mine."`}, []string{"example.test/theirs"}},
		"theirs by key": {func(s *rig) { s.Press(space, space, char('j'), space, space) }, []string{"example.test/theirs", `"Theirs."`}, []string{"example.test/mine"}},
		"one each": {func(s *rig) {
			s.Press(enter)
			s.Choose("Mine")
			s.Press(char('j'), enter)
			s.Choose("Theirs")
		}, nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				s := open(t, newTenant())
				s.edit(Whole)
				s.replace(`example.test/orders`, `example.test/mine`)
				s.replace(`Orders a laptop.`, `Mine.`)
				s.Press(next, next)
				s.between(theirs)
				s.Agree("Change the workflow?")
				s.Advance(time.Second)
				s.shows("2 places were changed by both", "Order › attributes › url", "example.test/mine", "example.test/theirs", "2 are not decided")
				s.Press(next)
				s.shows("2 places are not decided")
				c.decide(s)
				s.shows("0 are not decided")
				s.Press(next)
				if s.desk.job.stage == checking { // their other change makes a circle
					s.Press(next)
				}
				s.Advance(time.Second)
				text := s.desk.job.text
				for _, want := range append(c.has, `"nextStep": "Get Identity"`) {
					if !strings.Contains(text, want) {
						t.Errorf("the text has no %s:\n%s", want, text)
					}
				}
				for _, not := range c.not {
					if strings.Contains(text, not) {
						t.Errorf("the text has %s:\n%s", not, text)
					}
				}
				if name == "theirs by key" {
					s.shows("It is already as you wanted")
					return
				}
				if s.desk.job.stage == editing { // errors of theirs were there before
					s.Press(next, next)
				}
				s.shows("PATCH")
				s.Press(next)
				s.Agree("Change the workflow?")
				s.Advance(time.Second)
				s.said("Changed: ")
			})
		})
	}
}

func TestConflictEditedByHand(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := open(t, newTenant())
		s.edit(OneStep("/definition/steps/Order"))
		s.replace(`example.test/orders`, `example.test/mine`)
		s.Press(next, next)
		s.between(func(row map[string]any) {
			steps(row)["Order"].(map[string]any)["attributes"].(map[string]any)["url"] = "https://example.test/theirs"
		})
		s.Agree("Change the workflow?")
		s.Advance(time.Second)
		s.Press(enter)
		s.Choose("Edit it")
		line, _ := s.desk.panel.editor.Place()
		if s.desk.job.stage != editing || !strings.Contains(strings.Split(s.desk.panel.editor.Text(), "\n")[line-1], "example.test/mine") {
			t.Errorf("line %d of\n%s", line, s.desk.panel.editor.Text())
		}
	})
}

// TestStepTakenAway pins that an edit of a step that somebody took away is not
// lost: it is a conflict, and mine brings the step back.
func TestStepTakenAway(t *testing.T) {
	for _, take := range []string{"Mine", "Theirs"} {
		bubble(t, func(t *testing.T) {
			s := open(t, newTenant())
			s.edit(OneStep("/definition/steps/Order"))
			s.replace(`example.test/orders`, `example.test/mine`)
			s.Press(next, next)
			s.between(func(row map[string]any) {
				delete(steps(row), "Order")
				steps(row)["Get Identity"].(map[string]any)["nextStep"] = "Done"
			})
			s.Agree("Change the workflow?")
			s.Advance(time.Second)
			s.shows("1 place was changed by both", "(taken away)")
			s.Press(enter)
			s.Choose(take)
			s.Press(next)
			s.Advance(time.Second)
			if got := strings.Contains(string(s.desk.job.document()), "example.test/mine"); got != (take == "Mine") {
				t.Errorf("%s: %s", take, s.desk.job.document())
			}
		})
	}
}

// TestFormIsMerged pins that a form follows what somebody else changed.
func TestFormIsMerged(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := open(t, newTenant())
		s.edit(Form)
		s.Write(" 2")
		s.Press(next, next)
		s.between(func(row map[string]any) { row["description"] = "Theirs." })
		s.Agree("Change the workflow?")
		s.Advance(time.Second)
		s.shows("PATCH", "laptop 2")
		s.Press(esc)
		s.shows("Theirs.", "laptop 2")
	})
}

// TestKeysForTheQuestionAreNoText pins that a key pressed once too often, for the
// question that sent the edit, does not get into the text while it is merged.
func TestKeysForTheQuestionAreNoText(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := open(t, newTenant())
		s.edit(Form)
		s.Write(" 2")
		j := s.desk.job
		j.assessing, j.deaf = true, true
		s.Write("y")
		if j.void(); strings.Contains(string(j.document()), "2y") {
			t.Error("it is in the text")
		}
		s.Write("z")
		if !strings.Contains(string(j.document()), "2z") {
			t.Error("keys are not heard any more")
		}
	})
}

func TestGoneMeanwhile(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := open(t, newTenant())
		s.edit(Whole)
		s.replace(`Orders a laptop`, `Orders one laptop`)
		s.Press(next, next)
		delete(s.tenant.rows, idA)
		s.Agree("Change the workflow?")
		s.Advance(time.Second)
		s.shows("the tenant does not have it any more; the draft is kept")
		if !strings.Contains(s.disk.all(), "Orders one laptop") {
			t.Error("the draft is gone")
		}
	})
}
