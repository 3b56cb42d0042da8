package selection

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/google/go-cmp/cmp"

	"iscope/api"
	"iscope/keymap"
	"iscope/ui/dialog"
)

// TestFillInAndSubmit goes the whole way by keys.
func TestFillInAndSubmit(t *testing.T) {
	d := newDialog(t, full)
	s := fill(t, d).press("enter", "down", "enter") // the second account of the directory
	s.press("tab", `"12.5"`, "tab", `"ledger"`, "enter", "tab", `"2026-03-31"`, "tab", `"on call"`, "enter", `"twice"`, "ctrl+s")
	text := s.text(88, 40)
	for _, want := range []string{
		"Select an account for Mara Lindqvist", "id 2c91808a6f2b4d7e8f90a1b2c3d4e5f6", "requested by Tomas Berg", "for mara.lindqvist",
		"Directory account → mara.lindqvist-adm (Directory)", "sent as b7e4", "Hours a week → 12.5", "Ledger account → ledger-1",
		"Ledger / Section2.1", "Until → 2026-03-31", "Reason for this account → on call ␤ twice",
		"Left out, since empty: Tell the person", "Not part of the answer: A note of the tenant",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the review lacks %q:\n%s", want, text)
		}
	}
	if strings.Contains(text, "sent as ledger-1") || strings.Contains(text, "mixes alphabets") {
		t.Errorf("the review says too much:\n%s", text)
	}
	if s.press("enter"); len(s.open) != 1 || len(s.view) != 0 {
		t.Fatal("enter alone agrees")
	}
	s.press("ctrl+s", "y")
	got, ok := s.chosen()
	if !ok || got.To() != "inbox#1" || got.Item.Print != d.item.Print || got.Item.ID != d.item.ID || len(s.open) != 0 {
		t.Fatalf("%+v with %d windows open", got, len(s.open))
	}
	want := map[string]string{"Field1": "b7e4", "Hours": "12.5", "Field2": "ledger-1", "Until": "2026-03-31", "Reason": "on call\ntwice"}
	if diff := cmp.Diff(want, got.Fields); diff != "" {
		t.Error(diff)
	}
}

// TestNoIsPreset pins what does not agree, and that the form is kept.
func TestNoIsPreset(t *testing.T) {
	for _, keys := range [][]string{{"enter"}, {"n"}, {"esc"}, {"tab", "tab", "enter"}} {
		s := fill(t, newDialog(t, choiceOnly)).press("enter", "enter", "ctrl+s")
		s.confirm()
		if s.press(keys...); len(s.open) != 1 || len(s.view) != 0 || !strings.Contains(s.text(88, 20), "Ada") {
			t.Errorf("%v: %d windows, the view got %v", keys, len(s.open), s.view)
		}
	}
	s := fill(t, newDialog(t, choiceOnly)).press("enter", "enter", "ctrl+s", "tab", "enter")
	if c, ok := s.chosen(); !ok || c.Fields["account"] != "1" {
		t.Error("moving to yes and enter does not agree")
	}
}

// TestTypedAhead pins that keys pressed before the review is on screen go to
// the form and void the review, which was made of what the form held before.
func TestTypedAhead(t *testing.T) {
	d := newDialog(t, strings.Replace(choiceOnly, `]}]}]`, `]},{"name":"note","label":"Note"}]}]`, 1))
	s := fill(t, d).press("enter", "enter", "tab", `"a"`)
	show, _ := d.Update(tea.KeyPressMsg{Code: 's', Mod: tea.ModCtrl})
	s.press(`"yyy"`) // before the window that show brings is there
	if s.run(show); len(s.open) != 2 || len(s.view) != 0 {
		t.Fatalf("%d windows, the view got %v", len(s.open), s.view)
	}
	if s.press("y"); len(s.view) != 0 || len(s.open) != 1 || !strings.Contains(s.text(88, 20), "edited after the review") {
		t.Fatalf("an old review was taken: %v\n%s", s.view, s.text(88, 20))
	}
	s.press("ctrl+s", "y")
	if c, _ := s.chosen(); c.Fields["note"] != "ayyy" {
		t.Errorf("%+v", c)
	}
}

// TestChoiceOpensOnce pins that a burst of keys ends up in one list of choices,
// and that enter typed ahead takes what it was typed for.
func TestChoiceOpensOnce(t *testing.T) {
	d := newDialog(t, choiceOnly)
	s := fill(t, d)
	show, _ := d.Update(tea.KeyPressMsg{Code: 'B', Text: "B"})
	for _, k := range []tea.KeyPressMsg{{Code: 'o', Text: "o"}, {Code: 'b', Text: "b"}} {
		if cmd, _ := d.Update(k); cmd != nil {
			t.Fatal("another window opens")
		}
	}
	s.run(show)
	if p := s.top().(*dialog.Pick); p.Text() != "Bob" {
		t.Errorf("the list has %q", p.Text())
	}
	s.press("enter", "ctrl+s", "y")
	if c, _ := s.chosen(); c.Fields["account"] != "2" {
		t.Errorf("%+v", c)
	}
}

