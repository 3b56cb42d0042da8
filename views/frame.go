package views

import (
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"iscope/keymap"
	"iscope/ui/cell"
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
			s.frame = cell.Plain(s.frame)
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

// maxNotice is how wide a notice in the title may be.
const maxNotice = 60

// windowTitle names the tenant and the badges, that of the inbox first.
func (s *Shell) windowTitle() string {
	title := "iscope " + s.env.Tenant
	if s.opt.Accessible { // a title that changes is read each time
		return title + ", " + s.view().Title()
	}
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
	if toast := s.toastLines(); len(toast) > 0 {
		foot = toast
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
	} else if cursor == nil {
		cursor = s.env.Focus(0, s.zones.bodyTop)
	}
	return strings.Join(lines, "\n"), cursor
}

// toastLines draws the newest toast in the place of the lower rule, so that it
// covers no row and nothing moves; one too long for a line takes the row above it as
// well. Under a dialog there is none.
func (s *Shell) toastLines() []string {
	if len(s.dialogs) > 0 {
		return nil
	}
	return s.toasts.Lines(s.env.Styles, s.width)
}
