package jsonedit

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"
	"pgregory.net/rapid"

	"iscope/api/safe"
	"iscope/ui/cell"
	"iscope/ui/golden"
)

// press returns the key of that name, with modifiers.
func press(code rune, mods ...tea.KeyMod) tea.KeyPressMsg {
	k := tea.KeyPressMsg{Code: code}
	for _, m := range mods {
		k.Mod |= m
	}
	return k
}

func typed(e *Editor, text string) {
	for _, r := range text {
		e.Update(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
}

func editor(t testing.TB, raw string) *Editor {
	e := New(golden.Env(t, "dark"))
	e.SetJSON([]byte(raw))
	return e
}

// TestFormatMeansTheSame pins that what is shown decodes to what came, with
// nothing hidden in it.
func TestFormatMeansTheSame(t *testing.T) {
	for name, raw := range map[string]string{
		"plain":        `{"a":1,"b":[true,null,"x"]}`,
		"big number":   `{"n":12345678901234567890.000000000000000001}`,
		"same twice":   `{"a":1,"a":2}`,
		"zero width":   "{\"a\":\"pay\u200broll\"}",
		"bidi":         "{\"a\":\"\u202eabc\u202c\"}",
		"C1":           "{\"a\":\"\u009b2J\"}",
		"tag":          "{\"a\":\"\U000E0041\"}",
		"line break":   "{\"a\":\"x\u2028y\"}",
		"escape":       `{"a":"\u001b[2J"}`,
		"marks":        "{\"a\":\"e" + strings.Repeat("\u0301", 9) + "\"}",
		"names":        "{\"Zoë\":\"Müller\", \"漢字\":\"日本\", \"e\u0301\":1}",
		"delete":       "{\"a\":\"\u007f\"}",
		"one surrogat": `{"a":"\ud83d"}`,
	} {
		t.Run(name, func(t *testing.T) {
			text := Format([]byte(raw))
			if got := safe.Text(text); got != text {
				t.Errorf("%q is not safe: %q", text, got)
			}
			var was, is any
			if err := json.Unmarshal([]byte(raw), &was); err != nil {
				t.Fatal(err)
			}
			if err := json.Unmarshal([]byte(text), &is); err != nil || !reflect.DeepEqual(was, is) {
				t.Errorf("%q means %v, not %v (%v)", text, is, was, err)
			}
		})
	}
	if got := Format([]byte(`{"a":12345678901234567890}`)); !strings.Contains(got, "12345678901234567890") {
		t.Errorf("a number was rounded: %s", got)
	}
	if got := Format([]byte("no\tJSON\r\nat all\xff")); got != "no  JSON\nat all\\ufffd" {
		t.Errorf("%q", got)
	}
}

// TestVisibleIsSafe holds for any text at all.
func TestVisibleIsSafe(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "text")
		if v := Visible(s); safe.Text(v) != v {
			t.Fatalf("%q became %q, which is cleaned to %q", s, v, safe.Text(v))
		}
	})
}

func TestCheckNamesThePlace(t *testing.T) {
	for text, want := range map[string]Problem{
		`{}`:                      {},
		"\n {\"a\": 1}\n":         {},
		"":                        {1, 1, "nothing stands here; {} is the least there can be"},
		" \n ":                    {1, 1, "nothing stands here; {} is the least there can be"},
		"{\n  \"a\": 1,\n}":       {3, 1, "invalid character '}' looking for beginning of object key string"},
		"{\n  \"ä\": \"ü\", x\n}": {2, 13, "invalid character 'x' looking for beginning of object key string"},
		"{\"a\": 1":               {1, 8, "unexpected end of JSON input"},
		"{\n\"a\": [1, 2\n\n":     {2, 11, "unexpected end of JSON input"},
		"{} {}":                   {1, 4, "invalid character '{' after top-level value"},
		"\n\n  [1]":               {3, 3, "an object is wanted: { … }"},
		"null":                    {1, 1, "an object is wanted: { … }"},
	} {
		if got := Check(text); got != want || got.Bad() != (want != Problem{}) {
			t.Errorf("%q: %+v, want %+v", text, got, want)
		}
	}
}

