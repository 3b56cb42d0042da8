package nerm

import (
	"errors"
	"fmt"
	"time"

	"iscope/api/sandbox/internal/kit"
)

// The rhythm of the product: in every slot somebody moves a waiting session on,
// or a new one begins.
const (
	slot     = 50 * time.Second
	jitter   = 20 * time.Second
	rest     = 2 * time.Minute  // after a client's change a session is left alone
	reaction = 15 * time.Second // from being moved on to running
	moreBorn = 15               // new sessions a tenant gets of itself
)

// live plays everything that was due by now.
func (s *Service) live() {
	for now := s.world.Now(); s.base > 0; s.moves++ {
		at := s.world.Start.Add(time.Duration(s.moves+1)*slot + time.Duration(s.world.Hash("nerm moment", s.moves)%uint64(jitter)))
		if at.After(now) {
			return
		}
		draw := s.world.Hash("nerm move", s.moves)
		if draw%3 == 0 && len(s.added) < moreBorn {
			s.begin()
			continue
		}
		s.moveOne(draw>>8, at)
	}
}

// begin adds a session that waits for approval.
func (s *Service) begin() {
	x := s.draft(s.total())
	x.status = "pending_approval"
	s.added = append(s.added, x)
}

// moveOne moves one of the newest waiting sessions on, and lets it run soon
// after. A few stay where they are, so that there is always something to do.
func (s *Service) moveOne(draw uint64, at time.Time) {
	const window, keep = 200, 6
	var waiting []*session
	total := s.total()
	for n := total; n > 0 && total-n < window; n-- {
		x := s.head(n - 1)
		if _, waits := onwards[x.statusAt(at)]; waits && at.Sub(x.touched) > rest {
			waiting = append(waiting, x)
		}
	}
	if len(waiting) <= keep {
		return
	}
	s.advance(waiting[draw%uint64(len(waiting))].n, at)
}

// advance lets a waiting session take its next status, and run after a while.
func (s *Service) advance(n uint64, at time.Time) {
	x := s.change(n, at)
	x.status, x.runFrom = onwards[x.status], at.Add(reaction)
	s.keep(x)
}

// Poke does what others of the product might:
//
//	move-session    id, status            sets the status; without one the next after a pending one
//	change-session  id, attribute, value  alters an attribute
//	new-session                           begins one that waits for approval
//
// Without an id the newest session is meant, for move-session the newest that waits.
func (s *Service) Poke(name string, args map[string]string) error {
	switch name {
	case "new-session":
		s.begin()
		return nil
	case "move-session":
		return s.pokeMove(args)
	case "change-session":
		n, err := s.target(args["id"], func(*session) bool { return true })
		if err != nil {
			return err
		}
		if args["attribute"] == "" {
			return errors.New("which attribute?")
		}
		x := s.change(n, s.world.Now())
		x.attributes[args["attribute"]] = args["value"]
		s.keep(x)
		return nil
	}
	return kit.ErrUnknownPoke
}

func (s *Service) pokeMove(args map[string]string) error {
	now, status := s.world.Now(), args["status"]
	n, err := s.target(args["id"], func(x *session) bool {
		_, waits := onwards[x.statusAt(now)]
		return waits || status != ""
	})
	if err != nil {
		return err
	}
	if status == "" {
		if _, waits := onwards[s.head(n).statusAt(now)]; !waits {
			return fmt.Errorf("the session does not wait for anybody: it is %s", s.head(n).statusAt(now))
		}
		s.advance(n, now)
		return nil
	}
	if !statuses[status] {
		return fmt.Errorf("%q is not a status", status)
	}
	x := s.change(n, now)
	x.status, x.runFrom = status, time.Time{}
	s.keep(x)
	return nil
}

// target is the session a poke means.
func (s *Service) target(id string, fits func(*session) bool) (uint64, error) {
	s.live()
	if id != "" {
		n, ok := s.world.Index("nerm-session", id)
		if !ok || n >= s.total() {
			return 0, fmt.Errorf("no session %s", id)
		}
		return n, nil
	}
	for n := s.total(); n > 0; n-- {
		if fits(s.head(n - 1)) {
			return n - 1, nil
		}
	}
	return 0, errors.New("no such session")
}
