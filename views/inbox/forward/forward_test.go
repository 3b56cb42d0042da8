package forward

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"iscope/api"
)

func TestOneOwnerAndAComment(t *testing.T) {
	open(t, Dialog{What: "Access for Ada"}, func(w *window) {
		if w.Title() != "Forward: Access for Ada" || !w.hint("take") || w.hint("template") {
			t.Errorf("title %q, hints %+v", w.Title(), w.Hints())
		}
		w.says("type a name, alias or e-mail address")
		w.find("bob")
		w.says("to        Bob Dylan", "bob@acme.example", "id id-bob", "notify    yes", "comment *")
		if w.hint("one more owner") || w.hint("template") || !w.hint("notify on/off") {
			t.Errorf("hints %+v", w.Hints())
		}
		w.press(tea.KeyEnter)
		w.says("The tenant demands a comment: say why it is forwarded")
		w.write("   ")
		w.silent("demands")
		w.press(tea.KeyEnter)
		w.says("demands")
		if w.done {
			t.Fatal("it closed without a comment")
		}
		w.write("on leave ")
		w.press(tea.KeyEnter)
		w.answered("on leave", true, bob)
	})
}

func TestNotify(t *testing.T) {
	open(t, Dialog{}, func(w *window) {
		w.find("bob")
		w.press(tea.KeyTab)
		w.says("notify    no")
		w.press(tea.KeyTab)
		w.says("notify    yes, the new owner by e-mail")
		w.press(tea.KeyTab)
		w.write("x")
		w.press(tea.KeyEnter)
		w.answered("x", false, bob)
	})
}

// TestTemplates pins that up and down go through the templates, and never over
// what was typed.
func TestTemplates(t *testing.T) {
	open(t, Dialog{Comments: []string{"On leave until Monday", "Moved to another team"}}, func(w *window) {
		w.find("bob")
		if !w.hint("template") {
			t.Errorf("hints %+v", w.Hints())
		}
		w.says("On leave until Monday", "Moved to another team")
		w.press(tea.KeyUp)
		w.says("comment * On leave until Monday")
		w.press(tea.KeyDown)
		w.says("comment * Moved to another team")
		w.press(tea.KeyDown) // the last one stays
		w.says("comment * Moved to another team")
		w.press(tea.KeyUp, tea.KeyUp)
		w.says("comment * On leave until Monday")
		w.write(".") // from here on it is the person's own
		w.press(tea.KeyDown)
		w.says("comment * On leave until Monday.", "A template would replace what you typed; clear it first")
		for range len("On leave until Monday.") {
			w.press(tea.KeyBackspace)
		}
		w.silent("would replace")
		w.press(tea.KeyDown)
		w.says("comment * On leave until Monday")
		w.press(tea.KeyEnter)
		w.answered("On leave until Monday", true, bob)
	})
	open(t, Dialog{}, func(w *window) { // without templates the keys do nothing
		w.find("bob")
		w.write("mine")
		w.press(tea.KeyDown, tea.KeyUp)
		w.says("comment * mine")
		w.silent("template")
	})
}

// TestArrowsMoveInTheComment pins that left and right belong to the text.
func TestArrowsMoveInTheComment(t *testing.T) {
	open(t, Dialog{Comments: []string{"a"}}, func(w *window) {
		w.find("bob")
		w.write("on leav")
		w.press(tea.KeyLeft)
		w.write("X")
		w.press(tea.KeyRight)
		w.write("e")
		w.says("comment * on leaXve")
	})
}

// TestSeveralOwners pins that there are no more of them than items, and that
// one who was chosen is not there twice.
func TestSeveralOwners(t *testing.T) {
	open(t, Dialog{Items: items(2)}, func(w *window) {
		w.find("bo d")
		if !w.hint("one more owner") {
			t.Errorf("hints %+v", w.Hints())
		}
		w.write("left")
		w.more()
		w.says("already   Bo Diddley", "type a name")
		w.silent("comment")
		w.find("bo d") // the same once more
		w.silent("dealt out")
		w.more()
		w.find("bob")
		w.says("Bo Diddley", "id id-bo", "Bob Dylan", "id id-bob", "2 items dealt out in turn", "comment * left")
		if w.hint("one more owner") {
			t.Errorf("hints %+v", w.Hints())
		}
		w.more()
		w.says("There are no more items than owners")
		w.press(tea.KeyEnter)
		w.answered("left", true, bo, bob)
	})
	open(t, Dialog{Items: items(3)}, func(w *window) {
		w.find("bo d")
		w.more()
		w.find("bob")
		w.more()
		if text, _ := w.Render(60, 5); !strings.Contains(ansi.Strip(text), "Bo Diddley and 1 more") {
			t.Errorf("in a low window:\n%s", text)
		}
	})
	open(t, Dialog{}, func(w *window) {
		w.find("bob")
		w.more()
		w.says("There are no more items than owners", "comment *")
	})
}

