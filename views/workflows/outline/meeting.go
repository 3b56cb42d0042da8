package outline

// short is how many steps a branch may have to count as a mere way out: an
// end, or a last message and an end.
const short = 2

// way is a distinct step that a choice leads to.
type way struct {
	to   int
	size int // steps reachable over steps that are neither placed nor kept
	ways int // how many exits lead there
}

// meeting finds the step with which the flow goes on at the level of the choice
// at, and the steps to be kept for it while the branches are placed. It is
//   - where all branches but one are mere ways out, the start of that one, and
//   - else the nearest of the steps that most branches arrive at.
//
// Without such a step it returns none.
func (l *layouter) meeting(g *graph, at int) (next int, hold []int) {
	l.search -= len(g.steps) // the choice of the best looks at each
	ways := l.ways(g, at)
	if len(ways) == 0 || l.search <= 0 {
		return none, nil // out of breath: what was counted may be half of it
	}
	long := none
	for _, w := range ways {
		switch {
		case w.size <= short:
		case long == none:
			long = w.to
		default:
			long = missing // more than one
		}
	}
	if long >= 0 {
		return long, append(l.shared(g, ways, long), long)
	}
	best := none
	for i, n := range g.counts {
		if g.stamp[i] < g.round || n < 2 {
			continue
		}
		if best == none || n > g.counts[best] || n == g.counts[best] && g.far[i] < g.far[best] {
			best = i
		}
	}
	if best == none {
		return none, nil
	}
	return best, []int{best}
}

// ways searches from each exit of a choice. Afterwards counts says for every
// step stamped in the current round how many exits arrive there, and far how
// many steps the longest of their shortest ways has.
func (l *layouter) ways(g *graph, at int) []way {
	g.round++
	var ways []way
	for _, e := range g.exits[at] {
		if g.taken(e.to) {
			continue
		}
		known := false
		for i := range ways {
			if ways[i].to == e.to {
				ways[i].ways++
				known = true
			}
		}
		if !known {
			ways = append(ways, way{to: e.to, ways: 1})
		}
	}
	for i := range ways {
		ways[i].size = l.walk(g, ways[i])
	}
	return ways
}

// walk visits what is reachable from w and counts it.
func (l *layouter) walk(g *graph, w way) int {
	type stop struct{ at, far int }
	g.walks++
	g.seen[w.to] = g.walks
	queue := []stop{{w.to, 0}}
	size := 0
	for len(queue) > 0 && l.search > 0 {
		s := queue[0]
		queue = queue[1:]
		size++
		l.search--
		if g.stamp[s.at] < g.round {
			g.stamp[s.at], g.counts[s.at], g.far[s.at] = g.round, 0, 0
		}
		g.counts[s.at] += w.ways
		g.far[s.at] = max(g.far[s.at], s.far)
		for _, e := range g.exits[s.at] {
			if !g.taken(e.to) && g.seen[e.to] != g.walks {
				g.seen[e.to] = g.walks
				queue = append(queue, stop{e.to, s.far + 1})
			}
		}
	}
	return size
}

// shared returns the steps of short ways that the long one arrives at too:
// they belong to what follows.
func (l *layouter) shared(g *graph, ways []way, long int) []int {
	var out []int
	for _, w := range ways {
		if w.to == long {
			continue
		}
		for at, hops := w.to, 0; at >= 0 && hops < short; hops++ {
			if g.stamp[at] == g.round && g.counts[at] > w.ways {
				out = append(out, at)
				break
			}
			if len(g.exits[at]) == 0 || g.taken(g.exits[at][0].to) {
				break
			}
			at = g.exits[at][0].to
		}
	}
	return out
}
