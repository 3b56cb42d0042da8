package views

import (
	"context"
	"fmt"
	"path/filepath"

	"iscope/api"
	"iscope/api/journal"
	"iscope/api/safe"
	"iscope/ui/screen"
	"iscope/views/executions"
	"iscope/views/inbox"
	"iscope/views/internal/draft"
	"iscope/views/session"
	"iscope/views/tasks"
	"iscope/views/workflows"
)

// able is what every screen can do beside what every view can. The shell finds out by
// asking (view.go); a method that is not quite right would only not be found.
type able interface {
	Leaver
	Settler
	Disabler
	Hider
	Hinter
	Speaker
	Mouser
	screen.Opener
	screen.Filterer
}

// withholding is a screen with writes that wait and can be given up.
type withholding interface {
	able
	Holder
	Abandoner
}

var (
	_ withholding = (*workflows.Model)(nil)
	_ interface {
		withholding
		Labeler
	} = (*executions.Model)(nil)
	_ interface {
		withholding
		Unsettled
	} = (*inbox.Model)(nil)
	_ able = (*tasks.Model)(nil)
	_ able = (*session.Model)(nil)
)

// ScreenOptions is what the views of a tenant need beside its commands.
type ScreenOptions struct {
	// Instance is part of the addresses of the views: no two tenants that were
	// opened one after the other share one. 0 is 1.
	Instance int
	Journal  *journal.Journal  // of decisions about the tenant
	Drafts   string            // folder for what is being edited; "" keeps it in memory only
	Address  string            // of the tenant, since a name may come to stand for another one
	Aliases  map[string]string // ids of NERM workflows, by name
	Comments []string          // templates for the comment of a forward
	Sections []Section         // named filters of the inbox
}

// Section is a named filter of the inbox.
type Section = inbox.Section

// Screens returns the five views of a tenant, in the order of their tabs.
// Writes run under ctx.
func Screens(ctx context.Context, env *screen.Env, cmds *api.Commands, o ScreenOptions) []View {
	j := o.Journal
	id := func(view string) string { return fmt.Sprintf("%s#%d", view, max(o.Instance, 1)) }
	kept := env.Tenant + " " + o.Address
	sessions := session.New(env, cmds, j, ctx, id("sessions"))
	sessions.Aliases = make(map[string]string, len(o.Aliases))
	for name, id := range o.Aliases {
		sessions.Aliases[id] = safe.Line(name)
	}
	if o.Drafts != "" {
		sessions.Drafts = session.Files{Dir: o.Drafts, Tenant: kept, Before: env.Tenant}
	}
	edits := workflows.Options{Journal: j}
	if o.Drafts != "" {
		edits.Drafts = draft.Files{Dir: o.Drafts, Tenant: kept, Kind: "workflow"}
		edits.Outside = filepath.Join(o.Drafts, "open")
	}
	return []View{
		workflows.New(env, cmds, edits, ctx, id("workflows")),
		executions.New(env, cmds, j, ctx, id("executions")),
		inbox.New(env, cmds, inbox.Options{Journal: j, Comments: o.Comments, Sections: o.Sections}, ctx, id("inbox")),
		tasks.New(env, cmds, j, ctx, id("tasks")),
		sessions,
	}
}
