package config

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// Limits of what [inbox] holds.
const (
	maxComment = 500 // characters of a comment
	maxSection = 24  // cells of a section's name
	maxNeedle  = 200 // characters of a text that is looked for
	minAge     = time.Minute
	maxAge     = 3650 * day
	day        = 24 * time.Hour
)

// Inbox is what is set for the inbox.
type Inbox struct {
	Comments []string       // templates for the comment of a forward, one line each
	Sections []InboxSection // in the order of their tabs; none: the inbox has no tabs
}

// InboxSection is a named filter of the inbox. A work item is in the section
// when every field that is set fits; of a list one of its texts is enough.
// Requesters, Applications, Operations and Texts are parts of what the item
// says, to be compared without regard to case.
type InboxSection struct {
	Name         string        // at most 24 cells, no two the same
	Types        []string      // of WorkItemTypes, as the API spells them
	Older        time.Duration // the item is older than that; 0 is not set
	Younger      time.Duration // the item is not that old yet; 0 is not set
	Requesters   []string      // who asked for it
	Applications []string      // what it is about access to
	Operations   []string      // what is to be done there: "remove"
	Texts        []string      // anything the item says
}

// WorkItemTypes are the values of type in [[inbox.sections]].
var WorkItemTypes = []string{
	"Approval", "Certification", "Challenge", "Delegation", "Event", "Form", "Generic", "ImpactAnalysis", "ManualAction", "PolicyViolation",
	"Remediation", "Signoff", "Test", "ViolationReview",
}

// misspelt is what most generations of the API call PolicyViolation.
const misspelt = "PolicyVioloation"

var (
	inboxNames   = []string{"comments", "sections"}
	sectionNames = []string{"name", "type", "older", "younger", "requester", "application", "operation", "text"}
)

// Where mistakes of the inbox are.
const (
	sectionsKey   = inboxTable + ".sections"
	sectionsTable = "[[" + sectionsKey + "]]"
)

// readInbox reads [inbox].
func (l *loader) readInbox() {
	v, ok := l.tree[inboxTable]
	if !ok {
		return
	}
	table, ok := v.(map[string]any)
	if !ok {
		l.add(origin{true, inboxTable}, wrong("want a table [inbox], found %s", kind(v)))
		return
	}
	l.unknown(table, inboxNames, globalNames, inboxTable)
	if v, ok := table["comments"]; ok {
		key := inboxTable + ".comments"
		l.cfg.Inbox.Comments = l.texts(key, key, v, line(maxComment))
	}
	v, ok = table["sections"]
	if !ok {
		return
	}
	sections, ok := tables(v)
	if !ok {
		l.add(origin{true, sectionsKey}, wrong("want tables %s, found %s", sectionsTable, kind(v)))
		return
	}
	for i, table := range sections {
		r := sectionReader{loader: l, table: table, key: fmt.Sprintf("%s[%d]", sectionsKey, i), label: sectionsTable}
		before := len(l.problems)
		if s := r.read(); len(l.problems) == before {
			l.cfg.Inbox.Sections = append(l.cfg.Inbox.Sections, s)
		}
	}
}

// tables returns a list of tables, written in either of the two ways.
func tables(v any) ([]map[string]any, bool) {
	if list, ok := v.([]map[string]any); ok {
		return list, true
	}
	list, ok := v.([]any)
	out := make([]map[string]any, len(list))
	for i, v := range list {
		table, isTable := v.(map[string]any)
		out[i], ok = table, ok && isTable
	}
	return out, ok
}

// sectionReader reads one [[inbox.sections]].
type sectionReader struct {
	*loader
	table map[string]any
	key   string // path of the section
	label string // how messages call it
}

func (r *sectionReader) read() InboxSection {
	var s InboxSection
	if v, ok := r.table["name"]; ok {
		r.note("name", put(&s.Name, v, r.sectionName))
	} else {
		r.addAt(r.key, "", "%s has no name", r.label)
	}
	if s.Name != "" {
		r.label += " " + quote(s.Name)
	}
	r.unknown()
	for _, f := range []struct {
		key  string
		to   *[]string
		read func(any) (string, *mistake)
	}{
		{"type", &s.Types, itemType}, {"requester", &s.Requesters, line(maxNeedle)}, {"application", &s.Applications, line(maxNeedle)},
		{"operation", &s.Operations, line(maxNeedle)}, {"text", &s.Texts, line(maxNeedle)},
	} {
		if v, ok := r.table[f.key]; ok {
			*f.to = r.texts(r.key+"."+f.key, r.label+": "+f.key, v, f.read)
		}
	}
	if slices.Contains(s.Types, "PolicyViolation") {
		s.Types = append(s.Types, misspelt)
	}
	r.ages(&s)
	if !slices.ContainsFunc(sectionNames[1:], func(name string) bool { return r.table[name] != nil }) {
		r.addAt(r.key, "", "%s has no filter: want one of %s", r.label, strings.Join(sectionNames[1:], ", "))
	}
	return s
}

// note notes a mistake in one key of the section.
func (r *sectionReader) note(key string, m *mistake) {
	if m != nil {
		r.addAt(r.key+"."+key, m.suggest, "%s: %s: %s", r.label, key, m.text)
	}
}

func (r *sectionReader) unknown() {
	for name := range r.table {
		key := r.key + "." + name
		switch {
		case slices.Contains(sectionNames, name):
		case slices.Contains(inboxNames, name):
			r.addAt(key, "", "%s does not belong in %s but in [%s], before the first of them", quote(name), sectionsTable, inboxTable)
		case slices.Contains(globalNames, name):
			r.addAt(key, "", "%s does not belong in %s but at the top of the file, before the first table", quote(name), sectionsTable)
		default:
			r.addAt(key, nearest(name, sectionNames), "unknown key %s in %s", quote(name), sectionsTable)
		}
	}
}

