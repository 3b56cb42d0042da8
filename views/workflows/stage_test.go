package workflows

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"iscope/api"
	"iscope/api/demotest"
	"iscope/api/isc"
	"iscope/api/sandbox"
	"iscope/keymap"
	"iscope/ui/golden"
	"iscope/ui/screen"
	"iscope/views/internal/change/changetest"
	"iscope/views/internal/viewtest"
)

// stage is the screen over the demo tenant.
type stage struct {
	*rig
	tenant  *sandbox.Tenant
	client  *isc.Client
	journal *changetest.Journal
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
	j := changetest.New()
	client := demotest.ISC(t, o.tenant, isc.Config{Generation: o.gen, Guard: j.Journal.Guard})
	var service api.ISC = client
	if o.isc != nil {
		service = o.isc(client)
	}
	env, options := golden.Env(t, "dark", golden.Live(time.Now)), Options{Journal: j.Journal}
	if o.change != nil {
		o.change(env, &options)
	}
	s := &stage{tenant: o.tenant, client: client, journal: j}
	m := New(env, &api.Commands{ISC: service}, options, t.Context(), "workflows#1")
	s.rig = &rig{viewtest.NewWindows(t, m), m, &fake{ISC: client, journal: j}, env, t}
	s.Pause = time.Second
	t.Cleanup(func() {
		m.Close()
		time.Sleep(time.Hour) // of the bubble: timers that are out end
	})
	s.Do(m.Init())
	s.Do(m.SetActive(true))
	s.Advance(5 * time.Second)
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

// does presses actions of the screen, and lets what follows come.
func (s *stage) does(actions ...keymap.Action) {
	s.t.Helper()
	for _, a := range actions {
		s.act(a)
		s.Advance(time.Second)
	}
}

var (
	letter         = viewtest.Char
	escape, enterK = viewtest.Esc, viewtest.Enter
	tabK, downK    = viewtest.Tab, viewtest.Down
	endK, onward   = viewtest.End, viewtest.Ctrl('s')
)

// window returns what the topmost window shows, its heading first.
func (s *stage) window() string {
	s.t.Helper()
	if s.Top() == nil {
		s.t.Fatalf("no window is open; said %q", s.Toasts())
	}
	text, _ := s.Top().Render(112, 34)
	return s.Top().Title() + "\n" + ansi.Strip(text)
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
