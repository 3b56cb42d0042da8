package inbox

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"iscope/api"
)

// trouble is something that goes wrong with requests of one operation.
type trouble struct {
	op     api.Op
	item   string // "": whichever
	times  int    // how often; 0 is once, -1 always
	after  bool   // the tenant acts first, then the answer is lost
	err    *api.Error
	hang   bool          // no answer until the request is given up
	sleeps time.Duration // before the tenant acts
	late   time.Duration // after it did
}

// transport is where a context has what asks the journal before a request
// leaves, so that several programs can be before one tenant.
type transport struct{}

// tenant is a small ISC of work items. It decides, forwards and completes them
// as the real one does, and misbehaves as told.
type tenant struct {
	api.ISC
	t testing.TB

	mu       sync.Mutex
	open     []map[string]any
	closed   []map[string]any
	bad      int // unreadable rows claimed for each page
	overlap  int // rows that each page repeats of the one before
	people   []api.Identity
	troubles []*trouble
	calls    []string // operation, then its object
	forwards []api.Forward
	fields   []map[string]string // of account selections
	flying   int                 // decisions being handled
	peak     int
}

// newTenant returns a tenant with n open items of one line, i0, i1 …
func newTenant(t testing.TB, n int) *tenant {
	s := &tenant{t: t}
	for i := range n {
		s.open = append(s.open, record(fmt.Sprint("i", i), []string{"Pending"}))
	}
	return s
}

func (s *tenant) add(records ...map[string]any) *tenant {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.open = append(s.open, records...)
	return s
}

func (s *tenant) troubled(troubles ...trouble) *tenant {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, tr := range troubles {
		if tr.times == 0 {
			tr.times = 1
		}
		s.troubles = append(s.troubles, &tr)
	}
	return s
}

func (s *tenant) calm() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.troubles = nil
}

// change changes an item behind the back of the person.
func (s *tenant) change(id string, changes ...func(map[string]any)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	rec := s.find(id)
	if rec == nil {
		s.t.Fatalf("there is no item %s", id)
	}
	for _, c := range changes {
		c(rec)
	}
	s.tidy()
}

// remove takes an open item away, as if somebody else had closed it long ago.
func (s *tenant) remove(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.open = slices.DeleteFunc(s.open, func(r map[string]any) bool { return r["id"] == id })
}

func (s *tenant) find(id string) map[string]any {
	for _, r := range slices.Concat(s.open, s.closed) {
		if r["id"] == id {
			return r
		}
	}
	return nil
}

// tidy moves what is decided from the open to the closed items.
func (s *tenant) tidy() {
	s.open = slices.DeleteFunc(s.open, func(r map[string]any) bool {
		if r["state"] == "Pending" {
			return false
		}
		s.closed = append(s.closed, r)
		return true
	})
}

// count returns how many requests of the operation were made, about item where
// that is not "".
func (s *tenant) count(op api.Op, item string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, c := range s.calls {
		if what, about, _ := strings.Cut(c, "\x00"); what == string(op) && (item == "" || about == item) {
			n++
		}
	}
	return n
}

// writes returns the requests that may have changed something, in order.
func (s *tenant) writes() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []string
	for _, c := range s.calls {
		if what, about, _ := strings.Cut(c, "\x00"); api.Op(what).Writes() {
			out = append(out, what+" "+about)
		}
	}
	return out
}

// state returns the state of an item.
func (s *tenant) state(id string) any {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.find(id)["state"]
}

// serve notes a request, acts, and lets the troubles have their way.
func (s *tenant) serve(ctx context.Context, op api.Op, item string, act func() error) error {
	if guard, ok := ctx.Value(transport{}).(func(context.Context, api.Op) error); ok && op.Writes() {
		if err := guard(ctx, op); err != nil {
			return &api.Error{Kind: api.Unrecorded, Op: op, Detail: err.Error(), Unsent: true}
		}
	}
	s.mu.Lock()
	s.calls = append(s.calls, string(op)+"\x00"+item)
	var hit *trouble
	for _, tr := range s.troubles {
		if tr.op == op && (tr.item == "" || tr.item == item) && tr.times != 0 {
			tr.times--
			hit = tr
			break
		}
	}
	if op.Writes() {
		s.flying++
		s.peak = max(s.peak, s.flying)
	}
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		if op.Writes() {
			s.flying--
		}
	}()
	if hit == nil {
		return s.locked(act)
	}
	if hit.sleeps > 0 {
		select {
		case <-time.After(hit.sleeps):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	if hit.after || hit.err == nil && !hit.hang {
		if err := s.locked(act); err != nil {
			return err
		}
	}
	time.Sleep(hit.late)
	if hit.hang {
		<-ctx.Done()
		return ctx.Err()
	}
	if hit.err == nil {
		return nil
	}
	e := *hit.err
	e.Op = op
	return &e
}

func (s *tenant) locked(act func() error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return act()
}

func (s *tenant) page(records []map[string]any, q api.Query) api.Page[api.WorkItem] {
	from := max(q.Offset-min(s.overlap, q.Offset), 0)
	from = min(from, len(records))
	to := min(from+q.Limit, len(records))
	p := api.Page[api.WorkItem]{Offset: q.Offset, Total: -1, Bad: s.bad, More: to < len(records), Next: to}
	for _, r := range records[from:to] {
		p.Items = append(p.Items, read(s.t, r))
	}
	return p
}

// of returns the records of an owner, "" for the person.
func of(owner string, records []map[string]any) []map[string]any {
	if owner == "" {
		owner = "me"
	}
	return slices.DeleteFunc(slices.Clone(records), func(r map[string]any) bool { return r["ownerId"] != owner })
}

func (s *tenant) WorkItems(ctx context.Context, owner string, q api.Query) (p api.Page[api.WorkItem], err error) {
	err = s.serve(ctx, api.ListWorkItems, fmt.Sprint(q.Offset), func() error { p = s.page(of(owner, s.open), q); return nil })
	return p, err
}

func (s *tenant) CompletedWorkItems(ctx context.Context, owner string, q api.Query) (p api.Page[api.WorkItem], err error) {
	err = s.serve(ctx, api.ListCompletedWorkItems, fmt.Sprint(q.Offset), func() error { p = s.page(of(owner, s.closed), q); return nil })
	return p, err
}

func (s *tenant) WorkItemSummary(ctx context.Context, owner string) (sum api.Summary, err error) {
	err = s.serve(ctx, api.SummarizeWorkItems, "", func() error {
		open, closed := len(of(owner, s.open)), len(of(owner, s.closed))
		sum = api.Summary{Open: open, Completed: closed, Total: open + closed}
		return nil
	})
	return sum, err
}

func (s *tenant) WorkItem(ctx context.Context, id string) (api.WorkItem, error) {
	return s.answer(ctx, api.GetWorkItem, id, func(map[string]any) error { return nil })
}

// answer serves a request about one item and answers with the item.
func (s *tenant) answer(ctx context.Context, op api.Op, id string, act func(map[string]any) error) (it api.WorkItem, err error) {
	err = s.serve(ctx, op, id, func() error {
		rec := s.find(id)
		if rec == nil {
			return &api.Error{Kind: api.NotFound, Op: op, Status: 404, Detail: "no such item"}
		}
		if err := act(rec); err != nil {
			return err
		}
		s.tidy()
		it = read(s.t, rec)
		return nil
	})
	return it, err
}
