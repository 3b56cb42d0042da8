package edit

import (
	"strings"
	"time"

	"iscope/ui/screen"
	"iscope/views/internal/draft"
)

// Draft is a draft on disk of what was typed and not sent.
type Draft struct {
	Name  string    // it is kept under; [draft.Owner] of it is the id of the workflow
	Saved time.Time // last
	part  What
}

// Drafts returns the drafts that a store has, the newest first; none where it
// cannot list them. With an error come those that could be read. It touches the
// disk: it is called in commands.
func Drafts(store draft.Store) ([]Draft, error) {
	all, err := list(store)
	out := make([]Draft, len(all))
	for i, k := range all {
		out[i] = Draft{k.name(), k.Saved, partNamed(k.Part, k.Pointer)}
	}
	return out, err
}

// withDraft is the note of a part, with the newest draft of it: "as JSON · draft of
// 3m ago". Drafts of all steps are beside the choice of one.
func withDraft(env *screen.Env, note string, of What, drafts []Draft) string {
	for _, d := range drafts {
		if d.part == of || of == Ask && d.part.kind == oneStep {
			return strings.TrimPrefix(note+" · ", " · ") + "draft of " + draft.When(env, d.Saved)
		}
	}
	return note
}
