package draft

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestFiles(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "deep", "drafts")
	f := Files{Dir: dir, Tenant: "acme"}
	if b, err := f.Load("x"); b != nil || err != nil {
		t.Fatalf("Load of nothing = %q, %v", b, err)
	}
	if err := f.Drop("x"); err != nil {
		t.Fatalf("Drop of nothing: %v", err)
	}
	for _, body := range []string{"first", "second, longer", ""} {
		if err := f.Save("x", []byte(body)); err != nil {
			t.Fatal(err)
		}
		if b, err := f.Load("x"); string(b) != body || err != nil {
			t.Errorf("Load = %q, %v", b, err)
		}
	}
	for _, id := range []string{"../../etc/passwd", "a/b", "..", strings.Repeat("x", 5000), "\x00", "x\n"} {
		if err := f.Save(id, []byte(id)); err != nil {
			t.Errorf("Save(%.20q): %v", id, err)
		}
		if b, _ := f.Load(id); string(b) != id {
			t.Errorf("Load(%.20q) = %.20q", id, b)
		}
	}
	if b, _ := (Files{Dir: dir, Tenant: "other"}).Load("x"); b != nil {
		t.Error("another tenant finds the draft")
	}
	if err := f.Drop("x"); err != nil {
		t.Fatal(err)
	}
	if b, _ := f.Load("x"); b != nil {
		t.Error("a dropped draft is still there")
	}
	checkModes(t, dir)
}

