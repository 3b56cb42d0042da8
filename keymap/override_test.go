package keymap

import (
	"slices"
	"testing"
)

func TestOverridesAreTheDifference(t *testing.T) {
	m, problems := New(nil)
	if problems != nil || len(m.Overrides()) != 0 {
		t.Fatalf("%v, %v", problems, m.Overrides())
	}
	m, problems = New(map[string][]string{"inbox.approve": {"y", "ctrl+y"}, "list.copy-id": {}, "app.quit": {"q"}})
	if problems != nil {
		t.Log(problems)
	}
	got := m.Overrides()
	if len(got) != 2 || got[0].Action != "list.copy-id" || len(got[0].Keys) != 0 || !slices.Equal(got[0].Default, []string{"y"}) ||
		got[1].Action != "inbox.approve" || !slices.Equal(got[1].Keys, []string{"y", "ctrl+y"}) || !slices.Equal(got[1].Default, []string{"a"}) {
		t.Errorf("%+v", got)
	}
}

func TestHiddenAreThoseOfOuterScopes(t *testing.T) {
	m, _ := New(nil)
	for _, b := range m.All() {
		for _, h := range m.Hidden(b.Action) {
			other := m.Binding(h)
			if other.Scope == b.Scope || !slices.ContainsFunc(b.Keys, func(k string) bool { return slices.Contains(other.Keys, k) }) {
				t.Errorf("%s is said to hide %s", b.Action, h)
			}
		}
	}
	if got := m.Hidden("steps.follow"); !slices.Contains(got, "app.open") {
		t.Errorf("enter in the steps hides %v", got)
	}
	if got := m.Hidden("app.quit"); got != nil {
		t.Errorf("nothing is outside of the shell: %v", got)
	}
}

func TestKeysOfRepliesAreDoubted(t *testing.T) {
	m, problems := New(map[string][]string{
		"inbox.approve": {"alt+O", "alt+y"}, "inbox.reject": {"alt+["}, "app.theme": {"alt+]"}, "inbox.undo": {"alt+P"}, "app.help": {"alt+_", "?"}, "list.copy-id": {"alt+o"},
	})
	if problems != nil {
		t.Fatal(problems)
	}
	var got []string
	for _, p := range m.Doubts() {
		got = append(got, p.Action)
	}
	if want := []string{"app.help", "app.theme", "inbox.approve", "inbox.reject", "inbox.undo"}; !slices.Equal(slices.Sorted(slices.Values(got)), want) {
		t.Errorf("doubts about %v, want %v", got, want)
	}
	m, _ = New(nil)
	for _, b := range m.All() {
		for _, k := range b.Keys {
			if slices.Contains(replies, k) {
				t.Errorf("%s has the key %s, with which terminals begin their replies", b.Action, k)
			}
		}
	}
	if got := m.Doubts(); got != nil {
		t.Errorf("%v about the keys that we chose", got)
	}
}
