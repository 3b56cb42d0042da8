package journal

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"iscope/api"
)

func TestFileName(t *testing.T) {
	const a, b = "https://acme.api.identitynow.com", "https://acme2.api.identitynow.com"
	for address, want := range map[string]string{
		a: "acme-api-identitynow-com-", "http://127.0.0.1:8080": "127-0-0-1-", "https://ACME-2_x": "acme-2_x-", "../../etc": "etc-", "a/b\\c:d": "a-b-c-d-", "": "", "Müller\x00": "m-ller-", "...": "",
		"https://" + strings.Repeat("long", 50): strings.Repeat("long", 10) + "-",
	} {
		got := fileName(address)
		if !strings.HasPrefix(got, want) && want != "" || filepath.Base(got) != got || !regexp.MustCompile(`^[a-z0-9_-]+[0-9a-f]{8}$`).MatchString(got) && want != "" {
			t.Errorf("%q: %s", address, got)
		}
	}
	if fileName(a) == fileName(b) || fileName("http://127.0.0.1:1") == fileName("http://127.0.0.1:2") {
		t.Error("the address does not tell tenants apart")
	}
	j := Disk("dir", "acme", a, time.Now)
	if d := j.store.(*disk); d.dir != "dir" || d.name != fileName(a) || j.tenant != "acme" {
		t.Errorf("%+v", d)
	}
}

// TestStuckLock: a run that stopped with the lock in its hands is waited for,
// but not for ever, however many wait.
func TestStuckLock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, _ := onDisk(t)
		j := w.run(t)
		id := begin(t, j, "x")
		stopped := w.store()
		if err := stopped.Lock(t.Context(), true); err != nil {
			t.Fatal(err)
		}
		start := time.Now()
		results := make(chan error)
		for _, f := range []func() error{
			func() error { return j.Begin(Intent{ID: "i", Op: api.PatchTask}) },
			func() error { return j.Guard(With(t.Context(), id), api.BulkApprove) },
			func() error { return j.End(End{ID: id, Ending: NotSent}) },
			func() error { _, err := j.Adopt(); return err },
			func() error { _, err := j.Entries(); return err },
		} {
			go func() { results <- f() }()
		}
		for range 5 {
			if err := <-results; !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "another iscope keeps it locked; wait for that one or close it") {
				t.Errorf("err = %v", err)
			}
		}
		if took := time.Since(start); took != lockWait {
			t.Errorf("all gave up after %v", took)
		}
		go func() { results <- j.Guard(With(t.Context(), id), api.BulkApprove) }()
		time.Sleep(time.Second)
		stopped.Unlock()
		if err := <-results; err != nil {
			t.Errorf("the lock was given up after a second: %v", err)
		}
		if err := j.Close(); err != nil {
			t.Error(err)
		}
	})
}

// TestNoFolder: without a folder nothing can be decided, and it heals.
func TestNoFolder(t *testing.T) {
	w, dir := onDisk(t)
	parent := filepath.Dir(dir)
	if err := os.WriteFile(parent, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	j := w.run(t)
	i := Intent{ID: j.NewID(), Op: api.BulkApprove, Target: "x"}
	err := j.Begin(i)
	if !errors.Is(err, syscall.ENOTDIR) || strings.Contains(err.Error(), dir) || !strings.HasSuffix(err.Error(), "not a directory; look after the state folder, then decide again") {
		t.Errorf("err = %v", err)
	}
	if err := os.Remove(parent); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(parent, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(dir, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := j.Begin(i); !errors.Is(err, syscall.ENOTDIR) {
		t.Errorf("err = %v", err)
	}
	if err := os.Remove(dir); err != nil {
		t.Fatal(err)
	}
	if err := j.Begin(i); err != nil {
		t.Errorf("healed: %v", err)
	}
	// The file itself is something else.
	name := filepath.Join(dir, fileName(address)+".jsonl")
	if err := errors.Join(os.Remove(name), os.Mkdir(name, 0o700)); err != nil {
		t.Fatal(err)
	}
	if err := j.Begin(i); err == nil || !strings.Contains(err.Error(), "directory") {
		t.Errorf("err = %v", err)
	}
	if _, err := j.Entries(); err == nil || !strings.Contains(err.Error(), "cannot be read") {
		t.Errorf("err = %v", err)
	}
}

// TestFolderVanishes: somebody cleared up while the program runs. What was
// decided before cannot be sent, the next decision can.
func TestFolderVanishes(t *testing.T) {
	w, dir := onDisk(t)
	j, other := w.run(t), w.run(t)
	id := begin(t, j, "x")
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	if err := guard(j, id); !errors.Is(err, errNoIntent) {
		t.Errorf("err = %v", err)
	}
	next := begin(t, j, "y")
	if got, err := other.Adopt(); err != nil || len(got) != 0 {
		t.Errorf("adopted %v of a run that goes on, %v", ids(got), err)
	}
	send(t, j, next)
	if got := ids(entries(t, other)); !slices.Equal(got, []string{next}) {
		t.Errorf("%v", got)
	}
}

// TestNoHome: a program that has no state folder at all reads nothing and
// decides nothing.
func TestNoHome(t *testing.T) {
	t.Chdir(t.TempDir())
	j := Disk("", "acme", address, time.Now)
	if err := j.Begin(Intent{ID: j.NewID(), Op: api.BulkApprove, Target: "x"}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("begin: %v", err)
	}
	if list, err := j.Entries(); err != nil || len(list) != 0 {
		t.Errorf("entries: %v, %v", ids(list), err)
	}
	if here, err := os.ReadDir("."); err != nil || len(here) != 0 {
		t.Errorf("it left %v in the current folder, %v", here, err)
	}
}
