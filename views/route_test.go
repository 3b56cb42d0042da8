package views

import (
	"encoding/base64"
	"errors"
	"fmt"
	"image/color"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/keymap"
	"iscope/ui/poll"
	"iscope/ui/screen"
	"iscope/ui/theme"
)

// The four ways of a message: input, addressed, broadcast, intent.

func TestInputGoesToTheViewOnScreen(t *testing.T) {
	onStage(t, nil, func(st *stage) {
		st.press("a", "j", "space")
		want := []keymap.Action{"inbox.approve", "list.down", "list.mark"}
		if !slices.Equal(st.inbox().acts, want) {
			t.Errorf("the inbox did %v, want %v", st.inbox().acts, want)
		}
		for _, v := range st.views {
			if v != st.inbox() && len(v.acts)+len(v.got) > 0 {
				t.Errorf("%s got %v %v", v.id, v.acts, v.got)
			}
		}
	})
}

func TestAddressedGoesToItsViewAlone(t *testing.T) {
	onStage(t, nil, func(st *stage) {
		tick := poll.Tick{View: "tasks#1", Gen: 3}
		st.send(tick)
		for _, v := range st.views {
			want := 0
			if v.id == "tasks#1" {
				want = 1
			}
			if len(v.got) != want {
				t.Errorf("%s got %v", v.id, v.got)
			}
		}
	})
}

// strayRead and strayWrite are addressed to a view that is gone.
func strayRead() tea.Msg {
	return api.Result[api.WorkItem]{Ticket: api.Ticket{View: "inbox#0", Op: api.GetWorkItem}}
}

func strayWrite(err *api.Error) tea.Msg {
	return api.Result[api.WorkItem]{Ticket: api.Ticket{View: "inbox#0", Op: api.BulkApprove}, Err: err}
}

func TestAnswersForAViewThatIsGone(t *testing.T) {
	onStage(t, nil, func(st *stage) {
		st.send(strayRead())
		st.send(poll.Tick{View: "inbox#0"})
		if st.lost != 2 || st.toasts.Len() != 0 {
			t.Fatalf("%d counted, %d toasts; a read is dropped in silence", st.lost, st.toasts.Len())
		}
		st.send(strayWrite(nil))
		st.says("A change was made by a view that is closed by now.")
		st.send(strayWrite(&api.Error{Kind: api.Server, Op: api.BulkApprove, Detail: "bad gateway", Status: 502}))
		st.says("approve work item: bad gateway (HTTP 502)")
		if st.lost != 4 {
			t.Errorf("%d counted", st.lost)
		}
		for _, v := range st.views {
			if len(v.got) > 0 {
				t.Errorf("%s got %v", v.id, v.got)
			}
		}
		st.wait(10 * time.Second)
		st.says("bad gateway")
		st.press("j")
		st.silent("bad gateway")
	})
}

func TestBroadcastsGoToEveryView(t *testing.T) {
	for _, msg := range []tea.Msg{tea.FocusMsg{}, tea.BlurMsg{}, api.Mutated{Op: api.BulkApprove, IDs: []string{"a"}}} {
		onStage(t, nil, func(st *stage) {
			st.send(msg)
			for _, v := range st.views {
				if len(v.got) != 1 {
					t.Errorf("%T: %s got %v", msg, v.id, v.got)
				}
			}
		})
	}
}

func TestIntentsGoToNoView(t *testing.T) {
	onStage(t, nil, func(st *stage) {
		st.send(screen.Toast{Tone: screen.Good, Text: "Approved: laptop"})
		st.says("Approved: laptop")
		st.send(screen.Copy{Text: "42", What: "id"})
		st.says("Copied the id to the clipboard")
		st.send(screen.Goto{View: keymap.Tasks, Value: "t1"})
		if st.view() != View(st.views[3]) || !slices.Equal(st.views[3].opened, []any{"t1"}) {
			t.Errorf("on screen is %s, which was asked to open %v", st.view().ID(), st.views[3].opened)
		}
		st.send(screen.Goto{View: "nowhere"})
		if st.view() != View(st.views[3]) {
			t.Error("a view that is not there was gone to")
		}
		st.send(struct{ unknown int }{1})
		for _, v := range st.views {
			if len(v.got) > 0 {
				t.Errorf("%s got %v", v.id, v.got)
			}
		}
	})
}

