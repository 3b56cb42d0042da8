package change

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"iscope/api"
	"iscope/views/internal/change/changetest"
)

// lamp is an object that can be switched on, or removed.
type lamp struct {
	ID   string
	On   bool
	Seen int // its version
}

// answer is what the tenant answers with.
type answer struct {
	l   lamp
	err error
}

// tenant answers as it is told, and counts what reaches it.
type tenant struct {
	reads   []answer // in order; the last one again and again
	write   answer
	writes  map[string]answer // instead of write, by id
	onWrite func()

	journal *changetest.Journal
	op      api.Op
	asked   []string
	sent    []string
	spans   []time.Duration // how long each reading may take
}

func (f *tenant) read(ctx context.Context, id string) (lamp, error) {
	f.asked = append(f.asked, id)
	if end, ok := ctx.Deadline(); ok {
		f.spans = append(f.spans, time.Until(end))
	}
	if err := ctx.Err(); err != nil {
		return lamp{}, err
	}
	if len(f.reads) == 0 {
		return lamp{ID: id}, nil
	}
	a := f.reads[0]
	if len(f.reads) > 1 {
		f.reads = f.reads[1:]
	}
	return a.l, a.err
}

func (f *tenant) send(ctx context.Context, id string) (lamp, error) {
	if err := f.journal.Guard(ctx, f.op); err != nil {
		return lamp{}, err
	}
	f.sent = append(f.sent, id)
	if f.onWrite != nil {
		f.onWrite()
	}
	if a, ok := f.writes[id]; ok {
		return a.l, a.err
	}
	if f.write == (answer{}) {
		return lamp{ID: id, On: true}, nil
	}
	return f.write.l, f.write.err
}

// light switches lamps on.
func (f *tenant) light() Plan[lamp] {
	f.op = api.PatchWorkflow
	if f.journal == nil {
		f.journal = changetest.New()
	}
	return Plan[lamp]{
		Words: Words{
			What: "light lamp", Noun: "lamp", Doing: "lighting", Past: "lit", Still: "still dark",
			Changed: "swapped", Again: "look again", Marked: "the dark ones stay marked",
		},
		ID: func(l *lamp) string { return l.ID }, Name: func(l *lamp) string { return "Lamp " + l.ID },
		Title: func(l *lamp) string { return "Lamp " + l.ID + " in the hall" },
		Read:  f.read, ReadOp: api.GetWorkflow, Send: f.send, Op: api.PatchWorkflow,
		Before: func(shown, now lamp) (Ending, string, bool) {
			if now.On {
				return Done, "it was lit already", true
			}
			return Changed, "it is another one", shown.Seen != now.Seen
		},
		Wanted: func(now lamp) bool { return now.On },
		Want:   map[string]string{"on": "true"},
	}
}

// attempt makes one attempt, for which an intent was begun.
func (f *tenant) attempt(t testing.TB, ctx context.Context, p Plan[lamp], shown lamp) Outcome[lamp] {
	t.Helper()
	intents := p.intents(f.journal, []lamp{shown})
	if e := Record(f.journal, intents...); e != nil {
		t.Fatal(e)
	}
	return p.Attempt(ctx, f.journal, intents[0].ID, shown)
}

// remove removes lamps.
func (f *tenant) remove() Plan[lamp] {
	p := f.light()
	f.op = api.DeleteWorkflow
	p.Op, p.Past, p.Still, p.Removes, p.Wanted = api.DeleteWorkflow, "removed", "still there", true, nil
	return p
}

func failed(k api.Kind) error { return &api.Error{Kind: k, Op: api.PatchWorkflow} }

const (
	nobodyKnows = "no clear answer came, and it is still dark; look again before trying once more"
	seenLit     = "no clear answer came; reading it back shows that it is lit"
)

