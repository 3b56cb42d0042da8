package inbox

import (
	"context"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"iscope/api"
	"iscope/api/journal"
	"iscope/keymap"
	"iscope/ui/golden"
	"iscope/ui/screen"
	"iscope/views/internal/viewtest"
)

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

// set changes a member of a record before it is read.
func set(k string, v any) func(map[string]any) { return func(m map[string]any) { m[k] = v } }

// front is the inbox with the dialogs that are open over it, as the shell has
// them.
type front struct {
	*Model
	windows []screen.Dialog // the topmost last
}

// window returns the topmost dialog, nil where none is open.
func (f *front) window() screen.Dialog {
	if len(f.windows) == 0 {
		return nil
	}
	return f.windows[len(f.windows)-1]
}

func (f *front) Update(msg tea.Msg) tea.Cmd {
	top := f.window()
	if top == nil {
		return f.Model.Update(msg)
	}
	l, listens := top.(interface{ Listens(tea.Msg) bool })
	_, key := msg.(tea.KeyPressMsg)
	if !key && (!listens || !l.Listens(msg)) {
		return f.Model.Update(msg)
	}
	cmd, done := top.Update(msg)
	if done {
		f.windows = slices.DeleteFunc(f.windows, func(w screen.Dialog) bool { return w == top })
	}
	return cmd
}

// open puts a dialog on screen, unless it is late and the person is busy.
func (f *front) open(s screen.Show) tea.Cmd {
	if s.Late && (f.window() != nil && f.window() != s.Over || f.window() == nil && f.Typing()) {
		return screen.Say(screen.Warn, "A question came too late and was dropped: "+s.Dialog.Title())
	}
	f.windows = append(f.windows, s.Dialog)
	if st, ok := s.Dialog.(interface{ Init() tea.Cmd }); ok {
		return st.Init()
	}
	return nil
}

// desk is a person before the inbox of a small tenant.
type desk struct {
	*front
	t        *testing.T
	env      *screen.Env
	opt      Options
	file     *journal.Bytes // of the journal
	memory   memory
	tenant   *tenant
	ctx      context.Context
	loop     *viewtest.Loop
	w, h     int // of the screen
	seen     int // of the loop's messages
	toasts   []screen.Toast
	log      []screen.Decided
	recalled []screen.Recalled
	copied   []string
	left     []api.Mutated
}

// memory is what a person's choices are remembered in.
type memory map[string]string

func (m memory) Recall(key string) string { return m[key] }

func (m memory) Remember(key, value string) { m[key] = value }

// sit plays a test before the inbox of s at 120 columns, loaded and on screen.
// What prepare changes is so before the inbox is made.
func sit(t *testing.T, s func(testing.TB) *tenant, play func(*desk), prepare ...func(*desk)) {
	t.Helper()
	arrive(t, s, func(d *desk) {
		d.show()
		play(d)
	}, prepare...)
}

// arrive is sit before the inbox is on screen.
func arrive(t *testing.T, s func(testing.TB) *tenant, play func(*desk), prepare ...func(*desk)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		ctx, cancel := context.WithCancel(context.Background())
		d := &desk{t: t, file: journal.NewBytes(nil), memory: memory{}, tenant: s(t), ctx: ctx}
		d.env = golden.Env(t, "dark", golden.Live(func() time.Time { return noon.Add(time.Since(start)) }))
		defer func() {
			d.Close()
			cancel()              // in the bubble, which the test's own context would not be after a failure
			time.Sleep(time.Hour) // timers that nobody waits for any more end
		}()
		d.begin(prepare...)
		play(d)
	})
}

// begin starts the program: a run of its own in the journal.
func (d *desk) begin(prepare ...func(*desk)) {
	d.t.Helper()
	d.env.Memory = d.memory
	d.opt.Journal = journal.New(d.file.Open(), "test", d.env.Now)
	for _, p := range prepare {
		p(d)
	}
	ctx := context.WithValue(d.ctx, transport{}, d.opt.Journal.Guard)
	d.front = &front{Model: New(d.env, &api.Commands{ISC: d.tenant}, d.opt, ctx, "inbox#1")}
	d.loop = viewtest.New(d.t, d.front)
	d.do(d.Init())
}

// show brings the inbox to the screen.
func (d *desk) show() {
	d.t.Helper()
	d.w, d.h = 120, 30
	d.do(d.SetActive(true))
}

