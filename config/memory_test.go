package config

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/adrg/xdg"
	"github.com/gofrs/flock"
	"go.uber.org/goleak"
	"pgregory.net/rapid"
)

// state gives the test a state folder of its own and returns the path of the
// memory's file in it.
func state(t *testing.T) string {
	t.Helper()
	home := t.TempDir()
	t.Setenv("XDG_STATE_HOME", home)
	xdg.Reload()
	t.Cleanup(xdg.Reload)
	if _, err := StateDir(); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(home, "iscope", memoryFile)
}

func closed(t *testing.T, m *Memory) {
	t.Helper()
	if err := m.Close(); err != nil {
		t.Error(err)
	}
}

// What is remembered is there at once, and in the next run; each tenant has its
// own; "" forgets.
func TestMemory(t *testing.T) {
	defer goleak.VerifyNone(t)
	path := state(t)
	a, b := OpenMemory("acme"), OpenMemory("other")
	a.Remember("inbox.sort", "age desc")
	a.Remember("inbox.section", "Finance")
	b.Remember("inbox.sort", "name")
	b.Remember("", "no key")
	if a.Recall("inbox.sort") != "age desc" || b.Recall("inbox.section") != "" || b.Recall("") != "" {
		t.Error("the running program does not recall")
	}
	closed(t, a)
	closed(t, b)
	closed(t, b) // twice is once
	a, b = OpenMemory("acme"), OpenMemory("other")
	if a.Recall("inbox.sort") != "age desc" || a.Recall("inbox.section") != "Finance" || b.Recall("inbox.sort") != "name" || b.Recall("inbox.section") != "" {
		t.Errorf("the next run recalls %v and %v", a.values, b.values)
	}
	a.Remember("inbox.section", "")
	closed(t, a)
	if got := OpenMemory("acme"); got.Recall("inbox.section") != "" || got.Recall("inbox.sort") != "age desc" {
		t.Errorf("after forgetting: %v", got.values)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	if left, _ := filepath.Glob(path + ".*"); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	b.Remember("inbox.sort", "name")
	before, _ := os.Stat(path)
	closed(t, b)
	if after, _ := os.Stat(path); !os.SameFile(before, after) {
		t.Error("what was known already is written again")
	}
}

// TestForeignMemory holds that a file that is none of ours is let be until
// there is something to remember, and hides nothing.
func TestForeignMemory(t *testing.T) {
	valid := string(memories{memoryFormat, map[string]map[string]memento{"acme": {"k": {"v", 1}}}}.encode())
	for name, text := range map[string]string{
		"empty": "", "garbage": "\x00\xff{", "torn": valid[:len(valid)/2], "a list": "[]", "null": "null", "another format": strings.Replace(valid, "memory 1", "memory 2", 1),
		"wrong types": `{"format": "` + memoryFormat + `", "tenants": {"acme": {"k": {"value": 1}}}}`, "too long": valid + strings.Repeat(" ", maxMemory), "two": valid + valid,
	} {
		t.Run(name, func(t *testing.T) {
			path := state(t)
			if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
			m := OpenMemory("acme")
			if len(m.values) != 0 {
				t.Errorf("recalls %v", m.values)
			}
			closed(t, m)
			if got, err := os.ReadFile(path); err != nil || string(got) != text {
				t.Error("the file is not as it was")
			}
			m.Remember("new", "value")
			closed(t, m)
			if got := OpenMemory("acme"); len(got.values) != 1 || got.Recall("new") != "value" {
				t.Errorf("then recalls %v", got.values)
			}
			if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
				t.Errorf("%v, %v", info, err)
			}
		})
	}
}

