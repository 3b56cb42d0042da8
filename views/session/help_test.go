package session

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"iscope/api"
	"iscope/keymap"
	"iscope/ui/cell"
	"iscope/ui/dialog"
	"iscope/ui/screen"
	"iscope/views/internal/change/changetest"
	"iscope/views/internal/frames"
	"iscope/views/internal/viewtest"
)

const (
	idA  = "33f072dd-13b4-41e1-8ea0-16f2a59b57c8"
	uidA = "0a1b2c3d4e5f60718293a4b5c6d7e8f9"
	idB  = "44f072dd-13b4-41e1-8ea0-16f2a59b57c9"
	idC  = "55f072dd-13b4-41e1-8ea0-16f2a59b57ca"
)

// records are the sessions of the fake, as NERM writes them.
var records = map[string]string{
	idA: `{"id":"` + idA + `","uid":"0a1b2c3d4e5f60718293a4b5c6d7e8f9","workflow_id":"wf-contractor","requester_id":"u-ada","requester_type":"User",
		"profile_id":"p-zoe","status":"pending_approval","attributes":{"contract_end":"03/31/2026","national_id":"AB123456","reason":"Project runs on.\nSponsor agrees.","site":"Leeds","cv":"cv.pdf"}}`,
	idB: `{"id":"` + idB + `","uid":"1a1b2c3d4e5f60718293a4b5c6d7e8f0","workflow_id":"wf-review","requester_id":"u-grace","requester_type":"User",
		"profile_ids":"p-zoe, p-ngu","status":"processing","attributes":{}}`,
	idC: `{"id":"` + idC + `","uid":"2a1b2c3d4e5f60718293a4b5c6d7e8f1","workflow_id":"wf-contractor","requester_id":"p-ngu","requester_type":"NeprofileUser","status":"failed","attributes":{"site":"Bergen"}}`,
}

func read(t testing.TB, raw string) api.Session {
	t.Helper()
	s, ok := api.ReadSession([]byte(raw))
	if !ok {
		t.Fatalf("no session: %s", raw)
	}
	s.SetRaw(api.RawRow([]byte(raw)))
	return s
}

// patch is one PATCH the fake received.
type patch struct {
	id   string
	body string
	run  bool
}

// fake is a NERM tenant in memory. Its hooks, when set, answer instead.
type fake struct {
	t       testing.TB
	mu      sync.Mutex
	order   []string
	rows    map[string]map[string]any
	kinds   []api.NEAttribute
	journal *changetest.Journal
	patches []patch
	reads   int
	lists   int

	onList    func() error
	onRead    func(n int) error // n counts reads of single sessions, from 1
	onPatch   func(apply func() api.Session) (api.Session, error)
	onKinds   error
	onLookups error
}

func newFake(t testing.TB) *fake {
	f := &fake{t: t, journal: changetest.New(), order: []string{idA, idB, idC}, rows: map[string]map[string]any{}, kinds: []api.NEAttribute{
		{ID: "1", UID: "contract_end", Label: "Contract end", DataType: "date", DateFormat: "mm/dd/yyyy"},
		{ID: "2", UID: "national_id", Label: "National identity number", DataType: "text field", Encrypted: true, ToolTip: "Stored encrypted"},
		{ID: "3", UID: "reason", Label: "Reason", DataType: "text area"},
		{ID: "4", UID: "site", Label: "Site", DataType: "drop-down"},
		{ID: "5", UID: "cv", Label: "Curriculum vitae", DataType: "attachment"},
		{ID: "6", UID: "shift", Label: "Shift", DataType: "radio buttons"},
	}}
	for id, raw := range records {
		var row map[string]any
		if err := json.Unmarshal([]byte(raw), &row); err != nil {
			t.Fatal(err)
		}
		f.rows[id] = row
	}
	return f
}

func (f *fake) session(id string) api.Session {
	b, err := json.Marshal(f.rows[id])
	if err != nil {
		f.t.Fatal(err)
	}
	return read(f.t, string(b))
}

// alter is what somebody else does to a session.
func (f *fake) alter(id, member string, value any) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if uid, ok := strings.CutPrefix(member, attrKey); ok {
		f.rows[id]["attributes"].(map[string]any)[uid] = value
		return
	}
	f.rows[id][member] = value
}

func (f *fake) Sessions(_ context.Context, q api.SessionQuery) (api.Page[api.Session], error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.lists++
	if f.onList != nil {
		if err := f.onList(); err != nil {
			return api.Page[api.Session]{}, err
		}
	}
	p := api.Page[api.Session]{Offset: q.Offset, Total: -1}
	for _, id := range f.order[min(q.Offset, len(f.order)):min(q.Offset+q.Limit, len(f.order))] {
		p.Items = append(p.Items, f.session(id))
	}
	p.Next = q.Offset + len(p.Items)
	p.More = p.Next < len(f.order)
	return p, nil
}

