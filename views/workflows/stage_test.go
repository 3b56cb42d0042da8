package workflows

import (
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"iscope/api"
	"iscope/api/isc"
	"iscope/api/safe"
	"iscope/api/sandbox"
	"iscope/keymap"
	"iscope/ui/dialog"
	"iscope/ui/screen"
	"iscope/views/internal/change/changetest"
	"iscope/views/internal/viewtest"
)

// stage is the screen over the demo tenant with what the shell does for it: a
// stack of windows, which take keys and some messages first.
type stage struct {
	*rig
	tenant  *sandbox.Tenant
	client  *isc.Client
	journal *changetest.Journal
	windows []screen.Dialog
	seen    int // of what was sent
}

// front is what the loop of a stage drives.
type front struct{ *stage }

func (f front) ID() string                            { return f.m.ID() }
func (f front) Act(a keymap.Action) tea.Cmd           { return f.m.Act(a) }
func (f front) Render(w, h int) (string, *tea.Cursor) { return f.m.Render(w, h) }

// Update hands messages on as the shell does.
func (f front) Update(msg tea.Msg) tea.Cmd {
	if top := f.top(); top != nil {
		if l, ok := top.(interface{ Listens(tea.Msg) bool }); ok && l.Listens(msg) {
			return f.toTop(msg)
		}
	}
	return f.m.Update(msg)
}

// staging is what a test chooses.
type staging struct {
	gen    isc.Generation // "": v3
	tenant *sandbox.Tenant
	change func(*screen.Env, *Options)
	isc    func(api.ISC) api.ISC // stands before the client; nil: nothing
}

// enter opens the screen over a tenant, inside a bubble.
func enter(t *testing.T, o staging) *stage {
	t.Helper()
	if o.gen == "" {
		o.gen = isc.V3
	}
	if o.tenant == nil {
		o.tenant = sandbox.New(sandbox.Options{Seed: 7})
	}
	vars := map[string]string{}
	for _, line := range o.tenant.Env("http://127.0.0.1:1") {
		k, v, _ := strings.Cut(line, "=")
		vars[k] = v
	}
	j := changetest.New()
	client, err := isc.New(isc.Config{
		BaseURL: vars["SAIL_BASE_URL"], Generation: o.gen, ClientID: vars["SAIL_CLIENT_ID"],
		ClientSecret: safe.NewSecret(vars["SAIL_CLIENT_SECRET"]), HTTP: o.tenant.RoundTripper(), Guard: j.Journal.Guard,
	})
	if err != nil {
		t.Fatal(err)
	}
	var service api.ISC = client
	if o.isc != nil {
		service = o.isc(client)
	}
	env, options := viewtest.Env(t, time.Now), Options{Journal: j.Journal}
	if o.change != nil {
		o.change(env, &options)
	}
	s := &stage{tenant: o.tenant, client: client, journal: j}
	m := New(env, &api.Commands{ISC: service}, options, t.Context(), "workflows#1")
	s.rig = &rig{viewtest.New(t, front{s}), m, &fake{ISC: client, journal: j}, env, t}
	t.Cleanup(func() {
		m.Close()
		time.Sleep(time.Hour) // of the bubble: timers that are out end
	})
	s.Do(m.Init())
	s.Do(m.SetActive(true))
	s.wait(5 * time.Second)
	s.frame(120, 36)
	return s
}

// everywhere runs a test in every generation of the API.
func everywhere(t *testing.T, test func(t *testing.T, s *stage)) {
	t.Helper()
	for _, gen := range isc.Generations {
		t.Run(string(gen), func(t *testing.T) {
			bubble(t, func(t *testing.T) { test(t, enter(t, staging{gen: gen})) })
		})
	}
}

func (s *stage) top() screen.Dialog {
	if len(s.windows) == 0 {
		return nil
	}
	return s.windows[len(s.windows)-1]
}

func (s *stage) toTop(msg tea.Msg) tea.Cmd {
	top := s.top()
	cmd, done := top.Update(msg)
	if done {
		s.windows = slices.DeleteFunc(s.windows, func(d screen.Dialog) bool { return d == top })
	}
	return cmd
}

