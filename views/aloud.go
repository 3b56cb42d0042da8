package views

import (
	"fmt"
	"slices"
	"strings"

	"iscope/ui/cell"
)

// spokenHeader says where one is, for a screen reader: the tenant, the view and
// what its badge tells. The other views are in the palette; their badges would be
// read with every line.
func (s *Shell) spokenHeader() string {
	s.zones.tabs = s.zones.tabs[:0]
	view, tenant := s.view(), s.env.Tenant
	place := fmt.Sprintf("%d of %d %s", s.active+1, len(s.opt.Views), view.Title())
	var facts []string
	if s.env.Protected {
		facts = append(facts, "protected")
	}
	if sp, ok := view.(Speaker); ok {
		facts = append(facts, sp.BadgeWords())
	}
	facts = append(facts, s.spokenStatus())
	facts = slices.DeleteFunc(facts, func(f string) bool { return f == "" })
	forms := [][]string{append([]string{tenant, "view " + place}, facts...), append([]string{tenant, place}, facts...)}
	for n := len(facts) - 1; n >= 0; n-- {
		forms = append(forms, append([]string{cell.Cut(tenant, 10), place}, facts[:n]...))
	}
	line := ""
	for _, f := range forms {
		if line = strings.Join(f, ", "); cell.Width(line)+1 <= s.width {
			break
		}
	}
	s.zones.tenant = span{1, 1 + cell.Width(tenant)}
	return cell.Cut(" "+line, s.width)
}

// spokenStatus is the freshness without what changes while nothing happens.
func (s *Shell) spokenStatus() string {
	if s.opt.Limited != nil && s.opt.Limited().Until.After(s.env.Now()) {
		return "limited"
	}
	text, _, _ := strings.Cut(s.view().Freshness(), " · ")
	switch word, _, _ := strings.Cut(text, " "); {
	case word == "stale":
		return word
	case strings.HasSuffix(text, " ago"):
		return "not fresh"
	}
	return text
}
