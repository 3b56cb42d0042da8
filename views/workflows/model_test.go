package workflows

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/charmbracelet/x/ansi"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/keymap"
	"iscope/ui/dialog"
	"iscope/ui/golden"
	"iscope/ui/poll"
	"iscope/ui/screen"
	"iscope/views/internal/change/changetest"
	"iscope/views/internal/viewtest"
)

// The screen is what the shell can show and ask.
var _ interface {
	ID() string
	Scope() keymap.Scope
	Title() string
	Badge() string
	Init() tea.Cmd
	Update(tea.Msg) tea.Cmd
	Act(keymap.Action) tea.Cmd
	Scopes() []keymap.Scope
	Typing() bool
	Render(w, h int) (string, *tea.Cursor)
	SetActive(bool) tea.Cmd
	Freshness() string
	Close()
	Open(any) tea.Cmd
	CanLeave() (bool, string)
	Disabled(keymap.Action) string
	Hides(keymap.Action) bool
	Click(x, y int) tea.Cmd
	Wheel(x, y, lines int) tea.Cmd
	Hint() string
} = (*Model)(nil)

// wf makes a workflow; more holds further members of its JSON.
func wf(id, name string, enabled bool, more string) api.Workflow {
	raw := fmt.Sprintf(`{"id":%q,"name":%q,"enabled":%v,"modified":"2026-03-01T10:00:00Z","created":"2025-11-02T08:30:00Z",
		"owner":{"type":"IDENTITY","id":"o1","name":"Ann Berg"},"modifiedBy":{"type":"IDENTITY","id":"m1","name":"Bob Cole"}%s}`, id, name, enabled, more)
	w, ok := api.ReadWorkflow([]byte(raw))
	if !ok {
		panic(raw)
	}
	w.SetRaw(api.RawRow(json.RawMessage(raw)))
	return w
}

// tenant is a small list with one of each kind of trigger.
func tenant() []api.Workflow {
	return []api.Workflow{
		wf("w-joiner", "Joiner: provision laptop", true, `,"executionCount":1204,"failureCount":37,"description":"Orders a laptop for a new starter and books the desk.",
			"trigger":{"type":"EVENT","attributes":{"id":"idn:identity-created","filter.$":"$.identity[?(@.attributes.lifecycle == 'prehire')]"}},"definition":`+joiner),
		wf("w-leaver", "Leaver: revoke access", true, `,"executionCount":310,"failureCount":96,
			"trigger":{"type":"EVENT","attributes":{"id":"idn:identity-attributes-changed"}}`),
		wf("w-review", "Access review reminder", true, `,"executionCount":52,"failureCount":0,
			"trigger":{"type":"SCHEDULED","attributes":{"frequency":"cronSchedule","cronString":"0 9 * * 1","timeZone":"Europe/Oslo"}}`),
		wf("w-badge", "Badge lost", false, `,"executionCount":3,"failureCount":1,
			"trigger":{"type":"EXTERNAL","attributes":{"name":"badge-lost","url":"/v2025/workflows/execute/external/w-badge"}}`),
		wf("w-draft", "A draft of something new", false, `,"executionCount":0,"failureCount":0`),
	}
}

type rig struct {
	*viewtest.Windows
	m   *Model
	f   *fake
	env *screen.Env
	t   *testing.T
}

// start returns the screen as shown, with its list loaded. It must be called
// inside a bubble, whose time it begins at.
func start(t *testing.T, f *fake, change func(*screen.Env)) *rig {
	t.Helper()
	epoch, first := time.Now(), at
	env := golden.Env(t, "dark", golden.Live(func() time.Time { return first.Add(time.Since(epoch)) }))
	if change != nil {
		change(env)
	}
	ctx, cancel := context.WithCancel(t.Context())
	f.journal = changetest.New()
	m := New(env, &api.Commands{ISC: f}, Options{Journal: f.journal.Journal}, ctx, "workflows#1")
	m.journal = f.journal
	r := &rig{viewtest.NewWindows(t, m), m, f, env, t}
	t.Cleanup(cancel)
	r.Do(m.Init())
	r.Do(m.SetActive(true))
	return r
}

// act presses actions one after the other.
func (r *rig) act(actions ...keymap.Action) {
	r.t.Helper()
	for _, a := range actions {
		r.Do(r.m.Act(a))
	}
}

// frame renders without styles.
func (r *rig) frame(w, h int) string {
	r.t.Helper()
	text, _ := r.m.Render(w, h)
	lines := strings.Split(text, "\n")
	if len(lines) != h {
		r.t.Errorf("%d lines, want %d", len(lines), h)
	}
	for _, l := range lines {
		if ansi.StringWidth(l) > w {
			r.t.Errorf("%q is wider than %d", l, w)
		}
	}
	return ansi.Strip(text) + "\n"
}

