package timeline

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"iscope/keymap"
	"iscope/ui/cell"
	"iscope/ui/golden"
	"iscope/ui/screen"
	"iscope/ui/theme"
)

var start = time.Date(2026, 3, 2, 14, 3, 22, 0, time.UTC)

func at(seconds float64) time.Time { return start.Add(time.Duration(seconds * float64(time.Second))) }

// env returns an environment whose clock stands at now.
func env(name string, ascii bool, now time.Time) *screen.Env {
	return &screen.Env{Styles: theme.New(name, true, ascii, ""), Now: func() time.Time { return now }, Zone: time.UTC}
}

// done is a span that went well: scheduled, begun a little later, ended.
func done(from, to float64) Span {
	return Span{Scheduled: at(from), Started: at(from + (to-from)/20), Finished: at(to), State: theme.Good}
}

func instant(t float64) Span {
	return Span{Scheduled: at(t), Started: at(t), Finished: at(t), State: theme.Good}
}

// provision is the run that the product page shows.
func provision() []Row {
	failed := done(6.8, 32.1)
	failed.State = theme.Bad
	return []Row{
		{ID: "run", Label: "Whole run", State: theme.Bad, Frame: true, Spans: []Span{{Scheduled: at(0), Started: at(0.1), Finished: at(32.1), State: theme.Bad}}},
		{ID: "1", Label: "Get Identity", Kind: "sp:get-identity", State: theme.Good, Spans: []Span{done(0.1, 0.5)}},
		{ID: "2", Label: "Is contractor?", Kind: "choice ▸ no", State: theme.Good, Spans: []Span{instant(0.5)}},
		{ID: "3", Label: "Create ticket", Kind: "sp:http", State: theme.Good, Spans: []Span{done(0.6, 6.8)}},
		{ID: "4", Label: "Wait for approval", Kind: "sp:forms", State: theme.Bad, Remark: "timeout", Spans: []Span{failed}},
		{Note: true, Label: "form not answered within 25s", State: theme.Bad},
	}
}

// odd has everything that is not plain: retries, a loop, gaps, missing ends,
// clocks that disagree, an event of its own.
func odd() []Row {
	try := func(from, to float64) Span {
		s := done(from, to)
		s.State, s.Stale = theme.Bad, true
		return s
	}
	return []Row{
		{ID: "run", Label: "Whole run", State: theme.Running, Frame: true, Spans: []Span{{Scheduled: at(0), Started: at(1), Open: true, State: theme.Running}}},
		{ID: "1", Label: "Create ticket", Kind: "sp:http", State: theme.Good, Remark: "2 retries", Spans: []Span{try(1, 3), try(4, 6), done(7, 9)}},
		{Note: true, Label: "retried 2×, last error: 503 Service Unavailable", State: theme.Unknown},
		{ID: "2", Label: "Each account", Kind: "sp:loop:iterator", State: theme.Good, Remark: "3 iterations", Spans: []Span{done(7210, 7212), done(7212, 7215), done(7215, 7216)}},
		{ID: "3", Depth: 1, Label: "iteration 3", State: theme.Good, Spans: []Span{done(7215, 7216)}},
		{ID: "4", Label: "Never ended", Kind: "sp:http", State: theme.Unknown, Remark: "no end recorded", Spans: []Span{{Scheduled: at(7216), Started: at(7217)}}},
		{ID: "5", Label: "Ended before it began", Kind: "sp:http", State: theme.Good, Spans: []Span{{Scheduled: at(7219), Started: at(7220), Finished: at(7218), State: theme.Good}}},
		{ID: "6", Label: "TimerFired", Kind: "unknown event", State: theme.Unknown, Quiet: true, Spans: []Span{instant(7221)}},
		{ID: "7", Label: "Nothing known", State: theme.Unknown},
		{ID: "8", Label: "Wait for approval", Kind: "sp:forms", State: theme.Running, Spans: []Span{{Scheduled: at(7222), Started: at(7223), Open: true, State: theme.Running}}},
		{ID: "9", Label: "Not begun", Kind: "sp:http", State: theme.Queued, Spans: []Span{{Scheduled: at(7225), Open: true, State: theme.Queued}}},
	}
}