// TestAttempt pins every way an attempt can end, and that a write leaves at
// most once.
func TestAttempt(t *testing.T) {
	dark, lit := lamp{"a", false, 1}, lamp{"a", true, 1}
	other := lamp{"a", false, 2}
	lost, gone := failed(api.Offline), failed(api.NotFound)
	for name, c := range map[string]struct {
		reads  []answer
		write  answer
		want   Ending
		said   string
		object lamp
		writes int
		stops  bool
		absent bool
	}{
		"done":              {[]answer{{l: dark}}, answer{l: lit}, Done, "", lit, 1, false, false},
		"already":           {[]answer{{l: lit}}, answer{}, Done, "it was lit already", lit, 0, false, false},
		"changed meanwhile": {[]answer{{l: other}}, answer{}, Changed, "nothing was sent: it is another one", other, 0, false, false},
		"gone before":       {[]answer{{err: gone}}, answer{}, Gone, "it is gone already", dark, 0, false, true},
		"unreadable before": {
			[]answer{{err: errors.New("boom")}}, answer{}, Refused,
			"nothing was sent, since it could not be read first: get workflow: boom", dark, 0, true, false,
		},
		"refused":          {[]answer{{l: dark}}, answer{err: failed(api.Forbidden)}, Refused, "patch workflow: forbidden", dark, 1, true, false},
		"conflict goes on": {[]answer{{l: dark}}, answer{err: failed(api.Conflict)}, Refused, "patch workflow: conflict", dark, 1, false, false},
		"not found":        {[]answer{{l: dark}}, answer{err: gone}, Refused, "patch workflow: not found", dark, 1, false, false},
		"never left": {
			[]answer{{l: dark}}, answer{err: &api.Error{Kind: api.Offline, Op: api.PatchWorkflow, Unsent: true}}, Refused,
			"nothing was sent: patch workflow: offline", dark, 1, true, false,
		},
		"another iscope decides": {
			[]answer{{l: dark}}, answer{err: &api.Error{Kind: api.Conflict, Op: api.PatchWorkflow, Unsent: true, Detail: "another iscope is deciding about it"}}, Refused,
			"nothing was sent: patch workflow: another iscope is deciding about it", dark, 1, false, false,
		},
		"lost, done":            {[]answer{{l: dark}, {l: lit}}, answer{err: lost}, Done, seenLit, lit, 1, false, false},
		"lost, not done":        {[]answer{{l: dark}, {l: dark}}, answer{err: lost}, Unknown, nobodyKnows, dark, 1, true, false},
		"lost, gone":            {[]answer{{l: dark}, {err: gone}}, answer{err: lost}, Gone, "no clear answer came, and it is gone now", dark, 1, false, true},
		"server error, done":    {[]answer{{l: dark}, {l: lit}}, answer{err: failed(api.Server)}, Done, seenLit, lit, 1, false, false},
		"unreadable answer":     {[]answer{{l: dark}, {l: lit}}, answer{err: failed(api.Decode)}, Done, seenLit, lit, 1, false, false},
		"ignored":               {[]answer{{l: dark}, {l: dark}}, answer{l: dark}, Unknown, nobodyKnows, dark, 1, true, false},
		"another one's answer":  {[]answer{{l: dark}, {l: lit}}, answer{l: lamp{"x", true, 1}}, Done, seenLit, lit, 1, false, false},
		"another one's, undone": {[]answer{{l: dark}, {l: dark}}, answer{l: lamp{"x", true, 1}}, Unknown, nobodyKnows, dark, 1, true, false},
		"lost, unreadable": {
			[]answer{{l: dark}, {err: errors.New("boom")}}, answer{err: lost}, Unknown,
			"no clear answer came (offline), and it could not be read back (internal)", dark, 1, true, false,
		},
		"ignored, unreadable": {
			[]answer{{l: dark}, {err: lost}}, answer{l: dark}, Unknown,
			"no clear answer came (offline), and it could not be read back (offline)", dark, 1, true, false,
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := &tenant{reads: c.reads, write: c.write}
			p := f.light()
			got := f.attempt(t, t.Context(), p, dark)
			if got.Ending != c.want || got.Said != c.said || got.Object != c.object {
				t.Errorf("%d %q %+v, want %d %q %+v", got.Ending, got.Said, got.Object, c.want, c.said, c.object)
			}
			if got.Stops() != c.stops || got.Absent != c.absent {
				t.Errorf("stops %v, absent %v", got.Stops(), got.Absent)
			}
			if len(f.sent) != c.writes || len(f.asked) != len(c.reads) {
				t.Errorf("%d writes, want %d; %d readings, want %d", len(f.sent), c.writes, len(f.asked), len(c.reads))
			}
		})
	}
}

