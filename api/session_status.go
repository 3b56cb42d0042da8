package api

import (
	"slices"
	"strings"
)

// NormalStatus returns a NERM status in one form, with underscores: replies,
// filters and patches write the same status differently.
func NormalStatus(s string) string { return strings.ReplaceAll(s, " ", "_") }

// SessionStatuses are the statuses PATCH /workflow_sessions accepts, in the
// form with underscores.
var SessionStatuses = strings.Fields(`
api_request_sent approved assigned attempting_to_start_workflow AUTH-STATUS1 AUTH-STATUS2 AUTH-STATUS3 AUTH-STATUS4
AUTH-STATUS5 AUTH-STATUS6 AUTH-STATUS7 AUTH-STATUS8 AUTH-STATUS9 auto_assigned batch_completed checking_for_duplicates
closed completed courion_add courion_extend courion_terminate courion_update duplicates_resolved failed fulfilled
invitation_sent ldap_provided new non_employee_created non_employee_updated notified pending_approval
pending_assignment pending_courion_add pending_courion_extend pending_courion_terminate pending_courion_update
pending_creation pending_fulfillment pending_ldap pending_notification pending_profile_select pending_request
pending_review pending_status_change pending_stored_procedure pending_trigger pending_update processing
profile_check_complete profiles_selected rejected requested reviewed soap_request_sent started_workflow
status_changed stored_procedure un_assigned waiting_on_workflow workflow_changed`)

// filterOnly are the statuses by which NERM filters and which no session can be
// given, in the form with underscores.
var filterOnly = strings.Fields(`
action_skipped answered_questions attribute_set closing default disabled identity_proofing_completed
pending_identity_proofing pending_questions pending_set_attribute`)

// halfDone is the one status that the filter writes with a space and an
// underscore.
const halfDone = "pending courion_extend"

// SessionFilterStatuses are the statuses GET /workflow_sessions filters by, as
// it writes them: with spaces, but for one.
var SessionFilterStatuses = func() []string {
	var out []string
	for _, s := range append(slices.Clone(filterOnly), SessionStatuses...) {
		if f, ok := FilterStatus(s); ok {
			out = append(out, f)
		}
	}
	slices.Sort(out)
	return out
}()

// FilterStatus returns a status of any form as the filter of GET
// /workflow_sessions writes it, and whether it filters by that status at all:
// by AUTH-STATUS1 to AUTH-STATUS9 it does not.
func FilterStatus(s string) (string, bool) {
	name := NormalStatus(s)
	if strings.HasPrefix(name, "AUTH-") || !slices.Contains(SessionStatuses, name) && !slices.Contains(filterOnly, name) {
		return strings.ReplaceAll(name, "_", " "), false
	}
	if name == NormalStatus(halfDone) {
		return halfDone, true
	}
	return strings.ReplaceAll(name, "_", " "), true
}
