package create

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"iscope/api"
	"iscope/api/demotest"
	"iscope/api/isc"
	"iscope/api/journal"
	"iscope/api/sandbox"
	"iscope/ui/golden"
	"iscope/ui/screen"
	"iscope/ui/theme"
	"iscope/views/workflows/check"
)

const record = `{"id":"w1","name":"Joiner","enabled":true,"owner":{"id":"o","name":"Ada"},"created":"2026-01-01T00:00:00Z",
 "definition":{"start":"x","steps":{"x":{"type":"action","attributes":{"clientSecret":"$.secrets.f00d","password":"hunter2"}}}}}`

func workflow(t testing.TB, raw string) api.Workflow {
	t.Helper()
	w, ok := api.ReadWorkflow([]byte(raw))
	if !ok {
		t.Fatalf("no workflow: %s", raw)
	}
	w.SetRaw(api.RawRows([]json.RawMessage{json.RawMessage(raw)})[0])
	return w
}

var triggers = []api.LibraryItem{
	{ID: "idn:identity-created", Type: "EVENT", Name: "Identity Created"},
	{ID: "idn:access-request-pre-approval", Type: "AccessRequestTrigger", Name: "Access Request Submitted"},
	{ID: "idn:scheduled", Type: "SCHEDULED", Name: "Scheduled Trigger"},
	{ID: "idn:external-http", Type: "EXTERNAL", Name: "External Trigger"},
	{ID: "idn:old", Type: "EVENT", Name: "Old", Deprecated: true, DeprecatedBy: "idn:identity-created"},
}

// TestTemplates pins that what one begins with could be created as it is: the
// checks find nothing, and the tenant takes it.
func TestTemplates(t *testing.T) {
	tenant := sandbox.New(sandbox.Options{Seed: 1, Workflows: -1, Executions: -1})
	j := journal.Memory("acme", time.Now)
	client := demotest.ISC(t, tenant, isc.Config{Generation: isc.Generations[0], Guard: j.Guard})
	send := func(s Source) {
		t.Helper()
		var d api.WorkflowDraft
		if err := json.Unmarshal(s.Text, &d); err != nil {
			t.Fatal(err)
		}
		id := j.NewID()
		if err := j.Begin(journal.Intent{ID: id, Op: api.CreateWorkflow, Name: s.Name}); err != nil {
			t.Fatal(err)
		}
		if w, err := client.CreateWorkflow(journal.With(context.Background(), id), d); err != nil || w.Name != s.Name {
			t.Errorf("%s: %v", s.From, err)
		}
		if r := check.Text(s.Text, check.Options{}); len(r.Errors()) > 0 {
			t.Errorf("%s: %v", s.From, r.Errors())
		}
	}
	s, err := Empty()
	if err != nil || s.Name != "New workflow" || s.From != "an empty workflow" || strings.Contains(string(s.Text), "trigger") {
		t.Errorf("%+v, %v", s, err)
	}
	send(s)
	oslo, err := time.LoadLocation("Europe/Oslo")
	if err != nil {
		t.Skip("no time zones here")
	}
	for i, want := range []string{
		`"type":"EVENT","attributes":{"filter.$":"$","id":"idn:identity-created"}`, `"type":"EVENT","attributes":{"filter.$":"$","id":"idn:access-request-pre-approval"}`,
		`"type":"SCHEDULED","attributes":{"cronString":"0 9 * * 1","frequency":"cronSchedule","timeZone":"Europe/Oslo"}`, `"type":"EXTERNAL","attributes":{"name":"New workflow"}`, "idn:old",
	} {
		s, err := ForTrigger(triggers[i], oslo)
		if got := strings.Join(strings.Fields(string(s.Text)), ""); err != nil || !strings.Contains(got, strings.ReplaceAll(want, " ", "")) || !strings.HasPrefix(s.From, "the trigger ") {
			t.Errorf("%+v, %v", s, err)
		}
		if i == 4 != (len(s.Notes) == 2) {
			t.Errorf("%q", s.Notes)
		}
		send(s)
	}
	if s, err := ForTrigger(triggers[2], time.Local); err != nil || !strings.Contains(string(s.Text), `"UTC"`) {
		t.Errorf("%s, %v", s.Text, err)
	}
}