func TestToastsGoAway(t *testing.T) {
	onStage(t, nil, func(st *stage) {
		st.send(screen.Toast{Text: "Theme: dark"})
		st.wait(3 * time.Second)
		st.says("Theme: dark")
		st.wait(2 * time.Second)
		st.silent("Theme: dark")
	})
}

func TestSwitchingTellsBothViews(t *testing.T) {
	onStage(t, nil, func(st *stage) {
		st.press("1", "1", "3")
		if !slices.Equal(st.inbox().shown, []bool{true, false, true}) || !slices.Equal(st.views[0].shown, []bool{true, false}) {
			t.Errorf("inbox %v, workflows %v", st.inbox().shown, st.views[0].shown)
		}
	})
}

func TestCloseClosesEveryView(t *testing.T) {
	var all []*fakeView
	onStage(t, nil, func(st *stage) { all = st.views })
	for _, v := range all {
		if !v.closed {
			t.Errorf("%s is open", v.id)
		}
	}
}

func TestNotesAreSaidAtTheStart(t *testing.T) {
	onStage(t, func(o *Options) { o.Notes = []screen.Toast{{Tone: screen.Warn, Text: "The clock is wrong"}} }, func(st *stage) {
		st.says("The clock is wrong")
	})
}

func TestBrowse(t *testing.T) {
	t.Run("it fails", func(t *testing.T) {
		onStage(t, func(o *Options) { o.Browse = func(string) error { return errors.New("no display") } }, func(st *stage) {
			st.send(screen.Browse{URL: "https://acme.example"})
			st.says("No browser could be opened here")
			if clip := st.clipboard(); clip != "https://acme.example" {
				t.Errorf("clipboard %q", clip)
			}
		})
	})
	t.Run("it works", func(t *testing.T) {
		var went []string
		onStage(t, func(o *Options) { o.Browse = func(a string) error { went = append(went, a); return nil } }, func(st *stage) {
			st.send(screen.Browse{URL: "https://acme.example"})
			if !slices.Equal(went, []string{"https://acme.example"}) || st.toasts.Len() != 0 || st.clipboard() != "" {
				t.Errorf("went to %v, %d toasts", went, st.toasts.Len())
			}
		})
	})
}

// clipboard returns what was put on the clipboard last.
func (st *stage) clipboard() string {
	for _, m := range slices.Backward(st.out) {
		raw, ok := m.(tea.RawMsg)
		if !ok {
			continue
		}
		if data, ok := strings.CutPrefix(fmt.Sprint(raw.Msg), "\x1b]52;c;"); ok {
			text, err := base64.StdEncoding.DecodeString(strings.TrimSuffix(data, "\a"))
			if err != nil {
				st.t.Fatal(err)
			}
			return string(text)
		}
	}
	return ""
}

func TestThemeFollowsTheBackground(t *testing.T) {
	onStage(t, func(o *Options) { o.Theme = "auto" }, func(st *stage) {
		epoch := st.env.Epoch
		if st.env.Styles.Name != "dark" {
			t.Fatalf("theme %s before the terminal said anything", st.env.Styles.Name)
		}
		st.send(tea.BackgroundColorMsg{Color: color.White})
		if st.env.Styles.Name != "light" || st.env.Epoch == epoch {
			t.Errorf("theme %s, epoch %d", st.env.Styles.Name, st.env.Epoch)
		}
		st.send(tea.BackgroundColorMsg{Color: color.Black})
		if st.env.Styles.Name != "dark" {
			t.Errorf("theme %s", st.env.Styles.Name)
		}
	})
}

func TestNextThemeGoesRoundOnceThroughAll(t *testing.T) {
	onStage(t, func(o *Options) { o.Theme = "" }, func(st *stage) {
		var seen []string
		for range theme.Names() {
			st.run(st.act("app.theme"))
			seen = append(seen, st.opt.Theme)
		}
		slices.Sort(seen)
		want := slices.Sorted(slices.Values(theme.Names()))
		if !slices.Equal(seen, want) {
			t.Errorf("went through %v of %v", seen, want)
		}
		st.says("Theme: ")
	})
}
