package edit

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/api/safe"
	"iscope/ui/cell"
	"iscope/ui/extern"
	"iscope/ui/jsonedit"
	"iscope/ui/screen"
	"iscope/views/internal/draft"
)

// recovered is what an earlier run of the program left.
type recovered struct {
	drafts []kept
	left   []left
	lost   []string // why a text that an editor had could not be taken over
}

// Recover looks for drafts that were never sent, and takes texts over that an
// editor had when an earlier run of the program ended. It tells of them. The view
// calls it once at the start.
func (d *Desk) Recover() tea.Cmd {
	store := d.Drafts
	if store == nil {
		return nil
	}
	dir, tenant := d.Outside, d.Env.Tenant
	return order(d, 0, d.Program, d.reads.Detached("recover drafts", ""), func(context.Context) (recovered, error) {
		var out recovered
		if dir != "" {
			texts, err := extern.Leftovers(dir, tenant, jsonedit.Max)
			if err != nil {
				out.lost = append(out.lost, safe.Line(err.Error()))
			}
			for _, l := range texts {
				switch kept, err := adopt(store, l); {
				case err != nil:
					out.lost = append(out.lost, l.File.Path()+" ("+safe.Line(err.Error())+")")
				case kept != nil:
					out.left = append(out.left, *kept)
				}
			}
		}
		var err error
		out.drafts, err = list(store)
		return out, err
	})
}

// list returns the drafts of a store, the newest first.
func list(store draft.Store) ([]kept, error) {
	lister, ok := store.(draft.Lister)
	if !ok {
		return nil, nil
	}
	bodies, err := lister.List()
	var out []kept
	for _, b := range bodies {
		var k kept
		if json.Unmarshal(b, &k) == nil && k.ID != "" && k.Copy >= 0 && k.Copy < draft.Most {
			k.sum = draft.Sum(b)
			out = append(out, k)
		}
	}
	slices.SortFunc(out, func(a, b kept) int { return b.Saved.Compare(a.Saved) })
	return out, err
}

// adopt puts the text that an editor had into the draft it belongs to, and removes
// its file. Where secrets are written out in it the draft has the rest; that file,
// and one that belongs to no draft, stays until a person says what becomes of it,
// and is returned.
func adopt(store draft.Store, l extern.Leftover) (*left, error) {
	name, mine := strings.CutPrefix(l.ID, outsidePrefix)
	if !mine {
		return nil, nil
	}
	text := strings.TrimRight(string(l.Text), "\n")
	rest, secrets := withhold(text, map[string]bool{})
	out := &left{name: name, text: text, file: l.File, secrets: secrets}
	body, err := store.Load(name)
	if err != nil {
		return nil, err
	}
	k, err := readKept(body, draft.Owner(name))
	if err != nil || k == nil || k.name() != name {
		return out, err
	}
	if out.draft = k; !slices.Contains(k.Beside, l.File.Path()) { // else the draft is the newer
		if k.Part == kindNames[fields] {
			k.Part = kindNames[whole]
		}
		k.Text, k.Left, k.Settled = rest, secrets, false
		k.Beside = append(k.Beside, l.File.Path())
		if body, err = json.Marshal(k); err != nil {
			return nil, err
		}
		if err := store.Save(name, body); err != nil {
			return nil, err
		}
		k.sum = draft.Sum(body)
	}
	if secrets > 0 {
		return out, nil
	}
	return nil, l.File.Remove()
}

// recoveredCame tells of drafts, and asks about texts with secrets.
func (d *Desk) recoveredCame(r api.Result[recovered]) tea.Cmd {
	var cmds []tea.Cmd
	for _, why := range r.Value.lost {
		cmds = append(cmds, screen.Say(screen.Warn, "A text that was open in an editor was left alone: "+why))
	}
	d.left = r.Value.left
	if names := draftNames(r.Value.drafts); len(names) > 0 {
		text := "A draft of a workflow was kept: "
		switch n := len(r.Value.drafts); {
		case n > 1 && len(names) == 1:
			text = cell.Count(n, "draft") + " of a workflow were kept: "
		case n > 1:
			text = cell.Count(n, "draft") + " of workflows were kept: "
		}
		if len(names) > toldDrafts {
			names = append(names[:toldDrafts], "…")
		}
		cmds = append(cmds, screen.Say(screen.Info, text+strings.Join(names, ", ")+"; "+d.Env.Keys.Key("workflows.edit")+" goes on"))
	}
	return tea.Batch(append(cmds, d.askLeft())...)
}

// toldDrafts is how many workflows with drafts are named.
const toldDrafts = 3

// draftNames returns what the workflows are called that drafts are of, each once.
func draftNames(drafts []kept) []string {
	var names []string
	seen := map[string]bool{}
	for _, k := range drafts {
		if seen[k.ID] {
			continue
		}
		seen[k.ID] = true
		name := cell.Cut(safe.Line(k.Name), 32)
		if strings.HasPrefix(k.ID, freshPrefix) {
			name += " (new)"
		}
		names = append(names, name)
	}
	return names
}