func TestTyping(t *testing.T) {
	e := editor(t, "")
	typed(e, `{`)
	e.Update(press(tea.KeyEnter))
	typed(e, `"a": [`)
	e.Update(press(tea.KeyEnter))
	typed(e, "1")
	e.Update(press(tea.KeyEnter))
	typed(e, "]")
	e.Update(press(tea.KeyEnter))
	typed(e, "}")
	want := "{\n  \"a\": [\n    1\n  ]\n}"
	if got := e.Text(); got != want || e.Check().Bad() || !e.Changed() {
		t.Errorf("%q, %+v", got, e.Check())
	}
	if line, col := e.Place(); line != 5 || col != 2 {
		t.Errorf("at %d:%d", line, col)
	}
}

func TestKeys(t *testing.T) {
	const text = "{\n  \"name\": \"Zoë é\",\n  \"n\": 1\n}"
	for name, c := range map[string]struct {
		line, col int
		keys      []tea.KeyPressMsg
		want      string // "" where nothing is edited
		at        [2]int
	}{
		"backspace":             {2, 5, []tea.KeyPressMsg{press(tea.KeyBackspace)}, "{\n  \"ame\": \"Zoë é\",\n  \"n\": 1\n}", [2]int{2, 4}},
		"backspace joins lines": {3, 1, []tea.KeyPressMsg{press(tea.KeyBackspace)}, "{\n  \"name\": \"Zoë é\",  \"n\": 1\n}", [2]int{2, 19}},
		"backspace at the top":  {1, 1, []tea.KeyPressMsg{press(tea.KeyBackspace)}, "", [2]int{1, 1}},
		"delete":                {3, 4, []tea.KeyPressMsg{press(tea.KeyDelete)}, "{\n  \"name\": \"Zoë é\",\n  \"\": 1\n}", [2]int{3, 4}},
		"delete joins lines":    {1, 2, []tea.KeyPressMsg{press(tea.KeyDelete)}, "{  \"name\": \"Zoë é\",\n  \"n\": 1\n}", [2]int{1, 2}},
		"delete at the end":     {4, 2, []tea.KeyPressMsg{press(tea.KeyDelete)}, "", [2]int{4, 2}},
		"a mark goes along":     {2, 17, []tea.KeyPressMsg{press(tea.KeyLeft), press(tea.KeyRight), press(tea.KeyBackspace)}, "{\n  \"name\": \"Zoë \",\n  \"n\": 1\n}", [2]int{2, 16}},
		"word before":           {2, 8, []tea.KeyPressMsg{press('w', tea.ModCtrl)}, "{\n  \"\": \"Zoë é\",\n  \"n\": 1\n}", [2]int{2, 4}},
		"rest of the line":      {2, 9, []tea.KeyPressMsg{press('k', tea.ModCtrl)}, "{\n  \"name\"\n  \"n\": 1\n}", [2]int{2, 9}},
		"end of the line":       {3, 9, []tea.KeyPressMsg{press('k', tea.ModCtrl)}, "{\n  \"name\": \"Zoë é\",\n  \"n\": 1}", [2]int{3, 9}},
		"beginning of the line": {3, 7, []tea.KeyPressMsg{press('u', tea.ModCtrl)}, "{\n  \"name\": \"Zoë é\",\n 1\n}", [2]int{3, 1}},
		"words on":              {2, 1, []tea.KeyPressMsg{press(tea.KeyRight, tea.ModCtrl), press(tea.KeyRight, tea.ModAlt)}, "", [2]int{2, 15}},
		"words on, line on":     {1, 2, []tea.KeyPressMsg{press(tea.KeyRight, tea.ModCtrl)}, "", [2]int{2, 1}},
		"words back, line back": {2, 1, []tea.KeyPressMsg{press(tea.KeyLeft, tea.ModCtrl)}, "", [2]int{1, 2}},
		"left goes up a line":   {2, 1, []tea.KeyPressMsg{press(tea.KeyLeft)}, "", [2]int{1, 2}},
		"home and end":          {2, 5, []tea.KeyPressMsg{press(tea.KeyEnd), press(tea.KeyHome)}, "", [2]int{2, 1}},
		"the very end":          {2, 5, []tea.KeyPressMsg{press(tea.KeyEnd, tea.ModCtrl)}, "", [2]int{4, 2}},
		"the very beginning":    {3, 5, []tea.KeyPressMsg{press(tea.KeyHome, tea.ModCtrl)}, "", [2]int{1, 1}},
		"the column is kept":    {2, 9, []tea.KeyPressMsg{press(tea.KeyUp), press(tea.KeyDown)}, "", [2]int{2, 9}},
		"a page":                {2, 3, []tea.KeyPressMsg{press(tea.KeyPgDown), press(tea.KeyPgUp)}, "", [2]int{1, 2}},
		"a tab is two blanks":   {4, 1, []tea.KeyPressMsg{press(tea.KeyTab)}, "{\n  \"name\": \"Zoë é\",\n  \"n\": 1\n  }", [2]int{4, 3}},
	} {
		t.Run(name, func(t *testing.T) {
			e := editor(t, "")
			e.Update(tea.PasteMsg{Content: text})
			e.Render(60, 10)
			e.GoTo(c.line, c.col)
			for _, k := range c.keys {
				e.Update(k)
			}
			want := c.want
			if want == "" {
				want = text
			}
			line, col := e.Place()
			if got := e.Text(); got != want || [2]int{line, col} != c.at {
				t.Errorf("%q at %d:%d, want %q at %v", got, line, col, want, c.at)
			}
		})
	}
}

