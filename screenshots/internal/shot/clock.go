package main

import (
	"os"
	"path/filepath"
	"time"
)

// opening is the moment at which every scene begins.
var opening = time.Date(2026, 3, 2, 9, 30, 0, 0, time.UTC)

// clock is what a program takes for the time of day. It stands still but
// where the scene moves it on, so that ages and countdowns are always the same.
type clock struct {
	file string
	now  time.Time
}

// newClock returns a clock in a folder, set to the opening.
func newClock(dir string) (*clock, error) {
	c := &clock{file: filepath.Join(dir, "clock"), now: opening}
	return c, c.pass(0)
}

// pass lets time pass. The program reads the file whenever it asks for the
// time, so it must never see half of one.
func (c *clock) pass(d time.Duration) error {
	c.now = c.now.Add(d)
	next := c.file + ".next"
	if err := os.WriteFile(next, []byte(c.now.Format(time.RFC3339Nano)), 0o600); err != nil {
		return err
	}
	return os.Rename(next, c.file)
}
