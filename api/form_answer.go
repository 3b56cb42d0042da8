package api

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Fields returns every field of the form, in the order in which they are read:
// those of a section before those of the sections within it.
func (f *Form) Fields() []FormField {
	var out []FormField
	f.each(func(fd *FormField) { out = append(out, *fd) })
	return out
}

// Obstacle says why the form cannot be answered here, "" where it can: a part
// of it could not be read, nothing in it can be answered, or an answer it
// demands is of a kind that is not known here.
func (f *Form) Obstacle() string {
	if f.Partial {
		return "parts of the form could not be read"
	}
	open := 0
	for _, fd := range f.Fields() {
		switch {
		case fd.Problem == "":
			open++
		case fd.Required && (fd.Kind != FieldShown || fd.Value == ""):
			return fmt.Sprintf("%q is required and cannot be answered here: %s", firstOf(fd.Label, "a field without a name"), fd.Problem)
		}
	}
	if open == 0 {
		return "the form has no field that could be answered here"
	}
	return ""
}

// Answers returns the body that submits the form (POST
// /work-items/{id}/submit-account-selection): the value of each field by its
// name. Values that are empty are left out, since the API does not say that an
// empty one is the same as none. It fails where the form has an obstacle, where
// nothing would be sent, and for a value that is not for a field of the form,
// will not do, or is missing.
func (f *Form) Answers(values map[string]string) (map[string]string, error) {
	if why := f.Obstacle(); why != "" {
		return nil, fmt.Errorf("cannot answer the form: %s", why)
	}
	left := maps.Clone(values)
	out := map[string]string{}
	for _, fd := range f.Fields() {
		if fd.Problem != "" {
			continue
		}
		value := values[fd.Name]
		delete(left, fd.Name)
		if why := fd.Check(value); why != "" {
			return nil, fmt.Errorf("field %q: %s", fd.Label, why)
		}
		if !blank(value) {
			out[fd.Name] = value
		}
	}
	for _, name := range slices.Sorted(maps.Keys(left)) {
		return nil, fmt.Errorf("the form has no field %q that could be answered", name)
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("the form is empty")
	}
	return out, nil
}

func blank(s string) bool { return strings.TrimSpace(s) == "" }

var (
	wholeForm  = regexp.MustCompile(`^[+-]?[0-9]{1,18}$`)
	numberForm = regexp.MustCompile(`^[+-]?[0-9]{1,18}(\.[0-9]{1,18})?$`)
)

// Check says what is wrong with a value as the answer to the field, "" where
// nothing is.
func (f *FormField) Check(value string) string {
	switch {
	case blank(value):
		if f.Required {
			return "is required"
		}
		return ""
	case strings.ContainsFunc(value, func(r rune) bool { return r == marked || r >= 0x2400 && r < 0x2440 }):
		return "holds a mark that stands for a hidden character: type it anew"
	}
	switch f.Kind {
	case FieldChoice:
		if !slices.ContainsFunc(f.Options, func(o FormOption) bool { return o.Value == value }) {
			return "is not one of the choices"
		}
	case FieldNumber:
		if !numberForm.MatchString(value) {
			return "is not a number, such as 12 or 0.5"
		}
	case FieldWhole:
		if !wholeForm.MatchString(value) {
			return "is not a whole number"
		}
	case FieldDate:
		if _, err := time.Parse(time.DateOnly, value); err != nil {
			if _, err = time.Parse(time.RFC3339, value); err != nil {
				return "is not a date, such as 2026-03-31"
			}
		}
	}
	return ""
}
