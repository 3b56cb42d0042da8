package e2e

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// editor makes a program that takes the place of $EDITOR and returns what starts
// it: with a blank in its name and an argument, as people have them. What it does
// is shell, with the name of the text in $file.
func editor(t *testing.T, body string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "my editor")
	must(t, os.WriteFile(path, []byte("#!/bin/sh\nset -e\n[ \"$1\" = --wait ]\nfor file; do :; done\n"+body+"\n"), 0o700))
	return "EDITOR='" + path + "' --wait"
}

// writing is an editor that puts a text in the place of another and then does
// something.
func writing(t *testing.T, old, text, then string) string {
	t.Helper()
	return editor(t, fmt.Sprintf(`grep -q '%[1]s' "$file"
sed 's/%[1]s/%[2]s/' "$file" > "$file.new"
mv "$file.new" "$file"
%[3]s`, old, text, then))
}

// toEditor opens all of the workflow under the cursor in $EDITOR.
func (s *session) toEditor() {
	s.t.Helper()
	s.part("Whole")
	s.wait(`── whole workflow`)
	s.keys("\x0f")
}

// left are the files of texts that an editor has or had.
func left(t *testing.T, home string) []string {
	t.Helper()
	var out []string
	_ = filepath.WalkDir(filepath.Join(home, "iscope", "drafts", "open"), func(path string, d os.DirEntry, _ error) error {
		if d != nil && !d.IsDir() {
			out = append(out, filepath.Base(path))
		}
		return nil
	})
	return out
}

// told starts the program anew and waits until it tells of the draft of a
// workflow; then it takes the draft up, up to where the text is edited.
func told(t *testing.T, home string, env []string, f flow) *session {
	t.Helper()
	s := startAt(t, home, 140, 44, env, "--view", "workflows")
	s.wait(`A draft of a workflow was kept: ` + regexp.QuoteMeta(f.Name[:12]))
	s.wait(`Workflows +3 `)
	s.part("Whole")
	s.wait(`A draft of \S+ ago was never sent`)
	s.repeat("\r", `was never sent`, false, late) // no key opened it: it ignores them for a moment
	return s
}

// late is longer than a window that no key opened ignores keys.
const late = time.Second

// TestEditorThatCrashes opens a workflow in editors that save and then end badly.
// What they saved is taken over, is a draft, and can be sent.
func TestEditorThatCrashes(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ then, told string }{
		"it exits with 3":  {"exit 3", `The editor did not end well: exit status 3; what it`},
		"it kills itself":  {"kill -9 $$", `The editor did not end well: signal: killed; what it`},
		"it ends as usual": {"exit 0", `Taken over from the editor`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tn, env := tenant(t, few(3))
			look, home := lookAt(t, tn), t.TempDir()
			f := look.flows()[0]
			s := startAt(t, home, 140, 44, append(env, writing(t, "Orders a laptop", "Hands out a laptop", c.then)), "--view", "workflows")
			s.wait(`Workflows +3 `)
			s.toEditor()
			s.wait(c.told)
			s.wait(`Hands out a laptop`)
			holds(t, home, "Hands out a laptop")
			eventually(t, "the file of the editor to be removed", func() bool { return len(left(t, home)) == 0 })
			if got := writes(tn); len(got) > 0 {
				t.Fatalf("sent: %v", got)
			}
			s.review("PATCH")
			s.keys("\x13")
			s.agree(`Change the workflow\?`)
			s.gone(`╭─ Edit `)
			eventually(t, "the change", func() bool { return strings.HasPrefix(look.flow(f.ID).Description, "Hands out a laptop") })
			s.leave()
		})
	}
}

// TestEditorThatSpoils opens a workflow in an editor that leaves no JSON: the text
// is kept, the first error is told with its place, and nothing can be sent.
func TestEditorThatSpoils(t *testing.T) {
	t.Parallel()
	tn, env := tenant(t, few(3))
	home := t.TempDir()
	s := startAt(t, home, 140, 44, append(env, writing(t, `"description": "Orders a laptop`, `"description": Orders a laptop`, "exit 0")), "--view", "workflows")
	s.wait(`Workflows +3 `)
	s.toEditor()
	s.wait(`Taken over from the editor`)
	s.keys("\x13")
	s.wait(`line \d+, column \d+: `)
	if strings.Contains(s.text(), "what is sent") {
		t.Errorf("it can be sent:\n%s", s.text())
	}
	holds(t, home, `"description": Orders a laptop`)
	s.keys("\x1b")
	s.wait(`The draft is kept`)
	s.gone(`╭─ Edit `)
	s.leave()
	if got := writes(tn); len(got) > 0 {
		t.Errorf("sent: %v", got)
	}
}

