package api

import (
	"encoding/json"
	"slices"
	"testing"

	"iscope/api/vendordocs"
)

// document reads the statuses of the vendor's document of NERM.
func document(t *testing.T) (patch, filter []string) {
	t.Helper()
	type enum struct {
		Enum []string `json:"enum"`
	}
	var d struct {
		Components struct {
			Parameters struct {
				Status struct{ Schema enum } `json:"workflow_session_status"`
			}
			Schemas struct {
				Patch struct {
					Properties struct{ Status enum }
				} `json:"WorkflowSession-3"`
			}
		}
	}
	if err := json.Unmarshal(vendordocs.Read(t, "nerm.json"), &d); err != nil {
		t.Fatal(err)
	}
	return d.Components.Schemas.Patch.Properties.Status.Enum, d.Components.Parameters.Status.Schema.Enum
}

// TestStatusesOfTheDocument holds the two lists of statuses against the
// document: the one that can be given, and the one that can be filtered by.
func TestStatusesOfTheDocument(t *testing.T) {
	patch, filter := document(t)
	slices.Sort(patch)
	slices.Sort(filter)
	if mine := slices.Sorted(slices.Values(SessionStatuses)); !slices.Equal(mine, patch) {
		t.Errorf("of PATCH %q, want %q", mine, patch)
	}
	if !slices.Equal(SessionFilterStatuses, filter) {
		t.Errorf("of GET %q, want %q", SessionFilterStatuses, filter)
	}
}

func TestFilterStatus(t *testing.T) {
	for in, want := range map[string]struct {
		form string
		ok   bool
	}{
		"pending_approval": {"pending approval", true}, "pending approval": {"pending approval", true}, "un_assigned": {"un assigned", true},
		"pending_courion_extend": {"pending courion_extend", true}, "pending courion_extend": {"pending courion_extend", true},
		"pending courion extend": {"pending courion_extend", true}, "courion_extend": {"courion extend", true}, "closing": {"closing", true},
		"AUTH-STATUS3": {"AUTH-STATUS3", false}, "pending_surprise": {"pending surprise", false}, "": {"", false},
	} {
		if got, ok := FilterStatus(in); got != want.form || ok != want.ok {
			t.Errorf("%q becomes %q, %v", in, got, ok)
		}
	}
	for _, s := range SessionFilterStatuses {
		if got, ok := FilterStatus(s); got != s || !ok {
			t.Errorf("%q becomes %q, %v", s, got, ok)
		}
	}
}

func TestLabelOfUsers(t *testing.T) {
	for want, u := range map[string]NERMUser{
		"Ada (ada@x)": {ID: "1", Name: "Ada", Login: "al", Email: "ada@x"}, "al (ada@x)": {ID: "1", Login: "al", Email: "ada@x"}, "Ada": {ID: "1", Name: "Ada"}, "1": {ID: "1"},
	} {
		if got := u.Label(); got != want {
			t.Errorf("%+v is called %q, want %q", u, got, want)
		}
	}
}

func TestLookupRecords(t *testing.T) {
	if o, ok := ReadNEOption([]byte(`{"id":"1","uid":"u","ne_attribute_id":"a","option":"Rome\u202e"}`)); !ok || o != (NEOption{"1", "u", "a", "Rome�"}) {
		t.Errorf("%+v", o)
	}
	if _, ok := ReadNEOption([]byte(`{"option":"of no id"}`)); ok {
		t.Error("a choice without an id was read")
	}
	if a, ok := ReadWorkflowAction([]byte(`{"workflow_id":"w","description":"Ends\u001b it.","archived":true}`)); !ok || a != (WorkflowAction{"w", "Ends␛ it.", true}) {
		t.Errorf("%+v", a)
	}
	if _, ok := ReadWorkflowAction([]byte(`[]`)); ok {
		t.Error("an action of no workflow was read")
	}
}
