package mine

import (
	"encoding/json"
	"errors"
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
	"iscope/ui/dialog"
	"iscope/ui/screen"
)

func plain(s string) string { return ansi.Strip(s) }

// TestOutcomesOfARealJournal goes through what can become of a decision with
// the journal itself rather than with entries made up here.
func TestOutcomesOfARealJournal(t *testing.T) {
	j := journal.Memory("acme", func() time.Time { return noon })
	begin := func(name string) string {
		id := j.NewID()
		if err := j.Begin(journal.Intent{ID: id, Op: api.BulkApprove, Target: "t-" + name, Name: name}); err != nil {
			t.Fatal(err)
		}
		return id
	}
	send := func(id string) {
		if err := j.Guard(journal.With(t.Context(), id), api.BulkApprove); err != nil {
			t.Fatal(err)
		}
	}
	begin("In the window")
	send(begin("Without an answer"))
	arrived := begin("Arrived")
	send(arrived)
	back := begin("Taken again")
	if err := j.End(journal.End{ID: arrived, Ending: journal.Done, Words: "approved"}, journal.End{ID: back, Ending: journal.TakenBack}); err != nil {
		t.Fatal(err)
	}
	sit(t, j, func(d *desk) {
		got := map[string]string{}
		for _, e := range d.mine.list.Rows() {
			got[e.Name] = outcome(&e)
		}
		for name, want := range map[string]string{"In the window": "held", "Without an answer": "on its way", "Arrived": "done", "Taken again": "taken back"} {
			if got[name] != want {
				t.Errorf("%s: %q, want %q", name, got[name], want)
			}
		}
		d.sees("my decisions", "4 decisions", "◌ held", "● on its way", "✓ done", "⊘ taken back", "acme")
		if hint := d.mine.Hint(); hint != "1 on its way · 1 held · 1 taken back" {
			t.Errorf("hint %q", hint)
		}
	})
}

// TestEveryEndingHasItsWords holds that no ending of the journal is left to the
// words for an unknown one, and that no two look and read alike.
func TestEveryEndingHasItsWords(t *testing.T) {
	seen := map[string]bool{}
	for _, e := range lifelike().entries {
		word := outcome(&e)
		if rank(word) == len(fates) {
			t.Errorf("%q has no words", word)
		}
		if seen[word] && word != "done" {
			t.Errorf("%q stands for two endings", word)
		}
		seen[word] = true
	}
	if len(seen) != len(fates) {
		t.Errorf("%d outcomes of %d are tried: %v", len(seen), len(fates), seen)
	}
	novel := entry("x", api.BulkApprove, "x", 0, ended("superseded", ""))
	if _, means := fate(&novel); outcome(&novel) != "superseded" || !strings.Contains(means, "does not know") {
		t.Errorf("an ending of a later version: %q, %q", outcome(&novel), means)
	}
}

func TestWords(t *testing.T) {
	for op, want := range map[api.Op][2]string{
		api.BulkApprove: {"approve", "approve"}, api.RejectItem: {"reject", "reject one line"}, api.CancelExecution: {"cancel", "cancel execution"},
		api.SubmitAccountSelection: {"choose", "choose account"}, api.PatchWorkflow: {"change", "change workflow"}, "rename planet": {"rename", "rename planet"}, "": {"", ""},
	} {
		e := journal.Entry{Intent: journal.Intent{Op: op}}
		if verb(&e) != want[0] || operation(&e) != want[1] {
			t.Errorf("%q: %q, %q", op, verb(&e), operation(&e))
		}
	}
	for enabled, want := range map[string]string{"true": "enable", "false": "disable", "": "change"} {
		e := journal.Entry{Intent: journal.Intent{Op: api.PatchWorkflow, Want: map[string]string{"enabled": enabled}}}
		if verb(&e) != want {
			t.Errorf("enabled %q: %q", enabled, verb(&e))
		}
	}
	for op := range operations {
		if !op.Writes() {
			t.Errorf("%s is not decided", op)
		}
	}
	for _, c := range []struct {
		as    journal.Ending
		words string
		want  string
	}{
		{journal.Done, "approved", ""}, {journal.Done, "approved; the tenant has it as finished", "approved; the tenant has it as finished"},
		{journal.Refused, "refused: not yours", "not yours"}, {journal.Refused, "gone", "gone"}, {journal.Refused, "refused", ""}, {journal.TakenBack, "", ""},
		{journal.NotSent, "not sent: it changed", "it changed"},
	} {
		e := journal.Entry{Ending: c.as, Words: c.words}
		if got := reason(&e); got != c.want {
			t.Errorf("%s, %q: %q, want %q", c.as, c.words, got, c.want)
		}
	}
}

