package inbox

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"iscope/api"
)

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

// item makes a work item as a client would read it. Each state is that of one
// line; changes are applied to the record before it is read.
func item(t testing.TB, id string, states []string, changes ...func(map[string]any)) api.WorkItem {
	t.Helper()
	return read(t, record(id, states, changes...))
}

func set(k string, v any) func(map[string]any) { return func(m map[string]any) { m[k] = v } }

func kinds(effects []effect) []effectKind {
	var out []effectKind
	for _, e := range effects {
		out = append(out, e.kind)
	}
	return out
}

func wantKinds(t *testing.T, effects []effect, want ...effectKind) {
	t.Helper()
	if got := kinds(effects); !slices.Equal(got, want) {
		t.Fatalf("effects %v, want %v (%+v)", got, want, effects)
	}
}

func decideOn(it api.WorkItem, op api.Op) *decision { return newDecision(op, it) }

func bad(kind api.Kind, detail string) *api.Error {
	return &api.Error{Kind: kind, Op: api.BulkApprove, Detail: detail}
}

// toSending takes a fresh decision as far as its request.
func toSending(t *testing.T, b *book, d *decision, now api.WorkItem) {
	t.Helper()
	wantKinds(t, b.step(asked{[]*decision{d}, 5 * time.Second, noon}), arm)
	wantKinds(t, b.step(expired{b.batch, noon.Add(5 * time.Second)}), check)
	wantKinds(t, b.step(checked{key: d.key, item: now}), send)
}

func TestDecisionRunsItsCourse(t *testing.T) {
	var b book
	open := item(t, "a", []string{"Pending", "Pending"})
	d := decideOn(open, api.BulkApprove)
	toSending(t, &b, d, open)
	after := item(t, "a", []string{"Finished", "Finished"}, set("state", "Finished"), set("completed", "2026-03-02T12:00:06Z"))
	out := b.step(answered{key: d.key, item: after})
	wantKinds(t, out, settled)
	if out[0].words != "approved" || len(b.entries) != 0 {
		t.Errorf("words %q, %d entries left", out[0].words, len(b.entries))
	}
	if out := b.step(answered{key: d.key, item: after}); out != nil {
		t.Errorf("a doubled answer has effects: %v", out)
	}
}

func TestUndoSendsNothing(t *testing.T) {
	var b book
	d := decideOn(item(t, "a", []string{"Pending"}), api.BulkApprove)
	wantKinds(t, b.step(asked{[]*decision{d}, 5 * time.Second, noon}), arm)
	wantKinds(t, b.step(undone{}), takenOff)
	if out := b.step(expired{b.batch, noon.Add(5 * time.Second)}); out != nil {
		t.Fatalf("the tick of a decision taken back has effects: %v", out)
	}
	if out := b.step(hurried{}); out != nil {
		t.Fatalf("sending now after undo: %v", out)
	}
}

func TestUndoTakesBackTheLastBatchOnly(t *testing.T) {
	var b book
	for _, id := range []string{"a", "b"} {
		b.step(asked{[]*decision{decideOn(item(t, id, []string{"Pending"}), api.BulkApprove)}, 5 * time.Second, noon})
	}
	out := b.step(undone{})
	wantKinds(t, out, takenOff)
	if out[0].d.item != "b" || b.about("a") == nil {
		t.Errorf("took back %s", out[0].d.item)
	}
}

func TestChangedItemIsNotDecided(t *testing.T) {
	for name, c := range map[string]struct {
		now  api.WorkItem
		want string
	}{
		"value":       {item(t, "a", []string{"Pending"}, func(m map[string]any) { m["approvalItems"].([]any)[0].(map[string]any)["value"] = "Domain Admins" }), `memberOf was "Group 0", is "Domain Admins"`},
		"operation":   {item(t, "a", []string{"Pending"}, func(m map[string]any) { m["approvalItems"].([]any)[0].(map[string]any)["operation"] = "Remove" }), "is now Remove"},
		"a new line":  {item(t, "a", []string{"Pending", "Pending"}), "new line Add memberOf Group 1"},
		"description": {item(t, "a", []string{"Pending"}, set("description", "Other")), `it is now called "Other"`},
	} {
		t.Run(name, func(t *testing.T) {
			var b book
			d := newDecision(api.BulkApprove, item(t, "a", []string{"Pending"}))
			d.line, d.op = "", api.BulkApprove // the whole item
			d.digest = digest(d.seen, "")
			b.step(asked{[]*decision{d}, 0, noon})
			out := b.step(checked{key: d.key, item: c.now})
			wantKinds(t, out, halted)
			if !strings.Contains(out[0].words, c.want) {
				t.Errorf("words %q, want %q in them", out[0].words, c.want)
			}
		})
	}
}

