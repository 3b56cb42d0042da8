package library

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/ui/golden"
	"iscope/ui/screen"
	"iscope/views/workflows/find"
)

// tenant answers for its library. What it does not override panics.
type tenant struct {
	api.ISC
	items    map[Kind][]string
	perPage  int
	repeats  bool // it ignores the offset
	fail     map[api.Op]error
	requests []string
}

func (f *tenant) list(k Kind, q api.Query) (api.Page[api.LibraryItem], error) {
	f.requests = append(f.requests, k.String())
	if err := f.fail[ops[k]]; err != nil {
		return api.Page[api.LibraryItem]{}, err
	}
	rows, from, n := f.items[k], q.Offset, f.perPage
	if f.repeats {
		from = 0
	}
	if n == 0 || k == Operators {
		n = len(rows)
	}
	var p api.Page[api.LibraryItem]
	for _, raw := range rows[min(from, len(rows)):min(from+n, len(rows))] {
		it, ok := api.ReadLibraryItem([]byte(raw))
		if !ok {
			p.Bad++
			continue
		}
		it.SetRaw(api.RawRow([]byte(raw)))
		p.Items = append(p.Items, it)
	}
	p.Next, p.More = from+n, from+n < len(rows) || f.repeats
	return p, nil
}

func (f *tenant) LibraryActions(_ context.Context, q api.Query) (api.Page[api.LibraryItem], error) {
	return f.list(Actions, q)
}

func (f *tenant) LibraryTriggers(_ context.Context, q api.Query) (api.Page[api.LibraryItem], error) {
	return f.list(Triggers, q)
}

func (f *tenant) LibraryOperators(context.Context) (api.Page[api.LibraryItem], error) {
	return f.list(Operators, api.Query{})
}

func newTenant() *tenant {
	return &tenant{fail: map[api.Op]error{}, items: map[Kind][]string{
		Actions: {
			`{"id":"sp:http","type":"ACTION","name":"HTTP Request","description":"Calls an HTTP endpoint and returns its answer.","versionNumber":2,"isDynamicSchema":true,
				"exampleOutput":{"statusCode":200,"headers":{"Content-Type":"application/json"},"body":{"id":"42"}},"outputSchema":{"type":"object","properties":{"statusCode":{"type":"number"}}},
				"formFields":[{"name":"url","label":"Request URL","type":"url","required":true,"helpText":"The address to call."},
				{"name":"method","label":"Method","type":"select","required":true,"helpText":"The verb to use.","default":"get","options":[{"label":"Get","value":"get"},{"label":"Post","value":"post"}]},
				{"name":"timeout","label":"Timeout","type":"duration","required":false,"helpText":"How long to wait for an answer.","description":"From one second to two minutes."}]}`,
			`{"id":"sp:http-basic","type":"ACTION","name":"HTTP Request (first version)","description":"Calls an HTTP endpoint. Use HTTP Request.","deprecated":true,"deprecatedBy":"2024-03-01T00:00:00Z","versionNumber":1,"exampleOutput":{}}`,
			`{"id":"sp:send-email","type":"ACTION","name":"Send Email","description":"Sends a message to one or more recipients.","versionNumber":2,"isSimulationEnabled":true}`,
			`{"id":"sp:unlock","type":"ACTION","name":"Unlock Identity","description":"Lifts a lock.","deprecated":true,"deprecatedBy":"2030-01-01T00:00:00Z"}`,
			`{"id":"sp:old-mail","type":"ACTION","name":"Mail","description":"Sends.","deprecated":true,"deprecatedBy":"sp:send-email"}`,
		},
		Operators: {`{"id":"sp:compare-strings","type":"OPERATOR","name":"Compare Strings","description":"Compares two texts.","formFields":[{"name":"variableA.$","label":"Value 1","type":"text","required":true}]}`},
		Triggers: {
			`{"id":"idn:identity-created","type":"EVENT","name":"Identity Created","description":"A new identity was found.","isSimulationEnabled":true,"inputExample":{"identity":{"id":"ee76","name":"john.doe"}}}`,
			`{"id":"idn:scheduled","type":"SCHEDULED","name":"Scheduled Trigger","description":"Starts the workflow at set times."}`,
		},
	}}
}

const joiner = `{"id":"joiner","name":"Joiner: provision laptop","enabled":true,"modified":"2026-03-01T10:00:00Z","trigger":{"type":"EVENT","attributes":{"id":"idn:identity-created"}},
"definition":{"start":"Ask","steps":{"Ask":{"type":"choice","actionId":"sp:compare-strings"},"Create ticket":{"type":"action","actionId":"sp:http"},"Call back":{"type":"action","actionId":"sp:http"}}}}`

