package inbox

import (
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
)

// slow makes every page of the list take a second.
func slow(n int) func(testing.TB) *tenant {
	return func(t testing.TB) *tenant {
		return newTenant(t, n).troubled(trouble{op: api.ListWorkItems, times: -1, sleeps: time.Second})
	}
}

func ids(m *Model) []string {
	var out []string
	for i := range m.list.Shown() {
		out = append(out, m.list.At(i).ID)
	}
	return out
}

func TestRowsAppearPageByPage(t *testing.T) {
	sit(t, slow(600), func(d *desk) {
		d.says("Loading work items")
		for _, c := range []struct {
			rows int
			head string
		}{{250, "250 loaded, more to come"}, {500, "500 loaded, more to come"}, {600, "600 items"}} {
			d.wait(time.Second)
			if d.list.Len() != c.rows {
				t.Fatalf("%d rows, want %d", d.list.Len(), c.rows)
			}
			d.says(c.head)
		}
		if n := d.tenant.count(api.ListWorkItems, ""); n != 3 {
			t.Errorf("%d requests for three pages", n)
		}
	})
}

func TestReloadReplacesAndKeepsTheCursor(t *testing.T) {
	sit(t, items(5), func(d *desk) {
		d.act("list.down", "list.down")
		d.tenant.remove("i0")
		d.tenant.add(record("new", []string{"Pending"}))
		d.wait(17 * time.Second)
		if got := ids(d.Model); !slices.Equal(got, []string{"i1", "i2", "i3", "i4", "new"}) || d.list.SelectedID() != "i2" {
			t.Errorf("rows %v, cursor on %s", got, d.list.SelectedID())
		}
	})
}

// TestReloadIsQuiet pins that what the head says does not change while a
// complete list is read again, which would redraw it at every refresh.
func TestReloadIsQuiet(t *testing.T) {
	for name, c := range map[string]struct {
		n    int
		want string
	}{"rows": {3, "3 items"}, "empty": {0, "Your inbox is empty."}} {
		t.Run(name, func(t *testing.T) {
			sit(t, func(t testing.TB) *tenant { s := newTenant(t, c.n); s.bad = 2; return s }, func(d *desk) {
				before := d.frame()
				if !strings.Contains(before, c.want) || !strings.Contains(before, "2 rows could not be read") {
					t.Fatalf("first load:\n%s", before)
				}
				d.tenant.troubled(trouble{op: api.ListWorkItems, sleeps: 5 * time.Second})
				d.wait(16 * time.Second)
				if n := d.tenant.count(api.ListWorkItems, ""); n != 2 {
					t.Fatalf("%d requests", n)
				}
				if during := d.frame(); during != before {
					t.Errorf("while it is read again:\n%s", during)
				}
			})
		})
	}
}

func TestRowsThatPagesRepeatComeOnce(t *testing.T) {
	sit(t, func(t testing.TB) *tenant { s := newTenant(t, 600); s.overlap = 3; return s }, func(d *desk) {
		got := ids(d.Model)
		slices.Sort(got)
		if len(got) != 600 || len(slices.Compact(got)) != 600 {
			t.Errorf("%d rows, %d of them different", len(got), len(slices.Compact(got)))
		}
		d.act("app.refresh")
		if d.list.Len() != 600 {
			t.Errorf("%d rows after a reload", d.list.Len())
		}
	})
}

func TestErrorKeepsTheRowsAndSaysSo(t *testing.T) {
	sit(t, items(3), func(d *desk) {
		d.tenant.troubled(trouble{op: api.ListWorkItems, times: -1, err: &api.Error{Kind: api.Server, Status: 502, Detail: "bad gateway", TrackingID: "t1"}})
		d.wait(17 * time.Second)
		for _, want := range []string{"list work items: bad gateway (HTTP 502)", "iscope keeps trying", "Approve access i0", "3 items"} {
			d.says(want)
		}
		if got := d.Freshness(); !strings.HasPrefix(got, "stale ") || !strings.Contains(got, "retry") {
			t.Errorf("freshness %q", got)
		}
		d.tenant.calm()
		d.wait(2 * time.Minute)
		d.silent("bad gateway")
		if got := d.Freshness(); !strings.HasPrefix(got, "live ") {
			t.Errorf("freshness %q", got)
		}
	})
}

func TestFailureOfTheFirstLoad(t *testing.T) {
	sit(t, func(t testing.TB) *tenant {
		return newTenant(t, 300).troubled(trouble{op: api.ListWorkItems, item: "250", err: &api.Error{Kind: api.Offline, Detail: "no route"}})
	}, func(d *desk) {
		d.says("no route")
		d.says("250 loaded, more to come")
		d.wait(time.Minute)
		d.silent("no route")
		d.says("300 items")
	})
	sit(t, func(t testing.TB) *tenant {
		return newTenant(t, 3).troubled(trouble{op: api.ListWorkItems, err: &api.Error{Kind: api.Forbidden, Status: 403, Detail: "not yours"}})
	}, func(d *desk) {
		d.says("Nothing could be loaded yet.")
		d.says("ask an ISC administrator")
		d.act("app.refresh")
		d.says("3 items")
	})
}

