package check

import (
	"fmt"
	"maps"
	"strings"
)

// exit is a way out of a step: where the next one is named, and which that is.
type exit struct {
	at *spot
	to int
}

// leads looks up the step that a text names, and says where there is none.
func (c *checker) leads(w *world, s *step, at *spot, r rule, how string) {
	name := at.node.Text
	to, ok := w.index[name]
	if ok {
		s.exits = append(s.exits, exit{at, to})
		return
	}
	s.open = true
	if w.blind {
		return
	}
	w.missing = true
	do := c.didYouMean(name, maps.Keys(w.index), "name one of the steps, or add it")
	if w.outer != nil && w.outer.has(name) {
		do = "that is a step outside of the loop; the steps of a loop lead only to each other"
	}
	c.add(r, at.value(), fmt.Sprintf("%s %s %s, which does not exist", quoted(s.name), how, quoted(name)), do)
}

// flow follows the steps from the first one: what is not reached, and where the
// way goes round.
func (c *checker) flow(w *world, start int, at *spot) {
	if start < 0 {
		return // nothing would be reached
	}
	reached := w.from(start)
	if !w.missing { // or every step behind a name that is written wrong would be told
		for i, s := range w.steps {
			if !reached[i] {
				c.add(stepUnreachable, s.at, quoted(s.name)+" is never reached", "have a step lead to it, or remove it")
			}
		}
	}
	out := w.leaving()
	told := make([]bool, len(w.steps))
	for i := range w.steps {
		if !reached[i] || out[i] || told[i] {
			continue
		}
		first := i
		if !out[start] {
			first = start
		}
		where, words, ok := w.circle(first, told)
		w.follow(first, told)
		if !ok {
			continue // it leads to a circle that is told already
		}
		if !out[start] {
			c.add(noEnd, at.get("start").value(), "no end is ever reached: "+words, "have one of the steps lead to a success or a failure")
			continue
		}
		c.add(endlessCircle, where, "these steps lead only to each other: "+words, "have one of them lead out of the circle")
	}
}

// from returns which steps can be reached from one.
func (w *world) from(start int) []bool {
	reached := make([]bool, len(w.steps))
	w.follow(start, reached)
	return reached
}

// follow marks what can be reached from a step, but for what is marked already
// and lies behind it.
func (w *world) follow(start int, marked []bool) {
	marked[start] = true
	for queue := []int{start}; len(queue) > 0; queue = queue[1:] {
		for _, e := range w.steps[queue[0]].exits {
			if !marked[e.to] {
				marked[e.to] = true
				queue = append(queue, e.to)
			}
		}
	}
}

// leaving returns from which steps the way can come to an end, a proper one or
// not.
func (w *world) leaving() []bool {
	into := make([][]int, len(w.steps))
	out := make([]bool, len(w.steps))
	var queue []int
	for i, s := range w.steps {
		for _, e := range s.exits {
			into[e.to] = append(into[e.to], i)
		}
		if s.open || len(s.exits) == 0 {
			out[i] = true
			queue = append(queue, i)
		}
	}
	for ; len(queue) > 0; queue = queue[1:] {
		for _, i := range into[queue[0]] {
			if !out[i] {
				out[i] = true
				queue = append(queue, i)
			}
		}
	}
	return out
}

// mostNamed is how many steps of a circle are named.
const mostNamed = 6

// circle follows the first way out of each step until it goes round. It returns
// where that begins, and the names; false where it comes to a step that is told
// already.
func (w *world) circle(i int, told []bool) (*spot, string, bool) {
	seen := map[int]bool{}
	for ; !seen[i]; i = w.steps[i].exits[0].to {
		if told[i] {
			return nil, "", false
		}
		seen[i] = true
	}
	first := i
	var names []string
	for {
		names = append(names, w.steps[i].name)
		if i = w.steps[i].exits[0].to; i == first {
			break
		}
	}
	if more := len(names) - mostNamed; more > 0 {
		names = append(names[:mostNamed], fmt.Sprintf("… %d more", more))
	}
	return w.steps[first].at, strings.Join(append(names, w.steps[first].name), " → "), true
}
