package e2e

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"iscope/api/sandbox"
)

// rival is what somebody does to a workflow while it is edited: whether it is the
// place that is edited, too, and how that is told.
type rival struct {
	name   string
	same   bool
	change func(t *testing.T, tn *sandbox.Tenant, look *eye, id, text string)
	told   string
	kept   func(f flow, text string) bool // the tenant still has it
}

var rivals = []rival{
	{
		"another person, the same place", true,
		func(t *testing.T, tn *sandbox.Tenant, _ *eye, id, text string) {
			must(t, tn.Poke("workflow.edit", map[string]string{"id": id, "text": text}))
		},
		`(?s)It was changed meanwhile by .*changed by both`,
		func(f flow, text string) bool { return f.Description == text },
	},
	{
		"another client of the same account, another place", false,
		func(_ *testing.T, _ *sandbox.Tenant, look *eye, id, text string) { look.set(id, "name", text) },
		`(?s)It was changed meanwhile.*Nobody touched what you.*what is sent`,
		func(f flow, text string) bool { return f.Name == text },
	},
	{
		"another client of the same account, the same place", true,
		func(_ *testing.T, _ *sandbox.Tenant, look *eye, id, text string) { look.set(id, "description", text) },
		`(?s)It was changed meanwhile.*changed by both`,
		func(f flow, text string) bool { return f.Description == text },
	},
	{
		"disabled", false,
		func(t *testing.T, tn *sandbox.Tenant, _ *eye, id, _ string) {
			must(t, tn.Poke("workflow.disable", map[string]string{"id": id}))
		},
		`(?s)It was changed meanwhile by .*Nothing that.*what is sent`,
		func(f flow, _ string) bool { return !f.Enabled },
	},
}

// lost is what became of edits that somebody else was faster than.
type lost struct {
	mu                              sync.Mutex
	edits, noticed, overwritten, ok int
}

// TestLostUpdate edits workflows while somebody else changes them, by PATCH and by
// PUT. Nothing is sent over what was changed; the draft stays; and what both want
// is sent once a person has looked at it. All 200 edits of the promise take
// ISCOPE_EDITS=200.
func TestLostUpdate(t *testing.T) {
	t.Parallel()
	var sum lost
	n := number("ISCOPE_EDITS", 12)
	methods := []string{http.MethodPatch, http.MethodPut}
	crew(t, len(methods), func(t *testing.T, i int) {
		tn, env := tenant(t, few(3))
		look, home := lookAt(t, tn), t.TempDir()
		f := look.flows()[0]
		s := startAt(t, home, 140, 44, env, "--view", "workflows")
		s.wait(`Workflows +3 `)
		for k := range n / len(methods) {
			sum.one(t, s, tn, look, f.ID, home, methods[i], k)
		}
		s.leave()
	})
	t.Logf("%d of %d concurrent edits noticed, %d overwritten, %d sent after a look at both", sum.noticed, sum.edits, sum.overwritten, sum.ok)
	if sum.noticed != sum.edits || sum.edits != n/2*2 || sum.overwritten > 0 || sum.ok != sum.edits {
		t.Error("an update was lost")
	}
}

// one is an edit by a method that somebody else is faster than, and its end.
func (sum *lost) one(t *testing.T, s *session, tn *sandbox.Tenant, look *eye, id, home, method string, k int) {
	t.Helper()
	r := rivals[k%len(rivals)]
	mine, theirs := fmt.Sprintf("mine %s %d", method, k), fmt.Sprintf("theirs %s %d", method, k)
	must(t, tn.Poke("workflow.enable", map[string]string{"id": id}))
	s.describe(" " + mine)
	if k%3 == 0 { // before it is looked at
		r.change(t, tn, look, id, "J "+theirs)
	}
	s.review(method)
	s.keys("\x13")
	s.wait(`Change the workflow\?`)
	if k%3 > 0 { // after it was
		r.change(t, tn, look, id, "J "+theirs)
	}
	before := len(changes(tn, method))
	s.insist("y", `Change the workflow\?`, false)
	s.wait(r.told)
	holds(t, home, mine)
	now := look.flow(id)
	sum.mu.Lock()
	sum.edits++
	if len(changes(tn, method)) == before && ended(journalOf(t, home)) == "changed" {
		sum.noticed++
	}
	if !r.kept(now, "J "+theirs) || strings.Contains(now.Description, mine) {
		sum.overwritten++
	}
	sum.mu.Unlock()

	if r.same {
		s.keys(" ") // mine
		s.wait(`0 are not decided`)
		s.keys("\x13")
	}
	s.wait(`what is sent`)
	s.keys("\x13")
	s.agree(`Change the workflow\?`)
	s.gone(`╭─ Edit `)
	eventually(t, "the draft to be dropped", func() bool { return len(keptIn(t, home)) == 0 })
	now = look.flow(id)
	sum.mu.Lock()
	defer sum.mu.Unlock()
	if after := len(changes(tn, method)); after == before+1 && strings.Contains(now.Description, mine) && (r.same || r.kept(now, "J "+theirs)) {
		sum.ok++
	} else {
		t.Errorf("%s, %s: %d requests; the tenant has %+v", method, r.name, after-before, now)
	}
}

// review goes from the text to what is sent by a method.
func (s *session) review(method string) {
	s.t.Helper()
	s.keys("\x13")
	s.wait(`what is sent`)
	if method == http.MethodPut {
		s.keys("\x14")
	}
	s.wait(`(?m)\b` + method + ` /v3/workflows/`)
}

// changes returns the requests that change a workflow by a method of the program,
// which speaks another version of the API than the eye.
func changes(tn *sandbox.Tenant, method string) []string {
	return slices.DeleteFunc(writes(tn), func(w string) bool { return !strings.HasPrefix(w, method+" /v3/workflows/") })
}

// ended returns how the last decision ended.
func ended(intents []*intent) string {
	if len(intents) == 0 {
		return ""
	}
	return intents[len(intents)-1].ending()
}
