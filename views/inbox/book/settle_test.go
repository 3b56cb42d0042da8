package book

import (
	"strings"
	"testing"
	"time"

	"iscope/api"
	"iscope/api/journal"
)

func TestChangedItemIsNotDecided(t *testing.T) {
	for name, c := range map[string]struct {
		now  api.WorkItem
		want string
	}{
		"value":       {item(t, "a", []string{"Pending"}, line("value", "Domain Admins")), `memberOf was "Group 0", is "Domain Admins"`},
		"operation":   {item(t, "a", []string{"Pending"}, line("operation", "Remove")), "is now Remove"},
		"a new line":  {pending(t, "a", 2), "new line Add memberOf Group 1"},
		"description": {item(t, "a", []string{"Pending"}, set("description", "Other")), `it is now called "Other"`},
		"requester":   {item(t, "a", []string{"Pending"}, set("requesterDisplayName", "Eve")), "details changed"},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBook()
			d := approve(pending(t, "a", 1))
			d.Line, d.Op, d.Digest = "", api.BulkApprove, digest(d.Seen, "") // the whole item
			askNow(t, b, d)
			out := b.Step(Checked{Ref: d.Ref(), Item: c.now})
			wantKinds(t, out, Halted)
			wantEnd(t, out, Halted, journal.Changed, c.want)
			if out[0].Item == nil || out[0].Item.Print != c.now.Print {
				t.Error("what it is now is not told")
			}
		})
	}
}

// TestOnlyTheLineCounts pins that a decision about a line does not mind other
// lines, and that one about a line that is not there is never sent.
func TestOnlyTheLineCounts(t *testing.T) {
	it := pending(t, "a", 2)
	b := newBook()
	d := Line(api.ApproveItem, it, "a-l1", "")
	toSending(t, b, d, item(t, "a", []string{"Rejected", "Pending"}, line("value", "Other")))
	for name, now := range map[string]api.WorkItem{"the line is gone": pending(t, "a", 1), "it changed": pending(t, "a", 2)} {
		b := newBook()
		d := Line(api.ApproveItem, it, "a-l1", "")
		if name == "it changed" {
			d.Digest++
		}
		askNow(t, b, d)
		wantEnd(t, b.Step(Checked{Ref: d.Ref(), Item: now}), Halted, journal.Changed, "it changed since it was shown")
	}
	none := newBook()
	d = Line(api.ApproveItem, it, "no such line", "")
	askNow(t, none, d)
	wantEnd(t, none.Step(Checked{Ref: d.Ref(), Item: it}), Halted, journal.Changed, "it changed")
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
			b := newBook()
			d := approve(pending(t, "a", 1))
			askNow(t, b, d)
			out := b.Step(Checked{d.Ref(), c.now, c.err})
			wantKinds(t, out, News)
			wantEnd(t, out, News, journal.Overtaken, c.want)
			if len(b.Entries) != 0 {
				t.Errorf("%d entries left", len(b.Entries))
			}
		})
	}
}

func TestUnknownOutcomeIsReadBackNeverRepeated(t *testing.T) {
	open := pending(t, "a", 1)
	for name, c := range map[string]struct {
		read   api.WorkItem
		want   EffectKind
		ending journal.Ending
		say    string
	}{
		"it arrived":      {closedAs(t, "a", "Finished"), Settled, journal.Done, "approved"},
		"it did not":      {open, Halted, journal.Lost, "did not take effect (connection reset)"},
		"other was first": {closedAs(t, "a", "Rejected"), News, journal.Overtaken, "rejected by somebody else"},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBook()
			d := approve(open)
			toSending(t, b, d, open)
			out := b.Step(Answered{Ref: d.Ref(), Err: bad(api.Offline, "connection reset")})
			if wantKinds(t, out, LookBack); out[0].Wait != firstLook {
				t.Errorf("read back after %v", out[0].Wait)
			}
			out = b.Step(ReadBack{Ref: d.Ref(), Item: c.read})
			if c.want == Halted { // once is not enough: it may act a little later
				if wantKinds(t, out, LookBack); out[0].Wait != secondLook {
					t.Errorf("read again after %v", out[0].Wait)
				}
				out = b.Step(ReadBack{Ref: d.Ref(), Item: c.read})
			}
			wantKinds(t, out, c.want)
			wantEnd(t, out, c.want, c.ending, c.say)
		})
	}
}

