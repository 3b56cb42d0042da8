package form

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/google/go-cmp/cmp"

	"iscope/ui/dialog"
	"iscope/ui/field"
	"iscope/ui/golden"
	"iscope/ui/screen"
)

func press(code rune) tea.KeyPressMsg { return tea.KeyPressMsg{Code: code} }

func typeIn(m *Model, s string) {
	for _, r := range s {
		m.Update(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
}

func notBlank(s string) string {
	if strings.TrimSpace(s) == "" {
		return "must not be blank"
	}
	return ""
}

func sample(t testing.TB) *Model {
	m := New(golden.Env(t, "dark"), "v#1")
	m.SetFields(
		Field{Key: "id", Label: "Number", Kind: Fixed, Value: "4711", Group: "Record"},
		Field{Key: "owner", Label: "Owner", Value: "ada", Check: notBlank, Group: "Record", Hint: func(v string) string {
			if v == "ada" {
				return "Ada Lovelace"
			}
			return ""
		}},
		Field{Key: "state", Label: "State", Kind: Choice, Value: "open", Group: "Record", Help: "how it is doing",
			Options: []Option{{Value: "open", Label: "open"}, {Value: "closed", Label: "closed for good"}, {Value: "waiting", Label: "waiting"}}},
		Field{Key: "note", Label: "Note", Kind: Lines, Value: "first\nsecond", Row: true, Group: "Values"},
		Field{Key: "pin", Label: "PIN", Kind: Secret, Value: "1234", Row: true, Group: "Values"},
		Field{Key: "site", Label: "Site", Value: "Leeds", Row: true, Group: "Values"},
	)
	return m
}

func TestFirstFieldThatCanBeEditedIsFocused(t *testing.T) {
	if m := sample(t); m.Focused() != "owner" {
		t.Errorf("focused = %q", m.Focused())
	}
}

func TestEditingTellsWhatChanged(t *testing.T) {
	m := sample(t)
	if m.Changed() || m.Changes() != nil {
		t.Fatal("a new form has changes")
	}
	typeIn(m, "n")
	want := []Change{{Key: "owner", Label: "Owner", Before: "ada", After: "adan"}}
	if d := cmp.Diff(want, m.Changes()); d != "" {
		t.Error(d)
	}
	m.Update(press(tea.KeyBackspace))
	if m.Changed() {
		t.Error("typing a value back leaves a change")
	}
	typeIn(m, "x")
	m.Reset()
	if m.Changed() || m.Value("owner") != "ada" {
		t.Error("Reset does not put the value back")
	}
}

func TestMovingStopsAtTheEnds(t *testing.T) {
	m := sample(t)
	m.Prev()
	m.Prev()
	if m.Focused() != "id" {
		t.Errorf("focused = %q", m.Focused())
	}
	typeIn(m, "x")
	if m.Changed() {
		t.Error("a field that is only shown was edited")
	}
	for range 20 {
		m.Next()
	}
	if at, of := m.Place(); m.Focused() != "site" || at != 6 || of != 6 {
		t.Errorf("focused = %q at %d of %d", m.Focused(), at, of)
	}
	m.Update(press(tea.KeyEnter))
	if m.Focused() != "site" {
		t.Error("enter on the last field leaves it")
	}
}

func TestLineBreaks(t *testing.T) {
	m := sample(t)
	m.Focus("note")
	if m.Changed() {
		t.Fatal("focusing a value of several lines changes it")
	}
	m.Update(press(tea.KeyEnter))
	typeIn(m, "third")
	m.Update(tea.PasteMsg{Content: "\nfourth\n"})
	if got, want := m.Value("note"), "first\nsecond\nthird\nfourth"; got != want {
		t.Errorf("value = %q, want %q", got, want)
	}
	m.Focus("site")
	m.Update(tea.PasteMsg{Content: "a\nb"})
	if got := m.Value("site"); got != "Leedsa b" {
		t.Errorf("a line break pasted into one line gives %q", got)
	}
}

func TestTextWithLineBreaksIsNotFlattened(t *testing.T) {
	m := New(golden.Env(t, "dark"), "v#1")
	m.SetFields(Field{Key: "a", Label: "A", Value: "x\ny"})
	typeIn(m, "z")
	if got := m.Value("a"); got != "x\nyz" {
		t.Errorf("value = %q", got)
	}
}

// TestLongValuesAreNotCut pins that a value which the text field could not hold
// is shown but never edited: it would be sent cut.
func TestLongValuesAreNotCut(t *testing.T) {
	m := New(golden.Env(t, "dark"), "v#1")
	long := strings.Repeat("x", field.Max+1)
	m.SetFields(Field{Key: "a", Label: "A", Value: long})
	typeIn(m, "z")
	if m.Changed() || m.Value("a") != long || m.Set("a", "short") {
		t.Error("a value that is too long was edited")
	}
}

func TestSecretsAreReplacedNeverShown(t *testing.T) {
	m := sample(t)
	m.Focus("pin")
	frame, _ := m.Render(60, 20)
	typeIn(m, "9")
	typed, _ := m.Render(60, 20)
	m.Prev()
	after, _ := m.Render(60, 20)
	for _, f := range []string{frame, typed, after} {
		if strings.Contains(f, "1234") || strings.Contains(f, " 9") {
			t.Errorf("a secret stands in the frame:\n%s", f)
		}
	}
	want := []Change{{Key: "pin", Label: "PIN", Before: "1234", After: "9", Secret: true}}
	if d := cmp.Diff(want, m.Changes()); d != "" {
		t.Error(d)
	}
	m.Focus("pin")
	m.Update(press(tea.KeyBackspace))
	if m.Changed() {
		t.Error("a secret typed away again is still a change")
	}
}

func TestRows(t *testing.T) {
	m := sample(t)
	if m.Removable() {
		t.Error("a field that is no row can be removed")
	}
	m.Remove()
	m.Focus("site")
	m.Remove()
	want := []Change{{Key: "site", Label: "Site", Before: "Leeds", Removed: true}}
	if d := cmp.Diff(want, m.Changes()); d != "" || m.Value("site") != "" {
		t.Error(d)
	}
	m.Remove()
	if m.Changed() {
		t.Error("removing twice does not bring the row back")
	}
	if !m.Add(Field{Key: "shift", Label: "Shift"}) || m.Focused() != "shift" {
		t.Error("the row was not added")
	}
	typeIn(m, "day")
	want = []Change{{Key: "shift", Label: "Shift", After: "day", Added: true}}
	if d := cmp.Diff(want, m.Changes()); d != "" {
		t.Error(d)
	}
	m.Remove()
	if m.Changed() || m.Has("shift") || m.Focused() != "site" {
		t.Errorf("an added row that is removed leaves something; focused %q", m.Focused())
	}
	m.Remove()
	if m.Add(Field{Key: "site"}) || m.Changed() {
		t.Error("adding a row that was removed does not take it back")
	}
}

func TestTypingIntoARemovedRowTakesItBack(t *testing.T) {
	m := sample(t)
	m.Focus("site")
	m.Remove()
	typeIn(m, "!")
	if c := m.Changes(); len(c) != 1 || c[0].Removed || c[0].After != "Leeds!" {
		t.Errorf("changes = %+v", c)
	}
}

func TestCheckAsksChangedFieldsOnly(t *testing.T) {
	m := New(golden.Env(t, "dark"), "v#1")
	m.SetFields(Field{Key: "a", Label: "A", Check: notBlank}, Field{Key: "b", Label: "B", Value: "x", Check: notBlank}, Field{Key: "c", Label: "C", Value: "y", Check: notBlank})
	if m.Check() != 0 {
		t.Error("a value that was blank before is complained about")
	}
	m.Set("b", "")
	m.Set("c", " ")
	if m.Check() != 2 || m.Focused() != "b" || m.Complaint("b") != "must not be blank" || m.Complaint("a") != "" {
		t.Errorf("focused %q, complaints %q, %q", m.Focused(), m.Complaint("a"), m.Complaint("b"))
	}
	typeIn(m, "z")
	if m.Complaint("b") != "" || m.Complaint("c") == "" {
		t.Error("editing does not take back the complaint about this field, and only this")
	}
}

func TestComplaintsFromOutside(t *testing.T) {
	m := sample(t)
	if !m.Complain("site", "is not included in the list") || m.Complain("nothing", "x") {
		t.Error("Complain does not say whether the field is there")
	}
	frame, _ := m.Render(80, 20)
	if !strings.Contains(frame, "is not included in the list") {
		t.Error("the complaint is not shown")
	}
	m.ClearComplaints()
	if m.Complaint("site") != "" {
		t.Error("the complaint stays")
	}
}

// TestRebaseKeepsWhatWasTyped is the three-way rule of an editor: what the
// person changed stays, what they did not change follows the newer original.
func TestRebaseKeepsWhatWasTyped(t *testing.T) {
	m := sample(t)
	typeIn(m, "n")
	m.Rebase(Field{Key: "owner", Label: "Owner", Value: "grace"})
	m.Rebase(Field{Key: "site", Label: "Site", Value: "Bergen", Row: true})
	m.Rebase(Field{Key: "new", Label: "New", Value: "1", Row: true})
	m.Drop("note")
	want := []Change{{Key: "owner", Label: "Owner", Before: "grace", After: "adan"}}
	if d := cmp.Diff(want, m.Changes()); d != "" {
		t.Error(d)
	}
	if m.Value("site") != "Bergen" || m.Value("new") != "1" || m.Has("note") || m.Focused() != "owner" {
		t.Errorf("keys %v, focused %q", m.Keys(), m.Focused())
	}
	m.Rebase(Field{Key: "owner", Label: "Owner", Value: "adan"})
	if m.Changed() {
		t.Error("a change that the original has by now is still a change")
	}
}

func TestSettle(t *testing.T) {
	m := sample(t)
	m.Set("pin", "9")
	m.Focus("site")
	m.Remove()
	m.Add(Field{Key: "shift", Label: "Shift", Value: "day"})
	for _, key := range []string{"pin", "site", "shift", "nothing"} {
		m.Settle(key)
	}
	if m.Changed() {
		t.Errorf("changes = %+v", m.Changes())
	}
	if m.Rebase(Field{Key: "shift", Label: "Shift", Value: "day", Row: true}); m.Changed() || m.Value("shift") != "day" {
		t.Error("a settled row does not follow its new original")
	}
}

func TestChoice(t *testing.T) {
	m := sample(t)
	m.Focus("state")
	cmd := m.Update(tea.KeyPressMsg{Code: 'g', Text: "g"})
	if cmd == nil {
		t.Fatal("typing does not open the choice")
	}
	show, ok := cmd().(screen.Show)
	if !ok {
		t.Fatalf("typing sends %T", cmd())
	}
	pick := show.Dialog.(*dialog.Pick)
	if o, ok := pick.Selected(); !ok || o.Label != "closed for good" || pick.Text() != "g" {
		t.Errorf("narrowed by g to %+v", o)
	}
	cmd, done := pick.Update(press(tea.KeyEnter))
	if !done {
		t.Fatal("enter does not take the option")
	}
	answer := cmd().(dialog.Answer)
	if answer.To() != "v#1" {
		t.Errorf("the answer goes to %q", answer.To())
	}
	m.Update(answer)
	if m.Value("state") != "closed" {
		t.Errorf("value = %q", m.Value("state"))
	}
	m.Update(dialog.Answer{View: "v#1", Name: "other", Value: dialog.Option{Value: "open"}})
	if m.Value("state") != "closed" {
		t.Error("the answer to another question was taken")
	}
	if m.Update(press(tea.KeyBackspace)) != nil {
		t.Error("backspace opens the choice")
	}
}

// TestChoiceOpensOnce pins that a burst of keys opens one window and ends up in
// it, and that letters with which no option begins are harmless.
func TestChoiceOpensOnce(t *testing.T) {
	m := sample(t)
	m.Focus("state")
	for _, c := range "jkx" {
		if m.Update(tea.KeyPressMsg{Code: c, Text: string(c)}) != nil {
			t.Errorf("%c opens the choice", c)
		}
	}
	cmd := m.Update(tea.KeyPressMsg{Code: 'W', Text: "W"})
	for _, c := range "ait" {
		if m.Update(tea.KeyPressMsg{Code: c, Text: string(c)}) != nil {
			t.Fatalf("%c opens another window", c)
		}
	}
	pick := cmd().(screen.Show).Dialog.(*dialog.Pick)
	if pick.Text() != "Wait" {
		t.Errorf("the window has %q", pick.Text())
	}
	pick.Init()
	if _, done := pick.Update(press(tea.KeyEscape)); !done {
		t.Error("esc does not close it")
	}
	for _, key := range []tea.KeyPressMsg{press(tea.KeyEnter), {Code: ' ', Text: " "}} {
		pick = m.Update(key)().(screen.Show).Dialog.(*dialog.Pick)
		if o, _ := pick.Selected(); o.Value != "open" || pick.Text() != "" {
			t.Errorf("it begins on %v with %q", o.Value, pick.Text())
		}
		pick.Init()
	}
}

// TestRecheckStays pins that checking again neither moves nor forgets.
func TestRecheckStays(t *testing.T) {
	m := sample(t)
	m.Set("owner", "")
	m.Focus("site")
	if m.Recheck() != 1 || m.Complaints() != 1 || m.Focused() != "site" {
		t.Errorf("%d complaints, focused %q", m.Complaints(), m.Focused())
	}
	m.Set("owner", "eve")
	if m.Recheck() != 0 || m.Complaints() != 0 {
		t.Error("a complaint stays")
	}
}

// TestStrict pins that a strict field is checked although nobody changed it.
func TestStrict(t *testing.T) {
	m := New(golden.Env(t, "dark"), "v#1")
	m.SetFields(Field{Key: "lax", Label: "Lax", Check: notBlank}, Field{Key: "strict", Label: "Strict", Check: notBlank, Strict: true})
	if m.Check() != 1 || m.Focused() != "strict" || m.Complaint("strict") == "" || m.Complaint("lax") != "" {
		t.Errorf("%d complaints, focused %q", m.Complaints(), m.Focused())
	}
	typeIn(m, "x")
	if m.Recheck() != 0 {
		t.Error("a complaint stays")
	}
}

// TestTakes pins which answers are for the form.
func TestTakes(t *testing.T) {
	m := sample(t)
	for msg, want := range map[tea.Msg]bool{
		dialog.Answer{View: "v#1", Name: "form:state"}: true, dialog.Answer{View: "v#2", Name: "form:state"}: false,
		dialog.Answer{View: "v#1", Name: "form:other"}: false, dialog.Answer{View: "v#1", Name: "state"}: false, press('x'): false,
	} {
		if m.Takes(msg) != want {
			t.Errorf("%+v is taken: %v", msg, !want)
		}
	}
}

func TestChoiceTellsMoreOfItsOptions(t *testing.T) {
	m := nested(t)
	m.Focus("a")
	pick := m.Update(press(tea.KeyEnter))().(screen.Show).Dialog.(*dialog.Pick)
	if o, _ := pick.Selected(); o.Note != "CN=ada" {
		t.Errorf("%+v", o)
	}
	pick.Init()
	m.Set("a", "1")
	pick = m.Update(press(tea.KeyEnter))().(screen.Show).Dialog.(*dialog.Pick)
	if o, _ := pick.Selected(); o.Note != "CN=ada  as it is" {
		t.Errorf("%+v", o)
	}
}

func TestUntrustedTextIsCleaned(t *testing.T) {
	m := New(golden.Env(t, "dark"), "v#1")
	m.SetFields(Field{Key: "a", Label: "A", Value: "x\x1b[2Jy"})
	m.Set("a", "p\u202eq")
	m.Add(Field{Key: "b", Label: "B", Value: "r\x07"})
	frame, _ := m.Render(40, 6)
	if strings.ContainsAny(frame+m.Value("a")+m.Value("b"), "\u202e\x07") || strings.Contains(frame, "\x1b[2J") {
		t.Errorf("raw text got through: %q", frame)
	}
}

func TestEmptyFormSurvives(t *testing.T) {
	m := New(golden.Env(t, "dark"), "v#1")
	m.Next()
	m.Reset()
	m.Remove()
	typeIn(m, "x")
	if at, of := m.Place(); m.Focused() != "" || m.Check() != 0 || at != 0 || of != 0 {
		t.Error("an empty form has something")
	}
	frame, cursor := m.Render(10, 3)
	golden.Fits(t, frame, 10, 3)
	if cursor != nil {
		t.Error("an empty form has a cursor")
	}
}
