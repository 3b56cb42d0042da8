package heard

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"iscope/api"
	"iscope/api/demotest"
	"iscope/api/isc"
	record "iscope/api/journal"
	"iscope/api/nerm"
	"iscope/api/sandbox"
	"iscope/keymap"
	"iscope/ui/golden"
	"iscope/ui/screen"
	"iscope/views"
)

// listen plays a test in a bubble with all five views before somebody who hears the
// screen. The tenant's clock stands still, so that nothing is news.
func listen(t *testing.T, w, h int, play func(*visit)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		born := time.Now()
		v := &visit{t: t, tenant: sandbox.New(sandbox.Options{Seed: 7, NoRateLimit: true, Now: func() time.Time { return born }}), msgs: make(chan tea.Msg, 4096)}
		decisions := record.Memory("demo", time.Now)
		cmds := &api.Commands{
			ISC:  demotest.ISC(t, v.tenant, isc.Config{HTTP: v.tenant.RoundTripper(), Guard: decisions.Guard, Calls: &api.Calls{}}),
			NERM: demotest.NERM(t, v.tenant, nerm.Config{HTTP: v.tenant.RoundTripper(), Guard: decisions.Guard, Calls: &api.Calls{}}),
		}
		keys, _ := keymap.New(nil)
		env := &screen.Env{
			Keys: keys, Now: time.Now, Random: func() float64 { return 0.5 }, Zone: time.UTC, Tenant: "demo", Refresh: 2 * time.Minute, Undo: 30 * time.Second,
		}
		v.Shell = views.New(views.Options{
			Env: env, Views: views.Screens(ctx, env, cmds, views.ScreenOptions{Journal: decisions}), Journal: decisions, First: keymap.Inbox,
			Theme: "dark", Accessible: true, Version: "test",
		})
		defer func() {
			v.Close()
			time.Sleep(time.Hour) // virtual: timers that nobody waits for any more end
		}()
		v.start(v.Init())
		v.send(tea.WindowSizeMsg{Width: w, Height: h})
		v.until(`42 open`)
		play(v)
	})
}

// tabs are the views by their keys, with what shows that one has read its list.
var tabs = []struct{ key, name string }{{"1", "workflows"}, {"2", "executions"}, {"3", "inbox"}, {"4", "tasks"}, {"5", "sessions"}}

// goTo shows a view and waits until all of its list is there.
func (v *visit) goTo(key string) {
	v.press(key)
	v.wait(90 * time.Second)
}

// ourSigns are those that our frames draw with elsewhere; a screen reader would
// spell each of them.
const ourSigns = "─│╭╮╰╯├└▌●○◌✓✗⊘▲░█▁▂▃▄▅▆▇▏▎▍▋▊▉▐▕▒≈┊▼▸▾…·–→←↑↓×␤◇↻“”Δ"

// heard fails where a frame has what nobody can hear, or the cursor is not where
// the person is; it returns the line that the cursor is on.
func (v *visit) heard(what string) string {
	v.t.Helper()
	view := v.View()
	text := ansi.Strip(view.Content)
	if i := strings.IndexAny(text, ourSigns); i >= 0 {
		v.t.Errorf("%s has %q to be spelled:\n%s", what, []rune(text[i:])[0], text)
	}
	if strings.Contains(text, "##") || strings.Contains(text, "--") {
		v.t.Errorf("%s has a drawing:\n%s", what, text)
	}
	lines := strings.Split(text, "\n")
	if view.Cursor == nil || view.Cursor.Y >= len(lines) {
		v.t.Errorf("%s has no cursor to follow:\n%s", what, text)
		return ""
	}
	return lines[view.Cursor.Y]
}

// keep is heard, and compares the frame.
func (v *visit) keep(name string) {
	v.t.Helper()
	line := v.heard(name)
	golden.Text(v.t, name, ansi.Strip(v.View().Content)+"\ncursor: "+strings.TrimSpace(line))
}

