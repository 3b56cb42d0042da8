package rerun

import (
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"iscope/api"
	"iscope/ui/dialog"
)

// TestNothingRunsTwice runs many again and again through faults of every kind,
// and goes on after each stop until nothing is left: no run is ever started
// twice, the pace is kept, and the numbers add up.
func TestNothingRunsTwice(t *testing.T) {
	started := 0
	for seed := range uint64(60) {
		bubble(t, func(t *testing.T) {
			rnd := rand.New(rand.NewPCG(seed, 7))
			f := newTenant()
			list := slices.Concat(company(f, "a", 7, false), company(f, "b", 4, true), []api.Execution{f.flow("x", api.TriggerExternal, true)})
			faults := []*api.Error{
				nil, nil, nil, nil, nil, nil, nil, nil,
				{Kind: api.Offline, Detail: "reset"}, {Kind: api.Server, Status: 502, Detail: "bad gateway"}, {Kind: api.Throttled, Status: 429, Detail: "slow"},
				{Kind: api.Forbidden, Status: 403, Detail: "no"}, {Kind: api.Invalid, Status: 400, Detail: "no"}, {Kind: api.Offline, Detail: "no route", Unsent: true},
			}
			for _, e := range list {
				f.inputs[e.ID] = `{"of":"` + e.ID + `"}` // tells one from another
			}
			s := open(t, f)
			s.begin(list...)
			var mu sync.Mutex
			f.fail = func(op api.Op, _ string) error {
				mu.Lock()
				defer mu.Unlock()
				if e := faults[rnd.IntN(len(faults))]; e != nil && (op.Writes() || rnd.IntN(60) == 0) {
					again := *e
					again.Op = op
					return &again
				}
				return nil
			}
			f.lose = func(api.Op, string) bool {
				mu.Lock()
				defer mu.Unlock()
				return rnd.IntN(6) == 0
			}
			for range 80 {
				s.Advance(time.Minute)
				if s.desk.job != nil {
					addsUp(t, s.desk.job)
				}
				switch top := s.Top().(type) {
				case nil:
				case *dialog.Confirm:
					top.Render(76, 60)
					s.Press(char('y'))
				default:
					s.Press(next)
				}
			}
			slices.Sort(f.bodies)
			if n := len(slices.Compact(slices.Clone(f.bodies))); n != len(f.bodies) {
				t.Errorf("seed %d: %d starts with %d inputs", seed, len(f.bodies), n)
			}
			if !f.workflows["b"].Enabled && (s.desk.job == nil || len(s.desk.job.off()) == 0) {
				t.Errorf("seed %d: that b was disabled is forgotten", seed)
			}
			if mostStarts(f.starts) > startsAtOnce {
				t.Errorf("seed %d: up to %d in ten seconds", seed, mostStarts(f.starts))
			}
			started += len(f.starts)
		})
	}
	if started < 300 {
		t.Errorf("only %d runs were started: the faults leave nothing to see", started)
	}
}
