package change

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/api/journal"
	"iscope/api/safe"
	"iscope/ui/screen"
	"iscope/ui/theme"
)

// Journal is what changes need of a [journal.Journal]. All but NewID touch the
// disk: they are called in commands, never in Update.
type Journal interface {
	NewID() string
	Begin(intents ...journal.Intent) error
	End(ends ...journal.End) error
}

// Record writes down what was decided, before anything is read or sent for it.
// Where it fails nothing may be sent; the failure says why.
func Record(j Journal, intents ...journal.Intent) *api.Error {
	err := j.Begin(intents...)
	if err == nil {
		return nil
	}
	return &api.Error{Kind: api.Unrecorded, Op: intents[0].Op, Detail: unwritten(err), Unsent: true, Err: err}
}

// End writes down how decisions ended. It returns what to tell where that
// fails, else "": it changes nothing about how they ended.
func End(j Journal, ends ...journal.End) (problem string) {
	if err := j.End(ends...); err != nil {
		return unwritten(err)
	}
	return ""
}

// Ended returns the command that writes down how a decision ended, and tells
// where that fails. name is what the decision is about.
func Ended(j Journal, name string, end journal.End) tea.Cmd {
	return func() tea.Msg {
		if problem := End(j, end); problem != "" {
			return screen.Toast{Tone: screen.Bad, Text: name + ": " + problem, Keep: true}
		}
		return nil
	}
}

// unwritten says why the journal could not be written. Its own words tell so
// and what to do about it.
func unwritten(err error) string { return safe.Line(err.Error()) }

// Reason says why something failed, without the name of the operation.
func Reason(e *api.Error) string { return strings.TrimPrefix(e.Error(), string(e.Op)+": ") }

// Remedy returns what a person can do about a failure, "" for nothing, or where
// its words say so themselves.
func Remedy(e *api.Error) string {
	if e.Kind == api.Unrecorded {
		return ""
	}
	return e.RemedyOnce()
}

// Why is Reason with what a person can do about it.
func Why(e *api.Error) string {
	if remedy := Remedy(e); remedy != "" {
		return Reason(e) + "; " + remedy
	}
	return Reason(e)
}

// Tone returns how a toast sounds that tells of a state.
func Tone(s theme.State) screen.Tone {
	switch s {
	case theme.Good:
		return screen.Good
	case theme.Bad, theme.Unknown:
		return screen.Bad
	case theme.Warn:
		return screen.Warn
	}
	return screen.Info
}
