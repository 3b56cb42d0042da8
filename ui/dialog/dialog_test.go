package dialog

import (
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"iscope/api/safe"
	"iscope/keymap"
	"iscope/ui/cell"
	"iscope/ui/golden"
	"iscope/ui/screen"
)

// press hands keys to a dialog and returns what the last of them answered, and
// whether the dialog closed.
func press(d screen.Dialog, keys ...string) (tea.Msg, bool) {
	var msg tea.Msg
	done := false
	for _, k := range keys {
		var cmd tea.Cmd
		if cmd, done = d.Update(key(k)); cmd != nil {
			msg = cmd()
		}
	}
	return msg, done
}

func key(k string) tea.KeyPressMsg {
	named := map[string]rune{
		"enter": tea.KeyEnter, "esc": tea.KeyEscape, "tab": tea.KeyTab, "up": tea.KeyUp, "down": tea.KeyDown, "left": tea.KeyLeft,
		"right": tea.KeyRight, "pgdown": tea.KeyPgDown, "pgup": tea.KeyPgUp, "backspace": tea.KeyBackspace,
	}
	if code, ok := named[k]; ok {
		return tea.KeyPressMsg{Code: code}
	}
	return tea.KeyPressMsg{Code: []rune(k)[0], Text: k}
}

func letters(s string) []string { return strings.Split(s, "") }

func confirm(t testing.TB) *Confirm {
	return &Confirm{Env: golden.Env(t, "dark"), View: "inbox#1", Name: "approve", Value: 7, Head: "Approve?", Lines: []string{"Payroll admin for Ada Lovelace"}, Yes: "Approve"}
}

// TestConfirmKeys pins that nothing is agreed to by enter alone, and what
// agrees.
func TestConfirmKeys(t *testing.T) {
	for keys, agrees := range map[string]bool{
		"y": true, "enter": false, "n": false, "esc": false, "tab enter": true, "right enter": true, "tab tab enter": false, "left enter": true, "down enter": true,
	} {
		msg, done := press(confirm(t), strings.Fields(keys)...)
		if !done || (msg != nil) != agrees {
			t.Errorf("%s: answered %v, closed %v", keys, msg, done)
		}
		if agrees && msg != (Answer{View: "inbox#1", Name: "approve", Value: 7}) {
			t.Errorf("%s: answered %+v", keys, msg)
		}
	}
	if msg, done := press(confirm(t), "x", " ", "tab"); msg != nil || done {
		t.Error("a key that means nothing answers")
	}
}

func TestConfirmByTyping(t *testing.T) {
	c := confirm(t)
	c.Type = "acme"
	for _, keys := range []string{"y", "n", "acm"} {
		if msg, done := press(c, append(letters(keys), "enter")...); msg != nil || done {
			t.Fatalf("%q agrees", keys)
		}
		for range keys {
			press(c, "backspace")
		}
	}
	c.Update(tea.PasteMsg{Content: "acme"})
	if msg, done := press(c, "enter"); msg == nil || !done {
		t.Error("the right text does not agree")
	}
	c = confirm(t)
	c.Type = "acme"
	if msg, done := press(c, append(letters("acme"), "esc")...); msg != nil || !done {
		t.Error("esc agrees")
	}
}

// TestConfirmCanBeReadToItsEnd pins that what is agreed to can be read, however
// much it is.
func TestConfirmCanBeReadToItsEnd(t *testing.T) {
	for _, typed := range []string{"", "acme"} {
		c := confirm(t)
		c.Type, c.Lines = typed, nil
		for i := range 40 {
			c.Lines = append(c.Lines, fmt.Sprintf("change %d.", i))
		}
		frame, _ := c.Render(40, 12)
		if strings.Contains(frame, "change 39.") || !strings.Contains(frame, "more text below") {
			t.Fatalf("\n%s", frame)
		}
		seen := frame
		for range 6 {
			press(c, "pgdown")
			frame, _ = c.Render(40, 12)
			seen += frame
		}
		for i := range 40 {
			if !strings.Contains(seen, fmt.Sprintf("change %d.", i)) {
				t.Errorf("line %d is never seen", i)
			}
		}
		if !strings.Contains(frame, "the end") {
			t.Errorf("\n%s", frame)
		}
		press(c, "down", "up", "up", "pgup")
		if frame, _ = c.Render(40, 12); strings.Contains(frame, "the end") || c.onYes {
			t.Errorf("up does not go up, or moves to a button:\n%s", frame)
		}
		if hints := fmt.Sprint(c.Hints()); !strings.Contains(hints, "read on") {
			t.Errorf("hints %s", hints)
		}
	}
}

