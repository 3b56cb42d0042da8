package workflows

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"iscope/api"
	"iscope/api/isc"
	"iscope/api/journal"
	"iscope/api/sandbox"
	"iscope/ui/screen"
	"iscope/views/internal/draft"
	"iscope/views/workflows/bundle"
)

// mayLeave fails unless the screen says that, and why, where one asks to quit.
func (s *stage) mayLeave(want bool, why string) {
	s.t.Helper()
	if ok, words := s.m.CanLeave(); ok != want || !strings.Contains(words, why) {
		s.t.Errorf("leaving is %v, since %q; want %v, %q", ok, words, want, why)
	}
}

// hints fails unless that, or nothing for "", is said beside the keys.
func (s *stage) hints(want string) {
	s.t.Helper()
	if got := s.m.Hint(); want == "" && got != "" || !strings.Contains(got, want) {
		s.t.Errorf("the hint is %q, want %q", got, want)
	}
}

// slow makes the tenant take its time for requests with a method.
func (s *stage) slow(method string) {
	s.t.Helper()
	if err := s.tenant.SetFaults(sandbox.Fault{Method: method, Path: "/v3/workflows", Kind: sandbox.FaultSlow, DelayMs: 5_000, Count: -1}); err != nil {
		s.t.Fatal(err)
	}
}

// endings counts the decisions in the journal by how they ended.
func (s *stage) endings() map[journal.Ending]int {
	s.t.Helper()
	all, err := s.journal.Entries()
	if err != nil {
		s.t.Fatal(err)
	}
	out := map[journal.Ending]int{}
	for _, e := range all {
		out[e.Ending]++
	}
	return out
}

// describe opens the form of the workflow under the cursor and writes behind its
// description.
func (s *stage) describe(text string) {
	s.t.Helper()
	s.does("workflows.edit")
	s.Write("Fields")
	s.Press(enterK)
	s.shows("── fields")
	s.Press(tabK, endK)
	s.Write(text)
}

// TestEditBehindTheScreen pins what an edit that is not sent, or on its way, says
// beside the keys and to who wants to quit.
func TestEditBehindTheScreen(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := enter(t, staging{})
		w := joinerOf(t, s)
		s.m.table.Select(w.ID)
		s.hints("")
		s.mayLeave(true, "")
		s.describe(" Edited.")
		s.mayLeave(false, "the edit of "+w.Name+" is not sent, and no draft holds all of it")
		s.Press(onward)
		s.shows("what is sent", "PATCH /workflows/"+w.ID)
		s.slow("PATCH")
		s.Press(onward)
		s.Agree("")
		s.mayLeave(false, "a change of "+w.Name+" is on its way")
		s.hints("") // the window says it
		s.Press(escape)
		if len(s.Stack) > 0 {
			t.Fatalf("the window stays:\n%s", s.window())
		}
		s.hints("changing ")
		toasts := len(s.Toasts())
		s.Advance(time.Minute)
		s.toasted(toasts, "Changed: "+w.Name)
		s.hints("")
		s.mayLeave(true, "")
		if row := s.m.table.Row(w.ID); row == nil || !strings.HasSuffix(row.Description, " Edited.") {
			t.Errorf("the list has %+v", row)
		}
	})
}

// TestImportBehindTheScreen pins that an import goes on behind the screen, is held
// while one is asked whether to quit, and is noted down as given up by quitting.
func TestImportBehindTheScreen(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := enter(t, staging{})
		dir := t.TempDir()
		for _, name := range []string{"first", "second", "third", "fourth"} {
			record := map[string]any{}
			if err := json.Unmarshal(bundle.Export(s.m.table.Rows()[:1])[0].Data, &record); err != nil {
				t.Fatal(err)
			}
			record["name"] = name
			text, _ := json.Marshal(record)
			if err := os.WriteFile(filepath.Join(dir, name+".json"), text, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		s.does("workflows.import")
		s.Paste(dir)
		s.Press(enterK)
		s.shows("4 found: 4 to be created", "first", "fourth")
		s.slow("POST")
		s.Press(onward)
		s.Agree("")
		s.Press(escape)
		s.hints("importing, 4 to go")
		s.mayLeave(false, "3 workflows would not be created any more; a workflow is being created; its outcome would not be seen")
		s.Do(s.m.Hold(true))
		s.Advance(time.Minute)
		if n := s.tenant.Record().Routes["POST /workflows"]; n != 1 {
			t.Errorf("%d are created while one is asked whether to quit", n)
		}
		s.mayLeave(false, "3 workflows would not be created any more")
		s.Do(s.m.Hold(false))
		s.Advance(2 * time.Second)
		s.Do(s.m.Hold(true))
		s.Advance(time.Minute)
		s.Do(s.m.Abandon())
		s.Do(s.m.Hold(false))
		s.Advance(time.Minute)
		if n := s.tenant.Record().Routes["POST /workflows"]; n != 2 {
			t.Errorf("%d are created", n)
		}
		if got := s.endings(); got[journal.Done] != 2 || got[journal.TakenBack] != 2 || len(got) != 2 {
			t.Errorf("the journal has %v", got)
		}
		s.hints("")
		s.mayLeave(true, "")
		s.does("app.refresh")
		if s.Advance(time.Minute); s.m.table.Len() != 152 {
			t.Errorf("%d workflows are listed", s.m.table.Len())
		}
	})
}

