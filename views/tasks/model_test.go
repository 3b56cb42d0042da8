package tasks

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
	CanLeave() (bool, string)
	Disabled(keymap.Action) string
	Click(x, y int) tea.Cmd
	Wheel(x, y, lines int) tea.Cmd
	Hint() string
} = (*Model)(nil)

// task makes a task launched some time before noon; more holds further members
// of its JSON.
func task(id, name, source string, before time.Duration, more string) api.Task {
	began := at.Add(-before).Format(time.RFC3339)
	raw := fmt.Sprintf(`{"id":%q,"type":"QUARTZ","uniqueName":%q,"description":"Reads the accounts of a source.","launcher":"ann.berg",
		"target":{"id":%q,"type":"APPLICATION","name":%q},"created":%q,"launched":%q%s}`, id, name, source, strings.ToUpper(source), began, began, more)
	t, ok := api.ReadTask([]byte(raw))
	if !ok {
		panic(raw)
	}
	t.SetRaw(api.RawRow(json.RawMessage(raw)))
	return t
}

// tenant has a task that runs, one whose percentage the server leaves at 0,
// one that is stuck, and some that have ended.
func tenant() *fake {
	end := func(status string, ago, took time.Duration, more string) string {
		return fmt.Sprintf(`,"completionStatus":%q,"completed":%q%s`, status, at.Add(-ago).Format(time.RFC3339), more)
	}
	f := &fake{pending: []api.Task{
		task("t-ad", "Cloud Account Aggregation", "ad", 12*time.Minute, `,"percentComplete":42,"progress":"Processed 4,200 of 10,000 accounts"`),
		task("t-sap", "Cloud Account Aggregation", "sap", 3*time.Minute, `,"percentComplete":0,"progress":"Started"`),
		task("t-old", "Entitlement Aggregation", "hr", 31*time.Hour, `,"percentComplete":37,"progress":"Processed 370 of 1,000 entitlements"`),
	}}
	for i, ago := range []time.Duration{time.Hour, 5 * time.Hour, 9 * time.Hour} {
		took := 20 * time.Minute
		f.ended = append(f.ended, task(fmt.Sprint("t-done", i), "Cloud Account Aggregation", "ad", ago+took, end("SUCCESS", ago, took,
			`,"percentComplete":100,"returns":[{"name":"Accounts scanned","attributeName":"total"},{"name":"Created","attributeName":"created"}],
			"attributes":{"total":"10000","created":"12","note":"partial"},
			"taskDefinitionSummary":{"id":"d1","uniqueName":"Cloud Account Aggregation","description":"Aggregates accounts","parentName":"Aggregation","arguments":{"applications":"AD","delta":"true"}}`)))
	}
	f.ended = append(f.ended,
		task("t-bad", "Entitlement Aggregation", "hr", 30*time.Hour, end("ERROR", 29*time.Hour, time.Hour,
			`,"messages":[{"type":"INFO","localizedText":{"message":"Connected"}},{"type":"ERROR","localizedText":{"message":"Connection refused by hr.acme.example:443"}},
			{"type":"WARN","key":"task_slow","parameters":["3"]}]`)),
		task("t-warn", "Identity Refresh", "", 50*time.Hour, end("WARNING", 48*time.Hour, 2*time.Hour, "")),
		task("t-term", "Role Refresh", "", 60*time.Hour, end("TERMINATED", 59*time.Hour, time.Hour, "")),
		task("t-temp", "Role Refresh", "", 70*time.Hour, end("TEMPERROR", 69*time.Hour, time.Hour, "")),
	)
	return f
}

type rig struct {
	*viewtest.Loop
	m   *Model
	f   *fake
	env *screen.Env
	t   *testing.T
}

// start returns the screen as shown, with its lists loaded. It must be called
// inside a bubble.
func start(t *testing.T, f *fake, change func(*screen.Env)) *rig {
	t.Helper()
	r := hidden(t, f, change)
	r.Do(r.m.SetActive(true))
	return r
}

// hidden returns the screen as it is behind another one.
func hidden(t *testing.T, f *fake, change func(*screen.Env)) *rig {
	t.Helper()
	epoch := time.Now()
	env := golden.Env(t, "dark", golden.Live(func() time.Time { return at.Add(time.Since(epoch)) }))
	if change != nil {
		change(env)
	}
	ctx, cancel := context.WithCancel(t.Context())
	f.journal = changetest.New()
	m := New(env, &api.Commands{ISC: f}, f.journal.Journal, ctx, "tasks#1")
	m.journal = f.journal
	r := &rig{viewtest.New(t, m), m, f, env, t}
	t.Cleanup(cancel)
	r.Do(m.Init())
	return r
}

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

func (r *rig) hasNot(texts ...string) {
	r.t.Helper()
	frame := r.frame(120, 36)
	for _, text := range texts {
		if strings.Contains(frame, text) {
			r.t.Errorf("the screen has %q:\n%s", text, frame)
		}
	}
}

