package export

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

var table = []string{"item", "outcome"}

// names returns what is in a folder.
func names(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, e := range entries {
		out = append(out, e.Name())
	}
	return out
}

func TestFormatOf(t *testing.T) {
	for name, want := range map[string]Format{"a.csv": CSV, "A.CSV": CSV, "~/x.y/a.jsonl": JSONLines, "a.b.ndjson": JSONLines, "a.json": JSON, "a.yaml": YAML, "a.YML": YAML} {
		if got, err := FormatOf(name); err != nil || got != want {
			t.Errorf("%s: %s, %v", name, got, err)
		}
	}
	for _, name := range []string{"", "  ", "csv", "a.xlsx", "a.csv.gz", "a.csv/b", "a\x1b.txt"} {
		_, err := FormatOf(name)
		if err == nil {
			t.Errorf("%q has a format", name)
			continue
		}
		for _, choice := range []string{".csv", ".json", ".jsonl", ".ndjson", ".yaml"} {
			if !strings.Contains(err.Error(), choice) {
				t.Errorf("%q: %q does not name %s", name, err, choice)
			}
		}
		if strings.Contains(err.Error(), "\x1b") {
			t.Errorf("%q is not safe to print", err)
		}
	}
	if CSV.String() != "CSV" || JSONLines.String() != "JSON Lines" {
		t.Errorf("%s, %s", CSV, JSONLines)
	}
}

func TestSave(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "decisions.csv")
	where, n, err := Save(path, table, rows([]string{"a", "done"}, []string{"b", "held"}))
	if err != nil || where != path || n != 2 {
		t.Fatalf("%s, %d rows, %v", where, n, err)
	}
	text, err := os.ReadFile(path)
	if err != nil || string(text) != "item,outcome\r\na,done\r\nb,held\r\n" {
		t.Errorf("%q, %v", text, err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	if got := names(t, dir); len(got) != 1 {
		t.Errorf("left behind: %v", got)
	}

	_, _, err = Save(path, table, rows([]string{"c", "done"}))
	if !errors.Is(err, ErrExists) || !strings.Contains(err.Error(), "choose another name") {
		t.Errorf("over a file: %v", err)
	}
	if again, _ := os.ReadFile(path); string(again) != string(text) {
		t.Errorf("the file is %q now", again)
	}
	if _, _, err := Save(filepath.Join(dir, "x.txt"), table, rows()); err == nil {
		t.Error("a name without a format is taken")
	}
}

func TestSaveLeavesNothingWhereItFails(t *testing.T) {
	dir := t.TempDir()
	if _, _, err := Save(filepath.Join(dir, "a.csv"), table, rows([]string{"one cell"})); err == nil {
		t.Error("a row that is too short is written")
	}
	if got := names(t, dir); len(got) != 0 {
		t.Errorf("left behind: %v", got)
	}
}

func TestHome(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	where, _, err := Save("~/a.jsonl", table, rows([]string{"a", "b"}))
	if err != nil || where != filepath.Join(home, "a.jsonl") {
		t.Fatalf("%s, %v", where, err)
	}
	if _, err := Create("~"); err == nil || !strings.Contains(err.Error(), "is a folder") {
		t.Errorf("the home folder: %v", err)
	}
	t.Chdir(home)
	if where, _, err := Save("~a.csv", table, rows()); err != nil || where != filepath.Join(home, "~a.csv") {
		t.Errorf("a name with a tilde: %s, %v", where, err)
	}
	t.Setenv("HOME", "")
	if _, err := Create("~/b.csv"); err == nil || !strings.Contains(err.Error(), "home folder") {
		t.Errorf("no home: %v", err)
	}
}

func TestCreateSaysWhatToDo(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join(dir, "nowhere"), filepath.Join(dir, "link.csv")); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		"": "a file name is needed", "  ": "a file name is needed", dir: "is a folder: name a file in it", dir + "/": "name a file in the folder",
		filepath.Join(dir, "no", "a.csv"): "make it first", filepath.Join(file, "a.csv"): "is a file, not a folder", file: "choose another name",
		filepath.Join(dir, "link.csv"): "choose another name", filepath.Join(dir, "no\x1b[2J", "a.csv"): "no␛[2J",
	} {
		f, err := Create(path)
		if err == nil {
			f.Discard()
			t.Errorf("%q is made", path)
		} else if !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", path, err)
		}
	}
	if _, err := Create(filepath.Join(dir, "no", "a.csv")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no folder: %v", err)
	}
}