// look opens the windows that were asked for since.
func (s *stage) look() {
	for ; s.seen < len(s.Sent); s.seen++ {
		if m, ok := s.Sent[s.seen].(screen.Show); ok {
			s.windows = append(s.windows, m.Dialog)
			if i, ok := m.Dialog.(interface{ Init() tea.Cmd }); ok {
				s.Do(i.Init())
			}
		}
	}
}

// wait lets time pass.
func (s *stage) wait(d time.Duration) {
	s.t.Helper()
	s.Advance(d)
	s.look()
}

// does presses actions of the screen, and lets what follows come.
func (s *stage) does(actions ...keymap.Action) {
	s.t.Helper()
	for _, a := range actions {
		s.act(a)
		s.wait(time.Second)
	}
}

// press hands keys to the topmost window.
func (s *stage) press(keys ...tea.KeyPressMsg) {
	s.t.Helper()
	for _, k := range keys {
		if s.top() == nil {
			s.t.Fatalf("no window takes %s; said %q", k, s.Toasts())
		}
		s.Do(s.toTop(k))
		s.wait(time.Second)
	}
}

// write types a text into the topmost window.
func (s *stage) write(text string) {
	s.t.Helper()
	for _, r := range text {
		s.Do(s.toTop(tea.KeyPressMsg{Code: r, Text: string(r)}))
	}
	s.wait(time.Second)
}

var (
	escape = tea.KeyPressMsg{Code: tea.KeyEscape}
	enterK = tea.KeyPressMsg{Code: tea.KeyEnter}
	tabK   = tea.KeyPressMsg{Code: tea.KeyTab}
	downK  = tea.KeyPressMsg{Code: tea.KeyDown}
	endK   = tea.KeyPressMsg{Code: tea.KeyEnd}
	onward = tea.KeyPressMsg{Code: 's', Mod: tea.ModCtrl}
)

func letter(r rune) tea.KeyPressMsg { return tea.KeyPressMsg{Code: r, Text: string(r)} }

// window returns what the topmost window shows, its heading first.
func (s *stage) window() string {
	s.t.Helper()
	if s.top() == nil {
		s.t.Fatalf("no window is open; said %q", s.Toasts())
	}
	text, _ := s.top().Render(112, 34)
	return s.top().Title() + "\n" + ansi.Strip(text)
}

// shows fails unless the topmost window has all of that.
func (s *stage) shows(want ...string) {
	s.t.Helper()
	text := s.window()
	for _, w := range want {
		if !strings.Contains(text, w) {
			s.t.Errorf("the window has no %q:\n%s", w, text)
		}
	}
}

// agree says yes to the question on top.
func (s *stage) agree() {
	s.t.Helper()
	c, ok := s.top().(*dialog.Confirm)
	if !ok {
		s.t.Fatalf("no question is asked but\n%s", s.window())
	}
	c.Render(76, 60)
	s.press(letter('y'))
}

// said fails unless a toast, of those since a number of them, has that in it.
func (s *stage) toasted(since int, want string) {
	s.t.Helper()
	got := s.Toasts()[since:]
	if !slices.ContainsFunc(got, func(text string) bool { return strings.Contains(text, want) }) {
		s.t.Errorf("%q was not said: %q", want, got)
	}
}

// at puts the cursor on a workflow and opens it at a tab.
func (s *stage) at(w api.Workflow, tab int) {
	s.t.Helper()
	if !s.m.table.Select(w.ID) {
		s.t.Fatalf("%s is not listed", w.Name)
	}
	if s.m.split.Open {
		s.m.split.Close()
	}
	s.frame(120, 36)
	s.does("app.open")
	for s.m.detail.sheet.Tab() != tab {
		s.does("text.next-tab")
	}
	s.frame(120, 36)
}

// writes are the requests that change something, and came.
func (s *stage) writes() (out []string) {
	for _, e := range s.tenant.Record().Entries {
		if e.Method != "GET" && !strings.Contains(e.Path, "/oauth/") {
			out = append(out, e.Route)
		}
	}
	return out
}
