package external

import (
	"context"
	"encoding/json"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"iscope/api"
	"iscope/api/safe"
	"iscope/ui/dialog"
	"iscope/ui/golden"
	"iscope/ui/screen"
	"iscope/views/internal/change"
	"iscope/views/internal/change/changetest"
	"iscope/views/internal/viewtest"
)

// theSecret is what must be seen nowhere but where it was asked for.
const theSecret = "00cc24a7fe810fe06a7cb38bc168ae104d703c7abb296f9944dc68e69ddb578b"

const flowID = "c17bea3a-574d-453c-9e04-4365fbf5af0b"

// tenant is as much of a tenant as the window asks.
type tenant struct {
	api.ISC
	journal *changetest.Journal

	mu      sync.Mutex
	w       api.Workflow
	fail    map[api.Op]error
	panics  bool
	latency time.Duration
	echo    string // instead of the input
	inputs  []string
	calls   []api.Op
}

func newTenant() *tenant {
	return &tenant{fail: map[api.Op]error{}, w: api.Workflow{
		ID: flowID, Name: "Badge lost", Enabled: true, Modified: time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC),
		Trigger: api.Trigger{Type: api.TriggerExternal, Name: "badge-lost", URL: "https://acme.api.identitynow.com/beta/workflows/execute/external/" + flowID},
	}}
}

func (f *tenant) ask(ctx context.Context, op api.Op) error {
	f.mu.Lock()
	f.calls = append(f.calls, op)
	latency := f.latency
	f.mu.Unlock()
	if latency > 0 {
		select {
		case <-time.After(latency):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return f.fail[op]
}

func (f *tenant) count(op api.Op) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	n := 0
	for _, c := range f.calls {
		if c == op {
			n++
		}
	}
	return n
}

func (f *tenant) Workflow(ctx context.Context, _ string) (api.Workflow, error) {
	return f.w, f.ask(ctx, api.GetWorkflow)
}

func (f *tenant) CreateExternalClient(ctx context.Context, _ string) (api.ExternalClient, error) {
	if err := f.journal.Guard(ctx, api.CreateExternalClient); err != nil {
		return api.ExternalClient{}, err
	}
	if err := f.ask(ctx, api.CreateExternalClient); err != nil {
		return api.ExternalClient{}, err
	}
	if f.panics {
		panic("a defect")
	}
	return api.ExternalClient{ID: "1a58c03a6bf64dc2876f6988c6e2c7b7", Secret: safe.NewSecret(theSecret), URL: f.w.Trigger.URL}, nil
}

func (f *tenant) TestExternal(ctx context.Context, _ string, input json.RawMessage) (json.RawMessage, error) {
	f.inputs = append(f.inputs, string(input))
	if err := f.ask(ctx, api.TestExternal); err != nil {
		return nil, err
	}
	if f.echo != "" {
		return json.RawMessage(f.echo), nil
	}
	return input, nil
}

// stage is the desk among its windows.
type stage struct {
	*viewtest.Windows
	t    *testing.T
	desk *Desk
	env  *screen.Env
	runs []Execute
}

// hears hands messages on as the view does.
func (s *stage) hears(msg tea.Msg) tea.Cmd {
	switch m := msg.(type) {
	case Msg:
		return s.desk.Update(m)
	case Execute:
		s.runs = append(s.runs, m)
	case dialog.Answer:
		cmd, _ := s.desk.Answered(m)
		return cmd
	}
	return nil
}

var (
	ctrl, char       = viewtest.Ctrl, viewtest.Char
	esc, enter, down = viewtest.Esc, viewtest.Enter, viewtest.Down
)

// frame returns what the window on top shows.
func (s *stage) frame(w, h int) string {
	s.t.Helper()
	if len(s.Stack) == 0 {
		return ""
	}
	text, _ := s.Stack[len(s.Stack)-1].Render(w, h)
	return ansi.Strip(text)
}

// shows fails unless the window says all of that.
func (s *stage) shows(want ...string) {
	s.t.Helper()
	frame := strings.Join(strings.Fields(s.frame(94, 30)), " ")
	for _, w := range want {
		if !strings.Contains(frame, w) {
			s.t.Errorf("the window does not say %q:\n%s", w, s.frame(94, 30))
		}
	}
}

func (s *stage) outcomes() []string {
	var out []string
	for _, m := range s.Sent {
		if d, ok := m.(screen.Decided); ok {
			out = append(out, d.What+": "+d.Outcome)
		}
	}
	return out
}

func (s *stage) copies() []screen.Copy {
	var out []screen.Copy
	for _, m := range s.Sent {
		if c, ok := m.(screen.Copy); ok {
			out = append(out, c)
		}
	}
	return out
}

// bubble runs a test in virtual time.
func bubble(t *testing.T, run func(t *testing.T)) {
	t.Helper()
	synctest.Test(t, run)
}

const example = `{"badge":"B-17","person":{"id":"2c91","name":"Ada Lovelace"},"seen":["north door","lobby"]}`

// openWith returns a desk over a tenant, inside a bubble, with its window open.
func openWith(t *testing.T, isc api.ISC, j change.Journal, w api.Workflow) *stage {
	t.Helper()
	env := golden.Env(t, "dark", golden.Live(time.Now))
	d := New(Config{
		Env: env, Cmds: &api.Commands{ISC: isc}, Journal: j, Program: t.Context(), View: "workflows#1",
		Example: func(api.Trigger) json.RawMessage { return json.RawMessage(example) },
	})
	s := &stage{t: t, desk: d, env: env}
	s.Windows = viewtest.NewWindows(t, viewtest.Part("workflows#1", s.hears))
	t.Cleanup(d.Close)
	s.Do(d.Begin(w))
	return s
}

func open(t *testing.T, f *tenant) *stage {
	t.Helper()
	f.journal = changetest.New()
	return openWith(t, f, f.journal, f.w)
}

// create asks for a client and agrees.
func (s *stage) create() {
	s.t.Helper()
	s.Press(char('G'), enter)
	s.Agree("Create an OAuth client?")
	s.Advance(time.Second) // what comes by itself takes no key before it could be seen
}