// TestMemoryWithoutAFile holds that the program remembers for as long as it
// runs where nothing can be kept.
func TestMemoryWithoutAFile(t *testing.T) {
	t.Run("no folder", func(t *testing.T) {
		t.Setenv("XDG_STATE_HOME", writeFile(t, "", 0o600))
		xdg.Reload()
		t.Cleanup(xdg.Reload)
		m := OpenMemory("acme")
		m.Remember("k", "v")
		closed(t, m)
		if m.Recall("k") != "v" {
			t.Error("it forgets at once")
		}
	})
	t.Run("no tenant", func(t *testing.T) {
		path := state(t)
		m := OpenMemory("")
		m.Remember("k", "v")
		closed(t, m)
		if _, err := os.Stat(path); err == nil || m.Recall("k") != "v" {
			t.Error("what belongs to nobody is kept")
		}
	})
	t.Run("a folder in its place", func(t *testing.T) {
		path := state(t)
		if err := os.MkdirAll(filepath.Join(path, "x"), 0o700); err != nil {
			t.Fatal(err)
		}
		m := OpenMemory("acme")
		m.Remember("k", "v")
		if err := m.Close(); err == nil || m.Recall("k") != "v" {
			t.Errorf("recalls %q, %v", m.Recall("k"), err)
		}
		if left, _ := filepath.Glob(path + ".*"); len(left) > 0 {
			t.Errorf("left behind: %v", left)
		}
		// What could not be written is written once it can be.
		if err := os.RemoveAll(path); err != nil {
			t.Fatal(err)
		}
		closed(t, m)
		if got := OpenMemory("acme").Recall("k"); got != "v" {
			t.Errorf("then recalls %q", got)
		}
	})
	t.Run("after a death", func(t *testing.T) {
		path := state(t)
		if err := os.WriteFile(path+".new", []byte("half"), 0o644); err != nil {
			t.Fatal(err)
		}
		m := OpenMemory("acme")
		m.Remember("k", "v")
		closed(t, m)
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 || OpenMemory("acme").Recall("k") != "v" {
			t.Errorf("%v, %v", info, err)
		}
	})
}

// TestRememberDoesNotWait holds that Remember returns, and Recall answers,
// while another program holds the file, and that only the last of many values
// is written.
func TestRememberDoesNotWait(t *testing.T) {
	path := state(t)
	lock := flock.New(filepath.Join(filepath.Dir(path), memoryLock))
	if ok, err := lock.TryLock(); err != nil || !ok {
		t.Fatal(ok, err)
	}
	m := OpenMemory("acme")
	for i := range 1000 {
		m.Remember("k", fmt.Sprint(i))
	}
	if _, err := os.Stat(path); err == nil || m.Recall("k") != "999" {
		t.Errorf("recalls %q; the file is written although it is held", m.Recall("k"))
	}
	if err := lock.Unlock(); err != nil {
		t.Fatal(err)
	}
	closed(t, m)
	all := readMemories(path)
	if e := all.Tenants["acme"]["k"]; e.Value != "999" || e.Turn > 2 {
		t.Errorf("the file has %+v", e)
	}
}

// TestProgramsShareTheMemory runs several programs that remember at once. No
// key of any is lost.
func TestProgramsShareTheMemory(t *testing.T) {
	path := state(t)
	const programs, inEach = 4, 10
	t.Setenv(helperMode, "remember")
	var all sync.WaitGroup
	for p := range programs {
		all.Go(func() {
			cmd := exec.Command(os.Args[0], fmt.Sprint(p), fmt.Sprint(inEach))
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("program %d: %v\n%s", p, err, out)
			}
		})
	}
	all.Wait()
	m, other := OpenMemory("acme"), OpenMemory("tenant-1")
	for p := range programs {
		for i := range inEach {
			if key := fmt.Sprintf("p%d.%d", p, i); m.Recall(key) != "v" {
				t.Errorf("%s is lost", key)
			}
		}
	}
	if other.Recall("mine") != "1" {
		t.Error("the key of another tenant is lost")
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
}

// remember is the program that TestProgramsShareTheMemory runs.
func remember(program string, n int) error {
	m, own := OpenMemory("acme"), OpenMemory("tenant-"+program)
	own.Remember("mine", program)
	for i := range n {
		m.Remember(fmt.Sprintf("p%s.%d", program, i), "v")
		if err := patiently(m); err != nil { // so that each is a write of its own
			return err
		}
	}
	return patiently(own)
}

// patiently closes a memory on a machine that has much else to do.
func patiently(m *Memory) error {
	for range 20 {
		if m.Close() == nil {
			return nil
		}
	}
	return m.Close()
}

