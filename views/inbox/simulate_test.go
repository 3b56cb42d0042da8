package inbox

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"
	"time"

	"iscope/api"
)

// The simulation plays random histories against the book: a person who presses
// keys, a network that loses, delays and doubles answers, a tenant on which
// others decide and change items. After every step it holds what SAFETY
// promises:
//
//   - a decision is sent at most once;
//   - nothing is sent after undo, nor before the window ended or was cut short;
//   - nothing is sent whose item differs from what was shown;
//   - once the network is well again every decision ends.
//
// ISCOPE_SIM_RUNS and ISCOPE_SIM_SEED change how many histories are played and
// from which seed; a failure prints the seed of its history.

type simItem struct {
	state string
	owner string
	value int
}

type sim struct {
	t     *testing.T
	r     *rand.Rand
	seed  uint64
	now   time.Time
	items map[string]*simItem
	book  book
	queue []event           // answers and ticks on their way
	sent  map[key]int       // per decision under way
	taken map[key]bool      // undone
	open  map[key]bool      // asked and not ended
	shown map[key]string    // value shown when asked
	last  map[key]string    // value read last before sending
	until map[key]time.Time // end of the undo window, zero once the person hurried
	calm  bool              // faults have stopped
}

func (s *sim) fail(format string, args ...any) {
	s.t.Helper()
	s.t.Fatalf("seed %d: %s", s.seed, fmt.Sprintf(format, args...))
}

func (s *sim) read(id string) (api.WorkItem, *api.Error) {
	if !s.calm && s.r.IntN(10) == 0 {
		return api.WorkItem{}, &api.Error{Kind: api.Offline, Detail: "no route"}
	}
	it := s.items[id]
	state := "Pending"
	if it.state != "Pending" {
		state = it.state
	}
	return item(s.t, id, []string{it.state}, set("state", state), set("ownerId", it.owner), func(m map[string]any) {
		m["approvalItems"].([]any)[0].(map[string]any)["value"] = strconv.Itoa(it.value)
	}), nil
}

// deliver puts an answer on its way: lost answers come as an error, and now and
// then one comes twice.
func (s *sim) deliver(e event) {
	s.queue = append(s.queue, e)
	if !s.calm && s.r.IntN(12) == 0 {
		s.queue = append(s.queue, e)
	}
}

func (s *sim) do(effects []effect) {
	for _, e := range effects {
		switch e.kind {
		case arm:
			s.queue = append(s.queue, expired{e.d.batch, s.now.Add(e.wait)})
		case check:
			if s.now.Before(s.until[e.d.key]) {
				s.fail("%v leaves within its undo window", e.d.key)
			}
			it, err := s.read(e.d.item)
			s.deliver(checked{e.d.key, it, err})
		case lookBack:
			it, err := s.read(e.d.item)
			s.deliver(readBack{e.d.key, it, err})
		case send:
			s.send(e.d)
		case takenOff:
			s.taken[e.d.key] = true
			delete(s.open, e.d.key)
		case settled, news, halted:
			delete(s.open, e.d.key)
			if e.kind == settled && s.items[e.d.item].state == "Pending" {
				s.fail("%s is said to be done and is open", e.d.item)
			}
		}
	}
}

func (s *sim) send(d decision) {
	if s.sent[d.key]++; s.sent[d.key] > 1 {
		s.fail("%v was sent %d times", d.key, s.sent[d.key])
	}
	if s.taken[d.key] {
		s.fail("%v was sent after undo", d.key)
	}
	if s.shown[d.key] != s.last[d.key] {
		s.fail("%v was sent though it asked for %s and %s was shown", d.key, s.last[d.key], s.shown[d.key])
	}
	it := s.items[d.item]
	fate := s.r.IntN(10)
	if s.calm {
		fate = 9
	}
	if fate != 0 && fate != 1 && it.state == "Pending" {
		it.state = string(map[api.Op]api.WorkItemState{api.ApproveItem: api.StateFinished, api.RejectItem: api.StateRejected}[d.op])
	}
	switch fate {
	case 0: // refused
		s.deliver(answered{key: d.key, err: &api.Error{Kind: api.Throttled, Detail: "too many requests"}})
	case 1, 2: // lost on the way there, or on the way back
		s.deliver(answered{key: d.key, err: &api.Error{Kind: api.Offline, Detail: "connection reset"}})
	case 3:
		s.deliver(answered{key: d.key, err: &api.Error{Kind: api.Server, Detail: "bad gateway"}})
	default:
		got, _ := s.read(d.item)
		s.deliver(answered{key: d.key, item: got})
	}
}