// TestEveryDecisionHasItsWords finds operations that were added to the tenant's
// and not here.
func TestEveryDecisionHasItsWords(t *testing.T) {
	for _, op := range []api.Op{
		api.CreateWorkflow, api.ReplaceWorkflow, api.PatchWorkflow, api.DeleteWorkflow, api.TestWorkflow, api.CancelExecution, api.CreateExternalClient, api.ExecuteExternal,
		api.CompleteWorkItem, api.ApproveItem, api.RejectItem, api.BulkApprove, api.BulkReject, api.ForwardWorkItem, api.SubmitAccountSelection,
		api.PatchTask, api.CreateSession, api.PatchSession,
	} {
		e := journal.Entry{Intent: journal.Intent{Op: op}}
		if operations[op] == "" || len(verb(&e)) > 8 {
			t.Errorf("%s is %q, %q in the list", op, operations[op], verb(&e))
		}
	}
}

func TestUnreadableJournal(t *testing.T) {
	b := lifelike()
	b.err = errors.New("the journal of decisions cannot be read: permission denied; make the state folder readable")
	sit(t, b, func(d *desk) {
		d.sees("✗ The journal of decisions cannot be read: permission denied; make the state folder readable; r tries again", "could not be read")
		b.err = nil
		d.act("app.refresh")
		d.sees("12 decisions")
		if strings.Contains(d.frame(), "cannot be read") {
			t.Error("the problem stays when it is over")
		}
		b.err = errors.New("disk \x1b[2Jgone")
		d.act("app.refresh")
		d.sees("Disk ␛[2Jgone", "Hand out a badge") // what was read before stays
	})
}

func TestLinesThatCouldNotBeReadAreCounted(t *testing.T) {
	b := lifelike()
	b.bad = 1
	sit(t, b, func(d *desk) {
		d.sees("1 line of the journal could not be read")
		b.bad = 1200
		d.act("app.refresh")
		d.sees("1,200 lines of the journal could not be read")
		b.bad = 0
		d.act("app.refresh")
		if strings.Contains(d.frame(), "could not be read") {
			t.Error("lines are counted that were read")
		}
	})
}

// TestLoadsDoNotOverlap pins that what is decided while the journal is read is
// read too, and that fifty decisions in a row do not read it fifty times.
func TestLoadsDoNotOverlap(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := lifelike()
		b.gate = make(chan struct{})
		d := stand(t, b)
		d.Do(d.mine.Load())
		d.sees("Reading what you decided")
		for range 50 {
			d.Do(d.mine.Load())
		}
		b.gate <- struct{}{}
		d.Do(nil)
		d.sees("12 decisions")
		b.entries = append([]journal.Entry{entry("9a41-13", api.BulkApprove, "Decided meanwhile", 0)}, b.entries...)
		b.gate <- struct{}{}
		d.Do(nil)
		d.sees("13 decisions", "Decided meanwhile")
		if b.reads != 2 {
			t.Errorf("read %d times", b.reads)
		}
	})
}

