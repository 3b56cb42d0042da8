package input

import (
	"bytes"
	"slices"
	"time"
	"unicode/utf8"
)

// Patience is how long the rest of a sequence is waited for.
const Patience = 2 * time.Second

// EscWait is how long something may follow ESC before that is the key esc.
const EscWait = 50 * time.Millisecond

// Further waits.
const (
	strayWait = 500 * time.Millisecond // how long [, O or ] right after the key esc may still begin a sequence
	slow      = time.Second            // bytes further apart than that are not waited for one by one
	longest   = 5 * Patience           // how late, or for how long byte by byte, a sequence may come
)

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
	since time.Time // from when on the rest is waited for
	burst time.Time // when the last piece of several bytes came, or what is held began
	last  time.Time // when the last byte came
	long  kind      // of a sequence that is thrown away: its end is awaited
	torn  bool      // and this because its rest came too late
	drop  bool      // what is held follows an ESC that was taken for a key
	stray bool      // and began with a piece of one byte, which may be a key too
	typed bool      // what is held came byte by byte, as from a hand
	esc   time.Time // when ESC was taken for a key; zero once something followed
	paste bool
}

// Feed takes a piece that came at now and returns what is whole by that.
func (f *Filter) Feed(piece []byte, now time.Time) []byte {
	if len(piece) == 0 {
		return nil
	}
	out := f.expired(piece, now)
	f.note(piece, now)
	buf := slices.Concat(f.held, piece)
	if len(f.held) == 0 && f.long == none && !f.esc.IsZero() {
		switch age := now.Sub(f.esc); {
		case age < Patience && isRest(piece):
			buf, f.drop = append([]byte{esc}, piece...), true
		case age < strayWait && len(piece) == 1 && bytes.IndexByte([]byte("[O]"), piece[0]) >= 0:
			buf, f.drop, f.stray = append([]byte{esc}, piece...), true, true
		}
	}
	f.held, f.esc = nil, time.Time{}
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

// Wait returns how long something may follow what came last before Decide is to
// be called: zero where nothing is to be decided.
func (f *Filter) Wait() time.Duration {
	switch {
	case f.Undecided():
		return EscWait
	case f.loneStray():
		return strayWait
	}
	return 0
}

// Undecided reports whether what came last may be the key esc: if nothing
// follows within EscWait, Decide is to be called.
func (f *Filter) Undecided() bool {
	return len(f.held) > 0 && !f.paste && bytes.Trim(f.held, "\x1b") == nil
}

// Decide takes for keys what came last: ESC, or a bracket after it.
func (f *Filter) Decide(now time.Time) (keys []byte) {
	switch {
	case f.Undecided():
		keys = bytes.Repeat([]byte(escKey), len(f.held))
		f.held, f.esc = nil, now
	case f.loneStray():
		keys = f.held[1:]
		f.forget()
	}
	return keys
}

// forget gives up what is held and what is awaited.
func (f *Filter) forget() {
	f.held, f.long, f.torn, f.drop, f.stray = nil, none, false, false, false
}

// expired gives up what is held where the rest comes too late, and returns the
// keys that it was where it can only have been typed. What is still known for
// the rest of an answer by how it looks is going to be thrown away.
func (f *Filter) expired(piece []byte, now time.Time) []byte {
	gap := now.Sub(f.last)
	switch {
	case f.paste:
		if gap < Patience || !endsPaste(piece) {
			return nil
		}
		f.paste, f.held = false, nil
		return []byte(pasteEnd)
	case len(f.held) == 0 && f.long == none:
		return nil
	case f.Undecided() && gap >= EscWait, f.loneStray() && gap >= strayWait:
		return f.Decide(now)
	case len(f.held) > 1 && f.held[len(f.held)-1] == esc && piece[0] == '\\' && gap < longest: // the end of a string, in two pieces
		return nil
	case len(f.held) > 1 && f.held[len(f.held)-1] == esc && gap >= EscWait: // within a string
		f.forget()
		return []byte(escKey)
	case f.torn && (len(piece) == 1 || piece[0] >= utf8.RuneSelf): // no answer has such letters
		f.forget()
		return nil
	case now.Sub(f.since) < Patience:
		return nil
	}
	return f.late(piece, gap)
}

// late is expired for a sequence whose time is up.
func (f *Filter) late(piece []byte, gap time.Duration) (keys []byte) {
	k, rest := f.long, false
	switch {
	case k == none:
		k, rest = opens(inner(f.held)), continues(f.held, piece)
		if f.typed && len(piece) == 1 && headOnly(f.held) {
			keys = f.asKeys(f.held)
		}
	case k != csi:
		rest = !f.torn && len(piece) > 1
	}
	if k == bell || k == st {
		if n, how := stringEnd(piece, k); how == closed && n > 1 {
			gap, rest = 0, true
		}
	}
	f.forget()
	if rest && gap < longest {
		f.long, f.torn = k, true
	}
	return keys
}

// token moves what stands first from buf to out; what is unfinished is held.
func (f *Filter) token(out, buf []byte) (rest, left []byte) {
	buf = sevenBit(buf)
	n, put, whole := next(buf)
	if !whole {
		f.hold(buf)
		return out, nil
	}
	switch typed := f.typed && len(buf)-n <= 1; {
	case f.stray && typed && !isRest(buf[1:n]), f.drop == f.stray && typed && len(put) == 0 && n+1 == len(buf) && headOnly(buf[:n]):
		put = f.asKeys(buf[:n])
	case f.drop:
		put = nil
	default:
		f.paste = string(put) == pasteBegin
	}
	f.drop, f.stray = false, false
	return append(out, put...), buf[n:]
}

// hold keeps the beginning of a sequence, unless that is too long for one.
func (f *Filter) hold(buf []byte) {
	seq := inner(buf)
	k := opens(seq)
	if k == csi && len(seq) > longestCSI || k != none && len(seq) > longestString {
		f.long, f.drop, f.stray = k, false, false
		f.skip(seq[2:]) // which has no end
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
		f.long, f.torn = none, false
	case n < len(buf): // ESC, perhaps the first half of the end
		f.held, f.long, f.torn, f.drop = append([]byte(emptied), esc), none, false, true
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
