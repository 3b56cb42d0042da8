package workflows

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"iscope/api"
	"iscope/ui/cell"
	"iscope/ui/theme"
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

func TestDrawFlow(t *testing.T) {
	def := api.ReadDefinition([]byte(joiner))
	st := theme.New("mono", true, false, "")
	got := ansi.Strip(strings.Join(drawFlow(st, layOut(def), 76), "\n"))
	golden(t, "flow", got+"\n")
	golden(t, "flow-ascii-40", ansi.Strip(strings.Join(drawFlow(theme.New("mono", true, true, ""), layOut(def), 40), "\n"))+"\n")
	if words, flaws := countFlow(layOut(def)); words != "12 steps · 2 choices · 1 loop" || flaws != 4 {
		t.Errorf("%q with %d flaws", words, flaws)
	}
}

// TestDrawFlowFits holds that no line is wider than its pane, and that the text
// of every step can be found.
func TestDrawFlowFits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		def := drawDefinition(t, 2)
		w := rapid.IntRange(1, 120).Draw(t, "width")
		lines := layOut(def)
		out := drawFlow(theme.New("mono", true, false, ""), lines, w)
		if len(out) < len(lines) {
			t.Fatalf("%d lines of %d are drawn", len(out), len(lines))
		}
		for _, l := range out {
			if cell.Width(l) > w {
				t.Fatalf("%q is wider than %d", l, w)
			}
		}
	})
}
