package external

import (
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"iscope/keymap"
	"iscope/ui/cell"
	"iscope/ui/head"
	"iscope/ui/pane"
	"iscope/ui/screen"
	"iscope/ui/theme"
)

// highest is how many lines the window takes at most.
const highest = 28

// names are the lines of the menu.
var names = [choices]string{"Dry test", "Run it live", "Create an OAuth client"}

// abouts say what they do.
var abouts = [choices]string{
	"The tenant echoes an input, which is compared with what was sent. Nothing runs and nothing changes.",
	"Starts the workflow with an input that you give next. Its steps act on the tenant and on the systems behind it.",
	"Anyone who has its id and secret can start this workflow from outside. The secret is told only once.",
}

// Render draws the page.
func (p *Panel) Render(w, h int) (string, *tea.Cursor) {
	if w <= 0 || h <= 0 {
		return "", nil
	}
	h = min(h, highest)
	switch p.page {
	case secretPage:
		lines := p.secretLines(w, h)
		return cell.Fit(lines, w, min(len(lines), h)), nil
	case inputPage:
		return p.renderInput(w, h)
	case echoPage:
		if p.drawn != w {
			p.drawn = w
			p.text.SetLines(p.echoLines(w))
		}
		return p.text.Render(w, h)
	}
	least := p.menuLines(w, h)
	at := slices.IndexFunc(least, func(l string) bool {
		return strings.HasPrefix(ansi.Strip(l), p.env.Styles.Glyphs.Cursor+" "+names[p.cursor])
	})
	return cell.Fit(least, w, min(h, max(len(least), 1))), p.env.Focus(0, min(at, h-1))
}

// menuLines are the facts, the choices, what the one under the cursor does, and
// what came of the last thing that was done. Where the room is short the facts go
// first.
func (p *Panel) menuLines(w, h int) []string {
	st := p.env.Styles
	facts := pane.Fields(p.env, w,
		[2]string{"tenant", p.env.Tenant},
		[2]string{"state", p.stateWords()},
		[2]string{"name", p.w.Trigger.Name},
		[2]string{"address", p.address()},
		[2]string{"client id", p.clientID()},
	)
	var list []string
	for i, name := range names {
		line := "  " + name
		if choice(i) == p.cursor {
			line = st.Title.Render(st.Glyphs.Cursor + " " + name)
		}
		if p.env.ReadOnly && choice(i) != dryTest {
			line += st.Muted.Render("  read-only")
		}
		list = append(list, line)
	}
	var about, said []string
	for _, l := range cell.Wrap(abouts[p.cursor], max(w-2, 1)) {
		about = append(about, "  "+st.Muted.Render(l))
	}
	words, state := p.said, p.state
	if p.note != "" {
		words, state = p.note, theme.Warn
	}
	if words != "" {
		sign := st.Glyph(state) + " "
		for _, l := range cell.Wrap(words, max(w-2, 1)) {
			said = append(said, sign+l)
			sign = "  "
		}
	}
	out := list
	if len(out)+1+len(about)+1+len(facts)+1+len(said) <= h {
		out = append(append(facts, ""), append(list, append([]string{""}, about...)...)...)
		if len(said) > 0 {
			out = append(append(out, ""), said...)
		}
		return out
	}
	if len(said) > 0 {
		return append(out, said[:min(len(said), max(h-len(out), 0))]...)
	}
	return append(out, about[:min(len(about), max(h-len(out), 0))]...)
}

func (p *Panel) stateWords() string {
	if p.w.Enabled {
		return "enabled"
	}
	return "disabled: a call from outside runs nothing"
}

// renderInput draws the editor below a line that says what it holds.
func (p *Panel) renderInput(w, h int) (string, *tea.Cursor) {
	st := p.env.Styles
	var top []string
	if h >= 10 {
		for _, l := range cell.Wrap(abouts[dryTest], w) {
			top = append(top, st.Muted.Render(l))
		}
	}
	words, style := "", st.Warn
	switch {
	case p.busy == echoing:
		words, style = "Asking for the echo", st.Muted
	case p.note != "":
		words = p.note
	}
	if words != "" {
		lines := cell.Wrap(words, w)
		for _, l := range lines[:min(len(lines), max(h/3, 1))] {
			top = append(top, style.Render(l))
		}
	}
	if h >= 4 {
		top = append(top, p.rule(w))
	}
	text, cursor := p.editor.Render(w, max(h-len(top), 1))
	if cursor != nil {
		cursor.Y += len(top)
	}
	return cell.Fit(append(top, strings.Split(text, "\n")...), w, h), cursor
}

// rule names the input below it.
func (p *Panel) rule(w int) string {
	st := p.env.Styles
	name := "input, " + p.about
	if p.editor.Changed() {
		name = "input, edited"
	}
	line, col := p.editor.Place()
	right, style := fmt.Sprintf("%d:%d", line, col), st.Muted
	if note := p.editor.Note(); note != "" {
		right, style = note, st.Warn
	}
	return head.Rule(st, name, right, style, w)
}

// Hints returns the keys that work now.
func (p *Panel) Hints() []screen.Hint {
	var out []screen.Hint
	put := func(a keymap.Action, text string) {
		if k := p.env.Keys.Key(a); k != "" {
			out = append(out, screen.Hint{Key: k, Text: text})
		}
	}
	switch p.page {
	case secretPage:
		return p.secretHints()
	case inputPage:
		put("editor.review", "dry test")
		put("editor.reset", "input as it was")
		put("editor.close", "back")
		return out
	case echoPage:
		put("text.down", "scroll")
		put("list.copy-json", "copy the echo")
		put("dialog.close", "back to the input")
		return out
	}
	put("dialog.accept", strings.ToLower(names[p.cursor][:1])+names[p.cursor][1:])
	if p.clientID() != "" {
		put("list.copy-id", "copy the client id")
	}
	put("dialog.close", "close")
	return out
}
