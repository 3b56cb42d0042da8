package inbox

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/keymap"
	"iscope/ui/dialog"
	"iscope/ui/screen"
)

// take copies or opens the row under the cursor.
func (m *Model) take(a keymap.Action) tea.Cmd {
	it := m.list.Selected()
	if m.split.Focused {
		it = &m.detail.item
	}
	if it == nil || it.ID == "" {
		return nil
	}
	switch {
	case a == "list.copy-id" && m.split.Focused:
		return m.askCopy()
	case a == "list.copy-id":
		return screen.Send(screen.Copy{Text: it.ID, What: "id"})
	case a == "list.copy-json" && it.Raw.IsZero():
		return m.cmds.WorkItem(m.ctx, m.ticket(api.GetWorkItem, it.ID, "copy"), it.ID)
	case a == "list.copy-json":
		return screen.Send(screen.Copy{Text: api.Pretty(it.Raw.JSON()), What: "work item as JSON"})
	case m.env.WebURL == "":
		return screen.Say(screen.Warn, "The address of the tenant's web interface is not known")
	}
	return screen.Send(screen.Browse{URL: m.env.WebURL})
}

// askCopy asks which value of the item in the detail shall be copied: what is
// done by hand is done somewhere else, with these.
func (m *Model) askCopy() tea.Cmd {
	values := m.detail.values()
	if len(values) == 1 {
		return screen.Send(screen.Copy{Text: m.detail.item.ID, What: "id"})
	}
	p := &dialog.Pick{Env: m.env, View: m.id, Name: "copy", Head: "Copy what?"}
	p.SetOptions(values)
	return screen.Send(screen.Show{Dialog: p})
}

// copied is one value that can be copied, and what it is.
type copied struct{ text, what string }

// values are the values of an item, each once: its id first, then those of its
// lines and of its form.
func (d *detail) values() []dialog.Option {
	seen := map[string]bool{}
	var out []dialog.Option
	add := func(what, text string) {
		if text != "" && !seen[text] {
			seen[text] = true
			out = append(out, dialog.Option{Value: copied{text, what}, Label: text, Note: what})
		}
	}
	add("id", d.item.ID)
	several := len(d.body.Approval)+len(d.body.Remediation) > 1
	of := func(what string, i int) string {
		if several {
			return fmt.Sprintf("%s, line %d", what, i+1)
		}
		return what
	}
	for i, a := range d.body.Approval {
		add(of("account", i), a.Account)
		add(of("value", i), a.Value)
		add(of("attribute", i), a.Attribute)
		add(of("application", i), a.Application)
	}
	for i, r := range d.body.Remediation {
		i += len(d.body.Approval)
		add(of("native identity", i), r.NativeIdentity)
		add(of("target", i), r.Target)
		add(of("value", i), r.Value)
		add(of("attribute", i), r.Attribute)
		add(of("application", i), r.Application)
	}
	if f := d.body.Form; f != nil {
		add("form subject", f.TargetUser)
	}
	add("requester", d.item.RequesterName)
	add("requester id", d.body.RequesterID)
	add("description", d.item.Description)
	return out
}

// onCopy copies the value that was chosen.
func onCopy(a dialog.Answer) tea.Cmd {
	if o, ok := a.Value.(dialog.Option); ok {
		if c, ok := o.Value.(copied); ok {
			return screen.Send(screen.Copy{Text: c.text, What: c.what})
		}
	}
	return nil
}
