// Package cell measures, cuts and pads text in terminal cells, and writes
// ages and durations in the few forms that iscope uses, so that columns stay
// columns whatever a tenant puts into a name.
//
// Functions that say "plain" take text without escape sequences; the others
// step over them.
package cell

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"charm.land/lipgloss/v2"
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

// Wrap breaks plain text into lines of at most w cells, at spaces where it
// can. Line breaks in s stay.
func Wrap(s string, w int) []string {
	if w <= 0 {
		return nil
	}
	return within(strings.Split(ansi.Wrap(s, w, "-/"), "\n"), w)
}

// WrapStyled is Wrap for text with escape sequences: a style that is on at a
// line's end is on again in the next one.
func WrapStyled(s string, w int) []string {
	if w <= 0 {
		return nil
	}
	return within(strings.Split(lipgloss.Wrap(s, w, "-/"), "\n"), w)
}

// within breaks what stands out of w cells: the wrappers let a breakpoint, or a
// letter of two cells, do so.
func within(lines []string, w int) []string {
	if !slices.ContainsFunc(lines, func(l string) bool { return Width(l) > w }) {
		return lines
	}
	var out []string
	for _, l := range lines {
		if Width(l) <= w {
			out = append(out, l)
			continue
		}
		for part := range strings.SplitSeq(ansi.Hardwrap(l, w, true), "\n") {
			out = append(out, Cut(part, w))
		}
	}
	return out
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
