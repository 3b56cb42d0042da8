package executions

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"iscope/api"
	"iscope/keymap"
	"iscope/ui/cell"
	"iscope/ui/golden"
	"iscope/ui/poll"
	"iscope/ui/theme"
	"iscope/views/internal/viewtest"
)

func TestGoldenBoard(t *testing.T) {
	for _, c := range []struct {
		name  string
		w, h  int
		theme string
		ascii bool
		acts  []keymap.Action
	}{
		{name: "board-120x36", w: 120, h: 32},
		{name: "board-80x24", w: 80, h: 20},
		{name: "board-40x12", w: 40, h: 10},
		{name: "board-mono-80x24", w: 80, h: 20, theme: "mono", ascii: true},
		{name: "board-group-80x24", w: 80, h: 20, acts: []keymap.Action{"list.down", "app.open"}},
		{name: "board-timeline-120x36", w: 120, h: 32, acts: []keymap.Action{"app.pane"}},
		{name: "board-one-80x24", w: 80, h: 20, acts: []keymap.Action{"executions.workflow"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				m, loop := openBoard(t, wreck(t, 10))
				m.env.ReadOnly = true
				m.env.Styles = theme.New(c.theme, true, c.ascii, "")
				m.Render(c.w, c.h)
				for _, a := range c.acts {
					loop.Act(a)
					m.Render(c.w, c.h)
				}
				loop.Advance(time.Second)
				frame := render(m, c.w, c.h)
				for _, l := range strings.Split(frame, "\n") {
					if cell.Width(l) > c.w {
						t.Errorf("%d cells: %q", cell.Width(l), l)
					}
				}
				golden.Equal(t, c.name, frame)
			})
		})
	}
}

func TestGoldenBoardStates(t *testing.T) {
	state := func(name string, f *tenant, do func(m *Model, loop *viewtest.Loop)) {
		synctest.Test(t, func(t *testing.T) {
			m, loop := open(t, f)
			loop.Act("executions.board")
			do(m, loop)
			golden.Equal(t, name, render(m, 80, 20))
		})
	}
	slow := newTenant()
	slow.latency = time.Minute
	state("board-loading-80x24", slow, func(*Model, *viewtest.Loop) {})
	state("board-offline-80x24", slow, func(_ *Model, loop *viewtest.Loop) { loop.Advance(16 * time.Second) })
	none := newTenant()
	none.workflows = []api.Workflow{{ID: "w", Name: "Never fails"}}
	state("board-none-80x24", none, func(_ *Model, loop *viewtest.Loop) { loop.Advance(16 * time.Second) })
	synctest.Test(t, func(t *testing.T) {
		f := wreck(t, 60)
		m, loop := open(t, f)
		f.latency = 3 * time.Second
		loop.Act("executions.board")
		loop.Advance(25 * time.Second)
		golden.Equal(t, "board-reading-80x24", render(m, 80, 20))
		golden.Equal(t, "board-reading-40x12", render(m, 40, 10))
		loop.Act("app.pause")
		golden.Equal(t, "board-paused-80x24", render(m, 80, 20))
		if m.poller.Resting()&poll.Paused == 0 {
			t.Error("it is not paused")
		}
		f.latency = 0
	})
	synctest.Test(t, func(t *testing.T) {
		f := wreck(t, 10)
		f.fail = func(op api.Op, _ string) error {
			if op == api.GetHistory {
				return &api.Error{Kind: api.Forbidden, Op: op, Status: 403, Detail: "sp:workflow-execution:read is missing"}
			}
			return nil
		}
		m, loop := open(t, f)
		loop.Act("executions.board")
		loop.Advance(16 * time.Second)
		golden.Equal(t, "board-forbidden-80x24", render(m, 80, 20))
	})
}
