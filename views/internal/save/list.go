package save

import (
	"context"
	"encoding/json"

	tea "charm.land/bubbletea/v2"

	"iscope/ui/screen"
	"iscope/ui/table"
)

// List is what can be written of a table.
type List[R any] struct {
	Env   *screen.Env
	View  string          // address of the view, where messages of the window go by
	Ctx   context.Context // writing ends with it
	Name  string          // what the file's name begins with: "tasks-history"
	Noun  string          // what a row is: "task"
	Table *table.Model[R]
	One   *R   // the record that keys are about, nil for none; it is copied
	Alone bool // One is what the person looks at: it is proposed
	// Note is said in the window, such as that the tenant has more than is loaded.
	Note string
	// Masks says what Record leaves out, a sentence; "" for nothing.
	Masks string
	// Record returns what makes the record of a row. It is called in Update, what
	// it returns in a command: that may read nothing that changes. What must not be
	// shown is masked in it. nil: there are no records, only columns.
	Record func(r *R) func() json.RawMessage
	// Partial reports whether the record of a row is only what the list shows of
	// it; nil: none is.
	Partial func(r *R) bool
}

// Show returns the command that opens the window, or says that there is nothing
// to write.
func (l List[R]) Show() tea.Cmd {
	if l.One == nil && l.Table.Shown() == 0 {
		return screen.Say(screen.Info, "There is no "+l.Noun+" to write to a file")
	}
	if l.One != nil {
		one := *l.One
		l.One = &one
	}
	return screen.Send(screen.Show{Dialog: newWindow(l.source())})
}

// scope is which rows are written.
type scope uint8

const (
	one scope = iota
	marked
	shown
)

// source is a List without the type of its rows.
type source struct {
	env        *screen.Env
	view       string
	ctx        context.Context
	name, noun string
	note       string
	masks      string
	alone      bool
	records    bool // there are any

	count func(scope) int
	keys  func(all bool) []string
	begin func(s scope, f format) *pieces
}

func (l List[R]) source() *source {
	return &source{
		env: l.Env, view: l.View, ctx: l.Ctx, name: l.Name, noun: l.Noun, note: l.Note, masks: l.Masks, alone: l.Alone, records: l.Record != nil,
		count: func(s scope) int {
			switch s {
			case marked:
				return l.Table.Marks()
			case shown:
				return l.Table.Shown()
			}
			if l.One == nil {
				return 0
			}
			return 1
		},
		keys: func(all bool) []string {
			keys, _ := l.Table.Sheet(all)
			return keys
		},
		begin: l.begin,
	}
}

// piece is some rows that are written together: their cells, or what makes their
// records.
type piece struct {
	cells   [][]string
	records []func() json.RawMessage
	last    bool
}

// pieces hands out rows, in Update.
type pieces struct {
	total   int
	read    int // rows handed out, and those that were gone
	gone    int
	partial int
	next    func() piece
}

// pieceSize is how many rows are read between two messages: a few milliseconds.
const pieceSize = 250

// begin returns the rows as they are shown now.
func (l List[R]) begin(s scope, f format) *pieces {
	total, row := 1, func(int) *R { return l.One }
	if s != one {
		roll := l.Table.Roll(s == marked)
		total, row = roll.Len(), roll.Row
	}
	_, values := l.Table.Sheet(f.all)
	p := &pieces{total: total}
	p.next = func() piece {
		var out piece
		for range min(pieceSize, p.total-p.read) {
			r := row(p.read)
			p.read++
			switch {
			case r == nil:
				p.gone++
			case f.table:
				out.cells = append(out.cells, values(r))
			default:
				out.records = append(out.records, l.Record(r))
				if l.Partial != nil && l.Partial(r) {
					p.partial++
				}
			}
		}
		out.last = p.read >= p.total
		return out
	}
	return p
}