func (d *desk) do(cmd tea.Cmd) {
	d.t.Helper()
	d.loop.Do(cmd)
	d.sync()
	d.Render(d.w, d.h) // as the program does after every message
	d.dialog()
}

// sync does what the shell does with what a view asks for.
func (d *desk) sync() {
	d.t.Helper()
	for ; d.seen < len(d.loop.Sent); d.seen++ {
		switch m := d.loop.Sent[d.seen].(type) {
		case screen.Show:
			d.loop.Do(d.open(m))
		case screen.Toast:
			d.toasts = append(d.toasts, m)
		case screen.Decided:
			d.log = append(d.log, m)
		case screen.Recalled:
			d.recalled = append(d.recalled, m)
		case screen.Copy:
			d.copied = append(d.copied, m.Text)
		case api.Mutated:
			d.left = append(d.left, m)
			d.loop.Do(d.Model.Update(m))
		}
	}
}

func (d *desk) act(actions ...keymap.Action) {
	d.t.Helper()
	for _, a := range actions {
		d.do(d.Act(a))
	}
}

// wait lets time pass.
func (d *desk) wait(t time.Duration) {
	d.t.Helper()
	d.loop.Advance(t)
	d.sync()
}

// press presses keys for the dialog or the text field that is open.
func (d *desk) press(codes ...rune) {
	d.t.Helper()
	for _, c := range codes {
		d.do(d.front.Update(tea.KeyPressMsg{Code: c}))
	}
}

// close closes every dialog.
func (d *desk) close() {
	d.t.Helper()
	for range 10 {
		if d.window() == nil {
			return
		}
		d.press(tea.KeyEscape)
	}
	d.t.Fatalf("it does not close:\n%s", d.dialog())
}

// agree reads the question that is open to its end and says yes.
func (d *desk) agree() {
	d.t.Helper()
	d.press(tea.KeyEnd)
	d.write("y")
}

// write types text into the dialog or the text field that is open.
func (d *desk) write(text string) {
	d.t.Helper()
	for _, r := range text {
		d.do(d.front.Update(tea.KeyPressMsg{Code: r, Text: string(r)}))
	}
}

// resize changes the size of the screen.
func (d *desk) resize(w, h int) {
	d.w, d.h = w, h
	d.Render(w, h)
}

// frame returns what is drawn, without styles.
func (d *desk) frame() string {
	text, _ := d.Render(d.w, d.h)
	return ansi.Strip(text)
}

func (d *desk) says(text string) {
	d.t.Helper()
	if f := d.frame(); !strings.Contains(f, text) {
		d.t.Fatalf("%q is not on screen:\n%s", text, f)
	}
}

func (d *desk) silent(text string) {
	d.t.Helper()
	if f := d.frame(); strings.Contains(f, text) {
		d.t.Fatalf("%q is on screen:\n%s", text, f)
	}
}

// dialog returns what the open dialog shows, "" when none is open.
func (d *desk) dialog() string {
	if d.window() == nil {
		return ""
	}
	text, _ := d.window().Render(80, 24)
	return d.window().Title() + "\n" + ansi.Strip(text)
}

// told fails unless the last toast has the text and the tone.
func (d *desk) told(tone screen.Tone, text string) {
	d.t.Helper()
	if len(d.toasts) == 0 {
		d.t.Fatalf("nothing was said; want %q", text)
	}
	if last := d.toasts[len(d.toasts)-1]; last.Tone != tone || !strings.Contains(last.Text, text) {
		d.t.Fatalf("said %q with tone %v, want %q with %v", last.Text, last.Tone, text, tone)
	}
}

// wrote fails unless exactly these requests changed something.
func (d *desk) wrote(want ...string) {
	d.t.Helper()
	if got := d.tenant.writes(); strings.Join(got, "\n") != strings.Join(want, "\n") {
		d.t.Fatalf("sent %q, want %q", got, want)
	}
}

// wroteAll is wrote for requests that leave two at a time, in no order.
func (d *desk) wroteAll(want ...string) {
	d.t.Helper()
	got := d.tenant.writes()
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		d.t.Fatalf("sent %q, want %q", got, want)
	}
}

// items makes a tenant of n items for sit.
func items(n int) func(testing.TB) *tenant {
	return func(t testing.TB) *tenant { return newTenant(t, n) }
}

// holding makes a tenant of these records for sit.
func holding(records ...map[string]any) func(testing.TB) *tenant {
	return func(t testing.TB) *tenant { return newTenant(t, 0).add(records...) }
}

func width(s string) int { return ansi.StringWidth(s) }
