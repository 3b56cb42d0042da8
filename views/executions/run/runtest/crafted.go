package runtest

import (
	"fmt"
	"strings"
	"testing"

	"iscope/api"
)

// History is a crafted history.
type History struct {
	Name       string
	Exec       api.Execution
	Events     []api.Event
	Definition api.Definition
}

// loop writes n rounds of the loop of Provisioning; the last one fails where
// bad says why.
func loop(from float64, n int, bad string) string {
	var b strings.Builder
	for i := range n {
		at := from + float64(i)
		fmt.Fprintf(&b, "%g StartChildWorkflowExecutionInitiated [Each account|sp:loop:iterator]\n", at)
		fmt.Fprintf(&b, "%g ChildWorkflowExecutionStarted [Each account|sp:loop:iterator]\n", at+0.1)
		b.WriteString(Step(at+0.2, at+0.6, "Disable account", "sp:manage-account"))
		if bad != "" && i == n-1 {
			fmt.Fprintf(&b, "%g ChildWorkflowExecutionFailed [Each account|sp:loop:iterator|%s]\n", at+0.8, bad)
		} else {
			fmt.Fprintf(&b, "%g ChildWorkflowExecutionCompleted [Each account|sp:loop:iterator]\n", at+0.8)
		}
	}
	return b.String()
}

