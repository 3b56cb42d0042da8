package find

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"iscope/api"
	"iscope/keymap"
	"iscope/ui/golden"
	"iscope/ui/screen"
	"iscope/ui/theme"
)

// stage is a view with a finder, and the shell around it.
type stage struct {
	t    *testing.T
	f    *Finder
	d    screen.Dialog
	sent []tea.Msg
	held []tea.Cmd // while hold, what was asked for waits
	hold bool
}

func open(t *testing.T, query string, ws ...api.Workflow) *stage {
	t.Helper()
	s := &stage{t: t, f: NewFinder(golden.Env(t, "dark"), t.Context(), "workflows#1")}
	if cmd := s.f.Take(ws); cmd != nil {
		t.Fatal("the index is made before anybody asks for it")
	}
	s.do(s.f.Open(query))
	return s
}

// do runs a command and what follows from it, the way the shell does.
func (s *stage) do(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	if s.hold {
		s.held = append(s.held, cmd)
		return
	}
	s.deliver(cmd())
}

func (s *stage) deliver(msg tea.Msg) {
	switch m := msg.(type) {
	case nil:
	case tea.BatchMsg:
		for _, c := range m {
			s.do(c)
		}
	case screen.Show:
		s.d = m.Dialog
		s.do(s.d.(*Dialog).Init())
	case Msg:
		if s.d != nil && s.d.(*Dialog).Listens(m) {
			s.update(m)
			return
		}
		s.do(s.f.Update(m))
	default:
		s.sent = append(s.sent, msg)
	}
}

func (s *stage) update(msg tea.Msg) {
	cmd, done := s.d.Update(msg)
	if done {
		s.d = nil
	}
	s.do(cmd)
}

func (s *stage) typed(text string) {
	for _, r := range text {
		s.update(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
}

// press presses keys as they are written for people.
func (s *stage) press(keys ...string) {
	s.t.Helper()
	codes := map[string]tea.KeyPressMsg{
		"enter": {Code: tea.KeyEnter}, "esc": {Code: tea.KeyEscape}, "tab": {Code: tea.KeyTab}, "down": {Code: tea.KeyDown}, "up": {Code: tea.KeyUp},
		"pgdown": {Code: tea.KeyPgDown}, "left": {Code: tea.KeyLeft}, "ctrl+s": {Code: 's', Mod: tea.ModCtrl}, "backspace": {Code: tea.KeyBackspace},
	}
	for _, k := range keys {
		if msg, ok := codes[k]; ok {
			s.update(msg)
		} else {
			s.typed(k)
		}
		if s.d == nil && k != keys[len(keys)-1] {
			s.t.Fatalf("closed by %s", k)
		}
	}
}

func (s *stage) frame(w, h int) string { return window(s.t, s.d, w, h) }

// window draws a window as the shell does in a terminal of that size, with its
// title and its keys.
func window(t *testing.T, d screen.Dialog, w, h int) string {
	t.Helper()
	inner := min(d.(interface{ Width() int }).Width(), w-6)
	body, cursor := d.Render(inner, h-6)
	if cursor != nil && (cursor.X < 0 || cursor.X >= inner || cursor.Y < 0 || cursor.Y >= h-6) {
		t.Errorf("cursor at %v of %dx%d", cursor, inner, h-6)
	}
	golden.Fits(t, body, inner, min(h-6, highest))
	var keys []string
	for _, x := range d.Hints() {
		keys = append(keys, x.Key+" "+x.Text)
	}
	return "[" + d.Title() + "]\n" + body + "\n[" + strings.Join(keys, "   ") + "]"
}

func (s *stage) golden(name string) {
	s.t.Helper()
	for _, size := range [][2]int{{120, 36}, {80, 24}, {40, 12}} {
		golden.Equal(s.t, fmt.Sprintf("%s-%dx%d", name, size[0], size[1]), ansi.Strip(s.frame(size[0], size[1])))
	}
	was := s.f.env.Styles
	s.f.env.Styles = theme.New("mono", true, true, "")
	s.d.(*Dialog).list.Touch()
	golden.Mono(s.t, name+"-mono", strings.ReplaceAll(s.frame(80, 24), "\x1b[4;4m", "\x1b[4m"))
	s.f.env.Styles = was
	s.d.(*Dialog).list.Touch()
}

func bubble(t *testing.T, f func(t *testing.T)) {
	t.Helper()
	synctest.Test(t, f)
}

func tenant(t *testing.T) []api.Workflow {
	return []api.Workflow{flow(t, joiner), flow(t, leaver), flow(t, bare)}
}

func TestFrames(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := open(t, "", tenant(t)...)
		s.golden("empty")
		s.typed("act")
		s.golden("prefix")
		s.press("tab")
		s.typed("sp:h")
		s.golden("action")
		s.press("tab", "tab", "j")
		s.golden("list")
	})
	bubble(t, func(t *testing.T) {
		s := open(t, "servicedesk", tenant(t)...)
		s.press("down")
		s.golden("text")
	})
	bubble(t, func(t *testing.T) {
		s := open(t, "$..attributes.url", tenant(t)...)
		s.press("down")
		s.golden("path")
		s.press("[")
		s.golden("no-path")
	})
	bubble(t, func(t *testing.T) {
		open(t, "nobody has said that", tenant(t)...).golden("nothing")
	})
	bubble(t, func(t *testing.T) {
		s := &stage{t: t, f: NewFinder(golden.Env(t, "dark"), t.Context(), "workflows#1")}
		s.do(s.f.Open("laptop"))
		s.golden("reading")
		s.do(s.f.Take(tenant(t)))
		if s.d.(*Dialog).list.Len() == 0 {
			t.Error("the search did not begin once the definitions were read")
		}
	})
}

