package script

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"iscope/api"
	"iscope/views/internal/terms"
	"iscope/views/tasks/query"
	"iscope/views/workflows/trigger"
)

// sieve is what the terms of a filter say that no flag does. Texts are parts of
// what a record says, in any case; of several one is enough.
type sieve struct {
	triggers, owners                            []string // of workflows
	types, applications, requesters, operations []string // of work items
	older, younger                              time.Duration
	requester, profile, uid                     string // of sessions, as NERM has them
}

// keys are what a list can be filtered by beside words: the same as with :filter
// on screen.
func (g Get) keys() terms.Keys {
	status := terms.Key{Name: "status", Help: "the state it is in", Values: terms.Of(statuses[g.What]...)}
	some := func(name string) terms.Key {
		return terms.Key{Name: name, Help: "one or several", Open: true, Many: true}
	}
	one := func(name, help string) terms.Key { return terms.Key{Name: name, Help: help, Open: true} }
	switch g.What {
	case "workflows":
		return terms.Keys{status, some("trigger"), some("owner")}
	case "executions":
		return terms.Keys{status, one("workflow", "its id, or its name"), one("since", "today, 2h, 3d, fri, 1 Mar..5 Mar")}
	case "inbox":
		return terms.Keys{status, some("type"), some("application"), some("requester"), some("operation"), one("older", "than 30m, 12h, 3d or 2w"), one("younger", "than 30m, 12h, 3d or 2w")}
	}
	return terms.Keys{status, one("workflow", "its id, or its alias"), one("requester", "an id"), one("profile", "an id"), one("uid", "of the session")}
}

// filtered takes the terms out of the filter and puts them where they belong; an
// expression of the API stays as it is.
func (g Get) filtered() (Get, error) {
	expressions := g.What == "workflows" || g.What == "tasks"
	switch {
	case g.Filter == "" || expressions && !terms.HasTerms(g.Filter):
		return g, nil
	case g.What == "tasks":
		return g.filteredTasks()
	}
	line, err := terms.Parse(g.Filter, g.keys())
	if err != nil {
		return g, fmt.Errorf("--filter: %w", err)
	}
	if len(line.Words) > 0 {
		g.Match = strings.TrimSpace(g.Match + " " + line.Text())
	}
	for flag, to := range map[string]*string{"status": &g.Status, "workflow": &g.Workflow, "since": &g.Since} {
		switch value := line.Get(flag); {
		case value != "" && *to != "":
			return g, fmt.Errorf("--filter has %s: and --%s is given too", flag, flag)
		case value != "":
			*to = value
		}
	}
	g.Filter, g.terms = "", sieve{
		triggers: line.All("trigger"), owners: line.All("owner"), types: line.All("type"), applications: line.All("application"),
		requesters: line.All("requester"), operations: line.All("operation"), requester: line.Get("requester"), profile: line.Get("profile"), uid: line.Get("uid"),
	}
	for key, to := range map[string]*time.Duration{"older": &g.terms.older, "younger": &g.terms.younger} {
		if text := line.Get(key); text != "" {
			if *to, err = terms.Age(text); err != nil {
				return g, fmt.Errorf("--filter: %s: %w", key, err)
			}
		}
	}
	return g, nil
}

// filteredTasks has the filter line of tasks made into an expression of the API.
func (g Get) filteredTasks() (Get, error) {
	if words := strings.Fields(g.Filter); slices.ContainsFunc(words, func(w string) bool { return strings.EqualFold(w, "status:pending") }) {
		line, err := terms.Parse(g.Filter, terms.Keys{{Name: "status", Values: terms.Of("pending")}})
		if err != nil {
			return g, fmt.Errorf("--filter: pending tasks: %w", err)
		}
		g.Filter, g.Status, g.Match = "", cmp.Or(g.Status, "pending"), strings.TrimSpace(g.Match+" "+line.Text())
		return g, nil
	}
	var known query.Known
	if f, ok := g.Cmds.ISC.(api.TaskFielder); ok {
		fields := f.TaskFields()
		known.IsNull, known.Launcher = fields.IsNull, fields.Launcher
	}
	q, err := query.Parse(g.Filter, known)
	if err != nil {
		return g, errors.New("--filter: " + err.Msg)
	}
	if q.Status && g.Status != "" {
		return g, errors.New("--filter has status: and --status is given too")
	}
	g.Filter = q.Filter
	for _, h := range q.Here {
		if h.Type || h.Not || len(h.Any) > 1 {
			return g, errors.New("--filter: type: and not are for the screen; --match looks for words in every column, also of the type")
		}
		g.Match = strings.TrimSpace(g.Match + " " + h.Any[0])
	}
	return g, nil
}

// whole reports whether every record passes.
func (s *sieve) whole() bool {
	return len(s.triggers)+len(s.owners)+len(s.types)+len(s.applications)+len(s.requesters)+len(s.operations) == 0 && s.older == 0 && s.younger == 0
}

func (s *sieve) workflow(w *api.Workflow) bool {
	return (len(s.triggers) == 0 || slices.ContainsFunc(s.triggers, func(t string) bool { return strings.EqualFold(t, trigger.Kind(w.Trigger)) })) &&
		(len(s.owners) == 0 || slices.Contains(s.owners, w.Owner.ID) || has(w.Owner.Name, s.owners))
}

func (s *sieve) item(it *api.WorkItem, now time.Time) bool {
	age := now.Sub(it.Created)
	switch {
	case s.older > 0 && (it.Created.IsZero() || age < s.older), s.younger > 0 && (it.Created.IsZero() || age >= s.younger):
		return false
	case len(s.types) > 0 && !slices.ContainsFunc(s.types, func(t string) bool { return sameType(t, it.Type) }):
		return false
	}
	return has(it.Application, s.applications) && has(it.RequesterName, s.requesters) && has(it.Operation, s.operations)
}

// sameType compares a type of work items with one that was asked for, whatever
// the tenant's spelling.
func sameType(asked, typ string) bool {
	fold := strings.NewReplacer(" ", "", "policyvioloation", "policyviolation").Replace
	return fold(strings.ToLower(asked)) == fold(strings.ToLower(typ))
}

// has reports whether a text has one of the parts, or none is wanted.
func has(text string, parts []string) bool {
	return len(parts) == 0 || slices.ContainsFunc(parts, func(p string) bool { return strings.Contains(strings.ToLower(text), strings.ToLower(p)) })
}
