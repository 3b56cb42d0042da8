package library

import (
	"strings"

	"iscope/api"
	"iscope/ui/cell"
	"iscope/ui/pane"
	"iscope/ui/theme"
)

// aboutLines tells of an item what it is, what it takes, and what is to be known
// before it is used.
func (b *Browser) aboutLines(it *api.LibraryItem, w int) []string {
	var out []string
	for _, l := range b.deprecation(it) {
		for _, part := range cell.Wrap(l, w) {
			out = append(out, b.env.Styles.Warn.Render(part))
		}
	}
	if it.Description != "" {
		out = append(out, cell.Wrap(it.Description, w)...)
	}
	if len(out) > 0 {
		out = append(out, "")
	}
	out = append(out, pane.Fields(b.env, w,
		[2]string{"id", it.ID}, [2]string{"kind", kindWords(b.kind, it)}, [2]string{"used", b.usedWords(it)},
		[2]string{"simulation", simulationWords(it)}, [2]string{"schema", schemaWords(it)},
	)...)
	return append(append(out, ""), b.fieldLines(it, w)...)
}

// deprecation says that an item is not to be used any more, and what is.
func (b *Browser) deprecation(it *api.LibraryItem) []string {
	if !it.Deprecated {
		return nil
	}
	first := b.env.Styles.Plain(theme.Warn) + " Deprecated"
	if t := since(it); !t.IsZero() {
		if t.After(b.env.Now()) {
			first += ": it goes on " + t.In(b.env.Zone).Format("2 Jan 2006")
		} else {
			first += " since " + t.In(b.env.Zone).Format("2 Jan 2006")
		}
	}
	next, told, ok := b.desk.Shelf.Successor(b.kind, *it)
	switch {
	case !ok:
		return []string{first, "The library names no successor."}
	case told:
		return []string{first, "Successor: " + label(&next) + ", " + next.ID}
	}
	return []string{first, "Successor, by its description: " + label(&next) + ", " + next.ID}
}

func kindWords(k Kind, it *api.LibraryItem) string {
	s := strings.TrimSuffix(k.String(), "s")
	if k == Triggers && it.Type != "" {
		s += " of type " + it.Type
	}
	if it.Version > 0 {
		s += ", version " + cell.Thousands(it.Version)
	}
	return s
}

func simulationWords(it *api.LibraryItem) string {
	if it.Simulation {
		return "it can be simulated"
	}
	return "it cannot be simulated"
}

func schemaWords(it *api.LibraryItem) string {
	if it.Dynamic {
		return "dynamic: what it gives depends on how it is set up"
	}
	return "static: it always gives the same members"
}

// wideFields is the width from which fields are a table.
const wideFields = 56

// fieldLines are the fields of an item as a table, each with what is to be said
// of it below; in little room one below the other.
func (b *Browser) fieldLines(it *api.LibraryItem, w int) []string {
	st := b.env.Styles
	if len(it.Fields) == 0 {
		return []string{st.Muted.Render("It takes no fields.")}
	}
	lw, nw, tw := len("field"), len("name"), len("type")
	for i := range it.Fields {
		f := &it.Fields[i]
		lw, nw, tw = max(lw, cell.Width(f.Label)), max(nw, cell.Width(f.Name)), max(tw, cell.Width(f.Type))
	}
	lw, tw = min(lw, w/3), min(tw, w/5)
	nw = min(nw, w-lw-tw-len("required")-6)
	var out []string
	if w >= wideFields {
		out = append(out, st.Muted.Render(cell.Left("field", lw)+"  "+cell.Left("name", nw)+"  "+cell.Left("type", tw)+"  required"))
	}
	for i := range it.Fields {
		f := &it.Fields[i]
		need := "no"
		if f.Required {
			need = "yes"
		}
		if w >= wideFields {
			out = append(out, cell.Left(f.Label, lw)+"  "+cell.Left(f.Name, nw)+"  "+st.Muted.Render(cell.Left(f.Type, tw))+"  "+need)
		} else {
			out = append(out, st.Strong.Render(cell.Cut(f.Label, w)))
			kind := f.Name + ", " + f.Type
			if f.Required {
				kind += ", required"
			}
			out = append(out, indent(kind, w, theme.Style{})...)
		}
		out = append(out, fieldNotes(f, w, st.Muted)...)
	}
	return out
}

// fieldNotes are help, default and options of a field.
func fieldNotes(f *api.LibraryField, w int, style theme.Style) []string {
	var out []string
	out = append(out, indent(f.Help, w, style)...)
	if f.Description != f.Help {
		out = append(out, indent(f.Description, w, style)...)
	}
	if f.Default != "" {
		out = append(out, indent("default: "+f.Default, w, style)...)
	}
	if len(f.Options) == 0 {
		return out
	}
	options := make([]string, len(f.Options))
	for i, o := range f.Options {
		if options[i] = o.Value; o.Label != o.Value {
			options[i] += " (" + o.Label + ")"
		}
	}
	return append(out, indent("one of "+strings.Join(options, ", "), w, style)...)
}

// indent wraps text two cells in.
func indent(text string, w int, style theme.Style) []string {
	if text == "" {
		return nil
	}
	var out []string
	for _, l := range cell.Wrap(text, max(w-2, 1)) {
		out = append(out, "  "+style.Render(l))
	}
	return out
}
