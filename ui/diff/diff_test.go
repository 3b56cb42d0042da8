package diff

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"iscope/ui/cell"
	"iscope/ui/golden"
)

// written writes lines with all that is known of them.
func written(lines []Line) string {
	var b strings.Builder
	for _, l := range lines {
		fmt.Fprintf(&b, "%c %d %d %d %s\n", " -+~"[l.Kind], l.Before, l.After, l.Differs, l.Text)
	}
	return b.String()
}

func TestLines(t *testing.T) {
	for name, c := range map[string]struct{ before, after, want string }{
		"nothing":           {"", "", ""},
		"the same":          {"a\nb\n", "a\nb", ""},
		"from nothing":      {"", "a", "+ 0 1 0 a\n"},
		"to nothing":        {"a\n", "", "- 1 0 0 a\n"},
		"a comma":           {"a\n}", "a,\nb\n}", "  1 1 0 a,\n+ 0 2 0 b\n  2 3 0 }\n"},
		"changed":           {"one two", "one three", "- 1 0 5 one two\n+ 0 1 5 one three\n"},
		"far from the ends": {"1\n2\n3\n4\nx\n6\n7\n8\n9\n0", "1\n2\n3\n4\ny\n6\n7\n8\n9\n0", "~ 0 0 0 1 line the same\n  2 2 0 2\n  3 3 0 3\n  4 4 0 4\n- 5 0 0 x\n+ 0 5 0 y\n  6 6 0 6\n  7 7 0 7\n  8 8 0 8\n~ 0 0 0 2 lines the same\n"},
	} {
		if got := written(Lines(c.before, c.after, nil)); got != c.want {
			t.Errorf("%s:\n%s\nwant\n%s", name, got, c.want)
		}
	}
	if added, removed := Count(Lines("a\nb\nc", "b\nx\ny", nil)); added != 2 || removed != 2 {
		t.Errorf("%d added, %d removed", added, removed)
	}
}

// TestBothTextsAreTold holds that what is kept and removed is the one text, what is
// kept and added the other, and that what is folded is counted.
func TestBothTextsAreTold(t *testing.T) {
	line := rapid.SampledFrom([]string{"a", "b", "c", `    "A": {`, "  }", ""})
	rapid.Check(t, func(t *rapid.T) {
		texts := rapid.SliceOfN(line, 0, 40)
		a, b := texts.Draw(t, "before"), texts.Draw(t, "after")
		before, after := strings.Join(a, "\n"), strings.Join(b, "\n")
		lines := Lines(before, after, nil)
		if (lines == nil) != slices.Equal(split(before), split(after)) {
			t.Fatalf("%q and %q: %v", before, after, lines)
		}
		if lines == nil {
			return
		}
		old, now := 0, 0
		told := func(count *int, number int, in []string, text string) {
			if *count++; number != *count || in[number-1] != text {
				t.Fatalf("%q is line %d, and not %d of %q", text, number, *count, in)
			}
		}
		for _, l := range lines {
			if l.Kind == Folded {
				var n int
				if _, err := fmt.Sscanf(l.Text, "%d line", &n); err != nil || n == 0 {
					t.Fatalf("%q: %v", l.Text, err)
				}
				old, now = old+n, now+n
				continue
			}
			if l.Kind != Added {
				told(&old, l.Before, split(before), l.Text)
			}
			if l.Kind != Removed {
				told(&now, l.After, split(after), l.Text)
			}
		}
		if old != len(split(before)) || now != len(split(after)) {
			t.Fatalf("%d of %d lines, and %d of %d", old, len(split(before)), now, len(split(after)))
		}
	})
}

// TestWithin pins that one sees in what a long document goes on, also in what is
// in something of its kind.
func TestWithin(t *testing.T) {
	text := `{
  "start": "A",
  "steps": {
    "A": {
      "attributes": {
        "steps": {
          "In \u001b\u202e\n": {
            "list": [
              1
            ],
            "steps": "none"
          }
        }
      }
    },
    "steps": {
      "type": "success"
    }
  },
  "steps.": {
    "B": {
      "type": "failure"
    }
  }
}`
	lines := strings.Split(text, "\n")
	where := Within("steps", "in step ")
	for want, line := range map[string]string{
		"in step “A” / “In \\u001b\\u202e ”": "              1",
		"in step “A”":     `      "attributes": {`,
		"in step “steps”": `      "type": "success"`,
	} {
		if got := where(lines, slices.Index(lines, line)); got != want {
			t.Errorf("%s is %q, want %q", line, got, want)
		}
	}
	for _, line := range []string{"{", `  "start": "A",`, `    "A": {`, `      "type": "failure"`, "}"} {
		if got := where(lines, slices.Index(lines, line)); got != "" {
			t.Errorf("%s is %q", line, got)
		}
	}
	folded := Lines(text, strings.Replace(text, "none", "some", 1), where)[0]
	if folded.Text != "7 lines the same, in step “A” / “In \\u001b\\u202e ”" {
		t.Errorf("%q", folded.Text)
	}
}

func TestRender(t *testing.T) {
	long := strings.Repeat("The quick brown fox jumps over the lazy dog. ", 5)
	lines := Lines("{\n    "+long+"end\n}\n1\n2\n3\n4", "{\n    "+long+"END,\n    more\n}\n1\n2\n3\n4", nil)
	for _, theme := range []string{"dark", "mono"} {
		st := golden.Env(t, theme).Styles
		for _, w := range []int{120, 40} {
			golden.Styled(t, fmt.Sprintf("render-%s-%d", theme, w), strings.Join(Render(st, lines, w), "\n"))
		}
		if whole := strings.Join(Render(st, lines, 0), "\n"); strings.Count(whole, long) != 2 || strings.Contains(strings.ReplaceAll(whole, "  … ", ""), "…") {
			t.Errorf("lines are not whole:\n%s", whole)
		}
	}
	for w := 1; w < 12; w++ {
		for _, l := range Render(golden.Env(t, "mono").Styles, lines, w) {
			if cell.Width(l) > w {
				t.Errorf("%d cells of %d: %q", cell.Width(l), w, l)
			}
		}
	}
}

// BenchmarkLines is the difference of ten thousand lines of which each tenth
// changed.
func BenchmarkLines(b *testing.B) {
	var before, after strings.Builder
	for i := range 10_000 {
		fmt.Fprintf(&before, "      \"line %d\": \"text\",\n", i)
		fmt.Fprintf(&after, "      \"line %d\": \"text%d\",\n", i, i%10/9)
	}
	b.ReportAllocs()
	for b.Loop() {
		if len(Lines(before.String(), after.String(), Within("steps", "in step "))) == 0 {
			b.Fatal("no difference")
		}
	}
}
