package jsonview

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"iscope/keymap"
	"iscope/ui/golden"
)

const sample = `[
  {
    "type": "ActivityTaskScheduled",
    "attributes": {
      "displayName": "Get Identity",
      "input": {
        "id": "2c9180",
        "odd name": [
          1,
          "two",
          {},
          []
        ],
        "it's": null
      }
    }
  },
  {
    "type": "日本語 with a text that is a good deal longer than any pane would be wide, so that it has to be wrapped",
    "attributes": {}
  },
  "last {"
]`

func view(t testing.TB, theme, text string, w, h int) *View {
	v := New(golden.Env(t, theme))
	v.Set(Parse(text))
	v.Render(w, h)
	return v
}

func act(v *View, actions ...keymap.Action) {
	for _, a := range actions {
		v.Act(a)
	}
}

// find looks for a text from the cursor on.
func find(v *View, text string) {
	v.search.Clear()
	v.Act("app.filter")
	v.Type(tea.PasteMsg{Content: text})
	v.Type(tea.KeyPressMsg{Code: tea.KeyEnter})
}

func down(v *View, n int) {
	for range n {
		v.Act("text.down")
	}
}

func TestGoldenFrames(t *testing.T) {
	for _, c := range []struct {
		name, theme string
		w, h        int
		do          func(v *View)
	}{
		{"open-80x24", "", 80, 24, func(*View) {}},
		{"open-40x12", "", 40, 12, func(v *View) { act(v, "text.bottom") }},
		{"folded-80x24", "", 80, 24, func(v *View) { down(v, 7); v.Fold() }},
		{"all-folded-80x24", "", 80, 24, func(v *View) { down(v, 7); v.FoldAll() }},
		{"ascii-80x24", "ascii", 80, 24, func(v *View) { down(v, 3); v.Fold() }},
		{"search-80x24", "", 80, 24, func(v *View) {
			v.FoldAll()
			v.Act("app.filter")
			for _, r := range "IDENT" {
				v.Type(tea.KeyPressMsg{Code: r, Text: string(r)})
			}
		}},
		{"outermost-40x12", "", 40, 12, func(v *View) { v.Fold() }},
		{"no-json-40x4", "", 40, 4, func(v *View) { v.Set(Parse("writing 12 events")); v.Fold(); v.FoldAll() }},
		{"empty-40x4", "", 40, 4, func(v *View) { v.Set(Parse("")); v.Fold(); v.FoldAll() }},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := view(t, c.theme, sample, c.w, c.h)
			c.do(v)
			frame, _ := v.Render(c.w, c.h)
			golden.Fits(t, frame, c.w, c.h)
			golden.Equal(t, c.name, frame)
		})
	}
}

func TestPathsAndValues(t *testing.T) {
	d := Parse(sample)
	for _, c := range []struct {
		line        int
		path, value string
	}{
		{0, "$", sample},
		{1, "$[0]", ""},
		{2, "$[0].type", "ActivityTaskScheduled"},
		{6, "$[0].attributes.input.id", "2c9180"},
		{7, "$[0].attributes.input['odd name']", "[\n  1,\n  \"two\",\n  {},\n  []\n]"},
		{8, "$[0].attributes.input['odd name'][0]", "1"},
		{9, "$[0].attributes.input['odd name'][1]", "two"},
		{10, "$[0].attributes.input['odd name'][2]", "{}"},
		{12, "$[0].attributes.input['odd name']", "[\n  1,\n  \"two\",\n  {},\n  []\n]"},
		{13, `$[0].attributes.input['it\'s']`, "null"},
		{18, "$[1].type", "日本語 with a text that is a good deal longer than any pane would be wide, so that it has to be wrapped"},
		{19, "$[1].attributes", "{}"},
		{21, "$[2]", "last {"},
		{22, "$", sample},
	} {
		if got := d.Path(c.line); got != c.path {
			t.Errorf("line %d: path %s, want %s", c.line, got, c.path)
		}
		if got := d.Value(c.line); c.value != "" && got != c.value {
			t.Errorf("line %d: value %q, want %q", c.line, got, c.value)
		}
	}
	if d.Items() != 3 || d.Item(1) != 17 || d.ItemAt(19) != 1 || d.ItemAt(0) != -1 || d.ItemAt(21) != 2 {
		t.Errorf("%d items, the second on line %d", d.Items(), d.Item(1))
	}
}

