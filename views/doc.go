// Package views is the shell around the five screens: header and footer, tabs,
// routing, the stack of dialogs, toasts, help, the command palette and the
// activity log.
//
// Every message takes one of four ways through [Shell.Update]:
//
//   - input goes to the topmost dialog, else to an open text field, else it is
//     resolved to an action by package keymap and done by the view or the shell;
//   - a message with an address (an answer, a tick) goes to that view, whether
//     it is on screen or not;
//   - a broadcast (size, focus, a change we made) goes to every view;
//   - an intent (package screen) is carried out by the shell.
//
// The program opens one tenant at a time. Changing it ([Session]) puts other
// views with other addresses in the place of those there are, so that an answer
// of the tenant that was left finds no address; what it had on its way ends, and
// is told under its name.
//
// The palette knows every action by name, and commands with an argument such as
// ":theme light"; the help is the same table to be searched.
//
// The five screens live below this package and never import one another.
package views
