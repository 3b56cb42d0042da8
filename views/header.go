package views

import (
	"fmt"
	"strings"

	"iscope/keymap"
	"iscope/ui/cell"
	"iscope/ui/theme"
)

// headerForm is one way to draw the header. A tab is a name or a number, never a
// piece of a name.
type headerForm struct {
	brand  bool // the program's name stands first
	others name // what tabs are called that are not on screen
	badges bool // of those
	tenant int  // at most so many cells of the tenant's name
	status status
}

// name is how a tab is called.
type name uint8

const (
	byNumber name = iota
	short
	full
)

// status is how much of the freshness is told.
type status uint8

const (
	untold status = iota
	brief         // how it is: "live 15s"
	whole         // and since when: "live 15s · 4s ago"
)

// headerForms are tried from the first: the freshness gives way before a name
// does, and names before badges.
var headerForms = []headerForm{
	{brand: true, others: full, badges: true, tenant: 24, status: whole},
	{others: full, badges: true, tenant: 24, status: whole},
	{others: full, badges: true, tenant: 24, status: brief},
	{others: short, badges: true, tenant: 24, status: whole},
	{others: short, badges: true, tenant: 10, status: brief},
	{others: byNumber, badges: true, tenant: 10, status: brief},
	{others: byNumber, badges: true, tenant: 10},
	{others: byNumber, tenant: 10},
	{others: byNumber, tenant: 8},
}

// shortTitles are the names of tabs where there is no room for those of the views.
var shortTitles = map[keymap.Scope]string{
	keymap.Workflows: "Flows", keymap.Executions: "Runs", keymap.Inbox: "Inbox", keymap.Tasks: "Tasks", keymap.Sessions: "NERM",
}

// statusRoom is how many cells each form of the freshness is given, that names do
// not come and go with the width of a number.
var statusRoom = map[status]int{whole: 19, brief: 9}

// header draws tenant, tabs and freshness in the longest form that fits.
func (s *Shell) header() string {
	if s.opt.Accessible {
		return s.spokenHeader()
	}
	text, style := s.status()
	for i, form := range headerForms {
		left, right := s.tabs(form), text
		switch form.status {
		case untold:
			right = ""
		case brief:
			right, _, _ = strings.Cut(text, " · ")
		}
		need := 0
		if right != "" {
			need = max(cell.Width(right), statusRoom[form.status]) + 2
		}
		if room := s.width - 1 - cell.Width(left); room >= need || i == len(headerForms)-1 {
			return cell.Cut(left+cell.Spaces(room-cell.Width(right))+style.Render(right), s.width)
		}
	}
	return ""
}

// tabs draws the left of the header, and notes where each part of it is.
func (s *Shell) tabs(form headerForm) string {
	st := s.env.Styles
	var b strings.Builder
	b.WriteByte(' ')
	if form.brand {
		b.WriteString(st.Muted.Render("iscope") + "  ")
	}
	tenant := cell.Cut(s.env.Tenant, form.tenant)
	from := cell.Width(b.String())
	if link := s.env.Link(s.env.WebURL, tenant); s.env.Protected {
		b.WriteString(st.Accent.Render(st.Invert.Render(" " + link + " ")))
	} else {
		b.WriteString(st.Accent.Render(link))
	}
	x := cell.Width(b.String())
	s.zones.tenant = span{from, x}
	gap := 2
	if form.others == byNumber {
		gap = 1
	}
	b.WriteString("  ")
	x += 2
	s.zones.tabs = s.zones.tabs[:0]
	for i := range s.opt.Views {
		text, badge := s.tab(i, form)
		width := cell.Width(text) + cell.Width(badge)
		b.WriteString(cell.Spaces(gap))
		x += gap
		s.zones.tabs = append(s.zones.tabs, span{x, x + width})
		x += width
		if i == s.active {
			text = st.Title.Render(text)
		}
		b.WriteString(text + st.Warn.Render(badge))
	}
	return b.String()
}

// tab returns what a tab is called and its badge. Behind a mere number a badge
// stands in brackets, that the two are not read as one or as two tabs.
func (s *Shell) tab(i int, form headerForm) (text, badge string) {
	v, called := s.opt.Views[i], form.others
	if i == s.active {
		called = full
	}
	text = fmt.Sprint(i + 1)
	switch called {
	case full:
		text += " " + v.Title()
	case short:
		text += " " + shortTitle(v)
	}
	badge = v.Badge()
	switch {
	case badge == "" || !form.badges && i != s.active:
		return text, ""
	case called == byNumber:
		return text, "(" + badge + ")"
	}
	return text, " " + badge
}

func shortTitle(v View) string {
	if t, ok := shortTitles[v.Scope()]; ok {
		return t
	}
	return v.Title()
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
	switch {
	case strings.HasPrefix(text, "stale"), strings.HasPrefix(text, "signed off"):
		return text, st.Bad
	case strings.HasPrefix(text, "paused"):
		return text, st.Warn
	}
	return text, st.Muted
}
