package people

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"iscope/api"
	"iscope/keymap"
	"iscope/ui/cell"
	"iscope/ui/golden"
	"iscope/views/internal/viewtest"
)

// directory is a tenant of people.
type directory struct {
	api.ISC
	mu    sync.Mutex
	asked []string
	ended []string
	late  map[string]time.Duration
	err   error
}

var (
	ada = api.Identity{ID: "1", Name: "Ada Lovelace", Alias: "ada", Status: "ACTIVE"}
	abe = api.Identity{ID: "2", Name: "Abe Gone", Email: "abe@acme.example", Status: "INACTIVE"}
	zoe = api.Identity{ID: "3", Name: "Zoe Recent"}
)

func (d *directory) FindIdentities(ctx context.Context, text string, limit int) ([]api.Identity, error) {
	d.mu.Lock()
	d.asked = append(d.asked, text)
	late, err := d.late[text], d.err
	d.mu.Unlock()
	select {
	case <-time.After(late):
	case <-ctx.Done():
		d.mu.Lock()
		d.ended = append(d.ended, text)
		d.mu.Unlock()
		return nil, ctx.Err()
	}
	if limit != 30 {
		return nil, nil
	}
	return []api.Identity{ada, abe}, err
}

// view hands messages on.
type view struct {
	*Search
	closed bool
}

func (v *view) ID() string                { return "v#1" }
func (v *view) Act(keymap.Action) tea.Cmd { return nil }
func (v *view) Update(msg tea.Msg) tea.Cmd {
	if _, key := msg.(tea.KeyPressMsg); !key && !v.Listens(msg) {
		return nil
	}
	cmd, closed := v.Search.Update(msg)
	v.closed = v.closed || closed
	return cmd
}

func open(t *testing.T, set func(*Search), play func(*testing.T, *view, *directory, *viewtest.Loop)) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(context.Background())
		d := &directory{late: map[string]time.Duration{}}
		s := Search{Env: golden.Env(t, "dark", golden.Live(time.Now)), Cmds: &api.Commands{ISC: d}, Reads: api.NewScope(ctx, "v#1"), View: "v#1", Recent: []api.Identity{zoe, abe}}
		if set != nil {
			set(&s)
		}
		v := &view{Search: New(s)}
		play(t, v, d, viewtest.New(t, v))
		cancel()
		time.Sleep(time.Hour)
	})
}

func (v *view) frame() string {
	text, _ := v.Render(70, 20)
	return ansi.Strip(text)
}

func TestSearch(t *testing.T) {
	open(t, nil, func(t *testing.T, v *view, d *directory, l *viewtest.Loop) {
		if f := v.frame(); !strings.Contains(f, "Zoe Recent") || strings.Contains(f, "Abe") || v.Searched() {
			t.Errorf("%s", f)
		}
		l.Type("a")
		l.Advance(Delay / 2)
		l.Type("d")
		l.Advance(Delay)
		if !slices.Equal(d.asked, []string{"ad"}) || !v.Searched() {
			t.Errorf("asked %q", d.asked)
		}
		if p, ok := v.Selected(); !ok || p.ID != "1" || strings.Contains(v.frame(), "Abe") {
			t.Errorf("%+v\n%s", p, v.frame())
		}
		for range 2 {
			l.Send(tea.KeyPressMsg{Code: tea.KeyBackspace})
		}
		l.Advance(Delay)
		if p, ok := v.Selected(); !ok || p.ID != "3" || v.Searched() || len(d.asked) != 1 {
			t.Errorf("%+v after %q", p, d.asked)
		}
		l.Send(tea.KeyPressMsg{Code: tea.KeyEscape})
		if !v.closed {
			t.Error("it does not close")
		}
	})
}

// TestSuperseded pins that an answer to an older text is canceled, and that one
// that comes all the same is ignored.
func TestSuperseded(t *testing.T) {
	open(t, nil, func(t *testing.T, v *view, d *directory, l *viewtest.Loop) {
		d.late["a"] = time.Minute
		l.Type("a")
		l.Advance(Delay)
		l.Type("d")
		l.Advance(Delay)
		if !slices.Equal(d.asked, []string{"a", "ad"}) || !slices.Equal(d.ended, []string{"a"}) || !strings.Contains(v.frame(), "Ada") {
			t.Errorf("asked %q, ended %q", d.asked, d.ended)
		}
		old := api.Result[[]api.Identity]{Ticket: api.Ticket{View: "v#1", Op: api.ListPublicIdentities}, Value: []api.Identity{zoe}}
		v.Search.Update(old)
		if strings.Contains(v.frame(), "Zoe") {
			t.Error("an old answer was taken")
		}
		if v.Listens(due{view: "v#1"}) || v.Listens(api.Result[[]api.Identity]{Ticket: api.Ticket{View: "other"}}) {
			t.Error("it listens to what is another's")
		}
	})
}

func TestProblems(t *testing.T) {
	open(t, func(s *Search) { s.Inactive, s.Recent = true, nil }, func(t *testing.T, v *view, d *directory, l *viewtest.Loop) {
		if !strings.Contains(v.frame(), "type a name") {
			t.Errorf("%s", v.frame())
		}
		l.Type("a")
		l.Advance(Delay)
		if !strings.Contains(v.frame(), "Abe Gone (inactive)") {
			t.Errorf("%s", v.frame())
		}
		d.err = &api.Error{Kind: api.Forbidden, Op: api.ListPublicIdentities, Detail: "no right"}
		l.Type("b")
		l.Advance(Delay)
		if !strings.Contains(v.frame(), "no right") {
			t.Errorf("%s", v.frame())
		}
		v.Complain("somebody else")
		if !strings.Contains(v.frame(), "somebody else") || strings.Contains(v.frame(), "no right") {
			t.Errorf("%s", v.frame())
		}
		for w := range 40 {
			for h := range 12 {
				text, cursor := v.Render(w, h)
				if lines := strings.Split(text, "\n"); len(lines) > max(h, 1) || cell.Width(lines[0]) > w || cursor != nil && cursor.Y >= h {
					t.Fatalf("%dx%d: %q", w, h, text)
				}
			}
		}
		v.Restart()
		if strings.Contains(v.frame(), "somebody else") {
			t.Error("it does not begin anew")
		}
	})
}