// TestSecretBehindTheScreen pins that a secret which nobody copied keeps one from
// quitting unasked.
func TestSecretBehindTheScreen(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := enter(t, staging{})
		x := s.find(t, func(w *api.Workflow) bool { return w.Trigger.Type == api.TriggerExternal })
		s.m.table.Select(x.ID)
		s.does("workflows.external")
		s.Press(letter('G'), enterK)
		s.slow("POST")
		s.Agree("")
		s.mayLeave(false, "an OAuth client is being created")
		s.Advance(time.Minute)
		s.shows("Client secret, shown only this once")
		s.mayLeave(false, "was not copied")
		s.Press(letter('y'))
		s.mayLeave(true, "")
		if got := last[screen.Copy](s.rig); got.What != "client secret" || len(got.Text) < 16 {
			t.Errorf("copied is %q", got.What)
		}
	})
}

// TestDraftsFoundAtStart pins that what an earlier run kept is told, and taken up
// from the screen.
func TestDraftsFoundAtStart(t *testing.T) {
	for _, gen := range isc.Generations {
		t.Run(string(gen), func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				files := draft.Files{Dir: t.TempDir(), Tenant: "acme", Kind: "workflow"}
				with := staging{gen: gen, tenant: sandbox.New(sandbox.Options{Seed: 7}), change: func(_ *screen.Env, o *Options) { o.Drafts = files }}
				s := enter(t, with)
				w := joinerOf(t, s)
				s.m.table.Select(w.ID)
				s.describe(" Kept over night.")
				s.mayLeave(true, "") // it is on disk
				s.m.Close()

				s = enter(t, with)
				s.toasted(0, "A draft of a workflow was kept: "+w.Name+"; e goes on")
				s.m.table.Select(w.ID)
				s.does("workflows.edit")
				s.Write("Whole")
				s.Press(enterK)
				s.shows("was never sent", "Continue the draft")
				s.Press(enterK)
				s.Press(tabK)
				s.shows("Kept over night.")
				s.Press(onward)
				s.shows("what is sent")
				s.Press(onward)
				s.Agree("")
				if list, err := files.List(); len(list) > 0 || err != nil {
					t.Errorf("%d drafts stay after it was sent, %v", len(list), err)
				}
				if now, err := s.client.Workflow(t.Context(), w.ID); err != nil || !strings.HasSuffix(now.Description, " Kept over night.") {
					t.Errorf("%v: %q", err, now.Description)
				}
			})
		})
	}
}

// TestClientsAreSettled pins that an OAuth client that an earlier run asked for is
// told as in doubt, and that nothing is sent for it.
func TestClientsAreSettled(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := enter(t, staging{})
		x := s.find(t, func(w *api.Workflow) bool { return w.Trigger.Type == api.TriggerExternal })
		id := s.journal.Begun(t, journal.Intent{Op: api.CreateExternalClient, Target: x.ID, Name: x.Name})
		if err := s.journal.Guard(journal.With(t.Context(), id), api.CreateExternalClient); err != nil {
			t.Fatal(err)
		}
		left := s.journal.Latest(t)
		if !s.m.Settles(left.Op) {
			t.Fatal("nobody settles it")
		}
		s.Do(s.m.Settle([]journal.Entry{left}))
		s.Advance(time.Minute)
		if got := last[screen.Recalled](s.rig); !strings.Contains(got.Outcome, "an OAuth client may exist that nobody has seen") {
			t.Errorf("%+v", got)
		}
		if got := s.writes(); len(got) > 0 {
			t.Errorf("sent: %v", got)
		}
	})
}
