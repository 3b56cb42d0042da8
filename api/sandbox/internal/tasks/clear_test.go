package tasks_test

import (
	"strings"
	"testing"
	"time"

	"iscope/api/sandbox/internal/kit"
	"iscope/api/sandbox/internal/spectest"
	"iscope/api/sandbox/internal/tasks"
)

// TestClear: both fields end a stuck task; it moves from the one list to the other.
func TestClear(t *testing.T) {
	tn := open(t, kit.Beta)
	waiting := tn.pending()
	stuck := waiting[len(waiting)-1]
	before := len(tn.list("/task-status"))
	var got task
	tn.Do("PATCH", "/task-status/"+stuck.ID, clear("Error", "2026-02-17T19:33:16.470Z")).Want(200).Decode(&got)
	if got.ID != stuck.ID || *got.CompletionStatus != "ERROR" || *got.Completed != "2026-02-17T19:33:16.470Z" {
		t.Errorf("the reply: %s %s %s", got.ID, *got.CompletionStatus, *got.Completed)
	}
	if n := len(tn.pending()); n != len(waiting)-1 {
		t.Errorf("%d pending, had %d", n, len(waiting))
	}
	if n := len(tn.list("/task-status")); n != before+1 {
		t.Errorf("%d completed, had %d", n, before)
	}
	tn.clock.Pass(time.Hour)
	if k := tn.task(stuck.ID); *k.CompletionStatus != "ERROR" {
		t.Error("the cleared task did not stay cleared")
	}
	if text := tn.Do("PATCH", "/task-status/"+stuck.ID, clear("Success", "2026-02-17T19:33:16Z")).Want(400).Text(); !strings.Contains(text, "already") {
		t.Errorf("cleared twice: %q", text)
	}
}

func TestClearNeedsBothFields(t *testing.T) {
	tn := open(t, kit.V2026)
	id := tn.pending()[0].ID
	for name, body := range map[string]string{
		"status only":    `[{"op":"replace","path":"/completionStatus","value":"Error"}]`,
		"time only":      `[{"op":"replace","path":"/completed","value":"2026-02-17T19:33:16Z"}]`,
		"taken back":     `[{"op":"replace","path":"/completionStatus","value":"Error"},{"op":"replace","path":"/completed","value":"2026-02-17T19:33:16Z"},{"op":"remove","path":"/completed"}]`,
		"unknown status": clear("Fine", "2026-02-17T19:33:16Z"),
		"no time":        clear("Error", "yesterday"),
		"other field":    `[{"op":"replace","path":"/percentComplete","value":100}]`,
		"failed test":    `[{"op":"test","path":"/completionStatus","value":"ERROR"},{"op":"replace","path":"/completionStatus","value":"Error"},{"op":"replace","path":"/completed","value":"2026-02-17T19:33:16Z"}]`,
		"a number":       `[{"op":"replace","path":"/completionStatus","value":3},{"op":"replace","path":"/completed","value":"2026-02-17T19:33:16Z"}]`,
		"empty":          `[]`,
		"not a patch":    `{"completionStatus":"Error"}`,
		"nothing":        ``,
	} {
		if got := tn.Bad("PATCH", "/task-status/"+id, body); got.Status != 400 && !(name == "nothing" && got.Status == 415) {
			t.Errorf("%s: status %d: %s", name, got.Status, got.Body)
		}
		if k := tn.task(id); !k.pending() {
			t.Fatalf("%s: the refused patch ended the task", name)
		}
	}
}

// TestClearSpellings: any case of the status, the time formats people send.
func TestClearSpellings(t *testing.T) {
	for status, completed := range map[string]string{
		"Success": "2024-05-17 19:33:16.470000+00:00", "ERROR": "2024-05-17T19:33:16Z", "terminated": "2024-05-17T21:33:16+02:00",
	} {
		tn := open(t, kit.V1)
		var got task
		tn.Do("PATCH", "/task-status/"+tn.pending()[0].ID, clear(status, completed)).Want(200).Decode(&got)
		if *got.CompletionStatus != strings.ToUpper(status) || !strings.HasPrefix(*got.Completed, "2024-05-17T19:33:16") {
			t.Errorf("%s at %s: %s at %s", status, completed, *got.CompletionStatus, *got.Completed)
		}
	}
}

// TestHundredThousand: deep pages and filters stay quick because nothing is held.
func TestHundredThousand(t *testing.T) {
	tn := sized(t, kit.V2026, 7, 100_000)
	if page := tn.list("/task-status?limit=250&offset=99700"); len(page) != 250 || page[0].Created <= page[249].Created {
		t.Errorf("a page of %d at offset 99,700", len(page))
	}
	deep := tn.list("/task-status?limit=1&offset=99999")
	if got := tn.list(`/task-status?filters=id eq "` + deep[0].ID + `"`); len(got) != 1 {
		t.Errorf("the oldest task is found %d times", len(got))
	}
	if n := len(tn.pending()); n > 30 {
		t.Errorf("%d pending", n)
	}
}

func TestFewOrNoTasks(t *testing.T) {
	for _, n := range []int{0, 1, 5, 13, 40} {
		tn := sized(t, kit.V2026, 7, n)
		if got := tn.list("/task-status"); len(got) != n {
			t.Errorf("scale %d: %d tasks", n, len(got))
		}
		tn.clock.Pass(10 * time.Minute)
		if got := len(tn.list("/task-status")); (got > n) != (n > 0) {
			t.Errorf("scale %d: %d tasks after ten minutes", n, got)
		}
	}
}

func BenchmarkPageAt99000(b *testing.B) {
	tn := sized(b, kit.V2026, 7, 100_000)
	page := tn.Plain("GET", "/task-status?limit=250&offset=99000")
	for b.Loop() {
		page()
	}
}

func BenchmarkBetaPageAt99000(b *testing.B) {
	tn := sized(b, kit.Beta, 7, 100_000)
	page := tn.Plain("GET", "/task-status?limit=250&offset=99000")
	for b.Loop() {
		page()
	}
}

// BenchmarkFilterThrough reads all 100,000 tasks for a filter that nothing meets.
func BenchmarkFilterThrough(b *testing.B) {
	tn := sized(b, kit.V2026, 7, 100_000)
	page := tn.Plain("GET", `/task-status?filters=completionStatus%20eq%20%22NONE%22`)
	for b.Loop() {
		page()
	}
}

// BenchmarkFilterPending is what a client of v2026 polls with.
func BenchmarkFilterPending(b *testing.B) {
	tn := sized(b, kit.V2026, 7, 100_000)
	page := tn.Plain("GET", `/task-status?filters=completionStatus%20isnull`)
	for b.Loop() {
		page()
	}
}

func BenchmarkPending(b *testing.B) {
	tn := sized(b, kit.V2025, 7, 100_000)
	page := tn.Plain("HEAD", "/task-status/pending-tasks?count=true")
	for b.Loop() {
		page()
	}
}

func BenchmarkNew100k(b *testing.B) {
	world := spectest.NewClock().Sized(7, 0, 100_000, 0)
	for b.Loop() {
		tasks.New(world)
	}
}
