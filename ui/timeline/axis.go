package timeline

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"iscope/ui/cell"
)

// steps are the distances between ticks that people count in.
var steps = []time.Duration{
	time.Microsecond, 2 * time.Microsecond, 5 * time.Microsecond, 10 * time.Microsecond, 20 * time.Microsecond, 50 * time.Microsecond,
	100 * time.Microsecond, 200 * time.Microsecond, 500 * time.Microsecond,
	time.Millisecond, 2 * time.Millisecond, 5 * time.Millisecond, 10 * time.Millisecond, 20 * time.Millisecond, 50 * time.Millisecond,
	100 * time.Millisecond, 200 * time.Millisecond, 500 * time.Millisecond,
	time.Second, 2 * time.Second, 5 * time.Second, 10 * time.Second, 15 * time.Second, 30 * time.Second,
	time.Minute, 2 * time.Minute, 5 * time.Minute, 10 * time.Minute, 15 * time.Minute, 30 * time.Minute,
	time.Hour, 2 * time.Hour, 3 * time.Hour, 6 * time.Hour, 12 * time.Hour,
	24 * time.Hour, 2 * 24 * time.Hour, 5 * 24 * time.Hour, 10 * 24 * time.Hour, 30 * 24 * time.Hour, 90 * 24 * time.Hour,
}

// labelRoom is the least distance of two labels in cells.
const labelRoom = 8

// tickStep returns the distance of ticks for a window of so many nanoseconds
// over w cells, the last of them at the moment end: labels must not touch.
func tickStep(span int64, w int, end time.Duration) time.Duration {
	step := func(room int) time.Duration {
		least := time.Duration(float64(span) / float64(max(w, 1)) * float64(room))
		for _, s := range steps {
			if s >= least {
				return s
			}
		}
		last := steps[len(steps)-1]
		return (least/last + 1) * last
	}
	s := step(labelRoom)
	return step(max(labelRoom, len(tickLabel(end, s))+2))
}

// tickLabel writes a moment as exactly as ticks of that step need: "0s",
// "500ms", "1.5s", "1m30s", "2h", "2:00:10", "3d".
func tickLabel(at, step time.Duration) string {
	number := func(d, unit time.Duration) string {
		return strconv.FormatFloat(float64(d)/float64(unit), 'f', -1, 64)
	}
	const day = 24 * time.Hour
	switch {
	case at == 0:
		return "0s"
	case at < time.Millisecond:
		return number(at, time.Microsecond) + "µs"
	case at < time.Second:
		return number(at, time.Millisecond) + "ms"
	case at < time.Minute:
		return number(at, time.Second) + "s"
	case at < time.Hour && at%time.Minute == 0:
		return number(at, time.Minute) + "m"
	case at < time.Hour:
		return number(at/time.Minute, 1) + "m" + number(at%time.Minute, time.Second) + "s"
	case at >= day && step >= day:
		return number(at/day, 1) + "d"
	case at >= day && step >= time.Hour:
		return number(at/day, 1) + "d" + number(at%day/time.Hour, 1) + "h"
	case at >= day:
		return number(at/day, 1) + "d" + clock(at%day, step)
	case step >= time.Hour:
		return number(at/time.Hour, 1) + "h"
	case step >= time.Minute:
		return number(at/time.Hour, 1) + "h" + fmt.Sprintf("%02dm", at%time.Hour/time.Minute)
	}
	return clock(at, step)
}

// clock writes h:mm, h:mm:ss or, for ticks closer than a second, its part.
func clock(at, step time.Duration) string {
	s := fmt.Sprintf("%d:%02d", at/time.Hour, at%time.Hour/time.Minute)
	if step >= time.Minute {
		return s
	}
	s += fmt.Sprintf(":%02d", at%time.Minute/time.Second)
	if part := at % time.Second; part > 0 {
		s += strings.TrimPrefix(strconv.FormatFloat(part.Seconds(), 'f', -1, 64), "0")
	}
	return s
}

// axis draws the labels of round times above w cells of bars. A label stands
// at the cell in which its moment begins; folds are shown by what they leave
// out.
func (m *Model) axis(v view) string {
	line := []rune(strings.Repeat(" ", v.w))
	free := func(x, n int) bool {
		if x < 0 || x+n > v.w {
			return false
		}
		for i := max(x-1, 0); i < min(x+n+1, v.w); i++ {
			if line[i] != ' ' {
				return false
			}
		}
		return true
	}
	put := func(x int, text string) {
		if n := cell.Width(text); free(x, n) {
			copy(line[x:], []rune(text))
		}
	}
	if x, ok := m.pointed(v); ok {
		put(x, m.sign("▼", "v"))
	}
	for _, p := range m.scale.pieces {
		if !p.fold || p.v1 <= v.from || p.v0 >= v.to {
			continue
		}
		sign, x := m.sign("┊", ":"), v.foldCell(p)
		age := cell.Age(time.Duration(p.t1 - p.t0))
		for _, text := range []string{sign + " " + age + " folded", sign + age, sign} {
			if free(x, cell.Width(text)) {
				put(x, text)
				break
			}
		}
	}
	m.ticks(v, put)
	return strings.TrimRight(string(line), " ")
}

// pointed is the cell of the moment that is pointed at, if it is in sight.
func (m *Model) pointed(v view) (x int, ok bool) {
	if m.mark.IsZero() {
		return 0, false
	}
	place := m.scale.place(m.mark, v.now)
	return min(v.eighth(place)/8, v.w-1), place >= v.from && place <= v.to
}

// ticks puts the labels, piece by piece: a round time that lies in a fold has
// no place.
func (m *Model) ticks(v view, put func(x int, text string)) {
	if m.scale.origin.IsZero() {
		return
	}
	step := tickStep(v.to-v.from, v.w, time.Duration(m.scale.time(v.to)))
	pieces := slices.Concat(m.scale.pieces, []piece{{m.scale.known, forever, m.scale.end(), forever, false}})
	for _, p := range pieces {
		if p.fold || p.v1 <= v.from || p.v0 > v.to {
			continue
		}
		first := p.t0 + max(v.from-p.v0, 0)
		at := (first + int64(step) - 1) / int64(step) * int64(step)
		for ; at <= p.t1; at += int64(step) {
			place := p.v0 + at - p.t0
			if place > v.to {
				break
			}
			put(v.eighth(place)/8, tickLabel(time.Duration(at), step))
		}
	}
}

// sign returns the Unicode sign or its ASCII twin.
func (m *Model) sign(unicode, ascii string) string {
	if m.env.Styles.ASCII {
		return ascii
	}
	return unicode
}
