package tasks_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"iscope/api/sandbox/internal/kit"
)

// TestContract runs every operation in every generation against its document.
func TestContract(t *testing.T) {
	for _, gen := range kit.NotV3 {
		t.Run(string(gen), func(t *testing.T) {
			tn := open(t, gen)
			tn.NeedDocument()
			for range 5 { // tasks in all their phases
				for _, k := range tn.list("/task-status?count=true") {
					tn.task(k.ID)
				}
				tn.clock.Pass(37 * time.Second)
			}
			tn.Do("GET", `/task-status?filters=completionStatus in ("Success","Error")&sorters=-created&limit=3&offset=2`, "").Want(200)
			tn.Do("GET", "/task-status?limit=0", "").Want(200)
			waiting := tn.pending()
			tn.Do("PATCH", "/task-status/"+waiting[len(waiting)-1].ID, clear("Error", "2026-02-17 19:33:16.470000+00:00")).Want(200)
			if tn.Lives("HEAD", "/task-status/pending-tasks") {
				tn.Do("HEAD", "/task-status/pending-tasks?count=true", "").Want(200)
				tn.Do("GET", "/task-status/pending-tasks?limit=1&count=true", "").Want(200)
			}
			for path, status := range map[string]int{
				"/task-status?filters=colour eq \"red\"":        400,
				"/task-status?filters=id co \"a\"":              400,
				"/task-status?sorters=name":                     400,
				"/task-status?limit=251":                        400,
				"/task-status/00000000000000000000000000000000": 404,
			} {
				tn.Bad("GET", path, "").Want(status)
			}
		})
	}
}

// TestWhereItLives: v3 has no tasks, v2026 and v1 no pending list.
func TestWhereItLives(t *testing.T) {
	for _, gen := range kit.Everywhere {
		tn := sized(t, gen, 7, 160)
		if got, want := tn.Lives("GET", "/task-status"), gen != kit.V3; got != want {
			t.Errorf("%s: list lives: %t", gen, got)
		}
		want := slices.Contains([]kit.Generation{kit.Beta, kit.V2024, kit.V2025}, gen)
		for _, method := range []string{"GET", "HEAD"} {
			// In the others the word is just an id that is not known.
			tn := open(t, gen)
			if gen == kit.V3 || !want && method == "HEAD" {
				if tn.Lives(method, "/task-status/pending-tasks") {
					t.Errorf("%s: %s pending-tasks lives", gen, method)
				}
				continue
			}
			if got := tn.Bad(method, "/task-status/pending-tasks", ""); (got.Status == 200) != want {
				t.Errorf("%s: %s pending-tasks answers %d", gen, method, got.Status)
			}
		}
	}
}

// TestNotFoundHasNoBody, as documented for GET; PATCH answers one.
func TestNotFoundHasNoBody(t *testing.T) {
	tn := open(t, kit.V2025)
	if got := tn.Bad("GET", "/task-status/nope", "").Want(404); len(got.Body) != 0 {
		t.Errorf("body %s", got.Body)
	}
	if got := tn.Bad("PATCH", "/task-status/nope", clear("Error", "2026-01-01")).Want(404); got.Text() == "" {
		t.Errorf("no message")
	}
}

// TestListsByGeneration: beta lists completed tasks, the others all.
func TestListsByGeneration(t *testing.T) {
	for _, gen := range kit.NotV3 {
		tn := open(t, gen)
		got := tn.Do("GET", "/task-status?count=true", "")
		var all []task
		got.Decode(&all)
		under := 0
		for _, k := range all {
			if k.pending() {
				under++
			}
		}
		if gen == kit.Beta {
			if under != 0 {
				t.Errorf("beta lists %d pending tasks", under)
			}
			under = len(tn.pending())
			if len(all)+under != 160 {
				t.Errorf("beta: %d and %d pending", len(all), under)
			}
		} else if len(all) != 160 || under < 5 {
			t.Errorf("%s: %d tasks, %d pending", gen, len(all), under)
		}
		if total := got.Header.Get("X-Total-Count"); total != strconv.Itoa(len(all)) {
			t.Errorf("%s: X-Total-Count %s of %d", gen, total, len(all))
		}
	}
}

// TestOrder: newest first, oldest first on request, in pages that fit together.
func TestOrder(t *testing.T) {
	for _, gen := range []kit.Generation{kit.Beta, kit.V2026} {
		tn := open(t, gen)
		all := tn.list("/task-status")
		if !slices.IsSortedFunc(all, func(a, b task) int { return strings.Compare(b.Created, a.Created) }) {
			t.Errorf("%s: not newest first", gen)
		}
		rising := tn.list("/task-status?sorters=created")
		slices.Reverse(rising)
		for i := range all {
			if all[i].ID != rising[i].ID {
				t.Fatalf("%s: the two orders differ at %d", gen, i)
			}
		}
		var paged []task
		for offset := 0; offset < 160; offset += 40 {
			paged = append(paged, tn.list("/task-status?sorters=-created&limit=40&offset="+strconv.Itoa(offset))...)
		}
		for i := range all {
			if all[i].ID != paged[i].ID {
				t.Fatalf("%s: pages differ from the list at %d", gen, i)
			}
		}
	}
}

