package book

import (
	"bytes"
	"errors"
	"syscall"
	"time"

	"iscope/api/journal"
)

// disk is the file that all programs share. What is in it survives them.
type disk struct {
	w    *world
	file *journal.Bytes
	full bool
}

func newDisk(w *world) *disk { return &disk{w: w, file: journal.NewBytes(nil)} }

// fill lets nothing be written for a while.
func (d *disk) fill(wait time.Duration) {
	d.full = true
	d.w.later(nil, wait, func() { d.full = false })
}

// has reports whether the line of an event of an intent is in the file.
func (d *disk) has(event, id string) bool {
	return bytes.Contains(d.file.Data(), []byte(`{"e":"`+event+`","id":"`+id+`",`))
}

// simStore is the disk as one program sees it.
type simStore struct {
	journal.Store
	disk *disk
	died bool // in the middle of writing
}

// Append adds bytes, or fails with any part of them written, or is the last
// thing that the program does.
func (s *simStore) Append(p []byte) error {
	w := s.disk.w
	switch {
	case s.died:
		return errors.New("the program is dead")
	case s.disk.full:
		w.count["disk full"]++
		w.log("disk full")
		_ = s.Store.Append(p[:w.r.IntN(len(p)+1)])
		return syscall.ENOSPC
	case w.fault(80):
		w.count["torn"]++
		w.log("dies while writing")
		s.died = true
		_ = s.Store.Append(p[:w.r.IntN(len(p)+1)])
		return errors.New("the program is dead")
	}
	return s.Store.Append(p)
}

// open returns the journal of a new run.
func (d *disk) open() (*journal.Journal, *simStore) {
	s := &simStore{Store: d.file.Open(), disk: d}
	return journal.New(s, "acme", func() time.Time { return d.w.now }), s
}