func TestDuplicate(t *testing.T) {
	s, err := Duplicate(workflow(t, record))
	if err != nil || s.Name != "Joiner (copy)" || s.From != "a copy of Joiner" || !strings.Contains(string(s.Text), `"$.secrets.f00d"`) || strings.Contains(string(s.Text), `"w1"`) {
		t.Errorf("%+v\n%s, %v", s, s.Text, err)
	}
	if want := []string{
		"step x, clientSecret: the reference to a stored secret is kept; the tenant may want it set again",
		"enabled: a workflow is created disabled", "owner: Ada", "made by the tenant: created, id",
	}; !slices.Equal(s.Notes, want) {
		t.Errorf("%q", s.Notes)
	}
	if _, err := Duplicate(api.Workflow{ID: "7"}); err == nil || err.Error() != "the record of 7 has not been read yet" {
		t.Errorf("%v", err)
	}
	if _, err := Duplicate(workflow(t, `{"id":"7"}`)); err == nil || err.Error() != "7 cannot be copied: it has no name" {
		t.Errorf("%v", err)
	}
}

// person is somebody before the window.
type person struct {
	*Dialog
	t      *testing.T
	done   bool
	answer *Chosen
}

func open(t *testing.T, set func(*Dialog)) *person {
	d := Dialog{
		Env: golden.Env(t, "dark"), View: "workflows#1", Current: "w2",
		Triggers:  func() ([]api.LibraryItem, string) { return triggers, "" },
		Workflows: []api.Workflow{workflow(t, record), workflow(t, `{"id":"w2","name":"Leaver"}`)},
	}
	if set != nil {
		set(&d)
	}
	return &person{Dialog: New(d), t: t}
}

// send hands messages, and what follows from them, to the window.
func (p *person) send(msgs ...tea.Msg) {
	p.t.Helper()
	for _, m := range msgs {
		if _, key := m.(tea.KeyPressMsg); !key && !p.Listens(m) {
			if _, paste := m.(tea.PasteMsg); !paste {
				c, ok := m.(Chosen)
				if !ok || c.To() != "workflows#1" {
					p.t.Fatalf("%#v", m)
				}
				p.answer = &c
				continue
			}
		}
		if p.done {
			p.t.Fatal("it is closed")
		}
		cmd, done := p.Update(m)
		p.done = done
		if cmd != nil {
			p.send(cmd())
		}
	}
}

