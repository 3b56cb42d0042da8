package bundle

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"iscope/api"
	"iscope/api/isc"
	"iscope/api/journal"
	"iscope/api/sandbox"
	"iscope/ui/dialog"
	"iscope/ui/screen"
	"iscope/views/internal/change/changetest"
)

// three are files with three workflows, one of which the tenant has, and one
// that is none.
func three(t *testing.T) string {
	return folder(t, map[string]string{
		"joiner.json": record, "leaver.json": `{"name":"Leaver","definition":{"start":"x","steps":{"x":{"type":"success"}}}}`,
		"mover.json": `{"name":"Mover","trigger":{"type":"EVENT","attributes":{"id":"idn:identity-attributes-changed"}}}`, "bad.json": "{\n 7",
	})
}

var there = []api.Workflow{{ID: "d201c5e8", Name: "Leaver"}, {ID: "1", Name: "Other"}}

// begin opens the window, and reads a folder.
func (s *shell) begin(dir string) {
	s.t.Helper()
	s.do(s.desk.Begin())
	s.paste(dir)
	s.press(enter)
}

// agree says yes to the question on top.
func (s *shell) agree(head string) {
	s.t.Helper()
	c, ok := s.top().(*dialog.Confirm)
	if !ok || c.Head != head {
		s.t.Fatalf("no question %q:\n%s", head, s.window(100, 40))
	}
	s.press(char('y'))
}

// told returns what the activity log was told.
func (s *shell) told() []string {
	var out []string
	for _, m := range s.Sent {
		if d, ok := m.(screen.Decided); ok {
			out = append(out, d.What+" "+d.Target+" "+d.Outcome)
		}
	}
	return out
}

func TestImport(t *testing.T) {
	f := &tenant{latency: time.Second}
	open(t, over(f), there, func(t *testing.T, s *shell) {
		s.do(s.desk.Begin())
		s.press(enter)
		s.shows("Name a file or a folder")
		s.paste(filepath.Join(t.TempDir(), "nowhere"))
		s.press(enter)
		s.shows("no such file or directory")
		s.press(clear)
		s.paste(three(t))
		s.press(enter)
		s.shows("4 found: 2 to be created, 1 not possible, 1 left out", "is there", "bad.json:2:2", "invalid character '7'")
		s.press(space) // the first is left out, and taken in again
		s.shows("4 found: 1 to be created, 1 not possible, 2 left out")
		s.press(char('k'), space)
		s.press(review)
		s.shows("Joiner: provision laptop", "from mover.json", "Created disabled, and owned by you", "With secrets to be set again: 1")
		s.press(char('n'))
		if len(f.bodies) != 0 {
			t.Fatal("something was sent")
		}
		s.press(review)
		s.agree("Create 2 workflows?")
		s.shows("1 being created, 1 in turn")
		if ok, why := s.desk.CanLeave(); ok || why != "1 workflow would not be created any more; a workflow is being created; its outcome would not be seen" {
			t.Errorf("%v %q", ok, why)
		}
		s.wait(3 * time.Second)
		s.shows("4 found: 2 created, 1 not possible, 1 left out")
		if len(f.bodies) != 2 || f.bodies[0].Name != "Joiner: provision laptop" || f.bodies[0].Owner.ID != "me" || f.bodies[0].Enabled != nil || strings.Contains(string(f.bodies[0].Definition), "$.secrets") {
			t.Errorf("%+v", f.bodies)
		}
		if got := s.told(); !slices.Equal(got, []string{"create workflow Joiner: provision laptop done", "create workflow Mover done"}) {
			t.Errorf("%q", got)
		}
		if !slices.ContainsFunc(s.Sent, func(m tea.Msg) bool {
			x, ok := m.(api.Mutated)
			return ok && slices.Equal(x.IDs, []string{"new-1", "new-2"})
		}) {
			t.Error("nobody is told of what was created")
		}
		s.j.Is(t, "begin create workflow ", "begin create workflow ", "send create workflow", "end done", "send create workflow", "end done")
		if e := s.j.Latest(t); e.Name != "Mover" || e.Batch == "" || e.Want["name"] != "Mover" {
			t.Errorf("%+v", e)
		}
		s.press(review)
		s.shows("Nothing is taken in")
		s.press(esc)
		if s.desk.Pending() || s.desk.job != nil || len(s.stack) != 0 {
			t.Error("the import is not over")
		}
	})
}

// TestSameTenant pins that what came from this tenant keeps its references.
func TestSameTenant(t *testing.T) {
	f := &tenant{}
	open(t, over(f), []api.Workflow{{ID: "d201c5e9", Name: "Renamed"}}, func(t *testing.T, s *shell) {
		s.begin(three(t))
		s.press(review)
		s.agree("Create 3 workflows?")
		if len(f.bodies) != 3 || !strings.Contains(string(f.bodies[0].Definition), "$.secrets.0c7f2a5e-0001") {
			t.Errorf("%d, %s", len(f.bodies), f.bodies[0].Definition)
		}
	})
}

