package outline

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"

	"iscope/api"
	"iscope/api/safe"
	"iscope/ui/cell"
	"iscope/ui/pane"
	"iscope/ui/theme"
	"iscope/views/workflows/refs"
)

// facts is what is known of a step, drawn for a width and kept.
type facts struct {
	node, w, epoch int
	lines          []string
}

// Bounds of what is shown of one step. The JSON tab has all of it.
const (
	maxValue   = 60 // lines of one attribute or example
	maxMembers = 200
	maxNamed   = 12 // steps named in one line
)

// factsIn returns at most h lines of facts of a step, the last of which says how
// many are missing.
func (v *View) factsIn(node, w, h int) []string {
	if node < 0 || h <= 0 {
		return nil
	}
	lines := v.factLines(node, w)
	if len(lines) <= h {
		return lines
	}
	more := cell.Count(len(lines)-h+1, "line") + " more: " + v.env.Keys.Key("steps.follow") + " on the step"
	return append(slices.Clone(lines[:h-1]), v.env.Styles.Muted.Render(cell.Cut(more, w)))
}

// factLines returns the facts of a step for a width.
func (v *View) factLines(node, w int) []string {
	f := &v.facts
	if f.lines == nil || f.node != node || f.w != w || f.epoch != v.env.Epoch {
		*f = facts{node, w, v.env.Epoch, v.allFacts(node, max(w, 8))}
	}
	return f.lines
}

func (v *View) allFacts(node, w int) []string {
	n := v.graph.Node(node)
	s := n.Step
	entry, known := api.LibraryItem{}, false
	if id := libraryID(s); id != "" && v.Library != nil {
		entry, known = v.Library(id)
	}
	out := v.flawLines(node, w)
	name := ""
	if title(s) != s.Name {
		name = s.Name
	}
	action := libraryID(s)
	if known && entry.Name != "" {
		action = entry.Name + " (" + entry.ID + ")"
	}
	kind := s.Type
	if strings.EqualFold(kind, "action") && action != "" {
		kind = "" // the next line says so
	}
	result := ""
	if !refs.IsEnd(s) && !refs.IsChoice(s) {
		result = "$." + refs.Camel(s.Name)
	}
	out = append(out, pane.Fields(v.env, w,
		[2]string{"name", name},
		[2]string{"type", kind},
		[2]string{"action", action},
		[2]string{"description", firstOf(s.Description, entry.Description)},
		[2]string{"fails as", s.FailureName},
		[2]string{"waits", strings.TrimPrefix(waiting(s), "waits ")},
		[2]string{"result", result},
		[2]string{"leads to", v.leadsTo(node)},
		[2]string{"uses", v.uses(node)},
		[2]string{"referred by", v.referredBy(node)},
	)...)
	out = append(out, v.attributeLines(s, w)...)
	if known {
		out = append(out, v.expectLines(s, &entry, w)...)
		out = append(out, v.exampleLines(&entry, w)...)
	}
	return out
}

func firstOf(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}

// flawLines are the marks of a step, a line each.
func (v *View) flawLines(node, w int) []string {
	st := v.env.Styles
	var out []string
	for _, m := range v.marksOf(node) {
		if m.flaw {
			out = append(out, cell.Cut(st.Glyph(theme.Warn)+" "+st.Warn.Render(m.words+reasons[m.words]), w))
		} else {
			out = append(out, cell.Cut(st.Muted.Render(st.Glyphs.Dot+" "+m.words+reasons[m.words]), w))
		}
	}
	return out
}

// reasons say what a mark means.
var reasons = map[string]string{
	"never reached":  ": no way leads here from the start",
	"endless circle": ": the flow comes back here for ever",
	"in a circle":    ": the flow can come back here, and can leave",
	"unknown action": ": the step library does not have it",
	"no action":      ": it names nothing to run",
}

// named lists steps by number and title, each once.
func (v *View) named(nodes []int) string {
	slices.SortFunc(nodes, func(a, b int) int { return v.number(a) - v.number(b) })
	var parts []string
	for _, n := range slices.Compact(nodes) {
		if len(parts) == maxNamed {
			parts = append(parts, "…")
			break
		}
		if n >= 0 {
			parts = append(parts, v.called(n))
		}
	}
	return strings.Join(parts, ", ")
}