// TestComplaints pins that what cannot be sent is said beside its field, and
// that it goes away once it is mended.
func TestComplaints(t *testing.T) {
	s := fill(t, newDialog(t, full)).press("tab", `"many"`, "ctrl+s")
	text := s.text(88, 30)
	for _, want := range []string{"is required", "is not a number", "3 fields cannot be sent like this"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not said:\n%s", want, text)
		}
	}
	d := s.top().(*Dialog)
	if d.form.Focused() != d.keys[0] {
		t.Errorf("field %s is focused", d.form.Focused())
	}
	s.press("enter", "enter", "tab", "ctrl+z")
	if text = s.text(88, 30); !strings.Contains(text, "1 field cannot be sent like this") || strings.Contains(text, "not a number") {
		t.Errorf("a complaint stays:\n%s", text)
	}
	s.press("tab", "enter", "enter")
	if text = s.text(88, 30); strings.Contains(text, "cannot be sent") {
		t.Errorf("a complaint stays:\n%s", text)
	}
	if s.press("ctrl+s"); s.confirm().Head != "Submit this account selection?" {
		t.Error("no review")
	}
}

// TestPresetValues pins that an answer that is there already is sent, that one
// of no choice is not, and that an optional one can be taken back.
func TestPresetValues(t *testing.T) {
	with := func(value string) *stack {
		return fill(t, newDialog(t, `[{"formItems":[{"name":"a","value":"`+value+`","allowedValues":["x","y"]},{"name":"b","value":"there"}]}]`))
	}
	s := with("y").press("ctrl+s", "y")
	if c, _ := s.chosen(); c.Fields["a"] != "y" || c.Fields["b"] != "there" {
		t.Errorf("%+v", c)
	}
	s = with("z").press("ctrl+s")
	if text := s.text(88, 20); !strings.Contains(text, "is not one of the choices") {
		t.Errorf("a value that is no choice is reviewed:\n%s", text)
	}
	s = with("y").press("enter", `"nothing"`, "enter", "ctrl+s", "y")
	if c, _ := s.chosen(); len(c.Fields) != 1 || c.Fields["b"] != "there" {
		t.Errorf("%+v", c)
	}
	s = fill(t, newDialog(t, `[{"formItems":[{"name":"a"}]}]`)).press("ctrl+s")
	if text := s.text(88, 20); len(s.open) != 1 || !strings.Contains(text, "The form is empty") {
		t.Errorf("an empty form is reviewed:\n%s", text)
	}
}

// TestBlanks pins that blanks around a text are not sent, and those of a
// choice are.
func TestBlanks(t *testing.T) {
	s := fill(t, newDialog(t, `[{"formItems":[{"name":"t","required":true},{"name":"c","required":true,"allowedValues":[{"label":"X","value":" x "}]}]}]`))
	s.press(`"  "`, "ctrl+s")
	if !strings.Contains(s.text(88, 20), "is required") {
		t.Error("blanks are an answer")
	}
	s.press(`"a b "`, "tab", "enter", "enter", "ctrl+s", "y")
	if c, _ := s.chosen(); c.Fields["t"] != "a b" || c.Fields["c"] != " x " {
		t.Errorf("%+v", c)
	}
}

// TestWhatCannotBeSubmittedHere is only shown.
func TestWhatCannotBeSubmittedHere(t *testing.T) {
	closed := itemOf(t, choiceOnly)
	closed.State = api.StateFinished
	for want, item := range map[string]api.WorkItem{
		`"Level" is required and cannot be answered here: fields of type "slider"`: itemOf(t, `[{"formItems":[{"name":"a"},{"name":"b","label":"Level","type":"slider","required":true}]}]`),
		"parts of the form could not be read":                                      itemOf(t, `[{"formItems":[{"name":"a"},5]}]`),
		"the form has no field":                                                    itemOf(t, `[{"name":"Field1","label":"Section 1","formItems":[]}]`),
		"the item is closed":                                                       closed,
		"the item came without its form":                                           {ID: "x", Nature: api.AccountSelection},
	} {
		d := newDialog(t, choiceOnly)
		d = New(d.env, "inbox#1", item)
		if got := Obstacle(item); !strings.HasPrefix(got, want) {
			t.Errorf("obstacle %q, want %q", got, want)
		}
		s := fill(t, d)
		text := strings.Join(strings.Fields(s.text(88, 24)), " ")
		if !strings.Contains(text, capital(want)) || !strings.Contains(text, "close this, and o opens it") || strings.Contains(hints(d), "review") {
			t.Errorf("%s: %s\n%s", want, hints(d), text)
		}
		s.press(`"x"`, "enter", "ctrl+s", "y", "tab", "enter", "ctrl+s")
		if len(s.open) != 1 || len(s.view)+len(s.intent) != 0 || d.form.Changed() {
			t.Errorf("%s: something was done: %v %v", want, s.view, s.intent)
		}
		if s.press("esc"); len(s.open) != 0 {
			t.Errorf("%s: esc does not close", want)
		}
	}
	d := newDialog(t, `[]`)
	d.env.WebURL = ""
	if text := strings.Join(strings.Fields(fill(t, d).text(88, 24)), " "); !strings.Contains(text, "in the tenant's web interface") {
		t.Error(text)
	}
}

