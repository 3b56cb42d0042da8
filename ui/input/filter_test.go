package input

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// replies are what terminals send unasked or as an answer, none of it typed.
var replies = map[string]string{
	"background":         "\x1b]11;rgb:aaaa/0000/0000\a",
	"background, ST":     "\x1b]11;rgb:aaaa/0000/0000\x1b\\",
	"foreground":         "\x1b]10;rgb:abab/cdcd/efef\x1b\\",
	"cursor's colour":    "\x1b]12;rgb:aaaa/aaaa/aaaa\a",
	"palette":            "\x1b]4;1;rgb:aaaa/aaaa/aaaa\a",
	"clipboard":          "\x1b]52;c;YWFhYQ==\a",
	"title":              "\x1b]lja Nein\x1b\\",
	"primary device":     "\x1b[?62;22;52c",
	"secondary device":   "\x1b[>41;390;0c",
	"tertiary device":    "\x1bP!|7E565445\x1b\\",
	"mode":               "\x1b[?2026;2$y",
	"mode of ANSI":       "\x1b[4;2$y",
	"keyboard":           "\x1b[?31u",
	"version":            "\x1bP>|XTerm(390)\x1b\\",
	"capability":         "\x1bP1+r524742=61\x1b\\",
	"setting":            "\x1bP1$r0;1m\x1b\\",
	"graphics":           "\x1b_Gi=31;OK\x1b\\",
	"cursor":             "\x1b[?12;40R",
	"cursor, old":        "\x1b[12;40R",
	"status":             "\x1b[0n",
	"colours":            "\x1b[?997;1n",
	"size":               "\x1b[8;24;80t",
	"size in the band":   "\x1b[48;24;80;480;800t",
	"wheel up":           "\x1b[<64;20;10M",
	"wheel down":         "\x1b[<65;20;10M",
	"release":            "\x1b[<0;20;10m",
	"mouse, oldest":      "\x1b[M`aa",
	"focus":              "\x1b[I",
	"blur":               "\x1b[O",
	"eight bits, colour": "\x9d11;rgb:aaaa/0000/0000\a",
	"eight bits, device": "\x9b?62;22c",
}

// keys are sequences that stand for a key.
var keys = []string{
	"\x1b[A", "\x1b[1;5C", "\x1b[Z", "\x1b[3~", "\x1b[15;2~", "\x1bOP", "\x1bOA", "\x1b[27;5;106~", "\x1b[106;5u", "\x1b[97:65;2;65u", "\x1b[11^", "é", "界", "👩", "a", "\r", "\x03",
}

// feed passes pieces through a filter, with a pause before each but the first.
func feed(pause time.Duration, pieces ...string) string {
	var f Filter
	var out []byte
	now := noon
	for i, p := range pieces {
		if i > 0 {
			if pause >= EscWait && f.Undecided() {
				out = append(out, f.Decide(now.Add(EscWait))...)
			}
			now = now.Add(pause)
		}
		out = append(out, f.Feed([]byte(p), now)...)
	}
	if f.Undecided() {
		out = append(out, f.Decide(now.Add(EscWait))...)
	}
	return string(out)
}

// TestAReplyInPiecesIsNoKey cuts each in two at every byte, and in three.
func TestAReplyInPiecesIsNoKey(t *testing.T) {
	for name, reply := range replies {
		whole := strings.ReplaceAll(strings.ReplaceAll(reply, "\x9d", "\x1b]"), "\x9b", "\x1b[")
		for i := 1; i < len(reply); i++ {
			for _, pause := range []time.Duration{0, 10 * time.Millisecond, 100 * time.Millisecond, time.Second} {
				got := feed(pause, "j", reply[:i], reply[i:], "k")
				want := "j" + whole + "k"
				if pause >= EscWait && reply[:i] == "\x1b" { // it was taken for a key, and the rest for nothing
					want = "j" + escKey + "k"
					if rest := reply[1:]; !isRest([]byte(rest)) && (strings.HasPrefix(rest, "]l") || strings.HasPrefix(rest, "_G") || strings.HasPrefix(rest, "[M")) {
						continue // asked for by nobody here
					}
				}
				if got != want {
					t.Errorf("%s in pieces %q %q, %v apart: %q, want %q", name, reply[:i], reply[i:], pause, got, want)
				}
			}
			for k := i + 1; k < len(reply); k++ {
				if got := feed(300*time.Millisecond, reply[:i], reply[i:k], reply[k:], "k"); i > 1 && got != whole+"k" {
					t.Errorf("%s in pieces %q %q %q: %q", name, reply[:i], reply[i:k], reply[k:], got)
				}
			}
		}
	}
}

