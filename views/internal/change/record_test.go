package change

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"iscope/api"
	"iscope/api/journal"
	"iscope/ui/screen"
	"iscope/views/internal/change/changetest"
)

// Events of a journal, as package changetest words them.
func begun(ids ...string) (out []string) {
	for _, id := range ids {
		out = append(out, "begin patch workflow "+id)
	}
	return out
}

const leaves = "send patch workflow"

// TestEndingsInTheJournal pins how each way an attempt can end is written down,
// and that this happens after the request, which leaves after the intent is
// there.
func TestEndingsInTheJournal(t *testing.T) {
	dark, lit := lamp{"a", false, 1}, lamp{"a", true, 1}
	lost, gone := failed(api.Offline), failed(api.NotFound)
	for name, c := range map[string]struct {
		reads []answer
		write answer
		sent  bool
		want  journal.Ending
		words string
	}{
		"done":            {[]answer{{l: dark}}, answer{l: lit}, true, journal.Done, ""},
		"already":         {[]answer{{l: lit}}, answer{}, false, journal.Done, "it was lit already"},
		"changed":         {[]answer{{l: lamp{"a", false, 2}}}, answer{}, false, journal.Changed, "nothing was sent: it is another one"},
		"unreadable":      {[]answer{{err: lost}}, answer{}, false, journal.NotSent, "nothing was sent, since it could not be read first: patch workflow: offline"},
		"gone before":     {[]answer{{err: gone}}, answer{}, false, journal.Overtaken, "it is gone already"},
		"gone after":      {[]answer{{l: dark}, {err: gone}}, answer{err: lost}, true, journal.Overtaken, "no clear answer came, and it is gone now"},
		"refused":         {[]answer{{l: dark}}, answer{err: failed(api.Forbidden)}, true, journal.Refused, "patch workflow: forbidden"},
		"throttled":       {[]answer{{l: dark}}, answer{err: failed(api.Throttled)}, true, journal.Refused, "patch workflow: throttled"},
		"never left":      {[]answer{{l: dark}}, answer{err: &api.Error{Kind: api.Offline, Op: api.PatchWorkflow, Unsent: true}}, true, journal.NotSent, "nothing was sent: patch workflow: offline"},
		"lost, seen done": {[]answer{{l: dark}, {l: lit}}, answer{err: lost}, true, journal.Done, seenLit},
		"lost":            {[]answer{{l: dark}, {l: dark}}, answer{err: lost}, true, journal.Unknown, nobodyKnows},
		"by another":      {[]answer{{l: dark}, {l: lamp{"a", true, 7}}}, answer{err: lost}, true, journal.Overtaken, "Bob did it"},
	} {
		t.Run(name, func(t *testing.T) {
			f := &tenant{reads: c.reads, write: c.write}
			p := f.light()
			p.After = func(_ context.Context, back lamp) (Ending, string, bool) {
				return Changed, "Bob did it", back.Seen == 7
			}
			f.attempt(t, t.Context(), p, dark)
			want := begun("a")
			if c.sent {
				want = append(want, leaves)
			}
			f.journal.Is(t, append(want, "end "+string(c.want))...)
			e := f.journal.Latest(t)
			if e.Ending != c.want || e.Words != c.words || e.Left() != c.sent {
				t.Errorf("%s %q, left %v; want %s %q", e.Ending, e.Words, e.Left(), c.want, c.words)
			}
			intent := journal.Intent{ID: e.ID, Op: api.PatchWorkflow, Target: "a", Name: "Lamp a in the hall", Want: map[string]string{"on": "true"}}
			if diff := cmp.Diff(intent, e.Intent); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestNothingIsSentUnrecorded pins that a decision which cannot be written down
// is not even read for, is said so, and takes those after it along.
func TestNothingIsSentUnrecorded(t *testing.T) {
	f := &tenant{journal: changetest.New()}
	f.journal.Fill()
	s, cmd := begin(t, f, hall(3))
	s.do(cmd)
	if len(s.sent)+len(s.asked) != 0 || !s.run.Over() {
		t.Errorf("asked %v, sent %v", s.asked, s.sent)
	}
	s.journal.Is(t, begun("0", "1", "2")...)
	if got := s.toast(t).Text; got != "0 of 3 lamps lit, 1 refused, 2 not sent; the dark ones stay marked" {
		t.Errorf("%q", got)
	}
	why := "nothing was sent: the journal of decisions cannot be written: no space left on device"
	if got := told[screen.Decided](s); len(got) != 1 || got[0].Outcome != "refused: "+why || len(told[api.Mutated](s)) != 0 {
		t.Errorf("%+v", got)
	}
	s, cmd = begin(t, f, hall(1))
	s.do(cmd)
	if got := s.toast(t); got.Text != "Not lit: Lamp 0 in the hall: "+why || got.Tone != screen.Bad {
		t.Errorf("%+v", got)
	}
}

// TestAnEndThatCannotBeWritten pins that it changes nothing but the words.
func TestAnEndThatCannotBeWritten(t *testing.T) {
	f := &tenant{journal: changetest.New()}
	f.journal.FillAfter()
	s, cmd := begin(t, f, hall(1))
	s.do(cmd)
	if got := s.toast(t); got.Text != "Lamp 0 in the hall: it is lit; the journal of decisions cannot be written: no space left on device" || got.Tone != screen.Good {
		t.Errorf("%+v", got)
	}
	f = &tenant{journal: f.journal, write: answer{err: failed(api.Offline)}}
	s, cmd = begin(t, f, hall(3))
	s.do(cmd)
	full := "; the journal of decisions cannot be written: no space left on device"
	if got := told[screen.Decided](s); len(got) != 1 || got[0].Outcome != "unknown: "+nobodyKnows+full+full {
		t.Errorf("%+v", got)
	}
}

// TestAllAreWrittenDownBeforeTheFirst pins that a run of several is known as a
// whole before anything leaves, and that the rest of a run that stops ends as
// not sent.
func TestAllAreWrittenDownBeforeTheFirst(t *testing.T) {
	s, cmd := begin(t, &tenant{writes: map[string]answer{"1": {err: failed(api.Offline)}}}, hall(4))
	s.do(cmd)
	s.journal.Is(t, append(begun("0", "1", "2", "3"), leaves, "end done", leaves, "end unknown", "end not sent", "end not sent")...)
	entries, err := s.journal.Entries()
	if err != nil || len(entries) != 4 {
		t.Fatalf("%d entries, %v", len(entries), err)
	}
	slices.Reverse(entries)
	for i, want := range []journal.Ending{journal.Done, journal.Unknown, journal.NotSent, journal.NotSent} {
		if e := entries[i]; e.Ending != want || e.Batch != entries[0].ID || e.Left() != (i < 2) {
			t.Errorf("%d: %+v", i, e)
		}
	}
	if entries[3].Words != waited {
		t.Errorf("%q", entries[3].Words)
	}
	s, cmd = begin(t, &tenant{}, hall(1))
	s.do(cmd)
	if e := s.journal.Latest(t); e.Batch != "" || e.Ending != journal.Done {
		t.Errorf("one alone: %+v", e)
	}
}

// TestADefectEndsInTheJournal pins that a panic of ours leaves no decision open.
func TestADefectEndsInTheJournal(t *testing.T) {
	s, cmd := begin(t, &tenant{onWrite: func() { panic("boom") }}, hall(2))
	s.do(cmd)
	s.journal.Is(t, append(begun("0", "1"), leaves, "end unknown", "end not sent")...)
}

// TestEnded pins the command for screens that end a decision by themselves.
func TestEnded(t *testing.T) {
	j := changetest.New()
	e := j.Sent(t, journal.Intent{Op: api.CancelExecution, Target: "x"})
	end := journal.End{ID: e.ID, Ending: journal.Lost, Words: "it still runs"}
	if msg := Ended(j, "Joiner", end)(); msg != nil {
		t.Errorf("%+v", msg)
	}
	if got := j.Latest(t); got.Ending != journal.Lost || got.Words != "it still runs" {
		t.Errorf("%+v", got)
	}
	j.FillAfter()
	toast, ok := Ended(j, "Joiner", end)().(screen.Toast)
	if !ok || toast.Tone != screen.Bad || !strings.HasPrefix(toast.Text, "Joiner: the journal of decisions cannot be written: no space") {
		t.Errorf("%+v", toast)
	}
}
