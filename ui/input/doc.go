// Package input stands between the terminal and the program and lets through
// only what has come whole.
//
//	tea.NewProgram(model, tea.WithInput(input.New(os.Stdin)))
//
// What a terminal sends is keys, and among them sequences: arrows, the wheel,
// focus, and answers to what it was asked, such as its background. A thin line
// delivers a sequence in pieces. The library that reads them gives a piece 50 ms
// and then takes it for what was typed, so that the rest of
// "ESC ] 11 ; rgb:aaaa/0000/0000 BEL" is five times the key a, which approves.
//
// A [Filter] therefore keeps back a sequence that is not finished, for
// [Patience], and forgets it then. What could be either is decided like this:
//
//   - ESC alone is the key esc once nothing followed for [EscWait]. It is then
//     handed on in a form that cannot be the beginning of anything.
//   - ESC and a character are alt and that character.
//   - ESC and [, ], O, P or _ begin a sequence. As keys with alt they count once
//     what follows cannot belong to one; they are of no use as bindings.
//   - What looks like the rest of a sequence and comes right after a lone ESC is
//     thrown away: no hand types "[<65;20;10M" within one read. Of [, O and ]
//     alone half a second tells.
//   - A control character within a sequence ends that and is a key: ctrl+c works
//     at any time.
//   - What comes too late, in a piece of several bytes that would have gone on
//     with an answer, is thrown away up to its end, or to the next silence. A
//     byte that comes alone is a key.
//   - What comes byte by byte may be typed. Patience then does not begin again
//     with each, and what was kept back is handed on as keys once it can have
//     been nothing else.
//
// Pasted text loses its control characters but tabs and line breaks, and bytes
// that are no UTF-8: among them is the beginning of a sequence that would hide
// the end of the paste, after which no key would be one. A paste whose end never
// comes is ended by a control character after a silence.
//
// Windows hands over whole records of keys; there the file is read as it is.
package input