// act is one thing a person or somebody else does.
func (s *sim) act() {
	id := fmt.Sprint("i", s.r.IntN(len(s.items)))
	switch s.r.IntN(8) {
	case 0, 1, 2:
		s.ask(id)
	case 3:
		s.do(s.book.step(undone{}))
	case 4:
		clear(s.until)
		s.do(s.book.step(hurried{}))
	case 5: // somebody else decides
		if it := s.items[id]; it.state == "Pending" {
			it.state = "Rejected"
		}
	case 6: // somebody changes it
		s.items[id].value++
	case 7:
		s.items[id].owner = "somebody"
	}
}

func (s *sim) ask(id string) {
	seen, err := s.read(id)
	if err != nil || !seen.State.Open() || seen.OwnerID != "me" {
		return
	}
	op := api.BulkApprove
	if s.r.IntN(2) == 0 {
		op = api.BulkReject
	}
	d := newDecision(op, seen)
	if !s.book.collides(d.key) {
		s.sent[d.key], s.taken[d.key], s.open[d.key], s.shown[d.key] = 0, false, true, seen.Value
		s.until[d.key] = s.now.Add(5 * time.Second)
	}
	s.do(s.book.step(asked{[]*decision{d}, 5 * time.Second, s.now}))
}

// pass hands over one of the things on their way, in any order.
func (s *sim) pass() {
	i := s.r.IntN(len(s.queue))
	e := s.queue[i]
	s.queue = append(s.queue[:i], s.queue[i+1:]...)
	if x, ok := e.(expired); ok && x.now.After(s.now) {
		s.now = x.now
	}
	if x, ok := e.(checked); ok && x.err == nil && s.book.at(x.key, checking) != nil {
		s.last[x.key] = x.item.Value
	}
	s.do(s.book.step(e))
}

func simulate(t *testing.T, seed uint64) int {
	s := &sim{
		t: t, r: rand.New(rand.NewPCG(seed, 1)), seed: seed, now: noon, items: map[string]*simItem{}, sent: map[key]int{}, taken: map[key]bool{},
		open: map[key]bool{}, shown: map[key]string{}, last: map[key]string{}, until: map[key]time.Time{},
	}
	for i := range 2 + s.r.IntN(3) {
		s.items[fmt.Sprint("i", i)] = &simItem{state: "Pending", owner: "me"}
	}
	for range 20 + s.r.IntN(30) {
		if len(s.queue) > 0 && s.r.IntN(2) == 0 {
			s.pass()
		} else {
			s.act()
		}
	}
	s.calm = true
	steps := 0
	for len(s.queue) > 0 {
		if steps++; steps > 1000 {
			s.fail("%d decisions do not end", len(s.open))
		}
		s.pass()
	}
	if len(s.open) > 0 {
		s.fail("%d decisions never ended: %v", len(s.open), s.open)
	}
	total := 0
	for _, n := range s.sent {
		total += n
	}
	return total
}

func TestSimulatedHistories(t *testing.T) {
	runs, seed := 10_000, uint64(1)
	if n, err := strconv.Atoi(os.Getenv("ISCOPE_SIM_RUNS")); err == nil {
		runs = n
	}
	if n, err := strconv.ParseUint(os.Getenv("ISCOPE_SIM_SEED"), 10, 64); err == nil {
		seed = n
	}
	sent := 0
	for i := range runs {
		sent += simulate(t, seed+uint64(i))
	}
	if sent < runs/4 {
		t.Fatalf("only %d decisions were sent in %d histories: the simulation tests nothing", sent, runs)
	}
	t.Logf("%d histories, %d decisions sent, none twice", runs, sent)
}
