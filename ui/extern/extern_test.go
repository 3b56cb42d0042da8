package extern

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
)

// script is an editor that does something to the file it is given.
func script(t *testing.T, body string) string {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("the editors of this test are shell scripts")
	}
	path := filepath.Join(t.TempDir(), "my editor.sh")
	if err := os.WriteFile(path, []byte("#!/bin/sh\nfor file; do :; done\n"+body+"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	return path
}

// edit opens a text in an editor; took is how long the clock says it was open.
func edit(t *testing.T, command string, took time.Duration, r Request) Done {
	t.Helper()
	now := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	l := launcher{
		getenv:   func(name string) string { return map[string]string{"EDITOR": command}[name] },
		lookPath: exec.LookPath,
		exec: func(c *exec.Cmd, fn tea.ExecCallback) tea.Cmd {
			return func() tea.Msg { return fn(c.Run()) }
		},
		now: func() time.Time { now = now.Add(took); return now },
	}
	r.View = "v#1"
	d, ok := l.open(r)().(Done)
	if !ok || d.To() != "v#1" || d.ID != r.ID {
		t.Fatalf("%+v", d)
	}
	return d
}

func request(t *testing.T) Request {
	return Request{ID: "w-1", Owner: "acme", Dir: filepath.Join(t.TempDir(), "deep", "drafts"), Name: "Joiner: provision läptop!", Ext: ".json", Text: []byte("{}\n")}
}

func count(t *testing.T, dir string) int {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	return len(entries)
}

func TestEdit(t *testing.T) {
	r := request(t)
	d := edit(t, "'"+script(t, `printf '%s' "$1 $2" > "$file"`)+`' --flag "two words"`, time.Minute, r)
	if d.Err != nil || d.Same || string(d.Text) != "--flag two words" || d.Hint != "" {
		t.Fatalf("%+v %s", d, d.Text)
	}
	if name := filepath.Base(d.File.Path()); name != "joiner-provision-l-ptop.json" {
		t.Errorf("the file is called %q", name)
	}
	for path, want := range map[string]os.FileMode{r.Dir: 0o700, filepath.Dir(d.File.Path()): 0o700, d.File.Path(): 0o600} {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v, %v", path, info.Mode(), err)
		}
	}
	entries, _ := os.ReadDir(filepath.Dir(d.File.Path()))
	for _, e := range entries {
		if info, err := e.Info(); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", e.Name(), info.Mode(), err)
		}
	}
	if err := d.File.Remove(); err != nil || count(t, r.Dir) != 0 {
		t.Errorf("%v; %d entries stay", err, count(t, r.Dir))
	}
}

func TestSameText(t *testing.T) {
	sh := "'" + script(t, "true") + "'"
	if d := edit(t, sh, time.Minute, request(t)); !d.Same || d.Err != nil || d.Hint != "" {
		t.Errorf("%+v", d)
	}
	if d := edit(t, sh, time.Millisecond, request(t)); !d.Same || d.Err != nil || !strings.Contains(d.Hint, "--wait") {
		t.Errorf("an editor that returned at once: %+v", d)
	}
}

// TestCrash pins that an editor that fails or is killed loses nothing.
func TestCrash(t *testing.T) {
	for body, want := range map[string]string{"exit 3": "exit status 3", "kill -9 $$": "killed"} {
		r := request(t)
		d := edit(t, "'"+script(t, `echo '{"a":1}' > "$file"; echo x > "$(dirname "$file")/.joiner.swp"; `+body)+"'", time.Minute, r)
		if d.Err == nil || !strings.Contains(d.Err.Error(), want) || string(d.Text) != "{\"a\":1}\n" || d.Same {
			t.Errorf("%s: %+v", body, d)
		}
		if !strings.Contains(d.Hint, filepath.Dir(d.File.Path())) {
			t.Errorf("what the editor kept is not told: %q", d.Hint)
		}
		if count(t, r.Dir) != 1 {
			t.Error("the file is gone before anybody took it over")
		}
	}
}