func (f *fake) Session(_ context.Context, id string) (api.Session, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.reads++
	if f.onRead != nil {
		if err := f.onRead(f.reads); err != nil {
			return api.Session{}, err
		}
	}
	if f.rows[id] == nil {
		return api.Session{}, &api.Error{Kind: api.NotFound, Op: api.GetSession, Status: 404, Detail: "The requested Workflow session was not found"}
	}
	return f.session(id), nil
}

func (f *fake) CreateSession(context.Context, api.SessionDraft, bool) (api.Session, error) {
	f.t.Error("nothing here creates a session")
	return api.Session{}, nil
}

func (f *fake) PatchSession(ctx context.Context, id string, c api.SessionChange, run bool) (api.Session, error) {
	if err := f.journal.Guard(ctx, api.PatchSession); err != nil {
		return api.Session{}, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	body, err := json.Marshal(c)
	if err != nil {
		f.t.Fatal(err)
	}
	f.patches = append(f.patches, patch{id, string(body), run})
	apply := func() api.Session {
		var in struct {
			S map[string]any `json:"workflow_session"`
		}
		if err := json.Unmarshal(body, &in); err != nil {
			f.t.Fatal(err)
		}
		for k, v := range in.S {
			switch k {
			case "attributes":
				maps.Copy(f.rows[id]["attributes"].(map[string]any), v.(map[string]any))
			case "status_uid":
				f.rows[id]["status"] = v
			case "status":
			default:
				f.rows[id][k] = v
			}
		}
		return f.session(id)
	}
	if f.onPatch != nil {
		return f.onPatch(apply)
	}
	return apply(), nil
}

func (f *fake) Users(_ context.Context, _ string, _, offset int) (api.Page[api.NERMUser], error) {
	if f.onLookups != nil {
		return api.Page[api.NERMUser]{}, f.onLookups
	}
	return api.Page[api.NERMUser]{Offset: offset, Items: []api.NERMUser{{ID: "u-ada", Name: "Ada Lovelace"}, {ID: "u-grace", Login: "grace"}}}, nil
}

func (f *fake) Profiles(_ context.Context, _ string, _, offset int) (api.Page[api.Profile], error) {
	if f.onLookups != nil {
		return api.Page[api.Profile]{}, f.onLookups
	}
	return api.Page[api.Profile]{Offset: offset, Items: []api.Profile{{ID: "p-zoe", Name: "Zoë Müller"}, {ID: "p-ngu", Name: "阮 Nguyễn"}}}, nil
}

func (f *fake) Attributes(context.Context, int, int) (api.Page[api.NEAttribute], error) {
	if f.onKinds != nil {
		return api.Page[api.NEAttribute]{}, f.onKinds
	}
	return api.Page[api.NEAttribute]{Items: f.kinds}, nil
}

// rig is a view with its tenant and the loop that drives it.
type rig struct {
	*viewtest.Loop
	m    *Model
	nerm *fake
	env  *screen.Env
	t    *testing.T
}

// inBubble runs a test with a view that is shown, in virtual time.
func inBubble(t *testing.T, set func(*Model, *fake), test func(*rig)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		f := newFake(t)
		env := viewtest.Env(t, time.Now)
		m := New(env, &api.Commands{NERM: f}, f.journal.Journal, t.Context(), "session#1")
		m.journal = f.journal
		if set != nil {
			set(m, f)
		}
		r := &rig{viewtest.New(t, m), m, f, env, t}
		defer r.end()
		r.Do(m.Init())
		r.Do(m.SetActive(true))
		test(r)
	})
}

// end lets the ticks come that are out: they cannot be called back, and a
// bubble waits for them.
func (r *rig) end() {
	r.Do(r.m.SetActive(false))
	r.Advance(10 * time.Minute)
	r.m.Close()
}

// answer presses keys in the dialog that was opened last, as the shell would.
func (r *rig) answer(keys ...string) {
	r.t.Helper()
	d := r.Dialog()
	if d == nil {
		r.t.Fatal("no dialog was opened")
	}
	for _, k := range keys {
		cmd, done := d.Update(keyPress(k))
		if done {
			r.Sent = nil
		}
		r.Do(cmd)
	}
}

// say writes text into the dialog that was opened last, and accepts it.
func (r *rig) say(text string) {
	r.t.Helper()
	d := r.Dialog()
	if d == nil {
		r.t.Fatal("no dialog was opened")
	}
	for _, c := range text {
		d.Update(tea.KeyPressMsg{Code: c, Text: string(c)})
	}
	r.answer("enter")
}

