package views

import (
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"iscope/keymap"
	"iscope/ui/cell"
	"iscope/ui/theme"
)

// Least size of a terminal in which the screens can be used.
const (
	minWidth  = 40
	minHeight = 10
)

// rulesFrom is the height from which rules stand between header, body and
// footer.
const rulesFrom = 16

func (s *Shell) tooSmall() bool { return s.width < minWidth || s.height < minHeight }

// View returns the frame; it is drawn anew only after a message changed
// something.
func (s *Shell) View() tea.View {
	if s.dirty {
		s.dirty = false
		s.frame, s.cur = s.draw()
		if s.env.Styles.ASCII {
			s.frame = plainSigns.Replace(s.frame)
		}
		s.title = s.windowTitle()
	}
	v := tea.View{
		Content: s.frame, Cursor: s.cur, AltScreen: true, ReportFocus: true, WindowTitle: s.title, MouseMode: tea.MouseModeCellMotion,
	}
	if _, bare := s.selecting(); bare {
		v.MouseMode = tea.MouseModeNone // the terminal's own selection needs it
	}
	return v
}

// plainSigns replaces what our texts have beyond ASCII, one cell by one cell.
// Glyphs of states and frames have twins of their own in package theme.
var plainSigns = strings.NewReplacer("…", "~", "·", "-", "–", "-", "→", ">", "←", "<", "↑", "^", "↓", "v", "“", `"`, "”", `"`)

// maxNotice is how wide a notice in the title may be.
const maxNotice = 60

// windowTitle names the tenant and the badges, that of the inbox first.
func (s *Shell) windowTitle() string {
	title := "iscope " + s.env.Tenant
	if s.notice != "" {
		return cell.Cut(s.notice, maxNotice) + " - " + title
	}
	var badges []string
	for _, v := range s.opt.Views {
		if b := v.Badge(); b != "" && v.Scope() == keymap.Inbox {
			badges = slices.Insert(badges, 0, v.Title()+" "+b)
		} else if b != "" {
			badges = append(badges, v.Title()+" "+b)
		}
	}
	if len(badges) > 0 {
		title += ": " + strings.Join(badges, ", ")
	}
	return title
}

func (s *Shell) draw() (string, *tea.Cursor) {
	if s.width <= 0 || s.height <= 0 {
		return "", nil
	}
	if s.tooSmall() {
		return cell.Fit(cell.Wrap(fmt.Sprintf("iscope needs %d×%d, this is %d×%d", minWidth, minHeight, s.width, s.height), s.width), s.width, s.height), nil
	}
	s.zones.reset()
	if d, ok := s.selecting(); ok {
		return d.Render(s.width, s.height)
	}
	lines := []string{s.header()}
	var foot []string // above the footer
	if s.height >= rulesFrom {
		style := s.env.Styles.Rule
		if s.env.Protected {
			style = s.env.Styles.Accent
		}
		rule := style.Render(strings.Repeat(s.env.Styles.Glyphs.Rule, s.width))
		lines, foot = append(lines, rule), []string{rule}
	}
	if toast := s.toastLine(); toast != "" {
		foot = []string{toast}
	}
	s.zones.bodyTop = len(lines)
	body, cursor := s.view().Render(s.width, s.height-len(lines)-len(foot)-1)
	lines = append(append(lines, strings.Split(body, "\n")...), foot...)
	lines = append(lines, s.footer())
	if cursor != nil {
		cursor.Y += s.zones.bodyTop
	}
	if len(s.dialogs) > 0 {
		lines, cursor = s.overlay(lines)
	} else if cursor == nil && s.opt.Accessible {
		cursor = s.rowCursor(lines)
	}
	return strings.Join(lines, "\n"), cursor
}

// rowCursor puts the terminal's cursor onto the row that the cursor of the list
// is on, since that is what a screen reader follows; nil where there is none.
func (s *Shell) rowCursor(lines []string) *tea.Cursor {
	for y := s.zones.bodyTop; y < len(lines)-1; y++ {
		if strings.HasPrefix(strings.TrimLeft(ansi.Strip(lines[y]), " "), s.env.Styles.Glyphs.Cursor) {
			return tea.NewCursor(0, y)
		}
	}
	return nil
}

// toastLine draws the newest toast in the place of the lower rule, so that it
// covers no row and nothing moves; how many wait behind it stands at its end.
// Under a dialog there is none.
func (s *Shell) toastLine() string {
	toasts := s.toasts.Lines(s.env.Styles, s.width-6)
	if len(toasts) == 0 || len(s.dialogs) > 0 {
		return ""
	}
	line := toasts[len(toasts)-1]
	if n := len(toasts) - 1; n > 0 {
		line += s.env.Styles.Muted.Render(fmt.Sprintf("+%d", n))
	}
	return cell.Cut(line, s.width)
}

// headerForms is how many forms the header has, each shorter than the one
// before; see tabs and header.
const headerForms = 8

