package form

import (
	"fmt"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"iscope/ui/cell"
	"iscope/ui/golden"
)

func TestFrames(t *testing.T) {
	for _, c := range []struct {
		name, theme string
		w, h        int
		then        func(*Model)
	}{
		{"wide", "dark", 100, 16, func(*Model) {}},
		{"narrow", "dark", 40, 10, func(m *Model) { typeIn(m, "n") }},
		{"complaints", "mono", 70, 20, func(m *Model) {
			m.Set("owner", "")
			m.Set("site", "Nowhere in particular")
			m.Check()
			m.Complain("site", "is not included in the list")
			m.Focus("note")
			m.Update(press('x'))
			typeIn(m, "x")
		}},
		{"removed-and-added", "ascii", 70, 20, func(m *Model) {
			m.Focus("note")
			m.Remove()
			m.Add(Field{Key: "shift", Label: "Shift of the worker", Group: "Values", Help: "text field"})
			typeIn(m, "day")
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := sample(t)
			m.env = golden.Env(t, c.theme)
			c.then(m)
			frame, _ := m.Render(c.w, c.h)
			golden.Fits(t, frame, c.w, c.h)
			golden.Equal(t, c.name, frame)
		})
	}
}

// nested is a form with groups within groups.
func nested(t testing.TB) *Model {
	m := New(golden.Env(t, "dark"), "v#1")
	m.SetFields(
		Field{Key: "a", Group: "Directory", Label: "Account", Kind: Choice, Starred: true, Options: []Option{{Value: "1", Label: "ada", Note: "CN=ada"}}, Help: "the one that gets it"},
		Field{Key: "b", Within: []string{"Finance"}, Group: "Ledger", Label: "Account", Value: "x", Starred: true},
		Field{Key: "c", Within: []string{"Finance", "Ledger"}, Group: "Postings", Label: "A label that is a good deal too long", Starred: true},
		Field{Key: "d", Within: []string{"Finance"}, Group: "Payments", Label: "Reason"},
		Field{Key: "e", Group: "Finance", Label: "Remark"},
		Field{Key: "f", Label: "Anything else"},
	)
	return m
}

func TestGroupsWithinGroups(t *testing.T) {
	for _, size := range [][2]int{{70, 20}, {34, 8}} {
		m := nested(t)
		m.Focus("c")
		frame, _ := m.Render(size[0], size[1])
		golden.Fits(t, frame, size[0], size[1])
		golden.Equal(t, fmt.Sprintf("nested-%d", size[0]), frame)
	}
}

// TestHeight pins that a window as high as Height shows every line of the form
// and no more.
func TestHeight(t *testing.T) {
	for _, m := range []*Model{sample(t), nested(t)} {
		for _, w := range []int{100, 34, 5} {
			h := m.Height(w)
			frame, _ := m.Render(w, h)
			lines := strings.Split(ansi.Strip(frame), "\n")
			if m.first != 0 || len(lines) != h || strings.TrimSpace(lines[h-1]) == "" {
				t.Errorf("%d lines of %d cells:\n%s", h, w, frame)
			}
		}
		if m.Height(0) != 0 {
			t.Error("nothing takes lines")
		}
	}
}

// TestCursorStandsOnTheText pins that the terminal's cursor is where the next
// character will appear, whatever stands above the field.
// TestAComplaintIsSaidInFull: where the window has the room, and else it ends in …
// at a word.
func TestAComplaintIsSaidInFull(t *testing.T) {
	reason := "the tenant says that this client may not read workflows, since the scope sp:scopes:all was taken from it by somebody; " +
		"an administrator gives it back under Admin, Global, Security Settings, API Management, and it works at once"
	m := New(golden.Env(t, "mono"), "v#1")
	m.SetFields(Field{Key: "id", Label: "Client"}, Field{Key: "secret", Label: "Secret"}, Field{Key: "name", Label: "Name"})
	m.Complain("secret", reason)
	text := func(h int) string {
		frame, _ := m.Render(40, h)
		golden.Fits(t, frame, 40, h)
		return strings.Join(strings.Fields(ansi.Strip(frame)), " ")
	}
	if got := text(20); !strings.Contains(got, reason) {
		t.Errorf("with room: %s", got)
	}
	got := text(8)
	cut := strings.Index(got, "…")
	if cut < 0 || !strings.Contains(reason, strings.TrimSpace(got[strings.Index(got, "the tenant"):cut])+" ") {
		t.Errorf("without room: %s", got)
	}
	if !strings.Contains(got, "Name") {
		t.Errorf("the field after it is out of sight: %s", got)
	}
	if m.Focus("secret"); len(text(10)) <= len(got) {
		t.Errorf("the field that has the keys gets no more room: %s", text(10))
	}
}

// TestWhereNothingWasNothingIsSaid pins that a new form does not call each of its
// fields empty before.
func TestWhereNothingWasNothingIsSaid(t *testing.T) {
	m := New(golden.Env(t, "mono"), "v#1")
	m.SetFields(Field{Key: "a", Label: "Name"}, Field{Key: "b", Label: "Address", Value: "acme"},
		Field{Key: "c", Label: "API", Kind: Choice, Options: []Option{{Value: "", Label: "as usual"}, {Value: "v1", Label: "one"}}})
	for _, c := range []struct{ key, was string }{{"a", ""}, {"b", "was: acme"}, {"c", "was: as usual"}} {
		m.Focus(c.key)
		m.Set(c.key, "v1")
		frame, _ := m.Render(60, 10)
		if strings.Contains(frame, "was:") != (c.was != "") || !strings.Contains(frame, c.was) {
			t.Errorf("%s:\n%s", c.key, frame)
		}
	}
}

