package views

import (
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"pgregory.net/rapid"

	"iscope/keymap"
	"iscope/ui/dialog"
	"iscope/ui/golden"
	"iscope/ui/screen"
	"iscope/ui/theme"
	"iscope/views/internal/terms"
)

// types opens the palette, pastes a text and presses keys.
func (st *stage) types(text string, keys ...string) {
	st.press(":")
	st.send(tea.PasteMsg{Content: text})
	st.press(keys...)
}

func TestThemeByName(t *testing.T) {
	onStage(t, func(o *Options) {
		o.Palettes = theme.Builtin()
		if err := o.Palettes.Add("themes/amber.toml", []byte("[dark]\naccent = 1\n")); err != nil {
			t.Fatal(err)
		}
	}, func(st *stage) {
		st.types("theme amber", "enter")
		st.says("Theme: amber")
		if st.env.Styles.Name != "amber" || len(st.dialogs) != 0 {
			t.Errorf("theme %s, %d windows", st.env.Styles.Name, len(st.dialogs))
		}
		st.types(":theme li", "enter") // as it stands in the README, and only begun
		if st.env.Styles.Name != "light" {
			t.Errorf("theme %s", st.env.Styles.Name)
		}
		st.types("theme solar", "enter")
		st.says(`no theme is called "solar"; there are auto, dark, light, contrast, mono`)
		st.says("fjord, dune, amber")
		if st.env.Styles.Name != "light" || len(st.dialogs) != 1 {
			t.Errorf("theme %s, %d windows", st.env.Styles.Name, len(st.dialogs))
		}
		st.press("f") // whoever types on is asked no more
		st.silent("no theme is called")
	})
}

func TestThemeIsKept(t *testing.T) {
	var kept []string
	for _, from := range []string{"", "--theme"} {
		onStage(t, func(o *Options) {
			o.ThemeFrom, o.KeepTheme = from, func(name string) { kept = append(kept, name) }
		}, func(st *stage) {
			st.types("theme dune", "enter")
			st.says("Theme: dune")
			if from == "" {
				st.silent("until you quit")
			} else {
				st.says("until you quit: --theme sets it")
			}
			st.act("app.theme")
		})
	}
	if !slices.Equal(kept, []string{"dune", theme.Builtin().Names()[0]}) {
		t.Errorf("kept %q", kept)
	}
}

func TestArgumentsAreCompleted(t *testing.T) {
	onStage(t, nil, func(st *stage) {
		p := func() *palette { return st.dialogs[0].Dialog.(*palette) }
		st.press(":", "t", "h", "e", "tab")
		if got := p().input.Value(); got != "theme " {
			t.Fatalf("completed to %q", got)
		}
		st.says("dark or light, as the terminal is")
		st.press("d", "u", "tab")
		if got := p().input.Value(); got != "theme dune" {
			t.Fatalf("completed to %q", got)
		}
		st.press("enter")
		if st.env.Styles.Name != "dune" {
			t.Errorf("theme %s", st.env.Styles.Name)
		}
		st.types("view", "enter") // a command without its argument asks for it
		if got := p().input.Value(); got != "view " {
			t.Fatalf("completed to %q", got)
		}
		st.says("3 of 5") // the view that is on screen
		st.press("down", "enter")
		if st.active != 3 {
			t.Errorf("view %d", st.active)
		}
		st.types("view inbox", "enter")
		if st.active != 2 {
			t.Errorf("view %d", st.active)
		}
	})
}

func TestOpenByID(t *testing.T) {
	onStage(t, nil, func(st *stage) {
		st.types("open 2c9180835d2e5168015d32f890ca1581 ", "enter")
		if !slices.Equal(st.inbox().opened, []any{"2c9180835d2e5168015d32f890ca1581"}) {
			t.Errorf("opened %v", st.inbox().opened)
		}
		st.types("open ", "enter")
		st.says("Open what?")
	})
}

// filtering is a view that filters by itself.
type filtering struct {
	*fakeView
	filters []string
}

