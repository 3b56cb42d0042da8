package change

import (
	"slices"
	"strings"
	"testing"
	"time"

	"iscope/api"
	"iscope/api/journal"
	"iscope/ui/screen"
	"iscope/ui/theme"
	"iscope/views/internal/change/changetest"
)

var running = api.Workflow{ID: "a", Name: "Joiner", Enabled: true, Modified: time.Date(2026, 3, 14, 9, 26, 53, 0, time.UTC)}

// owedIn are the decisions to enable that are open in a journal.
func owedIn(t *testing.T, j *changetest.Journal) []string {
	t.Helper()
	all, err := j.Entries()
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, e := range all {
		if e.Ending == journal.Open {
			out = append(out, e.ID)
			if e.Want[WantEnabled] != "true" || e.Left() {
				t.Errorf("%+v", e)
			}
		}
	}
	return out
}

// TestPause pins that enabling again is owed from before the workflow is disabled
// until it is enabled, by one intent.
func TestPause(t *testing.T) {
	f := &switchboard{journal: changetest.New(), w: running}
	p := Pause{f.journal, f, "changed"}
	off := p.Off(t.Context(), running, "")
	f.journal.Is(t, "begin patch workflow a", "begin patch workflow a", "send patch workflow", "end done")
	if !off.Paused() || off.Resumed() || off.Object.Enabled || !slices.Equal(owedIn(t, f.journal), []string{off.Owed}) {
		t.Fatalf("%+v", off)
	}
	if e := f.journal.Latest(t); e.Name != "Joiner, to be enabled again after it was changed" || e.Batch != e.ID {
		t.Errorf("%+v", e)
	}
	on := p.On(t.Context(), off.Object, off.Owed)
	if !on.Resumed() || on.Paused() || on.Owed != "" || len(owedIn(t, f.journal)) != 0 || len(f.patches) != 2 {
		t.Errorf("%+v", on)
	}
}

// TestPauseLeavesOneIntent pins which of the intents of two tries is left.
func TestPauseLeavesOneIntent(t *testing.T) {
	for name, c := range map[string]struct {
		set    func(f *switchboard)
		paused bool
		left   int // the first, the second, or none
	}{
		"both unclear":           {func(f *switchboard) { f.ignores, f.lost = true, failed(api.Offline) }, true, 2},
		"refused the second":     {func(f *switchboard) { f.ignores, f.lost = true, failed(api.Forbidden) }, false, 1},
		"disabled the second":    {func(f *switchboard) {}, true, 2},
		"nothing can be written": {func(f *switchboard) { f.journal.Fill() }, false, 1},
	} {
		t.Run(name, func(t *testing.T) {
			f := &switchboard{journal: changetest.New(), w: running, ignores: true, lost: failed(api.Offline)}
			p := Pause{f.journal, f, "run"}
			first := p.Off(t.Context(), running, "")
			if !first.Paused() || first.Ending != Unknown {
				t.Fatalf("%+v", first)
			}
			f.ignores, f.lost = false, nil
			c.set(f)
			second := p.Off(t.Context(), running, first.Owed)
			if second.Paused() != c.paused || (second.Owed == first.Owed) != (c.left == 1) {
				t.Errorf("%+v", second)
			}
			if got := owedIn(t, f.journal); !slices.Equal(got, []string{second.Owed}) {
				t.Errorf("owed are %q, not %q", got, second.Owed)
			}
		})
	}
	f := &switchboard{journal: changetest.New(), w: running, lost: failed(api.Forbidden), ignores: true}
	if out := (Pause{f.journal, f, "run"}).Off(t.Context(), running, ""); out.Owed != "" || out.Paused() || len(owedIn(t, f.journal)) != 0 {
		t.Errorf("%+v", out)
	}
}

// TestResuming pins that what was not enabled is owed anew.
func TestResuming(t *testing.T) {
	off := running
	off.Enabled = false
	f := &switchboard{journal: changetest.New(), w: off, ignores: true, lost: failed(api.Throttled)}
	p := Pause{f.journal, f, "run"}
	first := p.On(t.Context(), off, "")
	if first.Resumed() || first.Owed == "" || !slices.Equal(owedIn(t, f.journal), []string{first.Owed}) {
		t.Fatalf("%+v", first)
	}
	if tone, text := first.Told("Joiner"); tone != theme.Bad || !strings.HasPrefix(text, "Not enabled again: Joiner: ") || Tone(tone) != screen.Bad {
		t.Errorf("%v %q", tone, text)
	}
	f.journal.Fill()
	if out := p.On(t.Context(), off, ""); out.Ending != Refused || out.Left || out.Resumed() || len(f.patches) != 1 {
		t.Errorf("%+v", out)
	}
}

// TestLeftDisabled pins that a person's word answers what is owed.
func TestLeftDisabled(t *testing.T) {
	f := &switchboard{journal: changetest.New(), w: running}
	p := Pause{f.journal, f, "changed"}
	off := p.Off(t.Context(), running, "")
	var s stage
	s.do(p.Leave(&off.Object, off.Owed))
	if want := (screen.Decided{What: "enable workflow", Target: "Joiner", ID: "a", Outcome: "taken back: it stays disabled"}); !slices.Contains(told[screen.Decided](&s), want) {
		t.Errorf("%+v", s.news)
	}
	if e := f.journal.Latest(t); e.Ending != journal.TakenBack || len(owedIn(t, f.journal)) != 0 {
		t.Errorf("%+v", e)
	}
	before := f.journal.Happened()
	s.do(p.Leave(&off.Object, ""))
	f.journal.Is(t, before...)
}

// TestSwitchedIsTold pins the words of each ending.
func TestSwitchedIsTold(t *testing.T) {
	say := func(end Ending, said string, on bool) Switched {
		return Switched{Outcome: Outcome[api.Workflow]{Ending: end, Said: said}, On: on}
	}
	for want, s := range map[string]Switched{
		"Joiner is disabled":                   say(Done, "", false),
		"Joiner is enabled again":              say(Done, "", true),
		"Joiner: it was disabled already":      say(Done, "it was disabled already", false),
		"Not disabled: Joiner: no right":       say(Refused, "no right", false),
		"Joiner: nobody knows":                 say(Unknown, "nobody knows", true),
		"Joiner: nothing was sent: it changed": say(Changed, "nothing was sent: it changed", true),
	} {
		if tone, text := s.Told("Joiner"); text != want || (tone == theme.Good) != (s.Ending == Done) {
			t.Errorf("%q, want %q", text, want)
		}
	}
	for s, want := range map[theme.State]screen.Tone{theme.Good: screen.Good, theme.Unknown: screen.Bad, theme.Warn: screen.Warn, theme.Running: screen.Info} {
		if got := Tone(s); got != want {
			t.Errorf("%v sounds like %v", s, got)
		}
	}
	o := Broken(running, &api.Error{Kind: api.Internal, Op: api.PatchWorkflow, Detail: "index out of range"})
	if o.Ending != Unknown || !o.Left || o.Words() != "unknown: it is not known what happened: index out of range" {
		t.Errorf("%+v: %q", o, o.Words())
	}
}
