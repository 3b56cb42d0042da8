package heard

import (
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"iscope/api/sandbox"
	"iscope/views"
	"iscope/views/internal/viewtest"
)

// visit is a person before the program, in a bubble of virtual time.
type visit struct {
	*views.Shell
	t      *testing.T
	tenant *sandbox.Tenant
	msgs   chan tea.Msg
}

func (v *visit) start(cmd tea.Cmd) {
	if cmd != nil {
		go viewtest.Run(cmd, func(msg tea.Msg) { v.msgs <- msg })
	}
}

// send hands the shell a message and lets everything follow that needs no time.
func (v *visit) send(msg tea.Msg) {
	v.take(msg)
	v.settle()
	v.View()
}

func (v *visit) take(msg tea.Msg) {
	_, cmd := v.Update(msg)
	v.start(cmd)
}

func (v *visit) settle() {
	for {
		synctest.Wait()
		select {
		case msg := <-v.msgs:
			v.take(msg)
		default:
			return
		}
	}
}

// wait lets time pass and handles what it brings.
func (v *visit) wait(d time.Duration) {
	for end := time.Now().Add(d); ; {
		v.settle()
		left := time.Until(end)
		if left <= 0 {
			v.View()
			return
		}
		select {
		case msg := <-v.msgs:
			v.take(msg)
		case <-time.After(left):
		}
	}
}

// text returns what is on screen.
func (v *visit) text() string { return ansi.Strip(v.View().Content) }

// until waits, for an hour at most, until the screen matches.
func (v *visit) until(pattern string) {
	v.t.Helper()
	re := regexp.MustCompile(pattern)
	for range 3_600 {
		if re.MatchString(v.text()) {
			return
		}
		v.wait(time.Second)
	}
	v.t.Fatalf("waited in vain for %q; screen:\n%s", pattern, v.text())
}

var named = map[string]tea.KeyPressMsg{
	"enter": {Code: tea.KeyEnter}, "esc": {Code: tea.KeyEscape}, "end": {Code: tea.KeyEnd}, "space": {Code: tea.KeySpace, Text: " "}, "down": {Code: tea.KeyDown},
}

// press presses keys.
func (v *visit) press(keys ...string) {
	for _, k := range keys {
		msg, ok := named[k]
		if !ok {
			msg = tea.KeyPressMsg{Code: []rune(k)[0], Text: k}
		}
		v.send(msg)
	}
}

// types presses a key for each character.
func (v *visit) types(text string) { v.press(strings.Split(text, "")...) }
