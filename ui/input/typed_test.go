package input

import (
	"io"
	"strings"
	"testing"
	"time"
)

// timed is a piece and the pause before it.
type timed struct {
	pause time.Duration
	piece string
}

// each is text as single bytes, the same pause before each.
func each(pause time.Duration, text string) (pieces []timed) {
	for i := range len(text) {
		pieces = append(pieces, timed{pause, text[i : i+1]})
	}
	return pieces
}

// at passes pieces through a filter that is asked to decide when it wants to be.
func at(pieces ...timed) string {
	var f Filter
	var out []byte
	now := noon
	for _, p := range pieces {
		if d := f.Wait(); d > 0 && p.pause >= d {
			out = append(out, f.Decide(now.Add(d))...)
		}
		now = now.Add(p.pause)
		out = append(out, f.Feed([]byte(p.piece), now)...)
	}
	return string(append(out, f.Decide(now.Add(time.Second))...))
}

// TestTheRestOfATornAnswerIsNoKey: where patience ran out, what comes in a burst
// still belongs to the answer.
func TestTheRestOfATornAnswerIsNoKey(t *testing.T) {
	const late, soon = 2200 * time.Millisecond, 300 * time.Millisecond
	for _, c := range []struct {
		name   string
		pieces []timed
		want   string
	}{
		{"a colour", []timed{{0, "\x1b]11;rgb:"}, {late, "aaaa"}, {soon, "/aaaa"}, {soon, "/aa\aj"}, {0, "jj"}}, "jjj"},
		{"a colour, with ST", []timed{{0, "\x1b]11;rgb:"}, {late, "aaaa"}, {soon, "aa\x1b"}, {0, "\\"}, {0, "jj"}}, "jj"},
		{"torn before ST", []timed{{0, "\x1b]11;rgb:a/a/a\x1b"}, {late, "\\jj"}}, "\x1b]11;rgb:a/a/a\x1b\\jj"},
		{"a DCS", []timed{{0, "\x1bP>|"}, {late, "aaaa"}, {0, "aa\x1b\\jj"}}, "jj"},
		{"an APC", []timed{{0, "\x1b_Gi=3"}, {late, "aaaa"}, {0, "aa\x1b\\jj"}}, "jj"},
		{"torn right at its beginning", []timed{{0, "\x1b]"}, {late, "11;rgb:a"}, {0, "aaaa\ajj"}}, "jj"},
		{"torn within the number", []timed{{0, "\x1b]1"}, {late, "1;rgb:a"}, {0, "aaaa\ajj"}}, "jj"},
		{"too long to be held", []timed{{0, "\x1b]52;c;" + strings.Repeat("A", 3000)}, {late, "aaaa"}, {0, "aa\ajj"}}, "jj"},
		{"the wheel", []timed{{0, "\x1b[<65;20"}, {late, ";10Mjj"}}, "jj"},
		{"silence ends it", []timed{{0, "\x1b]11;rgb:"}, {late, "aaaa"}, {late, "jj"}}, "jj"},
		{"a single key ends it", []timed{{0, "\x1b]11;rgb:"}, {late, "aaaa"}, {soon, "j"}, {soon, "kk"}}, "jkk"},
		{"an arrow ends it", []timed{{0, "\x1b]11;rgb:"}, {late, "\x1b[A"}, {0, "jj"}}, "\x1b[Ajj"},
		{"a letter of others ends it", []timed{{0, "\x1b]11;rgb:"}, {late, "aaaa"}, {soon, "é"}, {0, "jj"}}, "éjj"},
		{"no answer goes on so", []timed{{0, "\x1b]3"}, {late, "jj"}}, "jj"},
		{"far too late", []timed{{0, "\x1b]11;rgb:"}, {time.Minute, "jj"}}, "jj"},
	} {
		if got := at(c.pieces...); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// TestRepliesByteByByte: not one byte of an answer becomes a key, also where each
// comes alone.
func TestRepliesByteByByte(t *testing.T) {
	for name, reply := range replies {
		if strings.HasPrefix(reply, "\x1b]l") { // asked for by nobody here
			continue
		}
		whole := strings.ReplaceAll(strings.ReplaceAll(reply, "\x9d", "\x1b]"), "\x9b", "\x1b[")
		for _, pause := range []time.Duration{10 * time.Millisecond, 40 * time.Millisecond, 100 * time.Millisecond, 300 * time.Millisecond} {
			want := whole + "j"
			if pause > EscWait && reply[0] == esc {
				want = escKey + "j"
				if strings.IndexByte("[]O", reply[1]) < 0 || strings.HasPrefix(reply, "\x1b[M") {
					continue // esc and a letter, further apart than those are held together
				}
			}
			if got := at(append(each(pause, reply), timed{3 * time.Second, "j"})...); got != want {
				t.Errorf("%s, %v apart: %q, want %q", name, pause, got, want)
			}
			if pause > EscWait && reply[0] == esc { // with its first two bytes together
				if got := at(append(append([]timed{{0, reply[:2]}}, each(pause, reply[2:])...), timed{3 * time.Second, "j"})...); got != whole+"j" {
					t.Errorf("%s, %v apart but ESC: %q", name, pause, got)
				}
			}
		}
	}
}

// TestWhatIsTypedIsHeard: after keys that could begin an answer, what follows
// byte by byte is not swallowed.
func TestWhatIsTypedIsHeard(t *testing.T) {
	const second, quick = time.Second, 150 * time.Millisecond
	then := func(first string, pause time.Duration, text string) []timed {
		return append([]timed{{0, first}}, each(pause, text)...)
	}
	for _, c := range []struct {
		name   string
		pieces []timed
		want   string
	}{
		{"alt+], 3 and j", then("\x1b]", second, "3jjj"), "\x1b[93;3u3jjj"},
		{"the same quickly", then("\x1b]", quick, "3jjj"), "\x1b[93;3u3jjj"},
		{"alt+] in two pieces", append([]timed{{0, "\x1b"}, {0, "]"}}, each(second, "3jj")...), "\x1b[93;3u3jj"},
		{"alt+] and 3 at once", then("\x1b]3", second, "jjjj"), "jjjj"},
		{"alt+] and many digits", then("\x1b]", quick, "1234567j"), "\x1b[93;3u1234567j"},
		{"alt+] and one digit, much later j", then("\x1b]", 3*second, "3j"), "\x1b[93;3u3j"},
		{"alt+], 3 and ctrl+c", then("\x1b]", second, "3\x03"), "\x1b[93;3u3\x03"},
		{"alt+] and a title", then("\x1b]", second, "ljjj"), "\x1b[93;3uljjj"},
		{"alt+] and what looks like an answer", then("\x1b]", 900*time.Millisecond, "3;jjj"), "jjj"},
		{"alt+P and a digit", then("\x1bP", second, "1jjj"), "\x1b[112;4u1jjj"},
		{"alt+P and what no answer begins with", then("\x1bP", second, "{j"), "\x1b[112;4u{j"},
		{"alt+[ and digits", then("\x1b[", second, "111j"), "\x1b[91;3u111j"},
		{"alt+_ and G", then("\x1b_", quick, "G"+strings.Repeat("j", 20)), strings.Repeat("j", 8)},
		{"an OSC that is no answer", []timed{{0, "\x1b]3"}, {0, "j"}}, "j"},
	} {
		if got := at(c.pieces...); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	if got := at(then("\x1b]", 100*time.Millisecond, "3;"+strings.Repeat("j", 200))...); len(got) < 75 {
		t.Errorf("%d of 200 keys are heard after what looks like an answer", len(got))
	}
}

// TestAPasteWithoutAnEnd: a control character ends it after a silence.
func TestAPasteWithoutAnEnd(t *testing.T) {
	const late = 2100 * time.Millisecond
	for _, c := range []struct {
		name   string
		pieces []timed
		want   string
	}{
		{"ctrl+c", []timed{{0, "\x1b[200~x"}, {late, "\x03"}, {0, "j"}}, "\x1b[200~x\x1b[201~\x03j"},
		{"ctrl+c, written out", []timed{{0, "\x1b[200~x"}, {late, "\x1b[99;5u"}, {0, "j"}}, "\x1b[200~x\x1b[201~\x1b[99;5uj"},
		{"esc", []timed{{0, "\x1b[200~x"}, {late, "\x1b"}, {late, "j"}}, "\x1b[200~x\x1b[201~" + escKey + "j"},
		{"within its end", []timed{{0, "\x1b[200~x\x1b[20"}, {late, "\x03"}, {0, "j"}}, "\x1b[200~x\x1b[201~\x03j"},
		{"too soon", []timed{{0, "\x1b[200~x"}, {time.Second, "\x03"}, {0, "y\x1b[201~"}}, "\x1b[200~xy\x1b[201~"},
		{"text goes on", []timed{{0, "\x1b[200~x"}, {late, "\r"}, {late, "y"}, {late, "\t"}, {0, "\x1b[201~j"}}, "\x1b[200~x\ry\t\x1b[201~j"},
	} {
		if got := at(c.pieces...); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// TestABracketAfterEsc: it begins a sequence, or is a key after half a second.
func TestABracketAfterEsc(t *testing.T) {
	const apart = 300 * time.Millisecond
	for _, c := range []struct {
		name   string
		pieces []timed
		want   string
	}{
		{"an arrow", each(apart, "\x1b[A"), escKey},
		{"a function key", append(each(apart, "\x1bOP"), timed{0, "j"}), escKey + "j"},
		{"an arrow with ctrl", append(each(apart, "\x1b[1;5C"), timed{apart, "j"}), escKey + "j"},
		{"the wheel", []timed{{0, "\x1b"}, {apart, "["}, {apart, "<65;20;10M"}, {0, "j"}}, escKey + "j"},
		{"a colour", []timed{{0, "\x1b"}, {apart, "]"}, {apart, "11;rgb:aaaa/"}, {apart, "aaaa/aaaa\a"}, {0, "j"}}, escKey + "j"},
		{"nothing", []timed{{0, "\x1b"}, {apart, "["}}, escKey + "["},
		{"nothing for a while", []timed{{0, "\x1b"}, {apart, "O"}, {time.Second, "A"}}, escKey + "OA"},
		{"keys", each(apart, "\x1b[jO"), escKey + "[jO"},
		{"digits", each(apart, "\x1b]11j"), escKey + "]11j"},
		{"esc", each(apart, "\x1b]\x1b"), escKey + "]" + escKey},
		{"not right after", []timed{{0, "\x1b"}, {time.Second, "["}, {0, "A"}}, escKey + "[A"},
	} {
		if got := at(c.pieces...); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	got, err := io.ReadAll(play(300*time.Millisecond, "\x1b", "[", "A"))
	if string(got) != escKey || err != nil {
		t.Errorf("read byte by byte, an arrow is %q, %v", got, err)
	}
	p := &played{pieces: []string{"\x1b", "[", "A"}, pauses: []time.Duration{0, 300 * time.Millisecond, time.Minute}, clock: noon}
	r := &Reader{source: p.source()}
	var b [16]byte
	for _, want := range []string{escKey, "[", "A"} {
		if n, err := r.Read(b[:]); string(b[:n]) != want || err != nil {
			t.Errorf("%q, %v, want %q", b[:n], err, want)
		}
	}
}

// TestWhatIsHeldIsBounded: also behind the ESC that rxvt writes for alt.
func TestWhatIsHeldIsBounded(t *testing.T) {
	for _, begin := range []string{"\x1b[", "\x1b\x1b[", "\x1b]11;", "\x1bP1", "\x1b_G", "\x1b\x1b[<"} {
		var f Filter
		f.Feed([]byte(begin), noon)
		for range 1000 {
			if out := f.Feed([]byte("11111111"), noon); len(out) > 0 {
				t.Fatalf("%q is handed on", out)
			}
			if len(f.held) > longestString+8 {
				t.Fatalf("%q: %d bytes are held", begin, len(f.held))
			}
		}
		if got := f.Feed([]byte("\x03j"), noon); string(got) != "\x03j" {
			t.Errorf("after it all: %q", got)
		}
	}
}
