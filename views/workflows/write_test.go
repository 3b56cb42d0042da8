package workflows

import (
	"slices"
	"strings"
	"testing"

	"iscope/config"
	"iscope/views/internal/save/savetest"
)

// TestWriteWorkflows pins that the list is written with exact values.
func TestWriteWorkflows(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := start(t, &fake{all: tenant()}, nil)
		r.act("list.write")
		csv := savetest.File(t, r.Loop, ".csv")
		head, _, _ := strings.Cut(csv, "\n")
		if strings.TrimSpace(head) != "state,name,trigger,next,owner,executions,failures,rate,modified" || strings.Count(csv, "\n") != len(tenant())+1 || strings.ContainsAny(csv, "✓█░") {
			t.Errorf("written:\n%s", csv)
		}
	})
}

// TestConfigurationKnowsTheColumns pins that what the configuration may name is
// what there is.
func TestConfigurationKnowsTheColumns(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := start(t, &fake{all: tenant()}, nil)
		var got config.ListColumns
		for _, h := range r.m.table.Headings() {
			got.All = append(got.All, h.Key)
			if h.Sorts {
				got.Sorts = append(got.Sorts, h.Key)
			}
		}
		if want := config.Columns["workflows"]; !slices.Equal(got.All, want.All) || !slices.Equal(got.Sorts, want.Sorts) {
			t.Errorf("%q, the configuration %q", got, want)
		}
	})
}