// TestFieldsThatCannotBeSent pins that such a field is shown, says why, and
// does not stop the others.
func TestFieldsThatCannotBeSent(t *testing.T) {
	s := fill(t, newDialog(t, `[{"formItems":[{"label":"Remark","value":"v0"},{"name":"a","label":"A"},{"name":"t","label":"T1"},{"name":"t","label":"T2"},`+
		`{"name":"m","label":"Many","isMultiValued":true,"allowedValues":["x"]},{"name":"p","label":"Pick","allowedValues":["x",{"label":"y"}]}]}]`))
	if text := s.text(100, 24); !strings.Contains(text, "v0") || strings.Count(text, "not answered here") != 4 {
		t.Errorf("\n%s", text)
	}
	s.press("up")
	if text := s.text(88, 24); !strings.Contains(text, "Cannot be answered here: it has no name to send an answer under") {
		t.Errorf("the reason is not whole:\n%s", text)
	}
	s.press(`"zzz"`, "tab", `"1"`, "tab", `"2"`, "tab", `"3"`, "tab", "enter", "tab")
	if text := s.text(88, 24); !strings.Contains(text, "1 more can be chosen in the web interface only") {
		t.Errorf("\n%s", text)
	}
	s.press("ctrl+s")
	if text := s.text(88, 24); !strings.Contains(text, "Not part of the answer: Remark, T1, T2, Many") {
		t.Errorf("\n%s", text)
	}
	s.press("y")
	if c, _ := s.chosen(); !cmp.Equal(c.Fields, map[string]string{"a": "1"}) {
		t.Errorf("%+v", c)
	}
}

// TestClose pins that what was filled in is not lost by one slip.
func TestClose(t *testing.T) {
	for _, key := range []string{"esc", "ctrl+c"} {
		if s := fill(t, newDialog(t, full)).press(key); len(s.open) != 0 {
			t.Errorf("%s does not close a form nobody touched", key)
		}
		s := fill(t, newDialog(t, full)).press("tab", `"1"`, key)
		if s.confirm().Head != "Discard what you filled in?" {
			t.Errorf("%s asks %q", key, s.confirm().Head)
		}
		if s.press("n"); len(s.open) != 1 || !strings.Contains(s.text(88, 24), "Hours a week") {
			t.Error("no discards")
		}
		if s.press(key, "y"); len(s.open) != 0 || len(s.view) != 0 {
			t.Errorf("yes leaves %d windows, the view got %v", len(s.open), s.view)
		}
	}
}

// TestProtected pins that a protected tenant's name has to be typed.
func TestProtected(t *testing.T) {
	d := newDialog(t, choiceOnly)
	d.env.Protected = true
	s := fill(t, d).press("enter", "enter", "ctrl+s", "y", "enter")
	if len(s.view) != 0 || len(s.open) != 2 {
		t.Fatal("y is enough")
	}
	s.press("backspace", `"acme"`, "enter")
	if _, ok := s.chosen(); !ok {
		t.Error("the tenant's name is not enough")
	}
}

// TestListens pins that the answers to others' questions are left to the view.
func TestListens(t *testing.T) {
	d, other := newDialog(t, choiceOnly), newDialog(t, choiceOnly)
	for _, msg := range []tea.Msg{
		dialog.Answer{View: "inbox#1", Name: "review", Value: 7}, dialog.Answer{View: "inbox#2", Name: askSubmit, Value: reviewed{of: d}},
		dialog.Answer{View: "inbox#1", Name: askSubmit, Value: reviewed{of: other}}, dialog.Answer{View: "inbox#1", Name: "form:status"}, Chosen{View: "inbox#1"},
	} {
		if d.Listens(msg) {
			t.Errorf("listens to %+v", msg)
		}
	}
	if cmd, done := d.Update(dialog.Answer{View: "inbox#1", Name: "other", Value: reviewed{of: d}}); cmd != nil || done {
		t.Error("an answer of no known name does something")
	}
	if s := fill(t, newDialog(t, full)).press("ctrl+x", `"q"`); len(s.open) != 1 || len(s.view)+len(s.intent) != 0 {
		t.Error("a key of the session editor does something here")
	}
}

// TestKeysCanBeChanged pins that the keys are those in force.
func TestKeysCanBeChanged(t *testing.T) {
	d := newDialog(t, choiceOnly)
	keys, problems := keymap.New(map[string][]string{"editor.review": {"f2"}})
	if problems != nil {
		t.Fatal(problems)
	}
	d.env.Keys = keys
	if got := hints(d); got != "f2 review, tab next field, enter choose, esc cancel, ctrl+z reset field" {
		t.Error(got)
	}
	s := fill(t, d).press("enter", "enter", "ctrl+s")
	if len(s.open) != 1 {
		t.Error("the default key still reviews")
	}
	s.send(tea.KeyPressMsg{Code: tea.KeyF2})
	s.confirm()
	if d.Title() != "Choose account: Select an account for Mara Lindqvist" {
		t.Error(d.Title())
	}
}
