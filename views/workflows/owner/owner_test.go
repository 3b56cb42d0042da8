package owner

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
	"iscope/keymap"
	"iscope/ui/golden"
	"iscope/ui/theme"
	"iscope/views/internal/people"
	"iscope/views/internal/viewtest"
)

// directory is a tenant of people.
type directory struct {
	api.ISC
	mu      sync.Mutex
	status  map[string]string // by id
	err     error             // of the question for many
	one     error             // of the question for one
	deaf    bool              // it does not understand the question for many
	batches [][]string
	singles []string
}

func person(id, status string) api.Identity {
	return api.Identity{ID: id, Name: "Person " + id, Alias: id, Email: id + "@acme.example", Status: status}
}

func (d *directory) IdentitiesByID(ctx context.Context, ids []string) ([]api.Identity, error) {
	if !api.IsBackground(ctx) {
		return nil, fmt.Errorf("somebody waits for it")
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.batches = append(d.batches, slices.Clone(ids))
	if d.err != nil || d.deaf {
		return nil, d.err
	}
	var out []api.Identity
	for _, id := range ids {
		if s, ok := d.status[id]; ok {
			out = append(out, person(id, s))
		}
	}
	return out, nil
}

func (d *directory) Identity(_ context.Context, id string) (api.Identity, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.singles = append(d.singles, id)
	if d.one != nil {
		return api.Identity{}, d.one
	}
	if s, ok := d.status[id]; ok {
		return person(id, s), nil
	}
	return api.Identity{}, &api.Error{Kind: api.NotFound, Op: api.ListPublicIdentities, Detail: "there is no identity with that id"}
}

func (d *directory) FindIdentities(_ context.Context, text string, _ int) ([]api.Identity, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	var out []api.Identity
	for _, id := range []string{"ada", "abe", "аda"} {
		if s, ok := d.status[id]; ok && strings.HasPrefix("person "+id, strings.ToLower(text)) {
			out = append(out, person(id, s))
		}
	}
	return out, nil
}

// view hands messages to a book.
type view struct{ book *Book }

func (v *view) ID() string                            { return "workflows#1" }
func (v *view) Act(keymap.Action) tea.Cmd             { return nil }
func (v *view) Render(int, int) (string, *tea.Cursor) { return "", nil }
func (v *view) Update(msg tea.Msg) tea.Cmd {
	if m, ok := msg.(Msg); ok {
		return v.book.Update(m)
	}
	return nil
}

func inBook(t *testing.T, d *directory, play func(*testing.T, *Book, *viewtest.Loop)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(context.Background())
		b := NewBook(Config{Cmds: &api.Commands{ISC: d}, Now: time.Now, Program: ctx, View: "workflows#1"})
		play(t, b, viewtest.New(t, &view{b}))
		b.Close()
		cancel()
	})
}

func TestBook(t *testing.T) {
	d := &directory{status: map[string]string{"ada": "ACTIVE", "abe": "INACTIVE_LONG_TERM", "zoe": ""}}
	inBook(t, d, func(t *testing.T, b *Book, l *viewtest.Loop) {
		if b.State("ada") != Unknown || b.Want() != nil || b.Want("") != nil {
			t.Error("something is known of nobody")
		}
		l.Do(b.Want("ada", "abe", "ada", "eve", "zoe"))
		for id, want := range map[string]State{"ada": Active, "abe": Inactive, "eve": Gone, "zoe": Active, "bob": Unknown} {
			if got := b.State(id); got != want {
				t.Errorf("%s is %q, want %q", id, got, want)
			}
		}
		if b.Words("ada") != "" || !strings.Contains(b.Words("abe"), "not active") || !strings.Contains(b.Words("eve"), "does not have") || b.Version() != 4 {
			t.Errorf("%q %q, version %d", b.Words("abe"), b.Words("eve"), b.Version())
		}
		if Inactive.String() != "inactive" || Gone.String() != "gone" || Active.Bad() || !Gone.Bad() || Gone.Sign() != theme.Bad {
			t.Error("words")
		}
		l.Do(b.Want("ada", "eve")) // known
		if len(d.batches) != 1 || !slices.Equal(d.singles, []string{"eve"}) {
			t.Errorf("asked %q %q", d.batches, d.singles)
		}
		l.Advance(fresh)
		d.status["ada"] = "INACTIVE"
		l.Do(b.Want("ada"))
		if b.State("ada") != Inactive || len(d.batches) != 2 || b.Version() != 5 {
			t.Errorf("%v after %q", b.State("ada"), d.batches)
		}
	})
}