func TestDecidedBySomebodyElseIsNews(t *testing.T) {
	for name, c := range map[string]struct {
		now  api.WorkItem
		err  *api.Error
		want string
	}{
		"finished": {now: item(t, "a", []string{"Rejected"}, set("state", "Rejected"), set("ownerName", "Bo")), want: "was rejected by somebody else (Bo)"},
		"line":     {now: item(t, "a", []string{"Rejected"}), want: "was rejected by somebody else"},
		"moved":    {now: item(t, "a", []string{"Pending"}, set("ownerId", "bo"), set("ownerName", "Bo")), want: "now belongs to Bo"},
		"gone":     {err: bad(api.NotFound, "no such item"), want: "is gone"},
	} {
		t.Run(name, func(t *testing.T) {
			var b book
			d := decideOn(item(t, "a", []string{"Pending"}), api.BulkApprove)
			b.step(asked{[]*decision{d}, 0, noon})
			out := b.step(checked{d.key, c.now, c.err})
			wantKinds(t, out, news)
			if !strings.Contains(out[0].words, c.want) || len(b.entries) != 0 {
				t.Errorf("words %q", out[0].words)
			}
		})
	}
}

func TestUnknownOutcomeIsReadBackNeverRepeated(t *testing.T) {
	open := item(t, "a", []string{"Pending"})
	approved := item(t, "a", []string{"Finished"}, set("state", "Finished"))
	for name, c := range map[string]struct {
		read api.WorkItem
		want effectKind
		say  string
	}{
		"it arrived":      {approved, settled, "approved"},
		"it did not":      {open, halted, "did not take effect (connection reset)"},
		"other was first": {item(t, "a", []string{"Rejected"}, set("state", "Rejected")), news, "rejected by somebody else"},
	} {
		t.Run(name, func(t *testing.T) {
			var b book
			d := decideOn(open, api.BulkApprove)
			toSending(t, &b, d, open)
			wantKinds(t, b.step(answered{key: d.key, err: bad(api.Offline, "connection reset")}), lookBack)
			out := b.step(readBack{key: d.key, item: c.read})
			if c.want == halted { // once is not enough: it may act a little later
				wantKinds(t, out, lookBack)
				out = b.step(readBack{key: d.key, item: c.read})
			}
			wantKinds(t, out, c.want)
			if !strings.Contains(out[0].words, c.say) {
				t.Errorf("words %q", out[0].words)
			}
		})
	}
}

func TestReadingBackGivesUpInWords(t *testing.T) {
	var b book
	open := item(t, "a", []string{"Pending"})
	d := decideOn(open, api.BulkApprove)
	toSending(t, &b, d, open)
	b.step(answered{key: d.key, err: bad(api.Server, "bad gateway")})
	for range maxTries - 1 {
		wantKinds(t, b.step(readBack{key: d.key, err: bad(api.Offline, "no route")}), lookBack)
	}
	out := b.step(readBack{key: d.key, err: bad(api.Offline, "no route")})
	wantKinds(t, out, halted)
	if b.entries[0].stage != doubtful || !strings.Contains(out[0].words, "nobody knows") {
		t.Errorf("stage %v, words %q", b.entries[0].stage, out[0].words)
	}
}

func TestForwardIsConfirmedByReading(t *testing.T) {
	open := item(t, "a", []string{"Pending"})
	for name, c := range map[string]struct {
		read readBack
		want effectKind
	}{
		"owner is the target": {readBack{item: item(t, "a", []string{"Pending"}, set("ownerId", "bo"))}, settled},
		"not visible":         {readBack{err: bad(api.Forbidden, "not yours")}, settled},
		"still mine":          {readBack{item: open}, halted},
	} {
		t.Run(name, func(t *testing.T) {
			var b book
			d := &decision{key: key{item: "a"}, op: api.ForwardWorkItem, seen: open, digest: digest(open, ""), forward: &api.Forward{TargetOwnerID: "bo"}}
			toSending(t, &b, d, open)
			wantKinds(t, b.step(answered{key: d.key}), lookBack)
			c.read.key = d.key
			if c.want == halted {
				wantKinds(t, b.step(c.read), lookBack)
			}
			wantKinds(t, b.step(c.read), c.want)
		})
	}
}