const nightly = `{"id":"nightly","name":"Nightly sweep","modified":"2026-03-02T10:00:00Z","trigger":{"type":"SCHEDULED"},"definition":{"start":"A","steps":{"A":{"type":"action","actionId":"sp:http"}}}}`

func indexOf(t *testing.T, raws ...string) *find.Index {
	t.Helper()
	var ws []api.Workflow
	for _, raw := range raws {
		w, ok := api.ReadWorkflow([]byte(raw))
		if !ok || !json.Valid([]byte(raw)) {
			t.Fatal(raw)
		}
		w.SetRaw(api.RawRow([]byte(raw)))
		ws = append(ws, w)
	}
	return find.New().Update(t.Context(), ws)
}

// stage is a view with a shelf, and the shell around it.
type stage struct {
	t     *testing.T
	f     *tenant
	shelf *Shelf
	env   *screen.Env
	index *find.Index
	b     *Browser
	sent  []tea.Msg
	held  []tea.Cmd
	hold  bool
}

func newStage(t *testing.T, f *tenant) *stage {
	t.Helper()
	return &stage{t: t, f: f, env: golden.Env(t, "dark"), shelf: NewShelf(&api.Commands{ISC: f}, t.Context(), "workflows#1")}
}

// open opens the window over the library and reads that.
func open(t *testing.T, f *tenant, id string, raws ...string) *stage {
	t.Helper()
	s := newStage(t, f)
	if len(raws) > 0 {
		s.index = indexOf(t, raws...)
	}
	s.open(id)
	return s
}

func (s *stage) open(id string) {
	s.do(Open(Desk{Env: s.env, View: "workflows#1", Shelf: s.shelf, Index: func() *find.Index { return s.index }}, id))
}

func (s *stage) do(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	if s.hold {
		s.held = append(s.held, cmd)
		return
	}
	s.deliver(cmd())
}

// pump shows the window that was asked for, and holds what reads.
func (s *stage) pump() {
	waiting := s.held
	s.held = nil
	var reads []tea.Cmd
	for _, cmd := range waiting {
		batch, _ := cmd().(tea.BatchMsg)
		for i, c := range batch {
			if i < len(batch)-1 {
				reads = append(reads, c)
				continue
			}
			s.deliver(c())
		}
	}
	s.held = reads
}

func (s *stage) release() {
	s.hold = false
	for len(s.held) > 0 {
		cmd := s.held[0]
		s.held = s.held[1:]
		s.do(cmd)
	}
}

func (s *stage) deliver(msg tea.Msg) {
	switch m := msg.(type) {
	case nil:
	case tea.BatchMsg:
		for _, c := range m {
			s.do(c)
		}
	case screen.Show:
		s.b = m.Dialog.(*Browser)
	case Result:
		if s.b != nil && s.b.Listens(m) {
			s.update(m)
			return
		}
		cmd, mine := s.shelf.Update(m)
		if !mine {
			s.t.Errorf("%+v is not for the shelf", m.Ticket)
		}
		s.do(cmd)
	default:
		s.sent = append(s.sent, msg)
	}
}

func (s *stage) update(msg tea.Msg) {
	cmd, done := s.b.Update(msg)
	if done {
		s.b = nil
	}
	s.do(cmd)
}

// press presses keys as they are written for people.
func (s *stage) press(keys ...string) {
	s.t.Helper()
	codes := map[string]rune{"enter": tea.KeyEnter, "esc": tea.KeyEscape, "tab": tea.KeyTab, "down": tea.KeyDown, "left": tea.KeyLeft, "right": tea.KeyRight}
	for i, k := range keys {
		if c, ok := codes[k]; ok {
			s.update(tea.KeyPressMsg{Code: c})
		} else {
			for _, r := range k {
				s.update(tea.KeyPressMsg{Code: r, Text: string(r)})
			}
		}
		if s.b == nil && i < len(keys)-1 {
			s.t.Fatalf("closed by %s", k)
		}
	}
}

// window draws the window as the shell does in a terminal of that size.
func (s *stage) window(w, h int) string {
	s.t.Helper()
	inner := min(s.b.Width(), w-6)
	body, cursor := s.b.Render(inner, h-6)
	if cursor != nil && (cursor.X < 0 || cursor.X >= inner || cursor.Y < 0 || cursor.Y >= h-6) {
		s.t.Errorf("cursor at %v of %dx%d", cursor, inner, h-6)
	}
	golden.Fits(s.t, body, inner, min(h-6, highest))
	var keys []string
	for _, x := range s.b.Hints() {
		keys = append(keys, x.Key+" "+x.Text)
	}
	return "[" + s.b.Title() + "]\n" + body + "\n[" + strings.Join(keys, "   ") + "]"
}
