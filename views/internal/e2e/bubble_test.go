package e2e

import (
	"context"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"iscope/api"
	"iscope/api/demotest"
	"iscope/api/isc"
	record "iscope/api/journal"
	"iscope/api/sandbox"
	"iscope/keymap"
	"iscope/ui/screen"
	"iscope/views"
	"iscope/views/inbox"
	"iscope/views/internal/viewtest"
)

// Thousands of decisions, each with its undo window and the pauses that the
// rate limit makes, take hours. In a bubble of virtual time they take seconds:
// the same shell, inbox, client and journal on disk, with the tenant in the same
// process and keys in the place of a terminal.

// bubble is what a test chooses.
type bubble struct {
	tenant sandbox.Options
	undo   time.Duration
	line   func(http.RoundTripper) http.RoundTripper // to the tenant; nil: a good one
}

// visit is a person before the inbox.
type visit struct {
	*views.Shell
	t       *testing.T
	tenant  *sandbox.Tenant
	look    *eye
	journal journal
	msgs    chan tea.Msg
	quit    bool
}

// enter plays a test in a bubble, with the inbox loaded and on screen.
func (b bubble) enter(t *testing.T, play func(*visit)) {
	t.Helper()
	home := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel() // in the bubble, which the test's own context would not be after a failure
		v := &visit{t: t, tenant: sandbox.New(b.tenant), journal: journal{home: home}, msgs: make(chan tea.Msg, 4096)}
		v.look = lookAt(t, v.tenant)
		decisions := record.Disk(home+"/iscope/journal", "demo", "", time.Now)
		line := v.tenant.RoundTripper()
		if b.line != nil {
			line = b.line(line)
		}
		client := demotest.ISC(t, v.tenant, isc.Config{HTTP: line, Guard: decisions.Guard, Calls: &api.Calls{}})
		keys, _ := keymap.New(nil)
		env := &screen.Env{
			Keys: keys, Now: time.Now, Random: func() float64 { return 0.5 }, Zone: time.UTC, Tenant: "demo", Refresh: 15 * time.Second, Undo: b.undo,
		}
		view := inbox.New(env, &api.Commands{ISC: client}, inbox.Options{Journal: decisions}, ctx, "inbox#1")
		v.Shell = views.New(views.Options{Env: env, Views: []views.View{view}, Journal: decisions, First: keymap.Inbox, Theme: "dark"})
		defer func() {
			v.Close()
			_ = decisions.Close()
			time.Sleep(time.Hour) // virtual: timers that nobody waits for any more end
		}()
		v.start(v.Init())
		v.send(tea.WindowSizeMsg{Width: 160, Height: 40})
		v.until(`pending · mine · [\d,]+ items`)
		play(v)
	})
}

func (v *visit) start(cmd tea.Cmd) {
	if cmd != nil {
		go viewtest.Run(cmd, func(msg tea.Msg) { v.msgs <- msg })
	}
}

// send hands the shell a message and lets everything follow that needs no
// time.
func (v *visit) send(msg tea.Msg) {
	v.take(msg)
	v.settle()
	v.View()
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

func (v *visit) take(msg tea.Msg) {
	if _, ok := msg.(tea.QuitMsg); ok {
		v.quit = true
		return
	}
	_, cmd := v.Update(msg)
	v.start(cmd)
}

// press presses keys by the names that keymap uses.
func (v *visit) press(keys ...string) {
	for _, k := range keys {
		msg, named := named[k]
		if !named {
			msg = tea.KeyPressMsg{Code: []rune(k)[0], Text: k}
		}
		v.send(msg)
	}
}

var named = map[string]tea.KeyPressMsg{
	"enter": {Code: tea.KeyEnter}, "esc": {Code: tea.KeyEscape}, "end": {Code: tea.KeyEnd}, "space": {Code: tea.KeySpace, Text: " "},
}

// types presses a key for each character.
func (v *visit) types(text string) { v.press(strings.Split(text, "")...) }

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
func (v *visit) until(pattern string) string {
	v.t.Helper()
	re := regexp.MustCompile(pattern)
	for range 36_000 {
		if text := v.text(); re.MatchString(text) {
			return text
		}
		v.wait(100 * time.Millisecond)
	}
	v.t.Fatalf("waited in vain for %q; screen:\n%s", pattern, v.text())
	return ""
}

// seek puts the cursor on an item.
func (v *visit) seek(item workItem) {
	v.press("esc") // a detail that has the keys would have its lines decided one by one
	v.send(screen.Goto{View: keymap.Inbox, Value: item.ID})
}

// approveMany marks n requests for access from the top of the list, approves
// them, and agrees to what the question shows, all of which it reads.
func (v *visit) approveMany(n int) {
	v.t.Helper()
	v.clear()
	v.press("/")
	v.types("approval")
	v.press("enter", "g", "V")
	v.types(strings.Repeat("j", n-1))
	v.wait(time.Second) // rows that have just come under the cursor are not decided
	v.press("a")
	v.wait(time.Second) // questions ignore keys for a moment
	v.press("end", "y")
}

// clear closes what is open over the list, and takes back its filter and marks.
func (v *visit) clear() {
	for range 10 {
		v.press("esc")
	}
}

// intents returns the journal as it is on disk.
func (v *visit) intents() []*intent {
	v.t.Helper()
	out := v.journal.more(v.t)
	if v.journal.torn > 0 {
		v.t.Errorf("%d lines of the journal cannot be read", v.journal.torn)
	}
	return out
}

// quiet waits until everything that was decided has an ending.
func (v *visit) quiet() {
	v.t.Helper()
	for range 600 {
		if len(open(v.intents())) == 0 {
			return
		}
		v.wait(10 * time.Second)
	}
	v.t.Fatalf("%d decisions do not end; screen:\n%s", len(open(v.intents())), v.text())
}
