package outbox

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"iscope/api"
	"iscope/ui/golden"
	"iscope/ui/screen"
	"iscope/views/inbox/book"
)

// window is the undo window of decisions that are held.
const window = 5 * time.Second

// desk is a person at the outbox over a real book, whose effects the test
// carries out one by one.
type desk struct {
	t   testing.TB
	b   book.Book
	env *screen.Env
	now time.Time

	checks    []string // intents whose item was asked for, since the start
	withdrawn [][]book.Key
	retried   [][]book.Key
	hurried   int

	p      *Panel
	w, h   int
	closed bool
	sent   []tea.Msg
}

func (d *desk) Entries() []*book.Decision { return d.b.Entries }
func (d *desk) Ended() []book.Ended       { return d.b.Ended }
func (d *desk) Run(batch int) book.Run    { return d.b.Run(batch) }

func (d *desk) Withdraw(keys []book.Key) tea.Cmd {
	d.withdrawn = append(d.withdrawn, keys)
	d.step(book.Withdrawn{Keys: keys})
	return nil
}

func (d *desk) Hurry() tea.Cmd {
	d.hurried++
	d.step(book.Hurried{Now: d.now})
	return nil
}

func (d *desk) Retry(keys []book.Key) tea.Cmd {
	d.retried = append(d.retried, keys)
	return nil
}

func (d *desk) Forget(keys []book.Key) tea.Cmd {
	for _, k := range keys {
		d.b.Forget(k)
	}
	return nil
}

// newDesk returns a desk with an empty book, in the named theme.
func newDesk(t testing.TB, theme string) *desk {
	d := &desk{t: t, env: golden.Env(t, theme), w: 110, h: 30}
	d.now = d.env.Now()
	d.env.Now = func() time.Time { return d.now }
	d.env.Undo = window
	n := 0
	d.b.NewID = func() string { n++; return fmt.Sprint("n", n) }
	return d
}

// open puts the window over a batch on the screen.
func (d *desk) open(batch int) *desk {
	d.p = New(d.env, d, batch)
	d.frame()
	return d
}

// step feeds an event to the book; what it wants written is on disk at once.
func (d *desk) step(e book.Event) {
	for _, x := range d.b.Step(e) {
		switch x.Kind {
		case book.Check:
			d.checks = append(d.checks, x.D.ID)
		case book.Record:
			var ids []string
			for _, i := range x.Intents {
				ids = append(ids, i.ID)
			}
			d.step(book.Recorded{IDs: ids})
		}
	}
}

// wait lets time pass, with the ticks of the inbox and a frame after each.
func (d *desk) wait(t time.Duration) {
	for end := d.now.Add(t); d.now.Before(end); {
		d.now = d.now.Add(min(time.Second, end.Sub(d.now)))
		d.step(book.Ticked{Now: d.now})
		d.frame()
	}
}

// decide takes one decision about each of the named items and returns the
// batch.
func (d *desk) decide(op api.Op, hold time.Duration, names ...string) int {
	var entries []*book.Decision
	for _, n := range names {
		x := book.New(op, item(d.t, n, "Pending"), n)
		if op == api.ForwardWorkItem {
			x.Forward = &api.Forward{TargetOwnerID: "bo", Comment: "yours"}
		}
		entries = append(entries, x)
	}
	d.step(book.Asked{Entries: entries, Window: hold, Now: d.now})
	return d.b.Batch()
}

// send ends the undo window of a batch.
func (d *desk) send(batch int) { d.step(book.Expired{Batch: batch, Now: d.now}) }

// about returns the decision about an item.
func (d *desk) about(name string) *book.Decision {
	d.t.Helper()
	x := d.b.About(name)
	if x == nil {
		d.t.Fatalf("there is no decision about %s", name)
	}
	return x
}

// The steps of a decision after its turn came.
func (d *desk) check(name string) {
	d.step(book.Checked{Ref: d.about(name).Ref(), Item: item(d.t, name, "Pending")})
}

func (d *desk) done(name string) {
	d.check(name)
	d.step(book.Answered{Ref: d.about(name).Ref(), Item: item(d.t, name, map[bool]string{true: "Finished", false: "Rejected"}[book.Verb(d.about(name).Op) == "approve"])})
}

func (d *desk) refuse(name, why string) {
	d.check(name)
	d.step(book.Answered{Ref: d.about(name).Ref(), Err: &api.Error{Kind: api.Invalid, Detail: why}})
}

// lose has the answer of a request lost, so that it is read back.
func (d *desk) lose(name string) {
	d.check(name)
	d.step(book.Answered{Ref: d.about(name).Ref(), Err: &api.Error{Kind: api.Offline, Detail: "the connection was reset"}})
}

