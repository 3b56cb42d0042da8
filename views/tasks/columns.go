package tasks

import (
	"cmp"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"iscope/ui/cell"
	"iscope/ui/table"
	"iscope/ui/theme"
)

// barWidth is how many cells the bar of a progress takes.
const barWidth = 10

func fold(a, b string) int { return strings.Compare(strings.ToLower(a), strings.ToLower(b)) }

func (m *Model) stateText(r *row) string {
	st, word := m.state(r)
	return m.env.Styles.Glyph(st) + " " + m.env.Styles.State(st).Render(word)
}

// common are the columns that both lists begin with.
func (m *Model) common() []table.Column[row] {
	return []table.Column[row]{
		{
			Key: "status", Title: "status", Width: 12,
			Cell: func(r *row, _ int) (string, theme.Style) {
				st, word := m.state(r)
				return m.env.Styles.Plain(st) + " " + word, m.env.Styles.State(st)
			},
			Less: func(a, b *row) int {
				sa, wa := m.state(a)
				sb, wb := m.state(b)
				return cmp.Or(cmp.Compare(sa, sb), strings.Compare(wa, wb))
			},
		},
		{
			Key: "task", Title: "task", Width: 16, Flex: 3, Main: true,
			Cell: func(r *row, _ int) (string, theme.Style) { return nameOf(&r.Task), theme.Style{} },
			Less: func(a, b *row) int { return fold(nameOf(&a.Task), nameOf(&b.Task)) },
		},
		{
			Key: "target", Title: "target", Width: 10, Flex: 1, Drop: 2,
			Cell: func(r *row, _ int) (string, theme.Style) { return r.Target.String(), theme.Style{} },
			Less: func(a, b *row) int { return fold(a.Target.String(), b.Target.String()) },
		},
	}
}

func (m *Model) launcherColumn() table.Column[row] {
	return table.Column[row]{
		Key: "launcher", Title: "launcher", Width: 14, Drop: 6,
		Cell: func(r *row, _ int) (string, theme.Style) { return r.Launcher, m.env.Styles.Muted },
		Less: func(a, b *row) int { return fold(a.Launcher, b.Launcher) },
	}
}

func (m *Model) pendingColumns() []table.Column[row] {
	return append(m.common(),
		table.Column[row]{
			Key: "for", Title: "for", Width: 4, Right: true, Drop: 1,
			Cell: func(r *row, _ int) (string, theme.Style) {
				switch {
				case r.leaving > 0 && r.Completed.IsZero():
					return "", theme.Style{}
				case r.leaving > 0:
					return cell.AgeSince(r.Began(), r.Completed), m.env.Styles.Muted
				case m.stuck(&r.Task) != "":
					return cell.AgeSince(r.Began(), m.env.Now()), m.env.Styles.Warn
				}
				return cell.AgeSince(r.Began(), m.env.Now()), theme.Style{}
			},
			Less: func(a, b *row) int { return a.Began().Compare(b.Began()) },
		},
		table.Column[row]{
			Key: "progress", Title: "progress", Width: barWidth + 5, Drop: 3,
			Cell: func(r *row, _ int) (string, theme.Style) { return progress(m.env.Styles, r) },
			Less: func(a, b *row) int { return cmp.Compare(percentOf(a), percentOf(b)) },
		},
		table.Column[row]{
			Key: "phase", Title: "phase", Width: 14, Flex: 2, Drop: 5,
			Cell: func(r *row, _ int) (string, theme.Style) { return r.Progress, m.env.Styles.Muted },
			Less: func(a, b *row) int { return fold(a.Progress, b.Progress) },
		},
		m.launcherColumn(),
	)
}

// progress draws how far a task is. A tenant leaves the percentage of many
// tasks at 0 while they run: where its words do not tell either, a bar would be
// a lie.
func progress(st *theme.Styles, r *row) (string, theme.Style) {
	percent := percentOf(r)
	switch {
	case r.leaving > 0 || !r.Pending():
		return "", theme.Style{}
	case percent == 0 && r.Launched.IsZero():
		return "not begun", st.Muted
	case percent == 0:
		return "under way", st.Muted
	}
	return progressBar(st, percent, barWidth), theme.Style{}
}

// share finds the two numbers in words such as "Processed 95 of 259 accounts".
var share = regexp.MustCompile(`\b([0-9][0-9,]{0,14}) of ([0-9][0-9,]{0,14})\b`)

// percentOf returns the percentage the tenant tells, else the one that follows
// from the words of the phase, 0 where neither says any.
func percentOf(r *row) int {
	m := share.FindStringSubmatch(r.Progress)
	if r.Percent > 0 || m == nil {
		return r.Percent
	}
	done, err1 := strconv.Atoi(strings.ReplaceAll(m[1], ",", ""))
	all, err2 := strconv.Atoi(strings.ReplaceAll(m[2], ",", ""))
	if err1 != nil || err2 != nil || all <= 0 || done > all {
		return 0
	}
	return done * 100 / all
}

func progressBar(st *theme.Styles, percent, w int) string {
	full := min(max((percent*w+50)/100, 0), w)
	return st.Running.Render(strings.Repeat(st.Glyphs.Bar, full)) + st.Rule.Render(strings.Repeat(st.Glyphs.BarEmpty, w-full)) +
		fmt.Sprintf(" %3d%%", percent)
}

func (m *Model) historyColumns() []table.Column[row] {
	return append(m.common(),
		table.Column[row]{
			Key: "ended", Title: "ago", Width: 4, Right: true, Drop: 1,
			Cell: func(r *row, _ int) (string, theme.Style) {
				return cell.AgeSince(r.Completed, m.env.Now()), theme.Style{}
			},
			Less: func(a, b *row) int { return b.Completed.Compare(a.Completed) },
		},
		table.Column[row]{
			Key: "took", Title: "took", Width: 6, Right: true, Drop: 3,
			Cell: func(r *row, _ int) (string, theme.Style) {
				if d := r.Took(r.Completed); d > 0 {
					return cell.Duration(d), theme.Style{}
				}
				return "–", m.env.Styles.Muted
			},
			Less: func(a, b *row) int { return cmp.Compare(b.Took(b.Completed), a.Took(a.Completed)) },
		},
		table.Column[row]{
			Key: "message", Title: "message", Width: 16, Flex: 3, Drop: 5,
			Cell: func(r *row, _ int) (string, theme.Style) { return firstMessage(&r.Task), m.env.Styles.Muted },
		},
		m.launcherColumn(),
	)
}
