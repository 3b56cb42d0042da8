package export

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"iter"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"iscope/api/safe"
)

func rows(r ...[]string) iter.Seq[[]string] { return slices.Values(r) }

func written(t testing.TB, f Format, columns []string, r ...[]string) string {
	t.Helper()
	var b bytes.Buffer
	n, err := Write(&b, f, columns, rows(r...))
	if err != nil || n != len(r) {
		t.Fatalf("%d rows of %d: %v", n, len(r), err)
	}
	return b.String()
}

func TestCSV(t *testing.T) {
	got := written(t, CSV, []string{"item", "words"},
		[]string{"Access for Zoë", ""}, []string{`a "b", c`, "two\nlines\r\nand three"}, []string{"", "tab\there"}, []string{"=1+1", "-12.50"})
	want := "item,words\r\nAccess for Zoë,\r\n\"a \"\"b\"\", c\",two␤lines␤and three\r\n,tab here\r\n'=1+1,-12.50\r\n"
	if got != want {
		t.Errorf("\n%q, want\n%q", got, want)
	}
}

func TestCSVOfOneEmptyCell(t *testing.T) {
	got := written(t, CSV, []string{"item"}, []string{"a"}, []string{""}, []string{"b"})
	all, err := csv.NewReader(strings.NewReader(got)).ReadAll()
	if err != nil || len(all) != 4 || all[2][0] != "" || all[3][0] != "b" {
		t.Errorf("%q reads as %q, %v", got, all, err)
	}
}

func TestJSONLines(t *testing.T) {
	got := written(t, JSONLines, []string{"z", "a"}, []string{"=1+1 & <b>", "x\ny\x1b[2J"}, []string{"", "\xff\u202e"})
	want := `{"z":"=1+1 & <b>","a":"x\ny␛[2J"}` + "\n" + `{"z":"","a":"` + "\ufffd\ufffd" + `"}` + "\n"
	if got != want {
		t.Errorf("\n%q, want\n%q", got, want)
	}
}

func TestNoRows(t *testing.T) {
	if got := written(t, CSV, []string{"a", "b"}); got != "a,b\r\n" {
		t.Errorf("CSV: %q", got)
	}
	if got := written(t, JSONLines, []string{"a", "b"}); got != "" {
		t.Errorf("JSON Lines: %q", got)
	}
}

func TestCell(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "plain": "plain", "a=b": "a=b", "user@acme.example": "user@acme.example", "2026-03-14": "2026-03-14",
		"=1+1": "'=1+1", "+1": "'+1", "-1+1": "'-1+1", "@SUM(A1)": "'@SUM(A1)", "-": "'-", "--1": "'--1", "-1.2.3": "'-1.2.3", "-1.": "'-1.", "-.5": "'-.5",
		"-12": "-12", "-0.5": "-0.5", "-12 OR": "'-12 OR",
		"  =1": "'  =1", "\t=1": "' =1", "\u00a0\u3000=1": "'\u00a0\u3000=1", "\r=1": "␤=1", "\x00=1": "␀=1", "\u200b=1": "\ufffd=1",
		"＝1+1": "'＝1+1", "＋1": "'＋1", "－1": "'－1", "＠a": "'＠a", "﹦1": "'﹦1",
		"a;=1": "a;'=1", "a; \"=1": "a;' \"=1", "a;-1;b": "a;'-1;b", "\"=1\"": "'\"=1\"", ";": ";", "'=1": "'=1",
		"=cmd|' /C calc'!A0": "'=cmd|' /C calc'!A0", "-2+3+cmd|' /C calc'!A0": "'-2+3+cmd|' /C calc'!A0",
	} {
		if got := cell(in); got != want {
			t.Errorf("cell(%q) = %q, want %q", in, got, want)
		}
	}
}

// TestLongValuesStayWhole pins that an export cuts nothing, unlike a row on
// screen.
func TestLongValuesStayWhole(t *testing.T) {
	long := strings.Repeat("長 ", 3*safe.MaxLine)
	for _, f := range []Format{CSV, JSONLines} {
		if got := written(t, f, []string{"a"}, []string{long}); !strings.Contains(got, long) {
			t.Errorf("%s cuts a long value: %d bytes of %d", f, len(got), len(long))
		}
	}
}

func TestWriteRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		columns []string
		row     []string
		n       int
	}{
		"no columns": {nil, nil, 0}, "the same column twice": {[]string{"a", "b", "a"}, []string{"1", "2", "3"}, 0},
		"a short row": {[]string{"a", "b"}, []string{"1"}, 1}, "a long row": {[]string{"a"}, []string{"1", "2"}, 1},
	} {
		for _, f := range []Format{CSV, JSONLines} {
			n, err := Write(io.Discard, f, c.columns, rows(make([]string, len(c.columns)), c.row))
			if err == nil || n != c.n {
				t.Errorf("%s as %s: %d rows, %v", name, f, n, err)
			}
		}
	}
}

// full takes so many bytes and then no more.
type full struct{ room int }

var errFull = errors.New("no space left")

func (w *full) Write(p []byte) (int, error) {
	if len(p) > w.room {
		return 0, errFull
	}
	w.room -= len(p)
	return len(p), nil
}

