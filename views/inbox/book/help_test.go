package book

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"iscope/api"
	"iscope/api/journal"
)

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

// window is the undo window of the decisions that wait in one.
const window = 5 * time.Second

// newBook returns a book that gives the intents the ids n1, n2 …
func newBook() *Book {
	n := 0
	return &Book{NewID: func() string { n++; return fmt.Sprint("n", n) }}
}

// item makes a work item as a client would read it. Each state is that of one
// line; changes are applied to the record before it is read.
func item(t testing.TB, id string, states []string, changes ...func(map[string]any)) api.WorkItem {
	t.Helper()
	return read(t, record(id, states, changes...))
}

func read(t testing.TB, rec map[string]any) api.WorkItem {
	t.Helper()
	raw, err := json.Marshal(rec)
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

// record is a work item as the tenant holds it. Each state is that of one
// line.
func record(id string, states []string, changes ...func(map[string]any)) map[string]any {
	lines := []any{}
	for i, s := range states {
		lines = append(lines, map[string]any{
			"id": fmt.Sprintf("%s-l%d", id, i), "account": "fred", "application": "Payroll", "name": "memberOf", "operation": "Add",
			"value": fmt.Sprintf("Group %d", i), "state": s,
		})
	}
	rec := map[string]any{
		"id": id, "ownerId": "me", "ownerName": "Me Myself", "type": "Approval", "state": "Pending", "description": "Approve access " + id,
		"requesterDisplayName": "Ada Request", "created": "2026-03-01T12:00:00Z", "approvalItems": lines,
	}
	for _, c := range changes {
		c(rec)
	}
	return rec
}

func set(k string, v any) func(map[string]any) { return func(m map[string]any) { m[k] = v } }

// line changes a member of the first line.
func line(k string, v any) func(map[string]any) {
	return func(m map[string]any) { m["approvalItems"].([]any)[0].(map[string]any)[k] = v }
}

// pending is an item with n open lines.
func pending(t testing.TB, id string, n int) api.WorkItem {
	t.Helper()
	return item(t, id, slices.Repeat([]string{"Pending"}, n))
}

// closedAs is an item with one line, both in that state.
func closedAs(t testing.TB, id, state string) api.WorkItem {
	t.Helper()
	return item(t, id, []string{state}, set("state", state))
}

func kinds(effects []Effect) []EffectKind {
	var out []EffectKind
	for _, e := range effects {
		out = append(out, e.Kind)
	}
	return out
}

func wantKinds(t *testing.T, effects []Effect, want ...EffectKind) {
	t.Helper()
	if got := kinds(effects); !slices.Equal(got, want) {
		t.Fatalf("effects %v, want %v (%+v)", got, want, effects)
	}
}

// wantEnd holds that the first effect ends a decision in that way.
func wantEnd(t *testing.T, effects []Effect, kind EffectKind, ending journal.Ending, words string) {
	t.Helper()
	if len(effects) == 0 {
		t.Fatalf("nothing came of it, want %q", words)
	}
	if e := effects[0]; e.Kind != kind || e.Ending != ending || !strings.Contains(e.Words, words) {
		t.Fatalf("it ended as %d, %q: %q, want %d, %q and %q in it", e.Kind, e.Ending, e.Words, kind, ending, words)
	}
}

func approve(it api.WorkItem) *Decision { return New(api.BulkApprove, it, it.Description) }

// approvals are decisions about n items of one open line.
func approvals(t testing.TB, n int) []*Decision {
	t.Helper()
	var out []*Decision
	for i := range n {
		out = append(out, approve(pending(t, fmt.Sprint("i", i), 1)))
	}
	return out
}

func forwardTo(it api.WorkItem, owner string) *Decision {
	d := New(api.ForwardWorkItem, it, it.Description)
	d.Forward = &api.Forward{TargetOwnerID: owner, Comment: "yours"}
	return d
}

func bad(kind api.Kind, detail string) *api.Error {
	return &api.Error{Kind: kind, Op: api.BulkApprove, Detail: detail}
}

// recordAll says that all intents that effects wanted written are on disk.
func recordAll(b *Book, effects []Effect) []Effect {
	var ids []string
	for _, e := range effects {
		for _, i := range e.Intents {
			ids = append(ids, i.ID)
		}
	}
	return b.Step(Recorded{IDs: ids})
}

// askNow takes decisions without an undo window as far as they come before
// their items are read.
func askNow(t *testing.T, b *Book, entries ...*Decision) []Effect {
	t.Helper()
	out := b.Step(Asked{entries, 0, noon})
	wantKinds(t, out, Record)
	return recordAll(b, out)
}

// toSending takes a fresh decision as far as its request.
func toSending(t *testing.T, b *Book, d *Decision, now api.WorkItem) {
	t.Helper()
	out := b.Step(Asked{[]*Decision{d}, window, noon})
	wantKinds(t, out, Record, Arm)
	recordAll(b, out)
	wantKinds(t, b.Step(Ticked{noon.Add(3 * time.Second)}))
	wantKinds(t, b.Step(Expired{b.Batch(), noon.Add(window)}), Check)
	wantKinds(t, b.Step(Checked{Ref: d.Ref(), Item: now}), Send)
}

// readBack answers what was asked last about a decision.
func readBack(b *Book, d *Decision, r ReadBack) []Effect {
	r.Ref = d.Ref()
	return b.Step(r)
}

// toReading takes a fresh decision as far as reading back what became of it.
func toReading(t *testing.T, b *Book, d *Decision, now api.WorkItem, err *api.Error) {
	t.Helper()
	toSending(t, b, d, now)
	wantKinds(t, b.Step(Answered{Ref: d.Ref(), Err: err}), LookBack)
}
