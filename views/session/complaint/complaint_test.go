package complaint

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"iscope/api"
)

var fields = []Field{
	{"workflow_id", []string{"workflow_id", "workflow", "Workflow"}}, {"requester_id", []string{"requester_id", "requester"}},
	{"requester_type", []string{"requester_type", "Requester type"}}, {"profile_ids", []string{"profile_ids", "profiles"}}, {"status", []string{"status", "status_uid"}},
	{"attr:site", []string{"site", "Work site"}}, {"attr:end", []string{"contract_end", "Contract end"}}, {"attr:x", []string{"x"}},
}

// TestEveryShape goes through the shapes of the errors of NERM.
func TestEveryShape(t *testing.T) {
	for _, c := range []struct {
		name   string
		fields map[string]string
		detail string
		at     map[string]string
		rest   []string
	}{
		{"by uid", map[string]string{"site": "is not known"}, "The workflow session failed to update", map[string]string{"attr:site": "is not known"}, []string{"The workflow session failed to update"}},
		{"by label", map[string]string{"Contract end": "is in the past"}, "", map[string]string{"attr:end": "is in the past"}, nil},
		{"by member", map[string]string{"requester_id": "can't be blank"}, "", map[string]string{"requester_id": "can't be blank"}, nil},
		{"by another name of a member", map[string]string{"status_uid": "is not included in the list", "requester": "must exist"}, "", map[string]string{"status": "is not included in the list", "requester_id": "must exist"}, nil},
		{"nested", map[string]string{"attributes.site": "a", "workflow_session.attributes.contract_end": "b", "attributes[x]": "c"}, "", map[string]string{"attr:site": "a", "attr:end": "b", "attr:x": "c"}, nil},
		{"of an element", map[string]string{"profile_ids.0": "a", "profile_ids[1]": "b"}, "", map[string]string{"profile_ids": "a; b"}, nil},
		{"a list of sentences", nil, "Work site is not included in the list; Requester must exist; and more", map[string]string{"attr:site": "is not included in the list", "requester_id": "must exist"}, []string{"and more"}},
		{"a plain error", nil, "Contract end is in the past", map[string]string{"attr:end": "is in the past"}, nil},
		{"a plain error with a quoted name", nil, `"contract_end": is in the past`, map[string]string{"attr:end": "is in the past"}, nil},
		{"validation failed", nil, "Validation failed: Site is bad, Requester type is not included in the list", map[string]string{"attr:site": "is bad", "requester_type": "is not included in the list"}, nil},
		{"about the base", map[string]string{"base": "The session is closed; no more"}, "", nil, []string{"The session is closed; no more"}},
		{"of nothing there", map[string]string{"colour": "is unknown"}, "The workflow session failed to update", nil, []string{"The workflow session failed to update", "colour is unknown"}},
		{"the same twice", map[string]string{"site": "is bad", "attributes.site": "is bad"}, "Site is bad", map[string]string{"attr:site": "is bad"}, nil},
		{"a name alone says nothing", nil, "Site", nil, []string{"Site"}},
		{"no letters of a name in another word", nil, "Sites are closed; X is short", nil, []string{"Sites are closed", "X is short"}},
		{"nothing", nil, "", nil, nil},
	} {
		at, rest := Place(&api.Error{Fields: c.fields, Detail: c.detail}, fields)
		if !maps.Equal(at, c.at) || !slices.Equal(rest, c.rest) {
			t.Errorf("%s: %q %q, want %q %q", c.name, at, rest, c.at, c.rest)
		}
	}
}

func TestLongerNamesComeFirst(t *testing.T) {
	at, _ := Place(&api.Error{Detail: "Requester type is bad"}, fields)
	if at["requester_type"] != "is bad" || at["requester_id"] != "" {
		t.Errorf("%q", at)
	}
}

// FuzzPlace holds that no complaint is lost and none is put beside a field that
// is not there.
func FuzzPlace(f *testing.F) {
	f.Add("attributes.site", "is bad", "Validation failed: Site is bad, X")
	f.Add("", "", "; ; ")
	f.Add("[", "a", "\"'")
	f.Fuzz(func(t *testing.T, name, text, detail string) {
		if !utf8.ValidString(name + text + detail) {
			return
		}
		at, rest := Place(&api.Error{Fields: map[string]string{name: text}, Detail: detail}, fields)
		all := strings.Join(rest, " ")
		for key, s := range at {
			if !slices.ContainsFunc(fields, func(f Field) bool { return f.Key == key }) {
				t.Fatalf("a complaint beside %q", key)
			}
			all += " " + s
		}
		for word := range strings.FieldsSeq(text) {
			if !strings.Contains(all, word) {
				t.Fatalf("%q is lost: %q %q", word, at, rest)
			}
		}
	})
}
