package keymap

import (
	"slices"
	"strings"
	"testing"
)

func TestDefaultsHaveNoProblem(t *testing.T) {
	if _, problems := New(nil); problems != nil {
		t.Fatalf("the default table has problems: %v", problems)
	}
}

func TestTableIsWellFormed(t *testing.T) {
	seen := map[Action]bool{}
	for _, b := range table {
		if seen[b.Action] {
			t.Errorf("%s stands twice", b.Action)
		}
		seen[b.Action] = true
		if b.Help == "" || b.Scope == "" || !strings.Contains(string(b.Action), ".") {
			t.Errorf("%+v is incomplete", b)
		}
		if b.Footer > 0 && (b.Short == "" || len(b.Keys) == 0) {
			t.Errorf("%s is in the footer without a short name or key", b.Action)
		}
		for _, k := range b.Keys {
			if !validKey(k) {
				t.Errorf("%s: %q is not a key", b.Action, k)
			}
		}
	}
}

func TestResolveAsksInnerScopesFirst(t *testing.T) {
	m, _ := New(nil)
	for _, c := range []struct {
		scopes []Scope
		key    string
		want   Action
	}{
		{[]Scope{Inbox, List, Global}, "a", "inbox.approve"},
		{[]Scope{Inbox, List, Global}, "j", "list.down"},
		{[]Scope{Inbox, List, Global}, "q", "app.quit"},
		{[]Scope{Timeline, Executions, Global}, "+", "timeline.zoom-in"},
		{[]Scope{Editor}, "q", ""},
	} {
		got, ok := m.Resolve(c.scopes, c.key)
		if got != c.want || ok != (c.want != "") {
			t.Errorf("Resolve(%v, %q) = %q, %v", c.scopes, c.key, got, ok)
		}
	}
}

func TestOverrides(t *testing.T) {
	m, problems := New(map[string][]string{"inbox.approve": {"Z", "ctrl+y"}, "app.theme": {"f2"}, "inbox.undo": {}})
	if problems != nil {
		t.Fatal(problems)
	}
	if a, _ := m.Resolve([]Scope{Inbox}, "ctrl+y"); a != "inbox.approve" {
		t.Errorf("ctrl+y resolves to %q", a)
	}
	if a, ok := m.Resolve([]Scope{Inbox}, "a"); ok {
		t.Errorf("the old key still resolves to %q", a)
	}
	if len(m.Keys("inbox.undo")) != 0 || m.Key("app.theme") != "f2" {
		t.Error("unbinding or binding failed")
	}
}

func TestOverrideMistakes(t *testing.T) {
	for _, c := range []struct {
		name      string
		overrides map[string][]string
		want      string
	}{
		{"unknown action", map[string][]string{"inbox.aprove": {"a"}}, `"inbox.aprove": there is no such action; did you mean "inbox.approve"?`},
		{"unknown key", map[string][]string{"inbox.approve": {"hyper+a"}}, `"inbox.approve": "hyper+a" is not a key`},
		{"key in capitals", map[string][]string{"inbox.approve": {"Esc"}}, `"inbox.approve": "Esc" is not a key; did you mean "esc"?`},
		{"key of other programs", map[string][]string{"inbox.approve": {"Ctrl-A"}}, `"inbox.approve": "Ctrl-A" is not a key; did you mean "ctrl+a"?`},
		{"key twice", map[string][]string{"inbox.approve": {"Z", "Z"}}, `"inbox.approve": the key "Z" is there twice`},
		{"same scope", map[string][]string{"inbox.approve": {"x"}}, `"inbox.approve": the key "x" is that of inbox.reject (default); give one of them another`},
		{"both written", map[string][]string{"inbox.approve": {"Z"}, "inbox.reject": {"Z"}}, `"inbox.reject": the key "Z" is that of inbox.approve; give one of them another`},
		{"inner scope", map[string][]string{"app.palette": {"a"}}, `"app.palette": the key "a" is that of inbox.approve (default); give one of them another`},
		{"outer scope", map[string][]string{"inbox.approve": {"q"}}, `"inbox.approve": the key "q" is that of app.quit (default); give one of them another`},
		{"no way out", map[string][]string{"app.quit": {}, "app.kill": {}}, `"app.quit": one key must be left to quit with`},
	} {
		t.Run(c.name, func(t *testing.T) {
			m, problems := New(c.overrides)
			if len(problems) != 1 || problems[0].String() != c.want {
				t.Fatalf("problems = %v, want %s", problems, c.want)
			}
			if a, _ := m.Resolve([]Scope{Inbox}, "a"); a != "inbox.approve" {
				t.Error("a map with problems must keep the defaults")
			}
		})
	}
}

func TestFooter(t *testing.T) {
	m, _ := New(nil)
	var names []string
	for _, b := range m.Footer([]Scope{Inbox, List, Global}, false) {
		names = append(names, string(b.Action))
	}
	if len(names) == 0 || names[0] != "inbox.approve" || !slices.Contains(names, "app.help") {
		t.Errorf("footer = %v", names)
	}
	for _, b := range m.Footer([]Scope{Inbox, List, Global}, true) {
		if b.Writes {
			t.Errorf("%s is offered in read-only mode", b.Action)
		}
	}
}

func TestValidKey(t *testing.T) {
	for k, want := range map[string]bool{"a": true, "+": true, "ctrl++": true, "ctrl+s": true, "shift+tab": true, "é": true, "": false, "ctrl+": true, "foo": false, "ab": false, "f12": true, "f13": false} {
		if got := validKey(k); got != want {
			t.Errorf("validKey(%q) = %v", k, got)
		}
	}
}

// FuzzNew holds that no override, however odd, panics or leaves a map that
// cannot quit.
func FuzzNew(f *testing.F) {
	f.Add("inbox.approve", "ctrl+y")
	f.Add("app.quit", "")
	f.Fuzz(func(t *testing.T, action, key string) {
		m, _ := New(map[string][]string{action: {key}})
		if len(m.Keys("app.quit"))+len(m.Keys("app.kill")) == 0 {
			t.Fatal("no key left to quit with")
		}
	})
}
