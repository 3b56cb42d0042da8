package doctor

import (
	"fmt"
	"strings"

	"iscope/api/probe"
	"iscope/api/safe"
	"iscope/ui/cell"
)

// Widths of the columns of a line: how it is, what it is about, and the words. On
// a terminal that is narrower than leastLine the words are below the other two.
const (
	stateWidth, whatWidth = 7, 15
	wordsAt               = stateWidth + 2 + whatWidth + 2
	leastLine             = 60
)

// say prints what is to be said of one thing: as one line, or on a terminal as
// many as it takes, with what to do on lines of its own.
func (d *Doctor) say(state probe.State, what, words, remedy string) {
	if state == probe.Problem || state == probe.Warning && d.worst == probe.OK {
		d.worst = state
	}
	what, words, remedy = safe.Line(what), safe.Line(words), safe.Line(remedy)
	arrow := "→ "
	if d.ASCII {
		arrow, what, words, remedy = "-> ", plain(what), plain(words), plain(remedy)
	}
	head := fmt.Sprintf("%-*s  %-*s", stateWidth, state, whatWidth, what)
	if d.width <= 0 {
		if remedy != "" {
			words += " " + arrow + remedy
		}
		_, _ = fmt.Fprintln(d.Out, head+"  "+words)
		return
	}
	at := wordsAt
	var b strings.Builder
	if d.width < leastLine {
		at = 4
		b.WriteString(strings.TrimRight(head, " ") + "\n")
		head = cell.Spaces(at - 2)
	}
	b.WriteString(head + "  " + hang(words, at, d.width))
	if remedy != "" {
		b.WriteString(cell.Spaces(at) + arrow + hang(remedy, at+cell.Width(arrow), d.width))
	}
	_, _ = fmt.Fprint(d.Out, b.String())
}

// hang breaks a text between words into lines, of which all but the first are
// indented. A word that is wider stays whole, so that what is a command or an
// address can be copied.
func hang(text string, indent, width int) string {
	var b strings.Builder
	used := indent
	for i, w := range strings.Fields(text) {
		switch {
		case i == 0:
		case used+1+cell.Width(w) >= width: // the last cell stays free: some terminals break the line there
			b.WriteString("\n" + cell.Spaces(indent))
			used = indent
		default:
			b.WriteByte(' ')
			used++
		}
		b.WriteString(w)
		used += cell.Width(w)
	}
	return b.String() + "\n"
}

func (d *Doctor) ok(what, words string)              { d.say(probe.OK, what, words, "") }
func (d *Doctor) warning(what, words, remedy string) { d.say(probe.Warning, what, words, remedy) }
func (d *Doctor) problem(what, words, remedy string) { d.say(probe.Problem, what, words, remedy) }
func (d *Doctor) skipped(what, words string)         { d.say(probe.Skipped, what, words, "") }

// plain writes a text in ASCII.
func plain(s string) string {
	s = cell.Plain(strings.NewReplacer("→", "->", "…", "...").Replace(s))
	return strings.Map(func(r rune) rune {
		if r > '~' {
			return '?'
		}
		return r
	}, s)
}