// TestOneMoreOwnerIsNotWanted pins that esc in the search for one more goes
// back to the comment with those chosen before.
func TestOneMoreOwnerIsNotWanted(t *testing.T) {
	open(t, Dialog{Items: items(3)}, func(w *window) {
		w.find("bo d")
		w.more()
		w.write("bo")
		w.press(tea.KeyEscape)
		w.says("to        Bo Diddley", "comment *")
		w.loop.Advance(time.Second) // a search that was on its way changes nothing
		w.says("to        Bo Diddley", "comment *")
		w.more()
		w.find("bob")
		w.press(tea.KeyEscape) // other owner: the last goes, the first stays
		w.says("already   Bo Diddley")
		w.silent("already   Bob")
		w.find("")
		w.press(tea.KeyEscape)
		w.write("x")
		w.press(tea.KeyEnter)
	})
}

func TestEscape(t *testing.T) {
	open(t, Dialog{}, func(w *window) {
		w.find("bob")
		w.write("x")
		w.press(tea.KeyEscape)
		w.says("Bob Dylan")
		w.silent("comment")
		w.press(tea.KeyEscape)
		if !w.done || len(w.chosen) != 0 {
			t.Errorf("closed %v, answers %+v", w.done, w.chosen)
		}
	})
}

// TestSearch pins that one request is made once typing rests, and that a late
// answer to an earlier one is dropped.
func TestSearch(t *testing.T) {
	open(t, Dialog{Recent: []api.Identity{bo}}, func(w *window) {
		w.tenant.late["bo"] = 5 * time.Second
		w.says("Bo Diddley")
		w.write("bo")
		w.loop.Advance(SearchDelay - time.Millisecond)
		if len(w.tenant.asked) != 0 {
			t.Errorf("asked for %q before typing rested", w.tenant.asked)
		}
		w.loop.Advance(time.Millisecond)
		w.write("b")
		w.loop.Advance(10 * time.Second)
		if !slices.Equal(w.tenant.asked, []string{"bo", "bob"}) {
			t.Errorf("asked for %q", w.tenant.asked)
		}
		w.says("Bob Dylan")
		w.silent("Bo Diddley")
		for range 3 {
			w.press(tea.KeyBackspace)
		}
		w.loop.Advance(time.Second) // nothing typed: those of late
		w.says("Bo Diddley")
		w.silent("Bob Dylan")
	})
}

func TestSearchFindsNobodyOrOnlyWhoLeft(t *testing.T) {
	open(t, Dialog{}, func(w *window) {
		w.find("zz")
		w.says("nobody is called that")
		w.press(tea.KeyBackspace, tea.KeyBackspace)
		w.find("bea")
		w.says("nobody is called that")
		w.silent("comment")
		w.tenant.fails(errors.New("no route"))
		w.write("b")
		w.loop.Advance(SearchDelay)
		w.says("no route")
		w.tenant.fails(nil)
		for range 4 {
			w.press(tea.KeyBackspace)
		}
		w.find("bob")
		w.says("to        Bob Dylan")
		w.silent("no route")
	})
}

// TestRecentIsCheckedBeforeItCounts pins that somebody forwarded to in the past
// must still be there: it is asked, and meanwhile nothing is forwarded.
func TestRecentIsCheckedBeforeItCounts(t *testing.T) {
	old := api.Identity{ID: bob.ID, Name: "Bob Dylan", Alias: "bdylan"}
	open(t, Dialog{Recent: []api.Identity{old}}, func(w *window) {
		w.tenant.late[bob.ID] = 2 * time.Second
		w.press(tea.KeyEnter)
		w.says("to        Bob Dylan")
		w.write("x")
		w.press(tea.KeyEnter)
		w.says("One moment: whether Bob Dylan is still here is not known yet")
		w.more()
		w.says("is still here is not known yet") // nor can another be chosen before
		w.loop.Advance(3 * time.Second)
		w.says("bob@acme.example") // as the tenant has it now
		w.press(tea.KeyEnter)
		w.answered("x", true, bob)
		if !slices.Equal(w.tenant.asked, []string{bob.ID}) {
			t.Errorf("asked for %q", w.tenant.asked)
		}
	})
}

