package trigger

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"iscope/api"
	"iscope/ui/cell"
)

// eventNames are those events whose id does not say what happened.
var eventNames = map[string]string{
	"idn:access-request-pre-approval":     "Access request submitted",
	"idn:access-request-dynamic-approver": "Access request needs an approver",
	"idn:post-approval":                   "Access request decided",
	"idn:post-provisioning":               "Provisioning completed",
	"idn:va-cluster-status-change-event":  "VA cluster status changed",
}

// EventName makes an event id such as idn:identity-attributes-changed readable.
func EventName(id string) string {
	if name, ok := eventNames[id]; ok {
		return name
	}
	name := id
	if _, after, ok := strings.Cut(id, ":"); ok && after != "" {
		name = after
	}
	name = strings.TrimSuffix(strings.Map(func(r rune) rune {
		if r == '-' || r == '_' {
			return ' '
		}
		return r
	}, name), " event")
	first, size := utf8.DecodeRuneInString(name)
	if size == 0 {
		return ""
	}
	return string(unicode.ToUpper(first)) + name[size:]
}

// Kind names the type of a trigger in one word.
func Kind(t api.Trigger) string {
	switch strings.ToUpper(t.Type) {
	case api.TriggerEvent:
		return "event"
	case api.TriggerScheduled:
		return "schedule"
	case api.TriggerExternal:
		return "external"
	case "":
		return "none"
	}
	return t.Type
}

// Words says what starts a workflow in a few words, for the list; the
// type is not repeated in them.
func Words(t api.Trigger) string {
	switch strings.ToUpper(t.Type) {
	case api.TriggerEvent:
		if t.Event == "" {
			return "not named"
		}
		return EventName(t.Event)
	case api.TriggerScheduled:
		words := scheduleWords(t)
		if t.TimeZone != "" {
			words += " " + t.TimeZone
		}
		return words
	case api.TriggerExternal:
		return t.Name
	}
	return ""
}

// Sentence says in a sentence when executions start, for the detail and
// for dialogs.
func Sentence(t api.Trigger) string {
	switch strings.ToUpper(t.Type) {
	case api.TriggerEvent:
		s := "Starts with the event “" + EventName(t.Event) + "”"
		if t.Event == "" {
			s = "Starts with an event that the tenant does not name"
		}
		switch words := FilterWords(t.Filter); {
		case words != "":
			s += ", only where " + words
		case t.Filter != "":
			s += ", only where its filter finds something"
		}
		return s + "."
	case api.TriggerScheduled:
		words := Words(t)
		switch {
		case words == noSchedule:
			return "Meant to start on a schedule, but none is set."
		case strings.HasPrefix(words, "cron "):
			return "Starts by the cron expression " + strings.TrimPrefix(words, "cron ") + "."
		}
		return "Starts " + words + "."
	case api.TriggerExternal:
		return "Starts when something outside calls its address."
	case "":
		return "Nothing starts it: it has no trigger."
	}
	return "Starts with a trigger of a type not known here: " + t.Type + "."
}

// unknownRun stands for a run that cannot be told.
const unknownRun = "not known"

// NextWords says when a schedule runs next: in its zone, in the zone of the
// screen where that differs, and how far off it is.
func NextWords(t api.Trigger, now time.Time, zone *time.Location) string {
	next, ok := NextRun(t, now)
	if !ok {
		return unknownRun
	}
	return momentWords(next, zone) + " · in " + cell.Age(next.Sub(now))
}

// momentWords writes a moment in its own zone and, where that reads otherwise, in
// another.
func momentWords(at time.Time, zone *time.Location) string {
	const layout = "Mon 2006-01-02 15:04 MST"
	s := at.Format(layout)
	if local := at.In(zone).Format(layout); local != s {
		s += " · " + local
	}
	return s
}
