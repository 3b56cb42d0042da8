package outbox

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"iscope/api"
	"iscope/ui/theme"
	"iscope/views/inbox/book"
)

// number finds what a head counts, in each of its forms.
var number = map[int]*regexp.Regexp{
	inWords: regexp.MustCompile(`([0-9,]+) (?:done|decided|taken|failed|nobody|tried|to go)`),
	inShort: regexp.MustCompile(`([0-9,]+) (?:done|by others|back|failed|unknown|aside|to go)`),
	inSigns: regexp.MustCompile(`[✓▲⊘✗?·○]([0-9,]+)`),
}

// TestNumbersAddUp plays random histories of a run and holds, after each step
// and in each form of the head, that the numbers add up to the size of the run
// and that its bar is full just when nothing is to go.
func TestNumbersAddUp(t *testing.T) {
	for seed := range uint64(60) {
		rnd := rand.New(rand.NewPCG(seed, 1))
		d := newDesk(t, "dark")
		size := 1 + rnd.IntN(12)
		names := items(size)
		batch := d.decide(api.BulkApprove, window, names...)
		d.open(batch)
		if rnd.IntN(2) == 0 {
			d.send(batch)
		}
		for range 40 {
			d.random(rnd, batch, names[rnd.IntN(size)])
			d.frame()
			for form, find := range number {
				sum, text := 0, ansi.Strip(d.p.numbers(form))
				for _, m := range find.FindAllStringSubmatch(text, -1) {
					n, err := strconv.Atoi(strings.ReplaceAll(m[1], ",", ""))
					if err != nil {
						t.Fatal(err)
					}
					sum += n
				}
				if sum != size {
					t.Fatalf("seed %d: the numbers of %q add up to %d", seed, text, sum)
				}
			}
			drawn := ansi.Strip(bar(d.env.Styles, d.Run(batch), 40))
			if full := !strings.Contains(drawn, "░"); full != (d.Run(batch).Open() == 0) || full != strings.HasSuffix(drawn, "100%") {
				t.Fatalf("seed %d: %s with %d to go", seed, drawn, d.Run(batch).Open())
			}
		}
	}
}

// random does something that may happen to a decision.
func (d *desk) random(rnd *rand.Rand, batch int, name string) {
	x := d.b.About(name)
	if x == nil {
		return
	}
	switch x.Stage {
	case book.Held, book.Due:
		switch rnd.IntN(8) {
		case 0:
			d.step(book.Withdrawn{Keys: []book.Key{x.Key}})
		case 1:
			d.send(batch)
		}
	case book.Checking:
		if rnd.IntN(4) == 0 {
			d.overtake(name)
		} else {
			d.check(name)
		}
	case book.Sending:
		d.step([]book.Event{
			book.Answered{Ref: x.Ref(), Item: item(d.t, name, "Finished")},
			book.Answered{Ref: x.Ref(), Err: &api.Error{Kind: api.Invalid, Detail: "no"}},
			book.Answered{Ref: x.Ref(), Err: &api.Error{Kind: api.Offline, Detail: "reset"}},
			book.Answered{Ref: x.Ref(), Err: &api.Error{Kind: api.Throttled, Detail: "later"}},
		}[rnd.IntN(4)])
	case book.Resting:
		d.step(book.Rested{Ref: x.Ref()})
	case book.Reading:
		d.step([]book.Event{
			book.ReadBack{Ref: x.Ref(), Item: item(d.t, name, "Finished")},
			book.ReadBack{Ref: x.Ref(), Item: item(d.t, name, "Pending")},
			book.ReadBack{Ref: x.Ref(), Err: &api.Error{Kind: api.Offline, Detail: "reset"}},
		}[rnd.IntN(3)])
	default:
		switch rnd.IntN(6) {
		case 0:
			d.b.Forget(x.Key)
		case 1:
			d.decide(api.BulkApprove, window, name) // in another batch
		}
	}
}

