package config

import (
	"slices"
	"strings"
)

// ListColumns are the names of the columns of one list.
type ListColumns struct {
	All   []string // in the order they have by default
	Sorts []string // those that rows can be ordered by
}

// Columns are those of the lists of the program by name, for [columns] and [sort]. Tests of
// the views compare them with what there is, which this package must not import.
var Columns = map[string]ListColumns{
	"workflows": {
		All:   []string{"state", "name", "trigger", "next", "owner", "executions", "failures", "rate", "modified"},
		Sorts: []string{"state", "name", "trigger", "next", "owner", "executions", "failures", "rate", "modified"},
	},
	"executions": {
		All:   []string{"status", "workflow", "age", "took", "trend", "cause", "started", "ended", "id", "request"},
		Sorts: []string{"status", "workflow", "age", "took", "started", "ended"},
	},
	"inbox": {
		All:   []string{"state", "age", "type", "operation", "what", "application", "requester", "lines", "value", "created", "id"},
		Sorts: []string{"age", "type", "operation", "what", "application", "requester", "lines", "created"},
	},
	"inbox-completed": {
		All:   []string{"state", "age", "type", "operation", "what", "application", "requester", "lines", "value", "created", "id", "completed"},
		Sorts: []string{"state", "age", "type", "operation", "what", "application", "requester", "lines", "created"},
	},
	"tasks": {
		All:   []string{"status", "task", "target", "for", "usual", "progress", "phase", "launcher", "type", "created", "launched", "id"},
		Sorts: []string{"status", "task", "target", "for", "usual", "progress", "phase", "launcher", "type", "created", "launched"},
	},
	"tasks-history": {
		All:   []string{"status", "task", "target", "ended", "took", "message", "launcher", "type", "created", "launched", "id"},
		Sorts: []string{"status", "task", "target", "ended", "took", "launcher", "type", "created", "launched"},
	},
	"sessions": {
		All:   []string{"status", "session", "workflow", "requester", "profile", "attributes"},
		Sorts: []string{"status", "session", "workflow", "requester", "profile", "attributes"},
	},
}

// Names of the tables that arrange lists.
const (
	columnsTable = "columns"
	sortTable    = "sort"
)

// reversed stands before a column whose order is turned round; alone it is the
// order of the tenant turned round, and a text without it that of the tenant.
const reversed = "-"

// readLayouts reads [columns] and [sort] and returns how lists are arranged, by
// name, in the words of a layout of ui/table: columns in their order, !* to hide
// the others, and behind | what rows are ordered by.
//
//	[columns]
//	tasks = ["status", "task", "took"]
//	[sort]
//	tasks = "-took"
func (l *loader) readLayouts() map[string]string {
	out := map[string]string{}
	l.eachList(columnsTable, func(name, key string, names ListColumns, v any) {
		seen := map[string]bool{}
		list := l.texts(key, key, v, func(v any) (string, *mistake) {
			s, m := oneOf(names.All)(v)
			if m == nil && seen[s] {
				m = wrong("%s is there twice", quote(s))
			}
			seen[s] = true
			return s, m
		})
		if len(list) > 0 {
			out[name] = strings.Join(list, " ") + " !*"
		}
	})
	l.eachList(sortTable, func(name, key string, names ListColumns, v any) {
		s, ok := asText(v)
		column, _ := strings.CutPrefix(s, reversed)
		switch {
		case !ok:
			l.addAt(key, "", "%s: want the name of a column, with %s before it for the other way round, found %s", key, quote(reversed), kind(v))
		case column != "" && !slices.Contains(names.Sorts, column):
			text := "there is no such column"
			if slices.Contains(names.All, column) {
				text = "rows cannot be ordered by it"
			}
			l.addAt(key, nearest(column, names.Sorts), "%s: %s: %s; want one of %s", key, quote(column), text, strings.Join(names.Sorts, ", "))
		default:
			out[name] = strings.TrimSpace(out[name] + " | " + s)
		}
	})
	return out
}

// eachList calls read for each list that a table has.
func (l *loader) eachList(table string, read func(name, key string, names ListColumns, v any)) {
	v, ok := l.tree[table]
	if !ok {
		return
	}
	lists, ok := v.(map[string]any)
	if !ok {
		l.add(origin{true, table}, wrong("want a table [%s], found %s", table, kind(v)))
		return
	}
	for name, v := range lists {
		key := table + "." + name
		if names, ok := Columns[name]; ok {
			read(name, key, names, v)
			continue
		}
		if slices.Contains(globalNames, name) {
			l.addAt(key, "", "%s does not belong in [%s] but at the top of the file, before the first table", quote(name), table)
			continue
		}
		l.addAt(key, nearest(name, listNames()), "there is no list %s; the lists are %s", quote(name), strings.Join(listNames(), ", "))
	}
}

// listNames are the names of the lists, sorted.
func listNames() []string {
	var out []string
	for name := range Columns {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}

// Arranged is a Memory that also knows how the configuration wants lists to be
// arranged.
type Arranged struct {
	*Memory
	Layouts map[string]string // by the name of the list
}

// Default returns the layout of the list with that name, "" where the
// configuration says nothing of it.
func (a Arranged) Default(name string) string { return a.Layouts[name] }
