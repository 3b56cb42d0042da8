package trigger

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"iscope/api"
	"iscope/api/safe"
	"iscope/ui/cell"
	"iscope/ui/jsonedit"
	"iscope/views/workflows/path"
)

// Verdict is what an event would do.
type Verdict struct {
	Passes  bool
	Untried bool   // it cannot be told here; Words say why
	Words   string // clean: "would start: …", "would not start: …", "cannot be tried here: …"
	Matched json.RawMessage
	Terms   []Judged // of the filter, for what came nearest to passing
}

// Judged is a term of a filter, or a line that joins those below it.
type Judged struct {
	Depth  int
	Words  string
	Joins  bool // it is such a line and says nothing by itself
	Holds  bool
	Known  bool   // whether it holds could be told
	Actual string // what was found instead of what is wanted, "" for nothing to add
}

// untried is the verdict where nothing can be told.
func untried(format string, args ...any) Verdict {
	return Verdict{Untried: true, Words: "cannot be tried here: " + fmt.Sprintf(format, args...)}
}

// Try tries the filter of an event trigger on an input, by the rules of the
// tenant as far as they are known. It asks the tenant nothing.
func Try(t api.Trigger, sample json.RawMessage) Verdict {
	switch {
	case !strings.EqualFold(t.Type, api.TriggerEvent):
		return untried("only an event has a filter")
	case len(sample) > jsonedit.Max:
		return untried("the input is too large")
	}
	d := json.NewDecoder(bytes.NewReader(sample))
	d.UseNumber()
	var doc any
	if d.Decode(&doc) != nil || d.More() {
		return untried("the input is not JSON")
	}
	if strings.TrimSpace(t.Filter) == "" {
		return Verdict{Passes: true, Words: "would start: there is no filter, so every such event starts it"}
	}
	p, err := path.Parse(strings.TrimSpace(t.Filter))
	if err != nil {
		return untried("the filter cannot be read, %s", clean(err.Error()))
	}
	return judge(p, doc)
}

// judge tries a filter on a document.
func judge(p *path.Path, doc any) Verdict {
	v := Verdict{}
	found, err := p.Look(doc)
	if err == nil {
		v.Passes, err = p.Match(doc)
	}
	near := nearest(p, doc)
	v.Terms = near.terms
	switch {
	case err != nil:
		v.Untried, v.Words = true, clean(err.Error())
	case v.Passes:
		v.Words = "would start: " + near.reason()
		if raw, err := json.Marshal(found[0]); err == nil {
			v.Matched = raw
		}
	default:
		v.Words = "would not start: " + near.why()
	}
	return v
}

// attempt is a filter tried on one of the things it looks at.
type attempt struct {
	subject string
	missing bool // there is no such place in the input
	of      int  // how many things there are to look at
	passes  bool
	terms   []Judged
}

// nearest tries the test of a filter on everything it looks at, and returns what
// passes first, or came nearest to it.
func nearest(p *path.Path, doc any) attempt {
	segments := p.Segments()
	at := 0
	for at < len(segments) && segments[at].Kind != path.Filter {
		at++
	}
	best := attempt{}
	if at == len(segments) {
		best.subject, _, _ = parts(p)
		best.missing = len(p.Find(doc)) == 0
		return best
	}
	head := p.Head(at)
	if best.subject, _, _ = parts(head); best.subject == "" && at > 0 {
		best.subject = clean(head.String())
	}
	places := head.Find(doc)
	items := candidates(places)
	best.missing, best.of = len(places) == 0, len(items)
	most := -1
	for _, item := range items[:min(len(items), tries)] {
		a := attempt{subject: best.subject, of: best.of}
		a.passes, _ = segments[at].Test.Holds(item, doc)
		n := 0
		a.terms, n = terms(p, segments[at].Test, item, doc)
		if a.passes {
			return a
		}
		if n > most {
			most, best = n, a
		}
	}
	if len(items) == 0 {
		for _, l := range explain(segments[at].Test, p.String()) {
			best.terms = append(best.terms, Judged{Depth: l.depth, Words: l.words, Joins: l.term == nil})
		}
	}
	return best
}

// tries is how many elements of a list are looked at for the nearest.
const tries = 500

// candidates are what a filter looks at: the elements of lists, and objects.
func candidates(places []any) []any {
	var out []any
	for _, v := range places {
		switch v := v.(type) {
		case []any:
			out = append(out, v...)
		case map[string]any:
			out = append(out, v)
		}
	}
	return out
}

// terms judges the terms of a test for one item. The score is higher the more of
// them are as they should be.
func terms(p *path.Path, test *path.Test, item, doc any) (out []Judged, score int) {
	for _, l := range explain(test, p.String()) {
		j := Judged{Depth: l.depth, Words: l.words, Joins: l.term == nil}
		if l.term != nil {
			ok, err := l.term.Holds(item, doc)
			j.Holds, j.Known = ok, err == nil
			switch {
			case ok != l.not && j.Known:
				score += 2
				if score == 2 && len(out) <= l.depth {
					score++ // the first one: filters begin with what they are about
				}
			case ok:
				j.Actual = l.words + ", wanted anything else"
			case j.Known:
				j.Actual = actual(l.term, item, doc)
			}
		}
		out = append(out, j)
	}
	return out, score
}

// actual says what was found where a term does not hold, and what was wanted.
func actual(t *path.Test, item, doc any) string {
	left, right, op := sides(t)
	name := operandWords(left)
	v, there := left.Value(item, doc)
	switch {
	case name == "" || left.Path == nil:
		return ""
	case op == path.Absent:
		return name + " is present"
	case !there:
		return name + " is missing"
	}
	if n, ok := v.([]any); ok && op == "size" {
		return fmt.Sprintf("%s has the size %d, wanted %s", name, len(n), operandWords(right))
	}
	is := name + " is " + short(v)
	words := conditionWords(op, right)
	switch {
	case words == "":
		return is
	case op == "==":
		return is + ", wanted " + operandWords(right)
	case op == "!=":
		return is + ", wanted anything else"
	case strings.HasPrefix(words, "is "):
		return is + ", wanted " + strings.TrimPrefix(words, "is ")
	}
	return is + ", wanted what " + words
}

// short writes a value of the input in a few words.
func short(v any) string {
	text := literalWords(v)
	if list, ok := v.([]any); ok && len(list) > 0 {
		text = "the list " + text
	}
	return cell.Cut(safe.Line(text), 60)
}

// reason says why an input passes: by the terms that hold.
func (a attempt) reason() string {
	var out []string
	for _, j := range a.terms {
		if j.Holds && j.Actual == "" {
			out = append(out, j.Words)
		}
	}
	if len(out) == 0 {
		return "its filter finds something"
	}
	return strings.Join(out[:min(len(out), 3)], " and ")
}

// why says why an input does not pass: by the first term that does not hold.
func (a attempt) why() string {
	place := a.subject
	if place == "" {
		place = "what the filter looks at"
	}
	switch {
	case a.missing:
		return place + " is not in the input"
	case a.of == 0:
		return place + " is empty"
	}
	of := ""
	if a.of > 1 {
		of = fmt.Sprintf("; of the %d in %s that is the nearest", a.of, place)
	}
	for _, j := range a.terms {
		if j.Known && j.Actual != "" {
			return j.Actual + of
		}
	}
	return "its filter finds nothing" + of
}
