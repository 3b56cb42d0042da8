package selection

import (
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"iscope/api"
	"iscope/ui/golden"
	"iscope/ui/theme"
)

// terminals are the sizes of terminals, with the room that the shell leaves a
// window in them.
var terminals = []struct {
	name string
	w, h int
}{{"120x36", 88, 30}, {"80x24", 74, 18}, {"40x12", 34, 6}}

// compare holds what the topmost window shows in every terminal, and in
// monochrome.
func compare(t *testing.T, name string, s *stack) {
	t.Helper()
	for _, at := range terminals {
		frame, cursor := s.top().Render(at.w, at.h)
		fits(t, frame, at.w, at.h)
		if cursor != nil && (cursor.X < 0 || cursor.X >= at.w || cursor.Y < 0 || cursor.Y >= at.h) {
			t.Errorf("%s: the cursor is at %d,%d", at.name, cursor.X, cursor.Y)
		}
		golden.Equal(t, name+"-"+at.name, frame)
	}
	env := s.open[0].(*Dialog).env
	colour := env.Styles
	env.Styles = theme.New("mono", true, true, "")
	frame, _ := s.top().Render(74, 18)
	golden.Mono(t, name+"-mono", frame)
	env.Styles = colour
}

func TestFrames(t *testing.T) {
	compare(t, "empty", fill(t, newDialog(t, full)))
	compare(t, "choosing", fill(t, newDialog(t, full)).press("enter", "down"))
	compare(t, "complaints", fill(t, newDialog(t, full)).press("tab", `"many"`, "ctrl+s", "tab"))
	filled := func() *stack {
		return fill(t, newDialog(t, full)).press("enter", "enter", "tab", "tab", "enter", "enter", "tab", "tab", `"On call from April"`)
	}
	compare(t, "filled", filled())
	compare(t, "review", filled().press("ctrl+s"))
	compare(t, "obstacle", fill(t, newDialog(t, `[{"label":"Directory","formItems":[{"name":"a","label":"Account","required":true,"allowedValues":["x"],"value":"x"},`+
		`{"name":"b","label":"Level","type":"slider","required":true,"helpText":"From one to ten."}]}]`)))
}

// TestNamesThatMixAlphabets pins that the review warns of each of them, with
// the id beside.
func TestNamesThatMixAlphabets(t *testing.T) {
	d := newDialog(t, `[{"formItems":[{"name":"a","label":"Account","allowedValues":[{"label":"\u0430da.admin","value":"7"}]},{"name":"b"}]}]`)
	d.item.RequesterName = "\u0410nton Whitfield"
	s := fill(t, d).press("tab", `"`+"p\u0430yroll"+`"`, "up", "enter", "down", "enter", "ctrl+s")
	text := s.text(88, 30)
	for _, want := range []string{"\u0410nton Whitfield mixes alphabets", "\u0430da.admin mixes alphabets", "p\u0430yroll mixes alphabets", "id 2c91808a6f2b4d7e8f90a1b2c3d4e5f6", "sent as 7"} {
		if strings.Count(text, want) != 1 {
			t.Errorf("%q is not there once:\n%s", want, text)
		}
	}
}

// TestLongReviewIsRead pins that what does not fit has to be read before it can
// be agreed to.
func TestLongReviewIsRead(t *testing.T) {
	var items []string
	for i := range 30 {
		items = append(items, fmt.Sprintf(`{"name":"n%d","label":"Label %d","value":"value %d."}`, i, i, i))
	}
	s := fill(t, newDialog(t, `[{"formItems":[`+strings.Join(items, ",")+`]}]`)).press("ctrl+s")
	seen := s.text(34, 8)
	for range 40 {
		if len(s.view) > 0 {
			break
		}
		s.press("y")
		if len(s.open) == 2 {
			seen += s.text(34, 8)
		}
	}
	for i := range 30 {
		if !strings.Contains(seen, fmt.Sprintf("value %d.", i)) {
			t.Errorf("value %d was agreed to unseen", i)
		}
	}
	if c, ok := s.chosen(); !ok || len(c.Fields) != 30 {
		t.Errorf("%d answers", len(c.Fields))
	}
}

// TestSectionsAreToldApart pins the headings: two of a name are numbered, one
// without a name among others too.
func TestSectionsAreToldApart(t *testing.T) {
	s := fill(t, newDialog(t, `[{"label":"Account","formItems":[{"name":"a"}]},{"label":"Account","formItems":[{"name":"b"}]},{"formItems":[{"name":"c"},{"formItems":[{"name":"d"}]}]}]`))
	text := s.text(88, 30)
	for _, want := range []string{"   Account\n", "   Account (2)\n", "   Section 3\n"} {
		if strings.Count(noTail(text), want) != 1 {
			t.Errorf("%q is not there once:\n%s", want, text)
		}
	}
	d := newDialog(t, `[{"formItems":[{"name":"a","label":"A","allowedValues":[{"label":"same","value":"1"},{"label":"same","value":"2"}]}]}]`)
	s = fill(t, d).press("enter")
	if text = s.text(88, 30); !strings.Contains(text, "same (1)") || !strings.Contains(text, "same (2)") {
		t.Errorf("two accounts look the same:\n%s", text)
	}
}