func (p *person) write(text string) {
	for _, r := range text {
		p.send(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
}

func (p *person) says(texts ...string) {
	p.t.Helper()
	frame, _ := p.Render(76, 24)
	for _, text := range texts {
		if !strings.Contains(ansi.Strip(frame), text) {
			p.t.Fatalf("%q is not in the window:\n%s", text, ansi.Strip(frame))
		}
	}
}

// got fails unless the window closed with a source that has the texts in it.
func (p *person) got(name, from string, texts ...string) {
	p.t.Helper()
	if !p.done || p.answer == nil || p.answer.Source.Name != name || p.answer.Source.From != from {
		p.t.Fatalf("closed %v: %+v", p.done, p.answer)
	}
	for _, text := range texts {
		if !strings.Contains(string(p.answer.Source.Text)+strings.Join(p.answer.Source.Notes, "\n"), text) {
			p.t.Errorf("%q is not in %s\n%q", text, p.answer.Source.Text, p.answer.Source.Notes)
		}
	}
}

var (
	enter  = tea.KeyPressMsg{Code: tea.KeyEnter}
	esc    = tea.KeyPressMsg{Code: tea.KeyEscape}
	review = tea.KeyPressMsg{Code: 's', Mod: tea.ModCtrl}
	clear  = tea.KeyPressMsg{Code: 'u', Mod: tea.ModCtrl}
)

func TestMenu(t *testing.T) {
	p := open(t, nil)
	p.says("Empty", "For a trigger", "From a file", "From the clipboard", "Copy of another workflow")
	p.send(enter)
	p.got("New workflow", "an empty workflow")

	p = open(t, func(d *Dialog) { d.Triggers, d.Workflows = nil, nil })
	if frame, _ := p.Render(76, 24); strings.Contains(frame, "trigger") || strings.Contains(frame, "another") {
		t.Errorf("%s", frame)
	}
	p.send(esc)
	if !p.done || p.answer != nil {
		t.Error("it does not close")
	}
}

func TestTriggers(t *testing.T) {
	var items []api.LibraryItem
	why := ""
	p := open(t, func(d *Dialog) { d.Triggers = func() ([]api.LibraryItem, string) { return items, why } })
	p.write("trigger")
	p.send(enter)
	p.says("the step library is being read")
	p.send(enter)
	why = "the library could not be read"
	p.send(tea.KeyPressMsg{Code: tea.KeyDown}, esc)
	p.write("trigger")
	p.send(enter)
	p.says(why)
	items = triggers
	p.says("Identity Created", "Old (deprecated)", "idn:identity-created")
	p.write("access")
	p.send(enter)
	p.got("New workflow", "the trigger Access Request Submitted", "idn:access-request-pre-approval", "narrow it")
}

func TestFile(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{"one.json": record, "two.json": "[" + record + "," + record + "]", "bad.json": "{\n x"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	p := open(t, nil)
	p.write("file")
	p.send(enter, enter, tea.PasteMsg{Content: filepath.Join(dir, "two.json")}, enter)
	p.says("There are 2 workflows in it; import them instead")
	p.send(clear, tea.PasteMsg{Content: filepath.Join(dir, "b")}, tea.KeyPressMsg{Code: tea.KeyTab}, enter)
	p.says("bad.json:2:2: invalid character 'x'")
	p.send(esc)
	p.says("From the clipboard")
	p.write("file")
	p.send(enter, tea.PasteMsg{Content: filepath.Join(dir, "one.json")})
	late, _ := p.Update(enter) // it is being read
	p.says("Reading")
	p.send(tea.KeyPressMsg{Code: 'x', Text: "x"}, late())
	if p.done {
		t.Error("what was read is not what stands there")
	}
	p.send(tea.KeyPressMsg{Code: tea.KeyBackspace}, enter)
	p.got("Joiner", "one.json", `"$.secrets.f00d"`, "owner: Ada") // the tenant has it, so its secrets mean something
}

// TestPaste pins what is pasted, and that of another tenant's workflow no
// references are kept.
func TestPaste(t *testing.T) {
	p := open(t, func(d *Dialog) { d.Workflows = nil })
	p.write("clip")
	p.send(enter, review)
	p.says("nothing is in it", "A workflow as JSON. ctrl+s takes it.")
	p.send(tea.PasteMsg{Content: "{\n  \"name\": \"Joiner\" 1}"}, review)
	p.says("the text:2:20: invalid character '1'")
	p.send(tea.KeyPressMsg{Code: 'z', Mod: tea.ModCtrl}, tea.PasteMsg{Content: strings.ReplaceAll(record, "\n", "\r\n")}, review)
	p.got("Joiner", "the text", `"clientSecret": ""`, "hunter2", "the reference to a stored secret, blanked")

	p = open(t, nil)
	p.write("clip")
	p.send(enter, tea.KeyPressMsg{Code: 'c', Mod: tea.ModCtrl})
	p.says("From a file")
}

func TestCopy(t *testing.T) {
	p := open(t, nil)
	p.write("copy")
	p.send(enter)
	p.says("Joiner", "Leaver", "Ada", "2 of 2") // the cursor is on the one of the list
	p.send(tea.KeyPressMsg{Code: tea.KeyUp}, enter)
	p.got("Joiner (copy)", "a copy of Joiner")

	p = open(t, func(d *Dialog) { d.Workflows = []api.Workflow{{ID: "7", Name: "Unread"}} })
	p.write("copy")
	p.send(enter, enter)
	p.says("the record of Unread has not been read yet")
	p.send(esc, esc)
	if !p.done || p.answer != nil {
		t.Error("it does not close")
	}
}

func TestFrames(t *testing.T) {
	dir := t.TempDir()
	for name, play := range map[string]func(p *person){
		"menu":    func(*person) {},
		"trigger": func(p *person) { p.write("trigger"); p.send(enter, tea.KeyPressMsg{Code: tea.KeyDown}) },
		"file": func(p *person) {
			p.write("file")
			p.send(enter, tea.PasteMsg{Content: dir}, enter)
			p.problem = "folder: there is no file in it whose name ends in .json"
			p.send(clear)
			p.problem = "folder: there is no file in it whose name ends in .json"
		},
		"paste": func(p *person) {
			p.write("clip")
			p.send(enter, tea.PasteMsg{Content: "{\n  \"name\": \"Joiner\" 1\n}"}, review)
		},
	} {
		p := open(t, nil)
		play(p)
		for _, size := range []struct {
			name string
			w, h int
		}{{"120x36", min(p.Width(), 114), 30}, {"80x24", 74, 18}, {"40x12", 34, 6}} {
			frame, cursor := p.Render(size.w, size.h)
			if n := strings.Count(frame, "\n") + 1; n > size.h || cursor == nil || cursor.Y >= size.h || cursor.X >= size.w {
				t.Errorf("%s %s: %d lines, cursor %v", name, size.name, n, cursor)
			}
			golden.Equal(t, name+"-"+size.name, frame)
		}
		for w := range 50 {
			for h := range 12 {
				p.Render(w, h)
			}
		}
		p.Env.Styles = theme.New("mono", true, true, "")
		frame, _ := p.Render(74, 18)
		golden.Mono(t, name+"-mono", frame)
	}
	var _ screen.Dialog = open(t, nil).Dialog
}