// TestWhatIsListedIsCounted: the items that are still to be read, not the lines
// they take.
func TestWhatIsListedIsCounted(t *testing.T) {
	c := confirm(t)
	c.Noun, c.Lines = "item", []string{"Two are left out."}
	for i := range 6 {
		c.Items = append(c.Items, len(c.Lines))
		c.Lines = append(c.Lines, fmt.Sprintf("Item %d with a name that takes two lines here", i), "its id", "")
	}
	c.Lines = append(c.Lines, "They go", "one after", "the other", "and wait", "a moment", "each", "and", "then", "go")
	note := func() string {
		frame, _ := c.Render(30, 10)
		lines := strings.Split(ansi.Strip(frame), "\n")
		for _, l := range lines {
			for i := range 6 {
				if shown := fmt.Sprintf("Item %d", i); strings.Contains(l, shown) && strings.HasPrefix(lines[len(lines)-3], fmt.Sprintf("%d more", 6-i)) {
					t.Errorf("%s is in sight and counted:\n%s", shown, frame)
				}
			}
		}
		return strings.TrimSpace(lines[len(lines)-3])
	}
	for i, want := range []string{"4 more items below", "3 more items below", "1 more item below", "more text below", "more text below", "the end"} {
		if got := note(); got != want {
			t.Errorf("after %d pages: %q, want %q", i, got, want)
		}
		press(c, "pgdown")
	}
}

// TestHintsNameTheKeysInForce pins that no hint is of a key that does nothing.
func TestHintsNameTheKeysInForce(t *testing.T) {
	env := golden.Env(t, "dark")
	keys, problems := keymap.New(map[string][]string{
		"dialog.next": {"ctrl+n", "right"}, "dialog.prev": {"ctrl+p", "left"}, "dialog.accept": {"ctrl+y"}, "dialog.close": {"ctrl+g"}, "dialog.more": {"ctrl+o"},
		"dialog.yes": {"j"}, "dialog.no": {}, "text.page-down": {"space"},
	})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	env.Keys = keys
	p := &Pick{Env: env, Head: "Which?"}
	p.SetOptions([]Option{{Label: "a"}, {Label: "b"}, {Label: "c"}})
	if got := fmt.Sprint(p.Hints()); got != "[{ctrl+p ctrl+n choose false} {ctrl+y take false} {ctrl+g cancel false}]" {
		t.Errorf("a list: %s", got)
	}
	for _, k := range []struct {
		code rune
		want string
	}{{'n', "b"}, {'n', "c"}, {'p', "b"}} {
		p.Update(tea.KeyPressMsg{Code: k.code, Mod: tea.ModCtrl})
		if o, _ := p.Selected(); o.Label != k.want {
			t.Errorf("ctrl+%c leads to %s, want %s", k.code, o.Label, k.want)
		}
	}
	c := &Confirm{Env: env, Head: "Sure?", Yes: "Do it", Lines: strings.Split(strings.Repeat("line\n", 30), "\n")}
	c.Render(40, 10)
	if got := fmt.Sprint(c.Hints()); got != "[{j reads on false} { no false} {ctrl+g no false}]" {
		t.Errorf("a question: %s", got)
	}
	if got := fmt.Sprint((&Prompt{Env: env}).Hints()); got != "[{ctrl+y ok false} {ctrl+g cancel false}]" {
		t.Errorf("a text: %s", got)
	}
	if got := fmt.Sprint(NewReader(env, "Text", "words").Hints()); got != "[{j k scroll false} {/ search false} {esc close false}]" {
		t.Errorf("a reader: %s", got)
	}
}

func TestConfirmHints(t *testing.T) {
	c := confirm(t)
	c.No = "Keep it"
	if got := fmt.Sprint(c.Hints()); got != "[{y approve false} {n keep it false} {esc keep it false}]" || c.Title() != "Approve?" {
		t.Errorf("%s %s", c.Title(), got)
	}
	c.Type = "acme"
	if got := fmt.Sprint(c.Hints()); got != "[{enter approve false} {esc keep it false}]" {
		t.Errorf("hints %s", got)
	}
}

