package mine

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/api/journal"
	"iscope/keymap"
	"iscope/ui/golden"
	"iscope/ui/pane"
	"iscope/ui/screen"
	"iscope/views/internal/viewtest"
)

var noon = time.Date(2026, 3, 14, 12, 0, 0, 0, time.UTC)

// book is a journal whose entries a test writes down itself.
type book struct {
	entries []journal.Entry
	err     error
	bad     int
	reads   int
	gate    chan struct{} // when set, a reading waits for it
}

func (b *book) Entries() ([]journal.Entry, error) {
	if b.gate != nil {
		<-b.gate
	}
	b.reads++
	if b.err != nil {
		return nil, b.err
	}
	return slices.Clone(b.entries), nil
}

func (b *book) Bad() int { return b.bad }

// entry returns a decision made that long ago which was sent and is done; change
// makes it another one.
func entry(id string, op api.Op, name string, ago time.Duration, change ...func(*journal.Entry)) journal.Entry {
	at := noon.Add(-ago)
	e := journal.Entry{
		Intent: journal.Intent{ID: id, Op: op, Target: "target-of-" + id, Name: name, Digest: 0xbeef}, Tenant: "acme-prod", Run: "9a41c07b5f0c",
		Asked: at, Sent: at.Add(5 * time.Second), Ended: at.Add(6 * time.Second), Ending: journal.Done, Words: "approved",
	}
	for _, c := range change {
		c(&e)
	}
	return e
}

// ended gives a decision another ending. Of those that never left nothing was
// sent.
func ended(as journal.Ending, words string) func(*journal.Entry) {
	return func(e *journal.Entry) {
		e.Ending, e.Words = as, words
		switch as {
		case journal.Changed, journal.NotSent, journal.TakenBack:
			e.Sent = time.Time{}
		}
	}
}

func open(left bool) func(*journal.Entry) {
	return func(e *journal.Entry) {
		e.Ending, e.Words, e.Ended = journal.Open, "", time.Time{}
		if !left {
			e.Sent = time.Time{}
		}
	}
}

// lifelike has a decision of every outcome and of every kind.
func lifelike() *book {
	return &book{entries: []journal.Entry{
		entry("9a41-12", api.BulkApprove, "Access for Ada Lovelace: Finance Readers", 3*time.Second, open(false)),
		entry("9a41-11", api.BulkReject, "Access for Grace Hopper: Payroll Admins", 50*time.Second, open(true)),
		entry("9a41-10", api.ApproveItem, "Add Finance Readers in Payroll for Ada Lovelace", 4*time.Minute, func(e *journal.Entry) { e.Line, e.Batch = "line-3", "9a41-b2" }),
		entry("9a41-9", api.ForwardWorkItem, "Undo what the review of Q1 revoked", 12*time.Minute, ended(journal.Refused, "refused: the new owner may not own work items (HTTP 400)"),
			func(e *journal.Entry) { e.Want = map[string]string{"owner": "2c9180835d2e5168015d32f890ca1581"} }),
		entry("9a41-8", api.CompleteWorkItem, "Hand out a badge", 3*time.Hour, ended(journal.Done, "completed; the tenant has it as finished")),
		entry("9a41-7", api.BulkApprove, "Access for Katherine Johnson", 5*time.Hour, ended(journal.Changed, "memberOf was \"VPN\", is \"Domain Admins\"")),
		entry("9a41-6", api.BulkApprove, "入社手続き: ラップトップ", 26*time.Hour, ended(journal.Overtaken, "was rejected by somebody else (Jean Bartik)")),
		entry("9a41-5", api.CancelExecution, "Joiner: provision laptop", 50*time.Hour, ended(journal.Unknown, "the answer was lost, and reading the execution failed since")),
		entry("9a41-4", api.PatchTask, "Cloud Account Aggregation: Payroll", 4*24*time.Hour, ended(journal.Lost, "the task is still pending")),
		entry("9a41-3", api.PatchWorkflow, "Mover: access review", 9*24*time.Hour, func(e *journal.Entry) { e.Want = map[string]string{"enabled": "false"} }),
		entry("9a41-2", api.SubmitAccountSelection, "Choose an account for Katherine Johnson", 20*24*time.Hour, ended(journal.NotSent, "the program ended while it was held")),
		entry("9a41-1", api.PatchSession, "", 80*24*time.Hour, ended(journal.TakenBack, "")),
	}}
}