func TestCursorStaysOnItsDecision(t *testing.T) {
	b := lifelike()
	sit(t, b, func(d *desk) {
		d.act("list.down", "list.down")
		was := d.mine.list.SelectedID()
		b.entries = append([]journal.Entry{entry("9a41-13", api.BulkApprove, "New", 0)}, b.entries...)
		d.act("app.refresh")
		if got := d.mine.list.SelectedID(); got != was || was != "9a41-10" {
			t.Errorf("the cursor was on %s and is on %s", was, got)
		}
	})
}

func TestFilter(t *testing.T) {
	sit(t, lifelike(), func(d *desk) {
		d.act("app.filter")
		if !d.mine.Typing() {
			t.Fatal("nothing is typed")
		}
		for text, want := range map[string]int{
			"ada": 2, "refused": 1, "taken back": 1, "cancel execution": 1, "target-of-9a41-8": 1, "line-3": 1, "acme-prod": 12, "approve !done": 3, "http 400": 1,
		} {
			d.Send(empty)
			d.Type(text)
			if got := d.mine.list.Shown(); got != want {
				t.Errorf("%q leaves %d, want %d", text, got, want)
			}
		}
		d.Send(tea.PasteMsg{Content: "x"})
		d.Send(enter)
		if d.mine.Typing() || len(d.others) != 0 {
			t.Errorf("typing goes on, or %v were left to the inbox", d.others)
		}
		if !d.mine.Back() || d.mine.list.Shown() != 12 || d.mine.Back() {
			t.Error("back does not clear the filter once")
		}
		d.Send(enter)
		if len(d.others) != 1 {
			t.Error("a key that is not typed is taken from the inbox")
		}
	})
}

// store is a memory in memory.
type store map[string]string

func (s store) Recall(key string) string { return s[key] }
func (s store) Remember(key, value string) {
	s[key] = value
}

func TestSortIsRemembered(t *testing.T) {
	kept := store{}
	sit(t, lifelike(), func(d *desk) {
		d.env.Memory = kept
		d.act("list.sort")
		d.sees("by outcome")
		if first := d.mine.list.At(0); outcome(first) != "unknown" {
			t.Errorf("%s wants attention first", outcome(first))
		}
		d.act("list.reverse")
		d.sees("by outcome, reversed")

		again := New(d.env, lifelike(), "inbox#1")
		if key, reverse := again.list.Sort(); key != "outcome" || !reverse {
			t.Errorf("remembered %q, %v", key, reverse)
		}
		d.act("list.sort", "list.sort", "list.sort")
		again = New(d.env, lifelike(), "inbox#1")
		if key, reverse := again.list.Sort(); key != "item" || reverse {
			t.Errorf("remembered %q, %v", key, reverse)
		}
		d.act("list.sort", "list.sort")
		again = New(d.env, lifelike(), "inbox#1")
		if key, reverse := again.list.Sort(); key != "" || reverse {
			t.Errorf("remembered %q, %v", key, reverse)
		}
	})
	for _, odd := range []string{"-", "colour", "-colour"} {
		kept[sortKey] = odd
		sit(t, lifelike(), func(d *desk) {
			d.env.Memory = kept
			m := New(d.env, lifelike(), "inbox#1")
			if key, _ := m.list.Sort(); key != "" {
				t.Errorf("%q is remembered as %q", odd, key)
			}
		})
	}
}

func TestSorts(t *testing.T) {
	sit(t, lifelike(), func(d *desk) {
		for key, first := range map[string]string{"age": "9a41-12", "decision": "9a41-12", "item": "9a41-12", "tenant": "9a41-12", "outcome": "9a41-5"} {
			d.mine.list.SortBy(key, false)
			if got := d.mine.list.At(0).ID; got != first {
				t.Errorf("by %s %s is first, want %s", key, got, first)
			}
		}
		d.mine.list.SortBy("age", true)
		if got := d.mine.list.At(0).ID; got != "9a41-1" {
			t.Errorf("by age, reversed: %s is first", got)
		}
	})
}

