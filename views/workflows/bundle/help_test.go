package bundle

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"iscope/api"
	"iscope/api/isc"
	"iscope/api/safe"
	"iscope/api/sandbox"
	"iscope/keymap"
	"iscope/ui/cell"
	"iscope/ui/dialog"
	"iscope/ui/golden"
	"iscope/ui/screen"
	"iscope/ui/theme"
	"iscope/views/internal/change/changetest"
	"iscope/views/internal/frames"
	"iscope/views/internal/viewtest"
)

// tenant is as much of a tenant as an import asks.
type tenant struct {
	api.ISC
	journal *changetest.Journal
	mu      sync.Mutex
	all     []api.Workflow
	bodies  []api.WorkflowDraft
	fail    func(n int) error // of the n-th creation, from 1
	lose    bool              // what fails is made all the same
	latency time.Duration
	listErr error
}

func (f *tenant) Whoami(context.Context) (api.Account, error) {
	return api.Account{IdentityID: "me"}, nil
}

func (f *tenant) Workflows(context.Context, api.Query) (api.Page[api.Workflow], error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return api.Page[api.Workflow]{Items: slices.Clone(f.all)}, f.listErr
}

func (f *tenant) CreateWorkflow(ctx context.Context, d api.WorkflowDraft) (api.Workflow, error) {
	if err := f.journal.Guard(ctx, api.CreateWorkflow); err != nil {
		return api.Workflow{}, err
	}
	time.Sleep(f.latency)
	f.mu.Lock()
	defer f.mu.Unlock()
	f.bodies = append(f.bodies, d)
	n := len(f.bodies)
	w := api.Workflow{ID: fmt.Sprintf("new-%d", n), Name: safe.Line(d.Name), Created: time.Now(), Modified: time.Now(), Creator: api.Ref{ID: "me"}}
	if f.fail != nil {
		if err := f.fail(n); err != nil {
			if f.lose {
				f.all = append(f.all, w)
			}
			return api.Workflow{}, err
		}
	}
	f.all = append(f.all, w)
	return w, nil
}

// shell is a desk with what shell and view do for it.
type shell struct {
	*viewtest.Loop
	t     *testing.T
	env   *screen.Env
	desk  *Desk
	j     *changetest.Journal
	stack []screen.Dialog
	seen  int
}

const view = "workflows#1"

func (s *shell) ID() string                            { return view }
func (s *shell) Act(keymap.Action) tea.Cmd             { return nil }
func (s *shell) Render(int, int) (string, *tea.Cursor) { return "", nil }

// Update hands messages on as shell and view do.
func (s *shell) Update(msg tea.Msg) tea.Cmd {
	if top := s.top(); top != nil {
		if l, ok := top.(interface{ Listens(tea.Msg) bool }); ok && l.Listens(msg) {
			return s.toTop(msg)
		}
	}
	switch m := msg.(type) {
	case Msg:
		return s.desk.Update(m)
	case dialog.Answer:
		cmd, _ := s.desk.Answered(m)
		return cmd
	}
	return nil
}

func (s *shell) top() screen.Dialog {
	if len(s.stack) == 0 {
		return nil
	}
	return s.stack[len(s.stack)-1]
}

func (s *shell) toTop(msg tea.Msg) tea.Cmd {
	top := s.top()
	cmd, done := top.Update(msg)
	if done {
		s.stack = slices.DeleteFunc(s.stack, func(d screen.Dialog) bool { return d == top })
	}
	return cmd
}

// look takes what was asked of the shell since.
func (s *shell) look() {
	for ; s.seen < len(s.Sent); s.seen++ {
		if m, ok := s.Sent[s.seen].(screen.Show); ok {
			s.stack = append(s.stack, m.Dialog)
			if i, ok := m.Dialog.(interface{ Init() tea.Cmd }); ok {
				s.Do(i.Init())
			}
		}
	}
}

func (s *shell) do(cmd tea.Cmd) {
	s.t.Helper()
	s.Do(cmd)
	s.look()
}

func (s *shell) wait(d time.Duration) {
	s.t.Helper()
	s.Advance(d)
	s.look()
}

// press hands keys to the topmost window.
func (s *shell) press(keys ...tea.KeyPressMsg) {
	s.t.Helper()
	for _, k := range keys {
		if s.top() == nil {
			s.t.Fatalf("no window takes %s", k)
		}
		s.do(s.toTop(k))
	}
}

