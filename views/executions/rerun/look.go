package rerun

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"iscope/api"
)

// mark tells the executions that a workflow had before a run was sent from those
// it has after, without comparing the tenant's clock with ours: by the newest
// one.
type mark struct {
	known bool      // what follows could be read
	id    string    // of the newest execution, "" where there was none
	at    time.Time // by our clock
}

// In the journal a mark is the id of that execution.
const (
	wantAfter = "newest execution before"
	afterNone = "none"
)

// want is what the journal keeps of a mark.
func (k mark) want() map[string]string {
	switch {
	case !k.known:
		return nil
	case k.id == "":
		return map[string]string{wantAfter: afterNone}
	}
	return map[string]string{wantAfter: k.id}
}

// markOf is the reverse of want, for a request that left at a time.
func markOf(want map[string]string, sent time.Time) mark {
	switch id := want[wantAfter]; id {
	case "":
		return mark{at: sent}
	case afterNone:
		return mark{known: true, at: sent}
	default:
		return mark{known: true, id: id, at: sent}
	}
}

// placeMark notes where the executions of a workflow end now. That it cannot be
// read keeps nothing from being run: then our clock has to do.
func placeMark(ctx context.Context, isc api.ISC, workflow string, now time.Time) mark {
	p, err := isc.Executions(ctx, api.ExecutionQuery{WorkflowID: workflow, Limit: 1})
	if err != nil {
		return mark{at: now}
	}
	k := mark{known: true, at: now}
	if len(p.Items) > 0 {
		newest := slices.MaxFunc(p.Items, func(a, b api.Execution) int { return a.Start.Compare(b.Start) })
		k.id = newest.ID
	}
	return k
}

// Bounds of the search for executions since a mark.
const (
	lookPage  = 50
	lookPages = 5
	// clockSkew is by how much the tenant's clock is believed to be behind ours,
	// where nothing better than clocks is known.
	clockSkew = 5 * time.Minute
	// longBefore is how far before a request executions are surely older than
	// it, whatever the clocks.
	longBefore = time.Hour
)

// since is what came after a mark.
type since struct {
	ID   string          // of the workflow
	Runs []api.Execution // newest first
	More bool            // there may be more
}

// lookSince lists the executions of a workflow since a mark.
func lookSince(ctx context.Context, isc api.ISC, workflow string, k mark) (since, error) {
	out, seen := since{ID: workflow}, map[string]bool{}
	q := api.ExecutionQuery{WorkflowID: workflow, Limit: lookPage}
	bound := k.at.Add(-longBefore)
	if !k.known {
		bound = k.at.Add(-clockSkew)
		q.Since = bound
	}
	for range lookPages {
		p, err := isc.Executions(ctx, q)
		if err != nil {
			return out, err
		}
		met := false
		for _, e := range p.Items {
			old := !e.Start.IsZero() && e.Start.Before(bound)
			if met = met || old || k.known && e.ID == k.id; !met && !seen[e.ID] {
				seen[e.ID] = true
				out.Runs = append(out.Runs, e)
			}
		}
		if q.Offset = p.Next; met || !p.More || len(p.Items) == 0 {
			out.sort()
			return out, nil
		}
	}
	out.More = true
	out.sort()
	return out, nil
}

func (s *since) sort() {
	slices.SortFunc(s.Runs, func(a, b api.Execution) int { return cmp.Or(b.Start.Compare(a.Start), cmp.Compare(a.ID, b.ID)) })
}

// without leaves out executions that are known to be others.
func (s since) without(known func(id string) bool) since {
	s.Runs = slices.DeleteFunc(slices.Clone(s.Runs), func(e api.Execution) bool { return known(e.ID) })
	return s
}

// toldRuns is how many runs are named in a sentence.
const toldRuns = 3

// words says what may have come of a run nobody knows about.
func (s since) words(zone *time.Location) string {
	if len(s.Runs) == 0 {
		return "it may have run: no run of it has appeared since, which is no proof"
	}
	n := fmt.Sprintf("%d runs of it started since: ", len(s.Runs))
	switch {
	case s.More:
		n = fmt.Sprintf("at least %d runs of it started since: ", len(s.Runs))
	case len(s.Runs) == 1:
		n = "1 run of it started since: "
	}
	var named []string
	for _, e := range s.Runs[:min(len(s.Runs), toldRuns)] {
		named = append(named, e.ID+" "+e.Start.In(zone).Format("15:04:05")+" "+string(e.Status))
	}
	if len(s.Runs) > toldRuns {
		named = append(named, "…")
	}
	return "it may have run: " + n + strings.Join(named, ", ")
}
