package library

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"iscope/api"
	"iscope/api/demotest"
	"iscope/api/isc"
	"iscope/api/sandbox"
	"iscope/ui/golden"
	"iscope/views/workflows/find"
)

// TestDemoTenant reads the library of the demo tenant through the real client, in
// every generation of the API, and finds in it every action its workflows use.
func TestDemoTenant(t *testing.T) {
	for _, gen := range isc.Generations {
		t.Run(string(gen), func(t *testing.T) {
			tenant := sandbox.New(sandbox.Options{Seed: 7})
			client := demotest.ISC(t, tenant, isc.Config{Generation: gen})
			page, err := client.Workflows(t.Context(), api.Query{})
			if err != nil {
				t.Fatal(err)
			}
			s := &stage{t: t, env: golden.Env(t, "dark"), shelf: NewShelf(&api.Commands{ISC: client}, t.Context(), "workflows#1"), index: find.New().Update(t.Context(), page.Items)}
			s.open("sp:http")
			if !s.shelf.Complete() {
				t.Fatalf("%v, %v, %v", s.shelf.Err(Triggers), s.shelf.Err(Actions), s.shelf.Err(Operators))
			}
			for _, v := range s.index.Used(find.Action) {
				if _, ok := s.shelf.Step(v.Text); !ok {
					t.Errorf("the library does not know %s, which %d workflows use", v.Text, v.Workflows)
				}
			}
			frame := ansi.Strip(s.window(120, 36))
			if uses := s.index.Count(find.Action, "sp:http"); uses.Workflows < 10 || !strings.Contains(frame, "HTTP Request") || !strings.Contains(frame, "one of get (Get)") {
				t.Errorf("%+v\n%s", uses, frame)
			}
			if s.index.Bare() != 0 || s.index.Len() != 150 {
				t.Errorf("%d of %d workflows without steps", s.index.Bare(), s.index.Len())
			}
		})
	}
}
