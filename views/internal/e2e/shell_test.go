package e2e

import (
	"log/slog"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/exp/teatest/v2"

	"iscope/api"
	"iscope/api/demotest"
	record "iscope/api/journal"
	"iscope/api/safe"
	"iscope/api/sandbox"
	tenants "iscope/api/tenant"
	"iscope/keymap"
	"iscope/ui/screen"
	"iscope/views"
)

// framed keeps the frames a program drew, since the bytes it sends depend on
// when its renderer looked.
type framed struct {
	*views.Shell
	frames chan string
}

func (f framed) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	_, cmd := f.Shell.Update(msg)
	return f, cmd
}

func (f framed) View() tea.View {
	v := f.Shell.View()
	select {
	case f.frames <- v.Content:
	default: // the test has stopped looking
	}
	return v
}

// until waits for a frame that holds text.
func (f framed) until(t *testing.T, text string) {
	t.Helper()
	timeout := time.After(patience)
	last := ""
	for {
		select {
		case last = <-f.frames:
			if strings.Contains(last, text) {
				return
			}
		case <-timeout:
			t.Fatalf("no frame holds %q; the last:\n%s", text, last)
		}
	}
}

// TestShellAsAProgram runs the whole stack below main as Bubble Tea runs it:
// it loads, changes its view, opens and closes help, and quits.
func TestShellAsAProgram(t *testing.T) {
	_, vars := tenant(t, sandbox.Options{})
	env := demotest.Vars(vars)
	cmds, limit, err := tenants.Open(tenants.Settings{
		Name: "demo", URL: env["SAIL_BASE_URL"], ClientID: env["SAIL_CLIENT_ID"], Secret: safe.NewSecret(env["SAIL_CLIENT_SECRET"]),
		NERMURL: env["SAIL_NERM_BASE_URL"], NERMToken: safe.NewSecret(env["SAIL_NERM_TOKEN"]), Calls: &api.Calls{}, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	keys, _ := keymap.New(nil)
	lent := &screen.Env{
		Keys: keys, Now: time.Now, Random: func() float64 { return 0.5 }, Zone: time.UTC, Tenant: "demo", Refresh: 15 * time.Second, Undo: 5 * time.Second,
	}
	decisions := record.Memory("test", time.Now)
	shell := views.New(views.Options{
		Env: lent, Views: views.Screens(t.Context(), lent, cmds, views.ScreenOptions{Journal: decisions}), Journal: decisions,
		First: keymap.Inbox, Limited: limit, Theme: "dark", Version: "test",
	})
	m := framed{shell, make(chan string, 4096)}
	tm := teatest.NewTestModel(t, m, teatest.WithInitialTermSize(120, 36))
	m.until(t, "42 items")
	tm.Type("4")
	m.until(t, "Identity Refresh")
	tm.Type("?")
	m.until(t, "Help: Tasks")
	tm.Send(tea.KeyPressMsg{Code: tea.KeyEscape})
	tm.Type("q")
	tm.WaitFinished(t, teatest.WithFinalTimeout(patience))
	shell.Close()
}
