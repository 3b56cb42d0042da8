package rest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"iscope/api"
	"iscope/api/lenient"
	"iscope/api/safe"
)

// JSON encodes the body of a request. Its error is Unsent.
func JSON(op api.Op, v any) ([]byte, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return nil, &api.Error{Kind: api.Invalid, Op: op, Detail: safe.Line("this cannot be sent: " + err.Error()), Unsent: true, Err: err}
	}
	return b, nil
}

// Unreadable is the error of a success whose body is not what was to come.
func Unreadable(op api.Op, res Response, want string) error {
	return &api.Error{
		Kind: api.Decode, Op: op, Status: res.Status, TrackingID: requestID(res.Header),
		Detail: fmt.Sprintf("wanted %s, the answer is %s", want, describe(res)),
	}
}

// describe says in a few words what a body is.
func describe(res Response) string {
	body := bytes.TrimSpace(res.Body)
	kind, _, _ := strings.Cut(res.Header.Get("Content-Type"), ";")
	switch {
	case len(body) == 0:
		return "empty"
	case body[0] == '<' || strings.Contains(kind, "html"):
		if words := firstWords(body); words != "" {
			return "a page: " + words
		}
		return "a page"
	case !json.Valid(body):
		return "no JSON: " + firstWords(body)
	}
	switch body[0] {
	case '{':
		if o, _ := lenient.Parse(body); len(o) > 0 {
			var e api.Error
			if readRefusal(&e, o); e.Detail != "" {
				return "a message: " + e.Detail
			}
			return "an object"
		}
		return "an empty object"
	case '[':
		return "a list"
	}
	return "a bare value"
}

// List returns the rows of an answer that is a JSON list. No content is an
// empty list.
func List(op api.Op, res Response) ([]json.RawMessage, error) {
	var rows []json.RawMessage
	body := bytes.TrimSpace(res.Body)
	if len(body) == 0 && res.Status == http.StatusNoContent {
		return nil, nil
	}
	if len(body) == 0 || body[0] != '[' || json.Unmarshal(body, &rows) != nil {
		return nil, Unreadable(op, res, "a list")
	}
	return rows, nil
}

// Total returns how many records a list has in all, by its X-Total-Count, -1
// when it does not say.
func Total(h http.Header) int {
	if n, err := strconv.Atoi(strings.TrimSpace(h.Get("X-Total-Count"))); err == nil && n >= 0 {
		return n
	}
	return -1
}

// Rows says what page was asked for and what came.
type Rows struct {
	List   []json.RawMessage
	Limit  int // as asked
	Offset int // as asked
	Total  int // as told, -1: not
}

// Record is a domain value that may keep the JSON it was read from.
type Record[T any] interface {
	*T
	SetRaw(api.Raw)
}

// Page decodes rows one by one. A row that cannot be read, or repeats the id
// of one before it, is left out; id may be nil for records without ids.
//
// A further page may exist while the total says so or, without one, while
// pages are not shorter than asked; longer ones are normal.
func Page[T any, P Record[T]](rows Rows, read func([]byte) (T, bool), id func(T) string) api.Page[T] {
	n := len(rows.List)
	p := api.Page[T]{Items: make([]T, 0, n), Offset: rows.Offset, Total: rows.Total, Next: rows.Offset + n}
	raws := api.RawRows(rows.List)
	seen := make(map[string]bool, n)
	for i, row := range rows.List {
		v, ok := read(row)
		if !ok {
			p.Bad++
			continue
		}
		if id != nil {
			if seen[id(v)] {
				continue
			}
			seen[id(v)] = true
		}
		P(&v).SetRaw(raws[i])
		p.Items = append(p.Items, v)
	}
	api.PackTexts(p.Items)
	p.More = n > 0 && n >= rows.Limit
	if rows.Total >= 0 {
		p.More = n > 0 && p.Next < rows.Total
	}
	return p
}

// One decodes an answer that is one record. With an id, the record must be
// that one: after a write anything else leaves open what has happened.
func One[T any, P Record[T]](op api.Op, res Response, what string, read func([]byte) (T, bool), id string, idOf func(T) string) (T, error) {
	v, ok := read(res.Body)
	if !ok {
		var none T
		return none, Unreadable(op, res, what)
	}
	if id != "" && !strings.EqualFold(idOf(v), id) {
		var none T
		return none, &api.Error{
			Kind: api.Decode, Op: op, Status: res.Status, TrackingID: requestID(res.Header),
			Detail: safe.Line(fmt.Sprintf("the answer is about %s with id %s, not %s", what, idOf(v), id)),
		}
	}
	P(&v).SetRaw(api.RawRow(res.Body))
	return v, nil
}