// TestRemoval pins what is different where an object shall be gone.
func TestRemoval(t *testing.T) {
	dark := lamp{"a", false, 1}
	lost, gone := failed(api.Offline), failed(api.NotFound)
	for name, c := range map[string]struct {
		reads  []answer
		write  error
		want   Ending
		said   string
		absent bool
	}{
		"done":             {[]answer{{l: dark}}, nil, Done, "", true},
		"gone meanwhile":   {[]answer{{l: dark}}, gone, Gone, "it is gone already", true},
		"refused":          {[]answer{{l: dark}}, failed(api.Forbidden), Refused, "patch workflow: forbidden", false},
		"lost, gone":       {[]answer{{l: dark}, {err: gone}}, lost, Done, "no clear answer came; reading it back shows that it is gone", true},
		"lost, there":      {[]answer{{l: dark}, {l: dark}}, lost, Unknown, "no clear answer came, and it is still there; look again before trying once more", false},
		"lost, unreadable": {[]answer{{l: dark}, {err: lost}}, lost, Unknown, "no clear answer came (offline), and it could not be read back (offline)", false},
	} {
		t.Run(name, func(t *testing.T) {
			f := &tenant{reads: c.reads, writes: map[string]answer{"a": {err: c.write}}}
			p := f.remove()
			got := f.attempt(t, t.Context(), p, dark)
			if got.Ending != c.want || got.Said != c.said || got.Absent != c.absent || got.Object != dark {
				t.Errorf("%d %q, absent %v, %+v; want %d %q, %v", got.Ending, got.Said, got.Absent, got.Object, c.want, c.said, c.absent)
			}
			if len(f.sent) != 1 || len(f.asked) != len(c.reads) {
				t.Errorf("%d writes, %d readings", len(f.sent), len(f.asked))
			}
		})
	}
}

// TestAfterSaysMore pins that a plan may judge what was read back, and only
// that.
func TestAfterSaysMore(t *testing.T) {
	dark, lit := lamp{"a", false, 1}, lamp{"a", true, 1}
	for name, c := range map[string]struct {
		back lamp
		lost bool
		want Ending
		said string
	}{
		"by another":   {lamp{"a", true, 7}, true, Done, "Bob did it"},
		"by us":        {lit, true, Done, seenLit},
		"not at all":   {dark, true, Unknown, nobodyKnows},
		"clear answer": {lamp{"a", true, 7}, false, Done, ""},
	} {
		t.Run(name, func(t *testing.T) {
			f := &tenant{reads: []answer{{l: dark}, {l: c.back}}}
			if c.lost {
				f.write = answer{err: failed(api.Offline)}
			}
			p := f.light()
			p.After = func(_ context.Context, back lamp) (Ending, string, bool) { return Done, "Bob did it", back.Seen == 7 }
			if got := f.attempt(t, t.Context(), p, dark); got.Ending != c.want || got.Said != c.said {
				t.Errorf("%d %q, want %d %q", got.Ending, got.Said, c.want, c.said)
			}
		})
	}
}

// TestReadBackOutlivesTheWrite pins that a write that used up its time is read
// back all the same, and that this has an end.
func TestReadBackOutlivesTheWrite(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		dark, lit := lamp{"a", false, 1}, lamp{"a", true, 1}
		f := &tenant{reads: []answer{{l: dark}, {l: lit}}, write: answer{err: context.DeadlineExceeded}, onWrite: cancel}
		p := f.light()
		if got := f.attempt(t, ctx, p, dark); got.Ending != Done || got.Said != seenLit {
			t.Errorf("%d %q", got.Ending, got.Said)
		}
		if len(f.spans) != 1 || f.spans[0] != ReadBackTimeout {
			t.Errorf("reading back may take %v", f.spans)
		}
	})
}

// TestStops pins after which failures the rest is not sent: all but those that
// are about the one object.
func TestStops(t *testing.T) {
	goesOn := map[api.Kind]bool{api.NotFound: true, api.Conflict: true, api.Invalid: true, api.Decode: true}
	for k := api.Internal; k <= api.Unrecorded; k++ {
		o := Outcome[lamp]{Ending: Refused, Err: &api.Error{Kind: k}}
		if o.Stops() == goesOn[k] {
			t.Errorf("%s: stops %v", k, o.Stops())
		}
	}
	for _, e := range []Ending{Done, Changed, Gone} {
		if (Outcome[lamp]{Ending: e}).Stops() {
			t.Errorf("ending %d stops", e)
		}
	}
	if !(Outcome[lamp]{}).Stops() {
		t.Error("an outcome that claims nothing does not stop")
	}
}
