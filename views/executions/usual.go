package executions

import (
	"iter"
	"strings"

	"iscope/ui/cell"
	"iscope/ui/theme"
	"iscope/views/executions/since"
	"iscope/views/executions/stats"
)

// figured tells runs for figures.
func figured(runs []row) iter.Seq[stats.Run] {
	return func(yield func(stats.Run) bool) {
		for _, r := range runs {
			if !yield(stats.Run{Took: r.Took(r.Close), Outcome: outcome(r)}) {
				return
			}
		}
	}
}

func outcome(r row) stats.Outcome {
	switch {
	case r.open():
		return stats.Open
	case r.Status.Failed():
		return stats.Failed
	case verbOf(r.Status) == completed:
		return stats.Completed
	}
	return stats.Other
}

// lately is how many of a workflow's runs tell what is usual.
const lately = 1000

// usually returns how the workflow's runs go lately, of those that are known
// without a gap.
func (f *flow) usually() *stats.Stats {
	if f.usual.of != f.version {
		runs := f.unbroken()
		f.usual = usual{stats.Of(figured(runs[:min(len(runs), lately)]), stats.Span{}), f.version}
	}
	return &f.usual.stats
}

// figures returns the figures of a workflow in the time that is shown: as much of
// it as is known without a gap, whatever the status.
func (m *Model) figures(f *flow) stats.Stats {
	q := query{since: m.filter.since}
	r := &f.all
	if f.part.of == q && !q.since.IsZero() {
		r = &f.part
	}
	span := stats.Span{From: q.since.From, To: q.since.To}
	switch n := len(f.runs); {
	case r.short(q):
		span.From = r.edge
	case span.From.IsZero() && n > 0:
		span.From = f.runs[n-1].Start
	}
	runs := f.since(span.From)
	if span.To.IsZero() {
		span.To = m.env.Now()
	} else {
		runs = runs[min(len(f.since(span.To)), len(runs)):]
	}
	if f.Created.After(span.From) {
		span.From = f.Created // before that there was nothing to run
	}
	return stats.Of(figured(runs), span)
}

// heights draw durations, low to high. Digits stand in for blocks: signs of
// states look like anything else that is drawn with ASCII.
var heights = map[bool][stats.Levels]string{
	false: {"▁", "▂", "▃", "▄", "▅", "▆"},
	true:  {"1", "2", "3", "4", "5", "6"},
}

// spark draws the last n runs of a workflow, the newest to the right, in w cells:
// how long those took that completed, half the height being usual, and of others
// the sign of their state, which colour alone must not tell.
func (m *Model) spark(f *flow, n, w int) string {
	st, usual := m.env.Styles, f.usually()
	var b, same strings.Builder
	var style theme.Style
	n = min(n, len(f.runs))
	b.WriteString(cell.Spaces(w - n))
	for i := n - 1; i >= 0; i-- {
		r := f.runs[i]
		s := statusState(r.Status)
		drawn, sign := st.State(s), st.Plain(s)
		if s == theme.Good {
			drawn = st.Muted
			if l := usual.Level(r.Took(r.Close)); l > 0 {
				sign = heights[st.ASCII][l-1]
			}
		}
		if drawn != style {
			b.WriteString(style.Render(same.String()))
			same.Reset()
			style = drawn
		}
		same.WriteString(sign)
	}
	b.WriteString(style.Render(same.String()))
	return b.String()
}

// figuresRuns is how many runs are drawn beside the figures of one workflow, and
// figuresHeight how many lines there must be to have one for them.
const (
	figuresRuns   = 24
	figuresHeight = 6
)

// figuresLine says how the runs of the one workflow shown usually go, "" where
// there is nothing to say.
func (m *Model) figuresLine(w int) string {
	f := m.feed.flows[m.filter.only]
	if f == nil || len(f.runs) == 0 {
		return ""
	}
	of := figuresKey{f, f.version, m.filter.since, m.env.Styles, w, m.env.Now().Unix() / 60}
	if m.figuresOf != of {
		words := m.figures(f).Words(m.env.Styles.Glyphs.Dot)
		if m.env.Aloud() {
			m.figuresOf, m.figuresText = of, cell.Cut("   "+words, w)
			return m.figuresText
		}
		n := min(figuresRuns, len(f.runs), max(trendRuns, w-5-cell.Width(words)))
		m.figuresOf = of
		m.figuresText = cell.Cut("   "+m.spark(f, n, n)+"  "+m.env.Styles.Muted.Render(cell.Cut(words, w-n-5)), w)
	}
	return m.figuresText
}

// figuresKey is what the line of figures depends on. The pace is one up to now,
// which needs no more than minutes.
type figuresKey struct {
	flow    *flow
	version int
	since   since.Range
	styles  *theme.Styles
	width   int
	minute  int64
}
