package inbox

import (
	"fmt"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/ui/screen"
	"iscope/views/internal/terms"
)

// itemTypes are the types of work items, as the API spells them but for one.
var itemTypes = []string{
	"Approval", "Certification", "Challenge", "Delegation", "Event", "Form", "Generic", "ImpactAnalysis", "ManualAction", "PolicyViolation",
	"Remediation", "Signoff", "Test", "ViolationReview",
}

// Values of the key status: the two lists, and how an item was closed.
const (
	pendingItems   = "pending"
	completedItems = "completed"
)

var closedStates = []api.WorkItemState{api.StateFinished, api.StateRejected, api.StateReturned, api.StateExpired, api.StateCanceled}

// asked is what was asked for in the palette, beside words.
type asked struct {
	Section
	state api.WorkItemState // of completed items; "" for any
	words []string          // for the head
}

func (a *asked) isZero() bool { return len(a.words) == 0 }

// has reports whether an item is asked for.
func (a *asked) has(it *api.WorkItem, closed bool, now time.Time) bool {
	if closed && a.state != "" && !strings.EqualFold(string(it.State), string(a.state)) {
		return false
	}
	return a.Section.has(it, now)
}

// keys are what the list can be filtered by beside words. Sections are offered
// where there are any, and parts of texts that the items loaded have.
func (m *Model) keys() terms.Keys {
	if m.decisions {
		return nil
	}
	status := []terms.Value{{Text: pendingItems, Note: "still open"}, {Text: completedItems, Note: "in any way"}}
	for _, s := range closedStates {
		status = append(status, terms.Value{Text: strings.ToLower(string(s))})
	}
	types := make([]terms.Value, len(itemTypes))
	for i, t := range itemTypes {
		types[i].Text = t
		if w := typeWord(t); w != t {
			types[i].Note = w
		}
	}
	part := func(name, help string, of func(*api.WorkItem) string) terms.Key {
		return terms.Key{Name: name, Help: help, Values: m.seen(of), Open: true, Many: true}
	}
	keys := terms.Keys{
		{Name: "status", Help: "pending, completed, finished, rejected, returned, expired or canceled", Values: status},
		{Name: "type", Help: "what kind of work item", Values: types, Many: true},
		part("application", "a part of the name of what it is about", func(it *api.WorkItem) string { return it.Application }),
		part("requester", "a part of the name of who asked", func(it *api.WorkItem) string { return it.RequesterName }),
		part("operation", "what is to be done: add, remove", func(it *api.WorkItem) string { return it.Operation }),
		{Name: "older", Help: "than 30m, 12h, 3d or 2w", Values: terms.Of("1d", "3d", "1w", "2w"), Open: true},
		{Name: "younger", Help: "than 30m, 12h, 3d or 2w", Values: terms.Of("1h", "1d", "3d", "1w"), Open: true},
	}
	if len(m.opt.Sections) > 0 {
		names := []string{allSections}
		for _, s := range m.opt.Sections {
			names = append(names, s.Name)
		}
		keys = append(keys, terms.Key{Name: "section", Help: "one of yours", Values: terms.Of(names...)})
	}
	return keys
}

// allSections is the value of the key section for none of them.
const allSections = "all"

// mostSeen bounds how many texts are offered.
const mostSeen = 500

// seen are the texts that the items of the list have, in order.
func (m *Model) seen(of func(*api.WorkItem) string) []terms.Value {
	found := map[string]bool{}
	rows := m.list.Rows()
	for i := range rows {
		if text := of(&rows[i]); text != "" && len(found) < mostSeen {
			found[text] = true
		}
	}
	texts := make([]string, 0, len(found))
	for t := range found {
		texts = append(texts, t)
	}
	slices.Sort(texts)
	return terms.Of(texts...)
}

// Completions are the words that Filter understands.
func (m *Model) Completions(text string) []screen.Completion { return m.keys().Complete(text) }

// Filter shows only what fits a text such as "type:approval requester:anna
// laptop", and everything of the list for "". Which list and section are shown
// stays as it is unless the text names others.
func (m *Model) Filter(text string) (tea.Cmd, string) {
	m.goneOn()
	line, err := terms.Parse(text, m.keys())
	if err != nil && m.decisions {
		return nil, "Not filtered: " + err.Error() + "; " + m.env.Keys.Key("inbox.decisions") + " goes back to the work items"
	}
	if err != nil {
		return nil, "Not filtered: " + err.Error()
	}
	if m.decisions {
		m.mine.Filter(line.Text())
		return nil, ""
	}
	a, err := askedBy(line)
	if err != nil {
		return nil, "Not filtered: " + err.Error()
	}
	if !m.split.Both() {
		m.split.Close() // the list that is filtered is not on screen
	}
	m.split.Focused = false
	var cmds []tea.Cmd
	if s := line.Get("status"); s != "" && m.completed != (s != pendingItems) {
		cmds = append(cmds, m.toggleCompleted())
	}
	m.asked = a
	m.list.SetFilter(line.Text())
	if s := line.Get("section"); s != "" {
		cmds = append(cmds, m.showSection(1+slices.IndexFunc(m.opt.Sections, func(o Section) bool { return o.Name == s })))
	} else {
		m.sift()
	}
	return tea.Batch(append(cmds, m.follow())...), ""
}

// askedBy returns what a line asks for beside words.
func askedBy(line terms.Line) (a asked, err error) {
	for _, t := range line.All("type") {
		a.Types = append(a.Types, t, typeWord(t))
	}
	a.Applications, a.Requesters, a.Operations = line.All("application"), line.All("requester"), line.All("operation")
	for key, to := range map[string]*time.Duration{"older": &a.Older, "younger": &a.Younger} {
		if text := line.Get(key); text != "" {
			if *to, err = terms.Age(text); err != nil {
				return asked{}, fmt.Errorf("%s: %w", key, err)
			}
		}
	}
	if a.Older > 0 && a.Younger > 0 && a.Older >= a.Younger {
		return asked{}, fmt.Errorf("nothing is older than %s and younger than %s", line.Get("older"), line.Get("younger"))
	}
	if i := slices.IndexFunc(closedStates, func(s api.WorkItemState) bool { return strings.EqualFold(string(s), line.Get("status")) }); i >= 0 {
		a.state = closedStates[i]
	}
	for _, t := range line.Terms {
		if t.Key != "section" && (t.Key != "status" || a.state != "") { // these stand in the head anyway
			a.words = append(a.words, t.Key+" "+strings.Join(t.Values, " or "))
		}
	}
	return a, nil
}

// unask shows again what the words of the palette hid, and reports whether there
// were any.
func (m *Model) unask() bool {
	if m.asked.isZero() {
		return false
	}
	m.asked = asked{}
	m.sift()
	return true
}

// sift has both lists show what belongs to the section and is asked for.
func (m *Model) sift() {
	for _, l := range []*list{m.list, m.other.list} {
		closed := (l == m.list) == m.completed
		l.Keep = nil
		if m.section > 0 || !m.asked.isZero() {
			l.Keep = func(it *api.WorkItem) bool { return m.keeps(it, closed) }
		}
		l.Rearrange()
	}
}

func (m *Model) keeps(it *api.WorkItem, closed bool) bool {
	now := m.env.Now()
	return (m.section == 0 || m.opt.Sections[m.section-1].has(it, now)) && m.asked.has(it, closed, now)
}
