package columns

import (
	tea "charm.land/bubbletea/v2"

	"iscope/keymap"
	"iscope/ui/screen"
	"iscope/ui/table"
)

// Table is as much of a list as is arranged here; every *table.Model has it.
type Table interface {
	Headings() []table.Heading
	ShowColumn(key string, on bool) bool
	MoveColumn(key string, by int) bool
	Sort() (key string, reverse bool)
	SortBy(key string, reverse bool)
	Layout() string
	SetLayout(text string)
	SetDefault(text string)
	Act(a keymap.Action) bool
}

// Defaults is a memory that knows how the configuration wants lists to be
// arranged.
type Defaults interface {
	// Default returns the layout of the list with that name, "" where nothing is
	// said of it.
	Default(name string) string
}

// List is a table under the name that it is remembered by.
type List struct {
	Env   *screen.Env
	Name  string // of the list in the configuration and the memory: "tasks-history"
	Title string // of its view, for the window
	Table Table
}

// key is where the layout is remembered.
func (l List) key() string { return "columns." + l.Name }

// Restore arranges the list as the configuration says, and as a person left it.
// How it is before counts as the default where the configuration says nothing, so
// that a view orders its table first.
func (l List) Restore() {
	text := ""
	if d, ok := l.Env.Memory.(Defaults); ok {
		text = d.Default(l.Name)
	}
	l.Table.SetDefault(text)
	if l.Env.Memory != nil {
		l.Table.SetLayout(l.Env.Memory.Recall(l.key()))
	}
}

// Keep remembers how the list is arranged.
func (l List) Keep() {
	if l.Env.Memory != nil {
		l.Env.Memory.Remember(l.key(), l.Table.Layout())
	}
}

// Act does what an action means that arranges the list, and reports whether it is
// one: list.columns opens the window, list.sort and list.reverse order the rows,
// which is remembered.
func (l List) Act(a keymap.Action) (tea.Cmd, bool) {
	switch a {
	case "list.columns":
		return screen.Send(screen.Show{Dialog: NewWindow(l)}), true
	case "list.sort", "list.reverse":
		l.Table.Act(a)
		l.Keep()
		return nil, true
	}
	return nil, false
}
