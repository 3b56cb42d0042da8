package forward

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
	"iscope/ui/golden"
	"iscope/views/internal/viewtest"
)

// directory is a tenant of people.
type directory struct {
	api.ISC

	mu     sync.Mutex
	people []api.Identity
	asked  []string
	late   map[string]time.Duration // how long a search takes
	err    error
}

func (s *directory) FindIdentities(ctx context.Context, text string, _ int) (out []api.Identity, err error) {
	s.mu.Lock()
	s.asked = append(s.asked, text)
	late, failure := s.late[text], s.err
	for _, p := range s.people {
		for _, name := range []string{p.Name, p.Alias, p.Email} {
			if strings.HasPrefix(strings.ToLower(name), strings.ToLower(text)) {
				out = append(out, p)
				break
			}
		}
	}
	s.mu.Unlock()
	select {
	case <-time.After(late):
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	return out, failure
}

func (s *directory) Identity(ctx context.Context, id string) (api.Identity, error) {
	s.mu.Lock()
	s.asked = append(s.asked, id)
	late, failure := s.late[id], s.err
	i := slices.IndexFunc(s.people, func(p api.Identity) bool { return p.ID == id })
	s.mu.Unlock()
	select {
	case <-time.After(late):
	case <-ctx.Done():
		return api.Identity{}, ctx.Err()
	}
	switch {
	case failure != nil:
		return api.Identity{}, failure
	case i < 0:
		return api.Identity{}, &api.Error{Kind: api.NotFound, Op: api.ListPublicIdentities}
	}
	return s.people[i], nil
}

// fails has searches fail from now on, or work again.
func (s *directory) fails(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.err = err
}

var (
	bo   = api.Identity{ID: "id-bo", Name: "Bo Diddley", Alias: "bdiddley", Email: "bo@acme.example"}
	bob  = api.Identity{ID: "id-bob", Name: "Bob Dylan", Alias: "bdylan", Email: "bob@acme.example"}
	bea  = api.Identity{ID: "id-bea", Name: "Bea Gone", Alias: "bgone", Email: "bea@acme.example", Status: "INACTIVE"}
	fake = api.Identity{ID: "id-fake", Name: "Bоb Dylan", Alias: "bdy1an"} // a Cyrillic о
)

// view is what a view does for the window: it hands messages on, and keeps the
// answer.
type view struct {
	*Dialog
	done   bool
	chosen []Chosen
}

func (v *view) ID() string                { return "inbox#1" }
func (v *view) Act(keymap.Action) tea.Cmd { return nil }
func (v *view) Update(msg tea.Msg) tea.Cmd {
	if c, ok := msg.(Chosen); ok {
		v.chosen = append(v.chosen, c)
		return nil
	}
	if _, key := msg.(tea.KeyPressMsg); v.done || !key && !v.Listens(msg) {
		return nil
	}
	cmd, done := v.Dialog.Update(msg)
	v.done = done
	return cmd
}

// window is a person before the window.
type window struct {
	*view
	t      *testing.T
	tenant *directory
	loop   *viewtest.Loop
}

// items are n items to forward.
func items(n int) []api.WorkItem {
	out := make([]api.WorkItem, n)
	for i := range out {
		out[i] = api.WorkItem{ID: string(rune('a' + i)), OwnerID: "me"}
	}
	return out
}

// open plays a test before the window, which has what d says.
func open(t *testing.T, d Dialog, play func(*window)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(context.Background())
		defer func() {
			cancel()
			time.Sleep(time.Hour) // what nobody waits for any more ends
		}()
		tenant := &directory{people: []api.Identity{bo, bob, bea, fake}, late: map[string]time.Duration{}}
		d.Env, d.Cmds, d.Reads, d.View = golden.Env(t, "dark", golden.Live(time.Now)), &api.Commands{ISC: tenant}, api.NewScope(ctx, "inbox#1"), "inbox#1"
		if d.Items == nil {
			d.Items = items(1)
		}
		w := &window{view: &view{Dialog: New(d)}, t: t, tenant: tenant}
		w.loop = viewtest.New(t, w.view)
		w.loop.Do(w.Init())
		play(w)
	})
}

func (w *window) press(codes ...rune) {
	w.t.Helper()
	for _, c := range codes {
		w.loop.Send(tea.KeyPressMsg{Code: c})
	}
}

func (w *window) write(text string) {
	w.t.Helper()
	w.loop.Type(text)
}

// more presses the key for one more owner.
func (w *window) more() {
	w.t.Helper()
	w.loop.Send(tea.KeyPressMsg{Code: 'n', Mod: tea.ModCtrl})
}

// find searches, and takes the first found.
func (w *window) find(text string) {
	w.t.Helper()
	w.write(text)
	w.loop.Advance(SearchDelay)
	w.press(tea.KeyEnter)
}

func (w *window) frame() string {
	text, _ := w.Render(80, 24)
	return ansi.Strip(text)
}

func (w *window) says(texts ...string) {
	w.t.Helper()
	for _, text := range texts {
		if f := w.frame(); !strings.Contains(f, text) {
			w.t.Fatalf("%q is not in the window:\n%s", text, f)
		}
	}
}

func (w *window) silent(texts ...string) {
	w.t.Helper()
	for _, text := range texts {
		if f := w.frame(); strings.Contains(f, text) {
			w.t.Fatalf("%q is in the window:\n%s", text, f)
		}
	}
}

// hint reports whether a key is offered.
func (w *window) hint(text string) bool {
	for _, h := range w.Hints() {
		if strings.Contains(h.Text, text) {
			return true
		}
	}
	return false
}

// answered fails unless the window closed with just this answer.
func (w *window) answered(comment string, notify bool, targets ...api.Identity) {
	w.t.Helper()
	if !w.done || len(w.chosen) != 1 {
		w.t.Fatalf("closed %v, %d answers:\n%s", w.done, len(w.chosen), w.frame())
	}
	c := w.chosen[0]
	if c.Comment != comment || c.Notify != notify || len(c.Targets) != len(targets) || len(c.Items) != len(w.Items) || c.To() != "inbox#1" {
		w.t.Fatalf("answered %+v", c)
	}
	for i, p := range targets {
		if c.Targets[i].ID != p.ID {
			w.t.Fatalf("to %+v, want %+v", c.Targets, targets)
		}
	}
}
