package inbox

import (
	"errors"
	"fmt"
	"slices"

	"iscope/api/sandbox/internal/kit"
)

// errNoItem is what a poke ends in that finds nothing to act on.
var errNoItem = errors.New("no such pending work item")

// Poke does what another person might:
//
//	decide-as-other  id, line, verdict   decides the line, or all open lines; verdict is approve (default) or reject
//	change-item      id, line, value     alters the value of the line, the first open one by default
//	change-item      id, field, value    alters the answer that the form suggests for a field
//	new-item         owner, type         a new item for the caller or another identity
//	change-owner     id, owner           gives the item to an identity
//
// Without an id the newest pending item of the caller is meant that the poke
// can act on; without an owner change-owner picks the caller's manager.
func (s *Service) Poke(name string, args map[string]string) error {
	poke, ok := map[string]func(map[string]string) error{
		"decide-as-other": s.pokeDecide,
		"change-item":     s.pokeChange,
		"new-item":        s.pokeNew,
		"change-owner":    s.pokeOwner,
	}[name]
	if !ok {
		return kit.ErrUnknownPoke
	}
	s.live()
	return poke(args)
}

// target is the pending item a poke means.
func (s *Service) target(id string, fits func(*workItem) bool) (uint32, error) {
	if id != "" {
		n, ok := s.ledger.find(id)
		if !ok || s.ledger.item(n).State != pending {
			return 0, fmt.Errorf("%w: %s", errNoItem, id)
		}
		return n, nil
	}
	for _, n := range slices.Backward(s.ledger.shelf(s.world.Me.Index).open) {
		if fits(s.ledger.item(n)) {
			return n, nil
		}
	}
	return 0, errNoItem
}

func anyItem(*workItem) bool      { return true }
func decidable(it *workItem) bool { return len(openLines(it)) > 0 }
func lineID(id string) func(approvalItem) bool {
	return func(l approvalItem) bool { return l.ID == id }
}

func (s *Service) pokeDecide(args map[string]string) error {
	n, err := s.target(args["id"], decidable)
	if err != nil {
		return err
	}
	verdict := finished
	switch args["verdict"] {
	case "", "approve":
	case "reject":
		verdict = rejected
	default:
		return fmt.Errorf("verdict %q is neither approve nor reject", args["verdict"])
	}
	lines := openLines(s.ledger.item(n))
	if id := args["line"]; id != "" {
		i := slices.IndexFunc(s.ledger.item(n).ApprovalItems, lineID(id))
		if !slices.Contains(lines, i) {
			return fmt.Errorf("no open line %s", id)
		}
		lines = []int{i}
	}
	s.settle(n, verdict, lines...)
	return nil
}

// pokeForm suggests an answer for a field of a form.
func (s *Service) pokeForm(args map[string]string) error {
	has := func(it *workItem) bool {
		return it.Form != nil && slices.ContainsFunc(it.Form.fields(), func(fd field) bool { return fd.Name == args["field"] })
	}
	n, err := s.target(args["id"], has)
	if err == nil && !has(s.ledger.item(n)) {
		err = fmt.Errorf("no field %s", args["field"])
	}
	if err != nil {
		return err
	}
	it := s.ledger.change(n)
	it.Form = it.Form.answered(func(fd *field) (string, bool) { return args["value"], fd.Name == args["field"] })
	return nil
}

func (s *Service) pokeChange(args map[string]string) error {
	if args["field"] != "" {
		return s.pokeForm(args)
	}
	n, err := s.target(args["id"], decidable)
	if err != nil {
		return err
	}
	it := s.ledger.item(n)
	i := slices.IndexFunc(it.ApprovalItems, func(l approvalItem) bool {
		return l.ID == args["line"] || args["line"] == "" && l.open()
	})
	if i < 0 && args["line"] != "" {
		return fmt.Errorf("no line %s", args["line"])
	}
	value := args["value"]
	it = s.ledger.change(n)
	switch {
	case i < 0:
		it.Description = orElse(value, it.Description+" (changed)")
	default:
		l := &it.ApprovalItems[i]
		value = orElse(value, *orEmpty(l.Value)+" (changed)")
		l.Value = &value
	}
	return nil
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

func (s *Service) pokeNew(args map[string]string) error {
	owner := s.world.Me
	if id := args["owner"]; id != "" {
		p, ok := s.world.Person(id)
		if !ok {
			return fmt.Errorf("no identity %s", id)
		}
		owner = p
	}
	scenario := -1
	if typ := args["type"]; typ != "" {
		if scenario = s.scenarioOf(typ); scenario < 0 {
			return fmt.Errorf("no scenario of type %s", typ)
		}
	}
	s.ledger.add(s.world.Now(), owner.Index, scenario)
	return nil
}

// scenarioOf finds the first scenario that writes items of a type.
func (s *Service) scenarioOf(typ string) int {
	return slices.IndexFunc(deck, func(sc scenario) bool {
		d := &draft{w: s.world, r: s.world.Rand("work-item type"), it: &workItem{owner: s.world.Me.Index}}
		sc.write(d)
		return d.it.Type == typ
	})
}

func (s *Service) pokeOwner(args map[string]string) error {
	n, err := s.target(args["id"], anyItem)
	if err != nil {
		return err
	}
	to := s.world.ManagerOf(s.world.Me)
	if id := args["owner"]; id != "" {
		p, ok := s.world.Person(id)
		if !ok {
			return fmt.Errorf("no identity %s", id)
		}
		to = p
	}
	if s.ledger.item(n).owner == to.Index {
		return fmt.Errorf("%s owns the item already", to.Name)
	}
	s.ledger.move(n, s.ledger.change(n), to)
	return nil
}
