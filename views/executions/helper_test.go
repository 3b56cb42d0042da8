package executions

import (
	"slices"
	"testing"

	"iscope/api"
	"iscope/views/executions/board"
	"iscope/views/executions/run"
	"iscope/views/executions/run/runtest"
)

// What tests write histories with.
const (
	beginning    = runtest.Beginning
	provisioning = runtest.Provisioning
)

var began = runtest.Began

func script(t testing.TB, text string) []api.Event {
	t.Helper()
	return runtest.Script(t, text)
}

func stepScript(from, to float64, name, action string) string {
	return runtest.Step(from, to, name, action)
}

// checkNothingLost fails unless every event of a run is in some step.
func checkNothingLost(t testing.TB, r *run.Run) {
	t.Helper()
	seen := make([]bool, len(r.Events))
	for s := range r.Each() {
		for _, i := range s.Events {
			seen[i] = true
		}
	}
	if i := slices.Index(seen, false); i >= 0 {
		t.Fatalf("event %d (%s) is in no step", i, r.Events[i].Type)
	}
}

// selectedGroup returns the group of the failure board that keys are about, with the
// ids of its runs, newest first, and whether there is one.
func selectedGroup(m *Model) (board.Group, bool) {
	if !m.board.on || m.split.Focused {
		return board.Group{}, false
	}
	return m.board.view.Selected()
}
