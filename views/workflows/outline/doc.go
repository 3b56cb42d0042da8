// Package outline is the Steps tab: the definition of a workflow drawn as a tree
// that can be walked.
//
//	v := outline.New(env)
//	v.Library = steps.ByID        // names, and what an action expects; nil while unread
//	v.SetDefinition(workflow.Definition(), version)
//	v.Act("steps.down")           // the actions of the scope Steps
//	pointer, step, ok := v.Selected()
//	frame, cursor := v.Render(w, h)
//
// The tree is laid out in the order of flow (flow.go, meeting.go): every step
// stands in it once as itself, further ways to it point there, and where the
// branches of a choice meet again the flow goes on at the level of the choice.
// What a condition, a mutation, a loop, a wait or a form does is said in words
// (condition.go, words.go); what is wrong with a step stands beside it
// (marks.go): unreachable, dangling, in an endless circle, unknown.
//
// Below the tree, or beside it where there is room, stands what is known of the
// step under the cursor (facts.go). Lists of what refers to it, and of the data
// it uses with who makes it (lists.go), are pages of their own that end in a
// jump; package refs knows the answers.
//
// A new definition is laid out once. A frame costs what is in sight: lines are
// wrapped, marked and styled only as they are drawn.
package outline
