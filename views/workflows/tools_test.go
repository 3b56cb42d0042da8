package workflows

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"iscope/api"
	"iscope/ui/screen"
	"iscope/views/workflows/owner"
)

// joinerOf is the workflow of the demo tenant that has run and uses data of all
// kinds.
func joinerOf(t *testing.T, s *stage) api.Workflow {
	t.Helper()
	return s.find(t, func(w *api.Workflow) bool { return strings.HasPrefix(w.Name, "Joiner: provision") && w.Executions > 0 })
}

// TestValuesOfARun pins that the data of a step is shown with what it was in the
// newest run and, once another one was chosen, in that.
func TestValuesOfARun(t *testing.T) {
	everywhere(t, func(t *testing.T, s *stage) {
		s.at(joinerOf(t, s), tabSteps)
		if !s.m.steps().GoTo("/definition/steps/Get Identity") {
			t.Fatalf("there is no such step in\n%s", s.frame(120, 36))
		}
		s.does("steps.data")
		s.has("in the run: ", "from the trigger", "Values of the run of ")
		newest := s.m.detail.values.exec.ID
		s.does("app.back", "text.next-tab", "text.next-tab")
		if s.m.runs.table.Len() < 2 || newest != s.m.runs.table.At(0).ID {
			t.Fatalf("the values are of %q, not of the newest of %d runs", newest, s.m.runs.table.Len())
		}
		s.does("list.down", "text.prev-tab", "text.prev-tab", "steps.data")
		s.has("in the run: ")
		if got := s.m.detail.values.exec.ID; got != s.m.runs.table.At(1).ID {
			t.Errorf("the values are of %q, not of the run that was chosen", got)
		}
		// Another workflow has none of them.
		s.m.split.Close()
		never := s.find(t, func(w *api.Workflow) bool {
			return w.Executions == 0 && strings.Contains(string(w.Raw.JSON()), "$.trigger")
		})
		s.at(never, tabSteps)
		s.hasNot("Values of the run of")
		for range 20 {
			if _, step, ok := s.m.steps().Selected(); ok && strings.Contains(string(step.Attributes), "$.trigger") {
				break
			}
			s.does("steps.down")
		}
		s.does("steps.data")
		s.has("There are no values")
	})
}

// TestFindThenOpenOrKeep goes from a text to the step that has it, then lists
// what was found alone, and all again.
func TestFindThenOpenOrKeep(t *testing.T) {
	everywhere(t, func(t *testing.T, s *stage) {
		s.does("workflows.find")
		s.Write("action:sp:forms")
		s.shows("Find in all workflows", "sp:forms")
		s.Press(downK, enterK) // from the workflow to the first place in it
		if len(s.Stack) > 0 || !s.m.onSteps() || !s.m.split.Focused {
			t.Fatalf("%d windows, tab %d", len(s.Stack), s.m.detail.sheet.Tab())
		}
		if _, step, ok := s.m.steps().Selected(); !ok || step.ActionID != "sp:forms" {
			t.Errorf("the cursor is on %+v", step)
		}
		s.has("sp:forms")
		s.m.split.Close()
		s.does("workflows.find")
		s.shows("action:sp:forms") // as it was left
		s.Press(onward)
		n := s.m.table.Shown()
		if n == 0 || n >= s.m.table.Len() {
			t.Fatalf("%d of %d are listed", n, s.m.table.Len())
		}
		for i := range n {
			if w := s.m.table.At(i); !strings.Contains(string(w.Raw.JSON()), "sp:forms") {
				t.Errorf("%s is listed", w.Name)
			}
		}
		s.has("only: action:sp:forms · esc shows all")
		s.m.table.SetFilter("joiner")
		s.does("app.back")
		if s.m.tools.only == nil || s.m.table.Shown() != n {
			t.Errorf("the first esc clears more than the filter: %d of %d", s.m.table.Shown(), n)
		}
		s.does("app.back")
		if s.m.table.Shown() != s.m.table.Len() {
			t.Errorf("%d of %d are listed after esc", s.m.table.Shown(), s.m.table.Len())
		}
		s.hasNot("only: ")
	})
}

// TestFoundOutsideOfWhatIsListed pins that a workflow that is opened is in the
// list, also where that shows others alone.
func TestFoundOutsideOfWhatIsListed(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := enter(t, staging{})
		s.does("workflows.find")
		s.Write("action:sp:forms")
		s.Press(onward)
		s.m.table.SetFilter("joiner")
		other := s.m.table.Rows()[slices.IndexFunc(s.m.table.Rows(), func(w api.Workflow) bool { return !s.m.tools.only[w.ID] })]
		s.Do(s.m.Open(other.ID))
		if s.m.table.SelectedID() != other.ID || s.m.tools.only != nil || s.m.table.Filter() != "" {
			t.Errorf("the cursor is on %q, not on %q", s.m.table.SelectedID(), other.ID)
		}
	})
}

// TestCreatedIsShown pins that a new workflow is opened, and is under the cursor
// once it is listed.
func TestCreatedIsShown(t *testing.T) {
	everywhere(t, func(t *testing.T, s *stage) {
		w := joinerOf(t, s)
		s.m.table.Select(w.ID)
		s.does("workflows.duplicate")
		s.Press(onward)
		if !strings.Contains(s.window(), "what is sent") { // warnings first
			s.Press(onward)
		}
		s.Press(onward)
		s.Agree("")
		s.Advance(time.Minute)
		got := s.m.table.Selected()
		if got == nil || got.ID == w.ID || got.Enabled || !strings.Contains(got.Name, w.Name) || s.m.detail.workflow.ID != got.ID || len(s.Stack) > 0 {
			t.Fatalf("the cursor is on %+v", got)
		}
		s.does("app.back", "app.back", "list.top")
		if s.Advance(time.Minute); s.m.table.SelectedID() == got.ID {
			t.Error("the cursor is taken there a second time")
		}
		if len(s.writes()) != 1 {
			t.Errorf("sent: %v", s.writes())
		}
	})
}