func TestPrompt(t *testing.T) {
	p := &Prompt{Env: golden.Env(t, "dark"), View: "v#1", Name: "id", Head: "Open by id", Lines: []string{"Id of the execution:"}, Text: "ab", Check: func(s string) string {
		if s != "abc" {
			return "there is no such id"
		}
		return ""
	}}
	if msg, done := press(p, "enter"); msg != nil || done {
		t.Fatal("a wrong text is taken")
	}
	frame, _ := p.Render(40, 5)
	if !strings.Contains(frame, "there is no such id") {
		t.Errorf("\n%s", frame)
	}
	press(p, "c", " ")
	if frame, _ = p.Render(40, 5); strings.Contains(frame, "there is no such id") {
		t.Error("the complaint stays while it is being put right")
	}
	if msg, done := press(p, "enter"); !done || msg != (Answer{View: "v#1", Name: "id", Value: "abc"}) {
		t.Errorf("answered %v", msg)
	}
	if msg, done := press(&Prompt{Env: p.Env}, "x", "esc"); msg != nil || !done {
		t.Error("esc answers")
	}
	p = &Prompt{Env: p.Env}
	p.Update(tea.PasteMsg{Content: "a\x1bb"})
	if msg, _ := press(p, "enter"); strings.Contains(fmt.Sprint(msg), "\x1b") {
		t.Errorf("answered %q", msg)
	}
}

func pick(t testing.TB) *Pick {
	p := &Pick{Env: golden.Env(t, "dark"), View: "v#1", Name: "owner", Head: "New owner", Empty: "nobody is called that"}
	p.SetOptions([]Option{{1, "Ada Lovelace", "ada"}, {2, "Grace Hopper", "grace"}, {3, "Zoë Müller", "zoe"}, {4, "阮 Nguyễn", "nguyen"}})
	return p
}

func TestPick(t *testing.T) {
	for keys, want := range map[string]any{"enter": 1, "down enter": 2, "tab down enter": 3, "down up enter": 1, "up enter": 1, "down down down down enter": 4} {
		msg, done := press(pick(t), strings.Fields(keys)...)
		a, ok := msg.(Answer)
		if !done || !ok || a.Value.(Option).Value != want || a.To() != "v#1" {
			t.Errorf("%s: %+v", keys, msg)
		}
	}
	for text, want := range map[string]string{"hop": "Grace Hopper", "MÜL": "Zoë Müller", "nguy": "阮 Nguyễn", "gcho": "Grace Hopper", "y": "Ada Lovelace", "n": "阮 Nguyễn"} {
		p := pick(t)
		press(p, letters(text)...)
		if o, ok := p.Selected(); text != "y" && text != "n" && (!ok || o.Label != want) || p.Text() != text {
			t.Errorf("%q selects %+v", text, o)
		}
	}
	p := pick(t)
	if msg, done := press(p, append(letters("qqqq"), "enter")...); msg != nil || done {
		t.Error("nothing was taken")
	}
	if frame, _ := p.Render(40, 8); !strings.Contains(frame, "nobody is called that") {
		t.Errorf("\n%s", frame)
	}
	if _, done := press(p, "esc"); !done {
		t.Error("esc does not close")
	}
	p = pick(t)
	press(p, "a", "left", "b")
	if p.Text() != "ba" {
		t.Errorf("left does not move in the text: %q", p.Text())
	}
}

// TestPickSearches pins the picker whose options come from outside: every
// change asks, results replace the list, and keys that change nothing do not
// ask.
func TestPickSearches(t *testing.T) {
	var asked []string
	p := &Pick{Env: golden.Env(t, "dark"), View: "v#1", Search: func(text string) tea.Cmd {
		asked = append(asked, text)
		return func() tea.Msg { return nil }
	}}
	press(p, "g", "left", "down", "r")
	if fmt.Sprint(asked) != "[g rg]" {
		t.Errorf("asked %v", asked)
	}
	if frame, _ := p.Render(40, 8); !strings.Contains(frame, "searching") {
		t.Errorf("\n%s", frame)
	}
	p.SetOptions([]Option{{1, "does not contain it", ""}})
	if o, ok := p.Selected(); !ok || o.Value != 1 {
		t.Error("results of a search are narrowed once more")
	}
	p.Update(tea.PasteMsg{Content: "!"})
	if len(asked) != 3 {
		t.Errorf("a paste does not ask: %v", asked)
	}
	p.Update(nil)
}