func TestForbiddenStopsTheRest(t *testing.T) {
	var b book
	var entries []*decision
	for i := range 5 {
		entries = append(entries, decideOn(item(t, fmt.Sprint("i", i), []string{"Pending"}), api.BulkApprove))
	}
	wantKinds(t, b.step(asked{entries, 0, noon}), check, check)
	b.step(checked{key: entries[0].key, item: entries[0].seen})
	out := b.step(answered{key: entries[0].key, err: bad(api.Forbidden, "no right")})
	if n := b.count(stopped); n != 5 {
		t.Fatalf("%d stopped, effects %v", n, kinds(out))
	}
	if out := b.step(checked{key: entries[1].key, item: entries[1].seen}); out != nil {
		t.Errorf("one that was being read when the tenant refused is sent: %v", kinds(out))
	}
}

// TestWordsOfOutcomes pins who is said to have decided: a refused decision is
// never ours, one that the tenant took is never somebody else's.
func TestWordsOfOutcomes(t *testing.T) {
	open := item(t, "a", []string{"Pending"})
	closed := func(line, state string) api.WorkItem { return item(t, "a", []string{line}, set("state", state)) }
	whole := func(op api.Op) *decision {
		return &decision{key: key{item: "a"}, op: op, seen: open, digest: digest(open, "")}
	}
	for name, c := range map[string]struct {
		d    *decision
		err  *api.Error
		says api.WorkItem // in the answer
		read readBack
		want effectKind
		word string
	}{
		"lines without a state":   {d: decideOn(open, api.BulkApprove), says: closed("", "Finished"), want: settled, word: "approved"},
		"states in capitals":      {d: decideOn(open, api.BulkApprove), says: closed("FINISHED", "FINISHED"), want: settled, word: "approved"},
		"taken, odd state":        {d: decideOn(open, api.BulkApprove), says: open, read: readBack{item: closed("Returned", "Returned")}, want: settled, word: "the tenant has it as returned"},
		"conflict, approved":      {d: decideOn(open, api.BulkApprove), err: bad(api.Conflict, "already approved"), read: readBack{item: closed("Finished", "Finished")}, want: news, word: "by somebody else"},
		"complete of a canceled":  {d: whole(api.CompleteWorkItem), err: bad(api.Server, "bad gateway"), read: readBack{item: closed("", "Canceled")}, want: news, word: "was canceled"},
		"forward of what is gone": {d: &decision{key: key{item: "a"}, op: api.ForwardWorkItem, seen: open, digest: digest(open, ""), forward: &api.Forward{TargetOwnerID: "bo"}}, err: bad(api.NotFound, "no such item"), read: readBack{err: bad(api.NotFound, "no such item")}, want: news, word: "is gone"},
		"approve, then not mine":  {d: decideOn(open, api.BulkApprove), err: bad(api.Server, "bad gateway"), read: readBack{err: bad(api.Forbidden, "not yours")}, want: news, word: "by this decision, or"},
	} {
		t.Run(name, func(t *testing.T) {
			var b book
			toSending(t, &b, c.d, open)
			out := b.step(answered{key: c.d.key, item: c.says, err: c.err})
			if out[0].kind == lookBack {
				c.read.key = c.d.key
				out = b.step(c.read)
			}
			wantKinds(t, out, c.want)
			if !strings.Contains(out[0].words, c.word) {
				t.Errorf("words %q, want %q in them", out[0].words, c.word)
			}
		})
	}
}

// TestRowShowsWhatMayStillLeave pins that a stopped decision about a line does
// not hide one that is held.
func TestRowShowsWhatMayStillLeave(t *testing.T) {
	var b book
	it := item(t, "a", []string{"Pending", "Pending"})
	line := &decision{key: key{"a", "a-l0"}, op: api.RejectItem, seen: it, digest: digest(it, "a-l0")}
	toSending(t, &b, line, it)
	b.step(answered{key: line.key, err: bad(api.Throttled, "too many requests")})
	b.step(asked{[]*decision{decideOn(it, api.BulkApprove)}, 5 * time.Second, noon})
	if d := b.about("a"); d.stage != held {
		t.Errorf("the row shows %s at stage %d", d.op, d.stage)
	}
}

