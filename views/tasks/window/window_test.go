package window

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// list is a tenant's list, and what a screen shows of it.
type list struct {
	ids   []string
	shown []string
	w     *Window
	asked []Ask
	born  int
}

func newList(n int) *list {
	l := &list{w: New(20, 50, 200, 8)}
	for range n {
		l.ids = append(l.ids, l.fresh())
	}
	return l
}

func (l *list) fresh() string {
	l.born++
	return fmt.Sprint("t", l.born)
}

func all(ids []string) int { return len(ids) }

// ask asks, and does with the answer what a screen would.
func (l *list) ask(a Ask, rows func([]string) int) {
	for {
		l.asked = append(l.asked, a)
		from := min(a.Offset, len(l.ids))
		to := min(from+a.Limit, len(l.ids))
		ids := slices.Clone(l.ids[from:to])
		s := l.w.Took(a, ids, to < len(l.ids))
		fresh := ids[s.From:s.To]
		switch {
		case s.Anew:
			l.shown = slices.Clone(fresh)
		case s.Fresh:
			rest := slices.DeleteFunc(slices.Clone(l.shown), func(id string) bool { return slices.Contains(ids, id) })
			l.shown = append(slices.Clone(fresh), rest...)
		case s.Up:
			l.shown = append(slices.Clone(fresh), l.shown...)
		default:
			l.shown = append(l.shown, fresh...)
		}
		gone := l.w.Trim(s.Up || s.Fresh, rows)
		l.shown = slices.DeleteFunc(l.shown, func(id string) bool { return gone[id] })
		if s.Again == nil {
			return
		}
		a = *s.Again
	}
}

func (l *list) down() bool {
	a, ok := l.w.Down()
	if ok {
		l.ask(a, all)
	}
	return ok
}

func (l *list) up() bool {
	a, ok := l.w.Up()
	if ok {
		l.ask(a, all)
	}
	return ok
}

// whole says what is wrong with what is shown, "" where it is a piece of the
// list without a gap and without a record twice.
func (l *list) whole() string {
	if len(l.shown) == 0 {
		return ""
	}
	i := slices.Index(l.ids, l.shown[0])
	switch {
	case i < 0:
		return "it begins with " + l.shown[0] + ", which is gone"
	case i+len(l.shown) > len(l.ids) || !slices.Equal(l.ids[i:i+len(l.shown)], l.shown):
		return fmt.Sprintf("%v\nis no piece of\n%v", l.shown, l.ids)
	case l.w.Len() != len(l.shown):
		return fmt.Sprintf("the window has %d records, %d are shown", l.w.Len(), len(l.shown))
	}
	return ""
}

func TestDownAndUpAgain(t *testing.T) {
	l := newList(1_003)
	for l.down() {
		if why := l.whole(); why != "" || len(l.shown) > 250 {
			t.Fatalf("%d shown; %s", len(l.shown), why)
		}
	}
	if l.shown[len(l.shown)-1] != "t1003" || l.w.AtTop() || l.w.More() || l.w.Offset() != slices.Index(l.ids, l.shown[0]) {
		t.Errorf("at the end %s is last; window from %d, more %v", l.shown[len(l.shown)-1], l.w.Offset(), l.w.More())
	}
	if n := len(l.asked); n > 27 {
		t.Errorf("%d pages for a thousand records", n)
	}
	for l.up() {
		if why := l.whole(); why != "" || len(l.shown) > 250 {
			t.Fatalf("%d shown; %s", len(l.shown), why)
		}
	}
	if l.shown[0] != "t1" || !l.w.AtTop() || !l.w.More() {
		t.Errorf("at the top %s is first", l.shown[0])
	}
}

// TestTheListLives pins that records that come in front, any number of them at
// once, leave no gap and nothing twice on the way down and up.
func TestTheListLives(t *testing.T) {
	for _, news := range []int{1, 9, 10, 11, 49, 120} {
		l := newList(800)
		grow := func() {
			var fresh []string
			for range news {
				fresh = append(fresh, l.fresh())
			}
			l.ids = append(fresh, l.ids...)
		}
		for i := 0; l.down() && i < 200; i++ {
			if i%4 == 1 {
				grow()
			}
			if why := l.whole(); why != "" {
				t.Fatalf("%d news, down: %s", news, why)
			}
		}
		if l.shown[len(l.shown)-1] != "t800" {
			t.Errorf("%d news: the end is not reached", news)
		}
		for i := 0; l.up() && i < 200; i++ {
			if i%4 == 1 {
				grow()
			}
			if why := l.whole(); why != "" {
				t.Fatalf("%d news, up: %s", news, why)
			}
		}
		l.ask(l.w.Head(), all)
		if why := l.whole(); why != "" || l.shown[0] != l.ids[0] {
			t.Errorf("%d news: %s is first, want %s; %s", news, l.shown[0], l.ids[0], why)
		}
	}
}

