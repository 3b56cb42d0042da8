package change

import (
	"context"
	"slices"
	"testing"
	"time"

	"iscope/api"
	"iscope/views/internal/change/changetest"
)

// switchboard is a tenant with one workflow.
type switchboard struct {
	api.ISC
	journal *changetest.Journal
	w       api.Workflow
	me      string
	ignores bool  // takes a patch and does nothing
	lost    error // the answer to a patch
	patches []api.PatchOp
}

func (f *switchboard) Whoami(context.Context) (api.Account, error) {
	return api.Account{IdentityID: f.me}, nil
}

func (f *switchboard) Workflow(context.Context, string) (api.Workflow, error) { return f.w, nil }

func (f *switchboard) PatchWorkflow(ctx context.Context, _ string, patch []api.PatchOp) (api.Workflow, error) {
	if err := f.journal.Guard(ctx, api.PatchWorkflow); err != nil {
		return api.Workflow{}, err
	}
	f.patches = append(f.patches, patch...)
	if !f.ignores {
		on, _ := patch[0].Value.(*any)
		f.w.Enabled = (*on).(bool)
	}
	return f.w, f.lost
}

// TestSwitch pins how a workflow is enabled and disabled: with the smallest
// patch, once, and not if it is another one than was shown.
func TestSwitch(t *testing.T) {
	at := time.Date(2026, 3, 14, 9, 26, 53, 0, time.UTC)
	shown := api.Workflow{ID: "a", Name: "Joiner", Modified: at, ModifiedBy: api.Ref{ID: "you", Name: "Ada"}}
	off := shown
	on := shown
	on.Enabled = true
	later := on
	later.Modified = at.Add(time.Minute)
	renamed := on
	renamed.Name = "Leaver"
	lost := failed(api.Offline)
	for name, c := range map[string]struct {
		shown, now api.Workflow
		to         bool
		set        func(f *switchboard)
		want       Ending
		said       string
		patches    int
	}{
		"disable":         {on, on, false, nil, Done, "", 1},
		"enable":          {off, off, true, nil, Done, "", 1},
		"already":         {on, off, false, nil, Done, "it was disabled already by Ada", 0},
		"changed":         {on, later, false, nil, Changed, "nothing was sent: it was changed by Ada at 09:27:53 UTC", 0},
		"renamed":         {on, renamed, false, nil, Changed, "nothing was sent: its name is Leaver now", 0},
		"ignored":         {on, on, false, func(f *switchboard) { f.ignores = true }, Unknown, "no clear answer came, and it is not disabled; look again before trying once more", 1},
		"lost, ours":      {on, on, false, func(f *switchboard) { f.lost, f.me = lost, "you" }, Done, "no clear answer came; reading it back shows that it is disabled", 1},
		"lost, another's": {on, on, false, func(f *switchboard) { f.lost, f.me = lost, "me" }, Done, "it is disabled now by Ada", 1},
	} {
		t.Run(name, func(t *testing.T) {
			f := &switchboard{journal: changetest.New(), w: c.now}
			if c.set != nil {
				c.set(f)
			}
			p := Switch(f, c.to)
			i := p.intents(f.journal, []api.Workflow{c.shown})[0]
			if err := Record(f.journal, i); err != nil {
				t.Fatal(err)
			}
			o := p.Attempt(t.Context(), f.journal, i.ID, c.shown)
			if o.Ending != c.want || o.Said != c.said || len(f.patches) != c.patches {
				t.Errorf("%d %q after %d patches", o.Ending, o.Said, len(f.patches))
			}
			if got := f.journal.Latest(t); got.Want[WantEnabled] != map[bool]string{true: "true", false: "false"}[c.to] || got.Name != "Joiner" {
				t.Errorf("in the journal %+v", got)
			}
			if slices.ContainsFunc(f.patches, func(p api.PatchOp) bool { return p.Op != "replace" || p.Path != "/enabled" }) {
				t.Errorf("%+v", f.patches)
			}
		})
	}
	if got := WorkflowName(&api.Workflow{ID: "x"}); got != "x" {
		t.Errorf("a workflow without a name is called %q", got)
	}
}
