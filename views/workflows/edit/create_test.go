package edit

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"iscope/api"
	"iscope/api/journal"
	"iscope/ui/screen"
	"iscope/views/internal/change"
	"iscope/views/internal/change/changetest"
)

var template = Source{
	Text: []byte(`{"id":"` + idA + `","enabled":true,"owner":null,"name":"Old","modified":"x","definition":{"start":"Done","steps":{"Done":{"type":"success"}}},"trigger":{"type":"EXTERNAL","attributes":{"name":"t"}}}`),
	From: "template External", Name: "Badge lost",
}

func TestCreate(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := open(t, newTenant())
		s.desk.Named = func(name string) []string { return []string{"twin"} }
		s.Do(s.desk.Create(template))
		s.shows("from template External", `"name": "Badge lost"`, `"start": "Done"`)
		if text := s.desk.job.text; strings.Contains(text, "enabled") || strings.Contains(text, idA) {
			t.Errorf("the text has what is the tenant's: %s", text)
		}
		s.Press(next)
		if s.desk.job.stage == checking {
			s.Press(next)
		}
		s.shows("POST /workflows", "Content-Type: application/json", `"enabled": false`)
		if strings.Contains(s.frame(110, 40), "PUT") {
			t.Error("a new workflow can be replaced")
		}
		s.Press(ctrl('t'), next)
		if lines := strings.Join(s.Asked("Create the workflow?").Lines, "\n"); !strings.Contains(lines, "There is 1 workflow of that name already") || !strings.Contains(lines, "created disabled") {
			t.Errorf("the question says\n%s", lines)
		}
		s.Agree("Create the workflow?")
		s.Advance(time.Second)
		s.said("Created, disabled: Badge lost")
		if s.desk.Pending() || len(s.disk.kept) != 0 || s.tenant.made != 1 {
			t.Errorf("pending %v, drafts %q", s.desk.Pending(), s.disk.all())
		}
		decided, shown := false, ""
		for _, m := range s.Sent {
			if d, ok := m.(screen.Decided); ok {
				decided = d.What == "create workflow" && d.Outcome == "done"
			}
		}
		for _, m := range s.others {
			if c, ok := m.(Created); ok {
				shown = c.To() + " " + c.Workflow.ID
			}
		}
		if !decided || shown != "workflows#1 0c7f2a5e-1000-4000-8000-000000000001" {
			t.Errorf("activity log %v, shown %q", decided, shown)
		}
		if e := s.latest(api.CreateWorkflow); e.Ending != journal.Done || !change.IsCreation(e) || e.Want[change.WantName] != "Badge lost" || e.Target != "" {
			t.Errorf("%+v", e)
		}
	})
}

// TestCreateIsNeverRepeated pins what is done where no clear answer came: the
// workflow is looked for by name, and nothing is sent again.
func TestCreateIsNeverRepeated(t *testing.T) {
	for name, c := range map[string]struct {
		setup func(s *rig)
		say   string
		toast bool
		ends  []string
	}{
		"it was created": {func(s *rig) { s.tenant.lose = func(api.Op) bool { return true } }, "the list shows that it is there", true, []string{"create workflow done"}},
		"it was not": {func(s *rig) {
			s.tenant.fail = failing(api.CreateWorkflow, &api.Error{Kind: api.Server, Status: 502, Detail: "bad gateway"})
		}, "the list does not have it; look again before creating it once more. It is not sent again by itself", false, []string{"create workflow unknown"}},
		"nobody can tell": {func(s *rig) {
			s.tenant.before = func(op api.Op) {
				if op == api.CreateWorkflow { // from here on nothing answers
					s.tenant.fail = func(op api.Op, _ string) error {
						return &api.Error{Kind: api.Server, Op: op, Status: 502, Detail: "bad gateway"}
					}
				}
			}
			s.tenant.lose = func(api.Op) bool { return true }
		}, "the list could not be read (server); look for it there before creating it once more", false, []string{"create workflow unknown"}},
		"the list cannot be read first": {func(s *rig) {
			s.tenant.fail = failing(api.ListWorkflows, &api.Error{Kind: api.Server, Status: 502, Detail: "bad gateway"})
		}, "Not created: nothing was sent, since the list of workflows could not be read first", false, nil},
		"two of them": {func(s *rig) {
			s.tenant.lose = func(api.Op) bool {
				s.tenant.rows["twin"] = map[string]any{"id": "twin", "name": "Badge lost", "created": time.Now().Format(time.RFC3339)}
				s.tenant.order = append(s.tenant.order, "twin")
				return true
			}
		}, "the list has 2 new workflows of that name", false, []string{"create workflow unknown"}},
		"refused": {func(s *rig) {
			s.tenant.fail = failing(api.CreateWorkflow, &api.Error{Kind: api.Invalid, Status: 400, Detail: "name is taken"})
		}, "Not created: name is taken", false, []string{"create workflow refused"}},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				f := newTenant(`{"id":"older","name":"Badge lost","created":"1999-01-01T00:00:00Z"}`)
				s := open(t, f)
				s.Do(s.desk.Create(template))
				s.Press(next)
				if s.desk.job.stage == checking {
					s.Press(next)
				}
				c.setup(s)
				s.Press(next)
				s.Agree("Create the workflow?")
				s.Advance(time.Minute)
				if c.toast {
					s.said(c.say)
				} else {
					s.shows(c.say)
				}
				if n := f.count(api.CreateWorkflow); n != len(c.ends) {
					t.Errorf("%d sent", n)
				}
				if got := s.ends(); !slices.Equal(got, c.ends) {
					t.Errorf("journal %q", got)
				}
			})
		})
	}
}

