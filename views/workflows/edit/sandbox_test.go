package edit

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"iscope/api"
	"iscope/api/demotest"
	"iscope/api/isc"
	"iscope/api/journal"
	"iscope/api/sandbox"
	"iscope/views/internal/change/changetest"
)

// visit returns a desk over the demo tenant, through the real client but without
// a socket.
func visit(t *testing.T, gen isc.Generation) (*rig, *sandbox.Tenant, *isc.Client) {
	t.Helper()
	demo := sandbox.New(sandbox.Options{Seed: 7})
	j := changetest.New()
	client := demotest.ISC(t, demo, isc.Config{Generation: gen, Guard: j.Journal.Guard})
	return openWith(t, client, nil, newDisk(), j), demo, client
}

// pick returns a workflow of the demo tenant.
func choose(t *testing.T, client *isc.Client, want func(w *api.Workflow) bool) api.Workflow {
	t.Helper()
	p, err := client.Workflows(t.Context(), api.Query{})
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range p.Items {
		if want(&w) {
			return w
		}
	}
	t.Fatal("the demo tenant has no such workflow")
	return api.Workflow{}
}

// onward goes from the text to the answer.
func (s *rig) onward(head string) {
	s.t.Helper()
	s.Press(next)
	if s.desk.job.stage == checking {
		s.Press(next)
	}
	s.Press(next)
	s.Agree(head)
	s.Advance(time.Second)
}

// TestDemoTenant edits, replaces and creates in every generation of the API.
func TestDemoTenant(t *testing.T) {
	for _, gen := range isc.Generations {
		t.Run(string(gen), func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				s, demo, client := visit(t, gen)
				w := choose(t, client, func(w *api.Workflow) bool {
					return !w.Enabled && w.Description != "" && w.Trigger.Type == api.TriggerEvent
				})
				s.Do(s.desk.Edit(w, Whole))
				s.Advance(time.Second)
				text := s.desk.panel.editor.Text()
				quotedWords, _ := json.Marshal(w.Description)
				s.paste(strings.Replace(text, string(quotedWords), `"Edited here."`, 1))
				s.onward("Change the workflow?")
				s.said("Changed: " + w.Name)
				// Replaced: the same text again, with another one.
				s.Do(s.desk.Edit(w, Whole))
				s.Advance(time.Second)
				s.replace("Edited here.", "Replaced here.")
				s.Press(next)
				if s.desk.job.stage == checking {
					s.Press(next)
				}
				s.Press(ctrl('t'), next)
				s.Agree("Change the workflow?")
				s.Advance(time.Second)
				now, err := client.Workflow(t.Context(), w.ID)
				if err != nil || now.Description != "Replaced here." || now.Trigger.Event != w.Trigger.Event || now.Enabled {
					t.Errorf("%v: %q %+v", err, now.Description, now.Trigger)
				}
				if !same(valueAt(documentOf(now.Raw.JSON()), "/definition"), valueAt(documentOf(w.Raw.JSON()), "/definition")) {
					t.Error("replacing changed the definition")
				}
				// A copy of it.
				s.Do(s.desk.Create(Source{Text: now.Raw.JSON(), From: "copy", Name: "Copy of it"}))
				s.Advance(time.Second)
				s.onward("Create the workflow?")
				s.said("Created, disabled: Copy of it")
				rec := demo.Record()
				if rec.Routes["PATCH /workflows/{id}"] != 1 || rec.Routes["PUT /workflows/{id}"] != 1 || rec.Routes["POST /workflows"] != 1 || rec.Refused != 0 {
					t.Errorf("%v, %d refused", rec.Routes, rec.Refused)
				}
				if got := strings.Join(s.ends(), ", "); got != "patch workflow done, replace workflow done, create workflow done" {
					t.Errorf("journal %s", got)
				}
			})
		})
	}
}

// TestDemoTenantIsSentWhatIsShown pins that the request shown is the one sent,
// byte by byte but for the blanks.
func TestDemoTenantIsSentWhatIsShown(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s, demo, client := visit(t, isc.V2025)
		w := choose(t, client, func(w *api.Workflow) bool { return !w.Enabled && w.Description != "" })
		for i, words := range []string{"a < b & c", "Grüße \u202e"} {
			s.Do(s.desk.Edit(w, Form))
			s.Advance(time.Second)
			s.desk.job.form.Set("/description", words)
			s.Do(s.desk.formTyped())
			s.Press(next)
			if s.desk.job.stage == checking {
				s.Press(next)
			}
			if i == 1 {
				s.Press(ctrl('t'))
			}
			shown, kind := s.desk.job.request.bytes, s.desk.job.request.kind
			s.Press(next)
			s.Agree("Change the workflow?")
			s.Advance(time.Second)
			entries := demo.Record().Entries
			sent := ""
			for _, e := range entries {
				if e.Method == "PATCH" || e.Method == "PUT" {
					sent = e.Body
				}
			}
			if !bytes.Equal(shown, []byte(sent)) {
				t.Errorf("shown (%s)\n%s\nsent\n%s", kind, shown, sent)
			}
		}
	})
}

