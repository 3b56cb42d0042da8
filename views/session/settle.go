package session

import (
	"context"
	"maps"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/api/journal"
	"iscope/views/internal/change"
)

// Settles reports whether decisions with that operation are settled here.
func (m *Model) Settles(op api.Op) bool { return op == api.PatchSession || op == api.CreateSession }

// Settle finds out what became of changes that an earlier run of the program
// sent and did not see the end of. It reads the sessions and sends nothing;
// each answer is written into the journal and told with [screen.Recalled]. A
// tenant without NERM leaves them in doubt.
func (m *Model) Settle(entries []journal.Entry) tea.Cmd {
	s := change.Settling[api.Session]{
		On:   m.place(),
		What: whatWas, ID: func(s *api.Session) string { return s.ID }, Op: api.GetSession,
		Judge: judge, Gone: change.Verdict{Ending: journal.Overtaken, Words: "NERM does not have the session any more"},
	}
	if m.configured() {
		s.Read = m.cmds.NERM.Session
	} else {
		s.Cannot = "there is no NERM here"
	}
	cmds := make([]tea.Cmd, 0, len(entries))
	patched := slices.DeleteFunc(slices.Clone(entries), func(e journal.Entry) bool {
		if e.Op != api.CreateSession {
			return false
		}
		cmds = append(cmds, m.settleCreation(e).Settle([]journal.Entry{e}))
		return true
	})
	return tea.Batch(append(cmds, s.Settle(patched))...)
}

// place is where changes take place.
func (m *Model) place() change.Screen {
	return change.Screen{Env: m.env, Cmds: m.cmds, Journal: m.journal, Writes: m.ctx, Reads: m.reads}
}

// fieldsIn returns the keys of the fields that an entry of the journal has
// prints of, in order.
func fieldsIn(e journal.Entry) []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(e.Want)), func(key string) bool {
		about := strings.HasPrefix(key, attrKey) || slices.ContainsFunc(members, func(mb member) bool { return mb.key == key })
		return !about
	})
}

// recalled returns as much of what was agreed to as an entry of the journal has.
func recalled(e journal.Entry) reviewed {
	r := reviewed{id: e.Target, keys: fieldsIn(e), run: e.Want[wantRun] != "", fresh: e.Op == api.CreateSession}
	if e.Want[wantLeft] != "" {
		r.keys = append(r.keys, "")
	}
	return r
}

// whatWas says what was decided.
func whatWas(e journal.Entry) string { return recalled(e).name() }

// judge says by a session as it is now what became of a change: every field of
// it is compared. A status that moved on because the workflow ran was taken.
func judge(_ context.Context, e journal.Entry, now api.Session) change.Verdict {
	r, keys := recalled(e), fieldsIn(e)
	missing := slices.DeleteFunc(slices.Clone(keys), func(key string) bool {
		moved := key == keyStatus && r.run && printOf(e.ID, keyStatus, now.Status) != e.Want[wantBefore]
		return moved || printOf(e.ID, key, valueOf(&now, key)) == e.Want[key]
	})
	run := ""
	if r.run {
		run = "; the workflow may have run: the session is " + words(api.NormalStatus(now.Status))
	}
	rest := ""
	if n := e.Want[wantLeft]; n != "" {
		rest = "; " + n + " of the values cannot be compared"
	}
	switch {
	case len(keys) == 0:
		return change.Verdict{Ending: journal.Unknown, Words: "whether it took cannot be seen from the session" + run}
	case len(missing) == 0:
		return change.Verdict{Ending: journal.Done, Words: "the session has it" + rest + run}
	}
	for i, key := range missing {
		missing[i] = plainName(key)
	}
	return change.Verdict{Ending: journal.Lost, Words: "did not take: " + strings.Join(missing, ", ") + rest + run}
}
