package outbox

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"iscope/api"
	"iscope/ui/cell"
	"iscope/ui/pane"
	"iscope/views/inbox/book"
)

// Heights of the window, inside.
const (
	highest   = 30 // more than that is not asked for
	ruleFrom  = 14 // from here a rule is drawn below the list
	barFrom   = 10 // from here a run has its bar
	leastList = 3  // lines that a long reason leaves to the list
)

// Render draws numbers, list, and what is to be said about the row under the
// cursor; or the detail of one decision.
func (p *Panel) Render(w, h int) (string, *tea.Cursor) {
	if w <= 0 || h <= 0 {
		return "", nil
	}
	p.sync()
	p.width, h = w, min(h, highest)
	if p.reading != "" {
		if r := p.find(p.reading); r != nil {
			p.text.SetLines(p.detail(r, w))
			return p.text.Render(w, h)
		}
		p.reading = "" // it was set aside
	}
	if p.list.Len() == 0 && (p.all || p.desk.Run(p.batch).Size == 0) {
		return pane.Message(p.env, w, h, "Nothing is on its way.", "Decisions you take appear here until they are confirmed."), nil
	}
	if p.sums.held > 0 {
		p.list.Touch() // the countdown runs without news from the book
	}
	top := p.top(w, h)
	foot := p.foot(w, h, h-len(top)-leastList)
	body, cursor := p.list.Render(w, h-len(top)-len(foot))
	if cursor != nil {
		cursor.Y += len(top)
	}
	return cell.Fit(slices.Concat(top, strings.Split(body, "\n"), foot), w, h), cursor
}

// top returns numbers and bar.
func (p *Panel) top(w, h int) []string {
	lines := []string{p.head(w)}
	if !p.all && h >= barFrom {
		lines = append(lines, bar(p.env.Styles, p.desk.Run(p.batch), w))
	}
	return lines
}

// foot returns what is to be said about the row under the cursor. It takes the
// same lines for every row, and more only where a reason needs them, at most
// room and not more than half of the window.
func (p *Panel) foot(w, h, room int) []string {
	st := p.env.Styles
	var out []string
	if h >= ruleFrom {
		out = append(out, st.Rule.Render(strings.Repeat(st.Glyphs.Rule, w)))
		room--
	}
	least := max(h/6, 1)
	lines := p.under(w, least, max(least, min(room, h/2)))
	out = append(out, lines...)
	for range least - len(lines) {
		out = append(out, "")
	}
	return out
}

// under says what the row under the cursor is and where it is, in full. With
// more than least lines to say, what it is gives way to the reason, and a
// reason of more than most lines is read in the detail.
func (p *Panel) under(w, least, most int) []string {
	r := p.list.Selected()
	if r == nil {
		return nil
	}
	st := p.env.Styles
	out := cell.Wrap(p.status(r), w)
	if len(out) > most {
		on := " … " + p.env.Keys.Key("dialog.accept")
		last := ansi.Truncate(strings.Join(out[most-1:most+1], " "), max(w-cell.Width(on), 0), "")
		out = append(out[:most-1], last+on)
	}
	for i := range out {
		out[i] = r.tone(st).Render(out[i])
	}
	if what := cell.Wrap(book.Verb(r.d.Op)+": "+r.d.Name, w); len(what)+len(out) <= max(least, most) {
		for i := range what {
			what[i] = st.Strong.Render(what[i])
		}
		return append(what, out...)
	}
	return out
}

// detail says everything about a decision.
func (p *Panel) detail(r *row, w int) []string {
	to := ""
	if r.d.Forward != nil {
		to = r.d.Forward.TargetOwnerID
	}
	whole := ""
	if r.d.Line == "" && (r.d.Op == api.BulkApprove || r.d.Op == api.BulkReject) {
		whole = cell.Count(len(r.d.Lines), "line")
	}
	return pane.Fields(p.env, w,
		[2]string{"decision", book.Verb(r.d.Op)}, [2]string{"about", r.d.Name}, [2]string{"whole item", whole},
		[2]string{"item", r.d.Item}, [2]string{"line", r.d.Line}, [2]string{"to", to},
		[2]string{"where it is", p.status(r)}, [2]string{"intent", r.d.ID},
	)
}

// find returns the row of a decision, nil when there is none any more.
func (p *Panel) find(at string) *row {
	rows := p.list.Rows()
	for i := range rows {
		if idOf(rows[i].d) == at {
			return &rows[i]
		}
	}
	return nil
}
