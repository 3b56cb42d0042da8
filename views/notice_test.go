package views

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/ui/notify"
	"iscope/ui/screen"
)

// raw returns what was written to the terminal past the frames.
func (st *stage) raw() string {
	var b strings.Builder
	for _, msg := range st.out {
		if r, ok := msg.(tea.RawMsg); ok {
			b.WriteString(r.Msg.(string))
		}
	}
	return b.String()
}

func kitty(name string) (string, bool) {
	v, ok := map[string]string{"TERM": "xterm-kitty"}[name]
	return v, ok
}

func TestNotifyReachesWhoLooksElsewhere(t *testing.T) {
	onStage(t, func(o *Options) { o.Terminal = notify.Detect(kitty) }, func(st *stage) {
		st.send(screen.Notify{Tone: screen.Bad, Text: "Failed: Joiner"})
		if got := st.raw(); !strings.HasPrefix(got, "\x1b]99;") || !strings.Contains(got, "iscope acme-prod") || !strings.Contains(got, "Failed: Joiner") || !strings.HasSuffix(got, "\a") {
			t.Errorf("written to the terminal: %q", got)
		}
		if v := st.View(); v.WindowTitle != "Failed: Joiner - iscope acme-prod" || !strings.Contains(v.Content, "Failed: Joiner") {
			t.Errorf("title %q in\n%s", v.WindowTitle, v.Content)
		}
		time.Sleep(time.Hour)
		st.run(nil)
		if v := st.View(); !strings.Contains(v.Content, "Failed: Joiner") {
			t.Errorf("it went without a key:\n%s", v.Content)
		}
		st.press("j")
		if v := st.View(); v.WindowTitle != "iscope acme-prod: Inbox 12, Executions 3, Tasks 2" || strings.Contains(v.Content, "Failed: Joiner") {
			t.Errorf("a key leaves it, title %q:\n%s", v.WindowTitle, v.Content)
		}
	})
}

// A toast that is under a dialog is not seen, so the keys of the dialog leave
// it.
func TestNotifyWaitsBehindADialog(t *testing.T) {
	onStage(t, nil, func(st *stage) {
		st.press("?")
		st.send(screen.Notify{Text: "Completed: Joiner"})
		if got := st.raw(); got != "\a" {
			t.Errorf("written to a terminal nobody knows: %q", got)
		}
		time.Sleep(time.Minute)
		st.run(nil)
		st.press("j", "esc", "esc")
		if len(st.dialogs) > 0 {
			t.Fatal("the dialog is still open")
		}
		if v := st.View(); !strings.Contains(v.Content, "Completed: Joiner") {
			t.Errorf("it is gone unseen:\n%s", v.Content)
		}
		st.press("j")
		if v := st.View(); strings.Contains(v.Content, "Completed: Joiner") {
			t.Errorf("it stays:\n%s", v.Content)
		}
	})
}

// A title is short, whatever a workflow is called.
func TestNoticeInTheTitleIsCut(t *testing.T) {
	onStage(t, nil, func(st *stage) {
		st.send(screen.Notify{Text: strings.Repeat("long ", 100)})
		if got := st.View().WindowTitle; len(got) > 100 || !strings.HasSuffix(got, "… - iscope acme-prod") {
			t.Errorf("title %q", got)
		}
	})
}