// long is a wait of two days between steps of seconds.
func long() []Row {
	wait := Span{Scheduled: at(4), Started: at(4.2), Finished: at(4 + 2*24*3600), State: theme.Good}
	return []Row{
		{ID: "1", Label: "Get Identity", Kind: "sp:get-identity", State: theme.Good, Spans: []Span{done(0, 4)}},
		{ID: "2", Label: "Wait for approval", Kind: "sp:forms", State: theme.Good, Spans: []Span{wait}},
		{ID: "3", Label: "Send email", Kind: "sp:send-email", State: theme.Good, Spans: []Span{done(4+2*24*3600, 9+2*24*3600)}},
	}
}

func TestGoldenFrames(t *testing.T) {
	for _, c := range []struct {
		name  string
		rows  []Row
		w, h  int
		theme string
		ascii bool
		acts  []keymap.Action
	}{
		{name: "provision-110x8", rows: provision(), w: 110, h: 8},
		{name: "provision-78x8", rows: provision(), w: 78, h: 8},
		{name: "provision-40x5", rows: provision(), w: 40, h: 5},
		{name: "provision-ascii-mono-78x8", rows: provision(), w: 78, h: 8, theme: "mono", ascii: true},
		{name: "provision-zoomed-78x8", rows: provision(), w: 78, h: 8, acts: []keymap.Action{"timeline.zoom-in", "timeline.zoom-in", "timeline.right"}},
		{name: "odd-110x13", rows: odd(), w: 110, h: 13},
		{name: "odd-ascii-78x13", rows: odd(), w: 78, h: 13, theme: "mono", ascii: true},
		{name: "odd-followed-60x6", rows: odd(), w: 60, h: 6, acts: []keymap.Action{"timeline.follow"}},
		{name: "long-90x5", rows: long(), w: 90, h: 5},
		{name: "empty-40x3", w: 40, h: 3},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := New(env(c.theme, c.ascii, at(7235)))
			m.SetRows(c.rows)
			for _, a := range c.acts {
				m.Act(a)
			}
			golden.File(t, c.name+".golden", ansi.Strip(m.Render(c.w, c.h))+"\n")
		})
	}
}

func TestCursorKeepsItsRowAndPassesNotes(t *testing.T) {
	m := New(env("", false, at(40)))
	m.SetRows(provision())
	m.Act("timeline.bottom")
	if id := m.Selected().ID; id != "4" {
		t.Fatalf("bottom is row %q, want the row above the note", id)
	}
	m.SetRows(append([]Row{{ID: "new", Label: "New", Spans: []Span{instant(0)}}}, provision()...))
	if id := m.Selected().ID; id != "4" {
		t.Errorf("after new rows the cursor is on %q, want 4", id)
	}
	m.SetRows(provision()[:3])
	if id := m.Selected().ID; id != "2" {
		t.Errorf("after its row went away the cursor is on %q, want the last one", id)
	}
	m.SetRows(nil)
	if m.Selected() != nil {
		t.Error("an empty timeline has no selection")
	}
}

func TestFollowEndsWhenThePersonMoves(t *testing.T) {
	m := New(env("", false, at(40)))
	m.SetRows(provision()[:2])
	m.Follow(true)
	m.SetRows(provision()[:4])
	if id := m.Selected().ID; id != "3" {
		t.Fatalf("following is on %q, want 3", id)
	}
	m.Act("timeline.up")
	m.SetRows(provision())
	if id := m.Selected().ID; id != "2" || m.Following() {
		t.Errorf("after a move the cursor is on %q, following %v", id, m.Following())
	}
	m.Act("timeline.follow")
	if id := m.Selected().ID; id != "4" || !m.Following() {
		t.Errorf("after follow the cursor is on %q, following %v", id, m.Following())
	}
}

func TestSelectBringsTheNoteIntoSight(t *testing.T) {
	m := New(env("", false, at(40)))
	m.SetRows(provision())
	m.Select("4")
	if frame := ansi.Strip(m.Render(80, 4)); !strings.Contains(frame, "form not answered") {
		t.Errorf("the note is out of sight:\n%s", frame)
	}
}

