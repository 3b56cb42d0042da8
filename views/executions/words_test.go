package executions

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"iscope/ui/golden"
	"iscope/views/executions/run"
	"iscope/views/executions/run/runtest"
)

func TestWords(t *testing.T) {
	env := golden.Env(t, "dark", golden.Live(func() time.Time { return began }))
	for _, c := range runtest.Crafted(t) {
		if c.Name != "retries" && c.Name != "choices" && c.Name != "unknown-types" {
			continue
		}
		r := run.Make(c.Exec, c.Events, c.Definition, true)
		var b strings.Builder
		for s := range r.Each() {
			fmt.Fprintf(&b, "=== %s\n%s\n", s.Label, strings.Join(stepText(r, s, env, 60), "\n"))
		}
		golden.Equal(t, "words-"+c.Name, b.String())
	}
}
