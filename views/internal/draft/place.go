package draft

import (
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

// Sort decodes what was found. Decode gets the number of the place with it, and
// returns nil where there is no draft in it. Where something could not be read and
// no place is known to be free, that is the last one, which is the least likely to
// be taken.
func Sort[T any](f Found, decode func(n int, body []byte) (*T, error)) Shelf[T] {
	s := Shelf[T]{Free: -1}
	for n, p := range f.Value {
		d, err := decode(n, p.Body)
		switch {
		case p.Err != nil:
			s.Failed = p.Err
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
	if s.Failed != nil && s.Free < 0 {
		s.Free = Most - 1
	}
	return s
}
