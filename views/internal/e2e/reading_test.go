package e2e

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"iscope/keymap"
)

// changing returns the keys by which the screen of workflows, or the editor it
// opens, changes something.
func changing(t *testing.T) (keys []string) {
	t.Helper()
	m, problems := keymap.New(nil)
	if problems != nil {
		t.Fatal(problems)
	}
	for _, b := range m.In(keymap.Workflows) {
		if b.Writes {
			keys = append(keys, b.Keys...)
		}
	}
	return keys
}

// TestReadOnlyWorkflows presses every key by which the screen of workflows changes
// something in a program that only reads: each is answered with words, and nothing
// leaves.
func TestReadOnlyWorkflows(t *testing.T) {
	t.Parallel()
	keys := changing(t)
	if len(keys) < 8 {
		t.Fatalf("only %v change something", keys)
	}
	crew(t, len(keys), func(t *testing.T, i int) {
		tn, env := tenant(t, few(3))
		s := start(t, 140, 44, env, "--view", "workflows", "--read-only")
		s.wait(`Workflows +3 `)
		s.keys(keys[i])
		if text := s.wait(`Read-only by --read-only: nothing can be changed`); strings.Contains(text, "╭") {
			t.Errorf("%s opens a window:\n%s", keys[i], text)
		}
		s.keys("\r]") // and once more where the steps have the keys
		s.wait(`1 +Get Identity`)
		s.keys(keys[i])
		s.leave()
		if got := writes(tn); len(got) > 0 {
			t.Errorf("%s: sent: %v", keys[i], got)
		}
	})
	t.Logf("%d keys that change something, in a program that only reads: %v: 0 requests", len(keys), keys)
}

// away is the escape key in a spelling that is no beginning of another.
const away = "\x1b[27u"

// echoes reports whether a request is a dry test of an external trigger, which
// changes nothing.
func echoes(write string) bool {
	return strings.HasPrefix(write, "POST /v3/workflows/execute/external/") && strings.HasSuffix(write, "/test")
}

// TestReadOnlyWorkflowsAtRandom presses keys at random, among them those by which
// windows are agreed to.
func TestReadOnlyWorkflowsAtRandom(t *testing.T) {
	t.Parallel()
	keys := changing(t)
	keys = append(keys, "j", "k", "g", "G", " ", "*", "X", "F", "b", "[", "]", "h", "l", "$", "R", "/", "a", "\t", "\r", "\r", "y", "y", "\x13", "\x14", "\x0f", away, away)
	crew(t, 2, func(t *testing.T, i int) {
		tn, env := tenant(t, few(12))
		s := start(t, 140, 44, env, "--view", "workflows", "--read-only")
		s.wait(`Workflows +12 `)
		r := rand.New(rand.NewPCG(9, uint64(i)))
		for range 40 {
			burst := ""
			for range 10 {
				burst += keys[r.IntN(len(keys))]
			}
			s.keys(burst)
		}
		s.insist(away, "╭", false)
		s.repeat(away+"?", `Help: `, true, unheld)
		if got := slices.DeleteFunc(writes(tn), echoes); len(got) > 0 {
			t.Errorf("sent: %v", got)
		}
		s.close()
	})
}
