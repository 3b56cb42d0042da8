package selection

import (
	"fmt"
	"strconv"
	"strings"

	"iscope/api"
	"iscope/ui/form"
)

// build makes the fields of the window from those of the tenant's form, and
// remembers which is which: names may be missing or there twice.
func (d *Dialog) build() []form.Field {
	var out []form.Field
	var walk func(sections []api.FormSection, path []string)
	walk = func(sections []api.FormSection, path []string) {
		count := map[string]int{}
		for i, s := range sections {
			path := path
			if head := heading(s, len(path) == 0 && len(sections) > 1, i, count); head != "" {
				path = append(path[:len(path):len(path)], head)
			}
			for _, f := range s.Fields {
				out = append(out, d.field(f, path))
			}
			walk(s.Sections, path)
		}
	}
	walk(d.asks.Sections, nil)
	return out
}

// heading names a section. Two of the same name side by side must not look
// like one; one without a name among others is counted.
func heading(s api.FormSection, among bool, i int, count map[string]int) string {
	head := s.Label
	if head == "" {
		head = s.Name
	}
	if head == "" {
		if among {
			return fmt.Sprintf("Section %d", i+1)
		}
		return ""
	}
	if count[head]++; count[head] > 1 {
		head = fmt.Sprintf("%s (%d)", head, count[head])
	}
	return head
}

// field describes one field of the window.
func (d *Dialog) field(f api.FormField, path []string) form.Field {
	key := "selection:" + d.item.ID + ":" + strconv.Itoa(len(d.keys))
	d.keys = append(d.keys, key)
	d.fields[key] = f
	out := form.Field{Key: key, Label: label(f), Value: f.Value, Help: f.Help, Starred: f.Required}
	if n := len(path); n > 0 {
		out.Within, out.Group = path[:n-1], path[n-1]
	}
	if f.Problem != "" || d.obstacle != "" {
		out.Kind, out.Value = form.Fixed, f.Shown(f.Value)
		if f.Problem != "" {
			out.Hint = func(string) string { return "not answered here: " + f.Problem }
			out.Help = sentences(f.Help, "Cannot be answered here: "+f.Problem)
		}
		return out
	}
	out.Check, out.Strict = f.Check, true
	switch f.Kind {
	case api.FieldChoice:
		out.Kind, out.Options = form.Choice, options(f)
		out.Hint = func(value string) string {
			if value == f.Shown(value) {
				return ""
			}
			return value
		}
		if f.Unread > 0 {
			out.Help = sentences(f.Help, fmt.Sprintf("%d more can be chosen in the web interface only", f.Unread))
		}
	case api.FieldLines:
		out.Kind = form.Lines
	case api.FieldNumber, api.FieldWhole:
		out.Help = sentences(f.Help, "a number")
	case api.FieldDate:
		out.Help = sentences(f.Help, "a date, such as 2026-03-31")
	}
	return out
}

func label(f api.FormField) string {
	if f.Label == "" {
		return "(no name)"
	}
	return f.Label
}

func sentences(texts ...string) string {
	var out []string
	for _, t := range texts {
		if t != "" {
			out = append(out, t)
		}
	}
	return strings.Join(out, " · ")
}

// options returns the choices of a field. Two of the same label are told apart
// by their values; what need not be answered can be taken back.
func options(f api.FormField) []form.Option {
	count := map[string]int{}
	for _, o := range f.Options {
		count[o.Label]++
	}
	out := make([]form.Option, 0, len(f.Options)+1)
	if !f.Required {
		out = append(out, form.Option{Label: nothing})
	}
	for _, o := range f.Options {
		opt := form.Option{Value: o.Value, Label: o.Label}
		switch {
		case count[o.Label] > 1 && o.Label != o.Value:
			opt.Label += " (" + o.Value + ")"
		case o.Label != o.Value:
			opt.Note = o.Value
		}
		out = append(out, opt)
	}
	return out
}

// nothing stands for no answer where one can be taken back.
const nothing = "nothing"
