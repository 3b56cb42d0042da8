package screen

import tea "charm.land/bubbletea/v2"

// Dialog is a window over the dimmed screen. The topmost one gets every key.
// The shell calls it from its Update and Render only.
type Dialog interface {
	// Update handles a message, input or addressed to the dialog's view. done
	// closes the dialog.
	Update(msg tea.Msg) (cmd tea.Cmd, done bool)
	// Render draws the inside of the window, at most w cells wide and h lines
	// high, without border.
	Render(w, h int) (string, *tea.Cursor)
	// Title is what stands in the border.
	Title() string
	// Hints are the keys that work, for the foot of the window.
	Hints() []Hint
}

// Clickable is a dialog that understands the mouse. Coordinates are those of the
// inside that Render drew last; done closes the dialog. Others take a click on a
// hint as its key, and the wheel as the arrows.
type Clickable interface {
	Click(x, y int) (cmd tea.Cmd, done bool)
	Wheel(lines int)
}

// Starter is a dialog that has something to do when it is put on the stack.
type Starter interface{ Init() tea.Cmd }

// Listener is a dialog that takes answers itself, such as the results of a search
// as one types. Where it listens to a message, its view does not get it.
type Listener interface{ Listens(msg tea.Msg) bool }

// Typist is a dialog that knows whether a text is being typed in it, over which
// no other window may open by itself.
type Typist interface{ Typing() bool }

// Sized is a dialog that says how wide its inside likes to be, in cells.
type Sized interface{ Width() int }
