package delta

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func mustMerge(t testing.TB, base, mine, theirs []byte) Result {
	t.Helper()
	r, err := Merge(base, mine, theirs)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestMerge(t *testing.T) {
	const base = `{"name":"a","definition":{"start":"A","steps":{"A":{"type":"action","nextStep":"B"},"B":{"type":"success"}}}}`
	for name, c := range map[string]struct {
		mine, theirs, want string
		conflicts          string
	}{
		"in different members": {
			strings.Replace(base, `"a"`, `"b"`, 1), strings.Replace(base, `"start":"A"`, `"start":"B"`, 1),
			`{"name":"b","definition":{"start":"B","steps":{"A":{"type":"action","nextStep":"B"},"B":{"type":"success"}}}}`, "",
		},
		"in one step": {
			strings.Replace(base, `"nextStep":"B"`, `"nextStep":"A"`, 1), strings.Replace(base, `"type":"action"`, `"type":"choice"`, 1),
			`{"name":"a","definition":{"start":"A","steps":{"A":{"type":"choice","nextStep":"A"},"B":{"type":"success"}}}}`, "",
		},
		"alike": {
			strings.Replace(base, `"a"`, `"b"`, 1), strings.Replace(base, `"a"`, `"b"`, 1), strings.Replace(base, `"a"`, `"b"`, 1), "",
		},
		"both add a step": {
			strings.Replace(base, `"B":{`, `"M":{},"B":{`, 1), strings.Replace(base, `"A":{`, `"T":{},"A":{`, 1),
			`{"name":"a","definition":{"start":"A","steps":{"T":{},"A":{"type":"action","nextStep":"B"},"M":{},"B":{"type":"success"}}}}`, "",
		},
		"both add the same step, not alike": {
			strings.Replace(base, `"B":{`, `"N":{"x":1,"y":1},"B":{`, 1), strings.Replace(base, `"B":{`, `"N":{"x":2,"z":1},"B":{`, 1),
			`{"name":"a","definition":{"start":"A","steps":{"A":{"type":"action","nextStep":"B"},"N":{"x":1,"z":1,"y":1},"B":{"type":"success"}}}}`,
			"/definition/steps/N/x nil 1 2",
		},
		"one removes what the other changes": {
			strings.Replace(base, `,"B":{"type":"success"}`, ``, 1), strings.Replace(base, `"success"`, `"failure"`, 1),
			`{"name":"a","definition":{"start":"A","steps":{"A":{"type":"action","nextStep":"B"}}}}`,
			`/definition/steps/B {"type":"success"} nil {"type":"failure"}`,
		},
		"one removes what the other leaves": {
			strings.Replace(base, `,"B":{"type":"success"}`, ``, 1), strings.Replace(base, `"a"`, `"b"`, 1),
			`{"name":"b","definition":{"start":"A","steps":{"A":{"type":"action","nextStep":"B"}}}}`, "",
		},
	} {
		r := mustMerge(t, []byte(base), []byte(c.mine), []byte(c.theirs))
		if got := string(nodeOf(t, r.Merged).Compact(nil)); got != c.want {
			t.Errorf("%s: %s\nwant %s", name, got, c.want)
		}
		if got := conflictsOf(t, r); got != c.conflicts {
			t.Errorf("%s: conflicts %s, want %s", name, got, c.conflicts)
		}
	}
}

// conflictsOf writes conflicts in a line each.
func conflictsOf(t testing.TB, r Result) string {
	var out []string
	short := func(raw []byte) string {
		if raw == nil {
			return "nil"
		}
		return string(nodeOf(t, raw).Compact(nil))
	}
	for _, c := range r.Conflicts {
		out = append(out, fmt.Sprintf("%s %s %s %s", c.Pointer, short(c.Base), short(c.Mine), short(c.Theirs)))
	}
	return strings.Join(out, "\n")
}

func TestResolve(t *testing.T) {
	base, mine, theirs := `{"a/b":1,"b":{"x":1},"c":1,"d":1}`, `{"a/b":2,"b":{"x":2},"d":2}`, `{"a/b":3,"b":{"x":3},"c":3}`
	r := mustMerge(t, []byte(base), []byte(mine), []byte(theirs))
	if len(r.Conflicts) != 4 {
		t.Fatalf("%s", conflictsOf(t, r))
	}
	for _, c := range []struct {
		choice Choice
		want   string
	}{{Mine, mine}, {Theirs, theirs}, {Base, base}} {
		got, err := r.Resolve(c.choice, c.choice, c.choice, c.choice)
		if err != nil || !same(t, got, []byte(c.want)) {
			t.Errorf("%d: %s %v", c.choice, got, err)
		}
	}
	got, err := r.Resolve(Theirs, Mine, Base, Mine)
	if err != nil || !same(t, got, []byte(`{"a/b":3,"b":{"x":2},"d":2,"c":1}`)) && !same(t, got, []byte(`{"a/b":3,"b":{"x":2},"d":1}`)) {
		t.Errorf("%s %v", got, err)
	}
	for _, choices := range [][]Choice{nil, {Mine}, {Mine, Mine, Mine, Mine, Mine}, {Mine, Mine, Mine, 9}} {
		if _, err := r.Resolve(choices...); !errors.Is(err, ErrChoices) {
			t.Errorf("%v: %v", choices, err)
		}
	}
	if _, err := (Result{}).Resolve(); !errors.Is(err, ErrChoices) {
		t.Errorf("a merge that was none: %v", err)
	}
}

func TestMergeRefuses(t *testing.T) {
	for i, c := range [][3]string{{`[]`, `{}`, `{}`}, {`{}`, ``, `{}`}, {`{}`, `{}`, `7`}} {
		_, err := Merge([]byte(c[0]), []byte(c[1]), []byte(c[2]))
		if !errors.Is(err, ErrNotObject) || !strings.HasPrefix(err.Error(), [...]string{"base", "mine", "theirs"}[i]) {
			t.Errorf("%q: %v", c, err)
		}
	}
}

// TestMergeLaws holds what a merge owes: who is alone gets what they made, who
// agrees too, no side is preferred, and choosing one side everywhere loses nothing
// that side made.
func TestMergeLaws(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		v := version(rt)
		base, x, y := write(t, v), write(t, edited(rt, v)), write(t, edited(rt, v))
		for _, c := range [][2][]byte{{x, base}, {base, x}, {x, x}} {
			if r := mustMerge(t, base, c[0], c[1]); len(r.Conflicts) > 0 || !same(t, r.Merged, x) {
				rt.Fatalf("%s and %s make %s, %d conflicts", c[0], c[1], r.Merged, len(r.Conflicts))
			}
		}
		a, b := mustMerge(t, base, x, y), mustMerge(t, base, y, x)
		there := map[string]Conflict{}
		for _, c := range b.Conflicts {
			there[c.Pointer] = c
		}
		if len(a.Conflicts) != len(b.Conflicts) {
			rt.Fatalf("%s\nand the other way\n%s", conflictsOf(t, a), conflictsOf(t, b))
		}
		for _, c := range a.Conflicts {
			d, ok := there[c.Pointer]
			if !ok || !alike(t, c.Mine, d.Theirs) || !alike(t, c.Theirs, d.Mine) || !alike(t, c.Base, d.Base) {
				rt.Fatalf("%+v is not in the other way", c)
			}
		}
		all := func(c Choice) []Choice {
			out := make([]Choice, len(a.Conflicts))
			for i := range out {
				out[i] = c
			}
			return out
		}
		mine, err := a.Resolve(all(Mine)...)
		if err != nil || !same(t, mine, a.Merged) {
			rt.Fatalf("mine everywhere is %s, %v", mine, err)
		}
		theirs, err := a.Resolve(all(Theirs)...)
		if err != nil || !same(t, theirs, b.Merged) {
			rt.Fatalf("theirs everywhere is %s, the other way %s, %v", theirs, b.Merged, err)
		}
	})
}

func alike(t testing.TB, a, b []byte) bool {
	if a == nil || b == nil {
		return a == nil && b == nil
	}
	return same(t, a, b)
}

// BenchmarkMergeThousand is a merge of definitions of a thousand steps of which
// each side changed a third.
func BenchmarkMergeThousand(b *testing.B) {
	base := large(1000)
	mine := []byte(strings.ReplaceAll(string(base), `"Hello 1`, `"Mine 1`))
	theirs := []byte(strings.ReplaceAll(string(base), `"Hello 2`, `"Theirs 2`))
	b.ReportAllocs()
	for b.Loop() {
		if r, err := Merge(base, mine, theirs); err != nil || len(r.Conflicts) > 0 {
			b.Fatal(len(r.Conflicts), err)
		}
	}
}
