package input

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// Control characters that sequences are made of.
const (
	bel    = 0x07
	can    = 0x18
	sub    = 0x1a
	esc    = 0x1b
	del    = 0x7f
	params = 16 // the most parameters of a sequence that are read
	number = 4  // the most digits of what an OSC is about
	digits = "0123456789"
)

// kind is what a sequence is, by how it ends.
type kind uint8

const (
	none kind = iota
	csi       // ends with a letter
	bell      // a string that ends with BEL or ST
	st        // a string that ends with ST
)

// opens returns the kind of sequence that b begins with.
func opens(b []byte) kind {
	if len(b) < 2 || b[0] != esc {
		return none
	}
	switch b[1] {
	case '[':
		return csi
	case ']':
		return bell
	case 'P', '_':
		return st
	}
	return none
}

// inner returns a sequence without the ESC that rxvt writes before it for alt.
func inner(b []byte) []byte {
	if len(b) > 2 && b[0] == esc && b[1] == esc {
		return b[1:]
	}
	return b
}

// ending is how far the end of a sequence has come.
type ending uint8

const (
	open   ending = iota // it is still to come
	closed               // by what belongs to it
	broken               // off, by what stands there instead
)

// withAlt are the characters that begin a sequence after ESC, as keys with alt.
// Two of them, which no terminal sends, are never more than that.
var withAlt = map[byte]string{
	'[': "\x1b[91;3u", ']': "\x1b[93;3u", '_': "\x1b[95;3u", '^': "\x1b[94;3u",
	'O': "\x1b[111;4u", 'P': "\x1b[112;4u", 'X': "\x1b[120;4u",
}

// sevenBit writes a sequence that begins with a control character of eight bits
// as it is written with seven.
func sevenBit(b []byte) []byte {
	switch b[0] {
	case 0x8f, 0x90, 0x9b, 0x9d, 0x9f:
		return append([]byte{esc, b[0] - 0x40}, b[1:]...)
	}
	return b
}

// next returns how many bytes what stands first in b has, and what to hand on
// for it: nothing where it is to be thrown away. It is not whole where more has
// to come.
func next(b []byte) (n int, put []byte, whole bool) {
	switch c := b[0]; {
	case c == esc:
		return escaped(b)
	case c < utf8.RuneSelf:
		return 1, b[:1], true
	case !utf8.FullRune(b):
		return 0, nil, false
	}
	r, n := utf8.DecodeRune(b)
	if r == utf8.RuneError && n == 1 {
		return 1, nil, true
	}
	return n, b[:n], true
}

// escaped is next for what begins with ESC.
func escaped(b []byte) (n int, put []byte, whole bool) {
	if len(b) == 1 {
		return 0, nil, false
	}
	switch b[1] {
	case '[':
		return control(b)
	case ']', 'P', '_':
		return text(b)
	case 'O':
		return function(b)
	case '^', 'X':
		return 2, []byte(withAlt[b[1]]), true
	case esc: // rxvt writes alt before an arrow so; two of them are two keys
		if len(b) == 2 {
			return 0, nil, false
		}
		if b[2] != '[' && b[2] != 'O' {
			return 1, []byte(escKey), true
		}
		n, put, whole = escaped(b[1:])
		if len(put) > 0 {
			put = append([]byte{esc}, put...)
		}
		return n + 1, put, whole
	}
	if n, put, whole = next(b[1:]); len(put) > 0 {
		put = b[:n+1]
	}
	return n + 1, put, whole
}

// control is next for CSI: parameters, intermediate characters, a final one.
func control(b []byte) (n int, put []byte, whole bool) {
	if len(b) == 2 {
		return 0, nil, false
	}
	if b[2] == '[' { // a function key of the Linux console
		switch {
		case len(b) == 3:
			return 0, nil, false
		case b[3] >= 'A' && b[3] <= 'E':
			return 4, []byte("\x1b[1" + string(b[3]-'A'+'1') + "~"), true
		}
		return 3, nil, true
	}
	if at := len(b) - len(bytes.TrimLeft(b[2:], digits)); at > 2 && at < len(b) && b[at] == '$' { // with shift, of rxvt
		return at + 1, []byte(string(b[:at]) + ";2~"), true
	}
	n, how := csiEnd(b[2:], csi)
	n += 2
	switch {
	case how == open:
		return 0, nil, false
	case how == broken && n == 2:
		return 2, []byte(withAlt['[']), true
	case how == closed && b[n-1] == 'M' && (b[2] < '<' || b[2] > '?'): // the mouse in its oldest form
		if len(b) < n+3 {
			return 0, nil, false
		}
		return n + 3, b[:n+3], true
	case how == broken, n > longestCSI, !wellFormed(b[2 : n-1]):
		return n, nil, true
	}
	return n, b[:n], true
}

// csiEnd returns how many bytes of a control sequence, without its beginning,
// there are.
func csiEnd(b []byte, _ kind) (n int, how ending) {
	for i, c := range b {
		switch {
		case c >= 0x40 && c < del:
			return i + 1, closed
		case c < 0x20 || c >= del:
			return i, broken
		}
	}
	return len(b), open
}

