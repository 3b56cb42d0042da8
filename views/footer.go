package views

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/keymap"
	"iscope/ui/cell"
)

// foot is what the footer holds on to while the cursor moves: rewriting it for each
// row that is passed would cost more than the move.
type foot struct {
	keys   []keymap.Binding
	place  string // where they are heard
	moves  int    // how often the cursor moved
	moving bool
	asleep bool // a tick is on its way
}

// footRested is the moment the cursor has rested for long enough. The shell sends it
// to itself.
type footRested struct{ moves int }

// To returns the shell's address.
func (footRested) To() string { return shellID }

// footRest is how long the cursor has to rest.
const footRest = 250 * time.Millisecond

// isMove reports whether an action changes only what the cursor is on.
func isMove(a keymap.Action) bool {
	scope, verb, _ := strings.Cut(string(a), ".")
	switch keymap.Scope(scope) {
	case keymap.List, keymap.Text, keymap.Timeline, keymap.Steps:
	default:
		return false
	}
	switch verb {
	case "down", "up", "top", "bottom", "half-down", "half-up", "page-down", "page-up":
		return true
	}
	return false
}

// moved keeps the footer as it is until the cursor has rested.
func (s *Shell) moved() tea.Cmd {
	s.foot.moving = true
	s.foot.moves++
	return s.rest()
}

// rest waits, once at a time, for the cursor to rest.
func (s *Shell) rest() tea.Cmd {
	if s.foot.asleep {
		return nil
	}
	s.foot.asleep = true
	n := s.foot.moves
	return tea.Tick(footRest, func(time.Time) tea.Msg { return footRested{n} })
}

// onRested lets the footer follow, unless the cursor has moved since.
func (s *Shell) onRested(msg footRested) tea.Cmd {
	s.foot.asleep = false
	if msg.moves != s.foot.moves {
		return s.rest()
	}
	s.foot.moving = false
	return nil
}

// footerKeys returns the bindings that do something now: while text is typed,
// only those of a form.
func (s *Shell) footerKeys() []keymap.Binding {
	scopes := s.scopes()
	place := fmt.Sprint(s.active, s.view().Typing(), scopes)
	if s.foot.moving && place == s.foot.place {
		return s.foot.keys
	}
	s.foot.place = place
	s.foot.keys = s.workingKeys(scopes)
	return s.foot.keys
}

// workingKeys returns those of the scopes that would do something.
func (s *Shell) workingKeys(scopes []keymap.Scope) []keymap.Binding {
	if s.view().Typing() {
		scopes = slices.DeleteFunc(scopes, func(x keymap.Scope) bool { return x != keymap.Editor })
		if len(scopes) == 0 {
			scopes = []keymap.Scope{keymap.Dialog}
		}
	}
	keys := slices.DeleteFunc(s.env.Keys.Footer(scopes, s.env.ReadOnly), func(b keymap.Binding) bool { return s.idle(b.Action) })
	for i := range keys {
		keys[i].Short = cmp.Or(s.label(keys[i].Action), keys[i].Short)
	}
	return keys
}

// label is the view's own short word for an action, "" for none.
func (s *Shell) label(a keymap.Action) string {
	if l, ok := s.view().(Labeler); ok {
		return l.Label(a)
	}
	return ""
}

// idle reports whether an action would do nothing in the view on screen.
func (s *Shell) idle(a keymap.Action) bool {
	if h, ok := s.view().(Hider); ok && h.Hides(a) {
		return true
	}
	d, ok := s.view().(Disabler)
	return ok && d.Disabled(a) != ""
}

// inDetail reports whether a text has the keys that a list opened.
func (s *Shell) inDetail() bool {
	for _, x := range s.view().Scopes() {
		switch x {
		case keymap.Text, keymap.Timeline, keymap.Steps:
			return true
		case keymap.List:
			return false
		}
	}
	return false
}

// pinned reports whether a key keeps its place in the footer: help, which a
// newcomer needs most, and the way back out of a detail.
func (s *Shell) pinned(b keymap.Binding) bool {
	return b.Action == "app.help" || b.Action == "app.back" && s.inDetail()
}

// footer draws the keys that work here now, and what the view has to say. The
// view's own come first, then those that are pinned, then the rest.
func (s *Shell) footer() string {
	st := s.env.Styles
	most := s.width / 2
	if s.opt.Accessible { // what goes on is worth more than keys that help has too
		most = s.width - 2
	}
	hint := cell.Cut(s.hint(), most)
	room := s.width - cell.Width(hint) - 3
	var b strings.Builder
	b.WriteByte(' ')
	used := 1
	s.zones.hints = s.zones.hints[:0]
	put := func(bind keymap.Binding, reserved int) bool {
		need := s.hintWidth(bind)
		if used+need+2+reserved > room {
			return false
		}
		s.zones.hints = append(s.zones.hints, hintZone{span{used, used + need}, bind.Action})
		b.WriteString(st.Accent.Render(s.env.Keys.Key(bind.Action)) + " " + st.Muted.Render(bind.Short) + "  ")
		used += need + 2
		return true
	}
	var own, pinned, rest []keymap.Binding
	reserved := 0
	for _, bind := range s.footerKeys() {
		switch {
		case s.pinned(bind):
			pinned = append(pinned, bind)
			reserved += s.hintWidth(bind) + 2
		case bind.Scope == keymap.Global && s.label(bind.Action) == "":
			rest = append(rest, bind)
		default:
			own = append(own, bind)
		}
	}
	for _, bind := range own {
		if !put(bind, reserved) {
			rest = nil
			break
		}
	}
	for _, bind := range append(pinned, rest...) {
		if !put(bind, 0) {
			break
		}
	}
	if hint == "" {
		return strings.TrimRight(b.String(), " ")
	}
	return b.String() + cell.Spaces(s.width-used-cell.Width(hint)-1) + st.Strong.Render(hint)
}

// hintWidth is how many cells a key and its short name take.
func (s *Shell) hintWidth(b keymap.Binding) int {
	return cell.Width(s.env.Keys.Key(b.Action)) + 1 + cell.Width(b.Short)
}

// hint is what stands at the right of the footer: what a view that is not on
// screen has under way comes first.
func (s *Shell) hint() string {
	text := ""
	if h, ok := s.view().(Hinter); ok {
		text = h.Hint()
	}
	for _, v := range s.opt.Views {
		l, leaves := v.(Leaver)
		h, hints := v.(Hinter)
		if v == s.view() || !leaves || !hints {
			continue
		}
		if free, _ := l.CanLeave(); !free && h.Hint() != "" {
			text = h.Hint()
		}
	}
	if len(s.dialogs) > 0 || s.view().Typing() { // the key that it names would be typed
		text, _, _ = strings.Cut(text, " · ")
	}
	if s.env.ReadOnly {
		text = strings.TrimSpace("read-only  " + text)
	}
	return text
}