func TestNothingUsable(t *testing.T) {
	for body, want := range map[string]string{
		`rm "$file"`:                      "the editor removed the file",
		`printf '\377' > "$file"`:         "not UTF-8",
		`printf '%s' 123456789 > "$file"`: "too large: more than 8 bytes",
		`rm "$file"; mkdir "$file"`:       "directory",
		`rm "$file"; exit 1`:              "did not end well",
	} {
		r := request(t)
		r.Max = 8
		d := edit(t, "'"+script(t, body)+"'", time.Minute, r)
		if d.Err == nil || !strings.Contains(d.Err.Error(), want) || d.Text != nil || d.Same {
			t.Errorf("%s: %+v", body, d)
		}
		if gone := strings.Contains(body, "rm \"$file\"") && !strings.Contains(body, "mkdir"); gone == strings.Contains(d.Hint, "it stays in") {
			t.Errorf("%s: hint %q", body, d.Hint)
		}
	}
}

func TestNotStarted(t *testing.T) {
	r := request(t)
	if d := edit(t, "there-is-no-such-editor", 0, r); d.Err == nil || d.File.Path() != "" {
		t.Errorf("%+v", d)
	}
	if _, err := os.Stat(r.Dir); !errors.Is(err, os.ErrNotExist) {
		t.Error("a file was made for nobody")
	}
	blocked := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(blocked, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	r.Dir = blocked
	if d := edit(t, "'"+script(t, "true")+"'", 0, r); d.Err == nil || !strings.Contains(d.Err.Error(), "could not be put into a file") {
		t.Errorf("%+v", d)
	}
	if err := (File{}).Remove(); err != nil {
		t.Error(err)
	}
}

// TestLeftovers is a crash of ours: the file stays, and the next run finds it.
func TestLeftovers(t *testing.T) {
	r := request(t)
	if l, err := Leftovers(r.Dir, "acme", 0); l != nil || err != nil {
		t.Fatalf("%v, %v", l, err)
	}
	sh := "'" + script(t, `echo '{"a":1}' > "$file"`) + "'"
	d := edit(t, sh, time.Minute, r)
	other := r
	other.Owner = "other"
	x := edit(t, sh, time.Minute, other)
	same := edit(t, "'"+script(t, "true")+"'", time.Minute, r)
	swap := edit(t, "'"+script(t, `echo x > "$(dirname "$file")/.swp"; exit 1`)+"'", time.Minute, r)
	if l, err := Leftovers(r.Dir, "acme", 0); len(l) != 0 || err != nil {
		t.Fatalf("what this run has open is found: %+v, %v", l, err)
	}
	for _, d := range []Done{d, x, same, swap} { // the program ends
		if err := d.File.lock.Unlock(); err != nil {
			t.Fatal(err)
		}
	}
	l, err := Leftovers(r.Dir, "acme", 0)
	if err != nil || len(l) != 1 || l[0].ID != "w-1" || string(l[0].Text) != "{\"a\":1}\n" || l[0].Began.IsZero() {
		t.Fatalf("%+v, %v", l, err)
	}
	if again, _ := Leftovers(r.Dir, "acme", 0); len(again) != 0 {
		t.Error("a text is found twice")
	}
	if err := l[0].File.Remove(); err != nil {
		t.Fatal(err)
	}
	if count(t, r.Dir) != 2 { // of the other tenant, and what an editor kept for itself
		t.Errorf("%d entries stay", count(t, r.Dir))
	}
	if l, _ := Leftovers(r.Dir, "other", 3); len(l) != 0 {
		t.Error("a text that is too large is taken")
	}
	if l, _ := Leftovers(r.Dir, "other", 0); len(l) != 1 {
		t.Error("a text that could not be taken is gone")
	}
}

// TestHostileFolder pins that what somebody else put beside the texts leads
// nowhere.
func TestHostileFolder(t *testing.T) {
	dir := t.TempDir()
	for i, note := range []string{`{`, `{"owner":"acme","file":"../../secret"}`, `{"owner":"acme","file":".about.json"}`, `{"owner":"acme","file":""}`} {
		folder := filepath.Join(dir, "edit-"+string(rune('a'+i)))
		if err := os.MkdirAll(folder, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, aboutName), []byte(note), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if l, err := Leftovers(dir, "acme", 0); len(l) != 0 || err != nil {
		t.Errorf("%+v, %v", l, err)
	}
	if count(t, dir) != 4 {
		t.Error("what is none of ours was removed")
	}
}

func TestStem(t *testing.T) {
	for in, want := range map[string]string{"": "text", "../../etc": "etc", "--x--": "x", "日本": "text", strings.Repeat("ab", 40): strings.Repeat("ab", 20), "-rf *": "rf"} {
		if got := stem(in); got != want {
			t.Errorf("stem(%q) = %q", in, got)
		}
	}
}
