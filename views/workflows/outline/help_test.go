package outline

import (
	"encoding/json"
	"strings"
	"sync"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"iscope/api"
	"iscope/keymap"
	"iscope/ui/golden"
	"iscope/ui/screen"
	"iscope/views/workflows/refs"
)

// leaver has one of everything: actions known, unknown and deprecated, choices,
// a loop, mutations, a wait, a form, ends, circles, and what is wrong.
const leaver = `{"start":"Get Identity","steps":{
 "Get Identity":{"type":"action","actionId":"sp:get-identity","attributes":{"id.$":"$.trigger.identity.id"},"nextStep":"Kind?","description":"Reads who leaves."},
 "Kind?":{"type":"choice","displayName":"Which kind of person?","choiceList":[
   {"comparator":"StringEquals","variableA.$":"$.getIdentity.attributes.type","variableB":"contractor","nextStep":"Tell the sponsor"},
   {"comparator":"StringEquals","variableA.$":"$.getIdentity.attributes.type","variableB":"intern","nextStep":"Tell the sponsor"}],
   "defaultStep":"Define Variable"},
 "Define Variable":{"type":"Mutation","displayName":"Due date","nextStep":"Get Accounts","attributes":{"id":"sp:define-variable","variables":[
   {"name":"dueDate","variableA.$":"$.now()","transforms":[{"id":"sp:transform:addTime:time","input":{"length":7,"unit":"days"}}]},
   {"name":"note","variableA":"","transforms":[]}]}},
 "Get Accounts":{"type":"action","actionId":"sp:get-accounts","nextStep":"Each account","attributes":{"identity.$":"$.getIdentity.id","note":"for {{$.getIdentity.attributes.displayName}} until {{$.defineVariable.dueDate}}","plain":"$.getIdentity.id","filters":{"source":"Active Directory","states":["enabled","locked"],"pages":{"limit":250,"offset":0}}}},
 "Each account":{"type":"action","actionId":"sp:loop:iterator","nextStep":"Wait","attributes":{"input.$":"$.getAccounts.accounts","context.$":"$","start":"Disable","steps":{
   "Disable":{"type":"action","actionId":"sp:manage-account","nextStep":"Disabled","attributes":{"operation":"disable","accountIds.$":"$.loop.loopInput.id","who.$":"$.loop.context.getIdentity.name","outer.$":"$.getIdentity.name"}},
   "Disabled":{"type":"success"}}}},
 "Wait":{"type":"ACTION","actionId":"sp:sleep","nextStep":"Ready?","attributes":{"type":"waitFor","duration":"1d12h"}},
 "Ready?":{"type":"choice","choiceList":[{"comparator":"BooleanEquals","variableA.$":"$.askmanager.formData.ok","variableB":"true","nextStep":"End Step - Success"}],"defaultStep":"Ask manager"},
 "Ask manager":{"type":"action","actionId":"sp:forms","nextStep":"Wait","attributes":{"formDefinitionId":"leaver","recipient.$":"$.getIdentity.managerRef.id","deadline":"3d","secret":"{{$.secrets.0f2b}}"}},
 "Tell the sponsor":{"type":"action","actionId":"acme:pager","nextStep":"Nowhere","attributes":{"to.$":"$.getAccounts.owner"}},
 "End Step - Success":{"type":"success"},
 "Old step":{"type":"action","actionId":"sp:unlock-identity","nextStep":"Spin"},
 "Spin":{"type":"widget","nextStep":"Spin"},
 "Broken":{"type":"failure","failureName":"Unknown kind"}}}`

// library is a small step library.
var library = sync.OnceValue(func() map[string]api.LibraryItem {
	items := map[string]api.LibraryItem{}
	for _, raw := range []string{
		`{"id":"sp:get-identity","name":"Get Identity","type":"ACTION","formFields":[{"name":"id","label":"Identity","type":"identityPicker","required":true}],"exampleOutput":{"id":"2c91","name":"mara.lindqvist","attributes":{"email":"mara@acme.example"}}}`,
		`{"id":"sp:get-accounts","name":"Get Accounts","type":"ACTION","formFields":[{"name":"getAccountsBy","label":"Get accounts by","type":"select","required":true},{"name":"identity","type":"identityPicker","required":false,"label":"Identity"},{"name":"limit","type":"number","label":"Limit"}]}`,
		`{"id":"sp:manage-account","name":"Manage Accounts","type":"ACTION"}`, `{"id":"sp:sleep","name":"Wait","type":"ACTION"}`,
		`{"id":"sp:forms","name":"Form","type":"ACTION"}`, `{"id":"sp:loop:iterator","name":"Loop","type":"ACTION"}`,
		`{"id":"sp:define-variable","name":"Define Variable","type":"OPERATOR"}`,
		`{"id":"sp:unlock-identity","name":"Unlock Identity","type":"ACTION","deprecated":true,"deprecatedBy":"sp:manage-account"}`,
	} {
		if item, ok := api.ReadLibraryItem([]byte(raw)); ok {
			item.SetRaw(api.RawRow([]byte(raw)))
			items[item.ID] = item
		}
	}
	return items
})

func shelf(id string) (api.LibraryItem, bool) {
	item, ok := library()[id]
	return item, ok
}

func newView(t testing.TB, theme string) *View {
	t.Helper()
	v := New(golden.Env(t, theme))
	v.Library = shelf
	v.SetDefinition(api.ReadDefinition([]byte(leaver)), 1)
	return v
}

// frame draws a view and checks its size.
func frame(t testing.TB, v *View, w, h int) string {
	t.Helper()
	text, cursor := v.Render(w, h)
	golden.Fits(t, text, w, h)
	if (cursor != nil) != v.Typing() {
		t.Errorf("cursor %v while typing is %v", cursor, v.Typing())
	}
	return ansi.Strip(text)
}

// act does actions and returns what the last one said.
func act(t testing.TB, v *View, actions ...keymap.Action) string {
	t.Helper()
	said := ""
	for _, a := range actions {
		cmd, ok := v.Act(a)
		if !ok {
			t.Errorf("%s is not taken", a)
		}
		said = ""
		if cmd != nil {
			if toast, ok := cmd().(screen.Toast); ok {
				said = toast.Text
			}
		}
	}
	return said
}

func typeIn(v *View, s string) {
	for _, r := range s {
		v.Type(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
}

// on returns the name of the step the cursor is about, with its loop.
func on(v *View) string {
	pointer, step, ok := v.Selected()
	if !ok {
		return "-"
	}
	if !strings.HasSuffix(pointer, "/"+refs.Escape(step.Name)) {
		return pointer + " is not " + step.Name
	}
	return strings.TrimPrefix(pointer, refs.Steps)
}

func values(t *testing.T) func(string) (string, bool) {
	t.Helper()
	steps := map[string]json.RawMessage{
		"getIdentity": json.RawMessage(`{"id":"2c91","name":"mara.lindqvist","attributes":{"displayName":"Mara Lindqvist"}}`),
		"getAccounts": json.RawMessage(`{"accounts":[{"id":"a1"},{"id":"a2"}]}`),
	}
	return func(expr string) (string, bool) {
		return refs.ValueIn(steps, json.RawMessage(`{"identity":{"id":"2c91"}}`), expr)
	}
}
