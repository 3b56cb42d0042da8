package library

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"iscope/api"
	"iscope/ui/golden"
	"iscope/ui/screen"
	"iscope/ui/theme"
	"iscope/views/workflows/find"
)

func (s *stage) golden(name string) {
	s.t.Helper()
	for _, size := range [][2]int{{120, 36}, {80, 24}, {40, 12}} {
		golden.Equal(s.t, fmt.Sprintf("%s-%dx%d", name, size[0], size[1]), ansi.Strip(s.window(size[0], size[1])))
	}
	was := s.env.Styles
	s.env.Styles = theme.New("mono", true, true, "")
	s.b.list.Touch()
	s.b.uses.Touch()
	golden.Mono(s.t, name+"-mono", s.window(80, 24))
	s.env.Styles = was
	s.b.list.Touch()
	s.b.uses.Touch()
}

func TestFrames(t *testing.T) {
	s := open(t, newTenant(), "", joiner, nightly)
	s.golden("list")
	s.press("enter")
	s.golden("about")
	s.press("right")
	s.golden("example")
	s.press("right", "j", "j", "z")
	s.golden("schema")
	s.press("w", "j")
	s.golden("used")
	s.press("esc", "j", "enter", "left", "left", "left")
	s.golden("deprecated")
	s.press("esc", "left")
	s.golden("triggers")
	s.press("/", "sched")
	s.golden("search")
}

func TestFramesWithoutLibrary(t *testing.T) {
	f := newTenant()
	s := newStage(t, f)
	s.hold = true
	s.open("sp:http")
	s.pump() // the window comes, and the lists are asked for
	s.golden("reading")
	f.fail[api.ListActions] = &api.Error{Kind: api.Server, Op: api.ListActions, Status: 503, Detail: "the tenant is away"}
	s.release()
	s.golden("failed")
	delete(f.fail, api.ListActions)
	s.press("r")
	if it := s.b.list.Selected(); it == nil || it.ID != "sp:http" {
		t.Error("r does not read it again, or the cursor is elsewhere")
	}
	f.fail[api.ListActions] = &api.Error{Kind: api.Server, Op: api.ListActions, Status: 503, Detail: "the tenant is away"}
	s.press("r")
	s.golden("stale")
	f.items[Operators], f.fail = nil, nil
	s.press("r", "right")
	s.golden("none")
}

// TestAnyRoomWillDo pins that the window draws itself in any room at all.
func TestAnyRoomWillDo(t *testing.T) {
	s := open(t, newTenant(), "sp:http-basic", joiner)
	for _, keys := range [][]string{{}, {"enter"}, {"right"}, {"right"}, {"right"}, {"esc", "/", "x"}} {
		s.press(keys...)
		for w := range 100 {
			for h := range 20 {
				body, _ := s.b.Render(w, h)
				if w > 0 && h > 0 {
					golden.Fits(t, body, w, h)
				}
			}
		}
	}
}

// TestOpensAtAnItem pins that the window stands on the item it was opened for,
// whichever list that is in, and also where the library has to be read first.
func TestOpensAtAnItem(t *testing.T) {
	for id, kind := range map[string]Kind{"sp:send-email": Actions, "sp:compare-strings": Operators, "idn:scheduled": Triggers} {
		s := open(t, newTenant(), id)
		s.window(120, 36)
		if it := s.b.list.Selected(); it == nil || it.ID != id || s.b.kind != kind {
			t.Errorf("%s: stands on %+v of the %s", id, it, s.b.kind)
		}
		s.open(id) // again, with all there
		if it := s.b.list.Selected(); it.ID != id {
			t.Errorf("%s: stands on %s", id, it.ID)
		}
	}
	s := open(t, newTenant(), "sp:nobody-knows")
	s.window(120, 36)
	if it := s.b.list.Selected(); it == nil || it.ID != "sp:http" {
		t.Errorf("%+v", it)
	}
}

// TestWhereUsed pins that what uses an item is listed, and opened at its step.
func TestWhereUsed(t *testing.T) {
	for id, want := range map[string]struct {
		keys []string
		rows int
		open find.Open
	}{
		"sp:http":              {[]string{"j"}, 5, find.Open{View: "workflows#1", Workflow: "joiner", Step: "Call back", Pointer: "/definition/steps/Call back/actionId"}},
		"sp:compare-strings":   {nil, 2, find.Open{View: "workflows#1", Workflow: "joiner"}},
		"idn:identity-created": {nil, 1, find.Open{View: "workflows#1", Workflow: "joiner"}},
		"idn:scheduled":        {nil, 1, find.Open{View: "workflows#1", Workflow: "nightly"}},
	} {
		s := open(t, newTenant(), id, joiner, nightly)
		s.press("w")
		s.window(120, 36)
		if s.b.uses.Len() != want.rows {
			t.Errorf("%s: %d rows", id, s.b.uses.Len())
		}
		s.press(append(want.keys, "enter")...)
		if s.b != nil || len(s.sent) != 1 {
			t.Fatalf("%s: %+v", id, s.sent)
		}
		if got := s.sent[0].(find.Open); got != want.open && got.Step != "Create ticket" {
			t.Errorf("%s opens %+v", id, got)
		}
	}
	s := open(t, newTenant(), "sp:unlock", joiner)
	s.press("w", "enter")
	if s.b == nil || !strings.Contains(ansi.Strip(s.window(120, 36)), "Used by no workflow") {
		t.Error("nothing was opened, or not said")
	}
}

