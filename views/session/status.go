package session

import (
	"strings"

	"iscope/api"
	"iscope/ui/theme"
)

// group is what a status means to whoever watches sessions.
type group uint8

// Groups of statuses, in the order of the list: what wants somebody first.
const (
	failed group = iota
	people
	running
	done
	other
)

// String returns the group in words.
func (g group) String() string {
	return [...]string{"failed", "waiting on people", "running", "done", "other"}[g]
}

// state returns the glyph and colour of a group.
func (g group) state() theme.State {
	return [...]theme.State{theme.Bad, theme.Needs, theme.Running, theme.Good, theme.Unknown}[g]
}

// grouped names the statuses whose group does not follow from anything. The
// vendor documents none of them, so the rest is judged by its words in groupOf.
var grouped = func() map[string]group {
	m := map[string]group{}
	for g, names := range map[group]string{
		failed: `failed rejected`,
		people: `assigned auto_assigned invitation_sent pending_approval pending_assignment pending_fulfillment pending_identity_proofing
			pending_profile_select pending_questions pending_request pending_review un_assigned`,
		done: `batch_completed closed completed disabled fulfilled`,
		running: `action_skipped answered_questions api_request_sent approved attempting_to_start_workflow attribute_set checking_for_duplicates closing
			courion_add courion_extend courion_terminate courion_update duplicates_resolved identity_proofing_completed ldap_provided new
			non_employee_created non_employee_updated notified processing profile_check_complete profiles_selected requested reviewed
			soap_request_sent started_workflow status_changed stored_procedure waiting_on_workflow workflow_changed`,
	} {
		for name := range strings.FieldsSeq(names) {
			m[name] = g
		}
	}
	return m
}()

// groupOf returns the group of a status in any of its forms. One that pends
// and is not known to wait for a person waits for a machine.
func groupOf(status string) group {
	name := strings.ToLower(api.NormalStatus(status))
	if g, ok := grouped[name]; ok {
		return g
	}
	if strings.HasPrefix(name, "pending_") {
		return running
	}
	return other
}

// words returns a status as people read it.
func words(status string) string {
	if status == "" {
		return "no status"
	}
	return strings.ReplaceAll(status, "_", " ")
}
