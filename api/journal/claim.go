package journal

import (
	"errors"
	"io/fs"
	"os"
	"strings"

	"github.com/gofrs/flock"
)

// claim is the file of a run that this process holds locked.
type claim struct {
	lock *flock.Flock
	path string
}

// errRunTaken cannot be: no two runs have the same name.
var errRunTaken = errors.New("another iscope has the lock of this run")

// held reports whether the claim is good: its file may have been removed by
// somebody who cleared up, and then others take the run for dead.
func (c claim) held() bool {
	if c.lock == nil {
		return false
	}
	ours, err := c.lock.Stat()
	if err != nil {
		return false
	}
	there, err := os.Stat(c.path)
	return err == nil && os.SameFile(ours, there)
}

// Claim implements Store. It clears up after dead runs.
func (d *disk) Claim(run string) error {
	if d.claimed.held() {
		return nil
	}
	if d.claimed.lock != nil {
		_ = d.claimed.lock.Close()
	}
	d.claimed = claim{}
	path := d.runPath(run)
	lock := flock.New(path, flock.SetFlag(os.O_RDWR|os.O_CREATE))
	locked, err := lock.TryLock()
	if err != nil {
		return err
	}
	if !locked {
		return errRunTaken
	}
	d.claimed = claim{lock, path}
	entries, err := os.ReadDir(d.dir)
	if err != nil {
		return nil // what cannot be cleared up stays
	}
	for _, e := range entries {
		if other, ok := d.runOf(e.Name()); ok && other != run {
			_ = d.Alive(other)
		}
	}
	return nil
}

// Alive implements Store. It removes the file of a run that is dead.
func (d *disk) Alive(run string) bool {
	if !isRun(run) {
		return false // written by others; it must not become a path
	}
	path := d.runPath(run)
	if d.claimed.lock != nil && d.claimed.path == path {
		return true
	}
	lock := flock.New(path, flock.SetFlag(os.O_RDWR))
	locked, err := lock.TryLock()
	if err != nil {
		return !errors.Is(err, fs.ErrNotExist) // when in doubt it is not ours
	}
	if !locked {
		return true
	}
	_ = lock.Close()
	if d.write { // nobody makes such a file without the lock we have
		_ = os.Remove(path)
	}
	return false
}

// Close implements Store.
func (d *disk) Close() error {
	c := d.claimed
	d.claimed = claim{}
	if c.lock == nil {
		return nil
	}
	_ = os.Remove(c.path) // or the next run does
	return c.lock.Close()
}

func (d *disk) runPath(run string) string { return d.path("." + run + ".run") }

// runOf returns the run that a file of the folder belongs to.
func (d *disk) runOf(file string) (string, bool) {
	run, ok := strings.CutPrefix(file, d.name+".")
	if !ok {
		return "", false
	}
	run, ok = strings.CutSuffix(run, ".run")
	return run, ok && isRun(run)
}

// isRun reports whether s has the form of the name of a run.
func isRun(s string) bool {
	return len(s) == 12 && strings.Trim(s, "0123456789abcdef") == ""
}
