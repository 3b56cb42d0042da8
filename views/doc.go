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
//
// # What a person may rely on
//
// The comments and tests of this program call these its guarantees:
//
//  1. Nothing is sent twice: one decision is one request, whatever fails.
//  2. Nothing is decided that was not on screen as it is: it is read again just
//     before it is sent, and a difference stops it.
//  3. Nothing is lost: what was decided is on disk before it leaves, and what came
//     of it after (package journal).
//  4. What was taken back, or held when the program ended, was not sent.
//  5. No text of a tenant drives the terminal (package safe).
//  6. Read-only is enforced where requests leave.
//  7. Secrets stay out of files, logs, arguments and other hosts.
//  8. No update of a workflow or session is lost: it is read at most two seconds
//     before it is written, and a difference shows both.
//  9. What is not known is said to be unknown, and read back; it is never repeated.
//
// # Words
//
//	view, screen   one of the five tabs; a screen is its package
//	window         what lies over a view: a dialog, a panel, a picker
//	desk           what carries changes out for a view, and outlives its windows
//	job            one change on a desk, from asking to its outcome
//	decision       one change of a work item, in package book
//	intent         a decision in the journal; also a message by which a view asks
//	               the shell for something (package screen)
//	scope          the keys heard together (keymap), or the reads of a view (api)
//	ticket         which view asked for what, and which attempt it was (api)
//	settle         find out what became of something, by reading
package views
