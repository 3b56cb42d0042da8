package edit

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"iscope/api"
	"iscope/api/journal"
	"iscope/ui/dialog"
	"iscope/ui/extern"
	"iscope/ui/golden"
	"iscope/ui/screen"
	"iscope/views/internal/change/changetest"
	"iscope/views/internal/draft"
	"iscope/views/internal/viewtest"
)

// disk is a store of drafts in memory that fails when it is told to.
type disk struct {
	mu   sync.Mutex
	kept map[string][]byte
	fail error
}

func newDisk() *disk { return &disk{kept: map[string][]byte{}} }

func (d *disk) Load(id string) ([]byte, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.kept[id], nil
}

func (d *disk) Save(id string, body []byte) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.fail == nil {
		d.kept[id] = slices.Clone(body)
	}
	return d.fail
}

func (d *disk) Drop(id string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.kept, id)
	return nil
}

func (d *disk) List() ([][]byte, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	var out [][]byte
	for _, b := range d.kept {
		out = append(out, b)
	}
	return out, nil
}

// all is everything that is on the disk.
func (d *disk) all() string {
	list, _ := d.List()
	var b strings.Builder
	for _, x := range list {
		b.Write(x)
	}
	return b.String()
}

// rig is the desk among its windows.
type rig struct {
	*viewtest.Windows
	t      *testing.T
	desk   *Desk
	env    *screen.Env
	j      *changetest.Journal
	tenant *tenant
	disk   *disk
	opened []extern.Request
	others []tea.Msg // for the view, not for the desk
	edits  func(extern.Request) extern.Done
}

// hears hands messages on as the view does.
func (s *rig) hears(msg tea.Msg) tea.Cmd {
	if a, ok := msg.(dialog.Answer); ok {
		cmd, mine := s.desk.Answered(a)
		if !mine {
			s.t.Errorf("nobody takes %+v", a)
		}
		return cmd
	}
	cmd, mine := s.desk.Handle(msg)
	if !mine {
		s.others = append(s.others, msg)
	}
	return cmd
}

// paste replaces the text of the editor.
func (s *rig) paste(text string) {
	s.t.Helper()
	s.desk.panel.editor.SetJSON(nil)
	s.Paste(text)
}

// Choose takes an option of the question on top.
func (s *rig) Choose(label string) {
	s.t.Helper()
	q, ok := s.Top().(*draft.Question)
	if !ok {
		s.Windows.Choose(label)
		return
	}
	for range 20 {
		if o, _ := q.Selected(); strings.HasPrefix(o.Label, label) {
			s.Press(enter)
			return
		}
		s.Press(down)
	}
	text, _ := q.Render(76, 20)
	s.t.Fatalf("no option %q in\n%s", label, text)
}

// replace changes a part of the text of the editor.
func (s *rig) replace(old, by string) {
	s.t.Helper()
	text := s.desk.panel.editor.Text()
	if !strings.Contains(text, old) {
		s.t.Fatalf("the text has no %s:\n%s", old, text)
	}
	s.paste(strings.Replace(text, old, by, 1))
}

var (
	ctrl, char              = viewtest.Ctrl, viewtest.Char
	esc, enter, space, down = viewtest.Esc, viewtest.Enter, viewtest.Space, viewtest.Down
	next                    = ctrl('s')
)

// frame returns what the window shows.
func (s *rig) frame(w, h int) string {
	s.t.Helper()
	if s.desk.panel == nil {
		return ""
	}
	text, _ := s.desk.panel.Render(w, h)
	return ansi.Strip(text)
}

// shows fails unless the window says all of that.
func (s *rig) shows(want ...string) {
	s.t.Helper()
	frame := strings.Join(strings.Fields(s.frame(110, 40)), " ")
	for _, w := range want {
		if !strings.Contains(frame, w) {
			s.t.Errorf("the window does not say %q:\n%s", w, s.frame(110, 40))
		}
	}
}

// said fails unless a toast said that.
func (s *rig) said(want string) {
	s.t.Helper()
	for _, x := range s.Toasts() {
		if strings.Contains(x, want) {
			return
		}
	}
	s.t.Errorf("nobody said %q: %q", want, s.Toasts())
}

// ends are how the decisions in the journal ended, the oldest first.
func (s *rig) ends() []string {
	s.t.Helper()
	all, err := s.j.Entries()
	if err != nil {
		s.t.Fatal(err)
	}
	var out []string
	for _, e := range slices.Backward(all) {
		out = append(out, strings.TrimSpace(string(e.Op)+" "+string(e.Ending)))
	}
	return out
}

// bubble runs a test in virtual time.
func bubble(t *testing.T, run func(t *testing.T)) {
	t.Helper()
	synctest.Test(t, run)
}

// open returns a desk over a tenant, inside a bubble.
func open(t *testing.T, f *tenant) *rig { return openWith(t, f, f, newDisk(), changetest.New()) }

func openWith(t *testing.T, isc api.ISC, f *tenant, store *disk, j *changetest.Journal) *rig {
	t.Helper()
	if f != nil {
		f.journal = j
	}
	env := golden.Env(t, "dark", golden.Live(time.Now))
	s := &rig{t: t, env: env, j: j, tenant: f, disk: store}
	c := Config{
		Env: env, Cmds: &api.Commands{ISC: isc}, Journal: j, Program: t.Context(), View: "workflows#1", Outside: t.TempDir(),
		Action: known, Extern: s.extern,
	}
	if store != nil {
		c.Drafts = draft.Store(store)
	}
	s.desk = New(c)
	s.Windows = viewtest.NewWindows(t, viewtest.Part("workflows#1", s.hears))
	t.Cleanup(func() {
		s.desk.Close()
		s.Advance(time.Hour)
	})
	return s
}

// extern is an editor of its own that does what the test says.
func (s *rig) extern(r extern.Request) tea.Cmd {
	s.opened = append(s.opened, r)
	return func() tea.Msg {
		d := s.edits(r)
		d.View, d.ID = r.View, r.ID
		return d
	}
}

// known is a step library that knows the actions of record.
func known(id string) (api.LibraryItem, bool) {
	return api.LibraryItem{ID: id, Type: "ACTION", Name: id}, strings.HasPrefix(id, "sp:")
}

// edit opens a workflow.
func (s *rig) edit(what What) {
	s.t.Helper()
	s.Do(s.desk.Edit(s.tenant.read(idA), what))
	s.Advance(time.Second)
}

// failing makes one operation fail.
func failing(op api.Op, e *api.Error) func(api.Op, string) error {
	e.Op = op
	return func(o api.Op, _ string) error {
		if o == op {
			return e
		}
		return nil
	}
}

// latest returns the newest decision with that operation.
func (s *rig) latest(op api.Op) journal.Entry {
	s.t.Helper()
	all, err := s.j.Entries()
	if err != nil {
		s.t.Fatal(err)
	}
	for _, e := range all {
		if e.Op == op {
			return e
		}
	}
	s.t.Fatalf("no %s in the journal", op)
	return journal.Entry{}
}