// wellFormed reports whether these are parameters, and after them what else may
// stand before the letter of a sequence.
func wellFormed(b []byte) bool {
	rest := bytes.TrimLeft(b, "0123456789:;<=>?")
	return bytes.Count(b, []byte(";"))+bytes.Count(b, []byte(":")) < params && len(bytes.TrimLeft(rest, " !\"#$%&'()*+,-./")) == 0
}

// text is next for strings: OSC, DCS and APC.
func text(b []byte) (n int, put []byte, whole bool) {
	if len(b) == 2 {
		return 0, nil, false
	}
	if !answers(b[1], b[2]) {
		return 2, []byte(withAlt[b[1]]), true
	}
	if at := head(b); at < len(b) {
		return at, nil, true
	}
	n, how := stringEnd(b[2:], opens(b))
	n += 2
	switch {
	case how == open:
		return 0, nil, false
	case how == broken, n > longestString, b[1] == 'P' && !named(b[2:n]):
		return n, nil, true
	case bytes.ContainsFunc(b[2:n], func(r rune) bool { return r >= del }): // no answer; and some take the byte 0x9c for an end
		return n, nil, true
	}
	return n, b[:n], true
}

// answers reports whether c may follow the beginning of a string, by what
// terminals are known to send.
func answers(intro, c byte) bool {
	switch intro {
	case ']':
		return c >= '0' && c <= '9' || c == 'l' || c == 'L' || c == 'I'
	case 'P':
		return c >= '0' && c <= '9' || strings.IndexByte(dcs, c) >= 0
	}
	return c == 'G'
}

// dcs are the characters of which one says, after the parameters, what kind of
// answer a DCS is.
const dcs = "$+>!|"

// head returns where in a string what cannot be an answer begins: after the
// number of an OSC and the parameters of a DCS not everything may follow. It is
// the length of b where all may be one so far.
func head(b []byte) int {
	if b[1] == '_' || b[1] == ']' && (b[2] < '0' || b[2] > '9') {
		return len(b)
	}
	set, follow, most := digits, ";\a", number
	if b[1] == 'P' {
		set, follow, most = digits+";", dcs, len(b)
	}
	at := len(b) - len(bytes.TrimLeft(b[2:], set))
	switch {
	case at-2 > most:
		return 2 + most
	case at == len(b), strings.IndexByte(follow, b[at]) >= 0, b[at] == can, b[at] == sub:
		return len(b)
	case b[at] == esc && (at+1 == len(b) || b[at+1] == '\\'):
		return len(b)
	}
	return at
}

// named reports whether a DCS, without its beginning, says what it is:
// parameters, and a letter.
func named(b []byte) bool {
	n, how := csiEnd(b, csi)
	return how == closed && wellFormed(b[:n-1])
}

// stringEnd returns how many bytes of a string, without its beginning, there
// are.
func stringEnd(b []byte, k kind) (n int, how ending) {
	for i, c := range b {
		switch {
		case c == bel && k == bell:
			return i + 1, closed
		case c == esc && i+1 == len(b):
			return i, open
		case c == esc && b[i+1] == '\\':
			return i + 2, closed
		case c == can, c == sub:
			return i + 1, broken
		case c < 0x20:
			return i, broken
		}
	}
	return len(b), open
}

// function is next for SS3: a modifier, and a letter.
func function(b []byte) (n int, put []byte, whole bool) {
	i := 2
	if len(b) > 2 && b[2] >= '0' && b[2] <= '9' {
		i = 3
	}
	switch {
	case i == len(b):
		return 0, nil, false
	case b[i] > 0x20 && b[i] < del:
		return i + 1, b[:i+1], true
	case i == 2:
		return 2, []byte(withAlt['O']), true
	}
	return i, nil, true
}

// isRest reports whether a piece can only be the rest of a sequence whose ESC
// came before it.
func isRest(b []byte) bool {
	if len(b) < 2 {
		return false
	}
	switch c := b[1]; b[0] {
	case '[':
		if c >= '0' && c <= '?' {
			return len(b) > 2 && b[2] >= '0' && b[2] <= '~'
		}
		return strings.IndexByte("ABCDEFHIOPQRSZ", c) >= 0
	case ']':
		return len(b) > 2 && c >= '0' && c <= '9' && (b[2] == ';' || b[2] >= '0' && b[2] <= '9')
	case 'P':
		return len(b) > 2 && strings.IndexByte("01>!", c) >= 0 && strings.IndexByte("+$|", b[2]) >= 0
	case 'O':
		return len(b) == 2 && strings.IndexByte("ABCDFHPQRS", c) >= 0
	}
	return false
}

// unfinished returns how many bytes at the end of b begin a character that has
// not come whole.
func unfinished(b []byte) int {
	for n := 1; n <= min(len(b), utf8.UTFMax-1); n++ {
		if tail := b[len(b)-n:]; utf8.RuneStart(tail[0]) {
			if tail[0] >= utf8.RuneSelf && !utf8.FullRune(tail) {
				return n
			}
			return 0
		}
	}
	return 0
}

// clean appends pasted text without what could drive whoever reads it.
func clean(out, text []byte) []byte {
	for len(text) > 0 {
		r, n := utf8.DecodeRune(text)
		switch {
		case r == utf8.RuneError && n == 1, r >= del && r < 0xa0, r < ' ' && r != '\t' && r != '\n' && r != '\r':
		default:
			out = append(out, text[:n]...)
		}
		text = text[n:]
	}
	return out
}