func TestMemoryIsBounded(t *testing.T) {
	path := state(t)
	m := OpenMemory("acme")
	m.Remember(strings.Repeat("k", maxKey+1), "v")
	m.Remember("long", strings.Repeat("v", maxValue+1))
	if m.Recall("long") != "" || m.Recall(strings.Repeat("k", maxKey+1)) != "" {
		t.Error("what is too long is kept")
	}
	for i := range maxKeys + 50 {
		m.Remember(fmt.Sprintf("k%03d", i), "v")
	}
	closed(t, m)
	if got := len(OpenMemory("acme").values); got != maxKeys {
		t.Errorf("%d keys", got)
	}
	value := strings.Repeat("v", maxValue)
	for tenant := range 40 {
		m := OpenMemory(fmt.Sprintf("t%02d", tenant))
		m.Remember("k", value)
		closed(t, m)
	}
	if info, err := os.Stat(path); err != nil || info.Size() > maxMemory {
		t.Errorf("%v, %v", info.Size(), err)
	}
	if OpenMemory("t39").Recall("k") != value || OpenMemory("t00").Recall("k") != "" {
		t.Error("not the oldest is forgotten")
	}
}

// Whatever a file holds, what is recalled can be put on a screen, and so can
// what is remembered.
func TestMemoryIsClean(t *testing.T) {
	path := state(t)
	hostile := `{"format": "` + memoryFormat + `", "tenants": {"acme": {"a": {"value": "x\u001b[2J\u202ey\u0085\u200b\tz\n", "turn": 9223372036854775807},
		"b\u001b": {"value": "v", "turn": 1}, "c": {"value": "\u0007", "turn": 1}, "d": {"value": "می\u200cخواهم", "turn": -5}}}}`
	if err := os.WriteFile(path, []byte(hostile), 0o600); err != nil {
		t.Fatal(err)
	}
	m := OpenMemory("acme")
	if got := m.Recall("a"); got != "x[2Jy\tz\n" || len(m.values) != 2 || m.Recall("d") != "می\u200cخواهم" {
		t.Errorf("recalls %q of %q", got, m.values)
	}
	m.Remember("e", "\x1b]0;x\a\u2066name\xff")
	if got := m.Recall("e"); got != "]0;xname" {
		t.Errorf("remembers %q", got)
	}
	closed(t, m)
	if again := OpenMemory("acme"); again.Recall("e") != m.Recall("e") || again.Recall("a") != m.Recall("a") {
		t.Error("the next run recalls something else")
	}
	rapid.Check(t, func(t *rapid.T) {
		once := memorable(rapid.String().Draw(t, "s"), maxValue)
		if memorable(once, maxValue) != once || strings.ContainsAny(once, "\x00\x07\x1b\x7f\u0085\u009b\u200b\u202a\u202e\u2066\ufeff\r") {
			t.Fatalf("%q", once)
		}
	})
}

// FuzzMemories holds that no file makes the memory panic, grow without bounds
// or change when it is written and read again.
func FuzzMemories(f *testing.F) {
	f.Add([]byte(""))
	f.Add([]byte(`{"format": "` + memoryFormat + `", "tenants": {"acme": {"a": {"value": "x\u001b", "turn": 1e18}, "": {"value": "y"}}, "": {"b": {"value": "z", "turn": 3}}, "c": null}}`))
	f.Add([]byte(`{"format": "` + memoryFormat + `", "tenants": null}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		empty := func() memories { return memories{memoryFormat, map[string]map[string]memento{}} }
		m := decodeMemories(data, empty())
		m.change("acme", map[string]string{"k": "v", "a": ""})
		text := m.encode()
		if len(text) > maxMemory {
			t.Fatalf("%d bytes", len(text))
		}
		again := decodeMemories(text, empty())
		if again.Tenants["acme"]["k"].Value != "v" || string(again.encode()) != string(text) {
			t.Fatalf("%s\nis read as\n%s", text, again.encode())
		}
	})
}

func TestJournalDir(t *testing.T) {
	path := state(t)
	dir := JournalDir()
	if dir != filepath.Join(filepath.Dir(path), "journal") {
		t.Error(dir)
	}
	if _, err := os.Stat(dir); err == nil {
		t.Error("the folder of the journal is made by who writes it")
	}
}
