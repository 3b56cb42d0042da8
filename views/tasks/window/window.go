package window

// Overlap is how many records of its neighbour a page is asked for with.
const Overlap = 10

// tries is how often a page that does not join is asked for again.
const tries = 6

// Window is the part of a list that is kept. Make it with New.
type Window struct {
	first, page int // records of the first page, and of others
	rows        int // kept, as counted by Trim
	pages       int // kept, whatever is in them

	kept []part
	more bool // the list goes on below, by the last answer
}

// part is a page: where it begins in the list, and its records.
type part struct {
	offset int
	ids    []string
}

func (p part) end() int { return p.offset + len(p.ids) }

// New returns an empty window. It asks for a short first page, so that the first
// rows come soon, and for longer ones after it. It keeps about so many rows, and
// so many pages where there are few rows in them.
func New(first, page, rows, pages int) *Window {
	return &Window{first: first, page: page, rows: rows, pages: pages}
}

// Reset empties the window.
func (w *Window) Reset() { w.kept, w.more = nil, false }

// Ask is a page to be asked for.
type Ask struct {
	Offset, Limit int
	up            bool
	fresh         bool // the head of the list, to be laid over what is there
	anew          bool // the window begins with this page
	tried         int
}

// First asks for the beginning of the list, with which the window begins anew.
func (w *Window) First() Ask { return Ask{Limit: w.first, anew: true} }

// Head asks for the beginning of the list, to see what is new there. It is of no
// use unless AtTop.
func (w *Window) Head() Ask { return Ask{Limit: w.first, fresh: true} }

// AtTop reports whether the window begins where the list does.
func (w *Window) AtTop() bool { return len(w.kept) == 0 || w.kept[0].offset == 0 }

// More reports whether the list goes on below the window.
func (w *Window) More() bool { return w.more }

// Offset returns where in the list the window begins, as far as is known.
func (w *Window) Offset() int {
	if len(w.kept) == 0 {
		return 0
	}
	return w.kept[0].offset
}

// Len returns how many records are kept.
func (w *Window) Len() int {
	n := 0
	for _, p := range w.kept {
		n += len(p.ids)
	}
	return n
}

// Down asks for the page below; ok is false where there is none.
func (w *Window) Down() (a Ask, ok bool) {
	if len(w.kept) == 0 {
		return w.First(), true
	}
	return w.below(), w.more
}

// Tail asks for what is below by now, though there was nothing.
func (w *Window) Tail() Ask {
	if len(w.kept) == 0 {
		return w.First()
	}
	return w.below()
}

func (w *Window) below() Ask {
	last := w.kept[len(w.kept)-1]
	return Ask{Offset: max(last.end()-Overlap, 0), Limit: w.page}
}

// Up asks for the page above; ok is false where there is none.
func (w *Window) Up() (a Ask, ok bool) {
	if w.AtTop() {
		return Ask{}, false
	}
	return w.above(0), true
}

func (w *Window) above(tried int) Ask {
	from := max(w.kept[0].offset-(w.page-Overlap), 0)
	return Ask{Offset: from, Limit: w.page, up: true, tried: tried}
}

// Step is what an answer means.
type Step struct {
	From, To int  // the records of the answer that are new
	Up       bool // they stand above what is there, not below
	Anew     bool // they are all there is: what was there goes
	Fresh    bool // the whole answer is the head of the list: its records come before all others
	Again    *Ask // ask for this next: what came does not lead far enough
}

// Took takes the answer to a page that was asked for: the ids of its records,
// and whether the list goes on after it.
func (w *Window) Took(a Ask, ids []string, more bool) Step {
	switch {
	case a.anew || len(w.kept) == 0:
		return w.begin(a, ids, more)
	case a.fresh:
		return w.head(a, ids, more)
	case a.up:
		return w.tookAbove(a, ids, more)
	}
	return w.tookBelow(a, ids, more)
}

func (w *Window) begin(a Ask, ids []string, more bool) Step {
	w.kept, w.more = []part{{a.Offset, ids}}, more && len(ids) > 0
	return Step{To: len(ids), Anew: true}
}

// near is how many pages of the window an answer may overlap with.
const near = 4

// places returns where the records at the upper or the lower end of the window
// stand in the list, by what is known.
func (w *Window) places(up bool) map[string]int {
	parts := w.kept
	switch {
	case up && len(parts) > near:
		parts = parts[:near]
	case len(parts) > near:
		parts = parts[len(parts)-near:]
	}
	out := make(map[string]int, near*w.page)
	for _, p := range parts {
		for i, id := range p.ids {
			out[id] = p.offset + i
		}
	}
	return out
}

// shift moves the window by what an answer shows: a record of it is at another
// place now.
func (w *Window) shift(by int) {
	for i := range w.kept {
		w.kept[i].offset = max(w.kept[i].offset+by, 0)
	}
}