func TestDetail(t *testing.T) {
	sit(t, lifelike(), func(d *desk) {
		d.env.Zone = time.FixedZone("CET", 3600)
		d.mine.list.Select("9a41-9")
		d.frame()
		d.act("app.open")
		text := d.dialog(100, 30)
		for _, want := range []string{
			"Undo what the review of Q1 revoked", "✗ refused", "The tenant said no", "refused: the new owner may not own work items (HTTP 400)", "forward", "owner = 2c9180835d2e5168015d32f890ca1581",
			"2026-03-14 12:48:00 +01:00 (11:48:00 UTC), 12m ago", "2026-03-14 12:48:05 +01:00 (11:48:05 UTC)", "2026-03-14 12:48:06 +01:00", "1.0s", "acme-prod", "target-of-9a41-9", "000000000000beef", "9a41-9", "9a41c07b5f0c",
		} {
			if !strings.Contains(text, want) {
				t.Errorf("%q is missing:\n%s", want, text)
			}
		}
		if !d.press(escape) {
			t.Error("escape does not close it")
		}
		d.mine.list.Select("9a41-12")
		d.act("app.open")
		if text := d.dialog(100, 30); !strings.Contains(text, "never") || !strings.Contains(text, "not yet") || strings.Contains(text, "took") {
			t.Errorf("one that is held:\n%s", text)
		}
		d.mine.list.Select("9a41-10")
		d.act("app.open")
		if text := d.dialog(100, 30); !strings.Contains(text, "line-3") || !strings.Contains(text, "9a41-b2") || !strings.Contains(text, "approve one line") {
			t.Errorf("one line, decided with others:\n%s", text)
		}
	})
}

func TestTake(t *testing.T) {
	last := func(d *desk) screen.Copy {
		t.Helper()
		c, ok := d.Sent[len(d.Sent)-1].(screen.Copy)
		if !ok {
			t.Fatalf("%T", d.Sent[len(d.Sent)-1])
		}
		return c
	}
	b := lifelike()
	b.entries[1].Target = ""
	sit(t, b, func(d *desk) {
		d.mine.list.Select("9a41-9")
		d.act("list.copy-id")
		if c := last(d); c.Text != "target-of-9a41-9" || c.What != "id" {
			t.Errorf("%+v", c)
		}
		d.act("list.copy-json")
		var got map[string]any
		if err := json.Unmarshal([]byte(last(d).Text), &got); err != nil {
			t.Fatal(err)
		}
		for k, want := range map[string]any{
			"decided": "2026-03-14T11:48:00Z", "sent": "2026-03-14T11:48:05Z", "ended": "2026-03-14T11:48:06Z", "operation": "forward work item", "target": "target-of-9a41-9",
			"item": "Undo what the review of Q1 revoked", "outcome": "refused", "digest": "000000000000beef", "intent": "9a41-9", "run": "9a41c07b5f0c", "tenant": "acme-prod",
		} {
			if got[k] != want {
				t.Errorf("%s is %v, want %v", k, got[k], want)
			}
		}
		d.mine.list.Select("9a41-11")
		d.act("list.copy-id")
		if toasts := d.Toasts(); len(toasts) != 1 || !strings.Contains(toasts[0], "id") {
			t.Errorf("%q", toasts)
		}
	})
	sit(t, &book{}, func(d *desk) {
		d.act("list.copy-id", "list.copy-json", "app.open", "list.down")
		if len(d.Sent) != 0 {
			t.Errorf("an empty list gives %v", d.Sent)
		}
		d.sees("You have not decided anything here yet", "90 days", "H goes back")
	})
}

