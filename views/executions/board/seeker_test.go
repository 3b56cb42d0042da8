package board

import (
	"testing"

	"iscope/api"
)

// The length of a list is found exactly, whatever it is.
func TestSeeker(t *testing.T) {
	most := 0
	for n := 0; n <= 60_000; n += 1 + n/97 {
		for _, n := range []int{n, n / api.MaxPage * api.MaxPage} {
			var s Seeker
			for pages := 1; ; pages++ {
				got := min(max(n-s.Offset(), 0), api.MaxPage)
				if s.Took(got, got == api.MaxPage) {
					most = max(most, pages)
					break
				}
				if pages > 30 {
					t.Fatalf("%d records: no end", n)
				}
			}
			if s.Len() != n {
				t.Errorf("%d records, it says %d", n, s.Len())
			}
		}
	}
	if most > 22 {
		t.Errorf("it took %d pages", most)
	}
}

// A list without an end is left somewhere.
func TestSeekerGivesUp(t *testing.T) {
	var s Seeker
	for range 60 {
		if s.Took(api.MaxPage, true) {
			return
		}
	}
	t.Error("it goes on for ever")
}
