package edit

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"iscope/ui/form"
	"iscope/ui/jsonedit"
	"iscope/views/workflows/check/place"
)

// quoted writes a text as JSON.
func quoted(s string) []byte { return place.AppendQuoted(nil, s) }

// typed takes what stands in the editor.
func (d *Desk) typed(text string) tea.Cmd {
	j := d.job
	if text == j.text || j.stage == outside || j.busy() {
		return nil
	}
	j.text = text
	j.edited()
	return d.keeper.Touch()
}

// putBack puts the text back as it was and, done again, brings what was typed.
func (d *Desk) putBack() tea.Cmd {
	j := d.job
	original := jsonedit.Format(j.what.text(j.base.doc))
	text := original
	switch {
	case jsonedit.Format([]byte(j.text)) != original:
		j.aside = j.text
		d.note("As it was; once more brings your text back")
	case j.aside != "":
		text, j.aside = j.aside, ""
	default:
		return nil
	}
	cmd := d.typed(text)
	d.panel.load()
	return cmd
}

// field is one text of a workflow that the form has.
type field struct {
	pointer, group, label, help string
	lines                       bool
}

// fieldsFor are the texts that a form has for a workflow with that trigger.
func fieldsFor(trigger string) []field {
	out := []field{
		{pointer: "/name", label: "Name"},
		{pointer: "/description", label: "Description", lines: true},
	}
	add := func(member, label, help string) {
		out = append(out, field{pointer: place.Step("/trigger/attributes", member), group: "Trigger", label: label, help: help})
	}
	switch strings.ToUpper(trigger) {
	case "EVENT":
		add("id", "Event", "such as idn:identity-attributes-changed")
		add("filter.$", "Filter", "a JSONPath over the input; empty lets every event through")
		add("description", "Trigger description", "")
	case "SCHEDULED":
		add("cronString", "Cron", "minute hour day month weekday")
		add("timeZone", "Time zone", "such as Europe/Berlin; empty is UTC")
	case "EXTERNAL":
		add("name", "Trigger name", "")
		add("description", "Trigger description", "")
	}
	return out
}

// fieldsOf are the fields of a document. What is not a text cannot be edited in a
// form.
func fieldsOf(doc []byte) []form.Field {
	root := read(doc)
	var out []form.Field
	for _, f := range fieldsFor(root.At("/trigger/type").Str()) {
		n := root.At(f.pointer)
		x := form.Field{Key: f.pointer, Group: f.group, Label: f.label, Value: n.Str(), Help: f.help, Kind: form.Text}
		if f.lines {
			x.Kind = form.Lines
		}
		if n != nil && n.Kind != place.String && n.Kind != place.Null {
			x.Kind, x.Value, x.Help = form.Fixed, string(n.Compact(nil)), "Not a text; edit the whole workflow instead"
		}
		if f.pointer == "/name" {
			x.Starred, x.Check = true, func(v string) string {
				if strings.TrimSpace(v) == "" {
					return "a workflow needs a name"
				}
				return ""
			}
		}
		out = append(out, x)
	}
	return out
}

// formSet puts the texts of a document into the form.
func (d *Desk) formSet(doc []byte) {
	root := read(doc)
	for _, f := range fieldsOf(d.job.base.doc) {
		if n := root.At(f.Key); f.Kind != form.Fixed && n.Str() != f.Value {
			d.job.form.Set(f.Key, n.Str())
		}
	}
}

// formTyped takes what stands in the form.
func (d *Desk) formTyped() tea.Cmd {
	j := d.job
	doc := j.base.doc
	for _, c := range j.form.Changes() {
		if c.After == "" && c.Key != "/name" && c.Key != "/description" {
			doc = without(doc, c.Key)
			continue
		}
		if out, ok := put(doc, c.Key, quoted(c.After)); ok {
			doc = out
		} else if out, ok := put(doc, "/trigger/attributes", []byte(fmt.Sprintf("{%s:%s}", quoted(place.Split(c.Key)[2]), quoted(c.After)))); ok {
			doc = out
		}
	}
	return d.typed(string(doc))
}

// guarded is what the edit began with, as a draft has it.
type guarded struct {
	of   []byte // never empty: a document is at least an object
	text string
	had  map[string]bool // secrets that are the tenant's
}

// kept returns the draft of the job as it is now.
func (d *Desk) kept() kept {
	j := d.job
	if j.guarded.of == nil || &j.guarded.of[0] != &j.base.doc[0] {
		j.guarded = guarded{of: j.base.doc, had: map[string]bool{}}
		if !j.fresh {
			j.guarded.had = secretsIn(string(j.base.doc))
		}
		j.guarded.text, _ = withhold(string(j.base.doc), nil)
	}
	k := kept{
		ID: j.id, Copy: j.place, Name: j.label(), Part: kindNames[j.what.kind], Pointer: j.what.pointer, Saved: d.Env.Now().UTC().Round(0), Modified: j.base.modified, Enabled: j.base.enabled,
	}
	k.Base = j.guarded.text
	k.Text, k.Left = withhold(j.text, j.guarded.had)
	for _, f := range j.files {
		k.Beside = append(k.Beside, f.Path())
	}
	if l := d.leftOf(j.draftName()); l != nil && l.draft != nil {
		k.Beside, k.Settled = append(k.Beside, l.file.Path()), l.draft.Settled
	}
	return k
}

// print identifies what a draft holds, but for when it was saved.
func (k kept) print() string {
	return k.ID + "\x00" + k.Part + k.Pointer + "\x00" + k.Base + "\x00" + k.Text
}

// save brings the draft on disk up to the text.
func (d *Desk) save() tea.Cmd {
	j := d.job
	if j == nil || j.unread() || j.stage == ended || !j.placed() {
		return nil
	}
	d.keeper.Hurry()
	if !j.typed() {
		if d.onDisk() {
			return d.dropDraft()
		}
		return nil
	}
	k := d.kept()
	j.withheld = k.Left
	return d.keeper.Save(k.ID, k.Copy, k.print(), k.placed)
}

// safe reports whether the draft on disk has all that was typed.
func (d *Desk) safe() bool {
	if !d.job.placed() {
		return false
	}
	k := d.kept()
	return k.Left == 0 && d.keeper.Safe(k.print())
}
