package views

import (
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"iscope/keymap"
	"iscope/ui/cell"
	"iscope/ui/dialog"
	"iscope/ui/field"
	"iscope/ui/screen"
	"iscope/ui/theme"
)

// helpIndent is where the words of a key begin in the help, helpNarrow where
// they do in a window of less than helpWide.
const helpIndent, helpNarrow, helpWide = 20, 11, 50

// helpEntry is one key of the help: what it is found by is everything it says.
type helpEntry struct {
	scope string
	keys  string
	text  string
	note  string // what is special about it: the person's own key, not in read-only mode
	own   bool
	far   bool // it is not heard here: shown only where it is looked for
}

// helpPage is the window with every key of this view and of the shell, which
// typing narrows.
type helpPage struct {
	env     *screen.Env
	head    string
	entries []helpEntry
	tail    []string // below the keys, while nothing is typed
	input   *field.Field
	search  bool // a text is being typed, though there is none yet
	top     int
	over    int // lines that did not fit into the last frame
	page    int
}

var _ interface {
	screen.Dialog
	screen.Typist
	screen.Sized
	screen.Clickable
} = (*helpPage)(nil)

// help returns the window about the view on screen.
func (s *Shell) help() screen.Dialog { return s.helpOn("") }

// windowScopes are those whose keys windows hear, as far as their own say nothing
// else.
var windowScopes = []keymap.Scope{keymap.Dialog, keymap.Text}

// ofWindow are the keys of a window, as it names them itself.
func ofWindow(d screen.Dialog) []helpEntry {
	var out []helpEntry
	for _, h := range d.Hints() {
		if h.Key != "" {
			out = append(out, helpEntry{scope: d.Title(), keys: h.Key, text: h.Text})
		}
	}
	return out
}

// helpOn is help narrowed to a text. Over a window it is about windows.
func (s *Shell) helpOn(text string) screen.Dialog {
	st := s.env.Styles
	h := &helpPage{env: s.env, head: "Help: " + s.view().Title(), input: field.New(text)}
	here := s.scopes()
	if n := len(s.dialogs); n > 0 {
		h.head, here = "Help: windows", windowScopes
		h.entries = ofWindow(s.dialogs[n-1].Dialog)
	}
	named := map[string]bool{} // by the window itself
	for _, e := range h.entries {
		for _, k := range strings.Fields(e.keys) {
			named[k] = true
		}
	}
	own := map[keymap.Action]keymap.Override{}
	for _, o := range s.env.Keys.Overrides() {
		own[o.Action] = o
	}
	hider, hides := s.view().(Hider)
	add := func(scope keymap.Scope, far bool) {
		for _, b := range s.env.Keys.In(scope) {
			o, mine := own[b.Action]
			if !far && len(b.Keys) > 0 && named[keymap.Pretty(b.Keys[0])] {
				continue
			}
			if !mine && (len(b.Keys) == 0 || !far && len(s.dialogs) == 0 && hides && hider.Hides(b.Action)) {
				continue
			}
			e := s.helpEntry(b, o, mine)
			e.far = far && !mine // those of one's own are worth knowing everywhere
			h.entries = append(h.entries, e)
		}
	}
	for _, scope := range here {
		add(scope, false)
	}
	for _, scope := range keymap.Scopes() {
		if !slices.Contains(here, scope) {
			add(scope, true)
		}
	}
	if !st.Accessible { // it has words for them
		h.tail = append(h.tail, "", st.Title.Render("Signs"), "  "+signs(st))
	}
	if n := len(own); n > 0 {
		h.tail = append(h.tail, "", st.Title.Render("Your keys"), "  "+cell.Count(n, "action")+" of yours; type \"yours\" to see them. None is in conflict with another.")
	}
	h.tail = append(h.tail, "", st.Muted.Render("iscope "+s.opt.Version))
	return h
}

func (s *Shell) helpEntry(b keymap.Binding, o keymap.Override, mine bool) helpEntry {
	e := helpEntry{scope: b.Scope.Title(), keys: prettyKeys(b.Keys), text: b.Help, own: mine}
	if b.Writes && s.env.ReadOnly {
		e.note = " (not in read-only mode)"
	}
	if mine {
		was := prettyKeys(o.Default)
		if was == "" {
			was = "none"
		}
		e.note += " (yours; by default " + was + ")"
	}
	if mine && e.keys == "" {
		e.keys = "no key"
	}
	if hidden := s.env.Keys.Hidden(b.Action); mine && len(hidden) > 0 {
		e.note += fmt.Sprintf(" (hides %s here)", s.env.Keys.Binding(hidden[0]).Help)
	}
	return e
}

// Title returns the heading.
func (h *helpPage) Title() string { return h.head }

// Width returns how wide the window likes to be.
func (h *helpPage) Width() int { return readerWidth }

// Typing reports whether something is being looked for.
func (h *helpPage) Typing() bool { return h.search || h.input.Value() != "" }

// Hints returns the keys of the window.
func (h *helpPage) Hints() []screen.Hint {
	arrows, shut := dialog.Way(h.env, "text.up", "text.down"), h.env.Keys.Key("dialog.close")
	if h.Typing() {
		return []screen.Hint{{Key: arrows, Text: "scroll"}, {Key: shut, Text: "show all"}}
	}
	return []screen.Hint{{Key: h.env.Keys.Key("app.filter"), Text: "search, or just type"}, {Key: shut, Text: "close"}, {Key: arrows, Text: "scroll"}}
}

