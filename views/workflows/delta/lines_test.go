package delta

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"iscope/api/safe"
	"iscope/ui/diff"
	"iscope/ui/golden"
)

// written writes lines as a person sees them.
func written(lines []diff.Line) string {
	var b strings.Builder
	for _, l := range lines {
		fmt.Fprintf(&b, "%c %3d %3d %2d %s\n", " -+~"[l.Kind], l.Before, l.After, l.Differs, l.Text)
	}
	return b.String()
}

func TestDiff(t *testing.T) {
	after := changed(t, `"test"`, `"Hello"`, `"Done": {"type": "success"}`, `"Done": {"type": "success"}, "More/\u001b\u202e": {"type": "failure"}`, `"enabled": false,`, ``, `"name": "Send Email",`, `"enabled": true, "name": "Send Email",`)
	golden.File(t, "diff.golden", written(Diff([]byte(record), after)))
}

func TestNoDifference(t *testing.T) {
	for _, c := range [][2]string{{`{"a":1,"b":2}`, "{\"b\": 2,\n\"a\": 1}"}, {`not json`, `not json`}, {``, ``}} {
		if lines := Diff([]byte(c[0]), []byte(c[1])); lines != nil {
			t.Errorf("%q: %v", c, lines)
		}
	}
}

func TestTextsThatAreNoJSON(t *testing.T) {
	lines := Diff([]byte("{\"a\":\x1b"), []byte("{\"a\":1}"))
	if got := written(lines); !strings.Contains(got, `- `) || strings.Contains(got, "\x1b") {
		t.Errorf("%q", got)
	}
}

// TestFoldedLinesNameTheStep holds that one sees where in a long definition
// something changed, in a loop too.
func TestFoldedLinesNameTheStep(t *testing.T) {
	before := large(30)
	after := strings.Replace(string(before), "Hello 25", "Bye", 1)
	inner := strings.Replace(after, `"subject":"Hello 8"`, `"start":"In","steps":{"In \u001b":{"a":1,"b":2,"c":3,"d":4,"e":5,"f":6}},"subject":"Hello 8"`, 1)
	again := strings.Replace(inner, `"f":6`, `"f":7`, 1)
	lines := Diff([]byte(inner), []byte(strings.Replace(again, "Bye", "Hello 25", 1)))
	var folded []string
	for _, l := range lines {
		if l.Kind == diff.Folded {
			folded = append(folded, l.Text)
		}
	}
	total := strings.Count(string(nodeOf(t, []byte(inner)).Indent()), "\n") + 1
	for _, l := range lines {
		var n int
		if l.Kind == diff.Folded {
			if _, err := fmt.Sscanf(l.Text, "%d lines", &n); err != nil {
				t.Errorf("%q: %v", l.Text, err)
			}
		} else if l.Before > 0 {
			n = 1
		}
		total -= n
	}
	if total != 0 {
		t.Errorf("%d lines are neither shown nor counted", total)
	}
	want := []string{"115 lines the same, in step “Step 8” / “In \\u001b”", "in step “Step 25”"}
	for i, w := range want {
		if i >= len(folded) || !strings.Contains(folded[i], w) {
			t.Errorf("%q, want %q", folded, want)
		}
	}
}

// TestLinesTell holds that what is kept, removed and added are the two versions,
// whatever they are, and that all of it is clean.
func TestLinesTell(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		v := version(rt)
		before, after := write(t, v), write(t, edited(rt, v))
		lines := Diff(before, after)
		if same(t, before, after) != (lines == nil) {
			rt.Fatalf("%d lines", len(lines))
		}
		old, now := 0, 0
		for _, l := range lines {
			if safe.Text(l.Text) != l.Text || strings.Contains(l.Text, "\n") {
				rt.Fatalf("%q is not clean", l.Text)
			}
			switch l.Kind {
			case diff.Kept:
				old, now = l.Before, l.After
			case diff.Removed:
				old = next(rt, old, l.Before)
			case diff.Added:
				now = next(rt, now, l.After)
			}
		}
		if lines == nil {
			return
		}
		if n := strings.Count(string(nodeOf(t, after).Indent()), "\n") + 1; now > n {
			rt.Fatalf("line %d of %d", now, n)
		}
	})
}

func next(t *rapid.T, before, now int) int {
	if now <= before {
		t.Fatalf("line %d behind line %d", now, before)
	}
	return now
}

// BenchmarkDiffThousand is the difference of definitions of a thousand steps of
// which a third changed.
func BenchmarkDiffThousand(b *testing.B) {
	before := large(1000)
	after := []byte(strings.ReplaceAll(string(before), `"Hello 1`, `"Good morning 1`))
	b.ReportAllocs()
	for b.Loop() {
		if len(Diff(before, after)) == 0 {
			b.Fatal("no difference")
		}
	}
}