// TestAnyRoomWillDo pins that the window draws itself in any room at all.
func TestAnyRoomWillDo(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := open(t, "sp:", tenant(t)...)
		s.press("down")
		for w := range 60 {
			for h := range 24 {
				body, _ := s.d.Render(w, h)
				if w > 0 && h > 0 {
					golden.Fits(t, body, w, h)
				}
			}
		}
	})
}

// TestOpen pins what opening a row says: the workflow, or the place of the hit.
func TestOpen(t *testing.T) {
	for keys, want := range map[string]Open{
		"enter":                     {View: "workflows#1", Workflow: "0c7f2a5e-0001-4000-8000-0123456789ab"},
		"down enter":                {"workflows#1", "0c7f2a5e-0001-4000-8000-0123456789ab", "Create ticket", "/definition/steps/Create ticket/actionId"},
		"tab j j j enter":           {"workflows#1", "0c7f2a5e-0002-4000-8000-0123456789ab", "Call", "/definition/steps/Call/actionId"},
		"down down down down enter": {"workflows#1", "0c7f2a5e-0002-4000-8000-0123456789ab", "Call", "/definition/steps/Call/actionId"},
	} {
		bubble(t, func(t *testing.T) {
			s := open(t, "action:sp:http", tenant(t)...)
			s.press(strings.Fields(keys)...)
			if s.d != nil || len(s.sent) != 1 || s.sent[0] != want {
				t.Errorf("%s: %+v", keys, s.sent)
			}
		})
	}
}

// TestKeepAndCopy pins what is handed on of what was found.
func TestKeepAndCopy(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := open(t, "action:sp:http", tenant(t)...)
		s.press("tab", "y", "Y", "j", "y", "Y", "ctrl+s")
		var copied []string
		for _, m := range s.sent {
			switch m := m.(type) {
			case screen.Copy:
				copied = append(copied, m.What+" "+m.Text)
			case Keep:
				if m.View != "workflows#1" || m.Label != "action:sp:http" || len(m.IDs) != 2 {
					t.Errorf("%+v", m)
				}
			}
		}
		if len(copied) != 4 || copied[0] != copied[2] || !strings.HasPrefix(copied[1], "workflow as JSON {\n") || copied[3] != `value as JSON "sp:http"` {
			t.Errorf("%q", copied)
		}
		if _, kept := s.sent[4].(Keep); !kept || s.d != nil {
			t.Errorf("%+v", s.sent[4])
		}
	})
	bubble(t, func(t *testing.T) {
		s := open(t, "nothing has that", tenant(t)...)
		s.press("ctrl+s")
		if len(s.sent) != 0 || !strings.Contains(ansi.Strip(s.frame(80, 24)), "Nothing was found that could be listed") {
			t.Error("nothing was kept without a word")
		}
	})
}

// TestStaleAnswersAreDropped pins that what was found for a query that was changed
// since, or for a window that was closed, is not shown.
func TestStaleAnswersAreDropped(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := open(t, "laptop", tenant(t)...)
		d := s.d.(*Dialog)
		s.hold = true
		s.typed("x") // its search has not begun
		old := d.gen
		s.typed("y")
		s.hold = false
		for _, cmd := range s.held[:1] {
			s.do(cmd)
		}
		if d.query.Text != "laptop" || !d.busy {
			t.Errorf("%q was looked for", d.query.Text)
		}
		s.deliver(looked{view: "workflows#1", gen: old, part: Result{Flows: []Flow{{ID: "stale", Name: "stale"}}}, next: -1})
		if d.list.Row("stale") != nil {
			t.Error("an old answer is shown")
		}
		s.press("enter")
		if s.d == nil {
			t.Fatal("what was found before is opened for what is typed now")
		}
		s.do(s.held[1])
		if d.query.Text != "laptopxy" || d.list.Len() != 0 || d.busy {
			t.Errorf("%q: %d rows", d.query.Text, d.list.Len())
		}
		s.press("esc")
		s.do(s.f.Open("laptop"))
		if s.d.(*Dialog).gen <= old {
			t.Error("generations begin again with a new window")
		}
	})
}