func TestCreateWhereNothingMayBeMade(t *testing.T) {
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o500); err != nil {
		t.Fatal(err)
	}
	if probe, err := os.CreateTemp(dir, "probe"); err == nil {
		probe.Close()
		t.Skip("permissions do not bind here")
	}
	if _, err := Create(filepath.Join(dir, "a.csv")); !errors.Is(err, fs.ErrPermission) || strings.Contains(err.Error(), "iscope-export") {
		t.Errorf("%v", err)
	}
}

func create(t *testing.T) (f *File, dir string) {
	t.Helper()
	dir = t.TempDir()
	f, err := Create(filepath.Join(dir, "a.csv"))
	if err != nil {
		t.Fatal(err)
	}
	return f, dir
}

func TestNothingHasItsNameBeforeCommit(t *testing.T) {
	f, dir := create(t)
	f.Write([]byte("text"))
	if _, err := os.Lstat(f.Path()); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("there before: %v", err)
	}
	f.Discard()
	if got := names(t, dir); len(got) != 0 {
		t.Errorf("left behind: %v", got)
	}
	if err := f.Commit(); err == nil {
		t.Error("what was discarded is committed")
	}
	if got := names(t, dir); len(got) != 0 {
		t.Errorf("come back: %v", got)
	}
}

// without stands for a disk on which a file has one name only.
func without(_, _ string) error { return &os.LinkError{Op: "link", Err: syscall.EPERM} }

// TestCommitReplacesNothing has another program make the file between Create
// and Commit, on disks of both kinds.
func TestCommitReplacesNothing(t *testing.T) {
	for name, link := range map[string]func(string, string) error{"two names": os.Link, "one name": without} {
		f, dir := create(t)
		f.link = link
		f.Write([]byte("ours"))
		if err := os.WriteFile(f.Path(), []byte("theirs"), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := f.Commit(); !errors.Is(err, ErrExists) {
			t.Errorf("%s: %v", name, err)
		}
		if text, _ := os.ReadFile(f.Path()); string(text) != "theirs" || len(names(t, dir)) != 1 {
			t.Errorf("%s: %q in %v", name, text, names(t, dir))
		}
	}
}

func TestCommitWhereAFileHasOneName(t *testing.T) {
	f, dir := create(t)
	f.link = without
	f.Write([]byte("text"))
	if err := f.Commit(); err != nil {
		t.Fatal(err)
	}
	f.Discard() // does nothing any more
	text, err := os.ReadFile(f.Path())
	info, statErr := os.Stat(f.Path())
	if err != nil || statErr != nil || string(text) != "text" || info.Mode().Perm() != 0o600 || len(names(t, dir)) != 1 {
		t.Errorf("%q, %v, %v in %v", text, err, statErr, names(t, dir))
	}
	if err := f.Commit(); err == nil {
		t.Error("it is committed twice")
	}
}

// TestCommitAfterAFailedWrite pins that half a file never gets its name, even
// when the caller overlooked the error.
func TestCommitAfterAFailedWrite(t *testing.T) {
	f, dir := create(t)
	f.Write([]byte("half"))
	whole := f.temp
	half, err := os.Open(whole.Name()) // which cannot be written
	if err != nil {
		t.Fatal(err)
	}
	f.temp = half
	if _, err := f.Write([]byte("more")); err == nil || !strings.Contains(err.Error(), f.Path()) {
		t.Errorf("%v", err)
	}
	f.temp = whole
	f.Write([]byte("rest"))
	half.Close()
	if err := f.Commit(); err == nil {
		t.Error("it is committed")
	}
	if got := names(t, dir); len(got) != 0 {
		t.Errorf("left behind: %v", got)
	}
}
