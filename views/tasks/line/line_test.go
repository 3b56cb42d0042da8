package line

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	tea "charm.land/bubbletea/v2"

	"iscope/ui/golden"
	"iscope/ui/theme"
	"iscope/views/tasks/query"
)

var known = query.Known{
	IsNull: true, Launcher: true, Sources: []query.Source{{Name: "Active Directory", ID: "ad"}, {Name: "HR", ID: "hr"}},
	Launchers: []string{"sweep"}, Types: []string{"Account aggregation"},
}

type rig struct {
	*Line
	t    *testing.T
	done []string
}

func open(t *testing.T, text string) *rig {
	r := &rig{New(golden.Env(t, "dark", golden.Live(func() time.Time { return time.Time{} }))), t, nil}
	r.Open(text, known)
	return r
}

func (r *rig) keys(codes ...rune) *rig {
	for _, c := range codes {
		if text, ok := r.Line.Type(tea.KeyPressMsg{Code: c}); ok {
			r.done = append(r.done, text)
		}
	}
	return r
}

func (r *rig) typed(s string) *rig {
	for _, c := range s {
		r.Line.Type(tea.KeyPressMsg{Code: c, Text: string(c)})
	}
	return r
}

func (r *rig) frame(w, h int) string {
	r.t.Helper()
	text, cursor := r.Render(w, r.Height(w, h))
	golden.Fits(r.t, text, w, r.Height(w, h))
	if cursor == nil || cursor.X >= w || cursor.Y >= r.Height(w, h) {
		r.t.Errorf("cursor at %+v", cursor)
	}
	return ansi.Strip(text)
}

func (r *rig) has(want string) {
	r.t.Helper()
	if f := r.frame(100, 30); !strings.Contains(f, want) {
		r.t.Errorf("no %q in\n%s", want, f)
	}
}

func TestTypedAndAsked(t *testing.T) {
	r := open(t, "").typed("status:error type:agg")
	r.has(`asks the tenant for completionStatus eq "Error" · applied here: type “agg”`)
	if r.keys(tea.KeyEnter); len(r.done) != 1 || r.done[0] != "status:error type:agg" || r.Typing() {
		t.Errorf("%q", r.done)
	}
	r = open(t, "id:a")
	r.Line.Type(tea.PasteMsg{Content: " id:b\n"})
	r.has(`id eq "a" and id eq "b"`)
	r = open(t, " ")
	r.has("everything: no filter")
	if r.keys(tea.KeyEnter); len(r.done) != 1 || r.done[0] != "" {
		t.Errorf("%q", r.done)
	}
}

// TestNothingIsLost pins that a line that cannot be asked stays, and that one
// that was put away comes back.
func TestNothingIsLost(t *testing.T) {
	r := open(t, "id:a").typed(" status:brokn").keys(tea.KeyEnter)
	if !r.Typing() || len(r.done) != 0 || !r.insist {
		t.Fatal("a line that cannot be asked was taken")
	}
	f := strings.Split(r.frame(100, 30), "\n")
	mark := slices.IndexFunc(f, func(l string) bool { return strings.Contains(l, "^^^^^") })
	if mark < 1 || strings.Index(f[mark], "^") != strings.Index(f[mark-1], "brokn") || !strings.Contains(f[mark+1], "“brokn” is no status") {
		t.Errorf("the mark is not below the word:\n%s", strings.Join(f, "\n"))
	}
	if r.typed("x"); r.insist {
		t.Error("it goes on insisting while the line changes")
	}
	r.keys(tea.KeyEscape)
	if r.Typing() {
		t.Fatal("esc does not close it")
	}
	r.Open("id:a", known)
	r.has("id:a status:broknx")
	r.keys(tea.KeyEscape)
	r.draft = ""
	r.Open("id:a", known)
	r.has("filter  id:a ")
}

func TestOffers(t *testing.T) {
	r := open(t, "")
	r.has("how it ended")
	r.typed("so").keys(tea.KeyTab)
	r.has("source:")
	r.has("Active Directory")
	r.keys(tea.KeyDown, tea.KeyDown, tea.KeyEnter)
	r.has(`source:HR`)
	r.has(`sourceId eq "hr"`)
	r.typed(" ").keys(tea.KeyUp)
	r.has("▌ not")
	r.keys(tea.KeyDown, tea.KeyEnter)
	if len(r.done) != 1 || r.done[0] != "source:HR" {
		t.Errorf("%q: round by none, enter asks", r.done)
	}
	if r := open(t, "id:").keys(tea.KeyTab, tea.KeyUp, tea.KeyDown); r.field.Value() != "id:" {
		t.Errorf("%q though nothing is offered", r.field.Value())
	}
}

// TestOffersWhereTheCursorIs pins that what is offered is for the place of the
// cursor, also behind wide letters.
func TestOffersWhereTheCursorIs(t *testing.T) {
	r := open(t, "日本 sta id:a").keys(tea.KeyLeft, tea.KeyLeft, tea.KeyLeft, tea.KeyLeft, tea.KeyLeft).keys(tea.KeyTab)
	if got := r.field.Value(); got != "日本 status: id:a" {
		t.Errorf("%q", got)
	}
	for _, text := range []string{"", "é", "日本語", "a日é\"日"} {
		r := open(t, text)
		for range len([]rune(text)) + 1 {
			if at := r.field.Place(); !strings.HasPrefix(text, text[:at]) || len([]rune(text[:at])) > len([]rune(text)) {
				t.Errorf("%q: %d", text, at)
			}
			r.keys(tea.KeyLeft)
		}
		if r.field.Place() != 0 {
			t.Errorf("%q: %d at the beginning", text, r.field.Place())
		}
	}
}

func TestRefusedIsShownUntilTheLineChanges(t *testing.T) {
	r := open(t, "id:a")
	r.Refused("id:a", "Invalid filter")
	r.has("the tenant refused it: Invalid filter")
	if r.typed("b"); strings.Contains(r.frame(100, 30), "refused") {
		t.Error("it is said of another line")
	}
}

// TestScrolled pins that the mark stands below its part in a line too long to be
// seen as a whole.
func TestScrolled(t *testing.T) {
	r := open(t, strings.Repeat("日本 ", 20)+"id:abc status:brokn")
	text, cursor := r.Render(60, r.Height(60, 20))
	f := strings.Split(ansi.Strip(text), "\n")
	i := slices.IndexFunc(f, func(l string) bool { return strings.Contains(l, "^^^^^") })
	if i < 1 || ansi.StringWidth(f[i][:strings.Index(f[i], "^")]) != ansi.StringWidth(f[i-1][:strings.Index(f[i-1], "brokn")]) ||
		cursor.X != ansi.StringWidth(strings.TrimRight(f[i-1], " ")) {
		t.Errorf("cursor at %d\n%s", cursor.X, strings.Join(f, "\n"))
	}
}

func TestFrames(t *testing.T) {
	r := open(t, "type:agg status:")
	for _, size := range [][2]int{{120, 30}, {80, 20}, {40, 9}, {40, 5}} {
		golden.Text(t, fmt.Sprintf("line-%dx%d", size[0], size[1]), r.frame(size[0], size[1]))
	}
	r = open(t, "status:brokn")
	golden.Text(t, "wrong-40x5", r.frame(40, 5))
	r.env.Styles = theme.New("mono", true, true, "")
	golden.Text(t, "wrong-mono", r.frame(80, 20))
	for w := 1; w < 60; w += 4 {
		for h := 1; h < 12; h++ {
			text, _ := r.Render(w, r.Height(w, h))
			golden.Fits(t, text, w, r.Height(w, h))
		}
	}
}
