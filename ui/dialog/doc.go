// Package dialog has the windows that screens ask for: a question in words
// ([Confirm]), one that wants a name typed ([Confirm] with Type), a line of
// text ([Prompt]), a choice from a list that may be searched as one types
// ([Pick]), and a text to read ([Reader]).
//
// The mouse does what a key does: a click on a button answers, and on an option
// chooses it, a second one takes it.
//
// A dialog answers with a message addressed to the view that asked. Nothing
// consequential happens on enter alone: "no" is focused first, and keys
// pressed before the window could be seen are swallowed by the shell.
package dialog
