package executions

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/charmbracelet/x/ansi"

	"iscope/api"
)

func TestFailuresKeepWhatIsThere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newTenant()
		f.populate(time.Now(), 5, 5)
		m, loop := open(t, f)
		rows := m.list.Len()
		f.fail = func(op api.Op, _ string) error {
			return &api.Error{Kind: api.Server, Op: op, Status: 500, Detail: "Internal Fault"}
		}
		f.reset()
		loop.Advance(time.Minute)
		if m.list.Len() != rows || !strings.Contains(m.Freshness(), "stale") {
			t.Errorf("%d of %d rows, freshness %q", m.list.Len(), rows, m.Freshness())
		}
		if n := f.count(api.ListWorkflows); n > 3 {
			t.Errorf("%d attempts within a minute of failures", n)
		}
		frame, _ := m.Render(80, 10)
		if !strings.Contains(ansi.Strip(frame), "The list of workflows could not be read: Internal Fault (HTTP 500)") {
			t.Errorf("the failure is not told:\n%s", ansi.Strip(frame))
		}
		f.fail = nil
		loop.Act("app.refresh")
		if m.failure != "" || strings.Contains(m.Freshness(), "stale") {
			t.Errorf("after a success: %q, %q", m.failure, m.Freshness())
		}
	})
}

func TestOneForbiddenWorkflowCostsOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newTenant()
		f.populate(time.Now(), 5, 5)
		f.fail = func(op api.Op, id string) error {
			if id == "wf-002" {
				return &api.Error{Kind: api.Forbidden, Op: op, Status: 403, Detail: "Forbidden"}
			}
			return nil
		}
		m, loop := open(t, f)
		if n := m.list.Len(); n != 20 {
			t.Errorf("%d rows, want those of the other four", n)
		}
		if !strings.Contains(m.failure, "Forbidden") || strings.Contains(m.Freshness(), "stale") {
			t.Errorf("failure %q, freshness %q", m.failure, m.Freshness())
		}
		f.reset()
		loop.Advance(15 * time.Second)
		if n := f.count(api.ListExecutions); n != 0 {
			t.Errorf("asked %d times for what is forbidden", n)
		}
		f.fail = nil
		loop.Act("app.refresh")
		if n := m.list.Len(); n != 25 || m.failure != "" {
			t.Errorf("after rights were given: %d rows, %q", n, m.failure)
		}
	})
}

func TestRefusedSignInRestsUntilAsked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newTenant()
		f.populate(time.Now(), 2, 2)
		f.fail = func(op api.Op, _ string) error {
			return &api.Error{Kind: api.Auth, Op: op, Status: 401, Detail: "JWT is expired"}
		}
		m, loop := open(t, f)
		f.reset()
		loop.Advance(10 * time.Minute)
		if n := len(f.calls); n != 0 {
			t.Errorf("%d requests without a sign-in", n)
		}
		f.fail = nil
		loop.Act("app.refresh")
		if m.list.Len() != 4 {
			t.Errorf("%d rows after r", m.list.Len())
		}
	})
}

func TestThrottledWaitsAsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newTenant()
		f.populate(time.Now(), 2, 2)
		_, loop := open(t, f)
		f.fail = func(op api.Op, _ string) error {
			return &api.Error{Kind: api.Throttled, Op: op, Status: 429, RetryAfter: 2 * time.Minute}
		}
		loop.Advance(15 * time.Second)
		f.reset()
		loop.Advance(119 * time.Second)
		if n := len(f.calls); n != 0 {
			t.Errorf("%d requests though the tenant asked for a pause", n)
		}
		loop.Advance(2 * time.Second)
		if n := len(f.calls); n == 0 {
			t.Error("it never asks again")
		}
	})
}