func TestReadingBackGivesUpInWords(t *testing.T) {
	b := newBook()
	open := pending(t, "a", 1)
	d := approve(open)
	toReading(t, b, d, open, bad(api.Server, "bad gateway"))
	last := time.Duration(0)
	for range maxTries - 1 {
		out := b.Step(ReadBack{Ref: d.Ref(), Err: bad(api.Offline, "no route")})
		if wantKinds(t, out, LookBack); out[0].Wait <= last {
			t.Errorf("read again after %v, %v before", out[0].Wait, last)
		}
		last = out[0].Wait
	}
	out := b.Step(ReadBack{Ref: d.Ref(), Err: bad(api.Offline, "no route")})
	wantEnd(t, out, Halted, journal.Unknown, "nobody knows whether it arrived: no route")
	if out[0].D.Stage != Doubtful || b.Entries[0].Stage != Doubtful || !b.UnderWay("a") || b.Collides(d.Key) {
		t.Errorf("stage %v", b.Entries[0].Stage)
	}
	if !b.Forget(d.Key) {
		t.Error("it cannot be forgotten")
	}
}

// TestReadingBackObeysTheTenant pins that the pause that a tenant asks for is
// kept when it is longer than ours.
func TestReadingBackObeysTheTenant(t *testing.T) {
	b := newBook()
	open := pending(t, "a", 1)
	d := approve(open)
	toReading(t, b, d, open, bad(api.Server, "bad gateway"))
	out := b.Step(ReadBack{Ref: d.Ref(), Err: throttled(time.Minute)})
	if wantKinds(t, out, LookBack); out[0].Wait != time.Minute {
		t.Errorf("read again after %v", out[0].Wait)
	}
}

// TestRefusedIsNotUnknown pins that what the tenant refused, or what never left,
// is not called unknown or done because the item cannot be read after it.
func TestRefusedIsNotUnknown(t *testing.T) {
	open := pending(t, "a", 1)
	elsewhere := &api.Error{Kind: api.Conflict, Detail: "another iscope is deciding about this right now", Unsent: true}
	for name, c := range map[string]struct {
		err    *api.Error
		item   api.WorkItem
		ending journal.Ending
		kind   EffectKind
		say    string
	}{
		"refused, unreadable":       {err: bad(api.Conflict, "already decided"), kind: Halted, ending: journal.Refused, say: "refused: already decided"},
		"refused, open":             {err: bad(api.Conflict, "already decided"), item: open, kind: Halted, ending: journal.Refused, say: "did not take effect (already decided)"},
		"refused, decided":          {err: bad(api.Conflict, "already decided"), item: closedAs(t, "a", "Finished"), kind: News, ending: journal.Overtaken, say: "was finished by somebody else"},
		"other iscope, unread":      {err: elsewhere, kind: Halted, ending: journal.NotSent, say: "not sent: another iscope"},
		"other iscope, open":        {err: elsewhere, item: open, kind: Halted, ending: journal.NotSent, say: "not sent: another iscope"},
		"other iscope, decided":     {err: elsewhere, item: closedAs(t, "a", "Finished"), kind: News, ending: journal.Overtaken, say: "was finished by somebody else"},
		"dialing failed":            {err: &api.Error{Kind: api.Offline, Detail: "connection refused", Unsent: true}, kind: Halted, ending: journal.NotSent, say: "not sent: connection refused"},
		"the journal is in the way": {err: &api.Error{Kind: api.Unrecorded, Detail: "disk full", Unsent: true}, kind: Halted, ending: journal.NotSent, say: "not sent: disk full"},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBook()
			d, rest := approve(open), approve(pending(t, "b", 1))
			askNow(t, b, d, rest)
			wantKinds(t, b.Step(Checked{Ref: d.Ref(), Item: open}), Send)
			out := b.Step(Answered{Ref: d.Ref(), Err: c.err})
			for range maxTries {
				if len(out) == 0 || out[0].Kind != LookBack {
					break
				}
				r := ReadBack{Ref: d.Ref(), Item: c.item}
				if c.item.ID == "" {
					r.Err = bad(api.Offline, "no route")
				}
				out = b.Step(r)
			}
			wantEnd(t, out, c.kind, c.ending, c.say)
			if c.ending == journal.NotSent && c.err.Kind != api.Unrecorded && rest.Stage != Checking && rest.Stage != Due {
				t.Errorf("the rest of the run stopped: %s", rest.Reason)
			}
		})
	}
}