func TestRecentWhoLeft(t *testing.T) {
	for name, who := range map[string]api.Identity{"inactive": {ID: bea.ID, Name: bea.Name, Alias: bea.Alias}, "removed": {ID: "gone", Name: "Gone With Wind"}, "another of that name": {ID: "id-2", Name: "Bob Dylan", Alias: "bdylan"}} {
		t.Run(name, func(t *testing.T) {
			open(t, Dialog{Recent: []api.Identity{who}}, func(w *window) {
				w.press(tea.KeyEnter)
				w.says(who.Name + " is not among the active identities any more; choose somebody else")
				w.silent("comment")
				w.find("bo d") // and it goes on
				w.says("to        Bo Diddley", "comment *")
				w.silent("any more")
			})
		})
	}
}

func TestRecentThatCannotBeChecked(t *testing.T) {
	open(t, Dialog{Recent: []api.Identity{bob}}, func(w *window) {
		w.tenant.fails(errors.New("no route"))
		w.press(tea.KeyEnter)
		w.says("It could not be checked that Bob Dylan is still here: list public identities", "comment *")
		w.write("x")
		w.press(tea.KeyEnter) // asks again
		w.says("It could not be checked that Bob Dylan is still here")
		w.tenant.fails(nil)
		w.press(tea.KeyEnter)
		w.loop.Advance(time.Second)
		w.press(tea.KeyEnter)
		w.answered("x", true, bob)
	})
}

// TestToSomebodyGiven pins that the window can begin at its second step, and
// that the person is checked there too.
func TestToSomebodyGiven(t *testing.T) {
	open(t, Dialog{To: api.Identity{ID: bob.ID, Name: bob.Name}, Items: items(3)}, func(w *window) {
		w.says("to        Bob Dylan", "bob@acme.example", "comment *")
		w.write("again")
		w.press(tea.KeyEnter)
		w.answered("again", true, bob)
	})
	open(t, Dialog{To: api.Identity{ID: bea.ID, Name: bea.Name}}, func(w *window) {
		w.says("Bea Gone is not among the active identities any more")
		w.silent("comment")
	})
	open(t, Dialog{To: api.Identity{ID: bob.ID, Name: bob.Name}}, func(w *window) {
		w.press(tea.KeyEscape)
		w.silent("comment")
		w.find("bo d")
		w.says("to        Bo Diddley")
	})
}

func TestWarnsOfMixedAlphabets(t *testing.T) {
	open(t, Dialog{}, func(w *window) {
		w.find("bо")
		w.says("A name mixes alphabets: make sure by the id that this is the right person", "id id-fake")
	})
}

// TestFitsEveryWindow draws each step at every size a window can have.
func TestFitsEveryWindow(t *testing.T) {
	long := strings.Repeat("A comment that is longer than any window is wide. ", 4)
	open(t, Dialog{Items: items(3), Comments: []string{long, "short"}}, func(w *window) {
		steps := []func(){
			func() {}, func() { w.write("b"); w.loop.Advance(SearchDelay) }, func() { w.press(tea.KeyEnter) }, func() { w.press(tea.KeyEnter) },
			func() { w.press(tea.KeyDown) }, w.more, func() { w.find("bо") }, w.more,
		}
		for i, step := range steps {
			step()
			for width := 34; width <= 100; width++ {
				for height := 4; height <= 30; height++ {
					text, cursor := w.Render(width, height)
					lines := strings.Split(text, "\n")
					if len(lines) > height {
						t.Fatalf("step %d at %dx%d has %d lines:\n%s", i, width, height, len(lines), text)
					}
					for _, l := range lines {
						if got := ansi.StringWidth(l); got > width {
							t.Fatalf("step %d at %dx%d: %d cells in %q", i, width, height, got, l)
						}
					}
					if cursor != nil && (cursor.X >= width || cursor.X < 0 || cursor.Y >= height) {
						t.Fatalf("step %d at %dx%d: the cursor is at %s", i, width, height, fmt.Sprint(cursor.X, cursor.Y))
					}
				}
			}
		}
	})
}
