package journal

import (
	"bufio"
	"io"
	"time"
)

// kept is how long a decision that is settled is remembered, and maxSize the
// size at which a file is looked through for older ones even in the middle of
// a run.
const (
	kept    = 90 * 24 * time.Hour
	maxSize = 8 << 20
)

// upkeep says when to look for what is too old.
type upkeep struct {
	stale int   // decisions too old when the file was read
	begun bool  // the run has written, and has cleared up before
	limit int64 // size beyond which to look again; 0: maxSize
}

// tidy drops what is too old before the first decision of a run, and when the
// file has grown. That it cannot is no reason not to decide; that the file
// cannot be read again after it is.
func (j *Journal) tidy(now time.Time) error {
	u := &j.upkeep
	if u.limit == 0 {
		u.limit = maxSize
	}
	due := !u.begun && u.stale > 0 || j.tail.offset > u.limit
	u.begun = true
	if !due {
		return nil
	}
	_ = j.rotate(now.Add(-kept))
	u.limit = max(maxSize, 2*j.tail.offset)
	return j.catchUp(false)
}

// rotate puts a file without the decisions that were settled before cut in
// place of the file. The lines of all others stay as they are, in their order.
func (j *Journal) rotate(cut time.Time) error {
	size := j.tail.offset
	all := newLedger(j.run, true)
	_, err := lines(j.store, 0, size, func(line []byte) {
		if e, how := decode(line); how == ours {
			all.apply(e)
		}
	})
	if err != nil || all.stale(cut) == 0 {
		return err
	}
	keep := func(e event, how reading) bool {
		r := all.records[e.ID]
		return how != bad && r != nil && !r.stale(cut)
	}
	return j.store.Replace(func(w io.Writer) error {
		b := bufio.NewWriterSize(w, 64<<10)
		if err := j.head().encode(b); err != nil {
			return err
		}
		_, err := lines(j.store, 0, size, func(line []byte) {
			if e, how := decode(line); keep(e, how) {
				_, _ = b.Write(line)
				if line[len(line)-1] != '\n' {
					_ = b.WriteByte('\n')
				}
			}
		})
		if err != nil {
			return err
		}
		return b.Flush() // tells of the writes before it too
	})
}