func (r *rig) ids() []string {
	var out []string
	for i := range r.m.shown().Shown() {
		out = append(out, r.m.shown().At(i).ID)
	}
	return out
}

func (r *rig) said(want string) {
	r.t.Helper()
	if got := r.Toasts(); len(got) == 0 || got[len(got)-1] != want {
		r.t.Errorf("said %q, want %q last", got, want)
	}
}

// confirm types what the question asked last wants typed.
func (r *rig) confirm() {
	r.t.Helper()
	c, ok := r.Dialog().(*dialog.Confirm)
	if !ok {
		r.t.Fatalf("no question was asked; toasts: %q", r.Toasts())
	}
	c.Update(tea.PasteMsg{Content: c.Type})
	cmd, closed := c.Update(tea.KeyPressMsg{Code: tea.KeyEnter})
	if !closed {
		r.t.Fatal("the question does not take the answer")
	}
	r.Do(cmd)
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

// TestHiddenMostlyCounts pins what the screen costs behind another one: a HEAD
// now and then, and the list where the number changed, so that the badge can
// count the stuck ones.
func TestHiddenMostlyCounts(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := hidden(t, tenant(), nil)
		if r.m.Badge() != "3 ▲1" {
			t.Errorf("badge %q", r.m.Badge())
		}
		lists, pages := r.f.lists, r.f.pages
		r.Advance(5*time.Minute + 30*time.Second)
		if r.f.lists != lists || r.f.pages != pages || r.f.heads < 5 || r.f.heads > 7 {
			t.Errorf("%d counts, %d more lists, %d more pages of history in five minutes", r.f.heads, r.f.lists-lists, r.f.pages-pages)
		}
		r.f.end(2, api.TaskSuccess)
		r.Advance(time.Minute + 10*time.Second)
		if r.m.Badge() != "2" || r.f.lists != lists+1 || len(r.m.pending.table.Rows()) != 2 {
			t.Errorf("badge %q after the stuck one ended, %d more lists, %d rows", r.m.Badge(), r.f.lists-lists, r.m.pending.table.Len())
		}
		r.Advance(30 * time.Minute)
		if n := r.f.lists - lists; n < 3 || n > 5 {
			t.Errorf("%d lists in half an hour without news", n)
		}
		if len(r.f.gets) != 0 {
			t.Errorf("asked for the ends of %v, which nobody sees", r.f.gets)
		}
	})
}

func TestPendingAreSortedByAgeAndHonest(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := start(t, tenant(), nil)
		if got := r.ids(); !slices.Equal(got, []string{"t-old", "t-ad", "t-sap"}) {
			t.Errorf("%v", got)
		}
		r.has("▲ stuck", "31h", "████░░░░░░  37%", "● running", "████░░░░░░  42%", "under way", "Processed 4,200")
	})
}

// TestCountDecides pins what a quiet tenant costs: one HEAD per refresh, and
// the list now and then.
func TestCountDecides(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := start(t, &fake{ended: tenant().ended}, nil)
		r.has("No task is pending.", "h shows those that have ended.")
		heads := r.f.heads
		r.Advance(10 * time.Minute)
		if n := r.f.heads - heads; n < 35 || n > 45 || r.f.lists != 0 {
			t.Errorf("%d counts and %d lists in ten minutes without tasks", n, r.f.lists)
		}
		r.f.pending = tenant().pending[:1]
		r.Advance(17 * time.Second)
		if r.f.lists != 1 || r.m.Badge() != "1" {
			t.Errorf("%d lists after a task began, badge %q", r.f.lists, r.m.Badge())
		}
		r.act("tasks.history")
		lists := r.f.lists
		r.Advance(10 * time.Minute)
		if n := r.f.lists - lists; n < 8 || n > 12 {
			t.Errorf("%d lists in ten minutes behind the history, want one in four refreshes", n)
		}
	})
}

func TestProgressIsFollowed(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := start(t, tenant(), nil)
		heads := r.f.heads
		r.f.pending[0] = task("t-ad", "Cloud Account Aggregation", "ad", 12*time.Minute, `,"percentComplete":61`)
		r.Advance(17 * time.Second)
		r.has("61%")
		if r.f.heads != heads {
			t.Error("it counts though it asks for the list anyway")
		}
	})
}

// TestEndedRowsStayForAMoment pins that a task that ends changes its row and
// leaves at the next refresh but one, without a toast.
func TestEndedRowsStayForAMoment(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := start(t, tenant(), nil)
		r.m.pending.table.Select("t-ad")
		r.act("list.down")
		r.f.end(0, api.TaskSuccess)
		r.act("app.refresh")
		r.has("✓ success", "took 12m00s")
		if r.m.Badge() != "2 ▲1" || r.m.pending.table.SelectedID() != "t-sap" {
			t.Errorf("badge %q, cursor on %s", r.m.Badge(), r.m.pending.table.SelectedID())
		}
		r.act("app.refresh")
		r.has("✓ success")
		r.act("app.refresh")
		r.hasNot("✓ success")
		if len(r.Toasts()) != 0 {
			t.Errorf("said %q", r.Toasts())
		}
		r.f.pending = nil
		r.act("app.refresh")
		r.Advance(time.Minute)
		r.has("No task is pending.")
	})
}

