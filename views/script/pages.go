package script

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"time"

	"iscope/api"
)

// page is how many records are asked for at once: no more than are wanted, where
// all that come are taken, and one that tells whether there are more.
func (g Get) page(all bool) int {
	if !all || g.Match != "" || g.Limit == 0 {
		return api.MaxPage
	}
	return min(g.Limit+1, api.MaxPage)
}

// pages reads a list page by page and calls each for every record once, until
// that returns false.
func pages[T any](ctx context.Context, g Get, op api.Op, r *reading, size int, id func(*T) string, read func(ctx context.Context, limit, offset int) (api.Page[T], error), each func(*T) bool) {
	seen := map[string]bool{} // a list that changes meanwhile tells some twice
	for offset := 0; ; {
		p, err := ask(ctx, g.Cmds, op, func(ctx context.Context) (api.Page[T], error) { return read(ctx, size, offset) })
		if err != nil {
			r.err = err
			return
		}
		r.bad += p.Bad
		for i := range p.Items {
			key := id(&p.Items[i])
			if seen[key] {
				continue
			}
			seen[key] = true
			if !each(&p.Items[i]) {
				return
			}
		}
		if !p.More || p.Next <= offset {
			return
		}
		offset = p.Next
		g.progress(fmt.Sprintf("%s: %d so far", op, len(seen)))
	}
}

// stamp writes a time as every column does, "" for none.
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// counter writes a number that the tenant may have left out.
func counter(n int) string {
	if n < 0 {
		return ""
	}
	return fmt.Sprint(n)
}

// sure returns the record of a value, or an object with its id where it has
// none.
func sure(raw api.Raw, id string) func() json.RawMessage {
	return func() json.RawMessage {
		if j := raw.JSON(); len(j) > 0 {
			return j
		}
		j, _ := json.Marshal(map[string]string{"id": cmp.Or(id, "?")}) // a map of texts
		return j
	}
}