// host stands for the inbox around the list.
type host struct {
	mine   *Model
	env    *screen.Env
	split  pane.Split
	others []tea.Msg // messages the list left to the inbox
}

func (h *host) ID() string { return "inbox#1" }

func (h *host) Update(msg tea.Msg) tea.Cmd {
	cmd, ok := h.mine.Update(msg)
	if !ok {
		h.others = append(h.others, msg)
	}
	return cmd
}

func (h *host) Act(a keymap.Action) tea.Cmd { return h.mine.Act(a) }

func (h *host) Render(w, height int) (string, *tea.Cursor) {
	return h.split.Render(h.env, w, height, h.mine.Head(), h.mine.Render, nil)
}

// desk is a person in front of the list.
type desk struct {
	*viewtest.Loop
	*host
	t *testing.T
}

// stand returns a list that nothing was read for yet.
func stand(t *testing.T, j Source) *desk {
	t.Helper()
	env := golden.Env(t, "dark", golden.Live(func() time.Time { return noon }))
	h := &host{mine: New(env, j, "inbox#1"), env: env}
	return &desk{viewtest.New(t, h), h, t}
}

// sit runs a test in a bubble, in front of the list as read from j.
func sit(t *testing.T, j Source, test func(d *desk)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		d := stand(t, j)
		d.Do(d.mine.Load())
		test(d)
	})
}

func (d *desk) act(actions ...keymap.Action) {
	d.t.Helper()
	for _, a := range actions {
		d.Loop.Act(a)
	}
}

// press hands keys to the dialog that is open and reports whether it closed.
func (d *desk) press(keys ...tea.KeyPressMsg) bool {
	d.t.Helper()
	open := d.Dialog()
	if open == nil {
		d.t.Fatal("no dialog is open")
	}
	closed := false
	for _, k := range keys {
		cmd, done := open.Update(k)
		closed = closed || done
		d.Do(cmd)
	}
	return closed
}

var (
	enter  = tea.KeyPressMsg{Code: tea.KeyEnter}
	escape = tea.KeyPressMsg{Code: tea.KeyEscape}
	empty  = tea.KeyPressMsg{Code: 'u', Mod: tea.ModCtrl}
)

// name types a file name in place of the one that stands there, and enter.
func (d *desk) name(text string) bool {
	d.t.Helper()
	keys := []tea.KeyPressMsg{empty}
	for _, r := range text {
		keys = append(keys, tea.KeyPressMsg{Code: r, Text: string(r)})
	}
	return d.press(append(keys, enter)...)
}

// sees fails unless each text is on the screen of 120 by 36.
func (d *desk) sees(texts ...string) {
	d.t.Helper()
	frame := d.frame()
	for _, s := range texts {
		if !strings.Contains(frame, s) {
			d.t.Errorf("%q is not on the screen:\n%s", s, frame)
		}
	}
}

func (d *desk) frame() string {
	text, _ := d.host.Render(120, 36)
	return plain(text)
}

// dialog returns what the dialog that was opened last shows.
func (d *desk) dialog(w, h int) string {
	d.t.Helper()
	open := d.Dialog()
	if open == nil {
		d.t.Fatal("no dialog is open")
	}
	text, _ := open.Render(w, h)
	return plain(text)
}

// many returns a journal of n decisions.
func many(n int) *book {
	b := &book{entries: make([]journal.Entry, n)}
	for i := range b.entries {
		b.entries[i] = entry(fmt.Sprintf("9a41-%d", n-i), api.BulkApprove, fmt.Sprintf("Access for person %d: Finance Readers", i), time.Duration(i)*time.Minute)
		if i%50 == 7 {
			ended(journal.Refused, "it is no longer yours (HTTP 403)")(&b.entries[i])
		}
	}
	return b
}
