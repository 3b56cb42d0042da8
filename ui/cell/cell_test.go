package cell

import (
	"testing"
	"time"

	"iscope/api/safe"
)

func TestCutAndPad(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{Cut("workflow", 8), "workflow"},
		{Cut("workflow", 5), "work…"},
		{Cut("workflow", 0), ""},
		{Cut("入社手続き", 5), "入社…"},
		{Cut("\x1b[1mworkflow\x1b[0m", 5), "\x1b[1mwork…\x1b[0m"},
		{CutMiddle("d201c5e9-d37b-4aff", 9), "d201…4aff"},
		{CutMiddle("short", 9), "short"},
		{CutMiddle("abcdef", 2), "a…"},
		{Left("ab", 4), "ab  "},
		{Right("ab", 4), "  ab"},
		{Right("入社", 5), " 入社"},
		{Center("ab", 5), " ab  "},
		{Left("a\x1b[1mb\x1b[0m", 4), "a\x1b[1mb\x1b[0m  "},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

func TestFitAndBeside(t *testing.T) {
	if got := Fit([]string{"abc", "d"}, 2, 3); got != "a…\nd\n" {
		t.Errorf("Fit = %q", got)
	}
	if got := Beside("ab\nc", 3, "│", "x\ny", 3); got != "ab │x\nc  │y\n   │" {
		t.Errorf("Beside = %q", got)
	}
}

func TestTimes(t *testing.T) {
	for d, want := range map[time.Duration]string{
		-time.Second: "0s", 4 * time.Second: "4s", 12 * time.Minute: "12m", 3 * time.Hour: "3h", 49 * time.Hour: "2d", 101 * 24 * time.Hour: "14w",
	} {
		if got := Age(d); got != want || len(got) > 4 {
			t.Errorf("Age(%v) = %q, want %q", d, got, want)
		}
	}
	for d, want := range map[time.Duration]string{
		-time.Second: "0.0s", 440 * time.Millisecond: "0.4s", 59999 * time.Millisecond: "59.9s", 192 * time.Second: "3m12s", 125 * time.Minute: "2h05m", 99 * time.Hour: "4d03h",
	} {
		if got := Duration(d); got != want || len(got) > 6 {
			t.Errorf("Duration(%v) = %q, want %q", d, got, want)
		}
	}
	at := time.Date(2026, 3, 2, 9, 15, 0, 0, time.UTC)
	if got := Stamp(at, time.FixedZone("", 3600)); got != "2026-03-02 10:15:00 +01:00 (09:15:00 UTC)" {
		t.Errorf("Stamp = %q", got)
	}
	if got := Stamp(time.Time{}, time.UTC); got != "–" {
		t.Errorf("Stamp of nothing = %q", got)
	}
}

func TestCounts(t *testing.T) {
	if Count(1, "item") != "1 item" || Count(12000, "item") != "12,000 items" || Thousands(-1234567) != "-1,234,567" {
		t.Error("Count or Thousands is wrong")
	}
}

// FuzzFit holds that padded text is as wide as it says, whatever the text.
func FuzzFit(f *testing.F) {
	f.Add("入社手続き", 5)
	f.Add("👩\u200d🚀 go", 3)
	f.Add("e\u0301\u0301", 1)
	f.Fuzz(func(t *testing.T, s string, w int) {
		if safe.Line(s) != s || w < 0 || w > 300 { // text is clean before it is measured
			return
		}
		for name, got := range map[string]string{"Left": Left(s, w), "Right": Right(s, w), "Center": Center(s, w)} {
			if Width(got) != w {
				t.Fatalf("%s(%q, %d) is %d cells wide: %q", name, s, w, Width(got), got)
			}
		}
		if Width(CutMiddle(s, w)) > w {
			t.Fatalf("CutMiddle(%q, %d) is too wide", s, w)
		}
	})
}

// TestWrapNeverExceeds pins widths that the wrapper of x/ansi overruns: at a
// breakpoint, and at a letter wider than the line.
func TestWrapNeverExceeds(t *testing.T) {
	for _, s := range []string{"/~", "a-b-c", "入社手続き", "a/入", "\u0ac5\u2004b-", "long/word-with breaks", "", "a\n\nb"} {
		for w := 1; w < 12; w++ {
			for _, l := range Wrap(s, w) {
				if Width(l) > w {
					t.Errorf("Wrap(%q, %d) has a line %q of %d cells", s, w, l, Width(l))
				}
			}
			for _, l := range WrapStyled("\x1b[32m"+s+"\x1b[m", w) {
				if Width(l) > w {
					t.Errorf("WrapStyled(%q, %d) has a line %q of %d cells", s, w, l, Width(l))
				}
			}
		}
	}
	if got := Wrap("a\n\nb", 5); len(got) != 3 {
		t.Errorf("an empty line is lost: %q", got)
	}
}

func TestClock(t *testing.T) {
	now := time.Date(2026, 3, 14, 9, 26, 53, 0, time.UTC)
	for want, at := range map[string]time.Time{
		"": {}, "08:05": now.Add(-81*time.Minute - 53*time.Second), "13 Mar 23:59": time.Date(2026, 3, 13, 23, 59, 0, 0, time.UTC), "2 Jan 2024": time.Date(2024, 1, 2, 3, 4, 5, 0, time.UTC),
	} {
		if got := Clock(at, now, time.UTC); got != want || len(got) > 12 {
			t.Errorf("%v is %q, want %q", at, got, want)
		}
	}
	if got := Clock(now, now, nil); got != "09:26" {
		t.Errorf("without a zone it is %q", got)
	}
}

func TestWords(t *testing.T) {
	for d, want := range map[time.Duration]string{
		-time.Second: "0 s", 420 * time.Millisecond: "0.4 s", 2 * time.Second: "2 s", 25300 * time.Millisecond: "25 s", 192 * time.Second: "3 min 12 s", 2 * time.Minute: "2 min",
		125 * time.Minute: "2 h 5 min", 27 * time.Hour: "1 day 3 h", 219 * time.Hour: "9 days 3 h", 48 * time.Hour: "2 days",
	} {
		if got := Words(d); got != want {
			t.Errorf("%v is %q, want %q", d, got, want)
		}
	}
}

// TestPlain: our texts become ASCII, cell by cell; a tenant's letters stay.
func TestPlain(t *testing.T) {
	for in, want := range map[string]string{"choice ▸ no": "choice > no", "retried 2×": "retried 2x", "a␤b": "a/b", "40×10 … – ·": "40x10 ~ - -", "Björn 髙橋": "Björn 髙橋"} {
		if got := Plain(in); got != want || Width(got) != Width(in) {
			t.Errorf("%q is %q, want %q", in, got, want)
		}
	}
}
