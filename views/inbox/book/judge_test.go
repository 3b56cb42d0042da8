package book

import (
	"strings"
	"testing"

	"iscope/api"
)

// TestForwardIsConfirmedByReading pins that a forward is done when the target
// owns the item, and that one without an answer is not done because the item
// went out of sight: somebody else may have taken it.
func TestForwardIsConfirmedByReading(t *testing.T) {
	open := pending(t, "a", 1)
	for name, c := range map[string]struct {
		err  *api.Error
		read ReadBack
		want EffectKind
		say  string
	}{
		"owner is the target":      {nil, ReadBack{Item: item(t, "a", []string{"Pending"}, set("ownerId", "bo"))}, Settled, "forwarded"},
		"not visible":              {nil, ReadBack{Err: bad(api.Forbidden, "not yours")}, Settled, "no longer visible"},
		"still mine":               {nil, ReadBack{Item: open}, Halted, "still open"},
		"no answer, target owns":   {bad(api.Offline, "reset"), ReadBack{Item: item(t, "a", []string{"Pending"}, set("ownerId", "bo"))}, Settled, "forwarded"},
		"no answer, other owns":    {bad(api.Offline, "reset"), ReadBack{Item: item(t, "a", []string{"Pending"}, set("ownerId", "cy"), set("ownerName", "Cy"))}, News, "now belongs to Cy"},
		"no answer, not visible":   {bad(api.Offline, "reset"), ReadBack{Err: bad(api.NotFound, "no such item")}, News, "by this decision, or"},
		"refused and out of sight": {bad(api.NotFound, "no such item"), ReadBack{Err: bad(api.NotFound, "no such item")}, News, "is gone: it was decided"},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBook()
			d := forwardTo(open, "bo")
			toReading(t, b, d, open, c.err)
			if c.want == Halted {
				wantKinds(t, readBack(b, d, c.read), LookBack)
			}
			out := readBack(b, d, c.read)
			if wantKinds(t, out, c.want); !strings.Contains(out[0].Words, c.say) {
				t.Errorf("words %q, want %q in them", out[0].Words, c.say)
			}
		})
	}
}

// TestWordsOfOutcomes pins who is said to have decided: a refused decision is
// never ours, one that the tenant took is never somebody else's.
func TestWordsOfOutcomes(t *testing.T) {
	open := pending(t, "a", 1)
	closed := func(line, state string) api.WorkItem { return item(t, "a", []string{line}, set("state", state)) }
	for name, c := range map[string]struct {
		op   api.Op
		err  *api.Error
		says api.WorkItem // in the answer
		read ReadBack
		want EffectKind
		word string
	}{
		"lines without a state":  {says: closed("", "Finished"), want: Settled, word: "approved"},
		"states in capitals":     {says: closed("FINISHED", "FINISHED"), want: Settled, word: "approved"},
		"taken, odd state":       {says: open, read: ReadBack{Item: closed("Returned", "Returned")}, want: Settled, word: "the tenant has it as returned"},
		"conflict, approved":     {err: bad(api.Conflict, "already approved"), read: ReadBack{Item: closed("Finished", "Finished")}, want: News, word: "by somebody else"},
		"complete of a canceled": {op: api.CompleteWorkItem, err: bad(api.Server, "bad gateway"), read: ReadBack{Item: closed("", "Canceled")}, want: News, word: "was canceled"},
		"completed":              {op: api.CompleteWorkItem, says: closed("", "Finished"), want: Settled, word: "completed"},
		"approve, then gone":     {err: bad(api.Server, "bad gateway"), read: ReadBack{Err: bad(api.NotFound, "no such item")}, want: News, word: "by this decision, or"},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBook()
			d := approve(open)
			if c.op != "" {
				d = New(c.op, open, "")
			}
			toSending(t, b, d, open)
			out := b.Step(Answered{Ref: d.Ref(), Item: c.says, Err: c.err})
			if out[0].Kind == LookBack {
				out = readBack(b, d, c.read)
			}
			if wantKinds(t, out, c.want); !strings.Contains(out[0].Words, c.word) {
				t.Errorf("words %q, want %q in them", out[0].Words, c.word)
			}
		})
	}
}