func (f *filtering) Filter(text string) (tea.Cmd, string) {
	f.filters = append(f.filters, text)
	if strings.HasPrefix(text, "colour:") {
		return nil, "There is no column colour; there are status, name"
	}
	return nil, ""
}

func (f *filtering) Completions(text string) []screen.Completion {
	keys := terms.Keys{{Name: "status", Help: "how it ended", Values: terms.Of("failed", "canceled")}, {Name: "name", Open: true}}
	return keys.Complete(text)
}

func TestFilterIsCompleted(t *testing.T) {
	var own *filtering
	onStage(t, func(o *Options) {
		own = &filtering{fakeView: o.Views[2].(*fakeView)}
		o.Views[2] = own
	}, func(st *stage) {
		p := func() *palette { return st.dialogs[0].Dialog.(*palette) }
		st.types("filter ")
		st.says("status:")
		st.says("how it ended")
		text, _ := p().Render(60, 12)
		golden.Equal(t, "filter-keys-60x12", text)
		st.press("s", "tab")
		if got := p().input.Value(); got != "filter status:" {
			t.Fatalf("completed to %q", got)
		}
		st.says("status:failed")
		st.press("c", "tab", " ")
		if got := p().input.Value(); got != "filter status:canceled " {
			t.Fatalf("completed to %q", got)
		}
		st.silent("how it ended") // is there already
		st.press("down", "enter") // what is chosen is a part of the text
		if got := p().input.Value(); got != "filter status:canceled name:" || own.filters != nil {
			t.Fatalf("completed to %q, filtered by %q", got, own.filters)
		}
		st.press("x", "enter")
		if !slices.Equal(own.filters, []string{"status:canceled name:x"}) || len(st.dialogs) != 0 {
			t.Errorf("filtered by %q", own.filters)
		}
		st.types("filter status:failed", "down", "enter") // that is the text already
		if len(own.filters) != 2 || own.filters[1] != "status:failed" {
			t.Errorf("filtered by %q", own.filters)
		}
		st.types("filter status:", "down", "enter", "enter")
		if len(own.filters) != 3 || own.filters[2] != "status:canceled" {
			t.Errorf("filtered by %q", own.filters)
		}
	})
	onStage(t, nil, func(st *stage) { // a view that knows nothing of it
		st.types("filter status:")
		st.silent("status:failed")
		st.silent("status:canceled")
	})
}

func TestFilterByCommand(t *testing.T) {
	var own *filtering
	onStage(t, func(o *Options) {
		own = &filtering{fakeView: o.Views[2].(*fakeView)}
		o.Views[2] = own
	}, func(st *stage) {
		st.types("filter status:failed laptop", "enter")
		st.types("filter ", "enter")
		st.types("filter colour:red", "enter")
		st.says("There is no column colour; there are status, name")
		if !slices.Equal(own.filters, []string{"status:failed laptop", "", "colour:red"}) {
			t.Errorf("filtered by %q", own.filters)
		}
	})
}

// typist is a view with a filter that is typed.
type typist struct {
	*fakeView
	text, inForce string
}

func (v *typist) Act(a keymap.Action) tea.Cmd {
	v.typing = v.typing || a == "app.filter"
	return v.fakeView.Act(a)
}

func (v *typist) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.PasteMsg:
		v.text += msg.Content
	case tea.KeyPressMsg:
		switch {
		case msg.Mod == tea.ModCtrl && msg.Code == 'u':
			v.text = ""
		case msg.Code == tea.KeyEnter:
			v.typing, v.inForce = false, v.text
		}
	}
	return nil
}

// TestFilterOfAViewThatKnowsNothingOfIt: the keys a person would press, and
// words alone.
func TestFilterOfAViewThatKnowsNothingOfIt(t *testing.T) {
	var v *typist
	onStage(t, func(o *Options) {
		v = &typist{fakeView: o.Views[2].(*fakeView), text: "old"}
		o.Views[2] = v
	}, func(st *stage) {
		st.types("filter status:failed !type:form laptop", "enter")
		if v.inForce != "failed !form laptop" || v.typing {
			t.Errorf("in force %q, typing %v", v.inForce, v.typing)
		}
		st.types("filter", "enter", "enter")
		if v.inForce != "" {
			t.Errorf("in force %q", v.inForce)
		}
	})
	onStage(t, nil, func(st *stage) {
		st.types("filter x", "enter")
		st.says("Nothing can be filtered here")
	})
}

