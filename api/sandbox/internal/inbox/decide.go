package inbox

import (
	"bytes"
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"iscope/api/sandbox/internal/kit"
)

// onItem wraps an action: the item must exist and be pending. An action returns
// the refusal it ends in, or nil, after which the item is the answer.
func (s *Service) onItem(act func(r *kit.Request, n uint32) error) func(*kit.Request) kit.Reply {
	return func(r *kit.Request) kit.Reply {
		n, ok := s.ledger.find(r.Vars["id"])
		if !ok {
			return kit.NotFound()
		}
		if it := s.ledger.item(n); it.State != pending {
			return kit.Fail(http.StatusBadRequest, "The work item is not pending: it is already "+it.State+".")
		}
		if err := act(r, n); err != nil {
			return kit.Refuse(err)
		}
		if strings.HasSuffix(r.URL.Path, "/forward") {
			return kit.Reply{Status: http.StatusOK} // the one action without a body
		}
		return kit.OK(s.ledger.item(n).in(r.Gen))
	}
}

func bad(format string, args ...any) error {
	return kit.Refusef(http.StatusBadRequest, format, args...)
}

// decideLine approves or rejects one line.
func (s *Service) decideLine(verdict string) func(*kit.Request, uint32) error {
	return func(r *kit.Request, n uint32) error {
		lines := s.ledger.item(n).ApprovalItems
		i := slices.IndexFunc(lines, func(l approvalItem) bool { return l.ID == r.Vars["approvalItemId"] })
		if i < 0 {
			return kit.Refusef(http.StatusNotFound, "The work item has no approval item with this id.")
		}
		if l := &lines[i]; !l.open() {
			return bad("The approval item has already been decided: it is %s.", *l.State)
		}
		s.settle(n, verdict, i)
		return nil
	}
}

// decideAll approves or rejects every line that nobody has decided.
func (s *Service) decideAll(verdict string) func(*kit.Request, uint32) error {
	return func(_ *kit.Request, n uint32) error {
		open := openLines(s.ledger.item(n))
		if len(open) == 0 {
			return bad("The work item has no approval item to decide.")
		}
		s.settle(n, verdict, open...)
		return nil
	}
}

func openLines(it *workItem) []int {
	var open []int
	for i := range it.ApprovalItems {
		if it.ApprovalItems[i].open() {
			open = append(open, i)
		}
	}
	return open
}

// settle gives lines their verdict. The item finishes with its last line.
func (s *Service) settle(n uint32, verdict string, lines ...int) {
	it := s.ledger.change(n)
	for _, i := range lines {
		it.ApprovalItems[i].State = &verdict
	}
	if len(openLines(it)) == 0 {
		s.ledger.close(n, it, s.world.Now())
	}
}

// complete marks the work as done. Lines of manual work are done with it; the
// open lines of an approval stay undecided, for completing grants nothing.
func (s *Service) complete(r *kit.Request, n uint32) error {
	if !completes(r.Body) {
		return bad("The body must be absent, null, a JSON string or an empty object.")
	}
	it := s.ledger.change(n)
	if it.Type != "Approval" {
		done := finished
		for _, i := range openLines(it) {
			it.ApprovalItems[i].State = &done
		}
	}
	s.ledger.close(n, it, s.world.Now())
	return nil
}

// completes accepts what clients send for the optional nullable string: nothing
// at all, null, a string, and the {} of generated clients.
func completes(body []byte) bool {
	body = bytes.TrimSpace(body)
	if len(body) == 0 {
		return true
	}
	var v any
	if json.Unmarshal(body, &v) != nil {
		return false
	}
	switch v := v.(type) {
	case nil, string:
		return true
	case map[string]any:
		return len(v) == 0
	}
	return false
}

// forward hands the item to somebody else.
func (s *Service) forward(r *kit.Request, n uint32) error {
	var body struct {
		TargetOwnerID     *string `json:"targetOwnerId"`
		Comment           *string `json:"comment"`
		SendNotifications *bool   `json:"sendNotifications"`
	}
	if err := r.JSON(&body); err != nil {
		return err
	}
	if body.TargetOwnerID == nil || *body.TargetOwnerID == "" {
		return bad("targetOwnerId is required.")
	}
	if body.Comment == nil || strings.TrimSpace(*body.Comment) == "" {
		return bad("comment is required.")
	}
	to, ok := s.world.Person(*body.TargetOwnerID)
	if !ok {
		return bad("There is no identity with the id %q to forward to.", *body.TargetOwnerID)
	}
	it := s.ledger.item(n)
	if it.owner == to.Index {
		return bad("The work item is already owned by %s.", to.Name)
	}
	s.ledger.move(n, s.ledger.change(n), to)
	return nil
}

// selectAccount answers the item's form. The answers stay in it, to be read
// back.
func (s *Service) selectAccount(r *kit.Request, n uint32) error {
	f := s.ledger.item(n).Form
	if f == nil {
		return bad("The work item does not ask for an account.")
	}
	var answers map[string]any
	if err := r.JSON(&answers); err != nil {
		return err
	}
	fields := f.fields()
	for name := range answers {
		if !slices.ContainsFunc(fields, func(fd field) bool { return fd.Name == name }) {
			return bad("The form has no field %q.", name)
		}
	}
	for _, fd := range fields {
		if err := fd.accept(answers[fd.Name]); err != nil {
			return err
		}
	}
	it := s.ledger.change(n)
	it.Form = f.answered(func(fd *field) (string, bool) {
		value, ok := answers[fd.Name].(string)
		return value, ok
	})
	s.ledger.close(n, it, s.world.Now())
	return nil
}

// accept says whether a value fits the field.
func (fd *field) accept(v any) error {
	text, isText := v.(string)
	switch {
	case v == nil || isText && text == "":
		if fd.Required {
			return bad("The field %q is required.", fd.Name)
		}
		return nil
	case !isText:
		return bad("The field %q takes a string.", fd.Name)
	case fd.Type == "boolean" && text != "true" && text != "false":
		return bad("The field %q takes true or false.", fd.Name)
	}
	if values := fd.values(); len(values) > 0 && !slices.Contains(values, text) {
		return bad("%q is not one of the accounts of the field %q.", text, fd.Name)
	}
	return nil
}