// TestJudgedWithoutWhatWasSeen pins that a decision can be judged by what the
// journal keeps: the owner and the lines that were open.
func TestJudgedWithoutWhatWasSeen(t *testing.T) {
	d := &Decision{Key: Key{Item: "a"}, Op: api.BulkApprove, From: "me", Lines: []string{"a-l1", "a-l2"}}
	for name, c := range map[string]struct {
		it     api.WorkItem
		wanted bool
		words  string
	}{
		"decided before":    {item(t, "a", []string{"Rejected", "Finished", "Finished"}, set("state", "Finished")), true, "was finished"},
		"one is not":        {item(t, "a", []string{"Finished", "Finished", "Rejected"}, set("state", "Finished")), false, "line by line: 1 of 2"},
		"both are not":      {item(t, "a", []string{"Finished", "Rejected", "Rejected"}, set("state", "Finished")), false, "was finished"},
		"still open":        {item(t, "a", []string{"Finished", "Pending", "Pending"}), false, ""},
		"one is still open": {item(t, "a", []string{"Finished", "Finished", "Pending"}), false, ""},
		"moved":             {item(t, "a", []string{"Rejected", "Pending", "Pending"}, set("ownerId", "bo"), set("ownerName", "Bo")), false, "now belongs to Bo"},
		"owner not told":    {item(t, "a", []string{"Rejected", "Pending", "Pending"}, set("ownerId", "")), false, ""},
		"only completed":    {item(t, "a", []string{"", "", ""}, set("completed", "2026-03-02T12:00:06Z")), false, "was pending"},
		"another item":      {item(t, "b", []string{"Finished", "Finished", "Finished"}, set("state", "Finished")), false, "was finished"},
	} {
		if got := Wanted(d, c.it); got != c.wanted {
			t.Errorf("%s: wanted is %v", name, got)
		}
		if got := overtaken(d, c.it); !strings.Contains(got, c.words) || c.words == "" && got != "" {
			t.Errorf("%s: overtaken is %q, want %q", name, got, c.words)
		}
	}
	for _, op := range []api.Op{api.CompleteWorkItem, api.SubmitAccountSelection} {
		d := &Decision{Key: Key{Item: "a"}, Op: op}
		for state, want := range map[string]bool{"Finished": true, "FINISHED": true, "Rejected": false, "Pending": false, "": false} {
			if got := Wanted(d, item(t, "a", nil, set("state", state))); got != want {
				t.Errorf("%s of one that is %q: %v", op, state, got)
			}
		}
		if !Wanted(d, item(t, "a", nil, set("state", ""), set("completed", "2026-03-02T12:00:06Z"))) {
			t.Errorf("%s of one that has a time of completion", op)
		}
	}
	if Wanted(&Decision{Key: Key{Item: "a"}, Op: api.ForwardWorkItem}, pending(t, "a", 1)) || Wanted(&Decision{Key: Key{Item: "a"}, Op: api.GetWorkItem}, closedAs(t, "a", "Finished")) {
		t.Error("nothing is wanted of them")
	}
}

// TestNewIsAboutTheOnlyLine pins when a decision about an item is one about its
// line.
func TestNewIsAboutTheOnlyLine(t *testing.T) {
	for name, c := range map[string]struct {
		it   api.WorkItem
		op   api.Op
		want lineOpOf
	}{
		"one line":             {pending(t, "a", 1), api.BulkApprove, lineOpOf{api.ApproveItem, "a-l0"}},
		"one line, rejected":   {pending(t, "a", 1), api.BulkReject, lineOpOf{api.RejectItem, "a-l0"}},
		"two lines":            {pending(t, "a", 2), api.BulkApprove, lineOpOf{api.BulkApprove, ""}},
		"one of two is open":   {item(t, "a", []string{"Finished", "Pending"}), api.BulkApprove, lineOpOf{api.BulkApprove, ""}},
		"a line without an id": {item(t, "a", []string{"Pending"}, line("id", "")), api.BulkApprove, lineOpOf{api.BulkApprove, ""}},
		"completed":            {pending(t, "a", 1), api.CompleteWorkItem, lineOpOf{api.CompleteWorkItem, ""}},
		"no lines":             {pending(t, "a", 0), api.BulkApprove, lineOpOf{api.BulkApprove, ""}},
	} {
		d := New(c.op, c.it, "n")
		if (lineOpOf{d.Op, d.Line}) != c.want || d.Digest == 0 || d.Digest != digest(c.it, d.Line) || d.From != "me" || d.Name != "n" || d.Item != "a" {
			t.Errorf("%s: %s of line %q, digest %x", name, d.Op, d.Line, d.Digest)
		}
	}
}

// lineOpOf is what a decision asks and of which line.
type lineOpOf struct {
	op   api.Op
	line string
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

func TestWordsOfOperations(t *testing.T) {
	for op, want := range map[api.Op][2]string{
		api.ApproveItem: {"approve", "approved"}, api.BulkApprove: {"approve", "approved"}, api.RejectItem: {"reject", "rejected"}, api.BulkReject: {"reject", "rejected"},
		api.ForwardWorkItem: {"forward", "forwarded"}, api.CompleteWorkItem: {"complete", "completed"}, api.SubmitAccountSelection: {"choose account", "account chosen"},
		api.PatchTask: {"patch task status", "done"},
	} {
		if Verb(op) != want[0] || Past(op) != want[1] {
			t.Errorf("%s: %q, %q", op, Verb(op), Past(op))
		}
	}
}

func TestDifferenceNamesLines(t *testing.T) {
	before := item(t, "a", []string{"Pending", "Pending"})
	for want, after := range map[string]api.WorkItem{
		"line Add memberOf Group 1 in Payroll is gone":      pending(t, "a", 1),
		"line Add memberOf Group 1 in Payroll was finished": item(t, "a", []string{"Pending", "Finished"}),
		"details changed": pending(t, "a", 2),
	} {
		if got := Difference(before, after, ""); got != want {
			t.Errorf("%q, want %q", got, want)
		}
		if got := Difference(before, after, "a-l0"); got != "details changed" {
			t.Errorf("of the other line: %q", got)
		}
	}
	if got := LineWords(api.ApprovalItem{Operation: "Create"}); got != "Create in an application" {
		t.Errorf("words of a line: %q", got)
	}
}
