package inbox_test

import (
	"runtime"
	"slices"
	"strconv"
	"testing"
	"time"

	"iscope/api/sandbox/internal/inbox"
	"iscope/api/sandbox/internal/kit"
	"iscope/api/sandbox/internal/spectest"
)

// TestNoItemsAtAll: a tenant of scale 0 is empty and stays so.
func TestNoItemsAtAll(t *testing.T) {
	tn := sized(t, kit.V3, 0)
	tn.clock.Pass(time.Hour)
	if n := len(tn.list("/work-items")) + len(tn.list("/work-items/completed")); n != 0 {
		t.Errorf("%d items", n)
	}
}

// TestHundredThousand walks the whole list: every item once, newest first.
func TestHundredThousand(t *testing.T) {
	tn := sized(t, kit.V3, 100_000)
	seen := make(map[string]bool, 100_000)
	last := "9"
	for offset := 0; ; offset += 250 * 40 { // a sample of pages
		page := tn.list("/work-items?limit=250&offset=" + strconv.Itoa(offset))
		if len(page) == 0 {
			break
		}
		for _, it := range page {
			if seen[it.ID] {
				t.Fatalf("%s twice", it.ID)
			}
			seen[it.ID] = true
			if it.Created > last {
				t.Fatalf("offset %d: %s after %s", offset, it.Created, last)
			}
			last = it.Created
		}
	}
	deep := tn.list("/work-items?limit=250&offset=99000")
	if len(deep) != 250 {
		t.Errorf("%d items at offset 99,000", len(deep))
	}
	tn.Do("POST", "/work-items/"+deep[7].ID, "").Want(200)
	if after := tn.list("/work-items?limit=250&offset=99000"); slices.ContainsFunc(after, func(it item) bool { return it.ID == deep[7].ID }) {
		t.Error("a completed item is still listed")
	}
}

// TestAges: at the demo's scale the oldest item has waited for weeks, the newest for minutes.
func TestAges(t *testing.T) {
	tn := open(t, kit.V3)
	items := tn.list("/work-items")
	age := func(it item) time.Duration {
		at, err := time.Parse(time.RFC3339, it.Created)
		if err != nil {
			t.Fatal(err)
		}
		return tn.clock.Now().Sub(at)
	}
	if a := age(items[0]); a > 10*time.Minute {
		t.Errorf("the newest item is %s old", a)
	}
	if a := age(items[len(items)-1]); a < 60*24*time.Hour || a > 81*24*time.Hour {
		t.Errorf("the oldest item is %s old", a)
	}
	if !slices.IsSortedFunc(items, func(a, b item) int { return int(age(a) - age(b)) }) {
		t.Error("the list is not newest first")
	}
}

// TestMemory: 100,000 items weigh next to nothing until they are changed.
func TestMemory(t *testing.T) {
	world := spectest.NewClock().Sized(7, 100_000, 0, 0)
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	service := inbox.New(world)
	runtime.GC()
	runtime.ReadMemStats(&after)
	if grown := int64(after.HeapAlloc) - int64(before.HeapAlloc); grown > 2<<20 {
		t.Errorf("%d bytes for 100,000 items", grown)
	}
	runtime.KeepAlive(service)
}

func BenchmarkNew100k(b *testing.B) {
	world := spectest.NewClock().Sized(7, 100_000, 0, 0)
	for b.Loop() {
		inbox.New(world)
	}
}

// BenchmarkPageAt99000 is a page of 250 deep in 100,000 items, marshalled.
func BenchmarkPageAt99000(b *testing.B) {
	tn := sized(b, kit.V3, 100_000)
	page := tn.Plain("GET", "/work-items?limit=250&offset=99000")
	for b.Loop() {
		page()
	}
}

// BenchmarkDecide finishes items out of the middle of 100,000.
func BenchmarkDecide(b *testing.B) {
	tn := sized(b, kit.V3, 100_000)
	id := 0
	for b.Loop() {
		id++
		tn.Plain("POST", "/work-items/"+tn.world.ID32("work-item", uint64(id)))()
	}
}
