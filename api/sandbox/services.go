package sandbox

import (
	"iscope/api/sandbox/internal/flow"
	"iscope/api/sandbox/internal/inbox"
	"iscope/api/sandbox/internal/kit"
	"iscope/api/sandbox/internal/nerm"
	"iscope/api/sandbox/internal/people"
	"iscope/api/sandbox/internal/tasks"
)

// services lists the parts of the tenant, one line each.
func services(w *kit.World) []kit.Service {
	return []kit.Service{
		flow.New(w),
		inbox.New(w),
		tasks.New(w),
		people.New(w),
		nerm.New(w),
	}
}
