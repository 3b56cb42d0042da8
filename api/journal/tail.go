package journal

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
)

// tail is how far a journal has read its file.
type tail struct {
	head   []byte // how the file began: it names itself there, so that another one in its place is noticed
	offset int64
	torn   bool // the last line has no end yet
}

// maxHead is how much of a file tells it from others.
const maxHead = 64

// enter waits for the turn of the caller among those in this process.
func (j *Journal) enter(ctx context.Context) error {
	select {
	case j.turn <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (j *Journal) leave() { <-j.turn }

// do calls f when all that other runs wrote is read and none can write.
func (j *Journal) do(ctx context.Context, what purpose, f func() error) error {
	ctx, cancel := context.WithTimeout(ctx, j.wait)
	defer cancel()
	if err := j.enter(ctx); err != nil {
		return &failure{what, err}
	}
	defer j.leave()
	if err := j.store.Lock(ctx, what.writes()); err != nil {
		return &failure{what, err}
	}
	defer j.store.Unlock()
	if err := j.catchUp(what == forHistory); err != nil {
		return &failure{what, err}
	}
	return f()
}

// catchUp reads what was appended since the last look, or everything where the
// file is another one, or where all is wanted and some was forgotten.
func (j *Journal) catchUp(all bool) error {
	size, err := j.store.Size()
	if err != nil {
		return err
	}
	head := make([]byte, min(size, maxHead))
	if err := readFull(j.store, head); err != nil {
		return err
	}
	known := j.ledger != nil && size >= j.tail.offset && bytes.HasPrefix(head, j.tail.head)
	if !known || all && !j.ledger.all {
		return j.reread(size, head, all || j.ledger != nil && j.ledger.all)
	}
	j.tail.head = head
	if size == j.tail.offset {
		return nil
	}
	return j.read(size)
}

// reread reads the whole file, and keeps all of it or what Guard needs.
func (j *Journal) reread(size int64, head []byte, all bool) error {
	j.ledger, j.tail = newLedger(j.run, all), tail{head: head}
	return j.read(size)
}

// read reads up to size. What it cannot read it skips and counts.
func (j *Journal) read(size int64) error {
	l, first := j.ledger, j.tail.offset == 0
	torn, err := lines(j.store, j.tail.offset, size, func(line []byte) {
		switch e, how := decode(line); how {
		case ours:
			l.apply(e)
		case bad:
			l.bad++
		}
	})
	if err != nil {
		j.ledger = nil // what was read of it would be read again
		return err
	}
	if size > j.tail.offset {
		j.tail.offset, j.tail.torn = size, torn
	}
	j.bad.Store(int64(l.bad))
	if first {
		j.upkeep.stale = l.stale(j.now().Add(-kept))
	}
	l.prune()
	return nil
}

// claimAndAppend appends what makes the run responsible for a decision. It
// claims every time: somebody may have cleared up the folder.
func (j *Journal) claimAndAppend(events ...event) error {
	if err := j.store.Claim(j.run); err != nil {
		return err
	}
	return j.append(events...)
}

// append writes events at the end of the file, and knows them from then on.
func (j *Journal) append(events ...event) error {
	if len(events) == 0 {
		return nil
	}
	var b bytes.Buffer
	begin := j.tail.offset == 0
	switch {
	case begin:
		if err := j.head().encode(&b); err != nil {
			return err
		}
	case j.tail.torn:
		b.WriteByte('\n') // what follows a torn line is not torn with it
	}
	for _, e := range events {
		if err := e.encode(&b); err != nil {
			return err
		}
	}
	if err := j.store.Append(b.Bytes()); err != nil {
		return err
	}
	if begin {
		j.tail.head = bytes.Clone(b.Bytes()[:min(b.Len(), maxHead)])
	}
	j.tail.offset, j.tail.torn = j.tail.offset+int64(b.Len()), false
	for _, e := range events {
		j.ledger.apply(e)
	}
	return nil
}

// head is the first line of a file: no other file begins with it.
func (j *Journal) head() event { return event{Event: headEvent, ID: nonce(12), Time: j.now()}.clean() }

func readFull(r io.ReaderAt, p []byte) error {
	n, err := r.ReadAt(p, 0)
	if n == len(p) {
		return nil
	}
	return err
}

// tooLong stands for a line that is longer than any of ours.
var tooLong = []byte{0}

// lines calls f with every line between two offsets, with its end, and reports
// whether the last one has none.
func lines(r io.ReaderAt, from, to int64, f func(line []byte)) (torn bool, err error) {
	b := bufio.NewReaderSize(io.NewSectionReader(r, from, to-from), int(min(maxLine, to-from+1)))
	for {
		line, err := b.ReadSlice('\n')
		for errors.Is(err, bufio.ErrBufferFull) {
			if _, err = b.ReadSlice('\n'); !errors.Is(err, bufio.ErrBufferFull) {
				line = tooLong
			}
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return false, err
		}
		if len(line) > 0 {
			f(line)
		}
		if err != nil {
			return len(line) > 0, nil
		}
	}
}
