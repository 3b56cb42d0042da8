package input

import (
	"io"
	"os"
	"time"
)

// Reader reads what a terminal sends, and returns of it what has come whole. It
// is a file still, so that whoever reads it can switch the terminal to raw mode
// and wait for it together with others. Make it with New.
type Reader struct {
	*os.File
	source source
	filter Filter
	ready  []byte // what did not fit into what was asked for
}

var _ io.Reader = (*Reader)(nil)

// source is where the bytes come from.
type source struct {
	read func([]byte) (int, error)
	wait func(time.Duration) bool // whether there is something to read within that
	now  func() time.Time
}

// New returns what to read instead of the terminal: a Reader where the system
// can tell whether more has come, the file itself elsewhere.
func New(terminal *os.File) io.Reader {
	if !canWait {
		return terminal
	}
	return &Reader{File: terminal, source: source{
		read: terminal.Read,
		wait: func(d time.Duration) bool { return wait(terminal, d) },
		now:  time.Now,
	}}
}

// piece is how much is read at once at most.
const piece = 2048

// Read implements io.Reader. It returns nothing, and no error, where what came is
// not whole yet.
func (r *Reader) Read(p []byte) (int, error) {
	for len(r.ready) == 0 {
		var buf [piece]byte
		n, err := r.source.read(buf[:])
		r.ready = append(r.ready, r.filter.Feed(buf[:n], r.source.now())...)
		if err != nil {
			return r.take(p), err
		}
		d := r.filter.Wait()
		if d == 0 {
			break
		}
		if !r.source.wait(d) {
			r.ready = append(r.ready, r.filter.Decide(r.source.now())...)
		}
	}
	return r.take(p), nil
}

func (r *Reader) take(p []byte) int {
	n := copy(p, r.ready)
	r.ready = r.ready[n:]
	return n
}
