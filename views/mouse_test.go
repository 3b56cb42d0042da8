package views

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/keymap"
	"iscope/ui/cell"
	"iscope/ui/dialog"
	"iscope/ui/screen"
)

func click(x, y int) tea.MouseClickMsg { return tea.MouseClickMsg{X: x, Y: y, Button: tea.MouseLeft} }

// column returns the cell at which text begins in a line.
func column(t *testing.T, line, text string) int {
	t.Helper()
	before, _, ok := strings.Cut(line, text)
	if !ok {
		t.Fatalf("%q is not in %q", text, line)
	}
	return cell.Width(before)
}

// tabAt returns the cell at which a tab begins in the header: its number is
// followed by its name, or by its badge or the next tab.
func tabAt(t *testing.T, head string, n int) int {
	t.Helper()
	for _, after := range []string{` [A-Z]`, `[( ]`} {
		if at := regexp.MustCompile(fmt.Sprintf(` %d%s`, n, after)).FindStringIndex(head + " "); at != nil {
			return cell.Width(head[:at[0]]) + 1
		}
	}
	t.Fatalf("no tab %d in %q", n, head)
	return 0
}

func TestClickOnATab(t *testing.T) {
	for _, size := range []int{120, 80, 40} {
		for i := range fakes() {
			onStage(t, func(o *Options) { o.Env.Tenant = "東京" }, func(st *stage) {
				st.send(tea.WindowSizeMsg{Width: size, Height: 24})
				st.send(click(tabAt(t, st.lines()[0], i+1), 0))
				if st.active != i {
					t.Errorf("width %d: a click on tab %d shows %d", size, i+1, st.active+1)
				}
			})
		}
	}
}

func TestClickOnAHint(t *testing.T) {
	onStage(t, nil, func(st *stage) {
		last := st.lines()[35]
		st.send(click(column(t, last, "x reject"), 35))
		st.send(click(column(t, last, "c complete")+len("c complete")-1, 35))
		st.send(click(column(t, last, "c complete")+len("c complete"), 35))
		if !slices.Equal(st.inbox().acts, []keymap.Action{"inbox.reject", "inbox.complete"}) {
			t.Errorf("the view did %v", st.inbox().acts)
		}
	})
}

func TestClickAndWheelInTheBody(t *testing.T) {
	onStage(t, nil, func(st *stage) {
		st.View()
		st.send(click(7, 5))
		st.send(tea.MouseClickMsg{X: 7, Y: 5, Button: tea.MouseRight})
		st.send(tea.MouseWheelMsg{X: 7, Y: 5, Button: tea.MouseWheelDown})
		st.send(tea.MouseWheelMsg{X: 7, Y: 5, Button: tea.MouseWheelUp})
		v := st.inbox()
		if !slices.Equal(v.clicks, [][2]int{{7, 3}}) || !slices.Equal(v.wheel, []int{wheelLines, -wheelLines}) {
			t.Errorf("clicks %v, wheel %v; the body begins below header and rule", v.clicks, v.wheel)
		}
	})
}

func TestClicksBesideADialogDoNothing(t *testing.T) {
	onStage(t, nil, func(st *stage) {
		st.send(screen.Show{Dialog: &dialog.Prompt{Env: st.env, Head: "Name?"}})
		st.View()
		st.send(click(20, 0))
		st.send(click(3, 35))
		st.send(click(7, 5))
		if v := st.inbox(); len(v.clicks)+len(v.acts) != 0 || st.active != 2 {
			t.Errorf("clicks %v, acts %v", v.clicks, v.acts)
		}
	})
}

func TestReadOnlyHoldsForClicksToo(t *testing.T) {
	onStage(t, func(o *Options) { o.Env.ReadOnly = true }, func(st *stage) {
		st.silent("a approve")
		for x := range 120 {
			st.send(click(x, 35))
			for len(st.dialogs) > 0 {
				st.press("esc")
			}
		}
		for _, a := range st.inbox().acts {
			if st.env.Keys.Binding(a).Writes {
				t.Errorf("a click did %s", a)
			}
		}
	})
}

// TestAClickBesideAWindowClosesIt: one that only shows or offers something, never
// a question or a form.
func TestAClickBesideAWindowClosesIt(t *testing.T) {
	for _, key := range []string{"?", ":", "L"} {
		onStage(t, nil, func(st *stage) {
			st.press(key)
			if len(st.dialogs) != 1 {
				t.Fatalf("%s opens %d windows", key, len(st.dialogs))
			}
			st.lines() // draws it
			z := st.zones
			for _, inside := range [][2]int{{z.x - 2, z.y - 1}, {z.x + z.width + 1, z.y + z.lines + 2}} {
				st.send(click(inside[0], inside[1]))
			}
			if len(st.dialogs) != 1 {
				t.Errorf("%s: a click on the border closes it", key)
			}
			st.send(click(z.x-3, z.y))
			if len(st.dialogs) != 0 {
				t.Errorf("%s: a click beside it does not close it", key)
			}
		})
	}
	onStage(t, nil, func(st *stage) {
		st.send(screen.Show{Dialog: &dialog.Confirm{Env: st.env, View: "inbox#1", Name: "n", Head: "Sure?", Yes: "Approve"}})
		st.wait(time.Second)
		st.send(click(0, 5))
		if len(st.dialogs) != 1 {
			t.Error("a click beside a question closes it")
		}
	})
}
