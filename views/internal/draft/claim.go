package draft

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"maps"
	"sync"
)

// Creator is a store that other windows of the program may use at the same time.
type Creator interface {
	// Create saves a draft under a name that nothing has; it is there, and whole,
	// when Create returns. Where something has the name that stays as it is, and
	// the error is an fs.ErrExist.
	Create(name string, body []byte) error
}

// Sum identifies what is in a draft, "" for nothing.
func Sum(body []byte) string {
	if len(body) == 0 {
		return ""
	}
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:])
}

// Unchanged reports whether what a store has under a name still has that sum.
func Unchanged(store Store, name, sum string) (bool, error) {
	body, err := store.Load(name)
	return err == nil && Sum(body) == sum, err
}

// claims are the sums of the drafts as this window knows them, by their names: it
// read or wrote them. What has another sum now was written by another window, and
// is neither replaced nor dropped.
type claims struct {
	mu   sync.Mutex
	sums map[string]string
}

func (c *claims) set(name, sum string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.sums == nil {
		c.sums = map[string]string{}
	}
	c.sums[name] = sum
	maps.DeleteFunc(c.sums, func(_, s string) bool { return s == "" })
}

func (c *claims) sum(name string) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.sums[name]
}

// edit tells where the draft of one edit is, by the name it was to have, once
// another window had that first.
type edit struct {
	mu    sync.Mutex
	moved map[string]string
}

func (e *edit) name(meant string) string {
	e.mu.Lock()
	defer e.mu.Unlock()
	if now, ok := e.moved[meant]; ok {
		return now
	}
	return meant
}

func (e *edit) move(meant, now string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.moved == nil {
		e.moved = map[string]string{}
	}
	e.moved[meant] = now
}

// saving is a draft on its way to a store.
type saving struct {
	store  Store
	claims *claims
	edit   *edit
	id     string
	n      int // the place that it is meant for
	body   func(n int) ([]byte, error)
}

// run replaces the draft where this edit has it, else saves it in the first place
// that nobody has, and returns the name.
func (s saving) run() (string, error) {
	meant := Name(s.id, s.n)
	last := s.edit.name(meant)
	first := s.n
	for n := range Most {
		if Name(s.id, n) == last {
			first = n
		}
	}
	for i := range Most {
		n := (first + i) % Most
		body, err := s.body(n)
		if err != nil {
			return last, err
		}
		name := Name(s.id, n)
		err = s.put(name, body, i == 0)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err == nil {
			s.edit.move(meant, name)
			return name, nil
		}
		if there, _ := Unchanged(s.store, name, Sum(body)); there {
			s.edit.move(meant, name)
			s.claims.set(name, Sum(body)) // ours, though it may not last
		}
		return last, err
	}
	return last, errors.New(NoRoom)
}

// put saves a draft under one name. Only in its own place it replaces anything,
// which is then as this window knows it.
func (s saving) put(name string, body []byte, own bool) error {
	if sum := s.claims.sum(name); own && sum != "" {
		was, err := s.store.Load(name)
		switch {
		case err != nil:
			return err
		case Sum(was) == sum:
			err = s.store.Save(name, body)
		case len(was) > 0:
			return fs.ErrExist // another window has written there since
		default:
			err = s.create(name, body)
		}
		if err == nil {
			s.claims.set(name, Sum(body))
		}
		return err
	}
	err := s.create(name, body)
	if err == nil {
		s.claims.set(name, Sum(body))
	}
	return err
}

func (s saving) create(name string, body []byte) error {
	if c, ok := s.store.(Creator); ok {
		return c.Create(name, body)
	}
	was, err := s.store.Load(name)
	if err == nil && len(was) > 0 {
		err = fs.ErrExist
	}
	if err != nil {
		return err
	}
	return s.store.Save(name, body)
}

// drop removes a draft, as long as it is as this window knows it, and reports
// whether another stays under the name.
func (c *claims) drop(store Store, name string) (stays bool, err error) {
	sum := c.sum(name)
	body, err := store.Load(name)
	if err != nil {
		return false, err
	}
	if len(body) == 0 {
		c.set(name, "")
		return false, nil
	}
	if sum == "" || Sum(body) != sum {
		return true, nil
	}
	if err := store.Drop(name); err != nil {
		return false, err
	}
	c.set(name, "")
	return false, nil
}
