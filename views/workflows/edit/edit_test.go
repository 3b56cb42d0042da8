package edit

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"iscope/api"
)

// TestPatch is the way of most edits: one step, checked, reviewed, sent once as
// the smallest patch there is.
func TestPatch(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := open(t, newTenant())
		s.edit(OneStep("/definition/steps/Order"))
		s.shows("step Order", `"actionId": "sp:http"`, "disabled")
		s.replace(`example.test/orders`, `example.test/v2`)
		s.Advance(time.Second)
		s.shows("draft saved")
		s.Press(next)
		s.shows("PATCH /workflows/"+idA, "Content-Type: application/json-patch+json", `"path": "/definition/steps/Order/attributes/url"`, `+ "url": "https://example.test/v2"`, `- "url": "https://example.test/orders"`)
		if n := s.tenant.count(api.PatchWorkflow); n != 0 {
			t.Fatalf("%d sent before anybody agreed", n)
		}
		s.Press(next)
		s.Agree("Change the workflow?")
		s.Advance(time.Second)
		s.said("Changed: Joiner: provision laptop")
		if got, want := s.tenant.bodies, `[{"op":"replace","path":"/definition/steps/Order/attributes/url","value":"https://example.test/v2"}]`; len(got) != 1 || got[0] != want {
			t.Errorf("sent %q", got)
		}
		if got := s.ends(); !slices.Equal(got, []string{"patch workflow done"}) {
			t.Errorf("journal %q", got)
		}
		if e := s.latest(api.PatchWorkflow); e.Want[wantEdit] != "patch" || strings.Contains(strings.Join(values(e.Want), " "), "example") {
			t.Errorf("the journal keeps %v", e.Want)
		}
		if s.desk.Pending() || s.Top() != nil || len(s.disk.kept) != 0 {
			t.Errorf("pending %v, window %v, drafts %q", s.desk.Pending(), s.Top(), s.disk.kept)
		}
	})
}

func values(m map[string]string) []string {
	var out []string
	for _, v := range m {
		out = append(out, v)
	}
	return out
}

// TestReplace pins that replacing the whole says aloud what it resets.
func TestReplace(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := newTenant()
		f.rows[idA]["future"] = map[string]any{"x": 1}
		s := open(t, f)
		s.edit(Whole)
		s.replace(`"Orders a laptop."`, `"Orders one laptop."`)
		s.Press(next, ctrl('t'))
		s.shows("PUT /workflows/"+idA, "Replaces the whole workflow", "executions begins again at 0; it is 1,234 now", "failures begins again at 0; it is 12 now", "what iscope does not know is dropped: future", "Content-Type: application/json")
		s.Press(ctrl('t'))
		s.shows("PATCH /workflows/")
		s.Press(ctrl('t'), next)
		if lines := strings.Join(s.Asked("Change the workflow?").Lines, "\n"); !strings.Contains(lines, "replaces the whole") || !strings.Contains(lines, "begins again at 0") || !strings.Contains(lines, idA) {
			t.Errorf("the question says\n%s", lines)
		}
		s.Agree("Change the workflow?")
		s.Advance(time.Second)
		s.said("Changed: Joiner")
		if len(f.bodies) != 1 || !strings.Contains(f.bodies[0], `"enabled":false`) || strings.Contains(f.bodies[0], `"id":"`+idA) {
			t.Errorf("sent %q", f.bodies)
		}
		if e := s.latest(api.ReplaceWorkflow); e.Want[wantEdit] != "put" || e.Want["definition"] == "" {
			t.Errorf("the journal keeps %v", e.Want)
		}
	})
}

func TestForm(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := open(t, newTenant())
		s.edit(Ask)
		s.Choose("Fields")
		s.Advance(time.Second)
		s.shows("Name", "Joiner: provision laptop", "Event", "idn:identity-created", "Filter", "field 1 of")
		for range len("Joiner: provision laptop") {
			s.Press(ctrl('h'))
		}
		s.desk.job.form.Set("/name", "")
		s.Do(s.desk.formTyped())
		s.Press(next)
		s.shows("a workflow needs a name", "1 field cannot be sent like this")
		s.Write("Leaver")
		s.Press(down, down, down, ctrl('u'), next)
		s.shows(`"path": "/name"`, `"value": "Leaver"`, `"op": "remove"`, `"path": "/trigger/attributes/filter.$"`)
		s.Press(next)
		s.Agree("Change the workflow?")
		s.Advance(time.Second)
		if w := s.tenant.read(idA); w.Name != "Leaver" || w.Trigger.Filter != "" || w.Trigger.Event != "idn:identity-created" {
			t.Errorf("%+v", w)
		}
	})
}

