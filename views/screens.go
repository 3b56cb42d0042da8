package views

import (
	"context"

	"iscope/api"
	"iscope/api/journal"
	"iscope/api/safe"
	"iscope/ui/screen"
	"iscope/views/executions"
	"iscope/views/inbox"
	"iscope/views/session"
	"iscope/views/tasks"
	"iscope/views/workflows"
)

// ScreenOptions is what the views of a tenant need beside its commands.
type ScreenOptions struct {
	Journal  *journal.Journal  // of decisions about the tenant
	Drafts   string            // folder for what is being edited; "" keeps it in memory only
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
	sessions := session.New(env, cmds, j, ctx, "sessions#1")
	sessions.Aliases = make(map[string]string, len(o.Aliases))
	for name, id := range o.Aliases {
		sessions.Aliases[id] = safe.Line(name)
	}
	if o.Drafts != "" {
		sessions.Drafts = session.Files{Dir: o.Drafts, Tenant: env.Tenant}
	}
	return []View{
		workflows.New(env, cmds, j, ctx, "workflows#1"),
		executions.New(env, cmds, j, ctx, "executions#1"),
		inbox.New(env, cmds, inbox.Options{Journal: j, Comments: o.Comments, Sections: o.Sections}, ctx, "inbox#1"),
		tasks.New(env, cmds, j, ctx, "tasks#1"),
		sessions,
	}
}