// TestAccessible goes through the program as somebody who hears it.
func TestAccessible(t *testing.T) {
	for _, size := range [][2]int{{80, 24}, {40, 12}} {
		at := fmt.Sprintf("-%dx%d", size[0], size[1])
		t.Run(strings.TrimPrefix(at, "-"), func(t *testing.T) {
			listen(t, size[0], size[1], func(v *visit) {
				for _, tab := range tabs {
					v.goTo(tab.key)
					v.keep("accessible-" + tab.name + at)
					v.press("j")
					if line := v.heard(tab.name + " one row on"); !strings.HasPrefix(line, ">") {
						t.Errorf("%s: the cursor is on %q, not on the row", tab.name, line)
					}
					v.press("enter")
					v.wait(5 * time.Second)
					v.keep("accessible-" + tab.name + "-detail" + at)
					v.press("esc", "g")
				}
				v.goTo("3")
				for _, window := range []struct{ keys, name string }{{":", "palette"}, {"?", "help"}, {"L", "activity"}} {
					v.press(strings.Split(window.keys, "")...)
					v.wait(time.Second)
					v.keep("accessible-" + window.name + at)
					v.press("esc")
				}
			})
		})
	}
}

// TestAccessibleDecision: a decision is asked for, held, seen in the outbox and
// taken back.
func TestAccessibleDecision(t *testing.T) {
	for _, size := range [][2]int{{80, 24}, {40, 12}} {
		at := fmt.Sprintf("-%dx%d", size[0], size[1])
		listen(t, size[0], size[1], func(v *visit) {
			v.press("/")
			v.types("approval")
			v.press("enter", "g", "space", "space")
			v.keep("accessible-marked" + at)
			v.wait(time.Second)
			v.press("a")
			v.wait(time.Second)
			v.keep("accessible-review" + at)
			v.press("end", "y")
			v.wait(time.Second)
			v.keep("accessible-outbox" + at)
			first := v.text()
			v.wait(5 * time.Second)
			if now := v.text(); now != first {
				t.Errorf("what is held counts down:\n%s\nand five seconds on\n%s", first, now)
			}
			v.press("esc")
			v.wait(time.Second)
			v.keep("accessible-held" + at)
			v.press("q")
			v.wait(time.Second)
			if line := v.heard("the question"); !strings.Contains(line, "> ") {
				t.Errorf("the cursor is on %q, not on the button", line)
			}
			v.keep("accessible-question" + at)
			v.press("esc", "u")
		})
	}
}

// TestAccessibleEditor: the editor of a session and its review.
func TestAccessibleEditor(t *testing.T) {
	for _, size := range [][2]int{{80, 24}, {40, 12}} {
		at := fmt.Sprintf("-%dx%d", size[0], size[1])
		listen(t, size[0], size[1], func(v *visit) {
			v.goTo("5")
			v.press("e")
			v.wait(5 * time.Second)
			v.keep("accessible-editor" + at)
			v.press("enter")
			v.wait(time.Second)
			v.types("closed")
			v.press("enter")
			v.wait(time.Second)
			if line := v.heard("the changed field"); !strings.Contains(line, "Status") {
				t.Errorf("the cursor is on %q, not on the field", line)
			}
			v.send(tea.KeyPressMsg{Code: 's', Mod: tea.ModCtrl})
			v.wait(2 * time.Second)
			v.keep("accessible-session-review" + at)
			if text := v.text(); size[1] > 20 && (!strings.Contains(text, "was: ") || !strings.Contains(text, "becomes: ")) {
				t.Errorf("before and after run together:\n%s", text)
			}
		})
	}
}

// TestAccessibleStandsStill: without news no list changes while it is read.
func TestAccessibleStandsStill(t *testing.T) {
	listen(t, 120, 30, func(v *visit) {
		for _, tab := range tabs {
			v.goTo(tab.key)
			first := v.View()
			v.wait(time.Minute)
			now := v.View()
			if now.Content != first.Content {
				t.Errorf("%s changed without news:\n%s\na minute later\n%s", tab.name, ansi.Strip(first.Content), ansi.Strip(now.Content))
			}
			if *now.Cursor != *first.Cursor || now.WindowTitle != first.WindowTitle {
				t.Errorf("%s: the cursor went from %+v to %+v, the title from %q to %q", tab.name, first.Cursor.Position, now.Cursor.Position, first.WindowTitle, now.WindowTitle)
			}
			v.press("enter")
			v.wait(30 * time.Second)
			if line := v.heard(tab.name + ", detail"); line == "" {
				t.Errorf("%s: the cursor is on an empty line", tab.name)
			}
			if text := v.text(); strings.Contains(text, "   > ") {
				t.Errorf("%s: list and detail stand side by side:\n%s", tab.name, text)
			}
			v.press("esc", "esc")
		}
	})
}
