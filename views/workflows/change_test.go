package workflows

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

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
	text, _ := d.Render(64, 30)
	return d.Title() + "\n" + ansi.Strip(text)
}

func (r *rig) said(t *testing.T, want string) {
	t.Helper()
	if got := r.Toasts(); len(got) == 0 || got[len(got)-1] != want {
		t.Errorf("said %q, want %q last", got, want)
	}
}

func TestDisableAfterAQuestion(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := &fake{all: tenant(), me: "m1"}
		r := start(t, f, nil)
		r.m.table.Select("w-review")
		r.act("workflows.toggle")
		golden.File(t, "ask-disable.golden", r.question()+"\n")
		if len(f.patched) != 0 {
			t.Fatal("sent before it was agreed to")
		}
		lists := f.lists
		r.confirm()
		if !slices.Equal(f.patched, []string{"w-review"}) || f.gets[len(f.gets)-1] != "w-review" {
			t.Errorf("patched %v after reading %v", f.patched, f.gets)
		}
		r.said(t, "Disabled: Access review reminder")
		if d := last[screen.Decided](r); d.What != "disable workflow" || d.Outcome != "done" || d.ID != "w-review" {
			t.Errorf("%+v", d)
		}
		if m := last[api.Mutated](r); m.Op != api.PatchWorkflow || !slices.Equal(m.IDs, []string{"w-review"}) {
			t.Errorf("%+v", m)
		}
		r.Send(last[api.Mutated](r))
		if f.lists != lists+1 || r.m.table.Row("w-review").Enabled {
			t.Errorf("%d requests, row %+v", f.lists-lists, r.m.table.Row("w-review").Enabled)
		}
		r.act("workflows.toggle")
		golden.File(t, "ask-enable.golden", r.question()+"\n")
	})
}

// TestAnEarlierListCannotUndoAChange pins that a list asked for before a change
// does not bring the old state back.
func TestAnEarlierListCannotUndoAChange(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := &fake{all: tenant()}
		r := start(t, f, nil)
		r.m.table.Select("w-review")
		r.act("workflows.toggle")
		gate := make(chan struct{})
		f.gate = gate
		r.act("app.refresh") // the list as it is now is under way
		r.confirm()
		f.gate = nil
		r.Send(last[api.Mutated](r))
		close(gate)
		r.Do(nil)
		if r.m.table.Row("w-review").Enabled {
			t.Error("the old answer brought the old state back")
		}
	})
}

func TestChangedMeanwhileStops(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := &fake{all: tenant()}
		r := start(t, f, nil)
		r.m.table.Select("w-review")
		r.act("workflows.toggle")
		f.all[2].Modified, f.all[2].ModifiedBy = at, api.Ref{ID: "x", Name: "Eve"}
		r.confirm()
		if len(f.patched) != 0 {
			t.Error("it was sent")
		}
		r.said(t, "Access review reminder: nothing was sent: it was changed by Eve at 12:00:00 UTC; look again and repeat it if it is still right")
		if r.m.table.Row("w-review").ModifiedBy.Name != "Eve" {
			t.Error("the row still shows what was")
		}
	})
}

func TestRefusedAndUnknownAreSaid(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := &fake{all: tenant(), writes: map[string]answer{"w-review": {err: forbidden}, "w-joiner": {err: reset}}}
		r := start(t, f, nil)
		r.m.table.Select("w-review")
		r.act("workflows.toggle")
		r.confirm()
		r.said(t, "Not disabled: Access review reminder: patch workflow: Forbidden (HTTP 403); this account lacks the right, or its token the scope sp:workflow:manage; ask an ISC administrator")
		if !r.m.table.Row("w-review").Enabled || last[screen.Decided](r).Outcome != "refused: patch workflow: Forbidden (HTTP 403)" {
			t.Errorf("%+v", last[screen.Decided](r))
		}
		r.m.table.Select("w-joiner")
		r.act("workflows.toggle")
		r.confirm()
		r.said(t, "Joiner: provision laptop: no clear answer came, and it is not disabled; look again before trying once more")
	})
}

