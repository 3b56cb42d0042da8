package selection

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/api/safe"
	"iscope/ui/cell"
	"iscope/ui/dialog"
	"iscope/ui/screen"
)

// review opens the second step, where the form can be submitted as it is.
func (d *Dialog) review() tea.Cmd {
	if d.obstacle != "" {
		return nil
	}
	d.form.Check()
	if d.checked = d.form.Complaints() > 0; d.checked {
		d.count()
		return nil
	}
	fields, err := d.asks.Answers(d.answers())
	if err != nil {
		d.problem = capital(err.Error())
		return nil
	}
	d.problem = ""
	c := &dialog.Confirm{
		Env: d.env, View: d.view, Name: askSubmit, Value: reviewed{d, d.seq, fields}, Head: "Submit this account selection?",
		Lines: d.lines(fields), Yes: "Submit", No: "Back",
	}
	if d.env.Protected {
		c.Type = d.env.Tenant
	}
	return screen.Send(screen.Show{Dialog: c})
}

// count says how many complaints there are.
func (d *Dialog) count() {
	n := d.form.Complaints()
	if d.checked = n > 0; d.checked {
		d.problem = cell.Count(n, "field") + " cannot be sent like this"
		return
	}
	d.problem = ""
}

// answers returns what the fields hold, by their names.
func (d *Dialog) answers() map[string]string {
	out := map[string]string{}
	for key, f := range d.fields {
		if f.Problem == "" {
			out[f.Name] = d.value(key)
		}
	}
	return out
}

// value is what a field would send. Blanks around a text are not meant; those
// of a choice are the tenant's.
func (d *Dialog) value(key string) string {
	v := d.form.Value(key)
	if d.fields[key].Kind != api.FieldChoice {
		v = strings.TrimSpace(v)
	}
	return v
}

// lines are those of the review: what the item is, every answer, what is left
// out, and what to be wary of.
func (d *Dialog) lines(fields map[string]string) []string {
	st := d.env.Styles
	out := []string{st.Strong.Render(d.name()), "id " + d.item.ID, "requested by " + orElse(d.item.RequesterName, "nobody the tenant names")}
	if d.asks.TargetUser != "" {
		out = append(out, "for "+d.asks.TargetUser)
	}
	out = append(out, d.warnings(fields)...)
	var left, other []string
	path := ""
	out = append(out, "")
	for i, in := range d.walk() {
		f := d.fields[d.keys[i]]
		value, sent := fields[f.Name]
		switch {
		case f.Problem != "":
			if f.Kind != api.FieldShown {
				other = append(other, label(f))
			}
			continue
		case !sent:
			left = append(left, label(f))
			continue
		}
		if in != path {
			path = in
			out = append(out, path)
		}
		shown := f.Shown(value)
		out = append(out, "  "+st.Pair(label(f), strings.ReplaceAll(shown, "\n", " ␤ ")))
		if shown != value {
			out = append(out, "    sent as "+value)
		}
	}
	if len(left) > 0 {
		out = append(out, "", "Left out, since empty: "+strings.Join(left, ", "))
	}
	if len(other) > 0 {
		out = append(out, "", "Not part of the answer: "+strings.Join(other, ", "))
	}
	return out
}

// walk returns the headings each field stands below, as one line.
func (d *Dialog) walk() []string {
	out := make([]string, 0, len(d.keys))
	for _, key := range d.keys {
		out = append(out, strings.Join(d.form.Headings(key), " / "))
	}
	return out
}

// warnings says which of the names the person agrees to mix alphabets, as
// names do that imitate others.
func (d *Dialog) warnings(fields map[string]string) []string {
	texts := []string{d.item.Description, d.item.RequesterName, d.asks.Title, d.asks.TargetUser}
	for _, key := range d.keys {
		f := d.fields[key]
		if value, sent := fields[f.Name]; sent && f.Problem == "" {
			texts = append(texts, label(f), f.Shown(value), value)
		}
	}
	var out []string
	seen := map[string]bool{}
	for _, t := range texts {
		if safe.MixedScripts(t) && !seen[t] {
			seen[t] = true
			out = append(out, d.env.Styles.Warn.Render("! "+cell.Cut(t, 60)+" mixes alphabets: make sure by the id what it is"))
		}
	}
	return out
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
