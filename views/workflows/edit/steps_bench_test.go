package edit

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
)

// run carries a command out and returns its messages.
func run(cmd tea.Cmd) []tea.Msg {
	if cmd == nil {
		return nil
	}
	switch m := cmd().(type) {
	case tea.BatchMsg:
		var out []tea.Msg
		for _, c := range m {
			out = append(out, run(c)...)
		}
		return out
	case nil:
		return nil
	default:
		return []tea.Msg{m}
	}
}

// BenchmarkStages is what keys and answers of each stage cost the loop with a
// workflow of 1,000 steps. Keys have to be answered within 100 ms; what takes longer is in
// commands, which are measured beside it.
func BenchmarkStages(b *testing.B) {
	for _, every := range []bool{false, true} {
		changed := func(s *rig) {
			d := s.desk
			d.start()
			text := string(d.job.what.text(d.job.base.doc))
			if every {
				text = strings.ReplaceAll(text, "example.test/", "example.test/v2/")
			} else {
				text = strings.Replace(text, "example.test/500", "example.test/v2", 1)
			}
			d.typed(text)
			d.job.checked, d.job.old = 0, nil
		}
		var came []tea.Msg
		for _, c := range []struct {
			name string
			set  func(s *rig)
			do   func(s *rig)
		}{
			{"open", func(*rig) {}, func(s *rig) { s.desk.start() }},
			{"type", changed, func(s *rig) { s.desk.panel.Update(char('x')); s.desk.panel.Render(110, 30) }},
			{"save", changed, func(s *rig) { s.desk.save() }},
			{"proceed", changed, func(s *rig) { s.desk.proceed() }},
			{"command of that", changed, func(s *rig) { s.desk.job.force = true; came = run(s.desk.review()) }},
			{"its answer and the frame", func(s *rig) { changed(s); s.desk.job.force = true; came = run(s.desk.review()) }, func(s *rig) {
				for _, m := range came {
					s.desk.Handle(m)
				}
				s.desk.panel.Render(110, 30)
				s.desk.panel.Hints()
				if s.desk.job.stage != reviewing {
					b.Fatal("it is not reviewed")
				}
			}},
			{"command of the other's", changed, func(s *rig) { came = run(s.desk.rival()) }},
			{"its answer", func(s *rig) { changed(s); came = run(s.desk.rival()) }, func(s *rig) {
				for _, m := range came {
					s.desk.Handle(m)
				}
				s.desk.panel.Render(110, 30)
			}},
		} {
			b.Run(fmt.Sprintf("%s/all %v", c.name, every), func(b *testing.B) {
				f := newTenant()
				f.rows[idA] = newTenant(large(1000)).rows[idA]
				s := benched(b, f)
				var took time.Duration
				for range b.N {
					c.set(s)
					from := time.Now()
					c.do(s)
					took += time.Since(from)
				}
				b.ReportMetric(float64(took)/float64(time.Millisecond)/float64(b.N), "ms")
			})
		}
	}
}