// TestProblems pins that errors bar, warnings take a step of their own, malformed
// text stays, and each problem can be gone to.
func TestProblems(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := open(t, newTenant())
		s.edit(Definition)
		s.replace(`"start": "Get Identity",`, `"start": "Get Identity"`)
		s.Press(next)
		s.shows("line 3, column 3", `a comma or } is expected`)
		if line, col := s.desk.panel.editor.Place(); line != 3 || col != 3 || !strings.Contains(s.desk.panel.editor.Text(), "Get Identity") {
			t.Errorf("the cursor is at %d:%d", line, col)
		}
		s.replace(`"start": "Get Identity"`, `"start": "Get Identity",`)
		s.Press(next)
		s.shows("Nothing has changed")
		s.replace(`"nextStep": "Done"`, `"nextStep": "Gone"`)
		s.Press(next)
		s.shows("1 error", "Gone", "error")
		s.Press(next)
		s.shows("1 error to fix first")
		s.Press(enter)
		if line, _ := s.desk.panel.editor.Place(); s.desk.job.stage != editing || !strings.Contains(strings.Split(s.desk.panel.editor.Text(), "\n")[line-1], "Gone") {
			t.Errorf("enter went to line %d", line)
		}
		s.replace(`"nextStep": "Gone"`, `"nextStep": "Done"`)
		s.replace(`"Done": {`, `"Unused": {"type": "success"}, "Done": {`)
		s.Press(next)
		s.shows("0 errors, 1 warning", "warning", "Unused")
		s.Press(next)
		s.shows("1 warning is overridden", "PATCH")
		s.Press(next)
		if lines := strings.Join(s.Asked("Change the workflow?").Lines, "\n"); !strings.Contains(lines, "1 warning is overridden.") {
			t.Errorf("the question says\n%s", lines)
		}
		s.Press(char('n'))
		s.Press(esc)
		s.replace(`Unused`, `Spare`)
		s.Press(next)
		s.shows("Spare") // another text: warned again
		if s.desk.job.stage != checking {
			t.Error("a warning stays overridden for another text")
		}
	})
}

// TestOldErrors pins that what was wrong before the edit does not keep anybody
// from mending something else.
func TestOldErrors(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := newTenant()
		steps(f.rows[idA])["Order"].(map[string]any)["nextStep"] = "Gone"
		s := open(t, f)
		s.edit(Whole)
		s.replace(`Orders a laptop`, `Orders one laptop`)
		s.Press(next)
		s.shows("0 errors", "before", "Gone")
		s.Press(next)
		s.shows("PATCH")
	})
}

func TestEnabledIsNotEdited(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := open(t, newTenant())
		s.edit(Whole)
		if strings.Contains(s.desk.panel.editor.Text(), "enabled") {
			t.Error("the text says whether it is enabled")
		}
		s.replace(`"description"`, `"enabled": true, "description"`)
		s.Press(next)
		s.shows("whether it is enabled is switched, not edited")
	})
}

func TestReadOnly(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := open(t, newTenant())
		s.env.ReadOnly = true
		s.Do(s.desk.Edit(s.tenant.read(idA), Whole))
		s.Do(s.desk.Create(Source{}))
		s.Do(s.desk.Owner([]api.Workflow{s.tenant.read(idA)}, api.Identity{ID: "x", Name: "X"}))
		if s.desk.Pending() || s.Top() != nil || len(s.Toasts()) != 3 || len(s.tenant.calls) != 0 {
			t.Errorf("%q %q", s.Toasts(), s.tenant.calls)
		}
		// What turns read-only later sends nothing either.
		s.env.ReadOnly = false
		s.edit(Whole)
		s.replace(`Orders a laptop`, `Orders one laptop`)
		s.Press(next, next)
		s.env.ReadOnly = true
		s.Press(char('y'))
		s.Advance(time.Second)
		if n := s.tenant.count(api.PatchWorkflow); n != 0 {
			t.Errorf("%d sent", n)
		}
	})
}

func TestProtectedTenant(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := open(t, newTenant())
		s.env.Protected = true
		s.edit(Whole)
		s.replace(`Orders a laptop`, `Orders one laptop`)
		s.Press(next, next)
		c := s.Asked("Change the workflow?")
		if c.Type != s.env.Tenant || c.Type == "" {
			t.Fatalf("asks for %q", c.Type)
		}
		s.Press(char('y'))
		if s.tenant.count(api.PatchWorkflow) != 0 {
			t.Error("sent without the name")
		}
	})
}

