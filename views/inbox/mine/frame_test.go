package mine

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"iscope/api"
	"iscope/api/journal"
	"iscope/ui/cell"
	"iscope/ui/golden"
	"iscope/ui/screen"
	"iscope/ui/theme"
)

var sizes = [][2]int{{120, 36}, {80, 24}, {40, 12}}

// golden compares what is on screen at three sizes and in monochrome ASCII.
func (d *desk) golden(name string) {
	d.t.Helper()
	for _, s := range sizes {
		frame, _ := d.host.Render(s[0], s[1])
		golden.Fits(d.t, frame, s[0], s[1])
		golden.Equal(d.t, fmt.Sprintf("%s-%dx%d", name, s[0], s[1]), frame)
	}
	colour := d.env.Styles
	d.env.Styles = theme.New("mono", true, true, "")
	frame, _ := d.host.Render(80, 24)
	golden.Fits(d.t, frame, 80, 24)
	golden.Mono(d.t, name+"-mono", frame)
	d.env.Styles = colour
}

func TestGoldens(t *testing.T) {
	b := lifelike()
	b.bad = 3
	sit(t, b, func(d *desk) {
		d.act("list.down", "list.down", "list.down")
		d.golden("list")
		d.act("list.sort", "app.filter")
		d.Type("access")
		d.golden("filter")
	})
	sit(t, &book{}, func(d *desk) { d.golden("empty") })
	sit(t, &book{err: errors.New("the journal of decisions cannot be read: permission denied; make the state folder readable")}, func(d *desk) { d.golden("unreadable") })
	synctest.Test(t, func(t *testing.T) { stand(t, lifelike()).golden("loading") })
}

// TestGoldenDialogs draws the windows as wide as the shell makes them on a
// screen of 120, 80 and 40 cells.
func TestGoldenDialogs(t *testing.T) {
	sit(t, lifelike(), func(d *desk) {
		for _, s := range sizes {
			d.host.Render(s[0], s[1])
			for _, id := range []string{"9a41-9", "9a41-12"} {
				d.mine.list.Select(id)
				d.act("app.open")
				golden.Equal(t, fmt.Sprintf("detail-%s-%dx%d", id, s[0], s[1]), d.dialog(min(s[0]-6, 100), s[1]-6))
			}
			d.act("inbox.write")
			golden.Equal(t, fmt.Sprintf("write-%dx%d", s[0], s[1]), d.dialog(min(s[0]-6, 64), s[1]-6))
		}
		d.mine.writing.err = errors.New("there is no folder /home/ada/reports: make it first, or name another")
		d.act("inbox.write")
		golden.Equal(t, "write-again-40x12", d.dialog(34, 6))
	})
}

// hostile are texts as no tenant should have them.
var hostile = []string{"", "a", strings.Repeat("long ", 60), strings.Repeat("長", 90), "👩‍👩‍👧‍👦", "é́́́́", "\u2066\u202e", strings.Repeat("x", 500), "\x1b[2J\x9b", "two\nlines"}

func TestFrameFitsEverySize(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		text := func(name string) string { return rapid.SampledFrom(hostile).Draw(rt, name) }
		b := &book{bad: rapid.IntRange(0, 2).Draw(rt, "skipped")}
		for i := range rapid.IntRange(0, 8).Draw(rt, "entries") {
			as := rapid.SampledFrom([]journal.Ending{journal.Open, journal.Done, journal.Refused, journal.Unknown, journal.Ending(hostile[2])}).Draw(rt, "ending")
			e := entry(fmt.Sprint(i), api.Op(text("op")), text("name"), time.Duration(rapid.Int64().Draw(rt, "age")), ended(as, text("words")))
			e.Tenant, e.Target, e.Batch, e.Want = text("tenant"), text("target"), text("batch"), map[string]string{text("key"): text("value")}
			b.entries = append(b.entries, e)
		}
		if rapid.IntRange(0, 3).Draw(rt, "problem") == 0 {
			b.err = errors.New(text("problem text"))
		}
		m := read(t, b)
		h := &host{mine: m, env: m.env}
		if rapid.Bool().Draw(rt, "filter") {
			m.list.SetFilter(rapid.SampledFrom([]string{"long", "長", "zzz"}).Draw(rt, "filter text"))
		}
		for range 3 {
			w, height := rapid.IntRange(1, 200).Draw(rt, "w"), rapid.IntRange(1, 60).Draw(rt, "h")
			frame, _ := h.Render(w, height)
			fits(rt, frame, w, height)
			if cell.Width(m.Hint()) > 60 {
				rt.Fatalf("hint %q", m.Hint())
			}
			if cmd := m.open(); cmd != nil {
				show := cmd().(screen.Show)
				text, _ := show.Dialog.Render(w, height)
				fits(rt, text, w, height)
			}
			m.Act("list.down")
		}
	})
}

func fits(rt *rapid.T, frame string, w, h int) {
	rt.Helper()
	lines := strings.Split(frame, "\n")
	if len(lines) != h {
		rt.Fatalf("%d lines of %d", len(lines), h)
	}
	for _, l := range lines {
		if got := cell.Width(l); got > w {
			rt.Fatalf("%d cells of %d: %q", got, w, l)
		}
	}
}
