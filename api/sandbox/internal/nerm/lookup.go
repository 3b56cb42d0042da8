package nerm

import (
	"cmp"
	"net/http"
	"slices"
	"strings"
	"unicode"

	"iscope/api/sandbox/internal/kit"
)

// lookup is a list of records that never change.
type lookup struct {
	name    string // of the list in answers, and of the path
	title   string // of a record in errors
	empty   int    // status of an empty list
	filters []string
	cursor  bool // pages by after_id as well
	rows    []record
}

// record is one entry: its body, and its fields by which it is found and ordered.
type record struct {
	body map[string]any
	keys map[string]string
}

// lookup finds a list by name and makes all of them on first use.
func (s *Service) lookup(name string) *lookup {
	if s.lookups == nil {
		s.lookups = map[string]*lookup{}
		for _, l := range s.makeLookups() {
			s.lookups[l.name] = l
		}
	}
	return s.lookups[name]
}

func (l *lookup) list(r *kit.Request) kit.Reply {
	w, err := windowOf(r, append([]string{"id", "uid", "name", "label", "status", "created_at", "updated_at"}, l.filters...)...)
	if err != nil {
		return fail(http.StatusBadRequest, err.Error())
	}
	q := r.URL.Query()
	rows := slices.DeleteFunc(slices.Clone(l.rows), func(row record) bool {
		return slices.ContainsFunc(l.filters, func(name string) bool {
			want := q.Get(name)
			return want != "" && !strings.EqualFold(row.keys[name], want)
		})
	})
	if after := q.Get("after_id"); l.cursor && after != "" { // which excludes the other filters
		i := slices.IndexFunc(l.rows, func(row record) bool { return row.keys["id"] == after })
		rows = l.rows[i+1:]
	}
	if w.order != "" {
		slices.SortStableFunc(rows, func(a, b record) int {
			o := cmp.Compare(fold(a.keys[w.order]), fold(b.keys[w.order]))
			if w.desc {
				o = -o
			}
			return o
		})
	}
	if day := q.Get("updated_after"); day != "" {
		rows = slices.DeleteFunc(rows, func(row record) bool { return row.keys["updated_at"] <= day })
	}
	trim := q.Get("exclude_attributes") == "true"
	return w.reply(r, l.name, len(rows), l.empty, func(i int) any {
		if !trim {
			return rows[i].body
		}
		out := map[string]any{}
		for k, v := range rows[i].body {
			if k != "attributes" {
				out[k] = v
			}
		}
		return out
	})
}

func fold(s string) string { return strings.Map(unicode.ToLower, s) }

func (l *lookup) get(r *kit.Request) kit.Reply {
	i := slices.IndexFunc(l.rows, func(row record) bool { return row.keys["id"] == r.Vars["id"] })
	if i < 0 {
		return fail(http.StatusNotFound, "The requested "+l.title+" was not found")
	}
	return kit.OK(map[string]any{singulars[l.name]: l.rows[i].body})
}
