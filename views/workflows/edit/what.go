package edit

import (
	"slices"
	"strings"

	"iscope/views/workflows/check"
	"iscope/views/workflows/check/place"
)

// What is the part of a workflow that is edited. The zero What is Ask.
type What struct {
	kind    kind
	pointer string // of a step
}

type kind uint8

const (
	asks kind = iota
	whole
	definition
	oneStep
	fields
)

// Parts of a workflow.
var (
	Ask        = What{}                 // which part is asked first
	Whole      = What{kind: whole}      // all of it, as JSON
	Definition = What{kind: definition} // steps and start, as JSON
	Form       = What{kind: fields}     // name, description and simple fields of the trigger, in a form
)

// OneStep is one step, as JSON. pointer is the JSON pointer of the step in the
// record of the workflow, such as /definition/steps/Create ticket.
func OneStep(pointer string) What { return What{kind: oneStep, pointer: pointer} }

// at returns the pointer of the part in the document.
func (w What) at() string {
	switch w.kind {
	case definition:
		return "/definition"
	case oneStep:
		return w.pointer
	}
	return ""
}

// step returns the way to the step: the loops it is in, and its own name.
func (w What) step() []string {
	var out []string
	names := place.Split(w.pointer)
	for i, n := range names {
		if i > 0 && names[i-1] == "steps" && (i == 2 && names[0] == "definition" || i > 2 && names[i-2] == "attributes") {
			out = append(out, n)
		}
	}
	return out
}

// words names the part.
func (w What) words() string {
	switch w.kind {
	case definition:
		return "definition"
	case oneStep:
		if names := w.step(); len(names) > 0 {
			return "step " + strings.Join(names, " / ")
		}
		return "step"
	case fields:
		return "fields"
	}
	return "whole workflow"
}

// options says how the part is checked, within a document.
func (w What) options(doc []byte, o check.Options) check.Options {
	switch w.kind {
	case definition:
		o.Scope = check.Definition
	case oneStep:
		o.Scope, o.Step, o.Around = check.OneStep, w.step(), valueAt(doc, "/definition")
	default:
		o.Scope = check.Whole
	}
	return o
}

// text returns the part of a document as it is edited, an empty object where the
// document does not have it.
func (w What) text(doc []byte) []byte {
	if v := valueAt(doc, w.at()); v != nil {
		return v
	}
	return []byte(empty)
}

// names of parts, as drafts have them.
var kindNames = []string{asks: "", whole: "whole", definition: "definition", oneStep: "step", fields: "form"}

// partNamed is the reverse of kindNames.
func partNamed(name, pointer string) What {
	if i := slices.Index(kindNames, name); i > 0 {
		return What{kind: kind(i), pointer: pointer}
	}
	return Whole
}
