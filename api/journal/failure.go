package journal

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"syscall"
	"time"
)

// ErrElsewhere is what an error of [Journal.Guard] is when another run of the
// program is deciding about the same object, or has decided since the person
// of this one did. Both have a method Elsewhere() bool, for those who must not
// import this package.
var ErrElsewhere error = elsewhere("another iscope is deciding about this right now")

type elsewhere string

func (e elsewhere) Error() string { return string(e) }

// Elsewhere tells this error from others.
func (elsewhere) Elsewhere() bool { return true }

func (elsewhere) Is(target error) bool { return target == ErrElsewhere }

func decidedElsewhere(at time.Time) error {
	return elsewhere("it was decided from another window at " + at.Format(time.TimeOnly))
}

// purpose is what the disk was wanted for.
type purpose uint8

const (
	forDecision purpose = iota // nothing has left, and nothing will
	forOutcome                 // the request is past
	forReading
	forHistory // reading too, of all that is there
)

// writes reports whether the file is to be written to.
func (p purpose) writes() bool { return p == forDecision || p == forOutcome }

// failure is a failure of the disk, in a sentence for people that says what to
// do and does not tell where their home is.
type failure struct {
	what purpose
	err  error
}

// failed makes a failure of an error, if it is one.
func failed(what purpose, err error) error {
	if err == nil {
		return nil
	}
	return &failure{what, err}
}

func (f *failure) Unwrap() error { return f.err }

func (f *failure) Error() string {
	reason, advice := f.reason()
	switch f.what {
	case forReading, forHistory:
		return "the journal of decisions cannot be read: " + reason + "; " + advice
	case forOutcome:
		return "the journal of decisions cannot be written: " + reason + "; " + advice + "; what came of it will be read from the tenant"
	}
	return "the journal of decisions cannot be written: " + reason + "; " + advice + ", then decide again"
}

// reason returns what is wrong and what to do about it.
func (f *failure) reason() (reason, advice string) {
	switch {
	case errors.Is(f.err, context.Canceled):
		return "given up", "there was no time to write it"
	case errors.Is(f.err, context.DeadlineExceeded):
		return "another iscope keeps it locked", "wait for that one or close it"
	case errors.Is(f.err, syscall.ENOSPC), errors.Is(f.err, syscall.EDQUOT):
		return bare(f.err), "free some space"
	case errors.Is(f.err, fs.ErrPermission), errors.Is(f.err, syscall.EROFS):
		if !f.what.writes() {
			return bare(f.err), "make the state folder readable"
		}
		return bare(f.err), "make the state folder writable"
	}
	return bare(f.err), "look after the state folder"
}

// bare returns the words of an error without those about files around them.
func bare(err error) string {
	var path *fs.PathError
	var link *os.LinkError
	switch {
	case errors.As(err, &path):
		return path.Err.Error()
	case errors.As(err, &link):
		return link.Err.Error()
	}
	return err.Error()
}
