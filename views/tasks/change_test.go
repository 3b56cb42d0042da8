package tasks

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/ui/dialog"
	"iscope/ui/golden"
	"iscope/ui/screen"
)

// question returns the text of the question asked last.
func (r *rig) question() string {
	r.t.Helper()
	d := r.Dialog()
	if d == nil {
		r.t.Fatalf("nothing was asked; toasts: %q", r.Toasts())
	}
	text, _ := d.Render(76, 34)
	return d.Title() + "\n" + ansi.Strip(text)
}

// TestClear pins that what is sent is exactly what the question showed.
func TestClear(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := start(t, tenant(), nil)
		r.act("tasks.clear")
		golden.File(t, "ask-clear.golden", r.question()+"\n")
		r.Advance(5 * time.Minute) // the person thinks
		if len(r.f.patched) != 0 {
			t.Fatal("sent before it was agreed to")
		}
		r.confirm()
		if !slices.Equal(r.f.patched, []string{"t-old"}) || r.f.gets[len(r.f.gets)-1] != "t-old" {
			t.Errorf("patched %v after reading %v", r.f.patched, r.f.gets)
		}
		for _, op := range r.f.patches[0] {
			if text, _ := json.Marshal(op); !strings.Contains(r.question(), string(text)) {
				t.Errorf("%s was not shown", text)
			}
		}
		r.said("Cleared: Entitlement Aggregation · HR")
		r.has("✗ error")
		if d := last[screen.Decided](r); d.What != "clear task" || d.Outcome != "done" || d.ID != "t-old" {
			t.Errorf("%+v", d)
		}
		if m := last[api.Mutated](r); m.Op != api.PatchTask || !slices.Equal(m.IDs, []string{"t-old"}) {
			t.Errorf("%+v", m)
		}
		lists := r.f.lists
		r.Send(last[api.Mutated](r))
		if r.f.lists != lists+1 || r.m.Badge() != "2" {
			t.Errorf("%d lists, badge %q", r.f.lists-lists, r.m.Badge())
		}
		r.has("✗ error")
		r.Advance(time.Minute)
		r.hasNot("✗ error")
	})
}

func TestClearNeedsTheWord(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := start(t, tenant(), nil)
		r.act("tasks.clear")
		c := r.Dialog().(*dialog.Confirm)
		if c.Type != "clear" {
			t.Errorf("wants %q typed", c.Type)
		}
		if cmd, closed := c.Update(tea.KeyPressMsg{Code: tea.KeyEnter}); cmd != nil || closed {
			t.Error("enter alone is enough")
		}
		r.env.Protected, r.env.Tenant = true, "acme-prod"
		r.act("tasks.clear")
		if c := r.Dialog().(*dialog.Confirm); c.Type != "acme-prod" || !strings.Contains(r.question(), "acme-prod is protected") {
			t.Errorf("%s", r.question())
		}
	})
}

func TestClearWhatHasEndedMeanwhile(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := start(t, tenant(), nil)
		r.act("tasks.clear")
		r.f.end(2, api.TaskSuccess)
		r.confirm()
		if len(r.f.patched) != 0 {
			t.Error("it was sent")
		}
		r.said("Entitlement Aggregation · HR: nothing was sent: it ended meanwhile with success")
		r.has("✓ success")
		if why := r.m.Disabled("tasks.clear"); why != "Only pending tasks can be cleared: Entitlement Aggregation · HR has ended" {
			t.Errorf("%q", why)
		}
	})
}

func TestRefusedGoneAndUnknownAreSaid(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := tenant()
		f.writes = map[string]answer{"t-old": {err: forbidden}, "t-ad": {err: reset}}
		r := start(t, f, nil)
		r.act("tasks.clear")
		r.confirm()
		r.said("Not cleared: Entitlement Aggregation · HR: patch task status: Forbidden (HTTP 403); this account lacks the right, or its token the scope idn:task-management:write; ask an ISC administrator")
		r.m.pending.table.Select("t-ad")
		r.act("tasks.clear")
		r.confirm()
		r.said("Account aggregation · AD: no clear answer came, and it is still pending; look again before trying once more")
		r.m.pending.table.Select("t-sap")
		r.act("tasks.clear")
		f.pending = f.pending[:1]
		r.confirm()
		r.said("Account aggregation · SAP: it is gone already")
		if r.m.pending.table.Row("t-sap") != nil {
			t.Error("the row is still there")
		}
	})
}

