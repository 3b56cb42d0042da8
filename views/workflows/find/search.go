package find

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"iscope/api/safe"
)

// Hit is a place where something was found.
type Hit struct {
	Step    string // innermost step it is in, clean; "" outside of steps
	Pointer string // JSON pointer into the record, as it is there: not clean
	Where   string // the way below the step, clean: attributes.url
	Excerpt
}

// Flow is a workflow with its hits, the first of them where there are many.
type Flow struct {
	ID, Name string
	Enabled  bool
	Hits     []Hit
	Places   int // all of them
	Steps    int // in which they are
}

// Result is what was found, by name of the workflow.
type Result struct {
	Flows  []Flow
	Places int
	Steps  int
	Cut    bool // not every place is among the hits
	// Untried is in how many workflows a JSONPath could not be followed to its end.
	Untried int
}

// Bounds of a result: nobody reads more, and what is not shown is counted.
const (
	hitsPerFlow = 100
	hitsInAll   = 4_000
)

// partOf is how many workflows of a search for a JSONPath make a part: few
// milliseconds of work.
const partOf = 100

// Add appends the result of a later part.
func (r *Result) Add(more Result) {
	r.Flows = append(r.Flows, more.Flows...)
	r.Places += more.Places
	r.Steps += more.Steps
	r.Cut = r.Cut || more.Cut
	r.Untried += more.Untried
}

// IDs returns the workflows that were found.
func (r *Result) IDs() []string {
	out := make([]string, len(r.Flows))
	for i := range r.Flows {
		out[i] = r.Flows[i].ID
	}
	return out
}

// Search looks through all workflows.
func (ix *Index) Search(q Query) Result {
	r, _ := ix.Part(context.Background(), q, 0, 0, len(ix.docs))
	return r
}

// Uses returns where workflows use exactly that: an action, operator or trigger
// by its id, and so on.
func (ix *Index) Uses(k Kind, id string) Result {
	if k < Action || id == "" {
		return Result{}
	}
	return ix.Search(Query{Kind: k, Text: id, fold: fold(id), all: true})
}

// Part looks through up to n workflows from the one at place from, and returns
// the place of the next, -1 at the end. had is how many hits earlier parts have.
// Where ctx ends, what was found by then is the result.
func (ix *Index) Part(ctx context.Context, q Query, had, from, n int) (Result, int) {
	to := min(from+n, len(ix.docs))
	s := seeker{words: &ix.words, q: q, left: hitsInAll - had, steps: map[int]bool{}}
	if s.begin() {
		for _, d := range ix.docs[min(from, to):to] {
			if ctx.Err() != nil {
				break
			}
			s.doc(d)
		}
	}
	if to == len(ix.docs) {
		to = -1
	}
	return s.out, to
}

// seeker is one search.
type seeker struct {
	words *words
	q     Query
	texts bits     // that match
	must  []uint32 // names a record has to hold
	left  int      // hits that are kept
	out   Result
	trail trail

	flow     Flow         // being looked into
	steps    map[int]bool // those with a place, by where they begin on the tape
	lastStep int
	lastKey  int // place of a name that was a hit
}

// begin finds the texts and reports whether there is anything to find.
func (s *seeker) begin() bool {
	switch s.q.Kind {
	case Nothing:
		return false
	case Path:
		for _, m := range s.q.must {
			n := slices.Index(s.words.text, m)
			if n < 0 {
				return false
			}
			s.must = append(s.must, uint32(n))
		}
		return true
	}
	if s.q.all {
		n := slices.Index(s.words.text, s.q.Text)
		if n < 0 {
			return false
		}
		s.texts = make(bits, len(s.words.text)/64+1)
		s.texts.add(uint32(n))
		return true
	}
	some := false
	s.texts, some = s.words.holding(s.q.fold)
	return some
}

// doc looks into one workflow.
func (s *seeker) doc(d *doc) {
	s.flow = Flow{ID: d.id, Name: d.name, Enabled: d.enabled}
	s.lastStep, s.lastKey = -1, -1
	clear(s.steps)
	switch s.q.Kind {
	case Text:
		s.anywhere(d)
	case Path:
		s.follow(d)
	default:
		s.used(d)
	}
	if s.flow.Places > 0 {
		s.out.Flows = append(s.out.Flows, s.flow)
		s.out.Places += s.flow.Places
		s.out.Steps += s.flow.Steps
	}
}