func TestMarkedTogether(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := &fake{all: tenant()}
		r := start(t, f, nil)
		r.act("list.mark-all", "workflows.toggle")
		p, ok := r.Dialog().(*dialog.Pick)
		if !ok {
			t.Fatalf("%T", r.Dialog())
		}
		if text, _ := p.Render(60, 20); !strings.Contains(ansi.Strip(text), "Disable the 3 that are enabled") {
			t.Errorf("%s", ansi.Strip(text))
		}
		o, _ := p.Selected()
		r.Do(screen.Send(dialog.Answer{View: r.m.ID(), Name: askWhich, Value: o}))
		golden.File(t, "ask-disable-3.golden", r.question()+"\n")
		f.writes = map[string]answer{"w-joiner": {err: reset}}
		r.confirm()
		if !slices.Equal(f.patched, []string{"w-review", "w-joiner"}) {
			t.Errorf("patched %v: after an unknown outcome the rest waits", f.patched)
		}
		r.said(t, "1 of 3 workflows disabled, 1 unknown, 1 not sent; what was not done stays marked")
		if got := len(r.m.table.Marked()); got != 4 {
			t.Errorf("%d marks are left, want 4", got)
		}
		if text := r.question(); !strings.Contains(text, "Leaver: revoke access: not sent") || !strings.Contains(text, "Access review reminder: done") {
			t.Errorf("%s", text)
		}
		if !r.m.change.Over() || r.m.Hint() != "" {
			t.Error("a change is still under way")
		}
	})
}

func TestAllMarkedGoWell(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := &fake{all: tenant()}
		r := start(t, f, nil)
		for _, id := range []string{"w-joiner", "w-leaver"} {
			r.m.table.SetMark(id, true)
		}
		r.act("workflows.toggle")
		r.confirm()
		r.said(t, "2 of 2 workflows disabled")
		if r.m.table.Marks() != 0 || len(f.patched) != 2 {
			t.Errorf("%d marks, patched %v", r.m.table.Marks(), f.patched)
		}
	})
}

func TestOneChangeAtATime(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := start(t, &fake{all: tenant()}, nil)
		w := *r.m.table.Row("w-joiner")
		cmd := r.m.Update(dialog.Answer{View: r.m.ID(), Name: askChange, Value: proposal{disable, []api.Workflow{w, w}}})
		if got := r.m.Hint(); got != "disabling 1 of 2" {
			t.Errorf("%q", got)
		}
		if ok, why := r.m.CanLeave(); ok || !strings.Contains(why, "disabling 1 of 2") {
			t.Errorf("%v %q", ok, why)
		}
		if why := r.m.Disabled("workflows.delete"); why != "A change is under way: disabling 1 of 2" {
			t.Errorf("%q", why)
		}
		if again := r.m.Update(dialog.Answer{View: r.m.ID(), Name: askChange, Value: proposal{disable, []api.Workflow{w}}}); again != nil {
			t.Error("a second change begins beside the first")
		}
		r.Do(cmd)
		if ok, _ := r.m.CanLeave(); !ok {
			t.Error("the change does not end")
		}
	})
}

func TestDelete(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := &fake{all: tenant()}
		r := start(t, f, nil)
		r.frame(120, 36)
		r.m.table.Select("w-joiner")
		if why := r.m.Disabled("workflows.delete"); why != "An enabled workflow cannot be deleted; disable it first with E" {
			t.Errorf("%q", why)
		}
		r.act("workflows.delete")
		if r.Dialog() != nil {
			t.Error("an enabled workflow may be deleted")
		}
		r.m.table.Select("w-badge")
		r.act("app.open", "workflows.delete")
		golden.File(t, "ask-delete.golden", r.question()+"\n")
		if c := r.Dialog().(*dialog.Confirm); c.Type != "Badge lost" {
			t.Errorf("wants %q typed", c.Type)
		}
		r.confirm()
		if !slices.Equal(f.deleted, []string{"w-badge"}) || r.m.table.Row("w-badge") != nil || r.m.split.Open {
			t.Errorf("deleted %v", f.deleted)
		}
		r.said(t, "Deleted: Badge lost")
	})
}

