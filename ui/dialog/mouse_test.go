package dialog

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"iscope/ui/golden"
	"iscope/ui/screen"
)

// where returns the cell at which text stands in what a dialog draws.
func where(t *testing.T, d screen.Dialog, text string) (x, y int) {
	t.Helper()
	frame, _ := d.Render(60, 12)
	for y, l := range strings.Split(ansi.Strip(frame), "\n") {
		if before, _, ok := strings.Cut(l, text); ok {
			return ansi.StringWidth(before), y
		}
	}
	t.Fatalf("%q is not in\n%s", text, frame)
	return 0, 0
}

func TestClickOnAButton(t *testing.T) {
	c := &Confirm{Env: golden.Env(t, "dark"), View: "v", Name: "n", Value: 7, Head: "Sure?", Yes: "Löschen", Lines: []string{"It is gone then."}}
	x, y := where(t, c, "Löschen")
	if cmd, done := c.Click(x, y-1); cmd != nil || done {
		t.Error("a click beside the buttons answers")
	}
	if cmd, done := c.Click(x+20, y); cmd != nil || done {
		t.Error("a click behind the buttons answers")
	}
	cmd, done := c.Click(x+6, y)
	if !done || cmd == nil || cmd() != tea.Msg(Answer{"v", "n", 7}) {
		t.Error("a click on yes does not agree")
	}
	x, y = where(t, c, "No")
	if cmd, done := c.Click(x, y); cmd != nil || !done {
		t.Error("a click on no does not close")
	}
	c.Type = "acme"
	where(t, c, "Type acme")
	for x := range 60 {
		for y := range 12 {
			if cmd, done := c.Click(x, y); cmd != nil || done {
				t.Fatal("what has to be typed was clicked")
			}
		}
	}
}

// TestClickOnYesReadsFirst: nobody agrees to lines that were not in sight.
func TestClickOnYesReadsFirst(t *testing.T) {
	c := &Confirm{Env: golden.Env(t, "dark"), Head: "Sure?", Yes: "Do it", Lines: strings.Split(strings.Repeat("line\n", 14), "\n")}
	x, y := where(t, c, "Do it")
	if _, done := c.Click(x, y); done {
		t.Fatal("agreed to what was not read")
	}
	c.Wheel(100)
	x, y = where(t, c, "Do it")
	if cmd, done := c.Click(x, y); !done || cmd == nil {
		t.Error("a click on yes does not agree")
	}
	c.Wheel(-100)
	if c.top != 0 {
		t.Errorf("the wheel leads to line %d", c.top)
	}
}

func TestClickOnAnOption(t *testing.T) {
	p := &Pick{Env: golden.Env(t, "dark"), View: "v", Name: "n"}
	var options []Option
	for _, l := range strings.Fields("one two three four five six seven eight nine ten eleven twelve") {
		options = append(options, Option{Value: l, Label: l})
	}
	p.SetOptions(options)
	x, y := where(t, p, "three")
	if cmd, done := p.Click(x, y); cmd != nil || done {
		t.Fatal("a first click takes the option")
	}
	cmd, done := p.Click(x, y)
	if !done || cmd().(Answer).Value.(Option).Label != "three" {
		t.Error("a second click does not take it")
	}
	p.Wheel(100)
	x, y = where(t, p, "twelve")
	if cmd, done = p.Click(x, y); !done || cmd().(Answer).Value.(Option).Label != "twelve" {
		t.Error("the wheel does not lead to the last")
	}
	for _, y := range []int{-1, 0, 1, 11, 40} {
		if cmd, done := p.Click(3, y); cmd != nil || done {
			t.Errorf("a click on row %d takes something", y)
		}
	}
	p.SetOptions(nil)
	p.Wheel(3)
	p.Render(60, 12)
	if cmd, done := p.Click(3, 2); cmd != nil || done {
		t.Error("nothing was taken")
	}
}

func TestWheelScrollsAText(t *testing.T) {
	r := NewReader(golden.Env(t, "dark"), "Text", strings.Repeat("line\n", 40)+"the end")
	r.Render(60, 12)
	r.Wheel(60)
	where(t, r, "the end")
	r.Wheel(-60)
	if _, y := where(t, r, "line"); y != 0 {
		t.Error("it does not scroll back")
	}
	if cmd, done := r.Click(1, 1); cmd != nil || done {
		t.Error("a click closes a text")
	}
}
