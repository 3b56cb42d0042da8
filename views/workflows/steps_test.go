package workflows

import (
	"slices"
	"strings"
	"testing"

	"iscope/api"
	"iscope/keymap"
	"iscope/ui/screen"
	"iscope/views/workflows/outline"
)

// joiner has one of everything: an action, a choice, a loop, a mutation, ends,
// a step that is not reached and one that leads nowhere.
const joiner = `{"start":"Get Identity","steps":{
 "Get Identity":{"type":"action","actionId":"sp:get-identity","nextStep":"Kind?"},
 "Kind?":{"type":"choice","displayName":"Which kind of person?","choiceList":[
   {"comparator":"StringEquals","variableA.$":"$.getIdentity.attributes.type","variableB":"contractor","nextStep":"Tell the sponsor"}],
   "defaultStep":"Names"},
 "Names":{"type":"Mutation","nextStep":"Each account"},
 "Each account":{"type":"action","actionId":"sp:loop:iterator","nextStep":"Wait","attributes":{"input.$":"$.accounts","start":"Enable","steps":{
   "Enable":{"type":"action","actionId":"sp:manage-account","nextStep":"Enabled"},
   "Enabled":{"type":"success"}}}},
 "Wait":{"type":"ACTION","actionId":"sp:sleep","nextStep":"Ready?"},
 "Ready?":{"type":"choice","choiceList":[{"comparator":"BooleanEquals","variableA.$":"$.ready","variableB":"true","nextStep":"End Step - Success"}],"defaultStep":"Wait"},
 "Tell the sponsor":{"type":"action","actionId":"sp:send-email","nextStep":"Nowhere"},
 "End Step - Success":{"type":"success"},
 "Old step":{"type":"action","actionId":"sp:http","nextStep":"Broken"},
 "Broken":{"type":"failure","failureName":"Unknown kind"}}}`

// drawSteps draws the steps of a workflow and says what is odd about it.
func drawSteps(env *screen.Env, w *api.Workflow) string {
	v := outline.New(env)
	v.SetDefinition(w.Definition(), 1)
	text, _ := v.Render(100, 200)
	for _, odd := range []string{"never reached", "does not exist", "endless", "unknown", "no steps"} {
		if strings.Contains(text, odd) {
			return odd + ":\n" + text
		}
	}
	return ""
}

// TestStepsTab walks through the tree with the keys of its scope.
func TestStepsTab(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := start(t, &fake{all: tenant()}, nil)
		r.frame(120, 36)
		r.m.table.Select("w-joiner")
		r.act("app.open", "text.next-tab")
		if scopes := r.m.Scopes(); scopes[0] != keymap.Steps {
			t.Errorf("keys go to %v", scopes)
		}
		r.act("steps.down", "steps.refs")
		r.has("Refers to 2 Which kind of person?", "1 Get Identity", "leads to it")
		r.act("steps.follow")
		r.has("1 Get Identity ─")
		r.act("app.filter")
		r.Type("nowhere")
		r.has("/nowhere", "1 of 1")
		if !r.m.Typing() {
			t.Error("a search is not being typed")
		}
		r.m.table.Select("w-review")
		r.act("app.back", "app.back")
		if r.m.split.Focused {
			t.Error("back does not leave the tab")
		}
	})
}

// TestFooterOfSteps pins that the way to the other tabs stands right behind the keys
// of the steps, and that a definition without flaws offers none.
func TestFooterOfSteps(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := start(t, &fake{all: tenant()}, nil)
		footer := func() (shown []keymap.Action) {
			r.frame(100, 30)
			for _, b := range r.env.Keys.Footer(r.m.Scopes(), false) {
				if !r.m.Hides(b.Action) {
					shown = append(shown, b.Action)
				}
			}
			return shown
		}
		r.m.table.Select("w-joiner")
		r.act("app.open", "text.next-tab")
		if got, want := footer(), []keymap.Action{"steps.follow", "steps.refs", "steps.data", "steps.flaw", "text.next-tab", "workflows.executions"}; !slices.Equal(got[:len(want)], want) {
			t.Errorf("%v", got)
		}
		r.act("app.back")
		r.m.table.Select("w-leaver")
		r.act("app.open")
		if got := footer(); slices.Contains(got, "steps.flaw") || !slices.Contains(got, "steps.follow") {
			t.Errorf("without a flaw: %v", got)
		}
	})
}
