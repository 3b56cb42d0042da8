package compare

import (
	"bytes"
	"encoding/json"
	"strconv"

	"iscope/api/safe"
	"iscope/ui/diff"
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

// Section is what differs in one thing.
type Section struct {
	Title string
	Lines []diff.Line
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

// Diff returns what is in the document of one run and not in the other's, and what
// is around it.
func Diff(old, now json.RawMessage) []diff.Line {
	return diff.Lines(text(old), text(now), nil)
}

// text writes a document in the form in which it is compared, clean.
func text(raw json.RawMessage) string { return safe.Text(string(canonical(raw))) }
