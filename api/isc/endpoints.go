package isc

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"iscope/api"
)

// Generation is the form of the API's paths that a tenant is asked in.
type Generation string

// Generations, as the configuration writes them.
const (
	V3    Generation = "v3" // with beta for task status
	V2025 Generation = "v2025"
	V2026 Generation = "v2026"
	V1    Generation = "v1" // one path per service
)

// Generations lists every generation, the default first.
var Generations = []Generation{V3, V2025, V2026, V1}

// ParseGeneration reads a generation as the configuration writes it; "" is the
// default, v3.
func ParseGeneration(s string) (Generation, error) {
	if s == "" {
		return V3, nil
	}
	if g := Generation(strings.ToLower(s)); slices.Contains(Generations, g) {
		return g, nil
	}
	return "", fmt.Errorf("unknown API generation %q: want v3, v2025, v2026 or v1", s)
}

// endpoint is the method and canonical path of an operation. {id} and {line}
// are filled in when it is asked.
type endpoint struct{ method, path string }

// endpoints has every operation of ISC, whatever the generation.
var endpoints = map[api.Op]endpoint{
	api.ListWorkflows:        {http.MethodGet, "/workflows"},
	api.GetWorkflow:          {http.MethodGet, "/workflows/{id}"},
	api.CreateWorkflow:       {http.MethodPost, "/workflows"},
	api.ReplaceWorkflow:      {http.MethodPut, "/workflows/{id}"},
	api.PatchWorkflow:        {http.MethodPatch, "/workflows/{id}"},
	api.DeleteWorkflow:       {http.MethodDelete, "/workflows/{id}"},
	api.TestWorkflow:         {http.MethodPost, "/workflows/{id}/test"},
	api.ListExecutions:       {http.MethodGet, "/workflows/{id}/executions"},
	api.GetExecution:         {http.MethodGet, "/workflow-executions/{id}"},
	api.GetHistory:           {http.MethodGet, "/workflow-executions/{id}/history"},
	api.GetHistoryV2:         {http.MethodGet, "/workflow-executions/{id}/history-v2"},
	api.CancelExecution:      {http.MethodPost, "/workflow-executions/{id}/cancel"},
	api.ListLibrary:          {http.MethodGet, "/workflow-library"},
	api.ListActions:          {http.MethodGet, "/workflow-library/actions"},
	api.ListOperators:        {http.MethodGet, "/workflow-library/operators"},
	api.ListTriggers:         {http.MethodGet, "/workflow-library/triggers"},
	api.CreateExternalClient: {http.MethodPost, "/workflows/{id}/external/oauth-clients"},
	api.ExecuteExternal:      {http.MethodPost, "/workflows/execute/external/{id}"},
	api.TestExternal:         {http.MethodPost, "/workflows/execute/external/{id}/test"},

	api.ListWorkItems:          {http.MethodGet, "/work-items"},
	api.ListCompletedWorkItems: {http.MethodGet, "/work-items/completed"},
	api.CountWorkItems:         {http.MethodGet, "/work-items/count"},
	api.CountCompleted:         {http.MethodGet, "/work-items/completed/count"},
	api.SummarizeWorkItems:     {http.MethodGet, "/work-items/summary"},
	api.GetWorkItem:            {http.MethodGet, "/work-items/{id}"},
	api.CompleteWorkItem:       {http.MethodPost, "/work-items/{id}"},
	api.ApproveItem:            {http.MethodPost, "/work-items/{id}/approve/{line}"},
	api.RejectItem:             {http.MethodPost, "/work-items/{id}/reject/{line}"},
	api.BulkApprove:            {http.MethodPost, "/work-items/bulk-approve/{id}"},
	api.BulkReject:             {http.MethodPost, "/work-items/bulk-reject/{id}"},
	api.ForwardWorkItem:        {http.MethodPost, "/work-items/{id}/forward"},
	api.SubmitAccountSelection: {http.MethodPost, "/work-items/{id}/submit-account-selection"},

	api.ListTasks:        {http.MethodGet, "/task-status"},
	api.GetTask:          {http.MethodGet, "/task-status/{id}"},
	api.PatchTask:        {http.MethodPatch, "/task-status/{id}"},
	api.ListPendingTasks: {http.MethodGet, "/task-status/pending-tasks"},
	api.HeadPendingTasks: {http.MethodHead, "/task-status/pending-tasks"},

	api.ListPublicIdentities: {http.MethodGet, "/public-identities"},
}

// Endpoints returns where each operation of a generation goes, by path and method.
func Endpoints(g Generation) []api.Endpoint {
	var out []api.Endpoint
	for op, e := range endpoints {
		if g.has(op) {
			path, _ := g.place(e.path)
			out = append(out, api.Endpoint{Op: op, Method: e.method, Path: path})
		}
	}
	slices.SortFunc(out, api.Endpoint.Compare)
	return out
}

// has reports whether the generation has the operation.
func (g Generation) has(op api.Op) bool {
	switch op {
	case api.GetHistoryV2:
		return g != V3
	case api.ListPendingTasks, api.HeadPendingTasks:
		return g.pendingPaths()
	}
	_, ok := endpoints[op]
	return ok
}

// pendingPaths reports whether pending tasks have a path of their own; where
// they have not, the list of all tasks can be filtered for them.
func (g Generation) pendingPaths() bool { return g == V3 || g == V2025 }

// pagesWorkflows reports whether the list of workflows takes parameters; where
// it takes none, one answer is the whole list.
func (g Generation) pagesWorkflows() bool { return g == V3 }

// place returns the path template of a canonical path, and the version whose
// rate limit it counts in.
func (g Generation) place(path string) (template, version string) {
	service, rest, _ := strings.Cut(path[1:], "/")
	switch {
	case g == V1:
		if rest != "" {
			rest = "/" + rest
		}
		return "/" + service + "/v1" + rest, "v1"
	case g == V3 && service == "task-status":
		return "/beta" + path, "beta"
	}
	return "/" + string(g) + path, string(g)
}
