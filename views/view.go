package views

import (
	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/api/journal"
	"iscope/keymap"
)

// View is one of the five screens. The shell alone calls it, from its Update
// and View; a view never blocks and does no I/O but through commands.
type View interface {
	// ID is the address messages are routed by, unique per instance.
	ID() string
	// Scope is the view's own scope of keys; it also names its tab.
	Scope() keymap.Scope
	// Title is the name of the tab.
	Title() string
	// Badge is the few characters beside the tab, "" for none.
	Badge() string
	// Init is called once, before the view is shown. A hidden view asks for no
	// more than its badge.
	Init() tea.Cmd
	// Update handles messages addressed to the view, broadcasts (Mutated,
	// FocusMsg, BlurMsg), and keys and pastes while Typing.
	Update(tea.Msg) tea.Cmd
	// Act does what a key, a palette entry or a click means.
	Act(keymap.Action) tea.Cmd
	// Scopes says whose keys are heard, the innermost first, without Global.
	Scopes() []keymap.Scope
	// Typing reports whether a text field has the keys.
	Typing() bool
	// Render draws exactly h lines of at most w cells, in time that does not
	// depend on how much there is.
	Render(w, h int) (string, *tea.Cursor)
	// SetActive tells whether the view is on screen: polling resumes or rests.
	SetActive(bool) tea.Cmd
	// Freshness says how old what is shown is, for the header.
	Freshness() string
	// Close cancels the reads under way. Writes go on.
	Close()
}

// Leaver is a view that may have something to lose when the program quits.
type Leaver interface {
	// CanLeave reports whether nothing is pending, else what is: "2 decisions
	// are held and would not be sent".
	CanLeave() (bool, string)
}

// Holder is a view that can keep back what it would send, while the person is
// asked whether to give it up.
type Holder interface{ Hold(on bool) tea.Cmd }

// Disabler is a view that knows why an action cannot be done now.
type Disabler interface {
	// Disabled returns the reason, "" where the action can be done.
	Disabled(keymap.Action) string
}

// Mouser is a view that understands the mouse. Coordinates are those of its
// own area.
type Mouser interface {
	Click(x, y int) tea.Cmd
	Wheel(x, y, lines int) tea.Cmd
}

// Hinter is a view that has more to say in the footer than its keys, such as
// the countdown of a held decision.
type Hinter interface {
	// Hint returns a short clean text, "" for none.
	Hint() string
}

// Speaker is a view that says its badge in words, for a screen reader.
type Speaker interface {
	// BadgeWords returns such as "7 pending, 3 stuck", "" for none.
	BadgeWords() string
}

// Labeler is a view in which an action does something of its own for now.
type Labeler interface {
	// Label returns the short word for it in the footer, "" for the usual one.
	Label(keymap.Action) string
}

// Hider is a view that knows which actions make no sense in what it shows.
type Hider interface{ Hides(keymap.Action) bool }

// Settler is a view that finds out what became of decisions of an earlier run.
type Settler interface {
	// Settles reports whether the view knows about decisions of that kind.
	Settles(op api.Op) bool
	// Settle reads the objects of decisions that the journal has open, and
	// answers with one screen.Recalled for each. Nothing is sent again.
	Settle(entries []journal.Entry) tea.Cmd
}

// Abandoner is a view with decisions that the person gives up by quitting.
type Abandoner interface {
	// Abandon notes down that what is held is not wanted any more.
	Abandon() tea.Cmd
}
