package workflows

import (
	"testing"
	"time"

	"iscope/api"
	"iscope/api/journal"
	"iscope/ui/screen"
	"iscope/views/internal/change"
)

// TestEveryChangeIsInTheJournal pins that each is written down before it leaves,
// with what it needs to be settled later, and ends there.
func TestEveryChangeIsInTheJournal(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := start(t, &fake{all: tenant()}, nil)
		r.m.table.Select("w-badge")
		r.act("workflows.toggle")
		r.f.journal.Is(t)
		r.confirm()
		enabled := []string{"begin patch workflow w-badge", "send patch workflow", "end done"}
		r.f.journal.Is(t, enabled...)
		if e := r.f.journal.Latest(t); e.Op != api.PatchWorkflow || e.Target != "w-badge" || e.Name != "Badge lost" || len(e.Want) != 1 || e.Want["enabled"] != "true" {
			t.Errorf("%+v", e)
		}
		r.act("workflows.toggle")
		r.confirm()
		if e := r.f.journal.Latest(t); e.Want["enabled"] != "false" {
			t.Errorf("%+v", e)
		}
		r.act("workflows.delete")
		r.confirm()
		disabled := append(enabled, enabled...)
		r.f.journal.Is(t, append(disabled, "begin delete workflow w-badge", "send delete workflow", "end done")...)
		if e := r.f.journal.Latest(t); e.Op != api.DeleteWorkflow || e.Want != nil {
			t.Errorf("%+v", e)
		}
	})
}

func TestNothingIsSentUnrecorded(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := start(t, &fake{all: tenant()}, nil)
		r.f.journal.Fill()
		gets := len(r.f.gets)
		r.m.table.Select("w-badge")
		r.act("workflows.toggle")
		r.confirm()
		why := ": Badge lost: nothing was sent: the journal of decisions cannot be written: no space left on device"
		r.said(t, "Not enabled"+why)
		r.act("workflows.delete")
		r.confirm()
		r.said(t, "Not deleted"+why)
		if len(r.f.patched)+len(r.f.deleted) != 0 || len(r.f.gets) != gets {
			t.Errorf("patched %v, deleted %v", r.f.patched, r.f.deleted)
		}
	})
}

// TestSettle pins what becomes known of a change whose end an earlier run did
// not see.
func TestSettle(t *testing.T) {
	lasts := func(err error) []answer {
		var out []answer
		for range 9 {
			out = append(out, answer{err: err})
		}
		return out
	}
	is := func(enabled bool, by string) []answer {
		w := wf("w-badge", "Badge lost", enabled, "")
		w.ModifiedBy = api.Ref{ID: by, Name: by}
		return []answer{{w: w}, {w: w}}
	}
	for name, c := range map[string]struct {
		verb     verb
		script   []answer
		ending   journal.Ending
		outcome  string
		doubtful bool
	}{
		"enabled":            {enable, is(true, "me"), journal.Done, "done: it is enabled", false},
		"disabled":           {disable, is(false, ""), journal.Done, "done: it is disabled", false},
		"disabled by Eve":    {disable, is(false, "Eve"), journal.Done, "done: it is disabled; it was changed last by Eve", false},
		"not enabled":        {enable, is(false, "me"), journal.Lost, "lost: it did not take effect; it is not enabled", false},
		"enabled again":      {disable, is(true, "Eve"), journal.Lost, "lost: it is not disabled; it was changed last by Eve", false},
		"deleted meanwhile":  {disable, []answer{{err: missed}}, journal.Overtaken, "overtaken: the tenant does not have it any more", false},
		"removed":            {remove, []answer{{err: missed}}, journal.Done, "done: it is gone", false},
		"still there":        {remove, is(false, "me"), journal.Lost, "lost: it did not take effect; it is still there", false},
		"gone at the second": {remove, []answer{is(false, "me")[0], {err: missed}}, journal.Done, "done: it is gone", false},
		"unreadable":         {remove, lasts(reset), journal.Open, "nobody knows yet whether it arrived: patch workflow: connection reset; the next start of iscope looks again", true},
		"forbidden":          {enable, lasts(forbidden), journal.Unknown, "unknown: nobody knows whether it arrived: patch workflow: Forbidden (HTTP 403)", true},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				r := start(t, &fake{all: tenant(), me: "me"}, nil)
				r.Do(r.m.SetActive(false))
				p := planOf(r.f, c.verb)
				e := r.f.journal.Sent(t, journal.Intent{Op: p.Op, Target: "w-badge", Name: "Badge lost", Want: p.Want})
				r.f.script = c.script
				r.Do(r.m.Settle([]journal.Entry{e}))
				r.Advance(time.Minute)
				want := screen.Recalled{
					Decided: screen.Decided{What: c.verb.what(), Target: "Badge lost", ID: "w-badge", Outcome: c.outcome}, Intent: e.ID, Doubtful: c.doubtful,
				}
				if got := last[screen.Recalled](r); got != want {
					t.Errorf("%+v, want %+v", got, want)
				}
				if got := r.f.journal.Latest(t); got.Ending != c.ending || len(r.f.patched)+len(r.f.deleted) != 0 {
					t.Errorf("in the journal %+v; patched %v, deleted %v", got, r.f.patched, r.f.deleted)
				}
			})
		})
	}
	bubble(t, func(t *testing.T) {
		r := start(t, &fake{all: tenant()}, nil)
		for op, want := range map[api.Op]bool{
			api.PatchWorkflow: true, api.ReplaceWorkflow: true, api.CreateWorkflow: true, api.DeleteWorkflow: true, api.CreateExternalClient: true,
			api.CancelExecution: false, api.PatchTask: false,
		} {
			if got := r.m.Settles(op); got != want {
				t.Errorf("settles %s: %v", op, got)
			}
		}
	})
}

// TestSettleCreation pins that a creation whose end nobody saw is looked for among
// what is newer than was there before, and that nothing is claimed where the
// journal does not tell what was.
func TestSettleCreation(t *testing.T) {
	later := func(f *fake) {
		w := wf("w-new", "Badge found", false, "")
		w.Created = at
		f.all = append(f.all, w)
	}
	for name, c := range map[string]struct {
		do      func(f *fake)
		forget  bool
		outcome string
	}{
		"created":     {later, false, "done: it is there, with the id w-new"},
		"not created": {func(*fake) {}, false, "lost: it did not take effect; the list does not have it"},
		"twice":       {func(f *fake) { later(f); later(f); f.all[len(f.all)-1].ID = "w-twin" }, false, "unknown: no clear answer came, and the list has 2 new workflows of that name"},
		"forgotten":   {later, true, "unknown: nobody knows whether it arrived: the journal does not tell which workflows were there before"},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				r := start(t, &fake{all: tenant(), me: "me"}, nil)
				r.Do(r.m.SetActive(false))
				after, err := change.FindNewest(t.Context(), r.f)
				if err != nil {
					t.Fatal(err)
				}
				i := change.Creation(r.f.journal, api.WorkflowDraft{Name: "Badge found"}, after)
				if c.forget {
					i.Want = nil
				}
				e := r.f.journal.Sent(t, i)
				c.do(r.f)
				r.Do(r.m.Settle([]journal.Entry{e}))
				r.Advance(time.Minute)
				got := last[screen.Recalled](r)
				if got.What != "create workflow" || got.Target != "Badge found" || got.Outcome != c.outcome {
					t.Errorf("%+v, want %q", got, c.outcome)
				}
			})
		})
	}
}
