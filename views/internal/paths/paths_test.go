package paths

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"iscope/ui/cell"
	"iscope/ui/golden"
)

// folder makes a folder with those files; a name that ends in a slash is a
// folder.
func folder(t *testing.T, names ...string) string {
	t.Helper()
	dir := t.TempDir()
	for _, n := range names {
		var err error
		if strings.HasSuffix(n, "/") {
			err = os.Mkdir(filepath.Join(dir, n), 0o700)
		} else {
			err = os.WriteFile(filepath.Join(dir, n), nil, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return dir + string(filepath.Separator)
}

func TestComplete(t *testing.T) {
	dir := folder(t, "joiner.json", "joiner-2.JSON", "joiner.txt", "leaver.json", "flows/", ".hidden.json", "évil.json", "ev\x1b[2Jil.json")
	if err := os.Symlink(filepath.Join(dir, "nowhere"), filepath.Join(dir, "broken.json")); err != nil {
		t.Fatal(err)
	}
	for typed, c := range map[string]struct {
		text  string
		names []string
	}{
		"":       {"", []string{"flows/", "joiner-2.JSON", "joiner.json", "leaver.json", "évil.json"}},
		"j":      {"joiner", []string{"joiner-2.JSON", "joiner.json"}},
		"l":      {"leaver.json", []string{"leaver.json"}},
		"f":      {"flows/", []string{"flows/"}},
		"flows/": {"flows/", nil},
		".h":     {".hidden.json", []string{".hidden.json"}},
		"x":      {"x", nil},
		"b":      {"b", nil},
		"e":      {"e", nil},
	} {
		got := Complete(dir+typed, ".json")
		if got.Text != dir+c.text || !slices.Equal(got.Names, c.names) || got.Problem != "" {
			t.Errorf("%q: %+v", typed, got)
		}
	}
	if got := Complete(dir + "joiner."); !slices.Equal(got.Names, []string{"joiner.json", "joiner.txt"}) {
		t.Errorf("any file: %+v", got)
	}
	if got := Complete(dir + "nowhere/x"); got.Problem != "no such file or directory" || got.Text != dir+"nowhere/x" {
		t.Errorf("%+v", got)
	}
}

func TestHome(t *testing.T) {
	home := folder(t, "a.json")
	t.Setenv("HOME", home)
	if got := Complete("~"); got.Text != "~/" {
		t.Errorf("%+v", got)
	}
	if got := Complete("~/"); got.Text != "~/a.json" {
		t.Errorf("%+v", got)
	}
	for typed, want := range map[string]string{"~": home, "~/x ": filepath.Join(home, "x"), "/a/../b": "/b"} {
		if got, err := Expand(typed); err != nil || got != filepath.Clean(want) {
			t.Errorf("%q is %q, %v", typed, got, err)
		}
	}
	if _, err := Expand("  "); err == nil {
		t.Error("nothing is a path")
	}
	if got, err := Expand("~x"); err != nil || !strings.HasSuffix(got, "/~x") {
		t.Errorf("%q, %v", got, err)
	}
}

var tab = tea.KeyPressMsg{Code: tea.KeyTab}

// press hands messages and what follows from them to a field.
func press(f *Field, msgs ...tea.Msg) {
	for _, m := range msgs {
		if cmd := f.Update(m); cmd != nil {
			press(f, cmd())
		}
	}
}

func frame(f *Field, w, h int) string {
	text, _ := f.Render(w, h)
	return ansi.Strip(text)
}

func TestField(t *testing.T) {
	dir := folder(t, "joiner.json", "joiner-2.json", "leaver.json")
	f := New(golden.Env(t, "dark"), "workflows#1", "", ".json")
	press(f, tea.PasteMsg{Content: `"` + dir + `"` + "\n"}, tea.KeyPressMsg{Code: 'j', Text: "j"}, tab)
	if f.Value() != dir+"joiner" || !strings.Contains(frame(f, 200, 9), "joiner-2.json  joiner.json") {
		t.Errorf("%q:\n%s", f.Value(), frame(f, 200, 9))
	}
	press(f, tea.KeyPressMsg{Code: '.', Text: "."})
	if strings.Contains(frame(f, 200, 9), "joiner-2.json") {
		t.Errorf("old names stay:\n%s", frame(f, 200, 9))
	}
	press(f, tab)
	if f.Value() != dir+"joiner.json" {
		t.Errorf("%q", f.Value())
	}
	press(f, tea.KeyPressMsg{Code: 'x', Text: "x"}, tab)
	if got := frame(f, 200, 9); !strings.Contains(got, "nothing here begins like that") {
		t.Errorf("%s", got)
	}
	late := f.Update(tab)
	press(f, tea.KeyPressMsg{Code: tea.KeyBackspace}, late())
	if f.Value() != dir+"joiner.json" || strings.Contains(frame(f, 200, 9), "nothing") {
		t.Errorf("an answer that came too late was taken: %q", f.Value())
	}
	if c, ok := late().(Completed); !ok || c.To() != "workflows#1" {
		t.Error("the answer goes elsewhere")
	}
}

func TestManyNames(t *testing.T) {
	var names []string
	for c := 'a'; c <= 'z'; c++ {
		names = append(names, string(c)+"-is-a-workflow.json")
	}
	f := New(golden.Env(t, "dark"), "v", folder(t, names...))
	press(f, tab)
	if got := frame(f, 40, 9); !strings.Contains(got, "… 26 names in all") {
		t.Errorf("%s", got)
	}
	for w := range 50 {
		for h := range 8 {
			text, cursor := f.Render(w, h)
			lines := strings.Split(text, "\n")
			if len(lines) > max(h, 1) || cell.Width(lines[0]) > w || cursor != nil && cursor.X >= w {
				t.Fatalf("%dx%d: %q %v", w, h, text, cursor)
			}
		}
	}
}
