package outbox

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"iscope/api"
	"iscope/api/journal"
	"iscope/ui/cell"
	"iscope/ui/table"
	"iscope/ui/theme"
	"iscope/views/inbox/book"
)

// row is a decision in the list.
type row struct {
	id    string // see idOf; one that is over has another, so that the cursor does not sink with it to the end of the list
	d     *book.Decision
	over  *book.Ended // nil while it is not
	doubt bool        // its batch waits until an outcome is known
}

// idOf names a decision wherever its row goes. It may get another intent on its
// way, but there is only one about a key in a batch; of those that an earlier
// run left open there may be several, each with the intent it has.
func idOf(d *book.Decision) string {
	id := strconv.Itoa(d.Batch) + "\x00" + d.Item + "\x00" + d.Line
	if d.Past {
		id += "\x00" + d.ID
	}
	return id
}

// waits reports whether nothing of the decision has left, so that it can be
// taken back.
func waits(r *row) bool {
	return r.over == nil && (r.d.Stage == book.Held || r.d.Stage == book.Due || r.d.Stage == book.Resting || r.d.Stage == book.Checking)
}

// stuck reports whether the decision stopped, or nobody knows what came of it.
func stuck(r *row) bool {
	return r.over == nil && (r.d.Stage == book.Stopped || r.d.Stage == book.Doubtful)
}

// keysOf returns what the rows of that kind are about.
func keysOf(rows []*row, kind func(*row) bool) []book.Key {
	var out []book.Key
	for _, r := range rows {
		if kind(r) {
			out = append(out, r.d.Key)
		}
	}
	return out
}

// mark is what an entry looked like when the rows were made.
type mark struct {
	d     *book.Decision
	stage book.Stage
}

// snapshot tells whether rows have to be made anew. It holds the entries
// themselves: an address that is in use is not given to another.
type snapshot struct {
	made  bool
	batch int
	marks []mark
	ended int
	last  string // intent that ended last
}

// current reports whether nothing changed since the snapshot was taken.
func (s *snapshot) current(batch int, entries []*book.Decision, ended []book.Ended) bool {
	if !s.made || s.batch != batch || len(s.marks) != len(entries) || s.ended != len(ended) || s.last != lastID(ended) {
		return false
	}
	for i, d := range entries {
		if s.marks[i] != (mark{d, d.Stage}) {
			return false
		}
	}
	return true
}

func (s *snapshot) take(batch int, entries []*book.Decision, ended []book.Ended) {
	s.made, s.batch, s.ended, s.last = true, batch, len(ended), lastID(ended)
	clear(s.marks) // those that left are not held on to
	s.marks = s.marks[:0]
	for _, d := range entries {
		s.marks = append(s.marks, mark{d, d.Stage})
	}
}

func lastID(ended []book.Ended) string {
	if len(ended) == 0 {
		return ""
	}
	return ended[len(ended)-1].ID
}

// sync makes the rows anew where the book has changed. While the person has
// not moved the cursor it stays on top, where things happen; a key that acts is
// swallowed for a moment when another row came under it.
func (p *Panel) sync() {
	entries, ended := p.desk.Entries(), p.desk.Ended()
	if p.known.current(p.Batch(), entries, ended) {
		return
	}
	p.known.take(p.Batch(), entries, ended)
	before := p.list.SelectedID()
	p.list.SetRows(p.rows(entries, ended))
	if p.moved {
		return
	}
	if p.list.Place() > 0 {
		p.list.Act("list.top")
	}
	if before != "" && p.list.SelectedID() != before {
		p.list.Unsettle()
	}
}

// rows returns the rows in order: held, on the way, stopped, over.
func (p *Panel) rows(entries []*book.Decision, ended []book.Ended) []row {
	doubts := map[int]bool{}
	for _, d := range entries {
		if d.Stage == book.Reading && d.Reason != "" && !d.Past {
			doubts[d.Batch] = true
		}
	}
	rows := make([]row, 0, len(entries)+len(ended))
	p.sums = tally{}
	for group := range groups {
		for _, d := range entries {
			if groupOf(d.Stage) == group && p.shows(d.Batch) {
				rows = append(rows, row{id: idOf(d), d: d, doubt: d.Stage == book.Due && doubts[d.Batch]})
				p.sums.add(d)
			}
		}
	}
	for i := range slices.Backward(ended) {
		if e := &ended[i]; p.shows(e.Batch) {
			rows = append(rows, row{id: "over\x00" + idOf(&e.Decision), d: &e.Decision, over: e})
			p.sums.over++
		}
	}
	return rows
}