// take moves down in the picker that was opened last and takes what is there.
func (r *rig) take(label string) {
	r.t.Helper()
	p, ok := r.Dialog().(*dialog.Pick)
	if !ok {
		r.t.Fatalf("the dialog is a %T", r.Dialog())
	}
	for range 100 {
		if o, _ := p.Selected(); o.Label == label {
			r.answer("enter")
			return
		}
		r.answer("down")
	}
	r.t.Fatalf("%q is not offered", label)
}

func keyPress(k string) tea.KeyPressMsg {
	switch k {
	case "enter":
		return tea.KeyPressMsg{Code: tea.KeyEnter}
	case "esc":
		return tea.KeyPressMsg{Code: tea.KeyEscape}
	case "backspace":
		return tea.KeyPressMsg{Code: tea.KeyBackspace}
	case "down":
		return tea.KeyPressMsg{Code: tea.KeyDown}
	case "tab":
		return tea.KeyPressMsg{Code: tea.KeyTab}
	}
	if c, ok := strings.CutPrefix(k, "ctrl+"); ok {
		return tea.KeyPressMsg{Code: rune(c[0]), Mod: tea.ModCtrl}
	}
	return tea.KeyPressMsg{Code: []rune(k)[0], Text: k}
}

// press hands keys to the view as the shell does: typing, or by the keymap.
func (r *rig) press(keys ...string) {
	r.t.Helper()
	for _, k := range keys {
		msg := keyPress(k)
		if r.m.Typing() {
			r.Send(msg)
			continue
		}
		if a, ok := r.env.Keys.Resolve(append(r.m.Scopes(), keymap.Global), msg.String()); ok {
			r.Act(a)
		}
	}
}

// question returns head and lines of the question asked last.
func (r *rig) question() (string, string) {
	r.t.Helper()
	c, ok := r.Dialog().(*dialog.Confirm)
	if !ok {
		r.t.Fatalf("the dialog is a %T", r.Dialog())
	}
	return c.Head, strings.Join(c.Lines, "\n")
}

// decisions returns what was noted in the activity log.
func (r *rig) decisions() []screen.Decided {
	var out []screen.Decided
	for _, msg := range r.Sent {
		if d, ok := msg.(screen.Decided); ok {
			out = append(out, d)
		}
	}
	return out
}

// frame returns what the view draws, without styles, and checks its size.
func (r *rig) frame(w, h int) string {
	r.t.Helper()
	styled, cursor := r.m.Render(w, h)
	lines := strings.Split(styled, "\n")
	if len(lines) != h {
		r.t.Fatalf("%d lines instead of %d:\n%s", len(lines), h, styled)
	}
	for _, l := range lines {
		if cell.Width(l) > w {
			r.t.Fatalf("%d cells instead of %d: %q", cell.Width(l), w, l)
		}
	}
	if cursor != nil && (cursor.X < 0 || cursor.X >= w || cursor.Y < 0 || cursor.Y >= h) {
		r.t.Fatalf("the cursor is at %d,%d of %dx%d", cursor.X, cursor.Y, w, h)
	}
	return ansi.Strip(styled)
}

// shows fails when the frame lacks one of the texts, however it is wrapped.
func (r *rig) shows(texts ...string) {
	r.t.Helper()
	frame := r.frame(120, 40)
	flat := strings.Join(strings.Fields(frame), " ")
	for _, text := range texts {
		if !strings.Contains(frame, text) && !strings.Contains(flat, text) {
			r.t.Errorf("the screen does not say %q:\n%s", text, frame)
		}
	}
}

// lacks fails when the frame has one of the texts.
func (r *rig) lacks(texts ...string) {
	r.t.Helper()
	frame := r.frame(120, 40)
	for _, text := range texts {
		if strings.Contains(frame, text) {
			r.t.Errorf("the screen says %q:\n%s", text, frame)
		}
	}
}

// golden compares the frame with testdata/name-WxH.golden.
func (r *rig) golden(name string, w, h int) {
	r.t.Helper()
	frames.Equal(r.t, fmt.Sprintf("%s-%dx%d", name, w, h), r.frame(w, h))
}

func splitLines(s string) []string { return strings.Split(s, "\n") }

// memory is a Drafts in memory.
type memory struct {
	mu    sync.Mutex
	kept  map[string]string
	saves int
	fail  error
}

func newMemory() *memory { return &memory{kept: map[string]string{}} }

func (d *memory) Load(id string) ([]byte, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return []byte(d.kept[id]), d.fail
}

func (d *memory) Save(id string, body []byte) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.saves++
	if d.fail == nil {
		d.kept[id] = string(body)
	}
	return d.fail
}

func (d *memory) Drop(id string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.kept, id)
	return d.fail
}