// TestResetGoesBothWays pins that a slip on the key costs nothing.
func TestResetGoesBothWays(t *testing.T) {
	e := editor(t, `{"a":1}`)
	e.Reset()
	if e.Changed() || e.Note() != "" {
		t.Error("a reset of what is unchanged did something")
	}
	e.GoTo(2, 8)
	typed(e, "0")
	edited := e.Text()
	if e.Reset(); e.Changed() || e.Note() == "" {
		t.Errorf("%q after a reset", e.Text())
	}
	if e.Reset(); e.Text() != edited {
		t.Errorf("%q after another, want %q", e.Text(), edited)
	}
	e.Reset()
	typed(e, "x")
	e.Reset()
	e.Reset()
	if e.Text() != "x{\n  \"a\": 1\n}" {
		t.Errorf("what was typed last is lost: %q", e.Text())
	}
}

// TestLargePastes pins that a paste of a megabyte is taken, also in one line, and
// one that is too large leaves everything as it was.
func TestLargePastes(t *testing.T) {
	long := `{"a":"` + strings.Repeat("ü", 500_000) + `"}`
	many := "{" + strings.Repeat("\n", 1_000_000) + "}"
	for name, text := range map[string]string{"one line": long, "many lines": many} {
		e := editor(t, "")
		e.Update(tea.PasteMsg{Content: text})
		if e.Text() != text || e.Note() != "" || e.Check().Bad() {
			t.Fatalf("%s: %d bytes of %d, %q", name, len(e.Text()), len(text), e.Note())
		}
		frame, cursor := e.Render(40, 6)
		golden.Fits(t, frame, 40, 6)
		if cursor.X >= 40 || cursor.Y >= 6 || safe.Text(frame) == "" {
			t.Errorf("%s: cursor at %v", name, cursor)
		}
		e.Update(press(tea.KeyHome))
		e.Update(press(tea.KeyUp))
		e.Update(press(tea.KeyEnd))
		typed(e, "x")
		frame, _ = e.Render(40, 6)
		golden.Fits(t, frame, 40, 6)
	}
	for _, n := range []int{Max + 1, 3 * Max} {
		e := editor(t, `{}`)
		e.Update(tea.PasteMsg{Content: strings.Repeat("x", n)})
		if e.Text() != "{}" || !strings.Contains(e.Note(), "2 MB is the most") {
			t.Errorf("a paste of %d left %d bytes, %q", n, len(e.Text()), e.Note())
		}
		if typed(e, "y"); e.Note() != "" || e.Text() != "y{}" {
			t.Errorf("%q after the next key, %q", e.Note(), e.Text())
		}
	}
}

// TestHiddenCharactersArriveVisibly pins that what is typed or pasted hides
// nothing.
func TestHiddenCharactersArriveVisibly(t *testing.T) {
	e := editor(t, "")
	e.Update(tea.PasteMsg{Content: "{\"a\":\t\"x\u202ey\x1b[2J\"}\r\n"})
	typed(e, "\u200b")
	if want := "{\"a\":  \"x\\u202ey\\u001b[2J\"}\n\\u200b"; e.Text() != want {
		t.Errorf("%q, want %q", e.Text(), want)
	}
}

