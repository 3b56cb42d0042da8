package workflows

import (
	"context"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"iscope/api"
	"iscope/ui/golden"
	"iscope/ui/theme"
	"iscope/views/workflows/owner"
)

// registry is a tenant that knows people.
type registry struct {
	api.ISC
	status map[string]string
}

func (r registry) IdentitiesByID(_ context.Context, ids []string) (out []api.Identity, _ error) {
	for _, id := range ids {
		if s, ok := r.status[id]; ok {
			out = append(out, api.Identity{ID: id, Status: s})
		}
	}
	return out, nil
}

func (registry) Identity(context.Context, string) (api.Identity, error) {
	return api.Identity{}, &api.Error{Kind: api.NotFound, Op: api.ListPublicIdentities}
}

// TestOwnersWhoLeft pins that list, filter and overview say of a workflow that
// its owner is not here any more, in a word.
func TestOwnersWhoLeft(t *testing.T) {
	bubble(t, func(t *testing.T) {
		all := tenant()
		all[1].Owner, all[2].Owner = api.Ref{ID: "o2", Name: "Cleo Away"}, api.Ref{ID: "o3", Name: "Dan Nobody"}
		r := start(t, &fake{all: all}, nil)
		r.m.owners = owner.NewBook(owner.Config{
			Cmds: &api.Commands{ISC: registry{status: map[string]string{"o1": "ACTIVE", "o2": "INACTIVE"}}}, Now: r.env.Now, Program: t.Context(), View: r.m.ID(),
		})
		msg, ok := r.m.askOwners()().(owner.Msg)
		if !ok || msg.To() != r.m.ID() {
			t.Fatalf("%T", msg)
		}
		r.Do(r.m.gotOwners(msg))
		if cmd := r.m.askOwners(); cmd != nil {
			t.Error("what is known is asked for again")
		}
		frame, _ := r.m.Render(160, 12)
		golden.File(t, "owners-160x12.golden", ansi.Strip(frame))
		for text, n := range map[string]int{"inactive": 1, "gone": 1, "owner": 2, "ann": 3} {
			if r.m.table.SetFilter(text); r.m.table.Shown() != n {
				t.Errorf("%q shows %d", text, r.m.table.Shown())
			}
		}
		r.m.table.SetFilter("")
		for i, want := range map[int]string{1: "▲ inactive: Cleo Away", 2: "✗ gone: Dan Nobody"} {
			out := ansi.Strip(strings.Join(r.m.overviewTab(&all[i], 70), "\n"))
			if !strings.Contains(out, want) || !strings.Contains(out, "Choose another owner.") {
				t.Errorf("%s", out)
			}
		}
		if out := strings.Join(r.m.overviewTab(&all[0], 70), "\n"); strings.Contains(out, "Choose another") {
			t.Errorf("%s", out)
		}
		r.env.Styles = theme.New("mono", true, true, "")
		for w, want := range map[int]string{12: "^ inactive", 20: "^ inactive Cleo Away", 18: "^ inactive Cleo A…"} {
			if got, _ := r.m.ownerCell(&all[1], w); got != want {
				t.Errorf("%d cells: %q", w, got)
			}
		}
	})
}