// TestInDoubt pins that no creation is repeated, and what follows one of which
// nobody knows.
func TestInDoubt(t *testing.T) {
	cut := &api.Error{Kind: api.Offline, Op: api.CreateWorkflow, Detail: "connection reset by peer"}
	first := func(err error) func(int) error {
		return func(n int) error {
			if n == 1 {
				return err
			}
			return nil
		}
	}
	for name, c := range map[string]struct {
		fail   func(int) error
		lose   bool
		want   string
		bodies int
		ends   []string
	}{
		"made all the same": {first(cut), true, "4 found: 3 created, 1 not possible", 3, []string{"end done", "end done", "end done"}},
		"nobody knows":      {first(cut), false, "4 found: 1 nobody knows, 2 to be created, 1 not possible", 1, []string{"end unknown", "end not sent", "end not sent"}},
		"refused":           {first(&api.Error{Kind: api.Invalid, Status: 400, Detail: "no"}), false, "4 found: 2 created, 1 refused, 1 not possible", 3, []string{"end refused", "end done", "end done"}},
		"no right":          {first(&api.Error{Kind: api.Forbidden, Status: 403, Detail: "no"}), false, "4 found: 1 refused, 2 to be created, 1 not possible", 1, []string{"end refused", "end not sent", "end not sent"}},
	} {
		t.Run(name, func(t *testing.T) {
			f := &tenant{fail: c.fail, lose: c.lose}
			open(t, over(f), nil, func(t *testing.T, s *shell) {
				s.begin(three(t))
				s.press(review)
				s.agree("Create 3 workflows?")
				s.wait(time.Minute)
				s.shows(c.want)
				var got []string
				for _, e := range s.j.Happened() {
					if strings.HasPrefix(e, "end") {
						got = append(got, e)
					}
				}
				if slices.Sort(got); len(f.bodies) != c.bodies || !slices.Equal(got, slices.Sorted(slices.Values(c.ends))) {
					t.Errorf("%d sent, %q", len(f.bodies), got)
				}
				if c.bodies > 1 {
					return
				}
				f.fail = nil // what was not sent can be created after all
				s.press(review)
				s.agree("Create 2 workflows?")
				if len(f.bodies) != 3 {
					t.Errorf("%d sent", len(f.bodies))
				}
			})
		})
	}
}

func TestNothingLeaves(t *testing.T) {
	f := &tenant{}
	open(t, over(f), nil, func(t *testing.T, s *shell) {
		s.begin(three(t))
		s.j.Fill()
		s.press(review)
		s.agree("Create 3 workflows?")
		s.shows("Nothing was sent: the journal of decisions cannot be written", "3 to be created")
		if len(f.bodies) != 0 {
			t.Error("something was sent")
		}
	})
	f = &tenant{listErr: &api.Error{Kind: api.Forbidden, Op: api.ListWorkflows, Detail: "no right"}}
	open(t, over(f), nil, func(t *testing.T, s *shell) {
		s.begin(three(t))
		s.press(review)
		s.agree("Create 3 workflows?")
		s.shows("Nothing was sent, since the list of workflows could not be read first: no right")
		if len(f.bodies) != 0 || len(s.j.Happened()) != 0 {
			t.Error("something was sent")
		}
	})
	open(t, over(f), nil, func(t *testing.T, s *shell) {
		s.env.ReadOnly = true
		s.do(s.desk.Begin())
		if len(s.stack) != 0 || !strings.HasPrefix(s.Toasts()[0], "Read-only") {
			t.Errorf("%q", s.Toasts())
		}
	})
}

// TestClosed pins that an import goes on without its window, is shown again, can
// be canceled, and waits while it is asked whether to quit.
func TestClosed(t *testing.T) {
	f := &tenant{latency: time.Second}
	open(t, over(f), nil, func(t *testing.T, s *shell) {
		s.env.Protected = true
		s.begin(three(t))
		s.press(review)
		s.write("acme")
		s.press(tab, enter)
		if got := s.desk.Hint(); got != "" {
			t.Errorf("a hint beside the window: %q", got)
		}
		s.press(esc)
		if got := s.desk.Hint(); got != "importing, 3 to go" {
			t.Errorf("%q", got)
		}
		s.do(s.desk.Hold(true))
		s.wait(3 * time.Second)
		if len(f.bodies) != 1 {
			t.Fatalf("%d sent while it is asked whether to quit", len(f.bodies))
		}
		s.do(s.desk.Hold(false))
		s.do(s.desk.Begin())
		s.shows("1 being created, 1 in turn")
		s.press(char('c'))
		s.wait(3 * time.Second)
		s.shows("2 created, 1 to be created")
		s.press(review)
		s.do(s.desk.Abandon())
		s.write("acme")
		s.press(tab, enter)
		s.press(esc)
		s.wait(3 * time.Second)
		if got := s.Toasts(); len(f.bodies) != 3 || got[len(got)-1] != "Import: 4 found: 3 created, 1 not possible" {
			t.Errorf("%d, %q", len(f.bodies), got)
		}
		if s.desk.Pending() || s.desk.job != nil {
			t.Error("the import is not over")
		}
	})
}

