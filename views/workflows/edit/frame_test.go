package edit

import (
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"iscope/api"
	"iscope/ui/golden"
	"iscope/ui/theme"
)

// sizes are those of terminals; the shell leaves a window six cells and lines
// less.
var sizes = []struct {
	name string
	w, h int
}{{"120x36", 120, 36}, {"80x24", 80, 24}, {"40x12", 40, 12}}

// window draws the window on top as the shell does in a terminal of that size,
// with its title and the keys.
func (s *rig) window(w, h int) string {
	s.t.Helper()
	d := s.Top()
	inner := 76
	if x, ok := d.(interface{ Width() int }); ok {
		inner = x.Width()
	}
	inner = min(inner, w-6)
	body, cursor := d.Render(inner, h-6)
	if cursor != nil && (cursor.X < 0 || cursor.X >= inner || cursor.Y < 0 || cursor.Y >= h-6) {
		s.t.Errorf("cursor at %v of %dx%d", cursor, inner, h-6)
	}
	var keys []string
	for _, x := range d.Hints() {
		keys = append(keys, x.Key+" "+x.Text)
	}
	if _, ok := d.(*Panel); ok {
		golden.Fits(s.t, body, inner, min(h-6, highest))
	}
	return "[" + d.Title() + "]\n" + body + "\n[" + strings.Join(keys, "   ") + "]"
}

func (s *rig) golden(name string) {
	s.t.Helper()
	for _, size := range sizes {
		golden.Equal(s.t, name+"-"+size.name, ansi.Strip(s.window(size.w, size.h)))
	}
	was := s.env.Styles
	s.env.Styles = theme.New("mono", true, true, "")
	s.desk.panel.drawn = nil
	s.desk.panel.refresh()
	golden.Mono(s.t, name+"-mono", s.window(80, 24))
	s.env.Styles = was
	s.desk.panel.drawn = nil
	s.desk.panel.refresh()
}

func TestFrames(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := open(t, newTenant())
		s.Do(s.desk.Edit(s.tenant.read(idA), Ask))
		for _, size := range sizes {
			golden.Equal(t, "ask-"+size.name, ansi.Strip(s.window(size.w, size.h)))
		}
		s.Choose("Definition")
		s.Advance(time.Second)
		s.golden("editing")
		s.replace(`"nextStep": "Done"`, `"nextStep": "Gone"`)
		s.replace(`"actionId": "sp:http"`, `"actionId": "other:http"`)
		s.Advance(time.Second)
		s.Press(next)
		s.golden("problems")
		s.Press(enter)
		s.golden("problem")
		s.replace(`"nextStep": "Gone"`, `"nextStep": "Done"`)
		s.replace(`"actionId": "other:http"`, `"actionId": "sp:http"`)
		s.replace(`example.test/orders`, `example.test/mine`)
		s.Advance(time.Second)
		s.Press(next)
		s.golden("review")
		s.Press(ctrl('t'))
		s.golden("review-put")
		s.Press(next)
		for _, size := range sizes {
			golden.Equal(t, "confirm-put-"+size.name, ansi.Strip(s.window(size.w, size.h)))
		}
		s.Press(char('n'), ctrl('t'), next)
		s.between(func(row map[string]any) {
			steps(row)["Order"].(map[string]any)["attributes"].(map[string]any)["url"] = "https://example.test/theirs"
			steps(row)["Done"].(map[string]any)["displayName"] = "All done"
		})
		s.Agree("Change the workflow?")
		s.Advance(time.Second)
		s.golden("threeway")
		s.Press(enter)
		for _, size := range sizes {
			golden.Equal(t, "whose-"+size.name, ansi.Strip(s.window(size.w, size.h)))
		}
	})
}

func TestFramesOfSteps(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := newTenant()
		strict(f)
		s := open(t, f)
		s.edit(Form)
		s.golden("form")
		s.Write(" 2")
		s.Advance(time.Second)
		s.Press(next, next)
		s.Agree("Change the workflow?")
		s.Advance(time.Second)
		s.golden("refused")
		s.Press(next)
		s.Agree("Step 1 of 3: disable the workflow?")
		s.Advance(time.Second)
		s.golden("disabled")
	})
}

func TestFramesOfOwner(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := open(t, owners(3))
		s.Do(s.desk.Owner(s.all(), grace))
		for _, size := range sizes {
			golden.Equal(t, "owner-"+size.name, ansi.Strip(s.window(size.w, size.h)))
		}
	})
}

// TestAnySize pins that the window has the size asked for, whatever it shows.
func TestAnySize(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := open(t, newTenant())
		s.edit(Definition)
		check := func() {
			t.Helper()
			for _, size := range [][2]int{{1, 1}, {5, 2}, {12, 3}, {34, 6}, {40, 9}, {200, 60}} {
				body, _ := s.desk.panel.Render(size[0], size[1])
				golden.Fits(t, body, size[0], min(size[1], highest))
			}
			if text, _ := s.desk.panel.Render(0, 5); text != "" {
				t.Error("something is drawn in no room")
			}
		}
		check()
		s.replace(`"nextStep": "Done"`, `"nextStep": "Gone"`)
		s.Press(next)
		check()
		s.Press(esc)
		s.replace(`"nextStep": "Gone"`, `"nextStep": "Done"`)
		s.replace(`example.test/orders`, `example.test/mine`)
		s.Press(next)
		check()
		s.tenant.latency = time.Second
		s.Press(next)
		s.Asked("Change the workflow?").Render(76, 40)
		s.Press(char('y'))
		check()
	})
}

// TestHostileNames pins that nothing of a tenant reaches the terminal alive.
func TestHostileNames(t *testing.T) {
	const bad = "\x1b[2J\u202eevil\u200b"
	bubble(t, func(t *testing.T) {
		f := newTenant()
		f.rows[idA]["name"] = bad
		f.rows[idA][bad] = bad
		steps(f.rows[idA])[bad] = map[string]any{"type": "success", "displayName": bad}
		s := open(t, f)
		seen := func(when string) {
			t.Helper()
			d := s.Top()
			text, _ := d.Render(110, 30)
			text = ansi.Strip(text) + d.Title()
			if strings.ContainsAny(text, "\u202e\u200b\x1b") {
				t.Errorf("%s: %q", when, text)
			}
		}
		s.Do(s.desk.Edit(f.read(idA), Ask))
		seen("part")
		s.Choose("One step")
		seen("steps")
		s.Press(esc)
		s.edit(Whole)
		seen("text")
		s.replace(`example.test/orders`, `example.test/mine`)
		s.Press(next)
		seen("problems")
		if s.desk.job.stage == checking {
			s.Press(next)
		}
		seen("review")
		s.Press(ctrl('t'))
		seen("replacing")
		s.Press(next)
		seen("question")
		s.between(func(row map[string]any) {
			steps(row)["Order"].(map[string]any)["attributes"].(map[string]any)["url"] = bad
		})
		s.Agree("Change the workflow?")
		s.Advance(time.Second)
		seen("three ways")
		if s.tenant.count(api.ReplaceWorkflow) != 0 {
			t.Error("sent over a change of somebody else's")
		}
	})
}
