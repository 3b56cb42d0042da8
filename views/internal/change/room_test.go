package change

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"iscope/api"
	"iscope/views/internal/change/changetest"
)

// TestWriteRestsOnAFreshReading pins that a write is marked as resting on the
// reading before it, and that one that could not leave in time is not sent
// before the object was read and judged anew.
func TestWriteRestsOnAFreshReading(t *testing.T) {
	full := func(after time.Duration) *api.Error {
		return &api.Error{Kind: api.Throttled, Op: api.PatchWorkflow, Detail: "the tenant asks to wait", RetryAfter: after, Unsent: true}
	}
	dark := lamp{"a", false, 1}
	for name, c := range map[string]struct {
		err   *api.Error // what the first try ends with
		now   lamp       // as the second look finds it
		want  Ending
		tries int
		sent  int
		took  time.Duration
	}{
		"room at once":            {nil, dark, Done, 1, 1, 0},
		"room later":              {full(7 * time.Second), dark, Done, 2, 1, 7 * time.Second},
		"changed meanwhile":       {full(7 * time.Second), lamp{"a", false, 2}, Changed, 1, 0, 7 * time.Second},
		"no room before it is up": {full(40 * time.Second), dark, Refused, 1, 0, 0},
		"nobody says when":        {full(0), dark, Refused, 1, 0, 0},
		"the tenant said no":      {&api.Error{Kind: api.Throttled, Op: api.PatchWorkflow, Status: 429, RetryAfter: time.Second}, dark, Refused, 1, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := &tenant{reads: []answer{{l: dark}, {l: c.now}}, journal: changetest.New()}
				p := f.light()
				tries, send := 0, p.Send
				p.Send = func(ctx context.Context, id string) (lamp, error) {
					tries++
					if by, ok := api.LeaveBy(ctx); !ok || time.Until(by) != api.Fresh {
						t.Errorf("it may leave for %v", time.Until(by))
					}
					if tries == 1 && c.err != nil {
						return lamp{}, c.err
					}
					return send(ctx, id)
				}
				ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
				defer cancel()
				start := time.Now()
				o := f.attempt(t, ctx, p, dark)
				if o.Ending != c.want || tries != c.tries || len(f.sent) != c.sent || time.Since(start) != c.took {
					t.Errorf("%s (%s) after %v: %d tries, sent %v", o.Ending, o.Said, time.Since(start), tries, f.sent)
				}
			})
		})
	}
}

// TestRoomEndsWithItsTime pins that nobody waits for room without an end, or
// after the program gave up.
func TestRoomEndsWithItsTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := &api.Error{Kind: api.Throttled, RetryAfter: time.Second, Unsent: true}
		if Room(t.Context(), e) || Room(t.Context(), nil) {
			t.Error("it waits without an end")
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		time.AfterFunc(time.Millisecond, cancel)
		if start := time.Now(); Room(ctx, e) || time.Since(start) != time.Millisecond {
			t.Errorf("it waits on for %v", time.Since(start))
		}
	})
}
