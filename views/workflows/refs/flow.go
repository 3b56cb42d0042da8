package refs

// mark notes which steps of a definition the flow arrives at from its start.
func (g *Graph) mark(sc *scope) {
	if sc.startTo < 0 {
		return
	}
	queue := []int{sc.startTo}
	g.nodes[sc.startTo].Reached = true
	for len(queue) > 0 {
		at := queue[len(queue)-1]
		queue = queue[:len(queue)-1]
		for _, e := range g.exits[at] {
			if e.To >= 0 && !g.nodes[e.To].Reached {
				g.nodes[e.To].Reached = true
				queue = append(queue, e.To)
			}
		}
	}
}

// circles finds the strongly connected steps of a definition (Tarjan, without
// recursion) and says of each whether there is a way out.
func (g *Graph) circles(sc *scope) {
	t := tarjan{g: g, base: sc.base, num: make([]int, sc.n), low: make([]int, sc.n), part: make([]int, sc.n), parts: 1}
	for i := range sc.n {
		if t.num[i] == 0 {
			t.visit(i)
		}
	}
	type fact struct {
		size int
		self bool // a step that leads to itself
		out  bool
	}
	facts := make([]fact, t.parts)
	for i := range sc.n {
		f := &facts[t.part[i]]
		f.size++
		for _, e := range g.exits[sc.base+i] {
			switch {
			case e.To < 0 || t.part[e.To-sc.base] != t.part[i]:
				f.out = true // also where nothing follows: the flow stops there
			case e.To == sc.base+i:
				f.self = true
			}
		}
	}
	for i := range sc.n {
		switch f := facts[t.part[i]]; {
		case f.size == 1 && !f.self:
		case f.out:
			g.nodes[sc.base+i].Circle = WayOut
		default:
			g.nodes[sc.base+i].Circle = Endless
		}
	}
}

type tarjan struct {
	g         *Graph
	base      int
	num, low  []int // order of discovery from 1, and the earliest step reachable
	part      []int // the circle a step belongs to, 0 while it is open
	open      []int
	count     int
	parts     int
	callStack []call
}

type call struct{ at, exit int }

func (t *tarjan) enter(i int) {
	t.count++
	t.num[i], t.low[i] = t.count, t.count
	t.open = append(t.open, i)
	t.callStack = append(t.callStack, call{at: i})
}

func (t *tarjan) visit(root int) {
	t.enter(root)
	for len(t.callStack) > 0 {
		c := &t.callStack[len(t.callStack)-1]
		at := c.at
		exits := t.g.exits[t.base+at]
		if c.exit < len(exits) {
			to := exits[c.exit].To - t.base
			named := exits[c.exit].To >= 0
			c.exit++
			switch {
			case !named:
			case t.num[to] == 0:
				t.enter(to)
			case t.part[to] == 0:
				t.low[at] = min(t.low[at], t.num[to])
			}
			continue
		}
		t.callStack = t.callStack[:len(t.callStack)-1]
		if n := len(t.callStack); n > 0 {
			from := t.callStack[n-1].at
			t.low[from] = min(t.low[from], t.low[at])
		}
		if t.low[at] == t.num[at] {
			t.close(at)
		}
	}
}

// close ends the circle that was entered at a step.
func (t *tarjan) close(at int) {
	for {
		last := t.open[len(t.open)-1]
		t.open = t.open[:len(t.open)-1]
		t.part[last] = t.parts
		if last == at {
			break
		}
	}
	t.parts++
}
