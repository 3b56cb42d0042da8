package draft

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"iscope/ui/golden"
	"iscope/ui/screen"
)

type chosen struct {
	f Fate
	n int
}

func question(env *screen.Env, found ...Told) *Question {
	return Ask(env, "v#1", "drafts", found, func(f Fate, n int) any { return chosen{f, n} })
}

// options goes through what can be chosen.
func options(q *Question) (labels []string, values []chosen) {
	for {
		o, _ := q.Selected()
		if len(labels) > 0 && labels[len(labels)-1] == o.Label {
			return labels, values
		}
		v, _ := o.Value.(chosen)
		labels, values = append(labels, o.Label), append(values, v)
		q.Update(tea.KeyPressMsg{Code: tea.KeyDown})
	}
}

func TestQuestion(t *testing.T) {
	env := golden.Env(t, "mono")
	for name, c := range map[string]struct {
		found  []Told
		head   string
		labels string
		values []chosen
	}{
		"one": {
			[]Told{{"5m ago", "Site"}}, "A draft of 5m ago was never sent",
			"Continue the draft|Start over, keep the draft|Discard the draft", []chosen{{Continue, 0}, {Keep, -1}, {Discard, 0}},
		},
		"without a time": {
			[]Told{{"", "Site"}}, "A draft was never sent",
			"Continue the draft|Start over, keep the draft|Discard the draft", []chosen{{Continue, 0}, {Keep, -1}, {Discard, 0}},
		},
		"two": {
			[]Told{{"5m ago", "Site"}, {"2d ago", "Reason"}}, "2 drafts were never sent",
			"Continue the draft of 5m ago|Continue the draft of 2d ago|Start over, keep the drafts|Discard the draft of 5m ago|Discard the draft of 2d ago",
			[]chosen{{Continue, 0}, {Continue, 1}, {Keep, -1}, {Discard, 0}, {Discard, 1}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			q := question(env, c.found...)
			labels, values := options(q)
			if q.Title() != c.head || strings.Join(labels, "|") != c.labels {
				t.Errorf("%q: %q", q.Title(), labels)
			}
			for i, v := range values {
				if v != c.values[i] {
					t.Errorf("%s is %v", labels[i], v)
				}
			}
		})
	}
}

func TestWhen(t *testing.T) {
	env := golden.Env(t, "mono")
	saved := env.Now().Add(-5 * time.Minute)
	if got := When(env, saved); got != "5m ago" {
		t.Error(got)
	}
	styles := *env.Styles
	styles.Accessible = true
	env.Styles = &styles
	if got := When(env, saved); got != "09:21" {
		t.Errorf("read aloud it is %q", got)
	}
}

// TestQuestionFits pins that what is in the drafts never takes the place of the
// choices, and that a click meets the choice it is on.
func TestQuestionFits(t *testing.T) {
	env := golden.Env(t, "mono")
	long := strings.Repeat("a field with a long name, ", 40)
	for _, size := range [][2]int{{76, 20}, {36, 10}, {20, 4}, {1, 1}, {0, 5}} {
		q := question(env, Told{"5m ago", long}, Told{"2d ago", long})
		frame, _ := q.Render(size[0], size[1])
		golden.Fits(t, frame, size[0], size[1])
		if size[1] >= leastPick && !strings.Contains(frame, "Start over") {
			t.Errorf("%v: no choice\n%s", size, frame)
		}
	}
	q := question(env, Told{"5m ago", "Site"})
	frame, cursor := q.Render(76, 20)
	lines := strings.Split(ansi.Strip(frame), "\n")
	if lines[0] != "Site" || cursor == nil || cursor.Y != 2 {
		t.Errorf("cursor %v\n%s", cursor, frame)
	}
	for y, line := range lines {
		if strings.Contains(line, "Discard") {
			q.Click(4, y)
		}
	}
	if o, _ := q.Selected(); o.Label != "Discard the draft" {
		t.Errorf("the click met %q", o.Label)
	}
}
