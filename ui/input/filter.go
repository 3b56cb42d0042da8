package input

import (
	"bytes"
	"slices"
	"time"
)

// Patience is how long the rest of a sequence is waited for.
const Patience = 2 * time.Second

// EscWait is how long something may follow ESC before that is the key esc.
const EscWait = 50 * time.Millisecond

// The longest sequences that are let through. What is longer is read to its end
// and thrown away.
const (
	longestCSI    = 128
	longestString = 1024
)

// Sequences that are written in place of what came.
const (
	escKey     = "\x1b[27u" // the key esc, in a form that nothing can follow
	pasteBegin = "\x1b[200~"
	pasteEnd   = "\x1b[201~"
	emptied    = "\x1b]0;" // stands for the beginning of a string that is thrown away
)

// Filter takes what a terminal sends in whatever pieces, and returns the part of
// it that has come whole. The zero Filter is ready.
type Filter struct {
	held  []byte    // the beginning of a sequence, or of a character
	since time.Time // when its last byte came
	long  kind      // of a sequence that was too long to be held: its end is awaited
	drop  bool      // what is held follows an ESC that was taken for a key
	esc   time.Time // when ESC was taken for a key; zero once something followed
	paste bool
}

// Feed takes a piece that came at now and returns what is whole by that.
func (f *Filter) Feed(piece []byte, now time.Time) []byte {
	if len(piece) == 0 {
		return nil
	}
	out := f.expired(piece, now)
	buf := slices.Concat(f.held, piece)
	if len(buf) == len(piece) && f.long == none && !f.esc.IsZero() && now.Sub(f.esc) < Patience && isRest(piece) {
		buf, f.drop = append([]byte{esc}, piece...), true
	}
	f.held, f.since, f.esc = nil, now, time.Time{}
	for len(buf) > 0 {
		switch {
		case f.paste:
			out, buf = f.pasted(out, buf)
		case f.long != none:
			buf = f.skip(buf)
		default:
			out, buf = f.token(out, buf)
		}
	}
	return out
}

// Undecided reports whether what came last may be the key esc: if nothing
// follows within EscWait, Decide is to be called.
func (f *Filter) Undecided() bool {
	return len(f.held) > 0 && !f.paste && bytes.Trim(f.held, "\x1b") == nil
}

// Decide takes the ESC that came last for a key.
func (f *Filter) Decide(now time.Time) []byte {
	if !f.Undecided() {
		return nil
	}
	keys := bytes.Repeat([]byte(escKey), len(f.held))
	f.held, f.esc = nil, now
	return keys
}

// expired forgets what is held where the rest comes too late, and returns the
// key esc where it was that. The end of a string that comes alone is still known
// for what it is.
func (f *Filter) expired(piece []byte, now time.Time) []byte {
	if len(f.held) == 0 && f.long == none || f.paste {
		return nil
	}
	age := now.Sub(f.since)
	switch {
	case f.Undecided() && age >= EscWait:
		return f.Decide(now)
	case len(f.held) > 1 && f.held[len(f.held)-1] == esc && age >= EscWait && piece[0] != '\\': // within a string
		f.held, f.drop = nil, false
		return []byte(escKey)
	case age < Patience:
		return nil
	}
	k := f.long
	if k == none {
		k = opens(f.held)
	}
	f.held, f.drop, f.long = nil, false, none
	if k == bell || k == st {
		if n, how := stringEnd(piece, k); how == closed && n > 1 {
			f.long = k
		}
	}
	return nil
}

// token moves what stands first from buf to out; what is unfinished is held.
func (f *Filter) token(out, buf []byte) (rest, left []byte) {
	buf = sevenBit(buf)
	n, put, whole := next(buf)
	switch {
	case !whole:
		f.hold(buf)
		return out, nil
	case f.drop:
		f.drop = false
		return out, buf[n:]
	}
	f.paste = string(put) == pasteBegin
	return append(out, put...), buf[n:]
}

// hold keeps the beginning of a sequence, unless that is too long for one.
func (f *Filter) hold(buf []byte) {
	k := opens(buf)
	if k == csi && len(buf) > longestCSI || k != none && len(buf) > longestString {
		f.long, f.drop = k, false
		f.skip(buf[2:]) // which has no end
		return
	}
	f.held = buf
}

// skip throws away what belongs to a sequence that is too long, and returns the
// rest.
func (f *Filter) skip(buf []byte) []byte {
	find := stringEnd
	if f.long == csi {
		find = csiEnd
	}
	n, how := find(buf, f.long)
	switch {
	case how != open:
		f.long = none
	case n < len(buf): // ESC, perhaps the first half of the end
		f.held, f.long, f.drop = append([]byte(emptied), esc), none, true
		return nil
	}
	return buf[n:]
}

// pasted moves pasted text from buf to out, up to the end of the paste.
func (f *Filter) pasted(out, buf []byte) (rest, left []byte) {
	if at := bytes.Index(buf, []byte(pasteEnd)); at >= 0 {
		f.paste = false
		return append(clean(out, buf[:at]), pasteEnd...), buf[at+len(pasteEnd):]
	}
	keep := unfinished(buf)
	for n := min(len(buf), len(pasteEnd)-1); n > 0; n-- {
		if bytes.HasSuffix(buf, []byte(pasteEnd[:n])) {
			keep = n
			break
		}
	}
	f.held = buf[len(buf)-keep:]
	return clean(out, buf[:len(buf)-keep]), nil
}
