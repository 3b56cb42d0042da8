package book

import (
	"errors"
	"strings"
	"testing"
	"time"

	"iscope/api"
	"iscope/api/journal"
)

func throttled(wait time.Duration) *api.Error {
	return &api.Error{Kind: api.Throttled, Detail: "too many requests", RetryAfter: wait}
}

// TestPauseBeforeSending pins that a decision rests where the tenant asks for
// it when the item is read, under the same intent, and not without end.
func TestPauseBeforeSending(t *testing.T) {
	b := newBook()
	d := approve(pending(t, "a", 1))
	wantKinds(t, askNow(t, b, d), Check)
	id := d.ID
	for range maxPauses {
		out := b.Step(Checked{Ref: d.Ref(), Err: throttled(7 * time.Second)})
		wantKinds(t, out, Pause)
		if out[0].Wait != 7*time.Second || d.ID != id || d.Stage != Resting {
			t.Fatalf("wait %v, intent %s", out[0].Wait, d.ID)
		}
		if out := b.Step(Hurried{noon.Add(time.Second)}); out != nil {
			t.Fatalf("it goes on before its time: %v", kinds(out))
		}
		rested := Rested{d.Ref()}
		wantKinds(t, b.Step(rested), Check)
		if out := b.Step(rested); out != nil {
			t.Fatalf("rested twice: %v", kinds(out))
		}
	}
	wantEnd(t, b.Step(Checked{Ref: d.Ref(), Err: throttled(0)}), Halted, journal.NotSent, "not sent: it could not be read first: too many requests")
}

// TestPauseAfterRefusal pins that what the tenant refused for want of room is
// sent once more under an intent of its own: the old one ends first, and the
// new one has to be on disk.
func TestPauseAfterRefusal(t *testing.T) {
	b := newBook()
	it := pending(t, "a", 1)
	d := approve(it)
	toSending(t, b, d, it)
	ids := map[string]bool{d.ID: true}
	for range maxPauses {
		old, sent := d.ID, d.Ref()
		out := b.Step(Answered{Ref: sent, Err: throttled(0)})
		wantKinds(t, out, Record, Pause)
		if out[0].Intents[0].ID != d.ID || ids[d.ID] || out[1].D.ID != d.ID || out[1].Wait != time.Second {
			t.Fatalf("the intent %s follows %s, rests %v", d.ID, old, out[1].Wait)
		}
		ids[d.ID] = true
		if out := b.Step(Answered{Ref: sent, Item: closedAs(t, "a", "Finished")}); out != nil {
			t.Fatalf("a doubled answer to the old intent: %v", kinds(out))
		}
		if out := b.Step(Rested{Ref: d.Ref()}); out != nil {
			t.Fatalf("it goes on before it is on disk: %v", kinds(out))
		}
		out = b.Step(Recorded{IDs: []string{d.ID}})
		wantKinds(t, out, Note, Check)
		if wantEnd(t, out, Note, journal.Refused, "it is asked again"); out[0].D.ID != old {
			t.Fatalf("the end of %s is noted, not that of %s", out[0].D.ID, old)
		}
		wantKinds(t, b.Step(Checked{Ref: d.Ref(), Item: it}), Send)
	}
	wantEnd(t, b.Step(Answered{Ref: d.Ref(), Err: throttled(0)}), Halted, journal.Refused, "refused: too many requests")
	if r := b.Run(1); r.Size != 1 || r.Halted != 1 {
		t.Errorf("the run is %+v", r)
	}
}

// TestPauseEndsWithTheRun pins that what the tenant refused for want of room is
// not sent again once it refused another of the same run for good.
func TestPauseEndsWithTheRun(t *testing.T) {
	b := newBook()
	entries := approvals(t, 2)
	askNow(t, b, entries...)
	for _, d := range entries {
		wantKinds(t, b.Step(Checked{Ref: d.Ref(), Item: d.Seen}), Send)
	}
	wantKinds(t, b.Step(Answered{Ref: entries[0].Ref(), Err: bad(api.Forbidden, "no right")}), Halted)
	out := b.Step(Answered{Ref: entries[1].Ref(), Err: throttled(time.Second)})
	wantKinds(t, out, Halted)
	wantEnd(t, out, Halted, journal.Refused, "refused: too many requests")
}

func TestPauseCanBeTakenBack(t *testing.T) {
	b := newBook()
	it := pending(t, "a", 1)
	d := approve(it)
	toSending(t, b, d, it)
	b.Step(Answered{Ref: d.Ref(), Err: throttled(0)})
	out := b.Step(Undone{})
	wantKinds(t, out, TakenOff, Note)
	wantEnd(t, out, TakenOff, journal.TakenBack, "taken back")
	if wantEnd(t, out[1:], Note, journal.Refused, "not asked again"); out[0].D.ID != d.ID || out[1].D.ID != "n1" {
		t.Errorf("ended %s and %s", out[0].D.ID, out[1].D.ID)
	}
	for _, e := range []Event{Recorded{IDs: []string{d.ID}}, Rested{Ref: d.Ref()}} {
		if out := b.Step(e); out != nil {
			t.Errorf("%T has effects: %v", e, kinds(out))
		}
	}
}

