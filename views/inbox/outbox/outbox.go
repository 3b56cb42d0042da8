package outbox

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/keymap"
	"iscope/ui/cell"
	"iscope/ui/pager"
	"iscope/ui/screen"
	"iscope/ui/table"
	"iscope/views/inbox/book"
)

// Desk is who holds the book of decisions and carries out what it asks for.
// Its methods are called from Update and Render, in the goroutine of the book.
type Desk interface {
	// Entries returns the decisions that are not over, in the order they were
	// taken. The caller changes nothing.
	Entries() []*book.Decision
	// Ended returns those that are over, oldest first. The caller changes
	// nothing and keeps nothing of it beyond the next event.
	Ended() []book.Ended
	// Run returns how many of a batch ended in which way.
	Run(batch int) book.Run
	// Withdraw takes decisions back, as far as nothing about them has begun. It
	// does so before it returns; the command tells of it.
	Withdraw(keys []book.Key) tea.Cmd
	// Hurry sends everything that is held.
	Hurry() tea.Cmd
	// Retry reads what stopped again and asks the person before it is decided
	// anew.
	Retry(keys []book.Key) tea.Cmd
	// Forget drops decisions that stopped; the journal still has them.
	Forget(keys []book.Key) tea.Cmd
}

// Panel is the window. Make it with New.
type Panel struct {
	env   *screen.Env
	desk  Desk
	batch int  // whose progress is shown; 0: the outbox
	all   bool // everything is shown, not only the batch

	list  *table.Model[row]
	known snapshot
	sums  tally
	moved bool // the person moved the cursor; else it stays on top

	reading string // decision whose detail is shown, see idOf; "" for the list
	text    *pager.Pager

	note  string    // what the last key did, or why it did nothing
	quiet time.Time // until when a key that takes back is a repeat of the last
	width int       // of the last frame

	closed bool
}

var _ interface {
	screen.Dialog
	screen.Typist
	screen.Sized
} = (*Panel)(nil)

// New returns the window over the decisions of a desk: with batch 0 all of
// them, else the progress of that batch, from which one key leads to the rest.
func New(env *screen.Env, d Desk, batch int) *Panel {
	p := &Panel{env: env, desk: d, batch: batch, all: batch == 0, text: pager.New(env)}
	p.list = table.New(env, p.columns(), func(r *row) string { return r.id })
	p.list.Text = func(r *row) string { return book.Verb(r.d.Op) + " " + r.d.Name + " " + r.words() }
	p.sync()
	return p
}

// Batch returns the batch whose progress is shown, 0 for everything.
func (p *Panel) Batch() int {
	if p.all {
		return 0
	}
	return p.batch
}

// Follow goes over to the progress of another batch, such as one that decides
// anew what failed in the first.
func (p *Panel) Follow(batch int) {
	p.batch, p.all, p.moved, p.reading, p.note = batch, batch == 0, false, "", ""
	p.list.ClearMarks()
	p.known = snapshot{}
	p.sync()
}

// Typing reports whether a text field has the keys.
func (p *Panel) Typing() bool { return p.list.Typing() || p.reading != "" && p.text.Typing() }

// Closed reports whether the person has closed the window.
func (p *Panel) Closed() bool { return p.closed }

// Title returns the heading.
func (p *Panel) Title() string {
	if p.all {
		return "Outbox"
	}
	return "Progress"
}

// Width returns how wide the inside of the window likes to be.
func (p *Panel) Width() int { return 110 }

// Hints returns what the last key did, and the keys that work now.
func (p *Panel) Hints() []screen.Hint {
	var out []screen.Hint
	if p.note != "" {
		sign := p.env.Styles.Glyphs.Arrow
		if p.env.Aloud() {
			sign = "Note:"
		}
		way := cell.Width("   " + p.env.Keys.Key("dialog.close") + " close") // which stands before it
		out = append(out, screen.Hint{Key: sign, Text: cell.Cut(p.note, max(p.width-cell.Width(sign)-1-way, 1)), Note: true})
	}
	put := func(a keymap.Action, text string) {
		if k := p.env.Keys.Key(a); k != "" {
			out = append(out, screen.Hint{Key: k, Text: text})
		}
	}
	p.choices(put)
	put("dialog.close", "close")
	if p.reading != "" {
		return out
	}
	if p.batch != 0 && p.all {
		put("dialog.next", "only this run")
	} else if p.batch != 0 {
		put("dialog.next", "everything")
	}
	if p.list.Len() > 0 {
		put("dialog.accept", "detail")
		put("app.filter", "filter")
	}
	return out
}

// narrow is the width below which hints are as short as can be.
const narrow = 50

// roomyHints is the width from which there is room for what is seldom wanted.
const roomyHints = 100

// choices puts the keys that would do something to decisions now, and to how
// many.
func (p *Panel) choices(put func(keymap.Action, string)) {
	if n := len(keysOf(p.aim(), waits)); n > 0 {
		put("outbox.undo", "take back"+p.marked(n))
	}
	if n := p.sums.waiting(); n > 0 {
		if p.width < narrow {
			put("outbox.stop", "cancel "+cell.Thousands(n))
		} else {
			put("outbox.stop", "cancel the rest ("+cell.Thousands(n)+")")
		}
	}
	if n := p.holds(); p.sums.held > 0 && !p.env.ReadOnly {
		if n > p.sums.held {
			put("outbox.send", "send all "+cell.Thousands(n)+" held")
		} else {
			put("outbox.send", "send now")
		}
	}
	failed, everyone := p.failed()
	if n := len(failed); n > 0 && !p.env.ReadOnly {
		switch {
		case everyone:
			put("outbox.retry", "retry "+cell.Thousands(n)+" failed")
		default:
			put("outbox.retry", "retry"+p.marked(n))
		}
	}
	if n := len(keysOf(p.aim(), stuck)); n > 0 && p.width >= roomyHints {
		put("outbox.forget", "set aside"+p.marked(n))
	}
}

// marked says of a key that it is about the marked rows.
func (p *Panel) marked(n int) string {
	if p.reading != "" || p.list.Marks() == 0 {
		return ""
	}
	return " " + cell.Thousands(n) + " marked"
}
