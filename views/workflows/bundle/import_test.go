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
	"iscope/keymap"
	"iscope/ui/screen"
	"iscope/views/internal/change/changetest"
	"iscope/views/internal/viewtest"
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
	s.Do(s.desk.Begin())
	s.Paste(dir)
	s.Press(enter)
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
		s.Do(s.desk.Begin())
		s.Press(enter)
		s.shows("Name a file or a folder")
		s.Paste(filepath.Join(t.TempDir(), "nowhere"))
		s.Press(enter)
		s.shows("no such file or directory")
		s.Press(clear)
		s.Paste(three(t))
		s.Press(enter)
		s.shows("4 found: 2 to be created, 1 not possible, 1 left out", "is there", "bad.json:2:2", "invalid character '7'")
		s.Press(space) // the first is left out, and taken in again
		s.shows("4 found: 1 to be created, 1 not possible, 2 left out")
		s.Press(char('k'), space)
		s.Press(review)
		s.shows("Joiner: provision laptop", "from mover.json", "Created disabled, and owned by you", "With secrets to be set again: 1")
		s.Press(char('n'))
		if len(f.bodies) != 0 {
			t.Fatal("something was sent")
		}
		s.Press(review)
		s.Agree("Create 2 workflows?")
		s.shows("1 being created, 1 in turn")
		if ok, why := s.desk.CanLeave(); ok || why != "1 workflow would not be created any more; a workflow is being created; its outcome would not be seen" {
			t.Errorf("%v %q", ok, why)
		}
		s.Advance(3 * time.Second)
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
		s.Press(review)
		s.shows("Nothing is included")
		s.Press(esc)
		if s.desk.Pending() || s.desk.job != nil || len(s.Stack) != 0 {
			t.Error("the import is not over")
		}
	})
}

