package draft

import (
	"errors"
	"strconv"
	"strings"
)

// Most is how many drafts of one object are kept: one that was found is never
// overwritten by what is typed instead of it.
const Most = 5

// NoRoom says why an edit has no place for its draft.
var NoRoom = strconv.Itoa(Most) + " others are kept"

// Name returns what the n-th draft of an object is kept under, from 0: the id,
// and for the later ones # and a number behind it.
func Name(id string, n int) string {
	if n == 0 {
		return id
	}
	return id + "#" + strconv.Itoa(n+1)
}

// Owner returns the id of the object that a draft is of, by its name.
func Owner(name string) string {
	id, _, _ := strings.Cut(name, "#")
	return id
}

// Place is where a draft of an object may be kept.
type Place struct {
	Name string
	Body []byte // nil where there is none
	Err  error  // why it could not be read: a draft may be there
}

// Shelf is what the places of an object have.
type Shelf[T any] struct {
	Drafts  []*T
	Free    int     // the first place without a draft, -1 where there is none
	Damaged []error // why drafts cannot be decoded; they are left alone
	Failed  error   // why a place could not be read, nil where all were
}

// ErrInUse is what decode returns to [Sort] for what is no draft to be offered, and
// whose place is still not free.
var ErrInUse = errors.New("the place is in use")

// Sort decodes what was found. Decode gets the number of the place with it, and
// returns nil where there is no draft in it. Where no place is known to be free, the
// last one is tried if nobody could tell what is in it: what may be there is not
// replaced by the first save of an edit.
func Sort[T any](f Found, decode func(n int, body []byte) (*T, error)) Shelf[T] {
	s := Shelf[T]{Free: -1}
	for n, p := range f.Value {
		d, err := decode(n, p.Body)
		switch {
		case p.Err != nil:
			s.Failed = p.Err
		case errors.Is(err, ErrInUse):
		case err != nil:
			s.Damaged = append(s.Damaged, err)
		case d != nil:
			s.Drafts = append(s.Drafts, d)
		case s.Free < 0:
			s.Free = n
		}
	}
	if f.Err != nil {
		s.Failed = f.Err
	}
	if s.Free < 0 && unread(f, Most-1) {
		s.Free = Most - 1
	}
	return s
}

// unread reports whether nobody could tell what is in a place.
func unread(f Found, n int) bool {
	if n >= len(f.Value) {
		return f.Err != nil
	}
	p := f.Value[n]
	return p.Err != nil && len(p.Body) == 0
}