func checkModes(t *testing.T, dir string) {
	t.Helper()
	info, err := os.Stat(dir)
	if err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("the folder: %v, %v", info.Mode(), err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 6 {
		t.Errorf("%d files left, %v", len(entries), err)
	}
	for _, e := range entries {
		if info, err := e.Info(); err != nil || info.Mode().Perm() != 0o600 || !strings.HasSuffix(e.Name(), ".json") {
			t.Errorf("%s: %v, %v", e.Name(), info.Mode(), err)
		}
	}
}

func TestFilesThatCannotBeWritten(t *testing.T) {
	blocked := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(blocked, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	f := Files{Dir: blocked}
	if f.Save("x", nil) == nil {
		t.Error("a draft was saved into a file")
	}
	if _, err := f.Load("x"); err == nil {
		t.Error("a folder that is a file reads as one without drafts")
	}
	occupied := Files{Dir: t.TempDir()}
	if err := os.MkdirAll(filepath.Join(occupied.path("x"), "inner"), 0o700); err != nil {
		t.Fatal(err)
	}
	if occupied.Save("x", []byte("b")) == nil || occupied.Drop("x") == nil {
		t.Error("a folder in the place of the draft goes unnoticed")
	}
	if left, _ := filepath.Glob(filepath.Join(occupied.Dir, ".draft-*")); left != nil {
		t.Errorf("temporary files stay: %v", left)
	}
}

// TestKinds pins that drafts of one kind are listed alone, for their tenant
// alone, and never take the place of those of another.
func TestKinds(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "odd [name]*", "drafts")
	flows := Files{Dir: dir, Tenant: "acme", Kind: "workflow"}
	plain := Files{Dir: dir, Tenant: "acme"}
	other := Files{Dir: dir, Tenant: "other", Kind: "workflow"}
	if list, err := flows.List(); len(list) != 0 || err != nil {
		t.Fatalf("List of nothing = %q, %v", list, err)
	}
	for i, f := range []Files{flows, plain, other} {
		if err := f.Save("x", []byte{byte('a' + i)}); err != nil {
			t.Fatal(err)
		}
	}
	if err := flows.Save("y", []byte("d")); err != nil {
		t.Fatal(err)
	}
	if err := flows.Save("huge", make([]byte, Max+1)); err != nil {
		t.Fatal(err)
	}
	if err := flows.Save("empty", nil); err != nil {
		t.Fatal(err)
	}
	list, err := flows.List()
	var got []string
	for _, b := range list {
		got = append(got, string(b))
	}
	slices.Sort(got)
	if err != nil || !slices.Equal(got, []string{"a", "d"}) {
		t.Errorf("List = %q, %v", got, err)
	}
	if list, err := plain.List(); list != nil || err != nil {
		t.Errorf("a folder without a kind lists %q, %v", list, err)
	}
	if err := flows.Drop("x"); err != nil {
		t.Fatal(err)
	}
	if b, _ := plain.Load("x"); string(b) != "b" {
		t.Error("dropping one kind took the other along")
	}
}

// TestDraftsOfEarlierVersions pins that a draft kept under the tenant's former
// name is found, gives way to a newer one, and goes with it.
func TestDraftsOfEarlierVersions(t *testing.T) {
	was := Files{Dir: t.TempDir(), Tenant: "acme"}
	now := Files{Dir: was.Dir, Tenant: "acme https://acme.example", Before: "acme"}
	other := Files{Dir: was.Dir, Tenant: "acme https://other.example"}
	if err := was.Save("1", []byte("old")); err != nil {
		t.Fatal(err)
	}
	if body, err := now.Load("1"); err != nil || string(body) != "old" {
		t.Errorf("%q, %v", body, err)
	}
	if body, err := other.Load("1"); err != nil || body != nil {
		t.Errorf("another tenant finds %q, %v", body, err)
	}
	if err := now.Save("1", []byte("new")); err != nil {
		t.Fatal(err)
	}
	if body, _ := now.Load("1"); string(body) != "new" {
		t.Errorf("%q", body)
	}
	if err := now.Drop("1"); err != nil {
		t.Fatal(err)
	}
	if body, err := now.Load("1"); err != nil || body != nil {
		t.Errorf("%q is left, %v", body, err)
	}
}

// TestListOf pins that drafts without a kind are told by what is in them, those
// of an earlier version too, and that those of other tenants, of a kind, and
// files that were moved are none of them.
func TestListOf(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "drafts")
	f := Files{Dir: dir, Tenant: "acme https://acme.example", Before: "acme"}
	nameOf := func(body []byte) string { return strings.TrimSuffix(string(body), "!") }
	if list, err := f.ListOf(nameOf); len(list) != 0 || err != nil {
		t.Fatalf("ListOf nothing = %q, %v", list, err)
	}
	for name, in := range map[string]Files{
		"a": f, "b": {Dir: dir, Tenant: "acme"}, "c": {Dir: dir, Tenant: "other"}, "d": {Dir: dir, Tenant: f.Tenant, Kind: "workflow"}, "": f,
	} {
		if err := in.Save(name, []byte(name+"!")); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.Save("moved", []byte("elsewhere!")); err != nil {
		t.Fatal(err)
	}
	list, err := f.ListOf(nameOf)
	var got []string
	for _, b := range list {
		got = append(got, string(b))
	}
	slices.Sort(got)
	if err != nil || !slices.Equal(got, []string{"a!", "b!"}) {
		t.Errorf("ListOf = %q, %v", got, err)
	}
}

// TestCreate pins that a draft is put under a name that nothing has, whole and for
// its owner alone, and that nothing is replaced: where a file can have two names and
// where it cannot.
func TestCreate(t *testing.T) {
	without := func(string, string) error { return &os.LinkError{Op: "link", Err: errors.ErrUnsupported} }
	for name, link := range map[string]func(string, string) error{"two names": os.Link, "one name": without} {
		t.Run(name, func(t *testing.T) {
			f := Files{Dir: filepath.Join(t.TempDir(), "d"), Tenant: "acme https://acme.example", Before: "acme"}
			if err := f.create("x", []byte("first"), link); err != nil {
				t.Fatal(err)
			}
			if err := (Files{Dir: f.Dir, Tenant: "acme"}).Save("old", []byte("old")); err != nil {
				t.Fatal(err)
			}
			if err := os.Mkdir(f.path("folder"), 0o700); err != nil {
				t.Fatal(err)
			}
			for _, taken := range []string{"x", "old", "folder"} {
				if err := f.create(taken, []byte("second"), link); !errors.Is(err, fs.ErrExist) {
					t.Errorf("%s: %v", taken, err)
				}
			}
			if b, err := f.Load("x"); string(b) != "first" || err != nil {
				t.Errorf("%q, %v", b, err)
			}
			if info, err := os.Stat(f.path("x")); err != nil || info.Mode().Perm() != 0o600 {
				t.Errorf("%v, %v", info, err)
			}
			if left, _ := filepath.Glob(filepath.Join(f.Dir, ".draft-*")); left != nil {
				t.Errorf("temporary files stay: %v", left)
			}
		})
	}
}