func TestHeadGivesWay(t *testing.T) {
	d := newDesk(t, "dark")
	d.open(d.decide(api.BulkApprove, 0, items(1200)...))
	for range 31 {
		d.done(d.b.Entries[0].Item)
	}
	d.overtake(d.b.Entries[0].Item)
	d.refuse(d.b.Entries[0].Item, "no")
	d.frame()
	for _, c := range []struct {
		w    int
		want string
	}{
		{110, "approve 1,200 items: 31 done, 1 decided by others, 1 failed, 1,167 to go"},
		{60, "approve 1,200: 31 done, 1 by others, 1 failed, 1,167 to go"},
		{34, "1,200: ✓31 ▲1 ✗1 ○1,167"},
		{8, "1,200: …"},
	} {
		if got := ansi.Strip(d.p.head(c.w)); got != c.want {
			t.Errorf("in %d cells:\n%s\nwant\n%s", c.w, got, c.want)
		}
	}
}

func TestHeadOfTheOutbox(t *testing.T) {
	d := newDesk(t, "dark")
	d.decide(api.BulkApprove, 0, "a", "b")
	d.refuse("a", "no")
	d.doubt("b")
	d.decide(api.BulkApprove, 0, "c", "d")
	d.done("c")
	d.decide(api.BulkReject, window, "e", "f")
	d.open(0)
	d.says("2 held (5s), 1 on its way, 1 failed, 1 nobody knows, 1 ended\n")
	d.decide(api.BulkApprove, 0, "g")
	d.says("2 held (5s), 2 on their way, 1 failed")
	d.at([2]int{34, 6})
	d.says("◌2 (5s) ●2 ✗1 ?1 ·1\n")
}

// TestBarIsHonest pins that cells are rounded down and that each way to end
// has its own colour.
func TestBarIsHonest(t *testing.T) {
	st := theme.New("dark", true, false, "")
	for _, c := range []struct {
		run  book.Run
		w    int
		want string
	}{
		{book.Run{Size: 10}, 15, "░░░░░░░░░░   0%"},
		{book.Run{Size: 10, Done: 5, News: 1, Taken: 1, Halted: 1}, 15, "████████░░  80%"},
		{book.Run{Size: 1000, Done: 999}, 15, "█████████░  99%"},
		{book.Run{Size: 1000, Done: 990, Halted: 10}, 15, "██████████ 100%"},
		{book.Run{Size: 3, Done: 1}, 6, "░  33%"},
		{book.Run{Size: 3, Done: 1}, 5, ""},
		{book.Run{}, 40, ""},
		{book.Run{Size: 2, Done: 1}, 200, strings.Repeat("█", barMost/2) + strings.Repeat("░", barMost/2) + "  50%"},
	} {
		if got := ansi.Strip(bar(st, c.run, c.w)); got != c.want {
			t.Errorf("%+v in %d: %q, want %q", c.run, c.w, got, c.want)
		}
	}
	drawn := bar(st, book.Run{Size: 4, Done: 2, Taken: 1, Halted: 1}, 9)
	if want := st.Good.Render("██") + st.Muted.Render("█") + st.Bad.Render("█"); !strings.HasPrefix(drawn, want) {
		t.Errorf("%q does not begin with %q", drawn, want)
	}
	if got := ansi.Strip(bar(theme.New("mono", true, true, ""), book.Run{Size: 2, Done: 1}, 9)); got != "##..  50%" {
		t.Errorf("in ASCII: %q", got)
	}
}

// TestWindowWithoutRuns pins that a batch that the book does not know shows
// what an empty outbox does.
func TestWindowWithoutRuns(t *testing.T) {
	d := newDesk(t, "dark")
	d.open(7)
	d.says("Progress", "Nothing is on its way.", "Decisions you take appear here until they are confirmed.", "esc close")
	d.silent("0 items", "enter")
	d.press("j", "u", "c", "U", "R", "space", "enter", "tab", "y")
	if d.closed || fmt.Sprint(d.withdrawn, d.retried, d.hurried) != "[] [] 0" {
		t.Error("keys did something to nothing")
	}
}
