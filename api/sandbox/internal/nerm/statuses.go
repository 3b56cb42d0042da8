package nerm

import "strings"

// statuses are all that a session can be given, in the form of answers and PATCH.
var statuses = words(`api_request_sent approved assigned attempting_to_start_workflow
	AUTH-STATUS1 AUTH-STATUS2 AUTH-STATUS3 AUTH-STATUS4 AUTH-STATUS5 AUTH-STATUS6 AUTH-STATUS7 AUTH-STATUS8 AUTH-STATUS9
	auto_assigned batch_completed checking_for_duplicates closed completed courion_add courion_extend courion_terminate
	courion_update duplicates_resolved failed fulfilled invitation_sent ldap_provided new non_employee_created
	non_employee_updated notified pending_approval pending_assignment pending_courion_add pending_courion_extend
	pending_courion_terminate pending_courion_update pending_creation pending_fulfillment pending_ldap pending_notification
	pending_profile_select pending_request pending_review pending_status_change pending_stored_procedure pending_trigger
	pending_update processing profile_check_complete profiles_selected rejected requested reviewed soap_request_sent
	started_workflow status_changed stored_procedure un_assigned waiting_on_workflow workflow_changed`)

// filterOnly are statuses that can be filtered by but not given.
var filterOnly = words(`identity_proofing_completed closing default answered_questions pending_questions
	pending_set_attribute action_skipped attribute_set disabled pending_identity_proofing`)

func words(s string) map[string]bool {
	out := map[string]bool{}
	for w := range strings.FieldsSeq(s) {
		out[w] = true
	}
	return out
}

// filterStatus reads a status in the form of the list's filter, with spaces.
// One of them is documented with an underscore after all.
func filterStatus(text string) (string, bool) {
	if text == "pending courion_extend" {
		return "pending_courion_extend", true
	}
	status := strings.ReplaceAll(text, " ", "_")
	known := statuses[status] || filterOnly[status]
	return status, known && !strings.Contains(text, "_") && !strings.HasPrefix(text, "AUTH-") && text != "pending courion extend"
}

// born are the statuses sessions start out in, dealt in turn.
var born = strings.Fields(`pending_approval closed pending_request failed completed pending_review processing
	waiting_on_workflow pending_assignment closed approved pending_fulfillment rejected pending_profile_select
	batch_completed pending_notification api_request_sent new pending_approval closed checking_for_duplicates
	non_employee_created pending_creation invitation_sent failed pending_status_change status_changed AUTH-STATUS3
	pending_ldap un_assigned pending_trigger notified pending_courion_extend closed soap_request_sent assigned
	pending_update workflow_changed requested pending_approval`)

// onwards says what a waiting session becomes when somebody has done their part.
var onwards = map[string]string{
	"new":                    "attempting_to_start_workflow",
	"pending_approval":       "approved",
	"pending_assignment":     "assigned",
	"pending_creation":       "non_employee_created",
	"pending_fulfillment":    "fulfilled",
	"pending_ldap":           "ldap_provided",
	"pending_notification":   "notified",
	"pending_profile_select": "profiles_selected",
	"pending_request":        "requested",
	"pending_review":         "reviewed",
	"pending_status_change":  "status_changed",
	"pending_trigger":        "started_workflow",
	"pending_update":         "non_employee_updated",
}
