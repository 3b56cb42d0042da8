package tasks

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"iscope/api"
	"iscope/api/isc"
	"iscope/views/tasks/query"
)

// everyTask reads all tasks of the demo tenant.
func everyTask(t *testing.T, client api.ISC) []api.Task {
	t.Helper()
	var out []api.Task
	for offset := 0; ; {
		p, err := client.Tasks(t.Context(), api.TaskQuery{Offset: offset})
		if err != nil {
			t.Fatal(err)
		}
		if out = append(out, p.Items...); !p.More {
			return out
		}
		offset = p.Next
	}
}

// wish is a line of the filter together with the tasks it means.
type wish struct {
	line  string
	means func(*api.Task) bool
}

// draw draws a wish about tasks that there are, and about values that try the
// quoting.
func draw(t *rapid.T, all []api.Task, depth int) wish {
	if depth > 0 && rapid.Bool().Draw(t, "joined") {
		a, b := draw(t, all, depth-1), draw(t, all, depth-1)
		switch rapid.IntRange(0, 2).Draw(t, "joint") {
		case 0:
			return wish{"(" + a.line + ") (" + b.line + ")", func(k *api.Task) bool { return a.means(k) && b.means(k) }}
		case 1:
			return wish{"(" + a.line + ") or (" + b.line + ")", func(k *api.Task) bool { return a.means(k) || b.means(k) }}
		}
		return wish{"not ((" + a.line + ") and (" + b.line + "))", func(k *api.Task) bool { return !a.means(k) || !b.means(k) }}
	}
	fields := map[string]func(*api.Task) string{
		"id": func(k *api.Task) string { return k.ID }, "launcher": func(k *api.Task) string { return k.Launcher },
		"completionStatus": func(k *api.Task) string { return string(k.Status) },
		"sourceId": func(k *api.Task) string {
			if k.Target.Type != "APPLICATION" {
				return ""
			}
			return k.Target.ID
		},
	}
	name := rapid.SampledFrom([]string{"id", "launcher", "completionStatus", "sourceId"}).Draw(t, "field")
	value := rapid.Custom(func(t *rapid.T) string {
		of := fields[name](&all[rapid.IntRange(0, len(all)-1).Draw(t, "like")])
		odd := rapid.StringOfN(rapid.SampledFrom([]rune(`a "\,()#%&+=;é/`)), 1, 9, -1).Filter(func(s string) bool { return strings.TrimSpace(s) != "" })
		if of == "" || name != "sourceId" && rapid.IntRange(0, 3).Draw(t, "odd") == 0 {
			if name == "sourceId" {
				return "2c9180835d2e5168015d32f890ca1581"
			}
			return odd.Draw(t, "value")
		}
		return of
	})
	values := rapid.SliceOfN(value, 1, 3).Draw(t, "values")
	var typed []string
	for _, v := range values {
		text := query.Typed(v)
		if name == "completionStatus" && text == v {
			text = `"` + v + `"`
		}
		typed = append(typed, text)
	}
	return wish{name + " in (" + strings.Join(typed, ",") + ")", func(k *api.Task) bool {
		is := fields[name](k)
		return is != "" && slices.ContainsFunc(values, func(v string) bool { return strings.EqualFold(v, is) })
	}}
}

// TestFiltersMeanTheSameToTheTenant holds that whatever is typed, the demo
// tenant, which reads filters by a parser of its own, understands it and answers
// with the tasks it means.
func TestFiltersMeanTheSameToTheTenant(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r, tenant := visit(t, isc.V2026)
		all := everyTask(t, r.f.ISC)
		for i := range all {
			r.m.learn(all[i : i+1])
		}
		rapid.Check(struct{ testing.TB }{t}, func(rt *rapid.T) { // a bubble has no deadline
			w := draw(rt, all, 2)
			q, err := query.Parse(w.line, r.m.known())
			if err != nil {
				rt.Fatalf("%s: %v", w.line, err)
			}
			time.Sleep(time.Second) // within the tenant's limit of requests
			got := map[string]bool{}
			for offset := 0; ; {
				p, failure := r.f.ISC.Tasks(t.Context(), api.TaskQuery{Filters: q.Filter, Offset: offset})
				if failure != nil {
					rt.Fatalf("%s became %s: %v", w.line, q.Filter, failure)
				}
				for _, k := range p.Items {
					got[k.ID] = true
				}
				if offset = p.Next; !p.More {
					break
				}
			}
			for i := range all {
				if k := &all[i]; !k.Pending() && w.means(k) != got[k.ID] {
					rt.Fatalf("%s became %s: the tenant answers %s: %v", w.line, q.Filter, k.ID, got[k.ID])
				}
			}
		})
		if n := tenant.Record().Refused; n != 0 {
			t.Errorf("%d requests were refused", n)
		}
	})
}

// TestFilterFieldsOfGenerations pins, by what the demo tenant refuses, that the
// line knows in each generation what that generation can filter by.
func TestFilterFieldsOfGenerations(t *testing.T) {
	for _, gen := range isc.Generations {
		t.Run(string(gen), func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				r, _ := visit(t, gen)
				for line, filter := range map[string]string{
					"launcher eq sweep": `launcher eq "sweep"`, "completionStatus isnull": "completionStatus isnull", "status:error": `completionStatus eq "Error"`,
					"sourceId in (2c9180835d2e5168015d32f890ca1581)": `sourceId in ("2c9180835d2e5168015d32f890ca1581")`,
				} {
					_, err := query.Parse(line, r.m.known())
					_, failure := r.f.ISC.Tasks(t.Context(), api.TaskQuery{Filters: filter, Limit: 1})
					if (err == nil) != (failure == nil) {
						t.Errorf("%s: the line says %v, the tenant %v", line, err, failure)
					}
				}
			})
		})
	}
}
