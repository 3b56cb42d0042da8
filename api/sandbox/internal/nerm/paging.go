package nerm

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"iscope/api/sandbox/internal/kit"
)

const (
	defaultLimit = 100
	maxLimit     = 500
)

// window is the part of a list a request asks for.
type window struct {
	limit, offset int
	metadata      bool
	order         string
	desc          bool
}

// windowOf reads limit, offset, order and metadata. A limit above 500 is
// lowered to it; order names a field, with a minus or " desc" for falling.
func windowOf(r *kit.Request, orders ...string) (window, error) {
	w := window{limit: defaultLimit}
	q := r.URL.Query()
	for name, into := range map[string]*int{"limit": &w.limit, "offset": &w.offset} {
		text := q.Get(name)
		if text == "" {
			continue
		}
		n, err := strconv.Atoi(text)
		if err != nil || n < 0 || name == "limit" && n == 0 {
			return w, fmt.Errorf("%s is not a valid %s", text, name)
		}
		*into = n
	}
	w.limit = min(w.limit, maxLimit)
	switch text := q.Get("metadata"); text {
	case "", "false":
	case "true":
		w.metadata = true
	default:
		return w, fmt.Errorf("%s is not a valid metadata", text)
	}
	order, falling := strings.CutPrefix(q.Get("order"), "-")
	order, desc := strings.CutSuffix(order, " desc")
	w.order, w.desc = strings.TrimSuffix(order, " asc"), falling || desc
	if w.order != "" && !slices.Contains(orders, w.order) {
		return w, fmt.Errorf("%s is not a valid order", w.order)
	}
	return w, nil
}

// reply answers the window's part of a list. An empty one is an error body with
// the status given, as the product has it.
func (w window) reply(r *kit.Request, name string, total int, emptyStatus int, row func(i int) any) kit.Reply {
	from := min(w.offset, total)
	to := from + min(w.limit, total-from)
	if from == to {
		return fail(emptyStatus, "no "+strings.ReplaceAll(name, "_", " ")+" found")
	}
	rows := make([]any, 0, to-from)
	for i := from; i < to; i++ {
		rows = append(rows, row(i))
	}
	body := map[string]any{name: rows}
	if w.metadata {
		meta := map[string]any{"limit": w.limit, "offset": w.offset, "total": total}
		if to < total {
			meta["next"] = w.link(r, to)
		}
		if w.offset > 0 {
			meta["previous"] = w.link(r, max(0, w.offset-w.limit))
		}
		body["_metadata"] = meta
	}
	return kit.Reply{Status: http.StatusOK, Body: body}
}

// link is the path of a neighbouring page.
func (w window) link(r *kit.Request, offset int) string {
	q := url.Values{"limit": {strconv.Itoa(w.limit)}}
	if offset > 0 { // the documents want at least 1
		q.Set("offset", strconv.Itoa(offset))
	}
	return r.URL.Path + "?" + q.Encode()
}