func TestManyThatEndAtOnceAreNotAllAskedFor(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := &fake{}
		for i := range 60 {
			f.pending = append(f.pending, task(fmt.Sprint("t", i), "Refresh", "", time.Minute, ""))
		}
		r := start(t, f, nil)
		f.pending = f.pending[:10]
		r.act("app.refresh")
		if len(f.gets) != maxEnds || r.m.pending.table.Len() != 10+maxEnds {
			t.Errorf("%d were asked for, %d rows", len(f.gets), r.m.pending.table.Len())
		}
		r.has("? ended") // the fake does not know them any more
	})
}

func TestFailuresKeepTheOldRows(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := tenant()
		f.err = &api.Error{Kind: api.Offline, Op: api.HeadPendingTasks, Detail: "no route to host"}
		r := start(t, f, nil)
		r.has("count pending tasks: no route to host; check the network", "The tasks could not be read.", "r tries again at once.")
		f.err = nil
		r.Advance(2 * time.Minute)
		r.hasNot("no route")
		f.err = &api.Error{Kind: api.Server, Op: api.ListPendingTasks, Status: 502, Detail: "Bad Gateway"}
		r.Advance(20 * time.Second)
		r.has("Bad Gateway (HTTP 502)", "stale", "● running")
		r.act("tasks.history")
		r.has("Bad Gateway")
		f.err = nil
		r.act("app.refresh")
		r.hasNot("Bad Gateway")
		f.err = &api.Error{Kind: api.Auth, Op: api.HeadPendingTasks, Status: 401, Detail: "JWT is expired"}
		r.act("app.refresh")
		heads, lists := f.heads, f.lists
		r.Advance(time.Hour)
		if f.heads != heads || f.lists != lists || r.m.poller.Resting()&poll.SignedOff == 0 {
			t.Error("it goes on asking after a refused sign-in")
		}
	})
}

func TestRowsThatCannotBeReadKeepTheOldOnes(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := start(t, tenant(), nil)
		_, ticket := r.m.reads.Next(api.ListPendingTasks)
		r.Send(api.Result[api.Page[api.Task]]{Ticket: ticket, Value: api.Page[api.Task]{Bad: 3}})
		r.has("3 rows came, of which none can be read", "● running")
		r.act("tasks.history")
		_, ticket = r.m.reads.Next(api.ListTasks)
		r.Send(api.Result[api.Page[api.Task]]{Ticket: ticket, Value: api.Page[api.Task]{Bad: 2}})
		r.has("2 rows came, of which none can be read", "✓ success")
	})
}

func TestAnswersOfAnEarlierRequestAreDropped(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := start(t, tenant(), nil)
		for _, op := range []api.Op{api.ListPendingTasks, api.ListTasks} {
			_, old := r.m.reads.Next(op)
			r.m.reads.Supersede(op)
			r.Send(api.Result[api.Page[api.Task]]{Ticket: old})
		}
		_, old := r.m.reads.Next(api.HeadPendingTasks)
		r.m.reads.Supersede(api.HeadPendingTasks)
		r.Send(api.Result[int]{Ticket: old, Value: 77})
		if r.m.pending.table.Len() != 3 || r.m.history.table.Len() != 7 || r.m.Badge() != "3 ▲1" {
			t.Errorf("%d pending, %d ended, badge %q", r.m.pending.table.Len(), r.m.history.table.Len(), r.m.Badge())
		}
	})
}

func TestPauseFilterAndFocus(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := start(t, tenant(), nil)
		r.act("app.pause")
		lists := r.f.lists
		r.Advance(time.Hour)
		if r.f.lists != lists || !strings.HasPrefix(r.m.Freshness(), "paused") {
			t.Errorf("%d lists while paused, %q", r.f.lists-lists, r.m.Freshness())
		}
		r.act("app.pause", "app.filter")
		r.Type("sap")
		r.Advance(time.Minute)
		if got := r.ids(); !slices.Equal(got, []string{"t-sap"}) || !r.m.Typing() {
			t.Errorf("%v", got)
		}
		r.Type("x")
		r.has("No task matches “sapx”.")
		r.Send(tea.KeyPressMsg{Code: tea.KeyEscape})
		r.Send(tea.BlurMsg{})
		r.Advance(20 * time.Second)
		lists = r.f.lists
		r.Advance(50 * time.Second)
		if r.f.lists > lists+1 {
			t.Errorf("%d lists in a minute without focus", r.f.lists-lists)
		}
	})
}