func TestWriteTellsThatTheDiskIsFull(t *testing.T) {
	for _, f := range []Format{CSV, JSONLines} {
		for _, room := range []int{0, 10, 5000} {
			_, err := Write(&full{room}, f, []string{"a"}, func(yield func([]string) bool) {
				for range 10_000 {
					if !yield([]string{"value"}) {
						return
					}
				}
			})
			if !errors.Is(err, errFull) {
				t.Errorf("%s with room for %d bytes: %v", f, room, err)
			}
		}
		if _, err := Write(&full{3}, f, []string{"a"}, rows([]string{""})); !errors.Is(err, errFull) {
			t.Errorf("%s of one empty cell: %v", f, err)
		}
	}
}

// formula is a cell as spreadsheets read it that they run, quotes and blanks in
// front included.
var formula = regexp.MustCompile(`^["\s\p{Z}]*[=+\-@＝＋－＠]`)

var minus = regexp.MustCompile(`^-[0-9]+(\.[0-9]+)?$`)

// active returns the cells of a CSV text that a spreadsheet runs, whichever
// separator it splits at, and whether or not it understands quotes.
func active(t testing.TB, text string) []string {
	t.Helper()
	all, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatalf("%q is not CSV: %v", text, err)
	}
	cells := slices.Concat(all...)
	for _, separator := range []rune{';', '\t'} {
		for line := range strings.SplitSeq(text, "\r\n") {
			cells = append(cells, strings.Split(line, string(separator))...)
			lazy := csv.NewReader(strings.NewReader(line))
			lazy.Comma, lazy.LazyQuotes = separator, true
			if fields, err := lazy.Read(); err == nil {
				cells = append(cells, fields...)
			}
		}
	}
	return slices.DeleteFunc(cells, func(c string) bool {
		// A number may be the first of a row, where it is followed by commas for
		// a spreadsheet that splits elsewhere.
		first, _, _ := strings.Cut(c, ",")
		return !formula.MatchString(c) || minus.MatchString(first)
	})
}

func TestActive(t *testing.T) {
	for text, want := range map[string]int{"a,b\r\n": 0, "a,=1\r\n": 1, "-1,b\r\n": 0, "'=1,a\r\n": 0} {
		if got := active(t, text); len(got) != want {
			t.Errorf("%q: %q", text, got)
		}
	}
	if len(active(t, "a;=1\r\n")) == 0 || len(active(t, "\"a;\"\"=1\"\r\n")) == 0 {
		t.Error("what follows a semicolon is not looked at")
	}
}

func FuzzWrite(f *testing.F) {
	for _, s := range []string{"", "plain", "=1", " =1", "\t@x", "\r+1", "-12", "-1+1", "＝1", "a;=1", "a\";\"=1", "a,b\"c\n=d", "\x1b[2J", "\u202e=", "\xff\xfe", `\.`, "'=1", ";;-", "\u2028=1"} {
		f.Add(s, "x")
		f.Add("x", s)
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		columns, row := []string{"first", "second"}, []string{a, b}
		text := written(t, CSV, columns, row)
		if cells := active(t, text); len(cells) > 0 {
			t.Errorf("%q has %q, which a spreadsheet runs", text, cells)
		}
		back, err := csv.NewReader(strings.NewReader(text)).ReadAll()
		if err != nil || len(back) != 2 || !slices.Equal(back[0], columns) {
			t.Fatalf("%q reads as %q, %v", text, back, err)
		}
		for i, got := range back[1] {
			// But for apostrophes the value is that of a line on screen, uncut.
			want := strings.ReplaceAll(safe.Text(row[i]), "\n", "␤")
			if strings.ReplaceAll(got, "'", "") != strings.ReplaceAll(want, "'", "") {
				t.Errorf("%q comes back as %q", row[i], got)
			}
		}
		lines := written(t, JSONLines, columns, row)
		var object map[string]string
		if err := json.Unmarshal([]byte(lines), &object); err != nil || len(object) != 2 {
			t.Fatalf("%q: %v", lines, err)
		}
		if object["first"] != safe.Text(a) || object["second"] != safe.Text(b) {
			t.Errorf("%q and %q come back as %q", a, b, object)
		}
		for _, out := range []string{text, lines} {
			if !utf8.ValidString(out) || strings.ContainsFunc(strings.NewReplacer("\r\n", "", "\n", "").Replace(out), func(r rune) bool { return r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 }) {
				t.Errorf("%q is not safe to print", out)
			}
		}
	})
}

func BenchmarkWrite(b *testing.B) {
	row := []string{"2026-03-14T09:26:53Z", "acme", "approve work item", "2c9180835d2e5168015d32f890ca1581", "Access for Ada Lovelace", "done"}
	for _, f := range []Format{CSV, JSONLines} {
		b.Run(f.String(), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_, _ = Write(io.Discard, f, []string{"a", "b", "c", "d", "e", "f"}, func(yield func([]string) bool) {
					for range 1000 {
						if !yield(row) {
							return
						}
					}
				})
			}
		})
	}
}
