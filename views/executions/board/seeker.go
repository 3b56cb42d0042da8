package board

import "iscope/api"

const (
	// pagesRead is how many pages of a list are read from its beginning before the
	// search for its end starts.
	pagesRead = 4
	// farthest is where a list is not believed to go on.
	farthest = 1 << 22
)

// Seeker finds the end of a list that is served in pages of api.MaxPage, without
// reading all of it: after some pages from the beginning in steps that double,
// then halve. Of 160 pages it takes about twenty.
type Seeker struct {
	offset int // of the page to ask for
	pages  int
	lo, hi int // the page at lo is full, that at hi empty; hi is 0 while nobody knows one
	end    int
}

// Offset returns where the next page to ask for begins.
func (s *Seeker) Offset() int { return s.offset }

// Len returns how long the list is, once Took has said that it is known.
func (s *Seeker) Len() int { return s.end }

// Took takes how many records the page at Offset has and whether there may be
// more behind it, and reports whether the length of the list is known now.
func (s *Seeker) Took(n int, more bool) (done bool) {
	s.pages++
	switch {
	case n == 0 || s.offset >= farthest:
		s.hi = s.offset
	case !more:
		s.end = s.offset + n
		return true
	default:
		s.lo = s.offset
		s.end = s.offset + n
	}
	switch {
	case s.hi > 0 && s.hi-s.lo <= api.MaxPage, s.hi == 0 && n == 0:
		return true
	case s.hi > 0:
		s.offset = (s.lo + s.hi) / 2 / api.MaxPage * api.MaxPage
	case s.pages < pagesRead:
		s.offset = s.end
	default:
		s.offset = 2 * s.lo
	}
	return false
}
