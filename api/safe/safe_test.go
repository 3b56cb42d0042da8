package safe

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestLine(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"plain", "Joiner: provision laptop", "Joiner: provision laptop"},
		{"accents", "Zoë Müller", "Zoë Müller"},
		{"CJK", "入社手続き", "入社手続き"},
		{"escape", "a\x1b[2Jb", "a␛[2Jb"},
		{"bell and nul", "a\a\x00b", "a␇␀b"},
		{"delete", "a\x7fb", "a␡b"},
		{"C1 as rune", "a\u009b31mb", "a�31mb"},
		{"C1 as byte", "a\x9b31mb", "a�31mb"},
		{"override", "ecca\u202essdnuf", "ecca�ssdnuf"},
		{"isolate", "a\u2066b\u2069", "a�b�"},
		{"zero width", "pay\u200broll", "pay�roll"},
		{"byte order mark", "\ufeffname", "�name"},
		{"tag characters", "x\U000e0041\U000e0042", "x��"},
		{"private use", "x\ue0b0", "x�"},
		{"line breaks", "a\r\nb\nc\rd\u2028e", "a␤b␤c␤d␤e"},
		{"tab", "a\tb", "a b"},
		{"family emoji keeps its joiners", "👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"},
		{"joiner between Latin letters", "a\u200db", "a�b"},
		{"joiner in Devanagari", "क्\u200dष", "क्\u200dष"},
		{"variation selector after a letter", "a\ufe0f", "a�"},
		{"stacked marks", "e" + strings.Repeat("\u0301", 50), "e" + strings.Repeat("\u0301", maxMarks)},
		{"hangul filler", "a\u3164b", "a�b"},
		{"too long", strings.Repeat("é", MaxLine+5), strings.Repeat("é", MaxLine) + "…"},
		{"too long ASCII", strings.Repeat("e", MaxLine+5), strings.Repeat("e", MaxLine) + "…"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Line(c.in); got != c.want {
				t.Errorf("Line(%q) = %q, want %q", c.in, got, c.want)
			}
		})
	}
}

func TestBlockKeepsLines(t *testing.T) {
	if got, want := Block("a\r\nb\x1b\rc\td\u2029e"), "a\nb␛\nc d\ne"; got != want {
		t.Errorf("Block = %q, want %q", got, want)
	}
	long := strings.Repeat("ab\n", MaxBlock)
	if got := Block(long); utf8.RuneCountInString(got) != MaxBlock+1 || !strings.HasSuffix(got, "…") {
		t.Errorf("Block kept %d runes", utf8.RuneCountInString(got))
	}
	if got := Text(long); got != long {
		t.Error("Text cut its input")
	}
}

func TestMixedScripts(t *testing.T) {
	for s, want := range map[string]bool{"Payroll": false, "Pаyroll": true, "Зарплата": false, "支払 Payroll": false, "Αdmin": true, "": false} {
		if got := MixedScripts(s); got != want {
			t.Errorf("MixedScripts(%q) = %v", s, got)
		}
	}
}

// TestSecretNeverPrints tries every way a value usually ends up in a log.
func TestSecretNeverPrints(t *testing.T) {
	const value = "hunter2-hunter2"
	s := NewSecret(value)
	holder := struct {
		S Secret
		P *Secret
	}{s, &s}
	var logs bytes.Buffer
	slog.New(slog.NewJSONHandler(&logs, nil)).Info("x", "secret", s, "holder", holder)
	slog.New(slog.NewTextHandler(&logs, nil)).Info("x", "secret", s, "holder", holder)
	out := logs.String()
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		out += fmt.Sprintf(verb, s) + fmt.Sprintf(verb, holder) + fmt.Sprintf(verb, []Secret{s})
	}
	enc, err := json.Marshal(holder)
	if err != nil {
		t.Fatal(err)
	}
	out += string(enc) + s.String() + fmt.Sprint(fmt.Errorf("token %v", s))
	if strings.Contains(out, value) || strings.Contains(out, fmt.Sprintf("%x", value)) {
		t.Errorf("the secret stands in the output:\n%s", out)
	}
	if s.Reveal() != value || s.IsZero() || !(Secret{}).IsZero() {
		t.Error("Reveal or IsZero is wrong")
	}
}

// FuzzLine holds the promise of the package: whatever comes in, nothing that
// drives a terminal comes out, and cleaning twice changes nothing.
func FuzzLine(f *testing.F) {
	for _, s := range []string{"a\x1b]0;x\a", "\u202e\u200f", "👩\u200d🚀", "\xff\xfe", "e\u0301\u0301", "\r\n\t", "क्\u200dष"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for name, out := range map[string]string{"Line": Line(s), "Block": Block(s), "Text": Text(s)} {
			if !utf8.ValidString(out) {
				t.Fatalf("%s(%q) is not UTF-8: %q", name, s, out)
			}
			for _, r := range out {
				if r == '\n' && name != "Line" {
					continue
				}
				if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r >= 0xe0000 {
					t.Fatalf("%s(%q) lets %U through", name, s, r)
				}
			}
		}
		if once := Line(s); utf8.RuneCountInString(once) <= MaxLine && Line(once) != once {
			t.Fatalf("Line is not stable: %q, then %q", once, Line(once))
		}
	})
}

func BenchmarkLine(b *testing.B) {
	for name, s := range map[string]string{"ascii": "Joiner: provision laptop for Alison Ferguso", "accents": "Überprüfung für Zoë Müller, Zürich"} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_ = Line(s)
			}
		})
	}
}
