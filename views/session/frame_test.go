package session

import (
	"fmt"
	"testing"
	"time"

	"iscope/api"
	"iscope/ui/cell"
	"iscope/ui/golden"
	"iscope/ui/theme"
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
		r.set(keyProfiles, "p 1")
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
		golden.Equal(t, "review", frame)
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

// window keeps the window on top as the shell draws it in the promised sizes: it
// leaves six cells and lines.
func (r *rig) window(name string) {
	r.t.Helper()
	for _, s := range [][2]int{{120, 36}, {80, 24}, {40, 12}} {
		w, h := min(76, s[0]-6), s[1]-6
		frame, cursor := r.Dialog().Render(w, h)
		lines := splitLines(frame)
		if len(lines) > h || cursor != nil && (cursor.X >= w || cursor.Y >= h) {
			r.t.Errorf("%s: %d lines of %d, cursor %v", name, len(lines), h, cursor)
		}
		for _, l := range lines {
			if cell.Width(l) > w {
				r.t.Errorf("%s: %q is too wide", name, l)
			}
		}
		golden.Equal(r.t, fmt.Sprintf("%s-%dx%d", name, s[0], s[1]), stripped(frame))
	}
}

// TestFramesOfNewThings keeps what a person sees of filters, searches, new
// sessions and one that is followed.
func TestFramesOfNewThings(t *testing.T) {
	set := func(m *Model, f *fake) {
		m.Aliases = map[string]string{"wf-review": "Quarterly review of all workers of a vendor, by their sponsors"}
		f.actions = map[string]string{"wf-contractor": "Registers a contractor and asks the sponsor for approval."}
	}
	inBubble(t, set, func(r *rig) {
		r.press("f")
		r.window("filter")
		r.take("Status")
		r.types("pend")
		r.window("filter-status")
		r.types("ing approval")
		r.answer("enter")
		sizes(r, "filtered")
		r.press("f")
		r.take("Uid")
		r.say("nobody")
		sizes(r, "nothing-found")
		r.press("esc", "j", "F")
		r.Advance(4 * time.Second)
		r.nerm.alter(idB, "status", "approved")
		r.Advance(4 * time.Second)
		sizes(r, "following")
		r.env.Styles = theme.New("mono", true, true, "")
		r.env.Epoch++
		r.golden("following-ascii", 80, 24)
	})
	inBubble(t, set, func(r *rig) {
		r.press("n")
		sizes(r, "new")
		r.press("ctrl+s")
		sizes(r, "new-complaints")
		r.m.editor.form.Focus(keyRequester)
		r.press("enter")
		r.window("search-people")
		r.types("ada")
		r.Advance(time.Second)
		r.window("search-found")
		r.answer("enter")
		r.m.addAttribute("employer", "Müller, GmbH")
		r.press("enter")
		r.window("search-several")
		r.take("Done")
		r.set(keyWorkflow, "wf-review")
		r.press("ctrl+r")
		frame, _ := r.Dialog().Render(64, 30)
		golden.Equal(t, "review-new", frame)
	})
	inBubble(t, set, func(r *rig) {
		r.press("d")
		sizes(r, "duplicate")
		r.press("esc", "R")
		frame, _ := r.Dialog().Render(64, 30)
		golden.Equal(t, "run", frame)
	})
}

// TestNewStatesAtAnySize holds that no size of terminal breaks them.
func TestNewStatesAtAnySize(t *testing.T) {
	inBubble(t, nil, func(r *rig) {
		all := func() {
			t.Helper()
			for _, w := range []int{1, 2, 3, 7, 20, 39, 40, 79, 110, 500} {
				for _, h := range []int{1, 2, 3, 5, 11, 60} {
					r.frame(w, h)
					if d := r.Dialog(); d != nil {
						d.Render(w, h)
					}
				}
			}
		}
		r.press("j", "F")
		all()
		r.press("f")
		all()
		r.take("Uid")
		r.say("nobody")
		all()
		r.press("esc", "n")
		all()
		r.m.editor.form.Focus(keyProfiles)
		r.press("enter")
		all()
	})
}