// TestManyOwners pins that many are asked for one batch after the other, and that
// what is wanted meanwhile is asked for once.
func TestManyOwners(t *testing.T) {
	d := &directory{status: map[string]string{}}
	var ids []string
	for i := range 100 {
		ids = append(ids, fmt.Sprintf("id%03d", i))
		d.status[ids[i]] = "ACTIVE"
	}
	inBook(t, d, func(t *testing.T, b *Book, l *viewtest.Loop) {
		first := b.Want(ids...)
		if cmd := b.Want(ids...); cmd != nil {
			t.Error("two requests at a time")
		}
		l.Do(first)
		if len(d.batches) != 3 || len(d.batches[2]) != 20 || b.State("id099") != Active || len(d.singles) != 0 {
			t.Errorf("%d batches, %d by themselves", len(d.batches), len(d.singles))
		}
	})
}

// TestNotToBeBelieved pins that nobody is taken for gone because the tenant does
// not say, or does not understand.
func TestNotToBeBelieved(t *testing.T) {
	ids := make([]string, 30)
	for i := range ids {
		ids[i] = fmt.Sprint("id", i)
	}
	forbid := &api.Error{Kind: api.Forbidden, Op: api.ListPublicIdentities, Detail: "no right"}
	t.Run("forbidden", func(t *testing.T) {
		d := &directory{err: forbid}
		inBook(t, d, func(t *testing.T, b *Book, l *viewtest.Loop) {
			l.Do(b.Want(ids...))
			if b.State("id1") != Unknown || b.Problem() == nil || b.Want(ids...) != nil {
				t.Errorf("%v, %v", b.State("id1"), b.Problem())
			}
			l.Advance(forbidden)
			d.err = nil
			d.status = map[string]string{"id1": "ACTIVE"}
			l.Do(b.Want(ids...))
			if b.State("id1") != Active || b.State("id2") != Gone || b.Problem() != nil || len(d.batches) != 2 {
				t.Errorf("%v %v after %d", b.State("id1"), b.State("id2"), len(d.batches))
			}
		})
	})
	t.Run("the filter is ignored", func(t *testing.T) {
		d := &directory{deaf: true, status: map[string]string{"id1": "ACTIVE"}}
		inBook(t, d, func(t *testing.T, b *Book, l *viewtest.Loop) {
			l.Do(b.Want(ids...))
			if b.State("id1") != Active || b.State("id29") != Unknown || len(d.singles) != singles {
				t.Errorf("%v %v, %d by themselves", b.State("id1"), b.State("id29"), len(d.singles))
			}
		})
	})
	t.Run("the filter is refused", func(t *testing.T) {
		d := &directory{err: &api.Error{Kind: api.Invalid, Status: 400}, status: map[string]string{"id1": "ACTIVE"}}
		inBook(t, d, func(t *testing.T, b *Book, l *viewtest.Loop) {
			l.Do(b.Want(ids...))
			if b.State("id1") != Active || b.State("id29") != Gone || len(d.singles) != 30 {
				t.Errorf("%v %v, %d by themselves", b.State("id1"), b.State("id29"), len(d.singles))
			}
		})
	})
	t.Run("one cannot be asked for", func(t *testing.T) {
		d := &directory{status: map[string]string{"id1": "ACTIVE"}, one: forbid}
		inBook(t, d, func(t *testing.T, b *Book, l *viewtest.Loop) {
			l.Do(b.Want(ids...))
			if b.State("id1") != Active || b.State("id2") != Unknown {
				t.Errorf("%v %v", b.State("id1"), b.State("id2"))
			}
		})
	})
	t.Run("an answer takes nothing back", func(t *testing.T) {
		d := &directory{status: map[string]string{"id1": "INACTIVE"}}
		inBook(t, d, func(t *testing.T, b *Book, l *viewtest.Loop) {
			l.Do(b.Want("id1"))
			l.Advance(fresh)
			d.err = &api.Error{Kind: api.Server, Status: 500}
			l.Do(b.Want("id1"))
			if b.State("id1") != Inactive {
				t.Errorf("%v", b.State("id1"))
			}
			l.Advance(again)
			d.err = nil
			l.Do(b.Want())
			if b.Problem() != nil || len(d.batches) != 3 {
				t.Errorf("%v after %d", b.Problem(), len(d.batches))
			}
		})
	})
	var none *Book
	if none.State("x") != Unknown || none.Words("x") != "" || none.Want("x") != nil || none.Update(answer{}) != nil || none.Version() != 0 || none.Problem() != nil {
		t.Error("nil is no empty book")
	}
	none.Close()
}

// picking hands messages to a picker.
type picking struct {
	*Picker
	done   bool
	chosen []Chosen
}

func (v *picking) ID() string                { return "workflows#1" }
func (v *picking) Act(keymap.Action) tea.Cmd { return nil }
func (v *picking) Update(msg tea.Msg) tea.Cmd {
	if c, ok := msg.(Chosen); ok {
		v.chosen = append(v.chosen, c)
		return nil
	}
	if _, key := msg.(tea.KeyPressMsg); v.done || !key && !v.Listens(msg) {
		return nil
	}
	cmd, done := v.Picker.Update(msg)
	v.done = v.done || done
	return cmd
}

