package inbox

import (
	"context"
	"strings"

	"iscope/api"
)

// decideLines gives the open lines, or the one named, a state. The item is done
// once every line is.
func (s *tenant) decideLines(ctx context.Context, op api.Op, id, line string, state api.WorkItemState) (api.WorkItem, error) {
	return s.answer(ctx, op, id, func(rec map[string]any) error {
		left, hit := 0, 0
		for _, l := range rec["approvalItems"].([]any) {
			l := l.(map[string]any)
			if l["state"] == "Pending" && (line == "" || l["id"] == line) {
				l["state"] = string(state)
				hit++
			}
			if l["state"] == "Pending" {
				left++
			}
		}
		if hit == 0 {
			return &api.Error{Kind: api.Conflict, Op: op, Status: 400, Detail: "already decided"}
		}
		if left == 0 {
			rec["state"], rec["completed"] = string(state), "2026-03-02T12:00:00Z"
		}
		return nil
	})
}

func (s *tenant) ApproveItem(ctx context.Context, id, line string) (api.WorkItem, error) {
	return s.decideLines(ctx, api.ApproveItem, id, line, api.StateFinished)
}

func (s *tenant) RejectItem(ctx context.Context, id, line string) (api.WorkItem, error) {
	return s.decideLines(ctx, api.RejectItem, id, line, api.StateRejected)
}

func (s *tenant) BulkApprove(ctx context.Context, id string) (api.WorkItem, error) {
	return s.decideLines(ctx, api.BulkApprove, id, "", api.StateFinished)
}

func (s *tenant) BulkReject(ctx context.Context, id string) (api.WorkItem, error) {
	return s.decideLines(ctx, api.BulkReject, id, "", api.StateRejected)
}

func (s *tenant) CompleteWorkItem(ctx context.Context, id string) (api.WorkItem, error) {
	return s.answer(ctx, api.CompleteWorkItem, id, func(rec map[string]any) error {
		rec["state"], rec["completed"] = "Finished", "2026-03-02T12:00:00Z"
		return nil
	})
}

func (s *tenant) ForwardWorkItem(ctx context.Context, id string, f api.Forward) error {
	_, err := s.answer(ctx, api.ForwardWorkItem, id, func(rec map[string]any) error {
		s.forwards = append(s.forwards, f)
		rec["ownerId"], rec["ownerName"] = f.TargetOwnerID, s.called(f.TargetOwnerID)
		return nil
	})
	return err
}

func (s *tenant) SubmitAccountSelection(ctx context.Context, id string, fields map[string]string) (api.WorkItem, error) {
	return s.answer(ctx, api.SubmitAccountSelection, id, func(rec map[string]any) error {
		s.fields = append(s.fields, fields)
		rec["state"], rec["completed"] = "Finished", "2026-03-02T12:00:00Z"
		return nil
	})
}

// called returns the name of a person.
func (s *tenant) called(id string) string {
	for _, p := range s.people {
		if p.ID == id {
			return p.Name
		}
	}
	return id
}

func (s *tenant) FindIdentities(ctx context.Context, text string, limit int) (out []api.Identity, err error) {
	err = s.serve(ctx, api.ListPublicIdentities, text, func() error {
		for _, p := range s.people {
			begins := func(name string) bool { return strings.HasPrefix(strings.ToLower(name), strings.ToLower(text)) }
			if (begins(p.Name) || begins(p.Alias) || begins(p.Email)) && len(out) < limit {
				out = append(out, p)
			}
		}
		return nil
	})
	return out, err
}

func (s *tenant) Identity(ctx context.Context, id string) (out api.Identity, err error) {
	err = s.serve(ctx, api.ListPublicIdentities, id, func() error {
		for _, p := range s.people {
			if p.ID == id {
				out = p
				return nil
			}
		}
		return &api.Error{Kind: api.NotFound, Op: api.ListPublicIdentities, Detail: "nobody has that id"}
	})
	return out, err
}
