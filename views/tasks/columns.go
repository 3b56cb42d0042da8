package tasks

import (
	"cmp"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"iscope/ui/cell"
	"iscope/ui/table"
	"iscope/ui/theme"
)

// barWidth is how many cells the bar of a progress takes.
const barWidth = 10

func fold(a, b string) int { return strings.Compare(strings.ToLower(a), strings.ToLower(b)) }

func (m *Model) stateText(r *row) string {
	st, word := m.state(r)
	return m.env.Styles.Lead(st) + m.env.Styles.State(st).Render(word)
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
			Value: func(r *row) string {
				_, word := m.state(r)
				return word
			},
			Less: func(a, b *row) int {
				sa, wa := m.state(a)
				sb, wb := m.state(b)
				return cmp.Or(cmp.Compare(sa, sb), strings.Compare(wa, wb))
			},
		},
		{
			Key: "task", Title: "task", Width: 16, Flex: 3, Main: true,
			Cell: func(r *row, _ int) (string, theme.Style) { return typeWords(&r.Task), theme.Style{} },
			Less: func(a, b *row) int { return fold(nameOf(&a.Task), nameOf(&b.Task)) },
		},
		{
			Key: "target", Title: "target", Width: 14, Flex: 2, Drop: 2,
			Cell: func(r *row, _ int) (string, theme.Style) { return targetName(r.Target), theme.Style{} },
			Less: func(a, b *row) int { return fold(a.Target.String(), b.Target.String()) },
		},
	}
}

func (m *Model) launcherColumn() table.Column[row] {
	return table.Column[row]{
		Key: "launcher", Title: "launcher", Width: 10, Drop: 7,
		Cell: func(r *row, _ int) (string, theme.Style) { return r.Launcher, m.env.Styles.Muted },
		Less: func(a, b *row) int { return fold(a.Launcher, b.Launcher) },
	}
}

func (m *Model) pendingColumns() []table.Column[row] {
	return append(m.common(),
		table.Column[row]{
			Key: "for", Title: "for", Width: 4, Right: true, Drop: 1, Order: table.ShortestFirst, File: "for_seconds",
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
			Aloud: table.Clock(m.env, "since", func(r *row) time.Time { return r.Began() }),
			Value: func(r *row) string { return table.Since(r.Began(), m.env.Now()) },
			Less:  func(a, b *row) int { return b.Began().Compare(a.Began()) }, // by what is shown: a span grows from a moment that was earlier
		},
		table.Column[row]{
			Key: "usual", Title: "usual", Width: 9, Right: true, Drop: 5, Falling: true, Order: table.LongestFirst,
			Aloud: table.Length("usual", func(r *row) time.Duration {
				if u, ok := m.book.Of(&r.Task); ok {
					return u.Median
				}
				return -1
			}),
			Cell: func(r *row, _ int) (string, theme.Style) { return m.usualSpan(&r.Task), m.env.Styles.Muted },
			Less: func(a, b *row) int {
				ua, _ := m.book.Of(&a.Task)
				ub, _ := m.book.Of(&b.Task)
				return cmp.Compare(ub.Median, ua.Median)
			},
		},
		table.Column[row]{
			Key: "progress", Title: "progress", Width: barWidth + 5, Drop: 3,
			Cell:  func(r *row, _ int) (string, theme.Style) { return m.progress(r) },
			Aloud: &table.Aloud[row]{Title: "progress", Width: 11, Cell: func(r *row, _ int) (string, theme.Style) { return m.progress(r) }},
			Value: func(r *row) string {
				if percent := percentOf(r); percent > 0 {
					return strconv.Itoa(percent)
				}
				return ""
			},
			Less: func(a, b *row) int { return cmp.Compare(percentOf(a), percentOf(b)) },
		},
		table.Column[row]{
			Key: "phase", Title: "phase", Width: 22, Flex: 2, Drop: 6,
			Cell: func(r *row, _ int) (string, theme.Style) {
				if r.leaving > 0 {
					return resultWords(&r.Task), theme.Style{}
				}
				return r.Progress, m.env.Styles.Muted
			},
			Less: func(a, b *row) int { return fold(a.Progress, b.Progress) },
		},
		m.launcherColumn(), m.typeColumn(),
	)
}

