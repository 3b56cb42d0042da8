package bundle

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestStem(t *testing.T) {
	for name, want := range map[string]string{
		"Joiner: provision laptop": "joiner-provision-laptop",
		"  --Leaver – Zürich 2!  ": "leaver-zürich-2",
		"Anna's flow":              "annas-flow",
		"":                         "workflow",
		"😀/..\\":                   "workflow",
		"../../etc/passwd":         "etc-passwd",
		"CON":                      "workflow-con",
		"com1":                     "workflow-com1",
		"com1.json":                "com1-json",
		"入社 2026":                  "入社-2026",
		"e\u0301te\u0301":          "e\u0301te\u0301",
		"\u0301":                   "workflow",
		"a\x1b[2Jb\u202ec\u200bd":  "a-2jb-c-d",
		strings.Repeat("ä", 80):    strings.Repeat("ä", 50),
		strings.Repeat("a-", 80):   strings.TrimRight(strings.Repeat("a-", 50), "-"),
		"x\xff\xfey":               "x-y",
		"trailing dot. ":           "trailing-dot",
		"NUL":                      "workflow-nul",
		"İstanbul":                 "istanbul",
	} {
		if got := Stem(name); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}

func TestNames(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"a b a a", "a b a-2 a-3"},
		{"a a a-2", "a a-3 a-2"},
		{"a-2 a a", "a-2 a a-3"},
		{"straße STRASSE Straße", "straße STRASSE Straße-2"},
		{"ſ s k K", "ſ s-2 k K-2"}, // the sign of Kelvin, and the long s
	} {
		if got := strings.Join(Names(strings.Fields(c.in)), " "); got != c.want {
			t.Errorf("%s: %s", c.in, got)
		}
	}
}

func TestInOrder(t *testing.T) {
	names := []string{"b.json", "a-10.json", "a.json", "a-2.JSON", "a-1.json", "a-x.json"}
	slices.SortFunc(names, inOrder)
	if got := strings.Join(names, " "); got != "a.json a-2.JSON a-10.json a-1.json a-x.json b.json" {
		t.Errorf("%s", got)
	}
}

// FuzzStem pins that any name gives one that a file may have everywhere, and
// that two files never meet.
func FuzzStem(f *testing.F) {
	for _, s := range []string{"Joiner: provision laptop", "CON", "..", "a/b", "İ", "\xff", "e\u0301", "Ǆ", "com1\x00"} {
		f.Add(s, "a")
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		s := Stem(a)
		if s == "" || len(s) > stemBytes+len("workflow-") || !utf8.ValidString(s) || filepath.Base(s) != s || slices.Contains(reserved, s) ||
			strings.ContainsAny(s, `/\:*?"<>|. `+"\x00\x1b\u202e\u200b") || strings.HasPrefix(s, "-") || strings.HasSuffix(s, "-") {
			t.Fatalf("%q: %q", a, s)
		}
		if again := Stem(s); again != s {
			t.Fatalf("%q: %q, then %q", a, s, again)
		}
		names := Names([]string{s, Stem(b), s, Stem(b), s + "-2"})
		for i := range names {
			for j := range i {
				if same(names[i]) == same(names[j]) || strings.EqualFold(names[i], names[j]) {
					t.Fatalf("%q", names)
				}
			}
		}
	})
}