// TestIndexComesLater pins that the window shows uses as soon as the index is
// there.
func TestIndexComesLater(t *testing.T) {
	s := open(t, newTenant(), "sp:http")
	row := regexp.MustCompile(`HTTP Request +1 │`)
	if row.MatchString(ansi.Strip(s.window(120, 36))) {
		t.Error("the list knows how often it is used before anything was read")
	}
	s.press("w")
	if !strings.Contains(ansi.Strip(s.window(120, 36)), "the definitions of the workflows are being read") {
		t.Error("nobody says that it is being read")
	}
	s.index = indexOf(t, joiner)
	text := ansi.Strip(s.window(120, 36))
	if !strings.Contains(text, "Used by 1 workflow in 2 steps") || !row.MatchString(text) {
		t.Errorf("it is not shown:\n%s", text)
	}
}

// TestSuccessorIsOneKeyAway pins the way from a deprecated item to the one to use.
func TestSuccessorIsOneKeyAway(t *testing.T) {
	s := open(t, newTenant(), "sp:http-basic")
	s.press("enter")
	if !slices.ContainsFunc(s.b.Hints(), func(h screen.Hint) bool { return h.Text == "successor" }) {
		t.Error("it is not offered")
	}
	s.press("enter")
	if it := s.b.list.Selected(); it.ID != "sp:http" {
		t.Errorf("stands on %s", it.ID)
	}
	s.press("enter") // it has none
	if it := s.b.list.Selected(); it.ID != "sp:http" || s.b == nil {
		t.Errorf("stands on %s", it.ID)
	}
}

// TestCopies pins what is copied where.
func TestCopies(t *testing.T) {
	s := open(t, newTenant(), "sp:http", joiner)
	s.press("y", "Y", "enter", "y", "right", "Y", "right", "Y", "w", "y")
	var got []string
	for _, m := range s.sent {
		c := m.(screen.Copy)
		got = append(got, c.What+" "+strings.Join(strings.Fields(c.Text), ""))
	}
	want := []string{"id sp:http", "JSON {", "id sp:http", `example {"statusCode":200`, `schema {"type":"object"`, "id of the workflow joiner"}
	for i := range want {
		if i >= len(got) || !strings.HasPrefix(got[i], want[i]) {
			t.Errorf("%d: %q, want %q", i, got, want[i])
		}
	}
	s = open(t, newTenant(), "sp:unlock")
	s.press("enter", "right", "Y")
	if len(s.sent) != 0 || !strings.Contains(ansi.Strip(s.window(80, 24)), "There is no example to copy") {
		t.Errorf("%+v", s.sent)
	}
}

// TestKeysGoTheirWay pins the way out: a search, the detail, the window.
func TestKeysGoTheirWay(t *testing.T) {
	s := open(t, newTenant(), "")
	s.press("/", "mail", "enter")
	if s.b.list.Shown() != 2 || s.b.Typing() {
		t.Errorf("%d match", s.b.list.Shown())
	}
	s.press("tab", "esc")
	if s.b.detail {
		t.Error("the detail has the keys still")
	}
	s.press("esc")
	if s.b == nil || s.b.list.Filter() != "" {
		t.Fatal("the search was not given up first")
	}
	s.press("/", "sndeml")
	if it := s.b.list.Selected(); it == nil || it.ID != "sp:send-email" {
		t.Errorf("letters in order find %+v", it)
	}
	s.press("esc", "/", "nothing at all")
	if !strings.Contains(ansi.Strip(s.window(80, 24)), "Nothing matches") {
		t.Error("nobody says that nothing matches")
	}
	s.press("esc", "esc")
	if s.b != nil {
		t.Error("esc does not close")
	}
}

// TestHostileItemsAreHarmless pins that what a library says cannot drive the
// terminal from here.
func TestHostileItemsAreHarmless(t *testing.T) {
	f := newTenant()
	const bad = `\u202eevil\u001b]0;\u009b2J\u200b`
	f.items[Actions] = []string{`{"id":"x","name":"` + bad + `","description":"` + bad + `","deprecated":true,"deprecatedBy":"` + bad + `","exampleOutput":{"` + bad + `":"` + bad + `"},"outputSchema":["` + bad + `"],
		"formFields":[{"name":"` + bad + `","label":"` + bad + `","type":"` + bad + `","helpText":"` + bad + `","options":["` + bad + `"]}]}`}
	s := open(t, f, "", joiner)
	all := ""
	for range 4 {
		all += s.window(120, 36)
		s.press("enter", "right")
	}
	for _, c := range []string{"\u202e", "\u009b", "\u200b", "\x1b]"} {
		if strings.Contains(all, c) {
			t.Errorf("%q is alive", c)
		}
	}
}