func (r *rig) has(texts ...string) {
	r.t.Helper()
	frame := r.frame(120, 36)
	for _, text := range texts {
		if !strings.Contains(frame, text) {
			r.t.Errorf("the screen has no %q:\n%s", text, frame)
		}
	}
}

func (r *rig) hasNot(text string) {
	r.t.Helper()
	if frame := r.frame(120, 36); strings.Contains(frame, text) {
		r.t.Errorf("the screen has %q:\n%s", text, frame)
	}
}

// confirm agrees to the question asked last, typing what it wants typed.
func (r *rig) confirm() {
	r.t.Helper()
	c, ok := r.Dialog().(*dialog.Confirm)
	if !ok {
		r.t.Fatalf("no question was asked; toasts: %q", r.Toasts())
	}
	var cmd tea.Cmd
	closed := false
	if c.Type != "" {
		c.Update(tea.PasteMsg{Content: c.Type})
		cmd, closed = c.Update(tea.KeyPressMsg{Code: tea.KeyEnter})
	} else {
		cmd, closed = c.Update(tea.KeyPressMsg{Code: 'y', Text: "y"})
	}
	if !closed {
		r.t.Fatal("the question does not take the answer")
	}
	r.Do(cmd)
}

func (r *rig) names() []string {
	var out []string
	for i := range r.m.table.Shown() {
		out = append(out, r.m.table.At(i).ID)
	}
	return out
}

func last[T any](r *rig) (out T) {
	for _, msg := range r.Sent {
		if v, ok := msg.(T); ok {
			out = v
		}
	}
	return out
}

// bubble runs f where time is free, and lets timers that are still out run off.
func bubble(t *testing.T, f func(t *testing.T)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		f(t)
		time.Sleep(time.Hour)
	})
}

func TestRowsAppearPageByPage(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := &fake{pageSize: 2, all: tenant(), gate: make(chan struct{})}
		r := start(t, f, nil)
		r.has("Asking the tenant for its workflows.")
		f.gate <- struct{}{}
		r.Do(nil)
		r.has("2 so far", "Joiner: provision laptop")
		if r.m.Freshness() != "loading" {
			t.Errorf("%q while pages are missing", r.m.Freshness())
		}
		close(f.gate)
		r.Do(nil)
		if f.lists != 3 || len(r.names()) != 5 {
			t.Errorf("%d rows after %d requests", len(r.names()), f.lists)
		}
		if got := r.m.Freshness(); !strings.HasPrefix(got, "live 15s") {
			t.Errorf("%q", got)
		}
		if r.m.Badge() != "▲1" {
			t.Errorf("badge %q, want one workflow that fails often", r.m.Badge())
		}
	})
}

func TestATenantThatIgnoresOffsetEnds(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := &repeating{fake: &fake{all: tenant()}}
		r := start(t, f.fake, nil)
		r.m.cmds.ISC = f
		r.act("app.refresh")
		if f.asked != 2 || r.m.table.Len() != 5 {
			t.Errorf("%d rows after %d requests", r.m.table.Len(), f.asked)
		}
	})
}

// repeating answers every page with the first and says that more follow.
type repeating struct {
	*fake
	asked int
}

func (f *repeating) Workflows(context.Context, api.Query) (api.Page[api.Workflow], error) {
	f.asked++
	return api.Page[api.Workflow]{Items: f.all, Total: -1, More: true, Next: 5}, nil
}

func TestRefreshKeepsTheCursorOnItsRow(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := &fake{all: tenant()}
		r := start(t, f, nil)
		r.act("list.down", "list.down")
		was := r.m.table.SelectedID()
		f.all = append(f.all, wf("w-0", "Aardvark", true, ""))
		r.Advance(20 * time.Second)
		if f.lists != 2 || r.m.table.SelectedID() != was || r.names()[1] != "w-0" {
			t.Errorf("after %d requests the cursor is on %s, not %s; rows %v", f.lists, r.m.table.SelectedID(), was, r.names())
		}
	})
}

