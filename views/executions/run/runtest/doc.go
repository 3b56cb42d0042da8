// Package runtest writes histories for tests: a few lines of script each, and a
// set of crafted ones with everything that a plain history has not.
//
//	events := runtest.Script(t, runtest.Beginning+runtest.Step(0.2, 1, "Get Identity", "sp:get-identity")+
//		"2 WorkflowExecutionCompleted")
package runtest
