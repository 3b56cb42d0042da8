package session

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"iscope/api"
	"iscope/ui/cell"
	"iscope/ui/dialog"
	"iscope/views/session/kind"
)

// refresh puts what is known into the window.
func (s *search) refresh(m *Model) {
	if s.pick == nil {
		return
	}
	options := s.fixed()
	options = append(options, s.options(m)...)
	if text := s.text; text != "" && s.mayTake(text) {
		if len(options) == 0 && s.asItIs() == "an id" && !kind.IsID(text) {
			options = append(options, dialog.Option{Value: typeOn, Label: "Nothing is called “" + text + "”", Note: "type on"})
		}
		options = append(options, dialog.Option{Value: picked{value: text}, Label: "Take “" + text + "” as it is", Note: s.asItIs()})
	}
	s.pick.Empty = s.empty(m)
	s.pick.SetOptions(options)
}

// typeOn is the value of the option under the cursor where what is typed is
// neither a name nor like an id: nothing is taken by enter out of habit.
const typeOn = "type on"

// mayTake reports whether the text typed may be taken as it is. An id has no
// blanks.
func (s *search) mayTake(text string) bool {
	if u, p := s.wants(); (u || p) && !kind.IsID(text) && (!s.asked || s.open > 0) {
		return false // somebody may be found yet
	}
	return s.pick.Search != nil && s.free() && (s.asItIs() == "a text" || !strings.ContainsAny(text, " \t"))
}

func (s *search) asItIs() string {
	if s.what == values || s.key != "" && strings.HasPrefix(s.key, attrKey) {
		return "a text"
	}
	return "an id"
}

// empty says why there is nothing to choose.
func (s *search) empty(m *Model) string {
	u, p := s.wants()
	switch c := m.choices[s.attr.UID]; {
	case s.failed != nil:
		return s.failed.Error()
	case s.what == values && c != nil && c.failed != nil:
		return "the choices could not be read: " + c.failed.Error()
	case s.what == values && c != nil && c.busy:
		return "reading the choices"
	case s.open > 0:
		return "asking NERM"
	case (u && m.names.users.busy) || (p && m.names.profiles.busy):
		return "reading names"
	case s.text != "" && !s.asked && (u || p):
		return "searching"
	case s.what == values && s.pick.Search == nil:
		return "none of " + cell.Count(len(s.choices(m)), "choice")
	case s.text == "":
		return "type to search"
	}
	return "nothing is called that"
}

// fixed returns what stands above the options while nothing is typed: of several
// the end and what is chosen, of a filter that it does not matter.
func (s *search) fixed() []dialog.Option {
	if s.part != "" && s.text == "" {
		return []dialog.Option{{Value: picked{}, Label: anyLabel}}
	}
	if !s.many || s.text != "" {
		return nil
	}
	out := []dialog.Option{{Value: picked{done: true}, Label: "Done", Note: count(len(s.chosen))}}
	for _, v := range s.chosen {
		out = append(out, dialog.Option{Value: picked{value: v}, Label: v, Note: "chosen: enter takes it away"})
	}
	return out
}

func count(n int) string {
	if n == 0 {
		return "none chosen"
	}
	return strconv.Itoa(n) + " chosen"
}

// options returns what is known and matches the text.
func (s *search) options(m *Model) []dialog.Option {
	var out []dialog.Option
	put := func(o dialog.Option, key string) {
		p, _ := o.Value.(picked)
		taken := s.many && slices.Contains(s.chosen, p.value)
		if !s.many && s.now != "" && p.value == s.now {
			o.Note = strings.TrimSpace(o.Note + "  as it is")
		}
		if len(out) < searchShown && !taken && (s.pick.Search == nil || s.found[key] || matches(o, s.text)) {
			out = append(out, o)
		}
	}
	switch s.what {
	case workflows:
		for _, id := range m.flowIDs() {
			put(dialog.Option{Value: picked{value: id, id: id}, Label: cmp.Or(m.flowName(id), id), Note: cell.CutMiddle(id, shortID)}, id)
		}
	case values:
		for _, v := range s.choices(m) {
			put(dialog.Option{Value: picked{value: v}, Label: v}, "")
		}
	case users, requesters:
		for _, u := range sortedBy(m.names.people, api.NERMUser.Label) {
			note := strings.TrimSpace(strings.Join([]string{u.Login, inactive(u.Status)}, "  "))
			put(dialog.Option{Value: picked{value: s.holds(u.Label(), u.ID), id: u.ID}, Label: u.Label(), Note: note}, u.ID)
		}
	}
	if s.what == profiles || s.what == requesters {
		for _, p := range sortedBy(m.names.things, func(p api.Profile) string { return cmp.Or(p.Name, p.UID, p.ID) }) {
			name := cmp.Or(p.Name, p.UID, p.ID)
			put(dialog.Option{Value: picked{value: s.holds(name, p.ID), id: p.ID}, Label: name, Note: strings.TrimSpace("profile  " + inactive(p.Status))}, p.ID)
		}
	}
	return out
}

// holds returns what the field holds of a person or profile: the name in an
// attribute, the id everywhere else.
func (s *search) holds(name, id string) string {
	if s.part == "" && strings.HasPrefix(s.key, attrKey) {
		return name
	}
	return id
}

func inactive(status string) string {
	if strings.EqualFold(status, "Active") {
		return ""
	}
	return status
}

func (s *search) choices(m *Model) []string {
	if s.attr.Kind == kind.YesNo {
		return []string{kind.Yes, kind.No}
	}
	if c := m.choices[s.attr.UID]; c != nil {
		return c.texts
	}
	return nil
}

// matches reports whether an option contains every word of a text.
func matches(o dialog.Option, text string) bool {
	p, _ := o.Value.(picked)
	in := strings.ToLower(o.Label + " " + o.Note + " " + p.id)
	for w := range strings.FieldsSeq(strings.ToLower(text)) {
		if !strings.Contains(in, w) {
			return false
		}
	}
	return true
}

func sortedBy[T any](all map[string]T, name func(T) string) []T {
	out := make([]T, 0, len(all))
	keys := make(map[string]string, len(all))
	ids := make([]string, 0, len(all))
	for id, v := range all {
		keys[id] = strings.ToLower(name(v))
		ids = append(ids, id)
	}
	slices.SortFunc(ids, func(a, b string) int { return cmp.Or(strings.Compare(keys[a], keys[b]), strings.Compare(a, b)) })
	for _, id := range ids {
		out = append(out, all[id])
	}
	return out
}
