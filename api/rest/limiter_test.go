package rest

import (
	"context"
	"math/rand/v2"
	"net/http"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"iscope/api"
)

// mostWithin returns the largest number of moments in any closed window.
func mostWithin(times []time.Time, d time.Duration) int {
	slices.SortFunc(times, time.Time.Compare)
	most, from := 0, 0
	for i, t := range times {
		for t.Sub(times[from]) > d {
			from++
		}
		most = max(most, i-from+1)
	}
	return most
}

// TestLimitHoldsForTenMinutes asks as much as it can of two API versions, at
// rates that change and with answers that take up to two seconds.
func TestLimitHoldsForTenMinutes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		arrived := map[string][]time.Time{}
		flying, most := 0, 0
		rnd := rand.New(rand.NewPCG(1, 2))
		host := &tenant{life: 749}
		host.reply = func(_ int, r *http.Request) (*http.Response, error) {
			mu.Lock()
			// The way to the tenant takes a while too, and not always the same.
			out, back := time.Duration(rnd.IntN(300))*time.Millisecond, time.Duration(rnd.IntN(50))*time.Millisecond
			flying++
			most = max(most, flying)
			mu.Unlock()
			time.Sleep(out)
			mu.Lock()
			arrived[r.URL.Path] = append(arrived[r.URL.Path], time.Now())
			mu.Unlock()
			time.Sleep(back)
			mu.Lock()
			flying--
			mu.Unlock()
			return answer(r, 200, `{}`), nil
		}
		r := newRig(t, host)
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
		defer cancel()
		var wg sync.WaitGroup
		for i := range 20 {
			wg.Go(func() {
				q := Request{Op: api.ListTasks, Method: "GET", Path: "/v3", Bucket: "v3"}
				if i >= 12 {
					q.Path, q.Bucket = "/beta", "beta"
				}
				for n := 0; ctx.Err() == nil; n++ {
					if _, err := r.Do(ctx, q); err != nil { // there is no time left for one more
						time.Sleep(time.Second)
					}
					if n%200 == 199 {
						time.Sleep(time.Duration(i) * time.Second) // let bursts build up
					}
				}
			})
		}
		wg.Wait()
		for path, times := range arrived {
			if got := mostWithin(times, window); got > maxRequests || got < maxRequests-5 {
				t.Errorf("%s: up to %d requests in 10 s, want nearly %d", path, got, maxRequests)
			}
			if len(times) < 4000 {
				t.Errorf("%s: only %d requests in 10 minutes", path, len(times))
			}
		}
		if most > maxInFlight {
			t.Errorf("%d requests under way at once", most)
		}
	})
}

func TestTestRunsHaveALimitOfTheirOwn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		host := &tenant{life: 749}
		r := newRig(t, host)
		run := Request{Op: api.TestWorkflow, Method: "POST", Path: "/v3/test", Bucket: "v3", Test: true}
		var wg sync.WaitGroup
		for range 23 {
			wg.Go(func() {
				if _, err := r.Do(t.Context(), run); err != nil {
					t.Error(err)
				}
			})
		}
		synctest.Wait()
		if _, err := r.Do(t.Context(), get); err != nil { // others pass meanwhile
			t.Error(err)
		}
		wg.Wait()
		var tests []time.Time
		for i, p := range host.paths {
			if p == "POST /v3/test" {
				tests = append(tests, host.times[i])
			}
		}
		if got := mostWithin(tests, window); len(tests) != 23 || got != maxTests {
			t.Errorf("%d test runs, up to %d in 10 s", len(tests), got)
		}
	})
}

// TestBackgroundLeavesRoom pins that what a person opens is answered at once
// while a long list fills.
func TestBackgroundLeavesRoom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		host := &tenant{life: 749}
		r := newRig(t, host)
		var wg sync.WaitGroup
		for range 100 {
			wg.Go(func() {
				if _, err := r.Do(api.Background(t.Context()), get); err != nil {
					t.Error(err)
				}
			})
		}
		time.Sleep(5 * time.Second)
		synctest.Wait()
		if quiet := len(host.times); quiet != maxQuiet {
			t.Errorf("%d requests of the background left at once, want %d", quiet, maxQuiet)
		}
		if l := r.Limit(); !l.Until.IsZero() {
			t.Errorf("the client says it is limited until %v", l.Until)
		}
		start := time.Now()
		if _, err := r.Do(t.Context(), get); err != nil {
			t.Fatal(err)
		}
		if waited := time.Since(start); waited > time.Second {
			t.Errorf("a person's request waited %v", waited)
		}
		wg.Wait()
	})
}

// TestWritesGoFirst pins that a decision does not queue behind pages.
func TestWritesGoFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		host := &tenant{life: 749, reply: func(n int, r *http.Request) (*http.Response, error) {
			time.Sleep(time.Second + time.Duration(n)*time.Millisecond) // places become free one by one
			return answer(r, 200, `{}`), nil
		}}
		r := newRig(t, host)
		var wg sync.WaitGroup
		for range 30 {
			wg.Go(func() { _, _ = r.Do(t.Context(), get) })
		}
		time.Sleep(500 * time.Millisecond)
		wg.Go(func() { _, _ = r.Do(t.Context(), post) })
		wg.Wait()
		if at := slices.Index(host.paths, "POST "+post.Path); at != maxInFlight {
			t.Errorf("the write left as number %d, want right after the %d under way", at, maxInFlight)
		}
	})
}