// TestPathInParts pins that a JSONPath brings its hits a part at a time, and that
// keys are taken meanwhile.
func TestPathInParts(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := open(t, "", many(t, 3*partOf, 2)...)
		d := s.d.(*Dialog)
		s.hold = true
		d.field.Set("$..recipientEmailList")
		s.do(d.changed(0))
		for range 2 { // the moment, and the first part
			cmd := s.held[0]
			s.held = s.held[1:]
			s.deliver(cmd())
		}
		rows, id := d.list.Len(), ""
		if rows == 0 || !d.busy || !strings.Contains(ansi.Strip(s.frame(120, 36)), "looking") {
			t.Fatalf("%d rows, busy %v", rows, d.busy)
		}
		s.press("down", "down", "ctrl+s")
		if id = d.list.SelectedID(); len(s.sent) != 0 {
			t.Error("a part was kept as if it were all")
		}
		s.hold = false
		for len(s.held) > 0 {
			cmd := s.held[0]
			s.held = s.held[1:]
			s.do(cmd)
		}
		if d.list.Len() <= rows || d.busy || d.list.SelectedID() != id || len(d.result.Flows) != 3*partOf {
			t.Errorf("%d rows, cursor on %q", d.list.Len(), d.list.SelectedID())
		}
	})
}

// TestIndexFollowsTheList pins that the index is made once asked for, again after
// the list changed, and that the open window shows what is new.
func TestIndexFollowsTheList(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := open(t, "governance", tenant(t)[0])
		d := s.d.(*Dialog)
		if d.list.Len() != 0 || s.f.Index().Len() != 1 {
			t.Fatal("it is there already")
		}
		s.hold = true
		s.do(s.f.Take(tenant(t)))
		s.do(s.f.Take(tenant(t)[:2])) // while the one before is being read
		s.hold = false
		if len(s.held) != 1 {
			t.Fatalf("%d indexes are made at once", len(s.held))
		}
		s.do(s.held[0])
		if s.f.Index().Len() != 2 || d.list.Len() != 2 || s.f.making {
			t.Errorf("%d workflows, %d rows", s.f.Index().Len(), d.list.Len())
		}
		s.press("esc")
		s.do(s.f.Open(""))
		if got := s.d.(*Dialog).field.Value(); got != "governance" {
			t.Errorf("the window begins with %q", got)
		}
	})
}

// TestHints pins that only keys that work are offered.
func TestHints(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := open(t, "zzz", tenant(t)...)
		if got := hints(s.d); !slices.Equal(got, []string{"close"}) {
			t.Errorf("%q", got)
		}
		s.press("backspace", "backspace", "backspace", "url:")
		s.press("left", "esc")
		if s.d != nil {
			t.Error("esc does not close")
		}
	})
}

func hints(d screen.Dialog) []string {
	var out []string
	for _, h := range d.Hints() {
		out = append(out, h.Text)
	}
	return out
}

// TestHostileRecordsAreHarmless pins that what a tenant calls things cannot drive
// the terminal from here.
func TestHostileRecordsAreHarmless(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := open(t, "evil", flow(t, `{"id":"x","name":"n","definition":{"steps":{"\u202eevil\u001b]0;x":{"actionId":"\u009b2Jevil","attributes":{"\u200bevil":"a\u001b[2J"}}}}}`))
		s.press("down", "down")
		frame := s.frame(120, 36)
		for _, bad := range []string{"\u202e", "\u009b", "\u200b", "\x1b]", "\x1b[2J"} {
			if strings.Contains(frame, bad) {
				t.Errorf("%q is alive", bad)
			}
		}
		if s.d.(*Dialog).list.Len() != 4 {
			t.Errorf("%d rows", s.d.(*Dialog).list.Len())
		}
	})
}

// TestOtherKeys pins that the key which completes and those that go through the list
// are those of the keymap.
func TestOtherKeys(t *testing.T) {
	bubble(t, otherKeys)
}

func otherKeys(t *testing.T) {
	keys, problems := keymap.New(map[string][]string{"dialog.next": {"ctrl+t"}, "list.down": {"j", "ctrl+n"}})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	s := open(t, "", tenant(t)...)
	s.f.env.Keys = keys
	s.typed("act")
	d := s.d.(*Dialog)
	if frame := ansi.Strip(s.frame(120, 36)); len(d.offers) == 0 || !strings.Contains(frame, "ctrl+t "+d.offers[0].Text) {
		t.Fatalf("nothing is offered:\n%s", frame)
	}
	offer := d.offers[0].Text
	s.update(tea.KeyPressMsg{Code: 't', Mod: tea.ModCtrl})
	if d.field.Value() != offer {
		t.Errorf("the field has %q, not %q", d.field.Value(), offer)
	}
	d.field.Set("")
	s.typed("l")
	was := d.list.Selected()
	s.update(tea.KeyPressMsg{Code: 'n', Mod: tea.ModCtrl})
	if now := d.list.Selected(); was == nil || now == nil || now == was || d.inList {
		t.Errorf("the cursor does not go down: %v, %v", was, now)
	}
}
