package book

import (
	"fmt"
	"slices"
	"strings"

	"iscope/api"
)

// maxWords is how many changes are named; the others are counted.
const maxWords = 4

// formDifference says in words what changed between two readings of an item's
// form, "" where it is nothing that a person would see.
func formDifference(before, after api.WorkItem) string {
	was, is := before.Body().Form, after.Body().Form
	switch {
	case was == nil && is == nil:
		return ""
	case was == nil:
		return "it has a form now"
	case is == nil:
		return "its form is gone"
	}
	var out []string
	say := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	if was.Title != is.Title {
		say("the form is now called %q", is.Title)
	}
	if was.TargetUser != is.TargetUser {
		say("it is now for %q, not %q", is.TargetUser, was.TargetUser)
	}
	if was.Subtitle != is.Subtitle {
		say("what it says changed")
	}
	old, now := byKey(was), byKey(is)
	for _, k := range now.order {
		if f, there := old.fields[k]; there {
			out = append(out, changes(f, now.fields[k])...)
		} else {
			say("new field %q", label(now.fields[k]))
		}
	}
	for _, k := range old.order {
		if _, there := now.fields[k]; !there {
			say("field %q is gone", label(old.fields[k]))
		}
	}
	if n := len(out); n > maxWords {
		out = append(out[:maxWords], fmt.Sprintf("and %d more changes", n-maxWords))
	}
	return strings.Join(out, "; ")
}

// fieldSet is the fields of a form by what tells them apart between readings.
type fieldSet struct {
	order  []string
	fields map[string]api.FormField
}

func byKey(f *api.Form) fieldSet {
	s := fieldSet{fields: map[string]api.FormField{}}
	for _, fd := range f.Fields() {
		k := name(fd.Name, "label "+fd.Label)
		for s.has(k) {
			k += "+"
		}
		s.order, s.fields[k] = append(s.order, k), fd
	}
	return s
}

func (s fieldSet) has(k string) bool { _, there := s.fields[k]; return there }

// changes says what is different about one field.
func changes(was, is api.FormField) []string {
	var out []string
	say := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	name := label(is)
	if was.Label != is.Label {
		say("%q is now called %q", label(was), name)
	}
	if was.Required != is.Required {
		say("%q is %s now", name, map[bool]string{true: "required", false: "not required"}[is.Required])
	}
	if was.Type != is.Type || was.Kind != is.Kind {
		say("%q is a field of another type", name)
	}
	if was.Value != is.Value {
		say("%q was %q, is %q", name, was.Shown(was.Value), is.Shown(is.Value))
	}
	if was.Help != is.Help || was.Problem != is.Problem {
		say("what %q says changed", name)
	}
	for _, o := range is.Options {
		if i := slices.IndexFunc(was.Options, func(p api.FormOption) bool { return p.Value == o.Value }); i < 0 {
			say("%q offers %q now", name, o.Label)
		} else if was.Options[i].Label != o.Label {
			say("%q calls %q now %q", name, was.Options[i].Label, o.Label)
		}
	}
	for _, o := range was.Options {
		if !slices.ContainsFunc(is.Options, func(p api.FormOption) bool { return p.Value == o.Value }) {
			say("%q offers %q no more", name, o.Label)
		}
	}
	return out
}

func label(f api.FormField) string { return name(f.Label, "(no name)") }