// TestPause pins what a 429 does: everybody of that API version waits as long
// as the tenant asks, in either notation, and others do not.
func TestPause(t *testing.T) {
	date := time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC) // of a server whose clock is wrong
	for _, c := range []struct {
		name   string
		fields []string
		want   time.Duration // RetryAfter
		pause  time.Duration
	}{
		{"seconds", []string{"Retry-After", "7"}, 7 * time.Second, 7 * time.Second},
		{"date", []string{"Retry-After", date.Add(9 * time.Second).Format(http.TimeFormat), "Date", date.Format(http.TimeFormat)}, 9 * time.Second, 9 * time.Second},
		{"nothing", nil, 0, defaultPause},
		{"nonsense", []string{"Retry-After", "soon"}, 0, defaultPause},
		{"long", []string{"Retry-After", "86400"}, 24 * time.Hour, maxPatience},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				host := &tenant{life: 7490, reply: func(n int, r *http.Request) (*http.Response, error) {
					if n == 1 {
						return answer(r, 429, `{"message":" Rate Limit Exceeded "}`, c.fields...), nil
					}
					return answer(r, 200, `{}`), nil
				}}
				r := newRig(t, host)
				_, err := r.Do(t.Context(), get)
				if e := failed(t, err); e.Kind != api.Throttled || e.RetryAfter != c.want || e.Detail != "Rate Limit Exceeded" || e.Unsent {
					t.Fatalf("error %+v", e)
				}
				start := time.Now()
				if got := r.Limit().Until.Sub(start); got != c.pause {
					t.Errorf("limited for %v, want %v", got, c.pause)
				}
				other := get
				other.Bucket = "beta"
				if _, err := r.Do(t.Context(), other); err != nil || time.Since(start) != 0 {
					t.Errorf("another version waited %v: %v", time.Since(start), err)
				}
				if _, err := r.Do(t.Context(), post); err != nil || time.Since(start) != c.pause {
					t.Errorf("a write of the same version left after %v, want %v: %v", time.Since(start), c.pause, err)
				}
				if !r.Limit().Until.IsZero() {
					t.Error("still limited")
				}
			})
		})
	}
}

// TestNoTimeForThePause pins that a request which cannot leave before its
// deadline is told so at once, and leaves nothing.
func TestNoTimeForThePause(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		host := &tenant{life: 749, reply: func(_ int, r *http.Request) (*http.Response, error) {
			time.Sleep(time.Second)
			return answer(r, 429, ``, "Retry-After", "60"), nil
		}}
		r := newRig(t, host)
		for range maxInFlight { // they keep the next ones waiting inside until the 429 comes
			go func() { _, _ = r.Do(t.Context(), get) }()
		}
		time.Sleep(500 * time.Millisecond)
		start := time.Now()
		_, err := r.Do(deadline(t, 15*time.Second), post) // waits for a place when the pause begins
		if e := failed(t, err); e.Kind != api.Throttled || e.RetryAfter != 60*time.Second || !e.Unsent || e.Op != post.Op || time.Since(start) > time.Second {
			t.Errorf("after %v: %+v", time.Since(start), e)
		}
		_, err = r.Do(deadline(t, 15*time.Second), post)
		if e := failed(t, err); e.Kind != api.Throttled || !e.Unsent || e.Ambiguous() {
			t.Errorf("error %+v", e)
		}
		if host.count() != maxInFlight {
			t.Errorf("%d requests left", host.count())
		}
	})
}

func TestWaitingEndsWithContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		host := &tenant{life: 749, reply: func(_ int, r *http.Request) (*http.Response, error) {
			<-r.Context().Done()
			return nil, r.Context().Err()
		}}
		r := newRig(t, host)
		ctx := deadline(t, 20*time.Second)
		for range maxInFlight {
			go func() { _, _ = r.Do(ctx, get) }()
		}
		time.Sleep(100 * time.Millisecond) // signed in and out of the door
		short, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		_, err := r.Do(short, post)
		if e := failed(t, err); e.Kind != api.Canceled || !e.Unsent {
			t.Errorf("canceled: %+v", e)
		}
		_, err = r.Do(deadline(t, time.Second), post)
		if e := failed(t, err); e.Kind != api.Offline || !e.Unsent {
			t.Errorf("too late: %+v", e)
		}
		time.Sleep(20 * time.Second)
		host.become(nil)
		if _, err := r.Do(t.Context(), post); err != nil {
			t.Errorf("places were not given back: %v", err)
		}
	})
}

func TestLimitState(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		host := &tenant{life: 749}
		r := newRig(t, host)
		if l := r.Limit(); l.Left != maxRequests || !l.Until.IsZero() {
			t.Errorf("at the start: %+v", l)
		}
		for range maxRequests {
			if _, err := r.Do(t.Context(), get); err != nil {
				t.Fatal(err)
			}
		}
		if l := r.Limit(); l.Left != 0 || time.Until(l.Until) != window+time.Millisecond {
			t.Errorf("used up: %+v at %v", l, time.Now())
		}
		if got := r.calls.Latest()[0].Left; got != 0 {
			t.Errorf("the last call says %d left", got)
		}
		time.Sleep(window + time.Millisecond)
		if l := r.Limit(); l.Left != maxRequests || !l.Until.IsZero() {
			t.Errorf("after a rest: %+v", l)
		}
	})
}
