package session

import (
	"testing"
	"time"

	"iscope/api"
	"iscope/ui/cell"
	"iscope/ui/theme"
	"iscope/views/internal/frames"
)

// TestFrames keeps what a person sees: lists, details, the editor and what it
// says, in the sizes of terminals that are promised.
func TestFrames(t *testing.T) {
	inBubble(t, nil, func(r *rig) {
		sizes(r, "list")
		r.press("enter")
		sizes(r, "detail")
		r.press("]")
		r.golden("json", 80, 24)
		r.press("esc", "e")
		sizes(r, "editor")
		r.m.editor.form.Focus(keyProfiles)
		r.Type("p 1")
		r.set(attrKey+"site", "Bergen")
		r.set(attrKey+"contract_end", "30/06/2026")
		r.press("ctrl+s")
		sizes(r, "complaints")
	})
}

func sizes(r *rig, name string) {
	r.t.Helper()
	for _, s := range [][2]int{{120, 36}, {80, 24}, {40, 12}} {
		r.golden(name, s[0], s[1])
	}
}

func TestMonochromeFrames(t *testing.T) {
	inBubble(t, nil, func(r *rig) {
		r.env.Styles = theme.New("mono", true, true, "")
		r.env.Epoch++
		r.golden("list-ascii", 80, 24)
		r.press("e")
		r.set(attrKey+"site", "Bergen")
		r.golden("editor-ascii", 80, 24)
	})
}

func TestEmptyFrames(t *testing.T) {
	inBubble(t, func(m *Model, _ *fake) { m.cmds.NERM = nil }, func(r *rig) { sizes(r, "unconfigured") })
	inBubble(t, func(_ *Model, f *fake) {
		f.onList = func() error {
			return &api.Error{Kind: api.Forbidden, Op: api.ListSessions, Status: 403, Detail: "You are not authorized to perform that action."}
		}
	}, func(r *rig) { sizes(r, "forbidden") })
}

func TestReviewFrame(t *testing.T) {
	inBubble(t, nil, func(r *rig) {
		r.editTwo()
		r.set(keyStatus, "closed")
		r.press("ctrl+r")
		frame, _ := r.Dialog().Render(64, 30)
		for _, l := range splitLines(frame) {
			if cell.Width(l) > 64 {
				t.Errorf("%q is too wide", l)
			}
		}
		frames.Equal(t, "review", frame)
	})
}

// TestAnySize holds that no size of terminal breaks a frame, in every state.
func TestAnySize(t *testing.T) {
	inBubble(t, nil, func(r *rig) {
		all := func() {
			t.Helper()
			for _, w := range []int{1, 2, 3, 7, 20, 39, 40, 79, 109, 110, 111, 500} {
				for _, h := range []int{1, 2, 3, 5, 11, 60} {
					r.frame(w, h)
				}
			}
			if frame, _ := r.m.Render(0, 5); frame != "" {
				t.Error("a frame of no width has something in it")
			}
		}
		all()
		r.press("enter")
		all()
		r.press("e")
		all()
		r.editor().problem, r.editor().remedy = "something went wrong in many words", "and this is what to do about it"
		all()
		r.press("esc", "esc", "i")
		r.say("nowhere")
		all()
		r.Advance(time.Second)
	})
}

func (r *rig) editor() *editor { return r.m.editor }