// header draws tenant, tabs and freshness in the longest form that fits: the
// freshness is cut in form 4 and gone from form 5 on.
func (s *Shell) header() string {
	status, style := s.status()
	for form := range headerForms {
		left, right := s.tabs(form), status
		switch {
		case form == 4:
			right, _, _ = strings.Cut(status, " · ")
		case form > 4:
			right = ""
		}
		room := s.width - cell.Width(left) - cell.Width(right) - 1
		if room >= 2 || right == "" && room >= -1 || form == headerForms-1 {
			return cell.Cut(left+cell.Spaces(room)+style.Render(right), s.width)
		}
	}
	return ""
}

// tabs draws the left of the header: from form 1 on without the program's
// name, in form 2 with other tabs by the beginning of their names, from form 3
// on by number and badge only, in form 6 by number alone, and in form 7 without
// any badge.
func (s *Shell) tabs(form int) string {
	st := s.env.Styles
	var b strings.Builder
	b.WriteByte(' ')
	if form == 0 {
		b.WriteString(st.Muted.Render("iscope") + "  ")
	}
	tenant := cell.Cut(s.env.Tenant, 24)
	switch {
	case form == 7:
		tenant = cell.Cut(s.env.Tenant, 8)
	case form >= 2:
		tenant = cell.Cut(s.env.Tenant, 10)
	}
	from := cell.Width(b.String())
	if link := s.env.Link(s.env.WebURL, tenant); s.env.Protected {
		b.WriteString(st.Accent.Render(st.Invert.Render(" " + link + " ")))
	} else {
		b.WriteString(st.Accent.Render(link))
	}
	b.WriteString("  ")
	s.zones.tabs = s.zones.tabs[:0]
	x := cell.Width(b.String())
	s.zones.tenant = span{from, x - 2}
	for i, v := range s.opt.Views {
		text := fmt.Sprintf("%d", i+1)
		switch {
		case form < 2 || i == s.active:
			text += " " + v.Title()
		case form == 2:
			text += " " + ansi.Truncate(v.Title(), 4, "")
		}
		badge := v.Badge()
		if form == 7 || form == 6 && i != s.active {
			badge = ""
		}
		width := cell.Width(text) + cell.Width(badge)
		if badge != "" {
			width++
		}
		b.WriteString("  ")
		x += 2
		s.zones.tabs = append(s.zones.tabs, span{x, x + width})
		if i == s.active {
			b.WriteString(st.Title.Render(text))
		} else {
			b.WriteString(text)
		}
		if badge != "" {
			b.WriteString(" " + st.Warn.Render(badge))
		}
		x += width
	}
	return b.String()
}

// status is the freshness of the view on screen, or what stands above it.
func (s *Shell) status() (string, theme.Style) {
	st := s.env.Styles
	if s.opt.Limited != nil {
		if l := s.opt.Limited(); l.Until.After(s.env.Now()) {
			return "limited · " + cell.Age(l.Until.Sub(s.env.Now())), st.Warn
		}
	}
	text := s.view().Freshness()
	if s.opt.Accessible { // what changes each second is never read to its end
		text, _, _ = strings.Cut(text, " · ")
	}
	switch {
	case strings.HasPrefix(text, "stale"), strings.HasPrefix(text, "signed off"):
		return text, st.Bad
	case strings.HasPrefix(text, "paused"):
		return text, st.Warn
	}
	return text, st.Muted
}

// footerKeys returns the bindings that work now: while text is typed, only
// those of a form.
func (s *Shell) footerKeys() []keymap.Binding {
	scopes := s.scopes()
	if s.view().Typing() {
		scopes = slices.DeleteFunc(scopes, func(x keymap.Scope) bool { return x != keymap.Editor })
		if len(scopes) == 0 {
			scopes = []keymap.Scope{keymap.Dialog}
		}
	}
	h, ok := s.view().(Hider)
	return slices.DeleteFunc(s.env.Keys.Footer(scopes, s.env.ReadOnly), func(b keymap.Binding) bool { return ok && h.Hides(b.Action) })
}

// footer draws the keys that work here now, and what the view has to say.
func (s *Shell) footer() string {
	st := s.env.Styles
	hint := cell.Cut(s.hint(), s.width/2)
	room := s.width - cell.Width(hint) - 3
	keys := s.footerKeys()
	// Help is what a newcomer needs most: it keeps its place at the end.
	pinned := slices.IndexFunc(keys, func(b keymap.Binding) bool { return b.Action == "app.help" })
	reserved := 0
	if pinned >= 0 {
		reserved = s.hintWidth(keys[pinned]) + 2
	}
	var b strings.Builder
	b.WriteByte(' ')
	used := 1
	s.zones.hints = s.zones.hints[:0]
	put := func(bind keymap.Binding) {
		need := s.hintWidth(bind)
		s.zones.hints = append(s.zones.hints, hintZone{span{used, used + need}, bind.Action})
		b.WriteString(st.Accent.Render(s.env.Keys.Key(bind.Action)) + " " + st.Muted.Render(bind.Short) + "  ")
		used += need + 2
	}
	for i, bind := range keys {
		if i == pinned {
			reserved = 0
		}
		if used+s.hintWidth(bind)+2+reserved > room {
			if i < pinned && used+reserved <= room {
				put(keys[pinned])
			}
			break
		}
		put(bind)
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
	if s.env.ReadOnly {
		text = strings.TrimSpace("read-only  " + text)
	}
	return text
}