func TestPauseEndsWhereTheDiskIsFull(t *testing.T) {
	b := newBook()
	it := pending(t, "a", 1)
	d := approve(it)
	toSending(t, b, d, it)
	b.Step(Answered{Ref: d.Ref(), Err: throttled(0)})
	out := b.Step(Recorded{IDs: []string{d.ID}, Err: errors.New("disk full")})
	wantKinds(t, out, Halted, Note)
	wantEnd(t, out, Halted, journal.Open, "not sent: disk full")
	wantEnd(t, out[1:], Note, journal.Refused, "not asked again")
	if out := b.Step(Rested{Ref: d.Ref()}); out != nil {
		t.Errorf("it is sent all the same: %v", kinds(out))
	}
}

// TestSleepAsksAgain pins that what was held while nobody could see it is not
// sent: whichever comes first after the gap, the clock, the end of the window,
// or a key.
func TestSleepAsksAgain(t *testing.T) {
	later := noon.Add(Gap + time.Second)
	for name, wake := range map[string]Event{
		"clock": Ticked{later}, "window": Expired{1, later}, "send now": Hurried{later}, "another": Asked{[]*Decision{approve(pending(t, "z", 1))}, window, later},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBook()
			d := approve(pending(t, "a", 1))
			recordAll(b, b.Step(Asked{[]*Decision{d}, window, noon}))
			out := b.Step(wake)
			wantEnd(t, out, Halted, journal.NotSent, "not sent: iscope or the machine was stopped while it was held; decide again")
			for _, e := range out[1:] {
				if e.Kind != Record && e.Kind != Arm {
					t.Fatalf("effects %v", kinds(out))
				}
			}
			if out := b.Step(Expired{1, later.Add(time.Second)}); out != nil || d.Stage != Stopped {
				t.Errorf("it goes on: %v", kinds(out))
			}
		})
	}
}

// TestGap pins how long the clock may be silent, that only wall time counts,
// and that a decision is not blamed for what was before it.
func TestGap(t *testing.T) {
	start := time.Now() // with a monotonic reading
	b := newBook()
	d := approve(pending(t, "a", 1))
	recordAll(b, b.Step(Asked{[]*Decision{d}, time.Minute, start}))
	now := start
	for range 5 {
		now = now.Add(Gap)
		if out := b.Step(Ticked{now}); out != nil || d.Stage != Held {
			t.Fatalf("a gap of %v: %v", Gap, kinds(out))
		}
	}
	if out := b.Step(Ticked{now.Add(-time.Hour)}); out != nil {
		t.Fatalf("a clock set back: %v", kinds(out))
	}
	fresh := newBook()
	d = approve(pending(t, "a", 1))
	fresh.Step(Ticked{noon})
	recordAll(fresh, fresh.Step(Asked{[]*Decision{d}, window, noon.Add(time.Hour)}))
	wantKinds(t, fresh.Step(Ticked{noon.Add(time.Hour + Gap)}))
	wantKinds(t, fresh.Step(Expired{1, noon.Add(time.Hour + window)}), Check)
}

// TestSleepSparesWhatWasSent pins that a gap says nothing about decisions that
// are past their window.
func TestSleepSparesWhatWasSent(t *testing.T) {
	b := newBook()
	it := pending(t, "a", 1)
	d := approve(it)
	toSending(t, b, d, it)
	if out := b.Step(Ticked{noon.Add(time.Hour)}); out != nil {
		t.Fatalf("the gap has effects: %v", kinds(out))
	}
	out := b.Step(Answered{Ref: d.Ref(), Item: closedAs(t, "a", "Finished")})
	if wantKinds(t, out, Settled); strings.Contains(out[0].Words, "stopped") {
		t.Errorf("words %q", out[0].Words)
	}
}

// TestPauseOfWhatWasNotLetOut pins that a request that could not leave while the
// reading before it was fresh rests under the same intent, and that its item is
// read anew before it is tried again.
func TestPauseOfWhatWasNotLetOut(t *testing.T) {
	b := newBook()
	it := pending(t, "a", 1)
	d := approve(it)
	toSending(t, b, d, it)
	id, kept := d.ID, throttled(7*time.Second)
	kept.Unsent = true
	refs := map[string]bool{}
	for range maxPauses {
		if refs[d.Ref()] {
			t.Fatalf("two requests go by %s", d.Ref())
		}
		refs[d.Ref()] = true
		out := b.Step(Answered{Ref: d.Ref(), Err: kept})
		wantKinds(t, out, Pause)
		if out[0].Wait != 7*time.Second || d.ID != id || d.Stage != Resting {
			t.Fatalf("wait %v, intent %s", out[0].Wait, d.ID)
		}
		wantKinds(t, b.Step(Rested{d.Ref()}), Check)
		wantKinds(t, b.Step(Checked{Ref: d.Ref(), Item: it}), Send)
	}
	wantEnd(t, b.Step(Answered{Ref: d.Ref(), Err: kept}), Halted, journal.NotSent, "not sent: too many requests")
}