// TestPickTakesEarlyKeys pins that what is typed before the window is on screen
// narrows it, and that what would close it waits until it can be seen.
func TestPickTakesEarlyKeys(t *testing.T) {
	p := pick(t)
	for _, c := range "gr" {
		if !p.Early(tea.KeyPressMsg{Code: c, Text: string(c)}) {
			t.Fatal("an early key is not taken")
		}
	}
	if !p.Early(tea.KeyPressMsg{Code: tea.KeyEnter}) {
		t.Fatal("an early enter is not taken")
	}
	if o, _ := p.Selected(); p.Text() != "gr" || o.Value != 2 {
		t.Errorf("%q on %+v", p.Text(), o)
	}
	if msg, ok := p.Init()().(tea.KeyPressMsg); !ok || msg.Code != tea.KeyEnter {
		t.Errorf("sent again: %v", msg)
	}
	if p.Early(tea.KeyPressMsg{Code: 'x', Text: "x"}) || p.Text() != "gr" {
		t.Error("a window on screen takes early keys")
	}
	q := pick(t)
	if q.Init() != nil {
		t.Error("keys are sent again that never came")
	}
	asked := ""
	s := &Pick{Env: golden.Env(t, "dark"), Search: func(text string) tea.Cmd { asked += text + "."; return func() tea.Msg { return nil } }}
	for _, c := range "xy" {
		if !s.Early(tea.KeyPressMsg{Code: c, Text: string(c)}) || asked != "" {
			t.Errorf("searched unseen: %q", asked)
		}
	}
	if s.Init() == nil || s.Text() != "xy" || asked != "xy." {
		t.Errorf("searched %q", asked)
	}
}

func TestPickStartsOnTheCurrent(t *testing.T) {
	for current, want := range map[any]any{3: 3, 9: 1, nil: 1} {
		p := &Pick{Env: golden.Env(t, "dark"), Current: current}
		p.SetOptions([]Option{{1, "Ada", ""}, {2, "Grace", ""}, {3, "Zoë", ""}})
		if o, _ := p.Selected(); o.Value != want {
			t.Errorf("%v: on %v", current, o.Value)
		}
		press(p, "a", "backspace")
		if o, _ := p.Selected(); o.Value != want {
			t.Errorf("%v: back on %v", current, o.Value)
		}
	}
}

func TestPickScrolls(t *testing.T) {
	p := &Pick{Env: golden.Env(t, "dark")}
	var options []Option
	for i := range 60 {
		options = append(options, Option{Value: i, Label: fmt.Sprintf("option %d.", i)})
	}
	p.SetOptions(options)
	for i := range 60 {
		frame, _ := p.Render(40, 10)
		if !strings.Contains(frame, fmt.Sprintf("option %d.", i)) || !strings.Contains(frame, fmt.Sprintf("%d of 60", i+1)) {
			t.Fatalf("option %d is out of sight:\n%s", i, frame)
		}
		press(p, "down")
	}
}

func TestReader(t *testing.T) {
	env := golden.Env(t, "dark")
	r := NewReader(env, "Keys", strings.Repeat("line\n", 50)+"end")
	r.Render(40, 10)
	if _, done := press(r, "j", "G", "x"); done {
		t.Error("scrolling closes it")
	}
	if frame, _ := r.Render(40, 10); !strings.Contains(frame, "end") {
		t.Errorf("\n%s", frame)
	}
	if _, done := press(r, "/", "q", "enter"); done || r.Text.Typing() {
		t.Error("searching for q closes it, or the field stays open")
	}
	for _, k := range []string{"esc", "q", "?", "L", "enter"} {
		if _, done := press(NewReader(env, "Keys", "text"), k); !done {
			t.Errorf("%s does not close it", k)
		}
	}
	if r.Title() != "Keys" || len(r.Hints()) == 0 {
		t.Error("it has no title or hints")
	}
}

func TestFrames(t *testing.T) {
	env := golden.Env(t, "dark")
	long := confirm(t)
	long.Lines = append(long.Lines, "", "Owner", "  "+strings.Repeat("a very long value that has to wrap ", 4)+"→ Grace", "last")
	grave := confirm(t)
	grave.Type, grave.Grave = "acme-prod", true
	choice := pick(t)
	press(choice, "down")
	wrong := &Prompt{Env: env, Head: "Id", Lines: []string{"Id of the session:"}, Check: func(string) string { return "an id is needed" }}
	press(wrong, "enter")
	for name, d := range map[string]screen.Dialog{"confirm": long, "typed": grave, "pick": choice, "prompt": wrong, "reader": NewReader(env, "Keys", "a  approve\nx  reject")} {
		t.Run(name, func(t *testing.T) {
			frame, _ := d.Render(44, 12)
			golden.Equal(t, name, frame)
		})
	}
}

