package library

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/ui/cell"
	"iscope/ui/pane"
	"iscope/ui/sheet"
	"iscope/ui/table"
	"iscope/ui/theme"
	"iscope/views/workflows/find"
)

// How the window is laid out, inside.
const (
	highest    = 32 // more than that is not asked for
	besideFrom = 90 // list and detail side by side
	belowFrom  = 15 // below each other; in less, one of them
	listCells  = 44
)

// Render draws the names of the lists, the list, and the detail of what is under
// the cursor.
func (b *Browser) Render(w, h int) (string, *tea.Cursor) {
	if w <= 0 || h <= 0 {
		return "", nil
	}
	b.fill(false)
	if ix := b.desk.Index(); ix != b.counted {
		b.counted = ix
		b.list.Touch() // rows show how often they are used
	}
	h = min(h, highest)
	lines := b.head(w)
	lines = lines[:min(len(lines), h)]
	body := h - len(lines)
	if body == 0 {
		return cell.Fit(lines, w, h), nil
	}
	text, cursor := b.body(w, body)
	if cursor != nil {
		cursor.Y += len(lines)
	}
	return cell.Fit(append(lines, strings.Split(text, "\n")...), w, h), cursor
}

func (b *Browser) body(w, h int) (string, *tea.Cursor) {
	it := b.hold()
	if it == nil && b.list.Len() == 0 {
		return b.empty(w, h), nil
	}
	st := b.env.Styles
	if it == nil { // a search that nothing matches
		text, cursor := b.list.Render(w, h)
		lines := strings.Split(text, "\n")
		if h > 3 {
			copy(lines[1:h-1], strings.Split(pane.Message(b.env, w, h-2, "Nothing matches “"+cell.Cut(b.list.Filter(), max(w-24, 4))+"”.", b.env.Keys.Key("app.back")+" shows all of them again."), "\n"))
		}
		return strings.Join(lines, "\n"), cursor
	}
	switch {
	case w >= besideFrom && !b.env.Aloud():
		left, cursor := b.list.Render(listCells, h)
		right, rc := b.renderDetail(it, w-listCells-3, h)
		if rc != nil {
			rc.X += listCells + 3
			cursor = rc
		}
		rule := st.Rule
		if b.detail {
			rule = st.Accent
		}
		return cell.Beside(left, listCells, " "+rule.Render(st.Glyphs.Divider)+" ", right, h), cursor
	case h >= belowFrom:
		top := h * 2 / 5
		upper, cursor := b.list.Render(w, top)
		rule := st.Rule
		if b.detail {
			rule = st.Accent
		}
		lower, rc := b.renderDetail(it, w, h-top-1)
		if rc != nil && (b.detail || !b.env.Aloud()) {
			rc.Y += top + 1
			cursor = rc
		}
		return upper + "\n" + rule.Render(strings.Repeat(st.Glyphs.Rule, w)) + "\n" + lower, cursor
	case b.detail:
		return b.renderDetail(it, w, h)
	}
	return b.list.Render(w, h)
}

// head names the lists, and says what is wrong with the one that is shown.
func (b *Browser) head(w int) []string {
	st, s := b.env.Styles, b.desk.Shelf
	names := make([]string, kinds)
	for k := range kinds {
		names[k] = k.String()
		if s.Loaded(k) {
			names[k] += " " + cell.Thousands(len(s.Items(k)))
		}
	}
	line := pane.Tabs(b.env, w, names, int(b.kind))
	var facts []string
	if n := b.list.Shown(); b.list.Filter() != "" {
		facts = append(facts, cell.Thousands(n)+" match")
	}
	if s.Reading(b.kind) {
		facts = append(facts, "reading")
	}
	if s.Stale(b.kind) {
		facts = append(facts, "stale")
	}
	if len(facts) > 0 {
		line += "   " + st.Muted.Render(strings.Join(facts, st.Glyphs.Sep))
	}
	out := []string{line}
	switch err := s.Err(b.kind); {
	case b.note != "":
		out = append(out, st.Warn.Render(cell.Cut(b.note, w)))
	case err != nil && b.list.Len() > 0:
		for i, l := range cell.Wrap(err.Sentence(), max(w-2, 1)) {
			if i == 2 {
				break
			}
			out = append(out, st.Bad.Render(cell.Cut(map[bool]string{true: st.Plain(theme.Bad) + " ", false: "  "}[i == 0]+l, w)))
		}
	}
	return out
}

// empty is what stands in place of a list without items.
func (b *Browser) empty(w, h int) string {
	s := b.desk.Shelf
	again := b.env.Keys.Key("app.refresh") + " asks again."
	switch err := s.Err(b.kind); {
	case s.Reading(b.kind):
		return pane.Message(b.env, w, h, "Reading the "+b.kind.String()+" of the library.")
	case err != nil:
		return pane.Message(b.env, w, h, "The "+b.kind.String()+" could not be read.", err.Sentence()+".", again)
	case s.Loaded(b.kind):
		return pane.Message(b.env, w, h, "The library of this tenant has no "+b.kind.String()+".", again)
	}
	return pane.Message(b.env, w, h, "The "+b.kind.String()+" were not read.", again)
}

