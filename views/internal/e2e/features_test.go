package e2e

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// The tests in this file use the program from start to quit through what the
// inbox offers beyond single decisions.

// patient makes the undo window long enough for a slow machine, where a test has
// much to do within it.
const patient = "ISCOPE_UNDO=1m"

// leave quits and holds that the terminal is as before.
func (s *session) leave() {
	s.t.Helper()
	s.keys("q")
	if code := s.exit(); code != 0 {
		s.t.Errorf("exit code %d", code)
	}
	s.restored()
}

// sendNow sends what is held and waits until it is done.
func (s *session) sendNow(done string) {
	s.t.Helper()
	s.keys("U")
	s.wait(done)
}

// TestOutbox takes one of two held decisions back in the outbox and sends the
// other.
func TestOutbox(t *testing.T) {
	t.Parallel()
	tn, env := tenant(t, still())
	look := lookAt(t, tn)
	items := look.pending(workItem.plain)
	s := start(t, 160, 40, append(env, patient), "--view", "inbox")
	s.hold(look, items[0])
	s.seek(look, items[1])
	s.repeat("x", `reject in \d+[ms]`, true, unheld)
	s.keys("4") // it opens over any view
	s.wait(`Account aggregation`)
	s.keys("O")
	s.wait(`2 held(?s:.*)approve .*(?s:.*)reject `)
	s.keys("ju")
	s.wait(`Taken back, nothing was sent: ` + regexp.QuoteMeta(items[1].Description[:40]))
	s.keys("U")
	s.wait(`2 ended`)
	s.keys("\x1b")
	s.gone(`2 ended`)
	s.leave()
	got := decisions(tn)
	if len(got) != 1 || got[0].item != items[0].ID || got[0].verb != "approve" {
		t.Errorf("requests that decide: %v", got)
	}
}

// TestBulkWithProgress marks what asks the same, reviews it, and watches the run
// to its end.
func TestBulkWithProgress(t *testing.T) {
	t.Parallel()
	o := still()
	o.WorkItems = 300
	tn, env := tenant(t, o)
	look := lookAt(t, tn)
	item := look.pending(workItem.plain)[0]
	s := start(t, 160, 40, append(env, patient), "--view", "inbox")
	s.seek(look, item)
	s.keys("=")
	text := s.wait(`Marked (\d+) items like this: Approval, \w+, `)
	var n int
	if _, err := fmt.Sscan(regexp.MustCompile(`Marked (\d+) items`).FindStringSubmatch(text)[1], &n); err != nil || n < 2 {
		t.Fatalf("%d items, %v", n, err)
	}
	s.repeat("x", fmt.Sprintf(`Reject %d items\?`, n), true, unheld)
	s.insist("\x1b[F", `the end|No +Reject`, true)
	s.insist("y", `Reject \d+ items\?`, false)
	s.wait(fmt.Sprintf(`reject %[1]d items: %[1]d to go \(held \d+[ms]\)`, n))
	s.keys("U")
	s.wait(fmt.Sprintf(`(?s)reject %[1]d items: %[1]d done.*100%%`, n))
	s.keys("\x1b")
	s.gone(`100%`)
	s.leave()
	came, _ := perItem(tn)
	if len(came) != n || most(came) != 1 || came[item.ID] != 1 {
		t.Errorf("%d items marked, requests: %v", n, came)
	}
}

// TestAccountSelection fills in the form of an account selection: three choices,
// one of them in a section within a section, and a text.
func TestAccountSelection(t *testing.T) {
	t.Parallel()
	tn, env := tenant(t, still())
	look := lookAt(t, tn)
	item := look.pending(func(w workItem) bool { return w.Type == "Form" })[0]
	s := start(t, 160, 40, env, "--view", "inbox")
	s.seek(look, item)
	s.keys("A")
	s.wait(`Choose account: ` + regexp.QuoteMeta(item.Description))
	for range 3 {
		s.repeat("\r", `svc-\S+ \(`, true, unheld)
		s.repeat("\r", `svc-\S+ \(`, false, unheld) // a list that has just come up takes no key
		s.keys("\t")
	}
	s.keys("asked for by phone")
	s.repeat("\x13", `Submit this account selection\?`, true, unheld)
	s.insist("y", `Submit this account selection\?`, false)
	s.wait(`choose account in \ds`)
	s.sendNow(`Account chosen: `)
	s.leave()
	got := decisions(tn)
	var body map[string]string
	if len(got) != 1 || got[0].verb != "submit-account-selection" || json.Unmarshal([]byte(got[0].Body), &body) != nil || body["Reason"] != "asked for by phone" ||
		len(body["Field1"]) != 32 || len(body["Field2"]) != 32 || len(body["Field3"]) != 32 {
		t.Errorf("requests that decide: %+v", got)
	}
	if now := look.item(item.ID); now.State != "Finished" {
		t.Errorf("the tenant has it as %s", now.State)
	}
}

// TestAnotherOwner lists the items of somebody who left, and comes back.
func TestAnotherOwner(t *testing.T) {
	t.Parallel()
	tn, env := tenant(t, still())
	s := start(t, 120, 36, env, "--view", "inbox")
	s.wait(`pending · mine · 42 items`)
	s.keys("@")
	s.wait(`Whose work items\?`)
	s.keys("ravi thorne")
	s.wait(`Ravi Thorne \(inactive`)
	s.keys("\r")
	s.wait(`pending · of Ravi Thorne · 40 items`)
	s.keys("@")
	s.wait(`pending · mine · 42 items`)
	s.leave()
	if got := writes(tn); len(got) > 0 {
		t.Errorf("sent: %v", got)
	}
}

// TestRepeatAndDecisions decides, repeats that on another item after it was
// shown, looks at what was decided, and writes it to a file.
func TestRepeatAndDecisions(t *testing.T) {
	t.Parallel()
	tn, env := tenant(t, still())
	look := lookAt(t, tn)
	items := look.pending(workItem.plain)
	s := start(t, 160, 40, env, "--view", "inbox")
	s.hold(look, items[0])
	s.sendNow(`Approved: `)
	s.seek(look, items[1])
	s.repeat(".", `Approve 1 item\?`, true, unheld)
	s.insist("y", `Approve 1 item\?`, false)
	s.wait(`approve in \ds`)
	s.sendNow(`Approved: ` + regexp.QuoteMeta(items[1].Description[:40]))

	s.keys("H")
	s.wait(`2 decisions(?s:.*)` + regexp.QuoteMeta(items[1].Description[:30]) + `(?s:.*)` + regexp.QuoteMeta(items[0].Description[:30]))
	file := filepath.Join(t.TempDir(), "decided.jsonl")
	s.keys("w")
	s.wait(`Write to a file`)
	s.keys("\x15" + file + "\r") // ctrl+u takes away the name that is offered
	s.wait(`Wrote 2 decisions to `)
	s.keys("H")
	s.wait(`pending · mine · 40 items`)
	s.leave()

	text, err := os.ReadFile(file)
	if err != nil || strings.Count(string(text), "\n") != 2 || !strings.Contains(string(text), items[0].ID) || !strings.Contains(string(text), items[1].ID) {
		t.Errorf("%v: %s", err, text)
	}
	if came, _ := perItem(tn); len(came) != 2 || most(came) != 1 {
		t.Errorf("requests: %v", came)
	}
}
