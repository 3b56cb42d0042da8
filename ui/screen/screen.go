// Package screen is what the shell and its screens say to each other beside
// Update and Render: what the shell lends to a screen ([Env]) and what a
// screen asks of the shell (the intents, which are messages).
//
// A screen never draws outside its area, never opens a dialog itself and
// never copies to the clipboard: it returns an intent as a command,
//
//	return screen.Say(screen.Good, "Approved: "+item.Name)
//
// and the shell acts on it. Intents carry values, not pointers into a screen.
package screen

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/keymap"
	"iscope/ui/theme"
)

// Env is what a screen draws and decides with. The shell owns it and changes
// it in place; screens keep the pointer, only read, and only in Update, Act
// and Render.
type Env struct {
	Styles *theme.Styles
	Keys   *keymap.Map
	Now    func() time.Time
	// Steady runs also where Now stands still, as for pictures; nil: Now. See Moment.
	Steady   func() time.Time
	Random   func() float64 // in [0, 1)
	Zone     *time.Location // in which times are shown
	Tenant   string         // name of the tenant, clean
	WebURL   string         // of the tenant's web interface, "" when unknown
	ReadOnly bool
	// ReadOnlyBy is what made it so: a flag, a variable, the configuration; clean.
	ReadOnlyBy string
	Protected  bool          // consequential actions ask for the tenant's name
	Refresh    time.Duration // interval of lists
	Undo       time.Duration // how long a decision is held; 0 sends at once
	Memory     Memory        // nil: nothing is remembered
	Motion     bool          // whether anything may move without news
	Epoch      int           // grows when Styles change: what was drawn with older ones is stale
	// Accessible is for a screen reader: plain words, no lines and frames, nothing
	// that moves. Styles have the same.
	Accessible bool
	Links      bool // whether the terminal has hyperlinks
}

// Locked says why nothing can be changed, "" where something can.
func (e *Env) Locked() string {
	switch {
	case !e.ReadOnly:
		return ""
	case e.ReadOnlyBy == "":
		return "Read-only: nothing can be changed"
	}
	return "Read-only by " + e.ReadOnlyBy + ": nothing can be changed"
}

// SayLocked returns the command that says it.
func (e *Env) SayLocked() tea.Cmd { return Say(Warn, e.Locked()) }

// Moment is the time by which to tell how long something has been on screen, and
// nothing else: it is not shown, kept or sent.
func (e *Env) Moment() time.Time {
	if e.Steady != nil {
		return e.Steady()
	}
	return e.Now()
}

// Tone is how a toast sounds.
type Tone uint8

// Tones of a toast.
const (
	Info Tone = iota
	Good
	Warn
	Bad
)

// Toast is an intent: show a line above the footer for a while.
type Toast struct {
	Tone Tone
	Text string // clean; one line
	// Keep holds it until a key is pressed after it was seen, for what must not
	// be missed.
	Keep bool
}

// Say returns the command that shows a toast.
func Say(tone Tone, text string) tea.Cmd {
	return Send(Toast{Tone: tone, Text: text, Keep: tone == Bad})
}

// Notify is an intent: tell a person who may be looking elsewhere, at another
// view or another window, that something ended for which they wait. It is a
// toast that is kept, and also the window's title until a key is pressed, the
// bell, and a notification of the desktop where the terminal has one.
type Notify struct {
	Tone Tone
	Text string // clean; one line
}

// Copy is an intent: put text on the clipboard.
type Copy struct {
	Text string
	What string // what it is, for the toast: "id", "JSON"
}

// Browse is an intent: open an address of the tenant's web interface.
type Browse struct{ URL string }

// Filterer is a view whose list the command palette can filter; see its
// :filter.
type Filterer interface {
	// Filter shows only what fits text, such as "status:failed laptop", and
	// everything for "". wrong says why it cannot, "" where it can; then nothing
	// has changed.
	Filter(text string) (cmd tea.Cmd, wrong string)
	// Completions are what can stand at the end of text, of which the last word
	// may be half typed.
	Completions(text string) []Completion
}

// Completion is one way to go on with a text that is being typed.
type Completion struct {
	Text  string // the whole text with it
	Label string // the word that it adds, clean
	Note  string // what that is, clean; "" where it tells itself
}

// Goto is an intent: show the view of that scope. Its value is handed to the
// view if it is an Opener.
type Goto struct {
	View  keymap.Scope
	Value any
}

// Opener is a view that can be asked to show something, such as an execution
// by its id.
type Opener interface{ Open(value any) tea.Cmd }

// Show is an intent: put a dialog on top of the stack.
type Show struct {
	Dialog Dialog
	// Late is for a dialog that no key opened just now, such as one that had to
	// wait for an answer: it gives way to one that is open, and ignores keys for
	// longer.
	Late bool
	// Over is the dialog that asked for a late one, which opens over it.
	Over Dialog
}

// Decided is an intent: note in the activity log that a person decided
// something and what came of it.
type Decided struct {
	What    string // "approve", "clear task" …
	Target  string // what it is about, clean
	ID      string
	Outcome string // "held", "sent", "done", "refused: …", "taken back" …
}

// Recalled is an intent: say what became of a decision of an earlier run of
// the program that was found open in the journal.
type Recalled struct {
	Decided
	Intent   string // id in the journal
	Doubtful bool   // nobody knows
	Unsent   bool   // it never left
}

// Memory remembers small choices of a person, such as the order of a list,
// beyond the end of the program.
type Memory interface {
	// Recall returns what was remembered under a key, "" for nothing.
	Recall(key string) string
	// Remember keeps a value under a key; "" forgets it. It returns at once.
	Remember(key, value string)
}

// Hint is a key and what it does.
type Hint struct {
	Key, Text string
	Note      bool // no key, but what came of the last one: it has the room first
}

// Send returns a command that sends msg.
func Send(msg tea.Msg) tea.Cmd { return func() tea.Msg { return msg } }