func TestCursorStandsOnTheText(t *testing.T) {
	m := sample(t)
	for _, key := range []string{"owner", "note", "site"} {
		m.Focus(key)
		for _, size := range [][2]int{{100, 20}, {40, 8}, {60, 3}, {30, 1}} {
			frame, c := m.Render(size[0], size[1])
			if c == nil {
				t.Fatalf("%s has no cursor at %v", key, size)
			}
			line := ansi.Strip(strings.Split(frame, "\n")[c.Y])
			want := m.fields[m.focus].typed()
			if !strings.HasSuffix(cell.Cut(line, c.X), want) && size[0] >= 40 && !strings.HasSuffix(ansi.Cut(line, 0, c.X), want[max(len(want)-4, 0):]) {
				t.Errorf("%s at %v: the cursor is at %d of %q", key, size, c.X, line)
			}
		}
	}
	m.Focus("state")
	if _, c := m.Render(80, 20); c != nil {
		t.Error("a choice has a cursor")
	}
}

func TestFocusedFieldIsInSight(t *testing.T) {
	m := New(golden.Env(t, "dark"), "v#1")
	var fields []Field
	for i := range 60 {
		fields = append(fields, Field{Key: fmt.Sprint(i), Label: fmt.Sprintf("Label %d", i), Value: fmt.Sprintf("value %d.", i), Group: fmt.Sprint("Group ", i/10)})
	}
	m.SetFields(fields...)
	check := func(h int) {
		t.Helper()
		frame, _ := m.Render(60, h)
		if !strings.Contains(frame, m.Value(m.Focused())) {
			t.Fatalf("field %s is out of sight in %d lines:\n%s", m.Focused(), h, frame)
		}
	}
	for range 60 {
		check(7)
		m.Next()
	}
	frame, _ := m.Render(60, 7)
	if strings.TrimSpace(strings.Split(ansi.Strip(frame), "\n")[6]) == "" {
		t.Errorf("room is left below the last field:\n%s", frame)
	}
	check(1)
	for range 60 {
		check(2)
		m.Prev()
	}
	if frame, _ = m.Render(60, 12); !strings.Contains(frame, "Group 0") {
		t.Error("the heading of the first group is out of sight at the top")
	}
}

func TestClick(t *testing.T) {
	m := sample(t)
	frame, _ := m.Render(80, 20)
	for y, l := range strings.Split(ansi.Strip(frame), "\n") {
		if strings.Contains(l, "Site") {
			if !m.Click(y) || m.Focused() != "site" {
				t.Errorf("a click on line %d focuses %q", y, m.Focused())
			}
		}
	}
	if m.Click(19) || m.Click(-1) {
		t.Error("a click beside the fields focuses one")
	}
}

// TestAnySizeAnyText holds the promise of Render for whatever a tenant sends
// and a terminal is.
func TestAnySizeAnyText(t *testing.T) {
	env := golden.Env(t, "dark")
	rapid.Check(t, func(rt *rapid.T) {
		m := New(env, "v#1")
		var fields []Field
		for i := range rapid.IntRange(0, 12).Draw(rt, "fields") {
			fields = append(fields, Field{
				Key: fmt.Sprint(i), Label: cell.Cut(rapid.StringMatching(`[a-zé入 ]{0,40}`).Draw(rt, "label"), 60), Kind: Kind(rapid.IntRange(0, 4).Draw(rt, "kind")),
				Value: rapid.String().Draw(rt, "value"), Row: rapid.Bool().Draw(rt, "row"), Group: rapid.SampledFrom([]string{"", "A", "Weitere Angaben"}).Draw(rt, "group"),
				Within: rapid.SampledFrom([][]string{nil, {"B"}, {"B", "Zahlungen 支払"}}).Draw(rt, "within"), Starred: rapid.Bool().Draw(rt, "starred"),
				Help: rapid.StringMatching(`[a-z ]{0,60}`).Draw(rt, "help"), Hint: func(string) string { return "Zoë Müller" },
			})
		}
		m.SetFields(fields...)
		for range rapid.IntRange(0, 20).Draw(rt, "steps") {
			switch rapid.IntRange(0, 4).Draw(rt, "step") {
			case 0:
				m.Next()
			case 1:
				m.Prev()
			case 2:
				m.Remove()
			case 3:
				typeIn(m, rapid.String().Draw(rt, "typed"))
			case 4:
				m.Complain(m.Focused(), rapid.StringMatching(`[a-z ]{0,200}`).Draw(rt, "complaint"))
			}
		}
		w, h := rapid.IntRange(0, 130).Draw(rt, "w"), rapid.IntRange(0, 40).Draw(rt, "h")
		frame, cursor := m.Render(w, h)
		if w == 0 || h == 0 {
			if frame != "" {
				rt.Fatalf("%q", frame)
			}
			return
		}
		lines := strings.Split(frame, "\n")
		if len(lines) != h {
			rt.Fatalf("%d lines of %d", len(lines), h)
		}
		for _, l := range lines {
			if cell.Width(l) > w {
				rt.Fatalf("%d cells of %d: %q", cell.Width(l), w, l)
			}
		}
		if cursor != nil && (cursor.X < 0 || cursor.X >= w || cursor.Y < 0 || cursor.Y >= h) {
			rt.Fatalf("the cursor is at %d,%d of %dx%d", cursor.X, cursor.Y, w, h)
		}
	})
}