func TestFoldingKeepsThePlace(t *testing.T) {
	v := view(t, "", sample, 80, 24)
	down(v, 8)
	v.Fold()
	if v.Line() != 7 || v.Path() != "$[0].attributes.input['odd name']" {
		t.Fatalf("after folding the cursor is on line %d, %s", v.Line(), v.Path())
	}
	v.Act("text.down")
	if v.Line() != 13 {
		t.Errorf("below the fold is line %d", v.Line())
	}
	v.Act("text.up")
	v.Fold()
	v.Act("text.down")
	if v.Line() != 8 {
		t.Errorf("once unfolded, line %d is below", v.Line())
	}
	v.FoldAll()
	if v.Line() != 1 || len(v.rows) != 5 {
		t.Errorf("all folded: line %d, %d rows", v.Line(), len(v.rows))
	}
	v.FoldAll()
	if len(v.folded) > 0 || v.Line() != 1 {
		t.Errorf("unfolded again: line %d, %d folds", v.Line(), len(v.folded))
	}
	v.Goto(22)
	v.Fold() // the end of the list: the list itself
	if v.Line() != 0 || len(v.rows) != 1 {
		t.Errorf("the whole list folded: line %d, %d rows", v.Line(), len(v.rows))
	}
	v.Goto(9)
	if v.Line() != 9 || v.folded[0] {
		t.Errorf("Goto leads to line %d", v.Line())
	}
	v.Goto(-1)
	v.Goto(100)
	if v.Line() != 9 {
		t.Error("Goto leads out of the document")
	}
}

