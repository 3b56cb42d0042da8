package nerm

import (
	"net/http"
	"slices"

	"iscope/api/sandbox/internal/kit"
)

// The look-ups of this file do not answer in the common shape.

// attributesOfType answers the attributes of a profile type: all types share them.
func (s *Service) attributesOfType(r *kit.Request) kit.Reply {
	if !s.known("nerm-profile-type", r.Vars["profile_type_id"], uint64(len(profileKinds))) {
		return fail(http.StatusNotFound, "The requested Profile type was not found")
	}
	return s.lookup("ne_attributes").list(r)
}

// workflowActions answers the action of a workflow: one object under a plural name.
func (s *Service) workflowActions(r *kit.Request) kit.Reply {
	id := r.URL.Query().Get("workflow_id")
	if id == "" {
		id = workflowID(s.world, 0)
	}
	n, ok := s.world.Index("nerm-workflow", id)
	if !ok || n >= uint64(len(workflows)) {
		return fail(http.StatusOK, "no workflow actions found")
	}
	w := workflows[n]
	return kit.OK(map[string]any{"workflow_actions": map[string]any{
		"workflow_id": id, "description": w.action, "page_id": s.world.UUID("nerm-page", n), "add_requester_as_owner": w.kind == createKind,
		"email_attribute_id": s.world.UUID("nerm-attribute", uint64(slices.IndexFunc(attributes, func(a attribute) bool { return a.uid == "personal_email" }))),
		"email_addresses":    []string{"vendor-desk@" + kit.Domain}, "new_status": w.newStatus, "archived": false, "skippable": false,
		"requires_comment": w.kind == updateKind,
	}})
}

// jobs are the bulk jobs the tenant remembers, by number.
var jobs = []struct{ kind, status string }{{"import", "complete"}, {"import", "in progress"}, {"delete", "failed"}}

// jobStatus answers a bulk job.
func (s *Service) jobStatus(r *kit.Request) kit.Reply {
	id := r.URL.Query().Get("job_id")
	if id == "" {
		return fail(http.StatusBadRequest, "param is missing or the value is empty: job_id")
	}
	n, ok := s.world.Index("nerm-job", id)
	if !ok || n >= uint64(len(jobs)) {
		return fail(http.StatusBadRequest, "no job found")
	}
	errors := []string{}
	if jobs[n].status == "failed" {
		errors = append(errors, "Validation error for record in job")
	}
	return kit.OK(map[string]any{"uid": id, "status": jobs[n].status, "job_type": jobs[n].kind, "job_data": []any{map[string]any{
		"user_id": s.world.UUID("nerm-user", n+1), "manager_id": s.world.UUID("nerm-user", n+2), "errors": errors,
	}}})
}