// TestEditorKeepsItsCounts presses keys at random: the cursor stays on a
// character, the size is that of the text, and frames fit.
func TestEditorKeepsItsCounts(t *testing.T) {
	env := golden.Env(t, "dark")
	keys := []tea.KeyPressMsg{
		press(tea.KeyUp), press(tea.KeyDown), press(tea.KeyLeft), press(tea.KeyRight), press(tea.KeyHome), press(tea.KeyEnd), press(tea.KeyPgUp), press(tea.KeyPgDown),
		press(tea.KeyBackspace), press(tea.KeyDelete), press(tea.KeyEnter), press(tea.KeyTab), press('w', tea.ModCtrl), press('k', tea.ModCtrl), press('u', tea.ModCtrl),
		press(tea.KeyLeft, tea.ModCtrl), press(tea.KeyRight, tea.ModCtrl), press(tea.KeyHome, tea.ModCtrl), press(tea.KeyEnd, tea.ModCtrl),
		{Code: '}', Text: "}"}, {Code: '{', Text: "{"}, {Code: 'ä', Text: "ä"}, {Code: '漢', Text: "漢"}, {Code: 'e', Text: "e\u0301"},
	}
	rapid.Check(t, func(t *rapid.T) {
		e := New(env)
		e.Update(tea.PasteMsg{Content: rapid.StringN(0, 300, -1).Draw(t, "text")})
		for _, i := range rapid.SliceOfN(rapid.IntRange(0, len(keys)), 0, 60).Draw(t, "keys") {
			if i == len(keys) {
				e.Reset()
			} else {
				e.Update(keys[i])
			}
			line := e.lines[e.row]
			if e.size != len(e.Text()) || e.col > len(line) || !utf8.RuneStart(startOf(line, e.col)) {
				t.Fatalf("size %d of %d, at byte %d of %q", e.size, len(e.Text()), e.col, line)
			}
			w, h := rapid.IntRange(1, 60).Draw(t, "w"), rapid.IntRange(1, 8).Draw(t, "h")
			frame, cursor := e.Render(w, h)
			if cursor.X < 0 || cursor.X >= w || cursor.Y < 0 || cursor.Y >= h {
				t.Fatalf("cursor at %d,%d of %dx%d", cursor.X, cursor.Y, w, h)
			}
			for _, l := range strings.Split(frame, "\n") {
				if cell.Width(l) > w {
					t.Fatalf("%q is wider than %d", l, w)
				}
			}
		}
	})
}

func TestFrames(t *testing.T) {
	e := editor(t, `{"identity":{"id":"ee769173319b41d19ccec6cea52f237b","name":"john.doe"},"changes":[{"attribute":"department","oldValue":"sales","newValue":"marketing and everything that goes with it"}]}`)
	frame, _ := e.Render(60, 9)
	golden.Fits(t, frame, 60, 9)
	golden.Equal(t, "beginning", frame)
	e.GoTo(10, 9999)
	typed(e, ",,")
	e.Check()
	frame, cursor := e.Render(40, 6)
	golden.Equal(t, "scrolled", frame)
	if cursor.X != 27 {
		t.Errorf("cursor at %d", cursor.X)
	}
	frame, _ = e.Render(24, 4)
	golden.Equal(t, "narrow", frame)
	if frame, _ := e.Render(0, 3); frame != "" {
		t.Errorf("%q in no room", frame)
	}
}

// TestTheLineThatIsWrongIsMarked pins the one place where colour says which
// line it is; the problem's text names it too.
func TestTheLineThatIsWrongIsMarked(t *testing.T) {
	e := editor(t, "")
	e.Update(tea.PasteMsg{Content: "{\n  \"a\": 1,\n}"})
	before, _ := e.Render(60, 4)
	if e.Check().Line != 3 {
		t.Fatalf("%+v", e.Check())
	}
	after, _ := e.Render(60, 4)
	if bad := e.env.Styles.Bad.Render("3"); strings.Contains(before, bad) || !strings.Contains(after, bad) {
		t.Errorf("%q, then %q", before, after)
	}
}

func BenchmarkKeyInAMegabyte(b *testing.B) {
	for name, text := range map[string]string{
		"one line":   `{"a":"` + strings.Repeat("ü", 500_000) + `"}`,
		"many lines": "{" + strings.Repeat("\n  \"a\": 1", 100_000) + "}",
	} {
		b.Run(name, func(b *testing.B) {
			e := editor(b, "")
			e.Update(tea.PasteMsg{Content: text})
			for b.Loop() {
				e.Update(tea.KeyPressMsg{Code: 'x', Text: "x"})
				e.Render(100, 30)
				e.Update(press(tea.KeyBackspace))
				e.Render(100, 30)
			}
		})
	}
}
