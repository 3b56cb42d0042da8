package timeline

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"iscope/ui/theme"
)

// genSpan makes spans of every shape: times missing, in any order, open.
func genSpan(t *rapid.T) Span {
	moment := func(label string) time.Time {
		if rapid.IntRange(0, 5).Draw(t, label+" missing") == 0 {
			return time.Time{}
		}
		ms := rapid.Int64Range(0, 10_000_000).Draw(t, label)
		return start.Add(time.Duration(ms) * time.Millisecond)
	}
	return Span{
		Scheduled: moment("scheduled"), Started: moment("started"), Finished: moment("finished"),
		Open: rapid.Bool().Draw(t, "open"), Stale: rapid.Bool().Draw(t, "stale"),
		State: rapid.SampledFrom([]theme.State{theme.Good, theme.Bad, theme.Running, theme.Unknown}).Draw(t, "state"),
	}
}

func genRows(t *rapid.T) []Row {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Row {
		return Row{
			ID: "r", Label: "row", Frame: rapid.IntRange(0, 9).Draw(t, "frame") == 0,
			Spans: rapid.SliceOfN(rapid.Custom(genSpan), 0, 4).Draw(t, "spans"),
		}
	}), 0, 12).Draw(t, "rows")
}

var much = start.Add(20_000 * time.Second)

// Places keep the order of times, stay on the scale, and lead back to the time
// they came from.
func TestPlacesKeepTheOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := newScale(genRows(t))
		a := start.Add(time.Duration(rapid.Int64Range(-5, 20_000_000).Draw(t, "a")) * time.Millisecond)
		b := start.Add(time.Duration(rapid.Int64Range(-5, 20_000_000).Draw(t, "b")) * time.Millisecond)
		if b.Before(a) {
			a, b = b, a
		}
		pa, pb := s.place(a, much), s.place(b, much)
		if pa < 0 || pb > s.total(much) || pa > pb {
			t.Fatalf("%v is at %d and %v at %d of %d", a, pa, b, pb, s.total(much))
		}
		if s.origin.IsZero() || a.Before(s.origin) || a.Sub(s.origin) >= time.Duration(s.known) {
			return
		}
		if back := time.Duration(s.time(pa)); (back - a.Sub(s.origin)).Abs() > foldSlack(&s) {
			t.Fatalf("place %d of %v leads to %v", pa, a.Sub(s.origin), back)
		}
	})
}

// foldSlack is how much a place inside a fold can be off.
func foldSlack(s *scale) time.Duration {
	slack := time.Duration(1)
	for _, p := range s.pieces {
		if p.fold {
			slack = max(slack, time.Duration((p.t1-p.t0)/max(p.v1-p.v0, 1)+1))
		}
	}
	return slack
}

// The pieces tile the time from the beginning to the last known moment, and
// nothing is folded in which something begins or ends.
func TestPiecesTileTheRun(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows := genRows(t)
		s := newScale(rows)
		var at, v int64
		for _, p := range s.pieces {
			if p.t0 != at || p.v0 != v || p.t1 <= p.t0 || p.v1 <= p.v0 {
				t.Fatalf("piece %+v does not go on from %d at %d", p, at, v)
			}
			at, v = p.t1, p.v1
		}
		if at != s.known {
			t.Fatalf("the pieces end at %d of %d", at, s.known)
		}
		for _, r := range rows {
			for _, sp := range r.Spans {
				begin, ok := sp.begin()
				if !ok || r.Frame {
					continue
				}
				end, _ := sp.end()
				for _, p := range s.pieces {
					for _, edge := range []int64{int64(begin.Sub(s.origin)), int64(end.Sub(s.origin))} {
						if p.fold && edge > p.t0 && edge < p.t1 {
							t.Fatalf("%+v has an edge in the fold %+v", sp, p)
						}
					}
				}
			}
		}
	})
}

