package outbox

import (
	"strings"
	"time"

	"iscope/ui/cell"
	"iscope/ui/theme"
	"iscope/views/inbox/book"
)

// tally counts the rows of the list.
type tally struct {
	held, turn, moving, failed, unknown, over int

	next time.Time // when the first of what is held leaves
}

func (t *tally) add(d *book.Decision) {
	switch d.Stage {
	case book.Held:
		if t.held++; t.held == 1 || d.Until.Before(t.next) {
			t.next = d.Until
		}
	case book.Due, book.Resting, book.Checking:
		t.turn++
	case book.Stopped:
		t.failed++
	case book.Doubtful:
		t.unknown++
	default:
		t.moving++
	}
}

// waiting returns how many can be taken back.
func (t tally) waiting() int { return t.held + t.turn }

// part is one of the numbers above the list.
type part struct {
	n           int
	word, short string
	state       theme.State
}

// parts returns the numbers of the outbox.
func (t tally) parts() []part {
	way := "on their way"
	if t.turn+t.moving == 1 {
		way = "on its way"
	}
	return []part{
		{t.held, "held", "held", theme.Held},
		{t.turn + t.moving, way, "going", theme.Running},
		{t.failed, "failed", "failed", theme.Bad},
		{t.unknown, "nobody knows", "unknown", theme.Unknown},
		{t.over, "ended", "ended", theme.Off},
	}
}

// progress returns the numbers of a run; they add up to its size. What stopped
// and is not in the list any more was tried again, or set aside.
func (t tally) progress(r book.Run) []part {
	return []part{
		{r.Done, "done", "done", theme.Good},
		{r.News, "decided by others", "by others", theme.Warn},
		{r.Taken, "taken back", "back", theme.Canceled},
		{t.failed, "failed", "failed", theme.Bad},
		{t.unknown, "nobody knows", "unknown", theme.Unknown},
		{r.Halted - t.failed - t.unknown, "tried again or set aside", "aside", theme.Off},
		{r.Open(), "to go", "to go", theme.Queued},
	}
}

// Forms of the line above the list, each shorter than the one before.
const (
	inWords = iota
	inShort
	inSigns
	forms
)

// head returns the numbers in the longest form that fits. It is one line
// however much there is to count, so that the list never moves.
func (p *Panel) head(w int) string {
	line := ""
	for form := range forms {
		if line = p.numbers(form); cell.Width(line) <= w {
			break
		}
	}
	return cell.Cut(line, w)
}

// numbers returns what the head says in one of its forms.
func (p *Panel) numbers(form int) string {
	parts, lead := p.sums.parts(), ""
	if !p.all {
		run := p.desk.Run(p.batch)
		parts = p.sums.progress(run)
		switch form {
		case inWords:
			lead = book.Verb(run.Op) + " " + cell.Count(run.Size, "item") + ": "
		case inShort:
			lead = book.Verb(run.Op) + " " + cell.Thousands(run.Size) + ": "
		default:
			lead = cell.Thousands(run.Size) + ": "
		}
	}
	var out []string
	for _, x := range parts {
		if x.n != 0 {
			out = append(out, p.number(x, form))
		}
	}
	if form == inSigns {
		return lead + strings.Join(out, " ")
	}
	return lead + strings.Join(out, ", ")
}

func (p *Panel) number(x part, form int) string {
	st := p.env.Styles
	style := theme.Style{}
	switch x.state {
	case theme.Bad, theme.Held:
		style = st.State(x.state)
	case theme.Unknown:
		style = st.Warn
	case theme.Off:
		style = st.Muted
	}
	text := cell.Thousands(x.n) + " " + x.word
	switch form {
	case inShort:
		text = cell.Thousands(x.n) + " " + x.short
	case inSigns:
		text = st.Plain(x.state) + cell.Thousands(x.n)
	}
	// What is held is told by its countdown: in a run it is among what is to go.
	left := countdown(p.sums.next, p.env.Now())
	if st.Accessible {
		left = "until " + p.until(p.sums.next)
	}
	switch {
	case p.sums.held == 0:
	case x.state == theme.Held:
		text += " (" + left + ")"
	case x.state == theme.Queued && form == inSigns:
		text, style = text+" ("+left+")", st.Warn
	case x.state == theme.Queued:
		text, style = text+" (held "+left+")", st.Warn
	}
	return style.Render(text)
}

// barMost is the widest a bar is drawn: beyond that it tells no more.
const barMost = 60

// bar draws how much of a run is over, in the colour of how it ended. Cells are
// rounded down: it is full once nothing is to go, and not before.
func bar(st *theme.Styles, r book.Run, w int) string {
	w = min(w-5, barMost)
	if w < 1 || r.Size == 0 {
		return ""
	}
	if st.Accessible {
		return cell.Thousands((r.Done+r.News+r.Taken+r.Halted)*100/r.Size) + " percent"
	}
	var b strings.Builder
	ended, drawn := 0, 0
	for _, s := range []struct {
		n     int
		style theme.Style
	}{{r.Done, st.Good}, {r.News + r.Taken, st.Muted}, {r.Halted, st.Bad}} {
		ended += s.n
		full := ended * w / r.Size
		b.WriteString(s.style.Render(strings.Repeat(st.Glyphs.Bar, full-drawn)))
		drawn = full
	}
	b.WriteString(st.Rule.Render(strings.Repeat(st.Glyphs.BarEmpty, w-drawn)))
	return b.String() + " " + st.Muted.Render(cell.Right(cell.Thousands(ended*100/r.Size)+"%", 4))
}
