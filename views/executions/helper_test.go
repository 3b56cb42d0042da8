package executions

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"iscope/api"
	"iscope/views/executions/run"
	"iscope/views/executions/run/runtest"
)

var update = flag.Bool("update", false, "write the golden frames anew")

// golden compares text without escape sequences with testdata/name.golden.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".golden")
	lines := strings.Split(ansi.Strip(got), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	got = strings.Join(lines, "\n") + "\n"
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs (go test -update writes it anew)\n--- want\n%s--- got\n%s", name, want, got)
	}
}

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
