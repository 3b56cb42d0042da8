package journal

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"iscope/api"
)

// nobody is a user that owns nothing.
const nobody = 65534

// asNobody calls f as a user for whom permissions count, which they do not for
// root.
func asNobody(t *testing.T, f func()) {
	t.Helper()
	if os.Geteuid() != 0 {
		f()
		return
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		runtime.LockOSThread() // and never unlock it: the thread ends with the goroutine
		if err := syscall.Setfsuid(nobody); err != nil {
			t.Error(err)
			return
		}
		f()
	}()
	<-done
}

// reachable makes the folders above a temporary one passable.
func reachable(t *testing.T, dir string) {
	t.Helper()
	for ; strings.HasPrefix(dir, filepath.Clean(os.TempDir())+string(filepath.Separator)); dir = filepath.Dir(dir) {
		if err := os.Chmod(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
}

// TestReadOnlyFolder: in a folder that cannot be written to nothing can be
// decided, and what was decided before can be looked at.
func TestReadOnlyFolder(t *testing.T) {
	for name, locked := range map[string]bool{"with the lock": true, "without the lock": false} {
		t.Run(name, func(t *testing.T) {
			w, dir := onDisk(t)
			old := w.run(t)
			id := begin(t, old, "x")
			_ = old.Close()
			reachable(t, filepath.Dir(dir))
			base := filepath.Join(dir, fileName(address))
			if !locked {
				if err := os.Remove(base + ".lock"); err != nil {
					t.Fatal(err)
				}
			}
			for _, name := range []string{dir, base + ".jsonl", base + ".lock"} {
				if err := os.Chown(name, nobody, -1); err != nil && os.Geteuid() == 0 && !errors.Is(err, fs.ErrNotExist) {
					t.Fatal(err)
				}
			}
			if err := os.Chmod(dir, 0o500); err != nil {
				t.Fatal(err)
			}
			defer os.Chmod(dir, 0o700)
			j := New(w.store(), tenantName, w.clock.now)
			asNobody(t, func() {
				err := j.Begin(Intent{ID: j.NewID(), Op: api.BulkApprove, Target: "y"})
				if !errors.Is(err, fs.ErrPermission) || err.Error() != "the journal of decisions cannot be written: permission denied; make the state folder writable, then decide again" {
					t.Errorf("begin: %v", err)
				}
				if _, err := j.Adopt(); !errors.Is(err, fs.ErrPermission) || strings.Contains(err.Error(), "decide again") {
					t.Errorf("adopt: %v", err)
				}
				if list, err := j.Entries(); err != nil || len(list) != 1 || list[0].ID != id {
					t.Errorf("entries: %v, %v", ids(list), err)
				}
			})
			if err := os.Chmod(dir, 0o700); err != nil {
				t.Fatal(err)
			}
			asNobody(t, func() {
				if got, err := j.Adopt(); err != nil || len(got) != 1 {
					t.Errorf("healed: adopted %v, %v", ids(got), err)
				}
				next := begin(t, j, "z")
				if err := guard(j, next); err != nil {
					t.Errorf("healed: %v", err)
				}
			})
		})
	}
}

// TestFolderOfAnother: what belongs to somebody else is neither read nor
// changed.
func TestFolderOfAnother(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("needs two users")
	}
	w, dir := onDisk(t)
	begin(t, w.run(t), "x")
	reachable(t, filepath.Dir(dir))
	j := New(w.store(), tenantName, w.clock.now)
	asNobody(t, func() {
		if err := j.Begin(Intent{ID: j.NewID(), Op: api.BulkApprove}); !errors.Is(err, fs.ErrPermission) {
			t.Errorf("begin: %v", err)
		}
		if list, err := j.Entries(); err == nil || err.Error() != "the journal of decisions cannot be read: permission denied; make the state folder readable" {
			t.Errorf("entries: %v, %v", ids(list), err)
		}
	})
}
