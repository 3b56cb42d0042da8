package timeline

import (
	"strings"
	"time"

	"iscope/ui/theme"
)

// view is the part of the scale that is drawn in w cells.
type view struct {
	from, to int64
	w        int
	now      time.Time
}

// eighth returns how many eighths of a cell a place is from the left, at least
// 0 and at most all of them.
func (v view) eighth(place int64) int {
	x := int(float64(place-v.from) / float64(max(v.to-v.from, 1)) * float64(v.w*8))
	return max(0, min(x, v.w*8))
}

// foldCell is the cell in which the sign of a fold stands.
func (v view) foldCell(p piece) int {
	return min((v.eighth(p.v0)+v.eighth(p.v1))/16, v.w-1)
}

// ink is what a cell of the bars holds. Later kinds hide earlier ones.
type ink uint8

const (
	blank   ink = iota
	cut         // a fold, with nothing in it
	wait        // scheduled, not begun
	stale       // a try that was repeated
	work        // under way
	crossed     // a bar over a fold
	unknown     // an end nobody knows
)

// cellInk is one cell: what is in it, from which eighth to which, and in what
// state.
type cellInk struct {
	ink    ink
	state  theme.State
	lo, hi uint8
}

// put fills a cell from lo to hi, together with what is there already if that
// is of the same kind.
func (c *cellInk) put(k ink, st theme.State, lo, hi int) {
	switch {
	case k < c.ink:
		return
	case k > c.ink:
		*c = cellInk{k, st, uint8(lo), uint8(hi)}
	default:
		c.lo, c.hi = min(c.lo, uint8(lo)), max(c.hi, uint8(hi))
		if st == theme.Bad || c.state == theme.Good {
			c.state = st
		}
	}
}

// paint draws the spans of a row into cells.
func (m *Model) paint(cells []cellInk, r *Row, v view) {
	for _, p := range m.scale.pieces {
		if p.fold && p.v1 > v.from && p.v0 < v.to {
			cells[v.foldCell(p)].put(cut, theme.Unknown, 0, 8)
		}
	}
	for _, s := range r.Spans {
		if r.Frame {
			s.State = theme.Off // a frame is no news of its own
		}
		m.paintSpan(cells, s, v)
	}
	for _, p := range m.scale.pieces {
		if !p.fold || p.v1 <= v.from || p.v0 >= v.to {
			continue
		}
		// A bar is broken where time is left out of it.
		if c := &cells[v.foldCell(p)]; c.ink == wait || c.ink == work || c.ink == stale {
			c.put(crossed, c.state, 0, 8)
		}
	}
}

// moments are the places of a span: when it was scheduled, began and ended.
type moments struct{ scheduled, started, ended int64 }

// moments turns the times of a span into places that are in order, whatever the
// clocks said. A span whose beginning is unknown waits until its end.
func (m *Model) moments(s Span, now time.Time) (moments, bool) {
	first, ok := s.begin()
	if !ok {
		return moments{}, false
	}
	var at moments
	at.scheduled = m.scale.place(first, now)
	last, _ := s.end()
	at.ended = m.scale.place(last, now)
	if s.Open {
		at.ended = max(m.scale.total(now), at.ended)
	}
	switch {
	case !s.Started.IsZero():
		at.started = max(m.scale.place(s.Started, now), at.scheduled)
	case s.Scheduled.IsZero():
		at.started = at.scheduled
	default:
		at.started = at.ended
	}
	at.ended = max(at.ended, at.started)
	return at, true
}

func (m *Model) paintSpan(cells []cellInk, s Span, v view) {
	at, ok := m.moments(s, v.now)
	if !ok || at.ended < v.from || at.scheduled > v.to {
		return
	}
	kind := work
	if s.Stale {
		kind = stale
	}
	x0, x1, x2 := v.eighth(at.scheduled), v.eighth(at.started), v.eighth(at.ended)
	begun := !s.Started.IsZero() || !s.Open
	if x1 > x0 || !begun {
		fill(cells, wait, s.State, x0, x1)
	}
	if begun && at.started <= v.to {
		fill(cells, kind, s.State, x1, max(x2, x1+1))
	}
	if !s.Open && s.Finished.IsZero() && at.ended <= v.to {
		i := min(x2/8+1, len(cells)-1)
		cells[i].put(unknown, theme.Unknown, 0, 8)
	}
}

// fill draws from eighth lo up to hi. What begins at the very end of the last
// cell is drawn as its last eighth.
func fill(cells []cellInk, k ink, st theme.State, lo, hi int) {
	limit := len(cells) * 8
	lo = min(lo, limit-1)
	hi = min(max(hi, lo+1), limit)
	for i := lo / 8; i <= (hi-1)/8; i++ {
		cells[i].put(k, st, max(lo-i*8, 0), min(hi-i*8, 8))
	}
}

// lower are blocks filled from the left by so many eighths.
var lower = [9]string{" ", "▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"}

// block returns the sign closest to a cell filled from eighth lo to hi. A bar
// that goes on to the right must not reach to the left of lo: it would begin
// before its time.
func block(lo, hi int) string {
	switch {
	case lo == 0:
		return lower[hi]
	case hi == 8 && lo <= 4:
		return "▐"
	case hi == 8:
		return "▕"
	case lo >= 4:
		return "▕"
	default:
		return lower[hi-lo]
	}
}

// glyph draws a cell without style.
func (m *Model) glyph(c cellInk) string {
	ascii := m.env.Styles.ASCII
	switch c.ink {
	case cut:
		return m.sign("┊", ":")
	case wait:
		return m.sign("─", "-")
	case stale:
		return m.sign("▒", "%")
	case crossed:
		return m.sign("≈", "~")
	case unknown:
		return "?"
	case work:
		switch {
		case !ascii:
			return block(int(c.lo), int(c.hi))
		case c.hi-c.lo <= 1:
			return "|"
		}
		return "#"
	}
	return " "
}

// style is that of a cell.
func (m *Model) style(c cellInk) theme.Style {
	st := m.env.Styles
	switch c.ink {
	case cut:
		return st.Rule
	case wait, unknown:
		return st.Muted
	case blank:
		return theme.Style{}
	}
	if c.state == theme.Good {
		return theme.Style{} // what went well is no news
	}
	return st.State(c.state)
}

// bars draws the bars of a row in v.w cells.
func (m *Model) bars(r *Row, v view) string {
	cells := make([]cellInk, v.w)
	m.paint(cells, r, v)
	var b, run strings.Builder
	var style theme.Style
	for _, c := range cells {
		if s := m.style(c); s != style {
			b.WriteString(style.Render(run.String()))
			run.Reset()
			style = s
		}
		run.WriteString(m.glyph(c))
	}
	b.WriteString(style.Render(run.String()))
	return b.String()
}