func TestSearchFindsWhatIsFolded(t *testing.T) {
	v := view(t, "", sample, 80, 10)
	v.FoldAll()
	v.Act("app.filter")
	for _, r := range "two" {
		v.Type(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
	if v.Line() != 9 || len(v.hits()) != 1 {
		t.Fatalf("the cursor is on line %d, %d hits", v.Line(), len(v.hits()))
	}
	v.Type(tea.KeyPressMsg{Code: tea.KeyEnter})
	if v.Typing() {
		t.Error("enter does not end the typing")
	}
	if !v.Act("app.back") || v.search.Query() != "" || v.Act("app.back") {
		t.Error("esc does not end the search first")
	}
	find(v, "TYPE")
	act(v, "text.top", "text.next-match", "text.next-match", "text.next-match")
	if v.Line() != 2 {
		t.Errorf("after the last match comes line %d", v.Line())
	}
	act(v, "text.prev-match")
	if v.Line() != 18 {
		t.Errorf("before the first match comes line %d", v.Line())
	}
	find(v, "nowhere")
	act(v, "text.next-match")
	if v.Line() != 18 || len(v.hits()) != 0 {
		t.Error("what is not there moves the cursor")
	}
	v.Set(Parse(strings.ReplaceAll(sample, "two", "İstanbul"))) // its small form is longer
	find(v, "istanbul")
	find(v, "2c91")
	if v.Line() != 6 {
		t.Errorf("line %d", v.Line())
	}
}

func TestALongerVersionKeepsPlaceAndFolds(t *testing.T) {
	v := view(t, "", sample, 80, 10)
	v.Goto(3)
	v.Fold()
	v.Act("text.down")
	line := v.Line()
	v.Set(Parse(strings.Replace(sample, `"last {"`, `"last {",`+"\n  7", 1)))
	if v.Line() != line || !v.folded[3] {
		t.Errorf("line %d, folds %v", v.Line(), v.folded)
	}
	act(v, "text.bottom")
	v.Set(Parse(strings.Replace(sample, `"last {"`, `"last {",`+"\n  7,\n  8", 1)))
	if v.Line() != v.Doc().Len()-1 {
		t.Errorf("at the end, new lines leave the cursor on line %d of %d", v.Line(), v.Doc().Len())
	}
	v.Set(Parse("[]"))
	if v.Line() != 0 || len(v.folded) != 0 {
		t.Errorf("line %d, folds %v", v.Line(), v.folded)
	}
}

func TestMouse(t *testing.T) {
	v := view(t, "", sample, 80, 10)
	if !v.Click(3) || v.Line() != 3 || v.Click(10) || v.Click(-1) {
		t.Errorf("a click leads to line %d", v.Line())
	}
	v.MoveBy(2)
	v.MoveBy(-100)
	if v.Line() != 0 {
		t.Errorf("the wheel leads to line %d", v.Line())
	}
}

// Whatever the document and however it is folded: frames are exact, the cursor is
// on a line that is drawn, and the value that a path leads to is the one that is
// shown.
func TestAnyDocument(t *testing.T) {
	var value func(depth int) *rapid.Generator[any]
	value = func(depth int) *rapid.Generator[any] {
		leaf := []*rapid.Generator[any]{
			rapid.Just(any(nil)), rapid.Bool().AsAny(), rapid.IntRange(-5, 1_000_000).AsAny(), rapid.StringOfN(rapid.RuneFrom([]rune(`a{}[]",: é日`)), 0, 30, -1).AsAny(),
		}
		if depth == 0 {
			return rapid.OneOf(leaf...)
		}
		in := rapid.Deferred(func() *rapid.Generator[any] { return value(depth - 1) })
		return rapid.OneOf(append(leaf, rapid.SliceOfN(in, 0, 4).AsAny(), rapid.MapOfN(rapid.StringOfN(rapid.RuneFrom([]rune(`ab' "`)), 0, 3, -1), in, 0, 4).AsAny())...)
	}
	rapid.Check(t, func(rt *rapid.T) {
		raw, err := json.MarshalIndent(value(4).Draw(rt, "value"), "", "  ")
		if err != nil {
			rt.Fatal(err)
		}
		w, h := rapid.IntRange(1, 60).Draw(rt, "w"), rapid.IntRange(1, 12).Draw(rt, "h")
		v := view(t, "", string(raw), w, h)
		for range rapid.IntRange(0, 12).Draw(rt, "steps") {
			switch rapid.IntRange(0, 4).Draw(rt, "do") {
			case 0:
				v.Fold()
			case 1:
				v.FoldAll()
			case 2:
				v.Goto(rapid.IntRange(0, v.Doc().Len()).Draw(rt, "line"))
			default:
				v.Act(rapid.SampledFrom([]keymap.Action{"text.down", "text.page-down", "text.up", "text.half-down", "text.half-up", "text.page-up", "text.bottom", "text.top"}).Draw(rt, "act"))
			}
			frame, _ := v.Render(w, h)
			golden.Fits(t, frame, w, h)
			if v.cursor < v.top || v.cursor >= v.top+h {
				rt.Fatalf("the cursor is on row %d, drawn are %d to %d", v.cursor, v.top, v.top+h)
			}
		}
		for i := range v.Doc().Len() {
			v.Goto(i)
			if v.Line() != i {
				rt.Fatalf("Goto(%d) leads to line %d", i, v.Line())
			}
			var got any
			if json.Unmarshal([]byte(v.Value()), &got) != nil && !strings.Contains(v.Doc().raw(i), `"`) {
				rt.Fatalf("the value on line %d is %q", i, v.Value())
			}
		}
	})
}

// TestWhatGoesOnStandsFurtherRight: a value that is broken is not taken for another
// member, and none of it is lost.
func TestWhatGoesOnStandsFurtherRight(t *testing.T) {
	for _, value := range []string{strings.Repeat("0123456789", 12), strings.Repeat("日本語", 20)} {
		text := "{\n    \"id\": \"" + value + "\"\n}"
		for w := 20; w < 60; w++ {
			v := view(t, "", text, w, 60)
			frame, _ := v.Render(w, 60)
			golden.Fits(t, frame, w, 60)
			lines := strings.Split(strings.TrimRight(ansi.Strip(frame), "\n"), "\n")
			all := ""
			for i, l := range lines[1 : len(lines)-1] {
				rest := strings.TrimLeft(l, " ")
				if want := gutter + min(6, (w-gutter)/2); i > 0 && len(l)-len(rest) != want {
					t.Fatalf("%d cells: %q begins in column %d, want %d", w, l, len(l)-len(rest), want)
				}
				all += rest
			}
			if all != "\"id\": \""+value+"\"" {
				t.Fatalf("%d cells: %q", w, all)
			}
		}
	}
}

func long(n int) string {
	var b strings.Builder
	b.WriteString("[\n")
	for i := range n {
		fmt.Fprintf(&b, "  {\n    \"type\": \"ActivityTaskCompleted\",\n    \"timestamp\": \"2026-03-02T09:15:%02d.123Z\",\n    \"attributes\": {\n      \"stepName\": \"Step %d\",\n      \"output\": {\n        \"id\": \"%032d\"\n      }\n    }\n  },\n", i%60, i, i)
	}
	b.WriteString("  {}\n]")
	return b.String()
}

func BenchmarkParse40000Events(b *testing.B) {
	text := long(40_000)
	for b.Loop() {
		Parse(text)
	}
}

func BenchmarkFoldAndDraw40000Events(b *testing.B) {
	v := view(b, "", long(40_000), 120, 36)
	v.Goto(200_001)
	for b.Loop() {
		v.Fold()
		v.Render(120, 36)
	}
}

func BenchmarkSearch40000Events(b *testing.B) {
	v := view(b, "", long(40_000), 120, 36)
	for b.Loop() {
		find(v, "step 39999")
		v.Render(120, 36)
	}
}

func BenchmarkScroll40000Events(b *testing.B) {
	v := view(b, "", long(40_000), 120, 36)
	for b.Loop() {
		v.Act("text.page-down")
		ansi.Strip(first(v.Render(120, 36)))
	}
}

func first(frame string, _ *tea.Cursor) string { return frame }
