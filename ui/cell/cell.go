// Package cell measures, cuts and pads text in terminal cells, and writes
// ages and durations in the few forms that iscope uses, so that columns stay
// columns whatever a tenant puts into a name.
//
// Functions that say "plain" take text without escape sequences; the others
// step over them.
package cell

import (
	"fmt"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"
)

// Width returns the number of cells s takes, not counting escape sequences.
func Width(s string) int {
	if ascii(s) {
		return len(s)
	}
	return ansi.StringWidth(s)
}

// ascii reports whether every byte of s is one printable cell.
func ascii(s string) bool {
	for i := range len(s) {
		if s[i] < 0x20 || s[i] > 0x7e {
			return false
		}
	}
	return true
}

// Cut shortens s to w cells, with "…" at the end where something is missing.
func Cut(s string, w int) string {
	if w <= 0 {
		return ""
	}
	if ascii(s) {
		if len(s) <= w {
			return s
		}
		return s[:w-1] + "…"
	}
	return ansi.Truncate(s, w, "…")
}

// CutMiddle shortens plain s to w cells, with "…" in the middle: the ends of
// an id tell it from others.
func CutMiddle(s string, w int) string {
	total := Width(s)
	if total <= w {
		return s
	}
	if w < 3 {
		return Cut(s, w)
	}
	// A wide character at the edge is left out rather than split.
	room := (w - 1) / 2
	head := ansi.Truncate(s, room, "")
	tail := ""
	for from := total - (w - 1 - room); from < total; from++ {
		if tail = ansi.TruncateLeft(s, from, ""); Width(tail) <= w-1-room {
			break
		}
		tail = ""
	}
	return head + "…" + tail
}

// Left cuts or pads s to exactly w cells, text to the left.
func Left(s string, w int) string {
	s = Cut(s, w)
	return s + Spaces(w-Width(s))
}

// Right cuts or pads s to exactly w cells, text to the right.
func Right(s string, w int) string {
	s = Cut(s, w)
	return Spaces(w-Width(s)) + s
}

// Center cuts or pads s to exactly w cells, text in the middle.
func Center(s string, w int) string {
	s = Cut(s, w)
	left := (w - Width(s)) / 2
	return Spaces(left) + s + Spaces(w-left-Width(s))
}

const blanks = "                                                                                                                                "

// Spaces returns n blanks, none when n is negative.
func Spaces(n int) string {
	if n <= 0 {
		return ""
	}
	if n <= len(blanks) {
		return blanks[:n]
	}
	return strings.Repeat(" ", n)
}

// Fit returns lines as exactly h lines of at most w cells, joined.
func Fit(lines []string, w, h int) string {
	var b strings.Builder
	for i := range h {
		if i > 0 {
			b.WriteByte('\n')
		}
		if i < len(lines) {
			b.WriteString(Cut(lines[i], w))
		}
	}
	return b.String()
}

// Beside joins two blocks of h lines, the left one padded to lw cells, with
// sep between them on every line.
func Beside(left string, lw int, sep, right string, h int) string {
	l, r := strings.Split(left, "\n"), strings.Split(right, "\n")
	var b strings.Builder
	for i := range h {
		if i > 0 {
			b.WriteByte('\n')
		}
		if i < len(l) {
			b.WriteString(Left(l[i], lw))
		} else {
			b.WriteString(Spaces(lw))
		}
		b.WriteString(sep)
		if i < len(r) {
			b.WriteString(r[i])
		}
	}
	return b.String()
}

// Age writes a time span in at most four cells: 4s, 12m, 3h, 2d, 99w. A
// negative span, as from a clock that is ahead, is 0s.
func Age(d time.Duration) string {
	switch {
	case d < 0:
		return "0s"
	case d < time.Minute:
		return fmt.Sprintf("%ds", int(d.Seconds()))
	case d < time.Hour:
		return fmt.Sprintf("%dm", int(d.Minutes()))
	case d < 48*time.Hour:
		return fmt.Sprintf("%dh", int(d.Hours()))
	case d < 100*24*time.Hour:
		return fmt.Sprintf("%dd", int(d.Hours()/24))
	default:
		return fmt.Sprintf("%dw", min(int(d.Hours()/24/7), 999))
	}
}

// AgeSince is Age of the time since t, "" where t is zero.
func AgeSince(t, now time.Time) string {
	if t.IsZero() {
		return ""
	}
	return Age(now.Sub(t))
}