func TestZoomAndPanStayInside(t *testing.T) {
	m := New(env("", false, at(40)))
	m.SetRows(provision())
	m.Render(80, 8)
	r := rand.New(rand.NewPCG(1, 2))
	acts := []keymap.Action{"timeline.zoom-in", "timeline.zoom-out", "timeline.left", "timeline.right", "timeline.fit", "timeline.down", "timeline.up"}
	for range 2000 {
		a := acts[r.IntN(len(acts))]
		m.Act(a)
		from, to := m.window(m.now())
		if total := m.scale.total(m.now()); from < 0 || to > total || from >= to {
			t.Fatalf("after %s the window is %d to %d of %d", a, from, to, total)
		}
	}
	for range 100 {
		m.Act("timeline.zoom-out")
	}
	if !m.fit {
		t.Error("zooming out far enough shows the whole run")
	}
}

func TestRunningBarGrows(t *testing.T) {
	now := at(7235)
	e := env("", false, now)
	e.Now = func() time.Time { return now }
	m := New(e)
	m.SetRows(odd())
	before := m.Render(110, 13)
	now = now.Add(300 * time.Millisecond)
	if m.Render(110, 13) != before {
		t.Error("a frame within the same second is another one")
	}
	now = now.Add(10 * time.Second)
	if m.Render(110, 13) == before {
		t.Error("ten seconds later nothing has grown")
	}
}

// What is inside a row that is folded is told by a sign, a moment that is pointed
// at by another one on the axis.
func TestGoldenFoldsAndMark(t *testing.T) {
	rows := odd()
	rows[3].Fold, rows[1].Fold = Unfolded, Folded
	for _, c := range []struct {
		name  string
		w, h  int
		theme string
		ascii bool
	}{{"folds-120x36", 120, 13, "", false}, {"folds-80x24", 80, 13, "", false}, {"folds-40x12", 40, 10, "", false}, {"folds-mono-80x24", 80, 13, "mono", true}} {
		m := New(env(c.theme, c.ascii, at(7235)))
		m.SetRows(rows)
		m.Point(at(7213))
		golden.File(t, c.name+".golden", ansi.Strip(m.Render(c.w, c.h))+"\n")
	}
}

func TestPointMovesTheWindow(t *testing.T) {
	m := New(env("", false, at(40)))
	m.SetRows(provision())
	m.Render(80, 8)
	marked := func() bool {
		head, _, _ := strings.Cut(ansi.Strip(m.Render(80, 8)), "\n")
		return strings.Contains(head, "▼")
	}
	if marked() {
		t.Fatal("there is a mark before anything was pointed at")
	}
	for range 4 {
		m.Act("timeline.zoom-in")
	}
	m.Point(at(31))
	if !marked() {
		t.Error("the moment that is pointed at is out of sight")
	}
	for range 20 {
		m.Act("timeline.left")
	}
	if marked() {
		t.Error("the mark stays though its moment is out of sight")
	}
	m.Fit()
	if !marked() {
		t.Error("the mark is gone")
	}
	m.Point(time.Time{})
	if marked() {
		t.Error("the mark stays though nothing is pointed at")
	}
}

func TestClick(t *testing.T) {
	m := New(env("", false, at(40)))
	m.SetRows(provision())
	m.Render(80, 8)
	if !m.Click(3) || m.Selected().ID != "2" {
		t.Errorf("a click on the third line selects %q", m.Selected().ID)
	}
	if m.Click(0) || m.Click(7) {
		t.Error("the axis and the empty end are no rows")
	}
}

// many returns a run of n events: rows of one span each, every tenth a loop of
// many spans.
func many(n int) []Row {
	var rows []Row
	t := 0.0
	for i := 0; n > 0; i++ {
		r := Row{ID: fmt.Sprint(i), Label: fmt.Sprintf("Step %d", i), Kind: "sp:http", State: theme.Good}
		spans := 1
		if i%10 == 0 {
			spans = 50
		}
		for range spans {
			r.Spans = append(r.Spans, done(t, t+1.5))
			t += 2
			n -= 3
		}
		rows = append(rows, r)
	}
	return rows
}

