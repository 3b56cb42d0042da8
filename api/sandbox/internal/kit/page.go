package kit

import (
	"net/http"
	"strconv"
)

// MaxLimit is the largest page ISC serves, and the size when none is asked for.
const MaxLimit = 250

// Window is the part of a list a request asks for.
type Window struct {
	Limit, Offset int
	Count         bool // X-Total-Count is wanted
}

// Window reads limit (0–250, default 250), offset and count of the query.
func (r *Request) Window() (Window, error) {
	w := Window{Limit: MaxLimit}
	q := r.URL.Query()
	for name, into := range map[string]*int{"limit": &w.Limit, "offset": &w.Offset} {
		text := q.Get(name)
		if text == "" {
			continue
		}
		n, err := strconv.Atoi(text)
		if err != nil || n < 0 {
			return w, Refusef(http.StatusBadRequest, "%s must be a whole number of 0 or more, not %q.", name, text)
		}
		*into = n
	}
	if w.Limit > MaxLimit {
		return w, Refusef(http.StatusBadRequest, "limit must be at most %d.", MaxLimit)
	}
	switch text := q.Get("count"); text {
	case "", "false":
	case "true":
		w.Count = true
	default:
		return w, Refusef(http.StatusBadRequest, "count must be true or false, not %q.", text)
	}
	return w, nil
}

// Reply answers with the window's part of a list of total rows. Row i is made
// only if it is inside.
func (w Window) Reply(total int, row func(i int) any) Reply {
	from := min(w.Offset, total)
	to := from + min(w.Limit, total-from) // never Offset+Limit: it could overflow
	rows := make([]any, 0, to-from)
	for i := from; i < to; i++ {
		rows = append(rows, row(i))
	}
	out := OK(rows)
	if w.Count {
		out = out.With("X-Total-Count", strconv.Itoa(total))
	}
	return out
}

// Paginate answers with the part of rows that the request asks for.
func Paginate[T any](r *Request, rows []T) Reply {
	return PaginateFunc(r, len(rows), func(i int) any { return rows[i] })
}

// PaginateFunc is [Paginate] over rows that are made on demand.
func PaginateFunc(r *Request, total int, row func(i int) any) Reply {
	w, err := r.Window()
	if err != nil {
		return Refuse(err)
	}
	return w.Reply(total, row)
}
