package e2e

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// toReason opens the first session in the editor and goes to its last field, the
// reason.
func (s *session) toReason() {
	s.t.Helper()
	s.wait(`Sessions +\d+ sessions`)
	s.keys("e")
	s.wait(`Edit session .*field \d+ of \d+`)
	s.keys("\t\t\t\t\t\t\t\t\t")
	s.wait(`▌ +Reason`)
}

// again starts the program anew and takes the draft of the first session up.
func again(t *testing.T, home string, env []string) *session {
	t.Helper()
	s := startAt(t, home, 140, 44, env, "--view", "sessions")
	s.wait(`Sessions +\d+ sessions`)
	s.keys("e")
	s.wait(`A draft of \S+ ago was never sent`)
	s.repeat("\r", `was never sent`, false, late) // no key opened it: it ignores them for a moment
	s.wait(`1 change`)
	return s
}

// TestSessionDraftSurvivesAKill types into a session and kills the program: what
// was typed is there at the next start, and nothing was sent.
func TestSessionDraftSurvivesAKill(t *testing.T) {
	t.Parallel()
	tn, env := tenant(t, still())
	home := t.TempDir()
	s := startAt(t, home, 140, 44, env, "--view", "sessions")
	s.toReason()
	s.keys("Typed and never sent.")
	s.wait(`1 change · draft saved`)
	s.kill()
	s.close()
	s = again(t, home, env)
	s.wait(`Typed and never sent\.`)
	s.keys("\x1b")
	s.wait(`The draft is kept`)
	s.leave()
	if got := writes(tn); len(got) > 0 {
		t.Errorf("sent: %v", got)
	}
}

// TestSessionTextSurvivesAKill kills the program while $EDITOR has the text of a
// field: what it saved is in the draft at the next start.
func TestSessionTextSurvivesAKill(t *testing.T) {
	t.Parallel()
	tn, env := tenant(t, still())
	home := t.TempDir()
	s := startAt(t, home, 140, 44, append(env, editor(t, `echo "Saved in the editor." >> "$file"; echo "it waits"; sleep 60`)), "--view", "sessions")
	s.toReason()
	s.keys("\x0f")
	s.wait(`it waits`)
	eventually(t, "a draft that knows of the editor", func() bool {
		files, _ := filepath.Glob(filepath.Join(home, "iscope", "drafts", "*.json"))
		return slices.ContainsFunc(files, func(f string) bool {
			body, err := os.ReadFile(f)
			return err == nil && strings.Contains(string(body), `"open"`)
		})
	})
	s.kill()
	s.close()
	s = startAt(t, home, 140, 44, env, "--view", "sessions")
	s.wait(`What your editor had of session .* is in its draft`)
	eventually(t, "the file of the editor to be removed", func() bool { return len(left(t, home)) == 0 })
	s.kill()
	s.close()
	s = again(t, home, env)
	if text := s.wait(`Saved in the editor\.`); strings.Contains(text, "it waits") {
		t.Errorf("the screen has what the editor wrote:\n%s", text)
	}
	s.keys("\x13")
	s.wait(`Send 1 change\?`)
	s.insist("y", `Send 1 change\?`, false)
	s.wait(`Sent: 1 change`)
	s.leave()
	if got := writes(tn); len(got) != 1 {
		t.Errorf("sent: %v", got)
	}
}
