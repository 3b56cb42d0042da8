package save

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"iscope/ui/cell"
)

func TestKeys(t *testing.T) {
	play(t, three(), func(s *shell) {
		s.list.Table.SetMark("1", true)
		s.open()
		w := s.window
		for range 5 {
			s.press("up")
		}
		if w.focus != rowWhat {
			t.Fatalf("focus %d", w.focus)
		}
		s.press("right", "space", "left", "tab", "left", "down", "down", "shift+tab", "down")
		if w.scopes[w.scope] != shown || w.chosen().label != "YAML" || w.focus != rowFile {
			t.Errorf("%d, %s, focus %d", w.scope, w.chosen().label, w.focus)
		}
		if got := filepath.Base(w.path.Value()); got != stamped+".yaml" {
			t.Errorf("the name does not follow the format: %s", got)
		}
		s.press("up")
		s.window.Update(tea.PasteMsg{Content: "-pasted"})
		if w.focus != rowFile || !strings.HasSuffix(w.path.Value(), ".yaml-pasted") {
			t.Errorf("pasted: %q", w.path.Value())
		}
		s.window.setPath(filepath.Join(s.dir, "su"))
		if err := os.Mkdir(filepath.Join(s.dir, "sub"), 0o700); err != nil {
			t.Fatal(err)
		}
		s.press("tab")
		if got := w.path.Value(); got != filepath.Join(s.dir, "sub")+string(filepath.Separator) {
			t.Errorf("completed: %q", got)
		}
	})
}

func TestMouse(t *testing.T) {
	play(t, three(), func(s *shell) {
		s.open()
		w := s.window
		text, _ := w.Render(84, 18)
		lines := strings.Split(ansi.Strip(text), "\n")
		at := func(row int, word string) int {
			return cell.Width(lines[row][:strings.Index(lines[row], word)])
		}
		w.Click(at(1, "JSON Lines")+2, 1)
		if w.chosen().label != "JSON Lines" || w.focus != rowFormat {
			t.Errorf("%s", w.chosen().label)
		}
		w.Click(at(0, "this task"), 0)
		if w.scopes[w.scope] != one {
			t.Error("the click does not choose")
		}
		w.Click(1, 2)
		w.Wheel(3)
		if w.focus != rowFile {
			t.Error("the click does not go to the file")
		}
		w.Render(34, 6)
		w.Click(20, 1) // there is room for one: the next
		if w.chosen().label != "YAML" {
			t.Errorf("narrow: %s", w.chosen().label)
		}
	})
}

func TestNames(t *testing.T) {
	csv, lines := formats[0], formats[3]
	for _, c := range [][2]string{
		{rename("a.csv", lines), "a.jsonl"}, {rename("~/x.y/a.JSON", csv), "~/x.y/a.csv"}, {rename("a", csv), "a.csv"}, {rename("a.txt", csv), "a.txt"},
		{rename("", csv), ""}, {rename("dir/", csv), "dir/"}, {rename("~", csv), "~"},
		{another("a.csv"), "a-2.csv"}, {another("a-2.csv"), "a-3.csv"}, {another("a-9.csv"), "a-10.csv"}, {another("a-2026.csv"), "a-2026-2.csv"},
		{another("a-0926.csv"), "a-0926-2.csv"}, {another("a-14.csv"), "a-15.csv"}, {another("a"), "a-2"}, {another("a-1.csv"), "a-1-2.csv"},
		{stem("acme prod/../x"), "acme-prod-..-x"}, {stem("..\x1b"), ""}, {stem("入社"), ""},
		{disagrees("a.yml", formats[4]), ""}, {disagrees("a.txt", csv), ""}, {disagrees("a", csv), ""},
	} {
		if c[0] != c[1] {
			t.Errorf("%q, want %q", c[0], c[1])
		}
	}
}
