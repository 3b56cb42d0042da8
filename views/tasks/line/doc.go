// Package line is the filter line as it is typed: the field, what could stand
// where the cursor is, what will be asked, and what is wrong with it and where.
//
//	l.Open(inForce, known)
//	text, ok := l.Type(msg)      // ok: the person is done, and text can be asked
//	l.Render(w, h)               // the lines at the foot of the list
//
// enter asks, or takes what the cursor keys have chosen; tab takes the first that
// is offered; esc puts the line away. What was typed is never lost: a line that
// cannot be asked stays open, and one that was put away comes back as it was.
package line