func TestAbandon(t *testing.T) {
	f := &tenant{latency: time.Second}
	open(t, over(f), nil, func(t *testing.T, s *shell) {
		s.begin(three(t))
		s.press(review)
		s.agree("Create 3 workflows?")
		s.do(s.desk.Abandon())
		s.wait(time.Minute)
		entries, err := s.j.Entries()
		if err != nil || len(f.bodies) != 1 {
			t.Fatalf("%d sent, %v", len(f.bodies), err)
		}
		by := map[journal.Ending]int{}
		for _, e := range entries {
			by[e.Ending]++
		}
		if by[journal.TakenBack] != 2 || by[journal.Done] != 1 {
			t.Errorf("%v", by)
		}
	})
}

func TestReader(t *testing.T) {
	open(t, over(&tenant{}), there, func(t *testing.T, s *shell) {
		s.begin(three(t))
		s.press(enter)
		if f := ansi.Strip(s.window(100, 40)); !strings.Contains(f, "owner: William� Wilson") || strings.Contains(f, "\u202e") {
			t.Errorf("%s", f)
		}
		s.press(esc)
		s.press(char('*'))
		s.shows("4 found: 3 to be created, 1 not possible", "another")
		s.press(char('*'))
		s.shows("4 found: 1 not possible, 3 left out")
		s.press(char('/'))
		s.write("mover")
		s.press(enter, esc, esc)
		if len(s.stack) != 0 {
			t.Error("it is not closed")
		}
	})
}

func TestImportFrames(t *testing.T) {
	f := &tenant{latency: time.Second, fail: func(n int) error {
		if n == 2 {
			return &api.Error{Kind: api.Offline, Op: api.CreateWorkflow, Detail: "connection reset by peer"}
		}
		return nil
	}}
	open(t, over(f), there, func(t *testing.T, s *shell) {
		s.do(s.desk.Begin())
		s.golden("import-path")
		s.paste(three(t))
		s.press(enter)
		s.golden("import-found")
		s.press(review)
		s.golden("import-ask")
		s.agree("Create 2 workflows?")
		s.golden("import-running")
		s.wait(time.Minute)
		s.press(char('G'))
		s.golden("import-ended")
		for w := range 60 {
			for h := range 20 {
				s.top().Render(w, h)
			}
		}
	})
}

// TestRoundTrip pins that what was exported, imported into an empty tenant and
// exported there is the same, byte by byte, files and names.
func TestRoundTrip(t *testing.T) {
	for _, gen := range isc.Generations {
		t.Run(string(gen), func(t *testing.T) {
			first, second := t.TempDir(), t.TempDir()
			open(t, func(j *changetest.Journal) api.ISC {
				return demo(t, gen, sandbox.Options{Seed: 7, Workflows: 40, Executions: -1, NoRateLimit: true}, j)
			}, nil, func(t *testing.T, s *shell) {
				ws := allOf(t, s.desk.Cmds.ISC)
				r, err := Save(first, Export(ws), nil)
				if err != nil || r.Summary() != "40 workflows: 40 written" {
					t.Fatalf("%s, %v", r.Summary(), err)
				}
			})
			open(t, func(j *changetest.Journal) api.ISC {
				return demo(t, gen, sandbox.Options{Seed: 8, Workflows: -1, Executions: -1, NoRateLimit: true}, j)
			}, nil, func(t *testing.T, s *shell) {
				if ws := allOf(t, s.desk.Cmds.ISC); len(ws) != 0 {
					t.Fatalf("the tenant has %d workflows", len(ws))
				}
				s.begin(first)
				s.press(review)
				s.agree("Create 40 workflows?")
				s.wait(time.Minute)
				s.shows("40 found: 40 created")
				ws := allOf(t, s.desk.Cmds.ISC)
				for _, w := range ws {
					if w.Enabled || w.Owner.IsZero() {
						t.Errorf("%s: enabled %v, owner %v", w.Name, w.Enabled, w.Owner)
					}
				}
				if _, err := Save(second, Export(ws), nil); err != nil {
					t.Fatal(err)
				}
			})
			a, b := contents(t, first), contents(t, second)
			for name := range a {
				if strings.HasSuffix(name, notesEnding) {
					delete(a, name)
				}
			}
			if len(a) != 40 || len(b) != 40 {
				t.Fatalf("%d files, then %d", len(a), len(b))
			}
			for name, text := range a {
				if b[name] != text {
					t.Errorf("%s:\n%s\n%s", name, text, b[name])
				}
			}
		})
	}
}