func BenchmarkLayout40000Events(b *testing.B) {
	rows := many(40_000)
	m := New(env("", false, at(1e6)))
	for b.Loop() {
		m.SetRows(rows)
	}
}

func BenchmarkFrame40000Events(b *testing.B) {
	m := New(env("", false, at(1e6)))
	m.SetRows(many(40_000))
	m.Act("timeline.zoom-in")
	b.ResetTimer()
	for i := 0; b.Loop(); i++ {
		a := keymap.Action("timeline.left")
		if i%2 == 0 {
			a = "timeline.right"
		}
		m.Act(a) // moves every bar
		m.Render(120, 36)
	}
}

// Clocks may say anything; a frame comes all the same.
func TestTimesBeyondReason(t *testing.T) {
	far := []time.Time{time.Date(1, 1, 2, 0, 0, 0, 0, time.UTC), at(0), at(5), time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC), time.Unix(1<<40, 0)}
	for _, a := range far {
		for _, b := range far {
			m := New(env("", false, at(1000)))
			m.SetRows([]Row{
				{ID: "1", Label: "one", Spans: []Span{{Scheduled: a, Started: b, Finished: a}}},
				{ID: "2", Label: "two", Spans: []Span{{Scheduled: b, Open: true}}},
			})
			for _, act := range []keymap.Action{"timeline.zoom-in", "timeline.right", "timeline.zoom-in", "timeline.left", "timeline.fit"} {
				m.Act(act)
				if n := strings.Count(m.Render(100, 4), "\n"); n != 3 {
					t.Fatalf("%v to %v: %d line breaks", a, b, n)
				}
			}
		}
	}
}

func TestRenderIsExact(t *testing.T) {
	m := New(env("", false, at(7235)))
	m.SetRows(odd())
	for _, size := range [][2]int{{1, 1}, {3, 2}, {10, 3}, {25, 4}, {40, 12}, {500, 200}} {
		lines := strings.Split(m.Render(size[0], size[1]), "\n")
		if len(lines) != size[1] {
			t.Errorf("%v: %d lines", size, len(lines))
		}
		for _, l := range lines {
			if cell.Width(l) > size[0] {
				t.Errorf("%v: a line takes %d cells", size, cell.Width(l))
			}
		}
	}
	if m.Render(0, 5) != "" || m.Render(5, 0) != "" {
		t.Error("no room, no frame")
	}
}

// A step of ten minutes among steps of seconds is folded, and still looks the
// longest by far.
func TestFoldedBarLooksLongest(t *testing.T) {
	m := New(env("", false, at(700)))
	m.SetRows([]Row{
		{ID: "1", Label: "Get Identity", State: theme.Good, Spans: []Span{done(0, 2)}},
		{ID: "2", Label: "Create ticket", State: theme.Good, Spans: []Span{done(2, 602)}},
		{ID: "3", Label: "Send email", State: theme.Good, Spans: []Span{done(602, 605)}},
	})
	frame := strings.Split(ansi.Strip(m.Render(90, 4)), "\n")
	if !strings.Contains(frame[0], "folded") {
		t.Fatalf("nothing is folded:\n%s", strings.Join(frame, "\n"))
	}
	ink := func(line string) int { return strings.Count(line, "█") + strings.Count(line, "≈") }
	if long := ink(frame[2]); long < 2*ink(frame[1]) || long < ink(frame[3]) {
		t.Errorf("ten minutes do not look long:\n%s", strings.Join(frame, "\n"))
	}
}

func TestTitlesOfColumns(t *testing.T) {
	m := New(env("", false, at(40)))
	m.SetRows(provision())
	m.LabelTitle, m.KindTitle, m.TookTitle = "event", "step", "at"
	if head, _, _ := strings.Cut(ansi.Strip(m.Render(110, 8)), "\n"); !strings.Contains(head, "event") || strings.Contains(head, "took") || !strings.HasSuffix(strings.TrimRight(head, " "), " at") {
		t.Errorf("headings %q", head)
	}
}
