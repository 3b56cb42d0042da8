package follow

import "time"

// How often is looked: at first, after a change, and at the most rare.
const (
	soonest = 2 * time.Second
	rarest  = 30 * time.Second
	slowest = 2 * time.Minute // after failures
)

// most is how many changes are kept, the newest ones.
const most = 50

// Mark is a status that was seen, and when it was seen first.
type Mark struct {
	Status string
	At     time.Time
}

// Follow is a session being followed.
type Follow struct {
	ID, Name string

	marks []Mark
	moved bool // it left the status it had at the beginning
	armed bool // it rests only once it has moved
	wait  time.Duration
	fails int
	began time.Time
}

// Begin begins to follow a session as it was read just now.
func Begin(id, name, status string, now time.Time) *Follow {
	return &Follow{ID: id, Name: name, marks: []Mark{{status, now}}, wait: soonest, began: now}
}

// Expect says that the session is about to leave the status it has, which is
// not the one it will rest at: its workflow was told to run.
func (f *Follow) Expect() { f.armed = true }

// Expects reports whether the session has to move before it can rest.
func (f *Follow) Expects() bool { return f.armed && !f.moved }

// Took takes the status as it was read, and reports whether the session rests
// now, so that there is nothing to follow any more. rests tells that of a
// status.
func (f *Follow) Took(status string, rests func(status string) bool, now time.Time) bool {
	f.fails = 0
	if status != f.Status() {
		f.marks = append(f.marks, Mark{status, now})
		if len(f.marks) > most {
			f.marks = f.marks[len(f.marks)-most:]
		}
		f.moved, f.wait = true, soonest
	} else {
		f.wait = min(f.wait*3/2, rarest)
	}
	return rests(status) && !f.Expects()
}

// Failed notes that the session could not be read. retryAfter is what the
// server asked for, 0 for nothing.
func (f *Follow) Failed(retryAfter time.Duration) {
	f.fails++
	f.wait = max(min(f.wait*2, slowest), retryAfter)
}

// Fails returns how many looks in a row failed.
func (f *Follow) Fails() int { return f.fails }

// Wait returns how long to wait before the next look.
func (f *Follow) Wait() time.Duration { return f.wait }

// Status returns the status seen last.
func (f *Follow) Status() string { return f.marks[len(f.marks)-1].Status }

// Marks returns the statuses seen, the oldest first.
func (f *Follow) Marks() []Mark { return f.marks }

// Changes returns how many changes were seen of those that are kept.
func (f *Follow) Changes() int { return len(f.marks) - 1 }

// Began returns when it began.
func (f *Follow) Began() time.Time { return f.began }
