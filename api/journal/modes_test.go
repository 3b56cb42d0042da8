//go:build unix

package journal

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// modes returns the permissions of a folder and what is in it, and of the
// folder around it.
func modes(t testing.TB, dir string) map[string]os.FileMode {
	t.Helper()
	out := map[string]os.FileMode{}
	err := filepath.WalkDir(filepath.Dir(dir), func(path string, e os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := e.Info()
		out[filepath.Base(path)] = info.Mode().Perm()
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestOwnerOnly: whatever the umask, nobody else can read or change anything.
func TestOwnerOnly(t *testing.T) {
	defer syscall.Umask(syscall.Umask(0))
	w, dir := onDisk(t)
	old := w.run(t)
	end(t, old, begin(t, old, "x"), Done)
	_ = old.Close()
	check := func(when string) {
		t.Helper()
		got := modes(t, dir)
		for name, mode := range got {
			want := os.FileMode(0o600)
			if name == filepath.Base(dir) || name == filepath.Base(filepath.Dir(dir)) {
				want = 0o700
			}
			if mode != want {
				t.Errorf("%s: %s is %o", when, name, mode)
			}
		}
		if len(got) != 5 { // two folders, the file, two locks
			t.Errorf("%s: %v", when, got)
		}
	}
	w.clock.pass(2 * kept) // makes it rotate
	j := w.run(t)
	begin(t, j, "y")
	check("new")
	for name, mode := range map[string]os.FileMode{dir: 0o777, filepath.Join(dir, fileName(address)+".jsonl"): 0o666} {
		if err := os.Chmod(name, mode); err != nil {
			t.Fatal(err)
		}
	}
	begin(t, j, "z")
	check("opened by somebody")
}