func (r *sectionReader) sectionName(v any) (string, *mistake) {
	s, m := line(maxNeedle)(v)
	if m != nil {
		return "", m
	}
	if w := ansi.StringWidth(s); w > maxSection {
		return "", wrong("%s is %d cells wide, the most is %d", quote(s), w, maxSection)
	}
	for _, other := range r.cfg.Inbox.Sections {
		if strings.EqualFold(other.Name, s) {
			return "", wrong("%s is there twice", quote(s))
		}
	}
	return s, nil
}

func (r *sectionReader) ages(s *InboxSection) {
	before := len(r.problems)
	for key, to := range map[string]*time.Duration{"older": &s.Older, "younger": &s.Younger} {
		if v, ok := r.table[key]; ok {
			r.note(key, put(to, v, age))
		}
	}
	if s.Older > 0 && s.Younger > 0 && s.Older >= s.Younger && len(r.problems) == before {
		r.note("younger", wrong("nothing is older than %s and younger than %s", ageWords(s.Older), ageWords(s.Younger)))
	}
}

// itemType reads a type of work items, in any case.
func itemType(v any) (string, *mistake) {
	s, ok := asText(v)
	if !ok {
		return "", wrong("want one of %s, found %s", strings.Join(WorkItemTypes, ", "), kind(v))
	}
	if strings.EqualFold(s, misspelt) {
		return "PolicyViolation", nil
	}
	if i := slices.IndexFunc(WorkItemTypes, func(t string) bool { return strings.EqualFold(t, s) }); i >= 0 {
		return WorkItemTypes[i], nil
	}
	return oneOf(WorkItemTypes)(s)
}

// texts reads one text or a list of them and returns those that are right.
func (l *loader) texts(key, label string, v any, read func(any) (string, *mistake)) []string {
	list, ok := v.([]any)
	if !ok {
		if _, isText := asText(v); !isText {
			l.addAt(key, "", "%s: want a string or a list of strings, found %s", label, kind(v))
			return nil
		}
		list = []any{v}
	}
	if len(list) == 0 {
		l.addAt(key, "", "%s: is empty", label)
	}
	var out []string
	for i, v := range list {
		s, m := read(v)
		if m != nil {
			l.addAt(fmt.Sprintf("%s[%d]", key, i), m.suggest, "%s: %s", label, m.text)
			continue
		}
		out = append(out, s)
	}
	return out
}

// line reads a text of one line that can be seen, at most that many characters
// long. Blanks of any kind, and line breaks, become one space each.
func line(most int) func(any) (string, *mistake) {
	return func(v any) (string, *mistake) {
		s, m := text(v)
		if m != nil {
			return "", m
		}
		s = strings.Join(strings.Fields(s), " ")
		if r, ok := unseen(s); ok {
			return "", wrong("holds a character that cannot be seen, %U", r)
		}
		if n := utf8.RuneCountInString(s); n > most {
			return "", wrong("is %d characters long, the most is %d", n, most)
		}
		return s, nil
	}
}

// unseen returns the first character that cannot be seen. The joiners that some
// scripts need are none between two letters of such a script.
func unseen(s string) (rune, bool) {
	runes := []rune(s)
	for i, r := range runes {
		joins := joiner(r) && i > 0 && i+1 < len(runes) && runes[i-1] > 0x7f && runes[i+1] > 0x7f
		if r == utf8.RuneError || !strconv.IsPrint(r) && !joins {
			return r, true
		}
	}
	return 0, false
}

func joiner(r rune) bool { return r == '\u200c' || r == '\u200d' }

var (
	agePattern = regexp.MustCompile(`^(?:(\d{1,4})w)?(?:(\d{1,4})d)?([0-9hms.]*)$`)
	ageInWords = regexp.MustCompile(`(?i)^(\d{1,4})\s*(d|h|m|w)?(?:ays?|ours?|in|inutes?|eeks?)?$`)
)

// age reads how old something is: a duration that knows days and weeks.
func age(v any) (time.Duration, *mistake) {
	s, ok := asText(v)
	if !ok {
		return 0, wrong(`want an age such as "3d", "36h" or "2w", found %s`, kind(v))
	}
	d, ok := parseAge(strings.TrimSpace(s))
	switch {
	case !ok:
		m := wrong(`%s is not an age such as "3d", "36h" or "2w"`, quote(s))
		if found := ageInWords.FindStringSubmatch(strings.TrimSpace(s)); found != nil {
			unit := strings.ToLower(found[2])
			if unit == "" {
				unit = "d"
			}
			m.suggest = found[1] + unit
		}
		return 0, m
	case d < minAge:
		return 0, wrong("%s is too short, the least is %s", brief(d), brief(minAge))
	case d > maxAge:
		return 0, wrong("%s is too long, the most is %s", ageWords(d), ageWords(maxAge))
	}
	return d, nil
}

func parseAge(s string) (time.Duration, bool) {
	found := agePattern.FindStringSubmatch(s)
	if s == "" || found == nil {
		return 0, false
	}
	var d time.Duration
	for i, unit := range []time.Duration{7 * day, day} {
		if n, err := strconv.Atoi(found[1+i]); err == nil {
			d += time.Duration(n) * unit
		}
	}
	if found[3] == "" {
		return d, true
	}
	rest, err := time.ParseDuration(found[3])
	return d + rest, err == nil && d+rest >= d
}

// ageWords writes an age the way age reads it.
func ageWords(d time.Duration) string {
	if d >= day && d%day == 0 {
		return strconv.FormatInt(int64(d/day), 10) + "d"
	}
	return brief(d)
}
