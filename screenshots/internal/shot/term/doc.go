// Package term keeps the screen that a terminal would show.
//
// A [Screen] is fed the bytes a program writes and holds, cell by cell, what
// a person would see: text, colours in 24 bits, bold, faint, reverse and so
// on. It also answers the questions a program asks its terminal (background
// colour, synchronized output, keyboard protocol, cursor position), so that a
// Bubble Tea program behaves as it does at home:
//
//	s := term.New(80, 24, term.Options{Reply: pty, Background: "#16181d"})
//	io.Copy(s, pty)
//	fmt.Print(s.Text())
//
// It speaks what modern programs use and nothing older: an xterm with
// truecolor, an alternate screen, scroll regions, insert and delete, repeat,
// tab stops and synchronized updates. Mouse, bracketed paste and focus are
// accepted and ignored. Widths follow wcwidth, one code point at a time,
// which is what a program assumes of a terminal that does not claim
// grapheme support (mode 2027).
//
// A Screen is not safe for concurrent use.
package term