// anywhere finds a text in names and values.
func (s *seeker) anywhere(d *doc) {
	some := false
	for _, t := range d.tape {
		if k := kindOf(t); k >= name && s.texts.has(textOf(t)) {
			some = true
			break
		}
	}
	if !some {
		return
	}
	s.trail.walk(d.tape, func(at int, t uint32) {
		if s.texts.has(textOf(t)) && !noise(s.trail.frames) {
			s.place(d, at, textOf(t))
		}
	})
}

// noise reports whether a place is in a member that nobody looks for as text: it
// changes with every run or edit.
func noise(frames []frame) bool {
	if len(frames) == 0 || frames[0].list {
		return false
	}
	switch frames[0].key {
	case wCreated, wModified, wExecutions, wFailures:
		return true
	}
	return false
}

// used finds what a workflow uses. What is not among the hits is only counted.
func (s *seeker) used(d *doc) {
	var hits []use
	for _, u := range d.uses {
		if u.kind != s.q.Kind || !s.texts.has(u.text) {
			continue
		}
		s.flow.Places++
		s.step(int(u.step))
		if s.keeps() {
			hits = append(hits, u)
		}
	}
	if len(hits) == 0 {
		return
	}
	s.trail.walk(d.tape, func(at int, _ uint32) {
		for len(hits) > 0 && int(hits[0].at) == at {
			s.hit(d, at, hits[0].text)
			hits = hits[1:]
		}
	})
}

// place takes a place on the tape as a hit, for text n.
func (s *seeker) place(d *doc, at int, n uint32) {
	isName := kindOf(d.tape[at]) == name
	if !isName && s.lastKey >= 0 && s.lastKey == at-1 { // its name was a hit
		return
	}
	if isName {
		s.lastKey = at
	}
	s.flow.Places++
	s.step(s.trail.stepAt(at))
	if s.keeps() {
		s.hit(d, at, n)
	}
}

// hit says what was found at a place, for text n.
func (s *seeker) hit(d *doc, at int, n uint32) {
	h := s.locate(s.trail.depth())
	if t := textOf(d.tape[at]); t != n { // what was found is a part of it
		h.Excerpt = excerpt(s.words.text[t], s.words.folded(t), s.words.folded(n))
	} else {
		h.Excerpt = excerpt(s.words.text[n], s.words.folded(n), s.q.fold)
	}
	if kindOf(d.tape[at]) == name {
		h.After += s.rest(d.tape, at+1)
	}
	s.flow.Hits = append(s.flow.Hits, h)
}

// step counts the step that begins at a place of the tape.
func (s *seeker) step(from int) {
	if from > 0 && from != s.lastStep && !s.steps[from] {
		s.steps[from] = true
		s.flow.Steps++
	}
	s.lastStep = from
}

// keeps reports whether one more hit is kept.
func (s *seeker) keeps() bool {
	if s.left <= 0 || len(s.flow.Hits) >= hitsPerFlow {
		s.out.Cut = true
		return false
	}
	s.left--
	return true
}

// locate says where the trail is.
func (s *seeker) locate(depth int) Hit {
	h := Hit{Pointer: s.trail.pointer(s.words)}
	if depth > 0 {
		h.Step = safe.Line(s.words.text[s.trail.frames[depth-1].key])
	}
	h.Where = s.way(depth)
	return h
}

// way writes the trail below a depth.
func (s *seeker) way(depth int) string {
	var b strings.Builder
	for i := max(depth, len(s.trail.frames)-deepest); i < len(s.trail.frames); i++ {
		f := &s.trail.frames[i]
		switch {
		case f.list:
			b.WriteString("[" + strconv.Itoa(f.item) + "]")
		default:
			if b.Len() > 0 {
				b.WriteByte('.')
			}
			b.WriteString(s.words.text[f.key])
		}
	}
	return safe.Line(b.String())
}

// rest is what follows a name: its value, or what kind of step it is.
func (s *seeker) rest(tape []uint32, at int) string {
	switch t := tape[at]; kindOf(t) {
	case text, word:
		return ": " + head(s.words.text[textOf(t)], runesAfter)
	case object:
		kind := ""
		for at++; kindOf(tape[at]) != end; at = skip(tape, at+1) {
			if v := tape[at+1]; kindOf(v) == text && (textOf(tape[at]) == wActionID || textOf(tape[at]) == wType && kind == "") {
				kind = ": " + head(s.words.text[textOf(v)], runesMatch)
				if textOf(tape[at]) == wActionID {
					break
				}
			}
		}
		return kind
	}
	return ""
}

// hits returns how many hits the result has.
func (r *Result) hits() int {
	n := 0
	for i := range r.Flows {
		n += len(r.Flows[i].Hits)
	}
	return n
}
