package viewtest

import (
	"reflect"
	"sync"

	tea "charm.land/bubbletea/v2"
)

// Run runs a command as a program does, and hands on the messages that come of
// it: the commands of a tea.Batch run side by side, those of a tea.Sequence one
// after the other, and one that is made of several has ended when all of them
// have. It returns when nothing of cmd runs any more. Send may be called from
// several goroutines at once, never with nil.
func Run(cmd tea.Cmd, send func(tea.Msg)) {
	if cmd == nil {
		return
	}
	switch msg := cmd().(type) {
	case nil:
	case tea.BatchMsg:
		var all sync.WaitGroup
		for _, c := range msg {
			all.Go(func() { Run(c, send) })
		}
		all.Wait()
	default:
		steps, ok := sequence(msg)
		if !ok {
			send(msg)
		}
		for _, c := range steps {
			Run(c, send)
		}
	}
}

// sequence returns the commands of a tea.Sequence, whose message has a type
// that is not exported.
func sequence(msg tea.Msg) ([]tea.Cmd, bool) {
	commands := reflect.TypeFor[[]tea.Cmd]()
	v := reflect.ValueOf(msg)
	if v.Kind() != reflect.Slice || !v.CanConvert(commands) {
		return nil, false
	}
	return v.Convert(commands).Interface().([]tea.Cmd), true
}
