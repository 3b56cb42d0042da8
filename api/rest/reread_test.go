package rest

import (
	"context"
	"net/http"
	"net/http/httptrace"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"iscope/api"
)

// TestWriteDoesNotOutliveWhatItRestsOn pins that a write leaves within two
// seconds of the reading before it or not at all, whatever holds it up: a pause
// that the tenant asked another request for, places that are taken, the guard,
// signing in, and a connection that does not come about.
func TestWriteDoesNotOutliveWhatItRestsOn(t *testing.T) {
	slow := func(d time.Duration) func(context.Context, api.Op) error {
		return func(context.Context, api.Op) error { time.Sleep(d); return nil }
	}
	for name, c := range map[string]struct {
		taken  int           // reads under way that are answered after 1.5 s and more
		pause  string        // that the first of them is told
		guard  time.Duration // how long it takes
		detail string        // "" where the write leaves
	}{
		"free":             {0, "", 0, ""},
		"a pause":          {1, "20", 0, "the tenant asks to wait, and what was read before sending would be out of date by then; look again"},
		"no place in time": {maxInFlight, "", 0, "other requests are under way, and what was read before sending would be out of date by then; look again"},
		"a quick guard":    {0, "", 1900 * time.Millisecond, ""},
		"a slow guard":     {0, "", 2 * time.Second, "it took too long to get ready, and what was read before sending would be out of date by then; look again"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				host := &tenant{life: 749}
				r := newRig(t, host, func(cfg *Config) { cfg.Guard = slow(c.guard) })
				if _, err := r.Do(t.Context(), get); err != nil { // signed in
					t.Fatal(err)
				}
				host.become(func(n int, q *http.Request) (*http.Response, error) {
					if q.Method == "GET" {
						time.Sleep(1500 * time.Millisecond)
						if c.pause != "" {
							return answer(q, 429, ``, "Retry-After", c.pause), nil
						}
						time.Sleep(5 * time.Second)
					}
					return answer(q, 200, `{}`), nil
				})
				var wg sync.WaitGroup
				for range c.taken {
					wg.Go(func() { _, _ = r.Do(t.Context(), get) })
				}
				if c.pause != "" {
					time.Sleep(1600 * time.Millisecond)
				} else {
					synctest.Wait()
				}
				read := time.Now()
				_, err := r.Do(api.JustRead(deadline(t, 30*time.Second)), post)
				took := time.Since(read)
				if c.detail == "" {
					if err != nil || host.times[len(host.times)-1].Sub(read) >= api.Fresh {
						t.Errorf("%v after %v", err, took)
					}
				} else if e := failed(t, err); e.Kind != api.Throttled || !e.Unsent || e.Detail != c.detail || e.Op != post.Op || took > api.Fresh {
					t.Errorf("after %v: %+v", took, e)
				}
				wg.Wait()
			})
		})
	}
}

// TestReadsMayWaitForAPause pins that what is read for a write waits as any other.
func TestReadsMayWaitForAPause(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		host := &tenant{life: 749, reply: func(n int, r *http.Request) (*http.Response, error) {
			if n == 1 {
				return answer(r, 429, ``, "Retry-After", "20"), nil
			}
			return answer(r, 200, `{}`), nil
		}}
		r := newRig(t, host)
		ctx := api.JustRead(deadline(t, time.Minute))
		_, _ = r.Do(ctx, get)
		start := time.Now()
		if _, err := r.Do(ctx, get); err != nil || time.Since(start) != 20*time.Second {
			t.Errorf("%v after %v", err, time.Since(start))
		}
	})
}

// TestNoConnectionInTime pins that a write gives up a connection that does not
// come about while what it rests on is fresh, and keeps one that does.
func TestNoConnectionInTime(t *testing.T) {
	for name, connects := range map[string]time.Duration{"never": time.Hour, "in time": time.Second} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				host := &tenant{life: 749, reply: func(_ int, r *http.Request) (*http.Response, error) {
					trace := httptrace.ContextClientTrace(r.Context())
					trace.GetConn("acme")
					select {
					case <-time.After(connects):
					case <-r.Context().Done():
						return nil, r.Context().Err()
					}
					trace.GotConn(httptrace.GotConnInfo{})
					time.Sleep(10 * time.Second) // an answer may take its time
					return answer(r, 200, `{}`), r.Context().Err()
				}}
				r := newRig(t, host)
				start := time.Now()
				ctx := api.JustRead(deadline(t, 30*time.Second))
				_, err := r.Do(ctx, post)
				if connects < api.Fresh {
					if err != nil {
						t.Error(err)
					}
					return
				}
				if e := failed(t, err); e.Kind != api.Throttled || !e.Unsent || time.Since(start) != api.Fresh {
					t.Errorf("after %v: %+v", time.Since(start), e)
				}
			})
		})
	}
}

// TestGuardedWriteNamesNoMoment pins that a write that the guard let out, and
// that the limiter then kept, does not say when to try again: its intent counts
// as sent.
func TestGuardedWriteNamesNoMoment(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		host := &tenant{life: 749}
		r := newRig(t, host, func(cfg *Config) { cfg.Guard = func(context.Context, api.Op) error { return nil } })
		host.reply = func(_ int, q *http.Request) (*http.Response, error) {
			if q.Method == "GET" {
				return answer(q, 429, ``, "Retry-After", "20"), nil
			}
			_, _ = r.Do(t.Context(), get) // another is told to pause meanwhile
			return answer(q, 401, `{"error":"token expired"}`, "Content-Type", "application/json"), nil
		}
		_, err := r.Do(api.JustRead(deadline(t, 30*time.Second)), post)
		if e := failed(t, err); e.Kind != api.Throttled || !e.Unsent || e.RetryAfter != 0 || host.count() != 2 {
			t.Errorf("%d requests, %+v", host.count(), e)
		}
	})
}
