package edit

import (
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
)

// TestPartsTellOfTheirDrafts pins that the question about the part says beside each
// part how old the newest draft of it is, and so for the steps.
func TestPartsTellOfTheirDrafts(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f, now := newTenant(), time.Now()
		s := open(t, f)
		s.Do(s.desk.Edit(f.read(idA), Ask,
			Draft{idA, now.Add(-3 * time.Minute), Definition}, Draft{idA + "#2", now.Add(-time.Hour), Definition},
			Draft{idA + "#3", now.Add(-2 * time.Hour), OneStep("/definition/steps/Order")}))
		lines := strings.Split(ansi.Strip(s.window(80, 24)), "\n")
		for _, want := range []string{"start and all steps, as JSON · draft of 3m ago", "One step", "as JSON · draft of 2h ago"} {
			if !strings.Contains(strings.Join(lines, "\n"), want) {
				t.Errorf("no %q in\n%s", want, strings.Join(lines, "\n"))
			}
		}
		if text := strings.Join(lines, "\n"); strings.Count(text, "draft") != 2 {
			t.Errorf("drafts of other parts:\n%s", text)
		}
		s.Choose("One step")
		if text := ansi.Strip(s.window(80, 24)); strings.Count(text, "· draft of 2h ago") != 1 {
			t.Errorf("the steps are\n%s", text)
		}
	})
}

// TestDraftsOfAStore pins what is told of drafts, the newest first, and that what
// is none of ours is left out.
func TestDraftsOfAStore(t *testing.T) {
	store := newDisk()
	for name, body := range map[string]string{
		idA:        `{"id":"` + idA + `","part":"step","pointer":"/definition/steps/A","saved":"2026-01-01T00:00:00Z"}`,
		idA + "#2": `{"id":"` + idA + `","copy":1,"part":"form","saved":"2026-01-02T00:00:00Z"}`,
		"x":        `{`,
		"y":        `{"copy":99,"id":"y"}`,
	} {
		if err := store.Save(name, []byte(body)); err != nil {
			t.Fatal(err)
		}
	}
	got, err := Drafts(store)
	if err != nil || len(got) != 2 || got[0].Name != idA+"#2" || got[0].part != Form || got[1].Name != idA || got[1].part != OneStep("/definition/steps/A") {
		t.Errorf("%+v, %v", got, err)
	}
	if got, err := Drafts(nil); got == nil || len(got) > 0 || err != nil {
		t.Errorf("of no store: %+v, %v", got, err)
	}
}