func TestDeleteTakesOneAndToleratesGone(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := &fake{all: tenant()}
		r := start(t, f, nil)
		r.m.table.SetMark("w-badge", true)
		r.m.table.SetMark("w-draft", true)
		if why := r.m.Disabled("workflows.delete"); !strings.HasPrefix(why, "Delete takes one workflow") {
			t.Errorf("%q", why)
		}
		r.m.table.ClearMarks()
		r.m.table.Select("w-badge")
		r.act("workflows.delete")
		f.all = slices.DeleteFunc(f.all, func(w api.Workflow) bool { return w.ID == "w-badge" })
		r.confirm()
		r.said(t, "Badge lost: it is gone already")
		if len(f.deleted) != 0 || r.m.table.Row("w-badge") != nil {
			t.Error("it was deleted again, or is still shown")
		}
	})
}

func TestProtectedTenantWantsItsName(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := start(t, &fake{all: tenant()}, func(e *screen.Env) { e.Protected, e.Tenant = true, "acme-prod" })
		r.act("workflows.toggle")
		if c := r.Dialog().(*dialog.Confirm); c.Type != "acme-prod" || !strings.Contains(r.question(), "acme-prod is protected") {
			t.Errorf("%s", r.question())
		}
		r.act("workflows.delete")
		if c := r.Dialog().(*dialog.Confirm); c.Type != "A draft of something new" {
			t.Errorf("a name is typed already, yet %q is wanted", c.Type)
		}
	})
}

func TestReadOnlySendsNothing(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := &fake{all: tenant()}
		r := start(t, f, func(e *screen.Env) { e.ReadOnly = true })
		r.act("workflows.toggle", "workflows.delete")
		r.Send(dialog.Answer{View: r.m.ID(), Name: askChange, Value: proposal{disable, tenant()[:1]}})
		if r.Dialog() != nil || len(f.patched)+len(f.deleted) != 0 || len(r.Toasts()) != 2 {
			t.Errorf("patched %v, deleted %v, toasts %q", f.patched, f.deleted, r.Toasts())
		}
	})
}

// TestAKeyForAVanishedRowIsSwallowed pins that a finger on its way to one row
// does not hit the next.
func TestAKeyForAVanishedRowIsSwallowed(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := &fake{all: tenant()}
		r := start(t, f, nil)
		r.m.table.Select("w-badge")
		f.all = slices.Delete(f.all, 3, 4)
		r.act("app.refresh")
		r.act("workflows.toggle")
		if r.Dialog() != nil {
			t.Error("the key acts on the row that took the place")
		}
		r.Advance(time.Second)
		r.act("workflows.toggle")
		if r.Dialog() == nil {
			t.Error("a second later it still does nothing")
		}
	})
}

func TestANameThatImitatesAnotherIsPointedOut(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := start(t, &fake{all: []api.Workflow{wf("w", "Jоiner", true, "")}}, nil) // with a Cyrillic o
		r.act("workflows.toggle")
		if !strings.Contains(r.question(), "mixes letters of several scripts") {
			t.Errorf("%s", r.question())
		}
	})
}

// TestAPanicIsUnknown pins that a defect of ours never passes for a refusal.
func TestAPanicIsUnknown(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := &fake{all: tenant(), onWrite: func() { panic("boom") }}
		r := start(t, f, nil)
		r.m.table.Select("w-review")
		r.act("workflows.toggle")
		r.confirm()
		if got := last[screen.Decided](r).Outcome; !strings.HasPrefix(got, "unknown: it is not known what happened") {
			t.Errorf("%q", got)
		}
	})
}