// columns are those of the list.
func (b *Browser) columns() []table.Column[api.LibraryItem] {
	return []table.Column[api.LibraryItem]{
		{Key: "name", Title: "name", Width: 16, Flex: 2, Main: true, Cell: func(it *api.LibraryItem, w int) (string, theme.Style) {
			if !it.Deprecated {
				return cell.Cut(label(it), w), theme.Style{}
			}
			st := b.env.Styles
			mark := st.Plain(theme.Warn) + " deprecated"
			if room := w - cell.Width(mark) - 1; room >= 8 {
				return cell.Cut(label(it), room) + " " + st.Warn.Render(mark), theme.Style{}
			}
			return st.Warn.Render(st.Plain(theme.Warn)) + " " + cell.Cut(label(it), w-2), theme.Style{}
		}},
		{Key: "id", Title: "id", Width: 18, Flex: 1, Drop: 2, Cell: func(it *api.LibraryItem, w int) (string, theme.Style) {
			return cell.CutMiddle(it.ID, w), b.env.Styles.Muted
		}},
		{Key: "used", Title: "used", Width: 5, Right: true, Drop: 1, Cell: func(it *api.LibraryItem, _ int) (string, theme.Style) {
			ix := b.desk.Index()
			if ix == nil {
				return "", theme.Style{}
			}
			if n := ix.Count(findKind(b.kind, it)).Workflows; n > 0 {
				return cell.Thousands(n), theme.Style{}
			}
			return "–", b.env.Styles.Muted
		}},
	}
}

// useColumns are those of the list of uses.
func (b *Browser) useColumns() []table.Column[place] {
	return []table.Column[place]{
		{Key: "step", Title: "workflow, step", Width: 16, Flex: 2, Main: true, Cell: func(p *place, w int) (string, theme.Style) {
			if p.hit == nil {
				return cell.Cut(p.flow.Name, w), b.env.Styles.Strong
			}
			return cell.Cut("  "+p.hit.Step, w), theme.Style{}
		}},
		{Key: "where", Title: "", Width: 10, Drop: 1, Cell: func(p *place, _ int) (string, theme.Style) {
			if p.hit == nil && !p.flow.Enabled {
				return b.env.Styles.Plain(theme.Off) + " disabled", b.env.Styles.Muted
			}
			return "", theme.Style{}
		}},
	}
}

// pageKey says when the text of the detail is made again.
type pageKey struct {
	id      string
	kind    Kind
	version int
	index   *find.Index
}

// renderDetail draws the detail of an item.
func (b *Browser) renderDetail(it *api.LibraryItem, w, h int) (string, *tea.Cursor) {
	p := sheet.Page{
		Title: label(it), Key: pageKey{it.ID, b.kind, b.had.version, b.had.index},
		Draw: func(_, w int) []string { return b.aboutLines(it, w) },
	}
	switch t := b.sheet.Tab(); t {
	case example, schema:
		v := b.jsons[t-example]
		if p.Body = v.Render; v.Doc().Len() == 0 {
			p.Body = func(w, h int) (string, *tea.Cursor) { return pane.Message(b.env, w, h, b.without(t)), nil }
		} else if t == example {
			p.Notes = []string{b.env.Styles.Muted.Render(exampleWords(b.kind))}
		}
	case used:
		p.Notes = []string{b.env.Styles.Muted.Render(b.usesWords(it))}
		if p.Body = b.uses.Render; b.uses.Len() == 0 {
			p.Body = func(w, h int) (string, *tea.Cursor) { return cell.Fit(nil, w, h), nil }
		}
	}
	return b.sheet.Render(w, h, p)
}

func exampleWords(k Kind) string {
	if k == Triggers {
		return "What it hands to the workflow, such as for a test"
	}
	return "What it hands to the steps after it"
}

func (b *Browser) without(tab int) string {
	if tab == schema {
		return "The library has no schema of what it gives."
	}
	return "The library has no example of what it gives."
}

// usedWords says how many workflows use an item.
func (b *Browser) usedWords(it *api.LibraryItem) string {
	ix := b.had.index
	if ix == nil {
		return "the definitions of the workflows are being read"
	}
	c := ix.Count(findKind(b.kind, it))
	switch {
	case c.Workflows == 0 && ix.Bare() > 0:
		return "by no workflow, as far as is known: " + cell.Thousands(ix.Bare()) + " came without steps"
	case c.Workflows == 0:
		return "by no workflow"
	case b.kind == Triggers:
		return "by " + cell.Count(c.Workflows, "workflow")
	}
	return "by " + cell.Count(c.Workflows, "workflow") + " in " + cell.Count(c.Places, "step")
}

// usesWords stands above the list of uses.
func (b *Browser) usesWords(it *api.LibraryItem) string {
	s := b.usedWords(it)
	if b.had.index != nil {
		s = "Used " + s
	}
	if b.found.Cut {
		s += ", of which the first are listed"
	}
	return s
}
