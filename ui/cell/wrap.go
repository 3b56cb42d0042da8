package cell

import (
	"slices"
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
)

// Wrap breaks plain text into lines of at most w cells, at spaces where it
// can, and a word that is longer than a line where one of its parts ends, such as
// a path behind a dot. Line breaks in s stay.
func Wrap(s string, w int) []string {
	if w <= 0 {
		return nil
	}
	return broken(s, w, ansi.Wrap)
}

// WrapStyled is Wrap for text with escape sequences: a style that is on at a
// line's end is on again in the next one.
func WrapStyled(s string, w int) []string {
	if w <= 0 {
		return nil
	}
	return broken(s, w, lipgloss.Wrap)
}

// broken breaks s with one of the wrappers.
func broken(s string, w int, wrap func(s string, w int, breakpoints string) string) []string {
	const always = "-/"
	marked, ok := joints(s, w)
	if !ok {
		return within(strings.Split(wrap(s, w, always), "\n"), w)
	}
	return within(strings.Split(unmark.Replace(wrap(marked, w, always+marks)), "\n"), w)
}

// marks stand for what is in a word that is too long for a line and may be broken
// behind it: dots, colons and closing brackets, which elsewhere are in times,
// numbers and names that are to stay in one.
const marks = "\ue000\ue001\ue002"

var (
	mark   = strings.NewReplacer(".", "\ue000", ":", "\ue001", "]", "\ue002")
	unmark = strings.NewReplacer("\ue000", ".", "\ue001", ":", "\ue002", "]")
)

// joints puts the marks into words of more than w cells and reports whether there
// is one. A text that has the marks already stays as it is.
func joints(s string, w int) (string, bool) {
	if len(s) <= w || !strings.ContainsAny(s, ".:]") || strings.ContainsAny(s, marks) {
		return s, false
	}
	var b strings.Builder
	found := false
	for len(s) > 0 {
		n := strings.IndexAny(s, " \n")
		if n < 0 {
			n = len(s)
		}
		if n > w && Width(s[:n]) > w {
			b.WriteString(markWord(s[:n]))
			found = true
		} else {
			b.WriteString(s[:n])
		}
		if n < len(s) {
			b.WriteByte(s[n])
			n++
		}
		s = s[n:]
	}
	return b.String(), found
}

// markWord puts the marks into a word, but not into its escape sequences.
func markWord(word string) string {
	if strings.IndexByte(word, '\x1b') < 0 {
		return mark.Replace(word)
	}
	var b strings.Builder
	var state byte
	for len(word) > 0 {
		seq, width, n, next := ansi.DecodeSequence(word, state, nil)
		if width > 0 {
			seq = mark.Replace(seq)
		}
		b.WriteString(seq)
		word, state = word[n:], next
	}
	return b.String()
}

// Most returns the first lines of a text that was broken into lines of at most w
// cells: where there are more than most, the last of them ends in "…", at a word.
func Most(lines []string, most, w int) []string {
	if most <= 0 || len(lines) <= most {
		return lines[:min(len(lines), max(most, 0))]
	}
	last := strings.TrimRight(lines[most-1], " ·")
	if Width(last) > w-2 {
		if at := strings.LastIndexByte(last, ' '); at > 0 {
			last = strings.TrimRight(last[:at], " ·")
		}
	}
	return append(slices.Clone(lines[:most-1]), Cut(last+" …", w))
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