func TestHiddenPausedAndBlurred(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := &fake{all: tenant()}
		r := start(t, f, nil)
		r.Do(r.m.SetActive(false))
		r.Advance(time.Hour)
		if f.lists != 1 {
			t.Errorf("%d requests while hidden", f.lists-1)
		}
		r.Do(r.m.SetActive(true))
		r.Advance(time.Second)
		if f.lists != 2 {
			t.Errorf("%d requests after it was shown again, want 2", f.lists)
		}
		r.act("app.pause")
		r.Advance(time.Hour)
		if f.lists != 2 || !strings.HasPrefix(r.m.Freshness(), "paused") {
			t.Errorf("%d requests, %q", f.lists, r.m.Freshness())
		}
		r.act("app.refresh")
		if f.lists != 3 {
			t.Error("r does nothing while paused")
		}
		r.act("app.pause")
		r.Advance(time.Second)
		r.Send(tea.BlurMsg{})
		n := f.lists
		r.Advance(15 * time.Second) // the tick that was armed
		r.Advance(50 * time.Second)
		if f.lists > n+2 {
			t.Errorf("%d requests in a minute without focus", f.lists-n)
		}
	})
}

func TestFilterBeingTypedHoldsRefreshes(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := &fake{all: tenant()}
		r := start(t, f, nil)
		r.act("app.filter")
		r.Type("lea")
		r.Advance(time.Minute)
		if f.lists != 1 || !r.m.Typing() {
			t.Errorf("%d requests", f.lists)
		}
		if got := r.names(); !slices.Equal(got, []string{"w-leaver"}) {
			t.Errorf("%v", got)
		}
		r.Type("zz")
		r.has("No workflow matches “leazz”.", "0 of 5")
		r.Send(tea.KeyPressMsg{Code: tea.KeyEscape})
		r.Advance(time.Second)
		if f.lists != 2 || len(r.names()) != 5 {
			t.Errorf("after esc: %d requests, %d rows", f.lists, len(r.names()))
		}
	})
}

func TestFailuresKeepTheOldRows(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := &fake{listErr: &api.Error{Kind: api.Offline, Op: api.ListWorkflows, Detail: "no route to host"}}
		r := start(t, f, nil)
		r.has("list workflows: no route to host; check the network", "The workflows could not be read.")
		f.listErr, f.all = nil, tenant()
		r.Advance(time.Minute)
		r.hasNot("no route")
		f.listErr = &api.Error{Kind: api.Server, Op: api.ListWorkflows, Status: 502, Detail: "Bad Gateway"}
		r.Advance(time.Minute)
		r.has("Bad Gateway (HTTP 502)", "stale", "Joiner: provision laptop")
		if !strings.HasPrefix(r.m.Freshness(), "stale") {
			t.Errorf("%q", r.m.Freshness())
		}
		f.listErr = &api.Error{Kind: api.Auth, Op: api.ListWorkflows, Status: 401, Detail: "JWT is expired"}
		r.act("app.refresh")
		n := f.lists
		r.Advance(time.Hour)
		if f.lists != n || r.m.poller.Resting()&poll.SignedOff == 0 {
			t.Errorf("%d requests after a refused sign-in", f.lists-n)
		}
		f.listErr = nil
		r.act("app.refresh")
		r.hasNot("JWT")
	})
}

func TestAnswersOfAnEarlierRequestAreDropped(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := start(t, &fake{all: tenant()}, nil)
		_, old := r.m.reads.Next(api.ListWorkflows)
		r.m.reads.Supersede(api.ListWorkflows)
		r.Send(api.Result[api.Page[api.Workflow]]{Ticket: old, Value: api.Page[api.Workflow]{}})
		if r.m.table.Len() != 5 {
			t.Error("an old answer replaced the rows")
		}
		_, old = r.m.reads.Next(api.GetWorkflow)
		r.act("app.open")
		r.Send(api.Result[api.Workflow]{Ticket: old, Value: api.Workflow{ID: "other", Name: "Other"}})
		r.hasNot("Other")
	})
}

func TestChangesOfOthersAreFetched(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := &fake{all: tenant()}
		r := start(t, f, nil)
		r.Send(api.Mutated{Op: api.ExecuteExternal})
		if f.lists != 2 {
			t.Errorf("%d requests after a change", f.lists)
		}
		r.Send(api.Mutated{Op: api.ApproveItem})
		if f.lists != 2 {
			t.Error("a decision about a work item refreshes workflows")
		}
		r.Do(r.m.SetActive(false))
		r.Send(api.Mutated{Op: api.PatchWorkflow})
		if f.lists != 2 {
			t.Error("a hidden screen asks")
		}
		r.Do(r.m.SetActive(true))
		if f.lists != 3 {
			t.Error("shown again it does not ask for what changed meanwhile")
		}
	})
}

func TestAManyPagedTenantIsAskedSlowly(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := &fake{pageSize: 1}
		for i := range 40 {
			f.all = append(f.all, wf(fmt.Sprint("w", i), fmt.Sprint("Workflow ", i), true, ""))
		}
		r := start(t, f, nil)
		if got := r.m.Freshness(); !strings.HasPrefix(got, "live 2m") {
			t.Errorf("40 pages: %q", got)
		}
	})
}
