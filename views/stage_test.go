package views

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"iscope/keymap"
	"iscope/ui/cell"
	"iscope/ui/golden"
	"iscope/ui/screen"
	"iscope/views/internal/viewtest"
)

// fakeView is a view that remembers what the shell does with it.
type fakeView struct {
	id      string
	scope   keymap.Scope
	title   string
	badge   string
	fresh   string
	hint    string
	leave   string // why it must not be left, "" when it may
	refuses map[keymap.Action]string
	body    []string
	cursor  *tea.Cursor
	typing  bool
	closed  bool

	got    []tea.Msg
	acts   []keymap.Action
	shown  []bool
	opened []any
	clicks [][2]int
	wheel  []int
}

var (
	_ View          = (*fakeView)(nil)
	_ Leaver        = (*fakeView)(nil)
	_ Disabler      = (*fakeView)(nil)
	_ Mouser        = (*fakeView)(nil)
	_ Hinter        = (*fakeView)(nil)
	_ screen.Opener = (*fakeView)(nil)
)

func (v *fakeView) ID() string                            { return v.id }
func (v *fakeView) Scope() keymap.Scope                   { return v.scope }
func (v *fakeView) Title() string                         { return v.title }
func (v *fakeView) Badge() string                         { return v.badge }
func (v *fakeView) Init() tea.Cmd                         { return nil }
func (v *fakeView) Update(msg tea.Msg) tea.Cmd            { v.got = append(v.got, msg); return nil }
func (v *fakeView) Act(a keymap.Action) tea.Cmd           { v.acts = append(v.acts, a); return nil }
func (v *fakeView) Scopes() []keymap.Scope                { return []keymap.Scope{v.scope, keymap.List} }
func (v *fakeView) Typing() bool                          { return v.typing }
func (v *fakeView) SetActive(on bool) tea.Cmd             { v.shown = append(v.shown, on); return nil }
func (v *fakeView) Freshness() string                     { return v.fresh }
func (v *fakeView) Close()                                { v.closed = true }
func (v *fakeView) CanLeave() (bool, string)              { return v.leave == "", v.leave }
func (v *fakeView) Disabled(a keymap.Action) string       { return v.refuses[a] }
func (v *fakeView) Hint() string                          { return v.hint }
func (v *fakeView) Open(value any) tea.Cmd                { v.opened = append(v.opened, value); return nil }
func (v *fakeView) Click(x, y int) tea.Cmd                { v.clicks = append(v.clicks, [2]int{x, y}); return nil }
func (v *fakeView) Wheel(_, _, n int) tea.Cmd             { v.wheel = append(v.wheel, n); return nil }
func (v *fakeView) Render(w, h int) (string, *tea.Cursor) { return cell.Fit(v.body, w, h), v.cursor }

// fakes returns five views like those of the program.
func fakes() []*fakeView {
	return []*fakeView{
		{id: "workflows#1", scope: keymap.Workflows, title: "Workflows", fresh: "live 15s · 4s ago"},
		{id: "executions#1", scope: keymap.Executions, title: "Executions", badge: "3", fresh: "live 15s · 4s ago"},
		{id: "inbox#1", scope: keymap.Inbox, title: "Inbox", badge: "12", fresh: "live 15s · 4s ago", hint: "12 open · 3 done"},
		{id: "tasks#1", scope: keymap.Tasks, title: "Tasks", badge: "2", fresh: "paused · 3m ago"},
		{id: "sessions#1", scope: keymap.Sessions, title: "Sessions", fresh: "stale 3m · retry in 20s"},
	}
}

// testEnv is that of a shell with the clock now, which holds still between keys.
func testEnv(t testing.TB, now func() time.Time) *screen.Env {
	t.Helper()
	return golden.Env(t, "dark", golden.Live(now), func(e *screen.Env) { e.Tenant, e.WebURL, e.Motion = "acme-prod", "", false })
}

// stage runs a shell without a terminal: commands run in goroutines of a
// synctest bubble, and their messages come back one at a time.
type stage struct {
	*Shell
	t     *testing.T
	views []*fakeView
	msgs  chan tea.Msg
	// out holds the messages that the shell handed to the program and not to
	// a view, in order: quit, clipboard.
	out []tea.Msg
}

