package journal

import (
	"bytes"
	"context"
	"errors"
	"io"
	"sync"
)

// Store is where a [Journal] keeps its lines: a file that several runs of the
// program share, and who of them is alive. A journal calls everything but Close
// between Lock and Unlock, from one goroutine at a time. Tests put one around
// another to make it fail.
type Store interface {
	// Lock keeps all other runs out, and waits for them until ctx ends. Without
	// write only ReadAt, Size and Alive follow.
	Lock(ctx context.Context, write bool) error
	// Unlock lets them in again.
	Unlock()
	// Size returns how many bytes there are, 0 where nothing was written yet.
	Size() (int64, error)
	// ReadAt reads as [io.ReaderAt] does.
	ReadAt(p []byte, off int64) (int, error)
	// Append adds bytes at the end. When it returns nil they survive a crash of
	// the machine; when it fails some of them may be there all the same.
	Append(p []byte) error
	// Replace puts what write writes in place of everything, or fails and
	// changes nothing.
	Replace(write func(io.Writer) error) error
	// Claim makes Alive true of a run, for all that share the store, until
	// Close or the end of the process. It may be called again.
	Claim(run string) error
	// Alive reports whether a run goes on.
	Alive(run string) bool
	// Close gives up the claim.
	Close() error
}

// Bytes is a file in memory, for tenants and tests that end with the program.
// Every run of the program that a test plays has a [Store] of its own over it.
type Bytes struct {
	turn chan struct{}

	mu   sync.Mutex
	data []byte
	runs map[string]bool
}

// NewBytes returns a file that holds data.
func NewBytes(data []byte) *Bytes {
	return &Bytes{turn: make(chan struct{}, 1), data: bytes.Clone(data), runs: map[string]bool{}}
}

// Data returns a copy of what the file holds.
func (b *Bytes) Data() []byte {
	b.mu.Lock()
	defer b.mu.Unlock()
	return bytes.Clone(b.data)
}

// Open returns the store of one run. Closing it is how that run dies.
func (b *Bytes) Open() Store { return &bytesStore{Bytes: b} }

// bytesStore is Bytes as one run sees it.
type bytesStore struct {
	*Bytes
	claimed string
}

func (s *bytesStore) Lock(ctx context.Context, _ bool) error {
	select {
	case s.turn <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (s *bytesStore) Unlock() { <-s.turn }

func (s *bytesStore) Size() (int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return int64(len(s.data)), nil
}

func (s *bytesStore) ReadAt(p []byte, off int64) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if off < 0 || off > int64(len(s.data)) {
		return 0, errors.New("beyond the end")
	}
	n := copy(p, s.data[off:])
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}

func (s *bytesStore) Append(p []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.data = append(s.data, p...)
	return nil
}

func (s *bytesStore) Replace(write func(io.Writer) error) error {
	var b bytes.Buffer
	if err := write(&b); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.data = b.Bytes()
	return nil
}

func (s *bytesStore) Claim(run string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.claimed, s.runs[run] = run, true
	return nil
}

func (s *bytesStore) Alive(run string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.runs[run]
}

func (s *bytesStore) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.runs, s.claimed)
	return nil
}
