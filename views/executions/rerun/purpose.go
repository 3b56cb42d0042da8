package rerun

// purpose is what a job is for.
type purpose uint8

const (
	toRepeat  purpose = iota // executions are run again
	toTest                   // a workflow is run with an input of the person's choice
	toExecute                // the same, through its external trigger and in no other way
	purposes
)

// wording is how a job is spoken of.
type wording struct {
	title string // of the window, before the workflow
	verb  string // of the step, and of its key
	head  string // the question before one run
	yes   string
	ran   string // before the name of what runs now
	what  string // in the activity log
	aim   string // why a workflow was disabled
	need  string // what a rule stands in the way of
}

var wordings = [purposes]wording{
	toRepeat:  {"Run again", "run again", "Run it again, live?", "Run it live", "Runs again", "run workflow again", "to be run again", "To run it again"},
	toTest:    {"Test", "test", "Test it, live?", "Test it live", "The test runs", "test workflow", "to be tested", "To test it,"},
	toExecute: {"Execute", "execute", "Execute it, live?", "Execute it live", "Runs", "execute workflow", "to be executed", "To execute it,"},
}

// is returns how the job is spoken of.
func (j *Job) is() *wording { return &wordings[j.purpose] }
