package tasks

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"iscope/api/sandbox/internal/kit"
)

var statuses = []string{"SUCCESS", "WARNING", "ERROR", "TERMINATED", "TEMPERROR"}

// patch clears a pending task: a JSON Patch that sets completionStatus and
// completed, both of them. It ends the record, not the process behind it.
func (s *Service) patch(r *kit.Request) kit.Reply {
	n, ok := s.find(r.Vars["id"])
	if !ok {
		return kit.NotFound()
	}
	ops, err := r.Patch("/completionStatus", "/completed")
	if err != nil {
		return kit.Refuse(err)
	}
	now := s.world.Now()
	if e := s.ending(s.line.run(n)); !e.pending(now) {
		return kit.Fail(http.StatusBadRequest, "The task is not pending: it already completed with "+e.status+".")
	}
	var after struct {
		CompletionStatus *string `json:"completionStatus"`
		Completed        *string `json:"completed"`
	}
	before := map[string]any{"completionStatus": nil, "completed": nil}
	if err := kit.ApplyPatch(before, ops, &after); err != nil {
		return kit.Refuse(err)
	}
	if after.CompletionStatus == nil || after.Completed == nil {
		return kit.Fail(http.StatusBadRequest, "A pending task is cleared by setting both completionStatus and completed.")
	}
	status := strings.ToUpper(*after.CompletionStatus)
	if !slices.Contains(statuses, status) {
		return kit.Fail(http.StatusBadRequest, fmt.Sprintf("%q is not a completion status.", *after.CompletionStatus))
	}
	at, ok := kit.ParseTime(*after.Completed)
	if !ok {
		return kit.Fail(http.StatusBadRequest, fmt.Sprintf("%q is not a time.", *after.Completed))
	}
	s.forced[n] = ending{at: at, status: status, known: now, cleared: true}
	return kit.OK(s.row(n))
}

// Poke lets tasks end of themselves:
//
//	finish-task   id, status  ends a pending task now; status is SUCCESS by default
//	finish-tasks  status      ends every pending task now, the stuck ones too
//
// Without an id the newest pending task is meant.
func (s *Service) Poke(name string, args map[string]string) error {
	if name != "finish-task" && name != "finish-tasks" {
		return kit.ErrUnknownPoke
	}
	status := strings.ToUpper(args["status"])
	if status == "" {
		status = "SUCCESS"
	}
	if !slices.Contains(statuses, status) {
		return fmt.Errorf("%q is not a completion status", args["status"])
	}
	numbers := s.pending()
	if name == "finish-task" {
		if id := args["id"]; id != "" {
			numbers = slices.DeleteFunc(numbers, func(n uint64) bool { return s.world.ID32(kindName, n) != id })
		}
		if len(numbers) == 0 {
			return errors.New("no such pending task")
		}
		numbers = numbers[:1]
	}
	now := s.world.Now().Truncate(time.Millisecond)
	for _, n := range numbers {
		s.forced[n] = ending{at: now, status: status, known: now}
	}
	return nil
}
