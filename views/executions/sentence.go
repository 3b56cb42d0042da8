package executions

import (
	"strings"

	"iscope/api"
)

// failures say for each operation what it comes to.
var failures = map[api.Op]string{
	api.ListWorkflows:  "The list of workflows could not be read",
	api.ListExecutions: "Executions could not be read",
	api.GetExecution:   "The execution could not be read",
	api.GetHistory:     "The history could not be read",
	api.GetHistoryV2:   "The history could not be read",
	api.Authenticate:   "Signing in failed",
}

// sentence tells a failure to a person: what could not be done, and why.
func sentence(err *api.Error) string {
	what := failures[err.Op]
	if what == "" {
		return err.Sentence()
	}
	return what + ": " + reason(err)
}

// reason is why it failed, without the name of the operation.
func reason(err *api.Error) string { return strings.TrimPrefix(err.Error(), string(err.Op)+": ") }