func noTail(s string) string {
	lines := strings.Split(s, "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n") + "\n"
}

// TestWindowDoesNotJump pins that going from field to field, or mending a
// complaint, makes the form no smaller.
func TestWindowDoesNotJump(t *testing.T) {
	d := newDialog(t, full)
	s := fill(t, d)
	high := 0
	for range 8 {
		frame, _ := d.Render(88, 40)
		if n := strings.Count(frame, "\n"); n < high {
			t.Fatalf("from %d lines to %d:\n%s", high, n, ansi.Strip(frame))
		} else {
			high = n
		}
		s.press("tab")
	}
}

// TestAnyFormAnySize holds that no form of a tenant breaks the window, nor
// makes it send what the form does not have.
func TestAnyFormAnySize(t *testing.T) {
	texts := []string{"", "a", "Account", strings.Repeat("long ", 60), strings.Repeat("長", 90), "👩‍👩‍👧‍👦", "e\u0301\u0301", "\u2066\u202e", "\x1b[2J", "a\nb", strings.Repeat("x", 3000)}
	rapid.Check(t, func(rt *rapid.T) {
		text := func(name string) string {
			return fmt.Sprintf("%q:%s", name, quoted(rapid.SampledFrom(texts).Draw(rt, name)))
		}
		types := rapid.SampledFrom([]string{"", "select", "textarea", "boolean", "number", "date", "multi", "label", "slider"})
		var section func(depth int) string
		section = func(depth int) string {
			var items []string
			for range rapid.IntRange(0, 4).Draw(rt, "items") {
				if depth < 6 && rapid.IntRange(0, 3).Draw(rt, "section") == 0 {
					items = append(items, section(depth+1))
					continue
				}
				field := "{" + strings.Join([]string{text("name"), text("label"), text("helpText"), text("value"), `"type":` + quoted(types.Draw(rt, "type"))}, ",") +
					fmt.Sprintf(`,"required":%v`, rapid.Bool().Draw(rt, "required"))
				if rapid.Bool().Draw(rt, "choice") {
					field += `,"allowedValues":[{` + text("label") + "," + text("value") + `},"x"]`
				}
				items = append(items, field+"}")
			}
			return "{" + text("label") + `,"formItems":[` + strings.Join(items, ",") + "]}"
		}
		d := newDialog(t, "["+section(0)+","+section(0)+"]")
		s := fill(t, d)
		keys := rapid.SampledFrom([]string{"tab", "up", "enter", "x", "12", "esc", "ctrl+s", "ctrl+z", "y", "backspace", "pgdown"})
		for range rapid.IntRange(0, 25).Draw(rt, "keys") {
			if len(s.open) == 0 {
				break
			}
			w, h := rapid.IntRange(0, 120).Draw(rt, "w"), rapid.IntRange(0, 40).Draw(rt, "h")
			frame, cursor := s.top().Render(w, h)
			if w == 0 || h == 0 {
				if frame != "" {
					rt.Fatalf("%q", frame)
				}
			} else {
				fits(t, frame, w, h)
			}
			if cursor != nil && (cursor.X < 0 || cursor.X >= w || cursor.Y < 0 || cursor.Y >= h) {
				rt.Fatalf("the cursor is at %d,%d of %dx%d", cursor.X, cursor.Y, w, h)
			}
			if strings.Contains(ansi.Strip(frame), "\x1b") || strings.ContainsAny(frame, "\u202e\u2066") {
				rt.Fatalf("raw text got through: %q", frame)
			}
			s.press(keys.Draw(rt, "key"))
		}
		if c, ok := s.chosen(); ok {
			if _, err := d.asks.Answers(c.Fields); err != nil || len(c.Fields) == 0 {
				rt.Fatalf("%v: %v", c.Fields, err)
			}
		}
	})
}

func quoted(s string) string {
	var b strings.Builder
	for _, r := range s {
		fmt.Fprintf(&b, `\u%04x`, r)
		if r > 0xffff {
			return `"wide"`
		}
	}
	return `"` + b.String() + `"`
}

// TestEmptyItem pins that an item without anything neither panics nor sends.
func TestEmptyItem(t *testing.T) {
	d := New(golden.Env(t, "dark"), "v", api.WorkItem{ID: "w1"})
	for _, size := range [][2]int{{0, 0}, {1, 1}, {34, 6}, {88, 30}} {
		frame, _ := d.Render(size[0], size[1])
		if size[0] > 0 {
			fits(t, frame, size[0], size[1])
		}
	}
	if cmd, done := d.Update(tea.PasteMsg{Content: "x"}); cmd != nil || done || d.Title() != "Choose account: work item w1" {
		t.Errorf("%q", d.Title())
	}
}
