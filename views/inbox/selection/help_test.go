package selection

import (
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"iscope/api"
	"iscope/ui/dialog"
	"iscope/ui/golden"
	"iscope/ui/screen"
)

// itemOf is an account selection with the sections given as JSON.
func itemOf(t testing.TB, sections string) api.WorkItem {
	t.Helper()
	raw := []byte(`{"id":"2c91808a6f2b4d7e8f90a1b2c3d4e5f6","type":"Form","state":"Pending","name":"Account Selection","description":"Select an account for Mara Lindqvist",` +
		`"requesterDisplayName":"Tomas Berg","ownerId":"me","form":{"id":"f1","name":"AccountSelection Form","title":"Account Selection for Mara Lindqvist",` +
		`"subtitle":"Please select from the following","targetUser":"mara.lindqvist","sections":` + sections + `}}`)
	it, ok := api.ReadWorkItem(raw)
	if !ok {
		t.Fatalf("unreadable: %s", raw)
	}
	it.SetRaw(api.RawRow(raw))
	return it
}

// full has a field of every kind, and sections within sections.
const full = `[{"name":"Section1","label":"Directory","formItems":[` +
	`{"name":"Field1","displayName":"Directory account","type":"select","required":true,"helpKey":"Select the account that receives the access.","allowedValues":[` +
	`{"label":"mara.lindqvist (Directory)","value":"a1f0c3d2"},{"label":"mara.lindqvist-adm (Directory)","value":"b7e4"},{"label":"svc-mara (Directory)","value":"c9d8"}]},` +
	`{"name":"Hours","displayName":"Hours a week","type":"number"}]},` +
	`{"name":"Section2","label":"Ledger","formItems":[{"name":"Field2","label":"Ledger account","type":"select","isRequired":true,"allowedValues":["ledger-1","ledger-2"]},` +
	`{"name":"Section2.1","formItems":[{"name":"Until","label":"Until","type":"date"},{"name":"Reason","displayName":"Reason for this account","type":"textarea","helpKey":"Kept with the request."},` +
	`{"name":"Tell","label":"Tell the person","type":"boolean"},{"label":"A note of the tenant","value":"Both were migrated."}]}]}]`

// choiceOnly has one required choice.
const choiceOnly = `[{"name":"s","label":"Directory","formItems":[{"name":"account","label":"Account","required":true,"allowedValues":[{"label":"Ada","value":"1"},{"label":"Bob","value":"2"}]}]}]`

// stack drives a dialog as the shell does: intents open windows on top of it,
// answers go to the topmost one that listens, else to the view.
type stack struct {
	t      testing.TB
	open   []screen.Dialog
	view   []tea.Msg // what reached the view
	intent []tea.Msg
}

func fill(t testing.TB, d *Dialog) *stack {
	return &stack{t: t, open: []screen.Dialog{d}}
}

func (s *stack) top() screen.Dialog {
	if len(s.open) == 0 {
		s.t.Fatal("no window is open")
	}
	return s.open[len(s.open)-1]
}

func (s *stack) send(msg tea.Msg) {
	s.t.Helper()
	if len(s.open) == 0 {
		return
	}
	top := s.top()
	cmd, done := top.Update(msg)
	if done {
		s.open = s.open[:len(s.open)-1]
	}
	s.run(cmd)
}

func (s *stack) run(cmd tea.Cmd) {
	s.t.Helper()
	if cmd == nil {
		return
	}
	switch msg := cmd().(type) {
	case screen.Show:
		s.open = append(s.open, msg.Dialog)
		if p, ok := msg.Dialog.(*dialog.Pick); ok {
			s.run(p.Init())
		}
	case interface{ To() string }:
		if len(s.open) > 0 {
			if l, ok := s.top().(interface{ Listens(tea.Msg) bool }); ok && l.Listens(msg) {
				s.send(msg)
				return
			}
		}
		s.view = append(s.view, msg)
	case nil:
	default:
		s.intent = append(s.intent, msg)
	}
}

// press presses keys by name; a word in quotes is typed.
func (s *stack) press(keys ...string) *stack {
	s.t.Helper()
	named := map[string]tea.KeyPressMsg{
		"enter": {Code: tea.KeyEnter}, "esc": {Code: tea.KeyEscape}, "tab": {Code: tea.KeyTab}, "down": {Code: tea.KeyDown}, "up": {Code: tea.KeyUp},
		"backspace": {Code: tea.KeyBackspace}, "ctrl+s": {Code: 's', Mod: tea.ModCtrl}, "ctrl+z": {Code: 'z', Mod: tea.ModCtrl}, "ctrl+c": {Code: 'c', Mod: tea.ModCtrl},
		"ctrl+x": {Code: 'x', Mod: tea.ModCtrl}, "pgdown": {Code: tea.KeyPgDown},
	}
	for _, k := range keys {
		if key, ok := named[k]; ok {
			s.send(key)
			continue
		}
		for _, r := range strings.Trim(k, `"`) {
			s.send(tea.KeyPressMsg{Code: r, Text: string(r)})
		}
	}
	return s
}

// confirm returns the question on top.
func (s *stack) confirm() *dialog.Confirm {
	s.t.Helper()
	c, ok := s.top().(*dialog.Confirm)
	if !ok {
		s.t.Fatalf("%T is on top: %s", s.top(), s.text(88, 30))
	}
	return c
}

// text is what the topmost window shows.
func (s *stack) text(w, h int) string {
	s.t.Helper()
	frame, _ := s.top().Render(w, h)
	return ansi.Strip(frame)
}

func (s *stack) chosen() (Chosen, bool) {
	for _, m := range s.view {
		if c, ok := m.(Chosen); ok {
			return c, true
		}
	}
	return Chosen{}, false
}

func newDialog(t testing.TB, sections string) *Dialog {
	env := golden.Env(t, "dark")
	env.WebURL = "https://acme.example"
	return New(env, "inbox#1", itemOf(t, sections))
}

// fits fails when a window is larger than it may be.
func fits(t testing.TB, frame string, w, h int) {
	t.Helper()
	lines := strings.Split(frame, "\n")
	if len(lines) > h {
		t.Fatalf("%d lines of %d:\n%s", len(lines), h, frame)
	}
	for _, l := range lines {
		if got := ansi.StringWidth(l); got > w {
			t.Fatalf("%d cells of %d: %q", got, w, l)
		}
	}
}

func hints(d screen.Dialog) string {
	var out []string
	for _, h := range d.Hints() {
		out = append(out, h.Key+" "+h.Text)
	}
	return fmt.Sprint(strings.Join(out, ", "))
}
