package views

import (
	"context"

	"iscope/api"
	"iscope/api/safe"
	"iscope/ui/screen"
	"iscope/views/executions"
	"iscope/views/inbox"
	"iscope/views/session"
	"iscope/views/tasks"
	"iscope/views/workflows"
)

// Screens returns the five views of a tenant, in the order of their tabs.
// Writes run under ctx. What is being edited is kept in the folder drafts until
// it is sent, "" keeps it in memory only. Aliases are names of NERM workflows,
// by name.
func Screens(ctx context.Context, env *screen.Env, cmds *api.Commands, drafts string, aliases map[string]string) []View {
	sessions := session.New(env, cmds, ctx, "sessions#1")
	sessions.Aliases = make(map[string]string, len(aliases))
	for name, id := range aliases {
		sessions.Aliases[id] = safe.Line(name)
	}
	if drafts != "" {
		sessions.Drafts = session.Files{Dir: drafts, Tenant: env.Tenant}
	}
	return []View{
		workflows.New(env, cmds, ctx, "workflows#1"),
		executions.New(env, cmds, ctx, "executions#1"),
		inbox.New(env, cmds, ctx, "inbox#1"),
		tasks.New(env, cmds, ctx, "tasks#1"),
		sessions,
	}
}
