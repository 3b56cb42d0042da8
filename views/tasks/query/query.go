package query

import (
	"fmt"
	"strings"
)

// Known is what the line can speak of.
type Known struct {
	IsNull    bool     // the tenant knows completionStatus isnull
	Launcher  bool     // the tenant filters by launcher
	Sources   []Source // seen so far
	Launchers []string // seen so far
	Types     []string // seen so far, in words
}

// Source is a source by its name; the tenant knows its id alone.
type Source struct{ Name, ID string }

// Query is what a line says.
type Query struct {
	Filter  string // for the tenant, "" where there is nothing to ask it
	Pending bool   // the filter asks for tasks that are pending
	Status  bool   // the filter asks how tasks ended
	Here    []Here // what the tenant does not answer; all must hold
}

// Here is a term that is applied to what the tenant answered.
type Here struct {
	Not  bool
	Type bool     // about the type, else about any text of the task
	Any  []string // one of these must be in it, in lower case
}

// Keep reports whether a task passes the terms that are applied here. Its type
// in words and its texts are given in lower case.
func (q Query) Keep(typ, text string) bool {
	for _, h := range q.Here {
		in := text
		if h.Type {
			in = typ
		}
		if contains(in, h.Any) == h.Not {
			return false
		}
	}
	return true
}

func contains(s string, words []string) bool {
	for _, a := range words {
		if strings.Contains(s, a) {
			return true
		}
	}
	return false
}

// HereWords says in words what is applied here, "" for nothing.
func (q Query) HereWords() string {
	var parts []string
	for _, h := range q.Here {
		word := "text "
		if h.Type {
			word = "type "
		}
		if h.Not {
			word = "not " + word
		}
		parts = append(parts, word+"“"+strings.Join(h.Any, "” or “")+"”")
	}
	return strings.Join(parts, ", ")
}

// Error says what is wrong with a line, and where.
type Error struct {
	At, End int // the part it is about, in bytes of the line
	Msg     string
}

// Error returns what is wrong.
func (e *Error) Error() string { return e.Msg }

func wrong(at, end int, format string, args ...any) *Error {
	return &Error{at, end, fmt.Sprintf(format, args...)}
}

// field is something a term can be about.
type field struct {
	name    string // as the tenant has it; "" for what is applied here
	alias   string // as one types it
	meaning string
}

var (
	byStatus   = &field{"completionStatus", "status", "how it ended"}
	bySource   = &field{"sourceId", "source", "the source it works on"}
	byID       = &field{"id", "id", "the id of the task"}
	byLauncher = &field{"launcher", "launcher", "who or what started it"}
	byType     = &field{"", "type", "what kind of work; applied here"}
)

// fields returns what terms can be about, in the order they are offered.
func (k Known) fields() []*field {
	out := []*field{byStatus, bySource}
	if k.Launcher {
		out = append(out, byLauncher)
	}
	return append(out, byType, byID)
}

func (k Known) field(word string) *field {
	for _, f := range k.fields() {
		if strings.EqualFold(word, f.alias) || f.name != "" && strings.EqualFold(word, f.name) {
			return f
		}
	}
	return nil
}

// names lists the fields for a message.
func (k Known) names() string {
	var out []string
	for _, f := range k.fields() {
		out = append(out, f.alias)
	}
	return strings.Join(out[:len(out)-1], ", ") + " and " + out[len(out)-1]
}

// Statuses are how tasks end, as the tenant's filters write it.
var Statuses = []string{"Success", "Warning", "Error", "Terminated", "TempError"}

// status returns how the tenant's filters write a status, "" for none it knows.
func status(word string) string {
	word = strings.ReplaceAll(word, " ", "")
	for _, s := range Statuses {
		if strings.EqualFold(s, word) {
			return s
		}
	}
	return ""
}