// TestKilledWhileEditing kills the program with SIGKILL while something is typed,
// or while an editor is open that has saved. The next start tells of the draft,
// and what had been saved is in it; so is the rest, unless it was typed in the
// last moment. All 200 drafts of the promise take ISCOPE_DRAFTS=200.
func TestKilledWhileEditing(t *testing.T) {
	t.Parallel()
	n := number("ISCOPE_DRAFTS", 12)
	var kills, recovered, whole atomic.Int64
	crew(t, n, func(t *testing.T, i int) {
		tn, env := tenant(t, few(3))
		look, home := lookAt(t, tn), t.TempDir()
		f := look.flows()[0]
		sure, last, want := fmt.Sprintf("Sure %d.", i), " And this in the last moment.", ""
		if i%2 == 0 {
			last, want = "", sure+" "+f.Description
			killInEditor(t, home, env, sure)
		} else {
			want = f.Description + " " + sure
			killTyping(t, home, env, " "+sure, last, rand.New(rand.NewPCG(5, uint64(i))))
		}
		kills.Add(1)
		s := told(t, home, env, f)
		if i%2 == 1 {
			s.wait(`field 1 of`)
			s.keys("\t") // its end is in sight then
		}
		s.wait(regexp.QuoteMeta(sure))
		all := keptIn(t, home)
		if len(all) != 1 || len(left(t, home)) > 0 {
			t.Fatalf("%d drafts, and of the editor %v", len(all), left(t, home))
		}
		rest, ok := strings.CutPrefix(all[0].description(), want)
		if !ok || !strings.HasPrefix(last, rest) {
			t.Fatalf("the draft has %q", all[0].description())
		}
		recovered.Add(1)
		if rest == last {
			whole.Add(1)
		}
		s.keys("\x1b")
		s.wait(`The draft is kept`)
		s.gone(`╭─ Edit `)
		s.leave()
		if got := writes(tn); len(got) > 0 {
			t.Errorf("sent: %v", got)
		}
	})
	t.Logf("%d SIGKILLs while editing: %d drafts recovered, %d of them to the last character", kills.Load(), recovered.Load(), whole.Load())
	if int(recovered.Load()) != n || int(kills.Load()) != n {
		t.Error("a draft is lost")
	}
}

// killInEditor kills the program while an editor is open that has saved.
func killInEditor(t *testing.T, home string, env []string, text string) {
	t.Helper()
	ready := filepath.Join(t.TempDir(), "pid")
	edit := writing(t, `"description": "Orders`, `"description": "`+text+" Orders", fmt.Sprintf(`echo $$ > '%[1]s.new'
mv '%[1]s.new' '%[1]s'
exec sleep 600`, ready)) // a person at work
	s := startAt(t, home, 140, 44, append(env, edit), "--view", "workflows")
	s.wait(`Workflows +3 `)
	s.toEditor()
	var pid int
	eventually(t, "the editor", func() bool {
		b, _ := os.ReadFile(ready)
		pid, _ = strconv.Atoi(strings.TrimSpace(string(b)))
		return pid > 0
	})
	t.Cleanup(func() { _ = syscall.Kill(pid, syscall.SIGKILL) })
	s.close()
}

// killTyping kills the program at any instant after more was typed than what is
// saved.
func killTyping(t *testing.T, home string, env []string, sure, last string, r *rand.Rand) {
	t.Helper()
	s := startAt(t, home, 140, 44, env, "--view", "workflows")
	s.wait(`Workflows +3 `)
	s.describe(sure)
	holds(t, home, sure)
	s.keys(last)
	<-time.After(time.Duration(r.Int64N(int64(600 * time.Millisecond)))) // the instant is what is tested
	s.close()
}