func TestHelpByCommand(t *testing.T) {
	onStage(t, nil, func(st *stage) {
		st.types("help forward", "enter")
		st.says("Help: Inbox")
		st.says("forward to another owner")
		st.silent("complete what was done by hand")
	})
}

// notebook is a memory for one test.
type notebook map[string]string

func (n notebook) Recall(key string) string   { return n[key] }
func (n notebook) Remember(key, value string) { n[key] = value }

func TestRecentsComeFirst(t *testing.T) {
	memory := notebook{recentKey: "gone.away\nlist.sort"}
	onStage(t, func(o *Options) { o.Env.Memory = memory }, func(st *stage) {
		first := func() any { return st.palette().options[0].value }
		if first() != keymap.Action("list.sort") {
			t.Fatalf("first is %v, what was taken last time", first())
		}
		st.types("forward to another", "enter")
		if first() != keymap.Action("inbox.forward") || memory[recentKey] != "inbox.forward\ngone.away\nlist.sort" {
			t.Errorf("first is %v, remembered %q", first(), memory[recentKey])
		}
		st.types("theme mono", "enter")
		if c, ok := first().(*command); !ok || c.name != "theme" {
			t.Errorf("first is %v", first())
		}
		for _, b := range st.env.Keys.All()[:20] {
			st.recently(string(b.Action))
		}
		if n := len(st.recent()); n != recentKept {
			t.Errorf("%d are remembered", n)
		}
		st.press("a") // a key is not a choice from the palette
		if slices.Contains(st.recent(), "inbox.approve") {
			t.Error("a key is remembered")
		}
	})
}

// TestPaletteTakesOnlyWhatItOffers: whatever is typed, what is done is an action
// that can be done here, or a command with something it knows.
func TestPaletteTakesOnlyWhatItOffers(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		s, _ := still(t, 80, 24, func(o *Options) { o.Env.ReadOnly = true })
		can := offered(s)
		p := s.palette()
		for range rapid.IntRange(0, 12).Draw(rt, "keys") {
			msg := rapid.OneOf(rapid.SampledFrom([]tea.Msg{
				tea.KeyPressMsg{Code: tea.KeyTab}, tea.KeyPressMsg{Code: tea.KeyDown}, tea.KeyPressMsg{Code: tea.KeyUp}, tea.KeyPressMsg{Code: tea.KeyBackspace},
				tea.PasteMsg{Content: "theme "}, tea.PasteMsg{Content: "view "}, tea.PasteMsg{Content: ":open "}, tea.PasteMsg{Content: "tenant "}, tea.PasteMsg{Content: "in"},
				tea.KeyPressMsg{Code: 'a', Text: "a"}, tea.KeyPressMsg{Code: ' ', Text: " "},
			})).Draw(rt, "msg")
			if _, done := p.Update(msg); done {
				rt.Fatal("it closes by itself")
			}
			p.Render(60, 15)
		}
		cmd, done := p.accept()
		if !done {
			return
		}
		switch value := cmd().(dialog.Answer).Value.(type) {
		case keymap.Action:
			if !can[value] {
				rt.Fatalf("%s is done, which is not offered", value)
			}
		case typed:
			if value.command.options != nil && !slices.ContainsFunc(value.command.options(s), func(o choice) bool { return o.value == value.arg }) {
				rt.Fatalf("%s %q", value.command.name, value.arg)
			}
		default:
			rt.Fatalf("%T", value)
		}
	})
}

func TestReadOnlyPaletteHasNoWrites(t *testing.T) {
	s, _ := still(t, 80, 24, func(o *Options) { o.Env.ReadOnly = true })
	for a := range offered(s) {
		if s.env.Keys.Binding(a).Writes {
			t.Errorf("%s is offered", a)
		}
	}
}

var _ screen.Memory = notebook{}
