package refs

// dominators says which steps stand on every way from the start of a definition
// to a step (Lengauer and Tarjan, without recursion).
type dominators struct {
	base    int
	in, end []int // the steps behind one are those with in between in and end of it; -1 for steps never reached
}

// before reports whether every way from the start to the step at goes through
// the step p.
func (d *dominators) before(p, at int) bool {
	p, at = p-d.base, at-d.base
	return d.in[p] >= 0 && d.in[at] >= 0 && d.in[p] <= d.in[at] && d.in[at] < d.end[p]
}

// domWork is what the search needs, all by the order in which the steps were
// discovered.
type domWork struct {
	order    []int // step
	at       []int // of a step: its place in order, -1 for none
	parent   []int
	semi     []int
	ancestor []int
	label    []int
	idom     []int
	bucket   [][]int
	preds    [][]int
}

func (g *Graph) dominatorsOf(sc *scope) *dominators {
	if sc.dom != nil {
		return sc.dom
	}
	d := &dominators{base: sc.base, in: make([]int, sc.n), end: make([]int, sc.n)}
	sc.dom = d
	for i := range d.in {
		d.in[i] = -1
	}
	if sc.startTo < 0 {
		return d
	}
	w := g.discover(sc)
	w.solve()
	n := len(w.order)
	size, next := make([]int, n), make([]int, n)
	for i := n - 1; i >= 0; i-- {
		size[i]++
		if i > 0 {
			size[w.idom[i]] += size[i]
		}
	}
	for i, step := range w.order {
		in := 0
		if i > 0 {
			in = next[w.idom[i]]
			next[w.idom[i]] += size[i]
		}
		next[i] = in + 1
		d.in[step], d.end[step] = in, in+size[i]
	}
	return d
}

// discover goes through the steps in depth, as they can be reached.
func (g *Graph) discover(sc *scope) *domWork {
	w := &domWork{at: make([]int, sc.n)}
	for i := range w.at {
		w.at[i] = -1
	}
	var stack []call
	enter := func(step, parent int) {
		w.at[step] = len(w.order)
		w.order, w.parent = append(w.order, step), append(w.parent, parent)
		stack = append(stack, call{at: step})
	}
	enter(sc.startTo-sc.base, 0)
	for len(stack) > 0 {
		c := &stack[len(stack)-1]
		exits := g.exits[sc.base+c.at]
		if c.exit == len(exits) {
			stack = stack[:len(stack)-1]
			continue
		}
		to := exits[c.exit].To
		c.exit++
		if to >= 0 && w.at[to-sc.base] < 0 {
			enter(to-sc.base, w.at[c.at])
		}
	}
	n := len(w.order)
	w.semi, w.ancestor, w.label, w.idom = make([]int, n), make([]int, n), make([]int, n), make([]int, n)
	w.bucket, w.preds = make([][]int, n), make([][]int, n)
	for i, step := range w.order {
		w.semi[i], w.label[i], w.ancestor[i] = i, i, -1
		for _, e := range g.exits[sc.base+step] {
			if e.To >= 0 {
				to := w.at[e.To-sc.base]
				w.preds[to] = append(w.preds[to], i)
			}
		}
	}
	return w
}

func (w *domWork) solve() {
	for i := len(w.order) - 1; i > 0; i-- {
		for _, p := range w.preds[i] {
			w.semi[i] = min(w.semi[i], w.semi[w.eval(p)])
		}
		w.bucket[w.semi[i]] = append(w.bucket[w.semi[i]], i)
		parent := w.parent[i]
		w.ancestor[i] = parent
		for _, v := range w.bucket[parent] {
			u := w.eval(v)
			w.idom[v] = parent
			if w.semi[u] < w.semi[v] {
				w.idom[v] = u
			}
		}
		w.bucket[parent] = nil
	}
	for i := 1; i < len(w.order); i++ {
		if w.idom[i] != w.semi[i] {
			w.idom[i] = w.idom[w.idom[i]]
		}
	}
}

// eval returns the step with the earliest semi on the way up to the root of what
// is linked, and shortens that way.
func (w *domWork) eval(v int) int {
	if w.ancestor[v] < 0 {
		return w.label[v]
	}
	var way []int
	for at := v; w.ancestor[w.ancestor[at]] >= 0; at = w.ancestor[at] {
		way = append(way, at)
	}
	for i := len(way) - 1; i >= 0; i-- {
		at := way[i]
		up := w.ancestor[at]
		if w.semi[w.label[up]] < w.semi[w.label[at]] {
			w.label[at] = w.label[up]
		}
		w.ancestor[at] = w.ancestor[up]
	}
	return w.label[v]
}
