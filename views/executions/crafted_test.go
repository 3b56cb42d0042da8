package executions

import (
	"fmt"
	"strings"
	"testing"

	"iscope/api"
)

// crafted are histories that have everything a plain one has not.
func crafted(t *testing.T) []struct {
	name   string
	exec   api.Execution
	events []api.Event
	def    api.Definition
} {
	def := api.ReadDefinition([]byte(provisioning))
	loop := func(from float64, n int, bad string) string {
		var b strings.Builder
		for i := range n {
			at := from + float64(i)
			fmt.Fprintf(&b, "%g StartChildWorkflowExecutionInitiated [Each account|sp:loop:iterator]\n", at)
			fmt.Fprintf(&b, "%g ChildWorkflowExecutionStarted [Each account|sp:loop:iterator]\n", at+0.1)
			b.WriteString(stepScript(at+0.2, at+0.6, "Disable account", "sp:manage-account"))
			if bad != "" && i == n-1 {
				fmt.Fprintf(&b, "%g ChildWorkflowExecutionFailed [Each account|sp:loop:iterator|%s]\n", at+0.8, bad)
			} else {
				fmt.Fprintf(&b, "%g ChildWorkflowExecutionCompleted [Each account|sp:loop:iterator]\n", at+0.8)
			}
		}
		return b.String()
	}
	type c = struct {
		name   string
		exec   api.Execution
		events []api.Event
		def    api.Definition
	}
	return []c{
		{"retries", execution(api.ExecutionFailed, 12), script(t, beginning+stepScript(0.2, 0.6, "Get Identity", "sp:get-identity")+`
			1 ActivityTaskScheduled [Create ticket|sp:http]
			1.1 ActivityTaskStarted [Create ticket|sp:http]
			3 ActivityTaskFailed [Create ticket|sp:http|503 Service Unavailable]
			4 ActivityTaskScheduled [Create ticket|sp:http]
			4.1 ActivityTaskStarted [Create ticket|sp:http]
			6 ActivityTaskFailed [Create ticket|sp:http|503 Service Unavailable]
			9 ActivityTaskScheduled [Create ticket|sp:http]
			9.1 ActivityTaskStarted [Create ticket|sp:http]
			11 ActivityTaskFailed [Create ticket|sp:http|401 Unauthorized from https://servicedesk.example]
			12 WorkflowExecutionFailed [||step Create ticket failed]`), api.Definition{}},
		{"choices", execution(api.ExecutionCompleted, 6), script(t, beginning+stepScript(0.2, 0.6, "Get Identity", "sp:get-identity")+
			stepScript(0.7, 0.9, "Is contractor?", "sp:compare-strings")+stepScript(1, 3, "Tell sponsor", "sp:send-email")+
			stepScript(3.1, 3.3, "Done?", "sp:is-present")+"6 WorkflowExecutionCompleted"), def},
		{"choice-without-event", execution(api.ExecutionCompleted, 6), script(t, beginning+stepScript(0.2, 0.6, "Get Identity", "sp:get-identity")+
			stepScript(1, 3, "Tell sponsor", "sp:send-email")+"6 WorkflowExecutionCompleted"), def},
		{"loop", execution(api.ExecutionFailed, 6), script(t, beginning+stepScript(0.2, 0.6, "Get Identity", "sp:get-identity")+
			loop(1, 4, "cannot resolve $.loop.loopInput.id")+"6 WorkflowExecutionFailed [||step Each account failed]"), def},
		{"loop-folded", execution(api.ExecutionCompleted, 32), script(t, beginning+loop(1, 30, "")+"32 WorkflowExecutionCompleted"), def},
		{"skew-and-contradiction", execution(api.ExecutionCompleted, 8), script(t, beginning+`
			1 ActivityTaskScheduled [First|sp:http]
			2 ActivityTaskStarted [First|sp:http]
			1.5 ActivityTaskCompleted [First|sp:http]
			3 ActivityTaskStarted [Never scheduled|sp:http]
			4 ActivityTaskCompleted [Never scheduled|sp:http]
			4.5 ActivityTaskFailed [Never scheduled|sp:http|too late]
			5 ActivityTaskCompleted [Out of the blue|sp:http]
			6 WorkflowExecutionFailed [||it broke]`), api.Definition{}},
		{"missing-ends", execution(api.ExecutionCompleted, 8), script(t, `
			1 ActivityTaskScheduled [First|sp:http]
			2 ActivityTaskStarted [First|sp:http]
			3 ActivityTaskScheduled [Second|sp:http]
			4 StartChildWorkflowExecutionInitiated [Loop|sp:loop:iterator]`), api.Definition{}},
		{"unknown-types", execution(api.ExecutionCanceled, 8), script(t, beginning+`
			1 TimerStarted [Wait|sp:sleep]
			2 TimerStarted [Wait|sp:sleep]
			3 MarkerRecorded
			4 ActivityTaskScheduled [Ask|sp:forms]
			5 ActivityTaskStarted [Ask|sp:forms]
			6 ActivityTaskCancelRequested [Ask|sp:forms]
			7 ActivityTaskCanceled [Ask|sp:forms]`), api.Definition{}},
		{"running", execution(api.ExecutionRunning, 0), script(t, beginning+stepScript(0.2, 0.6, "Get Identity", "sp:get-identity")+
			"1 ActivityTaskScheduled [Ask|sp:forms]\n1.2 ActivityTaskStarted [Ask|sp:forms]\n2 ActivityTaskScheduled [Next|sp:http]"), api.Definition{}},
		{"visited-again", execution(api.ExecutionCompleted, 8), script(t, beginning+stepScript(1, 2, "Poll", "sp:http")+stepScript(2, 3, "Wait", "sp:sleep")+
			stepScript(3, 4, "Poll", "sp:http")+stepScript(4, 5, "Wait", "sp:sleep")+stepScript(5, 6, "Poll", "sp:http")+"8 WorkflowExecutionCompleted"), api.Definition{}},
		{"empty", execution(api.ExecutionQueued, 0), nil, api.Definition{}},
	}
}