func (v *View) leadsTo(node int) string {
	var to []int
	gone := ""
	for _, e := range v.graph.Exits(node) {
		to = append(to, e.To)
		if e.To == missing && gone == "" {
			gone = e.Name + ", which does not exist"
		}
	}
	return strings.TrimPrefix(strings.TrimSuffix(v.named(to)+"; "+gone, "; "), "; ")
}

// uses says whose data a step uses.
func (v *View) uses(node int) string {
	var from []int
	trigger, secret := false, false
	uses := v.graph.Producers(node)
	for i := range uses[:min(len(uses), maxMembers)] {
		for u := &uses[i]; u != nil; u = u.Via {
			switch u.Source {
			case refs.Trigger:
				trigger = true
			case refs.Secret:
				secret = true
			case refs.Result:
				from = append(from, u.Producers...)
			}
		}
	}
	var parts []string
	if trigger {
		parts = append(parts, "the trigger")
	}
	if secret {
		parts = append(parts, "the vault")
	}
	if names := v.named(from); names != "" {
		parts = append(parts, names)
	}
	return strings.Join(parts, ", ")
}

func (v *View) referredBy(node int) string {
	var from []int
	start := ""
	list := v.graph.UsedBy(node)
	for _, r := range list[:min(len(list), maxMembers)] {
		if r.From == none {
			start = "the start"
		}
		from = append(from, r.From)
	}
	names := v.named(from)
	if start != "" && names != "" {
		return start + ", " + names
	}
	return start + names
}

// heading opens a part of the facts.
func (v *View) heading(words string, w int) []string {
	return []string{"", v.env.Styles.Title.Render(cell.Cut(words, w))}
}

// member is one attribute as it was sent.
type member struct {
	name string // clean
	raw  json.RawMessage
}

// membersOf returns the members of an object in their order.
func membersOf(raw json.RawMessage) []member {
	d := json.NewDecoder(bytes.NewReader(raw))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return nil
	}
	var out []member
	for d.More() && len(out) < maxMembers {
		t, err := d.Token()
		name, ok := t.(string)
		if err != nil || !ok {
			return out
		}
		m := member{name: safe.Line(name)}
		if d.Decode(&m.raw) != nil {
			return out
		}
		out = append(out, m)
	}
	return out
}

// attributeLines are the attributes of a step as name and value.
func (v *View) attributeLines(s *api.Step, w int) []string {
	members := membersOf(s.Attributes)
	if len(members) == 0 {
		return nil
	}
	out := v.heading("attributes", w)
	for _, m := range members {
		if s.Loop != nil && m.name == "steps" {
			m.raw, _ = json.Marshal(cell.Count(len(s.Loop.Steps), "step") + ", drawn in the tree")
		}
		out = append(out, v.valueLines(m, w)...)
	}
	return out
}

func (v *View) valueLines(m member, w int) []string {
	st := v.env.Styles
	var text string
	plain := false
	switch {
	case json.Unmarshal(m.raw, &text) == nil && string(m.raw) != "null":
		text, plain = safe.Block(text), true
		if text == "" {
			text = `""`
		}
	default:
		text = refs.Plain(m.raw)
		if string(m.raw) == "null" {
			text = "null"
		}
		if cell.Width(text) > w-cell.Width(m.name)-4 {
			text = api.Pretty(m.raw)
		}
	}
	room := w - cell.Width(m.name) - 4
	if !strings.Contains(text, "\n") && cell.Width(text) <= room {
		return []string{cell.Cut("  "+st.Muted.Render(m.name+":")+" "+text, w)}
	}
	out := []string{cell.Cut("  "+st.Muted.Render(m.name+":"), w)}
	return append(out, v.bounded(text, plain, w)...)
}

// bounded wraps a text of several lines, indented, as far as the bounds allow.
func (v *View) bounded(text string, words bool, w int) []string {
	var out []string
	for l := range strings.SplitSeq(text, "\n") {
		parts := []string{l}
		if words || cell.Width(l) > w-4 {
			parts = cell.Wrap(l, max(w-4, 1))
		}
		for _, part := range parts {
			if len(out) == maxValue {
				return append(out, cell.Cut("    "+v.env.Styles.Muted.Render("… the JSON tab has all of it"), w))
			}
			out = append(out, cell.Cut("    "+part, w))
		}
	}
	return out
}