func (s *shell) write(text string) {
	s.t.Helper()
	for _, r := range text {
		s.press(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
}

func (s *shell) paste(text string) {
	s.t.Helper()
	s.do(s.toTop(tea.PasteMsg{Content: text}))
}

var (
	enter  = tea.KeyPressMsg{Code: tea.KeyEnter}
	esc    = tea.KeyPressMsg{Code: tea.KeyEscape}
	tab    = tea.KeyPressMsg{Code: tea.KeyTab}
	down   = tea.KeyPressMsg{Code: tea.KeyDown}
	space  = tea.KeyPressMsg{Code: tea.KeySpace, Text: " "}
	review = tea.KeyPressMsg{Code: 's', Mod: tea.ModCtrl}
	clear  = tea.KeyPressMsg{Code: 'u', Mod: tea.ModCtrl}
)

func char(r rune) tea.KeyPressMsg { return tea.KeyPressMsg{Code: r, Text: string(r)} }

// window draws the window on top as the shell does in a terminal of that size.
func (s *shell) window(w, h int) string {
	s.t.Helper()
	d := s.top()
	inner := 76
	if x, ok := d.(interface{ Width() int }); ok {
		inner = x.Width()
	}
	inner = min(inner, w-6)
	body, cursor := d.Render(inner, h-6)
	if cursor != nil && (cursor.X < 0 || cursor.X >= inner || cursor.Y < 0 || cursor.Y >= h-6) {
		s.t.Errorf("cursor at %v of %dx%d", cursor, inner, h-6)
	}
	for _, l := range strings.Split(body, "\n") {
		if cell.Width(l) > inner {
			s.t.Errorf("a line of %d cells in %d: %q", cell.Width(l), inner, l)
		}
	}
	if n := strings.Count(body, "\n") + 1; n > h-6 {
		s.t.Errorf("%d lines in %d", n, h-6)
	}
	var keys []string
	for _, x := range d.Hints() {
		keys = append(keys, x.Key+" "+x.Text)
	}
	return "[" + d.Title() + "]\n" + body + "\n[" + strings.Join(keys, "   ") + "]"
}

func (s *shell) golden(name string) {
	s.t.Helper()
	for _, size := range []struct {
		name string
		w, h int
	}{{"120x36", 120, 36}, {"80x24", 80, 24}, {"40x12", 40, 12}} {
		frames.Equal(s.t, name+"-"+size.name, ansi.Strip(s.window(size.w, size.h)))
	}
	was := *s.env
	s.env.Styles = theme.New("mono", true, true, "")
	frames.Styled(s.t, name+"-mono", s.window(80, 24))
	*s.env = was
}

func (s *shell) shows(texts ...string) {
	s.t.Helper()
	for _, text := range texts {
		if f := ansi.Strip(s.window(140, 46)); !strings.Contains(f, text) {
			s.t.Fatalf("%q is not in the window:\n%s", text, f)
		}
	}
}

// open plays a test with a desk over a client, in a bubble.
func open(t *testing.T, client func(j *changetest.Journal) api.ISC, there []api.Workflow, play func(t *testing.T, s *shell)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(context.Background())
		j := changetest.New()
		env := golden.Env(t, "dark")
		s := &shell{t: t, env: env, j: j}
		s.desk = NewDesk(Config{
			Env: env, Cmds: &api.Commands{ISC: client(j)}, Journal: j, Program: ctx, View: view,
			There: func() []api.Workflow { return there },
		})
		s.Loop = viewtest.New(t, s)
		play(t, s)
		s.desk.Close()
		cancel()
		s.wait(time.Hour)
	})
}

func over(f *tenant) func(*changetest.Journal) api.ISC {
	return func(j *changetest.Journal) api.ISC { f.journal = j; return f }
}

// demo is a sandbox and a client of it without a socket.
func demo(t *testing.T, gen isc.Generation, o sandbox.Options, j *changetest.Journal) api.ISC {
	t.Helper()
	tenant := sandbox.New(o)
	env := map[string]string{}
	for _, line := range tenant.Env("http://127.0.0.1:1") {
		k, v, _ := strings.Cut(line, "=")
		env[k] = v
	}
	client, err := isc.New(isc.Config{
		BaseURL: env["SAIL_BASE_URL"], Generation: gen, ClientID: env["SAIL_CLIENT_ID"],
		ClientSecret: safe.NewSecret(env["SAIL_CLIENT_SECRET"]), HTTP: tenant.RoundTripper(), Guard: j.Journal.Guard,
	})
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// allOf returns every workflow of a tenant.
func allOf(t *testing.T, client api.ISC) []api.Workflow {
	t.Helper()
	var out []api.Workflow
	q := api.Query{Limit: api.MaxPage, Sorters: "name"}
	for {
		p, err := client.Workflows(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, p.Items...)
		if !p.More {
			return out
		}
		q.Offset = p.Next
	}
}
