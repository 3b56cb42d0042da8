package rerun

import (
	"strings"

	"iscope/api/safe"
	"iscope/ui/cell"
	"iscope/ui/table"
	"iscope/ui/theme"
)

// columns are those of the list.
func (p *Panel) columns() []table.Column[row] {
	st := func() *theme.Styles { return p.env.Styles }
	return []table.Column[row]{
		{Key: "fate", Title: "what", Width: 14, Cell: func(r *row, _ int) (string, theme.Style) {
			if r.may {
				return "  may be it", st().Muted
			}
			word, state := r.item.word()
			return st().Plain(state) + " " + word, st().State(state)
		}},
		{Key: "workflow", Title: "workflow", Width: 18, Flex: 1, Main: true, Cell: func(r *row, w int) (string, theme.Style) {
			if r.may {
				return cell.CutMiddle(r.run.ID, w), theme.Style{}
			}
			return r.item.flow.label(), theme.Style{}
		}},
		{Key: "started", Title: "age", Width: 4, Right: true, Drop: 1, Cell: func(r *row, _ int) (string, theme.Style) {
			e := r.item.exec
			if r.may {
				e = r.run
			}
			return cell.AgeSince(e.Start, p.env.Now()), st().Muted
		}},
		{Key: "input", Title: "input", Width: 20, Flex: 2, Drop: 2, Cell: func(r *row, w int) (string, theme.Style) {
			if r.may {
				return string(r.run.Status), st().Muted
			}
			it := r.item
			if it.said != "" {
				return it.said, st().State(fateStates[it.fate])
			}
			return it.first(w), st().Muted
		}},
	}
}

// word says how an item stands.
func (it *item) word() (string, theme.State) {
	switch {
	case it.out && it.fate <= blocked:
		return "left out", theme.Off
	case it.fate == ready && it.problem.Bad():
		return "bad input", theme.Bad
	case it.fate == doubtful && it.looking:
		return "looking", theme.Unknown
	}
	return fateWords[it.fate], fateStates[it.fate]
}

// first is the beginning of the input, or what is to be said of it.
func (it *item) first(w int) string {
	if it.about != "" {
		return it.about
	}
	raw := it.input
	if limit := w * 8; len(raw) > limit && limit > 0 {
		raw = raw[:limit] // no more of a long one is in sight
	}
	return cell.Cut(safe.Line(strings.Join(strings.Fields(strings.ToValidUTF8(string(raw), "")), " ")), w)
}
