package edit

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"iscope/api"
	"iscope/api/journal"
	"iscope/ui/extern"
)

// strict makes a tenant refuse to change what is enabled, but for switching it.
func strict(f *tenant) {
	f.rows[idA]["enabled"] = true
	was := f.fail
	f.fail = func(op api.Op, id string) error {
		f.mu.Lock()
		defer f.mu.Unlock()
		if on, _ := f.rows[idA]["enabled"].(bool); on && (op == api.PatchWorkflow || op == api.ReplaceWorkflow) && !f.switching {
			return invalid(op, "Workflow must be disabled in order to be edited.")
		}
		if was != nil {
			return was(op, id)
		}
		return nil
	}
}

// TestDisableApplyEnable is the way around a tenant that refuses to change what is
// enabled: three steps, each agreed to, each in the journal.
func TestDisableApplyEnable(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := newTenant()
		strict(f)
		s := open(t, f)
		s.edit(OneStep("/definition/steps/Order"))
		s.replace(`example.test/orders`, `example.test/v2`)
		s.Press(next, next)
		s.Agree("Change the workflow?")
		s.Advance(time.Second)
		s.shows("Workflow must be disabled in order to be edited", "disables it first, changes it, and asks to enable it again", "1 disable")
		s.Press(next)
		s.Agree("Step 1 of 3: disable the workflow?")
		s.Advance(time.Second)
		s.shows("2 change", "PATCH")
		if ok, why := s.desk.CanLeave(); ok || !strings.Contains(why, "was disabled to be changed and would stay so") {
			t.Errorf("%v %q", ok, why)
		}
		all, _ := s.j.Entries()
		i := slices.IndexFunc(all, func(e journal.Entry) bool { return strings.Contains(e.Name, "to be enabled again") })
		if i < 0 || all[i].Ending != journal.Open || all[i].Left() {
			t.Errorf("what is owed does not stand open: %+v", all)
		}
		s.Press(next)
		s.Agree("Step 2 of 3: change the workflow?")
		s.Advance(time.Second)
		s.Agree("Step 3 of 3: enable the workflow again?")
		s.Advance(time.Second)
		w := f.read(idA)
		if !w.Enabled || !strings.Contains(string(w.Raw.JSON()), "example.test/v2") || s.desk.Pending() || s.Top() != nil {
			t.Errorf("enabled %v, pending %v\n%s", w.Enabled, s.desk.Pending(), s.frame(100, 30))
		}
		if got, want := s.ends(), []string{"patch workflow refused", "patch workflow done", "patch workflow done", "patch workflow done"}; !slices.Equal(got, want) {
			t.Errorf("journal %q", got)
		}
	})
}

// TestLeftDisabled pins that nobody leaves it disabled without saying so.
func TestLeftDisabled(t *testing.T) {
	for name, c := range map[string]struct {
		choose string
		head   string
		on     bool
	}{
		"enabled again": {"Enable it again", "Step 3 of 3: enable the workflow again?", true},
		"left disabled": {"Leave it disabled", "Leave it disabled?", false},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				f := newTenant()
				strict(f)
				s := open(t, f)
				s.edit(Whole)
				s.replace(`Orders a laptop`, `Orders one laptop`)
				s.Press(next, next)
				s.Agree("Change the workflow?")
				s.Press(next)
				s.Agree("Step 1 of 3: disable the workflow?")
				s.Advance(time.Second)
				s.Press(esc, esc)
				s.Choose("Go back")
				s.Press(esc)
				s.Choose(c.choose)
				s.Agree(c.head)
				s.Advance(time.Second)
				if w := f.read(idA); w.Enabled != c.on {
					t.Errorf("enabled %v", w.Enabled)
				}
				if c.on {
					s.Press(esc)
					s.Advance(time.Second)
				}
				if s.desk.Pending() || !strings.Contains(s.disk.all(), "Orders one laptop") {
					t.Errorf("pending %v, drafts %q", s.desk.Pending(), s.disk.all())
				}
				if last := s.ends()[2]; last != "patch workflow "+map[bool]string{true: "done", false: "taken back"}[c.on] {
					t.Errorf("journal %q", s.ends())
				}
			})
		})
	}
}

// TestSomebodyDisabledItFirst pins that a switch that meets another change stops,
// and sets both against each other.
func TestSomebodyElseDuringTheSteps(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := newTenant()
		strict(f)
		s := open(t, f)
		s.edit(Whole)
		s.replace(`Orders a laptop`, `Orders one laptop`)
		s.Press(next, next)
		s.Agree("Change the workflow?")
		s.Press(next)
		s.between(func(row map[string]any) { row["name"] = "Theirs" })
		s.Agree("Step 1 of 3: disable the workflow?")
		s.Advance(time.Second)
		s.shows("It was changed meanwhile by Grace")
		if w := f.read(idA); !w.Enabled || w.Name != "Theirs" {
			t.Errorf("%+v", w)
		}
	})
}

// TestFileStays pins that the file of an editor stays until the draft has its
// text, and goes then.
func TestFileStays(t *testing.T) {
	dir := t.TempDir()
	folder := filepath.Join(dir, "edit-1")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{".about.json": `{"owner":"acme","id":"x","file":"a.json"}`, "a.json": "{}"} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	l, err := extern.Leftovers(dir, "acme", 0)
	if err != nil || len(l) != 1 {
		t.Fatalf("%v, %v", l, err)
	}
	bubble(t, func(t *testing.T) {
		s := open(t, newTenant())
		s.edit(Whole)
		s.disk.fail = os.ErrPermission
		s.edits = func(extern.Request) extern.Done {
			return extern.Done{Text: []byte(`{"name":"By hand"}`), File: l[0].File}
		}
		s.Press(ctrl('o'))
		s.Advance(time.Second)
		if _, err := os.Stat(folder); err != nil {
			t.Fatal("the file is gone, and no draft has the text")
		}
		s.disk.fail = nil
		s.replace("By hand", "By hand 2")
		s.Advance(time.Second)
		if _, err := os.Stat(folder); err == nil || !strings.Contains(s.disk.all(), "By hand 2") {
			t.Error("the file stays")
		}
	})
}