func TestMarkedTogether(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := tenant()
		f.writes = map[string]answer{"t-ad": {err: reset}}
		r := start(t, f, nil)
		r.act("list.mark-all", "tasks.clear")
		golden.File(t, "ask-clear-3.golden", r.question()+"\n")
		r.confirm()
		if !slices.Equal(f.patched, []string{"t-old", "t-ad"}) {
			t.Errorf("patched %v: after an unknown outcome the rest waits", f.patched)
		}
		r.said("1 of 3 tasks cleared, 1 unknown, 1 not sent; what is still pending stays marked")
		if text := r.question(); !strings.Contains(text, "Entitlement Aggregation · HR: done") || !strings.Contains(text, "SAP: not sent") {
			t.Errorf("%s", text)
		}
		if r.m.pending.table.Marks() != 2 || r.m.Hint() != "" {
			t.Errorf("%d marks, hint %q", r.m.pending.table.Marks(), r.m.Hint())
		}
		f.writes = nil
		r.act("tasks.clear")
		r.confirm()
		r.said("2 of 2 tasks cleared")
	})
}

func TestOneChangeAtATime(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := start(t, tenant(), nil)
		p := proposal{tasks: r.f.pending[:2], patch: clearing(at)}
		cmd := r.m.Update(dialog.Answer{View: r.m.ID(), Name: askClearing, Value: p})
		if got := r.m.Hint(); got != "clearing 1 of 2" {
			t.Errorf("%q", got)
		}
		if ok, why := r.m.CanLeave(); ok || !strings.Contains(why, "clearing 1 of 2") {
			t.Errorf("%v %q", ok, why)
		}
		if why := r.m.Disabled("tasks.clear"); why != "A change is under way: clearing 1 of 2" {
			t.Errorf("%q", why)
		}
		if again := r.m.Update(dialog.Answer{View: r.m.ID(), Name: askClearing, Value: p}); again != nil {
			t.Error("a second change begins beside the first")
		}
		r.Do(cmd)
		if ok, _ := r.m.CanLeave(); !ok {
			t.Error("the change does not end")
		}
	})
}

func TestReadOnlySendsNothing(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := start(t, tenant(), func(e *screen.Env) { e.ReadOnly = true })
		r.act("tasks.clear")
		r.Send(dialog.Answer{View: r.m.ID(), Name: askClearing, Value: proposal{r.f.pending, clearing(at)}})
		if r.Dialog() != nil || len(r.f.patched) != 0 || len(r.Toasts()) != 1 {
			t.Errorf("patched %v, toasts %q", r.f.patched, r.Toasts())
		}
	})
}

// TestAKeyForAVanishedRowIsSwallowed pins that a finger on its way to one row
// does not hit the next.
func TestAKeyForAVanishedRowIsSwallowed(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := start(t, tenant(), nil)
		r.m.pending.table.Remove("t-old")
		r.act("tasks.clear")
		if r.Dialog() != nil {
			t.Error("the key acts on the row that took the place")
		}
		r.Advance(time.Second)
		r.act("tasks.clear")
		if r.Dialog() == nil {
			t.Error("a second later it still does nothing")
		}
	})
}

// TestAPanicIsUnknown pins that a defect of ours never passes for a refusal.
func TestAPanicIsUnknown(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := tenant()
		f.onWrite = func() { panic("boom") }
		r := start(t, f, nil)
		r.act("tasks.clear")
		r.confirm()
		if got := last[screen.Decided](r).Outcome; !strings.HasPrefix(got, "unknown: it is not known what happened") {
			t.Errorf("%q", got)
		}
	})
}

// TestEndedTasksAreLeftOut pins that a marked task which has ended meanwhile does
// not keep the others from being cleared, and that marking all passes it by.
func TestEndedTasksAreLeftOut(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := start(t, tenant(), nil)
		r.act("list.mark-all")
		r.f.end(2, api.TaskSuccess)
		r.Do(r.m.refresh())
		r.has("✓ success")
		r.act("tasks.clear")
		q := r.question()
		for _, want := range []string{"Clear 2 pending tasks?", "Account aggregation · AD · pending for 12m · t-ad", "Account aggregation · SAP", "1 task marked as well: ended by now, left out"} {
			if !strings.Contains(q, want) {
				t.Errorf("the question does not say %q:\n%s", want, q)
			}
		}
		if strings.Contains(q, "Entitlement") {
			t.Errorf("what has ended is asked about:\n%s", q)
		}
		r.act("app.back") // the marks go
		r.act("list.mark-all")
		if n := r.m.pending.table.Marks(); n != 2 {
			t.Errorf("%d marked", n)
		}
		r.act("list.mark-all")
		if n := r.m.pending.table.Marks(); n != 0 {
			t.Errorf("%d marked", n)
		}
	})
}

// TestEveryTaskIsNamed pins that however many are marked, each has its line.
func TestEveryTaskIsNamed(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := start(t, tenant(), nil)
		p := proposal{patch: clearing(at)}
		for i := range 30 {
			task := r.f.pending[i%3]
			task.ID = "many-" + strings.Repeat("x", i)
			p.tasks = append(p.tasks, task)
		}
		lines, items := r.m.words(p, 0)
		if got := strings.Count(strings.Join(lines, "\n"), "pending for"); got != 30 || len(items) != 30 {
			t.Errorf("%d are named", got)
		}
	})
}