// TestNewDraft pins that a new workflow that was left is offered the next time.
func TestNewDraft(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := open(t, newTenant())
		s.Do(s.desk.Create(template))
		s.replace("Badge lost", "Badge found")
		s.Advance(time.Second)
		s.Press(esc)
		s.Advance(time.Second)
		s.said("The draft is kept")
		s.Do(s.desk.Create(Source{Text: []byte(`{`), From: "clipboard"}))
		s.Advance(time.Second)
		s.Choose("Continue the draft Badge found")
		s.Advance(time.Second)
		s.shows("Badge found", "from draft")
		s.Press(ctrl('x'))
		s.Agree("Discard the draft?")
		s.Advance(time.Second)
		s.Do(s.desk.Create(Source{Text: []byte(`{"name": `), From: "clipboard"}))
		s.Advance(time.Second)
		s.shows("from clipboard", `{"name":`)
		s.Press(next)
		s.shows("the text ends where")
		if s.desk.Pending() && s.desk.job.label() != "new workflow" {
			t.Errorf("called %q", s.desk.job.label())
		}
	})
}

// TestSettle goes through what the next start finds out about what was sent.
func TestSettle(t *testing.T) {
	r := &request{op: api.PatchWorkflow, method: "PATCH", patch: []api.PatchOp{{Op: "replace", Path: "/description"}, {Op: "replace", Path: "/definition/steps/Order"}}}
	for name, c := range map[string]struct {
		op   api.Op
		do   func(f *tenant)
		sent bool
		want string
	}{
		"took":    {api.PatchWorkflow, func(f *tenant) { f.rows[idA]["description"] = "New."; steps(f.rows[idA])["Extra"] = nil }, true, "done: it is as it was sent"},
		"did not": {api.PatchWorkflow, func(*tenant) {}, true, "lost: it did not take effect; nobody changed it since"},
		"half, by another": {api.PatchWorkflow, func(f *tenant) {
			f.rows[idA]["description"] = "New."
			steps(f.rows[idA])["X"] = 1
			f.touch(idA, "grace")
		}, true, "unknown: its definition is not as it was sent; it was changed last by Grace"},
		"gone":       {api.PatchWorkflow, func(f *tenant) { delete(f.rows, idA) }, true, "overtaken: the tenant does not have it any more"},
		"never left": {api.PatchWorkflow, func(*tenant) {}, false, "not sent: it never left"},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				f, j := newTenant(), changetest.New()
				before := f.read(idA)
				doc, _ := put(documentOf(before.Raw.JSON()), "/description", []byte(`"New."`))
				r := *r
				r.doc = doc
				i := journal.Intent{ID: j.NewID(), Op: c.op, Target: idA, Name: "Joiner: provision laptop", Want: map[string]string{}}
				i.Want = r.want(i.ID, versionOf(&before))
				if err := j.Journal.Begin(i); err != nil {
					t.Fatal(err)
				}
				if c.sent {
					if err := j.Journal.Guard(journal.With(context.Background(), i.ID), c.op); err != nil {
						t.Fatal(err)
					}
				}
				time.Sleep(time.Minute)
				c.do(f)
				s := openWith(t, f, f, newDisk(), j)
				all, err := j.Entries()
				if err != nil || len(all) != 1 || !Settles(all[0]) {
					t.Fatalf("%+v, %v", all, err)
				}
				s.Do(Settle(s.desk.on, all))
				s.Advance(time.Hour)
				var got []string
				for _, m := range s.Sent {
					if r, ok := m.(screen.Recalled); ok {
						got = append(got, r.Outcome)
					}
				}
				if len(got) != 1 || !strings.HasPrefix(got[0], c.want) {
					t.Errorf("%q, want %q", got, c.want)
				}
				if n := f.count(api.PatchWorkflow); n != 0 {
					t.Errorf("%d sent", n)
				}
			})
		})
	}
	if Settles(journal.Entry{Intent: journal.Intent{Op: api.PatchWorkflow, Want: map[string]string{"enabled": "true"}}}) ||
		Settles(journal.Entry{Intent: journal.Intent{Op: api.DeleteWorkflow}}) || Settles(journal.Entry{Intent: journal.Intent{Op: api.CreateWorkflow}}) {
		t.Error("what is switched or created is settled elsewhere")
	}
}