// A bar begins in the cell of its schedule or after it, stays on the axis, and
// every span that has a time leaves a mark while the whole run is shown.
func TestBarsKeepToTheirTimes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows := genRows(t)
		m := New(env("", false, much))
		m.SetRows(rows)
		w := rapid.IntRange(1, 120).Draw(t, "width")
		v := view{w: w, now: much}
		v.from, v.to = m.window(much)
		for i := range rows {
			cells := make([]cellInk, w)
			m.paint(cells, &rows[i], v)
			first := w
			for _, s := range rows[i].Spans {
				if begin, ok := s.begin(); ok {
					first = min(first, v.eighth(m.scale.place(begin, much))/8, w-1)
				}
			}
			drawn := false
			for x, c := range cells {
				if c.ink == blank || c.ink == cut {
					continue
				}
				drawn = true
				if x < first {
					t.Fatalf("row %d is drawn in cell %d, scheduled in %d", i, x, first)
				}
				if c.lo >= c.hi || c.hi > 8 {
					t.Fatalf("cell %d is filled from %d to %d", x, c.lo, c.hi)
				}
			}
			if want := first < w; drawn != want {
				t.Fatalf("row %d: drawn %v, want %v", i, drawn, want)
			}
		}
	})
}

// Folded or not, what lasted longer takes at least as many places.
func TestLongerIsNeverDrawnShorter(t *testing.T) {
	folds := 0
	rapid.Check(t, func(t *rapid.T) {
		var rows []Row
		for i, n := int64(0), rapid.IntRange(1, 12).Draw(t, "rows"); n > 0; n-- {
			i += rapid.Int64Range(-5_000, 5_000).Draw(t, "pause")
			lasts := int64(1) << rapid.IntRange(0, 30).Draw(t, "magnitude") // from a millisecond to days
			from := start.Add(time.Duration(max(i, 0)) * time.Millisecond)
			rows = append(rows, Row{Spans: []Span{{Scheduled: from, Started: from, Finished: from.Add(time.Duration(lasts) * time.Millisecond)}}})
			i = max(i, 0) + lasts
		}
		s := newScale(rows)
		for _, p := range s.pieces {
			if p.fold {
				folds++
			}
		}
		for _, r := range rows {
			for _, o := range rows {
				a, b := r.Spans[0], o.Spans[0]
				drawn := func(sp Span) int64 { return s.place(sp.Finished, much) - s.place(sp.Started, much) }
				if a.Finished.Sub(a.Started) > b.Finished.Sub(b.Started) && drawn(a) < drawn(b) {
					t.Fatalf("%v takes %d places, %v takes %d", a.Finished.Sub(a.Started), drawn(a), b.Finished.Sub(b.Started), drawn(b))
				}
			}
		}
	})
	if folds == 0 {
		t.Error("nothing was folded")
	}
}

func TestTickLabels(t *testing.T) {
	const day = 24 * time.Hour
	for _, c := range []struct {
		at, step time.Duration
		want     string
	}{
		{0, time.Second, "0s"},
		{5 * time.Microsecond, time.Microsecond, "5µs"},
		{250 * time.Millisecond, 50 * time.Millisecond, "250ms"},
		{1500 * time.Millisecond, 500 * time.Millisecond, "1.5s"},
		{90 * time.Second, 30 * time.Second, "1m30s"},
		{2 * time.Minute, time.Minute, "2m"},
		{150 * time.Minute, 30 * time.Minute, "2h30m"},
		{3 * time.Hour, time.Hour, "3h"},
		{2*time.Hour + 10*time.Second, 10 * time.Second, "2:00:10"},
		{2*time.Hour + 500*time.Millisecond, 500 * time.Millisecond, "2:00:00.5"},
		{day, day, "1d"},
		{day + 6*time.Hour, 6 * time.Hour, "1d6h"},
		{2*day + 5*time.Minute, time.Minute, "2d0:05"},
		{2*day + 4*time.Second, 2 * time.Second, "2d0:00:04"},
	} {
		if got := tickLabel(c.at, c.step); got != c.want {
			t.Errorf("tickLabel(%v, %v) = %q, want %q", c.at, c.step, got, c.want)
		}
	}
}

func TestTickStepIsRound(t *testing.T) {
	for _, c := range []struct {
		span time.Duration
		w    int
		want time.Duration
	}{
		{32 * time.Second, 60, 5 * time.Second},
		{time.Second, 20, 500 * time.Millisecond},
		{3 * time.Microsecond, 10, 5 * time.Microsecond},
		{24 * time.Hour, 40, 6 * time.Hour},
		{1000 * 24 * time.Hour, 10, 810 * 24 * time.Hour},
	} {
		if got := tickStep(int64(c.span), c.w, c.span); got != c.want {
			t.Errorf("tickStep(%v, %d) = %v, want %v", c.span, c.w, got, c.want)
		}
	}
}
