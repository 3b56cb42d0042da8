package sandbox

import (
	"fmt"
	"net/http"
	"path"
	"slices"
	"strings"
	"time"

	"iscope/api/sandbox/internal/kit"
)

// FaultKind names a way in which a tenant, or the line to it, can misbehave.
type FaultKind string

// The faults. Those from Status on answer for the service; the next group
// disturbs the connection; the rest spoils an answer the service has made.
const (
	FaultStatus     FaultKind = "status"   // Fault.Status with that status's usual error body
	FaultHTML502    FaultKind = "502-html" // a gateway's HTML page
	FaultSlow       FaultKind = "slow"     // waits Fault.DelayMs, then goes on, to other faults if there are
	FaultDropBefore FaultKind = "drop-before"
	FaultDropAfter  FaultKind = "drop-after"

	FaultCut        FaultKind = "cut"            // half the body; the connection closes in the middle
	FaultEmpty      FaultKind = "empty"          // 200 without a body
	FaultHTML       FaultKind = "html"           // 200 with a page instead
	FaultBadJSON    FaultKind = "bad-json"       // the body with its syntax broken
	FaultEndless    FaultKind = "endless"        // a JSON list that never ends
	FaultDuplicate  FaultKind = "duplicate-rows" // every row of a page twice
	FaultReorder    FaultKind = "reorder"        // a page backwards
	FaultWrongTypes FaultKind = "wrong-types"    // fields become null, number, text, list, object
	FaultHostile    FaultKind = "hostile"        // escape, C1, bidi and zero-width characters in every string
	FaultHuge       FaultKind = "huge"           // every string 100 kB long
	FaultQuirks     FaultKind = "quirks"         // what real tenants send against their own documents: see quirks
)

var faultKinds = []FaultKind{
	FaultStatus, FaultHTML502, FaultSlow, FaultDropBefore, FaultDropAfter, FaultCut, FaultEmpty, FaultHTML,
	FaultBadJSON, FaultEndless, FaultDuplicate, FaultReorder, FaultWrongTypes, FaultHostile, FaultHuge, FaultQuirks,
}

// Fault is a rule: which requests to disturb, how often, and how. All matching
// rules apply, in order; the first that answers or drops ends it.
type Fault struct {
	Method string    `json:"method,omitempty"` // any if empty; "write" for all but GET and HEAD
	Path   string    `json:"path,omitempty"`   // a glob (* within a segment) if it holds *, else a prefix; any if empty
	Kind   FaultKind `json:"kind"`

	Count       int     `json:"count,omitempty"`       // how many requests to disturb: once if 0, -1 for always
	Skip        int     `json:"skip,omitempty"`        // how many to let pass first
	Probability float64 `json:"probability,omitempty"` // of each; 1 if 0. Drawn from the seed

	Status     int  `json:"status,omitempty"`     // FaultStatus: 401, 403, 404, 429, 500, 503, any
	After      bool `json:"after,omitempty"`      // FaultStatus, FaultHTML502: the service acts first, then this is answered
	RetryAfter int  `json:"retryAfter,omitempty"` // seconds, sent with a status
	RetryDate  bool `json:"retryDate,omitempty"`  // send it as an HTTP date
	DelayMs    int  `json:"delayMs,omitempty"`    // FaultSlow
}

// Validate says what is wrong with a rule.
func (f Fault) Validate() error {
	if !slices.Contains(faultKinds, f.Kind) {
		return fmt.Errorf("unknown fault kind %q; known are %v", f.Kind, faultKinds)
	}
	if f.Kind == FaultStatus && (f.Status < 100 || f.Status > 599) {
		return fmt.Errorf("fault %q needs a status of 100 to 599, not %d", f.Kind, f.Status)
	}
	if f.Kind == FaultSlow && f.DelayMs <= 0 {
		return fmt.Errorf("fault %q needs a positive delayMs", f.Kind)
	}
	if f.Probability < 0 || f.Probability > 1 {
		return fmt.Errorf("probability %v is not between 0 and 1", f.Probability)
	}
	if _, err := path.Match(f.Path, "/"); err != nil {
		return fmt.Errorf("path %q: %w", f.Path, err)
	}
	return nil
}

// faults are the rules in force. Guarded by Tenant.mu.
type faults struct {
	world *kit.World
	rules []faultRule
	draws uint64
}

type faultRule struct {
	Fault
	seen, done int
}

func (f *faults) set(rules []Fault) {
	f.rules = make([]faultRule, len(rules))
	for i, r := range rules {
		f.rules[i].Fault = r
	}
}

// plan picks the rules that disturb this request and counts them off.
func (f *faults) plan(method, path string) []Fault {
	var out []Fault
	for i := range f.rules {
		r := &f.rules[i]
		if !r.matches(method, path) {
			continue
		}
		if r.seen++; r.seen <= r.Skip {
			continue
		}
		if r.Count >= 0 && r.done >= max(r.Count, 1) {
			continue
		}
		if r.Probability > 0 {
			f.draws++
			if f.world.Rand("fault", f.draws).Float64() >= r.Probability {
				continue
			}
		}
		r.done++
		out = append(out, r.Fault)
	}
	return out
}

func (f Fault) matches(method, p string) bool {
	switch {
	case f.Method == "":
	case f.Method == "write":
		if reads(method) {
			return false
		}
	case !strings.EqualFold(f.Method, method):
		return false
	}
	if strings.Contains(f.Path, "*") {
		ok, err := path.Match(f.Path, p)
		return ok && err == nil
	}
	return strings.HasPrefix(p, f.Path)
}

// SetFaults replaces the rules in force; none clears them. A rule that is not
// valid leaves everything as it was.
func (t *Tenant) SetFaults(rules ...Fault) error {
	for i, r := range rules {
		if err := r.Validate(); err != nil {
			return fmt.Errorf("fault %d: %w", i, err)
		}
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.faults.set(rules)
	return nil
}

// retryAfter writes the header of a throttling answer.
func (f Fault) retryAfter(now time.Time, rep kit.Reply) kit.Reply {
	switch {
	case f.RetryAfter <= 0:
		return rep
	case f.RetryDate:
		return rep.With("Retry-After", now.Add(time.Duration(f.RetryAfter)*time.Second).UTC().Format(http.TimeFormat))
	}
	return rep.With("Retry-After", fmt.Sprint(f.RetryAfter))
}
