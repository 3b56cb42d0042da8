package tasks_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"iscope/api/sandbox/internal/kit"
)

// TestLifelike: every status, type and severity; figures; what the API leaves open.
func TestLifelike(t *testing.T) {
	seen := map[string]int{}
	for seed := range uint64(3) {
		tn := sized(t, kit.V2026, seed, 160)
		for _, k := range tn.list("/task-status") {
			seen[k.Type]++
			if k.pending() {
				seen["pending"]++
				continue
			}
			seen[*k.CompletionStatus]++
			if k.PercentComplete == 0 {
				seen["finished at 0 %"]++
			}
			for _, m := range k.Messages {
				seen[m.Type]++
				if m.LocalizedText == nil {
					seen["no text"]++
				}
			}
			for _, v := range k.Attributes {
				switch v.(type) {
				case string:
					seen["figure as text"]++
				case float64:
					seen["figure as number"]++
				}
			}
			for _, ret := range k.Returns {
				if _, ok := k.Attributes[ret.AttributeName]; !ok {
					t.Errorf("%s returns %s without a value", k.UniqueName, ret.AttributeName)
				}
			}
			if !(k.Created <= *k.Launched && *k.Launched <= *k.Completed) {
				t.Errorf("%s: created %s, launched %s, completed %s", k.ID, k.Created, *k.Launched, *k.Completed)
			}
			if at(t, *k.Completed).After(tn.clock.Now()) {
				t.Errorf("%s completed in the future", k.ID)
			}
		}
	}
	for _, want := range []string{"QUARTZ", "QPOC", "QUEUED_TASK", "pending", "SUCCESS", "WARNING", "ERROR", "TERMINATED", "TEMPERROR",
		"INFO", "WARN", "finished at 0 %", "no text", "figure as text", "figure as number"} {
		if seen[want] == 0 {
			t.Errorf("no %s", want)
		}
	}
}

// TestStuck: at least two tasks have been pending for more than a day, and stay so.
func TestStuck(t *testing.T) {
	for seed := range uint64(6) {
		tn := sized(t, kit.V2025, seed, 160)
		stuck := func() (n int) {
			for _, k := range tn.pending() {
				if tn.clock.Now().Sub(at(t, k.Created)) > 24*time.Hour {
					n++
				}
			}
			return n
		}
		first := stuck()
		tn.clock.Pass(5 * time.Hour)
		if first < 2 || stuck() != first {
			t.Errorf("seed %d: %d stuck, later %d", seed, first, stuck())
		}
	}
}

// TestUsualDurations: the runs of a kind on a source take about the same time,
// so that their median says something.
func TestUsualDurations(t *testing.T) {
	tn := sized(t, kit.V2026, 7, 4000)
	took := map[string][]time.Duration{}
	for offset := "0"; offset != ""; offset = map[string]string{"0": "250", "250": "500", "500": "750"}[offset] {
		for _, k := range tn.list(`/task-status?filters=completionStatus eq "Success"&offset=` + offset) {
			if k.Target != nil && k.Target.Type == "APPLICATION" {
				key := k.UniqueName + " " + k.Target.Name
				took[key] = append(took[key], at(t, *k.Completed).Sub(at(t, *k.Launched)))
			}
		}
	}
	checked := 0
	for key, list := range took {
		if len(list) < 6 {
			continue
		}
		checked++
		slices.Sort(list)
		median, odd := list[len(list)/2], 0
		for _, d := range list {
			if d > 2*median || d < median/2 {
				odd++
			}
		}
		if odd > len(list)/2 {
			t.Errorf("%s: %d of %d far from the median %s", key, odd, len(list), median)
		}
	}
	if checked < 5 {
		t.Errorf("only %d kinds with a history", checked)
	}
}

// TestProgress follows one task from its start to its end.
func TestProgress(t *testing.T) {
	tn := open(t, kit.V2025)
	tn.clock.Pass(90 * time.Second)
	follow := ""
	for range 300 {
		if newest := tn.list("/task-status?limit=1")[0]; newest.pending() && newest.UniqueName == "Cloud Account Aggregation" {
			follow = newest.ID
			break
		}
		tn.clock.Pass(10 * time.Second)
	}
	if follow == "" {
		t.Fatal("no aggregation started in 50 minutes")
	}
	percent, texts := 0, map[string]bool{}
	for range 3600 {
		k := tn.task(follow)
		texts[*k.Progress] = true
		if !k.pending() {
			if k.Completed == nil || k.PercentComplete < 1 {
				t.Errorf("the finished task: %+v", k)
			}
			if len(texts) < 4 {
				t.Errorf("few words on the way: %v", texts)
			}
			return
		}
		if k.PercentComplete < percent || k.PercentComplete > 99 {
			t.Fatalf("from %d %% to %d %%", percent, k.PercentComplete)
		}
		percent = k.PercentComplete
		tn.clock.Pass(time.Second)
	}
	t.Fatal("the task never ended")
}

// TestStarts: a new task about every minute, and no pile of pending ones.
func TestStarts(t *testing.T) {
	tn := open(t, kit.V2026)
	tn.clock.Pass(2 * time.Hour)
	all := tn.list("/task-status?limit=250")
	began := 0
	for _, k := range all {
		if at(t, k.Created).After(tn.world.Start) {
			began++
		}
	}
	if began < 118 || began > 121 {
		t.Errorf("%d tasks began in two hours", began)
	}
	if n := len(tn.pending()); n > 15 {
		t.Errorf("%d tasks pending", n)
	}
}

func TestDeterminism(t *testing.T) {
	body := func(seed uint64) string {
		tn := sized(t, kit.V2025, seed, 160)
		tn.clock.Pass(7 * time.Minute)
		return string(tn.Do("GET", "/task-status", "").Body)
	}
	if body(1) != body(1) {
		t.Error("two tenants of one seed differ")
	}
	if body(1) == body(2) {
		t.Error("two seeds give the same tasks")
	}
}

// TestPokes ends tasks from outside, down to the empty list with its 204.
func TestPokes(t *testing.T) {
	tn := open(t, kit.V2025)
	stuck := tn.pending()
	last := stuck[len(stuck)-1]
	for _, c := range []struct {
		name string
		args map[string]string
	}{
		{"finish-task", map[string]string{"id": last.ID, "status": "warning"}},
		{"finish-tasks", nil},
	} {
		if err := tn.service.Poke(c.name, c.args); err != nil {
			t.Fatal(err)
		}
	}
	if k := tn.task(last.ID); k.pending() || *k.CompletionStatus != "WARNING" || len(k.Returns) == 0 {
		t.Errorf("the finished task: %+v", k)
	}
	for _, method := range []string{"GET", "HEAD"} {
		got := tn.Do(method, "/task-status/pending-tasks?count=true", "").Want(204)
		if len(got.Body) != 0 || got.Header.Get("X-Total-Count") != "0" {
			t.Errorf("%s: body %q, count %q", method, got.Body, got.Header.Get("X-Total-Count"))
		}
	}
	if err := tn.service.Poke("finish-task", map[string]string{"id": last.ID}); err == nil {
		t.Error("a task ended twice")
	}
	if err := tn.service.Poke("finish-task", map[string]string{"status": "great"}); err == nil {
		t.Error("an unknown status")
	}
	if err := tn.service.Poke("dance", nil); !errors.Is(err, kit.ErrUnknownPoke) {
		t.Errorf("an unknown poke: %v", err)
	}
}
