// Package safe is the door through which text from outside enters iscope.
//
// Names, comments, error bodies and raw JSON come from a tenant, and anybody
// who may name a workflow may put an escape sequence, a bidirectional override
// or a hidden character into that name. [Line] and [Block] let such text in
// with every such character replaced by a visible mark, so that nothing a
// tenant says can drive the terminal or look like something else:
//
//	safe.Line("Payroll\x1b[2J")     // "Payroll␛[2J"
//	safe.Line("ecca\u202Essdnuf")   // "ecca�ssdnuf"
//
// Text is cleaned once, where JSON becomes a domain value, never on its way to
// the screen: what a domain value holds may be drawn as it is.
//
// [Secret] is a credential that no formatter, encoder or logger prints.
package safe
