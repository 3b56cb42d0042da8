package inbox

import (
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/ui/pane"
)

// Section is a named filter of the list, from the configuration. An item
// belongs to it when each of the filters that are set has one that fits.
type Section struct {
	Name         string
	Types        []string
	Older        time.Duration // than this; 0 for any age
	Younger      time.Duration
	Requesters   []string // these four are parts of the text, in any case
	Applications []string
	Operations   []string
	Texts        []string
}

func (s *Section) has(it *api.WorkItem, now time.Time) bool {
	age := now.Sub(it.Created)
	switch {
	case s.Older > 0 && (it.Created.IsZero() || age < s.Older), s.Younger > 0 && (it.Created.IsZero() || age >= s.Younger):
		return false
	case len(s.Types) > 0 && !anyEqual(it.Type, s.Types):
		return false
	}
	return fits(s.Requesters, it.RequesterName) && fits(s.Applications, it.Application) && fits(s.Operations, it.Operation) &&
		fits(s.Texts, it.Description, it.Name, it.Value)
}

func anyEqual(text string, wanted []string) bool {
	for _, w := range wanted {
		if strings.EqualFold(text, w) || strings.EqualFold(typeWord(text), w) {
			return true
		}
	}
	return false
}

// fits reports whether one of the texts has one of the wanted parts, or none is
// wanted.
func fits(wanted []string, texts ...string) bool {
	for _, w := range wanted {
		for _, t := range texts {
			if strings.Contains(strings.ToLower(t), strings.ToLower(w)) {
				return true
			}
		}
	}
	return len(wanted) == 0
}

// memorySection is where the section is remembered.
const memorySection = "inbox.section"

// showSection shows the nth section; 0 is all items.
func (m *Model) showSection(n int) tea.Cmd {
	m.section = n
	m.sift()
	name := ""
	if n > 0 {
		name = m.opt.Sections[n-1].Name
	}
	m.remember(memorySection, name)
	return m.follow()
}

// nextSection goes to the section step further, round in a circle.
func (m *Model) nextSection(step int) tea.Cmd {
	n := len(m.opt.Sections) + 1
	return m.showSection(((m.section+step)%n + n) % n)
}

// tabs are the names of the sections, the current one with what is in it.
func (m *Model) tabs(h *pane.Head) {
	if len(m.opt.Sections) == 0 {
		return
	}
	h.Tabs, h.Tab = append(h.Tabs, "All"), m.section
	for _, s := range m.opt.Sections {
		h.Tabs = append(h.Tabs, s.Name)
	}
	if m.list.Len() > 0 {
		h.Tabs[m.section] += " " + strconv.Itoa(m.list.Shown())
	}
}

func (m *Model) remember(key, value string) {
	if m.env.Memory != nil {
		m.env.Memory.Remember(key, value)
	}
}

func (m *Model) recall(key string) string {
	if m.env.Memory == nil {
		return ""
	}
	return m.env.Memory.Recall(key)
}

// restore puts back what was remembered of the last time.
func (m *Model) restore() {
	m.arranged(m.list, false).Restore()
	m.arranged(m.other.list, true).Restore()
	name := m.recall(memorySection)
	for i, s := range m.opt.Sections {
		if s.Name == name && name != "" {
			m.showSection(i + 1)
		}
	}
}
