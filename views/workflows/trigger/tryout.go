package trigger

import (
	"encoding/json"
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/keymap"
	"iscope/ui/cell"
	"iscope/ui/head"
	"iscope/ui/jsonedit"
	"iscope/ui/screen"
	"iscope/ui/theme"
)

// Tryout is a window to try the filter of an event on an input, which may be
// edited: the verdict below follows what is typed. It asks the tenant nothing.
// Make it with NewTryout.
type Tryout struct {
	env     *screen.Env
	trigger api.Trigger
	name    string
	about   string // where the input comes from
	editor  *jsonedit.Editor

	text    string // what the verdict is about
	problem jsonedit.Problem
	verdict Verdict
	stale   bool // the input is too large to be tried with every key
}

var _ interface {
	screen.Dialog
	screen.Typist
	screen.Sized
} = (*Tryout)(nil)

// liveTry is up to which size an input is tried with every key; a larger one on
// editor.review.
const liveTry = 64 << 10

// NewTryout returns the window for the trigger of the workflow with that name, and
// an example of its input, such as LibraryItem.InputExample; without one it
// begins with an empty object.
func NewTryout(env *screen.Env, t api.Trigger, name string, example json.RawMessage) *Tryout {
	d := &Tryout{env: env, trigger: t, name: name, about: "the example of the step library", editor: jsonedit.New(env)}
	if s := strings.TrimSpace(string(example)); s == "" || s == "null" {
		example, d.about = json.RawMessage(`{}`), "empty: the step library has no example"
	}
	d.editor.SetJSON(example)
	d.try()
	return d
}

// Title returns the heading.
func (d *Tryout) Title() string { return "Try the filter: " + d.name }

// Width returns how wide the inside of the window likes to be.
func (d *Tryout) Width() int { return 100 }

// Typing reports that keys are text.
func (d *Tryout) Typing() bool { return true }

// Hints returns the keys of the window.
func (d *Tryout) Hints() []screen.Hint {
	var out []screen.Hint
	if d.stale {
		out = append(out, screen.Hint{Key: d.env.Keys.Key("editor.review"), Text: "try"})
	}
	return append(out,
		screen.Hint{Key: d.env.Keys.Key("editor.reset"), Text: "input as it was"},
		screen.Hint{Key: d.env.Keys.Key("editor.close"), Text: "close"})
}

// Update handles keys and pastes.
func (d *Tryout) Update(msg tea.Msg) (tea.Cmd, bool) {
	switch m := msg.(type) {
	case tea.KeyPressMsg:
		switch a, _ := d.env.Keys.Resolve([]keymap.Scope{keymap.Editor, keymap.Dialog}, m.String()); a {
		case "editor.close", "dialog.close":
			return nil, true
		case "editor.review":
			d.try()
			return nil, false
		case "editor.reset":
			d.editor.Reset()
		default:
			d.editor.Update(msg)
		}
	case tea.PasteMsg:
		d.editor.Update(msg)
	default:
		return nil, false
	}
	d.follow()
	return nil, false
}

// follow tries the input again where it changed.
func (d *Tryout) follow() {
	switch text := d.editor.Text(); {
	case text == d.text:
		d.stale = false
	case len(text) > liveTry:
		d.stale = true
	default:
		d.try()
	}
}

func (d *Tryout) try() {
	d.text, d.stale = d.editor.Text(), false
	d.verdict = Verdict{}
	if d.problem = d.editor.Check(); !d.problem.Bad() {
		d.verdict = Try(d.trigger, json.RawMessage(d.text))
	}
}

// highest is how many lines the window takes at most.
const highest = 32

// Render draws the filter, the input, and the verdict below it.
func (d *Tryout) Render(w, h int) (string, *tea.Cursor) {
	if w <= 0 || h <= 0 {
		return "", nil
	}
	h = min(h, highest)
	st := d.env.Styles
	var top []string
	if h >= 12 {
		for _, l := range cell.Wrap(d.filter(), w) {
			top = append(top, st.Muted.Render(l))
		}
		top = append(top[:min(len(top), 3)], d.rule(w))
	}
	foot := d.foot(w, max(h-len(top)-max(3, h/3), 1))
	body := max(h-len(top)-len(foot), 1)
	text, cursor := d.editor.Render(w, body)
	if cursor != nil {
		cursor.Y += len(top)
	}
	return cell.Fit(append(append(top, strings.Split(text, "\n")...), foot...), w, h), cursor
}

func (d *Tryout) filter() string {
	if d.trigger.Filter == "" {
		return "There is no filter."
	}
	return d.trigger.Filter
}

// rule names the input below it, and where the cursor is.
func (d *Tryout) rule(w int) string {
	st := d.env.Styles
	name := "input, " + d.about
	if d.editor.Changed() {
		name = "input, edited"
	}
	line, col := d.editor.Place()
	right, style := fmt.Sprintf("%d:%d", line, col), st.Muted
	if note := d.editor.Note(); note != "" {
		right, style = note, st.Warn
	}
	return head.Rule(st, name, right, style, w)
}

// foot is the verdict and, as far as there is room, the terms.
func (d *Tryout) foot(w, room int) []string {
	st := d.env.Styles
	state, words := theme.Off, d.verdict.Words
	switch {
	case d.stale:
		state, words = theme.Unknown, "The input is large; "+d.env.Keys.Key("editor.review")+" tries it"
	case d.problem.Bad():
		state, words = theme.Bad, fmt.Sprintf("line %d, column %d: %s", d.problem.Line, d.problem.Column, d.problem.Text)
	case d.verdict.Untried:
		state = theme.Warn
	case d.verdict.Passes:
		state = theme.Good
	}
	style := st.State(state)
	if state == theme.Off {
		style = st.Strong
	}
	var out []string
	if room >= 4 {
		out = append(out, st.Rule.Render(strings.Repeat(st.Glyphs.Rule, w)))
	}
	sign := st.Glyph(state) + " "
	for i, l := range cell.Wrap(words, max(w-2, 1)) {
		if i > 0 {
			sign = "  "
		}
		out = append(out, sign+style.Render(l))
	}
	if !d.stale && !d.problem.Bad() {
		for _, j := range d.verdict.Terms {
			out = append(out, d.term(j, w))
		}
	}
	if len(out) > room {
		out = out[:room]
	}
	return out
}

// term draws a term with whether it holds.
func (d *Tryout) term(j Judged, w int) string {
	st := d.env.Styles
	lead := cell.Spaces(2 + 2*j.Depth)
	if j.Joins {
		return cell.Cut(lead+st.Muted.Render(j.Words), w)
	}
	sign, more := st.Plain(theme.Unknown), ""
	switch {
	case j.Holds:
		sign = st.Glyph(theme.Good)
	case j.Known:
		sign = st.Glyph(theme.Bad)
		if j.Actual != "" {
			more = "  " + st.Muted.Render(j.Actual)
		}
	}
	return cell.Cut(lead+sign+" "+j.Words+more, w)
}