// TestAnswersAboutAnotherItem pins that a mixed-up answer counts as none.
func TestAnswersAboutAnotherItem(t *testing.T) {
	open, wrong := pending(t, "a", 1), closedAs(t, "b", "Finished")
	b := newBook()
	d := approve(open)
	askNow(t, b, d)
	wantEnd(t, b.Step(Checked{Ref: d.Ref(), Item: wrong}), Halted, journal.NotSent, "another item")

	b = newBook()
	d = approve(open)
	toSending(t, b, d, open)
	out := b.Step(Answered{Ref: d.Ref(), Item: wrong})
	if wantKinds(t, out, LookBack); out[0].Wait != firstLook {
		t.Errorf("read back after %v", out[0].Wait)
	}
	wantKinds(t, b.Step(ReadBack{Ref: d.Ref(), Item: wrong}), LookBack)
	wantKinds(t, b.Step(ReadBack{Ref: d.Ref(), Item: pending(t, "b", 1)}), LookBack)
	wantKinds(t, b.Step(ReadBack{Ref: d.Ref(), Item: open}), LookBack)
	wantEnd(t, b.Step(ReadBack{Ref: d.Ref(), Item: open}), Halted, journal.Lost, "it did not take effect (the tenant answered with another item)")
}

// TestLateAnswersAreNotTakenForNewer pins that an answer to an earlier decision
// about the same thing says nothing about a later one.
func TestLateAnswersAreNotTakenForNewer(t *testing.T) {
	b := newBook()
	it := pending(t, "a", 1)
	old := approve(it)
	toSending(t, b, old, it)
	wantKinds(t, b.Step(Answered{Ref: old.Ref(), Err: bad(api.Invalid, "no")}), Halted)
	d := approve(it)
	askNow(t, b, d)
	if out := b.Step(Checked{Ref: old.Ref(), Item: it}); out != nil {
		t.Fatalf("it is sent for an old reading: %v", kinds(out))
	}
	wantKinds(t, b.Step(Checked{Ref: d.Ref(), Item: it}), Send)
	for _, e := range []Event{Answered{Ref: old.Ref(), Err: bad(api.Invalid, "no")}, Answered{Ref: old.Ref(), Item: closedAs(t, "a", "Finished")}, ReadBack{Ref: old.Ref(), Item: it}} {
		if out := b.Step(e); out != nil || d.Stage != Sending {
			t.Fatalf("%T of the old one: %v", e, kinds(out))
		}
	}
}