func (p *Panel) shows(batch int) bool { return p.all || batch == p.batch }

// groups is how many groups of rows there are before those that are over.
const groups = 3

func groupOf(s book.Stage) int {
	switch s {
	case book.Held:
		return 0
	case book.Stopped, book.Doubtful:
		return 2
	}
	return 1
}

// words say where the decision is, without the countdown.
func (r *row) words() string {
	if r.over != nil {
		return r.over.Words
	}
	switch r.d.Stage {
	case book.Held:
		return "held"
	case book.Due:
		if r.doubt {
			return "waits for the outcome of another"
		}
		return "waits for its turn"
	case book.Resting:
		return "waits as long as the tenant asked"
	case book.Checking:
		return "reading it first"
	case book.Sending:
		return "sending"
	case book.Reading:
		if r.d.Reason != "" {
			return "reading it back: " + r.d.Reason
		}
		return "reading it back"
	}
	return r.d.Reason
}

// status is words with the countdown of what is held.
func (r *row) status(now time.Time) string {
	if r.over == nil && r.d.Stage == book.Held {
		return "held " + countdown(r.d.Until, now)
	}
	return r.words()
}

// status is that of a row; read aloud, what is held says until when: what counts down
// is read at each step.
func (p *Panel) status(r *row) string {
	if p.env.Aloud() && r.over == nil && r.d.Stage == book.Held {
		return "held until " + p.until(r.d.Until)
	}
	return r.status(p.env.Now())
}

// until is a moment of the next minutes.
func (p *Panel) until(t time.Time) string { return t.In(p.env.Zone).Format("15:04:05") }

// countdown writes the time until a moment, none below zero.
func countdown(until, now time.Time) string { return cell.Age(max(until.Sub(now), 0)) }

// state is how the decision is doing.
func (r *row) state() theme.State {
	if r.over != nil {
		switch r.over.Ending {
		case journal.Done:
			return theme.Good
		case journal.Overtaken:
			return theme.Warn
		}
		return theme.Canceled
	}
	switch r.d.Stage {
	case book.Held:
		return theme.Held
	case book.Due, book.Resting:
		return theme.Queued
	case book.Stopped:
		return theme.Bad
	case book.Doubtful:
		return theme.Unknown
	}
	return theme.Running
}

// tone is the style of what is said about the decision. That nobody knows is
// not muted, as other unknown states are.
func (r *row) tone(st *theme.Styles) theme.Style {
	if s := r.state(); s != theme.Unknown {
		return st.State(s)
	}
	return st.Warn
}

// verbStyle makes the verb that takes something away the loudest.
func verbStyle(st *theme.Styles, op api.Op) theme.Style {
	if book.Verb(op) == "reject" {
		return st.Loud
	}
	return st.Strong
}

func (p *Panel) columns() []table.Column[row] {
	st := func() *theme.Styles { return p.env.Styles }
	return []table.Column[row]{
		{Key: "state", Width: 1, Silent: true, Cell: func(r *row, _ int) (string, theme.Style) {
			return r.tone(st()).Render(st().Plain(r.state())), theme.Style{}
		}},
		{Key: "decision", Title: "decision", Width: 8, Cell: func(r *row, _ int) (string, theme.Style) {
			verb, _, _ := strings.Cut(book.Verb(r.d.Op), " ")
			if r.over != nil {
				return verb, st().Muted
			}
			return verb, verbStyle(st(), r.d.Op)
		}},
		{Key: "what", Title: "what", Width: 14, Flex: 3, Main: true, Cell: func(r *row, _ int) (string, theme.Style) {
			if r.over != nil {
				return r.d.Name, st().Muted
			}
			return r.d.Name, theme.Style{}
		}},
		{Key: "where", Title: "where it is", Width: 22, Flex: 1, Drop: 1, Cell: func(r *row, _ int) (string, theme.Style) {
			return p.status(r), r.tone(st())
		}},
	}
}
