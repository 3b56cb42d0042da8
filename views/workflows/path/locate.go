package path

import "slices"

// Found is a value that a path leads to, and where it is. A value that a function
// makes is where that was which it is made from, and so is an object of several
// members.
type Found struct {
	Value any
	Way   []Key // from the document to the value
}

// Key is one step of a way: the name of a member, or the place of an element.
type Key struct {
	Name string
	Item int // -1 where it is a member
}

// Locate is Look that also tells where things are. It costs more.
func (p *Path) Locate(doc any) ([]Found, error) {
	r := &run{root: doc, left: budget}
	if p.doubt != nil {
		return nil, p.doubt
	}
	var out []Found
	r.follow(p.segments, doc, &way{}, func(v any, at *way) { out = append(out, Found{v, at.keys()}) })
	if r.err != nil {
		return nil, r.err
	}
	return out, nil
}

// way leads to a value, from the value up. A nil way is one that nobody asks for;
// that to the document is empty.
type way struct {
	up  *way // nil at the document
	key Key
}

func (w *way) member(name string) *way { return w.to(Key{name, -1}) }
func (w *way) item(i int) *way         { return w.to(Key{"", i}) }

func (w *way) to(k Key) *way {
	if w == nil {
		return nil
	}
	return &way{w, k}
}

// keys returns the way from the document down.
func (w *way) keys() []Key {
	var out []Key
	for ; w.up != nil; w = w.up {
		out = append(out, w.key)
	}
	slices.Reverse(out)
	return out
}
