package path

import (
	"maps"
	"math"
	"slices"
)

// budget is how much work an expression may make in a document: about as many
// values are looked at, and texts of regular expressions count by their length.
const budget = 2 << 20

// functions are those that can be tried.
var functions = map[string]bool{
	"length": true, "size": true, "min": true, "max": true, "sum": true, "avg": true, "first": true, "last": true, "keys": true,
}

// run is one evaluation.
type run struct {
	root any
	left int
	err  *Error // the first reason why it cannot be tried
}

// spend takes from the budget and reports whether to go on.
func (r *run) spend(n int) bool {
	if r.left -= n; r.left < 0 {
		r.stop(&Error{Text: "it takes too long with this input", Untried: true})
	}
	return r.err == nil
}

func (r *run) stop(e *Error) {
	if r.err == nil {
		r.err = e
	}
}

// find follows a path from the document, or from the item of a filter.
func (r *run) find(p *Path, item any) []any {
	if p.doubt != nil {
		r.stop(p.doubt)
		return nil
	}
	from := r.root
	if p.item {
		from = item
	}
	var out []any
	r.follow(p.segments, from, nil, func(v any, _ *way) { out = append(out, v) })
	return out
}

// taker takes what was found, and the way to it, nil where nobody asks for it.
type taker func(v any, at *way)

// follow hands on what segments lead to from a value. at is the way to it.
func (r *run) follow(segments []Segment, v any, at *way, emit taker) {
	if !r.spend(1) {
		return
	}
	if len(segments) == 0 {
		emit(v, at)
		return
	}
	s, rest := &segments[0], segments[1:]
	next := func(v any, at *way) { r.follow(rest, v, at, emit) }
	switch s.Kind {
	case Member:
		r.members(s, v, at, len(rest) == 0, next)
	case Every:
		r.each(v, at, next)
	case Index, Slice:
		if list, ok := v.([]any); ok {
			r.among(s, list, at, next)
		}
	case Filter:
		r.choose(s, v, at, next)
	case Call:
		r.call(s, v, func(v any) { next(v, at) })
	case Descend:
		r.descend(rest, v, at, emit)
	}
}

// each hands on the elements of a list or the members of an object.
func (r *run) each(v any, at *way, next taker) {
	switch v := v.(type) {
	case []any:
		for i, x := range v {
			if r.err != nil {
				return
			}
			next(x, at.item(i))
		}
	case map[string]any:
		if !r.spend(len(v)) {
			return
		}
		for _, k := range slices.Sorted(maps.Keys(v)) {
			if r.err != nil {
				return
			}
			next(v[k], at.member(k))
		}
	}
}

// members hands on members by name. Several at the end of a path are one object
// of them.
func (r *run) members(s *Segment, v any, at *way, last bool, next taker) {
	o, ok := v.(map[string]any)
	if !ok {
		return
	}
	if len(s.Names) > 1 && last {
		picked := map[string]any{}
		for _, n := range s.Names {
			if x, ok := o[n]; ok {
				picked[n] = x
			}
		}
		next(picked, at)
		return
	}
	for _, n := range s.Names {
		if x, ok := o[n]; ok {
			next(x, at.member(n))
		}
	}
}

// among hands on elements by index or slice.
func (r *run) among(s *Segment, list []any, at *way, next taker) {
	place := func(i int) int {
		if i < 0 {
			return i + len(list)
		}
		return i
	}
	if s.Kind == Index {
		for _, i := range s.Indexes {
			if i = place(i); i >= 0 && i < len(list) {
				next(list[i], at.item(i))
			}
		}
		return
	}
	from, to := 0, len(list)
	if s.From != nil {
		from = max(place(*s.From), 0)
	}
	if s.To != nil {
		to = min(place(*s.To), len(list))
	}
	for i := from; i < to && r.err == nil; i++ {
		next(list[i], at.item(i))
	}
}

// choose hands on what a filter lets pass: the elements of a list, or an object
// itself.
func (r *run) choose(s *Segment, v any, at *way, next taker) {
	switch v := v.(type) {
	case map[string]any:
		if r.holds(s.Test, v) {
			next(v, at)
		}
	case []any:
		for i, x := range v {
			if r.err != nil {
				return
			}
			if r.holds(s.Test, x) {
				next(x, at.item(i))
			}
		}
	}
}

// descend follows segments from a value and from everything below it that is a
// list or an object.
func (r *run) descend(segments []Segment, v any, at *way, emit taker) {
	switch v.(type) {
	case []any, map[string]any:
	default:
		return
	}
	if len(segments) == 0 { // of a path that was cut here
		emit(v, at)
	} else if _, list := v.([]any); !list || segments[0].Kind != Filter || r.holds(segments[0].Test, v) {
		r.follow(segments, v, at, emit)
	}
	r.each(v, at, func(x any, at *way) {
		if r.spend(1) {
			r.descend(segments, x, at, emit)
		}
	})
}

// call hands on what a function makes of a value.
func (r *run) call(s *Segment, v any, next func(any)) {
	list, isList := v.([]any)
	switch s.Func {
	case "length", "size":
		switch v := v.(type) {
		case []any:
			next(float64(len(v)))
		case map[string]any:
			next(float64(len(v)))
		case string:
			r.stop(&Error{Offset: s.Offset, Text: "the " + s.Func + "() of a text", Untried: true})
		}
	case "keys":
		if o, ok := v.(map[string]any); ok {
			keys := []any{}
			for _, k := range slices.Sorted(maps.Keys(o)) {
				keys = append(keys, k)
			}
			next(keys)
		}
	case "first", "last":
		if isList && len(list) > 0 {
			i := 0
			if s.Func == "last" {
				i = len(list) - 1
			}
			next(list[i])
		}
	default:
		if isList && r.spend(len(list)) {
			aggregate(s.Func, list, next)
		}
	}
}

// aggregate hands on a figure about the numbers of a list, of which there must be
// one at least.
func aggregate(name string, list []any, next func(any)) {
	n, sum, least, most := 0, 0.0, 0.0, 0.0
	for _, x := range list {
		f, ok := figure(x)
		if !ok {
			continue
		}
		if n == 0 {
			least, most = f, f
		}
		n++
		sum, least, most = sum+f, min(least, f), max(most, f)
	}
	if n == 0 || math.IsInf(sum, 0) {
		return
	}
	next(map[string]float64{"min": least, "max": most, "sum": sum, "avg": sum / float64(n)}[name])
}