func TestAKeyInPiecesIsTheKey(t *testing.T) {
	for _, key := range keys {
		for i := 1; i < len(key); i++ {
			if got := feed(30*time.Millisecond, key[:i], key[i:]); got != key {
				t.Errorf("%q in pieces %q %q: %q", key, key[:i], key[i:], got)
			}
		}
	}
}

func TestWhatIsHandedOn(t *testing.T) {
	const later = 60 * time.Millisecond
	for _, c := range []struct {
		name   string
		pause  time.Duration
		pieces []string
		want   string
	}{
		{"esc", 0, []string{"\x1b"}, escKey},
		{"esc, then a key", later, []string{"\x1b", "a"}, escKey + "a"},
		{"alt", 0, []string{"\x1ba"}, "\x1ba"},
		{"alt in pieces", 10 * time.Millisecond, []string{"\x1b", "a"}, "\x1ba"},
		{"alt and a letter of two bytes", 0, []string{"\x1b\xc3", "\xa9"}, "\x1bé"},
		{"alt+enter", 0, []string{"\x1b\r"}, "\x1b\r"},
		{"esc twice", 0, []string{"\x1b\x1b"}, escKey + escKey},
		{"esc twice and a key", 0, []string{"\x1b\x1bj"}, escKey + "\x1bj"},
		{"esc and an answer", 0, []string{"\x1b\x1b]11;rgb:a/a/a\a"}, escKey + "\x1b]11;rgb:a/a/a\a"},
		{"alt and an arrow, of rxvt", 0, []string{"\x1b\x1b[A"}, "\x1b\x1b[A"},
		{"shift, of rxvt", 0, []string{"\x1b[7$", "j"}, "\x1b[7;2~j"},
		{"a function key of Linux", 0, []string{"\x1b[", "[", "A"}, "\x1b[11~"},
		{"alt+[ and no sequence", 0, []string{"\x1b[", "\r"}, "\x1b[91;3u\r"},
		{"alt+] and no answer", 0, []string{"\x1b]", "j"}, "\x1b[93;3uj"},
		{"alt+P and no answer", 0, []string{"\x1bP", "j"}, "\x1b[112;4uj"},
		{"alt+O and no key", 0, []string{"\x1bO", "\r"}, "\x1b[111;4u\r"},
		{"alt+X, alt+^", 0, []string{"\x1bX\x1b^j"}, "\x1b[120;4u\x1b[94;3uj"},
		{"ctrl+c in the midst", later, []string{"\x1b]11;rgb:a", "\x03"}, "\x03"},
		{"ctrl+c in the midst of others", later, []string{"\x1b[<65;20", "\x03", "\x1bP>|x", "\x03"}, "\x03\x03"},
		{"esc in the midst", later, []string{"\x1b]11;rgb:a", "\x1b", "j"}, escKey + "j"},
		{"the end in pieces", later, []string{"\x1b]11;rgb:a\x1b", "\\j"}, "\x1b]11;rgb:a\x1b\\j"},
		{"too late", 3 * time.Second, []string{"\x1b[<65;20", "j"}, "j"},
		{"too late, but the end of an answer", 3 * time.Second, []string{"\x1b]11;rgb:a", "aaa/0000/0000\a", "j"}, "j"},
		{"too late, and no end", 3 * time.Second, []string{"\x1b]11;rgb:a", "j"}, "j"},
		{"keys after esc are keys", later, []string{"\x1b", "]", "[", "O", "jj", "[["}, escKey + "][Ojj[["},
		{"only what comes right after esc", later, []string{"\x1b", "j", "[<65;20;10M"}, escKey + "j[<65;20;10M"},
		{"long after esc", 3 * time.Second, []string{"\x1b", "[I"}, escKey + "[I"},
		{"in pieces after esc", later, []string{"\x1b", "]11;rgb:a", "aaa/0000/0000\a", "j"}, escKey + "j"},
		{"too long", 0, []string{"\x1b]52;c;" + strings.Repeat("A", 3000), strings.Repeat("a", 3000), "a\x1b", "\\j"}, "j"},
		{"too long at once", 0, []string{"\x1b]52;c;" + strings.Repeat("A", 3000) + "\aj"}, "j"},
		{"too long, broken off", 0, []string{"\x1b]52;c;" + strings.Repeat("A", 3000), "\x03"}, "\x03"},
		{"too many parameters", 0, []string{"\x1b[" + strings.Repeat("1;", 40) + "1mj"}, "j"},
		{"too long for a control sequence", 0, []string{"\x1b[" + strings.Repeat("1", 200), "1mj"}, "j"},
		{"parameters in disorder", 0, []string{"\x1b[1 2aj"}, "j"},
		{"a string with letters of others", 0, []string{"\x1b]0;Übersicht\aj"}, "j"},
		{"a DCS that says nothing", 0, []string{"\x1bP1;2\x1b\\j"}, "j"},
		{"no UTF-8", 0, []string{"a\xff\xc0\x80b"}, "ab"},
		{"half a letter", 3 * time.Second, []string{"\xc3", "j"}, "j"},
		{"a paste", 0, []string{"\x1b[200~a\nb\tc\x1b[201~j"}, "\x1b[200~a\nb\tc\x1b[201~j"},
		{"a paste that hides its end", 0, []string{"\x1b[200~a\x1b]0;x\x9dy\x1b[\x1b[201~j"}, "\x1b[200~a]0;xy[\x1b[201~j"},
		{"a paste whose end comes in pieces", later, []string{"\x1b[200~a", "\x1b", "[20", "1", "~j"}, "\x1b[200~a\x1b[201~j"},
		{"a paste with a letter in pieces", later, []string{"\x1b[200~\xe7", "\x95", "\x8c\x1b[201~"}, "\x1b[200~界\x1b[201~"},
	} {
		if got := feed(c.pause, c.pieces...); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// TestPiecesMakeNoDifference: in however many pieces something comes, the same is
// handed on.
func TestPiecesMakeNoDifference(t *testing.T) {
	words := []string{"\x1b", "[", "]", "P", "O", "_G", "11;", "rgb:", "<", "?", "$", "M", "~", "200~", "201~", "\a", "\\", "a", "j", "é", "\xe7", "\x95", "\x9b", "\x9d", "\r", "\x03", "\x18", ";", "0"}
	for _, r := range replies {
		words = append(words, r)
	}
	words = append(words, keys...)
	draw := rapid.SliceOfN(rapid.SampledFrom(words), 0, 30)
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(draw.Draw(t, "words"), "")
		var pieces []string
		for rest := text; rest != ""; {
			n := rapid.IntRange(1, min(len(rest), 6)).Draw(t, "n")
			pieces, rest = append(pieces, rest[:n]), rest[n:]
		}
		if whole, parts := feed(0, text), feed(0, pieces...); whole != parts {
			t.Fatalf("%q in pieces %q:\n%q, at once\n%q", text, pieces, parts, whole)
		}
	})
}