func (m *Model) typeColumn() table.Column[row] {
	return table.Column[row]{
		Key: "type", Title: "type", Width: 9, Drop: 8,
		Cell: func(r *row, _ int) (string, theme.Style) { return runWords(r.Type), m.env.Styles.Muted },
		Less: func(a, b *row) int { return fold(runWords(a.Type), runWords(b.Type)) },
	}
}

// progress draws how far a task is. A tenant leaves the percentage of many
// tasks at 0 while they run: where its words do not tell either, a bar would be
// a lie. Then the time its like take makes an estimate, which is muted and has a
// sign before its number.
func (m *Model) progress(r *row) (string, theme.Style) {
	st, percent := m.env.Styles, percentOf(r)
	guess, ok := m.estimate(&r.Task)
	switch {
	case r.leaving > 0 && !r.Completed.IsZero() && r.Took(r.Completed) > 0:
		return "took " + m.env.Took(r.Took(r.Completed)), st.Muted
	case r.leaving > 0 || !r.Pending():
		return "", theme.Style{}
	case percent == 0 && r.Launched.IsZero():
		return "not begun", st.Muted
	case st.Accessible && percent > 0:
		return fmt.Sprintf("%d percent", percent), theme.Style{}
	case st.Accessible:
		return "under way", theme.Style{}
	case percent == 0 && ok && guess < 100:
		return st.Muted.Render(drawBar(st, guess, barWidth) + fmt.Sprintf(" %4s", "~"+strconv.Itoa(guess)+"%")), theme.Style{}
	case percent == 0 && ok:
		return "~ over usual", st.Muted
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
	full := filled(percent, w)
	return st.Running.Render(strings.Repeat(st.Glyphs.Bar, full)) + st.Rule.Render(strings.Repeat(st.Glyphs.BarEmpty, w-full)) +
		fmt.Sprintf(" %3d%%", percent)
}

// drawBar is the bar of progressBar without style.
func drawBar(st *theme.Styles, percent, w int) string {
	full := filled(percent, w)
	return strings.Repeat(st.Glyphs.Bar, full) + strings.Repeat(st.Glyphs.BarEmpty, w-full)
}

func filled(percent, w int) int { return min(max((percent*w+50)/100, 0), w) }

func (m *Model) historyColumns() []table.Column[row] {
	return append(m.common(),
		table.Column[row]{
			Key: "ended", Title: "ago", Width: 4, Right: true, Drop: 1, Order: table.NewestFirst,
			Cell: func(r *row, _ int) (string, theme.Style) {
				return cell.AgeSince(r.Completed, m.env.Now()), theme.Style{}
			},
			Aloud: table.Clock(m.env, "ended", func(r *row) time.Time { return r.Completed }),
			Value: func(r *row) string { return table.Stamp(r.Completed) },
			Less:  func(a, b *row) int { return b.Completed.Compare(a.Completed) },
		},
		table.Column[row]{
			Key: "took", Title: "took", Width: 6, Right: true, Drop: 3, Falling: true, Order: table.LongestFirst, File: "took_seconds",
			Aloud: table.Length("took", func(r *row) time.Duration {
				if d := r.Took(r.Completed); d > 0 {
					return d
				}
				return -1
			}),
			Cell: func(r *row, _ int) (string, theme.Style) {
				if d := r.Took(r.Completed); d > 0 {
					return cell.Duration(d), theme.Style{}
				}
				return "–", m.env.Styles.Muted
			},
			Value: func(r *row) string {
				if d := r.Took(r.Completed); d > 0 {
					return table.Seconds(d)
				}
				return ""
			},
			Less: func(a, b *row) int { return cmp.Compare(b.Took(b.Completed), a.Took(a.Completed)) },
		},
		table.Column[row]{
			Key: "message", Title: "result", Width: 14, Flex: 3, Drop: 6,
			Cell: func(r *row, _ int) (string, theme.Style) {
				return resultWords(&r.Task), m.env.Styles.Muted
			},
		},
		m.launcherColumn(), m.typeColumn(),
	)
}
