package inbox

import (
	"fmt"

	"iscope/api/sandbox/internal/kit"
)

// The scenarios of this file ask which of a person's accounts a request means.

// accountField asks for one of a person's accounts on a source.
func (d *draft) accountField(name string, s *kit.Source, p *kit.Person) field {
	f := field{Name: name, DisplayName: s.Name + " account", Type: "select", Required: true,
		HelpText: "Select the account that receives the access."}
	for _, alias := range []string{p.Alias, p.Alias + "-adm", "svc-" + p.Alias} {
		f.AllowedValues = append(f.AllowedValues, choice{
			Label: fmt.Sprintf("%s (%s)", alias, s.Name),
			Value: d.w.ID32("account", kit.Text(s.ID+alias)),
		})
	}
	return f
}

// selection begins an account selection with one section per source.
func (d *draft) selection(sources int) (*kit.Person, *form) {
	p := d.somebody()
	d.askedFor(p)
	id, name, title, subtitle := d.part(), "AccountSelection Form", "Account Selection for "+p.Name, "Please select from the following"
	f := &form{ID: &id, Name: &name, Title: &title, Subtitle: &subtitle, TargetUser: p.Alias}
	if d.r.IntN(3) == 0 {
		f.Subtitle = nil
	}
	for i := range sources {
		s := d.source(true)
		label, code := s.Name, fmt.Sprintf("Section%d", i+1)
		f.Sections = append(f.Sections, section{Name: &code, Label: &label,
			FormItems: []any{d.accountField(fmt.Sprintf("Field%d", i+1), s, p)}})
	}
	d.it.Form = f
	d.tell("Form", "Account Selection", "Select an account for "+p.Name)
	return p, f
}

func selectAccount(d *draft) { d.selection(1) }

// selectNested has two sources, a section within a section, a text to fill in
// and something to say yes or no to. Its inner choice is written the other way.
func selectNested(d *draft) {
	p, f := d.selection(2)
	name := "Section2.1"
	inner := d.accountField("Field3", d.source(true), p)
	inner.Type, inner.DisplayType = "string", "combobox"
	for _, c := range inner.AllowedValues {
		inner.AllowedValuesList = append(inner.AllowedValuesList, map[string]string{c.Label: c.Value})
	}
	inner.AllowedValues = nil
	f.Sections[1].FormItems = append(f.Sections[1].FormItems, section{Name: &name, FormItems: []any{
		inner,
		field{Name: "Reason", DisplayName: "Reason for this account", Type: "text", HelpText: "Kept with the request."},
		field{Name: "Notify", DisplayName: "Tell the person", Type: "boolean"},
	}})
}

// firstChoice answers a field with the first of its choices.
func firstChoice(fd *field) (string, bool) {
	values := fd.values()
	if len(values) == 0 {
		return "", false
	}
	return values[0], true
}
