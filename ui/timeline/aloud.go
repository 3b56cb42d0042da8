package timeline

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/ui/cell"
)

// Focus is the terminal's cursor on the row under the cursor, for a screen reader;
// nil for everybody else. It is about the frame drawn last.
func (m *Model) Focus() *tea.Cursor {
	if len(m.rows) == 0 {
		return m.env.Focus(0, 0)
	}
	return m.env.Focus(0, 1+m.cursor-m.top)
}

// aloud draws a row for a screen reader: what the bars show, in words, the words
// that matter most first. What is under way says since when, not how long: that
// would change while it is read.
func (m *Model) aloud(r *Row, cursor bool, w int, now time.Time) string {
	st := m.env.Styles
	mark := "  "
	if cursor {
		mark = st.Glyphs.Cursor + " "
	}
	parts := []string{r.Label}
	if !r.Quiet {
		parts = append(parts, st.Word(r.State))
	}
	if took := m.took(r, now); r.open() {
		parts = append(parts, "not ended")
	} else if took != "" && took != "?" && took != "–" {
		parts = append(parts, "took "+took)
	}
	if r.Remark != "" {
		parts = append(parts, r.Remark)
	}
	if from, ok := r.from(m.scale.origin); ok && !r.Frame {
		parts = append(parts, "from "+cell.Words(from))
	}
	if r.Kind != "" {
		parts = append(parts, strings.ReplaceAll(r.Kind, " ▸ ", " to "))
	}
	switch r.Fold {
	case Folded:
		parts = append(parts, "folded")
	case Unfolded:
		parts = append(parts, "unfolded")
	}
	return cell.Cut(mark+cell.Spaces(2*r.Depth)+strings.Join(parts, ", "), w)
}

// from is when a row began, after the beginning of all.
func (r *Row) from(origin time.Time) (time.Duration, bool) {
	var first time.Time
	for _, s := range r.Spans {
		if at, ok := s.begin(); ok && (first.IsZero() || at.Before(first)) {
			first = at
		}
	}
	return max(first.Sub(origin), 0), !first.IsZero() && !origin.IsZero()
}