// TestTheListShrinksInFront pins what happens oldest first, where the tenant
// forgets records in front.
func TestTheListShrinksInFront(t *testing.T) {
	l := newList(800)
	for i := range 5 {
		l.down()
		l.ids = l.ids[7*i:]
	}
	l.shown = slices.DeleteFunc(l.shown, func(id string) bool { return !slices.Contains(l.ids, id) })
	for l.down() {
	}
	if i := slices.Index(l.ids, l.shown[0]); !slices.Equal(l.ids[i:], l.shown) {
		t.Errorf("%d shown from %d of %d on", len(l.shown), i, len(l.ids))
	}
	l.ids = append(l.ids, "new")
	l.ask(l.w.Tail(), all)
	if l.shown[len(l.shown)-1] != "new" {
		t.Error("what came at the end is not seen")
	}
}

// TestHead pins a refresh of the beginning.
func TestHead(t *testing.T) {
	l := newList(300)
	l.down()
	l.down()
	l.ids = append([]string{"n1", "n2"}, l.ids...)
	l.ask(l.w.Head(), all)
	if why := l.whole(); why != "" || l.shown[0] != "n1" || len(l.shown) != 62 {
		t.Errorf("%d shown from %s on; %s", len(l.shown), l.shown[0], why)
	}
	l.ids = l.ids[:0]
	for range 600 {
		l.ids = append(l.ids, l.fresh())
	}
	l.ask(l.w.Head(), all)
	if why := l.whole(); why != "" || len(l.shown) != 20 || !l.w.More() {
		t.Errorf("after a gap %d shown; %s", len(l.shown), why)
	}
	for l.down() {
	}
	head := l.w.Head()
	if l.w.AtTop() {
		t.Fatal("the list is too short to leave its top")
	}
	before := slices.Clone(l.shown)
	if l.ask(head, all); !slices.Equal(before, l.shown) {
		t.Error("a late answer about the top moves a window that has left it")
	}
}

func TestEmptyAndGone(t *testing.T) {
	l := newList(0)
	if !l.down() || len(l.shown) != 0 || l.w.More() || !l.w.AtTop() || l.w.Offset() != 0 {
		t.Error("an empty list is not empty")
	}
	l.ids = []string{"a"}
	if l.ask(l.w.Tail(), all); !slices.Equal(l.shown, []string{"a"}) {
		t.Errorf("%v", l.shown)
	}
	l = newList(500)
	for range 8 {
		l.down()
	}
	l.ids = []string{"x", "y"} // everything that is shown is gone
	if l.down(); !slices.Equal(l.shown, []string{"x", "y"}) {
		t.Errorf("%v", l.shown)
	}
	l.w.Reset()
	if l.w.Len() != 0 || l.w.More() {
		t.Error("it is not empty after a reset")
	}
	if _, ok := l.w.Up(); ok {
		t.Error("there is something above nothing")
	}
}

// TestFewRowsInManyPages pins that pages without rows, which a filter here
// leaves, are bounded too.
func TestFewRowsInManyPages(t *testing.T) {
	l := newList(5_000)
	few := func(ids []string) int {
		return len(slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return !strings.HasSuffix(id, "00") }))
	}
	for {
		a, ok := l.w.Down()
		if !ok {
			break
		}
		l.ask(a, few)
		if l.w.Len() > 8*50 {
			t.Fatalf("%d records are kept", l.w.Len())
		}
	}
}

// TestAnyWalk holds that whatever is done, and however the list grows meanwhile,
// what is shown is a piece of it, and no more than can be kept.
func TestAnyWalk(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := newList(rapid.IntRange(0, 600).Draw(t, "length"))
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			switch rapid.IntRange(0, 5).Draw(t, "step") {
			case 0, 1:
				l.down()
			case 2:
				l.up()
			case 3:
				var fresh []string
				for range rapid.IntRange(1, 70).Draw(t, "news") {
					fresh = append(fresh, l.fresh())
				}
				l.ids = append(fresh, l.ids...)
			case 4:
				if l.w.AtTop() {
					l.ask(l.w.Head(), all)
				}
			case 5:
				l.ask(l.w.Tail(), all)
			}
			if why := l.whole(); why != "" {
				t.Fatal(why)
			}
			if len(l.shown) > 270 {
				t.Fatalf("%d are shown", len(l.shown))
			}
		}
	})
}