func (w *Window) tookBelow(a Ask, ids []string, more bool) Step {
	known := w.places(false)
	last := -1
	for i, id := range ids {
		if _, ok := known[id]; ok {
			last = i
		}
	}
	if last < 0 {
		if a.Offset == 0 || a.tried >= tries && len(ids) > 0 {
			return w.begin(a, ids, more) // nothing of what is there is in the list any more, or it is out of reach
		}
		if len(ids) == 0 { // the list ends far above
			again := w.First()
			return Step{Again: &again}
		}
		// The list became shorter in front: what follows the window is further up.
		again := Ask{Offset: max(a.Offset-(w.page-Overlap), 0), Limit: w.page, tried: a.tried + 1}
		return Step{Again: &again}
	}
	w.shift(a.Offset + last - known[ids[last]])
	from := last + 1
	w.more = more
	if from < len(ids) {
		w.kept = append(w.kept, part{w.kept[len(w.kept)-1].end(), append([]string(nil), ids[from:]...)})
		return Step{From: from, To: len(ids)}
	}
	if more && a.tried < tries {
		again := w.below()
		if again.Offset <= a.Offset {
			again.Offset = a.Offset + max(len(ids)-Overlap, 1)
		}
		again.tried = a.tried + 1
		return Step{From: from, To: from, Again: &again}
	}
	w.more = false // the list says it goes on, and has nothing more
	return Step{From: from, To: from}
}

func (w *Window) tookAbove(a Ask, ids []string, more bool) Step {
	known := w.places(true)
	first := -1
	for i, id := range ids {
		if _, ok := known[id]; ok {
			first = i
			break
		}
	}
	switch {
	case first < 0 && len(ids) == 0:
		again := w.First()
		return Step{Again: &again, Up: true}
	case first < 0 && (!more || a.tried >= tries):
		return w.begin(a, ids, more)
	case first < 0: // the list became longer in front: the window is further down
		again := Ask{Offset: a.Offset + max(len(ids)-Overlap, 1), Limit: w.page, up: true, tried: a.tried + 1}
		return Step{Again: &again, Up: true}
	}
	w.shift(a.Offset + first - known[ids[first]])
	if first > 0 {
		w.kept = append([]part{{a.Offset, append([]string(nil), ids[:first]...)}}, w.kept...)
		return Step{To: first, Up: true}
	}
	if !w.AtTop() && a.tried < tries {
		again := w.above(a.tried + 1)
		return Step{Up: true, Again: &again}
	}
	return Step{Up: true}
}

// head lays the beginning of the list over a window that begins there too.
func (w *Window) head(a Ask, ids []string, more bool) Step {
	known := w.places(true)
	last := -1
	for i, id := range ids {
		if _, ok := known[id]; ok {
			last = i
		}
	}
	switch {
	case !w.AtTop():
		return Step{} // it has moved on meanwhile
	case last < 0:
		return w.begin(a, ids, more) // there is a gap between the two
	}
	w.shift(last - known[ids[last]])
	in := make(map[string]bool, len(ids))
	for _, id := range ids {
		in[id] = true
	}
	var kept []part
	kept = append(kept, part{0, ids})
	at := len(ids)
	for _, p := range w.kept {
		rest := make([]string, 0, len(p.ids))
		for _, id := range p.ids {
			if !in[id] {
				rest = append(rest, id)
			}
		}
		if len(rest) > 0 {
			kept = append(kept, part{at, rest})
			at += len(rest)
		}
	}
	if len(kept) == 1 {
		w.more = more
	}
	w.kept = kept
	return Step{To: len(ids), Fresh: true}
}

// Trim lets the pages go that are farthest from where the list was extended
// last, above or below, while more is kept than shall be, and returns their
// records. rows says how many of some records are rows. One page always stays,
// and so does the one just added.
func (w *Window) Trim(up bool, rows func(ids []string) int) (gone map[string]bool) {
	total := 0
	counts := make([]int, len(w.kept))
	for i, p := range w.kept {
		counts[i] = rows(p.ids)
		total += counts[i]
	}
	gone = map[string]bool{}
	for len(w.kept) > 1 {
		far, n := w.kept[0], counts[0]
		if up {
			far, n = w.kept[len(w.kept)-1], counts[len(counts)-1]
		}
		if len(w.kept) <= w.pages && total-n < w.rows {
			break
		}
		if up {
			w.kept, counts = w.kept[:len(w.kept)-1], counts[:len(counts)-1]
			w.more = true
		} else {
			w.kept, counts = w.kept[1:], counts[1:]
		}
		total -= n
		for _, id := range far.ids {
			gone[id] = true
		}
	}
	w.kept = append([]part(nil), w.kept...) // lets go of what was before
	return gone
}