func TestAnySizeAnyText(t *testing.T) {
	env := golden.Env(t, "dark")
	text := rapid.Custom(func(rt *rapid.T) string { return safe.Line(rapid.String().Draw(rt, "raw")) })
	rapid.Check(t, func(rt *rapid.T) {
		lines := rapid.SliceOfN(text, 0, 12).Draw(rt, "lines")
		lines = append(lines, "    "+text.Draw(rt, "indented"), env.Styles.Good.Render(text.Draw(rt, "styled")))
		c := &Confirm{Env: env, Lines: lines, Yes: text.Draw(rt, "yes"), Type: text.Draw(rt, "type")}
		p := &Pick{Env: env, Empty: text.Draw(rt, "empty")}
		options := make([]Option, rapid.IntRange(0, 30).Draw(rt, "options"))
		for i := range options {
			options[i] = Option{i, text.Draw(rt, "label"), text.Draw(rt, "note")}
		}
		p.SetOptions(options)
		q := &Prompt{Env: env, Lines: lines, Check: func(string) string { return text.Draw(rt, "wrong") }}
		press(q, "enter")
		// In one order, or what rapid drew could not be drawn again.
		for i, d := range []screen.Dialog{c, p, q, NewReader(env, "", strings.Join(lines, "\n"))} {
			name := []string{"confirm", "pick", "prompt", "reader"}[i]
			w, h := rapid.IntRange(-1, 90).Draw(rt, "w"), rapid.IntRange(-1, 25).Draw(rt, "h")
			for range 3 {
				frame, cursor := d.Render(w, h)
				checkFrame(rt, name, frame, cursor, w, h)
				press(d, rapid.SampledFrom([]string{"down", "pgdown", "x", "tab"}).Draw(rt, "key"))
			}
		}
	})
}

// checkFrame fails where a window is larger than it may be.
func checkFrame(rt *rapid.T, name, frame string, cursor *tea.Cursor, w, h int) {
	if w <= 0 || h <= 0 {
		if frame != "" {
			rt.Fatalf("%s in %dx%d: %q", name, w, h, frame)
		}
		return
	}
	lines := strings.Split(frame, "\n")
	if len(lines) > h {
		rt.Fatalf("%s: %d lines of %d", name, len(lines), h)
	}
	for _, l := range lines {
		if cell.Width(l) > w {
			rt.Fatalf("%s: %d cells of %d: %q", name, cell.Width(l), w, ansi.Strip(l))
		}
	}
	if cursor != nil && (cursor.X < 0 || cursor.X >= w || cursor.Y < 0 || cursor.Y >= len(lines)) {
		rt.Fatalf("%s: the cursor is at %d,%d of %dx%d", name, cursor.X, cursor.Y, w, len(lines))
	}
}

// TestPickKeepsItsCursor pins that options which come later move nobody's cursor
// while the text is the same, so that enter takes what was looked at.
func TestPickKeepsItsCursor(t *testing.T) {
	p := &Pick{Env: golden.Env(t, "dark"), Search: func(string) tea.Cmd { return nil }}
	p.SetOptions([]Option{{Label: "a"}, {Label: "b"}})
	p.Update(tea.KeyPressMsg{Code: tea.KeyDown})
	p.SetOptions([]Option{{Label: "0"}, {Label: "a"}, {Label: "b"}})
	if o, _ := p.Selected(); o.Label != "b" {
		t.Errorf("the cursor went to %q", o.Label)
	}
	p.SetOptions([]Option{{Label: "0"}, {Label: "a"}})
	if o, _ := p.Selected(); o.Label != "0" {
		t.Errorf("without its option the cursor is on %q", o.Label)
	}
	p.Update(tea.KeyPressMsg{Code: tea.KeyDown})
	p.Update(tea.KeyPressMsg{Code: 'x', Text: "x"})
	p.SetOptions([]Option{{Label: "0"}, {Label: "a"}})
	if o, _ := p.Selected(); o.Label != "0" {
		t.Errorf("another text begins at %q", o.Label)
	}
}