// onStage plays a test in a bubble with the inbox on screen at 120x36. Change
// may change the options first.
func onStage(t *testing.T, change func(*Options), play func(*stage)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		st := &stage{views: fakes()}
		opt := Options{Env: testEnv(t, time.Now), First: keymap.Inbox, Theme: "dark", Version: "1.2.3"}
		for _, v := range st.views {
			opt.Views = append(opt.Views, v)
		}
		if change != nil {
			change(&opt)
		}
		st.raise(t, opt, play)
	})
}

// raise starts the shell at 120x36, plays, and ends what is under way. It is
// called inside a bubble.
func (st *stage) raise(t *testing.T, opt Options, play func(*stage)) {
	st.t, st.msgs, st.Shell = t, make(chan tea.Msg, 1024), New(opt)
	defer func() {
		st.Close()
		time.Sleep(time.Hour) // timers that nobody waits for any more end
	}()
	st.run(st.Init())
	st.send(tea.WindowSizeMsg{Width: 120, Height: 36})
	play(st)
}

func (st *stage) run(cmd tea.Cmd) {
	st.start(cmd)
	for {
		synctest.Wait()
		select {
		case msg := <-st.msgs:
			st.take(msg)
		default:
			return
		}
	}
}

func (st *stage) start(cmd tea.Cmd) {
	if cmd != nil {
		go viewtest.Run(cmd, func(msg tea.Msg) { st.msgs <- msg })
	}
}

func (st *stage) take(msg tea.Msg) {
	st.out = append(st.out, msg)
	_, cmd := st.Update(msg)
	st.start(cmd)
}

// send hands the shell a message and lets everything follow that needs no
// time.
func (st *stage) send(msg tea.Msg) {
	_, cmd := st.Update(msg)
	st.run(cmd)
}

// press presses keys by the names that keymap uses; runes stand for
// themselves.
func (st *stage) press(keys ...string) {
	for _, k := range keys {
		st.send(keyPress(k))
	}
}

func keyPress(name string) tea.KeyPressMsg {
	var k tea.KeyPressMsg
	if rest, ok := strings.CutPrefix(name, "ctrl+"); ok {
		name, k.Mod = rest, tea.ModCtrl
	}
	switch name {
	case "enter":
		k.Code = tea.KeyEnter
	case "esc":
		k.Code = tea.KeyEscape
	case "tab":
		k.Code = tea.KeyTab
	case "up":
		k.Code = tea.KeyUp
	case "down":
		k.Code = tea.KeyDown
	case "left":
		k.Code = tea.KeyLeft
	case "space":
		k.Code, k.Text = tea.KeySpace, " "
	default:
		k.Code = []rune(name)[0]
		if k.Mod == 0 {
			k.Text = name
		}
	}
	return k
}

// wait lets time pass and handles what it brings.
func (st *stage) wait(d time.Duration) {
	end := time.Now().Add(d)
	for {
		st.run(nil)
		left := time.Until(end)
		if left <= 0 {
			return
		}
		select {
		case msg := <-st.msgs:
			st.take(msg)
		case <-time.After(left):
		}
	}
}

// lines returns what is on screen, without styles.
func (st *stage) lines() []string { return strings.Split(ansi.Strip(st.View().Content), "\n") }

// says fails unless text is on screen.
func (st *stage) says(text string) {
	st.t.Helper()
	if frame := ansi.Strip(st.View().Content); !strings.Contains(frame, text) {
		st.t.Fatalf("%q is not on screen:\n%s", text, frame)
	}
}

// silent fails when text is on screen.
func (st *stage) silent(text string) {
	st.t.Helper()
	if frame := ansi.Strip(st.View().Content); strings.Contains(frame, text) {
		st.t.Fatalf("%q is on screen:\n%s", text, frame)
	}
}

// quitting reports whether the program was told to end.
func (st *stage) quitting() bool {
	for _, m := range st.out {
		if _, ok := m.(tea.QuitMsg); ok {
			return true
		}
	}
	return false
}

// inbox returns the fake view that is on screen at the start.
func (st *stage) inbox() *fakeView { return st.views[2] }
