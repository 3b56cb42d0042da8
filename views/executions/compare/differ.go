package compare

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"

	"github.com/aymanbagabas/go-udiff/lcs"

	"iscope/api/safe"
	"iscope/views/executions/run"
)

// differ tells in what ways a step was not the same in both runs.
func (c *Comparison) differ(a, b *run.Step) Difference {
	if a == nil || b == nil {
		return Missing
	}
	var what Difference
	if c.A.State(a) != c.B.State(b) {
		what |= Outcome
	}
	if a.Branch != b.Branch && a.Branch != "" && b.Branch != "" {
		what |= Branch
	}
	if len(a.Tries) != len(b.Tries) {
		if a.Kind == run.Loop || a.Depth > 0 {
			what |= Rounds
		} else {
			what |= Retries
		}
	}
	for n := range pairs(a, b) {
		ta, tb := tryOf(a, n), tryOf(b, n)
		for _, s := range c.sides(a, b, ta, tb) {
			if !same(s.a, s.b) {
				return what | Data
			}
		}
	}
	return what
}

// pairs is how many tries of a step are compared one with one: of the rounds of a
// loop as many as both have, of a step that was tried again the last one.
func pairs(a, b *run.Step) int {
	if a.Kind == run.Loop || a.Depth > 0 {
		return min(len(a.Tries), len(b.Tries))
	}
	return min(1, len(a.Tries), len(b.Tries))
}

func tryOf(s *run.Step, n int) run.Try {
	if s.Kind == run.Loop || s.Depth > 0 {
		return s.Tries[n]
	}
	t, _ := s.Last()
	return t
}

// side is one thing that both runs say about a try.
type side struct {
	title string
	a, b  json.RawMessage
}

func (c *Comparison) sides(a, b *run.Step, ta, tb run.Try) []side {
	if a.Kind == run.Whole {
		return []side{
			{"Input", c.A.Input(), c.B.Input()}, {"Result", c.A.TryOutput(ta), c.B.TryOutput(tb)},
			{"Error", failure(c.A, ta), failure(c.B, tb)},
		}
	}
	if a.Kind == run.Loose && b.Kind == run.Loose {
		return []side{{"Attributes", c.A.Attributes(ta.Scheduled), c.B.Attributes(tb.Scheduled)}}
	}
	return []side{
		{"Input", c.A.TryInput(ta), c.B.TryInput(tb)}, {"Output", c.A.TryOutput(ta), c.B.TryOutput(tb)},
		{"Error", failure(c.A, ta), failure(c.B, tb)},
	}
}

// failure returns the error of a try as JSON, nil for none.
func failure(r *run.Run, t run.Try) json.RawMessage {
	if t.Ended < 0 || r.Events[t.Ended].Error == "" {
		return nil
	}
	raw, err := json.Marshal(r.Events[t.Ended].Error)
	if err != nil {
		return nil
	}
	return raw
}

// same reports whether two documents say the same.
func same(a, b json.RawMessage) bool {
	return bytes.Equal(a, b) || bytes.Equal(canonical(a), canonical(b))
}

// canonical writes a document with members in the order of their names, indented;
// nothing and null are nothing.
func canonical(raw json.RawMessage) []byte {
	if len(raw) == 0 {
		return nil
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber() // numbers stay as they are written
	var v any
	if d.Decode(&v) != nil {
		return raw
	}
	if v == nil {
		return nil
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if e.Encode(v) != nil {
		return raw
	}
	return bytes.TrimRight(b.Bytes(), "\n")
}

// Sign says which run a line is of.
type Sign byte

// Signs of lines.
const (
	Both  Sign = ' '
	OnlyA Sign = '+' // of the run that is compared
	OnlyB Sign = '-' // of the run that it is compared to
	Gap   Sign = '~' // lines that are the same were left out
)

// Line is one line of a difference, clean.
type Line struct {
	Sign Sign
	Text string
}

// Section is what differs in one thing.
type Section struct {
	Title string
	Lines []Line
}

// sectionsShown bounds what is told about one step: a loop may differ in every
// iteration.
const sectionsShown = 12

// Differences returns what differs in the input, output and error of row i, and
// how many further sections were left out. It is made anew with each call.
func (c *Comparison) Differences(i int) (out []Section, left int) {
	r := &c.Rows[i]
	if r.A == nil || r.B == nil {
		return nil, 0
	}
	n := pairs(r.A, r.B)
	for k := range n {
		for _, s := range c.sides(r.A, r.B, tryOf(r.A, k), tryOf(r.B, k)) {
			if same(s.a, s.b) {
				continue
			}
			if len(out) == sectionsShown {
				left++
				continue
			}
			if r.A.Kind == run.Loop {
				s.title += " of iteration " + strconv.Itoa(k+1)
			} else if r.A.Depth > 0 && n > 1 {
				s.title += ", " + run.Ordinal(k+1) + " time"
			}
			out = append(out, Section{s.title, Diff(s.b, s.a)})
		}
	}
	return out, left
}

// around is how many lines that are the same are shown beside one that is not.
const around = 2

// Diff returns the lines of two documents with those marked that are in one of
// them only, and lines that are the same where they are near one.
func Diff(old, now json.RawMessage) []Line {
	before, after := split(old), split(now)
	var all []Line
	i, k := 0, 0
	for _, d := range lcs.DiffLines(before, after) {
		for ; i < d.Start; i, k = i+1, k+1 {
			all = append(all, Line{Both, after[k]})
		}
		for ; i < d.End; i++ {
			all = append(all, Line{OnlyB, before[i]})
		}
		for ; k < d.ReplEnd; k++ {
			all = append(all, Line{OnlyA, after[k]})
		}
	}
	for ; k < len(after); k++ {
		all = append(all, Line{Both, after[k]})
	}
	return near(all)
}

// split returns the lines of a document without the commas at their ends, which
// would make the member before a new one look changed.
func split(raw json.RawMessage) []string {
	text := safe.Text(string(canonical(raw)))
	if text == "" {
		return nil
	}
	lines := strings.Split(text, "\n")
	for i := range lines {
		lines[i] = strings.TrimSuffix(lines[i], ",")
	}
	return lines
}

// near leaves out what is the same and far from everything that is not.
func near(all []Line) []Line {
	keep := make([]bool, len(all))
	for i, l := range all {
		if l.Sign != Both {
			for k := max(i-around, 0); k <= min(i+around, len(all)-1); k++ {
				keep[k] = true
			}
		}
	}
	var out []Line
	for i, l := range all {
		switch {
		case keep[i]:
			out = append(out, l)
		case len(out) == 0 || out[len(out)-1].Sign != Gap:
			out = append(out, Line{Sign: Gap})
		}
	}
	return out
}