// doubt ends a decision without anybody knowing how.
func (d *desk) doubt(name string) {
	d.lose(name)
	for d.about(name).Stage == book.Reading {
		d.step(book.ReadBack{Ref: d.about(name).Ref(), Err: &api.Error{Kind: api.Offline, Detail: "no answer"}})
	}
}

func (d *desk) overtake(name string) {
	d.step(book.Checked{Ref: d.about(name).Ref(), Item: item(d.t, name, "Rejected")})
}

// item is a work item of one line, both in that state. Its id and what it is
// called are the same.
func item(t testing.TB, name, state string) api.WorkItem {
	raw, err := json.Marshal(map[string]any{
		"id": name, "ownerId": "me", "ownerName": "Bo Berg", "type": "Approval", "state": state, "description": name,
		"approvalItems": []any{map[string]any{"id": "line", "application": "Payroll", "operation": "Add", "name": "memberOf", "value": "Staff", "state": state}},
	})
	if err != nil {
		t.Fatal(err)
	}
	it, ok := api.ReadWorkItem(raw)
	if !ok {
		t.Fatalf("the item cannot be read: %s", raw)
	}
	it.SetRaw(api.RawRow(raw))
	return it
}

// items returns n names.
func items(n int) []string {
	var out []string
	for i := range n {
		out = append(out, fmt.Sprintf("item %03d", i))
	}
	return out
}

// frame draws the window and returns it without styles.
func (d *desk) frame() string {
	d.t.Helper()
	if d.p == nil {
		return ""
	}
	f, _ := d.p.Render(d.w, d.h)
	golden.Fits(d.t, f, d.w, min(d.h, highest))
	return ansi.Strip(f)
}

// whole is the frame with title and foot, as the shell shows them.
func (d *desk) whole() string {
	f := d.frame()
	var hints []string
	for _, h := range d.p.Hints() {
		hints = append(hints, h.Key+" "+h.Text)
	}
	foot, used := "", 0
	for _, h := range hints {
		if used += ansi.StringWidth(h) + 3; used > d.w+3 {
			break
		}
		foot += h + "   "
	}
	return "== " + d.p.Title() + "\n" + f + "\n== " + strings.TrimSpace(foot) + "\n"
}

// codes are the keys with a name.
var codes = map[string]rune{"esc": tea.KeyEscape, "enter": tea.KeyEnter, "tab": tea.KeyTab, "space": tea.KeySpace, "down": tea.KeyDown, "up": tea.KeyUp}

// press presses keys, with a frame after each.
func (d *desk) press(keys ...string) {
	d.t.Helper()
	for _, k := range keys {
		msg := tea.KeyPressMsg{Code: []rune(k)[0], Text: k}
		if c, named := codes[k]; named {
			msg = tea.KeyPressMsg{Code: c}
		}
		if k == "ctrl+c" {
			msg = tea.KeyPressMsg{Code: 'c', Mod: tea.ModCtrl}
		}
		cmd, done := d.p.Update(msg)
		if cmd != nil {
			d.sent = append(d.sent, cmd())
		}
		d.closed = d.closed || done
		d.frame()
	}
}

// says fails unless the window shows every text, in that order.
func (d *desk) says(texts ...string) {
	d.t.Helper()
	f := d.whole()
	rest := f
	for _, want := range texts {
		_, after, ok := strings.Cut(rest, want)
		if !ok {
			d.t.Fatalf("%q is missing or out of order:\n%s", want, f)
		}
		rest = after
	}
}

// silent fails if the window shows one of the texts.
func (d *desk) silent(texts ...string) {
	d.t.Helper()
	f := d.whole()
	for _, bad := range texts {
		if strings.Contains(f, bad) {
			d.t.Fatalf("%q is shown:\n%s", bad, f)
		}
	}
}

// takenBack fails unless just these items were taken back, in that order.
func (d *desk) takenBack(names ...string) {
	d.t.Helper()
	var got []string
	for _, keys := range d.withdrawn {
		got = append(got, namesOf(keys)...)
	}
	if !slices.Equal(got, names) {
		d.t.Fatalf("taken back %q, want %q\n%s", got, names, d.whole())
	}
}

func namesOf(keys []book.Key) []string {
	var out []string
	for _, k := range keys {
		out = append(out, k.Item)
	}
	return out
}

// cursor fails unless the cursor is on that item.
func (d *desk) cursor(name string) {
	d.t.Helper()
	if r := d.p.list.Selected(); r == nil || r.d.Item != name {
		d.t.Fatalf("the cursor is not on %s:\n%s", name, d.whole())
	}
}
