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
	"iscope/api/demotest"
	"iscope/api/isc"
	"iscope/api/safe"
	"iscope/api/sandbox"
	"iscope/ui/cell"
	"iscope/ui/dialog"
	"iscope/ui/golden"
	"iscope/ui/screen"
	"iscope/ui/theme"
	"iscope/views/internal/change/changetest"
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

// shell is a desk among its windows.
type shell struct {
	*viewtest.Windows
	t    *testing.T
	env  *screen.Env
	desk *Desk
	j    *changetest.Journal
}

// hears hands messages on as the view does.
func (s *shell) hears(msg tea.Msg) tea.Cmd {
	switch m := msg.(type) {
	case Msg:
		return s.desk.Update(m)
	case dialog.Answer:
		cmd, _ := s.desk.Answered(m)
		return cmd
	}
	return nil
}

const view = "workflows#1"

var (
	char                         = viewtest.Char
	enter, esc, tab, down, space = viewtest.Enter, viewtest.Esc, viewtest.Tab, viewtest.Down, viewtest.Space
	review, clear                = viewtest.Ctrl('s'), viewtest.Ctrl('u')
)

// window draws the window on top as the shell does in a terminal of that size.
func (s *shell) window(w, h int) string {
	s.t.Helper()
	d := s.Top()
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
		golden.Equal(s.t, name+"-"+size.name, ansi.Strip(s.window(size.w, size.h)))
	}
	was := *s.env
	s.env.Styles = theme.New("mono", true, true, "")
	golden.Mono(s.t, name+"-mono", s.window(80, 24))
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
		s.Windows = viewtest.NewWindows(t, viewtest.Part(view, s.hears))
		play(t, s)
		s.desk.Close()
		cancel()
		s.Advance(time.Hour)
	})
}

func over(f *tenant) func(*changetest.Journal) api.ISC {
	return func(j *changetest.Journal) api.ISC { f.journal = j; return f }
}

// demo is a sandbox and a client of it without a socket.
func demo(t *testing.T, gen isc.Generation, o sandbox.Options, j *changetest.Journal) api.ISC {
	t.Helper()
	tenant := sandbox.New(o)
	client := demotest.ISC(t, tenant, isc.Config{Generation: gen, Guard: j.Journal.Guard})
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