// TestUnknownHoldsTheRest pins that a batch waits while the outcome of one of
// its decisions is unknown, and goes on once it was read back as done.
func TestUnknownHoldsTheRest(t *testing.T) {
	var b book
	var entries []*decision
	for i := range 4 {
		entries = append(entries, decideOn(item(t, fmt.Sprint("i", i), []string{"Pending"}), api.BulkApprove))
	}
	wantKinds(t, b.step(asked{entries, 0, noon}), check, check)
	wantKinds(t, b.step(checked{key: entries[0].key, item: entries[0].seen}), send)
	wantKinds(t, b.step(checked{key: entries[1].key, item: entries[1].seen}), send)
	wantKinds(t, b.step(answered{key: entries[0].key, err: bad(api.Server, "bad gateway")}), lookBack)
	approved := func(id string) api.WorkItem { return item(t, id, []string{"Finished"}, set("state", "Finished")) }
	wantKinds(t, b.step(answered{key: entries[1].key, item: approved("i1")}), settled)
	wantKinds(t, b.step(readBack{key: entries[0].key, item: approved("i0")}), settled, check, check)
}

// TestUndoTakesBackWhatWaits pins that the rest of a long batch can be called
// off after its undo window.
func TestUndoTakesBackWhatWaits(t *testing.T) {
	var b book
	var entries []*decision
	for i := range 5 {
		entries = append(entries, decideOn(item(t, fmt.Sprint("i", i), []string{"Pending"}), api.BulkApprove))
	}
	wantKinds(t, b.step(asked{entries, 0, noon}), check, check)
	wantKinds(t, b.step(undone{}), takenOff, takenOff, takenOff)
	if b.count(checking) != 2 || len(b.entries) != 2 {
		t.Errorf("%d entries left, %d under way", len(b.entries), b.count(checking))
	}
}

func TestTwoUnderWayAtMost(t *testing.T) {
	var b book
	var entries []*decision
	for i := range 6 {
		entries = append(entries, decideOn(item(t, fmt.Sprint("i", i), []string{"Pending"}), api.BulkApprove))
	}
	b.step(asked{entries, 0, noon})
	if n := b.count(checking, sending, reading); n != inFlight {
		t.Fatalf("%d under way", n)
	}
}

func TestLinesOfOneItemGoOneByOne(t *testing.T) {
	var b book
	it := item(t, "a", []string{"Pending", "Pending"})
	var entries []*decision
	for _, l := range it.Body().Approval {
		entries = append(entries, &decision{key: key{"a", l.ID}, op: api.ApproveItem, seen: it, digest: digest(it, l.ID)})
	}
	wantKinds(t, b.step(asked{entries, 0, noon}), check)
	b.step(checked{key: entries[0].key, item: it})
	half := item(t, "a", []string{"Finished", "Pending"})
	wantKinds(t, b.step(answered{key: entries[0].key, item: half}), settled, check)
	wantKinds(t, b.step(checked{key: entries[1].key, item: half}), send)
}

func TestSameThingIsNotDecidedTwice(t *testing.T) {
	var b book
	it := item(t, "a", []string{"Pending", "Pending"})
	b.step(asked{[]*decision{decideOn(it, api.BulkApprove)}, 5 * time.Second, noon})
	b.step(asked{[]*decision{decideOn(it, api.BulkReject)}, 5 * time.Second, noon})
	b.step(asked{[]*decision{{key: key{"a", "a-l0"}, op: api.RejectItem, seen: it}}, 5 * time.Second, noon})
	if len(b.entries) != 1 || b.entries[0].op != api.BulkApprove {
		t.Fatalf("%d entries", len(b.entries))
	}
}

func TestSleepAsksAgain(t *testing.T) {
	var b book
	d := decideOn(item(t, "a", []string{"Pending"}), api.BulkApprove)
	b.step(asked{[]*decision{d}, 5 * time.Second, noon})
	out := b.step(expired{b.batch, noon.Add(2 * time.Hour)})
	wantKinds(t, out, halted)
	if !strings.Contains(out[0].words, "slept") {
		t.Errorf("words %q", out[0].words)
	}
}

func TestDigest(t *testing.T) {
	a := item(t, "a", []string{"Pending", ""})
	if digest(a, "") != digest(item(t, "a", []string{"", "Pending"}), "") {
		t.Error("Pending and no state are the same")
	}
	if digest(a, "") != digest(item(t, "a", []string{"Pending", ""}, set("modified", "2026-03-02T12:00:00Z")), "") {
		t.Error("a time alone changes nothing about what is asked")
	}
	other := item(t, "a", []string{"Pending", "Finished"})
	if digest(a, "") == digest(other, "") || digest(a, "a-l0") != digest(other, "a-l0") {
		t.Error("the digest of a line depends on that line alone")
	}
}