// Duration writes how long something took in at most six cells: 0.4s, 25.3s,
// 3m12s, 2h05m, 4d03h.
func Duration(d time.Duration) string {
	switch {
	case d < 0:
		return "0.0s"
	case d < time.Minute:
		return fmt.Sprintf("%.1fs", d.Truncate(100*time.Millisecond).Seconds())
	case d < time.Hour:
		return fmt.Sprintf("%dm%02ds", int(d.Minutes()), int(d.Seconds())%60)
	case d < 48*time.Hour:
		return fmt.Sprintf("%dh%02dm", int(d.Hours()), int(d.Minutes())%60)
	default:
		return fmt.Sprintf("%dd%02dh", int(d.Hours()/24), int(d.Hours())%24)
	}
}

// Stamp writes a moment in local time for a detail: the date, the time, and
// UTC behind it; "–" where t is zero.
func Stamp(t time.Time, loc *time.Location) string {
	if t.IsZero() {
		return "–"
	}
	local := t.In(loc)
	s := local.Format("2006-01-02 15:04:05")
	if _, offset := local.Zone(); offset == 0 {
		return s + " UTC"
	}
	return s + " " + local.Format("-07:00") + " (" + t.UTC().Format("15:04:05") + " UTC)"
}

// Count writes n with its noun: "1 item", "12 items".
func Count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return Thousands(n) + " " + noun + "s"
}

// Thousands writes n with separators: 12,000.
func Thousands(n int) string {
	if n < 0 {
		return "-" + Thousands(-n)
	}
	if n < 1000 {
		return fmt.Sprint(n)
	}
	return fmt.Sprintf("%s,%03d", Thousands(n/1000), n%1000)
}

// Clock writes when t was as seen from now: "12:29" on the same day, "21 Nov
// 12:29" within ten months, else "21 Nov 2025"; twelve cells at most, "" where t is
// zero. Unlike an age it stays as it is while time goes on.
func Clock(t, now time.Time, loc *time.Location) string {
	if t.IsZero() {
		return ""
	}
	if loc == nil {
		loc = time.UTC
	}
	t, now = t.In(loc), now.In(loc)
	switch {
	case t.Year() == now.Year() && t.YearDay() == now.YearDay():
		return t.Format("15:04")
	case now.Sub(t).Abs() < 300*24*time.Hour:
		return t.Format("2 Jan 15:04")
	}
	return t.Format("2 Jan 2006")
}

// Words writes a span so that it can be read aloud, in its two largest units: "0.4
// s", "3 min 12 s", "2 h 5 min", "9 days 3 h"; twelve cells at most below a thousand
// days.
func Words(d time.Duration) string {
	day := 24 * time.Hour
	two := func(n int, unit string, m int, small string) string {
		s := fmt.Sprintf("%d %s", n, unit)
		if m > 0 {
			s += fmt.Sprintf(" %d %s", m, small)
		}
		return s
	}
	switch {
	case d < 10*time.Second:
		return strings.TrimSuffix(fmt.Sprintf("%.1f", max(d, 0).Truncate(100*time.Millisecond).Seconds()), ".0") + " s"
	case d < time.Minute:
		return fmt.Sprintf("%d s", int(d.Seconds()))
	case d < time.Hour:
		return two(int(d.Minutes()), "min", int(d.Seconds())%60, "s")
	case d < day:
		return two(int(d.Hours()), "h", int(d.Minutes())%60, "min")
	case d < 2*day:
		return two(1, "day", int(d.Hours())%24, "h")
	}
	return two(int(d/day), "days", int(d.Hours())%24, "h")
}

// plain are the twins of what our texts have beyond ASCII, cell by cell. Glyphs of
// states and frames have theirs in package theme.
var plain = strings.NewReplacer("…", "~", "·", "-", "–", "-", "—", "-", "→", ">", "←", "<", "↑", "^", "↓", "v", "“", `"`, "”", `"`, "‘", "'", "’", "'", "«", `"`, "»", `"`,
	"‹", "<", "›", ">", "▸", ">", "▾", "v", "×", "x", "␤", "/", "µ", "u", "Δ", "d", "◇", "o", "↻", "@")

// Plain replaces what our texts have beyond ASCII, one cell by one cell, for
// terminals that have nothing else and for whoever hears them. Letters of a tenant's
// own names stay.
func Plain(s string) string { return plain.Replace(s) }
