// Package launch is what one view says to another to have a workflow started by
// hand:
//
//	screen.Send(screen.Goto{View: keymap.Executions, Value: launch.Test{Workflow: w}})
//
// The view of executions, which carries that out and follows the new run, then
// shows the executions of the workflow with the window on top. The two views do
// not import each other; both know these values.
//
// Nothing runs by such a message: it only opens the window in which the input is
// looked at and the question is asked.
package launch