func pick(t *testing.T, d *directory, ws []api.Workflow, play func(*testing.T, *picking, *viewtest.Loop)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(context.Background())
		v := &picking{Picker: NewPicker(Picker{
			Env: golden.Env(t, "dark"), Cmds: &api.Commands{ISC: d}, Reads: api.NewScope(ctx, "workflows#1"), View: "workflows#1",
			Workflows: ws, Recent: []api.Identity{person("zoe", "ACTIVE")},
		})}
		play(t, v, viewtest.New(t, v))
		cancel()
		time.Sleep(time.Hour)
	})
}

var enter = tea.KeyPressMsg{Code: tea.KeyEnter}

func (v *picking) says(t *testing.T, texts ...string) {
	t.Helper()
	frame, _ := v.Render(74, 20)
	for _, text := range texts {
		if !strings.Contains(ansi.Strip(frame), text) {
			t.Errorf("%q is not in the window:\n%s", text, frame)
		}
	}
}

func TestPicker(t *testing.T) {
	d := &directory{status: map[string]string{"ada": "ACTIVE", "abe": "INACTIVE", "аda": "ACTIVE"}} // the last one with a Cyrillic а
	ws := []api.Workflow{{ID: "1", Name: "Joiner", Owner: api.Ref{ID: "аda"}}}
	pick(t, d, ws, func(t *testing.T, v *picking, l *viewtest.Loop) {
		if v.Title() != "New owner: Joiner" || !v.Typing() {
			t.Errorf("%q", v.Title())
		}
		v.says(t, "Person zoe", "id zoe", "ORG_ADMIN")
		l.Send(enter)
		v.says(t, "Person zoe is not among the active identities any more")
		l.Type("person")
		l.Advance(people.Delay)
		v.says(t, "Person ada", "Person abe (inactive)")
		l.Send(tea.KeyPressMsg{Code: tea.KeyDown})
		l.Send(enter)
		v.says(t, "Person abe is inactive and cannot own a workflow; choose someone else")
		l.Send(tea.KeyPressMsg{Code: tea.KeyDown})
		v.says(t, "The name mixes alphabets")
		l.Send(enter)
		v.says(t, "Person аda is already the owner")
		l.Send(tea.KeyPressMsg{Code: tea.KeyUp})
		l.Send(tea.KeyPressMsg{Code: tea.KeyUp})
		d.one = &api.Error{Kind: api.Server, Op: api.ListPublicIdentities, Status: 500, Detail: "oops"}
		l.Send(enter)
		v.says(t, "It could not be checked that Person ada is still here")
		d.one = nil
		l.Send(enter)
		if !v.done || len(v.chosen) != 1 || v.chosen[0].Owner.ID != "ada" || v.chosen[0].To() != "workflows#1" || len(v.chosen[0].Workflows) != 1 {
			t.Errorf("%v %+v", v.done, v.chosen)
		}
	})
	pick(t, d, append(ws, ws...), func(t *testing.T, v *picking, l *viewtest.Loop) {
		if v.Title() != "New owner of 2 workflows" {
			t.Errorf("%q", v.Title())
		}
		l.Send(tea.KeyPressMsg{Code: tea.KeyEscape})
		if !v.done || len(v.chosen) != 0 {
			t.Error("it does not close")
		}
	})
}

func TestPickerFrames(t *testing.T) {
	d := &directory{status: map[string]string{"ada": "ACTIVE", "abe": "INACTIVE"}}
	pick(t, d, []api.Workflow{{ID: "1", Name: "Joiner"}}, func(t *testing.T, v *picking, l *viewtest.Loop) {
		l.Type("person a")
		l.Advance(people.Delay)
		l.Send(tea.KeyPressMsg{Code: tea.KeyDown})
		l.Send(enter)
		for _, size := range []struct {
			name string
			w, h int
		}{{"120x36", 76, 30}, {"80x24", 74, 18}, {"40x12", 34, 6}} {
			frame, cursor := v.Render(size.w, size.h)
			if n := strings.Count(frame, "\n") + 1; n > size.h || cursor == nil || cursor.Y >= size.h {
				t.Errorf("%s: %d lines, cursor %v", size.name, n, cursor)
			}
			golden.Equal(t, "picker-"+size.name, frame)
		}
		for w := range 50 {
			for h := range 16 {
				v.Render(w, h)
			}
		}
		v.Env.Styles = theme.New("mono", true, true, "")
		frame, _ := v.Render(74, 18)
		golden.Mono(t, "picker-mono", frame)
	})
}
