package find

import (
	"cmp"
	"context"
	"encoding/json"
	"hash/maphash"
	"slices"
	"strconv"
	"strings"
	"time"

	"iscope/api"
	"iscope/api/safe"
	"iscope/views/workflows/check/place"
)

// Index is what all workflows of a tenant say, ready to be searched. It is not
// changed once it is made and may be used by any goroutine.
type Index struct {
	d      *dictionary
	words  words
	docs   []*doc // by name
	byID   map[string]*doc
	counts map[facet]Count
	tops   [kindCount][]Value // what is used, the most used first
	bare   int
	stale  int // records that were replaced since the dictionary was begun
}

// doc is one workflow.
type doc struct {
	id, name string
	enabled  bool
	modified time.Time
	sum      uint64 // of the record, where it has no modified time
	tape     []uint32
	uses     []use
}

type facet struct {
	kind Kind
	text string
}

// Count is how many workflows use something, and in how many places: of an
// action those are steps.
type Count struct{ Workflows, Places int }

// Value is something that workflows use, clean, and how often.
type Value struct {
	Text string
	Count
}

// New returns an index of no workflows.
func New() *Index {
	d := newDictionary()
	return &Index{d: d, words: d.words, byID: map[string]*doc{}, counts: map[facet]Count{}}
}

// Len returns how many workflows there are.
func (ix *Index) Len() int { return len(ix.docs) }

// Bare returns how many of them came without a definition, so that little can be
// found in them.
func (ix *Index) Bare() int { return ix.bare }

var seed = maphash.MakeSeed()

// Update returns an index of these workflows. It takes some seconds for
// thousands of new ones, so it runs beside the loop; those that ix has already
// with the same modified time are not read again. Where ctx ends it returns ix.
func (ix *Index) Update(ctx context.Context, ws []api.Workflow) *Index {
	base := ix
	if ix.stale > max(len(ix.docs), 1000) { // most of the dictionary is of the past
		base = New()
	}
	d := base.d
	d.mu.Lock()
	defer d.mu.Unlock()
	next := &Index{d: d, byID: make(map[string]*doc, len(ws)), stale: base.stale}
	for i := range ws {
		if ctx.Err() != nil {
			return ix
		}
		w := &ws[i]
		if next.byID[w.ID] != nil {
			continue
		}
		n := base.take(w)
		if old := base.byID[w.ID]; old != nil && n.differs(old) {
			next.stale++
		}
		next.byID[w.ID] = n
		next.docs = append(next.docs, n)
	}
	next.stale += max(len(base.docs)-len(next.docs), 0)
	keys := make(map[*doc]string, len(next.docs))
	for _, n := range next.docs {
		keys[n] = strings.ToLower(n.name)
	}
	slices.SortFunc(next.docs, func(a, b *doc) int { return cmp.Or(strings.Compare(keys[a], keys[b]), strings.Compare(a.id, b.id)) })
	next.words = d.words
	next.count()
	return next
}

// differs reports whether a record was read again.
func (n *doc) differs(old *doc) bool {
	return len(n.tape) != len(old.tape) || len(n.tape) > 0 && &n.tape[0] != &old.tape[0]
}

// take returns the doc of a workflow, with what the index read of it before
// where that is still so.
func (ix *Index) take(w *api.Workflow) *doc {
	n := &doc{id: w.ID, name: w.Name, enabled: w.Enabled, modified: w.Modified}
	old := ix.byID[w.ID]
	if old != nil && !w.Modified.IsZero() && w.Modified.Equal(old.modified) {
		n.tape, n.uses = old.tape, old.uses
		return n
	}
	raw := w.Raw.JSON()
	if w.Modified.IsZero() {
		if n.sum = maphash.Bytes(seed, raw); old != nil && old.modified.IsZero() && n.sum == old.sum {
			n.tape, n.uses = old.tape, old.uses
			return n
		}
	}
	n.tape = ix.d.record(raw)
	n.uses = slices.Clip(ix.d.gather(n.tape))
	return n
}

// offered is how many values of a kind are offered to go on with: more than that
// nobody looks for by its beginning, and going through them costs a key's time.
const offered = 2_000

// count counts what is used.
func (ix *Index) count() {
	type found struct {
		kind Kind
		text uint32
	}
	type tally struct {
		Count
		last *doc
	}
	tallies := map[found]*tally{}
	for _, n := range ix.docs {
		steps := false
		for _, u := range n.uses {
			if u.kind == Step { // their names say little, and there are many
				steps = true
				continue
			}
			c := tallies[found{u.kind, u.text}]
			if c == nil {
				c = &tally{}
				tallies[found{u.kind, u.text}] = c
			}
			if c.Places++; c.last != n {
				c.Workflows, c.last = c.Workflows+1, n
			}
		}
		if !steps {
			ix.bare++
		}
	}
	ix.counts = make(map[facet]Count, len(tallies))
	for f, c := range tallies {
		s := ix.words.text[f.text]
		ix.counts[facet{f.kind, s}] = c.Count
		ix.tops[f.kind] = append(ix.tops[f.kind], Value{Text: safe.Line(s), Count: c.Count})
	}
	for k, list := range ix.tops {
		slices.SortFunc(list, func(a, b Value) int {
			return cmp.Or(b.Workflows-a.Workflows, b.Places-a.Places, strings.Compare(a.Text, b.Text))
		})
		ix.tops[k] = slices.Clone(list[:min(len(list), offered)])
	}
}

// Count returns how often something is used, by its exact text. Steps are not
// counted.
func (ix *Index) Count(k Kind, id string) Count { return ix.counts[facet{k, id}] }

// Used returns what workflows use of a kind, the most used first, and of thousands
// only those. The caller must not change it. Nothing is counted for Text, Path and
// Step.
func (ix *Index) Used(k Kind) []Value { return ix.tops[k%kindCount] }

// Value returns what a JSON pointer leads to in the record of a workflow, as JSON;
// nil where it leads nowhere.
func (ix *Index) Value(id, pointer string) []byte {
	d := ix.byID[id]
	if d == nil || len(d.tape) == 0 {
		return nil
	}
	v, _ := ix.words.decode(d.tape, 0)
	for _, part := range place.Split(pointer) {
		switch x := v.(type) {
		case map[string]any:
			var ok bool
			if v, ok = x[part]; !ok {
				return nil
			}
		case []any:
			i, err := strconv.Atoi(part)
			if err != nil || i < 0 || i >= len(x) {
				return nil
			}
			v = x[i]
		default:
			return nil
		}
	}
	raw, err := json.Marshal(v)
	if err != nil {
		return nil
	}
	return raw
}