// TestFilters holds each filter against a filter of our own over the whole list.
func TestFilters(t *testing.T) {
	tn := open(t, kit.V2026)
	all := tn.list("/task-status")
	source := ""
	for _, k := range all {
		if k.Target != nil && k.Target.Type == "APPLICATION" {
			source = k.Target.ID
		}
	}
	is := func(k task, status string) bool { return !k.pending() && *k.CompletionStatus == status }
	for filter, fits := range map[string]func(task) bool{
		`id eq "` + all[9].ID + `"`:                       func(k task) bool { return k.ID == all[9].ID },
		`id in ("` + all[1].ID + `","` + all[2].ID + `")`: func(k task) bool { return k.ID == all[1].ID || k.ID == all[2].ID },
		`sourceId eq "` + source + `"`:                    func(k task) bool { return k.Target != nil && k.Target.ID == source },
		`completionStatus eq "Success"`:                   func(k task) bool { return is(k, "SUCCESS") },
		`completionStatus eq "success"`:                   func(k task) bool { return is(k, "SUCCESS") },
		`completionStatus in ("ERROR","Warning")`:         func(k task) bool { return is(k, "ERROR") || is(k, "WARNING") },
		`completionStatus isnull`:                         task.pending,
		`not completionStatus isnull`:                     func(k task) bool { return !k.pending() },
		`type eq "IDENTITY_REFRESH"`:                      func(k task) bool { return k.UniqueName == "Identity Refresh" },
		`launcher in ("CLOUD_REFRESH_ROLE")`:              func(k task) bool { return k.UniqueName == "Refresh Roles" },
		`launcher eq "sweep"`:                             func(k task) bool { return k.Launcher == "sweep" },
		`launcher eq "sweep" and completionStatus isnull`: func(k task) bool { return k.Launcher == "sweep" && k.pending() },
	} {
		var want []string
		for _, k := range all {
			if fits(k) {
				want = append(want, k.ID)
			}
		}
		var got []string
		for _, k := range tn.list("/task-status?filters=" + filter) {
			got = append(got, k.ID)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %d tasks, want %d", filter, len(got), len(want))
		}
	}
}

// TestFilterFields: a generation knows the fields its documents name, no others.
func TestFilterFields(t *testing.T) {
	for gen, known := range map[kit.Generation][2]bool{
		kit.Beta: {false, false}, kit.V2024: {false, false}, kit.V2025: {true, false}, kit.V2026: {true, true}, kit.V1: {true, true},
	} {
		for i, filter := range []string{`completionStatus isnull`, `launcher eq "sweep"`} {
			ask, want := open(t, gen).Bad, 400
			if known[i] {
				ask, want = open(t, gen).Do, 200
			}
			ask("GET", "/task-status?limit=1&filters="+filter, "").Want(want)
		}
	}
}

// TestPendingOldestFirst: the pending ones come in the order asked for too.
func TestPendingOldestFirst(t *testing.T) {
	tn := open(t, kit.V2026)
	got := tn.list("/task-status?sorters=created&filters=completionStatus isnull")
	if len(got) < 5 || !slices.IsSortedFunc(got, func(a, b task) int { return strings.Compare(a.Created, b.Created) }) {
		t.Errorf("%d pending tasks, not oldest first", len(got))
	}
}

// TestFilterPages: limit, offset and count of a filtered list.
func TestFilterPages(t *testing.T) {
	tn := open(t, kit.V2026)
	all := tn.list(`/task-status?filters=completionStatus eq "Success"`)
	got := tn.Do("GET", `/task-status?filters=completionStatus eq "Success"&offset=5&limit=7&count=true`, "").Want(200)
	var page []task
	got.Decode(&page)
	if len(page) != 7 || page[0].ID != all[5].ID || page[6].ID != all[11].ID {
		t.Errorf("a page of %d", len(page))
	}
	if got.Header.Get("X-Total-Count") != strconv.Itoa(len(all)) {
		t.Errorf("X-Total-Count %s of %d", got.Header.Get("X-Total-Count"), len(all))
	}
}

// TestTypeFilterOfTheField: the values the field itself has cannot be filtered by.
func TestTypeFilterOfTheField(t *testing.T) {
	for _, gen := range kit.NotV3 {
		tn := open(t, gen)
		for _, typ := range []string{"QUARTZ", "QPOC", "QUEUED_TASK"} {
			text := tn.Bad("GET", `/task-status?filters=id eq "x" or (type eq "`+typ+`")`, "").Want(400).Text()
			if !strings.Contains(text, "convert") || !strings.Contains(text, typ) {
				t.Errorf("%s %s: %q", gen, typ, text)
			}
		}
	}
}
