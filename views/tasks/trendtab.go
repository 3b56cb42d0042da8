package tasks

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"iscope/api"
	"iscope/ui/cell"
	"iscope/ui/theme"
	"iscope/views/tasks/trend"
)

// trendTab sets the task beside the runs before it.
func (m *Model) trendTab(t *api.Task, w int) []string {
	runs := trend.Runs(t, m.alike())
	out := m.comparison(runs, w)
	out = append(out, m.durations(t, runs, w)...)
	out = append(out, m.counts(runs, w)...)
	return append(out, m.reach(t, runs, w)...)
}

// comparison says figure by figure what is different from the run before.
func (m *Model) comparison(runs []trend.Run, w int) []string {
	st := m.env.Styles
	var lead []string
	if runs[0].Pending {
		lead = append(lead, cell.Wrap("It is pending: its figures come when it ends. These are of the last run that ended.", w)...)
		lead = append(lead, "")
		runs = runs[1:]
	}
	if len(runs) < 2 {
		return append(lead, st.Muted.Render("No run before it to compare with."))
	}
	now, before := runs[0], trend.Before(runs)
	head := "compared with the run before, of "
	if before.ID != runs[1].ID {
		head = "compared with the last run that returned figures, of "
	}
	head += stamp(before.Began, m.env.Zone)
	for _, part := range cell.Wrap(head, w) {
		lead = append(lead, st.Muted.Render(part))
	}
	rows := [][4]string{{"", "now", "before", "difference"}}
	signs := []int{0}
	add := func(sign int, r [4]string) { rows, signs = append(rows, r), append(signs, sign) }
	for _, c := range trend.Compare(now, before) {
		add(c.Sign, [4]string{c.Name, dash(c.Now), dash(c.Before), c.Difference})
	}
	if d := trend.Longer(now, before); d != "" {
		add(0, [4]string{"took", cell.Duration(now.Took), cell.Duration(before.Took), d})
	}
	_, a := endState(now.Status)
	_, b := endState(before.Status)
	add(0, [4]string{"ended with", a, b, map[bool]string{true: "same", false: "changed"}[a == b]})
	return append(lead, m.comparisonRows(rows, signs, w)...)
}

func dash(s string) string {
	if s == "" {
		return "–"
	}
	return s
}

// comparisonRows draws names to the left and values to the right.
func (m *Model) comparisonRows(rows [][4]string, signs []int, w int) []string {
	st := m.env.Styles
	var widths [4]int
	for _, r := range rows {
		for i, s := range r {
			widths[i] = max(widths[i], cell.Width(s))
		}
	}
	for i, most := range [4]int{w / 3, w / 4, w / 4, w / 3} {
		widths[i] = min(widths[i], max(most, 4))
	}
	var out []string
	for i, r := range rows {
		style := st.Text
		switch {
		case i == 0 || r[3] == "same":
			style = st.Muted
		case signs[i] != 0 || r[3] != "":
			style = st.Strong
		}
		line := st.Muted.Render(cell.Left(r[0], widths[0])) + "  " + cell.Right(r[1], widths[1]) + "  " +
			st.Muted.Render(cell.Right(r[2], widths[2])) + "  " + style.Render(cell.Cut(r[3], widths[3]))
		out = append(out, cell.Cut(line, w))
	}
	return out
}

// durations lists the runs, each with a bar of how long it took.
func (m *Model) durations(t *api.Task, runs []trend.Run, w int) []string {
	st := m.env.Styles
	out := m.heading("last " + cell.Count(len(runs), "run") + ", newest first")
	if words := m.usualWords(t); words != "" {
		for _, part := range cell.Wrap("usually "+words, w) {
			out = append(out, st.Muted.Render(part))
		}
	}
	var longest float64
	for _, r := range runs {
		longest = max(longest, r.Took.Seconds())
	}
	room := min(w-2-16-2-6-2, 24)
	for _, r := range runs {
		state, word := endState(r.Status)
		took, bar := "–", word
		if r.Pending {
			state, bar = theme.Running, "pending"
		}
		if r.Took > 0 {
			took = cell.Duration(r.Took)
			if room >= 6 && !st.Accessible {
				n := max(int(math.Round(r.Took.Seconds()/longest*float64(room))), 1)
				bar = st.State(state).Render(strings.Repeat(st.Glyphs.Bar, n)) + cell.Spaces(room-n) + "  " + st.Muted.Render(word)
			}
		}
		began := ""
		if !r.Began.IsZero() {
			began = r.Began.In(m.env.Zone).Format("2006-01-02 15:04")
		}
		out = append(out, cell.Cut(st.Glyph(state)+" "+cell.Left(began, 16)+"  "+cell.Right(took, 6)+"  "+bar, w))
	}
	return out
}

// Bars of a small chart, by height.
var (
	bars      = [8]string{"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"}
	barsASCII = [8]string{".", ":", "-", "=", "+", "x", "%", "#"}
)

// chart draws heights, a blank where there is no value.
func chart(st *theme.Styles, heights []int) string {
	set := bars
	if st.ASCII {
		set = barsASCII
	}
	var b strings.Builder
	for _, h := range heights {
		if h < 0 {
			b.WriteByte(' ')
			continue
		}
		b.WriteString(set[h])
	}
	return b.String()
}

// counts draws each figure over the runs, oldest to newest, with its range.
func (m *Model) counts(runs []trend.Run, w int) []string {
	st := m.env.Styles
	names := trend.Names(runs)
	if len(names) == 0 {
		return nil
	}
	out := m.heading("figures, oldest to newest")
	widest := 0
	for _, n := range names {
		widest = max(widest, min(cell.Width(n), w/2))
	}
	for _, n := range names {
		values := trend.Values(runs, n)
		low, high := math.Inf(1), math.Inf(-1)
		for _, v := range values {
			if !math.IsNaN(v) {
				low, high = min(low, v), max(high, v)
			}
		}
		span := figureNumber(low)
		if low != high {
			span += " to " + figureNumber(high)
		}
		line := st.Muted.Render(cell.Left(n, widest)) + "  " + drawn(st, values) + st.Muted.Render(span)
		out = append(out, cell.Cut(line, w))
	}
	return out
}

// drawn is the chart of values, which a screen reader does not get: the range says
// as much.
func drawn(st *theme.Styles, values []float64) string {
	if st.Accessible {
		return ""
	}
	return chart(st, trend.Heights(values, len(bars))) + "  "
}

func figureNumber(f float64) string {
	if f == math.Trunc(f) && math.Abs(f) < 1e15 {
		return cell.Thousands(int(f))
	}
	return strconv.FormatFloat(f, 'f', -1, 64)
}

// reach says how far runs were looked for, and what stands in the way of more.
func (m *Model) reach(t *api.Task, runs []trend.Run, w int) []string {
	l, st := &m.like, m.env.Styles
	var text string
	switch {
	case len(runs) >= trend.Most:
		return nil
	case l.asking:
		text = "Asking the tenant for more runs on this source."
	case l.err != nil:
		return append([]string{""}, m.problem(w, l.err)...)
	case !fromSource(t):
		text = "Only the tasks loaded so far were looked through: the tenant can be asked for tasks of a source, and this one has none."
	case l.done && l.pages >= mostLikePages:
		text = fmt.Sprintf("The last %s tasks of the source were looked through.", cell.Thousands(l.next))
	default:
		text = "The tenant keeps no more runs of it."
	}
	out := []string{""}
	for _, part := range cell.Wrap(text, w) {
		out = append(out, st.Muted.Render(part))
	}
	return out
}