// TestLibraryOpensWhereTheCursorIs pins at what the step library opens, and that
// what it says is used somewhere opens there.
func TestLibraryOpensWhereTheCursorIs(t *testing.T) {
	everywhere(t, func(t *testing.T, s *stage) {
		w := joinerOf(t, s)
		s.at(w, tabSteps)
		s.m.steps().GoTo("/definition/steps/Wait for approval")
		s.does("workflows.library")
		s.shows("Step library", "sp:forms")
		s.Press(letter('y'))
		if got := last[screen.Copy](s.rig).Text; got != "sp:forms" {
			t.Errorf("it stands on %q", got)
		}
		s.Press(letter('w')) // where used
		s.window()
		for range 400 {
			if s.Press(letter('y')); last[screen.Copy](s.rig).Text == w.ID {
				break
			}
			s.Press(letter('j'))
		}
		s.Press(letter('j'), enterK)
		if _, step, ok := s.m.steps().Selected(); len(s.Stack) > 0 || s.m.detail.workflow.ID != w.ID || !ok || step.ActionID != "sp:forms" {
			t.Errorf("it opens %s at %+v", s.m.detail.workflow.Name, step)
		}
		s.at(w, tabTrigger)
		s.does("workflows.library")
		s.Press(letter('y'))
		if got := last[screen.Copy](s.rig).Text; got != w.Trigger.Event {
			t.Errorf("it stands on %q", got)
		}
	})
}

// TestTriggerTryout tries the filter of a trigger with the example that the library
// has.
func TestTriggerTryout(t *testing.T) {
	everywhere(t, func(t *testing.T, s *stage) {
		w := s.find(t, func(w *api.Workflow) bool {
			return w.Trigger.Filter != "" && strings.HasPrefix(w.Name, "Joiner: provision")
		})
		s.at(w, tabTrigger)
		s.has("tries the filter on an input")
		s.does("app.open")
		s.shows("Try the filter: ", w.Trigger.Filter, "the example of the step library")
		s.shows("would not start: attributes.cloudLifecycleState is missing")
		for !strings.Contains(s.window(), " 8:1\n") {
			s.Press(downK)
		}
		s.Paste(`"attributes": {"cloudLifecycleState": "prehire"}, `)
		s.shows("input, edited", "would start")
		s.Press(escape)
		unfiltered := s.find(t, func(w *api.Workflow) bool { return w.Trigger.Filter == "" && w.Trigger.Type == api.TriggerScheduled })
		s.at(unfiltered, tabTrigger)
		if s.does("app.open"); len(s.Stack) > 0 {
			t.Error("a window opens where there is no filter")
		}
	})
}

// without is a tenant in which an identity is not there any more.
type without struct {
	api.ISC
	id *string
}

func (w without) IdentitiesByID(ctx context.Context, ids []string) ([]api.Identity, error) {
	all, err := w.ISC.IdentitiesByID(ctx, ids)
	return slices.DeleteFunc(all, func(i api.Identity) bool { return i.ID == *w.id }), err
}

func (w without) Identity(ctx context.Context, id string) (api.Identity, error) {
	if id == *w.id {
		return api.Identity{}, &api.Error{Kind: api.NotFound, Op: api.ListPublicIdentities, Status: 404}
	}
	return w.ISC.Identity(ctx, id)
}

// TestOwnersOfTheDemoTenant pins that exactly those workflows are marked whose
// owner the tenant has as inactive, or does not have.
func TestOwnersOfTheDemoTenant(t *testing.T) {
	bubble(t, func(t *testing.T) {
		var gone string
		s := enter(t, staging{isc: func(c api.ISC) api.ISC { return without{c, &gone} }})
		gone = s.find(t, func(w *api.Workflow) bool { return s.m.owners.State(w.Owner.ID) == owner.Active }).Owner.ID
		s.Advance(6 * time.Minute) // what is known is old then
		var inactive, missing int
		for _, w := range s.m.table.Rows() {
			want := owner.Active
			if p, err := s.client.Identity(t.Context(), w.Owner.ID); err != nil || !p.Active() {
				want = owner.Inactive
				inactive++
			}
			if w.Owner.ID == gone {
				want = owner.Gone
				missing++
			}
			if got := s.m.owners.State(w.Owner.ID); got != want {
				t.Errorf("the owner of %s is %v, not %v", w.Name, got, want)
			}
		}
		for text, n := range map[string]int{"owner inactive": inactive, "owner gone": missing} {
			if s.m.table.SetFilter(text); n == 0 || s.m.table.Shown() != n {
				t.Errorf("%q shows %d of %d", text, s.m.table.Shown(), n)
			}
			frame, _ := s.m.Render(160, 12)
			if word := strings.TrimPrefix(text, "owner "); strings.Count(ansi.Strip(frame), " "+word) < min(n, 8) {
				t.Errorf("%d are not marked:\n%s", n, ansi.Strip(frame))
			}
		}
	})
}
