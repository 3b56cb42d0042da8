package edit

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"iscope/api"
	"iscope/ui/golden"
	"iscope/views/internal/change/changetest"
)

// large is a workflow of n steps.
func large(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `"Step %d":{"type":"action","actionId":"sp:http","attributes":{"url":"https://example.test/%d","method":"post","body":{"a":[1,2,3],"b":"{{$.trigger.identity.id}}"}},"nextStep":"Step %d"},`, i, i, i+1)
	}
	return strings.Replace(strings.Replace(record, `"Done":`, b.String()+fmt.Sprintf(`"Step %d":{"type":"success"},"Done":`, n), 1), `"nextStep":"Done"`, `"nextStep":"Step 0"`, 1)
}

// BenchmarkKey is a key in the text of a workflow of 1,000 steps, with the frame
// after it.
func BenchmarkKey(b *testing.B) {
	f := newTenant()
	f.rows[idA] = newTenant(large(1000)).rows[idA]
	benchmark(b, f, func(s *rig) {
		s.desk.panel.Update(char('x'))
		s.desk.panel.Render(110, 30)
		s.desk.panel.Title()
	})
}

// BenchmarkReview is a frame of the review of such a workflow.
func BenchmarkReview(b *testing.B) {
	f := newTenant()
	f.rows[idA] = newTenant(large(1000)).rows[idA]
	benchmark(b, f, func(s *rig) {
		if s.desk.job.stage == editing {
			s.desk.typed(strings.Replace(s.desk.job.text, "example.test/500", "example.test/v2", 1))
			s.desk.job.force = true
			for _, m := range run(s.desk.proceed()) {
				s.desk.Handle(m)
			}
		}
		s.desk.panel.Render(110, 30)
		s.desk.panel.Hints()
	})
}

func benchmark(b *testing.B, f *tenant, do func(s *rig)) {
	b.Helper()
	s := benched(b, f)
	b.ResetTimer()
	for range b.N {
		do(s)
	}
}

// benched is a desk with the workflow of a tenant open, without a view around it.
func benched(b *testing.B, f *tenant) *rig {
	b.Helper()
	d := New(Config{Env: golden.Env(b, "dark"), Cmds: &api.Commands{ISC: f}, Journal: changetest.New(), Program: b.Context(), View: "workflows#1", Action: known})
	j := d.begin(idA)
	j.what, j.shown, j.read, j.draftRead = Whole, f.read(idA), true, true
	d.start()
	return &rig{desk: d, tenant: f}
}

// TestLargeReview pins that a workflow of 1,000 steps is checked and reviewed in
// one go.
func TestLargeReview(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := newTenant()
		f.rows[idA] = newTenant(large(1000)).rows[idA]
		s := open(t, f)
		s.edit(Whole)
		s.replace("example.test/500", "example.test/v2")
		s.Press(next)
		if s.desk.job.stage == checking {
			s.Press(next)
		}
		s.shows("PATCH", "example.test/v2", "lines the same")
		s.Press(next)
		s.Agree("Change the workflow?")
		s.Advance(time.Second)
		if len(f.bodies) != 1 || len(f.bodies[0]) > 200 {
			t.Errorf("%d requests, the first of %d bytes", len(f.bodies), len(f.bodies[0]))
		}
	})
}