// Update scrolls with keys that have no letter; a letter is looked for.
func (h *helpPage) Update(msg tea.Msg) (tea.Cmd, bool) {
	if key, ok := msg.(tea.KeyPressMsg); ok {
		if dialogAction(h.env, key) == "dialog.close" {
			if !h.Typing() {
				return nil, true
			}
			h.input.Set("")
			h.top, h.search = 0, false
			return nil, false
		}
		if key.Text == "" {
			a, _ := h.env.Keys.Resolve([]keymap.Scope{keymap.Text, keymap.Global}, key.String())
			if a == "app.help" {
				return nil, true
			}
			if h.scroll(a) {
				return nil, false
			}
		} else if !h.Typing() {
			switch a, _ := h.env.Keys.Resolve([]keymap.Scope{keymap.Global}, key.String()); a {
			case "app.help", "app.quit":
				return nil, true
			case "app.filter":
				h.search = true
				return nil, false
			}
			if strings.TrimSpace(key.Text) == "" {
				h.scroll("text.page-down")
				return nil, false
			}
		}
	} else if _, paste := msg.(tea.PasteMsg); !paste {
		return nil, false
	}
	before := h.input.Value()
	if h.input.Update(msg); h.input.Value() != before {
		h.top = 0
	}
	return nil, false
}

// scroll moves the text, and reports whether the action is one that does.
func (h *helpPage) scroll(a keymap.Action) bool {
	switch a {
	case "text.down":
		h.top++
	case "text.up":
		h.top--
	case "text.page-down":
		h.top += max(h.page-1, 1)
	case "text.page-up":
		h.top -= max(h.page-1, 1)
	case "text.half-down":
		h.top += max(h.page/2, 1)
	case "text.half-up":
		h.top -= max(h.page/2, 1)
	case "text.top":
		h.top = 0
	case "text.bottom":
		h.top = h.over
	default:
		return false
	}
	h.top = max(0, min(h.top, h.over))
	return true
}

// Click does nothing: there is nothing to choose in the help.
func (h *helpPage) Click(_, _ int) (tea.Cmd, bool) { return nil, false }

// Wheel scrolls.
func (h *helpPage) Wheel(lines int) { h.top = max(0, min(h.top+lines, h.over)) }

// fits reports whether every word of the text is in what the entry says.
func (e *helpEntry) fits(words []string) bool {
	all := strings.ToLower(e.scope + " " + e.keys + " " + e.text + e.note)
	for _, w := range words {
		if !strings.Contains(all, w) {
			return false
		}
	}
	return true
}

// lines draws the keys that fit what is typed.
func (h *helpPage) lines(w int) []string {
	st := h.env.Styles
	words := strings.Fields(strings.ToLower(h.input.Value()))
	var out []string
	scope, indent := "", helpIndent
	if w < helpWide {
		indent = helpNarrow
	}
	for i := range h.entries {
		e := &h.entries[i]
		if !e.fits(words) || e.far && len(words) == 0 {
			continue
		}
		if e.scope != scope {
			if out != nil {
				out = append(out, "")
			}
			out, scope = append(out, st.Title.Render(e.scope)), e.scope
		}
		keys := cell.Left(e.keys, max(indent-3, cell.Width(e.keys))) + " "
		gap := cell.Spaces(max(cell.Width(keys)+2, indent))
		if e.own {
			keys = st.Accent.Render(keys)
		}
		keys = "  " + keys
		for _, l := range cell.Wrap(e.text+e.note, max(w-cell.Width(gap), 10)) {
			out = append(out, cell.Cut(keys+l, w))
			keys = gap
		}
	}
	switch {
	case len(words) == 0:
		for _, l := range h.tail {
			out = append(out, cell.WrapStyled(l, w)...)
		}
	case out == nil:
		out = []string{st.Muted.Render(cell.Cut("no key has to do with that; "+h.env.Keys.Key("app.palette")+" finds what has none", w))}
	}
	return out
}

// Render draws what is looked for, if anything, and the keys below it.
func (h *helpPage) Render(w, height int) (string, *tea.Cursor) {
	if w <= 0 || height <= 0 {
		return "", nil
	}
	var head []string
	var cursor *tea.Cursor
	if h.Typing() {
		text, x := h.input.Render(max(w-2, 1))
		head = []string{cell.Cut(h.env.Styles.Accent.Render("/ ")+text, w), ""}
		cursor = tea.NewCursor(min(2+x, w-1), 0)
	}
	lines := h.lines(w)
	h.page = max(height-len(head), 1)
	h.over = max(len(lines)-h.page, 0)
	h.top = max(0, min(h.top, h.over))
	lines = append(head, lines[h.top:min(h.top+h.page, len(lines))]...)
	return strings.Join(lines[:min(len(lines), height)], "\n"), cursor
}

// signs explains the glyphs of states.
func signs(st *theme.Styles) string {
	var parts []string
	for _, x := range []theme.State{
		theme.Good, theme.Bad, theme.Running, theme.Queued, theme.Canceled, theme.Held, theme.Needs, theme.Warn, theme.Unknown,
	} {
		parts = append(parts, st.Glyph(x)+" "+st.Word(x))
	}
	return strings.Join(parts, "  ")
}