func TestRefusedSignInRestsPolling(t *testing.T) {
	sit(t, items(3), func(d *desk) {
		d.tenant.troubled(trouble{op: api.ListWorkItems, err: &api.Error{Kind: api.Auth, Status: 401, Detail: "token refused"}})
		d.wait(17 * time.Second)
		before := len(d.tenant.calls)
		d.wait(time.Hour)
		if n := len(d.tenant.calls); n != before {
			t.Errorf("%d requests in an hour signed off", n-before)
		}
		if got := d.Freshness(); !strings.HasPrefix(got, "signed off") {
			t.Errorf("freshness %q", got)
		}
		d.says("check client id, secret and their expiry")
		d.act("app.refresh")
		d.silent("token refused")
		if got := d.Freshness(); !strings.HasPrefix(got, "live") {
			t.Errorf("freshness %q after r", got)
		}
		before = d.tenant.count(api.ListWorkItems, "")
		d.wait(time.Minute)
		if d.tenant.count(api.ListWorkItems, "") == before {
			t.Error("polling did not begin again")
		}
	})
}

func TestThrottlingWaitsAsTold(t *testing.T) {
	sit(t, items(3), func(d *desk) {
		d.tenant.troubled(trouble{op: api.ListWorkItems, err: &api.Error{Kind: api.Throttled, Status: 429, Detail: "slow down", RetryAfter: 3 * time.Minute}})
		d.wait(17 * time.Second)
		before := d.tenant.count(api.ListWorkItems, "")
		d.wait(2*time.Minute + 30*time.Second)
		if n := d.tenant.count(api.ListWorkItems, "") - before; n != 0 {
			t.Errorf("%d requests within Retry-After", n)
		}
		d.wait(time.Minute)
		if d.tenant.count(api.ListWorkItems, "") == before {
			t.Error("it never asked again")
		}
	})
}

func TestBadgeAndHint(t *testing.T) {
	arrive(t, func(t testing.TB) *tenant {
		s := newTenant(t, 12)
		s.closed = append(s.closed, record("c0", []string{"Finished"}, decided("Finished", "me")))
		return s
	}, func(d *desk) {
		if d.Badge() != "12" || d.tenant.count(api.ListWorkItems, "") != 0 {
			t.Errorf("hidden: badge %q, %d lists", d.Badge(), d.tenant.count(api.ListWorkItems, ""))
		}
		d.show()
		if got := d.Hint(); got != "12 pending · 1 completed" {
			t.Errorf("hint %q", got)
		}
	})
	arrive(t, func(t testing.TB) *tenant {
		return newTenant(t, 3).troubled(trouble{op: api.SummarizeWorkItems, times: -1, err: &api.Error{Kind: api.Forbidden, Detail: "no"}})
	}, func(d *desk) {
		if d.Badge() != "" {
			t.Errorf("badge %q though nothing is known", d.Badge())
		}
		d.show()
		if d.Badge() != "3" || d.Hint() != "" {
			t.Errorf("badge %q without a summary, hint %q", d.Badge(), d.Hint())
		}
		d.silent("no (HTTP")
	})
}

func TestHiddenAsksForTheBadgeOnceAMinute(t *testing.T) {
	arrive(t, items(3), func(d *desk) {
		d.wait(10*time.Minute + time.Second)
		if n := d.tenant.count(api.SummarizeWorkItems, ""); n != 11 || len(d.tenant.calls) != 11 {
			t.Errorf("%d summaries in ten minutes, %d requests", n, len(d.tenant.calls))
		}
		d.show()
		d.do(d.SetActive(false))
		before := d.tenant.count(api.ListWorkItems, "")
		d.wait(10 * time.Minute)
		if n := d.tenant.count(api.ListWorkItems, "") - before; n != 0 {
			t.Errorf("%d lists read while hidden", n)
		}
		d.do(d.SetActive(true))
		d.wait(time.Second)
		if d.tenant.count(api.ListWorkItems, "") == before {
			t.Error("an old list is not read again when shown")
		}
	})
}

func TestPauseAndBlur(t *testing.T) {
	sit(t, items(3), func(d *desk) {
		d.act("app.pause")
		before := len(d.tenant.calls)
		d.wait(time.Hour)
		if n := len(d.tenant.calls) - before; n != 0 || !strings.HasPrefix(d.Freshness(), "paused") {
			t.Errorf("%d requests while paused, freshness %q", n, d.Freshness())
		}
		d.tenant.add(record("new", []string{"Pending"}))
		d.act("app.refresh")
		d.says("Approve access new")
		if !strings.HasPrefix(d.Freshness(), "paused") {
			t.Errorf("freshness %q after r", d.Freshness())
		}
		d.act("app.pause")
		d.wait(time.Minute)
		if !strings.HasPrefix(d.Freshness(), "live") {
			t.Errorf("freshness %q", d.Freshness())
		}
		d.do(d.Update(tea.BlurMsg{}))
		d.wait(time.Minute)
		before = d.tenant.count(api.ListWorkItems, "")
		d.wait(4 * time.Minute)
		if n := d.tenant.count(api.ListWorkItems, "") - before; n < 3 || n > 5 {
			t.Errorf("%d refreshes in four minutes without the focus", n)
		}
	})
}
