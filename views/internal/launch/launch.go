package launch

import "iscope/api"

// Test asks to test a workflow: to run it live with an input that a person has
// seen, whichever way the tenant demands. POST /workflows/{id}/test of a disabled
// workflow, POST /workflows/execute/external/{id} of an enabled one whose trigger
// is external; any other has to be disabled first, which is asked for.
type Test struct{ Workflow api.Workflow }

// Execute asks to run an enabled workflow through its external trigger and in no
// other way: POST /workflows/execute/external/{id}.
type Execute struct{ Workflow api.Workflow }