// TestOutcomes goes through what a tenant may answer. Whatever it is but done, the
// text and its draft stay, and nothing is sent twice.
func TestOutcomes(t *testing.T) {
	for name, c := range map[string]struct {
		fail *api.Error
		lose bool
		said string
		end  string
		done bool
	}{
		"refused":     {fail: &api.Error{Kind: api.Invalid, Status: 400, Detail: "definition is bad"}, said: "Not changed: definition is bad", end: "refused"},
		"forbidden":   {fail: &api.Error{Kind: api.Forbidden, Status: 403, Detail: "no"}, said: "ask an ISC administrator", end: "refused"},
		"never left":  {fail: &api.Error{Kind: api.Offline, Detail: "connection refused", Unsent: true}, said: "nothing was sent", end: "not sent"},
		"lost before": {fail: &api.Error{Kind: api.Server, Status: 502, Detail: "bad gateway"}, said: "No clear answer came, and it is not as it was sent", end: "unknown"},
		"lost after":  {lose: true, said: "reading it back shows that it is changed", end: "done", done: true},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				s := open(t, newTenant())
				s.edit(Whole)
				s.replace(`Orders a laptop`, `Orders one laptop`)
				if c.fail != nil {
					s.tenant.fail = failing(api.PatchWorkflow, c.fail)
				}
				s.tenant.lose = func(api.Op) bool { return c.lose }
				s.Press(next, next)
				s.Agree("Change the workflow?")
				s.Advance(time.Minute)
				if c.done {
					s.said(c.said)
				} else {
					s.shows(c.said)
				}
				if got := s.ends(); !slices.Equal(got, []string{"patch workflow " + c.end}) {
					t.Errorf("journal %q", got)
				}
				if n := s.tenant.count(api.PatchWorkflow); n > 1 {
					t.Errorf("%d sent", n)
				}
				if kept := strings.Contains(s.disk.all(), "Orders one laptop"); kept == c.done {
					t.Errorf("draft kept: %v", kept)
				}
				if c.done {
					return
				}
				// The way on is open.
				s.tenant.fail, s.tenant.lose = nil, nil
				if s.desk.job.stage == editing {
					s.Press(next)
				}
				s.Press(next)
				s.Agree("Change the workflow?")
				s.Advance(time.Second)
				s.said("Changed: ")
			})
		})
	}
}

// TestUnknownThatTook pins that an edit whose answer and read-back were lost is
// found to have taken effect before anything is sent again.
func TestUnknownThatTook(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := open(t, newTenant())
		s.edit(Whole)
		s.replace(`Orders a laptop`, `Orders one laptop`)
		s.Press(next, next)
		sent := false
		s.tenant.lose = func(api.Op) bool { sent = true; return true }
		s.tenant.fail = func(op api.Op, _ string) error {
			if op == api.GetWorkflow && sent {
				return &api.Error{Kind: api.Offline, Op: op, Detail: "reset"}
			}
			return nil
		}
		s.Agree("Change the workflow?")
		s.Advance(time.Minute)
		s.shows("it could not be read back", "reviewing it reads the workflow first")
		s.Press(next)
		s.shows("It could not be read again, so nothing is sent")
		s.tenant.fail, s.tenant.lose = nil, nil
		s.Press(next)
		s.Advance(time.Second)
		s.shows("It is already as you wanted")
		if n := s.tenant.count(api.PatchWorkflow); n != 1 {
			t.Errorf("%d sent", n)
		}
	})
}

func TestJournalFull(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := open(t, newTenant())
		s.edit(Whole)
		s.replace(`Orders a laptop`, `Orders one laptop`)
		s.Press(next, next)
		s.j.Fill()
		s.Agree("Change the workflow?")
		s.Advance(time.Second)
		s.shows("nothing was sent", "no space left on device")
		if n := s.tenant.count(api.PatchWorkflow); n != 0 {
			t.Errorf("%d sent without a journal", n)
		}
	})
}

// TestFullDisk pins that a draft that cannot be saved is said, and asked about
// before it is lost.
func TestFullDisk(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := open(t, newTenant())
		s.disk.fail = errors.New("no space left on device")
		s.edit(Whole)
		s.replace(`Orders a laptop`, `Orders one laptop`)
		s.Advance(time.Second)
		s.shows("draft not saved: no space left on device")
		if ok, why := s.desk.CanLeave(); ok || !strings.Contains(why, "no draft holds all of it") {
			t.Errorf("%v %q", ok, why)
		}
		s.Press(esc)
		s.Advance(time.Second)
		if c := s.Asked("Discard what was typed?"); !strings.Contains(strings.Join(c.Lines, " "), "no space left on device") {
			t.Errorf("%q", c.Lines)
		}
		s.Press(char('n'))
		s.disk.fail = nil
		s.Press(esc)
		s.Advance(time.Second)
		s.said("The draft is kept")
		if s.desk.Pending() || !strings.Contains(s.disk.all(), "Orders one laptop") {
			t.Errorf("kept %q", s.disk.all())
		}
	})
}

func TestCannotBeRead(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := open(t, newTenant())
		s.tenant.fail = failing(api.GetWorkflow, &api.Error{Kind: api.NotFound, Status: 404, Detail: "not found"})
		s.tenant.latency = time.Second
		s.Do(s.desk.Edit(s.tenant.read(idA), Whole))
		s.shows("Reading the workflow")
		if ok, why := s.desk.CanLeave(); !ok {
			t.Errorf("what was not begun cannot be left: %s", why)
		}
		s.Press(esc)
		s.edit(Whole)
		s.shows("It could not be read: not found (HTTP 404)")
		s.Press(esc)
		if s.desk.Pending() || s.Top() != nil {
			t.Error("it cannot be left")
		}
	})
}
