package edit

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/ui/cell"
	"iscope/ui/extern"
	"iscope/ui/form"
	"iscope/ui/theme"
	"iscope/views/internal/change"
	"iscope/views/workflows/check"
)

// Source is what a new workflow begins with.
type Source struct {
	Text []byte // a workflow as JSON; what is the tenant's in it is left out
	From string // where that comes from, in words: "template Empty", "file joiner.json"
	Name string // what it is to be called; "" leaves that to Text
}

// stage is how far a job is.
type stage uint8

const (
	reading   stage = iota // the workflow and its draft are read
	editing                // the text or the form has the keys
	outside                // an editor of its own has the text
	checking               // problems are listed
	reviewing              // the difference and the request are shown
	sending                // a request is under way
	resolving              // theirs against mine
	ended                  // nothing is left to do, or to know
)

// job is one edit, from the first key to the answer of the tenant. It lives until
// it is closed or done, whatever is on screen meanwhile.
type job struct {
	n     int
	stage stage
	id    string // of the workflow; of a new one its draft's
	fresh bool   // it is to be created
	from  string // where a new one comes from
	what  What

	shown api.Workflow // as it was read last
	read  bool
	base  version // what the text is an edit of
	text  string  // the part, as it stands; it may be malformed
	aside string  // what putting it back replaced
	seq   int     // grows with every edit: a question before one is void

	form    *form.Model  // of the part Form
	report  check.Report // of the text
	checked int          // seq that report is about, 0: none
	old     map[string]bool
	force   bool // warnings are overridden, for as long as the text stays

	assessing   bool // the text is being looked at in a command
	deaf        bool // since the tenant has another version, not since a key was pressed
	assessments int  // so far: an answer to an earlier one is void

	put     bool // replace the whole
	request *request
	merge   *merging
	stale   bool // the tenant may have another version than shown: read it first
	going   bool // review once it was read

	found     []*kept // drafts on disk, until it is decided what becomes of them
	taking    *kept   // to be taken up without a question
	draftRead bool
	place     int  // which of the drafts of the workflow is that of this edit, -1 for none
	continued bool // it was on disk when the edit began
	leaving   bool // closed once the draft is on disk
	files     []extern.File
	opens     func() tea.Cmd // opens the text in an editor of its own, once the draft is saved
	openAs    string         // the id of the text that is open there

	flip
	derived

	said string
	tone theme.State
}

// flip is how far disabling a workflow for a change, and enabling it again, is.
type flip struct {
	steps     bool   // disable, apply, enable again
	off       bool   // it is disabled because of this job
	owed      string // the decision to enable it again, in the journal
	switching bool   // a request to do either is under way
}

// derived is what is found out about a text once, at seq-1: a frame may not cost a
// reading of the whole document.
type derived struct {
	guarded   guarded
	named     string
	namedAt   int
	differs   bool
	differsAt int
	withheld  int // secrets that the draft on disk is without
}

// tell keeps what happened last.
func (j *job) tell(tone theme.State, text string) { j.tone, j.said = tone, text }

// label returns what the workflow is called.
func (j *job) label() string {
	switch {
	case j.fresh:
		if j.namedAt != j.seq+1 {
			j.named, j.namedAt = nameIn(j.document()), j.seq+1
		}
		if j.named != "" {
			return j.named
		}
		return "new workflow"
	case j.shown.ID != "":
		return change.WorkflowName(&j.shown)
	}
	return j.id
}

// nameIn returns the name in a document, clean.
func nameIn(doc []byte) string {
	w, _ := api.ReadWorkflow([]byte(`{"id":"x","name":` + string(orNull(valueAt(doc, "/name"))) + `}`))
	return w.Name
}

func orNull(v []byte) []byte {
	if v == nil {
		return []byte("null")
	}
	return v
}

// document returns the whole workflow as edited. While the text is malformed, or
// its part has nowhere to stand, it is what the edit began with.
func (j *job) document() []byte {
	if doc, ok := put(j.base.doc, j.what.at(), []byte(j.text)); ok {
		return doc
	}
	return j.base.doc
}

// changed reports whether anything is to be sent.
func (j *job) changed() bool {
	if j.fresh {
		return true
	}
	if j.differsAt != j.seq+1 || j.stage == reading {
		text := read([]byte(j.text))
		j.differs, j.differsAt = text == nil || !text.Equal(read(j.base.doc).At(j.what.at())), j.seq+1
	}
	return j.differs
}

// typed reports whether there is anything that a draft would have to keep.
func (j *job) typed() bool {
	if j.fresh {
		return j.seq > 0
	}
	return j.changed()
}

func (j *job) wellFormed() bool { return read([]byte(j.text)) != nil }

// unread reports whether it is not known yet what the text is an edit of: nothing
// may be kept of it, or the draft of an earlier edit would be lost.
func (j *job) unread() bool { return j.stage == reading || !j.fresh && !j.read }

// moment says what is to be waited for while the job is busy.
func (j *job) moment() string {
	if j.switching {
		return "One moment: " + map[bool]string{false: "disabling", true: "enabling"}[j.off] + " " + cell.Cut(j.label(), 40)
	}
	return "One moment: a request is under way"
}

// busy reports whether a request that changes the tenant is under way.
func (j *job) busy() bool { return j.stage == sending || j.switching }

// edited notes that the text is another one.
func (j *job) edited() {
	j.seq++
	j.void()
	j.force, j.request, j.leaving = false, nil, false
	if j.stage != sending && j.stage != outside && j.stage != reading {
		j.stage = editing
	}
}

// rebase makes a newer version what the text is an edit of. merged is the whole
// workflow as it is to be.
func (j *job) rebase(now api.Workflow, merged []byte) {
	j.shown, j.base = now, versionOf(&now)
	if !j.fresh && j.what.kind == oneStep && valueAt(merged, j.what.at()) == nil {
		j.what = Whole // the step is gone
	}
	j.text = string(j.what.text(merged))
	j.old = nil
	j.edited()
}

// step is what comes next of the three steps.
type step uint8

const (
	nothing step = iota
	disable
	apply
	enable
)

// next returns what is to be agreed to next.
func (j *job) next() step {
	switch {
	case j.busy():
		return nothing
	case j.stage == ended && j.off:
		return enable
	case j.stage == ended || !j.changed():
		if j.off {
			return enable
		}
		return nothing
	case j.steps && j.shown.Enabled && !j.fresh:
		return disable
	}
	return apply
}

// blocking are the errors that are not older than the edit.
func (j *job) blocking() []check.Problem {
	return slices.DeleteFunc(j.report.Errors(), func(p check.Problem) bool { return j.old[mark(p)] })
}

// mark tells a problem from others, wherever in the text it stands.
func mark(p check.Problem) string { return p.Rule + " " + p.Pointer + " " + p.Text }
