package e2e

import (
	"os"
	"path/filepath"
	"testing"
)

// spoil puts something in the place of the journal that cannot be written to,
// and returns what puts it right again.
var spoil = map[string]func(t *testing.T, home string) (mend func()){
	"a file in the place of the folder": func(t *testing.T, home string) func() {
		dir := filepath.Join(home, "iscope", "journal")
		must(t, os.Rename(dir, dir+".kept"))
		must(t, os.WriteFile(dir, nil, 0o600))
		return func() {
			must(t, os.Remove(dir))
			must(t, os.Rename(dir+".kept", dir))
		}
	},
	"no file in the place of the file": func(t *testing.T, home string) func() {
		files, _ := filepath.Glob(filepath.Join(home, "iscope", "journal", "*.lock"))
		if len(files) != 1 {
			t.Fatalf("locks: %v", files)
		}
		file := files[0][:len(files[0])-len(".lock")] + ".jsonl"
		must(t, os.Rename(file, file+".kept"))
		must(t, os.Symlink("/dev/full", file))
		return func() { must(t, os.Rename(file+".kept", file)) }
	},
	"a folder nobody may write to": func(t *testing.T, home string) func() {
		if os.Geteuid() == 0 {
			t.Skip("root may write anywhere")
		}
		dir := filepath.Join(home, "iscope", "journal")
		must(t, os.Chmod(dir, 0o500))
		return func() { must(t, os.Chmod(dir, 0o700)) }
	},
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// TestJournalCannotBeWritten holds that nothing can be decided then, that this
// is said, and that it heals by itself: before a decision, and while one is
// held.
func TestJournalCannotBeWritten(t *testing.T) {
	t.Parallel()
	for name, spoil := range spoil {
		t.Run(name, func(t *testing.T) {
			o := still()
			o.WorkItems = 300
			tn, env := tenant(t, o)
			look := lookAt(t, tn)
			items := look.pending(workItem.plain)
			home := t.TempDir()
			s := startAt(t, home, 160, 40, append(env, patient), "--view", "inbox")
			s.hold(look, items[0])
			s.keys("u")
			s.wait(`Taken back, nothing was sent`)
			journal := func(all, left int) { // so that nothing is being written
				eventually(t, "the journal to be written", func() bool {
					intents := journalOf(t, home)
					return len(intents) == all && len(open(intents)) == left
				})
			}
			journal(1, 0)

			const told = `Not sent: the journal of decisions cannot be written: .*, then decide again`
			mend := spoil(t, home)
			s.seek(look, items[1])
			s.repeat("a", told, true, unheld)
			mend()
			s.hold(look, items[2])
			s.gone(told)
			journal(2, 1)
			mend = spoil(t, home)
			s.keys("U")
			s.wait(told)
			if got := writes(tn); len(got) > 0 {
				t.Fatalf("sent: %v", got)
			}
			mend()
			s.hold(look, items[3])
			s.keys("U")
			s.wait(`Approved: `)
			if got := decisions(tn); len(got) != 1 || got[0].item != items[3].ID {
				t.Errorf("requests that decide: %v", got)
			}
			t.Logf("%s: 0 requests, before a decision and while one is held; 1 once it is mended", name)
		})
	}
}