// FuzzOnlyWholeSequences holds that whatever comes, nothing unfinished is handed
// on, and that the end of it all is a key again.
func FuzzOnlyWholeSequences(f *testing.F) {
	for _, r := range replies {
		f.Add([]byte(r), uint8(2))
	}
	f.Add([]byte("\x1b[200~\x1b]0;x\x1b[201~"), uint8(7))
	f.Fuzz(func(t *testing.T, data []byte, cut uint8) {
		var filter Filter
		at := int(cut) % (len(data) + 1)
		out := filter.Feed(data[:at], noon)
		out = append(out, filter.Feed(data[at:], noon)...)
		out = append(out, filter.Decide(noon)...)
		if filter.paste {
			out = append(out, filter.Feed([]byte(pasteEnd), noon)...)
		}
		for rest := out; len(rest) > 0; {
			if rest[0] >= 0x80 && rest[0] < 0xa0 && !bytes.Contains(out, []byte("\x1b[M")) {
				t.Fatalf("%q: a control character of eight bits in %q", data, out)
			}
			n, _, whole := next(rest)
			if !whole && !bytes.Contains(out, []byte("\x1b[M")) { // whose coordinates are any bytes
				t.Fatalf("%q: %q is not whole in %q", data, rest, out)
			}
			rest = rest[max(n, 1):]
		}
		if got := filter.Feed([]byte("j"), noon.Add(time.Hour)); !bytes.HasSuffix(got, []byte("j")) {
			t.Fatalf("%q: the keyboard is dead: %q", data, got)
		}
	})
}
