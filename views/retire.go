package views

import (
	"reflect"
	"slices"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/ui/screen"
)

// retired is a session that a person left while something of it was on its way.
// Its views go on until that has ended, so that it is noted down and told; they
// begin nothing new, since their journal is closed, and reach nobody but
// themselves: what they ask of the shell is stamped with their number.
type retired struct {
	instance int
	tenant   string
	views    []View
	close    func()
}

// retire leaves the session on screen. What is held is given up, as was agreed
// to, and its views are closed as soon as they have nothing on its way.
func (s *Shell) retire() tea.Cmd {
	r := &retired{instance: s.tenants.instance, tenant: s.env.Tenant, views: slices.Clone(s.opt.Views), close: s.opt.Close}
	notes := []tea.Cmd{s.view().SetActive(false)}
	for _, v := range r.views {
		if a, ok := v.(Abandoner); ok {
			notes = append(notes, a.Abandon())
		}
		if h, ok := v.(Holder); ok { // it was kept back for the question
			notes = append(notes, h.Hold(false))
		}
	}
	s.tenants.retired = append(s.tenants.retired, r)
	j, instance := s.opt.Journal, r.instance
	shut := func() tea.Msg {
		if j != nil {
			_ = j.Close() // endings under way are still taken
		}
		return journalShut{instance}
	}
	return s.stamped(tea.Sequence(tea.Batch(notes...), shut), instance)
}

// journalShut says that a retired session can send nothing any more. The shell
// sends it to itself.
type journalShut struct{ instance int }

// To returns the shell's address.
func (journalShut) To() string { return shellID }

// windDown closes what has ended of a retired session; all of it when now is
// set.
func (s *Shell) windDown(instance int, now bool) tea.Cmd {
	i := slices.IndexFunc(s.tenants.retired, func(r *retired) bool { return r.instance == instance })
	if i < 0 {
		return nil
	}
	r := s.tenants.retired[i]
	r.views = slices.DeleteFunc(r.views, func(v View) bool {
		l, leaves := v.(Leaver)
		if leaves && !now {
			if free, _ := l.CanLeave(); !free {
				return false
			}
		}
		v.Close()
		return true
	})
	if len(r.views) > 0 {
		return nil
	}
	s.tenants.retired = slices.Delete(s.tenants.retired, i, i+1)
	if r.close == nil {
		return nil
	}
	return func() tea.Msg { r.close(); return nil }
}

// toRetired hands an answer to the view of a retired session that waits for it.
func (s *Shell) toRetired(msg addressed) (tea.Cmd, bool) {
	for _, r := range s.tenants.retired {
		for _, v := range r.views {
			if v.ID() == msg.To() {
				cmd := s.stamped(v.Update(msg), r.instance)
				return tea.Batch(cmd, s.windDown(r.instance, false)), true
			}
		}
	}
	return nil, false
}

// stamp says which session a message came from that has no address.
type stamp struct {
	instance int
	msg      tea.Msg
}

// stamped has what a command brings carry the number of the session that it was
// begun in, where it has no address of its own: intents, and the word that
// something was changed. A session that was left meanwhile must not open a
// window, or have a view read anew, in the next one.
func (s *Shell) stamped(cmd tea.Cmd, instance int) tea.Cmd {
	if cmd == nil || s.opt.Open == nil { // there is no other session
		return cmd
	}
	return func() tea.Msg {
		switch msg := cmd().(type) {
		case nil:
			return nil
		case addressed, stamp:
			return msg
		case tea.BatchMsg:
			return tea.BatchMsg(s.each(msg, instance))
		case screen.Toast, screen.Show, screen.Goto, screen.Copy, screen.Browse, screen.Notify, screen.Decided, screen.Recalled, browsed, api.Mutated:
			return stamp{instance, msg}
		default:
			return s.sequence(msg, instance)
		}
	}
}

func (s *Shell) each(cmds []tea.Cmd, instance int) []tea.Cmd {
	out := make([]tea.Cmd, 0, len(cmds))
	for _, c := range cmds {
		if c != nil {
			out = append(out, s.stamped(c, instance))
		}
	}
	return out
}

// sequence stamps the commands of tea.Sequence, whose message has no name that
// others may use; any other message it returns as it is.
func (s *Shell) sequence(msg tea.Msg, instance int) tea.Msg {
	v := reflect.ValueOf(msg)
	if v.Kind() != reflect.Slice || v.Type().Elem() != reflect.TypeFor[tea.Cmd]() {
		return msg
	}
	cmds := make([]tea.Cmd, v.Len())
	for i := range cmds {
		cmds[i], _ = v.Index(i).Interface().(tea.Cmd)
	}
	if in := tea.Sequence(s.each(cmds, instance)...); in != nil {
		return in()
	}
	return nil
}

// fromElsewhere takes what a session says that is not on screen any more: what
// became of its changes is told with its name, all else is dropped and counted.
func (s *Shell) fromElsewhere(m stamp) tea.Cmd {
	tenant := s.tenants.names[m.instance]
	switch msg := m.msg.(type) {
	case screen.Toast:
		msg.Text = tenant + ": " + msg.Text
		return s.toasts.Push(msg)
	case screen.Notify:
		msg.Text = tenant + ": " + msg.Text
		return s.notify(msg)
	case screen.Decided:
		msg.Target = tenant + ": " + msg.Target
		s.log(msg)
	case screen.Recalled:
		msg.Target = tenant + ": " + msg.Target
		s.log(msg.Decided)
	case api.Mutated:
		var cmds []tea.Cmd
		for _, r := range s.tenants.retired {
			for _, v := range r.views {
				if r.instance == m.instance {
					cmds = append(cmds, s.stamped(v.Update(msg), r.instance))
				}
			}
		}
		return tea.Batch(cmds...)
	default:
		s.lost++
	}
	return nil
}
