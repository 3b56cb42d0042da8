package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"iscope/api/safe"
)

// Kind is the class of a failure: what a view does about it.
type Kind uint8

// Kinds of failure.
const (
	Internal   Kind = iota // a defect of ours, such as a recovered panic
	Canceled               // asked anew or closed; show nothing
	Offline                // the tenant could not be reached; nothing was answered
	Server                 // 5xx or an answer that is none
	Throttled              // 429; RetryAfter says how long
	Auth                   // 401 or a refused sign-in
	Forbidden              // 403
	NotFound               // 404
	Conflict               // 409, or 400 that says the object is in another state
	Invalid                // 400, 422 and other refusals of the content
	Decode                 // an answer that cannot be read
	ReadOnly               // not sent, since this tenant is opened read-only
	Unrecorded             // not sent, since it could not be written to the journal
)

var kindNames = [...]string{
	"internal", "canceled", "offline", "server", "throttled", "auth", "forbidden", "not found", "conflict", "invalid", "decode", "read-only",
	"not recorded",
}

// String returns the kind in lower-case words.
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return "unknown"
}

// Error is every failure of an operation. All its texts are clean.
type Error struct {
	Kind       Kind
	Op         Op
	Status     int               // HTTP status, 0 when there was no answer
	Detail     string            // the server's own words, or those of the network
	Code       string            // detailCode of ISC
	TrackingID string            // what the vendor's support asks for
	RetryAfter time.Duration     // how long the server wants us to wait, 0 when it did not say
	Fields     map[string]string // complaints about single fields (NERM), by field name
	Unsent     bool              // certain that no byte of the request reached the tenant
	Err        error             // what it was made from; may be nil
}

// Error returns one sentence: what failed and why.
func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: ", e.Op)
	switch {
	case e.Detail != "":
		b.WriteString(e.Detail)
	case e.Err != nil:
		b.WriteString(safe.Line(e.Err.Error()))
	default:
		b.WriteString(e.Kind.String())
	}
	if e.Status != 0 {
		fmt.Fprintf(&b, " (HTTP %d)", e.Status)
	}
	return b.String()
}

// Sentence returns what Error says as a sentence for people.
func (e *Error) Sentence() string { return "Could not " + e.Error() }

// Brief returns what failed in a few words, for a screen that has no room for more.
func (e *Error) Brief() string {
	switch e.Kind {
	case Offline:
		return "No connection"
	case Server:
		return "Tenant has a problem"
	case Throttled:
		return "Too many requests"
	case Auth:
		return "Sign-in refused"
	case Forbidden:
		return "Not allowed"
	case NotFound:
		return "Not found"
	case Decode:
		return "Unreadable answer"
	}
	return "Could not be read"
}

// Unwrap returns the underlying error.
func (e *Error) Unwrap() error { return e.Err }

// Ambiguous reports whether a write that failed like this may have taken
// effect all the same. Such a write is never repeated: the object is read
// back (everything but a clear refusal is unknown: guarantee 9 of package views).
func (e *Error) Ambiguous() bool {
	switch e.Kind {
	case Throttled, Auth, Forbidden, NotFound, Conflict, Invalid, ReadOnly, Unrecorded:
		return false
	}
	return !e.Unsent
}

// Remedy returns what the person can do about a read that is repeated by itself,
// as a short clause, or "".
func (e *Error) Remedy() string {
	once := e.RemedyOnce()
	switch e.Kind {
	case Offline, Server, Decode:
		return once + "; iscope keeps trying"
	}
	return once
}

// RemedyOnce is Remedy for what is not tried again by itself, such as a write.
func (e *Error) RemedyOnce() string {
	switch e.Kind {
	case Offline:
		return "check the network or the tenant's address"
	case Server, Decode:
		return "the tenant has a problem"
	case Throttled:
		return "the tenant asks for a pause; iscope waits as told"
	case Auth:
		return "check client id, secret and their expiry"
	case Forbidden:
		return lacking(e.Op)
	case NotFound:
		return "it is gone or was never visible to this account"
	case Conflict:
		return "somebody changed it meanwhile; refresh with r"
	case ReadOnly:
		return "nothing can be changed here"
	case Unrecorded:
		return "free disk space or make the state folder writable, then decide again"
	}
	return ""
}

// AsError returns err as an *Error, wrapping what is none: a canceled context
// becomes Canceled, a deadline Offline, anything else Internal.
func AsError(op Op, err error) *Error {
	var e *Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &e):
		return e
	case errors.Is(err, context.Canceled):
		return &Error{Kind: Canceled, Op: op, Err: err}
	case errors.Is(err, context.DeadlineExceeded):
		return &Error{Kind: Offline, Op: op, Detail: "no answer in time", Err: err}
	}
	return &Error{Kind: Internal, Op: op, Detail: safe.Line(err.Error()), Err: err}
}

// IsKind reports whether err is an *Error of kind k.
func IsKind(err error, k Kind) bool {
	var e *Error
	return errors.As(err, &e) && e.Kind == k
}

// StatusReason returns the reason phrase of an HTTP status, as servers write it
// into errors, "" for a number that is none.
func StatusReason(status int) string { return http.StatusText(status) }
