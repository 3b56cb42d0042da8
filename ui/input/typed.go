package input

import (
	"bytes"
	"time"
)

// note takes down when a piece came, and whether what is held can have been
// typed. The rest is waited for from the last byte on, for an answer comes in
// bursts. Bytes that come one by one may come from a hand: they keep the keyboard
// waiting only where what is held is the middle of an answer.
func (f *Filter) note(piece []byte, now time.Time) {
	gap := now.Sub(f.last)
	f.last = now
	switch {
	case len(f.held) == 0 && f.long == none:
		f.since, f.burst, f.typed = now, now, len(piece) <= 2
		return
	case len(piece) > 1:
		f.since, f.burst = now, now
	case gap < slow && f.answering() && now.Sub(f.burst) < longest:
		f.since = now
	}
	if len(f.held) == 1 { // alt, in two pieces
		f.typed = len(piece) == 1
	}
	f.typed = f.typed && len(piece) == 1 && (gap >= EscWait || len(f.held) == 1)
}

// answering reports whether what is held, or thrown away, is more than a hand
// types by chance: an answer that terminals are asked for, past its beginning.
func (f *Filter) answering() bool {
	b := inner(f.held)
	switch {
	case len(b) <= 3:
		return f.long != none
	case b[1] == '[', b[1] == 'P', b[1] == ']' && b[2] >= '0' && b[2] <= '9':
		return !headOnly(b)
	}
	return false
}

// loneStray reports whether all that is held is a bracket that came right after
// the key esc.
func (f *Filter) loneStray() bool {
	return f.stray && len(f.held) == 2 && !f.paste
}

// asKeys returns what was typed as the keys it was.
func (f *Filter) asKeys(b []byte) []byte {
	if f.stray {
		return b[1:]
	}
	return append([]byte(withAlt[b[1]]), b[2:]...)
}

// headOnly reports whether so little of a sequence is there that it may have
// been typed: one character after what opens it, or nothing but digits.
func headOnly(b []byte) bool {
	return opens(b) != none && (len(b) <= 3 || len(bytes.Trim(b[2:], digits)) == 0)
}

// continues reports whether a piece that comes late can only be the rest of what
// is held: it is no single key, and belongs there.
func continues(held, piece []byte) bool {
	head := inner(held)
	k := opens(head)
	if k == none || len(piece) == 1 {
		return false
	}
	n, _, whole := escaped(append(bytes.Clone(head), piece...))
	if k == csi { // where every letter belongs, as the last one
		return bytes.IndexByte([]byte(digits+":;<=>?$"), piece[0]) >= 0 && (!whole || n > len(head)+1)
	}
	return !whole || n > len(head)
}

// endsPaste reports whether a piece after a long silence is a key that no pasted
// text has in it: a control character, or one that is written out.
func endsPaste(piece []byte) bool {
	if len(piece) == 1 {
		return piece[0] == del || piece[0] < ' ' && bytes.IndexByte([]byte("\t\n\r"), piece[0]) < 0
	}
	n, put, whole := next(piece)
	return whole && n == len(piece) && opens(put) == csi && put[n-1] == 'u'
}
