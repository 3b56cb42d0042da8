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
	"iscope/keymap"
	"iscope/ui/dialog"
	"iscope/ui/extern"
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

// rig is the desk with what the shell does for it: a stack of windows, and a
// view that hands messages on.
type rig struct {
	*viewtest.Loop
	t      *testing.T
	desk   *Desk
	env    *screen.Env
	j      *changetest.Journal
	tenant *tenant
	disk   *disk
	stack  []screen.Dialog
	seen   int
	opened []extern.Request
	others []tea.Msg // for the view, not for the desk
	edits  func(extern.Request) extern.Done
}

func (s *rig) ID() string                            { return "workflows#1" }
func (s *rig) Act(keymap.Action) tea.Cmd             { return nil }
func (s *rig) Render(int, int) (string, *tea.Cursor) { return "", nil }

// Update hands messages on as shell and view do.
func (s *rig) Update(msg tea.Msg) tea.Cmd {
	if top := s.top(); top != nil {
		if l, ok := top.(interface{ Listens(tea.Msg) bool }); ok && l.Listens(msg) {
			return s.toTop(msg)
		}
	}
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

func (s *rig) top() screen.Dialog {
	if len(s.stack) == 0 {
		return nil
	}
	return s.stack[len(s.stack)-1]
}

func (s *rig) toTop(msg tea.Msg) tea.Cmd {
	top := s.top()
	cmd, done := top.Update(msg)
	if done {
		s.stack = slices.DeleteFunc(s.stack, func(d screen.Dialog) bool { return d == top })
	}
	return cmd
}

// look takes what was asked of the shell since.
func (s *rig) look() {
	for ; s.seen < len(s.Sent); s.seen++ {
		if m, ok := s.Sent[s.seen].(screen.Show); ok {
			if n := len(s.stack); m.Late && n > 0 && s.stack[n-1] != m.Over {
				continue
			}
			s.stack = append(s.stack, m.Dialog)
			if i, ok := m.Dialog.(interface{ Init() tea.Cmd }); ok {
				s.Do(i.Init())
			}
		}
	}
}

func (s *rig) do(cmd tea.Cmd) {
	s.t.Helper()
	s.Do(cmd)
	s.look()
}

func (s *rig) wait(d time.Duration) {
	s.t.Helper()
	s.Advance(d)
	s.look()
}

// press hands keys to the topmost window.
func (s *rig) press(keys ...tea.KeyPressMsg) {
	s.t.Helper()
	for _, k := range keys {
		if s.top() == nil {
			s.t.Fatalf("no window takes %s", k)
		}
		s.do(s.toTop(k))
	}
}

// write types a text into the topmost window.
func (s *rig) write(text string) {
	s.t.Helper()
	for _, r := range text {
		s.press(char(r))
	}
}

// paste replaces the text of the editor.
func (s *rig) paste(text string) {
	s.t.Helper()
	s.desk.panel.editor.SetJSON(nil)
	s.do(s.toTop(tea.PasteMsg{Content: text}))
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

func ctrl(r rune) tea.KeyPressMsg { return tea.KeyPressMsg{Code: r, Mod: tea.ModCtrl} }
func char(r rune) tea.KeyPressMsg { return tea.KeyPressMsg{Code: r, Text: string(r)} }

var (
	esc   = tea.KeyPressMsg{Code: tea.KeyEscape}
	enter = tea.KeyPressMsg{Code: tea.KeyEnter}
	space = tea.KeyPressMsg{Code: tea.KeySpace, Text: " "}
	down  = tea.KeyPressMsg{Code: tea.KeyDown}
	next  = ctrl('s')
)

// agree says yes to the question on top, which must have that heading.
func (s *rig) agree(head string) {
	s.t.Helper()
	c := s.asked(head)
	c.Render(76, 60)
	if c.Type != "" {
		s.write(c.Type)
		s.press(tea.KeyPressMsg{Code: tea.KeyTab}, tea.KeyPressMsg{Code: tea.KeyTab}, enter)
		return
	}
	s.press(char('y'))
}

// asked returns the question on top.
func (s *rig) asked(head string) *dialog.Confirm {
	s.t.Helper()
	c, ok := s.top().(*dialog.Confirm)
	if !ok || c.Head != head {
		s.t.Fatalf("on top is %T %v, not %q\n%s", s.top(), s.top(), head, s.frame(100, 30))
	}
	return c
}

// chooses picks an option of the list on top.
func (s *rig) chooses(label string) {
	s.t.Helper()
	p, ok := s.top().(*dialog.Pick)
	if !ok {
		s.t.Fatalf("on top is %T, not a choice\n%s", s.top(), s.frame(100, 30))
	}
	p.Render(76, 20)
	for range 20 {
		if o, _ := p.Selected(); strings.HasPrefix(o.Label, label) {
			s.press(enter)
			return
		}
		s.press(down)
	}
	s.t.Fatalf("no option %q", label)
}

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
	env := viewtest.Env(t, time.Now)
	s := &rig{t: t, env: env, j: j, tenant: f, disk: store}
	c := Config{
		Env: env, Cmds: &api.Commands{ISC: isc}, Journal: j, Program: t.Context(), View: "workflows#1", Outside: t.TempDir(),
		Action: known, Extern: s.extern,
	}
	if store != nil {
		c.Drafts = draft.Store(store)
	}
	s.desk = New(c)
	s.Loop = viewtest.New(t, s)
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
	s.do(s.desk.Edit(s.tenant.read(idA), what))
	s.wait(time.Second)
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