// TestTakenAndThenDecided pins what is said when the tenant took a decision and
// shows something else: never that it is done where the item says otherwise.
func TestTakenAndThenDecided(t *testing.T) {
	two := pending(t, "a", 2)
	mixed := item(t, "a", []string{"Finished", "Rejected"}, set("state", "Finished"))
	for name, c := range map[string]struct {
		d    *Decision
		read ReadBack
		kind EffectKind
		say  string
	}{
		"odd state":            {approve(two), ReadBack{Item: item(t, "a", []string{"Returned", "Returned"}, set("state", "Returned"))}, Settled, "approved; the tenant has it as returned"},
		"odd states of lines":  {approve(two), ReadBack{Item: item(t, "a", []string{"Approved", "Approved"}, set("state", "Finished"))}, Settled, "approved; the tenant has it as finished"},
		"the other verdict":    {approve(two), ReadBack{Item: item(t, "a", []string{"Rejected", "Rejected"}, set("state", "Rejected"))}, News, "was rejected by somebody else"},
		"a mixture":            {approve(two), ReadBack{Item: mixed}, News, "line by line: 1 of 2 lines are approved"},
		"of the item alone":    {approve(two), ReadBack{Item: item(t, "a", []string{"", ""}, set("state", "Rejected"))}, News, "was rejected"},
		"moved and open":       {approve(two), ReadBack{Item: item(t, "a", []string{"Pending", "Pending"}, set("ownerId", "bo"), set("ownerName", "Bo"))}, News, "now belongs to Bo"},
		"completed, canceled":  {New(api.CompleteWorkItem, two, ""), ReadBack{Item: item(t, "a", []string{"", ""}, set("state", "Canceled"))}, News, "was canceled"},
		"forwarded on":         {forwardTo(two, "bo"), ReadBack{Item: item(t, "a", []string{"Pending", "Pending"}, set("ownerId", "cy"), set("ownerName", "Cy"))}, Settled, "forwarded; it now belongs to Cy"},
		"forwarded, not mine":  {forwardTo(two, "bo"), ReadBack{Err: bad(api.Forbidden, "not yours")}, Settled, "forwarded; it is no longer visible to you"},
		"approved, gone":       {approve(two), ReadBack{Err: bad(api.NotFound, "no such item")}, News, "by this decision, or"},
		"approved, forbidden":  {approve(two), ReadBack{Err: bad(api.Forbidden, "not yours")}, Halted, "the tenant took it, but nobody knows"},
		"nothing came of it":   {approve(two), ReadBack{Item: two}, Halted, "it did not arrive; the item is still open"},
		"in part, still open":  {approve(two), ReadBack{Item: item(t, "a", []string{"Finished", "Pending"})}, Halted, "1 of 2 lines are approved all the same"},
		"nobody can tell":      {approve(two), ReadBack{Err: bad(api.Offline, "no route")}, Halted, "the tenant took it, but nobody knows"},
		"lines without states": {Line(api.ApproveItem, two, "a-l0", ""), ReadBack{Item: item(t, "a", []string{"", ""})}, Halted, "shows no states of lines"},
		"a line that is open":  {Line(api.ApproveItem, two, "a-l0", ""), ReadBack{Item: item(t, "a", []string{"Pending", ""})}, Halted, "it did not arrive"},
		"all that were asked":  {approve(two), ReadBack{Item: item(t, "a", []string{"Finished", "Finished", "Pending"})}, Settled, "approved"},
		"the account is taken": {New(api.SubmitAccountSelection, two, ""), ReadBack{Item: item(t, "a", []string{"", ""}, set("state", "Finished"))}, Settled, "account chosen"},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBook()
			toReading(t, b, c.d, two, nil)
			out := readBack(b, c.d, c.read)
			for range maxTries {
				if out[0].Kind == LookBack {
					out = readBack(b, c.d, c.read)
				}
			}
			if out[0].Kind != c.kind || !strings.Contains(out[0].Words, c.say) {
				t.Errorf("kind %d, words %q, want %q in them", out[0].Kind, out[0].Words, c.say)
			}
		})
	}
}

// TestDoubledReadingsCountOnce pins that a reading that comes twice is no
// second look, and that one from before a pause is not taken for a fresh one.
func TestDoubledReadingsCountOnce(t *testing.T) {
	b := newBook()
	it := pending(t, "a", 1)
	d := approve(it)
	toReading(t, b, d, it, bad(api.Offline, "reset"))
	look := ReadBack{Ref: d.Ref(), Item: it}
	wantKinds(t, b.Step(look), LookBack)
	if out := b.Step(look); out != nil {
		t.Fatalf("the first look counts twice: %v", kinds(out))
	}
	wantKinds(t, b.Step(ReadBack{Ref: d.Ref(), Item: it}), Halted)

	b = newBook()
	entries := approvals(t, 2)
	askNow(t, b, entries...)
	wantKinds(t, b.Step(Checked{Ref: entries[0].Ref(), Item: entries[0].Seen}), Send)
	wantKinds(t, b.Step(Answered{Ref: entries[0].Ref(), Err: bad(api.Server, "bad gateway")}), LookBack)
	check := Checked{Ref: entries[1].Ref(), Item: entries[1].Seen}
	b.Step(check)
	wantKinds(t, b.Step(ReadBack{Ref: entries[0].Ref(), Item: closedAs(t, "i0", "Finished")}), Settled, Check)
	if out := b.Step(check); out != nil {
		t.Fatalf("it is sent for a reading from before the pause: %v", kinds(out))
	}
	wantKinds(t, b.Step(Checked{Ref: entries[1].Ref(), Item: entries[1].Seen}), Send)
}