// TestNothingIsMarkedOrDecided holds that keys of the inbox do nothing here,
// whichever the inbox lets through.
func TestNothingIsMarkedOrDecided(t *testing.T) {
	sit(t, lifelike(), func(d *desk) {
		before := d.frame()
		for _, b := range d.env.Keys.In(keymap.Inbox) {
			if b.Action == "inbox.decisions" || b.Action == "inbox.write" {
				continue
			}
			if !d.mine.Hides(b.Action) {
				t.Errorf("%s is offered", b.Action)
			}
			d.act(b.Action)
		}
		d.act("list.mark", "list.mark-all", "list.range", "list.browse", "app.pane", "inbox.undo", "inbox.send")
		if len(d.Sent) != 0 || d.frame() != before {
			t.Errorf("%v was sent, and this is shown:\n%s", d.Sent, d.frame())
		}
		for _, a := range []keymap.Action{"list.down", "list.sort", "list.copy-id", "app.open", "app.filter", "inbox.decisions", "inbox.write"} {
			if d.mine.Hides(a) {
				t.Errorf("%s is not offered", a)
			}
		}
	})
}

func TestMessagesOfOthersAreLeft(t *testing.T) {
	sit(t, lifelike(), func(d *desk) {
		for _, msg := range []tea.Msg{tea.FocusMsg{}, api.Mutated{}, dialog.Answer{View: "inbox#1", Name: "forward"}, tea.KeyPressMsg{Code: 'a', Text: "a"}} {
			if _, ok := d.mine.Update(msg); ok {
				t.Errorf("%T is taken", msg)
			}
		}
		for _, msg := range []interface{ To() string }{loaded{view: "inbox#1"}, written{view: "inbox#1"}} {
			if msg.To() != "inbox#1" {
				t.Errorf("%T is for %q", msg, msg.To())
			}
		}
	})
}

func TestMouse(t *testing.T) {
	sit(t, lifelike(), func(d *desk) {
		d.frame()
		if !d.mine.Click(3) || d.mine.list.Place() != 2 || d.mine.Click(30) {
			t.Errorf("a click on the third row leads to %d", d.mine.list.Place())
		}
		d.mine.Wheel(2)
		d.mine.Wheel(-1)
		if d.mine.list.Place() != 3 {
			t.Errorf("the wheel leads to %d", d.mine.list.Place())
		}
	})
}

// TestEntriesAreCleanedWhereTheyComeIn fills every text of an entry with what
// must not reach a terminal.
func TestEntriesAreCleanedWhereTheyComeIn(t *testing.T) {
	const evil = "\x1b]52;c;eA==\x07=\u202ecod\u200b.exe\x9b2J\nline"
	b := &book{entries: []journal.Entry{{
		Intent: journal.Intent{ID: evil, Batch: evil, Op: evil, Target: evil, Line: evil, Name: evil, Want: map[string]string{evil: evil}},
		Tenant: evil, Ending: evil, Words: evil, Run: evil,
	}}}
	before := b.entries[0].Want[evil]
	sit(t, b, func(d *desk) {
		d.act("app.filter")
		d.Type("exe")
		d.Send(enter)
		shown := []string{d.frame(), d.mine.Hint()}
		d.act("app.open")
		shown = append(shown, d.dialog(100, 40))
		d.act("list.copy-id", "list.copy-json", "inbox.write")
		shown = append(shown, d.dialog(60, 20))
		for _, msg := range d.Sent {
			if c, ok := msg.(screen.Copy); ok {
				shown = append(shown, c.Text)
			}
		}
		if len(shown) != 6 {
			t.Fatalf("%d texts", len(shown))
		}
		for _, text := range shown {
			if i := strings.IndexFunc(text, func(r rune) bool {
				return r != '\n' && (r < ' ' || r >= 0x7f && r < 0xa0) || slices.Contains([]rune{'\u202e', '\u200b'}, r)
			}); i >= 0 {
				t.Errorf("%q is alive at %d", text, i)
			}
		}
		if !strings.Contains(shown[0], "␛]52") {
			t.Errorf("what was marked is not shown:\n%s", shown[0])
		}
	})
	if b.entries[0].Want[evil] != before {
		t.Error("the journal's own map was changed")
	}
}