// TestDemoTenantLosesAnswers pins that a write whose answer is lost is read back,
// not sent again, whatever became of it.
func TestDemoTenantLosesAnswers(t *testing.T) {
	for name, c := range map[string]struct {
		kind  sandbox.FaultKind
		taken bool
	}{"after it was done": {sandbox.FaultDropAfter, true}, "before it was done": {sandbox.FaultDropBefore, false}} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				s, demo, client := visit(t, isc.V3)
				w := choose(t, client, func(w *api.Workflow) bool { return !w.Enabled && w.Description != "" })
				s.Do(s.desk.Edit(w, Form))
				s.Advance(time.Second)
				s.desk.job.form.Set("/description", "Edited here.")
				s.Do(s.desk.formTyped())
				if err := demo.SetFaults(sandbox.Fault{Method: "PATCH", Kind: c.kind}); err != nil {
					t.Fatal(err)
				}
				s.onward("Change the workflow?")
				s.Advance(time.Minute)
				if c.taken {
					s.said("reading it back shows that it is changed")
				} else {
					s.shows("No clear answer came")
				}
				if n := demo.Record().Routes["PATCH /workflows/{id}"]; n > 1 {
					t.Errorf("%d patches", n)
				}
			})
		})
	}
}

// TestDemoTenantGivesAway changes the owner of an enabled workflow, which the
// tenant refuses without the three steps.
func TestDemoTenantGivesAway(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s, demo, client := visit(t, isc.V3)
		w := choose(t, client, func(w *api.Workflow) bool { return w.Enabled })
		people, err := client.FindIdentities(t.Context(), "a", 20)
		if err != nil || len(people) == 0 {
			t.Fatalf("%v, %v", people, err)
		}
		to := people[0]
		if to.ID == w.Owner.ID {
			to = people[1]
		}
		s.Do(s.desk.Owner([]api.Workflow{w}, to))
		s.Agree("Change the owner?")
		s.Advance(time.Minute)
		s.said(to.Name + " owns " + w.Name + " now")
		now, err := client.Workflow(t.Context(), w.ID)
		if err != nil || now.Owner.ID != to.ID || !now.Enabled {
			t.Errorf("%v: %+v, enabled %v", err, now.Owner, now.Enabled)
		}
		if rec := demo.Record(); rec.Routes["PATCH /workflows/{id}"] != 3 || rec.Refused != 0 {
			t.Errorf("%v, %d refused", rec.Routes, rec.Refused)
		}
		// In the text the same takes the same steps.
		s.Do(s.desk.Edit(now, Whole))
		s.Advance(time.Second)
		s.replace(to.ID, w.Owner.ID)
		s.Press(next)
		if s.desk.job.stage == checking {
			s.Press(next)
		}
		s.shows("disabled first, and enabled again afterwards", "1 disable")
		s.Press(next)
		s.Agree("Step 1 of 3: disable the workflow?")
		s.Advance(time.Second)
		s.Press(next)
		s.Agree("Step 2 of 3: change the workflow?")
		s.Advance(time.Second)
		s.Agree("Step 3 of 3: enable the workflow again?")
		s.Advance(time.Second)
		if now, _ := client.Workflow(t.Context(), w.ID); now.Owner.ID != w.Owner.ID || !now.Enabled {
			t.Errorf("%+v, enabled %v", now.Owner, now.Enabled)
		}
	})
}

// TestDemoTenantPokes lets the tenant's own somebody else edit in between.
func TestDemoTenantPokes(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s, demo, client := visit(t, isc.V2026)
		w := choose(t, client, func(w *api.Workflow) bool { return !w.Enabled })
		s.Do(s.desk.Edit(w, Form))
		s.Advance(time.Second)
		s.Write(" 2")
		s.Press(next)
		if s.desk.job.stage == checking {
			s.Press(next)
		}
		if err := demo.Poke("workflow.edit", map[string]string{"id": w.ID, "text": "Theirs."}); err != nil {
			t.Fatal(err)
		}
		s.Press(next)
		s.Agree("Change the workflow?")
		s.Advance(time.Second)
		s.shows("It was changed meanwhile")
		if demo.Record().Routes["PATCH /workflows/{id}"] != 0 {
			t.Fatal("sent all the same")
		}
		if s.desk.job.stage == checking { // it is another text: its warnings are asked about again
			s.Press(next)
		}
		s.Press(next)
		s.Agree("Change the workflow?")
		s.Advance(time.Second)
		now, err := client.Workflow(t.Context(), w.ID)
		if err != nil || now.Name != w.Name+" 2" || now.Description != "Theirs." {
			t.Errorf("%v: %q %q", err, now.Name, now.Description)
		}
		if got := strings.Join(s.ends(), ", "); got != "patch workflow "+string(journal.Changed)+", patch workflow done" {
			t.Errorf("journal %s", got)
		}
	})
}
