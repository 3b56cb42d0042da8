package inbox

import (
	"bytes"
	"encoding/json"
	"sync"
	"syscall"
	"time"

	"iscope/api/journal"
)

// disk is the store of a journal that is slow, or full, as it is told to be.
type disk struct {
	journal.Store

	mu    sync.Mutex
	sleep time.Duration // before something is written
	full  string        // what is written with this in it fails; "" for nothing
	blind bool          // nothing can be read
}

// ailing has the journal of a desk on a disk.
func ailing(d *desk) *disk {
	out := &disk{Store: d.file.Open()}
	d.opt.Journal = journal.New(out, "test", d.env.Now)
	return out
}

// Words that events of the journal have, to fail at them.
const (
	anyEvent     = `"e":`
	outcomeEvent = `"e":"outcome"`
)

func (s *disk) set(sleep time.Duration, full string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sleep, s.full = sleep, full
}

func (s *disk) Append(p []byte) error {
	s.mu.Lock()
	sleep, full := s.sleep, s.full
	s.mu.Unlock()
	time.Sleep(sleep)
	if full != "" && bytes.Contains(p, []byte(full)) {
		return syscall.ENOSPC
	}
	return s.Store.Append(p)
}

func (s *disk) Size() (int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.blind {
		return 0, syscall.EIO
	}
	return s.Store.Size()
}

// events returns the kinds of event that the journal has of each decision, in
// order, and the decisions in the order they were asked for.
func (d *desk) events() (order []string, of map[string][]string) {
	d.t.Helper()
	of = map[string][]string{}
	for line := range bytes.Lines(d.file.Data()) {
		var e struct{ E, ID string }
		if err := json.Unmarshal(line, &e); err != nil {
			d.t.Fatalf("%v in %q", err, line)
		}
		if e.E == "journal" {
			continue
		}
		if of[e.ID] == nil {
			order = append(order, e.ID)
		}
		of[e.ID] = append(of[e.ID], e.E)
	}
	return order, of
}
