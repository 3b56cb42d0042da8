package inbox

import (
	"math"
	"slices"
	"time"

	"iscope/api/sandbox/internal/kit"
)

// kind names work items in [kit.World.ID32] and its relatives.
const kind = "work-item"

// stretch is a run of item numbers with one owner and one fate. Within it the
// numbers rise with time, so that a list is the stretch read backwards.
type stretch struct {
	owner *kit.Person
	first uint32
	count uint32
	done  bool
}

// shelf is one owner's two lists, oldest first.
type shelf struct {
	open, done []uint32
}

// birth says when and for whom an item came that was not there at the start.
type birth struct {
	at       time.Time
	owner    int
	scenario int // index in deck, or -1 to draw one
}

// ledger knows which items exist, what they are and whose list they are on.
type ledger struct {
	world     *kit.World
	stretches []stretch
	base      uint32 // how many items there were at the start
	births    []birth
	changed   map[uint32]*workItem
	shelves   map[int]*shelf // by the owner's index in World.People
	featured  []int          // the order in which the deck is dealt to the newest items
}

func newLedger(w *kit.World) *ledger {
	l := &ledger{world: w, changed: map[uint32]*workItem{}, shelves: map[int]*shelf{}, featured: dealt(w)}
	done := min(18, w.Scale.WorkItems*3/10)
	l.lay(w.Me, w.Scale.WorkItems-done, false)
	l.lay(w.Me, done, true)
	if w.Scale.WorkItems == 0 {
		return l
	}
	if p := leaver(w); p != nil {
		l.lay(p, left, false)
		l.lay(p, 4, true)
	}
	r := w.Rand("work-item owners")
	for _, p := range colleagues(w) {
		l.lay(p, 2+r.IntN(7), false)
		l.lay(p, 1+r.IntN(5), true)
	}
	return l
}

// lay adds a stretch and puts its items on their owner's shelf.
func (l *ledger) lay(owner *kit.Person, count int, done bool) {
	if count <= 0 {
		return
	}
	l.stretches = append(l.stretches, stretch{owner: owner, first: l.base, count: uint32(count), done: done})
	numbers := make([]uint32, count)
	for i := range numbers {
		numbers[i] = l.base + uint32(i)
	}
	s := l.shelf(owner.Index)
	if done {
		s.done = numbers
	} else {
		s.open = numbers
	}
	l.base += uint32(count)
}

// left is how many open items the leaver has: more than anybody forwards one by
// one.
const left = 40

// leaver is the first person who left the company for good.
func leaver(w *kit.World) *kit.Person {
	i := slices.IndexFunc(w.People, func(p kit.Person) bool { return p.State == "INACTIVE_LONG_TERM" })
	if i < 0 {
		return nil
	}
	return &w.People[i]
}

// colleagues are six others with an inbox, the caller's manager among them.
func colleagues(w *kit.World) []*kit.Person {
	out := []*kit.Person{w.ManagerOf(w.Me)}
	for i := range w.People {
		p := &w.People[(i*17+5)%len(w.People)]
		if p.Active && p != w.Me && !slices.Contains(out, p) {
			out = append(out, p)
		}
		if len(out) == 6 {
			break
		}
	}
	return out
}

func (l *ledger) shelf(owner int) *shelf {
	s := l.shelves[owner]
	if s == nil {
		s = &shelf{}
		l.shelves[owner] = s
	}
	return s
}

// find turns an identifier into the number of an item that exists.
func (l *ledger) find(id string) (uint32, bool) {
	n, ok := l.world.Index(kind, id)
	if !ok || n >= uint64(l.base)+uint64(len(l.births)) {
		return 0, false
	}
	return uint32(n), true
}

// item is the item of a number, as it is now. The result must not be changed;
// [ledger.change] is for that.
func (l *ledger) item(n uint32) *workItem {
	if it := l.changed[n]; it != nil {
		return it
	}
	if n >= l.base {
		b := l.births[n-l.base]
		owner := &l.world.People[b.owner]
		return l.draw(n, owner, b.at, b.scenario)
	}
	i, _ := slices.BinarySearchFunc(l.stretches, n, func(s stretch, n uint32) int {
		switch {
		case n < s.first:
			return 1
		case n >= s.first+s.count:
			return -1
		}
		return 0
	})
	s := l.stretches[i]
	at := s.time(l.world, n)
	if !s.done {
		return l.draw(n, s.owner, at, l.scenarioFor(s, n))
	}
	it := l.draw(n, s.owner, at, l.scenarioFor(s, n))
	l.conclude(it, n, at)
	return it
}

// change is the item of a number, kept from now on, free to be changed.
func (l *ledger) change(n uint32) *workItem {
	it := l.changed[n]
	if it == nil {
		it = l.item(n)
		l.changed[n] = it
	}
	now := kit.Millis(l.world.Now())
	it.Modified = &now
	return it
}

// add lets an item be born now or at a moment just past.
func (l *ledger) add(at time.Time, owner, scenario int) {
	n := l.base + uint32(len(l.births))
	l.births = append(l.births, birth{at, owner, scenario})
	s := l.shelf(owner)
	s.open = append(s.open, n)
}

// close finishes an item and moves it to the owner's finished ones.
func (l *ledger) close(n uint32, it *workItem, at time.Time) {
	stamp := kit.Millis(at)
	it.State, it.Completed, it.Modified = finished, &stamp, &stamp
	s := l.shelf(it.owner)
	s.take(n)
	s.done = append(s.done, n)
}

// move gives an open item to another owner.
func (l *ledger) move(n uint32, it *workItem, to *kit.Person) {
	l.shelf(it.owner).take(n)
	it.owner, it.OwnerID, it.OwnerName = to.Index, to.ID, to.Name
	s := l.shelf(to.Index)
	s.open = append(s.open, n)
}

func (s *shelf) take(n uint32) {
	if i := slices.Index(s.open, n); i >= 0 {
		s.open = slices.Delete(s.open, i, i+1)
	}
}

// time is when an item of the stretch was created or, for finished ones,
// completed: strictly rising with n, dense towards the start of the tenant.
func (s stretch) time(w *kit.World, n uint32) time.Time {
	const near = 2 * time.Minute
	span, bend := 80*24*time.Hour, 3.0
	if s.count > 1000 {
		bend = 1.5 // or tens of thousands would have come within the last hour
	}
	if s.done {
		span, bend = 60*24*time.Hour, 2.0
	}
	fraction := float64(w.Hash("work-item time", uint64(n))>>11) / (1 << 53)
	u := (float64(s.count-1-(n-s.first)) + 0.1 + 0.8*fraction) / float64(s.count)
	age := near + time.Duration(float64(span)*math.Pow(u, bend))
	return w.Start.Add(-age).Truncate(time.Millisecond)
}