// TestSameTenant pins that what came from this tenant keeps its references.
func TestSameTenant(t *testing.T) {
	f := &tenant{}
	open(t, over(f), []api.Workflow{{ID: "d201c5e9", Name: "Renamed"}}, func(t *testing.T, s *shell) {
		s.begin(three(t))
		s.Press(review)
		s.Agree("Create 3 workflows?")
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
				s.Press(review)
				s.Agree("Create 3 workflows?")
				s.Advance(time.Minute)
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
				s.Press(review)
				s.Agree("Create 2 workflows?")
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
		s.Press(review)
		s.Agree("Create 3 workflows?")
		s.shows("Nothing was sent: the journal of decisions cannot be written", "3 to be created")
		if len(f.bodies) != 0 {
			t.Error("something was sent")
		}
	})
	f = &tenant{listErr: &api.Error{Kind: api.Forbidden, Op: api.ListWorkflows, Detail: "no right"}}
	open(t, over(f), nil, func(t *testing.T, s *shell) {
		s.begin(three(t))
		s.Press(review)
		s.Agree("Create 3 workflows?")
		s.shows("Nothing was sent, since the list of workflows could not be read first: no right")
		if len(f.bodies) != 0 || len(s.j.Happened()) != 0 {
			t.Error("something was sent")
		}
	})
	open(t, over(f), nil, func(t *testing.T, s *shell) {
		s.env.ReadOnly = true
		s.Do(s.desk.Begin())
		if len(s.Stack) != 0 || !strings.HasPrefix(s.Toasts()[0], "Read-only") {
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
		s.Press(review)
		s.Write("acme")
		s.Press(tab, enter)
		if got := s.desk.Hint(); got != "" {
			t.Errorf("a hint beside the window: %q", got)
		}
		s.Press(esc)
		if got := s.desk.Hint(); got != "importing, 3 to go" {
			t.Errorf("%q", got)
		}
		s.Do(s.desk.Hold(true))
		s.Advance(3 * time.Second)
		if len(f.bodies) != 1 {
			t.Fatalf("%d sent while it is asked whether to quit", len(f.bodies))
		}
		s.Do(s.desk.Hold(false))
		s.Do(s.desk.Begin())
		s.shows("1 being created, 1 in turn")
		s.Press(char('c'))
		s.Advance(3 * time.Second)
		s.shows("2 created, 1 to be created")
		s.Press(review)
		s.Do(s.desk.Abandon())
		s.Write("acme")
		s.Press(tab, enter)
		s.Press(esc)
		s.Advance(3 * time.Second)
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
		s.Press(review)
		s.Agree("Create 3 workflows?")
		s.Do(s.desk.Abandon())
		s.Advance(time.Minute)
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
		s.Press(enter)
		if f := ansi.Strip(s.window(100, 40)); !strings.Contains(f, "owner: William� Wilson") || strings.Contains(f, "\u202e") {
			t.Errorf("%s", f)
		}
		if f := strings.Join(strings.Fields(ansi.Strip(s.window(200, 40))), " "); strings.Count(f, "enabled: a workflow is created disabled") != 1 {
			t.Errorf("a note is not said once:\n%s", f)
		}
		s.Press(esc)
		s.Press(char('*'))
		s.shows("4 found: 3 to be created, 1 not possible", "another")
		s.Press(char('*'))
		s.shows("4 found: 1 not possible, 3 left out")
		s.Press(char('/'))
		s.Write("mover")
		s.Press(enter, esc, esc)
		if len(s.Stack) != 0 {
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
		s.Do(s.desk.Begin())
		s.golden("import-path")
		s.Paste(three(t))
		s.Press(enter)
		s.golden("import-found")
		s.Press(review)
		s.golden("import-ask")
		s.Agree("Create 2 workflows?")
		s.golden("import-running")
		s.Advance(time.Minute)
		s.Press(char('G'))
		s.golden("import-ended")
		for w := range 60 {
			for h := range 20 {
				s.Top().Render(w, h)
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
				s.Press(review)
				s.Agree("Create 40 workflows?")
				s.Advance(time.Minute)
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
		s.Do(screen.Send(screen.Show{Dialog: d}))
		s.shows("> ./workflows-acme-2026-03-14", "joiner-provision-laptop-13.json", "11 to set again", "to set again  step Call desk, oAuthClientSecret")
		s.Press(clear)
		s.Paste(filepath.Join(dir, "no", "way"))
		s.Press(enter)
		s.shows("make it first, or name another")
		s.Press(clear)
		s.Paste(filepath.Join(dir, "flows"))
		s.Press(enter)
		s.shows("31 workflows: 30 written, 1 not possible", "in "+filepath.Join(dir, "flows"), "30 texts beside them", "its record has not been read")
		if n := len(contents(t, filepath.Join(dir, "flows"))); n != 60 {
			t.Errorf("%d files", n)
		}
		s.Press(enter)
		if len(s.Stack) != 0 {
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
		s.Do(screen.Send(screen.Show{Dialog: NewExport(s.env, view, ws)}))
		s.golden("export")
		s.Press(down)
		s.golden("export-second")
		d := s.Top().(*ExportDialog)
		s.Press(clear)
		s.Paste(dir)
		s.Press(enter)
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
		s.Press(review)
		s.Agree("Create 3 workflows?")
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

// TestExportKeys pins that the files are gone through by the keys of lists that type
// nothing into the path, and that the hint names them.
func TestExportKeys(t *testing.T) {
	for name, c := range map[string]struct {
		keys  map[string][]string
		hint  string
		press tea.KeyPressMsg
	}{
		"as they are": {nil, "↑ ↓", tea.KeyPressMsg{Code: tea.KeyDown}},
		"others":      {map[string][]string{"list.down": {"_", "ctrl+n"}, "list.up": {"ctrl+y"}}, "ctrl+y ctrl+n", viewtest.Ctrl('n')},
		"letters":     {map[string][]string{"list.down": {"_"}, "list.up": {"-"}}, "↑ ↓", tea.KeyPressMsg{Code: tea.KeyDown}},
	} {
		t.Run(name, func(t *testing.T) {
			open(t, over(&tenant{}), nil, func(t *testing.T, s *shell) {
				keys, problems := keymap.New(c.keys)
				if len(problems) > 0 {
					t.Fatal(problems)
				}
				s.env.Keys = keys
				d := NewExport(s.env, view, []api.Workflow{workflow(t, record), workflow(t, `{"id":"1","name":"Mover"}`)})
				s.Do(screen.Send(screen.Show{Dialog: d}))
				if got := d.Hints()[2]; got.Key != c.hint || got.Text != "files" {
					t.Errorf("the hint is %+v", got)
				}
				was := d.path.Value()
				d.Update(c.press)
				if d.cursor != 1 || d.path.Value() != was {
					t.Errorf("on %d, the path is %q", d.cursor, d.path.Value())
				}
				d.Update(char('_'))
				if d.cursor != 1 || d.path.Value() != was+"_" {
					t.Errorf("on %d, the path is %q", d.cursor, d.path.Value())
				}
			})
		})
	}
}