// TestExportWindow pins the way through the window of an export.
func TestExportWindow(t *testing.T) {
	dir := t.TempDir()
	open(t, over(&tenant{}), nil, func(t *testing.T, s *shell) {
		var ws []api.Workflow
		for range 30 {
			ws = append(ws, workflow(t, record))
		}
		ws = append(ws, api.Workflow{ID: "9", Name: "Unread"})
		d := NewExport(s.env, view, ws)
		s.do(screen.Send(screen.Show{Dialog: d}))
		s.shows("> ./workflows-acme-2026-03-14", "joiner-provision-laptop-13.json", "11 to set again", "to set again  step Call desk, oAuthClientSecret")
		s.press(clear)
		s.paste(filepath.Join(dir, "no", "way"))
		s.press(enter)
		s.shows("make it first, or name another")
		s.press(clear)
		s.paste(filepath.Join(dir, "flows"))
		s.press(enter)
		s.shows("31 workflows: 30 written, 1 not possible", "in "+filepath.Join(dir, "flows"), "30 texts beside them", "its record has not been read")
		if n := len(contents(t, filepath.Join(dir, "flows"))); n != 60 {
			t.Errorf("%d files", n)
		}
		s.press(enter)
		if len(s.stack) != 0 {
			t.Error("it is not closed")
		}
	})
}

// TestExportStopped pins that closing the window stops what is not written.
func TestExportStopped(t *testing.T) {
	dir := t.TempDir()
	open(t, over(&tenant{}), nil, func(t *testing.T, s *shell) {
		var ws []api.Workflow
		for range 50 {
			ws = append(ws, workflow(t, `{"id":"1","name":"Mover"}`))
		}
		d := NewExport(s.env, view, ws)
		d.path = NewExport(s.env, view, nil).path
		if msg, ok := d.Init()().(exporting); !ok || msg.To() != view {
			t.Fatal("nothing is made")
		} else if cmd, _ := d.Update(msg); cmd != nil {
			t.Error("it writes by itself")
		}
		d.Update(clear)
		for _, r := range dir {
			d.Update(char(r))
		}
		cmd, _ := d.Update(enter)
		d.Update(cmd())
		cmd, done := d.Update(esc)
		if toast, ok := cmd().(screen.Toast); !done || !ok || toast.Text != "Export stopped. 50 workflows: 20 written, 30 to be written" {
			t.Errorf("%v %+v", done, toast)
		}
		if entries, err := os.ReadDir(dir); err != nil || len(entries) != 20 {
			t.Errorf("%d files, %v", len(entries), err)
		}
	})
}

func TestExportFrames(t *testing.T) {
	dir := t.TempDir()
	open(t, over(&tenant{}), nil, func(t *testing.T, s *shell) {
		ws := []api.Workflow{workflow(t, record), workflow(t, `{"id":"1","name":"Mover","owner":{"name":"Ada"}}`), workflow(t, `{"id":"2","name":"Mover"}`), {ID: "9", Name: "Unread"}}
		s.do(screen.Send(screen.Show{Dialog: NewExport(s.env, view, ws)}))
		s.golden("export")
		s.press(down)
		s.golden("export-second")
		d := s.top().(*ExportDialog)
		s.press(clear)
		s.paste(dir)
		s.press(enter)
		d.report.Dir = "workflows-acme-2026-03-14"
		s.golden("export-written")
		for w := range 60 {
			for h := range 20 {
				d.Render(w, h)
			}
		}
	})
}

// TestNamesakesAreNoted pins that the journal tells of workflows created together
// that share a name: neither is settled by the other's.
func TestNamesakesAreNoted(t *testing.T) {
	dir := folder(t, map[string]string{"a.json": `{"name":"Mover"}`, "b.json": `{"name":"Mover"}`, "c.json": `{"name":"Leaver"}`})
	open(t, over(&tenant{}), nil, func(t *testing.T, s *shell) {
		s.begin(dir)
		s.press(review)
		s.agree("Create 3 workflows?")
		all, err := s.j.Entries()
		if err != nil || len(all) != 3 {
			t.Fatalf("%d decisions, %v", len(all), err)
		}
		for _, e := range all {
			if want := map[string]string{"Mover": "2"}[e.Name]; e.Want["alike"] != want {
				t.Errorf("%s: %v", e.Name, e.Want)
			}
		}
	})
}