// Crafted returns histories that have everything a plain one has not: retries,
// choices, loops, clocks that disagree, ends that are missing, types nobody
// knows, nothing at all.
func Crafted(t testing.TB) []History {
	t.Helper()
	def := api.ReadDefinition([]byte(Provisioning))
	return []History{
		{"retries", Execution(api.ExecutionFailed, 12), Script(t, Beginning+Step(0.2, 0.6, "Get Identity", "sp:get-identity")+`
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
		{"choices", Execution(api.ExecutionCompleted, 6), Script(t, Beginning+Step(0.2, 0.6, "Get Identity", "sp:get-identity")+
			Step(0.7, 0.9, "Is contractor?", "sp:compare-strings")+Step(1, 3, "Tell sponsor", "sp:send-email")+
			Step(3.1, 3.3, "Done?", "sp:is-present")+"6 WorkflowExecutionCompleted"), def},
		{"choice-without-event", Execution(api.ExecutionCompleted, 6), Script(t, Beginning+Step(0.2, 0.6, "Get Identity", "sp:get-identity")+
			Step(1, 3, "Tell sponsor", "sp:send-email")+"6 WorkflowExecutionCompleted"), def},
		{"loop", Execution(api.ExecutionFailed, 6), Script(t, Beginning+Step(0.2, 0.6, "Get Identity", "sp:get-identity")+
			loop(1, 4, "cannot resolve $.loop.loopInput.id")+"6 WorkflowExecutionFailed [||step Each account failed]"), def},
		{"loop-folded", Execution(api.ExecutionCompleted, 32), Script(t, Beginning+loop(1, 30, "")+"32 WorkflowExecutionCompleted"), def},
		{"skew-and-contradiction", Execution(api.ExecutionCompleted, 8), Script(t, Beginning+`
			1 ActivityTaskScheduled [First|sp:http]
			2 ActivityTaskStarted [First|sp:http]
			1.5 ActivityTaskCompleted [First|sp:http]
			3 ActivityTaskStarted [Never scheduled|sp:http]
			4 ActivityTaskCompleted [Never scheduled|sp:http]
			4.5 ActivityTaskFailed [Never scheduled|sp:http|too late]
			5 ActivityTaskCompleted [Out of the blue|sp:http]
			6 WorkflowExecutionFailed [||it broke]`), api.Definition{}},
		{"missing-ends", Execution(api.ExecutionCompleted, 8), Script(t, `
			1 ActivityTaskScheduled [First|sp:http]
			2 ActivityTaskStarted [First|sp:http]
			3 ActivityTaskScheduled [Second|sp:http]
			4 StartChildWorkflowExecutionInitiated [Loop|sp:loop:iterator]`), api.Definition{}},
		{"unknown-types", Execution(api.ExecutionCanceled, 8), Script(t, Beginning+`
			1 TimerStarted [Wait|sp:sleep]
			2 TimerStarted [Wait|sp:sleep]
			3 MarkerRecorded
			4 ActivityTaskScheduled [Ask|sp:forms]
			5 ActivityTaskStarted [Ask|sp:forms]
			6 ActivityTaskCancelRequested [Ask|sp:forms]
			7 ActivityTaskCanceled [Ask|sp:forms]`), api.Definition{}},
		{"running", Execution(api.ExecutionRunning, 0), Script(t, Beginning+Step(0.2, 0.6, "Get Identity", "sp:get-identity")+
			"1 ActivityTaskScheduled [Ask|sp:forms]\n1.2 ActivityTaskStarted [Ask|sp:forms]\n2 ActivityTaskScheduled [Next|sp:http]"), api.Definition{}},
		{"visited-again", Execution(api.ExecutionCompleted, 8), Script(t, Beginning+Step(1, 2, "Poll", "sp:http")+Step(2, 3, "Wait", "sp:sleep")+
			Step(3, 4, "Poll", "sp:http")+Step(4, 5, "Wait", "sp:sleep")+Step(5, 6, "Poll", "sp:http")+"8 WorkflowExecutionCompleted"), api.Definition{}},
		{"parallel-children", Execution(api.ExecutionFailed, 6), Script(t, Beginning+parallel+"6 WorkflowExecutionFailed [||step Each account failed]"), def},
		{"nested-loops", Execution(api.ExecutionCompleted, 9), Script(t, Beginning+nestedRounds()+"9 WorkflowExecutionCompleted"), api.ReadDefinition([]byte(Nested))},
		{"retried-in-a-loop", Execution(api.ExecutionCompleted, 9), Script(t, Beginning+retriedInside+"9 WorkflowExecutionCompleted"), def},
		{"all-types", Execution(api.ExecutionFailed, 9), Script(t, allTypes), def},
		{"without-times", Execution(api.ExecutionCompleted, 4), Script(t, strings.ReplaceAll(Beginning+Step(1, 2, "First", "sp:http")+"4 WorkflowExecutionCompleted\n", "\n1", "\n-")+
			"- ActivityTaskScheduled [Second|sp:http]\n5 TimerFired {\"after\":\"the end\"}"), api.Definition{}},
		{"two-days", Execution(api.ExecutionCompleted, 172_810), Script(t, Beginning+Step(1, 2, "Ask", "sp:forms")+Step(172_800, 172_802, "Tell", "sp:send-email")+
			"172810 WorkflowExecutionCompleted"), api.Definition{}},
		{"empty", Execution(api.ExecutionQueued, 0), nil, api.Definition{}},
	}
}

// parallel are three rounds of the loop of Provisioning that overlap, the second
// of which fails and the third of which never ends.
const parallel = `
	1 StartChildWorkflowExecutionInitiated [Each account|sp:loop:iterator] {"input":{"account":"a"}}
	1.1 StartChildWorkflowExecutionInitiated [Each account|sp:loop:iterator] {"input":{"account":"b"}}
	1.2 StartChildWorkflowExecutionInitiated [Each account|sp:loop:iterator] {"input":{"account":"c"}}
	1.3 ChildWorkflowExecutionStarted [Each account|sp:loop:iterator]
	1.4 ChildWorkflowExecutionStarted [Each account|sp:loop:iterator]
	1.5 ChildWorkflowExecutionStarted [Each account|sp:loop:iterator]
	1.6 ActivityTaskScheduled [Disable account|sp:manage-account]
	1.7 ActivityTaskScheduled [Disable account|sp:manage-account]
	1.8 ActivityTaskStarted [Disable account|sp:manage-account]
	1.9 ActivityTaskStarted [Disable account|sp:manage-account]
	2.5 ActivityTaskCompleted [Disable account|sp:manage-account]
	3 ActivityTaskFailed [Disable account|sp:manage-account|account is locked]
	3.5 ChildWorkflowExecutionCompleted [Each account|sp:loop:iterator]
	4 ChildWorkflowExecutionFailed [Each account|sp:loop:iterator|account is locked]
`

// retriedInside are two rounds of the loop of Provisioning; in the second one its
// step is tried twice.
const retriedInside = `
	1 StartChildWorkflowExecutionInitiated [Each account|sp:loop:iterator]
	1.1 ChildWorkflowExecutionStarted [Each account|sp:loop:iterator]
	1.2 ActivityTaskScheduled [Disable account|sp:manage-account]
	1.3 ActivityTaskStarted [Disable account|sp:manage-account]
	2 ActivityTaskCompleted [Disable account|sp:manage-account]
	2.1 ChildWorkflowExecutionCompleted [Each account|sp:loop:iterator]
	3 StartChildWorkflowExecutionInitiated [Each account|sp:loop:iterator]
	3.1 ChildWorkflowExecutionStarted [Each account|sp:loop:iterator]
	3.2 ActivityTaskScheduled [Disable account|sp:manage-account]
	3.3 ActivityTaskStarted [Disable account|sp:manage-account]
	4 ActivityTaskFailed [Disable account|sp:manage-account|busy]
	5 ActivityTaskScheduled [Disable account|sp:manage-account]
	5.1 ActivityTaskStarted [Disable account|sp:manage-account]
	6 ActivityTaskCompleted [Disable account|sp:manage-account]
	6.5 ChildWorkflowExecutionCompleted [Each account|sp:loop:iterator]
`

// Nested is a definition with a loop in a loop.
const Nested = `{"start":"Each identity","steps":{
 "Each identity":{"type":"action","actionId":"sp:loop:iterator","attributes":{"start":"Get accounts","steps":{
   "Get accounts":{"type":"action","actionId":"sp:get-accounts","nextStep":"Each account"},
   "Each account":{"type":"action","actionId":"sp:loop:iterator","attributes":{"start":"Disable account","steps":{
     "Disable account":{"type":"action","actionId":"sp:manage-account"}}}}}}}}}`

// nestedRounds are two rounds of the outer loop with two of the inner one each.
func nestedRounds() string {
	var b strings.Builder
	for i := range 2 {
		at := 1 + float64(i)*4
		fmt.Fprintf(&b, "%g StartChildWorkflowExecutionInitiated [Each identity|sp:loop:iterator]\n%g ChildWorkflowExecutionStarted [Each identity|sp:loop:iterator]\n", at, at+0.1)
		b.WriteString(Step(at+0.2, at+0.5, "Get accounts", "sp:get-accounts"))
		for k := range 2 {
			in := at + 0.6 + float64(k)*1.5
			fmt.Fprintf(&b, "%g StartChildWorkflowExecutionInitiated [Each account|sp:loop:iterator]\n%g ChildWorkflowExecutionStarted [Each account|sp:loop:iterator]\n", in, in+0.1)
			b.WriteString(Step(in+0.2, in+1, "Disable account", "sp:manage-account"))
			fmt.Fprintf(&b, "%g ChildWorkflowExecutionCompleted [Each account|sp:loop:iterator]\n", in+1.2)
		}
		fmt.Fprintf(&b, "%g ChildWorkflowExecutionCompleted [Each identity|sp:loop:iterator]\n", at+3.8)
	}
	return b.String()
}

// allTypes has each of the documented types of events once at least.
const allTypes = `
	0 WorkflowExecutionScheduled
	0.1 WorkflowExecutionStarted {"input":{"identity":{"id":"2c9180"}}}
	0.2 WorkflowTaskScheduled
	0.3 WorkflowTaskStarted
	0.4 WorkflowTaskCompleted
	0.5 ActivityTaskScheduled [Get Identity|sp:get-identity]
	0.6 ActivityTaskStarted [Get Identity|sp:get-identity]
	1 ActivityTaskCompleted [Get Identity|sp:get-identity]
	2 StartChildWorkflowExecutionInitiated [Each account|sp:loop:iterator]
	2.1 ChildWorkflowExecutionStarted [Each account|sp:loop:iterator]
	3 ChildWorkflowExecutionCompleted [Each account|sp:loop:iterator]
	3.1 StartChildWorkflowExecutionInitiated [Each account|sp:loop:iterator]
	3.2 ChildWorkflowExecutionStarted [Each account|sp:loop:iterator]
	4 ChildWorkflowExecutionFailed [Each account|sp:loop:iterator|account is locked]
	5 ActivityTaskScheduled [Done?|sp:is-present]
	5.1 ActivityTaskStarted [Done?|sp:is-present]
	6 ActivityTaskFailed [Done?|sp:is-present|$.x is not there]
	6.5 WorkflowTaskScheduled
	6.6 WorkflowTaskStarted
	6.7 WorkflowTaskFailed [||no way on]
	9 WorkflowExecutionFailed [||no way on]
`
