package tasks_test

import (
	"testing"
	"time"

	"iscope/api/sandbox/internal/kit"
	"iscope/api/sandbox/internal/spectest"
	"iscope/api/sandbox/internal/tasks"
)

// task is what the tests read of a task status, in their own words.
type task struct {
	ID, Type, UniqueName, Launcher, Created string
	Modified, Launched, Completed           *string
	CompletionStatus, Progress              *string
	PercentComplete                         int
	Target                                  *struct{ ID, Type, Name string }
	Messages                                []struct {
		Type, Key     string
		LocalizedText *struct{ Locale, Message string }
		Parameters    []any
	}
	Returns    []struct{ Name, AttributeName string }
	Attributes map[string]any
}

func (k task) pending() bool { return k.CompletionStatus == nil }

func at(t testing.TB, text string) time.Time {
	t.Helper()
	out, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// tenant is a service with the clock it lives by.
type tenant struct {
	*spectest.Rig
	t       testing.TB
	clock   *spectest.Clock
	world   *kit.World
	service kit.Service
}

func open(t testing.TB, gen kit.Generation) *tenant { return sized(t, gen, 7, 160) }

func sized(t testing.TB, gen kit.Generation, seed uint64, n int) *tenant {
	t.Helper()
	clock := spectest.NewClock()
	world := clock.Sized(seed, 60, n, 40)
	service := tasks.New(world)
	return &tenant{Rig: spectest.New(t, service, gen), t: t, clock: clock, world: world, service: service}
}

func (tn *tenant) list(path string) []task {
	tn.t.Helper()
	var out []task
	tn.Do("GET", path, "").Want(200).Decode(&out)
	return out
}

func (tn *tenant) task(id string) task {
	tn.t.Helper()
	var out task
	tn.Do("GET", "/task-status/"+id, "").Want(200).Decode(&out)
	return out
}

// pending asks in the way the generation has.
func (tn *tenant) pending() []task {
	tn.t.Helper()
	if tn.Lives("HEAD", "/task-status/pending-tasks") { // GET would take the word for an id
		got := tn.Do("GET", "/task-status/pending-tasks", "")
		if got.Status == 204 {
			return nil
		}
		var out []task
		got.Want(200).Decode(&out)
		return out
	}
	return tn.list("/task-status?filters=completionStatus isnull")
}

func clear(status, completed string) string {
	return `[{"op":"replace","path":"/completionStatus","value":"` + status + `"},{"op":"replace","path":"/completed","value":"` + completed + `"}]`
}
